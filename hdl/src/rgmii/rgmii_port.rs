//! # RgmiiPort: an RGMII PHY to the GMII of the core
//! At 10, 100 and 1000 Mb/s: the core sees an octet a clock of clocks that are
//! gated to the pace of the line.
//!
//! | port           | dir | clock      | meaning                             |
//! | rxc_clock      | in  |            | pad: RXC, 125, 25 or 2.5 MHz        |
//! | rgmii_rx*      | in  | rxc_clock  | pads                                |
//! | rx_clock       | out |            | RXC; at 10 and 100 Mb/s every second period |
//! | gmii_rx*       | out | rx_clock   | to the core                         |
//! | source_clock   | in  |            | 125 MHz from the PLL; runs in front of core_clock |
//! | core_clock     | in  |            | its gated sibling, which then never stops |
//! | tx_clock       | out |            | 1, 1 of 10 or 1 of 100 periods of source_clock |
//! | gmii_tx*       | in  | tx_clock   | from the core                       |
//! | rgmii_tx*      | out | core_clock | pads                                |
//! | phy_state      | in  | core_clock | the PHY's state by MDIO, see `LinkFilter` |
//! | link           | out | core_clock | the link is up, full duplex         |
//!
//! Clear: none; 1000 Mb/s and no link at power-up.
//! Latency: `RgmiiReceive::LATENCY`, `RgmiiTransmit::LATENCY`.
//! Resources: with `RxPort` and `TxPort` 1451 LUT4 (about 420 of them distributed
//! RAM), 613 FF, no EBR; 204 LUT4 and 125 FF of these are the header parser
//! (yosys 0.70, nextpnr 0.11.1, `cargo xtask synth --block rgmii_mac`).
//! Not obvious: the delays suit a PHY and a board, see `bitstreams/boards`. The
//! speed is the one of the last link, from the in-band status or from MDIO as
//! the constructor says. Without RXC the in-band status stays what it was.

use rust_hdl::prelude::*;

use super::{LinkFilter, LinkSelect, LinkSource, RgmiiReceive, RgmiiTransmit, StateCrossing, Taps};
use crate::cdc::ClockGate;
use crate::verilog::emit;

#[derive(LogicBlock, Default)]
pub struct RgmiiPort {
    pub rxc_clock: Signal<In, Clock>,
    pub rgmii_rxd: Signal<In, Bits<4>>,
    pub rgmii_rx_ctl: Signal<In, Bit>,
    pub rx_clock: Signal<Out, Clock>,
    pub gmii_rxd: Signal<Out, Bits<8>>,
    pub gmii_rx_dv: Signal<Out, Bit>,
    pub gmii_rx_er: Signal<Out, Bit>,
    pub source_clock: Signal<In, Clock>,
    pub core_clock: Signal<In, Clock>,
    pub tx_clock: Signal<Out, Clock>,
    pub gmii_txd: Signal<In, Bits<8>>,
    pub gmii_tx_en: Signal<In, Bit>,
    pub gmii_tx_er: Signal<In, Bit>,
    pub rgmii_txd: Signal<Out, Bits<4>>,
    pub rgmii_tx_ctl: Signal<Out, Bit>,
    pub rgmii_txc: Signal<Out, Bit>,
    pub phy_state: Signal<In, Bits<4>>,
    pub link: Signal<Out, Bit>,
    /// A sibling of `rx_clock` that never stops.
    rxc_gate: ClockGate,
    rx_gate: ClockGate,
    tx_gate: ClockGate,
    receive: RgmiiReceive,
    transmit: RgmiiTransmit,
    state_crossing: StateCrossing,
    select: LinkSelect,
    filter: LinkFilter,
}

impl RgmiiPort {
    /// `rx_delay` of received data and control against RXC, `tx_delay` of TXC
    /// against transmitted data and control.
    pub fn new(rx_delay: Taps, tx_delay: Taps, source: LinkSource) -> Self {
        Self {
            receive: RgmiiReceive::new(rx_delay, source),
            transmit: RgmiiTransmit::new(tx_delay),
            select: LinkSelect::new(source),
            ..Default::default()
        }
    }
}

