//! `Rewriter` under Verilator against frames that are built octet by octet.
//! Each cycle of each test checks what leaves, and that nothing else does.

mod bench;
mod frame;
mod model;

use bench::{Bench, PORTS};
use frame::{Kind, MIN_LENGTH, frame};
use rand::RngExt;

/// Octets without FCS; with a tag less there are 1518.
const MAX_LENGTH: usize = 1522;
const KINDS: [Kind; 3] = [Kind::Bridged, Kind::Ipv4, Kind::Ipv6];

/// Family, tag in, tag out.
fn ways() -> impl Iterator<Item = (Kind, bool, bool)> {
    let tags = [(false, false), (false, true), (true, false), (true, true)];
    KINDS.into_iter().flat_map(move |kind| tags.map(|(tag_in, tag_out)| (kind, tag_in, tag_out)))
}

fn offer(bench: &mut Bench, port: usize, length: usize, (kind, tag_in, tag_out): (Kind, bool, bool)) {
    let rewrite = bench.rewrite(kind, tag_in, tag_out);
    let ttl = bench.random.random_range(2..=255);
    let frame = frame(&mut bench.random, length, &rewrite, ttl, None);
    bench.offer(port, &frame, rewrite);
}

#[test]
fn every_length_with_all_tags_of_both_families() {
    let Some(mut bench) = Bench::new(1) else { return };
    for length in MIN_LENGTH..=MAX_LENGTH {
        for (index, way) in ways().enumerate() {
            offer(&mut bench, (length + index) % PORTS, length, way);
        }
        bench.finish();
    }
    assert_eq!(bench.frames, 12 * 1463);
}

/// The shortest frames, in which all that is done to a frame meets, in every
/// order: each way behind each other.
#[test]
fn every_way_behind_every_other_on_one_port() {
    let Some(mut bench) = Bench::new(2) else { return };
    for (before, length) in ways().flat_map(|way| (MIN_LENGTH..=MIN_LENGTH + 12).map(move |length| (way, length))) {
        for way in ways() {
            let first_length = bench.random.random_range(MIN_LENGTH..=MIN_LENGTH + 12);
            offer(&mut bench, 3, first_length, before);
            offer(&mut bench, 3, length, way);
        }
        bench.finish();
    }
    assert_eq!(bench.frames, 12 * 13 * 12 * 2);
}

#[test]
fn every_checksum_with_and_without_tags() {
    let Some(mut bench) = Bench::new(3) else { return };
    for checksum in 0..=0xFFFFu16 {
        let (tag_in, tag_out) = (bench.random.random(), bench.random.random());
        let rewrite = bench.rewrite(Kind::Ipv4, tag_in, tag_out);
        let ttl = 2 + (checksum.wrapping_mul(0x9E37) % 254) as u8;
        // No header has 0xFFFF: there the sum is that of 0.
        let frame = frame(&mut bench.random, 64, &rewrite, ttl, Some(checksum));
        let at = if tag_in { 28 } else { 24 };
        let arrived = u16::from_be_bytes([frame[at], frame[at + 1]]);
        assert_eq!(arrived, if checksum == 0xFFFF { 0 } else { checksum });
        bench.offer(usize::from(checksum) % PORTS, &frame, rewrite);
        if checksum % 64 == 63 {
            bench.finish();
        }
    }
    assert_eq!(bench.frames, 65536);
}

/// A header that came with 0xFFFF, which a receiver takes for the 0x0000 that a
/// full computation gives.
#[test]
fn a_checksum_of_all_ones_leaves_as_a_full_computation_gives_it() {
    let Some(mut bench) = Bench::new(4) else { return };
    for ttl in 2..=255 {
        for (tag_in, tag_out) in [(false, false), (false, true), (true, false), (true, true)] {
            let rewrite = bench.rewrite(Kind::Ipv4, tag_in, tag_out);
            let mut frame = frame(&mut bench.random, 60, &rewrite, ttl, Some(0));
            let at = if tag_in { 28 } else { 24 };
            frame[at..at + 2].fill(0xFF);
            bench.offer(0, &frame, rewrite);
        }
        bench.finish();
    }
}

/// The bus without a free slot, by ports that share it with 1 to 9 others.
#[test]
fn one_to_nine_ports_at_the_full_rate_of_the_bus() {
    let Some(mut bench) = Bench::new(5) else { return };
    for ports in 1..=PORTS {
        let (start, words) = (bench.time(), bench.words);
        for _ in 0..1200 * ports {
            let port = (0..ports).min_by_key(|port| bench.waiting(*port)).expect("a port");
            let length = bench.random.random_range(MIN_LENGTH..=200);
            let way = ways().nth(bench.random.random_range(0..12)).expect("a way");
            offer(&mut bench, port, length, way);
        }
        bench.finish();
        let (time, words) = (bench.time() - start, bench.words - words);
        println!("{ports} ports: {words} words in {time} cycles");
        // Five ports can fill it; some words come late on purpose, and not all
        // ports end together.
        let share = if ports >= 6 { 90 } else { 15 * ports as u64 };
        assert!(words * 100 >= time * share, "{ports} ports: {words} words in {time} cycles");
    }
}

#[test]
fn random_ports_lengths_and_gaps() {
    let Some(mut bench) = Bench::new(6) else { return };
    for phase in 0..300 {
        let ports = bench.random.random_range(1..=PORTS);
        bench.pause = [0.0, 0.1, 0.5, 0.9][phase % 4];
        bench.spacing = [5, 5, 8, 6][bench.random.random_range(0..4)];
        let longest = [70, 200, MAX_LENGTH][phase % 3];
        for _ in 0..100 {
            let port = bench.random.random_range(0..ports);
            let length = bench.random.random_range(MIN_LENGTH..=longest);
            let way = ways().nth(bench.random.random_range(0..12)).expect("a way");
            offer(&mut bench, port, length, way);
        }
        bench.finish();
    }
    println!("{} frames, {} words, {} cycles", bench.frames, bench.words, bench.time());
}

/// The interface's VLAN came or went after the decision: the length is that of
/// the decision, the tag holds what the interface has.
#[test]
fn a_vlan_that_changed_since_the_decision_does_not_change_the_length() {
    let Some(mut bench) = Bench::new(7) else { return };
    for (kind, tag_in, tag_out) in ways().filter(|(kind, ..)| *kind != Kind::Bridged) {
        for length in MIN_LENGTH..=MIN_LENGTH + 16 {
            let mut rewrite = bench.rewrite(kind, tag_in, tag_out);
            rewrite.interface ^= 1;
            let frame = frame(&mut bench.random, length, &rewrite, 64, None);
            bench.offer(length % PORTS, &frame, rewrite);
        }
        bench.finish();
    }
}
