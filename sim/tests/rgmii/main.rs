//! RgmiiPort against a partner that moves its clock against its data over the
//! window of RGMII 2.0 (table 2): at the receiver RXC comes 1.0 to 2.6 ns
//! behind the data, and half a period lasts at least 3.6 ns.

mod bench;

use bench::Bench;
use ferroute_hdl::rgmii::{RgmiiReceive, RgmiiTransmit, Taps};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

const VALID: u16 = 1 << 8;
const ERROR: u16 = 1 << 9;
const GIGABIT: u16 = 1 << 10;
/// Idle with the in-band status link, 1000 Mb/s, full duplex.
const IDLE: u16 = 0xDD;
/// Taps in a nanosecond.
const NANOSECOND: i64 = 40;
const EYE: i64 = 36 * NANOSECOND / 10;

/// Idle, a frame of random octets with an error in it, idle.
fn symbols(seed: u64) -> Vec<u16> {
    println!("seed {seed}");
    let mut random = StdRng::seed_from_u64(seed);
    let mut symbols = vec![IDLE; 6];
    symbols.extend((0..64).map(|_| VALID | u16::from(random.random::<u8>())));
    symbols[40] |= ERROR;
    symbols.extend([IDLE; 12]);
    symbols
}

/// Without the link's state.
fn plain(gmii: &[u16]) -> Vec<u16> {
    gmii.iter().map(|symbol| symbol & !GIGABIT).collect()
}

/// Whether what was sent came out, `RgmiiReceive::LATENCY` edges on: GMII is
/// looked at in front of the edge, one more.
fn arrives(bench: &Bench, sent: &[u16], clock_arrival: i64, skew: i64) -> bool {
    let gmii = plain(&bench.receive(sent, clock_arrival, skew, EYE));
    let behind = RgmiiReceive::LATENCY + 1;
    gmii[behind + 2..] == sent[2..sent.len() - behind]
}

#[test]
fn frames_arrive_over_the_whole_window() {
    for delay in [Taps::of_picoseconds(0), Taps::of_picoseconds(2000)] {
        let Some(bench) = Bench::new(delay, delay) else { return };
        let sent = symbols(1);
        for clock_arrival in [0, NANOSECOND, 2 * NANOSECOND, 29 * NANOSECOND / 10] {
            // Where the data are sampled, behind the edge at the pins.
            let sampled = clock_arrival - i64::from(delay.count());
            for skew in (NANOSECOND..=26 * NANOSECOND / 10).step_by(4) {
                let inside = (-skew..EYE - skew).contains(&sampled);
                let arrived = arrives(&bench, &sent, clock_arrival, skew);
                assert_eq!(arrived, inside, "delay {delay:?}, clock {clock_arrival} and skew {skew} taps");
            }
        }
    }
}

#[test]
fn a_board_needs_the_delay_that_its_clock_has() {
    let Some(bench) = Bench::new(Taps::of_picoseconds(2000), Taps::of_picoseconds(2000)) else { return };
    let sent = symbols(2);
    let window = || (NANOSECOND..=26 * NANOSECOND / 10).step_by(4);
    let margin = 9 * NANOSECOND / 10;
    for clock_arrival in [2 * NANOSECOND - margin, 2 * NANOSECOND, 2 * NANOSECOND + margin] {
        assert!(window().all(|skew| arrives(&bench, &sent, clock_arrival, skew)), "clock {clock_arrival} taps");
    }
    assert!(!window().all(|skew| arrives(&bench, &sent, 0, skew)), "2 ns too much go unseen");
}

#[test]
fn the_status_is_taken_between_frames_only() {
    let Some(bench) = Bench::new(Taps::of_picoseconds(0), Taps::of_picoseconds(0)) else { return };
    let is_gigabit = |idle: u16| {
        // The frame's octets look like the opposite state.
        let octets = VALID | if idle == IDLE { 0x00 } else { IDLE };
        let sent = [vec![idle; 8], vec![octets; 16], vec![idle; 2]].concat();
        let gmii = bench.receive(&sent, 0, 2 * NANOSECOND, EYE);
        let states: Vec<bool> = gmii[8..].iter().map(|symbol| symbol & GIGABIT != 0).collect();
        assert!(states.iter().all(|state| *state == states[0]), "idle {idle:02x}: it changed in the frame");
        states[0]
    };
    assert!(is_gigabit(IDLE));
    for (idle, meaning) in [(0xCC, "no link"), (0xBB, "100 Mb/s"), (0x99, "10 Mb/s"), (0x55, "half duplex")] {
        assert!(!is_gigabit(idle), "{meaning}");
    }
    // Carrier extension and false carrier are no status.
    let sent = [vec![IDLE; 8], vec![ERROR | 0x0E; 12]].concat();
    let gmii = bench.receive(&sent, 0, 2 * NANOSECOND, EYE);
    assert!(gmii[8..].iter().all(|symbol| symbol & GIGABIT != 0));
    assert_eq!(gmii[16] & !GIGABIT, ERROR | 0x0E);
}

#[test]
fn a_partner_receives_with_the_delay_on_either_side() {
    for (delay, partner) in [(0, 2 * NANOSECOND), (2000, 0)] {
        let taps = Taps::of_picoseconds(delay);
        let Some(bench) = Bench::new(taps, taps) else { return };
        let sent = symbols(3);
        let got = bench.transmit(&sent, partner);
        assert_eq!(got.lag, (i64::from(taps.count()), i64::from(taps.count())), "every edge, {delay} ps");
        assert!(got.changes > 100, "{} changes of the data", got.changes);
        // The first edge of TXC comes with the first symbol that a rising edge
        // took after power-up.
        let start = got.symbols.windows(sent.len() - 12).position(|window| *window == sent[..sent.len() - 12]);
        assert!(start.is_some_and(|start| start <= RgmiiTransmit::LATENCY), "{:x?}", got.symbols);
        let early = bench.transmit(&sent, partner + 2 * NANOSECOND + 1);
        assert_ne!(early.symbols, got.symbols, "a partner that samples elsewhere sees something else");
    }
}
