//! Why the CPU port was given a frame.

macro_rules! reasons {
    ($($(#[doc = $doc:literal])* $variant:ident = $code:literal, $name:literal;)*) => {
        /// Reason in the header of a frame read from the CPU port. Names
        /// follow Linux devlink control traps.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum PuntReason { $($(#[doc = $doc])* $variant = $code,)* }

        impl PuntReason {
            /// Every reason, in the order of its code.
            pub const ALL: &'static [PuntReason] = &[$(PuntReason::$variant,)*];

            /// The name that users see.
            pub const fn name(self) -> &'static str {
                match self { $(PuntReason::$variant => $name,)* }
            }

            /// What it means, in a sentence.
            pub const fn meaning(self) -> &'static str {
                match self { $(PuntReason::$variant => concat!($($doc),*).trim_ascii(),)* }
            }
        }
    };
}

reasons! {
    /// The CPU port is a member of the frame's egress ports.
    Forwarded = 0, "forwarded";
    /// Destination 01-80-C2-00-00-0X (IEEE 802.1Q-2022 table 8-1).
    LinkLocal = 1, "link_local";
    /// The route leads to the host itself (devlink local_route).
    LocalRoute = 2, "local_route";
    /// TTL or hop limit would become zero: the host answers with ICMP.
    TtlValueIsTooSmall = 3, "ttl_value_is_too_small";
    /// Longer than the egress interface's MTU: the host fragments or answers.
    MtuValueIsTooSmall = 4, "mtu_value_is_too_small";
    /// The next hop's MAC address is not known: the host resolves it.
    UnresolvedNeigh = 5, "unresolved_neigh";
    /// IPv4 options (RFC 1812 4.2.2.1, 5.2.4), router alert among them (RFC 2113).
    Ipv4Options = 6, "ipv4_options";
    /// IPv6 hop-by-hop options (RFC 8200 4.3), router alert among them (RFC 2711).
    Ipv6HopByHop = 7, "ipv6_hop_by_hop";
    /// No IPv4 route.
    Ipv4LpmMiss = 8, "ipv4_lpm_miss";
    /// No IPv6 route.
    Ipv6LpmMiss = 9, "ipv6_lpm_miss";
    /// A route of kind reject: the host answers with ICMP.
    RejectRoute = 10, "reject_route";
    /// A route that hands its traffic to the host (devlink external_route).
    ExternalRoute = 11, "external_route";
    /// A longer prefix of this route is not in the hardware.
    RouteIncomplete = 12, "route_incomplete";
    /// Leaves by the interface it came in on: the host may send a redirect
    /// (RFC 1812 5.2.7.2, RFC 4861 8.2; devlink uc_loopback).
    UcLoopback = 13, "uc_loopback";
    /// ARP on a router interface (RFC 826).
    Arp = 16, "arp";
    /// IPv6 neighbor discovery on a router interface (RFC 4861).
    NeighborDiscovery = 17, "neighbor_discovery";
    /// OSPF, protocol 89 (RFC 2328, RFC 5340).
    Ospf = 18, "ospf";
    /// BFD, UDP ports 3784, 3785 and 4784 (RFC 5881, RFC 5883).
    Bfd = 19, "bfd";
    /// BGP, TCP port 179 (RFC 4271).
    Bgp = 20, "bgp";
    /// VRRP, protocol 112 (RFC 9568).
    Vrrp = 21, "vrrp";
    /// PIM, protocol 103 (RFC 7761).
    Pim = 22, "pim";
    /// IGMP, protocol 2 (RFC 3376), and MLD (RFC 3810).
    GroupMembership = 23, "group_membership";
    /// DHCP, UDP ports 67, 68, 546 and 547 (RFC 2131, RFC 8415).
    Dhcp = 24, "dhcp";
    /// Other groups of link-local scope: 224.0.0.0/24, ff02::/16.
    LocalMulticast = 25, "local_multicast";
    /// Spanning tree, destination 01-80-C2-00-00-00 (IEEE 802.1Q-2022 table 8-1).
    Bpdu = 26, "bpdu";
    /// Slow protocols, LACP among them, destination 01-80-C2-00-00-02
    /// (IEEE 802.3-2022 annex 57A).
    SlowProtocols = 27, "slow_protocols";
    /// Port access, destination 01-80-C2-00-00-03 (IEEE 802.1X-2020).
    Eapol = 28, "eapol";
    /// Link layer discovery, destination 01-80-C2-00-00-0E (IEEE 802.1AB-2016).
    Lldp = 29, "lldp";
}

impl PuntReason {
    /// The reason with this code.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.iter().copied().find(|reason| *reason as u8 == code)
    }
}
