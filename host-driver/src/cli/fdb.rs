//! `ferroute fdb`

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use ferroute_host::fdb::file::{self, Station};
use ferroute_host::fdb::{Fdb, Key, Selector};
use ferroute_host::mac_address::MacAddress;
use ferroute_regmap::FdbEntry;
use serde::Serialize;

use super::error::CommandError;
use super::keywords::{Keywords, once, unknown};
use super::session::Session;
use super::table::table;

const SELECTOR: &str = "[dev PORT] [fid FID] [static|dynamic]";

#[derive(clap::Args)]
#[command(infer_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
pub enum Command {
    /// Show entries: all, or those that match
    #[command(override_usage = "ferroute fdb show [dev PORT] [fid FID] [static|dynamic]")]
    Show {
        #[arg(value_name = SELECTOR)]
        selector: Vec<String>,
    },
    /// Add an entry that must not exist yet; static unless said otherwise
    #[command(
        override_usage = "ferroute fdb add MAC dev PORT [fid FID] [static|dynamic]",
        after_help = "Example:\n  ferroute fdb add 02:00:00:00:00:01 dev swp2"
    )]
    Add(Entry),
    /// Add an entry, or replace the one with its address
    #[command(override_usage = "ferroute fdb replace MAC dev PORT [fid FID] [static|dynamic]")]
    Replace(Entry),
    /// Delete an entry, static or not
    #[command(override_usage = "ferroute fdb delete MAC [fid FID]")]
    Delete(KeyArguments),
    /// Show the entry with an address
    #[command(override_usage = "ferroute fdb get MAC [fid FID]")]
    Get(KeyArguments),
    /// Delete the dynamic entries that match; "static": the static ones, "all": both
    #[command(override_usage = "ferroute fdb flush [dev PORT] [fid FID] [dynamic|static|all]")]
    Flush {
        #[arg(value_name = "[dev PORT] [fid FID] [dynamic|static|all]")]
        selector: Vec<String>,
    },
    /// Give the hash another seed: random, or this one. Dynamic entries are forgotten
    Reseed {
        /// 60 bits, decimal or 0x and hexadecimal
        #[arg(value_parser = seed)]
        seed: Option<u64>,
    },
    /// Write entries to a file, as JSON that `restore` takes
    #[command(
        override_usage = "ferroute fdb save FILE [dev PORT] [fid FID] [static|dynamic]",
        after_help = "Example:\n  ferroute fdb save stations.json static"
    )]
    Save {
        /// "-": the standard output
        file: PathBuf,
        #[arg(value_name = SELECTOR)]
        selector: Vec<String>,
    },
    /// Add or replace the entries of a file, and verify the static ones
    Restore {
        /// "-": the standard input
        file: PathBuf,
        /// Delete all other entries first
        #[arg(long)]
        flush: bool,
    },
}

#[derive(clap::Args)]
pub struct Entry {
    mac: MacAddress,
    #[arg(required = true, value_name = "dev PORT [fid FID] [static|dynamic]")]
    words: Vec<String>,
}

#[derive(clap::Args)]
pub struct KeyArguments {
    mac: MacAddress,
    #[arg(value_name = "fid FID")]
    words: Vec<String>,
}

#[derive(Serialize)]
struct Flushed {
    deleted: u32,
}

#[derive(Serialize)]
struct Reseeded {
    /// Static entries that are at their new places.
    kept: usize,
}

#[derive(Serialize)]
struct Restored {
    restored: usize,
}

/// What keywords say.
#[derive(Default)]
struct Meant {
    port: Option<String>,
    fid: Option<u16>,
    kind: Option<Kind>,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Static,
    Dynamic,
    All,
}

