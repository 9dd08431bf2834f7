//! `PacketBuffer` under Verilator: sources that play `Ingress`, sinks that play
//! the ports, and in between the rule of ARCHITECTURE.md, exact to the cycle.
//! Each cycle of each test checks all words, tail drops, cells and events.

#[path = "packet_buffer/admission.rs"]
mod admission;
#[path = "packet_buffer/bench.rs"]
mod bench;
#[path = "packet_buffer/frame.rs"]
mod frame;
#[path = "packet_buffer/model.rs"]
mod model;
#[path = "packet_buffer/sink.rs"]
mod sink;
#[path = "packet_buffer/source.rs"]
mod source;

use bench::Bench;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use sink::{Pace, Written};

/// `PacketBuffer::LATENCY`, which does not depend on its parameters.
const LATENCY: u64 = ferroute_hdl::buffer::PacketBuffer::<5, 6, 9, 12>::LATENCY as u64;

const CELLS: usize = 512;
/// Octets without FCS.
const MIN_LENGTH: u16 = 60;
const MAX_LENGTH: u16 = 1522;

#[test]
fn each_length_comes_out_as_it_went_in() {
    let Some(mut bench) = Bench::new(5, CELLS, 1) else { return };
    for length in MIN_LENGTH..=MAX_LENGTH {
        bench.offer(usize::from(length) % 5, length, 1 << (length % 4));
        if length % 8 == 0 {
            bench.finish(100_000);
        }
    }
    bench.finish(100_000);
    assert_eq!(bench.admission.refused, [0; 5]);
    assert_eq!(bench.admission.accepted.iter().sum::<usize>(), 1463);
}

/// Routed frames are read as far as their new tags need it; each length in turn
/// with all of them, so that nothing of one frame shows in the next.
#[test]
fn each_length_of_a_routed_frame_is_read_for_its_rewriter() {
    let Some(mut bench) = Bench::new(5, CELLS, 1) else { return };
    for length in MIN_LENGTH..=MAX_LENGTH {
        for choice in 0..16u8 {
            // Kind 3 does not exist.
            if choice & 3 != 3 {
                bench.offer_routed(usize::from(choice) % 5, length, 1 << (length % 5), choice);
            }
        }
        bench.finish(100_000);
    }
    assert_eq!(bench.admission.refused, [0; 5]);
    assert_eq!(bench.admission.accepted.iter().sum::<usize>(), 1463 * 12);
}

/// What the arithmetic of ARCHITECTURE.md promises: a routed frame's words fit
/// in the time of its wire, whatever its tags.
#[test]
fn full_mesh_of_routed_frames_at_line_rate_loses_nothing() {
    let Some(mut bench) = Bench::new(9, CELLS, 4) else { return };
    for choice in [1, 1 | 4, 1 | 8, 1 | 4 | 8u8] {
        for length in [60u16, 61, 64, 65, 69, 125] {
            let clocks = length.max(60) + 24 + if choice & 12 == 8 { 4 } else { 0 };
            let refused = bench.admission.refused.clone();
            for round in 0..40u16 {
                for port in 0..8 {
                    bench.offer_routed(port, length, 1 << ((port as u16 + round) % 8), choice);
                }
                bench.run(u64::from(clocks));
            }
            assert_eq!(bench.admission.refused, refused);
            assert!(bench.free_cells() > CELLS / 2, "{length} octets, {choice:b}: {}", bench.free_cells());
        }
    }
    bench.finish(100_000);
    assert_eq!(bench.admission.refused, [0; 9]);
    assert_eq!(bench.source.buffer_full, 0);
    assert_eq!(bench.source.stalled, 0);
}

#[test]
fn the_first_word_leaves_after_the_latency() {
    for ports in [5, 9] {
        let Some(mut bench) = Bench::new(ports, CELLS, 1) else { return };
        bench.sink.log = Some(Vec::new());
        let cpu = ports - 1;
        for egress in [1u16, 2, 1 << cpu, 0b1111] {
            bench.offer(cpu, MIN_LENGTH, egress);
            bench.finish(10_000);
            // A cell of the second turn of the list is no slower.
            let words = std::mem::take(bench.sink.log.as_mut().expect("logs"));
            let (_, announced) = bench.announced.pop().expect("one frame");
            let first = words.iter().filter(|word| word.place == 0);
            for (rank, word) in first.enumerate() {
                assert_eq!(word.time - announced, LATENCY + rank as u64, "{ports} ports, egress {egress:b}");
            }
        }
    }
}

