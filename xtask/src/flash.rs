//! Loads a board's bitstream with openFPGALoader.

use std::process::Command;

use anyhow::{Result, bail};
use ferroute_bitstreams::{Board, Flow, Manifest};

use crate::bitstream::folder_name;
use crate::process::{run as run_program, succeeds};
use crate::root;

/// What to load.
#[derive(clap::Args)]
pub struct Arguments {
    /// versa_5g, colorlight_i5 or colorlight_i9
    board: Board,
    /// Write the board's flash, so that the bitstream survives power-off
    #[arg(long)]
    permanent: bool,
}

pub fn run(arguments: &Arguments) -> Result<()> {
    let board = &arguments.board;
    let flow = Flow::new(&root(), &folder_name(board))?;
    let file = format!("{}.bit", board.name);
    let manifest = Manifest::check(board, flow.folder(), &file)?;
    println!("{}: {}, commit {}, contract {}", board.title, manifest.part, manifest.git, manifest.layout_hash);
    if !succeeds(Command::new("openFPGALoader").arg("--Version")) {
        bail!("openFPGALoader is missing; install it (Debian: apt-get install openfpgaloader)");
    }
    let mut command = Command::new("openFPGALoader");
    command.args(board.loader);
    if arguments.permanent {
        command.arg("--write-flash");
    }
    run_program(command.arg(flow.folder().join(file)))
}
