//! The port against a partner that moves its clock against its data over the
//! window of RGMII 2.0 (table 2): at the receiver RXC comes 1.0 to 2.6 ns
//! behind the data, and half a period at 1000 Mb/s lasts at least 3.6 ns.

use ferroute_hdl::rgmii::{LinkSource, RgmiiReceive, Taps};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::line::{self, Pins, SPEEDS, Speed};
use crate::port_bench::{Bench, ERROR, LINK, Phase, VALID};

/// Taps in a nanosecond.
const NANOSECOND: i64 = 40;
/// Of each half of a period of 8 ns, 3.6 ns are data.
const DEAD: i64 = 4 * NANOSECOND / 10;
/// Clocks in which a receiver learns its speed.
const LEARNING: usize = 30;

pub fn octets(count: usize, seed: u64) -> Vec<u8> {
    println!("seed {seed}");
    let mut random = StdRng::seed_from_u64(seed);
    (0..count).map(|_| random.random()).collect()
}

fn frame_between_idle(speed: Speed, octets: &[u8]) -> Vec<Pins> {
    let idle = line::idle(speed.status(), LEARNING);
    [idle.clone(), line::event(speed, 15, octets), idle].concat()
}

/// Octets of the frames at GMII, SFD and what is before it taken off; an octet
/// with RX_ER has bit 9.
pub fn gmii_frames(gmii: impl IntoIterator<Item = u16>) -> Vec<Vec<u16>> {
    let symbols: Vec<u16> = gmii.into_iter().map(|symbol| symbol & !LINK).collect();
    let events = symbols.chunk_by(|a, b| a & VALID == b & VALID).filter(|event| event[0] & VALID != 0);
    events
        .filter_map(|event| {
            let sfd = event.iter().position(|symbol| symbol & 255 == 0xD5)?;
            assert!(event[..sfd].iter().all(|symbol| symbol & 255 == 0x55), "{event:x?}");
            Some(event[sfd + 1..].iter().map(|symbol| symbol & !VALID).collect())
        })
        .collect()
}

fn arrives(bench: &Bench, speed: Speed, octets: &[u8], phase: Phase) -> bool {
    let edges = bench.receive(&[(speed, frame_between_idle(speed, octets))], phase, 0);
    let symbols: Vec<u16> = edges.iter().map(|edge| edge.gmii & !LINK).collect();
    let valid: Vec<u16> = symbols.iter().filter(|symbol| *symbol & VALID != 0).map(|symbol| symbol & !VALID).collect();
    let sfd = valid.iter().position(|symbol| *symbol == 0xD5);
    sfd.is_some_and(|sfd| {
        valid[..sfd].iter().all(|symbol| *symbol == 0x55)
            && valid[sfd + 1..].iter().copied().eq(octets.iter().map(|octet| u16::from(*octet)))
            && symbols.iter().all(|symbol| symbol & ERROR == 0)
    })
}

#[test]
fn frames_arrive_over_the_whole_window() {
    for delay in [Taps::of_picoseconds(0), Taps::of_picoseconds(2000)] {
        let Some(bench) = Bench::new(delay, delay, LinkSource::InBand) else { return };
        for speed in SPEEDS {
            let octets = octets(if speed == Speed::Ten { 8 } else { 64 }, 1);
            // Every 0.1 ns at 1000 Mb/s; the slow runs take long.
            let step = [16, 8, 4][speed as usize];
            for clock_arrival in [0, NANOSECOND, 2 * NANOSECOND, 29 * NANOSECOND / 10] {
                // Where the data are sampled, behind the edge at the pins.
                let sampled = clock_arrival - i64::from(delay.count());
                for skew in (NANOSECOND..=26 * NANOSECOND / 10).step_by(step) {
                    // Both halves count: control stands for RX_ER in the second.
                    let half = i64::from(speed.taps()) / 2;
                    let inside = (0..half - DEAD).contains(&(skew + sampled));
                    let phase = Phase { clock_arrival, skew, dead: DEAD };
                    let arrived = arrives(&bench, speed, &octets, phase);
                    assert_eq!(arrived, inside, "{speed:?}, delay {delay:?}, {phase:?} taps");
                }
            }
        }
    }
}

#[test]
fn a_board_needs_the_delay_that_its_clock_has() {
    let delay = Taps::of_picoseconds(2000);
    let Some(bench) = Bench::new(delay, delay, LinkSource::InBand) else { return };
    let octets = octets(64, 2);
    let window = |clock_arrival| {
        let skews = (NANOSECOND..=26 * NANOSECOND / 10).step_by(4);
        skews.map(move |skew| Phase { clock_arrival, skew, dead: DEAD })
    };
    let margin = 9 * NANOSECOND / 10;
    for clock_arrival in [2 * NANOSECOND - margin, 2 * NANOSECOND, 2 * NANOSECOND + margin] {
        let all = window(clock_arrival).all(|phase| arrives(&bench, Speed::Gigabit, &octets, phase));
        assert!(all, "clock {clock_arrival} taps");
    }
    assert!(!window(0).all(|phase| arrives(&bench, Speed::Gigabit, &octets, phase)), "2 ns too much go unseen");
}

#[test]
fn gmii_comes_after_the_latency() {
    let Some(bench) = Bench::new(Taps::of_picoseconds(0), Taps::of_picoseconds(0), LinkSource::InBand) else { return };
    let phase = Phase { clock_arrival: 0, skew: 2 * NANOSECOND, dead: DEAD };
    let pins = frame_between_idle(Speed::Gigabit, &octets(64, 3));
    let edges = bench.receive(&[(Speed::Gigabit, pins)], phase, 0);
    let first = edges.iter().find(|edge| edge.gmii & VALID != 0).expect("a frame");
    // GMII is looked at in front of the edge, one more.
    assert_eq!(first.clock, LEARNING + RgmiiReceive::LATENCY + 1);
}
