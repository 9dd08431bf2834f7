//! # RgmiiPort: an RGMII PHY to the GMII of the core
//!
//! | port           | dir | clock    | meaning                               |
//! | rgmii_rx*      | in  | rx_clock | pads; rx_clock is RXC                 |
//! | rgmii_tx*      | out | tx_clock | pads                                  |
//! | gmii_rx*       | out | rx_clock | to the core                           |
//! | gmii_tx*       | in  | tx_clock | from the core                         |
//! | gigabit        | out | rx_clock | in-band status: link, 1000 Mb/s, full duplex |
//!
//! Clock: rx_clock and tx_clock, 125 MHz, unrelated. Clear: none.
//! Latency: `RgmiiReceive::LATENCY`, `RgmiiTransmit::LATENCY`.
//! Resources: not measured alone; `cargo xtask bitstream` measures the board.
//! Not obvious: the delays suit a PHY and a board, see `bitstreams/boards`.

use rust_hdl::prelude::*;

use super::{RgmiiReceive, RgmiiTransmit, Taps};
use crate::verilog::emit;

#[derive(LogicBlock, Default)]
pub struct RgmiiPort {
    pub rx_clock: Signal<In, Clock>,
    pub rgmii_rxd: Signal<In, Bits<4>>,
    pub rgmii_rx_ctl: Signal<In, Bit>,
    pub gmii_rxd: Signal<Out, Bits<8>>,
    pub gmii_rx_dv: Signal<Out, Bit>,
    pub gmii_rx_er: Signal<Out, Bit>,
    pub gigabit: Signal<Out, Bit>,
    pub tx_clock: Signal<In, Clock>,
    pub gmii_txd: Signal<In, Bits<8>>,
    pub gmii_tx_en: Signal<In, Bit>,
    pub gmii_tx_er: Signal<In, Bit>,
    pub rgmii_txd: Signal<Out, Bits<4>>,
    pub rgmii_tx_ctl: Signal<Out, Bit>,
    pub rgmii_txc: Signal<Out, Bit>,
    receive: RgmiiReceive,
    transmit: RgmiiTransmit,
}

impl RgmiiPort {
    /// `rx_delay` of received data and control against RXC, `tx_delay` of TXC
    /// against transmitted data and control.
    pub fn new(rx_delay: Taps, tx_delay: Taps) -> Self {
        Self {
            receive: RgmiiReceive::new(rx_delay),
            transmit: RgmiiTransmit::new(tx_delay),
            ..Default::default()
        }
    }
}

impl Logic for RgmiiPort {
    #[hdl_gen]
    fn update(&mut self) {
        self.receive.clock.next = self.rx_clock.val();
        self.receive.rgmii_rxd.next = self.rgmii_rxd.val();
        self.receive.rgmii_rx_ctl.next = self.rgmii_rx_ctl.val();
        self.gmii_rxd.next = self.receive.gmii_rxd.val();
        self.gmii_rx_dv.next = self.receive.gmii_rx_dv.val();
        self.gmii_rx_er.next = self.receive.gmii_rx_er.val();
        self.gigabit.next = self.receive.gigabit.val();
        self.transmit.clock.next = self.tx_clock.val();
        self.transmit.gmii_txd.next = self.gmii_txd.val();
        self.transmit.gmii_tx_en.next = self.gmii_tx_en.val();
        self.transmit.gmii_tx_er.next = self.gmii_tx_er.val();
        self.rgmii_txd.next = self.transmit.rgmii_txd.val();
        self.rgmii_tx_ctl.next = self.transmit.rgmii_tx_ctl.val();
        self.rgmii_txc.next = self.transmit.rgmii_txc.val();
    }
}

/// Verilog of a port, module `rgmii_port`.
pub fn verilog(rx_delay: Taps, tx_delay: Taps) -> String {
    let mut port = RgmiiPort::new(rx_delay, tx_delay);
    port.rx_clock.connect();
    port.rgmii_rxd.connect();
    port.rgmii_rx_ctl.connect();
    port.tx_clock.connect();
    port.gmii_txd.connect();
    port.gmii_tx_en.connect();
    port.gmii_tx_er.connect();
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
        for step in 0..sent.len() + 8 {
            let (octet, enable, error) = sent.get(step).copied().unwrap_or((0xDD, false, false));
            uut.gmii_txd.next = octet.to_bits();
            uut.gmii_tx_en.next = enable;
            uut.gmii_tx_er.next = error;
            settle(&mut uut);
            for level in [true, false] {
                uut.tx_clock.next = level.into();
                settle(&mut uut);
                uut.rgmii_rxd.next = uut.rgmii_txd.val();
                uut.rgmii_rx_ctl.next = uut.rgmii_tx_ctl.val();
                assert_eq!(uut.rgmii_txc.val(), level & (step > 0));
                settle(&mut uut);
                uut.rx_clock.next = level.into();
                settle(&mut uut);
            }
            seen.push((uut.gmii_rxd.val().to_u64(), uut.gmii_rx_dv.val(), uut.gmii_rx_er.val()));
        }
        let latency = RgmiiTransmit::LATENCY + RgmiiReceive::LATENCY;
        assert_eq!(seen[latency..latency + sent.len()], sent);
        assert!(uut.gigabit.val(), "0xD on idle pins is link, 1000 Mb/s, full duplex");
    }
}
