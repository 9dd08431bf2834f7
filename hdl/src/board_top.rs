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
//! | mdc, mdio        | out, inout | a pair for each bus                      |
//! | led              | out | one a port, or one for all                      |
//!
//! Clock: core_clock is the PLL's 125 MHz, tx_clock of a port the same at the
//! pace of its line; rx_clock is RXC, halved at 10 and 100 Mb/s.
//! Clear: none. core_clock stands still until the PLL has been locked for 2^12
//! periods of the oscillator, since registers have their values at power-up only.
//! Resources: `cargo xtask bitstream`.
//! Not obvious: nothing is written over MDIO: the PHYs work as strapped. Where
//! the state comes in band, MDC stands low and MDIO is released.

mod pll;

use std::fmt::Write;

pub use pll::Pll;

use crate::mdio::phy_poller;
use crate::rgmii::{LinkSource, Taps, phy_reset, port_led, rgmii_port};
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
    /// Who tells the ports of link and speed.
    pub link_source: LinkSource,
    /// For each MDIO bus the addresses of its one or two PHYs, in the order of
    /// the ports over all buses.
    pub mdio: &'static [&'static [u8]],
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
        let port = rgmii_port::verilog(self.rx_delay, self.tx_delay, self.link_source);
        Ok([core, port, self.pollers(), phy_reset::verilog(), port_led::verilog(), self.shell()].concat())
    }

    /// A module for each bus that is read.
    fn pollers(&self) -> String {
        let buses = self.mdio.iter().enumerate().filter(|_| self.link_source == LinkSource::Mdio);
        buses
            .map(|(bus, addresses)| {
                let poller = phy_poller::verilog(addresses, &format!("phy_poller{bus}"));
                poller.expect("one or two PHYs a bus")
            })
            .collect()
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
            ("mdc", self.mdio.len()),
            ("mdio", self.mdio.len()),
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
            let direction = match *name {
                "mdio" => "inout",
                _ if is_input => "input",
                _ => "output",
            };
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
        text += &self.buses();
        text += &self.panel();
        text += "endmodule\n";
        text
    }

    fn ports_and_core(&self) -> String {
        let ports = self.ports;
        let mut text = format!(
            "    wire [{top}:0] link, gmii_rx_dv, gmii_tx_en;\n    wire [{}:0] phy_states;\n",
            4 * ports - 1,
            top = ports - 1
        );
        let mut core = String::from("    switch_core core (\n        .core_clock(core_clock),\n");
        for i in 0..ports {
            let (high, low) = (4 * i + 3, 4 * i);
            let _ = write!(
                text,
                "    // Kept, as core_clock.
    (* keep *) wire rx_clock{i}, tx_clock{i};
    wire [7:0] gmii_rxd{i}, gmii_txd{i};
    wire gmii_rx_er{i}, gmii_tx_er{i};
    rgmii_port rgmii{i} (
        .rxc_clock(rgmii_rxc[{i}]), .rgmii_rxd(rgmii_rxd[{high}:{low}]), .rgmii_rx_ctl(rgmii_rx_ctl[{i}]),
        .rx_clock(rx_clock{i}), .gmii_rxd(gmii_rxd{i}), .gmii_rx_dv(gmii_rx_dv[{i}]), .gmii_rx_er(gmii_rx_er{i}),
        .source_clock(pll_clock), .core_clock(core_clock),
        .tx_clock(tx_clock{i}), .gmii_txd(gmii_txd{i}), .gmii_tx_en(gmii_tx_en[{i}]), .gmii_tx_er(gmii_tx_er{i}),
        .rgmii_txd(rgmii_txd[{high}:{low}]), .rgmii_tx_ctl(rgmii_tx_ctl[{i}]), .rgmii_txc(rgmii_txc[{i}]),
        .phy_state(phy_states[{high}:{low}]), .link(link[{i}])
    );
"
            );
            let _ = write!(
                core,
                "        .rx_clock${i} (rx_clock{i}), .gmii_rxd${i} (gmii_rxd{i}), .gmii_rx_dv${i} (gmii_rx_dv[{i}]), .gmii_rx_er${i} (gmii_rx_er{i}),
        .tx_clock${i} (tx_clock{i}), .gmii_txd${i} (gmii_txd{i}), .gmii_tx_en${i} (gmii_tx_en[{i}]), .gmii_tx_er${i} (gmii_tx_er{i}),
"
            );
        }
        core += "        .link_up(link), .uart_rx(uart_rx), .uart_tx(uart_tx)\n    );\n";
        text + &core
    }

    /// MDIO: tri-state pads, and what reads the PHYs.
    fn buses(&self) -> String {
        let mut text = String::new();
        let mut port = 0;
        for (bus, addresses) in self.mdio.iter().enumerate() {
            let (low, high) = (4 * port, 4 * (port + addresses.len()) - 1);
            port += addresses.len();
            let _ = match self.link_source {
                LinkSource::Mdio => write!(
                    text,
                    "    wire mdio_out{bus}, mdio_enable{bus}, mdio_in{bus};
    phy_poller{bus} poller{bus} (
        .clock(core_clock), .states(phy_states[{high}:{low}]), .mdc(mdc[{bus}]),
        .mdio_out(mdio_out{bus}), .mdio_enable(mdio_enable{bus}), .mdio_in(mdio_in{bus})
    );
    BB mdio_pad{bus} (.I(mdio_out{bus}), .T(!mdio_enable{bus}), .O(mdio_in{bus}), .B(mdio[{bus}]));
"
                ),
                LinkSource::InBand => write!(
                    text,
                    "    assign phy_states[{high}:{low}] = 0;
    assign mdc[{bus}] = 1'b0;
    wire mdio_in{bus};
    BB mdio_pad{bus} (.I(1'b0), .T(1'b1), .O(mdio_in{bus}), .B(mdio[{bus}]));
"
                ),
            };
        }
        text
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
                of("link"), of("gmii_rx_dv"), of("gmii_tx_en")
            );
        }
        let invert = if self.leds_active_low { "~" } else { "" };
        let _ = writeln!(text, "    assign led = {invert}lit;");
        text
    }
}
