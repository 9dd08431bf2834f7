//! Cases for a switch that routes: counters, learning, the host's frames,
//! injected frames and probes.

use ferroute_regmap::{Counter, DropReason, Interface, NextHop, Policer, PuntReason, ReversePath, TrapEntry};

use super::super::carrier::CarrierEvent;
use super::super::counters::{received_frames, sent_copies};
use super::super::fdb::Capacity;
use super::super::router::{Probe, Route};
use super::*;

const ROUTER: [u8; 6] = [2, 0xAA, 0, 0, 0, 1];
const NEIGHBOUR: [u8; 6] = [2, 0xBB, 0, 0, 0, 1];
const STATION: [u8; 6] = [2, 0xCC, 0, 0, 0, 1];
/// Of port 0, untagged, and of port 2, VLAN 9.
const NEAR: u8 = 0;
const FAR: u8 = 9;
const TO_FAR: u16 = 3;
const LOCAL: u16 = 4;
const GROUP: u16 = 5;

/// Four ports; 10.1.0.0/16 leads to port 2, VLAN 9, 10.2.0.0/16 there by a
/// group, 10.3.0.0/16 to the host.
fn router() -> Switch {
    let mut switch = Switch::new(Configuration::new(4), Capacity::Unlimited);
    for (number, vlan) in [(NEAR, 0), (FAR, 9)] {
        switch.router.interfaces[usize::from(number)] = Some(Interface {
            mac: ROUTER,
            vlan,
            mtu: 1500,
            ipv4: true,
            ipv6: true,
            reverse_path4: ReversePath::Off,
            reverse_path6: ReversePath::Off,
        });
    }
    let hops = &mut switch.router.next_hops;
    hops[usize::from(TO_FAR)] = NextHop::Forward { mac: NEIGHBOUR, interface: FAR };
    hops[usize::from(LOCAL)] = NextHop::Local;
    hops[usize::from(GROUP)] = NextHop::Group { first_bucket: 100, log2_buckets: 2 };
    switch.router.buckets[100..104].fill(TO_FAR);
    for (net, next_hop) in [(1, TO_FAR), (2, GROUP), (3, LOCAL)] {
        switch.router.ipv4.prefixes.insert((10 << 24 | net << 16) << 96, 16, next_hop);
    }
    switch
}

/// A frame to the router with UDP to 10.`net`.0.1, without FCS.
fn frame(net: u8, octets: usize) -> Vec<u8> {
    let mut frame = [ROUTER, STATION].concat();
    frame.extend([0x08, 0x00]);
    let mut header = [0x45, 0, 0, 0, 0, 0, 0, 0, 64, 17, 0, 0, 10, 9, 0, 9, 10, net, 0, 1];
    header[2..4].copy_from_slice(&(octets as u16 - 14).to_be_bytes());
    let sum: u32 = header.chunks(2).map(|pair| u32::from(pair[0]) << 8 | u32::from(pair[1])).sum();
    header[10..12].copy_from_slice(&(!((sum >> 16) + (sum & 0xFFFF)) as u16).to_be_bytes());
    frame.extend(header);
    frame.resize(octets, 0x5A);
    frame
}

#[test]
fn a_routed_frame_is_counted_as_it_is_sent() {
    let mut switch = router();
    let outcome = switch.receive(0, &CarrierEvent::frame(&frame(1, 60))).unwrap();
    assert_eq!(outcome.verdict, Verdict::Route { egress: 0b100 });
    assert_eq!((outcome.copies.len(), outcome.copies[0].port, outcome.host), (1, 2, None));
    // Four octets of tag.
    assert_eq!(outcome.copies[0].octets.len(), 68);
    let counters = &switch.counters;
    assert_eq!(counters.get(0, Counter::RxOctets), 64);
    assert_eq!(counters.get(0, Counter::RxUnicast), 1);
    assert_eq!(counters.get(0, Counter::ForwardCopies), 1);
    assert_eq!((counters.get(2, Counter::TxOctets), counters.get(2, Counter::TxUnicast)), (68, 1));
    assert_eq!((received_frames(counters), sent_copies(counters)), (1, 1));
}

