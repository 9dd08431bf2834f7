//! Cases for the whole switch: counters, learning, conservation.

use ferroute_regmap::{Counter, DropReason};

use super::super::carrier::CarrierEvent;
use super::super::counters::{received_frames, sent_copies};
use super::*;

const A: [u8; 6] = [2, 0, 0, 0, 0, 0xA];
const B: [u8; 6] = [2, 0, 0, 0, 0, 0xB];

fn frame(destination: [u8; 6], source: [u8; 6], length: usize) -> CarrierEvent {
    let mut octets = [destination, source].concat();
    octets.extend([0x88, 0xB5]);
    octets.resize(length - FCS_OCTETS, 0x5A);
    CarrierEvent::frame(&octets)
}

fn four_ports() -> Switch {
    Switch::new(Configuration::new(4), Capacity::Unlimited)
}

#[test]
fn flood_then_learned_then_moved() {
    let mut switch = four_ports();
    for (name, port, event, egress) in [
        ("B unknown", 0, frame(B, A, 64), 0b1110),
        ("A learned", 1, frame(A, B, 64), 0b0001),
        ("B learned", 0, frame(B, A, 64), 0b0010),
        ("B moves to 3", 3, frame(A, B, 64), 0b0001),
        ("and is found there at once", 0, frame(B, A, 64), 0b1000),
        ("to itself", 0, frame(A, A, 64), 0),
    ] {
        assert_eq!(switch.receive(port, &event).unwrap().egress, egress, "{name}");
    }
    assert_eq!(switch.fdb.move_count, 1);
}

#[test]
fn octets_are_kept_and_the_fcs_is_that_of_the_frame() {
    let event = frame(B, A, 1518);
    let outcome = four_ports().receive(2, &event).unwrap();
    assert!(outcome.copies.iter().all(|copy| copy.octets == event.octets[8..]));
    assert_eq!(outcome.copies.iter().map(|copy| copy.port).collect::<Vec<_>>(), [0, 1, 3]);
    assert_eq!(outcome.host, None);
}

#[test]
fn bad_frames_are_counted_once_and_never_learned() {
    let mut switch = four_ports();
    let good = frame(B, A, 100);
    let mut bad_fcs = good.clone();
    bad_fcs.octets[50] ^= 4;
    let with_error = CarrierEvent { error_positions: vec![30], ..good.clone() };
    for (event, reason) in [
        (bad_fcs, DropReason::FcsError),
        (with_error, DropReason::SymbolError),
        (CarrierEvent::raw(&good.octets[8..70]), DropReason::Fragment),
        (CarrierEvent::new(vec![0x55, 0x00, 0xD5]), DropReason::PreambleError),
        (frame(B, A, 1519), DropReason::Oversize),
    ] {
        assert_eq!(switch.receive(0, &event).unwrap().verdict, Verdict::Drop(reason));
        assert_eq!(switch.counters.drops(0, reason), 1);
    }
    assert!(switch.fdb.is_empty());
    assert_eq!(received_frames(&switch.counters), 5);
    assert_eq!(switch.counters.get(0, Counter::RxOctets), 100 + 100 + 62 + 1519);
    assert_eq!(switch.counters.get(0, Counter::RxUnicast), 0);
    assert_eq!(switch.receive(0, &good).unwrap().fan_out(), 3, "the next good frame");
}

#[test]
fn group_and_zero_sources() {
    let mut switch = four_ports();
    let group = [0x03, 0, 0, 0, 0, 1];
    let outcome = switch.receive(0, &frame(B, group, 64)).unwrap();
    assert_eq!(outcome.verdict, Verdict::Drop(DropReason::SourceMacIsMulticast));
    assert_eq!(switch.receive(0, &frame(B, [0; 6], 64)).unwrap().egress, 0b1110);
    assert!(switch.fdb.is_empty());
    assert_eq!(switch.counters.get(0, Counter::RxUnicast), 2, "both are good frames");
}

#[test]
fn sizes_and_casts_are_counted() {
    let mut switch = four_ports();
    let sizes = [
        (64, Counter::RxSize64),
        (65, Counter::RxSize65To127),
        (127, Counter::RxSize65To127),
        (128, Counter::RxSize128To255),
        (255, Counter::RxSize128To255),
        (256, Counter::RxSize256To511),
        (511, Counter::RxSize256To511),
        (512, Counter::RxSize512To1023),
        (1023, Counter::RxSize512To1023),
        (1024, Counter::RxSize1024To1518),
        (1518, Counter::RxSize1024To1518),
    ];
    for (length, counter) in sizes {
        let before = switch.counters.get(1, counter);
        switch.receive(1, &frame([0xFF; 6], A, length));
        assert_eq!(switch.counters.get(1, counter), before + 1, "{length}");
    }
    switch.receive(1, &frame([0x33, 0x33, 0, 0, 0, 1], A, 64));
    let counters = &switch.counters;
    assert_eq!((counters.get(1, Counter::RxBroadcast), counters.get(1, Counter::RxMulticast)), (11, 1));
    assert_eq!((counters.get(0, Counter::TxBroadcast), counters.get(0, Counter::TxMulticast)), (11, 1));
    assert_eq!(counters.get(0, Counter::TxOctets), counters.get(1, Counter::RxOctets));
    assert_eq!(counters.get(1, Counter::ForwardCopies), 36);
    assert_eq!(sent_copies(counters), 36);
}

#[test]
fn masks_of_the_ports() {
    let mut switch = four_ports();
    switch.configuration.rx_enable &= !1;
    assert_eq!(switch.receive(0, &frame(B, A, 64)), None);
    assert_eq!(received_frames(&switch.counters), 0);
    switch.configuration.learn &= !2;
    assert_eq!(switch.receive(1, &frame(B, A, 64)).unwrap().egress, 0b1101);
    assert!(switch.fdb.is_empty());
    switch.configuration.trap_link_local = true;
    let outcome = switch.receive(2, &frame([0x01, 0x80, 0xC2, 0, 0, 0xE], A, 64)).unwrap();
    assert_eq!(outcome.egress, 0b10000);
    assert_eq!(outcome.host.unwrap().octets.len(), 60);
    assert_eq!(switch.counters.get(4, Counter::TxMulticast), 1);
    assert!(switch.fdb.find(A, FID).is_some(), "reserved destinations do not keep the source from being learned");
}
