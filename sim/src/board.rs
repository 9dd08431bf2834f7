//! # The simulated board
//! A Verilated `switch_core` with a driver and a monitor at each GMII, exact
//! to the cycle, and the far end of its serial line. The inner loops run in
//! C++ beside the model; Rust hands over whole carrier events and octets.
//!
//! ```no_run
//! use ferroute_sim::board::{Board, Options, When};
//! use ferroute_sim::golden::CarrierEvent;
//!
//! # fn main() -> Result<(), ferroute_sim::board::BoardError> {
//! let mut board = Board::open(4, 1024, &Options::default())?;
//! board.send(0, CarrierEvent::frame(&[0xFF; 60]), When::BACK_TO_BACK)?;
//! board.run_until_quiet(10_000);
//! for copy in board.take_egress() {
//!     println!("port {} at {} ps", copy.port, copy.first_bit.picoseconds());
//! }
//! # Ok(())
//! # }
//! ```

mod clocks;
mod gateware;
mod model;
mod transport;
mod wire_event;

use std::collections::VecDeque;
use std::path::PathBuf;
use std::time::Duration;

use ferroute_regmap::size::{MAX_PORTS, UART_RESET_DIVISOR};

use crate::ecp5;
use crate::golden::CarrierEvent;
use crate::verilator::{self, Build, Optimization, VerilatorError};

pub use clocks::{Clock, ClockPlan, MAX_PPM, NOMINAL_PERIOD, Time};
pub use transport::{SharedBoard, SimTransport, divisor_of};
pub use wire_event::{INTERFRAME_GAP, When, WireEvent};

use model::{HARNESS, Model, Record, STOP_FRAME, STOP_QUIET, STOP_SERIAL};

/// Why there is no board, or why it does not take a carrier event.
#[derive(Debug, thiserror::Error)]
pub enum BoardError {
    /// The caller's fault.
    #[error("no gateware with {ports} ports and {cells} cells can be built")]
    UnsupportedSize { ports: usize, cells: usize },
    /// The caller's fault.
    #[error("a board has 2 to {MAX_PORTS} ports, not {ports}")]
    Ports { ports: usize },
    /// The caller's fault.
    #[error("clock plan for port {port}, but the board has {ports} ports")]
    ClockWithoutPort { port: usize, ports: usize },
    /// The machine's or the gateware's fault.
    #[error(transparent)]
    Verilator(#[from] VerilatorError),
    /// The machine's fault.
    #[error("cannot load {path}: {source}")]
    Load { path: PathBuf, source: libloading::Error },
    /// The caller's fault.
    #[error("no port with number {port}; the board has {ports} ports, counted from 0")]
    Port { port: usize, ports: usize },
    /// The caller's fault.
    #[error("a carrier event needs at least one octet, and RX_ER only inside of it")]
    CarrierEvent,
    /// The caller's fault.
    #[error("carrier events without a gap would be one event")]
    Gap,
}

/// How a board is opened.
#[derive(Clone, Debug)]
pub struct Options {
    pub clocks: ClockPlan,
}

impl Default for Options {
    fn default() -> Self {
        Self { clocks: ClockPlan::in_phase() }
    }
}

/// What a run may end for before its cycles are over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// The end of an event from the switch.
    Frame,
    /// An octet from the serial line.
    Serial,
    /// Nothing was on any port or on the serial line, nor is to come, for so
    /// many core clocks.
    Quiet(u64),
}

/// Core clocks without any carrier after which [`Board::run_until_quiet`]
/// takes the switch for idle. Longer than any frame takes to pass it.
const QUIET_CYCLES: u64 = 4096;

/// A simulated board. Dropping it frees the model.
pub struct Board {
    model: Model,
    ports: usize,
    clocks: ClockPlan,
    /// Events sent and not yet reported by the harness, by port.
    under_way: Vec<VecDeque<CarrierEvent>>,
    next_id: u64,
    divisor: u16,
}

