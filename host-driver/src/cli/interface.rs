//! `ferroute interface`

use std::path::PathBuf;

use clap::Subcommand;
use ferroute_host::mac_address::MacAddress;
use ferroute_host::router::RouterError;
use ferroute_host::router::interface::InterfaceName;
use ferroute_host::router::names::Names;
use ferroute_host::router::record::{InterfaceRecord, Rpf};
use ferroute_regmap::Interface;

use super::error::CommandError;
use super::keywords::{Keywords, number, once, switch, unknown};
use super::saved;
use super::session::Session;
use super::table::{on_off, table};
use super::way;

/// MTU of Ethernet (RFC 894).
const DEFAULT_MTU: u16 = 1500;

#[derive(clap::Args)]
#[command(infer_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Show router interfaces
    Show,
    /// Add a router interface to a port
    ///
    /// Frames to its address are routed. Both families are on and nothing is
    /// checked of sources unless said otherwise; the MTU is 1500.
    #[command(
        override_usage = "ferroute interface add dev PORT [vlan VID] address MAC [mtu N] [ipv4 on|off] [ipv6 on|off] [rpf|rpf4|rpf6 off|loose|strict]",
        after_help = "Example:\n  ferroute interface add dev swp1 vlan 100 address 02:00:00:00:01:00 rpf strict"
    )]
    Add(InterfaceWords),
    /// Add a router interface, or change the one of that port and VLAN
    #[command(override_usage = "ferroute interface replace dev PORT [vlan VID] address MAC ..., as for add")]
    Replace(InterfaceWords),
    /// Delete a router interface that no next hop leads to
    #[command(override_usage = "ferroute interface delete dev PORT [vlan VID]")]
    Delete(InterfaceWords),
    /// Show one router interface
    #[command(override_usage = "ferroute interface get dev PORT [vlan VID]")]
    Get(InterfaceWords),
    /// Write the router interfaces to a file, as JSON that `restore` takes
    Save {
        /// "-": the standard output
        file: PathBuf,
    },
    /// Add or replace the router interfaces of a file: all of them or none
    Restore {
        /// "-": the standard input
        file: PathBuf,
    },
}

#[derive(clap::Args)]
struct InterfaceWords {
    #[arg(required = true, value_name = "dev PORT [vlan VID] ...")]
    words: Vec<String>,
}

#[derive(Default)]
struct Meant {
    dev: Option<String>,
    vlan: Option<u32>,
    address: Option<MacAddress>,
    mtu: Option<u32>,
    ipv4: Option<bool>,
    ipv6: Option<bool>,
    rpf4: Option<Rpf>,
    rpf6: Option<Rpf>,
}

impl Meant {
    fn parse(words: &[String], names_only: bool) -> Result<Self, CommandError> {
        let mut meant = Self::default();
        let mut keywords = Keywords::new(words);
        while let Some(word) = keywords.next() {
            match word {
                "dev" => once(&mut meant.dev, word, keywords.value(word)?.to_owned())?,
                "vlan" => once(&mut meant.vlan, word, number(keywords.value(word)?, 0..=4094, "VLAN", "")?)?,
                other if names_only => return Err(unknown(other, "dev or vlan")),
                "address" => once(&mut meant.address, word, way::mac(keywords.value(word)?)?)?,
                "mtu" => once(&mut meant.mtu, word, number(keywords.value(word)?, 68..=16_383, "MTU", "")?)?,
                "ipv4" => once(&mut meant.ipv4, word, switch(keywords.value(word)?)?)?,
                "ipv6" => once(&mut meant.ipv6, word, switch(keywords.value(word)?)?)?,
                "rpf4" => once(&mut meant.rpf4, word, rpf(keywords.value(word)?)?)?,
                "rpf6" => once(&mut meant.rpf6, word, rpf(keywords.value(word)?)?)?,
                "rpf" => {
                    let check = rpf(keywords.value(word)?)?;
                    once(&mut meant.rpf4, word, check)?;
                    once(&mut meant.rpf6, word, check)?;
                }
                other => return Err(unknown(other, "dev, vlan, address, mtu, ipv4, ipv6, rpf, rpf4 or rpf6")),
            }
        }
        Ok(meant)
    }

