//! # Gateware of Ferroute
//! Blocks in `rust-hdl`; [`switch_core::SwitchCore`] is the whole dataplane.
//! Owns no contract: registers, entries and reasons come from `ferroute_regmap`.

pub mod arbiter;
pub mod board_top;
pub mod buffer;
pub mod cdc;
pub mod control;
pub mod counters;
pub mod cpu;
pub mod fdb;
pub mod fib;
pub mod ingress;
pub mod mdio;
pub mod memory;
pub mod receive;
pub mod registers;
pub mod rewrite;
pub mod rgmii;
pub mod router;
pub mod router_tables;
pub mod stream;
pub mod switch_core;
#[cfg(test)]
mod synthesis;
pub mod transmit;
pub mod verilog;

/// Hash of the contract that this gateware keeps.
pub use ferroute_regmap::LAYOUT_HASH;
pub use ferroute_regmap::size::{CELL_OCTETS, FDB_ENTRIES};
