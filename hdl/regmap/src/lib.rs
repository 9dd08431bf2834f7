//! # The contract between gateware, host and reference model
//! Every register, table entry, reason, counter and size of the device is
//! described here once; all sides import it and none repeats it.
//! Owns: addresses, bit layouts, codes, the message header of the wire
//! protocol, the layout hash. Owns no behaviour.
#![no_std]

pub mod counter;
pub mod drop_reason;
pub mod fdb_command;
pub mod fdb_entry;
pub mod fdb_hash;
pub mod fib_entry;
pub mod fib_hash;
pub mod flow_hash;
pub mod interface;
pub mod layout;
pub mod message;
pub mod next_hop;
pub mod page;
pub mod punt_header;
pub mod punt_reason;
pub mod region;
pub mod register;
pub mod registers;
pub mod size;
pub mod trap_entry;

pub use counter::Counter;
pub use drop_reason::DropReason;
pub use fdb_command::{FdbCommand, FdbResult};
pub use fdb_entry::FdbEntry;
pub use interface::{Interface, ReversePath};
pub use layout::LAYOUT_HASH;
pub use next_hop::NextHop;
pub use punt_header::PuntHeader;
pub use punt_reason::PuntReason;
pub use trap_entry::{Policer, TrapEntry};
