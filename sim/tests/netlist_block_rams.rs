//! Registers moved into block RAMs, on a design so small that the move alone is
//! at stake: the netlist does what its source does, and one whose register went
//! across a reset does not. `cargo xtask netlist` makes both.

use ferroute_sim::ecp5;
use ferroute_sim::verilator::{self, Build};

/// Clocks of random stimulus.
const STEPS: usize = 20_000;
const SEED: u32 = 20_265;

/// xorshift32 drives all inputs; what comes out of each clock is a word.
/// Addresses are few, so that what is read was written, and none is read in the
/// clock that writes it.
const HARNESS: &str = r#"
#include "Vmodel.h"
#include <cstdint>
extern "C" __attribute__((visibility("default"))) void run(uint32_t seed, uint64_t* out, size_t steps) {
    VerilatedContext context;
    Vmodel model(&context);
    uint32_t state = seed;
    auto random = [&state](uint32_t bits) {
        state ^= state << 13; state ^= state >> 17; state ^= state << 5;
        return state >> (32 - bits);
    };
    model.clock = 0;
    model.eval();
    for (size_t i = 0; i < steps; i++) {
        model.write = random(1);
        model.write_address = random(4) << 3;
        model.write_data = random(18);
        model.read_address = random(4) << 3;
        model.read = random(1) && !(model.write && model.write_address == model.read_address);
        model.clear = random(3) == 0;
        model.advance = random(1);
        model.clock = 1; model.eval();
        model.clock = 0; model.eval();
        out[i] = uint64_t(model.plain) << 36 | uint64_t(model.held) << 18 | model.cleared;
    }
}
"#;

fn outputs(verilog: &str) -> Option<Vec<u64>> {
    let path = match verilator::build(&Build::new("block_rams", verilog, HARNESS)) {
        Err(error) if error.is_missing_tool() => {
            println!("SKIPPED: {error}");
            return None;
        }
        built => built.expect("a model"),
    };
    // SAFETY: the library is the harness above.
    let library = unsafe { libloading::Library::new(path) }.expect("a library");
    // SAFETY: the signature is the one above.
    let run = unsafe { library.get::<extern "C" fn(u32, *mut u64, usize)>(b"run") }.expect("the function");
    let mut out = vec![0; STEPS];
    run(SEED, out.as_mut_ptr(), STEPS);
    Some(out)
}

#[test]
fn the_fold_keeps_the_function_and_across_a_reset_it_would_not() {
    let Some(folder) = ecp5::netlist_folder("block_rams") else {
        println!("SKIPPED: no netlist was made; run `cargo xtask netlist`");
        return;
    };
    let text = |file: &str| std::fs::read_to_string(folder.join(file)).expect("Verilog");
    let (netlist, mutant) = (text("netlist.v"), text("mutant.v"));
    let registers = |verilog: &str| verilog.matches("\"OUTREG\"").count();
    assert!(registers(&netlist) > 0, "at least one register moved");
    assert!(registers(&mutant) > registers(&netlist), "the mutant moved another");
    let Some(source) = outputs(&text("source.v")) else { return };
    assert!(source.iter().any(|out| *out != 0));
    let first_difference = |verilog: &str| {
        let out = outputs(&ecp5::with_cells(verilog)).expect("the source was built");
        out.iter().zip(&source).position(|(one, other)| one != other)
    };
    assert_eq!(first_difference(&netlist), None);
    assert!(first_difference(&mutant).is_some(), "nobody noticed the mutant");
}
