//! # FrameReporter: the verdict to the buffer and to the counters
//!
//! | port     | dir | meaning                                                |
//! | valid, record, egress, drop_code, reason, good, cast, stored_length | in | from `VerdictSelector` |
//! | frame_*  | out | the frame, to the buffer, in the same cycle            |
//! | rx_*     | out | the same frame, to the counters, 1 cycle later         |
//!
//! Clock: core_clock. Clear: none. Latency: 0 and 1 cycle. Throughput: one a
//! cycle. Backpressure: none. Storage: 31 bit of registers.
//! Resources: see `Ingress`.
//! Not obvious: a frame without cells is not reported to the buffer, but it is
//! counted. `frame_length` is without FCS and means nothing where `frame_egress`
//! is zero.

use rust_hdl::prelude::*;

use super::copy_counter::CopyCounter;
use super::frame_record::FrameRecord;

#[derive(LogicBlock, Default)]
pub struct FrameReporter<const N: usize, const CELL: usize> {
    pub clock: Signal<In, Clock>,
    pub valid: Signal<In, Bit>,
    pub record: Signal<In, FrameRecord>,
    pub egress: Signal<In, Bits<9>>,
    pub drop_code: Signal<In, Bits<5>>,
    pub reason: Signal<In, Bits<8>>,
    pub good: Signal<In, Bit>,
    pub cast: Signal<In, Bits<2>>,
    pub stored_length: Signal<In, Bits<14>>,
    pub frame_valid: Signal<Out, Bit>,
    pub frame_first: Signal<Out, Bits<CELL>>,
    pub frame_last: Signal<Out, Bits<CELL>>,
    pub frame_cells: Signal<Out, Bits<8>>,
    pub frame_length: Signal<Out, Bits<14>>,
    pub frame_egress: Signal<Out, Bits<N>>,
    pub frame_class: Signal<Out, Bits<2>>,
    pub frame_ingress: Signal<Out, Bits<4>>,
    pub frame_priority: Signal<Out, Bits<3>>,
    pub frame_reason: Signal<Out, Bits<8>>,
    pub rx_valid: Signal<Out, Bit>,
    pub rx_port: Signal<Out, Bits<4>>,
    pub rx_length: Signal<Out, Bits<14>>,
    pub rx_good: Signal<Out, Bit>,
    pub rx_class: Signal<Out, Bits<2>>,
    pub rx_drop: Signal<Out, Bits<5>>,
    pub rx_copies: Signal<Out, Bits<4>>,
    valid_register: DFF<Bit>,
    port: DFF<Bits<4>>,
    length: DFF<Bits<14>>,
    good_register: DFF<Bit>,
    cast_register: DFF<Bits<2>>,
    drop_register: DFF<Bits<5>>,
    copies: DFF<Bits<4>>,
    counter: CopyCounter,
}

impl<const N: usize, const CELL: usize> Logic for FrameReporter<N, CELL> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, valid_register, port, length, good_register, cast_register);
        dff_setup!(self, clock, drop_register, copies);
        self.frame_valid.next = self.valid.val() & (self.record.val().cells != 0);
        self.frame_first.next = bit_cast::<CELL, 11>(self.record.val().first_cell);
        self.frame_last.next = bit_cast::<CELL, 11>(self.record.val().last_cell);
        self.frame_cells.next = self.record.val().cells;
        self.frame_length.next = self.stored_length.val();
        self.frame_egress.next = bit_cast::<N, 9>(self.egress.val());
        self.frame_class.next = self.cast.val();
        self.frame_ingress.next = self.record.val().ingress;
        self.frame_priority.next = self.record.val().priority;
        self.frame_reason.next = self.reason.val();

        self.valid_register.d.next = self.valid.val();
        self.port.d.next = self.record.val().ingress;
        self.length.d.next = self.record.val().length;
        self.good_register.d.next = self.good.val();
        self.cast_register.d.next = self.cast.val();
        self.drop_register.d.next = self.drop_code.val();
        self.counter.ports.next = self.egress.val();
        self.copies.d.next = self.counter.count.val();
        self.rx_valid.next = self.valid_register.q.val();
        self.rx_port.next = self.port.q.val();
        self.rx_length.next = self.length.q.val();
        self.rx_good.next = self.good_register.q.val();
        self.rx_class.next = self.cast_register.q.val();
        self.rx_drop.next = self.drop_register.q.val();
        self.rx_copies.next = self.copies.q.val();
    }
}
