//! # MDIO: the PHYs' registers (IEEE 802.3-2022 clause 22)
//!
//! | block        | what it does                                    |
//! | MdioMaster   | one read or write at a time                     |
//! | LinkResolver | auto-negotiation's outcome from the registers   |
//! | PhyPoller    | asks every PHY of a bus in turn                 |

mod link_resolver;
mod mdio_master;
pub mod phy_poller;

pub use link_resolver::LinkResolver;
pub use mdio_master::MdioMaster;
pub use phy_poller::PhyPoller;
