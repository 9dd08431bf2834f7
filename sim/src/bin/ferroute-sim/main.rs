//! The simulated board as a program.

mod bench;
mod console;
mod inputs;
mod output;
mod run;
mod summary;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Parser, Subcommand};
use ferroute_sim::board::{Board, Options};

#[derive(Parser)]
#[command(name = "ferroute-sim", about = "A simulated Ferroute board", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Replay captures through the switch while the control line is served
    Run(run::RunArguments),
    /// Compare the board's speed with that of the bare model
    Bench(bench::BenchArguments),
}

/// Which switch.
#[derive(Args)]
struct BoardArguments {
    /// Front-panel ports, 2 to 8
    #[arg(long, default_value_t = 4)]
    ports: usize,
    /// Cells of the packet buffer: 512, 1024 or 2048
    #[arg(long, default_value_t = 1024)]
    cells: usize,
    /// Take the module switch_core from this file instead of the gateware
    #[arg(long, value_name = "FILE")]
    verilog: Option<PathBuf>,
}

impl BoardArguments {
    fn open(&self, options: &Options) -> anyhow::Result<Board> {
        Ok(match &self.verilog {
            Some(path) => {
                let verilog = std::fs::read_to_string(path)
                    .with_context(|| format!("cannot read {}", path.display()))?;
                Board::from_verilog(self.ports, &verilog, options)?
            }
            None => Board::open(self.ports, self.cells, options)?,
        })
    }
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Run(arguments) => run::run(&arguments),
        Command::Bench(arguments) => bench::bench(&arguments).map(|()| true),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("ferroute-sim: {error:#}");
            ExitCode::FAILURE
        }
    }
}
