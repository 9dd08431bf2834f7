//! `ferroute neigh`

use std::net::IpAddr;
use std::path::PathBuf;

use clap::Subcommand;
use ferroute_host::next_hop::Resolution;
use ferroute_host::router::names::Names;
use ferroute_host::router::record::NeighbourRecord;
use ferroute_host::router::{NeighbourError, RouterError};

use super::error::CommandError;
use super::keywords::{Keywords, once, unknown};
use super::saved;
use super::session::Session;
use super::table::table;
use super::way;

#[derive(clap::Args)]
#[command(infer_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Show neighbours of which something is known
    Show {
        #[arg(value_name = "[dev INTERFACE]")]
        words: Vec<String>,
    },
    /// Add a neighbour that must not exist yet
    ///
    /// It gets a host route, and routes via its address lead to its MAC
    /// address. "nud failed": it was asked in vain, and frames to it are dropped.
    #[command(
        override_usage = "ferroute neigh add ADDRESS lladdr MAC|nud failed dev INTERFACE",
        after_help = "Example:\n  ferroute neigh add 192.0.2.1 lladdr 02:00:00:00:00:01 dev swp2"
    )]
    Add(Neighbour),
    /// Add a neighbour, or change it
    #[command(override_usage = "ferroute neigh replace ADDRESS lladdr MAC|nud failed dev INTERFACE")]
    Replace(Neighbour),
    /// Forget a neighbour
    #[command(override_usage = "ferroute neigh delete ADDRESS dev INTERFACE")]
    Delete(Neighbour),
    /// Show a neighbour
    #[command(override_usage = "ferroute neigh get ADDRESS dev INTERFACE")]
    Get(Neighbour),
    /// Forget all neighbours, or those at an interface
    Flush {
        #[arg(value_name = "[dev INTERFACE]")]
        words: Vec<String>,
    },
    /// Write neighbours to a file, as JSON that `restore` takes
    Save {
        /// "-": the standard output
        file: PathBuf,
        #[arg(value_name = "[dev INTERFACE]")]
        words: Vec<String>,
    },
    /// Add or replace the neighbours of a file: all of them or none
    Restore {
        /// "-": the standard input
        file: PathBuf,
    },
}

#[derive(clap::Args)]
struct Neighbour {
    #[arg(value_name = "ADDRESS")]
    address: String,
    #[arg(value_name = "[lladdr MAC|nud failed] dev INTERFACE")]
    words: Vec<String>,
}

#[derive(Default)]
struct Meant {
    resolution: Option<Resolution>,
    dev: Option<String>,
}

impl Meant {
    fn parse(words: &[String], takes_resolution: bool) -> Result<Self, CommandError> {
        let mut meant = Self::default();
        let mut keywords = Keywords::new(words);
        while let Some(word) = keywords.next() {
            match word {
                "lladdr" if takes_resolution => {
                    let mac = way::mac(keywords.value(word)?)?;
                    once(&mut meant.resolution, word, Resolution::Known(mac))?;
                }
                "nud" if takes_resolution => match keywords.value(word)? {
                    "failed" => once(&mut meant.resolution, word, Resolution::Held { until: None })?,
                    other => return Err(unknown(other, "failed")),
                },
                "dev" => once(&mut meant.dev, word, keywords.value(word)?.to_owned())?,
                other => return Err(unknown(other, if takes_resolution { "lladdr, nud or dev" } else { "dev" })),
            }
        }
        Ok(meant)
    }

    fn interface(&self, session: &mut Session) -> Result<u8, CommandError> {
        let name = self.dev.as_deref();
        let name = name.ok_or_else(|| CommandError::Usage("the neighbour's interface is missing; give \"dev INTERFACE\"".into()))?;
        session.interface(name)
    }
}

impl Neighbour {
    fn set(&self, replace: bool, session: &mut Session) -> Result<(), CommandError> {
        let address = way::address(&self.address)?;
        let meant = Meant::parse(&self.words, true)?;
        let missing = || CommandError::Usage("the neighbour's address is missing; give \"lladdr MAC\"".into());
        let resolution = meant.resolution.ok_or_else(missing)?;
        let interface = meant.interface(session)?;
        session.change(|router, writes| router.set_neighbour(interface, address, resolution, replace, writes))
    }

