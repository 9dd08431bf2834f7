//! RFC 4291 section 2, RFC 4007, RFC 4193, RFC 6052.

use ferroute_regmap::{DropReason, PuntReason};

use super::v6;
use crate::lab::{Lab, hop};
use crate::packets::{ICMPV6, Ipv6, TCP, UDP, icmp, l4};
use crate::router_case::Case;

const TO_B: &str = "2001:db8:1::1";

fn from(source: &str) -> Ipv6 {
    Ipv6::new(source, TO_B)
}

/// RFC 4291 sections 2.5.2, 2.5.3 and 2.7: sources that no packet on its way
/// may have.
pub fn martian_sources() -> Vec<Case> {
    use DropReason::*;
    let mut cases: Vec<Case> = [
        ("::", SipIsUnspecified),
        ("::1", SipIsLoopbackAddress),
        ("ff00::", SipIsMc),
        ("ff02::1", SipIsMc),
        ("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", SipIsMc),
    ]
    .map(|(source, reason)| Case::drops(source, from(source), reason))
    .into();
    cases.extend(
        ["::2", "0:0:0:1::", "::ffff:10.0.0.1", "fec0::1", "fe00::1", TO_B]
            .map(|source| Case::routes(source, from(source), hop::TO_B)),
    );
    cases.push(Case::drops("also to the host", Ipv6::new("::", "2001:db8::1"), SipIsUnspecified));
    cases
}

/// RFC 4291 sections 2.5.2, 2.5.3 and 2.7: destinations that no router
/// forwards to, whatever the routes say.
pub fn martian_destinations() -> Vec<Case> {
    use DropReason::*;
    let everything: fn(&mut Lab) = |lab| lab.route("::/0", hop::TO_B);
    let mut cases: Vec<Case> = [
        ("::1", DipIsLoopbackAddress),
        ("::", NonRoutablePacket),
        ("ff00::", NonRoutablePacket),
        ("ff02::1", NonRoutablePacket),
        ("ff0e::1:2:3", NonRoutablePacket),
        ("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", NonRoutablePacket),
    ]
    .map(|(destination, reason)| Case::drops(destination, v6(destination), reason).with(everything))
    .into();
    cases.extend(
        ["::2", "0:0:0:1::", "feff::", "fec0::1"]
            .map(|destination| Case::routes(destination, v6(destination), hop::TO_B).with(everything)),
    );
    cases
}

/// RFC 4291 section 2.5.6 and RFC 4007 section 9: packets with a link-local
/// source or destination stay on their link.
pub fn link_local_scope() -> Vec<Case> {
    let scope = DropReason::LinkLocalScope;
    let host = "2001:db8::1";
    let everything: fn(&mut Lab) = |lab| lab.route("fe80::/10", hop::TO_B);
    vec![
        Case::drops("from fe80::", from("fe80::1"), scope),
        Case::drops("from febf::", from("febf:ffff::1"), scope),
        Case::drops("from it, hop limit 1", Ipv6 { hop_limit: 1, ..from("fe80::1") }, scope),
        Case::drops("from it back to its link", Ipv6::new("fe80::1", "2001:db8:9::1"), scope),
        Case::punts("from it to the host", Ipv6::new("fe80::1", host), PuntReason::LocalRoute),
        Case::punts("from it, no route", Ipv6::new("fe80::1", "2001:db8:99::1"), PuntReason::Ipv6LpmMiss),
        Case::drops("from it, blackhole", Ipv6::new("fe80::1", "2001:db8:4::1"), DropReason::BlackholeRoute),
        Case::punts("from it, rejected", Ipv6::new("fe80::1", "2001:db8:5::1"), PuntReason::RejectRoute),
        Case::punts("to fe80::", v6("fe80::1"), PuntReason::LocalRoute).with(everything),
        Case::punts("to febf::", v6("febf:ffff::1"), PuntReason::LocalRoute).with(everything),
        Case::punts("to it, hop limit 1", Ipv6 { hop_limit: 1, ..v6("fe80::1") }, PuntReason::LocalRoute),
        Case::punts(
            "to it, neighbor solicitation (RFC 4861 section 7.2)",
            Ipv6 { next_header: ICMPV6, hop_limit: 255, payload: icmp(135), ..Ipv6::new("fe80::2", "fe80::1") },
            PuntReason::NeighborDiscovery,
        ),
        Case::routes("from beside it", from("fe7f:ffff::1"), hop::TO_B),
        Case::routes("from behind it: site-local (RFC 3879)", from("fec0::1"), hop::TO_B),
    ]
}

