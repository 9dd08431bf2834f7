//! `ControlPort` under Verilator: a serial line bit by bit on one side, a memory
//! at the register bus on the other, and the host's own stack on the line.

mod harness;
mod line;
mod messages;
mod raw;
mod restart;
mod rules;
mod speed;
mod throughput;
mod torture;
