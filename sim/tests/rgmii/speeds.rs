//! The port at 10, 100 and 1000 Mb/s, and from one to another.

use ferroute_hdl::rgmii::{LinkSource, Taps};

use crate::line::{self, Pins, SPEEDS, Speed};
use crate::port_bench::{Bench, ERROR, Edge, LINK, Phase, VALID};
use crate::window::{gmii_frames, octets};

const PHASE: Phase = Phase { clock_arrival: 0, skew: 80, dead: 16 };

fn bench(delay: u32, source: LinkSource) -> Option<Bench> {
    Bench::new(Taps::of_picoseconds(delay), Taps::of_picoseconds(delay), source)
}

fn received(edges: &[Edge]) -> Vec<Vec<u16>> {
    gmii_frames(edges.iter().map(|edge| edge.gmii))
}

fn plain(octets: &[u8]) -> Vec<u16> {
    octets.iter().map(|octet| u16::from(*octet)).collect()
}

#[test]
fn frames_with_every_preamble_arrive_and_carry_their_errors() {
    let Some(bench) = bench(0, LinkSource::InBand) else { return };
    for speed in SPEEDS {
        let octets = octets(6, 4);
        let mut pins = line::idle(speed.status(), 40);
        for preamble in (0..=17).rev() {
            // At 1000 Mb/s without any preamble, too.
            let preamble = if speed == Speed::Gigabit { preamble } else { preamble + 1 };
            let mut event = line::event(speed, preamble, &octets);
            let bad = event.len() - 3 * speed.clocks();
            // RX_ER with the fourth octet: control differs in the halves.
            event[bad] ^= 1 << 9;
            pins.extend(event);
            pins.extend(line::idle(speed.status(), 11 + preamble % 3));
        }
        pins.extend(line::idle(speed.status(), 20));
        let frames = received(&bench.receive(&[(speed, pins)], PHASE, 0));
        let mut expected = plain(&octets);
        expected[3] |= ERROR;
        assert_eq!(frames, vec![expected; 18], "{speed:?}");
    }
}

#[test]
fn a_dribble_nibble_is_no_octet() {
    let Some(bench) = bench(0, LinkSource::InBand) else { return };
    for speed in [Speed::Hundred, Speed::Ten] {
        for preamble in [14, 15] {
            let octets = octets(5, 5);
            let mut pins = line::idle(speed.status(), 40);
            pins.extend(line::event(speed, preamble, &octets));
            pins.push(line::octet(speed, 0x7, false)[0]);
            pins.extend(line::idle(speed.status(), 20));
            assert_eq!(received(&bench.receive(&[(speed, pins)], PHASE, 0)), [plain(&octets)], "{speed:?}");
        }
    }
}

/// Whether the link is up at the end of clocks of idle with this status.
fn link(bench: &Bench, idle: &[(Speed, Vec<Pins>)], phy_state: u8) -> bool {
    let runs = [idle, &[(Speed::Gigabit, vec![0; 400])]].concat();
    // Frames stand on the pins while the core learns, which are no status.
    let mut runs = runs;
    runs.last_mut().unwrap().1 = line::octet(Speed::Gigabit, 0x00, false).repeat(80);
    let edges = bench.receive(&runs, PHASE, phy_state);
    edges.last().expect("edges").gmii & LINK != 0
}

#[test]
fn the_link_is_up_at_every_speed_in_full_duplex() {
    for source in [LinkSource::InBand, LinkSource::Mdio] {
        let Some(bench) = bench(0, source) else { return };
        for status in 0..16u8 {
            let expected = matches!(status, 0b1001 | 0b1011 | 0b1101);
            // The other source says the opposite.
            let other = if expected { 0 } else { 0b1101 };
            let (in_band, mdio) = if source == LinkSource::Mdio { (other, status) } else { (status, other) };
            let idle = [(Speed::Gigabit, line::idle(in_band, 60))];
            assert_eq!(link(&bench, &idle, mdio), expected, "{source:?} {status:04b}");
        }
    }
}

#[test]
fn the_status_is_taken_between_frames_only_and_without_glitches() {
    let Some(bench) = bench(0, LinkSource::InBand) else { return };
    let up = Speed::Gigabit.status();
    let idle = |status, clocks| (Speed::Gigabit, line::idle(status, clocks));
    let octets = |value, count| (Speed::Gigabit, line::octet(Speed::Gigabit, value, false).repeat(count));
    assert!(link(&bench, &[idle(up, 60), octets(0x00, 60)], 0), "data are no status");
    assert!(!link(&bench, &[idle(0, 60), octets(0xDD, 60)], 0), "data are no status");
    // RX_ER alone is carrier extension or false carrier: no status.
    let extension = (Speed::Gigabit, vec![0x0E | 1 << 9; 60]);
    assert!(link(&bench, &[idle(up, 60), extension], 0));
    let glitches: Vec<_> = (0..20).flat_map(|_| [idle(up, 20), idle(0b1011, 15)]).collect();
    assert!(link(&bench, &[&[idle(up, 60)], &glitches[..]].concat(), 0));
    assert!(!link(&bench, &[idle(up, 60), idle(0, 18)], 0), "the least that is a state");
}

