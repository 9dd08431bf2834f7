//! `ferroute-sim run`: replays captures and serves the control line.

use std::os::fd::AsFd;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use clap::Args;
use ferroute_host::link::{LinkOptions, SerialLink};
use ferroute_regmap::size::{CORE_CLOCK_HERTZ, UART_MIN_DIVISOR, UART_RESET_DIVISOR};
use ferroute_sim::board::{Clock, ClockPlan, MAX_PPM, NOMINAL_PERIOD, Options, SharedBoard, SimTransport};
use ferroute_sim::replay::{Origin, Pace, schedule};
use ferroute_sim::serial_line::{LineSpeed, SerialLine};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use crate::BoardArguments;
use crate::console::{Console, Request};
use crate::inputs::{self, Input, OfPort};
use crate::output::Output;

/// Core clocks between two looks at everything else: about a millisecond.
const SLICE: u64 = 2_048;
/// Core clocks without carrier after which a replay is over, and after which
/// the simulation may sleep.
const QUIET: u64 = 16_384;
/// Core clocks that an answer on the serial line may take at full speed: more
/// than a CRC over a whole table.
const ANSWER: u64 = 1 << 20;
/// Between two slices when there is nothing to do, in milliseconds. Time still
/// passes in the switch, but slowly.
const SLEEP: u8 = 20;

#[derive(Args)]
pub struct RunArguments {
    #[command(flatten)]
    board: BoardArguments,
    /// Make the control line reachable at this path, as a link to a pseudo-terminal
    #[arg(long, value_name = "PATH")]
    serial: Option<PathBuf>,
    /// Put the device to this many core clocks a bit first; then hosts reach it at any speed
    #[arg(long, value_name = "CLOCKS", value_parser = clap::value_parser!(u16).range(i64::from(UART_MIN_DIVISOR)..=10_000))]
    divisor: Option<u16>,
    /// A capture to replay, such as swp1=a.pcap; may be given again
    #[arg(long = "input", value_name = "PORT=FILE")]
    inputs: Vec<OfPort>,
    /// Write what each port sends to PORT.pcap in this folder
    #[arg(long, value_name = "FOLDER")]
    output_directory: Option<PathBuf>,
    /// original, line-rate, or a gap in octets
    #[arg(long, default_value = "line-rate")]
    pace: Pace,
    /// Offset of a port's clocks in parts per million, such as swp1=+100; may be given again
    #[arg(long = "ppm", value_name = "PORT=PPM")]
    offsets: Vec<OfPort>,
    /// Hold the replay until a line "replay" comes on standard input
    #[arg(long)]
    start_on_stdin: bool,
    /// Show how far the replay is
    #[arg(long)]
    progress: bool,
    /// Print JSON, an object a line
    #[arg(short, long)]
    json: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Replay {
    Held,
    Running,
    Over,
}

struct Session<'a> {
    arguments: &'a RunArguments,
    board: SharedBoard,
    inputs: Vec<Input>,
    output: Output,
    line: Option<SerialLine>,
    bar: ProgressBar,
    replay: Replay,
    /// Time spent simulating.
    spent: Duration,
}

/// Whether all inputs were good.
pub fn run(arguments: &RunArguments) -> anyhow::Result<bool> {
    // First, so that no signal is lost while the model is built.
    let mut console = Console::open()?;
    let ports = arguments.board.ports;
    let inputs = inputs::load(&arguments.inputs, ports)?;
    let faults: Vec<String> = inputs.iter().filter_map(|input| input.fault.clone()).collect();
    for fault in &faults {
        eprintln!("ferroute-sim: {fault}; the frames before that are replayed");
    }
    for input in inputs.iter().filter(|input| input.partial_frames > 0) {
        let (path, count) = (input.path.display(), input.partial_frames);
        eprintln!("ferroute-sim: {path} holds only the start of {count} frames; what it holds is replayed");
    }
    let clocks = clock_plan(&arguments.offsets, ports)?;
    let board = SharedBoard::new(arguments.board.open(&Options { clocks })?);
    let output = Output::create(ports, arguments.output_directory.as_deref(), &inputs)?;
    if let Some(divisor) = arguments.divisor {
        set_device_divisor(&board, divisor)?;
    }
    let speed = arguments.divisor.map_or(LineSpeed::OfHost, LineSpeed::Fixed);
    let line = match &arguments.serial {
        Some(path) => Some(SerialLine::open(Some(path), speed)?),
        None => None,
    };
    let bar = progress_bar(arguments, &inputs);
    let spent = Duration::ZERO;
    let mut session = Session { arguments, board, inputs, output, line, bar, replay: Replay::Held, spent };
    session.announce_ready();
    if !arguments.start_on_stdin {
        session.start()?;
    }
    session.serve(&mut console)?;
    session.finish(faults)
}

