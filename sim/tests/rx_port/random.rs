//! Random frames with every clock ratio that a core can keep up with.

use ferroute_sim::golden::{CarrierEvent, receive};
use rand::{RngExt, SeedableRng, rngs::StdRng};

use super::bench::{Bench, Clocks};
use super::frames;

fn random_frames(clocks: Clocks, count: usize, seed: u64) {
    println!("seed {seed}, {clocks:?}");
    let mut random = StdRng::seed_from_u64(seed);
    let Some(mut bench) = Bench::new(clocks) else { return };
    let events: Vec<(CarrierEvent, usize)> =
        (0..count).map(|_| (frames::event(&mut random), random.random_range(1..=12))).collect();
    bench.check(&events, "random");
    let good = events.iter().filter(|(event, _)| receive(event).error.is_none()).count();
    assert!(good * 3 > count, "only {good} good frames of {count}");
}

#[test]
fn equal_clocks() {
    random_frames(Clocks::EQUAL, 12_000, 1);
}

#[test]
fn clocks_100_ppm_apart() {
    random_frames(Clocks { core_period: 1001, core_phase: 0, ..Clocks::EQUAL }, 6_000, 2);
    random_frames(Clocks { rx_period: 1001, core_phase: 7, ..Clocks::EQUAL }, 6_000, 3);
}

#[test]
fn slow_and_quick_cores() {
    random_frames(Clocks { core_period: 2730, ..Clocks::EQUAL }, 3_000, 4);
    random_frames(Clocks { rx_period: 2730, ..Clocks::EQUAL }, 3_000, 5);
    random_frames(Clocks { rx_period: 8000, core_period: 3000, core_phase: 1, read_rate: 256 }, 3_000, 6);
}

#[test]
fn a_core_that_reads_now_and_then() {
    random_frames(Clocks { read_rate: 90, ..Clocks::EQUAL }, 6_000, 7);
}
