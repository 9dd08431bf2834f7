//! # MdioMaster: one access to a register of a PHY
//!
//! | port        | dir | meaning                                            |
//! | start       | in  | begins an access while `busy` is 0                 |
//! | write, phy, register_address, write_data | in | with `start`                   |
//! | busy        | out | an access is on its way                            |
//! | read_data, answered | out | of the last read, while `busy` is 0; `answered`: a PHY drove the turnaround |
//! | mdc         | out | pad                                                |
//! | mdio_out, mdio_enable, mdio_in | out, out, in | pad, with a pull-up     |
//!
//! Clock: `clock`, 125 MHz. Clear: none. Latency: `LATENCY`.
//! Timing: a period of MDC is `MDC_CLOCKS`, 512 ns (at least 400, IEEE 802.3-2022
//! 22.2.2.13). MDIO changes a clock behind MDC's falling edge, and is taken in
//! front of the rising one; the PHY has 300 ns behind the rising edge before (22.3.4).
//! Resources: see `PhyPoller`.
//! Not obvious: every frame starts with 32 ones (22.2.4.5.2), though a PHY may do
//! without. MDC stands low between frames. A read releases MDIO for the turnaround
//! and the data; where no PHY answers the pull-up makes ones.

use rust_hdl::prelude::*;

use crate::cdc::Synchronizer;

#[derive(LogicBlock, Default)]
pub struct MdioMaster {
    pub clock: Signal<In, Clock>,
    pub start: Signal<In, Bit>,
    pub write: Signal<In, Bit>,
    pub phy: Signal<In, Bits<5>>,
    pub register_address: Signal<In, Bits<5>>,
    pub write_data: Signal<In, Bits<16>>,
    pub busy: Signal<Out, Bit>,
    pub read_data: Signal<Out, Bits<16>>,
    pub answered: Signal<Out, Bit>,
    pub mdc: Signal<Out, Bit>,
    pub mdio_out: Signal<Out, Bit>,
    pub mdio_enable: Signal<Out, Bit>,
    pub mdio_in: Signal<In, Bit>,
    synchronizer: Synchronizer,
    is_busy: DFF<Bit>,
    is_write: DFF<Bit>,
    /// Clocks of the bit; MDC is its top bit.
    phase: DFF<Bits<6>>,
    /// Bits of the frame that are over, preamble included.
    bit_count: DFF<Bits<6>>,
    /// What is still to be sent, the next bit on top; what came, below it.
    shift: DFF<Bits<32>>,
    incoming: DFF<Bit>,
    out: DFF<Bit>,
    enable: DFF<Bit>,
    start_bits: Signal<Local, Bits<2>>,
    opcode: Signal<Local, Bits<2>>,
    turnaround: Signal<Local, Bits<2>>,
    address: Signal<Local, Bits<10>>,
    frame: Signal<Local, Bits<32>>,
}

impl MdioMaster {
    /// Clocks of a bit.
    pub const MDC_CLOCKS: usize = 64;
    /// Clocks of an access.
    pub const LATENCY: usize = 64 * Self::MDC_CLOCKS;

    /// Verilog of a master alone, module `mdio_master`.
    pub fn verilog(mut self) -> String {
        self.clock.connect();
        self.start.connect();
        self.write.connect();
        self.phy.connect();
        self.register_address.connect();
        self.write_data.connect();
        self.mdio_in.connect();
        self.connect_all();
        crate::verilog::emit(&self, "mdio_master")
    }
}

impl Logic for MdioMaster {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, is_busy, is_write, phase, bit_count, shift, incoming, out, enable);
        clock!(self, clock, synchronizer);
        self.synchronizer.source.next = self.mdio_in.val();

        if self.is_busy.q.val() {
            self.phase.d.next = self.phase.q.val() + 1;
        }
        if self.phase.q.val() == 31 {
            self.incoming.d.next = self.synchronizer.destination.val();
        }
        if self.phase.q.val().all() {
            self.bit_count.d.next = self.bit_count.q.val() + 1;
            self.is_busy.d.next = !self.bit_count.q.val().all();
            if self.bit_count.q.val().get_bit(5) {
                self.shift.d.next = (self.shift.q.val() << 1) | bit_cast::<32, 1>(self.incoming.q.val().into());
            }
        }
        self.opcode.next = 2.into();
        if self.write.val() {
            self.opcode.next = 1.into();
        }
        self.address.next = bit_cast::<10, 5>(self.register_address.val()) | (bit_cast::<10, 5>(self.phy.val()) << 5);
        // Start 01 and turnaround 10 (table 22-12).
        self.start_bits.next = 1.into();
        self.turnaround.next = 2.into();
        self.frame.next = (bit_cast::<32, 2>(self.start_bits.val()) << 30)
            | (bit_cast::<32, 2>(self.turnaround.val()) << 16)
            | bit_cast::<32, 16>(self.write_data.val())
            | (bit_cast::<32, 10>(self.address.val()) << 18)
            | (bit_cast::<32, 2>(self.opcode.val()) << 28);
        if self.start.val() & !self.is_busy.q.val() {
            self.is_busy.d.next = true;
            self.is_write.d.next = self.write.val();
            self.shift.d.next = self.frame.val();
        }

        // A read drives 32 + 14 bits.
        self.out.d.next = !self.bit_count.q.val().get_bit(5) | self.shift.q.val().get_bit(31);
        self.enable.d.next =
            self.is_busy.q.val() & (self.is_write.q.val() | (self.bit_count.q.val() < 46));
        self.mdio_out.next = self.out.q.val();
        self.mdio_enable.next = self.enable.q.val();
        self.mdc.next = self.phase.q.val().get_bit(5);
        self.busy.next = self.is_busy.q.val();
        self.read_data.next = self.shift.q.val().get_bits::<16>(0);
        self.answered.next = !self.shift.q.val().get_bit(16);
    }
}
