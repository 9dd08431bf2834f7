//! The Verilated `ControlPort` between a serial line and a memory.

use std::path::PathBuf;
use std::sync::OnceLock;

use ferroute_hdl::control::ControlPort;
use ferroute_regmap::registers::{
    DIMENSIONS, FDB_SIZE, LAYOUT_HASH_HIGH, LAYOUT_HASH_LOW, MAGIC,
};
use ferroute_regmap::{LAYOUT_HASH, region};
use ferroute_sim::verilator::{self, Build};
use libloading::Library;

/// Front-panel ports of the device under test.
pub const PORTS: u32 = 4;
/// Parts of a clock in which a bit's time is given.
const ONE_CLOCK: f64 = 65536.0;

type Handle = *mut std::ffi::c_void;

/// A word that was written over the register bus.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    pub address: u32,
    pub word: u32,
}

/// How the memory behind the bus behaves.
#[derive(Clone, Copy)]
pub struct SlaveOptions {
    /// Cycles of an access, least and most.
    pub latency: (u32, u32),
    /// Addresses that never answer, first and last.
    pub dead: (u32, u32),
}

impl Default for SlaveOptions {
    fn default() -> Self {
        // As the register file: 6 cycles, and more in some regions.
        Self { latency: (4, 12), dead: (1, 0) }
    }
}

pub struct Harness {
    library: Library,
    handle: Handle,
}

/// The model's library; nothing where a tool is missing, and a line that says so.
fn library() -> Option<PathBuf> {
    static PATH: OnceLock<Option<PathBuf>> = OnceLock::new();
    PATH.get_or_init(|| {
        let verilog = ControlPort::verilog(PORTS as usize);
        match verilator::build(&Build::new("control_port", &verilog, include_str!("harness.cpp"))) {
            Err(error) if error.is_missing_tool() => {
                println!("SKIPPED: {error}");
                None
            }
            built => {
                let path = built.expect("the model builds");
                assert_eq!(verilator::warnings(&path).expect("warnings"), "");
                Some(path)
            }
        }
    })
    .clone()
}

macro_rules! call {
    ($self:ident, $name:literal, fn($($type:ty),*) $(-> $result:ty)?, $($argument:expr),*) => {{
        // SAFETY: the signature is that of harness.cpp, and the handle lives
        // as long as `$self`.
        unsafe {
            let function = $self.library.get::<extern "C" fn(Handle $(, $type)*) $(-> $result)?>($name)
                .expect("the harness exports it");
            function($self.handle $(, $argument)*)
        }
    }};
}

impl Harness {
    /// A device that has just been switched on; nothing without Verilator.
    pub fn new(seed: u64) -> Option<Self> {
        let path = library()?;
        // SAFETY: the library is harness.cpp and the model.
        let library = unsafe { Library::new(path) }.expect("the library loads");
        // SAFETY: the signature is that of harness.cpp.
        let handle = unsafe {
            library.get::<extern "C" fn(u64) -> Handle>(b"bench_new").expect("an export")(seed)
        };
        let harness = Self { library, handle };
        harness.poke(MAGIC.address, MAGIC.reset);
        harness.poke(LAYOUT_HASH_LOW.address, LAYOUT_HASH as u32);
        harness.poke(LAYOUT_HASH_HIGH.address, (LAYOUT_HASH >> 32) as u32);
        harness.poke(DIMENSIONS.address, 1024 << 16 | PORTS);
        harness.poke(FDB_SIZE.address, FDB_SIZE.reset);
        harness.set_slave(SlaveOptions::default());
        for offset in 0..20_000 {
            harness.poke(region::FDB_TABLE + offset, offset.wrapping_mul(0x9E37_79B9));
        }
        Some(harness)
    }

    /// Switches the device off and on; the memory keeps its words.
    pub fn power_up(&self) {
        call!(self, b"bench_power_up", fn(),)
    }

    /// Runs for `limit` cycles, or until an octet arrives at the host.
    pub fn run(&self, limit: u64, stop_at_octet: bool) -> u64 {
        call!(self, b"bench_run", fn(u64, bool) -> u64, limit, stop_at_octet)
    }

    pub fn send(&self, octets: &[u8]) {
        call!(self, b"bench_send", fn(*const u8, u64), octets.as_ptr(), octets.len() as u64)
    }

    /// What has arrived at the host.
    pub fn take(&self, buffer: &mut [u8]) -> usize {
        let (start, room) = (buffer.as_mut_ptr(), buffer.len() as u64);
        call!(self, b"bench_take", fn(*mut u8, u64) -> u64, start, room) as usize
    }

    /// Core clocks a bit on the host's side.
    pub fn set_period(&self, clocks: f64) {
        call!(self, b"bench_set_period", fn(u64), (clocks * ONE_CLOCK).round() as u64)
    }

    /// Probability that a bit arrives inverted, to the device and to the host,
    /// and most clocks of silence between two octets to the device.
    pub fn set_noise(&self, to_device: f64, to_host: f64, gap_limit: u32) {
        let rate = |probability: f64| (probability * 2_f64.powi(32)) as u32;
        let (to_device, to_host) = (rate(to_device), rate(to_host));
        call!(self, b"bench_set_noise", fn(u32, u32, u32), to_device, to_host, gap_limit)
    }

    pub fn set_slave(&self, options: SlaveOptions) {
        let (least, most) = options.latency;
        let (first, last) = options.dead;
        call!(self, b"bench_set_slave", fn(u32, u32, u32, u32), least, most, first, last)
    }

    pub fn poke(&self, address: u32, word: u32) {
        call!(self, b"bench_poke", fn(u32, u32), address, word)
    }

    /// The word that a read at `address` would return now.
    pub fn peek(&self, address: u32) -> u32 {
        call!(self, b"bench_peek", fn(u32) -> u32, address)
    }

    /// All writes since the last call, in order.
    pub fn take_writes(&self) -> Vec<Written> {
        let count = call!(self, b"bench_take_log", fn(*mut Written, u64) -> u64, std::ptr::null_mut(), 0);
        let mut written = vec![Written::default(); count as usize];
        call!(self, b"bench_take_log", fn(*mut Written, u64) -> u64, written.as_mut_ptr(), count);
        written
    }

    fn figure(&self, index: u32) -> u64 {
        call!(self, b"bench_figure", fn(u32) -> u64, index)
    }

    pub fn cycles(&self) -> u64 {
        self.figure(0)
    }

    /// Octets that came to the host without a stop bit.
    pub fn framing_errors(&self) -> u64 {
        self.figure(1)
    }

    /// Edges of the device's line that are no whole number of bits after the start bit's.
    pub fn crooked_edges(&self) -> u64 {
        self.figure(2)
    }

    /// Accesses that the device gave up.
    pub fn withdrawn(&self) -> u64 {
        self.figure(3)
    }

    /// Offences against the rules of the register bus.
    pub fn violations(&self) -> u64 {
        self.figure(4)
    }
}

impl Drop for Harness {
    fn drop(&mut self) {
        call!(self, b"bench_free", fn(),)
    }
}
