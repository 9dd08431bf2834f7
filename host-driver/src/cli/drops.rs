//! `ferroute drop`

use clap::Subcommand;
use ferroute_host::drops::{self, Balance, DropReport, State};
use ferroute_host::port::Port;
use ferroute_regmap::DropReason;
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::error::CommandError;
use super::session::Session;
use super::table::table;

#[derive(clap::Args)]
#[command(infer_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    show: Show,
}

#[derive(Subcommand)]
enum Command {
    /// Show losses by port and reason, and the balance of all frames
    Show(Show),
}

#[derive(clap::Args)]
struct Show {
    /// Reasons and ports without a loss too
    #[arg(long)]
    all: bool,
}

/// What is printed: the losses that are meant, and the balance.
struct Shown<'a> {
    report: &'a DropReport,
    reasons: Vec<DropReason>,
    ports: Vec<usize>,
}

impl Arguments {
    /// Shows losses; counters that do not add up are an error after that.
    pub fn run(self, session: &mut Session) -> Result<(), CommandError> {
        let all = self.show.all || matches!(self.command, Some(Command::Show(Show { all: true })));
        let report = drops::show(&mut session.device)?;
        session.output.show(&Shown::new(&report, all), Shown::text)?;
        match report.balance.state {
            State::Unbalanced => Err(CommandError::Mismatch(imbalance(&report.balance))),
            State::Balanced | State::Moving => Ok(()),
        }
    }
}

fn imbalance(balance: &Balance) -> String {
    let ports: Vec<String> = balance.unbalanced_ports.iter().map(Port::to_string).collect();
    if ports.is_empty() {
        format!("the counters do not add up: {} copies are unaccounted for", balance.waiting)
    } else {
        format!("the counters of {} do not add up", ports.join(", "))
    }
}

impl<'a> Shown<'a> {
    fn new(report: &'a DropReport, all: bool) -> Self {
        let reasons = DropReason::ALL.iter().copied().filter(|reason| all || report.total(*reason) > 0);
        let ports = (0..report.counters.len()).filter(|port| all || report.counters[*port].all_drops() > 0);
        Self { report, reasons: reasons.collect(), ports: ports.collect() }
    }

    fn text(&self) -> String {
        let counters = &self.report.counters;
        let names: Vec<String> = self.ports.iter().map(|port| counters[*port].port.to_string()).collect();
        let mut header = vec!["reason"];
        header.extend(names.iter().map(String::as_str));
        header.push("total");
        let row = |name: &str, value: &dyn Fn(usize) -> u64, total: u64| {
            let mut row = vec![name.to_owned()];
            row.extend(self.ports.iter().map(|port| value(*port).to_string()));
            row.push(total.to_string());
            row
        };
        let mut rows: Vec<Vec<String>> = self
            .reasons
            .iter()
            .map(|reason| {
                row(reason.name(), &|port| counters[port].drops(*reason), self.report.total(*reason))
            })
            .collect();
        let total = counters.iter().fold(0, |sum: u64, port| sum.wrapping_add(port.all_drops()));
        rows.push(row("total", &|port| counters[port].all_drops(), total));
        format!("{}\n\n{}", table(&header, 1, rows), balance_text(&self.report.balance))
    }
}

fn balance_text(balance: &Balance) -> String {
    let state = match balance.state {
        State::Balanced => "balanced: every frame and every copy is accounted for",
        State::Moving => "moving: frames passed while the counters were read, or wait in queues",
        State::Unbalanced => "UNBALANCED",
    };
    format!(
        "frames  {} received = {} receive errors + {} forwarding drops + {} forwarded\n\
         copies  {} = {} sent + {} tail drops + {} waiting\n\
         {state}",
        balance.received, balance.receive_errors, balance.forwarding_drops, balance.forwarded,
        balance.copies, balance.sent, balance.tail_drops, balance.waiting,
    )
}

/// Losses by reason under each port, then under `total`.
struct Losses<'a>(&'a Shown<'a>);
/// Losses under the reasons that are shown.
struct Reasons<'a>(&'a Shown<'a>, Option<usize>);

impl Serialize for Reasons<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for reason in &self.0.reasons {
            let report = self.0.report;
            let count = self.1.map_or_else(|| report.total(*reason), |port| report.counters[port].drops(*reason));
            map.serialize_entry(reason.name(), &count)?;
        }
        map.end()
    }
}

impl Serialize for Losses<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for port in &self.0.ports {
            map.serialize_entry(&self.0.report.counters[*port].port, &Reasons(self.0, Some(*port)))?;
        }
        map.end()
    }
}

impl Serialize for Shown<'_> {
    /// `ports`, `total` and `balance`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("ports", &Losses(self))?;
        map.serialize_entry("total", &Reasons(self, None))?;
        map.serialize_entry("balance", &self.report.balance)?;
        map.end()
    }
}
