//! # Host side of Ferroute
pub mod bus;
pub mod device;
pub mod fdb;
pub mod link;
pub mod mac_address;
pub mod port;
pub mod transport;