/// IEEE 802.1Q-2022 clause 8.7: also of frames that are then routed or
/// dropped; the router's own address is learned of nobody.
#[test]
fn sources_of_routed_frames_are_learned() {
    let mut switch = router();
    switch.receive(0, &CarrierEvent::frame(&frame(1, 60)));
    assert_eq!(switch.fdb.find(STATION, FID).map(|entry| entry.port), Some(0));
    switch.receive(0, &CarrierEvent::frame(&frame(99, 60)));
    assert_eq!(switch.fdb.len(), 1);
    // A known station is bridged to beside the router.
    let mut to_station = frame(1, 60);
    to_station[..6].copy_from_slice(&STATION);
    to_station[6..12].copy_from_slice(&NEIGHBOUR);
    assert_eq!(switch.receive(1, &CarrierEvent::frame(&to_station)).unwrap().verdict, Verdict::Forward { egress: 1 });
}

#[test]
fn the_host_gets_frames_as_they_came() {
    let mut switch = router();
    let octets = frame(3, 333);
    let outcome = switch.receive(0, &CarrierEvent::frame(&octets)).unwrap();
    assert_eq!(outcome.host, Some(HostFrame { reason: PuntReason::LocalRoute, port: 0, octets }));
    assert_eq!((outcome.egress, outcome.copies), (0b10000, vec![]));
    assert_eq!(switch.counters.get(4, Counter::TxOctets), 337);
    assert_eq!(switch.counters.get(0, Counter::ForwardCopies), 1);
}

#[test]
fn a_policer_is_driven_by_core_clocks() {
    let mut switch = router();
    switch.router.traps.set_policer(2, Policer { interval: 99, burst: 3 });
    switch.router.traps.set_entry(PuntReason::LocalRoute, TrapEntry { drop: false, policer: 2 });
    let passed = |switch: &mut Switch| {
        let verdicts = (0..10).map(|_| switch.receive(0, &CarrierEvent::frame(&frame(3, 60))).unwrap().verdict);
        verdicts.filter(|verdict| *verdict == Verdict::Punt(PuntReason::LocalRoute)).count()
    };
    assert_eq!(passed(&mut switch), 3);
    switch.advance(1599);
    assert_eq!(passed(&mut switch), 0);
    switch.advance(1);
    assert_eq!(passed(&mut switch), 1);
    assert_eq!(switch.counters.drops(0, DropReason::TrapDropped), 26);
    assert_eq!(switch.router.traps.dropped(2), 26);
    assert_eq!(switch.receive(0, &CarrierEvent::frame(&frame(1, 60))).unwrap().fan_out(), 1, "transit does not care");
}

#[test]
fn injected_frames_go_where_the_host_says() {
    let mut switch = router();
    // Not even a group as source is looked at.
    let mut octets = frame(3, 100);
    octets[6] = 3;
    let outcome = switch.inject(0b11101, &octets).unwrap();
    assert_eq!(outcome.verdict, Verdict::Inject { egress: 0b11101 });
    assert_eq!(outcome.copies.iter().map(|copy| copy.port).collect::<Vec<_>>(), [0, 2, 3]);
    assert_eq!(outcome.host.map(|host| (host.reason, host.port)), Some((PuntReason::Forwarded, 4)));
    switch.configuration.forward = 0b00010;
    assert_eq!(switch.inject(0b11101, &octets).unwrap().verdict, Verdict::Drop(DropReason::PortListIsEmpty));
    // Without ports: as if received on the CPU port.
    let outcome = switch.inject(0, &octets).unwrap();
    assert_eq!(outcome.verdict, Verdict::Drop(DropReason::SourceMacIsMulticast));
    switch.configuration.forward = 0b11111;
    let outcome = switch.inject(0, &frame(1, 50)).unwrap();
    assert_eq!(outcome.verdict, Verdict::Flood { egress: 0b1111 }, "the CPU port has no interface");
    assert_eq!(outcome.copies[0].octets.len(), 64, "padded");
    assert_eq!(switch.counters.get(4, Counter::RxOctets), 3 * 104 + 64);
    assert_eq!(switch.counters.get(4, Counter::ForwardCopies), 4 + 4);
    switch.configuration.rx_enable = 0b01111;
    assert_eq!(switch.inject(0, &frame(1, 60)), None);
}