impl Session<'_> {
    fn serve(&mut self, console: &mut Console) -> anyhow::Result<()> {
        loop {
            let wait = if self.is_busy() { 0 } else { SLEEP };
            for request in console.wait(self.line.as_ref().map(SerialLine::as_fd), wait)? {
                match request {
                    Request::Quit => return Ok(()),
                    Request::Replay if self.replay == Replay::Held => self.start()?,
                    Request::Replay => eprintln!("ferroute-sim: the replay has already started"),
                    Request::Unknown(text) => {
                        eprintln!("ferroute-sim: \"{text}\" is neither \"replay\" nor \"quit\"");
                    }
                }
            }
            self.step()?;
            // Without anybody at the other end there is only a replay to wait for.
            if console.is_closed() && self.replay != Replay::Running {
                return Ok(());
            }
        }
    }

    fn step(&mut self) -> anyhow::Result<()> {
        let mut board = self.board.lock();
        if let Some(line) = &mut self.line {
            line.pump(&mut board)?;
        }
        let start = Instant::now();
        board.run(SLICE);
        self.spent += start.elapsed();
        if let Some(line) = &mut self.line {
            line.pump(&mut board)?;
        }
        self.output.collect(&mut board);
        self.bar.set_position(self.output.arrived);
        if self.replay == Replay::Running && board.wire_quiet_cycles() >= QUIET {
            drop(board);
            self.end_replay()?;
        }
        Ok(())
    }

    fn is_busy(&self) -> bool {
        let board = self.board.lock();
        let answering = self.line.is_some()
            && (board.serial_queued() > 0 || board.serial_quiet_cycles() < ANSWER.min(board.cycle()));
        self.replay == Replay::Running || answering || board.wire_quiet_cycles() < QUIET.min(board.cycle())
    }

    /// Queues every frame of every input.
    fn start(&mut self) -> anyhow::Result<()> {
        let mut board = self.board.lock();
        // The first slices of a run pass before this: times count from here.
        let origin = Origin { captured: inputs::earliest(&self.inputs), board: board.now() };
        for input in &mut self.inputs {
            let clock = board.clocks().rx(input.port);
            for frame in input.frames.drain(..) {
                let (event, when) = schedule(&frame, self.arguments.pace, origin, clock);
                board.send(input.port, event, when)?;
            }
        }
        self.replay = Replay::Running;
        Ok(())
    }

    fn end_replay(&mut self) -> anyhow::Result<()> {
        self.replay = Replay::Over;
        self.output.flush()?;
        self.bar.finish();
        if self.arguments.json {
            println!("{}", json!({ "event": "replayed", "frames": self.output.arrived }));
        } else {
            println!("replayed {} frames", self.output.arrived);
        }
        Ok(())
    }

    fn announce_ready(&self) {
        let terminal = self.line.as_ref().map(|line| line.path().display().to_string());
        if self.arguments.json {
            println!("{}", json!({ "event": "ready", "serial": self.arguments.serial, "terminal": terminal }));
        } else if let (Some(path), Some(terminal)) = (&self.arguments.serial, terminal) {
            println!("ready, control line at {} ({terminal})", path.display());
        } else {
            println!("ready");
        }
        if Console::is_terminal() && !self.arguments.json {
            eprintln!("type \"quit\" to end{}", if self.arguments.start_on_stdin { ", \"replay\" to start the replay" } else { "" });
        }
    }

    fn finish(mut self, faults: Vec<String>) -> anyhow::Result<bool> {
        let mut board = self.board.lock();
        self.bar.abandon();
        self.output.collect(&mut board);
        self.output.flush()?;
        let good = faults.is_empty();
        let summary = self.output.summary(&board, self.spent, faults);
        if self.arguments.json {
            println!("{}", json!({ "event": "summary", "summary": summary }));
        } else {
            println!("{summary}");
        }
        Ok(good)
    }
}

fn progress_bar(arguments: &RunArguments, inputs: &[Input]) -> ProgressBar {
    if !arguments.progress {
        return ProgressBar::hidden();
    }
    let frames: usize = inputs.iter().map(|input| input.frames.len()).sum();
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} frames, {per_sec}, {eta} left");
    ProgressBar::new(frames as u64).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// Clocks in phase, or each port with its offset and, so that no two edges
/// coincide for long, a phase of its own.
fn clock_plan(offsets: &[OfPort], ports: usize) -> anyhow::Result<ClockPlan> {
    let mut plan = ClockPlan::in_phase();
    for offset in offsets {
        let port = inputs::front_panel_port(&offset.port, ports)?;
        let ppm = offset.value.parse::<i64>().ok().filter(|ppm| ppm.abs() <= MAX_PPM);
        let Some(ppm) = ppm else {
            bail!("\"{}\" is no offset of {}; they go from -{MAX_PPM} to +{MAX_PPM} ppm", offset.value, offset.port);
        };
        let phase = NOMINAL_PERIOD / (ports as u64 + 1) * (port as u64 + 1);
        plan.set_port(port, Clock::offset(ppm, phase));
    }
    Ok(plan)
}

/// Speeds the device up over its own line, and the board's end with it.
fn set_device_divisor(board: &SharedBoard, divisor: u16) -> anyhow::Result<()> {
    let baud = |divisor: u16| (CORE_CLOCK_HERTZ / u64::from(divisor)) as u32;
    // Simulated time: at the reset divisor an exchange takes 5 ms.
    let options = LinkOptions { timeout: Duration::from_millis(20), tries: 3 };
    let changed = SerialLink::connect(SimTransport::new(board), options)
        .and_then(|mut link| link.change_speed(divisor, baud(divisor), baud(UART_RESET_DIVISOR)))
        .context("the device does not answer on its control line")?;
    if !changed {
        bail!("the device does not answer at {divisor} clocks a bit");
    }
    Ok(())
}
