//! `Rewriter` under Verilator, a clock at a time.

use std::ffi::c_void;

use ferroute_hdl::rewrite::Rewriter;
use ferroute_sim::verilator::{self, Build};
use libloading::Library;

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct Inputs {
    pub octets: u64,
    pub rewrite: u64,
    pub mac: u64,
    pub write: u16,
    pub length: u16,
    pub vlan: u16,
    /// Bits 67:64 of the word.
    pub end: u8,
    pub early_port: u8,
    pub first: u8,
    pub ingress: u8,
    pub reason: u8,
    pub padding: u8,
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct Outputs {
    pub octets: u64,
    pub write: u16,
    pub length: u16,
    pub end: u8,
    pub first: u8,
    pub ingress: u8,
    pub reason: u8,
    pub interface: u8,
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
    /// `None`, with a line that says so, where the tools are missing.
    pub fn new() -> Option<Self> {
        let verilog = Rewriter::<9>::verilog();
        let path = match verilator::build(&Build::new("rewriter", &verilog, include_str!("harness.cpp"))) {
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
