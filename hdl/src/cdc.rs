//! Clock domain crossings. Nothing outside this folder joins two clocks.
//!
//! | block         | what crosses                          |
//! | AsyncFifo     | words, in order                       |
//! | Synchronizer  | one bit that seldom changes           |
//! | PulseCrossing | single events, a few clocks apart     |
//! | FallingRegister | words, between a clock and its gated sibling |
//!
//! `ClockGate` makes such siblings.

pub mod async_fifo;
pub mod clock_gate;
pub mod falling_register;
pub mod pulse_crossing;
pub mod synchronizer;

pub use async_fifo::AsyncFifo;
pub use clock_gate::ClockGate;
pub use falling_register::FallingRegister;
pub use pulse_crossing::PulseCrossing;
pub use synchronizer::Synchronizer;
