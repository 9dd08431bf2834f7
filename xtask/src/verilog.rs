//! Verilog of the switch core, for people's own flows.

use std::path::PathBuf;

use anyhow::{Context, Result};
use ferroute_bitstreams::switch_core;

/// A build of the core.
#[derive(clap::Args)]
pub struct Arguments {
    /// Front-panel ports, 2 to 8
    #[arg(long, default_value_t = 4)]
    ports: usize,
    /// Cells of the packet buffer: 512, 1024 or 2048
    #[arg(long, default_value_t = 1024)]
    cells: usize,
    /// Where to write; standard output without it
    #[arg(long, short)]
    output: Option<PathBuf>,
}

pub fn run(arguments: &Arguments) -> Result<()> {
    let verilog = switch_core::verilog(arguments.ports, arguments.cells)?;
    match &arguments.output {
        Some(path) => std::fs::write(path, verilog).with_context(|| path.display().to_string()),
        None => {
            print!("{verilog}");
            Ok(())
        }
    }
}
