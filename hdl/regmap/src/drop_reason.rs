//! Why a frame, or one copy of it, was not forwarded.

macro_rules! reasons {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $name:literal;)*) => {
        /// A frame that is lost is counted under exactly one of these. Names
        /// follow Linux devlink traps where one exists.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum DropReason { $($(#[$doc])* $variant = $code,)* }

        impl DropReason {
            /// Every reason, in the order of its code.
            pub const ALL: &'static [DropReason] = &[$(DropReason::$variant,)*];

            /// The name that users see.
            pub const fn name(self) -> &'static str {
                match self { $(DropReason::$variant => $name,)* }
            }
        }
    };
}

reasons! {
    /// Good length, wrong FCS (RFC 2819 etherStatsCRCAlignErrors).
    FcsError = 1, "fcs_error";
    /// Shorter than 64 octets, good FCS (RFC 2819 etherStatsUndersizePkts).
    Undersize = 2, "undersize";
    /// Shorter than 64 octets, wrong FCS (RFC 2819 etherStatsFragments).
    Fragment = 3, "fragment";
    /// Over the limit, good FCS (RFC 2819 etherStatsOversizePkts).
    Oversize = 4, "oversize";
    /// Over the limit, wrong FCS (RFC 2819 etherStatsJabbers).
    Jabber = 5, "jabber";
    /// RX_ER while receiving (RFC 3635 dot3StatsSymbolErrors).
    SymbolError = 6, "symbol_error";
    /// Carrier without a clean preamble and SFD (IEEE 802.3-2022 35.2.3.2).
    PreambleError = 7, "preamble_error";
    /// The receive FIFO had no room.
    ReceiveOverrun = 8, "receive_overrun";
    /// IP header cut short, or version, length or checksum wrong (RFC 1812
    /// 5.2.2, RFC 8200 3; devlink ip_header_corrupted).
    IpHeaderCorrupted = 9, "ip_header_corrupted";
    /// IP source is a multicast address (RFC 1812 5.3.7, RFC 4291 2.7; devlink sip_is_mc).
    SipIsMc = 10, "sip_is_mc";
    /// IP source in 127.0.0.0/8 or ::1 (devlink sip_is_loopback_address).
    SipIsLoopbackAddress = 11, "sip_is_loopback_address";
    /// IPv4 source in 240.0.0.0/4, limited broadcast included (RFC 1812 5.3.7;
    /// devlink ipv4_sip_is_limited_bc).
    Ipv4SipIsLimitedBc = 12, "ipv4_sip_is_limited_bc";
    /// IP destination in 127.0.0.0/8 or ::1 (devlink dip_is_loopback_address).
    DipIsLoopbackAddress = 13, "dip_is_loopback_address";
    /// IP source in 0.0.0.0/8 or :: (RFC 1812 5.3.7, RFC 4291 2.5.2).
    SipIsUnspecified = 14, "sip_is_unspecified";
    /// Destination that no router forwards: 0.0.0.0/8, 240.0.0.0/4, ::, or a
    /// group in a frame to the router's own address (devlink non_routable_packet).
    NonRoutablePacket = 15, "non_routable_packet";
    /// Group bit set in the source address (devlink source_mac_is_multicast).
    SourceMacIsMulticast = 16, "source_mac_is_multicast";
    /// 01-80-C2-00-00-0X without a trap (IEEE 802.1Q-2022 table 8-1).
    LinkLocalMulticast = 17, "link_local_multicast";
    /// The only egress would be the ingress port (devlink port_loopback_filter).
    PortLoopbackFilter = 18, "port_loopback_filter";
    /// No port is left to forward to (devlink port_list_is_empty).
    PortListIsEmpty = 19, "port_list_is_empty";
    /// No free cell when the frame arrived.
    BufferFull = 20, "buffer_full";
    /// An egress queue refused its copy (devlink tail_drop); counted at egress.
    TailDrop = 21, "tail_drop";
    /// A copy was cut short on the wire with a bad FCS; counted at egress.
    TransmitUnderrun = 22, "transmit_underrun";
    /// Source or destination has link-local scope (RFC 3927 2.7, RFC 4291 2.5.6).
    LinkLocalScope = 23, "link_local_scope";
    /// TTL or hop limit would become zero (RFC 1812 5.3.1, RFC 8200 3; devlink
    /// ttl_value_is_too_small).
    TtlValueIsTooSmall = 24, "ttl_value_is_too_small";
    /// Longer than the egress interface's MTU (devlink mtu_value_is_too_small).
    MtuValueIsTooSmall = 25, "mtu_value_is_too_small";
    /// The route back to the source does not lead there (RFC 3704).
    ReversePathFilter = 26, "reverse_path_filter";
    /// No IPv4 route (devlink ipv4_lpm_miss).
    Ipv4LpmMiss = 27, "ipv4_lpm_miss";
    /// No IPv6 route (devlink ipv6_lpm_miss).
    Ipv6LpmMiss = 28, "ipv6_lpm_miss";
    /// The route says so (devlink blackhole_route, blackhole_nexthop).
    BlackholeRoute = 29, "blackhole_route";
    /// The next hop's MAC address is not known and a query is held down
    /// (devlink unresolved_neigh).
    UnresolvedNeigh = 30, "unresolved_neigh";
    /// For the host, which does not want it: the trap's action is to drop, or
    /// its policer was exhausted.
    TrapDropped = 31, "trap_dropped";
}

impl DropReason {
    /// Whether the receiving MAC itself found it.
    pub const fn is_receive(self) -> bool {
        self as u8 <= DropReason::ReceiveOverrun as u8
    }

    /// The reason with this code.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.iter().copied().find(|reason| *reason as u8 == code)
    }

    /// Whether the loss is one copy at an egress port rather than a whole frame at ingress.
    pub const fn is_egress(self) -> bool {
        matches!(self, DropReason::TailDrop | DropReason::TransmitUnderrun)
    }
}
