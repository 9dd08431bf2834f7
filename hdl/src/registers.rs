//! The device's side of `regmap`: the slave of the register bus, a block a
//! region and a block a group of registers.

pub mod bus_decoder;
pub mod counter_window;
pub mod fdb_command_window;
pub mod fdb_registers;
pub mod fdb_table_window;
pub mod identity_registers;
pub mod port_registers;
pub mod register_file;
pub mod register_window;
pub mod status_registers;
pub mod word_select;

#[cfg(test)]
mod register_file_tests;

pub use register_file::RegisterFile;
