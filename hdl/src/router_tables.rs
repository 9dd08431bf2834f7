//! Tables and registers of the router and their regions on the register bus.

pub mod bucket_table;
pub mod interface_match;
pub mod interface_table;
pub mod next_hop_table;
pub mod policers;
pub mod router_bus;
pub mod router_registers;
pub mod table_ram;
pub mod tables;
pub mod token_bucket;
pub mod trap_table;

pub use tables::RouterTables;
