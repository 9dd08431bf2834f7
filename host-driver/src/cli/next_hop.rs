//! `ferroute nexthop`

use std::path::PathBuf;

use clap::Subcommand;
use ferroute_host::next_hop::NextHopError;
use ferroute_host::router::names::Names;
use ferroute_host::router::record::{HopRecord, ObjectRecord, WayRecord};
use ferroute_host::router::{Router, RouterError};
use ferroute_regmap::NextHop;
use serde::Serialize;

use super::error::CommandError;
use super::keywords::{Keywords, number, once};
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
    /// Show every entry of the hardware's table that is in use
    Show,
    /// Add an object that routes and groups can refer to by "nhid ID"
    ///
    /// A group's members are objects, each with its weight behind a comma.
    #[command(
        override_usage = "ferroute nexthop add id ID [TYPE | via ADDRESS dev INTERFACE | lladdr MAC dev INTERFACE | dev INTERFACE | group ID[,WEIGHT]/ID[,WEIGHT]...]",
        after_help = "Examples:\n  ferroute nexthop add id 1 via 192.0.2.1 dev swp2\n  ferroute nexthop add id 10 group 1,3/2"
    )]
    Add(ObjectWords),
    /// Add an object, or change it under those that refer to it
    #[command(override_usage = "ferroute nexthop replace id ID ..., as for add")]
    Replace(ObjectWords),
    /// Delete an object that nothing refers to
    #[command(override_usage = "ferroute nexthop delete id ID")]
    Delete(ObjectWords),
    /// Show an object
    #[command(override_usage = "ferroute nexthop get id ID")]
    Get(ObjectWords),
    /// Delete every object that nothing refers to
    Flush,
    /// Write the objects to a file, as JSON that `restore` takes
    Save {
        /// "-": the standard output
        file: PathBuf,
    },
    /// Add or replace the objects of a file: all of them or none
    Restore {
        /// "-": the standard input
        file: PathBuf,
    },
}

#[derive(clap::Args)]
struct ObjectWords {
    #[arg(required = true, value_name = "id ID ...")]
    words: Vec<String>,
}

/// An entry of the hardware's table.
#[derive(Serialize)]
struct EntryReport {
    next_hop: u16,
    /// Of an object.
    id: Option<u32>,
    /// Routes, groups and the object that refer to it.
    references: usize,
    /// What the hardware does.
    entry: &'static str,
    /// Of a group.
    buckets: Option<usize>,
    #[serde(flatten)]
    way: WayRecord,
}

impl ObjectWords {
    /// The number, and what the object leads to.
    fn record(&self) -> Result<ObjectRecord, CommandError> {
        let mut keywords = Keywords::new(&self.words);
        let id = id(&mut keywords)?;
        let mut rest = keywords.clone();
        let way = match rest.next() {
            Some("group") => {
                let way = group(rest.value("group")?)?;
                if let Some(word) = rest.next() {
                    return Err(super::keywords::unknown(word, "nothing behind a group"));
                }
                way
            }
            _ => way::object_way(&mut keywords)?,
        };
        Ok(ObjectRecord { id, way })
    }

    fn id(&self) -> Result<u32, CommandError> {
        let mut keywords = Keywords::new(&self.words);
        let id = id(&mut keywords)?;
        match keywords.next() {
            None => Ok(id),
            Some(word) => Err(super::keywords::unknown(word, "nothing behind the number")),
        }
    }

    fn set(&self, replace: bool, session: &mut Session) -> Result<(), CommandError> {
        let record = self.record()?;
        let port_count = session.port_count();
        let target = session.router()?.target(&record.way, port_count)?;
        session.change(|router, writes| match replace {
            true => router.replace_object(record.id, &target, writes),
            false => router.add_object(record.id, &target, writes),
        })
    }
}

fn id(keywords: &mut Keywords<'_>) -> Result<u32, CommandError> {
    match keywords.next() {
        Some("id") => number(keywords.value("id")?, 1..=u32::MAX, "id", ""),
        _ => Err(CommandError::Usage("the object's number is missing; give \"id ID\" first".into())),
    }
}

/// `ID[,WEIGHT]/ID[,WEIGHT]...`
fn group(text: &str) -> Result<WayRecord, CommandError> {
    let member = |text: &str| {
        let (id, weight) = text.split_once(',').map_or((text, None), |(id, weight)| (id, Some(weight)));
        let weight = weight.map(|weight| number(weight, 1..=256, "weight", "")).transpose()?;
        let mut hop = HopRecord { weight: Some(weight.unwrap_or(1) as u16), ..HopRecord::default() };
        once(&mut hop.nhid, "group", number(id, 1..=u32::MAX, "id", "")?)?;
        Ok(hop)
    };
    let nexthops = text.split('/').map(member).collect::<Result<_, CommandError>>()?;
    Ok(WayRecord { nexthops, ..WayRecord::default() })
}

