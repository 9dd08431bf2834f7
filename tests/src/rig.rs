//! A simulated board, its host stack, and the reference model, side by side.

use std::collections::VecDeque;

use ferroute_host::bus::RegisterBus;
use ferroute_host::device::Device;
use ferroute_host::fdb::{Fdb, Selector};
use ferroute_host::link::{LinkOptions, SerialLink};
use ferroute_regmap::register::Register;
use ferroute_regmap::registers::{BUFFER, FDB_SEED_HIGH, FDB_SEED_LOW, FLOOD, FORWARD, LEARN, RX_ENABLE, TRAP};
use ferroute_regmap::size::UART_MIN_DIVISOR;
use ferroute_regmap::{Counter, DropReason, region};
use ferroute_sim::board::{Board, BoardError, Options, SharedBoard, SimTransport, WireEvent, When};
use ferroute_sim::golden::fdb::Capacity;
use ferroute_sim::golden::{CarrierEvent, Configuration, Counters, Switch, receive};

use crate::trail::Trail;

/// Hash seed of every rig.
pub const SEED: u64 = 0x0A5_1C3F_9E27_D48B;
/// Core clocks in which any test's traffic has passed the switch.
const PATIENCE: u64 = 200_000_000;
/// Core clocks that a frame may still need when its last octet is in, so that
/// the next one, on another port, is handled after it.
const APART: u64 = 300;

/// Host stack over the simulated serial line.
pub type SimDevice = Device<SerialLink<SimTransport>>;

/// A board and the model of what it must do.
pub struct Rig {
    pub board: SharedBoard,
    pub device: SimDevice,
    pub golden: Switch,
    name: &'static str,
    ports: usize,
    cells: u32,
    /// Octets behind the SFD that each port must send, in order.
    expected: Vec<VecDeque<Vec<u8>>>,
    trail: Trail,
    /// Cycle at which the next of the frames that are sent apart may start.
    apart_cycle: u64,
}

impl Rig {
    /// A fresh board, or nothing (and a line that says so) where this machine
    /// cannot build one.
    pub fn open(name: &'static str, ports: usize, cells: usize) -> Option<Self> {
        Self::open_with(name, ports, cells, &Options::default())
    }

    pub fn open_with(name: &'static str, ports: usize, cells: usize, options: &Options) -> Option<Self> {
        let board = match Board::open(ports, cells, options) {
            Err(BoardError::Verilator(error)) if error.is_missing_tool() => {
                println!("SKIPPED {name}: {error}");
                return None;
            }
            board => board.expect("a board"),
        };
        Some(Self::on_board(name, board, cells))
    }

    /// A rig of a board with so many cells, whatever its gateware was made from.
    pub fn on_board(name: &'static str, board: Board, cells: usize) -> Self {
        let ports = board.ports();
        let board = SharedBoard::new(board);
        let transport = SimTransport::new(&board);
        let mut link = SerialLink::connect(transport, LinkOptions::default()).expect("Hello");
        let clock = ferroute_regmap::size::CORE_CLOCK_HERTZ;
        let baud = (clock / u64::from(UART_MIN_DIVISOR)) as u32;
        assert!(link.change_speed(UART_MIN_DIVISOR, baud, 115_200).expect("a speed"), "the fast speed holds");
        let device = Device::open(link).expect("a device");
        let golden = Switch::new(Configuration::new(ports), Capacity::Hashed { seed: SEED });
        let expected = vec![VecDeque::new(); ports];
        let mut rig = Self {
            board, device, golden, name, ports, cells: cells as u32, expected,
            trail: Trail::default(), apart_cycle: 0,
        };
        rig.device.bus().write(FDB_SEED_LOW.address, &[SEED as u32]).expect("seed");
        rig.device.bus().write(FDB_SEED_HIGH.address, &[(SEED >> 32) as u32]).expect("seed");
        rig.flush_all();
        rig
    }

    pub fn ports(&self) -> usize {
        self.ports
    }

