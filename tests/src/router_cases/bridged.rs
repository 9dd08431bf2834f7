//! Frames on a router interface that are not for the router: bridged as ever,
//! and what the host gets of them.

use ferroute_regmap::{DropReason, PuntReason};

use crate::lab::{A, Lab, router_mac, sender};
use crate::packets::{
    C_TAG, HOP_BY_HOP, ICMPV6, Ipv4, Ipv6, TCP, TYPE_ARP, TYPE_IPV4, TYPE_IPV6, UDP, arp, frame, icmp, l4,
};
use crate::router_case::{Case, Expected};

const ALL_BUT_A: u16 = 0b1110;
const BROADCAST: [u8; 6] = [0xFF; 6];

fn flooded(name: impl Into<String>, octets: Vec<u8>, host: Option<PuntReason>) -> Case {
    Case::of_frame(name, octets, Expected::Bridged { ports: ALL_BUT_A, host })
}

/// To the group of an IPv4 destination (RFC 1112 section 6.4).
fn group4(packet: &Ipv4) -> Vec<u8> {
    let [_, b, c, d] = packet.destination.octets();
    frame([0x01, 0x00, 0x5E, b & 0x7F, c, d], sender(0), &[], TYPE_IPV4, &packet.octets())
}

/// To the group of an IPv6 destination (RFC 2464 section 7).
fn group6(packet: &Ipv6) -> Vec<u8> {
    let octets = packet.destination.octets();
    let mac = [0x33, 0x33, octets[12], octets[13], octets[14], octets[15]];
    frame(mac, sender(0), &[], TYPE_IPV6, &packet.octets())
}

fn v4(destination: &str) -> Ipv4 {
    Ipv4::new("10.9.0.9", destination)
}

fn v6(destination: &str) -> Ipv6 {
    Ipv6::new("fe80::9", destination)
}

/// Frames to other stations are no business of the router, good or not.
pub fn frames_to_others() -> Vec<Case> {
    let to = |destination, packet: &Ipv4| frame(destination, sender(0), &[], TYPE_IPV4, &packet.octets());
    let other = [2, 9, 9, 9, 9, 9];
    vec![
        flooded("unicast", to(other, &v4("10.1.0.1")), None),
        flooded("unicast to a group of layer 3", to(other, &v4("224.0.0.5")), None),
        flooded("a bad checksum", to(other, &Ipv4 { checksum: Some(1), ..v4("10.1.0.1") }), None),
        flooded("a martian", to(other, &Ipv4 { source: [127, 0, 0, 1].into(), ..v4("10.1.0.1") }), None),
        flooded("TTL 0", to(other, &Ipv4 { ttl: 0, ..v4("10.1.0.1") }), None),
        flooded("the router's address of another port", to(router_mac(4), &v4("10.1.0.1")), None),
        flooded("ARP to another station", frame(other, sender(0), &[], TYPE_ARP, &arp(2)), None),
        flooded("broadcast of another type", frame(BROADCAST, sender(0), &[], 0x88B5, &[7; 50]), None),
    ]
}

/// RFC 826, RFC 1812 section 3.3.2: requests to everybody are the host's too,
/// answers to the interface its alone.
pub fn address_resolution() -> Vec<Case> {
    let to = |destination, tags: &[(u16, u16)]| frame(destination, sender(0), tags, TYPE_ARP, &arp(1));
    let reason = PuntReason::Arp;
    vec![
        flooded("broadcast", to(BROADCAST, &[]), Some(reason)),
        flooded("priority-tagged", to(BROADCAST, &[(C_TAG, 0xE000)]), Some(reason)),
        flooded("to another group", to([1, 0, 0, 0, 0, 9], &[]), Some(reason)),
        flooded("in a VLAN without an interface", to(BROADCAST, &[(C_TAG, 100)]), None),
        flooded("behind two tags", to(BROADCAST, &[(C_TAG, 0), (C_TAG, 0)]), None),
        Case::of_frame("to the interface", to(router_mac(A), &[]), Expected::Host(reason)),
        Case::of_frame("where IPv4 is not routed", Vec::new(), Expected::Bridged { ports: 0b1011, host: None })
            .from(2, frame(BROADCAST, sender(2), &[], TYPE_ARP, &arp(1))),
        Case::of_frame("to an interface that does not route IPv4", Vec::new(), Expected::Host(reason))
            .from(2, frame(router_mac(8), sender(2), &[], TYPE_ARP, &arp(1))),
    ]
}

