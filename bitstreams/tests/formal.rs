//! A quick part of `cargo xtask formal`: each block's edits fit its Verilog,
//! and the smallest proof runs and notices a mutant.

use std::path::Path;

use ferroute_bitstreams::formal::{BLOCKS, Bench, FormalError, Outcome, Run};

#[test]
fn every_property_file_fits_the_verilog_of_its_block() {
    for block in BLOCKS {
        let properties = block.properties().expect("a property file");
        let verilog = block.verilog();
        properties.tapped(&verilog).unwrap_or_else(|error| panic!("{}: {error}", block.name));
        for edit in &properties.edits {
            let mutant = edit.apply(&verilog).unwrap_or_else(|error| panic!("{}: {error}", block.name));
            assert_ne!(mutant, verilog, "{}: {}", block.name, edit.name);
        }
        let module = format!("module {}_formal", block.name);
        assert!(properties.text.contains(&module), "{module}");
    }
}

#[test]
fn the_arbiter_is_proven_and_its_first_mutant_dies() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let bench = match Bench::new(root) {
        Ok(bench) => bench,
        Err(FormalError::MissingTool(tool)) => {
            println!("SKIP proof of spaced_arbiter: {} is not installed", tool.display());
            return;
        }
        Err(error) => panic!("{error}"),
    };
    let block = BLOCKS.iter().find(|block| block.name == "spaced_arbiter").expect("it is listed");
    let runs = Run::all(&block.properties().expect("a property file"));
    let proof = runs.iter().find(|run| matches!(run, Run::Prove { .. }));
    let mutant = runs.iter().find(|run| matches!(run, Run::Mutant { .. }));
    for run in [proof, mutant] {
        let run = run.expect("the file asks for it");
        let (outcome, _) = bench.run(block, run).expect("SymbiYosys runs");
        assert!(matches!(outcome, Outcome::Expected(_)), "{}: {outcome:?}", run.name());
    }
}
