//! `Ingress` under Verilator against the reference model: verdicts, cells,
//! lookups, learning, counter events and the exact cycles of all that.

#[path = "ingress/check.rs"]
mod check;
#[path = "ingress/frames.rs"]
mod frames;
#[path = "ingress/model.rs"]
mod model;

use ferroute_hdl::ingress::Ingress;
use ferroute_regmap::{DropReason, fdb_entry};
use ferroute_sim::golden::forward::FID;
use ferroute_sim::golden::{Capacity, CarrierEvent, Fdb, Switch, Verdict};
use rand::{Rng, RngExt, SeedableRng, rngs::StdRng};

use check::{Bench, check};
use frames::{Frame, configuration, destination, random_fdb, random_frame, source, station};
use model::{Model, Ports, Record, Settings};

const BOTH: [Ports; 2] = [Ports::Five, Ports::Nine];
/// Cycles from a trailer at the head of its FIFO to `frame_valid`.
const FRAME_LATENCY: u64 = Ingress::<5, 6, 9, 12>::FRAME_LATENCY as u64;
const RX_LATENCY: u64 = FRAME_LATENCY + 1;

fn random_settings(random: &mut impl Rng, ports: Ports, cycles: u64) -> Settings {
    let all = (1u64 << ports.count()) - 1;
    let mut mask = |usual: u64| if random.random_bool(0.5) { usual } else { random.random_range(0..=all) };
    let (rx_enable, forward, flood) = (mask(all), mask(all), mask(all >> 1));
    let (learn, inject_ports) = (mask(all >> 1), mask(0));
    let latency = [(4, 4), (4, 32), (32, 32)][random.random_range(0..3)];
    Settings {
        rx_enable,
        rx_enable_after: rx_enable,
        forward,
        flood,
        learn,
        inject_ports,
        trap_link_local: random.random_range(0..2),
        lookup_latency_min: latency.0,
        lookup_latency_max: latency.1,
        hold_min: 1,
        hold_max: 300,
        flag_lag: random.random_range(0..4),
        prefetch_pause: [0, 0, 100, 200][random.random_range(0..4)],
        drain_period: random.random_range(4..9),
        seed: random.random(),
        ..Settings::open(ports, cycles)
    }
}

/// Frames of random kinds for all ports, closely spaced or loosely.
fn random_frames(random: &mut impl Rng, ports: Ports, count: usize) -> Vec<Vec<(u64, Frame)>> {
    let gap = [0, 10, 300][random.random_range(0..3)];
    let mut port_frames = |port: usize| {
        let only_good = port + 1 == ports.count();
        let mut at = random.random_range(1..100);
        let frames = (0..count).map(|_| {
            let frame = random_frame(random, only_good);
            let start = at;
            at += frame.words.len() as u64 * 5 + random.random_range(0..=gap);
            (start, frame)
        });
        frames.collect()
    };
    (0..ports.count()).map(&mut port_frames).collect()
}

#[test]
fn random_frames_match_the_reference() {
    for ports in BOTH {
        let Some(model) = Model::build(ports) else { return };
        let mut verdicts = [0u64; 32];
        for seed in 0..60 {
            println!("{ports:?} seed {seed}");
            let mut random = StdRng::seed_from_u64(seed);
            let settings = random_settings(&mut random, ports, 120_000);
            let (entries, fdb) = random_fdb(&mut random, ports.count());
            let bench = Bench::new(ports, random_frames(&mut random, ports, 60));
            let records = model.run(&settings, &bench.words(), &entries);
            let outcome = check(&bench, &settings, &fdb, &records);
            assert_eq!(outcome.dropped_for_cells, 0, "cells are plenty");
            outcome.add_verdicts(&mut verdicts);
        }
        println!("{ports:?}: frames by drop code: {verdicts:?}");
        let codes = (0..9).chain(16..20);
        for code in codes {
            assert!(verdicts[code] > 20, "code {code} was met {} times", verdicts[code]);
        }
    }
}