/// RFC 3376 section 4, RFC 3810 section 5: routers hear what is said of groups,
/// to whichever group it is said.
pub fn group_membership() -> Vec<Case> {
    let reason = Some(PuntReason::GroupMembership);
    let igmp = |destination| Ipv4 { protocol: 2, ttl: 1, options: vec![148, 4, 0, 0], ..v4(destination) };
    let mld = |kind, destination| {
        Ipv6 { next_header: ICMPV6, payload: icmp(kind), hop_limit: 1, ..v6(destination) }
            .extended(HOP_BY_HOP, &[0, 5, 2, 0, 0, 1, 0])
    };
    vec![
        flooded("IGMP query", group4(&igmp("224.0.0.1")), reason),
        flooded("IGMPv3 report", group4(&igmp("224.0.0.22")), reason),
        flooded("IGMPv2 report to its group", group4(&igmp("239.1.2.3")), reason),
        flooded(
            "IGMP from 0.0.0.0 (RFC 3376 section 4.2.13)",
            group4(&Ipv4 { source: [0; 4].into(), ..igmp("224.0.0.22") }),
            reason,
        ),
        flooded("MLD query", group6(&mld(130, "ff02::1")), reason),
        flooded("MLDv1 report to its group", group6(&mld(131, "ff1e::1:3")), reason),
        flooded("MLD done", group6(&mld(132, "ff02::2")), reason),
        flooded("MLDv2 report", group6(&mld(143, "ff02::16")), reason),
        flooded(
            "MLD without hop-by-hop options",
            group6(&Ipv6 { next_header: ICMPV6, payload: icmp(131), ..v6("ff1e::1:3") }),
            reason,
        ),
    ]
}

/// RFC 5771 section 4, RFC 4291 section 2.7: groups of link-local scope are
/// the host's too; those of wider scope are not.
pub fn link_local_groups() -> Vec<Case> {
    use PuntReason::*;
    let of = |protocol, destination| Ipv4 { protocol, payload: vec![0; 32], ..v4(destination) };
    let icmpv6 = |kind, destination| Ipv6 { next_header: ICMPV6, payload: icmp(kind), ..v6(destination) };
    let cut = Ipv6 { payload_length: Some(1000), ..v6("ff02::5") };
    vec![
        flooded("OSPF", group4(&of(89, "224.0.0.5")), Some(Ospf)),
        flooded("VRRP", group4(&of(112, "224.0.0.18")), Some(Vrrp)),
        flooded("PIM", group4(&of(103, "224.0.0.13")), Some(Pim)),
        flooded("mDNS", group4(&v4("224.0.0.251")), Some(LocalMulticast)),
        flooded("the last of the block", group4(&v4("224.0.0.255")), Some(LocalMulticast)),
        flooded("behind the block", group4(&v4("224.0.1.0")), None),
        flooded("OSPF to a wider group", group4(&of(89, "224.0.1.5")), None),
        flooded(
            "broadcast frame of it",
            frame(BROADCAST, sender(0), &[], TYPE_IPV4, &of(89, "224.0.0.5").octets()),
            Some(Ospf),
        ),
        flooded("OSPFv3", group6(&Ipv6 { next_header: 89, ..v6("ff02::5") }), Some(Ospf)),
        flooded("neighbor solicitation", group6(&icmpv6(135, "ff02::1:ff00:1")), Some(NeighborDiscovery)),
        flooded(
            "the same from :: (RFC 4862 section 5.4)",
            group6(&Ipv6 { source: "::".parse().unwrap(), ..icmpv6(135, "ff02::1:ff00:1") }),
            Some(NeighborDiscovery),
        ),
        flooded("router solicitation", group6(&icmpv6(133, "ff02::2")), Some(NeighborDiscovery)),
        flooded("DHCPv6", group6(&Ipv6 { payload: l4(546, 547, 32), ..v6("ff02::1:2") }), Some(Dhcp)),
        flooded("ping to all nodes", group6(&icmpv6(128, "ff02::1")), Some(LocalMulticast)),
        flooded("interface-local (RFC 4291 section 2.7)", group6(&icmpv6(128, "ff01::1")), None),
        flooded("realm-local (RFC 7346)", group6(&icmpv6(128, "ff03::1")), None),
        flooded("site-local", group6(&icmpv6(128, "ff05::1:3")), None),
        flooded("global", group6(&icmpv6(135, "ff0e::1")), None),
        flooded("transient, of link-local scope", group6(&icmpv6(128, "ff12::1")), None),
        flooded("longer than its frame", group6(&cut), None),
        flooded("where IPv6 is not routed", group6(&icmpv6(135, "ff02::1:ff00:1")), None)
            .with(|lab| lab.interface(A).ipv6 = false),
        flooded("where IPv4 is not routed", group4(&of(89, "224.0.0.5")), None)
            .with(|lab| lab.interface(A).ipv4 = false),
    ]
}