/// The CPU port may have interfaces like any other; what is routed there comes
/// with new headers.
#[test]
fn the_cpu_port_s_own_interface() {
    let mut switch = router();
    switch.router.interfaces[16] = switch.router.interfaces[usize::from(NEAR)];
    let outcome = switch.inject(0, &frame(1, 60)).unwrap();
    assert_eq!(outcome.verdict, Verdict::Route { egress: 0b100 });
    switch.router.next_hops[usize::from(TO_FAR)] = NextHop::Forward { mac: NEIGHBOUR, interface: 16 };
    let outcome = switch.receive(0, &CarrierEvent::frame(&frame(1, 60))).unwrap();
    assert_eq!(outcome.verdict, Verdict::Route { egress: 0b10000 });
    let host = outcome.host.unwrap();
    assert_eq!((host.reason, &host.octets[..6], host.octets[22]), (PuntReason::Forwarded, &NEIGHBOUR[..], 63));
}

#[test]
fn a_probe_tells_and_changes_nothing_but_two_counters() {
    let mut switch = router();
    switch.router.traps.set_policer(2, Policer { interval: 99, burst: 1 });
    switch.router.traps.set_entry(PuntReason::LocalRoute, TrapEntry { drop: false, policer: 2 });
    let nothing = Probe {
        egress: 0,
        drop: None,
        punt: None,
        is_routed: true,
        interface: Some(NEAR),
        route: None,
        chosen: None,
        egress_interface: None,
        mac: None,
    };
    let route = |next_hop| Some(Route { next_hop, length: 16, is_default: false });
    let sent = Probe { egress: 0b100, egress_interface: Some(FAR), mac: Some(NEIGHBOUR), ..nothing };
    let mut bad = frame(1, 60);
    bad[24] ^= 1;
    let mut others = frame(1, 60);
    others[0] = 6;
    for (name, octets, expected) in [
        ("routed", frame(1, 60), Probe { route: route(TO_FAR), chosen: Some(TO_FAR), ..sent }),
        ("by a group", frame(2, 60), Probe { route: route(GROUP), chosen: Some(TO_FAR), ..sent }),
        (
            "the host's",
            frame(3, 60),
            Probe {
                egress: 0b10000,
                punt: Some(PuntReason::LocalRoute),
                route: route(LOCAL),
                chosen: Some(LOCAL),
                ..nothing
            },
        ),
        ("no route", frame(9, 60), Probe { egress: 0b10000, punt: Some(PuntReason::Ipv4LpmMiss), ..nothing }),
        ("bad", bad, Probe { drop: Some(DropReason::IpHeaderCorrupted), ..nothing }),
        ("bridged", others, Probe { egress: 0b1111, is_routed: false, ..nothing }),
    ] {
        assert_eq!(switch.probe(0, &octets), Some(expected), "{name}");
    }
    let elsewhere = switch.probe(1, &frame(1, 60)).unwrap();
    assert_eq!((elsewhere.is_routed, elsewhere.interface, elsewhere.egress), (false, None, 0b1111));
    assert_eq!(switch.counters.get(4, Counter::RxUnicast), 7);
    assert_eq!(switch.counters.drops(4, DropReason::TrapDropped), 7);
    assert_eq!(sent_copies(&switch.counters), 0);
    assert_eq!(
        switch.receive(0, &CarrierEvent::frame(&frame(3, 60))).unwrap().fan_out(),
        1,
        "the token is still there"
    );
    assert!(switch.probe(0, &frame(3, 60)).unwrap().drop == Some(DropReason::TrapDropped), "and now it is not");
}