/// One frame after the other, and the FDB learns: the reference switch sends
/// each to the same ports and counts the same.
#[test]
fn a_learning_switch_does_what_the_reference_does() {
    for ports in BOTH {
        let Some(model) = Model::build(ports) else { return };
        for seed in 0..10 {
            println!("{ports:?} seed {seed}");
            let mut random = StdRng::seed_from_u64(2000 + seed);
            let settings = Settings {
                learning: 1,
                inject_ports: 0,
                ..random_settings(&mut random, ports, 250_000)
            };
            let mut switch = Switch::new(configuration(&settings, ports.count()), Capacity::Unlimited);
            let mut frames = vec![Vec::new(); ports.count()];
            let mut expected = Vec::new();
            for index in 0..300 {
                let port = random.random_range(0..ports.count());
                let octets = random.random_range(60..200);
                let (to, from) = (destination(&mut random), source(&mut random));
                let octets = Frame::addressed(to, from, octets, 0);
                frames[port].push((100 + index * 800, Frame::good(&octets)));
                if let Some(outcome) = switch.receive(port, &CarrierEvent::frame(&octets)) {
                    let drop = match outcome.verdict {
                        Verdict::Drop(reason) => reason as u64,
                        _ => 0,
                    };
                    expected.push((port, drop, u64::from(outcome.egress)));
                }
            }
            let bench = Bench::new(ports, frames);
            let records = model.run(&settings, &bench.words(), &[]);
            let seen = records.iter().filter_map(|(_, record)| match record {
                Record::Frame { ingress, egress, .. } => Some((*ingress, *egress)),
                _ => None,
            });
            let drops = records.iter().filter_map(|(_, record)| match record {
                Record::Rx { drop, copies, .. } => Some((*drop, *copies)),
                _ => None,
            });
            let seen: Vec<_> = seen.zip(drops).collect();
            let wanted = expected.iter().map(|(port, drop, egress)| {
                ((*port, *egress), (*drop, u64::from(egress.count_ones())))
            });
            assert_eq!(seen, wanted.collect::<Vec<_>>());
        }
    }
}

/// Few cells, held for long: most frames find none. Nothing leaks, and what is
/// forwarded is whole.
#[test]
fn frames_without_cells_are_dropped_and_give_back_what_they_had() {
    for ports in BOTH {
        let Some(model) = Model::build(ports) else { return };
        let (mut dropped, mut forwarded, mut partial) = (0, 0, 0);
        for seed in 0..40 {
            println!("{ports:?} seed {seed}");
            let mut random = StdRng::seed_from_u64(1000 + seed);
            let settings = Settings {
                cells: random.random_range(8..60),
                hold_max: [20, 500, 3000][random.random_range(0..3)],
                ..random_settings(&mut random, ports, 150_000)
            };
            let (entries, fdb) = random_fdb(&mut random, ports.count());
            let bench = Bench::new(ports, random_frames(&mut random, ports, 60));
            let records = model.run(&settings, &bench.words(), &entries);
            let outcome = check(&bench, &settings, &fdb, &records);
            dropped += outcome.dropped_for_cells;
            partial += outcome.partial_chains;
            forwarded += outcome.forwarded;
        }
        println!("{ports:?}: {dropped} dropped, {partial} with some cells, {forwarded} forwarded");
        assert!(dropped > 1000 && partial > 100 && forwarded > 1000);
    }
}

