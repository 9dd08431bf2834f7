//! # FdbCounts: entries, addresses not learned, station moves
//!
//! | port      | dir | meaning                                        |
//! | added     | in  | an entry more                                  |
//! | removing, written | in | with `removing`: so many entries less    |
//! | unlearned, moved | in | count                                    |
//! | entries   | out | entries held, 2 cycles after their write       |
//! | unlearned_count, moved_count | out | since power-up, modulo 2^32 |
//!
//! Clock: core_clock. Latency: 2 cycles. Throughput: one event a cycle.
//! Storage: 90 bits. Resources: see `Fdb`.

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct FdbCounts {
    pub clock: Signal<In, Clock>,
    pub added: Signal<In, Bit>,
    pub removing: Signal<In, Bit>,
    pub written: [Signal<In, Bit>; 4],
    pub unlearned: Signal<In, Bit>,
    pub moved: Signal<In, Bit>,
    pub entries: Signal<Out, Bits<16>>,
    pub unlearned_count: Signal<Out, Bits<32>>,
    pub moved_count: Signal<Out, Bits<32>>,
    change: DFF<Bits<13>>,
    held: DFF<Bits<13>>,
    unlearned_total: DFF<Bits<32>>,
    moved_total: DFF<Bits<32>>,
    halves: [Signal<Local, Bits<13>>; 2],
}

impl Logic for FdbCounts {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, change, held, unlearned_total, moved_total);
        for i in 0..2 {
            self.halves[i].next = 0.into();
        }
        if self.written[0].val() & self.written[1].val() {
            self.halves[0].next = 2.into();
        } else if self.written[0].val() | self.written[1].val() {
            self.halves[0].next = 1.into();
        }
        if self.written[2].val() & self.written[3].val() {
            self.halves[1].next = 2.into();
        } else if self.written[2].val() | self.written[3].val() {
            self.halves[1].next = 1.into();
        }
        self.change.d.next = 0.into();
        if self.added.val() {
            self.change.d.next = 1.into();
        } else if self.removing.val() {
            self.change.d.next =
                bits::<13>(0) - (self.halves[0].val() + self.halves[1].val());
        }
        self.held.d.next = self.held.q.val() + self.change.q.val();
        self.entries.next = bit_cast::<16, 13>(self.held.q.val());
        if self.unlearned.val() {
            self.unlearned_total.d.next = self.unlearned_total.q.val() + 1;
        }
        self.unlearned_count.next = self.unlearned_total.q.val();
        if self.moved.val() {
            self.moved_total.d.next = self.moved_total.q.val() + 1;
        }
        self.moved_count.next = self.moved_total.q.val();
    }
}
