//! # From gateware to ECP5
//! Owns: the open tools (yosys, nextpnr, SymbiYosys) run over emitted Verilog,
//! their reports, the boards and the manifest of a bitstream. Knows the gateware
//! only through `ferroute_hdl`.

pub mod board;
pub mod flow;
pub mod formal;
pub mod manifest;
pub mod output_registers;
pub mod part;
pub mod report;
pub mod rgmii_mac;
pub mod sibling_clocks;
pub mod simulation;

pub use board::{BOARDS, Board, BoardError};
pub use flow::{Flow, FlowError, Netlist};
pub use manifest::{Manifest, ManifestError};
pub use part::{Part, PartError};
pub use report::{Crossing, Report, Utilization, WorstPath};
pub use sibling_clocks::{SiblingPath, Siblings};

/// The Verilog that goes into the flow, and the contract it keeps.
pub use ferroute_hdl::{CELL_OCTETS, FDB_ENTRIES, LAYOUT_HASH, board_top, switch_core};