/// RFC 4193 section 4.1, RFC 6052 section 2.1: other blocks are routed like
/// any.
pub fn unique_local_and_others() -> Vec<Case> {
    vec![
        Case::routes("unique local fd00::", v6("fd12:3456:789a::1"), hop::TO_B),
        Case::routes("unique local fc00::", v6("fc00::1"), hop::TO_B),
        Case::routes("translated IPv4 (RFC 6052)", v6("64:ff9b::c000:201"), hop::TO_C),
        Case::routes("from unique local", from("fd00::1"), hop::TO_B),
        Case::punts("behind unique local there is no route", v6("fe00::1"), PuntReason::Ipv6LpmMiss),
    ]
}

/// A packet to one of the router's addresses is delivered.
pub fn to_itself() -> Vec<Case> {
    let packet = v6("2001:db8::1");
    let local = PuntReason::LocalRoute;
    vec![
        Case::punts("UDP", packet.clone(), local),
        Case::punts("by another interface", packet.clone(), local).on(crate::lab::C, packet.clone()),
        Case::punts("ICMPv6 echo", Ipv6 { next_header: ICMPV6, payload: icmp(128), ..packet.clone() }, local),
        Case::punts("behind a routing header", packet.extended(43, &[0, 0, 0, 0, 0, 0, 0]), local),
    ]
}

/// Classes of the control plane: what the host is told of packets for itself.
pub fn classes() -> Vec<Case> {
    let of = |next_header| Ipv6 { next_header, payload: vec![0; 32], ..v6("2001:db8::1") };
    let icmpv6 = |kind| Ipv6 { payload: icmp(kind), ..of(ICMPV6) };
    let with_ports =
        |next_header, source, destination| Ipv6 { payload: l4(source, destination, 32), ..of(next_header) };
    use PuntReason::*;
    let mut cases = vec![
        Case::punts("OSPF (RFC 5340)", of(89), Ospf),
        Case::punts("VRRP (RFC 9568)", of(112), Vrrp),
        Case::punts("PIM (RFC 7761)", of(103), Pim),
        Case::punts("IGMP in IPv6 is nothing", of(2), LocalRoute),
        Case::punts("ICMP in IPv6 is nothing", Ipv6 { payload: icmp(135), ..of(1) }, LocalRoute),
        Case::punts("BGP", with_ports(TCP, 40000, 179), Bgp),
        Case::punts("BGP's answers", with_ports(TCP, 179, 40000), Bgp),
        Case::punts("BFD (RFC 5881)", with_ports(UDP, 49152, 3784), Bfd),
        Case::punts("BFD echo", with_ports(UDP, 49152, 3785), Bfd),
        Case::punts("multihop BFD (RFC 5883)", with_ports(UDP, 49152, 4784), Bfd),
        Case::punts("DHCPv6 client (RFC 8415)", with_ports(UDP, 547, 546), Dhcp),
        Case::punts("DHCPv6 server", with_ports(UDP, 546, 547), Dhcp),
        Case::punts("behind destination options", with_ports(TCP, 1, 179).extended(60, &[0, 1, 4, 0, 0, 0, 0]), Bgp),
        Case::punts("ports cut short", Ipv6 { payload: vec![0, 0, 2], ..of(UDP) }, LocalRoute),
        Case::routes(
            "of others it is no business",
            Ipv6 { payload: icmp(135), next_header: ICMPV6, ..v6(TO_B) },
            hop::TO_B,
        ),
    ];
    for kind in 127..=144 {
        let reason = match kind {
            130..=132 | 143 => GroupMembership,
            133..=137 => NeighborDiscovery,
            _ => LocalRoute,
        };
        cases.push(Case::punts(format!("ICMPv6 type {kind}"), icmpv6(kind), reason));
    }
    cases
}
