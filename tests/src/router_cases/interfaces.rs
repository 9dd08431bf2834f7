//! Which interface a frame has, and what is put around a packet
//! (IEEE 802.1Q-2022 clauses 6.9 and 9.6, RFC 894, RFC 2464).

use ferroute_regmap::PuntReason;

use super::{v4, v6};
use crate::lab::{A, B, B100, C, D200, hop, port_of, router_mac, sender};
use crate::packets::{C_TAG, Ipv4, Packet, S_TAG, TYPE_ARP, TYPE_IPV4, TYPE_IPV6, arp, frame};
use crate::router_case::{Case, Expected, sent_by};

/// A packet to an interface's address, with tags of any kind.
fn tagged(interface: u8, tags: &[(u16, u16)], packet: &Packet) -> Vec<u8> {
    frame(router_mac(interface), sender(port_of(interface)), tags, packet.ether_type(), &packet.octets())
}

/// IEEE 802.1Q-2022 clause 6.9: the VLAN is that of the frame's tag; VID 0 is
/// no VLAN. Behind more than one tag nothing is routed.
pub fn tags() -> Vec<Case> {
    let packet = Packet::from(v4("10.10.0.1"));
    let out = |next_hop, priority, packet: &Packet| sent_by(next_hop, priority, &packet.forwarded());
    let case = |name: &str, interface, tags: &[(u16, u16)], expected| {
        Case::of_frame(name, Vec::new(), expected).from(port_of(interface), tagged(interface, tags, &packet))
    };
    let flooded = |port: usize| Expected::Bridged { ports: 0b1111 & !(1 << port), host: None };
    let to_d = || out(hop::TO_D, 0, &packet);
    let into_tag = Packet::from(v4("10.15.0.1"));
    let mut cases = vec![
        case("untagged", B, &[], to_d()),
        case("priority-tagged", B, &[(C_TAG, 0xE000)], to_d()),
        case("its VLAN", B100, &[(C_TAG, 100)], to_d()),
        case("its VLAN, with priority", B100, &[(C_TAG, 0xB000 | 100)], to_d()),
        case("its VLAN in an S-TAG", B100, &[(S_TAG, 100)], to_d()),
        case("another VLAN", B100, &[(C_TAG, 101)], flooded(1)),
        case("a VLAN with a low octet like its own", B100, &[(C_TAG, 0x0164 + 0x0100)], flooded(1)),
        case("a VLAN of another port", D200, &[(C_TAG, 100)], flooded(3)),
        // The address of another interface: bridged.
        case("a VLAN whose interface has another address", B, &[(C_TAG, 100)], flooded(1)),
        case("two tags", B100, &[(S_TAG, 5), (C_TAG, 100)], flooded(1)),
        case("two tags, the outer its VLAN", B100, &[(S_TAG, 100), (C_TAG, 7)], flooded(1)),
        case("two tags, the untagged interface's address", B, &[(C_TAG, 0), (C_TAG, 0)], flooded(1)),
        case("three tags", B100, &[(C_TAG, 100), (C_TAG, 100), (C_TAG, 100)], flooded(1)),
    ];
    // Priority bits stay with a frame that leaves tagged.
    for priority in [0, 1, 5, 7, 0xB, 0xF] {
        let came = tagged(B100, &[(C_TAG, priority << 12 | 100)], &into_tag);
        let expected = out(hop::TO_D200, priority, &into_tag);
        cases.push(Case::of_frame(format!("priority {priority:x}"), Vec::new(), expected).from(1, came));
    }
    let came = tagged(A, &[(C_TAG, 0xA000)], &into_tag);
    cases.push(Case::of_frame("priority of a VID of 0", came, out(hop::TO_D200, 0xA, &into_tag)));
    let came = tagged(B100, &[(S_TAG, 0x7000 | 100)], &into_tag);
    cases.push(Case::of_frame("priority of an S-TAG", Vec::new(), out(hop::TO_D200, 7, &into_tag)).from(1, came));
    cases
}

