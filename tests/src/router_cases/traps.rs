//! What the host does not want, and when it gets nothing.

use ferroute_regmap::{DropReason, Policer, PuntReason, TrapEntry};

use super::{v4, v6};
use crate::lab::{B100, Lab, router_mac, sender};
use crate::packets::{Ipv4, Ipv6, TYPE_ARP, TYPE_IPV4, arp, frame};
use crate::router_case::{Case, Expected};

/// A trap's action is to drop: under the drop reason of the same name, else as
/// trap_dropped.
pub fn actions() -> Vec<Case> {
    use DropReason as D;
    use PuntReason as P;
    let local = |protocol| Ipv4 { protocol, ..v4("10.0.0.1") };
    let big = v4("10.2.0.1").sized(1500);
    vec![
        Case::drops("TTL", Ipv4 { ttl: 1, ..v4("10.1.0.1") }, D::TtlValueIsTooSmall)
            .with(|lab| lab.drop(P::TtlValueIsTooSmall)),
        Case::drops("hop limit", Ipv6 { hop_limit: 1, ..v6("2001:db8:1::1") }, D::TtlValueIsTooSmall)
            .with(|lab| lab.drop(P::TtlValueIsTooSmall)),
        Case::drops("MTU", big, D::MtuValueIsTooSmall).with(|lab| lab.drop(P::MtuValueIsTooSmall)),
        Case::drops("glean", v4("10.7.0.1"), D::UnresolvedNeigh).with(|lab| lab.drop(P::UnresolvedNeigh)),
        Case::drops("no route", v4("10.99.0.1"), D::Ipv4LpmMiss).with(|lab| lab.drop(P::Ipv4LpmMiss)),
        Case::drops("no IPv6 route", v6("2001:db8:99::1"), D::Ipv6LpmMiss).with(|lab| lab.drop(P::Ipv6LpmMiss)),
        Case::drops("options", Ipv4 { options: vec![1; 4], ..v4("10.1.0.1") }, D::TrapDropped)
            .with(|lab| lab.drop(P::Ipv4Options)),
        Case::drops("hop-by-hop options", v6("2001:db8:1::1").extended(0, &[0, 1, 4, 0, 0, 0, 0]), D::TrapDropped)
            .with(|lab| lab.drop(P::Ipv6HopByHop)),
        Case::drops("the host's own", local(17), D::TrapDropped).with(|lab| lab.drop(P::LocalRoute)),
        Case::drops("OSPF", local(89), D::TrapDropped).with(|lab| lab.drop(P::Ospf)),
        Case::punts("the host's own where OSPF is dropped", local(17), P::LocalRoute).with(|lab| lab.drop(P::Ospf)),
        Case::drops("reject", v4("10.5.0.1"), D::TrapDropped).with(|lab| lab.drop(P::RejectRoute)),
        Case::drops("trap", v4("10.6.0.1"), D::TrapDropped).with(|lab| lab.drop(P::ExternalRoute)),
        Case::drops("incomplete", v4("10.11.0.1"), D::TrapDropped).with(|lab| lab.drop(P::RouteIncomplete)),
        Case::drops("a policer without tokens", v4("10.0.0.1"), D::TrapDropped).with(|lab| {
            lab.router.traps.set_policer(15, Policer { interval: 0xFF_FFFF, burst: 0 });
            lab.router.traps.set_entry(P::LocalRoute, TrapEntry { drop: false, policer: 15 });
        }),
        Case::drops("TTL, a policer without tokens", Ipv4 { ttl: 1, ..v4("10.1.0.1") }, D::TrapDropped).with(|lab| {
            lab.router.traps.set_policer(1, Policer { interval: 0xFF_FFFF, burst: 0 });
            lab.router.traps.set_entry(P::TtlValueIsTooSmall, TrapEntry { drop: false, policer: 1 });
        }),
        Case::of_frame(
            "BPDU",
            frame([0x01, 0x80, 0xC2, 0, 0, 0], sender(0), &[], 39, &[7; 39]),
            Expected::Drop(D::TrapDropped),
        )
        .with(|lab| {
            lab.configuration.trap_link_local = true;
            lab.drop(P::Bpdu);
        }),
    ]
}

/// Of a frame that goes elsewhere too the host loses its copy only.
pub fn host_copies() -> Vec<Case> {
    let request = || frame([0xFF; 6], sender(0), &[], TYPE_ARP, &arp(1));
    let plain = || frame([0xFF; 6], sender(0), &[], 0x88B5, &[7; 50]);
    let without_host = |host| Expected::Bridged { ports: 0b1110, host };
    let arp_dropped: fn(&mut Lab) = |lab| lab.drop(PuntReason::Arp);
    let flooded_to_host: fn(&mut Lab) = |lab| {
        lab.drop(PuntReason::Arp);
        lab.drop(PuntReason::Forwarded);
        lab.configuration.flood |= lab.configuration.cpu();
    };
    let host_alone: fn(&mut Lab) = |lab| {
        lab.drop(PuntReason::Arp);
        lab.configuration.flood = 0;
    };
    vec![
        Case::of_frame("dropped", request(), without_host(None)).with(arp_dropped),
        Case::of_frame("dropped, though floods reach the host", request(), without_host(None)).with(flooded_to_host),
        Case::of_frame("forwarded is never dropped", plain(), without_host(Some(PuntReason::Forwarded)))
            .with(flooded_to_host),
        Case::of_frame("dropped, and nobody else gets it", request(), Expected::Drop(DropReason::TrapDropped))
            .with(host_alone),
        Case::of_frame("policed", request(), without_host(None)).with(|lab| {
            lab.router.traps.set_policer(7, Policer { interval: 0xFF_FFFF, burst: 0 });
            lab.router.traps.set_entry(PuntReason::Arp, TrapEntry { drop: false, policer: 7 });
        }),
    ]
}

/// A CPU port that may not send hands nothing over; reserved addresses are
/// trapped whatever FORWARD says.
pub fn cpu_port_not_in_forward() -> Vec<Case> {
    let closed: fn(&mut Lab) = |lab| lab.configuration.forward &= !lab.configuration.cpu();
    let empty = DropReason::PortListIsEmpty;
    let request = frame([0xFF; 6], sender(0), &[], TYPE_ARP, &arp(1));
    let on_vlan = frame(router_mac(B100), sender(1), &[(0x8100, 100)], TYPE_IPV4, &v4("10.0.0.1").octets());
    vec![
        Case::drops("for itself", v4("10.0.0.1"), empty).with(closed),
        Case::drops("TTL", Ipv4 { ttl: 1, ..v4("10.1.0.1") }, empty).with(closed),
        Case::of_frame("for itself, tagged", Vec::new(), Expected::Drop(empty)).from(1, on_vlan).with(closed),
        Case::of_frame("a copy", request, Expected::Bridged { ports: 0b1110, host: None }).with(closed),
        Case::drops("the trap's action first", Ipv4 { ttl: 1, ..v4("10.1.0.1") }, DropReason::TtlValueIsTooSmall).with(
            |lab| {
                lab.drop(PuntReason::TtlValueIsTooSmall);
                lab.configuration.forward &= !lab.configuration.cpu();
            },
        ),
        Case::of_frame(
            "reserved addresses",
            frame([0x01, 0x80, 0xC2, 0, 0, 0xE], sender(0), &[], 0x88CC, &[7; 50]),
            Expected::Host(PuntReason::Lldp),
        )
        .with(|lab| {
            lab.configuration.trap_link_local = true;
            lab.configuration.forward &= !lab.configuration.cpu();
        }),
    ]
}
