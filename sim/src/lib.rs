//! # The simulated board and the reference model
//! Owns: the reference model ([`golden`]). Owns no contract and no gateware.

pub mod golden;
