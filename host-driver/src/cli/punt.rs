//! `ferroute punt`

use clap::Subcommand;
use ferroute_host::cpu_port::{self, PuntedFrame, to_hex};

use super::error::CommandError;
use super::session::Session;

#[derive(clap::Args)]
#[command(infer_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Take the oldest waiting frame, if there is one, and print it
    Receive,
}

impl Arguments {
    pub fn run(self, session: &mut Session) -> Result<(), CommandError> {
        let Command::Receive = self.command;
        let frame = cpu_port::receive(&mut session.device)?;
        session.output.show(&frame, |frame| frame.as_ref().map_or_else(|| "no frame waits".into(), text))
    }
}

fn text(frame: &PuntedFrame) -> String {
    let port = frame.port.map_or_else(|| format!("port {}", frame.header.port), |port| port.to_string());
    let reason = frame.reason.map_or_else(|| format!("{}", frame.header.reason), |reason| reason.name().into());
    let mut text = format!(
        "{} octets from {port}, reason {reason}, clock {}",
        frame.octets.len(), frame.header.timestamp
    );
    for (line, octets) in frame.octets.chunks(16).enumerate() {
        let words: Vec<String> = octets.chunks(2).map(to_hex).collect();
        text.push_str(&format!("\n{:04x}  {}", 16 * line, words.join(" ")));
    }
    text
}
