//! # HostClass: what the host is told of a frame for itself
//!
//! | port    | dir | meaning                                               |
//! | record  | in  | a frame                                               |
//! | classed | out | it belongs to the control plane, 2 cycles later       |
//! | reason  | out | PuntReason of its class, `local_route` where it has none |
//! | is_membership | out | the class is `group_membership`                  |
//! | is_dhcp4 | out | it is UDP to 67 or 68                                |
//!
//! Clock: core_clock. Latency: 2 cycles. Throughput: one a cycle.
//! Storage: 25 bit. Tables: regmap::PuntReason. Resources: see `RouterDecision`.
//! Not obvious: of a malformed packet nothing is told that means anything.

use ferroute_regmap::PuntReason;
use rust_hdl::prelude::*;

use crate::ingress::FrameRecord;

/// Conditions that make a class, each looked at for itself.
#[derive(LogicStruct, Default, Clone, Copy, Debug, PartialEq)]
pub struct Protocols {
    pub ospf: Bit,
    pub vrrp: Bit,
    pub pim: Bit,
    pub igmp: Bit,
    pub icmp6: Bit,
    pub tcp: Bit,
    pub udp: Bit,
    pub bgp_port: Bit,
    pub bfd_port: Bit,
    pub dhcp4_port: Bit,
    pub dhcp6_port: Bit,
    pub mld_type: Bit,
    pub nd_type: Bit,
}

#[derive(LogicBlock)]
pub struct HostClass {
    pub clock: Signal<In, Clock>,
    pub record: Signal<In, FrameRecord>,
    pub classed: Signal<Out, Bit>,
    pub reason: Signal<Out, Bits<5>>,
    pub is_membership: Signal<Out, Bit>,
    pub is_dhcp4: Signal<Out, Bit>,
    protocols: DFF<Protocols>,
    classed_register: DFF<Bit>,
    reason_register: DFF<Bits<5>>,
    membership_register: DFF<Bit>,
    dhcp4_register: DFF<Bit>,
    kind: Signal<Local, Bits<8>>,
    source_port: Signal<Local, Bits<16>>,
    membership: Signal<Local, Bit>,
    ospf: Constant<Bits<5>>,
    vrrp: Constant<Bits<5>>,
    pim: Constant<Bits<5>>,
    group_membership: Constant<Bits<5>>,
    neighbor_discovery: Constant<Bits<5>>,
    bgp: Constant<Bits<5>>,
    bfd: Constant<Bits<5>>,
    dhcp: Constant<Bits<5>>,
    local_route: Constant<Bits<5>>,
}

impl Default for HostClass {
    fn default() -> Self {
        let code = |reason: PuntReason| Constant::new((reason as u64).to_bits());
        Self {
            clock: Default::default(),
            record: Default::default(),
            classed: Default::default(),
            reason: Default::default(),
            is_membership: Default::default(),
            is_dhcp4: Default::default(),
            protocols: Default::default(),
            classed_register: Default::default(),
            reason_register: Default::default(),
            membership_register: Default::default(),
            dhcp4_register: Default::default(),
            kind: Default::default(),
            source_port: Default::default(),
            membership: Default::default(),
            ospf: code(PuntReason::Ospf),
            vrrp: code(PuntReason::Vrrp),
            pim: code(PuntReason::Pim),
            group_membership: code(PuntReason::GroupMembership),
            neighbor_discovery: code(PuntReason::NeighborDiscovery),
            bgp: code(PuntReason::Bgp),
            bfd: code(PuntReason::Bfd),
            dhcp: code(PuntReason::Dhcp),
            local_route: code(PuntReason::LocalRoute),
        }
    }
}

impl Logic for HostClass {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, protocols, classed_register, reason_register);
        dff_setup!(self, clock, membership_register, dhcp4_register);
        // Numbers of the IANA registries, as the rules name them.
        self.source_port.next = self.record.val().source_port;
        self.kind.next = self.source_port.val().get_bits::<8>(8);
        self.protocols.d.next.ospf = self.record.val().protocol == 89;
        self.protocols.d.next.vrrp = self.record.val().protocol == 112;
        self.protocols.d.next.pim = self.record.val().protocol == 103;
        self.protocols.d.next.igmp =
            (self.record.val().protocol == 2) & (self.record.val().l3_kind == 2);
        self.protocols.d.next.icmp6 = (self.record.val().protocol == 58)
            & (self.record.val().l3_kind == 3)
            & self.record.val().l4_valid;
        self.protocols.d.next.tcp =
            (self.record.val().protocol == 6) & self.record.val().l4_valid;
        self.protocols.d.next.udp =
            (self.record.val().protocol == 17) & self.record.val().l4_valid;
        self.protocols.d.next.bgp_port = (self.record.val().source_port == 179)
            | (self.record.val().destination_port == 179);
        self.protocols.d.next.bfd_port = (self.record.val().destination_port == 3784)
            | (self.record.val().destination_port == 3785)
            | (self.record.val().destination_port == 4784);
        self.protocols.d.next.dhcp4_port = (self.record.val().destination_port == 67)
            | (self.record.val().destination_port == 68);
        self.protocols.d.next.dhcp6_port = (self.record.val().destination_port == 546)
            | (self.record.val().destination_port == 547);
        self.protocols.d.next.mld_type = ((self.kind.val() >= 130) & (self.kind.val() <= 132))
            | (self.kind.val() == 143);
        self.protocols.d.next.nd_type = (self.kind.val() >= 133) & (self.kind.val() <= 137);

        self.membership.next = self.protocols.q.val().igmp
            | (self.protocols.q.val().icmp6 & self.protocols.q.val().mld_type);
        self.membership_register.d.next = self.membership.val();
        self.dhcp4_register.d.next =
            self.protocols.q.val().udp & self.protocols.q.val().dhcp4_port;
        self.classed_register.d.next = true;
        if self.protocols.q.val().ospf {
            self.reason_register.d.next = self.ospf.val();
        } else if self.protocols.q.val().vrrp {
            self.reason_register.d.next = self.vrrp.val();
        } else if self.protocols.q.val().pim {
            self.reason_register.d.next = self.pim.val();
        } else if self.membership.val() {
            self.reason_register.d.next = self.group_membership.val();
        } else if self.protocols.q.val().icmp6 & self.protocols.q.val().nd_type {
            self.reason_register.d.next = self.neighbor_discovery.val();
        } else if self.protocols.q.val().tcp & self.protocols.q.val().bgp_port {
            self.reason_register.d.next = self.bgp.val();
        } else if self.protocols.q.val().udp & self.protocols.q.val().bfd_port {
            self.reason_register.d.next = self.bfd.val();
        } else if self.protocols.q.val().udp
            & (self.protocols.q.val().dhcp4_port | self.protocols.q.val().dhcp6_port)
        {
            self.reason_register.d.next = self.dhcp.val();
        } else {
            self.reason_register.d.next = self.local_route.val();
            self.classed_register.d.next = false;
        }
        self.classed.next = self.classed_register.q.val();
        self.reason.next = self.reason_register.q.val();
        self.is_membership.next = self.membership_register.q.val();
        self.is_dhcp4.next = self.dhcp4_register.q.val();
    }
}

