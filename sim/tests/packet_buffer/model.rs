//! `PacketBuffer` under Verilator, a clock at a time.

use std::ffi::c_void;

use ferroute_hdl::buffer::PacketBuffer;
use ferroute_sim::verilator::{self, Build};
use libloading::Library;

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct Inputs {
    pub write_data: u64,
    pub frame_rewrite: u64,
    pub write_address: u16,
    pub link_from: u16,
    pub link_to: u16,
    pub frame_first: u16,
    pub frame_last: u16,
    pub frame_length: u16,
    pub frame_egress: u16,
    pub tx_almost_full: u16,
    pub take_cell: u8,
    pub write_enable: u8,
    pub link_valid: u8,
    pub frame_valid: u8,
    pub frame_cells: u8,
    pub frame_class: u8,
    pub frame_ingress: u8,
    pub frame_reason: u8,
    pub counters_almost_full: u8,
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct Outputs {
    pub tx_octets: u64,
    pub tx_rewrite: u64,
    pub free_cell: u16,
    pub free_cells: u16,
    pub tail_drop: u16,
    pub tx_write: u16,
    pub tx_length: u16,
    pub event_length: u16,
    pub cell_available: u8,
    pub no_cells: u8,
    /// Bits 67:64 of the word.
    pub tx_end: u8,
    pub tx_first: u8,
    pub tx_ingress: u8,
    pub tx_reason: u8,
    pub event_valid: u8,
    pub event_port: u8,
    pub event_class: u8,
    pub tx_early_port: u8,
    pub tx_padding: u8,
}

type New = unsafe extern "C" fn() -> *mut c_void;
type Delete = unsafe extern "C" fn(*mut c_void);
type Cycle = unsafe extern "C" fn(*mut c_void, *const Inputs, *mut Outputs);

pub struct Model {
    bench: *mut c_void,
    cycle: Cycle,
    delete: Delete,
    /// Outputs of the present cycle.
    pub outputs: Outputs,
    _library: Library,
}

impl Model {
    /// A buffer of so many cells and egress ports, the CPU port included;
    /// `None`, with a line that says so, where the tools are missing.
    pub fn new(ports: usize, cells: usize) -> Option<Self> {
        let verilog = match (ports, cells) {
            (5, 512) => PacketBuffer::<5, 6, 9, 12>::verilog(),
            (5, 1024) => PacketBuffer::<5, 6, 10, 13>::verilog(),
            (9, 512) => PacketBuffer::<9, 10, 9, 12>::verilog(),
            other => panic!("no build for {other:?}"),
        };
        let harness = include_str!("harness.cpp");
        let path = match verilator::build(&Build::new("packet_buffer", &verilog, harness)) {
            Err(error) if error.is_missing_tool() => {
                println!("SKIPPED: {error}");
                return None;
            }
            built => built.expect("the model builds"),
        };
        assert_eq!(verilator::warnings(&path).expect("its warnings"), "");
        // SAFETY: the library is the harness beside this file, with these signatures.
        unsafe {
            let library = Library::new(&path).expect("the library loads");
            let new: New = *library.get(b"bench_new").expect("bench_new");
            let delete: Delete = *library.get(b"bench_delete").expect("bench_delete");
            let cycle: Cycle = *library.get(b"bench_cycle").expect("bench_cycle");
            Some(Self { bench: new(), cycle, delete, outputs: Outputs::default(), _library: library })
        }
    }

    pub fn cycle(&mut self, inputs: &Inputs) {
        // SAFETY: `bench` lives as long as `self`; both structs match the harness.
        unsafe { (self.cycle)(self.bench, inputs, &mut self.outputs) }
    }
}

impl Drop for Model {
    fn drop(&mut self) {
        // SAFETY: made by `bench_new`, deleted once.
        unsafe { (self.delete)(self.bench) }
    }
}
