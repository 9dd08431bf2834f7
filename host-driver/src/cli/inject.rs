//! `ferroute inject`

use std::path::PathBuf;

use ferroute_host::cpu_port::{self, from_hex};
use ferroute_host::port::Port;

use super::error::CommandError;
use super::session::Session;

/// Sends one frame, without FCS, 14 to 1514 octets; short ones are padded.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  ferroute inject swp2 ffffffffffff020000000001 0806 0001080006040001...
  ferroute inject swp1,swp3 --file frame.bin
  ferroute inject bridge --file frame.bin")]
pub struct Arguments {
    /// Ports to send to, with commas between them, or "bridge": forward it as
    /// if it had been received on the CPU port
    #[arg(value_name = "PORTS")]
    ports: String,
    /// The frame in hexadecimal
    #[arg(required_unless_present = "file")]
    hex: Vec<String>,
    /// A file with the frame's octets, instead
    #[arg(long, value_name = "FILE", conflicts_with = "hex")]
    file: Option<PathBuf>,
}

impl Arguments {
    pub fn run(self, session: &mut Session) -> Result<(), CommandError> {
        let ports: Vec<Port> = match self.ports.as_str() {
            "bridge" => Vec::new(),
            names => names.split(',').map(|name| session.port(name)).collect::<Result<_, _>>()?,
        };
        let frame = match self.file {
            Some(path) => std::fs::read(&path).map_err(|error| CommandError::Read { path, error })?,
            None => from_hex(&self.hex.concat())?,
        };
        Ok(cpu_port::inject(&mut session.device, &ports, &frame)?)
    }
}
