//! # ReferenceCounter: gives a frame's cells back when no copy is left
//! Each frame is settled once, when the enqueuer knows how many queues took
//! it, and sent once by each of them; in any order. The count under its first
//! cell is zero before, gains the copies when it is settled and loses one when
//! one is sent, modulo 16. With at most 9 copies it is zero again exactly after
//! the last of these events, since sent copies alone leave 16 - 9 to 15. So a
//! queue may see a frame before its other queues have decided, and a frame that
//! no queue took is given back by being settled with 0.
//!
//! | port          | dir | meaning                                           |
//! | sent          | in  | a copy of `sent_frame` was read to its end        |
//! | settled       | in  | `settled_copies` queues took `settled_frame`, whose chain ends with `settled_last` and has `settled_cells` |
//! | almost_full   | out | room for 4 more settled frames or fewer           |
//! | chain_valid   | out | a chain is free: first, last, cells; held         |
//! | chain_taken   | in  | with `chain_valid`                                |
//!
//! Clock: core_clock. Clear: none; counts are zero at power-up.
//! Latency: 3 cycles from `sent` to `chain_valid` at best.
//! Throughput: an event in 3 cycles, copies sent first. At most every 8th cycle
//! ends a copy, so settled frames have at least 5/8 of the events: 17 in 84
//! cycles, where 9 are needed, and 9 of 9 in the 45 cycles of the worst storm
//! of fragments. Copies that end in a burst: (T + 63) / 8 in T cycles, of which
//! T / 3 are served; at most 6 wait, 16 fit.
//! Backpressure: `almost_full`.
//! Storage: 2^CELL x (12 + CELL) bit of block RAM, two queues of 16.
//! Resources: see `PacketBuffer`.
//! Not obvious: `last` and `cells` of the memory mean nothing until the frame is
//! settled; a copy sent before only writes them back.

use rust_hdl::prelude::*;

use crate::memory::{SimpleDualPortRam, SyncFifo};

/// Events a queue holds.
const QUEUE_EVENTS: usize = 16;
/// Settled frames that still fit when `almost_full` comes up.
pub const SETTLED_RESERVE: usize = 4;

#[derive(LogicBlock)]
pub struct ReferenceCounter<const CELL: usize> {
    pub clock: Signal<In, Clock>,
    pub sent: Signal<In, Bit>,
    pub sent_frame: Signal<In, Bits<CELL>>,
    pub settled: Signal<In, Bit>,
    pub settled_frame: Signal<In, Bits<CELL>>,
    pub settled_last: Signal<In, Bits<CELL>>,
    pub settled_cells: Signal<In, Bits<8>>,
    pub settled_copies: Signal<In, Bits<4>>,
    pub almost_full: Signal<Out, Bit>,
    pub chain_valid: Signal<Out, Bit>,
    pub chain_first: Signal<Out, Bits<CELL>>,
    pub chain_last: Signal<Out, Bits<CELL>>,
    pub chain_cells: Signal<Out, Bits<8>>,
    pub chain_taken: Signal<In, Bit>,
    sent_queue: SyncFifo<CELL, 4>,
    settled_queue: SyncFifo<36, 4>,
    counts: SimpleDualPortRam<24, CELL>,
    // 0: the next event is read and its count addressed; 1: the count leaves
    // the RAM; 2: the new one is written.
    phase: DFF<Bits<2>>,
    frame: DFF<Bits<CELL>>,
    last: DFF<Bits<CELL>>,
    cells: DFF<Bits<8>>,
    is_settled: DFF<Bit>,
    change: DFF<Bits<4>>,
    old: DFF<Bits<24>>,
    returned: DFF<Bit>,
    returned_first: DFF<Bits<CELL>>,
    returned_last: DFF<Bits<CELL>>,
    returned_cells: DFF<Bits<8>>,
    waiting: Signal<Local, Bits<36>>,
    count: Signal<Local, Bits<4>>,
    new_last: Signal<Local, Bits<CELL>>,
    new_cells: Signal<Local, Bits<8>>,
    store: Signal<Local, Bit>,
}

impl<const CELL: usize> ReferenceCounter<CELL> {
    /// Verilog of the counter alone, module `reference_counter`.
    pub fn verilog() -> String {
        let mut counter = Self::default();
        counter.clock.connect();
        counter.sent.connect();
        counter.sent_frame.connect();
        counter.settled.connect();
        counter.settled_frame.connect();
        counter.settled_last.connect();
        counter.settled_cells.connect();
        counter.settled_copies.connect();
        counter.chain_taken.connect();
        counter.connect_all();
        crate::verilog::emit(&counter, "reference_counter")
    }
}

