//! `ferroute resource`

use clap::Subcommand;
use ferroute_host::resource::{self, ResourceReport};

use super::error::CommandError;
use super::session::Session;
use super::table::pairs;

#[derive(clap::Args)]
#[command(infer_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Show usage and exhaustion of the FDB, the buffer and the CPU port
    Show,
}

impl Arguments {
    pub fn run(self, session: &mut Session) -> Result<(), CommandError> {
        let Command::Show = self.command.unwrap_or(Command::Show);
        let report = resource::show(&mut session.device)?;
        session.output.show(&report, text)
    }
}

fn text(report: &ResourceReport) -> String {
    let ResourceReport { fdb, buffer, punt, inject } = report;
    pairs([
        ("fdb entries", format!("{} of {}", fdb.used, fdb.size)),
        ("fdb unlearned", fdb.unlearned.to_string()),
        ("fdb station moves", fdb.moves.to_string()),
        ("fdb failed commands", fdb.failures.to_string()),
        ("buffer free cells", format!("{} of {}", buffer.free_cells, buffer.total_cells)),
        ("buffer lowest free cells", buffer.lowest_free_cells.to_string()),
        ("punt waiting words", punt.waiting_words.to_string()),
        ("inject free words", inject.free_words.to_string()),
        ("inject refused frames", inject.refused.to_string()),
    ])
}
