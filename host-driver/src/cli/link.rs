//! `ferroute link`

use clap::Subcommand;
use ferroute_host::port_state::{Link, PortChange, PortState, Ports};

use super::error::CommandError;
use super::keywords::{Keywords, once, switch, unknown};
use super::session::Session;
use super::table::{on_off, table};

#[derive(clap::Args)]
#[command(infer_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Show ports: all, or those given
    Show { ports: Vec<String> },
    /// Change what a port does
    ///
    /// rx: frames are received; forward: frames may be sent; flood: group
    /// frames and unknown unicast are sent; learn: source addresses are
    /// learned. What is not named stays as it is.
    #[command(
        override_usage = "ferroute link set PORT [rx on|off] [forward on|off] [flood on|off] [learn on|off]",
        after_help = "Example:\n  ferroute link set swp3 flood off learn off"
    )]
    Set {
        port: String,
        #[arg(required = true, value_name = "FLAG on|off")]
        flags: Vec<String>,
    },
}

impl Arguments {
    pub fn run(self, session: &mut Session) -> Result<(), CommandError> {
        match self.command.unwrap_or(Command::Show { ports: Vec::new() }) {
            Command::Show { ports } => {
                let ports = session.ports(&ports)?;
                let states = Ports::new(&mut session.device).show(&ports)?;
                session.output.show(&states, |states| text(states))
            }
            Command::Set { port, flags } => {
                let port = session.port(&port)?;
                let change = change(&flags)?;
                Ok(Ports::new(&mut session.device).set(port, change)?)
            }
        }
    }
}

fn change(flags: &[String]) -> Result<PortChange, CommandError> {
    let mut change = PortChange::default();
    let mut words = Keywords::new(flags);
    while let Some(flag) = words.next() {
        let slot = match flag {
            "rx" => &mut change.rx,
            "forward" => &mut change.forward,
            "flood" => &mut change.flood,
            "learn" => &mut change.learn,
            other => return Err(unknown(other, "rx, forward, flood or learn")),
        };
        once(slot, flag, switch(words.value(flag)?)?)?;
    }
    Ok(change)
}

fn text(states: &[PortState]) -> String {
    let header = [
        "port", "link", "rx", "forward", "flood", "learn", "rx frames", "rx octets", "tx frames",
        "tx octets", "drops",
    ];
    let rows = states.iter().map(|state| {
        let link = match state.link {
            Some(Link::Up) => "up",
            Some(Link::Down) => "down",
            None => "-",
        };
        let mut row = vec![state.port.to_string(), link.to_owned()];
        row.extend([state.rx, state.forward, state.flood, state.learn].map(on_off));
        row.extend(
            [state.rx_frames, state.rx_octets, state.tx_frames, state.tx_octets, state.drops]
                .map(|count| count.to_string()),
        );
        row
    });
    table(&header, 6, rows)
}
