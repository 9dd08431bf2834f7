//! `ferroute route`

mod get;
mod show;

use std::path::PathBuf;

use clap::Subcommand;
use ferroute_host::fib::{Family, Prefix};
use ferroute_host::router::record::{RouteRecord, RouteReport};
use ferroute_host::router::{Mode, RouterError};
use serde::Serialize;

use super::error::CommandError;
use super::saved;
use super::session::Session;
use super::way::{self, RouteWords, WAY};
use show::Selector;

const SELECTOR: &str = "[PREFIX] [dev INTERFACE] [type TYPE] [installed|incomplete|refused] [all]";

#[derive(clap::Args)]
#[command(infer_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
pub enum Command {
    /// Show routes: all but those of neighbours, or those that match
    #[command(override_usage = "ferroute route show [PREFIX] [dev INTERFACE] [type TYPE] [installed|incomplete|refused] [all]")]
    Show {
        #[arg(value_name = SELECTOR)]
        selector: Vec<String>,
    },
    /// Add a route for a prefix that has none
    #[command(
        override_usage = "ferroute route add [TYPE] PREFIX [via [inet|inet6] ADDRESS] [lladdr MAC] [dev INTERFACE] [nhid ID] [nexthop ... [weight N]]...",
        after_help = "TYPE is unicast, local, blackhole, unreachable or trap.\n\nExamples:\n  ferroute route add 10.0.0.0/8 via 192.0.2.1 dev swp2\n  ferroute route add 10.1.0.0/16 lladdr 11:22:33:44:55:66 dev swp2\n  ferroute route add default nexthop via 192.0.2.1 dev swp2 nexthop via 192.0.2.9 dev swp3 weight 2\n  ferroute route add blackhole 10.2.0.0/16"
    )]
    Add(RouteArguments),
    /// Add a route, or change the one of its prefix
    #[command(override_usage = "ferroute route replace [TYPE] PREFIX WAY, as for add")]
    Replace(RouteArguments),
    /// Add next hops to those that a route has
    #[command(override_usage = "ferroute route append PREFIX WAY, as for add")]
    Append(RouteArguments),
    /// Delete the route of a prefix
    Delete {
        #[arg(value_name = "PREFIX")]
        prefix: String,
    },
    /// Ask the hardware what it does with a packet, and compare
    #[command(
        override_usage = "ferroute route get ADDRESS [from ADDRESS] [iif INTERFACE] [sport PORT] [dport PORT]",
        after_help = "Example:\n  ferroute route get 10.1.2.3 iif swp1"
    )]
    Get {
        #[arg(value_name = "ADDRESS")]
        address: String,
        #[arg(value_name = "[from ADDRESS] [iif INTERFACE] [sport PORT] [dport PORT]")]
        words: Vec<String>,
    },
    /// Delete the routes that match; "all": every one
    #[command(override_usage = "ferroute route flush [PREFIX] [dev INTERFACE] [type TYPE] [installed|incomplete|refused] [all]")]
    Flush {
        #[arg(value_name = SELECTOR, required = true)]
        selector: Vec<String>,
    },
    /// Give the FIB's hash another seed: random, or this one. Traffic goes to the host meanwhile
    Reseed {
        /// 60 bits, decimal or 0x and hexadecimal
        #[arg(value_parser = super::fdb::seed)]
        seed: Option<u64>,
    },
    /// Write routes to a file, as JSON that `restore` takes
    #[command(override_usage = "ferroute route save FILE [PREFIX] [dev INTERFACE] [type TYPE]")]
    Save {
        /// "-": the standard output
        file: PathBuf,
        #[arg(value_name = SELECTOR)]
        selector: Vec<String>,
    },
    /// Add or replace the routes of a file: all of them or, without --partial, none
    Restore {
        /// "-": the standard input
        file: PathBuf,
        /// Delete all other routes
        #[arg(long)]
        flush: bool,
    },
    /// Show how full the tables are
    Usage,
}

#[derive(clap::Args)]
pub struct RouteArguments {
    #[arg(required = true, value_name = WAY)]
    words: Vec<String>,
}

#[derive(Serialize)]
struct Restored {
    restored: usize,
    /// Of these, the routes that are not in the hardware.
    refused: usize,
}

