//! Cases that name what they are about. Each sequence ends with a good frame,
//! which must come through unharmed.

use ferroute_hdl::cdc::AsyncFifo;
use ferroute_hdl::receive::RxPort;
use ferroute_sim::golden::CarrierEvent;
use ferroute_sim::golden::carrier::with_fcs;
use rand::{SeedableRng, rngs::StdRng};

use super::bench::{Bench, Clocks, samples};
use super::frames;

type Fifo = AsyncFifo<72, 5, 6>;

/// A frame without FCS of this length, with so many tags where it is long enough.
fn plain(length: usize, tags: usize) -> Vec<u8> {
    let mut frame: Vec<u8> = (0..length).map(|index| (index * 7 + length) as u8).collect();
    for tag in 0..tags {
        let at = 12 + 4 * tag;
        if at + 2 <= length {
            frame[at..at + 2].copy_from_slice(if tag % 2 == 0 { &[0x81, 0x00] } else { &[0x88, 0xA8] });
        }
    }
    let at = 12 + 4 * tags;
    if at + 2 <= length {
        frame[at..at + 2].copy_from_slice(&[0x12, 0x34]);
    }
    frame
}

fn good_frame() -> CarrierEvent {
    CarrierEvent::frame(&frames::ipv4_udp())
}

/// Good, wrong FCS, and one octet too many.
fn variants(length: usize, tags: usize) -> Vec<CarrierEvent> {
    let good = if length < 4 { plain(length, tags) } else { with_fcs(&plain(length - 4, tags)) };
    let mut damaged = good.clone();
    if let Some(last) = damaged.last_mut() {
        *last ^= 0x80;
    }
    let dribble = [&good[..], &[0x5A]].concat();
    [good, damaged, dribble].iter().map(|octets| CarrierEvent::raw(octets)).collect()
}

fn check_lengths(lengths: impl Iterator<Item = usize>, name: &str) {
    let Some(mut bench) = Bench::new(Clocks::EQUAL) else { return };
    let mut events = Vec::new();
    for length in lengths {
        for tags in 0..=3 {
            events.extend(variants(length, tags).into_iter().map(|event| (event, 12)));
        }
        events.push((good_frame(), 12));
    }
    bench.check(&events, name);
}

#[test]
fn every_short_length() {
    check_lengths(0..=130, "short");
}

#[test]
fn every_length_around_the_limits() {
    check_lengths((1510..=1550).chain([1600, 2047, 2048, 2049, 4096, 9000]), "limits");
}

#[test]
fn the_length_saturates() {
    check_lengths([16382, 16383, 16384, 16385, 32768, 32772, 70000].into_iter(), "saturation");
}

#[test]
fn preambles_and_noise() {
    let Some(mut bench) = Bench::new(Clocks::EQUAL) else { return };
    let frame = with_fcs(&frames::ipv4_udp());
    let mut events = Vec::new();
    for octets in 0..=20 {
        let clean = [vec![0x55; octets], vec![0xD5], frame.clone()].concat();
        events.push(CarrierEvent::new(clean.clone()));
        if octets > 0 {
            events.push(CarrierEvent::new(vec![0x55; octets]));
        }
        // Each bit of each preamble octet and of the SFD wrong.
        for position in 0..=octets {
            for bit in 0..8 {
                let mut noisy = clean.clone();
                noisy[position] ^= 1 << bit;
                events.push(CarrierEvent::new(noisy));
            }
        }
    }
    for octets in [&[0xD5][..], &[0xD5, 0xD5], &[0x00], &[0xD5, 0x55], &[0x5D, 0xD5], &[0x55, 0xD5], &[0x00, 0xD5, 0x01]] {
        events.push(CarrierEvent::new(octets.to_vec()));
    }
    let with_good = events.into_iter().flat_map(|event| [(event, 3), (good_frame(), 5)]).collect::<Vec<_>>();
    bench.check(&with_good, "preamble");
}

#[test]
fn rx_er_at_every_position() {
    let Some(mut bench) = Bench::new(Clocks::EQUAL) else { return };
    let mut events = Vec::new();
    for length in [0, 1, 5, 63, 64, 70] {
        for event in variants(length, 1) {
            for position in 0..event.octets.len() {
                events.push((CarrierEvent { error_positions: vec![position], ..event.clone() }, 1));
                events.push((good_frame(), 1));
            }
        }
    }
    // Beside noise, and over the limit.
    for position in 0..4 {
        let octets = vec![0x55, 0x55, 0x12, 0xD5];
        events.push((CarrierEvent { octets, error_positions: vec![position] }, 1));
        events.push((good_frame(), 1));
    }
    for position in [1530, 1546] {
        events.push((CarrierEvent { error_positions: vec![position], ..variants(1540, 0)[0].clone() }, 12));
    }
    events.push((good_frame(), 1));
    bench.check(&events, "RX_ER");
}