#[test]
fn the_speed_changes_between_frames() {
    let mdio_is_stuck = 0;
    let Some(bench) = bench(0, LinkSource::InBand) else { return };
    let octets = octets(20, 6);
    let orders = [
        [Speed::Gigabit, Speed::Hundred, Speed::Ten, Speed::Gigabit],
        [Speed::Ten, Speed::Gigabit, Speed::Hundred, Speed::Ten],
    ];
    for order in orders {
        let runs = order.map(|speed| {
            let mut pins = line::idle(speed.status(), 40);
            for preamble in [15, 14] {
                pins.extend(line::event(speed, preamble, &octets));
                pins.extend(line::idle(speed.status(), 12 * speed.clocks()));
            }
            (speed, pins)
        });
        let edges = bench.receive(&runs, PHASE, mdio_is_stuck);
        assert_eq!(received(&edges), vec![plain(&octets); 8], "{order:?}");
        assert!(edges.last().expect("edges").gmii & LINK != 0);
    }
}

/// Symbols of GMII: `before` octets of idle, a frame of preamble, SFD and these
/// octets, with TX_ER at the fourth, then idle.
fn gmii(before: usize, octets: &[u8]) -> Vec<u16> {
    let mut symbols = vec![0; before];
    symbols.extend([VALID | 0x55].repeat(7));
    symbols.push(VALID | 0xD5);
    symbols.extend(octets.iter().map(|octet| VALID | u16::from(*octet)));
    let bad = symbols.len() - octets.len() + 3;
    symbols[bad] |= ERROR;
    symbols.extend([0; 12]);
    symbols
}

#[test]
fn a_partner_receives_with_the_delay_on_either_side() {
    for (delay, partner) in [(0, 80), (2000, 0)] {
        let Some(bench) = bench(delay, LinkSource::Mdio) else { return };
        let taps = i64::from(Taps::of_picoseconds(delay).count());
        for speed in SPEEDS {
            let octets = octets(if speed == Speed::Ten { 10 } else { 60 }, 7);
            let symbols = gmii(40, &octets);
            let state = speed.status();
            let with_state: Vec<(u16, u8)> = symbols.iter().map(|symbol| (*symbol, state)).collect();
            let octet_taps = u64::from(speed.taps()) * speed.clocks() as u64;
            let sent = bench.transmit(&with_state, octet_taps * symbols.len() as u64 + 20_000, partner);
            // Every change lies as far in front of the next edge.
            assert_eq!(sent.lag, (taps, taps), "{speed:?} {delay} ps");
            assert!(sent.changes > 20, "{} changes of the data", sent.changes);
            let settled = sent.halves.len() - 20;
            assert!(sent.halves[settled..].iter().all(|half| *half == u32::from(speed.taps()) / 2), "{speed:?}");
            let frames = line::frames(speed, &sent.pins);
            let preamble = if speed == Speed::Gigabit { 7 } else { 15 };
            assert_eq!(frames, [line::Received { preamble, octets, error: true }], "{speed:?} {delay} ps");
            // A partner that samples elsewhere sees something else.
            if speed == Speed::Gigabit {
                let early = bench.transmit(&with_state, octet_taps * symbols.len() as u64 + 20_000, partner + 81);
                assert_ne!(early.pins, sent.pins);
            }
        }
    }
}

#[test]
fn frames_and_clock_pulses_survive_a_change_of_speed() {
    let Some(bench) = bench(0, LinkSource::Mdio) else { return };
    let octets = octets(10, 8);
    for (from, to) in [
        (Speed::Gigabit, Speed::Hundred),
        (Speed::Hundred, Speed::Gigabit),
        (Speed::Hundred, Speed::Ten),
        (Speed::Ten, Speed::Gigabit),
        (Speed::Gigabit, Speed::Ten),
    ] {
        // The change falls on every place of a frame, and on idle.
        for place in (0..40).step_by(3) {
            let symbols = [gmii(60, &octets), gmii(0, &octets), gmii(0, &octets), gmii(40, &octets)].concat();
            let state = |index: usize| if index < 50 + place { from } else { to };
            let with_state: Vec<(u16, u8)> =
                symbols.iter().enumerate().map(|(index, symbol)| (*symbol, state(index).status())).collect();
            let slowest = if from == Speed::Ten || to == Speed::Ten { Speed::Ten } else { Speed::Hundred };
            let taps = 2 * u64::from(slowest.taps()) * symbols.len() as u64 + 20_000;
            let sent = bench.transmit(&with_state, taps.min(10_000_000), 80);
            let halves = [Speed::Gigabit, from, to].map(|speed| u32::from(speed.taps()) / 2);
            let broken = sent.halves.iter().find(|half| !halves.contains(half));
            assert_eq!(broken, None, "{from:?} to {to:?} at {place}");
            // By the length of its clocks each frame is of one speed.
            let mut frames = Vec::new();
            let speed_of = |clock: usize| SPEEDS.into_iter().find(|speed| u32::from(speed.taps()) / 2 == sent.halves[2 * clock]);
            let speeds: Vec<Speed> = (0..sent.pins.len()).map(|clock| speed_of(clock).expect("a speed")).collect();
            let mut start = 0;
            for run in speeds.chunk_by(|a, b| a == b) {
                frames.extend(line::frames(run[0], &sent.pins[start..start + run.len()]));
                start += run.len();
            }
            assert_eq!(sent.taken, symbols.len(), "{from:?} to {to:?}: GMII stands still");
            assert_eq!(frames.len(), 4, "{from:?} to {to:?} at {place}: {frames:?}");
            for frame in frames {
                assert_eq!(frame.octets, octets, "{from:?} to {to:?} at {place}");
                assert!(frame.preamble == 7 || frame.preamble == 15, "{}", frame.preamble);
            }
        }
    }
}
