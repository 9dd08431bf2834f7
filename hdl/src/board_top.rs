//! # BoardTop: the core with what a board needs around it
//! Clock, RGMII, PHY reset and LEDs joined with `SwitchCore`: structure only,
//! so it is Verilog text around the emitted blocks and no block itself.
//!
//! | port             | dir | meaning                                         |
//! | reference_clock  | in  | the board's oscillator                          |
//! | rgmii_rxc, rgmii_rxd, rgmii_rx_ctl | in | pads; port i has bit i, in rxd bits 4i+3:4i |
//! | rgmii_txc, rgmii_txd, rgmii_tx_ctl | out | pads                             |
//! | phy_reset_n      | out | one line for all PHYs or a line each            |
//! | uart_rx, uart_tx | in, out | 115200 baud after power-up                  |
//! | led              | out | one a port, or one for all                      |
//!
//! Clock: core_clock and every tx_clock are the PLL's 125 MHz; rx_clock is RXC.
//! Clear: none. core_clock stands still until the PLL has been locked for 2^12
//! periods of the oscillator, since registers have their values at power-up only.
//! Resources: `cargo xtask bitstream`.
//! Not obvious: MDIO and MDC are not driven: the PHYs work as strapped.

mod pll;

use std::fmt::Write;

pub use pll::Pll;

use crate::rgmii::{Taps, phy_reset, port_led, rgmii_port};
use crate::switch_core::{self, UnsupportedSize};

/// Name of the top module.
pub const MODULE: &str = "board_top";

/// What tells one board's top from another's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BoardTop {
    /// Front-panel ports.
    pub ports: usize,
    /// Cells of the packet buffer.
    pub cells: usize,
    pub pll: Pll,
    /// Received data and control against RXC.
    pub rx_delay: Taps,
    /// TXC against transmitted data and control.
    pub tx_delay: Taps,
    /// Reset lines: 1 for all PHYs, or one a port.
    pub phy_resets: usize,
    /// LEDs: 1 for all ports, or one a port.
    pub leds: usize,
    pub leds_active_low: bool,
}

impl BoardTop {
    /// Verilog of everything, module [`MODULE`].
    pub fn verilog(&self) -> Result<String, UnsupportedSize> {
        let core = switch_core::verilog(self.ports, self.cells)?;
        let port = rgmii_port::verilog(self.rx_delay, self.tx_delay);
        Ok([core, port, phy_reset::verilog(), port_led::verilog(), self.shell()].concat())
    }

    /// Ports of the top module with their widths.
    pub fn pads(&self) -> Vec<(&'static str, usize)> {
        vec![
            ("reference_clock", 1),
            ("rgmii_rxc", self.ports),
            ("rgmii_rxd", 4 * self.ports),
            ("rgmii_rx_ctl", self.ports),
            ("rgmii_txc", self.ports),
            ("rgmii_txd", 4 * self.ports),
            ("rgmii_tx_ctl", self.ports),
            ("phy_reset_n", self.phy_resets),
            ("uart_rx", 1),
            ("uart_tx", 1),
            ("led", self.leds),
        ]
    }

    fn shell(&self) -> String {
        let mut text = format!("\nmodule {MODULE}(\n");
        let pads = self.pads();
        for (index, (name, width)) in pads.iter().enumerate() {
            let is_input = matches!(*name, "reference_clock" | "uart_rx") || name.starts_with("rgmii_r");
            let direction = if is_input { "input" } else { "output" };
            let range = if *name == "reference_clock" || name.starts_with("uart") {
                String::new()
            } else {
                format!("[{}:0] ", width - 1)
            };
            let comma = if index + 1 == pads.len() { "" } else { "," };
            let _ = writeln!(text, "    {direction} wire {range}{name}{comma}");
        }
        text += ");\n";
        text += &self.pll.verilog();
        text += &self.ports_and_core();
        text += &self.panel();
        text += "endmodule\n";
        text
    }

    fn ports_and_core(&self) -> String {
        let ports = self.ports;
        let mut text = format!("    wire [{}:0] gigabit, gmii_rx_dv, gmii_tx_en;\n", ports - 1);
        let mut core = String::from("    switch_core core (\n        .core_clock(core_clock),\n");
        for i in 0..ports {
            let (high, low) = (4 * i + 3, 4 * i);
            let _ = write!(
                text,
                "    wire [7:0] gmii_rxd{i}, gmii_txd{i};
    wire gmii_rx_er{i}, gmii_tx_er{i};
    rgmii_port rgmii{i} (
        .rx_clock(rgmii_rxc[{i}]), .rgmii_rxd(rgmii_rxd[{high}:{low}]), .rgmii_rx_ctl(rgmii_rx_ctl[{i}]),
        .gmii_rxd(gmii_rxd{i}), .gmii_rx_dv(gmii_rx_dv[{i}]), .gmii_rx_er(gmii_rx_er{i}), .gigabit(gigabit[{i}]),
        .tx_clock(core_clock), .gmii_txd(gmii_txd{i}), .gmii_tx_en(gmii_tx_en[{i}]), .gmii_tx_er(gmii_tx_er{i}),
        .rgmii_txd(rgmii_txd[{high}:{low}]), .rgmii_tx_ctl(rgmii_tx_ctl[{i}]), .rgmii_txc(rgmii_txc[{i}])
    );
"
            );
            let _ = write!(
                core,
                "        .rx_clock${i} (rgmii_rxc[{i}]), .gmii_rxd${i} (gmii_rxd{i}), .gmii_rx_dv${i} (gmii_rx_dv[{i}]), .gmii_rx_er${i} (gmii_rx_er{i}),
        .tx_clock${i} (core_clock), .gmii_txd${i} (gmii_txd{i}), .gmii_tx_en${i} (gmii_tx_en[{i}]), .gmii_tx_er${i} (gmii_tx_er{i}),
"
            );
        }
        core += "        .link_up(gigabit), .uart_rx(uart_rx), .uart_tx(uart_tx)\n    );\n";
        text + &core
    }

    /// Reset of the PHYs, and LEDs.
    fn panel(&self) -> String {
        let mut text = String::from("    wire reset_n;\n");
        text += "    phy_reset reset (.clock(core_clock), .phy_reset_n(reset_n));\n";
        let _ = writeln!(text, "    assign phy_reset_n = {{{}{{reset_n}}}};", self.phy_resets);
        let _ = writeln!(text, "    wire [{}:0] lit;", self.leds - 1);
        for i in 0..self.leds {
            // One LED shows all ports together.
            let of = |name: &str| if self.leds == self.ports { format!("{name}[{i}]") } else { format!("|{name}") };
            let _ = writeln!(
                text,
                "    port_led led{i} (.clock(core_clock), .link({}), .rx({}), .tx({}), .lit(lit[{i}]));",
                of("gigabit"), of("gmii_rx_dv"), of("gmii_tx_en")
            );
        }
        let invert = if self.leds_active_low { "~" } else { "" };
        let _ = writeln!(text, "    assign led = {invert}lit;");
        text
    }
}
