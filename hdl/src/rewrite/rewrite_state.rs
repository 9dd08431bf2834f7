//! # How far a port is in a frame that is rewritten

use rust_hdl::prelude::*;

/// Kept from a word of a port to its next one. All fields up to `ttl` are zero
/// between frames and in frames that leave as they came.
#[derive(LogicStruct, Default, Clone, Copy, Debug, PartialEq)]
pub struct RewriteState {
    /// A routed frame is under way.
    pub routed: Bit,
    /// The next word's last four octets leave with it: a tag was taken out
    /// before them.
    pub direct: Bit,
    /// Of these, the first but one is the IPv6 hop limit.
    pub hop_limit: Bit,
    /// Of these, the first but two is the IPv4 TTL.
    pub ttl: Bit,
    pub ipv6: Bit,
    /// It came with a tag, it leaves with one.
    pub tagged: Bit,
    pub vlan_tagged: Bit,
    /// The next word's number from 0; behind 7 comes 4 again.
    pub index: Bits<3>,
    /// Last octets of word 7 that are to be zero.
    pub padding: Bits<3>,
    /// Octets that leave with the next word, octet 0 in bits 7:0.
    pub first_half: Bits<32>,
    pub second_half: Bits<32>,
    /// Octets that follow them.
    pub carried: Bits<32>,
    /// VLAN of the egress interface, until its tag is made.
    pub vlan: Bits<12>,
    /// What is told with the first word that leaves.
    pub length: Bits<11>,
    pub ingress: Bits<4>,
    pub reason: Bits<8>,
}
