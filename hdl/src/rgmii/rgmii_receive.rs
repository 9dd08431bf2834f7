//! # RgmiiReceive: RGMII pins to GMII
//!
//! | port           | dir | meaning                                        |
//! | rgmii_rxd      | in  | pads: bits 3:0 at the rising edge, 7:4 at the falling one |
//! | rgmii_rx_ctl   | in  | pad: RX_DV, then RX_DV xor RX_ER               |
//! | gmii_*         | out | registered                                     |
//! | link           | out | in-band status: the link is up                 |
//! | speed          | out | 0: 10, 1: 100, 2: 1000 Mb/s                    |
//! | full_duplex    | out |                                                |
//! | gigabit        | out | the link is up at 1000 Mb/s and full duplex    |
//!
//! Clock: `clock`, RXC. Clear: none.
//! Latency: 2 cycles from the rising edge at the pins to GMII.
//! Throughput: an octet a clock. Resources: see `RgmiiPort`.
//! Not obvious: the status is what stood on the pins in the last clock with
//! neither RX_DV nor RX_ER (RGMII 2.0, 3.4.1); before the first such clock, and
//! with a PHY that does not send it, the link is down. Frames pass whatever the
//! status says; at 10 and 100 Mb/s what passes is not a frame.

use rust_hdl::prelude::*;

use super::{DdrInput, Taps};

#[derive(LogicBlock, Default)]
pub struct RgmiiReceive {
    pub clock: Signal<In, Clock>,
    pub rgmii_rxd: Signal<In, Bits<4>>,
    pub rgmii_rx_ctl: Signal<In, Bit>,
    pub gmii_rxd: Signal<Out, Bits<8>>,
    pub gmii_rx_dv: Signal<Out, Bit>,
    pub gmii_rx_er: Signal<Out, Bit>,
    pub link: Signal<Out, Bit>,
    pub speed: Signal<Out, Bits<2>>,
    pub full_duplex: Signal<Out, Bit>,
    pub gigabit: Signal<Out, Bit>,
    /// Data, and control in bit 4.
    pins: DdrInput<5>,
    control_at_rise: Signal<Local, Bit>,
    control_at_fall: Signal<Local, Bit>,
    octet: DFF<Bits<8>>,
    valid: DFF<Bit>,
    error: DFF<Bit>,
    status: DFF<Bits<4>>,
    is_gigabit: DFF<Bit>,
}

impl RgmiiReceive {
    /// Rising edges from the one that samples the pins to GMII.
    pub const LATENCY: usize = 2;

    /// `delay` of data and control against the clock.
    pub fn new(delay: Taps) -> Self {
        Self { pins: DdrInput::new(delay), ..Default::default() }
    }
}

impl Logic for RgmiiReceive {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, octet, valid, error, status, is_gigabit);
        clock!(self, clock, pins);
        self.pins.pins.next =
            bit_cast::<5, 4>(self.rgmii_rxd.val()) | (bit_cast::<5, 1>(self.rgmii_rx_ctl.val().into()) << 4);
        self.control_at_rise.next = self.pins.rising.val().get_bit(4);
        self.control_at_fall.next = self.pins.falling.val().get_bit(4);

        self.octet.d.next = bit_cast::<8, 4>(self.pins.rising.val().get_bits::<4>(0))
            | (bit_cast::<8, 4>(self.pins.falling.val().get_bits::<4>(0)) << 4);
        self.valid.d.next = self.control_at_rise.val();
        self.error.d.next = self.control_at_rise.val() ^ self.control_at_fall.val();
        if !(self.control_at_rise.val() | self.control_at_fall.val()) {
            self.status.d.next = self.pins.rising.val().get_bits::<4>(0);
        }
        self.is_gigabit.d.next = self.status.q.val() == 13;

        self.gmii_rxd.next = self.octet.q.val();
        self.gmii_rx_dv.next = self.valid.q.val();
        self.gmii_rx_er.next = self.error.q.val();
        self.link.next = self.status.q.val().get_bit(0);
        self.speed.next = self.status.q.val().get_bits::<2>(1);
        self.full_duplex.next = self.status.q.val().get_bit(3);
        self.gigabit.next = self.is_gigabit.q.val();
    }
}
