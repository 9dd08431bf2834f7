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

#[cfg(test)]
mod register_file_tests;

use ferroute_regmap::register::Register;
use rust_hdl::prelude::*;

pub use register_file::RegisterFile;

/// A register's address within its region, as the groups compare it.
fn address_of(register: &Register) -> Constant<Bits<6>> {
    assert!(register.address < 64, "{} has an address of 6 bits", register.name);
    Constant::new(u64::from(register.address).to_bits())
}
