//! `TxPort` under Verilator, every clock of its line against a model made of
//! `golden::CarrierEvent` and the port's documented latencies.

mod bench;
mod line_model;

use bench::{Bench, Clock, Outcome, Stimulus};
use ferroute_hdl::{stream::TxWord, transmit::TxPort};
use line_model::{GAP, expected, readable};
use rand::{RngExt, SeedableRng, rngs::StdRng};

/// 8 ns in 80 fs: one unit is 10 ppm.
const PERIOD: u64 = 100_000;
const NOMINAL: Clock = Clock { period: PERIOD, first: PERIOD };
/// Data of the longest frame, and of one with two tags.
const LONGEST: usize = 1522;
/// Writes that must fit when `almost_full` rises.
const ALMOST_FULL_WORDS: u64 = 8;

fn clock(ppm: i64, phase: u64) -> Clock {
    let period = (PERIOD as i64 + ppm / 10) as u64 & !1;
    Clock { period, first: PERIOD + phase }
}

fn random_frame(random: &mut StdRng, length: usize) -> Vec<u8> {
    (0..length).map(|_| random.random()).collect()
}

fn word_count(frames: &[Vec<u8>]) -> usize {
    frames.iter().map(|frame| frame.len().div_ceil(8)).sum()
}

/// Octet times of these frames back to back, and some to spare.
fn edges(frames: &[Vec<u8>]) -> usize {
    frames.iter().map(|frame| frame.len() + 24).sum::<usize>() + 200
}

/// Runs it, holds it to the model, and fails with the first wrong clock.
fn check(bench: &Bench, stimulus: &Stimulus) -> Outcome {
    let outcome = bench.run(stimulus);
    let expected = expected(stimulus, &outcome.written);
    let differs = (0..stimulus.edges).find(|edge| outcome.line[*edge] != expected.line[*edge]);
    if let Some(edge) = differs {
        let around = edge.saturating_sub(4)..(edge + 12).min(stimulus.edges);
        panic!(
            "edge {edge}: {:x?} instead of {:x?}, clocks {:?} {:?}",
            &outcome.line[around.clone()], &expected.line[around], stimulus.core, stimulus.tx
        );
    }
    assert_eq!(outcome.underruns, expected.cuts);
    outcome
}

/// First edge and length of every stretch with TX_EN.
fn events(line: &[u16]) -> Vec<(usize, usize)> {
    let mut events: Vec<(usize, usize)> = Vec::new();
    let mut before = 0;
    for (edge, symbol) in line.iter().enumerate() {
        if symbol >> 8 != 0 {
            if before == 0 {
                events.push((edge, 0));
            }
            events.last_mut().expect("an event has begun").1 += 1;
        }
        before = symbol >> 8;
    }
    events
}

#[test]
fn every_length_leaves_back_to_back_with_twelve_octets_of_gap() {
    let Some(bench) = Bench::new() else { return };
    let mut random = StdRng::seed_from_u64(1);
    let frames: Vec<Vec<u8>> = (60..=LONGEST).map(|length| random_frame(&mut random, length)).collect();
    let stimulus = Stimulus {
        core: NOMINAL,
        tx: NOMINAL,
        cycles: vec![0; word_count(&frames)],
        edges: edges(&frames),
        frames,
        overshoot: 0,
    };
    let outcome = check(&bench, &stimulus);
    let events = events(&outcome.line);
    assert_eq!(events.len(), stimulus.frames.len());
    for pair in events.windows(2) {
        assert_eq!(pair[1].0 - pair[0].0 - pair[0].1, GAP, "behind edge {}", pair[0].0);
    }
    assert!(outcome.stalls > 1000, "almost_full paces the writes");
}

/// The first word comes at every distance from the end of a frame, so also in
/// each clock of the gap.
#[test]
fn a_frame_starts_after_the_delay_or_the_gap_whichever_is_later() {
    let Some(bench) = Bench::new() else { return };
    let mut random = StdRng::seed_from_u64(2);
    let frames = vec![random_frame(&mut random, 60), random_frame(&mut random, 61)];
    let (mut gaps, mut waits) = (0, 0);
    for pause in 40..140 {
        for phase in [0, PERIOD / 3, PERIOD - 2] {
            let cycles = (0..8).chain(pause..pause + 8).collect();
            let stimulus = Stimulus {
                core: clock(0, phase),
                tx: NOMINAL,
                frames: frames.clone(),
                cycles,
                overshoot: 0,
                edges: 400,
            };
            let outcome = check(&bench, &stimulus);
            let events = events(&outcome.line);
            let seen = readable(outcome.written[8], NOMINAL);
            if events[1].0 == events[0].0 + events[0].1 + GAP {
                gaps += 1;
            } else {
                assert_eq!(events[1].0, seen + TxPort::START_DELAY, "pause {pause}, phase {phase}");
                waits += 1;
            }
        }
    }
    assert!(gaps > 100 && waits > 100, "{gaps} {waits}");
}

