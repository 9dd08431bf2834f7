//! # The simulated board and the reference model
//! Owns: building models of Verilog ([`verilator`]), the reference model
//! ([`golden`]), the simulated board ([`board`]) and what is connected to it:
//! [`capture`] files, [`generator`]s, a [`serial_line`]; models of the FPGA's
//! cells ([`ecp5`]). Owns no contract and no gateware.

pub mod board;
pub mod capture;
pub mod ecp5;
pub mod generator;
pub mod golden;
pub mod latency;
pub mod replay;
pub mod serial_line;
pub mod verilator;