    fn key(&self, session: &mut Session) -> Result<(u8, IpAddr), CommandError> {
        let address = way::address(&self.address)?;
        Ok((Meant::parse(&self.words, false)?.interface(session)?, address))
    }
}

impl Arguments {
    pub fn run(self, session: &mut Session) -> Result<(), CommandError> {
        match self.command.unwrap_or(Command::Show { words: Vec::new() }) {
            Command::Show { words } => {
                let records = records(&words, session)?;
                session.output.show(&records, |records| text(records))
            }
            Command::Add(neighbour) => neighbour.set(false, session),
            Command::Replace(neighbour) => neighbour.set(true, session),
            Command::Delete(neighbour) => {
                let (interface, address) = neighbour.key(session)?;
                session.change(|router, writes| router.delete_neighbour(interface, address, writes))
            }
            Command::Get(neighbour) => {
                let (interface, address) = neighbour.key(session)?;
                let port_count = session.port_count();
                let router = session.router()?;
                let resolution = router.next_hops().neighbour(interface, address);
                let resolution = resolution.ok_or(RouterError::from(NeighbourError::NotFound(address)))?;
                let record = Names::new(router.interfaces(), port_count).neighbour(interface, address, resolution);
                session.output.show(&record, |record| text(std::slice::from_ref(record)))
            }
            Command::Flush { words } => {
                let meant = keys(&words, session)?;
                session.change(|router, writes| {
                    meant.iter().try_for_each(|(interface, address)| router.delete_neighbour(*interface, *address, writes))
                })?;
                saved::deleted(meant.len(), "neighbours", session)
            }
            Command::Save { file, words } => {
                let records = records(&words, session)?;
                saved::write(&file, &records, session)
            }
            Command::Restore { file } => restore(&file, session),
        }
    }
}

fn keys(words: &[String], session: &mut Session) -> Result<Vec<(u8, IpAddr)>, CommandError> {
    let meant = Meant::parse(words, false)?;
    let dev = if meant.dev.is_some() { Some(meant.interface(session)?) } else { None };
    let neighbours = session.router()?.next_hops().neighbours();
    Ok(neighbours.map(|(key, _)| key).filter(|(interface, _)| dev.is_none_or(|dev| dev == *interface)).collect())
}

fn records(words: &[String], session: &mut Session) -> Result<Vec<NeighbourRecord>, CommandError> {
    let keys = keys(words, session)?;
    let port_count = session.port_count();
    let router = session.router()?;
    let names = Names::new(router.interfaces(), port_count);
    let record = |(interface, address): (u8, IpAddr)| {
        Some(names.neighbour(interface, address, router.next_hops().neighbour(interface, address)?))
    };
    Ok(keys.into_iter().filter_map(record).collect())
}

fn restore(file: &std::path::Path, session: &mut Session) -> Result<(), CommandError> {
    let records: Vec<NeighbourRecord> = saved::read(file)?;
    let port_count = session.port_count();
    session.change(|router, writes| {
        router.all_or_nothing(writes, |router, writes| {
            records.iter().try_for_each(|record| {
                let interface = Names::new(router.interfaces(), port_count).number(&record.dev)?;
                let resolution = record.lladdr.map_or(Resolution::Held { until: None }, Resolution::Known);
                router.set_neighbour(interface, record.address, resolution, true, writes)
            })
        })
    })?;
    saved::restored(records.len(), "neighbours", session)
}

fn text(records: &[NeighbourRecord]) -> String {
    let rows = records.iter().map(|record| {
        let lladdr = record.lladdr.map_or_else(|| "held down".to_owned(), |lladdr| lladdr.to_string());
        vec![record.address.to_string(), record.dev.clone(), lladdr]
    });
    table(&["address", "dev", "lladdr"], 3, rows)
}