impl<const CELL: usize> Default for ReferenceCounter<CELL> {
    fn default() -> Self {
        assert!((4..=12).contains(&CELL), "a cell number of {CELL} bits");
        Self {
            clock: Default::default(),
            sent: Default::default(),
            sent_frame: Default::default(),
            settled: Default::default(),
            settled_frame: Default::default(),
            settled_last: Default::default(),
            settled_cells: Default::default(),
            settled_copies: Default::default(),
            almost_full: Default::default(),
            chain_valid: Default::default(),
            chain_first: Default::default(),
            chain_last: Default::default(),
            chain_cells: Default::default(),
            chain_taken: Default::default(),
            sent_queue: Default::default(),
            settled_queue: SyncFifo::new(QUEUE_EVENTS - SETTLED_RESERVE),
            counts: Default::default(),
            phase: Default::default(),
            frame: Default::default(),
            last: Default::default(),
            cells: Default::default(),
            is_settled: Default::default(),
            change: Default::default(),
            old: Default::default(),
            returned: Default::default(),
            returned_first: Default::default(),
            returned_last: Default::default(),
            returned_cells: Default::default(),
            waiting: Default::default(),
            count: Default::default(),
            new_last: Default::default(),
            new_cells: Default::default(),
            store: Default::default(),
        }
    }
}

impl<const CELL: usize> Logic for ReferenceCounter<CELL> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, phase, frame, last, cells, is_settled, change, old);
        dff_setup!(self, clock, returned, returned_first, returned_last, returned_cells);
        clock!(self, clock, sent_queue, settled_queue, counts);
        self.sent_queue.write.next = self.sent.val();
        self.sent_queue.write_data.next = self.sent_frame.val();
        // Copies in bits 3:0, cells 11:4, frame 23:12, last cell 35:24.
        self.settled_queue.write.next = self.settled.val();
        self.settled_queue.write_data.next = bit_cast::<36, 4>(self.settled_copies.val())
            | (bit_cast::<36, 8>(self.settled_cells.val()) << 4)
            | (bit_cast::<36, CELL>(self.settled_frame.val()) << 12)
            | (bit_cast::<36, CELL>(self.settled_last.val()) << 24);
        self.almost_full.next = self.settled_queue.almost_full.val();

        self.sent_queue.read.next = false;
        self.settled_queue.read.next = false;
        self.waiting.next = self.settled_queue.data.val();
        self.counts.read_enable.next = self.phase.q.val() == 0;
        self.counts.read_address.next = self.waiting.val().get_bits::<CELL>(12);
        if !self.sent_queue.empty.val() {
            self.counts.read_address.next = self.sent_queue.data.val();
        }
        if self.phase.q.val() == 0 {
            self.frame.d.next = self.waiting.val().get_bits::<CELL>(12);
            self.last.d.next = self.waiting.val().get_bits::<CELL>(24);
            self.cells.d.next = self.waiting.val().get_bits::<8>(4);
            self.change.d.next = self.waiting.val().get_bits::<4>(0);
            self.is_settled.d.next = true;
            if !self.sent_queue.empty.val() {
                self.frame.d.next = self.sent_queue.data.val();
                self.change.d.next = 15.into();
                self.is_settled.d.next = false;
                self.sent_queue.read.next = true;
                self.phase.d.next = 1.into();
            } else if !self.settled_queue.empty.val() {
                self.settled_queue.read.next = true;
                self.phase.d.next = 1.into();
            }
        }

        // Count in bits 3:0, cells 11:4, last cell 23:12.
        self.old.d.next = self.counts.read_data.val();
        if self.phase.q.val() == 1 {
            self.phase.d.next = 2.into();
        }
        self.count.next = self.old.q.val().get_bits::<4>(0) + self.change.q.val();
        self.new_cells.next = self.old.q.val().get_bits::<8>(4);
        self.new_last.next = self.old.q.val().get_bits::<CELL>(12);
        if self.is_settled.q.val() {
            self.new_cells.next = self.cells.q.val();
            self.new_last.next = self.last.q.val();
        }
        // A chain that was not taken yet holds everything up.
        self.store.next = (self.phase.q.val() == 2) & !self.returned.q.val();
        self.counts.write_enable.next = self.store.val();
        self.counts.write_address.next = self.frame.q.val();
        self.counts.write_data.next = bit_cast::<24, 4>(self.count.val())
            | (bit_cast::<24, 8>(self.new_cells.val()) << 4)
            | (bit_cast::<24, CELL>(self.new_last.val()) << 12);
        if self.chain_taken.val() {
            self.returned.d.next = false;
        }
        if self.store.val() {
            self.phase.d.next = 0.into();
            self.returned.d.next = self.count.val() == 0;
            self.returned_first.d.next = self.frame.q.val();
            self.returned_last.d.next = self.new_last.val();
            self.returned_cells.d.next = self.new_cells.val();
        }
        self.chain_valid.next = self.returned.q.val();
        self.chain_first.next = self.returned_first.q.val();
        self.chain_last.next = self.returned_last.q.val();
        self.chain_cells.next = self.returned_cells.q.val();
    }
}

#[cfg(test)]
mod tests;
