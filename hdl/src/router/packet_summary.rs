//! # What the routing rules need of an IP header

use rust_hdl::prelude::*;

/// Of a header that is whole; of others it means nothing.
#[derive(LogicStruct, Default, Clone, Copy, Debug, PartialEq)]
pub struct PacketSummary {
    /// The version is 6.
    pub ipv6: Bit,
    /// Octets of the packet with its header. No good frame's has more bits.
    pub length: Bits<14>,
    /// TTL or hop limit is 0 or 1.
    pub ttl_small: Bit,
    pub source_multicast: Bit,
    pub source_loopback: Bit,
    /// 240.0.0.0/4.
    pub source_class_e: Bit,
    pub source_unspecified: Bit,
    pub source_link_local: Bit,
    pub destination_loopback: Bit,
    /// 0.0.0.0/8, 224.0.0.0/3, ff00::/8 or ::.
    pub destination_unroutable: Bit,
    pub destination_link_local: Bit,
    /// 224.0.0.0/24 or ff02::/16.
    pub destination_local_group: Bit,
    /// 255.255.255.255.
    pub destination_broadcast: Bit,
    /// The first half of the IPv6 address that is under way is zero.
    pub half_zero: Bit,
    /// There is a flow label.
    pub labelled: Bit,
    /// Key of the flow hash without protocol and ports.
    pub flow_key: Bits<60>,
}