/// RFC 2131 section 4.1: clients without an address ask everybody.
pub fn dhcp() -> Vec<Case> {
    let to = |packet: &Ipv4| frame(BROADCAST, sender(0), &[], TYPE_IPV4, &packet.octets());
    let discover = Ipv4 { payload: l4(68, 67, 240), ..Ipv4::new("0.0.0.0", "255.255.255.255") };
    let with = |source, destination| Ipv4 { payload: l4(source, destination, 240), ..discover.clone() };
    let dhcp = Some(PuntReason::Dhcp);
    vec![
        flooded("discover", to(&discover), dhcp),
        flooded("offer", to(&with(67, 68)), dhcp),
        flooded("another port", to(&with(68, 69)), None),
        flooded("DHCPv6's port", to(&with(546, 547)), None),
        flooded("TCP", to(&Ipv4 { protocol: TCP, ..discover.clone() }), None),
        flooded(
            "to a subnet's broadcast",
            to(&Ipv4 { destination: [10, 9, 255, 255].into(), ..discover.clone() }),
            None,
        ),
        flooded("a later fragment", to(&Ipv4 { fragment: 100, ..discover.clone() }), None),
        flooded("another broadcast", to(&Ipv4 { protocol: UDP, payload: l4(9, 9, 32), ..discover }), None),
    ]
}

/// Where bridging has no port for it, or hands it to the host anyway.
pub fn to_the_host_alone() -> Vec<Case> {
    let request = || frame(BROADCAST, sender(0), &[], TYPE_ARP, &arp(1));
    let plain = || frame(BROADCAST, sender(0), &[], 0x88B5, &[7; 50]);
    let nobody: fn(&mut Lab) = |lab| lab.configuration.flood = 1;
    let host_too: fn(&mut Lab) = |lab| lab.configuration.flood |= lab.configuration.cpu();
    let host_only: fn(&mut Lab) = |lab| lab.configuration.flood = lab.configuration.cpu();
    let empty = Expected::Drop(DropReason::PortListIsEmpty);
    vec![
        Case::of_frame("no port floods", request(), Expected::Host(PuntReason::Arp)).with(nobody),
        Case::of_frame("no port floods, of no interest", plain(), empty).with(nobody),
        flooded("the host gets floods: the reason is the class", request(), Some(PuntReason::Arp)).with(host_too),
        flooded("the host gets floods, of no interest", plain(), Some(PuntReason::Forwarded)).with(host_too),
        Case::of_frame("only the host gets floods", request(), Expected::Host(PuntReason::Arp)).with(host_only),
    ]
}

/// IEEE 802.1Q-2022 table 8-1: never bridged, trapped where the host wants it.
pub fn reserved_addresses() -> Vec<Case> {
    let to = |last| frame([0x01, 0x80, 0xC2, 0, 0, last], sender(0), &[], 0x88B5, &[7; 50]);
    let trapped: fn(&mut Lab) = |lab| lab.configuration.trap_link_local = true;
    let mut cases = Vec::new();
    for last in 0..16 {
        let reason = match last {
            0x00 => PuntReason::Bpdu,
            0x02 => PuntReason::SlowProtocols,
            0x03 => PuntReason::Eapol,
            0x0E => PuntReason::Lldp,
            _ => PuntReason::LinkLocal,
        };
        cases.push(Case::of_frame(format!("-{last:02X} trapped"), to(last), Expected::Host(reason)).with(trapped));
        let dropped = Expected::Drop(DropReason::LinkLocalMulticast);
        cases.push(Case::of_frame(format!("-{last:02X}"), to(last), dropped));
    }
    cases.push(flooded("-10 is not reserved", to(0x10), None).with(trapped));
    cases
}
