//! Choosing one of several ports, and what is derived from the choice.

pub mod lowest_bit;
pub mod one_hot_mux;
pub mod port_index;
pub mod port_mask;
pub mod spaced_arbiter;

pub use lowest_bit::LowestBit;
pub use one_hot_mux::OneHotMux;
pub use port_index::PortIndex;
pub use port_mask::PortMask;
pub use spaced_arbiter::SpacedArbiter;
