//! `CpuPort` under Verilator against the contract of regions INJECT and PUNT.

mod bench;
mod inject;
mod punt;
