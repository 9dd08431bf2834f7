//! # RgmiiTransmit: GMII to RGMII pins
//!
//! | port           | dir | meaning                                        |
//! | gmii_*         | in  | change with edges that `gate` lets pass        |
//! | speed          | in  | 0: 10, 1: 100, 2: 1000 Mb/s                    |
//! | gate           | out | registered: GMII moves on with the next rising edge |
//! | rgmii_txd      | out | pads: bits 3:0 while TXC is high, then 7:4; at 10 and 100 Mb/s a nibble a period |
//! | rgmii_tx_ctl   | out | pad: TX_EN while TXC is high, then TX_EN xor TX_ER |
//! | rgmii_txc      | out | pad: the clock, `delay` behind the data        |
//!
//! Clock: `clock`, 125 MHz. Clear: none.
//! Latency: `LATENCY` at 1000 Mb/s. Throughput: see `TransmitPacer`.
//! Resources: see `RgmiiPort`.
//! Not obvious: data change with the rising edge of TXC at the pins at every
//! speed, control with both. RGMII 2.0, table 2: the receiver wants the clock
//! 1.0 to 2.6 ns behind the data at 1000 Mb/s, and at least 1.0 ns without an
//! upper limit (note 1) at 10 and 100; the delay of board or PHY serves both, and
//! leaves a nibble 38 or 398 ns of hold time. Data that changed at the falling
//! edge would make TX_ER out of the start of a frame, since that edge takes control.
//! The last registers in front of the pins' cells let the router cross the die
//! in a clock of its own.

use rust_hdl::prelude::*;

use super::{DdrOutput, Taps, TransmitPacer};
use crate::cdc::FallingRegister;

#[derive(LogicBlock, Default)]
pub struct RgmiiTransmit {
    pub clock: Signal<In, Clock>,
    pub gmii_txd: Signal<In, Bits<8>>,
    pub gmii_tx_en: Signal<In, Bit>,
    pub gmii_tx_er: Signal<In, Bit>,
    pub speed: Signal<In, Bits<2>>,
    pub gate: Signal<Out, Bit>,
    pub rgmii_txd: Signal<Out, Bits<4>>,
    pub rgmii_tx_ctl: Signal<Out, Bit>,
    pub rgmii_txc: Signal<Out, Bit>,
    /// From the gated clock: octet, TX_EN, TX_ER.
    from_gated: FallingRegister<10>,
    pacer: TransmitPacer,
    /// Data, and control in bit 4.
    pins: DdrOutput<5>,
    clock_pin: DdrOutput<1>,
    octet: DFF<Bits<8>>,
    enable: DFF<Bit>,
    enable_or_error: DFF<Bit>,
    high: DFF<Bits<5>>,
    low: DFF<Bits<5>>,
    clock_high: DFF<Bit>,
    clock_low: DFF<Bit>,
    high_nibble: Signal<Local, Bits<4>>,
    low_nibble: Signal<Local, Bits<4>>,
    high_control: Signal<Local, Bit>,
    low_control: Signal<Local, Bit>,
}

impl RgmiiTransmit {
    /// Rising edges from the one that follows a change of GMII to the one that
    /// starts its octet at the pins, at 1000 Mb/s.
    pub const LATENCY: usize = 3;

    /// `delay` of the clock behind data and control.
    pub fn new(delay: Taps) -> Self {
        Self { clock_pin: DdrOutput::new(delay), ..Default::default() }
    }
}

impl Logic for RgmiiTransmit {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, octet, enable, enable_or_error, high, low, clock_high, clock_low);
        clock!(self, clock, from_gated, pacer, pins, clock_pin);
        self.from_gated.source.next = bit_cast::<10, 8>(self.gmii_txd.val())
            | (bit_cast::<10, 1>(self.gmii_tx_en.val().into()) << 8)
            | (bit_cast::<10, 1>(self.gmii_tx_er.val().into()) << 9);
        self.pacer.wanted.next = self.speed.val();
        self.pacer.quiet.next = !self.from_gated.destination.val().get_bit(8);
        self.gate.next = self.pacer.gate.val();
        if self.pacer.load.val() {
            self.octet.d.next = self.from_gated.destination.val().get_bits::<8>(0);
            self.enable.d.next = self.from_gated.destination.val().get_bit(8);
            self.enable_or_error.d.next =
                self.from_gated.destination.val().get_bit(8) ^ self.from_gated.destination.val().get_bit(9);
        }

        // The two halves of a clock.
        self.high_nibble.next = self.octet.q.val().get_bits::<4>(0);
        if self.pacer.second.val() {
            self.high_nibble.next = self.octet.q.val().get_bits::<4>(4);
        }
        self.low_nibble.next = self.high_nibble.val();
        if self.pacer.gigabit.val() {
            self.low_nibble.next = self.octet.q.val().get_bits::<4>(4);
        }
        self.high_control.next = self.enable_or_error.q.val();
        if self.pacer.clock_high.val() {
            self.high_control.next = self.enable.q.val();
        }
        self.low_control.next = self.enable_or_error.q.val();
        if self.pacer.clock_low.val() {
            self.low_control.next = self.enable.q.val();
        }
        self.high.d.next = bit_cast::<5, 4>(self.high_nibble.val())
            | (bit_cast::<5, 1>(self.high_control.val().into()) << 4);
        self.low.d.next = bit_cast::<5, 4>(self.low_nibble.val())
            | (bit_cast::<5, 1>(self.low_control.val().into()) << 4);
        self.clock_high.d.next = self.pacer.clock_high.val();
        self.clock_low.d.next = self.pacer.clock_low.val();

        self.pins.high.next = self.high.q.val();
        self.pins.low.next = self.low.q.val();
        self.clock_pin.high.next = self.clock_high.q.val().into();
        self.clock_pin.low.next = self.clock_low.q.val().into();
        self.rgmii_txd.next = self.pins.pins.val().get_bits::<4>(0);
        self.rgmii_tx_ctl.next = self.pins.pins.val().get_bit(4);
        self.rgmii_txc.next = self.clock_pin.pins.val().any();
    }
}
