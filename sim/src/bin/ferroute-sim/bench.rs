//! `ferroute-sim bench`: how fast the board is beside the bare model.

use std::time::Duration;

use anyhow::anyhow;
use clap::Args;
use ferroute_sim::board::{Board, Options, When};
use ferroute_sim::generator::{Generator, Sizes, Stream, pin_table};
use ferroute_sim::golden::CarrierEvent;
use nix::time::{ClockId, clock_gettime};
use serde::Serialize;

use crate::BoardArguments;

/// Clocks of the table that stands for traffic at the bare model; it repeats.
const TABLE_CYCLES: usize = 1 << 16;
/// Clocks between two visits of the board's queues.
const SLICE: u64 = 10_000;
/// Clocks before anything is measured: addresses are learned, queues fill.
const WARM_UP: u64 = 50_000;

#[derive(Args)]
pub struct BenchArguments {
    #[command(flatten)]
    board: BoardArguments,
    /// Clocks of each measurement
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(1..))]
    cycles: u64,
    /// Measurements of each kind; the fastest counts
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Octets of the frames, or imix
    #[arg(long, default_value = "64")]
    size: String,
    /// Part of the line's rate on every port
    #[arg(long, default_value_t = 1.0)]
    load: f64,
    /// Print JSON
    #[arg(short, long)]
    json: bool,
}

/// Simulated clocks a second of processor time.
#[derive(Serialize)]
struct Report {
    ports: usize,
    cycles: u64,
    board: f64,
    bare_same_traffic: f64,
    bare_idle: f64,
    /// Board by bare model, both under traffic.
    ratio: f64,
    /// Board under traffic by bare model without.
    ratio_to_idle: f64,
    /// Frames that left the board in its fastest measurement.
    frames_out: u64,
}

pub fn bench(arguments: &BenchArguments) -> anyhow::Result<()> {
    let sizes = match arguments.size.as_str() {
        "imix" => Sizes::Imix,
        octets => {
            let octets = octets.parse().map_err(|_| anyhow!("\"{octets}\" is neither a frame size nor imix"))?;
            Sizes::Fixed(octets)
        }
    };
    let ports = arguments.board.ports;
    let mut bare = arguments.board.open(&Options::default())?;
    let table = pin_table(&mut streams(ports, sizes, arguments.load)?, TABLE_CYCLES);
    let cycles = arguments.cycles;
    let (mut idle, mut busy, mut board) = (Duration::MAX, Duration::MAX, Duration::MAX);
    let mut frames_out = 0;
    for _ in 0..arguments.rounds {
        bare.run_bare(WARM_UP, &[]);
        idle = idle.min(timed(|| bare.run_bare(cycles, &[]))?.0);
        bare.run_bare(WARM_UP, &table);
        busy = busy.min(timed(|| bare.run_bare(cycles, &table))?.0);
        let mut whole = arguments.board.open(&Options::default())?;
        let mut traffic = streams(ports, sizes, arguments.load)?;
        carry(&mut whole, &mut feed(&mut traffic, WARM_UP), WARM_UP)?;
        let mut queues = feed(&mut traffic, cycles);
        let (time, frames) = timed(|| carry(&mut whole, &mut queues, cycles))?;
        if time < board {
            (board, frames_out) = (time, frames?);
        }
    }
    let rate = |time: Duration| cycles as f64 / time.as_secs_f64();
    let report = Report {
        ports,
        cycles,
        board: rate(board),
        bare_same_traffic: rate(busy),
        bare_idle: rate(idle),
        ratio: rate(board) / rate(busy),
        ratio_to_idle: rate(board) / rate(idle),
        frames_out,
    };
    if arguments.json {
        println!("{}", serde_json::to_string(&report)?);
    } else {
        print(&report);
    }
    Ok(())
}

fn print(report: &Report) {
    let million = |rate: f64| rate / 1e6;
    println!("{} ports, {} cycles, M cycles/s of one core:", report.ports, report.cycles);
    println!("{:<34}{:>8.3}", "board under traffic", million(report.board));
    println!("{:<34}{:>8.3}", "bare model, same traffic", million(report.bare_same_traffic));
    println!("{:<34}{:>8.3}", "bare model, idle inputs", million(report.bare_idle));
    println!("{:<34}{:>7.1} %", "board by bare model, same traffic", 100.0 * report.ratio);
    println!("{:<34}{:>7.1} %", "board by idle bare model", 100.0 * report.ratio_to_idle);
    println!("{} frames out", report.frames_out);
}

/// Every port to every other in turn.
fn streams(ports: usize, sizes: Sizes, load: f64) -> anyhow::Result<Vec<Generator>> {
    let station = |port: usize| [2, 0, 0, 0, 0, port as u8];
    let stream = |port: usize| {
        let destinations = (1..ports).map(|other| station((port + other) % ports)).collect();
        Generator::new(Stream { source: station(port), destinations, sizes, load, seed: port as u64 })
    };
    Ok((0..ports).map(stream).collect::<Result<_, _>>()?)
}

/// Events of a port, the first one last.
type Queue = Vec<(CarrierEvent, When)>;

/// Traffic for at least so many clocks, made before time is taken.
fn feed(streams: &mut [Generator], cycles: u64) -> Vec<Queue> {
    let of_port = |stream: &mut Generator| {
        let mut clocks = 0;
        let mut events: Queue = stream
            .take_while(|(event, when)| {
                let before = clocks;
                clocks += event.octets.len() as u64 + u64::from(when.gap);
                before <= cycles + SLICE
            })
            .collect();
        events.reverse();
        events
    };
    streams.iter_mut().map(of_port).collect()
}

/// Runs the board, keeps its queues filled, and takes its frames, as a test
/// would; returns how many frames left.
fn carry(board: &mut Board, queues: &mut [Queue], cycles: u64) -> anyhow::Result<u64> {
    let mut frames = 0;
    let ahead = SLICE as usize / 84 + 2;
    let end = board.cycle() + cycles;
    while board.cycle() < end {
        for (port, queue) in queues.iter_mut().enumerate() {
            while board.queued(port) < ahead
                && let Some((event, when)) = queue.pop()
            {
                board.send(port, event, when)?;
            }
        }
        board.run(SLICE.min(end - board.cycle()));
        board.take_ingress();
        frames += board.take_egress().len() as u64;
    }
    Ok(frames)
}

/// Processor time of this thread, so that other work on the machine counts little.
fn timed<T>(work: impl FnOnce() -> T) -> anyhow::Result<(Duration, T)> {
    let now = || clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).map(Duration::from);
    let start = now()?;
    let result = work();
    Ok((now()? - start, result))
}