#[derive(Serialize)]
struct Reseeded {
    /// Prefixes that are at their new places.
    kept: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum Verb {
    Add,
    Replace,
    Append,
}

impl Arguments {
    /// The prefix that the command brings into the tables.
    pub fn added_prefix(&self) -> Option<Prefix> {
        match self.command.as_ref()? {
            Command::Add(route) | Command::Replace(route) | Command::Append(route) => {
                Some(way::route(&route.words).ok()?.prefix)
            }
            _ => None,
        }
    }

    pub fn run(self, session: &mut Session) -> Result<(), CommandError> {
        match self.command.unwrap_or(Command::Show { selector: Vec::new() }) {
            Command::Show { selector } => {
                let reports = Selector::parse(&selector)?.reports(session)?;
                session.output.show(&reports, |reports| show::text(reports))
            }
            Command::Add(route) => set(&route, Verb::Add, session),
            Command::Replace(route) => set(&route, Verb::Replace, session),
            Command::Append(route) => set(&route, Verb::Append, session),
            Command::Delete { prefix } => {
                let prefix = way::prefix(&prefix, Family::Ipv4)?;
                session.change(|router, writes| router.delete_route(prefix, writes))
            }
            Command::Get { address, words } => get::run(&address, &words, session),
            Command::Flush { selector } => {
                let selector = Selector::parse(&selector)?;
                let meant: Vec<Prefix> =
                    selector.reports(session)?.iter().map(|report| report.record.prefix).collect();
                let meant: std::collections::HashSet<Prefix> = meant.into_iter().collect();
                let deleted = session.change(|router, writes| {
                    Ok::<_, RouterError>(router.flush_routes(|prefix, _| meant.contains(&prefix), writes))
                })?;
                saved::deleted(deleted, "routes", session)
            }
            Command::Reseed { seed } => {
                let seed = seed.unwrap_or_else(rand::random);
                let kept = session.change(|router, writes| {
                    router.all_or_nothing(writes, |router, writes| router.reseed(seed, writes))
                })?;
                session.output.show(&Reseeded { kept }, |seeded| format!("{} prefixes kept", seeded.kept))
            }
            Command::Save { file, selector } => {
                let reports = Selector::parse(&selector)?.reports(session)?;
                let records: Vec<RouteRecord> = reports.into_iter().map(|report| report.record).collect();
                saved::write(&file, &records, session)
            }
            Command::Restore { file, flush } => restore(&file, flush, session),
            Command::Usage => {
                let usage = show::Usage::new(session.router()?);
                session.output.show(&usage, show::Usage::text)
            }
        }
    }
}

fn set(route: &RouteArguments, verb: Verb, session: &mut Session) -> Result<(), CommandError> {
    let RouteWords { prefix, way } = way::route(&route.words)?;
    let port_count = session.port_count();
    let target = session.router()?.target(&way, port_count)?;
    let mode = Mode { replace: verb == Verb::Replace, partial: session.routing_options.partial };
    session.change(|router, writes| match verb {
        Verb::Append => router.append_route(prefix, &target, mode, writes),
        Verb::Add | Verb::Replace => router.set_route(prefix, &target, mode, writes),
    })
}

fn restore(file: &std::path::Path, flush: bool, session: &mut Session) -> Result<(), CommandError> {
    let records: Vec<RouteRecord> = saved::read(file)?;
    let (port_count, partial) = (session.port_count(), session.routing_options.partial);
    let wanted: std::collections::HashSet<Prefix> = records.iter().map(|record| record.prefix).collect();
    session.change(|router, writes| {
        router.all_or_nothing(writes, |router, writes| {
            if flush {
                router.flush_routes(|prefix, _| !wanted.contains(&prefix), writes);
            }
            router.expect(wanted.iter().copied());
            for record in &records {
                let target = router.target(&record.way, port_count)?;
                router.set_route(record.prefix, &target, Mode { replace: true, partial }, writes)?;
            }
            Ok::<_, CommandError>(())
        })
    })?;
    let refused = session.router()?.refused().filter(|prefix| wanted.contains(prefix)).count();
    session.output.show(&Restored { restored: records.len(), refused }, |restored| match restored.refused {
        0 => format!("{} routes restored", restored.restored),
        refused => format!("{} routes restored, {refused} of them not in the hardware", restored.restored),
    })
}

/// For what shows one route.
fn is_meant(report: &RouteReport, prefix: Option<Prefix>) -> bool {
    prefix.is_none_or(|prefix| prefix.covers(report.record.prefix))
}
