//! # Enqueuer: complete frames into the queues of their egress ports
//! One copy a cycle: lowest port of the mask first, but not a port whose
//! previous copy is still being decided. When the last one is decided the frame
//! is settled: the `ReferenceCounter` learns how many queues took it. A frame
//! without egress ports is settled with 0, which gives its cells back.
//!
//! | port        | dir | meaning                                               |
//! | frame_*     | in  | a complete frame, as `Ingress` offers it              |
//! | ask_*, accept | out, in | the `QueueAdmission`                            |
//! | push, push_*, look_select | out | the `EgressQueues` (`look_port` is `ask_port`) |
//! | settled*    | out | the `ReferenceCounter`                                |
//! | settled_almost_full | in | it cannot take more                            |
//! | tail_drop   | out | ports whose queue refused a copy in this cycle        |
//!
//! Clock: core_clock. Clear: none.
//! Latency: 4 cycles from `frame_valid` to the first `push`.
//! Throughput: copies + 1 cycles a frame. A flood from all of 8 front ports and
//! the CPU port to 8 others each: 9 x (8 + 1) = 81 of the 84 cycles of a minimum
//! frame. Copies to one port: every 4th cycle, 21 in 84.
//! Backpressure: none to `Ingress`: 9 frames in as many cycles fit in the queue
//! of 16, and the next 9 come at least 45 cycles later; fragments take one
//! cycle each, minimum frames come after 84.
//! Storage: 16 x 41 bit of distributed RAM.
//! Resources: see `PacketBuffer`.
//! Not obvious: a frame with 0 cells is ignored, as its first cell means nothing.

use rust_hdl::prelude::*;

use crate::arbiter::PortIndex;
use crate::memory::SyncFifo;

#[derive(LogicBlock, Default)]
pub struct Enqueuer<const N: usize, const CELL: usize> {
    pub clock: Signal<In, Clock>,
    pub frame_valid: Signal<In, Bit>,
    pub frame_first: Signal<In, Bits<CELL>>,
    pub frame_last: Signal<In, Bits<CELL>>,
    pub frame_cells: Signal<In, Bits<8>>,
    pub frame_egress: Signal<In, Bits<N>>,
    pub ask: Signal<Out, Bit>,
    pub ask_port: Signal<Out, Bits<4>>,
    pub ask_cells: Signal<Out, Bits<8>>,
    pub accept: Signal<In, Bit>,
    pub look_select: Signal<Out, Bits<N>>,
    pub push: Signal<Out, Bit>,
    pub push_port: Signal<Out, Bits<4>>,
    pub push_select: Signal<Out, Bits<N>>,
    pub push_frame: Signal<Out, Bits<CELL>>,
    pub settled: Signal<Out, Bit>,
    pub settled_frame: Signal<Out, Bits<CELL>>,
    pub settled_last: Signal<Out, Bits<CELL>>,
    pub settled_cells: Signal<Out, Bits<8>>,
    pub settled_copies: Signal<Out, Bits<4>>,
    pub settled_almost_full: Signal<In, Bit>,
    pub tail_drop: Signal<Out, Bits<N>>,
    queue: SyncFifo<41, 4>,
    waiting: Signal<Local, Bits<41>>,
    // The frame whose ports are asked.
    busy: DFF<Bit>,
    remaining: DFF<Bits<N>>,
    frame: DFF<Bits<CELL>>,
    last: DFF<Bits<CELL>>,
    cells: DFF<Bits<8>>,
    arrives: Signal<Local, Bit>,
    passes: Signal<Local, Bit>,
    ends: Signal<Local, Bit>,
    candidates: Signal<Local, Bits<N>>,
    negated: Signal<Local, Bits<N>>,
    lowest: Signal<Local, Bits<N>>,
    // Stage 1 asks, stage 2 waits, stage 3 has the answer.
    index: PortIndex<N>,
    select_1: DFF<Bits<N>>,
    select_2: DFF<Bits<N>>,
    select_3: DFF<Bits<N>>,
    port_2: DFF<Bits<4>>,
    port_3: DFF<Bits<4>>,
    end_1: DFF<Bit>,
    end_2: DFF<Bit>,
    end_3: DFF<Bit>,
    frame_1: DFF<Bits<CELL>>,
    frame_2: DFF<Bits<CELL>>,
    frame_3: DFF<Bits<CELL>>,
    last_1: DFF<Bits<CELL>>,
    last_2: DFF<Bits<CELL>>,
    last_3: DFF<Bits<CELL>>,
    cells_1: DFF<Bits<8>>,
    cells_2: DFF<Bits<8>>,
    cells_3: DFF<Bits<8>>,
    copies: DFF<Bits<4>>,
    refused: DFF<Bits<N>>,
}