    /// Empties both FDBs, static entries too.
    pub fn flush_all(&mut self) {
        Fdb::new(&mut self.device).flush(&Selector::default(), true).expect("flush");
        self.golden.fdb.flush(None, None, true);
    }

    /// Writes a register of the device, and what it means to the model.
    pub fn write(&mut self, register: &Register, word: u32) {
        self.device.bus().write(register.address, &[word]).expect("write");
        let configuration = &mut self.golden.configuration;
        match register.address {
            address if address == RX_ENABLE.address => configuration.rx_enable = word as u16,
            address if address == FORWARD.address => configuration.forward = word as u16,
            address if address == FLOOD.address => configuration.flood = word as u16,
            address if address == LEARN.address => configuration.learn = word as u16,
            address if address == TRAP.address => configuration.trap_link_local = word & 1 == 1,
            _ => {}
        }
    }

    /// Sends a carrier event, and expects what the model says of it. The model
    /// handles frames in the order of these calls.
    pub fn send(&mut self, port: usize, event: CarrierEvent, when: When) {
        let outcome = self.golden.receive(port, &event);
        if let Some(outcome) = outcome {
            for copy in outcome.copies {
                self.expected[copy.port].push_back(copy.octets);
            }
        }
        self.board.lock().send(port, event, when).expect("a port and an event");
    }

    /// Sends a carrier event so late after the one before, on any port, that
    /// the order is certain.
    pub fn send_apart(&mut self, port: usize, event: CarrierEvent) {
        let start = self.apart_cycle.max(self.board.lock().cycle() + 10);
        self.apart_cycle = start + event.octets.len() as u64 + APART;
        // Cycles count core clocks here, and clocks of the port there.
        let clocks = self.board.lock().clocks().clone();
        let start = clocks.rx(port).cycle_from(clocks.core.edge(start));
        self.send(port, event, When::at_cycle(start));
    }

    /// Sends a carrier event without asking the model.
    pub fn send_unchecked(&mut self, port: usize, event: CarrierEvent, when: When) {
        self.board.lock().send(port, event, when).expect("a port and an event");
    }

    /// Runs until all is quiet; what was sent must be what the model said, in
    /// order, on every port. Returns it, by the end of each frame.
    pub fn settle(&mut self) -> Vec<WireEvent> {
        let egress = self.run_until_quiet();
        for event in &egress {
            let octets = receive(&event.event).octets;
            let expected = self.expected[event.port].pop_front();
            let Some(expected) = expected else {
                panic!("swp{} sent an unexpected frame: {:02x?}", event.port + 1, octets);
            };
            assert_eq!(expected, octets, "swp{} sent another frame than expected", event.port + 1);
            assert!(event.event.error_positions.is_empty(), "swp{} set TX_ER", event.port + 1);
            assert_eq!(event.event.octets.len(), octets.len() + 8, "seven octets of preamble and the SFD");
        }
        for (port, missing) in self.expected.iter().enumerate() {
            assert!(missing.is_empty(), "swp{} did not send {} frames", port + 1, missing.len());
        }
        egress
    }

    /// As `settle`, where frames from different ports may meet in any order:
    /// each port must send the expected frames of each source in order.
    pub fn settle_flows(&mut self) -> Vec<WireEvent> {
        for frames in &mut self.expected {
            sort_by_source(frames.make_contiguous(), |frame| frame);
        }
        let egress = self.run_until_quiet();
        let mut sent = vec![Vec::new(); self.ports];
        for event in &egress {
            assert!(event.event.error_positions.is_empty(), "swp{} set TX_ER", event.port + 1);
            sent[event.port].push(receive(&event.event).octets);
        }
        for (port, (mut sent, expected)) in sent.into_iter().zip(&mut self.expected).enumerate() {
            sort_by_source(&mut sent, |frame| frame);
            assert_eq!(sent.len(), expected.len(), "frames of swp{}", port + 1);
            for (sent, expected) in sent.iter().zip(expected.drain(..)) {
                assert_eq!(*sent, expected, "swp{} sent another frame than expected", port + 1);
            }
        }
        egress
    }

