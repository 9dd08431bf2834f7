//! `ferroute route get`

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ferroute_host::fib::{Family, Prefix, address_bits, address_of};
use ferroute_host::next_hop::{Leaf, Target};
use ferroute_host::router::Router;
use ferroute_host::router::probe::{self, Answer, Question};
use ferroute_host::router::names::Names;
use ferroute_host::router::record::RouteRecord;
use serde::Serialize;

use crate::cli::error::CommandError;
use crate::cli::keywords::{Keywords, number, once, unknown};
use crate::cli::session::Session;
use crate::cli::table::table;
use crate::cli::way;

/// Ports of the probe: traceroute's, which no class of frames has.
const SOURCE_PORT: u16 = 49_152;
const DESTINATION_PORT: u16 = 33_434;

#[derive(Serialize)]
struct Report {
    destination: IpAddr,
    source: IpAddr,
    iif: String,
    /// The route that is wanted.
    route: Option<RouteRecord>,
    /// None: nothing was asked, as this was a dry run.
    hardware: Option<Answer>,
    software: Answer,
    agree: Option<bool>,
}

#[derive(Default)]
struct Meant {
    source: Option<IpAddr>,
    iif: Option<String>,
    source_port: Option<u16>,
    destination_port: Option<u16>,
}

impl Meant {
    fn parse(words: &[String]) -> Result<Self, CommandError> {
        let mut meant = Self::default();
        let mut keywords = Keywords::new(words);
        while let Some(word) = keywords.next() {
            let port = |digits: &str| number(digits, 0..=65_535, "port", "").map(|port| port as u16);
            match word {
                "from" => once(&mut meant.source, word, way::address(keywords.value(word)?)?)?,
                "iif" => once(&mut meant.iif, word, keywords.value(word)?.to_owned())?,
                "sport" => once(&mut meant.source_port, word, port(keywords.value(word)?)?)?,
                "dport" => once(&mut meant.destination_port, word, port(keywords.value(word)?)?)?,
                other => return Err(unknown(other, "from, iif, sport or dport")),
            }
        }
        Ok(meant)
    }
}

pub fn run(destination: &str, words: &[String], session: &mut Session) -> Result<(), CommandError> {
    let destination = way::address(destination)?;
    let meant = Meant::parse(words)?;
    // What earlier lines of a batch planned is what is asked about.
    session.commit()?;
    let port_count = session.port_count();
    let interface = match &meant.iif {
        Some(name) => session.interface(name)?,
        None => {
            let first = session.router()?.interfaces().iter().next().map(|(number, _)| number);
            first.ok_or_else(|| CommandError::Usage("there is no router interface to come in on".into()))?
        }
    };
    let source = match meant.source {
        Some(source) => source,
        None => neighbour_address(session.router()?, interface, Family::of(destination)),
    };
    let question = Question {
        destination,
        source,
        interface,
        source_port: meant.source_port.unwrap_or(SOURCE_PORT),
        destination_port: meant.destination_port.unwrap_or(DESTINATION_PORT),
    };
    let conditions = probe::conditions(&mut session.device)?;
    let dry_run = session.dry_run;
    session.routing()?;
    let Some(routing) = &session.routing else { return Ok(()) };
    let router = &routing.router;
    let software = router.expect_answer(&question, &conditions, port_count);
    let hardware = if dry_run { None } else { Some(probe::ask(&mut session.device, router, &question)?) };
    let agree = hardware.as_ref().map(|hardware| software.agrees(hardware, &conditions));
    let names = Names::new(router.interfaces(), port_count);
    let route = router.routes().lookup(destination).map(|(prefix, route)| RouteRecord { prefix, way: names.way(&route.target) });
    let report = Report { destination, source, iif: names.name(interface), route, hardware, software, agree };
    session.output.show(&report, text)?;
    match agree {
        Some(false) => Err(CommandError::Mismatch("the hardware does otherwise than the routes say".into())),
        _ => Ok(()),
    }
}

/// An address that a neighbour at the interface may have, so that a check of
/// the reverse path lets it pass; one for documentation (RFC 5737, RFC 3849)
/// where no route tells.
fn neighbour_address(router: &Router, interface: u8, family: Family) -> IpAddr {
    let on_link = router.routes().iter().find(|(prefix, route)| {
        prefix.family() == family
            && !prefix.is_default()
            && !prefix.is_host()
            && route.target == Target::Leaf(Leaf::OnLink { interface })
    });
    let second = |prefix: Prefix| {
        let unit = if family == Family::Ipv4 { 2 << 96 } else { 2 };
        address_of(family, address_bits(prefix.first()) + unit)
    };
    match (on_link, family) {
        (Some((prefix, _)), _) => second(prefix),
        (None, Family::Ipv4) => Ipv4Addr::new(198, 51, 100, 2).into(),
        (None, Family::Ipv6) => Ipv6Addr::new(0x2001, 0xDB8, 0, 0, 0, 0, 0, 2).into(),
    }
}

fn text(report: &Report) -> String {
    let route = report.route.as_ref().map_or_else(|| "no route".to_owned(), |route| format!("{} {}", route.prefix, route.way));
    let column = |answer: Option<&Answer>| -> Vec<String> {
        let Some(answer) = answer else { return vec!["not asked".to_owned(); 7] };
        let or_dash = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
        let table = answer.table.map(|table| match answer.index {
            Some(index) => format!("{table} {index}"),
            None => table.to_owned(),
        });
        let ports: Vec<String> = answer.ports.iter().map(ToString::to_string).collect();
        let verdict = [answer.verdict, answer.reason.unwrap_or_default()].join(" ");
        vec![
            or_dash(answer.prefix.map(|prefix| prefix.to_string())),
            or_dash(table),
            or_dash(answer.next_hop.map(|next_hop| next_hop.to_string())),
            or_dash(answer.chosen.map(|chosen| chosen.to_string())),
            or_dash(answer.dev.clone()),
            or_dash(answer.lladdr.map(|lladdr| lladdr.to_string())),
            format!("{} {}", verdict.trim(), ports.join(",")).trim().to_owned(),
        ]
    };
    let names = ["prefix", "table", "next hop", "chosen", "dev", "lladdr", "verdict"];
    let (hardware, software) = (column(report.hardware.as_ref()), column(Some(&report.software)));
    let rows = names.iter().zip(hardware.into_iter().zip(software));
    let rows = rows.map(|(name, (hardware, software))| vec![(*name).to_owned(), hardware, software]);
    format!(
        "{} from {} iif {}: {route}\n{}",
        report.destination, report.source, report.iif, table(&["", "hardware", "software"], 3, rows)
    )
}
