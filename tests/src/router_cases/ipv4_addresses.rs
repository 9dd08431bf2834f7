//! RFC 1812 sections 4.2.2.11, 4.2.3.1, 5.2.3, 5.3.4, 5.3.5 and 5.3.7; RFC 3927.

use std::net::Ipv4Addr;

use ferroute_regmap::{DropReason, PuntReason};

use super::v4;
use crate::lab::{A, B, Lab, hop, router_mac, sender};
use crate::packets::{Ipv4, MORE_FRAGMENTS, TCP, TYPE_IPV4, UDP, frame, icmp, l4};
use crate::router_case::{Case, Expected, sent_by};

fn from(source: &str) -> Ipv4 {
    Ipv4::new(source, "10.1.0.1")
}

/// RFC 1812 sections 4.2.2.11 and 5.3.7: sources that no packet may have.
pub fn martian_sources() -> Vec<Case> {
    use DropReason::*;
    let mut cases: Vec<Case> = [
        ("0.0.0.0", SipIsUnspecified),
        ("0.255.255.255", SipIsUnspecified),
        ("127.0.0.0", SipIsLoopbackAddress),
        ("127.255.255.255", SipIsLoopbackAddress),
        ("224.0.0.0", SipIsMc),
        ("239.255.255.255", SipIsMc),
        ("240.0.0.0", Ipv4SipIsLimitedBc),
        ("255.255.255.254", Ipv4SipIsLimitedBc),
        ("255.255.255.255", Ipv4SipIsLimitedBc),
    ]
    .map(|(source, reason)| Case::drops(source, from(source), reason))
    .into();
    cases.extend(
        ["1.0.0.0", "126.255.255.255", "128.0.0.0", "223.255.255.255", "192.168.0.1", "10.1.0.1"]
            .map(|source| Case::routes(source, from(source), hop::TO_B)),
    );
    cases.push(Case::drops("also to the host", Ipv4::new("127.0.0.1", "10.0.0.1"), SipIsLoopbackAddress));
    cases.push(Case::drops("the source first", Ipv4::new("127.0.0.1", "127.0.0.1"), SipIsLoopbackAddress));
    cases
}

/// RFC 1812 sections 4.2.2.11 and 5.3.7: destinations that no router forwards
/// to, whatever the routes say.
pub fn martian_destinations() -> Vec<Case> {
    let everything: fn(&mut Lab) = |lab| lab.route("0.0.0.0/0", hop::TO_B);
    let mut cases: Vec<Case> = ["127.0.0.0", "127.0.0.1", "127.255.255.255"]
        .map(|destination| Case::drops(destination, v4(destination), DropReason::DipIsLoopbackAddress).with(everything))
        .into();
    cases.extend(
        ["0.0.0.0", "0.255.255.255", "240.0.0.0", "255.255.255.254"].map(|destination| {
            Case::drops(destination, v4(destination), DropReason::NonRoutablePacket).with(everything)
        }),
    );
    cases.extend(
        ["1.0.0.0", "126.255.255.255", "128.0.0.0", "223.255.255.255"]
            .map(|destination| Case::routes(destination, v4(destination), hop::TO_B).with(everything)),
    );
    cases
}

/// RFC 1812 sections 4.2.3.1, 5.3.4 and 5.3.5: broadcasts of either layer, and
/// groups in frames to one station, are never forwarded.
pub fn broadcasts() -> Vec<Case> {
    let packet = v4("10.1.0.1").octets();
    let to_all = |source| frame([0xFF; 6], source, &[], TYPE_IPV4, &packet);
    let to_group = frame([0x01, 0, 0x5E, 1, 2, 3], sender(0), &[], TYPE_IPV4, &packet);
    let flooded = Expected::Bridged { ports: 0b1110, host: None };
    let unicast = DropReason::NonRoutablePacket;
    vec![
        Case::of_frame("link-layer broadcast of a unicast packet", to_all(sender(0)), flooded.clone()),
        Case::of_frame("link-layer group of a unicast packet", to_group, flooded),
        Case::drops("limited broadcast", v4("255.255.255.255"), unicast),
        Case::drops("directed broadcast of a subnet", v4("10.1.255.255"), DropReason::BlackholeRoute),
        Case::drops("a group", v4("239.1.2.3"), unicast),
        Case::drops("a group of link-local scope", v4("224.0.0.5"), unicast),
    ]
}

