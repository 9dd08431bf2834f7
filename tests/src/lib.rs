//! What tests of the whole share: a board whose every frame is held to the
//! reference model, and frames to send.

pub mod frames;
pub mod rig;
pub mod trail;

pub use rig::Rig;