impl<const N: usize, const CELL: usize> Logic for Enqueuer<N, CELL> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, busy, remaining, frame, last, cells, select_1, select_2, select_3, port_2, port_3);
        dff_setup!(self, clock, end_1, end_2, end_3, frame_1, frame_2, frame_3);
        dff_setup!(self, clock, last_1, last_2, last_3, cells_1, cells_2, cells_3, copies, refused);
        clock!(self, clock, queue);
        // The next port of the present frame, or its end.
        self.candidates.next = self.remaining.q.val()
            & !(self.select_1.q.val() | self.select_2.q.val() | self.select_3.q.val());
        self.negated.next = (!self.candidates.val()) + 1;
        self.lowest.next = self.candidates.val() & self.negated.val();
        self.ends.next = self.busy.q.val()
            & (self.remaining.q.val() == 0)
            & !self.settled_almost_full.val();
        self.select_1.d.next = self.lowest.val();
        self.end_1.d.next = self.ends.val();
        self.frame_1.d.next = self.frame.q.val();
        self.last_1.d.next = self.last.q.val();
        self.cells_1.d.next = self.cells.q.val();
        self.remaining.d.next = self.remaining.q.val() & !self.lowest.val();
        if self.ends.val() {
            self.busy.d.next = false;
        }

        // The next frame: from the queue, or past it when nothing is before it.
        // First cell in bits 11:0, last 23:12, cells 31:24, egress 40:32.
        self.arrives.next = self.frame_valid.val() & self.frame_cells.val().any();
        self.passes.next = self.queue.empty.val() & !self.busy.q.val();
        self.queue.write.next = self.arrives.val() & !self.passes.val();
        self.queue.write_data.next = bit_cast::<41, CELL>(self.frame_first.val())
            | (bit_cast::<41, CELL>(self.frame_last.val()) << 12)
            | (bit_cast::<41, 8>(self.frame_cells.val()) << 24)
            | (bit_cast::<41, N>(self.frame_egress.val()) << 32);
        self.waiting.next = self.queue.data.val();
        self.queue.read.next = self.ends.val() | !self.busy.q.val();
        if self.passes.val() {
            self.busy.d.next = self.arrives.val();
            self.remaining.d.next = self.frame_egress.val();
            if !self.arrives.val() {
                self.remaining.d.next = 0.into();
            }
            self.frame.d.next = self.frame_first.val();
            self.last.d.next = self.frame_last.val();
            self.cells.d.next = self.frame_cells.val();
        } else if (self.ends.val() | !self.busy.q.val()) & !self.queue.empty.val() {
            self.busy.d.next = true;
            self.remaining.d.next = self.waiting.val().get_bits::<N>(32);
            self.frame.d.next = self.waiting.val().get_bits::<CELL>(0);
            self.last.d.next = self.waiting.val().get_bits::<CELL>(12);
            self.cells.d.next = self.waiting.val().get_bits::<8>(24);
        }

        self.index.select.next = self.select_1.q.val();
        self.ask.next = self.select_1.q.val().any();
        self.ask_port.next = self.index.index.val();
        self.ask_cells.next = self.cells_1.q.val();
        self.select_2.d.next = self.select_1.q.val();
        self.port_2.d.next = self.index.index.val();
        self.end_2.d.next = self.end_1.q.val();
        self.frame_2.d.next = self.frame_1.q.val();
        self.last_2.d.next = self.last_1.q.val();
        self.cells_2.d.next = self.cells_1.q.val();
        self.select_3.d.next = self.select_2.q.val();
        self.port_3.d.next = self.port_2.q.val();
        self.end_3.d.next = self.end_2.q.val();
        self.frame_3.d.next = self.frame_2.q.val();
        self.last_3.d.next = self.last_2.q.val();
        self.cells_3.d.next = self.cells_2.q.val();

        self.look_select.next = self.select_2.q.val();
        // The answer.
        self.push.next = self.accept.val();
        self.push_port.next = self.port_3.q.val();
        self.push_select.next = self.select_3.q.val();
        self.push_frame.next = self.frame_3.q.val();
        self.refused.d.next = self.select_3.q.val();
        if self.accept.val() {
            self.copies.d.next = self.copies.q.val() + 1;
            self.refused.d.next = 0.into();
        }
        self.tail_drop.next = self.refused.q.val();
        if self.end_3.q.val() {
            self.copies.d.next = 0.into();
        }
        self.settled.next = self.end_3.q.val();
        self.settled_frame.next = self.frame_3.q.val();
        self.settled_last.next = self.last_3.q.val();
        self.settled_cells.next = self.cells_3.q.val();
        self.settled_copies.next = self.copies.q.val();
    }
}

#[cfg(test)]
mod tests;