#[test]
fn events_follow_each_other_with_every_gap() {
    let Some(mut bench) = Bench::new(Clocks::EQUAL) else { return };
    let mut random = StdRng::seed_from_u64(77);
    for gap in 1..=12 {
        let mut events = Vec::new();
        // Around each remainder of the last word, and frames that parse.
        for length in (0..=20).chain(60..=84) {
            for event in variants(length, 0) {
                events.push((event, gap));
                events.push((good_frame(), gap));
            }
        }
        for _ in 0..200 {
            events.push((frames::event(&mut random), gap));
        }
        // One octet of carrier each; no more in a row than the core can take.
        for octet in [0xD5, 0x55, 0x00, 0xD5, 0xD5] {
            events.push((CarrierEvent::new(vec![octet]), gap));
        }
        events.push((good_frame(), gap));
        bench.check(&events, &format!("gap {gap}"));
    }
}

#[test]
fn every_cut_of_header_chains() {
    let Some(mut bench) = Bench::new(Clocks::EQUAL) else { return };
    let mut random = StdRng::seed_from_u64(78);
    let mut events = Vec::new();
    for index in 0..60 {
        let packet = if index % 2 == 0 { frames::ipv4(&mut random) } else { frames::ipv6(&mut random) };
        let ether_type = if index % 2 == 0 { [0x08, 0x00] } else { [0x86, 0xDD] };
        let whole = [&[2; 12][..], &ether_type, &packet].concat();
        for length in 0..=whole.len() {
            events.push((CarrierEvent::raw(&with_fcs(&whole[..length])), 1));
        }
    }
    bench.check(&events, "cuts");
}

/// Every value of the octets that decide: version and header length, lengths,
/// protocol, fragment fields.
#[test]
fn every_value_of_the_deciding_octets() {
    let Some(mut bench) = Bench::new(Clocks::EQUAL) else { return };
    let mut events = Vec::new();
    for (ether_type, offsets) in [([0x08, 0x00], &[0, 2, 3, 6, 7, 9][..]), ([0x86, 0xDD], &[0, 4, 5, 6, 40, 41, 42, 43, 48, 49])] {
        for offset in offsets {
            let packet = if ether_type == [0x08, 0x00] { frames::ipv4_udp()[14..].to_vec() } else { frames::ipv6_chain() };
            for value in 0..=255u8 {
                let mut changed = packet.clone();
                changed[*offset] = value;
                events.push((CarrierEvent::frame(&[&[2; 12][..], &ether_type, &changed].concat()), 1));
            }
        }
    }
    bench.check(&events, "deciding octets");
}

#[test]
fn every_type() {
    let Some(mut bench) = Bench::new(Clocks::EQUAL) else { return };
    let mut events = Vec::new();
    for tags in 0..=2 {
        for high in [0x00, 0x04, 0x05, 0x06, 0x08, 0x81, 0x86, 0x88, 0x91, 0xFF] {
            for low in 0..=255u8 {
                let mut frame = plain(60, tags);
                frame[12 + 4 * tags..14 + 4 * tags].copy_from_slice(&[high, low]);
                events.push((CarrierEvent::frame(&frame), 1));
            }
        }
    }
    bench.check(&events, "types");
}

#[test]
fn the_trailer_comes_after_the_latency() {
    let Some(mut bench) = Bench::new(Clocks::EQUAL) else { return };
    // Each number of octets in the last word, with the FCS and without.
    for length in (1..=20).chain(60..=80) {
        let event = CarrierEvent::raw(&plain(length, 0));
        let first_idle = bench.rx_edges() + event.octets.len() as u64;
        bench.run(&samples(&event, 40), 256);
        let trailer = bench.delivered().pop().unwrap();
        // Sample n is taken by edge n + 1. The core's edges are half a period
        // behind, and the one after READ_LATENCY of them takes the word.
        let taken = (trailer.rx_edges - first_idle) as usize;
        assert_eq!(taken, 1 + RxPort::TRAILER_LATENCY + Fifo::READ_LATENCY, "length {length}");
    }
}
