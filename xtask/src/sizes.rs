//! What fits on which part: the table of `bitstreams/README.md`.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use anyhow::Result;
use ferroute_bitstreams::{CELL_OCTETS, FDB_ENTRIES, Flow, FlowError, Netlist, Part, Report, switch_core};

use crate::synth::core_folder;
use crate::{console, root, setup};

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
    let mut table = console::table(["part", "ports", "FDB entries", "buffer KiB", "LUT4", "FF", "EBR", "core_clock MHz"]);
    let mut netlists: HashMap<(usize, usize), Netlist> = HashMap::new();
    let progress = console::spinner();
    for &(name, ports, cells) in SIZES {
        let part: Part = name.parse()?;
        if arguments.part.is_some_and(|only| only != part) {
            continue;
        }
        let netlist = match netlists.entry((ports, cells)) {
            Entry::Occupied(made) => made.into_mut(),
            Entry::Vacant(place) => {
                progress.set_message(format!("synthesis, {ports} ports, {cells} cells"));
                let flow = Flow::new(&root(), &core_folder(ports, cells))?;
                place.insert(flow.synthesize(&switch_core::verilog(ports, cells)?, "switch_core")?)
            }
        };
        progress.set_message(format!("place and route, {name}, {ports} ports, {cells} cells"));
        let figures = match netlist.place_and_route(part, arguments.seed, 125) {
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