    fn name(&self, session: &Session) -> Result<InterfaceName, CommandError> {
        let missing = || CommandError::Usage("the interface's port is missing; give \"dev PORT\"".into());
        let name = InterfaceName::parse(self.dev.as_deref().ok_or_else(missing)?, session.port_count());
        let name = name.map_err(RouterError::from)?;
        match self.vlan {
            None => Ok(name),
            Some(_) if name.vlan != 0 => Err(CommandError::Usage("the VLAN is given twice".into())),
            Some(vlan) => Ok(InterfaceName { vlan: vlan as u16, ..name }),
        }
    }

    fn interface(&self, name: InterfaceName) -> Result<Interface, CommandError> {
        let missing = || CommandError::Usage("the interface's address is missing; give \"address MAC\"".into());
        Ok(Interface {
            mac: self.address.ok_or_else(missing)?.0,
            vlan: name.vlan,
            mtu: self.mtu.map_or(DEFAULT_MTU, |mtu| mtu as u16),
            ipv4: self.ipv4.unwrap_or(true),
            ipv6: self.ipv6.unwrap_or(true),
            reverse_path4: self.rpf4.unwrap_or_default().into(),
            reverse_path6: self.rpf6.unwrap_or_default().into(),
        })
    }
}

fn rpf(word: &str) -> Result<Rpf, CommandError> {
    [Rpf::Off, Rpf::Loose, Rpf::Strict]
        .into_iter()
        .find(|check| check.name() == word)
        .ok_or_else(|| CommandError::Usage(format!("\"{word}\" is neither \"off\", \"loose\" nor \"strict\"")))
}

impl InterfaceWords {
    fn set(&self, replace: bool, session: &mut Session) -> Result<(), CommandError> {
        let meant = Meant::parse(&self.words, false)?;
        let name = meant.name(session)?;
        let interface = meant.interface(name)?;
        session.change(|router, writes| router.set_interface(name.port, interface, replace, writes).map(drop))
    }
}

impl Arguments {
    pub fn run(self, session: &mut Session) -> Result<(), CommandError> {
        match self.command.unwrap_or(Command::Show) {
            Command::Show => {
                let records = records(session)?;
                session.output.show(&records, |records| text(records))
            }
            Command::Add(interface) => interface.set(false, session),
            Command::Replace(interface) => interface.set(true, session),
            Command::Delete(interface) => {
                let name = Meant::parse(&interface.words, true)?.name(session)?;
                session.change(|router, writes| router.delete_interface(name, writes))
            }
            Command::Get(interface) => {
                let name = Meant::parse(&interface.words, true)?.name(session)?;
                session.interface(&name.to_string())?;
                let mut records = records(session)?;
                records.retain(|record| record.interface == name.to_string());
                session.output.show(&records, |records| text(records))
            }
            Command::Save { file } => {
                let records = records(session)?;
                saved::write(&file, &records, session)
            }
            Command::Restore { file } => restore(&file, session),
        }
    }
}

fn records(session: &mut Session) -> Result<Vec<InterfaceRecord>, CommandError> {
    let port_count = session.port_count();
    let interfaces = session.router()?.interfaces();
    let names = Names::new(interfaces, port_count);
    Ok(interfaces.iter().map(|(number, interface)| names.interface(number, interface)).collect())
}

fn restore(file: &std::path::Path, session: &mut Session) -> Result<(), CommandError> {
    let records: Vec<InterfaceRecord> = saved::read(file)?;
    let port_count = session.port_count();
    session.change(|router, writes| {
        router.all_or_nothing(writes, |router, writes| {
            records.iter().try_for_each(|record| {
                let name = InterfaceName::parse(&record.interface, port_count)?;
                let interface = Interface {
                    mac: record.address.0,
                    vlan: name.vlan,
                    mtu: record.mtu,
                    ipv4: record.ipv4,
                    ipv6: record.ipv6,
                    reverse_path4: record.rpf4.into(),
                    reverse_path6: record.rpf6.into(),
                };
                router.set_interface(name.port, interface, true, writes).map(drop)
            })
        })
    })?;
    saved::restored(records.len(), "interfaces", session)
}

fn text(records: &[InterfaceRecord]) -> String {
    let rows = records.iter().map(|record| {
        vec![
            record.interface.clone(),
            record.address.to_string(),
            on_off(record.ipv4),
            on_off(record.ipv6),
            record.rpf4.name().to_owned(),
            record.rpf6.name().to_owned(),
            record.mtu.to_string(),
        ]
    });
    table(&["interface", "address", "ipv4", "ipv6", "rpf4", "rpf6", "mtu"], 6, rows)
}
