//! Models of the FPGA's cells, so that a synthesized netlist runs where its
//! source does.

use std::path::{Path, PathBuf};

/// Verilog of the cells: what they do, without times.
pub const CELLS: &str = include_str!("../models/ecp5_cells.v");

/// Where `cargo xtask netlist` puts netlists, handed over in the environment.
const VARIABLE: &str = "FERROUTE_NETLISTS";

/// A netlist with the models of its cells.
pub fn with_cells(netlist: &str) -> String {
    [netlist, CELLS].concat()
}

/// The folder with source and netlist of a top module; `None` outside of
/// `cargo xtask netlist` and `cargo xtask test`, which make them.
pub fn netlist_folder(top: &str) -> Option<PathBuf> {
    Some(Path::new(&std::env::var_os(VARIABLE)?).join(top))
}
