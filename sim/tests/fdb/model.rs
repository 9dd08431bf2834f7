//! The Verilated FDB, a clock a call.

use ferroute_hdl::fdb::standalone_verilog;
use ferroute_sim::verilator::{self, Build};
use libloading::Library;

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct Inputs {
    pub seed: u64,
    pub lookup_key: u64,
    pub learn_key: u64,
    pub command_key: u64,
    pub ageing_interval: u32,
    pub command_attributes: u32,
    pub command_operation: u32,
    pub table_index: u32,
    pub lookup_valid: u8,
    pub lookup_port: u8,
    pub learn_valid: u8,
    pub learn_port: u8,
    pub command_valid: u8,
    pub table_read: u8,
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct Outputs {
    pub table_key: u64,
    /// Port 3:0, age 6:4, static 7, valid 8: word 2 of an entry.
    pub table_state: u32,
    pub entries: u32,
    pub unlearned: u32,
    pub moves: u32,
    pub command_index: u32,
    pub tap_row: u32,
    pub lookup_done: u8,
    pub lookup_done_port: u8,
    pub lookup_hit: u8,
    pub lookup_egress: u8,
    pub command_done: u8,
    pub command_code: u8,
    pub table_ready: u8,
    pub tap_lookup: u8,
    pub tap_job: u8,
    pub tap_choice: u8,
    pub tap_way: u8,
    pub tap_collision: u8,
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
    pub fn new() -> Option<Self> {
        let verilog = standalone_verilog() + include_str!("taps.v");
        let path = match verilator::build(&Build::new("fdb_bench", &verilog, include_str!("harness.cpp"))) {
            Err(error) if error.is_missing_tool() => {
                println!("SKIPPED: {error}");
                return None;
            }
            built => built.expect("the FDB becomes a library"),
        };
        // SAFETY: the library is the harness, whose functions have these types.
        unsafe {
            let library = Library::new(path).expect("the library loads");
            let new = *library
                .get::<unsafe extern "C" fn() -> *mut std::ffi::c_void>(b"fdb_new")
                .expect("fdb_new");
            let cycle = *library.get::<Cycle>(b"fdb_cycle").expect("fdb_cycle");
            let free = *library.get::<Free>(b"fdb_free").expect("fdb_free");
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