/// An interface may route one family only; what it does not route and is sent
/// to its address is the host's.
pub fn families() -> Vec<Case> {
    let ipv4 = Packet::from(v4("10.1.0.1"));
    let ipv6 = Packet::from(v6("2001:db8:1::1"));
    let on_c = |packet: &Packet| tagged(C, &[], packet);
    let other_type = frame(router_mac(A), sender(0), &[], 0x88B5, &[1; 50]);
    let length = frame(router_mac(A), sender(0), &[], 100, &[1; 100]);
    vec![
        Case::routes("IPv6 where IPv6 is routed", ipv6.clone(), hop::TO_B).from(2, on_c(&ipv6)),
        Case::punts("IPv4 where only IPv6 is", ipv4.clone(), PuntReason::LocalRoute).from(2, on_c(&ipv4)),
        Case::punts("IPv6 where nothing is", ipv6, PuntReason::LocalRoute).with(|lab| lab.interface(A).ipv6 = false),
        Case::routes("IPv4 beside it", ipv4, hop::TO_B).with(|lab| lab.interface(A).ipv6 = false),
        Case::of_frame("another type", other_type, Expected::Host(PuntReason::LocalRoute)),
        Case::of_frame("a length", length, Expected::Host(PuntReason::LocalRoute)),
        // The egress interface routes for others what it does not take itself.
        Case::routes("IPv4 by an interface of IPv6", v4("10.99.0.1"), hop::TO_C)
            .with(|lab| lab.route("10.99.0.0/16", hop::TO_C)),
    ]
}

/// Rules of layer 2 come before those of layer 3.
pub fn source_addresses() -> Vec<Case> {
    let packet = v4("10.1.0.1").octets();
    let from = |source| frame(router_mac(A), source, &[], TYPE_IPV4, &packet);
    let expected = sent_by(hop::TO_B, 0, &Ipv4 { ttl: 63, ..v4("10.1.0.1") }.into());
    vec![
        Case::of_frame(
            "a group (IEEE 802.3-2022 clause 3.2.3)",
            from([3, 0, 0, 0, 0, 1]),
            Expected::Drop(ferroute_regmap::DropReason::SourceMacIsMulticast),
        ),
        Case::of_frame("zero", from([0; 6]), expected.clone()),
        Case::of_frame("the interface's own", from(router_mac(A)), expected),
    ]
}

/// IEEE 802.3-2022 clause 4.2.8: what gets shorter than 60 octets is padded
/// with zeros; padding that came along stays.
pub fn padding() -> Vec<Case> {
    let mut cases = Vec::new();
    for total in [20, 28, 41, 42, 43, 46, 47] {
        let packet = Packet::from(v4("10.10.0.1").sized(total));
        let mut came = frame(router_mac(B100), sender(1), &[(C_TAG, 100)], TYPE_IPV4, &packet.octets());
        let expected = sent_by(hop::TO_D, 0, &packet.forwarded());
        cases.push(Case::of_frame(format!("out of a tag, {total} octets"), Vec::new(), expected).from(1, came.clone()));
        // Padding that is not zero is carried on.
        let end = 18 + total;
        if end < came.len() {
            came[end..].fill(0x5A);
            let mut sent = sent_by(hop::TO_D, 0, &packet.forwarded());
            if let Expected::Sent { frame, .. } = &mut sent {
                let carried = came.len() - 4;
                frame[14 + total..carried].fill(0x5A);
            }
            cases.push(Case::of_frame(format!("carried on, {total} octets"), Vec::new(), sent).from(1, came));
        }
        let packet = Packet::from(v4("10.2.0.1").sized(total));
        let came = frame(router_mac(A), sender(0), &[], TYPE_IPV4, &packet.octets());
        let mut sent = sent_by(hop::TO_B100, 0, &packet.forwarded());
        if let Expected::Sent { frame, .. } = &mut sent {
            // Nothing is taken away: it is as much longer as the tag is.
            frame.resize(came.len() + 4, 0);
        }
        cases.push(Case::of_frame(format!("into a tag, {total} octets"), came, sent));
    }
    let arp = frame(router_mac(A), sender(0), &[], TYPE_ARP, &arp(2));
    cases.push(Case::of_frame("what is not routed stays as it is", arp, Expected::Host(PuntReason::Arp)));
    let short = frame(router_mac(C), sender(2), &[], TYPE_IPV6, &v6("2001:db8:1::1").sized(46).octets());
    let sent = sent_by(hop::TO_B, 0, &Packet::from(v6("2001:db8:1::1").sized(46)).forwarded());
    cases.push(Case::of_frame("IPv6 of the smallest frame", Vec::new(), sent).from(2, short));
    cases
}
