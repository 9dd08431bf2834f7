//! The Verilated FIB engine, a clock a call.

use ferroute_hdl::fib::standalone_verilog;
use ferroute_sim::verilator::{self, Build};
use libloading::Library;

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct Inputs {
    pub lengths4: [u8; 16],
    pub lengths6: [u8; 16],
    /// First octet last.
    pub lookup_address: [u32; 4],
    pub seed: u64,
    pub wide_lengths4: [u8; 8],
    pub wide_lengths6: [u8; 8],
    pub default_routes: u32,
    pub offset: u32,
    pub write_data: u32,
    pub lookup_valid: u8,
    pub lookup_ipv6: u8,
    pub lookup_tag: u8,
    /// Bit 0 IPv4 pool, 1 IPv6 pool, 2 wide table.
    pub reads: u8,
    pub writes: u8,
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct Outputs {
    pub data: u32,
    pub result_next_hop: u16,
    pub result_index: u16,
    pub result_valid: u8,
    pub result_tag: u8,
    pub result_length: u8,
    pub result_table: u8,
    pub lookup_almost_full: u8,
    pub dones: u8,
    pub tap_begins: u8,
    pub tap_pause: u8,
    pub tap_lost: u8,
    pub tap_collision: u8,
}

/// Bits of a row's number in each pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rows {
    pub ipv4: u32,
    pub ipv6: u32,
}

/// The default build.
pub const DEFAULT: Rows = Rows { ipv4: 11, ipv6: 11 };
/// Pools of unlike sizes, the largest and the smallest.
pub const UNLIKE: Rows = Rows { ipv4: 12, ipv6: 9 };

impl Rows {
    fn verilog(self) -> String {
        match self {
            DEFAULT => standalone_verilog::<11, 27, 11, 44>(),
            UNLIKE => standalone_verilog::<12, 26, 9, 46>(),
            _ => panic!("no build with {self:?}"),
        }
    }
}

type Cycle = unsafe extern "C" fn(*mut std::ffi::c_void, *const Inputs, *mut Outputs);
type Free = unsafe extern "C" fn(*mut std::ffi::c_void);

pub struct Model {
    handle: *mut std::ffi::c_void,
    cycle: Cycle,
    free: Free,
    _library: Library,
}

impl Model {
    /// `None`, and a line that says so, where Verilator is not installed.
    pub fn new(rows: Rows) -> Option<Self> {
        let verilog = rows.verilog() + include_str!("taps.v");
        let path = match verilator::build(&Build::new("fib_bench", &verilog, include_str!("harness.cpp"))) {
            Err(error) if error.is_missing_tool() => {
                println!("SKIPPED: {error}");
                return None;
            }
            built => built.expect("the engine becomes a library"),
        };
        // SAFETY: the library is the harness, whose functions have these types.
        unsafe {
            let library = Library::new(path).expect("the library loads");
            let new = *library
                .get::<unsafe extern "C" fn() -> *mut std::ffi::c_void>(b"fib_new")
                .expect("fib_new");
            let cycle = *library.get::<Cycle>(b"fib_cycle").expect("fib_cycle");
            let free = *library.get::<Free>(b"fib_free").expect("fib_free");
            Some(Self { handle: new(), cycle, free, _library: library })
        }
    }

    /// Outputs of the cycle with these inputs.
    pub fn cycle(&mut self, inputs: &Inputs) -> Outputs {
        let mut outputs = Outputs::default();
        // SAFETY: handle and structures are those of the harness.
        unsafe { (self.cycle)(self.handle, inputs, &mut outputs) };
        outputs
    }
}

impl Drop for Model {
    fn drop(&mut self) {
        // SAFETY: the handle is freed once.
        unsafe { (self.free)(self.handle) }
    }
}
