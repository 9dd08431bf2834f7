//! # The simulated board and the reference model
//! Owns: building models of Verilog ([`verilator`]) and the reference model
//! ([`golden`]). Owns no contract and no gateware.

pub mod golden;
pub mod verilator;