impl Meant {
    /// Reads keywords; `allowed` names those that the command takes.
    fn parse(words: &[String], allowed: &[&str]) -> Result<Self, CommandError> {
        let mut meant = Self::default();
        let mut words = Keywords::new(words);
        while let Some(word) = words.next() {
            if !allowed.contains(&word) {
                return Err(unknown(word, &allowed.join(", ")));
            }
            match word {
                "dev" => once(&mut meant.port, word, words.value(word)?.to_owned())?,
                "fid" => once(&mut meant.fid, word, fid(words.value(word)?)?)?,
                "static" => once(&mut meant.kind, word, Kind::Static)?,
                "dynamic" => once(&mut meant.kind, word, Kind::Dynamic)?,
                _ => once(&mut meant.kind, word, Kind::All)?,
            }
        }
        Ok(meant)
    }

    fn selector(&self, session: &Session) -> Result<Selector, CommandError> {
        let port = self.port.as_deref().map(|name| session.port(name)).transpose()?;
        Ok(Selector {
            port: port.map(|port| port.index()),
            fid: self.fid,
            is_static: match self.kind {
                Some(Kind::Static) => Some(true),
                Some(Kind::Dynamic) => Some(false),
                Some(Kind::All) | None => None,
            },
        })
    }
}

/// A seed of 60 bits.
pub fn seed(text: &str) -> Result<u64, String> {
    let number = match text.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16).ok(),
        None => text.parse().ok(),
    };
    let bits = ferroute_regmap::fdb_hash::KEY_BITS;
    number.filter(|seed| seed >> bits == 0).ok_or_else(|| format!("a seed is a number of {bits} bits"))
}

fn fid(word: &str) -> Result<u16, CommandError> {
    let fid = word.parse().ok().filter(|fid| *fid < 4096 && !word.starts_with('+'));
    fid.ok_or_else(|| CommandError::Usage(format!("\"{word}\" is no fid; 0 to 4095 are possible")))
}

fn selector(words: &[String], session: &Session) -> Result<Selector, CommandError> {
    Meant::parse(words, &["dev", "fid", "static", "dynamic"])?.selector(session)
}

impl Entry {
    /// What names the entry; `None` where its keywords are wrong.
    pub fn key(&self) -> Option<Key> {
        let meant = Meant::parse(&self.words, &["dev", "fid", "static", "dynamic"]).ok()?;
        Some(Key { mac: self.mac, fid: meant.fid.unwrap_or_default() })
    }

    /// The entry for this device; nothing is sent.
    pub fn resolve(&self, session: &mut Session) -> Result<FdbEntry, CommandError> {
        let meant = Meant::parse(&self.words, &["dev", "fid", "static", "dynamic"])?;
        let Some(port) = &meant.port else {
            return Err(CommandError::Usage("the entry's port is missing; give \"dev PORT\"".into()));
        };
        let entry = FdbEntry {
            mac: self.mac.0,
            fid: meant.fid.unwrap_or_default(),
            port: session.port(port)?.index(),
            age: 0,
            is_static: meant.kind != Some(Kind::Dynamic),
        };
        Fdb::new(&mut session.device).check(&[entry])?;
        Ok(entry)
    }
}

impl KeyArguments {
    fn key(&self) -> Result<Key, CommandError> {
        let fid = Meant::parse(&self.words, &["fid"])?.fid.unwrap_or_default();
        Ok(Key { mac: self.mac, fid })
    }
}

impl Arguments {
    /// The command, for a batch that runs many at once.
    pub fn command(&self) -> Option<&Command> {
        self.command.as_ref()
    }

    pub fn run(self, session: &mut Session) -> Result<(), CommandError> {
        match self.command.unwrap_or(Command::Show { selector: Vec::new() }) {
            Command::Show { selector: words } => {
                let selector = selector(&words, session)?;
                let entries = Fdb::new(&mut session.device).show(&selector)?;
                show(&entries, session)
            }
            Command::Add(entry) => {
                let entry = entry.resolve(session)?;
                Ok(Fdb::new(&mut session.device).add(&[entry])?)
            }
            Command::Replace(entry) => {
                let entry = entry.resolve(session)?;
                Ok(Fdb::new(&mut session.device).replace(&[entry])?)
            }
            Command::Delete(key) => Ok(Fdb::new(&mut session.device).delete(key.key()?)?),
            Command::Get(key) => {
                let entry = Fdb::new(&mut session.device).get(key.key()?)?;
                let station = Station::new(&entry, session.device.identity().port_count);
                session.output.show(&station, |station| text(std::slice::from_ref(station)))
            }
            Command::Flush { selector } => flush(&selector, session),
            Command::Reseed { seed } => {
                let kept = Fdb::new(&mut session.device).reseed(seed.unwrap_or_else(rand::random))?;
                session.output.show(&Reseeded { kept }, |seeded| format!("{} static entries kept", seeded.kept))
            }
            Command::Save { file, selector: words } => {
                let selector = selector(&words, session)?;
                save(&file, &selector, session)
            }
            Command::Restore { file, flush } => restore(file, flush, session),
        }
    }
}

