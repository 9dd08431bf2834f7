//! A module of cells whose inputs are set and whose clock is given step by step.

use std::ffi::c_void;

use ferroute_sim::ecp5::with_cells;
use ferroute_sim::verilator::{self, Build, VerilatorError};
use libloading::Library;

/// A port of the module, of at most 32 bits.
#[derive(Clone, Copy)]
pub struct Pin<'a> {
    pub name: &'a str,
    pub width: u32,
}

/// Such a port.
pub const fn pin(name: &str, width: u32) -> Pin<'_> {
    Pin { name, width }
}

type Handle = *mut c_void;

/// A built module; its clock is `clock`, 0 between steps.
pub struct Bench {
    handle: Handle,
    eval: unsafe extern "C" fn(Handle, *const u32, u32, *mut u32),
    close: unsafe extern "C" fn(Handle),
    inputs: Vec<u32>,
    outputs: usize,
    // Last, so that the code outlives what runs it.
    _library: Library,
}

impl Bench {
    /// Builds the cells of `body`, or says why this machine cannot.
    pub fn open(name: &str, inputs: &[Pin], outputs: &[Pin], body: &str) -> Option<Self> {
        let ports = |direction: &str, pins: &[Pin]| -> String {
            pins.iter().map(|pin| format!(", {direction} wire [{}:0] {}", pin.width - 1, pin.name)).collect()
        };
        let ports = ports("input", inputs) + &ports("output", outputs);
        let verilog = with_cells(&format!("module bench(input wire clock{ports}); {body} endmodule\n"));
        let path = match verilator::build(&Build::new("bench", &verilog, &harness(inputs, outputs))) {
            Err(error) if error.is_missing_tool() => {
                println!("SKIPPED {name}: {error}");
                return None;
            }
            built => built.unwrap_or_else(|error| panic!("{name}: {error}")),
        };
        // SAFETY: the library is the harness below, with these signatures.
        unsafe {
            let library = Library::new(path).expect("a library");
            let open = *library.get::<unsafe extern "C" fn() -> Handle>(b"open_bench").expect("open_bench");
            let eval = *library.get(b"eval_bench").expect("eval_bench");
            let close = *library.get(b"close_bench").expect("close_bench");
            let (inputs, outputs) = (vec![0; inputs.len()], outputs.len());
            let mut bench = Self { handle: open(), eval, close, inputs, outputs, _library: library };
            bench.eval(0);
            Some(bench)
        }
    }

    /// The outputs as they are.
    pub fn outputs(&mut self) -> Vec<u32> {
        self.eval(0)
    }

    /// The outputs with these inputs, before the clock.
    pub fn set(&mut self, inputs: &[u32]) -> Vec<u32> {
        assert_eq!(inputs.len(), self.inputs.len());
        self.inputs.copy_from_slice(inputs);
        self.eval(0)
    }

    /// The outputs behind a clock.
    pub fn clock(&mut self) -> Vec<u32> {
        self.eval(1);
        self.eval(0)
    }

    /// Both: what comes of these inputs.
    pub fn step(&mut self, inputs: &[u32]) -> Vec<u32> {
        self.set(inputs);
        self.clock()
    }

    fn eval(&mut self, clock: u32) -> Vec<u32> {
        let mut outputs = vec![0; self.outputs];
        // SAFETY: the handle is open, and both arrays are as long as the harness wants.
        unsafe { (self.eval)(self.handle, self.inputs.as_ptr(), clock, outputs.as_mut_ptr()) };
        outputs
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        // SAFETY: the handle is open and used no more.
        unsafe { (self.close)(self.handle) }
    }
}

/// A cell that Verilator must refuse, with this in what it says.
pub fn refused(cell: &str, message: &str) {
    let verilog = with_cells(&format!("module bench(input wire clock, output wire o); {cell} endmodule\n"));
    match verilator::build(&Build::new("bench", &verilog, "")) {
        Err(error) if error.is_missing_tool() => {
            println!("SKIPPED {message}: {error}");
        }
        Err(VerilatorError::Verilate { log, .. }) => assert!(log.contains(message), "{message}: {log}"),
        other => panic!("{message}: {other:?}"),
    }
}

fn harness(inputs: &[Pin], outputs: &[Pin]) -> String {
    let set: String = inputs.iter().enumerate().map(|(index, pin)| format!("m.{} = in[{index}]; ", pin.name)).collect();
    let get: String = outputs.iter().enumerate().map(|(index, pin)| format!("out[{index}] = m.{}; ", pin.name)).collect();
    format!(
        r#"
#include "Vmodel.h"
#include <cstdint>
#define EXPORT extern "C" __attribute__((visibility("default")))
EXPORT void* open_bench() {{ return new Vmodel(); }}
EXPORT void close_bench(void* handle) {{ delete static_cast<Vmodel*>(handle); }}
EXPORT void eval_bench(void* handle, const uint32_t* in, uint32_t clock, uint32_t* out) {{
    Vmodel& m = *static_cast<Vmodel*>(handle);
    {set}
    m.clock = clock;
    m.eval();
    {get}
}}
"#
    )
}
