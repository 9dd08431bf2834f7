//! # From gateware to ECP5
//! Owns: the open tools (yosys, nextpnr, SymbiYosys) run over emitted Verilog,
//! and their reports. Knows the gateware only through `ferroute_hdl`.

pub mod flow;
pub mod formal;
pub mod output_registers;
pub mod part;
pub mod report;

pub use flow::{Flow, FlowError, Netlist};
pub use part::{Part, PartError};
pub use report::{Report, Utilization};

/// The Verilog that goes into the flow.
pub use ferroute_hdl::switch_core;
