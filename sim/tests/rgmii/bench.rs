//! The Verilated port and its partner.

use ferroute_hdl::rgmii::{Taps, rgmii_port};
use ferroute_sim::verilator::{self, Build, VerilatorError};

#[repr(C)]
struct Receive {
    symbols: *const u16,
    gmii: *mut u16,
    length: u64,
    clock_arrival: i64,
    skew: i64,
    eye: i64,
}

#[repr(C)]
struct Transmit {
    symbols: *const u16,
    pins: *mut u16,
    length: u64,
    partner_delay: i64,
    least_lag: i64,
    most_lag: i64,
    changes: u64,
}

/// What a partner saw of TXC and the data.
pub struct Sent {
    pub symbols: Vec<u16>,
    /// Least and most taps from a change of the data to the next edge of TXC.
    pub lag: (i64, i64),
    pub changes: u64,
}

/// Times in taps of 25 ps.
pub struct Bench(libloading::Library);

impl Bench {
    /// Nothing, and a line that says so, where the tools are missing.
    pub fn new(rx_delay: Taps, tx_delay: Taps) -> Option<Self> {
        let verilog = rgmii_port::verilog(rx_delay, tx_delay) + include_str!("primitives.v");
        let path = match verilator::build(&Build::new("rgmii_bench", &verilog, include_str!("harness.cpp"))) {
            Err(error @ (VerilatorError::MissingVerilator(_) | VerilatorError::MissingCompiler)) => {
                println!("SKIPPED: {error}");
                return None;
            }
            built => built.unwrap(),
        };
        // SAFETY: the library is the harness above.
        Some(Self(unsafe { libloading::Library::new(path) }.unwrap()))
    }

    /// GMII in front of each edge of RXC. RXC comes `skew` behind the data,
    /// which stand for `eye`, and is `clock_arrival` on its way to the samplers.
    pub fn receive(&self, symbols: &[u16], clock_arrival: i64, skew: i64, eye: i64) -> Vec<u16> {
        let mut gmii = vec![0; symbols.len()];
        let length = symbols.len() as u64;
        let mut run = Receive { symbols: symbols.as_ptr(), gmii: gmii.as_mut_ptr(), length, clock_arrival, skew, eye };
        // SAFETY: signature and layout are the harness's; the vectors outlive the call.
        unsafe { self.0.get::<extern "C" fn(*mut Receive)>(b"receive").unwrap()(&raw mut run) };
        gmii
    }

    /// What a partner samples that delays TXC by `partner_delay`.
    pub fn transmit(&self, symbols: &[u16], partner_delay: i64) -> Sent {
        let mut pins = vec![0; symbols.len()];
        let mut run = Transmit {
            symbols: symbols.as_ptr(),
            pins: pins.as_mut_ptr(),
            length: symbols.len() as u64,
            partner_delay,
            least_lag: 0,
            most_lag: 0,
            changes: 0,
        };
        // SAFETY: as above.
        unsafe { self.0.get::<extern "C" fn(*mut Transmit)>(b"transmit").unwrap()(&raw mut run) };
        Sent { symbols: pins, lag: (run.least_lag, run.most_lag), changes: run.changes }
    }
}