fn flush(words: &[String], session: &mut Session) -> Result<(), CommandError> {
    let meant = Meant::parse(words, &["dev", "fid", "dynamic", "static", "all"])?;
    let selector = meant.selector(session)?;
    let with_static = meant.kind == Some(Kind::All);
    let deleted = Fdb::new(&mut session.device).flush(&selector, with_static)?;
    session.output.show(&Flushed { deleted }, |flushed| format!("{} entries deleted", flushed.deleted))
}

fn save(path: &Path, selector: &Selector, session: &mut Session) -> Result<(), CommandError> {
    let port_count = session.device.identity().port_count;
    let entries = Fdb::new(&mut session.device).show(selector)?;
    let saved = |error| CommandError::Saved { path: path.to_owned(), error };
    let text = file::to_text(&entries, port_count).map_err(saved)?;
    if path.as_os_str() == "-" {
        return session.output.print(&text);
    }
    std::fs::write(path, text).map_err(|error| CommandError::Write { path: path.to_owned(), error })
}

fn restore(path: PathBuf, flush: bool, session: &mut Session) -> Result<(), CommandError> {
    let text = read_text(&path)?;
    let port_count = session.device.identity().port_count;
    let entries = file::from_text(&text, port_count).map_err(|error| CommandError::Saved { path, error })?;
    let mut fdb = Fdb::new(&mut session.device);
    fdb.check(&entries)?;
    if flush {
        fdb.flush(&Selector::default(), true)?;
    }
    fdb.replace(&entries)?;
    if session.dry_run {
        return Ok(());
    }
    // Dynamic entries may have aged or moved since.
    let fixed: Vec<FdbEntry> = entries.iter().filter(|entry| entry.is_static).copied().collect();
    let wrong = if fixed.is_empty() { Vec::new() } else { fdb.verify(&fixed)? };
    if let Some(first) = wrong.first() {
        let complaint = format!(
            "{} of {} entries are not in the device as restored, the first of them {} fid {}",
            wrong.len(), entries.len(), first.mac, first.fid
        );
        return Err(CommandError::Mismatch(complaint));
    }
    session.output.show(&Restored { restored: entries.len() }, |restored| {
        format!("{} entries restored", restored.restored)
    })
}

/// A file, or the standard input where it is "-".
pub fn read_text(path: &Path) -> Result<String, CommandError> {
    let read = if path.as_os_str() == "-" {
        let mut text = String::new();
        std::io::stdin().lock().read_to_string(&mut text).map(|_| text)
    } else {
        std::fs::read_to_string(path)
    };
    read.map_err(|error| CommandError::Read { path: path.to_owned(), error })
}

fn show(entries: &[FdbEntry], session: &mut Session) -> Result<(), CommandError> {
    let port_count = session.device.identity().port_count;
    let stations: Vec<Station> = entries.iter().map(|entry| Station::new(entry, port_count)).collect();
    session.output.show(&stations, |stations| text(stations))
}

fn text(stations: &[Station]) -> String {
    let rows = stations.iter().map(|station| {
        let (kind, age) = match station.is_static {
            true => ("static", "-".to_owned()),
            false => ("dynamic", station.age.to_string()),
        };
        vec![station.mac.clone(), station.port.clone(), kind.to_owned(), station.fid.to_string(), age]
    });
    table(&["mac", "port", "kind", "fid", "age"], 3, rows)
}
