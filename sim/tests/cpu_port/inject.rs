//! Region INJECT: what the host writes is what the ingress reads.

use ferroute_hdl::stream::RxTrailer;
use ferroute_regmap::region::{INJECT_MAX_OCTETS, INJECT_MIN_OCTETS};
use ferroute_sim::golden::carrier::padded;
use rand::RngExt;

use crate::bench::{Access, Bench};

/// Words of the ring's 512 x 8 octets.
const ROOM: u32 = 1024;

/// Words that a frame takes of INJECT_STATUS.
fn needed(length: u32) -> u32 {
    1 + length.max(60).div_ceil(4)
}

/// The host's words of a frame, with anything behind its last octet.
fn words(bench: &mut Bench, frame: &[u8]) -> Vec<u32> {
    let mut octets = frame.to_vec();
    while !octets.len().is_multiple_of(4) {
        octets.push(bench.random.random());
    }
    octets.chunks(4).map(|word| u32::from_le_bytes(word.try_into().expect("four"))).collect()
}

fn start(bench: &mut Bench, length: u32) {
    bench.access(Access::Inject { offset: 0, word: length });
}

fn write_data(bench: &mut Bench, words: &[u32]) {
    for word in words {
        let offset = bench.random.random_range(1..1 << 20);
        bench.access(Access::Inject { offset, word: *word });
    }
}

fn random_frame(bench: &mut Bench, length: u32) -> Vec<u8> {
    (0..length).map(|_| bench.random.random()).collect()
}

fn inject(bench: &mut Bench, length: u32) -> Vec<u8> {
    let frame = random_frame(bench, length);
    let words = words(bench, &frame);
    start(bench, length);
    write_data(bench, &words);
    frame
}

/// The oldest frame that the ingress read is this one.
fn expect(bench: &mut Bench, frame: &[u8]) {
    let (mut octets, trailer) = bench.ingress.pop_front().expect("a frame");
    let expected = padded(frame);
    assert_eq!(octets.len(), expected.len().div_ceil(8) * 8);
    octets.truncate(expected.len());
    assert!(octets == expected, "{octets:x?} instead of {expected:x?}");
    assert_eq!(trailer, RxTrailer { length: expected.len() as u16 + 4, ..Default::default() });
}

#[test]
fn every_length_arrives_padded_and_whole() {
    let Some(mut bench) = Bench::new(1) else { return };
    for length in INJECT_MIN_OCTETS..=INJECT_MAX_OCTETS {
        bench.read_rate = bench.random.random_range(0.2..=1.0);
        let frame = inject(&mut bench, length);
        // Complete: not before its last word.
        assert!(bench.ingress.is_empty());
        while bench.ingress.is_empty() {
            bench.idle(1);
            assert!(bench.cycles < 10_000_000, "it arrives");
        }
        bench.idle(5);
        expect(&mut bench, &frame);
        assert!(bench.ingress.is_empty());
    }
    assert_eq!(bench.outputs.inject_refused, 0);
    assert_eq!(bench.outputs.inject_words, ROOM);
}

#[test]
fn lengths_that_are_not_allowed_are_refused_and_counted() {
    let Some(mut bench) = Bench::new(2) else { return };
    let lengths = (0..INJECT_MIN_OCTETS)
        .chain(INJECT_MAX_OCTETS + 1..INJECT_MAX_OCTETS + 20)
        .chain((11..32).map(|bit| 1 << bit | 64))
        .chain([u32::MAX, 0x7FF, 0x800]);
    for (refused, length) in (1..).zip(lengths) {
        // The frame in front of it is dropped.
        start(&mut bench, 64);
        write_data(&mut bench, &[5; 15]);
        start(&mut bench, length);
        write_data(&mut bench, &[7; 20]);
        bench.idle(20);
        assert_eq!(bench.outputs.inject_refused, refused, "length {length}");
    }
    bench.idle(100);
    assert!(bench.ingress.is_empty());
    let frame = inject(&mut bench, 77);
    bench.idle(100);
    expect(&mut bench, &frame);
}