/// Verdict by verdict: the exact cycle, on every port.
#[test]
fn latency_is_exact() {
    for ports in BOTH {
        let Some(model) = Model::build(ports) else { return };
        let good = Frame::good(&Frame::addressed([0xFF; 6], station(1), 60, 0));
        let empty = Frame::bad(&Frame::addressed([0xFF; 6], station(1), 60, 0), 0, DropReason::PreambleError, 0);
        let frames = (0..ports.count() as u64)
            .map(|port| vec![(100 + 200 * port, good.clone()), (200 + 200 * port, empty.clone())])
            .collect();
        let bench = Bench { trailer_delay: 60, ..Bench::new(ports, frames) };
        let settings = Settings::open(ports, 3000);
        let records = model.run(&settings, &bench.words(), &[]);
        check(&bench, &settings, &Fdb::new(Capacity::Unlimited), &records);
        let heads = records.iter().filter_map(|(_, record)| match record {
            Record::TrailerRead { head, .. } => Some(*head),
            _ => None,
        });
        let heads: Vec<u64> = heads.collect();
        let cycles = |wanted: fn(&Record) -> bool| -> Vec<u64> {
            records.iter().filter(|(_, record)| wanted(record)).map(|(cycle, _)| *cycle).collect()
        };
        let frame_cycles = cycles(|record| matches!(record, Record::Frame { .. }));
        let rx_cycles = cycles(|record| matches!(record, Record::Rx { .. }));
        assert_eq!(frame_cycles, heads.iter().step_by(2).map(|head| head + FRAME_LATENCY).collect::<Vec<_>>());
        assert_eq!(rx_cycles, heads.iter().map(|head| head + RX_LATENCY).collect::<Vec<_>>());
        assert_eq!(rx_cycles.len(), 2 * ports.count());
    }
}

/// All ports' trailers stand at the heads of the FIFOs at once, again and
/// again, and the counters are slow: events must stop in time.
#[test]
fn bursts_of_trailers_pass_and_fill_the_counters_queue_at_most() {
    for ports in BOTH {
        let Some(model) = Model::build(ports) else { return };
        for words in [0, 1] {
            let octets = Frame::addressed(station(2), station(1), 60, 0);
            let frame = Frame::bad(&octets, words, DropReason::Fragment, 12);
            let port_frames: Vec<_> = (0..50).map(|burst| (50 + burst * 100, frame.clone())).collect();
            let bench = Bench::new(ports, vec![port_frames; ports.count()]);
            for drain_period in [1, 4, 20] {
                let settings = Settings { drain_period, ..Settings::open(ports, 20_000) };
                let records = model.run(&settings, &bench.words(), &[]);
                check(&bench, &settings, &Fdb::new(Capacity::Unlimited), &records);
                let events = records.iter().filter(|(_, record)| matches!(record, Record::Rx { .. }));
                let cycles: Vec<u64> = events.map(|(cycle, _)| *cycle).collect();
                assert_eq!(cycles.len(), 50 * ports.count());
                let front = ports.count() - 1;
                let mut windows = cycles.windows(front);
                let back_to_back = windows.any(|some| some[front - 1] == some[0] + front as u64 - 1);
                assert!(back_to_back, "no burst came through in consecutive cycles");
            }
        }
    }
}

/// All ports take a cell in consecutive cycles while hardly any come in, and the
/// supply's flags are as old as they may be.
#[test]
fn every_word_that_was_promised_a_cell_gets_one() {
    for ports in BOTH {
        let Some(model) = Model::build(ports) else { return };
        let octets = Frame::addressed([0xFF; 6], station(1), 60, 0);
        let frame = Frame::bad(&octets, 1, DropReason::Fragment, 12);
        for pause in [0, 200, 240, 250] {
            let bench = Bench::new(ports, vec![vec![(1, frame.clone()); 200]; ports.count()]);
            let settings = Settings {
                prefetch_pause: pause,
                flag_lag: 4,
                drain_period: 1,
                cells: 512,
                ..Settings::open(ports, 100_000)
            };
            let records = model.run(&settings, &bench.words(), &[]);
            check(&bench, &settings, &Fdb::new(Capacity::Unlimited), &records);
        }
    }
}

