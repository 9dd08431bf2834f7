use std::collections::VecDeque;

use rand::{RngExt, SeedableRng, rngs::StdRng};

use super::*;
use crate::synthesis::{Clocks, synthesize};

type Fifo = AsyncFifo<20, 4, 5>;

fn fifo(almost_full_free: usize) -> Fifo {
    let mut uut = Fifo::new(almost_full_free);
    uut.connect_all();
    assert!(simulate(&mut uut, 50));
    uut
}

/// Both clocks high, then low.
fn cycle(uut: &mut Fifo) {
    for level in [true, false] {
        uut.write_clock.next = level.into();
        uut.read_clock.next = level.into();
        assert!(simulate(uut, 50));
    }
}

#[test]
fn a_word_is_readable_after_the_read_latency() {
    let mut uut = fifo(1);
    for word in 1..40u64 {
        uut.write_data.next = word.to_bits();
        uut.write_enable.next = true;
        uut.read.next = false;
        cycle(&mut uut);
        uut.write_enable.next = false;
        for edge in 1..=Fifo::READ_LATENCY {
            assert!(uut.empty.val(), "word {word}, edge {edge}");
            cycle(&mut uut);
        }
        assert!(!uut.empty.val(), "word {word}");
        assert_eq!(uut.data.val().to_u64(), word);
        uut.read.next = true;
        cycle(&mut uut);
    }
}

#[test]
fn a_place_is_free_after_the_write_latency() {
    let mut uut = fifo(1);
    uut.write_enable.next = true;
    for _ in 0..16 {
        assert!(!uut.full.val());
        cycle(&mut uut);
    }
    assert!(uut.full.val());
    uut.write_enable.next = false;
    uut.read.next = true;
    cycle(&mut uut);
    uut.read.next = false;
    for edge in 1..=Fifo::WRITE_LATENCY {
        assert!(uut.full.val(), "edge {edge}");
        cycle(&mut uut);
    }
    assert!(!uut.full.val());
}

/// Not obvious: a write counts at once, for every threshold.
#[test]
fn almost_full_rises_with_the_write_that_leaves_so_many_places() {
    for free in [0, 1, 5, 8, 15] {
        let mut uut = fifo(free);
        uut.write_enable.next = true;
        for held in 0..=16 {
            assert_eq!(uut.almost_full.val(), 16 - held <= free, "{held} held, threshold {free}");
            assert_eq!(uut.full.val(), held == 16, "{held} held");
            cycle(&mut uut);
        }
    }
}

/// Random writes and reads with two clocks, against a queue.
fn against_reference(write_period: u64, read_period: u64, seed: u64) {
    println!("seed {seed}");
    let mut random = StdRng::seed_from_u64(seed);
    let mut uut = fifo(3);
    let mut clocks = Clocks::new([write_period, read_period]);
    let mut reference = VecDeque::new();
    let (mut free_runs_out, mut runs_empty, mut taken) = (0, 0, 0);
    for step in 0..3000 {
        let write_bias = if step / 300 % 2 == 0 { 0.95 } else { 0.2 };
        let [write_level, read_level] = clocks.step();
        if write_level == Some(true) && uut.write_enable.val() && !uut.full.val() {
            reference.push_back(uut.write_data.val().to_u64());
            assert!(reference.len() <= 16, "written although full");
        }
        if read_level == Some(true) && uut.read.val() && !uut.empty.val() {
            assert_eq!(reference.pop_front(), Some(uut.data.val().to_u64()), "step {step}");
            taken += 1;
        }
        if let Some(level) = write_level {
            uut.write_clock.next = level.into();
        }
        if let Some(level) = read_level {
            uut.read_clock.next = level.into();
        }
        assert!(simulate(&mut uut, 50));
        if write_level == Some(false) {
            free_runs_out += u32::from(uut.full.val());
            if reference.len() >= 13 {
                assert!(uut.almost_full.val(), "step {step}");
            }
            uut.write_data.next = random.random_range(0..1u64 << 20).to_bits();
            uut.write_enable.next = random.random_bool(write_bias);
        }
        if read_level == Some(false) {
            runs_empty += u32::from(uut.empty.val());
            uut.read.next = random.random_bool(1.0 - write_bias);
        }
        assert!(simulate(&mut uut, 50));
    }
    assert!(taken > 100 && free_runs_out > 3 && runs_empty > 3, "{taken} {free_runs_out} {runs_empty}");
}

#[test]
fn random_traffic_matches_a_queue_at_any_clock_ratio() {
    against_reference(1000, 1000, 1);
    against_reference(1000, 1001, 2);
    against_reference(1001, 1000, 3);
    against_reference(1000, 2730, 4);
    against_reference(2730, 1000, 5);
}

#[test]
fn it_synthesizes() {
    let mut uut = AsyncFifo::<72, 4, 5>::new(1);
    uut.write_clock.connect();
    uut.write_data.connect();
    uut.write_enable.connect();
    uut.read_clock.connect();
    uut.read.connect();
    uut.connect_all();
    if let Some(cells) = synthesize(&crate::verilog::emit(&uut, "async_fifo"), "async_fifo") {
        assert_eq!(cells.get("TRELLIS_DPR16X4"), Some(&18));
        assert_eq!(cells.get("DP16KD"), None);
        assert!(cells["TRELLIS_FF"] <= 48, "{cells:?}");
    }
}