#[cfg(test)]
mod tests {
    use PuntReason::*;

    use super::*;

    #[test]
    fn table_of_classes() {
        let mut uut = HostClass::default();
        uut.connect_all();
        let none = (None, None);
        let both = |reason| (Some(reason), Some(reason));
        for (name, protocol, source, destination, l4_valid, (ipv4, ipv6)) in [
            ("OSPF", 89, 0, 0, false, both(Ospf)),
            ("VRRP", 112, 0, 0, false, both(Vrrp)),
            ("PIM", 103, 0, 0, false, both(Pim)),
            ("IGMP is of IPv4", 2, 0, 0, false, (Some(GroupMembership), None)),
            ("MLD query", 58, 130 << 8 | 9, 0, true, (None, Some(GroupMembership))),
            ("MLD done", 58, 132 << 8, 0, true, (None, Some(GroupMembership))),
            ("MLDv2 report", 58, 143 << 8, 0, true, (None, Some(GroupMembership))),
            ("below MLD", 58, 129 << 8 | 255, 0, true, none),
            ("beyond MLDv2", 58, 144 << 8, 0, true, none),
            ("router solicitation", 58, 133 << 8, 0, true, (None, Some(NeighborDiscovery))),
            ("redirect", 58, 137 << 8 | 1, 0, true, (None, Some(NeighborDiscovery))),
            ("beyond redirect", 58, 138 << 8, 0, true, none),
            ("type not seen", 58, 133 << 8, 0, false, none),
            ("ICMP", 1, 133 << 8, 0, true, none),
            ("BGP to us", 6, 50000, 179, true, both(Bgp)),
            ("BGP from them", 6, 179, 50000, true, both(Bgp)),
            ("no TCP ports", 6, 179, 179, false, none),
            ("UDP 179", 17, 179, 179, true, none),
            ("BFD", 17, 3784, 3784, true, both(Bfd)),
            ("BFD echo", 17, 1, 3785, true, both(Bfd)),
            ("multihop BFD", 17, 1, 4784, true, both(Bfd)),
            ("from BFD", 17, 3784, 1, true, none),
            ("DHCP server", 17, 68, 67, true, both(Dhcp)),
            ("DHCP client", 17, 67, 68, true, both(Dhcp)),
            ("DHCPv6 client", 17, 1, 546, true, both(Dhcp)),
            ("DHCPv6 server", 17, 1, 547, true, both(Dhcp)),
            ("beside DHCP", 17, 67, 69, true, none),
            ("beside DHCPv6", 17, 546, 548, true, none),
            ("TCP to 67", 6, 1, 67, true, none),
            ("fragment of UDP", 17, 67, 67, false, none),
        ] {
            for (l3_kind, class) in [(2u64, ipv4), (3, ipv6)] {
                uut.record.next = FrameRecord {
                    l3_kind: l3_kind.to_bits(),
                    protocol: (protocol as u64).to_bits(),
                    source_port: (source as u64).to_bits(),
                    destination_port: (destination as u64).to_bits(),
                    l4_valid,
                    ..FrameRecord::default()
                };
                for _ in 0..2 {
                    uut.clock.next = true.into();
                    assert!(simulate(&mut uut, 100));
                    uut.clock.next = false.into();
                    assert!(simulate(&mut uut, 100));
                }
                let seen = uut.reason.val().to_u64() as u8;
                assert_eq!(seen, class.unwrap_or(LocalRoute) as u8, "{name}, kind {l3_kind}");
                assert_eq!(uut.classed.val(), class.is_some(), "{name}, kind {l3_kind}");
                assert_eq!(uut.is_membership.val(), class == Some(GroupMembership), "{name}");
                let dhcp4 = protocol == 17 && l4_valid && matches!(destination, 67 | 68);
                assert_eq!(uut.is_dhcp4.val(), dhcp4, "{name}");
            }
        }
    }
}
