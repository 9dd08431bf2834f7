//! Errored frames (RFC 2889 section 5.8, and more): none is forwarded, none
//! learned, each counted under its reason, and the next good frame unharmed.

use ferroute_regmap::DropReason;
use ferroute_sim::board::When;
use ferroute_sim::golden::CarrierEvent;
use ferroute_sim::golden::carrier::{PREAMBLE, SFD, with_fcs};
use ferroute_tests::Rig;
use ferroute_tests::frames::{good, octets, station};

const GOOD_SOURCE: u32 = 1;
const RECEIVER: u32 = 2;
/// Sources of errored frames; never learned.
const BAD_SOURCE: u32 = 3;

fn frame(length: usize) -> Vec<u8> {
    with_fcs(&octets(station(RECEIVER), station(BAD_SOURCE), length, 9))
}

fn with_bad_fcs(length: usize) -> Vec<u8> {
    let mut frame = frame(length);
    *frame.last_mut().expect("not empty") ^= 0x10;
    frame
}

fn dribble(length: usize) -> Vec<u8> {
    [frame(length), vec![0x5A]].concat()
}

fn with_preamble(preamble: &[u8]) -> CarrierEvent {
    CarrierEvent::new([preamble, &frame(64)].concat())
}

fn with_rx_er(position: usize) -> CarrierEvent {
    CarrierEvent { error_positions: vec![position], ..CarrierEvent::raw(&frame(64)) }
}

fn cases() -> Vec<(&'static str, CarrierEvent, DropReason)> {
    use DropReason::*;
    let raw = |frame: Vec<u8>| CarrierEvent::raw(&frame);
    vec![
        ("63 octets", raw(frame(63)), Undersize),
        ("20 octets", raw(frame(22)), Undersize),
        ("63 octets, bad FCS", raw(with_bad_fcs(63)), Fragment),
        ("nothing behind the SFD", raw(vec![]), Fragment),
        ("three octets", raw(vec![1, 2, 3]), Fragment),
        ("1519 octets", raw(frame(1519)), Oversize),
        ("9000 octets", raw(frame(9000)), Oversize),
        ("20000 octets", raw(frame(20_000)), Oversize),
        ("1519 octets, bad FCS", raw(with_bad_fcs(1519)), Jabber),
        ("64 octets, bad FCS", raw(with_bad_fcs(64)), FcsError),
        ("1518 octets, bad FCS", raw(with_bad_fcs(1518)), FcsError),
        ("dribble behind 64 octets", raw(dribble(64)), FcsError),
        ("dribble behind 1518 octets", raw(dribble(1518)), Jabber),
        ("RX_ER in the preamble", with_rx_er(3), SymbolError),
        ("RX_ER in the address", with_rx_er(10), SymbolError),
        ("RX_ER at the last octet", with_rx_er(8 + 63), SymbolError),
        ("noise in the preamble", with_preamble(&[PREAMBLE, PREAMBLE, 0x5D, PREAMBLE, SFD]), PreambleError),
        ("no preamble and no SFD", with_preamble(&[]), PreambleError),
        ("preamble without an end", CarrierEvent::new(vec![PREAMBLE; 30]), PreambleError),
        ("one octet of noise", CarrierEvent::new(vec![0xA5]), PreambleError),
    ]
}

#[test]
fn none_is_forwarded_none_learned_the_next_unharmed() {
    let Some(mut rig) = Rig::open("errored-frames", 4, 512) else { return };
    rig.send_apart(1, good([0xFF; 6], station(RECEIVER), 64, 0));
    rig.settle();
    for (index, (name, event, reason)) in cases().into_iter().enumerate() {
        let before = rig.golden.counters.drops(0, reason);
        let gap = if index % 2 == 0 { 12 } else { 8 };
        rig.send(0, good(station(RECEIVER), station(GOOD_SOURCE), 64, index as u32), When::BACK_TO_BACK);
        rig.send(0, event, When::after_gap(gap));
        // Recommended minimum at the receiver (IEEE 802.3-2022 clause 4.4.2): 8 octets.
        rig.send(0, good(station(RECEIVER), station(GOOD_SOURCE), 100, 1000 + index as u32), When::after_gap(8));
        assert_eq!(rig.golden.counters.drops(0, reason), before + 1, "{name}: the case is what it says");
        let egress = rig.settle();
        assert_eq!(egress.len(), 2, "{name}");
        rig.check_counters();
    }
    assert!(rig.golden.fdb.find(station(BAD_SOURCE), 0).is_none());
    rig.check_fdb();
    rig.check_conservation();
}

#[test]
fn a_line_full_of_errors_lets_good_frames_through() {
    let Some(mut rig) = Rig::open("errored-line", 4, 512) else { return };
    for round in 0..40 {
        for (index, (_, event, _)) in cases().into_iter().enumerate() {
            rig.send(0, event, When::after_gap(1 + (round + index as u32) % 12));
            rig.send(0, good(station(RECEIVER), station(GOOD_SOURCE), 64, index as u32), When::BACK_TO_BACK);
        }
    }
    rig.settle();
    rig.check_counters();
    rig.check_fdb();
    rig.check_conservation();
}
