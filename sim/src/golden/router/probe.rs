//! What a probe tells: the decision about an injected frame that is not sent.

use ferroute_regmap::{DropReason, PuntReason};

use super::rules::Route;

/// The registers PROBE_*, where they mean something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Probe {
    /// Ports that would get it; the CPU port has bit `port_count`.
    pub egress: u16,
    pub drop: Option<DropReason>,
    /// `None` where the host would not get it.
    pub punt: Option<PuntReason>,
    pub is_routed: bool,
    /// Interface that it would come in on.
    pub interface: Option<u8>,
    pub route: Option<Route>,
    /// Next hop behind a group's bucket.
    pub chosen: Option<u16>,
    /// Interface and destination address that it would be sent to.
    pub egress_interface: Option<u8>,
    pub mac: Option<[u8; 6]>,
}