/// Times between words of one port, and its words.
fn distances(words: &[Written], port: usize) -> Vec<u64> {
    let times: Vec<u64> = words.iter().filter(|word| word.port == port).map(|word| word.time).collect();
    times.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

#[test]
fn eight_busy_ports_get_a_word_in_eight_cycles_without_a_bubble() {
    for length in [MIN_LENGTH, 61, 64, 65, 128, 200] {
        let Some(mut bench) = Bench::new(9, CELLS, 1) else { return };
        for port in 0..9 {
            bench.sink.set_pace(port, Pace::Stopped);
        }
        bench.source.impatient = true;
        // All queues hold the same frames, so that all are busy all the time.
        for _ in 0..20 {
            bench.offer(8, length, 0xff);
        }
        bench.run(6000);
        assert_eq!(bench.admission.refused, [0; 9]);
        bench.sink.log = Some(Vec::new());
        for port in 0..8 {
            bench.sink.set_pace(port, Pace::Eager);
        }
        bench.finish(100_000);
        let words = bench.sink.log.as_ref().expect("logs");
        // Words that went into the stopped ports' FIFOs came before.
        let begin = words[0].time + 8;
        let end = (0..8).map(|port| words.iter().rfind(|w| w.port == port).expect("words").time).min();
        let steady: Vec<Written> =
            words.iter().filter(|w| w.time >= begin && w.time <= end.expect("ports")).cloned().collect();
        for port in 0..8 {
            let distances = distances(&steady, port);
            assert!(distances.len() > 100);
            assert!(distances.iter().all(|distance| *distance == 8), "{length}, port {port}: {distances:?}");
        }
    }
}

#[test]
fn one_port_gets_a_word_in_five_cycles_also_between_frames() {
    let Some(mut bench) = Bench::new(5, CELLS, 1) else { return };
    bench.sink.set_pace(2, Pace::Stopped);
    bench.source.impatient = true;
    for _ in 0..40 {
        bench.offer(0, MIN_LENGTH, 1 << 2);
    }
    bench.run(4000);
    bench.sink.set_pace(2, Pace::Eager);
    bench.sink.log = Some(Vec::new());
    bench.finish(10_000);
    let distances = distances(bench.sink.log.as_ref().expect("logs"), 2);
    assert!(distances.len() > 250, "{}", distances.len());
    assert!(distances.iter().all(|distance| *distance == 5), "{distances:?}");
}

#[test]
fn floods_of_minimum_frames_from_every_port_are_all_decided_in_time() {
    let Some(mut bench) = Bench::new(9, CELLS, 4) else { return };
    for round in 0..200 {
        for port in 0..9 {
            bench.offer(port, MIN_LENGTH, 0x1ff & !(1 << port));
        }
        if round > 2 {
            bench.run(84);
        }
    }
    bench.finish(200_000);
    // Egress is oversubscribed 8 times; the enqueuer keeps up nevertheless.
    assert!(bench.admission.deepest <= 10, "{}", bench.admission.deepest);
    let decided: usize = bench.admission.accepted.iter().chain(&bench.admission.refused).sum();
    assert_eq!(decided, 200 * 9 * 8);
}

#[test]
fn full_mesh_at_line_rate_loses_nothing() {
    let Some(mut bench) = Bench::new(9, CELLS, 4) else { return };
    for round in 0..300u16 {
        for port in 0..8 {
            bench.offer(port, MIN_LENGTH + round % 3 * 64, 1 << ((port as u16 + round) % 8));
        }
        bench.run(u64::from(round % 3) * 64 + 84);
    }
    bench.finish(100_000);
    assert_eq!(bench.admission.refused, [0; 9]);
    assert_eq!(bench.source.buffer_full, 0);
    assert_eq!(bench.source.stalled, 0);
}

#[test]
fn a_congested_port_takes_half_and_the_others_lose_nothing() {
    let Some(mut bench) = Bench::new(5, CELLS, 4) else { return };
    bench.sink.set_pace(0, Pace::Stopped);
    let mut smallest = CELLS;
    for round in 0..600u16 {
        for port in 0..4u16 {
            // A copy of every frame of port 1 goes to the congested port.
            let egress = 1 << (1 + (port + round) % 3) | u16::from(port == 1);
            bench.offer(usize::from(port), 200, egress);
        }
        bench.run(300);
        smallest = smallest.min(bench.free_cells());
    }
    assert!(bench.admission.refused[0] > 200, "{:?}", bench.admission.refused);
    assert_eq!(bench.admission.refused[1..], [0; 4]);
    assert_eq!(bench.source.buffer_full, 0);
    // The threshold settles at half of the buffer, less what is under way.
    assert!((CELLS / 2 - 60..=CELLS / 2).contains(&smallest), "{smallest}");
    bench.sink.set_pace(0, Pace::Line);
    bench.finish(200_000);
    assert!(bench.exhaust() >= CELLS - 7);
}

#[test]
fn a_queue_holds_five_hundred_frames() {
    // In 512 cells the free cells would end it at 256.
    let Some(mut bench) = Bench::new(5, 1024, 1) else { return };
    bench.sink.set_pace(3, Pace::Stopped);
    bench.source.impatient = true;
    for _ in 0..600 {
        bench.offer(0, MIN_LENGTH, 1 << 3);
        bench.run(60);
    }
    assert_eq!(bench.admission.queue_frames[3], 500);
    bench.sink.set_pace(3, Pace::Line);
    bench.finish(200_000);
    // Three more had filled the FIFO of the port.
    assert_eq!(bench.sink.sent[3], 503);
    assert!(bench.exhaust() >= 1024 - 7);
}

/// Random frames to random ports, some of which stop for a while.
fn soak(ports: usize, frames: u64, seed: u64) {
    println!("seed {seed}");
    let Some(mut bench) = Bench::new(ports, CELLS, 6) else { return };
    let mut random = StdRng::seed_from_u64(seed);
    let mut choices = StdRng::seed_from_u64(seed + 100);
    let all = (1u16 << ports) - 1;
    let (mut starved, mut phases) = (0u64, 0u64);
    while bench.frames < frames {
        phases += 1;
        bench.source.impatient = random.random_bool(0.3);
        bench.sink.event_cycles = if random.random_bool(0.1) { 40 } else { 4 };
        // Now and then long frames meet nothing but stopped ports.
        let jam = random.random_bool(0.1);
        let stop = if jam { 1.0 } else { random.random_range(0.0..1.0f64) };
        for port in 0..ports {
            let pace = if random.random_bool(stop * stop) {
                Pace::Stopped
            } else if random.random_bool(0.3) {
                Pace::Eager
            } else {
                Pace::Line
            };
            bench.sink.set_pace(port, pace);
        }
        let long = jam || random.random_bool(0.1);
        for _ in 0..random.random_range(200..3000) {
            let port = random.random_range(0..ports);
            if bench.source.waiting(port) < 3 {
                let length =
                    if long { random.random_range(60..=1522) } else { random.random_range(60..=200) };
                let egress = match random.random_range(0..10) {
                    0 => 0,
                    1 | 2 => random.random_range(0..=all),
                    3 => all & !(1 << port),
                    _ => 1 << random.random_range(0..ports),
                };
                let choice = choices.random_range(0..3) | choices.random_range(0..4) << 2;
                bench.offer_routed(port, length, egress, choice);
            }
            bench.run(random.random_range(0..20));
            starved += u64::from(bench.no_cells());
        }
    }
    for port in 0..ports {
        bench.sink.set_pace(port, Pace::Line);
    }
    bench.sink.event_cycles = 4;
    bench.finish(1_000_000);
    let refused: usize = bench.admission.refused.iter().sum();
    let accepted: usize = bench.admission.accepted.iter().sum();
    println!(
        "{ports} ports: {} frames in {phases} phases and {} cycles, {accepted} copies sent, {refused} refused, \
         {} frames without cells, {starved} looks at an empty buffer, {} stalls",
        bench.frames, bench.time, bench.source.buffer_full, bench.source.stalled
    );
    assert!(refused > 100 && accepted > 10_000 && bench.source.buffer_full > 100);
    assert!(bench.exhaust() >= CELLS - 7);
}

#[test]
fn random_traffic_of_four_ports_with_exhaustion() {
    soak(5, 60_000, 1);
}

#[test]
fn random_traffic_of_eight_ports_with_exhaustion() {
    soak(9, 60_000, 2);
}
