//! A counter through Verilator and the C++ compiler.

use ferroute_sim::verilator::{self, Build, VerilatorError};

const COUNTER: &str = "
module counter(input wire clock, input wire [7:0] step$0, output reg [15:0] total);
initial total = 0;
always @(posedge clock) total <= total + step$0;
endmodule
";

const HARNESS: &str = r#"
#include "Vmodel.h"
extern "C" __attribute__((visibility("default"))) unsigned count(unsigned cycles) {
    VerilatedContext context;
    Vmodel model(&context);
    model.step__0240 = STEP;
    model.clock = 0;
    model.eval();
    for (unsigned i = 0; i < cycles; i++) {
        model.clock = 1; model.eval();
        model.clock = 0; model.eval();
    }
    return model.total;
}
"#;

fn skipped(error: &VerilatorError) -> bool {
    let missing = error.is_missing_tool();
    if missing {
        println!("SKIPPED: {error}");
    }
    missing
}

#[test]
fn a_model_runs_and_is_built_once() {
    let build = Build { defines: &[("STEP", 3)], ..Build::new("counter", COUNTER, HARNESS) };
    let path = match verilator::build(&build) {
        Err(error) if skipped(&error) => return,
        built => built.unwrap(),
    };
    assert_eq!(verilator::warnings(&path).unwrap(), "");
    let made = std::fs::metadata(&path).unwrap().modified().unwrap();
    // SAFETY: the library is the harness above.
    let library = unsafe { libloading::Library::new(&path) }.unwrap();
    // SAFETY: the signature is the one above.
    let count = unsafe { library.get::<extern "C" fn(u32) -> u32>(b"count") }.unwrap();
    assert_eq!(count(100), 300);
    assert_eq!(verilator::build(&build).unwrap(), path);
    assert_eq!(std::fs::metadata(&path).unwrap().modified().unwrap(), made);
}

#[test]
fn faults_name_their_file() {
    let latch = "module counter(input wire a, input wire b, output reg c);
        always @(*) if (a) c = b;
        endmodule";
    match verilator::build(&Build::new("counter", latch, "")) {
        Err(error) if skipped(&error) => return,
        Err(VerilatorError::Verilate { log, .. }) => assert!(log.contains("LATCH"), "{log}"),
        other => panic!("{other:?}"),
    }
    match verilator::build(&Build::new("counter", COUNTER, "int x = nonsense;")) {
        Err(VerilatorError::Compile { file, log }) => {
            assert!(file.ends_with("harness.cpp"), "{file}");
            assert!(log.contains("nonsense"), "{log}");
        }
        other => panic!("{other:?}"),
    }
}
