//! Region PUNT: what the egress writes is what the host reads, in its order.

use ferroute_regmap::PuntHeader;
use rand::RngExt;

use crate::bench::{Access, Bench};

/// Data of the shortest and of the longest frame, two tags included.
const SHORTEST: usize = 60;
const LONGEST: usize = 1522;

struct Punted {
    frame: Vec<u8>,
    header: PuntHeader,
}

fn punt(bench: &mut Bench, length: usize) -> Punted {
    let frame: Vec<u8> = (0..length).map(|_| bench.random.random()).collect();
    let header = PuntHeader {
        length: length as u16,
        port: bench.random.random_range(0..16),
        reason: bench.random.random(),
        timestamp: bench.random.random(),
    };
    bench.punt(&frame, header);
    Punted { frame, header }
}

/// What region PUNT holds at this offset.
fn word(punted: &Punted, offset: u32) -> u32 {
    let words = punted.header.pack();
    let Some(index) = offset.checked_sub(words.len() as u32) else {
        return words[offset as usize];
    };
    let octet = |at: usize| punted.frame.get(4 * index as usize + at).copied().unwrap_or(0);
    u32::from_le_bytes(std::array::from_fn(octet))
}

fn wait_for_frame(bench: &mut Bench) {
    for _ in 0..20_000 {
        if bench.outputs.punt_words != 0 {
            return;
        }
        bench.idle(1);
    }
    panic!("no frame waits");
}

fn check_word(bench: &mut Bench, punted: &Punted, offset: u32) {
    let read = bench.access(Access::Read(offset));
    assert_eq!(read, word(punted, offset), "offset {offset} of {} octets", punted.frame.len());
}

/// Every word from the header to some beyond the end, and far ones.
fn check_frame(bench: &mut Bench, punted: &Punted) {
    let words = punted.header.data_words() as u32;
    assert_eq!(bench.outputs.punt_words, 2 + words);
    for offset in 0..words + 5 {
        check_word(bench, punted, offset);
    }
    for offset in [512, 1024, 1025, 4096, 0x8_0001, 0xF_FFFF] {
        check_word(bench, punted, offset);
    }
}

#[test]
fn every_length_is_read_and_released() {
    let Some(mut bench) = Bench::new(11) else { return };
    for length in SHORTEST..=LONGEST {
        bench.write_rate = bench.random.random_range(0.1..=1.0);
        let punted = punt(&mut bench, length);
        wait_for_frame(&mut bench);
        assert!(bench.egress_is_done(), "it waits only when complete");
        check_frame(&mut bench, &punted);
        bench.access(Access::Release);
        bench.idle(3);
        assert_eq!(bench.outputs.punt_words, 0);
    }
}

#[test]
fn nothing_but_zeros_while_no_frame_waits() {
    let Some(mut bench) = Bench::new(12) else { return };
    for round in 0..50 {
        for offset in [0, 1, 2, 15, 16, 100, 0xF_FFFF] {
            assert_eq!(bench.access(Access::Read(offset)), 0, "round {round}");
        }
        // Releasing nothing releases nothing later.
        bench.access(Access::Release);
        // Not complete while its last words are missing.
        let punted = punt(&mut bench, LONGEST);
        bench.write_rate = 0.1;
        for offset in 0..20 {
            assert_eq!(bench.access(Access::Read(offset)), 0, "round {round}");
        }
        assert!(!bench.egress_is_done());
        bench.access(Access::Release);
        wait_for_frame(&mut bench);
        check_word(&mut bench, &punted, 0);
        bench.access(Access::Release);
        bench.idle(3);
        assert_eq!(bench.outputs.punt_words, 0);
    }
}

/// The frame completes in each cycle of an access: all of the word or nothing.
#[test]
fn a_frame_that_completes_during_an_access_is_seen_whole_or_not_at_all() {
    let Some(mut bench) = Bench::new(13) else { return };
    let (mut seen, mut unseen) = (0, 0);
    for lead in 0..16 {
        for offset in [0, 1, 15, 16, 17] {
            let punted = punt(&mut bench, 61);
            bench.idle(lead);
            match bench.access(Access::Read(offset)) {
                0 if word(&punted, offset) != 0 => unseen += 1,
                read => {
                    assert_eq!(read, word(&punted, offset), "lead {lead}, offset {offset}");
                    seen += 1;
                }
            }
            wait_for_frame(&mut bench);
            bench.access(Access::Release);
        }
    }
    assert!(seen > 10 && unseen > 5, "{seen} {unseen}");
}

/// Nothing is released until the egress is stopped, then all of it is right.
#[test]
fn backpressure_loses_nothing() {
    let Some(mut bench) = Bench::new(14) else { return };
    for round in 0..40 {
        bench.overshoot = bench.random.random_range(0..=8);
        let lengths = if round % 2 == 0 { SHORTEST..100 } else { SHORTEST..LONGEST + 1 };
        let mut frames = Vec::new();
        for _ in 0..30 {
            let length = bench.random.random_range(lengths.clone());
            frames.push(punt(&mut bench, length));
        }
        bench.idle(1000);
        assert!(!bench.egress_is_done() && bench.outputs.tx_almost_full != 0, "it is stopped");
        for punted in frames {
            wait_for_frame(&mut bench);
            check_frame(&mut bench, &punted);
            bench.access(Access::Release);
            bench.idle(3);
        }
        assert!(bench.egress_is_done());
    }
}

/// A host that reads words in any order, twice, gives accesses up and releases
/// frames unread, while the egress writes and INJECT is used.
#[test]
fn random_access_and_release() {
    let Some(mut bench) = Bench::new(15) else { return };
    bench.overshoot = 8;
    let mut frames = std::collections::VecDeque::new();
    let (mut released, mut at_once) = (0, 0);
    while released < 600 {
        bench.write_rate = [0.05, 0.3, 1.0][released / 50 % 3];
        while frames.len() < 25 {
            let longest = if bench.random.random_bool(0.6) { 130 } else { LONGEST };
            let length = bench.random.random_range(SHORTEST..=longest);
            frames.push_back(punt(&mut bench, length));
        }
        wait_for_frame(&mut bench);
        let punted = frames.pop_front().expect("frames are waiting");
        assert_eq!(bench.outputs.punt_words, 2 + punted.header.data_words() as u32);
        for _ in 0..bench.random.random_range(0..30) {
            let offset = bench.random.random_range(0..punted.header.data_words() as u32 + 4);
            let cycles = bench.random.random_range(1..=7);
            match bench.random.random_range(0..6) {
                0 => bench.give_up(Access::Read(offset ^ 1), cycles),
                1 => bench.give_up(Access::Release, cycles),
                2 => {
                    bench.access(Access::Inject { offset, word: 60 });
                }
                _ => {
                    check_word(&mut bench, &punted, offset);
                    check_word(&mut bench, &punted, offset);
                }
            }
        }
        let next_is_complete = bench.punted > released + 1;
        bench.access(Access::Release);
        released += 1;
        // At once: the port itself waits until the next frame is in place.
        match frames.front() {
            Some(next) if next_is_complete && bench.random.random_bool(0.5) => {
                let offset = bench.random.random_range(0..next.header.data_words() as u32 + 4);
                check_word(&mut bench, next, offset);
                at_once += 1;
            }
            _ => bench.idle(3),
        }
    }
    assert!(at_once > 100, "{at_once}");
}
