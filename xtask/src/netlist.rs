//! The synthesized netlist beside its source, in simulation.

use std::ffi::OsString;

use anyhow::Result;
use ferroute_bitstreams::simulation::{self, BLOCK_RAMS, Design};
use ferroute_bitstreams::switch_core;

use crate::{console, process, root, setup};

/// Where the tests look for netlists; without it they are skipped.
const VARIABLE: &str = "FERROUTE_NETLISTS";
/// The smallest core that floods to more than one port: a netlist of it takes a
/// minute to make and another to compile.
const PORTS: usize = 3;
const CELLS: usize = 512;

/// Makes the netlists that are out of date; returns what the tests want in their
/// environment.
pub fn prepare() -> Result<(&'static str, OsString)> {
    let progress = console::spinner();
    progress.set_message("netlists to simulate");
    let core = switch_core::verilog(PORTS, CELLS)?;
    for design in [BLOCK_RAMS, Design { top: "switch_core", verilog: &core }] {
        simulation::prepare(&root(), design)?;
    }
    progress.finish_and_clear();
    Ok((VARIABLE, simulation::folder(&root()).into()))
}

pub fn run() -> Result<()> {
    setup::ensure()?;
    let netlists = prepare()?;
    let mut command = vec!["test", "--package", "ferroute-sim", "--package", "ferroute-tests"];
    for test in ["ecp5_cells", "ecp5_block_ram", "netlist_block_rams", "netlist"] {
        command.extend(["--test", test]);
    }
    process::cargo_with(&command, &[netlists])
}
