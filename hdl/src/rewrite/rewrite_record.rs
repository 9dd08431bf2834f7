//! # What is to be changed of a frame on its way out

use rust_hdl::prelude::*;

/// New headers of a routed frame.
#[derive(LogicStruct, Default, Clone, Copy, Debug, PartialEq)]
pub struct Rewrite {
    /// 0: it leaves as it came; 1: routed IPv4; 2: routed IPv6.
    pub kind: Bits<2>,
    /// It came with a tag.
    pub tagged: Bit,
    /// It leaves with a tag: the egress interface has a VLAN.
    pub vlan_tagged: Bit,
    /// Egress interface, which tells source address and VLAN.
    pub interface: Bits<6>,
    /// Destination address, octet 0 in bits 7:0.
    pub mac: Bits<48>,
}
