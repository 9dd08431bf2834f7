//! Longest prefix match: pools, wide table and the engine that asks them.

pub mod bank_pick;
pub mod delay_line;
pub mod fib_bank;
pub mod fib_bus;
pub mod fib_bus_words;
pub mod fib_choice;
pub mod fib_engine;
pub mod fib_hasher;
pub mod fib_requests;
pub mod pool_key;
pub mod pool_probe;
pub mod pool_slots;
pub mod tag_compare;
pub mod wide_list;
pub mod wide_probe;
pub mod wide_slots;
pub mod wide_table;

pub use fib_engine::{FibEngine, standalone_verilog};
