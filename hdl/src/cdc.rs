//! Clock domain crossings. Nothing outside this folder joins two clocks.
//!
//! | block         | what crosses                          |
//! | AsyncFifo     | words, in order                       |
//! | Synchronizer  | one bit that seldom changes           |
//! | PulseCrossing | single events, a few clocks apart     |

pub mod async_fifo;
pub mod pulse_crossing;
pub mod synchronizer;

pub use async_fifo::AsyncFifo;
pub use pulse_crossing::PulseCrossing;
pub use synchronizer::Synchronizer;
