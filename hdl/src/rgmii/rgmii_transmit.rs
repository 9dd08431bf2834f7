//! # RgmiiTransmit: GMII to RGMII pins
//!
//! | port           | dir | meaning                                        |
//! | gmii_*         | in  |                                                |
//! | rgmii_txd      | out | pads: bits 3:0 while the clock is high, then 7:4 |
//! | rgmii_tx_ctl   | out | pad: TX_EN, then TX_EN xor TX_ER               |
//! | rgmii_txc      | out | pad: the clock, `delay` behind the data        |
//!
//! Clock: `clock`, 125 MHz. Clear: none.
//! Latency: 3 rising edges from GMII to the pins. Throughput: an octet a clock.
//! Resources: see `RgmiiPort`.
//! Not obvious: the register in front of the pins' cells lets the router cross
//! the die in a clock of its own.

use rust_hdl::prelude::*;

use super::{DdrOutput, Taps};

#[derive(LogicBlock, Default)]
pub struct RgmiiTransmit {
    pub clock: Signal<In, Clock>,
    pub gmii_txd: Signal<In, Bits<8>>,
    pub gmii_tx_en: Signal<In, Bit>,
    pub gmii_tx_er: Signal<In, Bit>,
    pub rgmii_txd: Signal<Out, Bits<4>>,
    pub rgmii_tx_ctl: Signal<Out, Bit>,
    pub rgmii_txc: Signal<Out, Bit>,
    /// Data, and control in bit 4.
    pins: DdrOutput<5>,
    clock_pin: DdrOutput<1>,
    octet: DFF<Bits<8>>,
    enable: DFF<Bit>,
    enable_or_error: DFF<Bit>,
}

impl RgmiiTransmit {
    /// Rising edges from the one that takes GMII to the one that starts its
    /// octet at the pins.
    pub const LATENCY: usize = 2;

    /// `delay` of the clock behind data and control.
    pub fn new(delay: Taps) -> Self {
        Self { clock_pin: DdrOutput::new(delay), ..Default::default() }
    }
}

impl Logic for RgmiiTransmit {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, octet, enable, enable_or_error);
        clock!(self, clock, pins, clock_pin);
        self.octet.d.next = self.gmii_txd.val();
        self.enable.d.next = self.gmii_tx_en.val();
        self.enable_or_error.d.next = self.gmii_tx_en.val() ^ self.gmii_tx_er.val();

        self.pins.high.next = bit_cast::<5, 4>(self.octet.q.val().get_bits::<4>(0))
            | (bit_cast::<5, 1>(self.enable.q.val().into()) << 4);
        self.pins.low.next = bit_cast::<5, 4>(self.octet.q.val().get_bits::<4>(4))
            | (bit_cast::<5, 1>(self.enable_or_error.q.val().into()) << 4);
        self.clock_pin.high.next = 1.into();
        self.clock_pin.low.next = 0.into();
        self.rgmii_txd.next = self.pins.pins.val().get_bits::<4>(0);
        self.rgmii_tx_ctl.next = self.pins.pins.val().get_bit(4);
        self.rgmii_txc.next = self.clock_pin.pins.val().any();
    }
}
