//! `ferroute stats`

use ferroute_host::stats::{self, PortCounters};
use ferroute_regmap::{Counter, DropReason};

use super::error::CommandError;
use super::session::Session;
use super::table::table;

/// Every counter with 64 bits; "drop" counters are those of losses.
#[derive(clap::Args)]
#[command(
    override_usage = "ferroute stats [show] [PORT...]",
    after_help = "Example:\n  ferroute -j stats swp1 cpu"
)]
pub struct Arguments {
    /// Ports to show; none: all
    #[arg(value_name = "PORT")]
    words: Vec<String>,
}

impl Arguments {
    pub fn run(self, session: &mut Session) -> Result<(), CommandError> {
        let names = match self.words.split_first() {
            Some((first, rest)) if first == "show" => rest,
            _ => &self.words,
        };
        let ports = session.ports(names)?;
        let counters = stats::read(&mut session.device, &ports)?;
        session.output.show(&counters, |counters| text(counters))
    }
}

fn text(counters: &[PortCounters]) -> String {
    let ports: Vec<String> = counters.iter().map(|port| port.port.to_string()).collect();
    let mut header = vec!["counter"];
    header.extend(ports.iter().map(String::as_str));
    let row = |name: String, value: &dyn Fn(&PortCounters) -> u64| {
        let mut row = vec![name];
        row.extend(counters.iter().map(|port| value(port).to_string()));
        row
    };
    let traffic = Counter::ALL.iter().map(|counter| row(counter.name().into(), &|port| port.get(*counter)));
    let drops = DropReason::ALL
        .iter()
        .map(|reason| row(format!("drop {}", reason.name()), &|port| port.drops(*reason)));
    table(&header, 1, traffic.chain(drops))
}