/// Every FIFO always holds words: one word leaves every cycle.
#[test]
fn one_word_a_cycle_with_the_slowest_fdb() {
    for ports in BOTH {
        let Some(model) = Model::build(ports) else { return };
        // Every answer differs from the one before on its port.
        let frames = |port: usize| {
            let to = |index: usize| station((port + index) as u8 % 8);
            let octets = move |index| Frame::addressed(to(index), station(port as u8), 60, port as u8);
            (0..100).map(|index| (1, Frame::good(&octets(index)))).collect()
        };
        let mut fdb = Fdb::new(Capacity::Unlimited);
        let entries: Vec<_> = (0..7).map(|index| (fdb_entry::key(station(index), FID), index % 4)).collect();
        for index in 0..7 {
            fdb.learn(station(index), FID, index % 4);
        }
        let bench = Bench::new(ports, (0..ports.count()).map(frames).collect());
        let settings = Settings {
            lookup_latency_min: 32,
            lookup_latency_max: 32,
            drain_period: 1,
            ..Settings::open(ports, 20_000)
        };
        let records = model.run(&settings, &bench.words(), &entries);
        check(&bench, &settings, &fdb, &records);
        // Front ports first; the CPU port's last words may stand alone, 5 cycles apart.
        let front = ports.count() as u64 - 1;
        let trailers = records.iter().filter_map(|(cycle, record)| match record {
            Record::TrailerRead { port, .. } if (*port as u64) < front => Some(*cycle),
            _ => None,
        });
        let last = trailers.max().unwrap();
        let words = front * 900;
        let expected = if ports == Ports::Five { 5 * 900 } else { words };
        assert!((expected..expected + 40).contains(&last), "{words} words until cycle {last}");
    }
}

/// Never two lookups of one port under way, also where frames are cut short.
#[test]
fn fragments_wait_for_the_lookup_before() {
    for ports in BOTH {
        let Some(model) = Model::build(ports) else { return };
        for latency in [4, 17, 32] {
            let octets = Frame::addressed(station(2), station(1), 60, 0);
            let fragment = Frame::bad(&octets, 2, DropReason::Fragment, 20);
            let good = Frame::good(&octets);
            let mut port_frames = vec![(1, fragment); 20];
            port_frames.push((1, good));
            let bench = Bench::new(ports, vec![port_frames; ports.count()]);
            let settings = Settings {
                lookup_latency_min: latency,
                lookup_latency_max: latency,
                ..Settings::open(ports, 8000)
            };
            let mut fdb = Fdb::new(Capacity::Unlimited);
            fdb.learn(station(2), FID, 1);
            let key = fdb_entry::key(station(2), FID);
            let records = model.run(&settings, &bench.words(), &[(key, 1)]);
            check(&bench, &settings, &fdb, &records);
        }
    }
}

/// RX_ENABLE counts at a frame's first word, for all of the frame.
#[test]
fn rx_enable_holds_from_the_first_word_to_the_trailer() {
    for ports in BOTH {
        let Some(model) = Model::build(ports) else { return };
        let all = (1 << ports.count()) - 1;
        let long = Frame::good(&Frame::addressed([0xFF; 6], station(1), 1500, 3));
        let mut frames = vec![vec![(10, long.clone()), (5000, long)]; ports.count()];
        // The CPU port is not served while all others are busy.
        frames[ports.count() - 1][0].0 = 1;
        let bench = Bench::new(ports, frames);
        for (before, after) in [(all, 0), (0, all), (0b10, 0b01)] {
            let settings = Settings {
                rx_enable: before,
                rx_enable_after: after,
                rx_enable_change_at: 500,
                ..Settings::open(ports, 10_000)
            };
            let records = model.run(&settings, &bench.words(), &[]);
            let outcome = check(&bench, &settings, &Fdb::new(Capacity::Unlimited), &records);
            assert_eq!(outcome.forwarded, u64::from(before.count_ones() + after.count_ones()));
        }
    }
}

/// Neither a cell nor the word that there is none: everything waits.
#[test]
fn nothing_moves_without_an_answer_of_the_buffer() {
    for ports in BOTH {
        let Some(model) = Model::build(ports) else { return };
        let frame = Frame::good(&Frame::addressed([0xFF; 6], station(1), 60, 3));
        let bench = Bench::new(ports, vec![vec![(10, frame)]; ports.count()]);
        // With this lag neither flag ever rises.
        let settings = Settings { flag_lag: 2000, ..Settings::open(ports, 1000) };
        let records = model.run(&settings, &bench.words(), &[]);
        assert_eq!(records.len(), 1, "{records:?}");
    }
}