/// Nothing is read. What INJECT_STATUS says fits, no word more.
#[test]
fn the_room_is_what_the_status_says() {
    let Some(mut bench) = Bench::new(3) else { return };
    for round in 0..60 {
        bench.read_rate = 0.0;
        let mut frames = Vec::new();
        let mut refused = bench.outputs.inject_refused;
        loop {
            let words = bench.outputs.inject_words;
            let length = match words {
                // To the last word, where a frame can do that.
                17..=379 if round % 2 == 0 => 4 * (words - 1),
                _ => bench.random.random_range(INJECT_MIN_OCTETS..=INJECT_MAX_OCTETS),
            };
            if needed(length) > words {
                start(&mut bench, length);
                bench.idle(4);
                assert_eq!(bench.outputs.inject_refused, (refused + 1) & 0xFFFF);
                assert_eq!(bench.outputs.inject_words, words);
                break;
            }
            let frame = inject(&mut bench, length);
            bench.idle(20);
            assert_eq!(bench.outputs.inject_refused, refused);
            frames.push(frame);
            // Two TxWords are on their way to the ingress.
            let held: u32 = frames.iter().map(|frame| 2 * frame.len().max(60).div_ceil(8) as u32).sum();
            assert_eq!(bench.outputs.inject_words, ROOM + 4 - held);
            refused = bench.outputs.inject_refused;
        }
        bench.read_rate = 1.0;
        // A word in two cycles, at most 512 of them.
        bench.idle(1100);
        for frame in frames {
            expect(&mut bench, &frame);
        }
        assert!(bench.ingress.is_empty());
        assert_eq!(bench.outputs.inject_words, ROOM);
    }
}

/// Frames one after the other while the ingress reads, given up in the middle,
/// restarted, with words too many, with accesses that the bus gives up.
#[test]
fn random_injections_with_restarts() {
    let Some(mut bench) = Bench::new(4) else { return };
    let (mut whole, mut restarted, mut no_room) = (0, 0, 0);
    for round in 0..3000 {
        bench.read_rate = [1.0, 0.3, 0.02, 0.0][round / 100 % 4];
        let longest = if bench.random.random_bool(0.7) { 130 } else { INJECT_MAX_OCTETS };
        let length = bench.random.random_range(INJECT_MIN_OCTETS..=longest);
        let frame = random_frame(&mut bench, length);
        let words = words(&mut bench, &frame);
        if bench.random.random_bool(0.1) {
            let cycles = bench.random.random_range(1..=4);
            bench.give_up(Access::Inject { offset: 0, word: length }, cycles);
        }
        bench.idle(4);
        let (room, refused) = (bench.outputs.inject_words, bench.outputs.inject_refused);
        start(&mut bench, length);
        let room_then = bench.outputs.inject_words;
        bench.idle(1);
        let accepted = bench.outputs.inject_refused == refused;
        // Reading makes room while the length is looked at.
        assert!(accepted || needed(length) > room, "length {length}, room {room}");
        assert!(!accepted || needed(length) <= room_then, "length {length}, room {room_then}");
        no_room += u32::from(!accepted);
        let given_up = bench.random.random_range(0..words.len());
        if bench.random.random_bool(0.3) {
            write_data(&mut bench, &words[..given_up]);
            restarted += 1;
            continue;
        }
        write_data(&mut bench, &words[..given_up]);
        if bench.random.random_bool(0.3) {
            // Neither a word of the frame nor another frame's length.
            let access = Access::Inject { offset: bench.random.random_range(0..2), word: 61 };
            let cycles = bench.random.random_range(1..=4);
            bench.give_up(access, cycles);
        }
        write_data(&mut bench, &words[given_up..]);
        if bench.random.random_bool(0.3) {
            write_data(&mut bench, &[0xDEAD_BEEF; 9]);
        }
        if accepted {
            whole += 1;
            bench.sent.push_back(frame);
        }
        check_arrived(&mut bench);
    }
    bench.read_rate = 1.0;
    bench.idle(3000);
    check_arrived(&mut bench);
    assert!(bench.sent.is_empty());
    println!("{whole} whole, {restarted} restarted, {no_room} refused, {} cycles", bench.cycles);
    assert!(whole > 1000 && restarted > 500 && no_room > 100);
}

fn check_arrived(bench: &mut Bench) {
    while !bench.ingress.is_empty() {
        let frame = bench.sent.pop_front().expect("no frame that was not sent");
        expect(bench, &frame);
    }
}
