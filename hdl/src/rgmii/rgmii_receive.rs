//! # RgmiiReceive: RGMII pins to GMII
//!
//! | port           | dir | meaning                                        |
//! | rgmii_rxd      | in  | pads: bits 3:0 at the rising edge, 7:4 at the falling one; at 10 and 100 Mb/s a nibble at both |
//! | rgmii_rx_ctl   | in  | pad: RX_DV, then RX_DV xor RX_ER               |
//! | phy_state      | in  | the PHY's state by MDIO, of any clock          |
//! | gmii_*         | out | change at falling edges                        |
//! | gate           | out | registered: GMII is taken at the next rising edge |
//! | state          | out | of `LinkFilter`: the in-band status, or `phy_state` |
//!
//! Clock: `clock`, RXC: 125, 25 or 2.5 MHz, without gaps. Clear: none.
//! Latency: at 1000 Mb/s `LATENCY`; else two to four cycles.
//! Throughput: an octet a clock, or in two clocks. Resources: see `RgmiiPort`.
//! Not obvious: the in-band status stands on the pins in every clock with
//! neither RX_DV nor RX_ER (RGMII 2.0, 3.4.1); it goes through `LinkFilter`, and
//! without one the speed is 1000 Mb/s. Frames pass whatever it says of the link.
//! The speed is taken over between frames only.

use rust_hdl::prelude::*;

use super::{DdrInput, LinkFilter, LinkSelect, LinkSource, NibbleAssembler, StateCrossing, Taps};
use crate::cdc::FallingRegister;

#[derive(LogicBlock, Default)]
pub struct RgmiiReceive {
    pub clock: Signal<In, Clock>,
    pub rgmii_rxd: Signal<In, Bits<4>>,
    pub rgmii_rx_ctl: Signal<In, Bit>,
    pub phy_state: Signal<In, Bits<4>>,
    pub gmii_rxd: Signal<Out, Bits<8>>,
    pub gmii_rx_dv: Signal<Out, Bit>,
    pub gmii_rx_er: Signal<Out, Bit>,
    pub gate: Signal<Out, Bit>,
    pub state: Signal<Out, Bits<4>>,
    /// Data, and control in bit 4.
    pins: DdrInput<5>,
    assembler: NibbleAssembler,
    filter: LinkFilter,
    phy_crossing: StateCrossing,
    select: LinkSelect,
    /// To the gated clock: octet, RX_DV, RX_ER.
    to_gated: FallingRegister<10>,
    control_at_rise: Signal<Local, Bit>,
    control_at_fall: Signal<Local, Bit>,
    gigabit: Signal<Local, Bit>,
    load: Signal<Local, Bit>,
    octet: DFF<Bits<8>>,
    valid: DFF<Bit>,
    error: DFF<Bit>,
    /// Of two clocks at 10 and 100 Mb/s.
    second: DFF<Bit>,
    taken: DFF<Bit>,
}

impl RgmiiReceive {
    /// Rising edges from the one that samples the pins to the one behind which
    /// GMII changes, at 1000 Mb/s.
    pub const LATENCY: usize = 2;

    /// `delay` of data and control against the clock.
    pub fn new(delay: Taps, source: LinkSource) -> Self {
        Self {
            pins: DdrInput::new(delay),
            select: LinkSelect::new(source),
            ..Default::default()
        }
    }
}

impl Logic for RgmiiReceive {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, octet, valid, error, second, taken);
        clock!(self, clock, pins, assembler, phy_crossing, filter, to_gated);
        self.pins.pins.next =
            bit_cast::<5, 4>(self.rgmii_rxd.val()) | (bit_cast::<5, 1>(self.rgmii_rx_ctl.val().into()) << 4);
        self.control_at_rise.next = self.pins.rising.val().get_bit(4);
        self.control_at_fall.next = self.pins.falling.val().get_bit(4);

        // The state, between frames.
        self.phy_crossing.source.next = self.phy_state.val();
        self.select.in_band.next = self.pins.rising.val().get_bits::<4>(0);
        self.select.by_mdio.next = self.phy_crossing.destination.val();
        self.filter.sample.next = self.select.sample.val();
        self.filter.valid.next = !(self.control_at_rise.val() | self.control_at_fall.val());
        self.state.next = self.filter.state.val();
        self.gigabit.next = self.filter.speed.val().get_bit(1);

        // An octet a clock, or every second one.
        self.second.d.next = !self.second.q.val();
        self.load.next = self.gigabit.val() | self.second.q.val();
        self.assembler.nibble.next = self.pins.rising.val().get_bits::<4>(0);
        self.assembler.valid.next = self.control_at_rise.val();
        self.assembler.error.next = self.control_at_rise.val() ^ self.control_at_fall.val();
        self.assembler.due.next = self.second.q.val();
        if self.load.val() {
            self.octet.d.next = self.assembler.octet.val();
            self.valid.d.next = self.assembler.octet_valid.val();
            self.error.d.next = self.assembler.octet_error.val();
        }
        if self.gigabit.val() {
            self.octet.d.next = bit_cast::<8, 4>(self.pins.rising.val().get_bits::<4>(0))
                | (bit_cast::<8, 4>(self.pins.falling.val().get_bits::<4>(0)) << 4);
            self.valid.d.next = self.control_at_rise.val();
            self.error.d.next = self.control_at_rise.val() ^ self.control_at_fall.val();
        }
        self.taken.d.next = self.load.val();
        self.gate.next = self.taken.q.val();

        self.to_gated.source.next = bit_cast::<10, 8>(self.octet.q.val())
            | (bit_cast::<10, 1>(self.valid.q.val().into()) << 8)
            | (bit_cast::<10, 1>(self.error.q.val().into()) << 9);
        self.gmii_rxd.next = self.to_gated.destination.val().get_bits::<8>(0);
        self.gmii_rx_dv.next = self.to_gated.destination.val().get_bit(8);
        self.gmii_rx_er.next = self.to_gated.destination.val().get_bit(9);
    }
}
