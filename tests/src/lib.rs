//! What tests of the whole share: a board whose every frame is held to the
//! reference model, frames to send, and cases for the router.

pub mod frames;
pub mod lab;
pub mod packets;
pub mod random_lab;
pub mod rig;
pub mod router_bench;
pub mod router_board;
pub mod router_case;
pub mod router_cases;
pub mod router_flows;
pub mod router_image;
pub mod router_traffic;
pub mod trail;

pub use rig::Rig;