    /// Runs until all is quiet; returns what was sent, unchecked.
    pub fn run_until_quiet(&mut self) -> Vec<WireEvent> {
        let mut board = self.board.lock();
        assert!(board.run_until_quiet(PATIENCE), "the switch is not quiet after {PATIENCE} clocks");
        self.trail.ingress(&board.take_ingress());
        let egress = board.take_egress();
        drop(board);
        self.trail.egress(&egress);
        egress
    }

    /// Every counter of the device.
    pub fn counters(&mut self) -> Counters {
        let mut counters = Counters::new(self.ports + 1);
        let words = self
            .device
            .bus()
            .read(region::COUNTERS, (self.ports + 1) * Counter::PER_PORT * 2)
            .expect("counters");
        for (index, pair) in words.chunks(2).enumerate() {
            let value = u64::from(pair[0]) | u64::from(pair[1]) << 32;
            counters.set_index(index / Counter::PER_PORT, index % Counter::PER_PORT, value);
        }
        counters
    }

    /// Every counter of every port is the model's.
    pub fn check_counters(&mut self) {
        let device = self.counters();
        for port in 0..=self.ports {
            for counter in Counter::ALL {
                let (device, model) = (device.get(port, *counter), self.golden.counters.get(port, *counter));
                assert_eq!(device, model, "{} of port {port}", counter.name());
            }
            for reason in DropReason::ALL {
                let (device, model) = (device.drops(port, *reason), self.golden.counters.drops(port, *reason));
                assert_eq!(device, model, "drops by {} of port {port}", reason.name());
            }
        }
    }

    /// The device's FDB is the model's, entry by entry at its index.
    pub fn check_fdb(&mut self) {
        let mut held = Fdb::new(&mut self.device).show(&Selector::default()).expect("the table");
        let mut model: Vec<_> = self.golden.fdb.entries().copied().collect();
        // Ages depend on when the scan visits, which is outside of the model.
        for entry in held.iter_mut().chain(&mut model) {
            entry.age = 0;
        }
        model.sort_by_key(|entry| (entry.fid, entry.mac));
        assert_eq!(held, model);
    }

    /// Every cell is free again.
    pub fn check_buffer(&mut self) {
        let word = self.device.bus().read_word(BUFFER.address).expect("BUFFER");
        assert_eq!(word & 0xFFFF, self.cells, "free cells");
    }

    /// Conservation, from the device's counters alone: each frame received is
    /// dropped under one reason or forwarded, each copy sent or dropped.
    pub fn check_conservation(&mut self) -> Counters {
        let counters = self.counters();
        let received = ferroute_sim::golden::counters::received_frames(&counters);
        let sent = ferroute_sim::golden::counters::sent_copies(&counters);
        let (mut frames_lost, mut copies_lost) = (0, 0);
        for reason in DropReason::ALL {
            let drops = counters.total_drops(*reason);
            *(if reason.is_egress() { &mut copies_lost } else { &mut frames_lost }) += drops;
        }
        let copies = counters.total(Counter::ForwardCopies);
        assert_eq!(copies, sent + counters.total_drops(DropReason::TailDrop), "copies");
        assert_eq!(counters.total_drops(DropReason::TransmitUnderrun), 0);
        let forwarded = received - frames_lost;
        assert!(forwarded <= copies, "{forwarded} frames forwarded as {copies} copies");
        assert_eq!(copies_lost, counters.total_drops(DropReason::TailDrop));
        self.check_buffer();
        counters
    }
}

/// Stable: frames of one source keep their order.
fn sort_by_source<T>(frames: &mut [T], octets: impl Fn(&T) -> &Vec<u8>) {
    frames.sort_by(|one, other| octets(one)[6..12].cmp(&octets(other)[6..12]));
}

impl Drop for Rig {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.trail.leave_behind(self.name);
        }
    }
}
