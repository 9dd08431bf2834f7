//! The Verilated port and its partner. Times in taps of 25 ps.

use ferroute_hdl::rgmii::{LinkSource, Taps, rgmii_port};
use ferroute_sim::verilator::{self, Build};

use crate::line::{Pins, Speed};

#[repr(C)]
struct Receive {
    pins: *const u16,
    periods: *const u16,
    length: u64,
    clock_arrival: i64,
    skew: i64,
    dead: i64,
    phy_state: u64,
    gmii: *mut u16,
    clocks: *mut u32,
    edges: u64,
}

#[repr(C)]
struct Transmit {
    symbols: *const u16,
    states: *const u8,
    length: u64,
    taps: u64,
    partner_delay: i64,
    pins: *mut u16,
    halves: *mut u32,
    edges: u64,
    least_lag: i64,
    most_lag: i64,
    changes: u64,
    taken: u64,
}

pub const VALID: u16 = 1 << 8;
pub const ERROR: u16 = 1 << 9;
pub const LINK: u16 = 1 << 10;

/// How a partner's clock lies against its data.
#[derive(Clone, Copy, Debug)]
pub struct Phase {
    /// Of RXC at the samplers, behind its pin.
    pub clock_arrival: i64,
    /// Of RXC behind the start of each half's data.
    pub skew: i64,
    /// At the end of each half, when the data are wrong.
    pub dead: i64,
}

/// GMII in front of an edge of rx_clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The clock of RXC that it is of.
    pub clock: usize,
    pub gmii: u16,
}

/// What a partner saw of TXC and the data.
pub struct Sent {
    pub pins: Vec<Pins>,
    /// Between edges of TXC, the high one first.
    pub halves: Vec<u32>,
    /// Least and most from a change of the data to the next edge of TXC.
    pub lag: (i64, i64),
    pub changes: u64,
    /// Symbols that GMII gave.
    pub taken: usize,
}

pub struct Bench(libloading::Library);

impl Bench {
    /// Nothing, and a line that says so, where the tools are missing.
    pub fn new(rx_delay: Taps, tx_delay: Taps, source: LinkSource) -> Option<Self> {
        let verilog =
            rgmii_port::verilog(rx_delay, tx_delay, source) + include_str!("cells.v") + include_str!("delay.v");
        let path = match verilator::build(&Build::new("port_bench", &verilog, include_str!("port_harness.cpp"))) {
            Err(error) if error.is_missing_tool() => {
                println!("SKIPPED: {error}");
                return None;
            }
            built => built.unwrap(),
        };
        // SAFETY: the library is the harness above.
        Some(Self(unsafe { libloading::Library::new(path) }.unwrap()))
    }

    /// GMII in front of each edge of rx_clock, while runs of pins come, each at
    /// its own speed, and MDIO says `phy_state`.
    pub fn receive(&self, runs: &[(Speed, Vec<Pins>)], phase: Phase, phy_state: u8) -> Vec<Edge> {
        let pins: Vec<u16> = runs.iter().flat_map(|(_, pins)| pins.clone()).collect();
        let periods: Vec<u16> = runs.iter().flat_map(|(speed, pins)| vec![speed.taps(); pins.len()]).collect();
        let (mut gmii, mut clocks) = (vec![0; pins.len()], vec![0u32; pins.len()]);
        let mut run = Receive {
            pins: pins.as_ptr(),
            periods: periods.as_ptr(),
            length: pins.len() as u64,
            clock_arrival: phase.clock_arrival,
            skew: phase.skew,
            dead: phase.dead,
            phy_state: phy_state.into(),
            gmii: gmii.as_mut_ptr(),
            clocks: clocks.as_mut_ptr(),
            edges: pins.len() as u64,
        };
        // SAFETY: signature and layout are the harness's; the vectors outlive the call.
        unsafe { self.0.get::<extern "C" fn(*mut Receive)>(b"receive").unwrap()(&raw mut run) };
        let edges = clocks.into_iter().zip(gmii).map(|(clock, gmii)| Edge { clock: clock as usize, gmii });
        edges.take(run.edges as usize).collect()
    }

    /// What a partner samples that delays TXC by `partner_delay`, while GMII
    /// gives symbols, each with a state that MDIO says then, for so many taps.
    pub fn transmit(&self, symbols: &[(u16, u8)], taps: u64, partner_delay: i64) -> Sent {
        let (symbols, states): (Vec<u16>, Vec<u8>) = symbols.iter().copied().unzip();
        let room = taps as usize / 160 + 2;
        let (mut pins, mut halves) = (vec![0; room], vec![0; room]);
        let mut run = Transmit {
            symbols: symbols.as_ptr(),
            states: states.as_ptr(),
            length: symbols.len() as u64,
            taps,
            partner_delay,
            pins: pins.as_mut_ptr(),
            halves: halves.as_mut_ptr(),
            edges: room as u64,
            least_lag: 0,
            most_lag: 0,
            changes: 0,
            taken: 0,
        };
        // SAFETY: as above.
        unsafe { self.0.get::<extern "C" fn(*mut Transmit)>(b"transmit").unwrap()(&raw mut run) };
        pins.truncate(run.edges as usize / 2);
        halves.truncate(run.edges as usize);
        let lag = (run.least_lag, run.most_lag);
        Sent { pins, halves, lag, changes: run.changes, taken: run.taken as usize }
    }
}