impl Board {
    /// A board with the gateware of this workspace: 2 to 8 ports; 512, 1024
    /// or 2048 cells. The first time it is built, which takes a while.
    pub fn open(ports: usize, cells: usize, options: &Options) -> Result<Self, BoardError> {
        Self::from_verilog(ports, &gateware::verilog(ports, cells)?, options)
    }

    /// A board with another module `switch_core` of the same ports.
    pub fn from_verilog(ports: usize, verilog: &str, options: &Options) -> Result<Self, BoardError> {
        Self::build(ports, verilog, options, Optimization::Run)
    }

    /// A board with a netlist of `switch_core`, of cells that [`crate::ecp5`] knows.
    pub fn from_netlist(ports: usize, netlist: &str, options: &Options) -> Result<Self, BoardError> {
        Self::build(ports, &ecp5::with_cells(netlist), options, Optimization::Compile)
    }

    fn build(
        ports: usize,
        verilog: &str,
        options: &Options,
        optimization: Optimization,
    ) -> Result<Self, BoardError> {
        if !(2..=MAX_PORTS).contains(&ports) {
            return Err(BoardError::Ports { ports });
        }
        let clocks = options.clocks.clone();
        let listed = clocks.rx.len().max(clocks.tx.len());
        if listed > ports {
            return Err(BoardError::ClockWithoutPort { port: listed - 1, ports });
        }
        let defines = [("PORTS", ports as u64)];
        let build = Build { defines: &defines, optimization, ..Build::new("switch_core", verilog, HARNESS) };
        let path = verilator::build(&build)?;
        let all: Vec<Clock> = std::iter::once(clocks.core)
            .chain((0..ports).flat_map(|port| [clocks.rx(port), clocks.tx(port)]))
            .collect();
        // SAFETY: the library was just built from the harness, for this many ports.
        let model = unsafe { Model::open(&path, ports, &all) };
        let model = model.map_err(|source| BoardError::Load { path, source })?;
        let under_way = vec![VecDeque::new(); ports];
        let mut board = Self { model, ports, clocks, under_way, next_id: 0, divisor: 0 };
        board.set_divisor(UART_RESET_DIVISOR);
        board.set_link_up((1 << ports) - 1);
        Ok(board)
    }

    /// Front-panel ports.
    pub fn ports(&self) -> usize {
        self.ports
    }

    /// When the clocks rise.
    pub fn clocks(&self) -> &ClockPlan {
        &self.clocks
    }

    /// Queues a carrier event to a port; returns its number.
    pub fn send(&mut self, port: usize, event: CarrierEvent, when: When) -> Result<u64, BoardError> {
        if port >= self.ports {
            return Err(BoardError::Port { port, ports: self.ports });
        }
        if when.gap == 0 {
            return Err(BoardError::Gap);
        }
        let mut errors = Vec::with_capacity(event.error_positions.len());
        for position in &event.error_positions {
            if *position >= event.octets.len() {
                return Err(BoardError::CarrierEvent);
            }
            errors.push(*position as u32);
        }
        if event.octets.is_empty() || u32::try_from(event.octets.len()).is_err() {
            return Err(BoardError::CarrierEvent);
        }
        errors.sort_unstable();
        errors.dedup();
        let id = self.next_id;
        self.next_id += 1;
        self.model.send(port, id, when.not_before, when.gap, &event.octets, &errors);
        self.under_way[port].push_back(event);
        Ok(id)
    }

    /// Carrier events of a port that are not over, 0 for a port that is not there.
    pub fn queued(&self, port: usize) -> usize {
        if port < self.ports { self.model.queued(port) } else { 0 }
    }

    /// Runs for so many core clocks.
    pub fn run(&mut self, cycles: u64) {
        self.model.run(cycles, 0, 0);
    }

    /// Runs until `until` holds, at most for `cycles` core clocks; whether it holds.
    pub fn run_until(&mut self, until: Until, cycles: u64) -> bool {
        let (mask, quiet) = match until {
            Until::Frame => (STOP_FRAME, 0),
            Until::Serial => (STOP_SERIAL, 0),
            Until::Quiet(quiet) => (STOP_QUIET, quiet),
        };
        self.model.run(cycles, mask, quiet) != 0
    }