/// RFC 3927 section 2.7: no router forwards to or from 169.254.0.0/16,
/// whatever the TTL; the host gets what may be for it.
pub fn link_local() -> Vec<Case> {
    let scope = DropReason::LinkLocalScope;
    let everything: fn(&mut Lab) = |lab| lab.route("169.254.0.0/16", hop::TO_B);
    vec![
        Case::drops("from it", from("169.254.1.1"), scope),
        Case::drops("from its first address", from("169.254.0.0"), scope),
        Case::drops("from it with TTL 1", Ipv4 { ttl: 1, ..from("169.254.1.1") }, scope),
        Case::drops("from it back to its link", Ipv4::new("169.254.1.1", "10.9.0.1"), scope),
        Case::drops("from it to a neighbour to be resolved", Ipv4::new("169.254.1.1", "10.7.0.1"), scope),
        Case::punts("from it to the host", Ipv4::new("169.254.1.1", "10.0.0.1"), PuntReason::LocalRoute),
        Case::punts("from it, no route", Ipv4::new("169.254.1.1", "10.99.0.1"), PuntReason::Ipv4LpmMiss),
        Case::punts("to it", v4("169.254.1.1"), PuntReason::LocalRoute).with(everything),
        Case::punts("to its last address", v4("169.254.255.255"), PuntReason::LocalRoute).with(everything),
        Case::punts(
            "to it, BGP",
            Ipv4 { protocol: TCP, payload: l4(40000, 179, 20), ..v4("169.254.1.1") },
            PuntReason::Bgp,
        ),
        Case::routes("from beside it", from("169.253.255.255"), hop::TO_B),
        Case::routes("from behind it", from("169.255.0.0"), hop::TO_B),
    ]
}

/// RFC 1812 section 5.2.3: a packet to one of the router's addresses is
/// delivered, on whichever interface it comes in.
pub fn to_itself() -> Vec<Case> {
    let packet = v4("10.0.0.1");
    let local = PuntReason::LocalRoute;
    vec![
        Case::punts("UDP", packet.clone(), local),
        Case::punts("by another interface", packet.clone(), local).on(B, packet.clone()),
        Case::punts("ICMP echo", Ipv4 { protocol: 1, payload: icmp(8), ..packet.clone() }, local),
        Case::punts("from itself", Ipv4 { source: [10, 0, 0, 1].into(), ..packet }, local),
    ]
}

/// Classes of the control plane: what the host is told of packets for itself.
pub fn classes() -> Vec<Case> {
    let host = Ipv4Addr::new(10, 0, 0, 1);
    let of = |protocol| Ipv4 { protocol, destination: host, payload: vec![0; 32], ..v4("10.0.0.1") };
    let with_ports = |protocol, source, destination| Ipv4 { payload: l4(source, destination, 32), ..of(protocol) };
    let later = Ipv4 { fragment: 100, ..with_ports(UDP, 68, 67) };
    let first = Ipv4 { fragment: MORE_FRAGMENTS, ..with_ports(UDP, 68, 67) };
    let cut = Ipv4 { payload: vec![0, 68, 0], ..of(UDP) };
    use PuntReason::*;
    vec![
        Case::punts("OSPF (RFC 2328)", of(89), Ospf),
        Case::punts("VRRP (RFC 9568)", of(112), Vrrp),
        Case::punts("PIM (RFC 7761)", of(103), Pim),
        Case::punts("IGMP (RFC 3376)", of(2), GroupMembership),
        Case::punts("BGP (RFC 4271)", with_ports(TCP, 40000, 179), Bgp),
        Case::punts("BGP's answers", with_ports(TCP, 179, 40000), Bgp),
        Case::punts("BFD (RFC 5881)", with_ports(UDP, 49152, 3784), Bfd),
        Case::punts("BFD echo", with_ports(UDP, 49152, 3785), Bfd),
        Case::punts("multihop BFD (RFC 5883)", with_ports(UDP, 49152, 4784), Bfd),
        Case::punts("DHCP (RFC 2131)", with_ports(UDP, 68, 67), Dhcp),
        Case::punts("DHCP to a relay's client", with_ports(UDP, 67, 68), Dhcp),
        Case::punts("a first fragment has ports", first, Dhcp),
        Case::punts("a later fragment has none", later, LocalRoute),
        Case::punts("ports cut short", cut, LocalRoute),
        Case::punts("ICMPv6 in IPv4 is nothing", Ipv4 { payload: icmp(135), ..of(58) }, LocalRoute),
        Case::punts("SSH", with_ports(TCP, 40000, 22), LocalRoute),
        Case::routes(
            "of others it is no business",
            Ipv4 { protocol: TCP, payload: l4(40000, 179, 32), ..v4("10.1.0.1") },
            hop::TO_B,
        ),
        Case::of_frame(
            "of others, OSPF",
            frame(router_mac(A), sender(0), &[], TYPE_IPV4, &Ipv4 { protocol: 89, ..v4("10.1.0.1") }.octets()),
            sent_by(hop::TO_B, 0, &Ipv4 { protocol: 89, ttl: 63, ..v4("10.1.0.1") }.into()),
        ),
    ]
}
