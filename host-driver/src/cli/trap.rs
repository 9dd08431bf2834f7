//! `ferroute trap`

use clap::Subcommand;
use ferroute_host::trap;

use super::error::CommandError;
use super::keywords::switch;
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
    /// Show every trap
    Show,
    /// Send a class of frames to the CPU port, or drop it
    #[command(after_help = "Example:\n  ferroute trap set link_local on")]
    Set {
        trap: String,
        #[arg(value_name = "on|off")]
        state: String,
    },
}

impl Arguments {
    pub fn run(self, session: &mut Session) -> Result<(), CommandError> {
        match self.command.unwrap_or(Command::Show) {
            Command::Show => {
                let traps = trap::show(&mut session.device)?;
                session.output.show(&traps, |traps| {
                    let rows = traps.iter().map(|trap| {
                        vec![trap.trap.to_owned(), on_off(trap.enabled), trap.meaning.to_owned()]
                    });
                    table(&["trap", "state", "meaning"], 3, rows)
                })
            }
            Command::Set { trap, state } => Ok(trap::set(&mut session.device, &trap, switch(&state)?)?),
        }
    }
}