impl Logic for RgmiiPort {
    #[hdl_gen]
    fn update(&mut self) {
        // Clocks.
        self.rxc_gate.source_clock.next = self.rxc_clock.val();
        self.rxc_gate.enable.next = true;
        self.receive.clock.next = self.rxc_gate.gated_clock.val();
        self.rx_gate.source_clock.next = self.rxc_clock.val();
        self.rx_gate.enable.next = self.receive.gate.val();
        self.rx_clock.next = self.rx_gate.gated_clock.val();
        self.transmit.clock.next = self.core_clock.val();
        self.tx_gate.source_clock.next = self.source_clock.val();
        self.tx_gate.enable.next = self.transmit.gate.val();
        self.tx_clock.next = self.tx_gate.gated_clock.val();
        // Receive.
        self.receive.rgmii_rxd.next = self.rgmii_rxd.val();
        self.receive.rgmii_rx_ctl.next = self.rgmii_rx_ctl.val();
        self.receive.phy_state.next = self.phy_state.val();
        self.gmii_rxd.next = self.receive.gmii_rxd.val();
        self.gmii_rx_dv.next = self.receive.gmii_rx_dv.val();
        self.gmii_rx_er.next = self.receive.gmii_rx_er.val();
        // Link and speed.
        self.filter.clock.next = self.core_clock.val();
        self.state_crossing.clock.next = self.core_clock.val();
        self.state_crossing.source.next = self.receive.state.val();
        self.select.in_band.next = self.state_crossing.destination.val();
        self.select.by_mdio.next = self.phy_state.val();
        self.filter.sample.next = self.select.sample.val();
        self.filter.valid.next = true;
        self.link.next = self.filter.link.val();
        // Transmit.
        self.transmit.speed.next = self.filter.speed.val();
        self.transmit.gmii_txd.next = self.gmii_txd.val();
        self.transmit.gmii_tx_en.next = self.gmii_tx_en.val();
        self.transmit.gmii_tx_er.next = self.gmii_tx_er.val();
        self.rgmii_txd.next = self.transmit.rgmii_txd.val();
        self.rgmii_tx_ctl.next = self.transmit.rgmii_tx_ctl.val();
        self.rgmii_txc.next = self.transmit.rgmii_txc.val();
    }
}

/// Verilog of a port, module `rgmii_port`.
pub fn verilog(rx_delay: Taps, tx_delay: Taps, source: LinkSource) -> String {
    let mut port = RgmiiPort::new(rx_delay, tx_delay, source);
    port.rxc_clock.connect();
    port.rgmii_rxd.connect();
    port.rgmii_rx_ctl.connect();
    port.source_clock.connect();
    port.core_clock.connect();
    port.gmii_txd.connect();
    port.gmii_tx_en.connect();
    port.gmii_tx_er.connect();
    port.phy_state.connect();
    port.connect_all();
    emit(&port, "rgmii_port")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Four clocks a frame octet, TX pins to RX pins, TXC to RXC half a phase on.
    #[test]
    fn octets_and_errors_come_back() {
        let mut uut = RgmiiPort::default();
        uut.connect_all();
        let sent: Vec<(u64, bool, bool)> =
            [(0x55, true, false), (0xD5, true, false), (0xA7, true, true), (0xDD, false, false), (0x1E, false, false)].into();
        let mut seen = Vec::new();
        let settle = |uut: &mut RgmiiPort| assert!(simulate(uut, 50));
        for step in 0..sent.len() + 60 {
            // The first falling edge comes with the second octet.
            let symbol = step.checked_sub(1).and_then(|index| sent.get(index));
            let (octet, enable, error) = symbol.copied().unwrap_or((0xDD, false, false));
            uut.gmii_txd.next = octet.to_bits();
            uut.gmii_tx_en.next = enable;
            uut.gmii_tx_er.next = error;
            settle(&mut uut);
            for level in [false, true] {
                uut.source_clock.next = level.into();
                uut.core_clock.next = level.into();
                settle(&mut uut);
                uut.rgmii_rxd.next = uut.rgmii_txd.val();
                uut.rgmii_rx_ctl.next = uut.rgmii_tx_ctl.val();
                assert_eq!(uut.rgmii_txc.val(), level & (step > 1));
                settle(&mut uut);
                uut.rxc_clock.next = level.into();
                settle(&mut uut);
            }
            seen.push((uut.gmii_rxd.val().to_u64(), uut.gmii_rx_dv.val(), uut.gmii_rx_er.val()));
        }
        let start = seen.iter().position(|octet| *octet == sent[0]).expect("the preamble");
        // One as the first octet goes out in step 1, one as pins change behind an edge.
        assert_eq!(start, 2 + RgmiiTransmit::LATENCY + RgmiiReceive::LATENCY);
        assert_eq!(seen[start..start + sent.len()], sent);
        // 17 samples, on each side of the synchronizers.
        assert!(uut.link.val(), "0xD on idle pins is link, 1000 Mb/s, full duplex");
    }
}
