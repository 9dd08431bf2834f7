//! # FrameRecords: what is known of each stored frame, by its first cell
//!
//! | port       | dir | meaning                                              |
//! | write      | in  | the frame's fields go under `frame`                  |
//! | write_*    | in  | octets without FCS, cells, class (`cast`), ingress, PuntReason |
//! | read       | in  | the record of `read_frame` is wanted                 |
//! | length, cells, cast, ingress, reason | out | it, 2 cycles later, for one cycle |
//! | last_octet | out | with them: `length` - 1                              |
//!
//! Clock: core_clock. Clear: none.
//! Latency: 2 cycles. Throughput: one record written and one read a cycle.
//! Storage: 2^CELL x 30 bit of block RAM: 1, 2 and 4 EBR for CELL 9, 10, 11.
//! Resources: see `PacketBuffer`.
//! Not obvious: 11 bits of length and 5 of cells are enough, since no frame that
//! is sent has more than 1522 octets without FCS or 24 cells; records of frames
//! that are dropped are cut short and never read. What is kept is the last
//! octet's number, as the words left come straight from it.

use rust_hdl::prelude::*;

use crate::memory::SimpleDualPortRam;

#[derive(LogicBlock, Default)]
pub struct FrameRecords<const CELL: usize> {
    pub clock: Signal<In, Clock>,
    pub write: Signal<In, Bit>,
    pub write_frame: Signal<In, Bits<CELL>>,
    pub write_length: Signal<In, Bits<14>>,
    pub write_cells: Signal<In, Bits<8>>,
    pub write_class: Signal<In, Bits<2>>,
    pub write_ingress: Signal<In, Bits<4>>,
    pub write_reason: Signal<In, Bits<8>>,
    pub read: Signal<In, Bit>,
    pub read_frame: Signal<In, Bits<CELL>>,
    pub length: Signal<Out, Bits<11>>,
    pub last_octet: Signal<Out, Bits<11>>,
    pub cells: Signal<Out, Bits<5>>,
    pub cast: Signal<Out, Bits<2>>,
    pub ingress: Signal<Out, Bits<4>>,
    pub reason: Signal<Out, Bits<8>>,
    ram: SimpleDualPortRam<30, CELL>,
    record: DFF<Bits<30>>,
    write_last: Signal<Local, Bits<11>>,
}

impl<const CELL: usize> FrameRecords<CELL> {
    /// Cycles from `read` to the fields.
    pub const LATENCY: usize = 2;
}

impl<const CELL: usize> Logic for FrameRecords<CELL> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, record);
        clock!(self, clock, ram);
        self.write_last.next = self.write_length.val().get_bits::<11>(0) - 1;
        // Last octet in bits 10:0, cells 15:11, class 17:16, ingress 21:18, reason 29:22.
        self.ram.write_enable.next = self.write.val();
        self.ram.write_address.next = self.write_frame.val();
        self.ram.write_data.next = bit_cast::<30, 11>(self.write_last.val())
            | (bit_cast::<30, 5>(self.write_cells.val().get_bits::<5>(0)) << 11)
            | (bit_cast::<30, 2>(self.write_class.val()) << 16)
            | (bit_cast::<30, 4>(self.write_ingress.val()) << 18)
            | (bit_cast::<30, 8>(self.write_reason.val()) << 22);
        self.ram.read_enable.next = self.read.val();
        self.ram.read_address.next = self.read_frame.val();
        self.record.d.next = self.ram.read_data.val();
        self.last_octet.next = self.record.q.val().get_bits::<11>(0);
        self.length.next = self.record.q.val().get_bits::<11>(0) + 1;
        self.cells.next = self.record.q.val().get_bits::<5>(11);
        self.cast.next = self.record.q.val().get_bits::<2>(16);
        self.ingress.next = self.record.q.val().get_bits::<4>(18);
        self.reason.next = self.record.q.val().get_bits::<8>(22);
    }
}
