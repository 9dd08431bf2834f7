//! # Frames on their way through `RouterDecision`

use rust_hdl::prelude::*;

use super::packet_summary::PacketSummary;
use crate::ingress::Decision;

/// A frame that waits.
#[derive(LogicStruct, Default, Clone, Copy, Debug, PartialEq)]
pub struct PendingFrame {
    /// What bridging decided.
    pub decision: Decision,
    pub summary: PacketSummary,
    /// Its destination was looked up; its source.
    pub asked: Bit,
    pub asked_source: Bit,
    /// Nothing of layer 3 concerns it.
    pub passes: Bit,
}

/// What the rules say before a route is known.
#[derive(LogicStruct, Default, Clone, Copy, Debug, PartialEq)]
pub struct Findings {
    /// One of the constants below: as bridging decided, dropped, to the host
    /// alone, to be routed.
    pub action: Bits<2>,
    /// DropReason or PuntReason, by `action`; of `copy` a PuntReason.
    pub code: Bits<5>,
    /// With action 0: the host gets it too.
    pub copy: Bit,
    /// The host may be sent to: the CPU port is in FORWARD, or bridging sends
    /// it there whatever FORWARD says.
    pub host_open: Bit,
    /// PuntReason, where it turns out to be for the host itself.
    pub own_class: Bits<5>,
    /// It is for the router.
    pub routed: Bit,
    /// The route back to its source is checked; also for its interface.
    pub checks_source: Bit,
    pub strict: Bit,
    /// It is a question, not to be sent.
    pub probe: Bit,
}

impl Findings {
    pub const AS_BRIDGED: u64 = 0;
    pub const DROP: u64 = 1;
    pub const TO_HOST: u64 = 2;
    pub const ROUTE: u64 = 3;
}

/// A frame whose route is known, if it needed one.
#[derive(LogicStruct, Default, Clone, Copy, Debug, PartialEq)]
pub struct RoutedFrame {
    pub decision: Decision,
    pub passes: Bit,
    pub findings: Findings,
    pub ipv6: Bit,
    pub length: Bits<14>,
    pub ttl_small: Bit,
    pub source_link_local: Bit,
    /// There is a route.
    pub found: Bit,
    pub source_bad: Bit,
    /// Next hop, behind a group's bucket.
    pub kind: Bits<4>,
    pub egress: Bits<6>,
    pub mac: Bits<48>,
    // For probes: the route's next hop and the one chosen, and the prefix.
    pub next_hop: Bits<9>,
    pub chosen: Bits<9>,
    pub prefix_length: Bits<8>,
    pub table: Bits<2>,
    pub index: Bits<14>,
}

/// What becomes of a frame, but for what the host's traps say.
#[derive(LogicStruct, Default, Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// The host is to get it, for this PuntReason.
    pub to_host: Bit,
    pub reason: Bits<5>,
    /// Ports that get it beside the host, and its drop code where there is
    /// neither; with `returns` what is done where the trap does not want it.
    pub egress: Bits<9>,
    pub drop_code: Bits<5>,
    /// It is sent with new headers, where it is not for the host alone.
    pub rewrites: Bit,
    /// It would leave by the interface it came in on.
    pub returns: Bit,
    pub vlan_tagged: Bit,
}
