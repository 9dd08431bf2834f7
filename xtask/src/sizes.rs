//! What fits on which part: the table of `bitstreams/README.md`.

use std::collections::HashMap;
use std::time::Duration;

use anyhow::Result;
use comfy_table::{Table, presets};
use ferroute_bitstreams::{CELL_OCTETS, FDB_ENTRIES, Flow, FlowError, Netlist, Part, Report, switch_core};
use indicatif::ProgressBar;

use crate::{root, setup};

/// What to place.
#[derive(clap::Args)]
pub struct Arguments {
    /// Only this part, such as LFE5U-25F-6
    #[arg(long)]
    part: Option<Part>,
    /// Seed of every placement
    #[arg(long, default_value_t = 1)]
    seed: u32,
}

/// Part, front-panel ports, cells of the packet buffer.
const SIZES: &[(&str, usize, usize)] = &[
    ("LFE5U-25F-6", 2, 512),
    ("LFE5U-25F-6", 3, 512),
    ("LFE5U-25F-6", 4, 512),
    ("LFE5U-25F-6", 8, 512),
    ("LFE5U-45F-6", 2, 1024),
    ("LFE5U-45F-6", 3, 1024),
    ("LFE5U-45F-6", 4, 2048),
    ("LFE5U-45F-6", 8, 2048),
    ("LFE5U-85F-6", 2, 1024),
    ("LFE5U-85F-6", 4, 2048),
    ("LFE5U-85F-6", 8, 1024),
    ("LFE5U-85F-6", 8, 2048),
];

pub fn run(arguments: &Arguments) -> Result<()> {
    setup::ensure()?;
    let mut table = Table::new();
    table.load_style(presets::ASCII_MARKDOWN);
    table.set_header(["part", "ports", "FDB entries", "buffer KiB", "LUT4", "FF", "EBR", "core_clock MHz"]);
    let mut netlists: HashMap<(usize, usize), Netlist> = HashMap::new();
    let progress = ProgressBar::new_spinner();
    progress.enable_steady_tick(Duration::from_millis(200));
    for &(name, ports, cells) in SIZES {
        let part: Part = name.parse()?;
        if arguments.part.is_some_and(|only| only != part) {
            continue;
        }
        if !netlists.contains_key(&(ports, cells)) {
            progress.set_message(format!("synthesis, {ports} ports, {cells} cells"));
            let flow = Flow::new(&root(), &format!("switch_core-{ports}-{cells}"))?;
            netlists.insert((ports, cells), flow.synthesize(&switch_core::verilog(ports, cells)?, "switch_core")?);
        }
        progress.set_message(format!("place and route, {name}, {ports} ports, {cells} cells"));
        let figures = match netlists[&(ports, cells)].place_and_route(part, arguments.seed, 125) {
            Ok(report) => figures(&report, part),
            // The tool's own word for a design that is larger than the part.
            Err(FlowError::Failed { line, .. }) if line.contains("Unable to place") || line.contains("no more") => {
                ["does not fit".to_owned(), String::new(), String::new(), String::new()]
            }
            Err(error) => return Err(error.into()),
        };
        let fixed = [
            name.to_owned(),
            ports.to_string(),
            FDB_ENTRIES.to_string(),
            (cells * CELL_OCTETS / 1024).to_string(),
        ];
        table.add_row(fixed.into_iter().chain(figures));
    }
    progress.finish_and_clear();
    println!("{table}");
    Ok(())
}

fn figures(report: &Report, part: Part) -> [String; 4] {
    [
        report.luts().used.to_string(),
        report.flip_flops().used.to_string(),
        format!("{} of {}", report.block_rams().used, part.block_rams()),
        report.fmax("core_clock").map_or("-".to_owned(), |megahertz| format!("{megahertz:.1}")),
    ]
}
