//! The commands of the project: `cargo xtask COMMAND`.
//! Owns: order and presentation. Building, simulating and synthesizing is done
//! by the crates.

mod bitstream;
mod console;
mod demo;
mod flash;
mod formal;
mod netlist;
mod process;
mod setup;
mod sizes;
mod synth;
mod test;
mod verilog;

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Commands of the Ferroute project
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install what the other commands need into .tools/ and, where allowed, system packages
    Setup,
    /// Run the simulated board: load tables, replay captures, show what happened
    Demo(demo::Arguments),
    /// Install what is missing and run all tests
    Test(test::Arguments),
    /// Compiler lints as errors
    Check,
    /// Write the Verilog of the switch core
    Verilog(verilog::Arguments),
    /// Synthesize the switch core, place and route it, print size and speed
    Synth(synth::Arguments),
    /// What fits on which part, as in bitstreams/README.md
    Sizes(sizes::Arguments),
    /// Simulate the synthesized core beside its source: same octets, same cycles
    Netlist,
    /// Make a board's bitstream, its report and its manifest
    Bitstream(bitstream::Arguments),
    /// Load a board's bitstream with openFPGALoader
    Flash(flash::Arguments),
    /// Prove blocks of the gateware correct, and that the proofs notice changes
    Formal(formal::Arguments),
    /// Simulated cycles per second of the whole board beside the bare model
    Bench,
}

fn main() -> Result<()> {
    match Arguments::parse().command {
        Command::Setup => setup::setup(),
        Command::Demo(arguments) => demo::run(&arguments),
        Command::Test(arguments) => test::run(&arguments),
        Command::Check => test::check(),
        Command::Verilog(arguments) => verilog::run(&arguments),
        Command::Synth(arguments) => synth::run(&arguments),
        Command::Sizes(arguments) => sizes::run(&arguments),
        Command::Netlist => netlist::run(),
        Command::Bitstream(arguments) => bitstream::run(&arguments),
        Command::Flash(arguments) => flash::run(&arguments),
        Command::Formal(arguments) => formal::run(&arguments),
        Command::Bench => {
            setup::ensure()?;
            process::cargo(&["run", "--release", "--quiet", "--package", "ferroute-sim", "--", "bench"])
        }
    }
}

/// The workspace.
fn root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package).to_path_buf()
}