impl Arguments {
    pub fn run(self, session: &mut Session) -> Result<(), CommandError> {
        match self.command.unwrap_or(Command::Show) {
            Command::Show => {
                let port_count = session.port_count();
                let entries = entries(session.router()?, port_count);
                session.output.show(&entries, |entries| text(entries))
            }
            Command::Add(object) => object.set(false, session),
            Command::Replace(object) => object.set(true, session),
            Command::Delete(object) => {
                let id = object.id()?;
                session.change(|router, writes| router.delete_object(id, writes))
            }
            Command::Get(object) => {
                let id = object.id()?;
                let port_count = session.port_count();
                let entries = entries(session.router()?, port_count);
                let entry = entries.into_iter().find(|entry| entry.id == Some(id));
                let entry = entry.ok_or(RouterError::from(NextHopError::NoObject(id)))?;
                session.output.show(&entry, |entry| text(std::slice::from_ref(entry)))
            }
            Command::Flush => {
                let deleted = session.change(|router, writes| {
                    let ids: Vec<u32> = router.next_hops().objects().map(|(id, _)| id).collect();
                    // Groups refer to single ones: what they free goes with them.
                    let mut deleted = 0;
                    for _ in 0..2 {
                        deleted += ids.iter().filter(|id| router.delete_object(**id, writes).is_ok()).count();
                    }
                    Ok::<_, CommandError>(deleted)
                })?;
                saved::deleted(deleted, "objects", session)
            }
            Command::Save { file } => {
                let port_count = session.port_count();
                let router = session.router()?;
                let names = Names::new(router.interfaces(), port_count);
                let mut records: Vec<ObjectRecord> = router
                    .next_hops()
                    .objects()
                    .filter_map(|(id, index)| Some(ObjectRecord { id, way: names.way(&router.next_hops().meaning(index)?) }))
                    .collect();
                // Members come before the groups that refer to them.
                records.sort_by_key(|record| (!record.way.nexthops.is_empty(), record.id));
                saved::write(&file, &records, session)
            }
            Command::Restore { file } => {
                let records: Vec<ObjectRecord> = saved::read(&file)?;
                let port_count = session.port_count();
                session.change(|router, writes| {
                    router.all_or_nothing(writes, |router, writes| {
                        for record in &records {
                            let target = router.target(&record.way, port_count)?;
                            router.replace_object(record.id, &target, writes)?;
                        }
                        Ok::<_, CommandError>(())
                    })
                })?;
                saved::restored(records.len(), "objects", session)
            }
        }
    }
}

fn entries(router: &Router, port_count: u8) -> Vec<EntryReport> {
    let names = Names::new(router.interfaces(), port_count);
    let table = router.next_hops();
    let report = |(next_hop, references): (u16, usize)| {
        let entry = table.entry(next_hop);
        Some(EntryReport {
            next_hop,
            id: table.objects().find(|(_, index)| *index == next_hop).map(|(id, _)| id),
            references,
            entry: entry_name(entry),
            buckets: match entry {
                NextHop::Group { log2_buckets, .. } => Some(1 << log2_buckets),
                _ => None,
            },
            way: names.way(&table.meaning(next_hop)?),
        })
    };
    table.used().filter_map(report).collect()
}

fn entry_name(entry: NextHop) -> &'static str {
    match entry {
        NextHop::None => "none",
        NextHop::Forward { .. } => "forward",
        NextHop::Local => "local",
        NextHop::Blackhole => "blackhole",
        NextHop::Reject => "reject",
        NextHop::Trap => "trap",
        NextHop::Glean { .. } => "glean",
        NextHop::Group { .. } => "group",
        NextHop::Incomplete => "incomplete",
        NextHop::HoldDown { .. } => "hold_down",
    }
}

fn text(entries: &[EntryReport]) -> String {
    let rows = entries.iter().map(|entry| {
        let or_dash = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
        vec![
            entry.next_hop.to_string(),
            or_dash(entry.id.map(|id| id.to_string())),
            entry.entry.to_owned(),
            entry.way.to_string(),
            or_dash(entry.buckets.map(|buckets| buckets.to_string())),
            entry.references.to_string(),
        ]
    });
    table(&["next hop", "id", "entry", "way", "buckets", "references"], 4, rows)
}
