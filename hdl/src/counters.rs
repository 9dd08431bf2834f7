//! Per-port 64-bit counters: events of the datapath in, values to the host out.

pub mod counter_engine;
pub mod counter_ram;
pub mod drop_accumulator;
pub mod drop_collector;
pub mod event_scheduler;
pub mod slot_planner;

#[cfg(test)]
mod engine_tests;

pub use counter_engine::CounterEngine;