/// A word every 8 core clocks, the core 200 ppm slow, at 50 phases; every word
/// but the first of each frame `lag` clocks behind that.
fn cuts_at_worst_pace(bench: &Bench, lag: u32) -> u64 {
    let mut random = StdRng::seed_from_u64(3);
    let frames: Vec<Vec<u8>> =
        [LONGEST, 60, 1518].iter().map(|length| random_frame(&mut random, *length)).collect();
    let mut cycles = Vec::new();
    let mut cycle = 0;
    for frame in &frames {
        let words = frame.len().div_ceil(8) as u32;
        cycles.extend((0..words).map(|index| cycle + 8 * index + if index == 0 { 0 } else { lag }));
        // Idle before the next.
        cycle += 8 * words + 100;
    }
    (0..50)
        .map(|phase| {
            let stimulus = Stimulus {
                core: clock(100, phase * PERIOD / 50),
                tx: clock(-100, 0),
                frames: frames.clone(),
                cycles: cycles.clone(),
                overshoot: 0,
                edges: edges(&frames) + 400,
            };
            check(bench, &stimulus).underruns
        })
        .sum()
}

#[test]
fn the_readers_pace_and_its_slack_never_show() {
    let Some(bench) = Bench::new() else { return };
    assert_eq!(cuts_at_worst_pace(&bench, 0), 0);
    assert_eq!(cuts_at_worst_pace(&bench, TxPort::READER_SLACK as u32), 0);
    assert!(cuts_at_worst_pace(&bench, TxPort::READER_SLACK as u32 + 1) > 0, "the slack is no larger");
}

/// One word of the first frame late, each in its turn; the second frame waits.
#[test]
fn a_cut_frame_is_spoiled_and_the_next_one_is_not() {
    let Some(bench) = Bench::new() else { return };
    let mut random = StdRng::seed_from_u64(4);
    for length in [60, 64, 65, 71, 72] {
        let frames = vec![random_frame(&mut random, length), random_frame(&mut random, length)];
        let words = length.div_ceil(8) as u32;
        for late in 1..words {
            for delay in [20, 100, 1000] {
                let first = (0..words).map(|index| if index < late { 0 } else { delay + 8 * late });
                let stimulus = Stimulus {
                    core: NOMINAL,
                    tx: clock(100, 17),
                    frames: frames.clone(),
                    cycles: first.chain((0..words).map(|_| 0)).collect(),
                    overshoot: 0,
                    edges: 1500,
                };
                let outcome = check(&bench, &stimulus);
                assert_eq!(outcome.underruns, 1, "length {length}, word {late}, delay {delay}");
                let events = events(&outcome.line);
                assert_eq!(events.len(), 2);
                assert_eq!(events[0].1, 8 + 8 * late as usize + 4);
                assert_eq!(events[1].1, 8 + length + 4);
            }
        }
    }
}

/// Frames of random lengths, words in bursts and with holes, a reader that
/// goes on for up to 8 writes behind `almost_full`, clocks of any ratio.
#[test]
fn random_traffic_with_stalls_is_exact() {
    let Some(bench) = Bench::new() else { return };
    let (mut cuts, mut stalls, mut whole) = (0, 0, 0);
    for seed in 0..60 {
        println!("seed {seed}");
        let mut random = StdRng::seed_from_u64(seed);
        let frames: Vec<Vec<u8>> = (0..120)
            .map(|_| {
                let length = if random.random_bool(0.8) { 60..140 } else { 60..LONGEST + 1 };
                let length = random.random_range(length);
                random_frame(&mut random, length)
            })
            .collect();
        let period = PERIOD * random.random_range(30..300) / 100 & !1;
        let ratio = period as f64 / PERIOD as f64;
        // Mean tx clocks between two words, from a burst to too slow.
        let pace = [0.0, 4.0, 7.0, 9.0][seed as usize % 4] / ratio;
        let mut cycle = 0.0;
        let mut cycles = Vec::new();
        for frame in &frames {
            for _ in TxWord::of_frame(frame) {
                cycles.push(cycle as u32);
                cycle += random.random_range(0.0..2.0) * pace;
            }
            if random.random_bool(0.3) {
                cycle += random.random_range(0.0..400.0);
            }
        }
        let edges = edges(&frames) + (cycle * ratio) as usize;
        let stimulus = Stimulus {
            core: Clock { period, first: PERIOD * 3 + random.random_range(0..PERIOD) },
            tx: clock(random.random_range(-10..=10) * 10, 0),
            frames,
            cycles,
            overshoot: random.random_range(0..=ALMOST_FULL_WORDS),
            edges,
        };
        let outcome = check(&bench, &stimulus);
        assert!(outcome.written.iter().all(|time| *time != u64::MAX), "every word was written");
        cuts += outcome.underruns;
        stalls += outcome.stalls;
        whole += events(&outcome.line).len() as u64 - outcome.underruns;
    }
    println!("{whole} frames whole, {cuts} cut, {stalls} cycles of backpressure");
    assert!(cuts > 500 && stalls > 1000 && whole > 1000, "{cuts} {stalls} {whole}");
}