    /// Runs until everything that was sent has passed the switch, at most for
    /// `cycles` core clocks; whether it has.
    pub fn run_until_quiet(&mut self, cycles: u64) -> bool {
        self.run_until(Until::Quiet(QUIET_CYCLES), cycles)
    }

    /// Clocks the model alone, without anything of the board: what benches
    /// compare the board to. `table` holds a word for each port in each row,
    /// as [`crate::generator::pin_table`] makes them, or nothing.
    pub fn run_bare(&mut self, cycles: u64, table: &[u16]) {
        self.model.run_bare(cycles, table);
    }

    /// Takes what was sent to the switch, in the order of its ends.
    pub fn take_ingress(&mut self) -> Vec<WireEvent> {
        let records = self.model.take_ingress();
        let event = |record: &Record| {
            let event = self.under_way[record.port as usize].pop_front();
            wire_event(record, event.expect("the harness reports each event once"))
        };
        records.iter().map(event).collect()
    }

    /// Takes what the switch sent, in the order of its ends.
    pub fn take_egress(&mut self) -> Vec<WireEvent> {
        let mut events = Vec::new();
        self.model.take_egress(|record, octets, errors| {
            let error_positions = errors.iter().map(|position| *position as usize).collect();
            events.push(wire_event(record, CarrierEvent { octets, error_positions }));
        });
        events
    }

    /// Queues octets for the serial line to the switch.
    pub fn serial_send(&mut self, octets: &[u8]) {
        self.model.serial_send(octets);
    }

    /// Octets that have not left on the serial line to the switch.
    pub fn serial_queued(&self) -> usize {
        self.model.serial_queued()
    }

    /// Moves what came from the serial line into `buffer`; returns how many
    /// octets. Runs nothing.
    pub fn serial_receive(&mut self, buffer: &mut [u8]) -> usize {
        self.model.serial_received(buffer)
    }

    /// Octets from the serial line whose stop bit was 0: the speeds of the two
    /// ends differ.
    pub fn framing_errors(&self) -> u64 {
        self.model.framing_errors()
    }

    /// Core clocks a bit at this end of the serial line.
    pub fn divisor(&self) -> u16 {
        self.divisor
    }

    /// Changes this end's speed, from the next octet on in each direction.
    pub fn set_divisor(&mut self, divisor: u16) {
        self.divisor = divisor.max(1);
        self.model.set_divisor(self.divisor.into());
    }

    /// The input `link_up`, a bit a port; all are up at first.
    pub fn set_link_up(&mut self, mask: u32) {
        self.model.set_link_up(mask & ((1 << self.ports) - 1));
    }

    /// Core clocks so far.
    pub fn cycle(&self) -> u64 {
        self.model.cycle()
    }

    /// Time of the last edge of `core_clock`.
    pub fn now(&self) -> Time {
        let clock = self.clocks.core;
        Time::from_femtoseconds(clock.phase + clock.period * self.cycle())
    }

    /// Core clocks that take at least this long, at least 1.
    pub fn cycles_of(&self, time: Duration) -> u64 {
        let femtoseconds = time.as_nanos().saturating_mul(1_000_000);
        let cycles = femtoseconds.div_ceil(self.clocks.core.period.into());
        u64::try_from(cycles).unwrap_or(u64::MAX).clamp(1, u64::MAX / 2)
    }

    /// Core clocks since there was something on any port or to come.
    pub fn wire_quiet_cycles(&self) -> u64 {
        self.cycle() - self.model.wire_busy()
    }

    /// Core clocks since the serial line was in use.
    pub fn serial_quiet_cycles(&self) -> u64 {
        self.cycle() - self.model.line_busy()
    }
}

fn wire_event(record: &Record, event: CarrierEvent) -> WireEvent {
    WireEvent {
        port: record.port as usize,
        id: record.id,
        event,
        first_bit: Time::from_femtoseconds(record.first_bit),
        last_bit: Time::from_femtoseconds(record.last_bit),
        first_cycle: record.first_cycle,
    }
}
