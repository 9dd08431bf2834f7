//! # RewriteRecords: where each routed frame goes, by its first cell
//! What `FrameRecords` has no room for: egress interface and destination.
//!
//! | port       | dir | meaning                                              |
//! | write      | in  | the two of `write_rewrite` go under `write_frame`    |
//! | read       | in  | those of `read_frame` are wanted                     |
//! | egress_interface, mac | out | they, 2 cycles later, for one cycle       |
//!
//! Clock: core_clock. Clear: none.
//! Latency: 2 cycles. Throughput: one record written and one read a cycle.
//! Storage: 2^CELL x 54 bit of block RAM: 2, 3 and 6 EBR for CELL 9, 10, 11.
//! Resources: see `PacketBuffer`.

use rust_hdl::prelude::*;

use crate::memory::SimpleDualPortRam;
use crate::rewrite::Rewrite;

#[derive(LogicBlock, Default)]
pub struct RewriteRecords<const CELL: usize> {
    pub clock: Signal<In, Clock>,
    pub write: Signal<In, Bit>,
    pub write_frame: Signal<In, Bits<CELL>>,
    pub write_rewrite: Signal<In, Rewrite>,
    pub read: Signal<In, Bit>,
    pub read_frame: Signal<In, Bits<CELL>>,
    pub egress_interface: Signal<Out, Bits<6>>,
    pub mac: Signal<Out, Bits<48>>,
    ram: SimpleDualPortRam<54, CELL>,
    record: DFF<Bits<54>>,
}

impl<const CELL: usize> RewriteRecords<CELL> {
    /// Cycles from `read` to the fields.
    pub const LATENCY: usize = 2;
}

impl<const CELL: usize> Logic for RewriteRecords<CELL> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, record);
        clock!(self, clock, ram);
        self.ram.write_enable.next = self.write.val();
        self.ram.write_address.next = self.write_frame.val();
        self.ram.write_data.next = bit_cast::<54, 48>(self.write_rewrite.val().mac)
            | (bit_cast::<54, 6>(self.write_rewrite.val().interface) << 48);
        self.ram.read_enable.next = self.read.val();
        self.ram.read_address.next = self.read_frame.val();
        self.record.d.next = self.ram.read_data.val();
        self.mac.next = self.record.q.val().get_bits::<48>(0);
        self.egress_interface.next = self.record.q.val().get_bits::<6>(48);
    }
}
