//! # EgressReader: words of the queued frames to the ports
//! Each cycle one port gets one word: round robin over the ports that have a
//! frame and room. A port's state rests in small memories between its words.
//!
//! | port          | dir | meaning                                            |
//! | heads, head_port, head, pop |  | the `EgressQueues`                     |
//! | store_*       |     | the `CellStore`                                    |
//! | record_*      |     | the `FrameRecords`                                 |
//! | walk*, next_cell |  | the `LinkMemory`                                   |
//! | tx_almost_full | in | ports that take at most 8 more words               |
//! | tx_data       | out | a word, layout `TxWord`                            |
//! | tx_write      | out | the port it is for                                 |
//! | tx_early_port | out | port of the next cycle's word                      |
//! | tx_first      | out | first word of a frame; `tx_length`, `tx_ingress`, `tx_reason` are its |
//! | popped*       | out | the frame left its queue                           |
//! | sent*         | out | the frame was read to its end                      |
//! | event_*       | out | one a frame, with its first word, to `CounterEngine` |
//! | counters_almost_full | in | room for 6 more events or fewer             |
//!
//! Clock: core_clock. Clear: none.
//! Latency: `LATENCY` cycles from `heads` to `tx_write`.
//! Throughput: a word a cycle; a port every 5th cycle at most. 8 busy front
//! ports get a word every 8th cycle each, which is a port's line rate without
//! the overhead of its frames. No bubble between two frames of a queue.
//! Backpressure: at most two words come to a port after `tx_almost_full`.
//! While the counters are almost full no frame begins, those begun go on; at
//! most 6 events are on their way then.
//! Storage: see `ReaderProgress`.
//! Resources: see `PacketBuffer`.
//! Not obvious: a frame has at least 9 octets, so that its first word is never
//! its last: the length comes out of its record along with that word. How far a
//! frame is read is up to its record, which may go beyond the frame's own words.

use rust_hdl::prelude::*;

use super::{reader_progress::ReaderProgress, transmission_event::TransmissionEvent};
use crate::arbiter::{PortIndex, SpacedArbiter};

#[derive(LogicBlock, Default)]
pub struct EgressReader<const N: usize, const CELL: usize, const WORD: usize> {
    pub clock: Signal<In, Clock>,
    pub heads: Signal<In, Bits<N>>,
    pub head_port: Signal<Out, Bits<4>>,
    pub head: Signal<In, Bits<CELL>>,
    pub pop: Signal<Out, Bits<N>>,
    pub store_read: Signal<Out, Bit>,
    pub store_address: Signal<Out, Bits<WORD>>,
    pub store_data: Signal<In, Bits<64>>,
    pub record_read: Signal<Out, Bit>,
    pub record_frame: Signal<Out, Bits<CELL>>,
    pub record_length: Signal<In, Bits<11>>,
    pub record_last_octet: Signal<In, Bits<11>>,
    pub record_cells: Signal<In, Bits<5>>,
    pub record_class: Signal<In, Bits<2>>,
    pub record_ingress: Signal<In, Bits<4>>,
    pub record_reason: Signal<In, Bits<8>>,
    pub record_kind: Signal<In, Bits<2>>,
    pub walk: Signal<Out, Bit>,
    pub walk_cell: Signal<Out, Bits<CELL>>,
    pub next_cell: Signal<In, Bits<CELL>>,
    pub tx_almost_full: Signal<In, Bits<N>>,
    pub tx_data: Signal<Out, Bits<68>>,
    pub tx_write: Signal<Out, Bits<N>>,
    pub tx_early_port: Signal<Out, Bits<4>>,
    pub tx_first: Signal<Out, Bit>,
    pub tx_length: Signal<Out, Bits<14>>,
    pub tx_ingress: Signal<Out, Bits<4>>,
    pub tx_reason: Signal<Out, Bits<8>>,
    pub popped: Signal<Out, Bit>,
    pub popped_port: Signal<Out, Bits<4>>,
    pub popped_cells: Signal<Out, Bits<5>>,
    pub sent: Signal<Out, Bit>,
    pub sent_frame: Signal<Out, Bits<CELL>>,
    pub event_valid: Signal<Out, Bit>,
    pub event_port: Signal<Out, Bits<4>>,
    pub event_length: Signal<Out, Bits<14>>,
    pub event_class: Signal<Out, Bits<2>>,
    pub counters_almost_full: Signal<In, Bit>,
    arbiter: SpacedArbiter<N>,
    index: PortIndex<N>,
    /// Ports in the middle of a frame.
    in_frame: DFF<Bits<N>>,
    in_frame_next: Signal<Local, Bits<N>>,
    beginning: Signal<Local, Bits<N>>,
    request: DFF<Bits<N>>,
    progress: ReaderProgress<CELL>,
    // Stage 1 addresses the memories, stage 2 waits, stage 3 has the word.
    first_1: DFF<Bit>,
    first_2: DFF<Bit>,
    first_3: DFF<Bit>,
    select_1: DFF<Bits<N>>,
    select_2: DFF<Bits<N>>,
    select_3: DFF<Bits<N>>,
    port_1: DFF<Bits<4>>,
    port_2: DFF<Bits<4>>,
    port_3: DFF<Bits<4>>,
    head_1: DFF<Bits<CELL>>,
    cell_1: DFF<Bits<CELL>>,
    cell_2: DFF<Bits<CELL>>,
    cell_3: DFF<Bits<CELL>>,
    frame_1: DFF<Bits<CELL>>,
    frame_2: DFF<Bits<CELL>>,
    frame_3: DFF<Bits<CELL>>,
    word_1: DFF<Bits<3>>,
    word_2: DFF<Bits<3>>,
    word_3: DFF<Bits<3>>,
    left_1: DFF<Bits<8>>,
    left_2: DFF<Bits<8>>,
    left_3: DFF<Bits<8>>,
    tail_1: DFF<Bits<3>>,
    tail_2: DFF<Bits<3>>,
    tail_3: DFF<Bits<3>>,
    end_3: DFF<Bits<3>>,
    walk_1: DFF<Bit>,
    walked_2: DFF<Bit>,
    walked_3: DFF<Bit>,
    last_2: DFF<Bit>,
    last_3: DFF<Bit>,
    transmission: TransmissionEvent,
}

impl<const N: usize, const CELL: usize, const WORD: usize> EgressReader<N, CELL, WORD> {
    /// Cycles from `heads` to `tx_write`.
    pub const LATENCY: usize = 5;
}

impl<const N: usize, const CELL: usize, const WORD: usize> Logic for EgressReader<N, CELL, WORD> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, in_frame, request, first_1, first_2, first_3, select_1, select_2, select_3);
        dff_setup!(self, clock, port_1, port_2, port_3, head_1, cell_1, cell_2, cell_3);
        dff_setup!(self, clock, frame_1, frame_2, frame_3, word_1, word_2, word_3);
        dff_setup!(self, clock, left_1, left_2, left_3, tail_1, tail_2, tail_3, end_3);
        dff_setup!(self, clock, walk_1, walked_2, walked_3, last_2, last_3);
        clock!(self, clock, arbiter, progress, transmission);
        self.arbiter.request.next = self.request.q.val();
        self.arbiter.stall.next = false;

        // Its state.
        self.index.select.next = self.arbiter.grant.val();
        self.head_port.next = self.index.index.val();
        self.progress.read_port.next = self.index.index.val();
        self.select_1.d.next = self.arbiter.grant.val();
        self.port_1.d.next = self.index.index.val();
        self.first_1.d.next = (self.arbiter.grant.val() & !self.in_frame.q.val()).any();
        self.head_1.d.next = self.head.val();
        self.cell_1.d.next = self.progress.old_cell.val();
        self.frame_1.d.next = self.progress.frame.val();
        self.word_1.d.next = self.progress.word.val();
        self.walk_1.d.next =
            self.progress.is_end.val() & (self.arbiter.grant.val() & self.in_frame.q.val()).any();
        self.left_1.d.next = self.progress.left.val();
        self.tail_1.d.next = self.progress.tail.val();

        // Addresses: the word, the record with a first word, the link of a cell
        // with its last word.
        self.store_read.next = self.select_1.q.val().any();
        self.store_address.next = (bit_cast::<WORD, CELL>(self.cell_1.q.val()) << 3)
            | bit_cast::<WORD, 3>(self.word_1.q.val());
        self.record_read.next = self.first_1.q.val();
        self.record_frame.next = self.head_1.q.val();
        self.walk.next = self.walk_1.q.val();
        self.walk_cell.next = self.cell_1.q.val();
        self.walked_2.d.next = self.walk_1.q.val();
        self.first_2.d.next = self.first_1.q.val();
        self.last_2.d.next =
            self.select_1.q.val().any() & (!self.first_1.q.val()) & (self.left_1.q.val() == 1);
        self.select_2.d.next = self.select_1.q.val();
        self.port_2.d.next = self.port_1.q.val();
        self.cell_2.d.next = self.cell_1.q.val();
        self.frame_2.d.next = self.frame_1.q.val();
        self.word_2.d.next = self.word_1.q.val() + 1;
        self.left_2.d.next = self.left_1.q.val();
        self.tail_2.d.next = self.tail_1.q.val();
        self.pop.next = 0.into();
        if self.first_1.q.val() {
            self.store_address.next = bit_cast::<WORD, CELL>(self.head_1.q.val()) << 3;
            self.cell_2.d.next = self.head_1.q.val();
            self.frame_2.d.next = self.head_1.q.val();
            self.word_2.d.next = 1.into();
            self.pop.next = self.select_1.q.val();
        }

        self.in_frame_next.next = self.in_frame.q.val();
        if self.first_2.q.val() {
            self.in_frame_next.next = self.in_frame.q.val() | self.select_2.q.val();
        }
        self.end_3.d.next = 0.into();
        if self.last_2.q.val() {
            self.in_frame_next.next = self.in_frame.q.val() & !self.select_2.q.val();
            self.end_3.d.next = self.tail_2.q.val();
        }
        self.in_frame.d.next = self.in_frame_next.val();

        // Ports that have a frame, and room for a word.
        self.beginning.next = self.heads.val();
        if self.counters_almost_full.val() {
            self.beginning.next = 0.into();
        }
        self.request.d.next =
            (self.in_frame_next.val() | self.beginning.val()) & !self.tx_almost_full.val();

        self.first_3.d.next = self.first_2.q.val();
        self.last_3.d.next = self.last_2.q.val();
        self.walked_3.d.next = self.walked_2.q.val();
        self.select_3.d.next = self.select_2.q.val();
        self.port_3.d.next = self.port_2.q.val();
        self.cell_3.d.next = self.cell_2.q.val();
        self.frame_3.d.next = self.frame_2.q.val();
        self.word_3.d.next = self.word_2.q.val();
        self.left_3.d.next = self.left_2.q.val();
        self.tail_3.d.next = self.tail_2.q.val();

        // The word leaves, and the state goes back.
        self.tx_data.next = bit_cast::<68, 64>(self.store_data.val())
            | (bit_cast::<68, 3>(self.end_3.q.val()) << 65);
        if self.last_3.q.val() {
            self.tx_data.next = bit_cast::<68, 64>(self.store_data.val())
                | (bit_cast::<68, 3>(self.end_3.q.val()) << 65)
                | (bit_cast::<68, 1>(1.into()) << 64);
        }
        self.tx_write.next = self.select_3.q.val();
        self.tx_early_port.next = self.port_2.q.val();
        self.tx_first.next = self.first_3.q.val();
        self.tx_length.next = bit_cast::<14, 11>(self.record_length.val());
        self.tx_ingress.next = self.record_ingress.val();
        self.tx_reason.next = self.record_reason.val();
        self.progress.write.next = self.select_3.q.val().any();
        self.progress.write_port.next = self.port_3.q.val();
        self.progress.new_cell.next = self.cell_3.q.val();
        if self.walked_3.q.val() {
            self.progress.new_cell.next = self.next_cell.val();
        }
        self.progress.new_word.next = self.word_3.q.val();
        self.progress.new_frame.next = self.frame_3.q.val();
        self.progress.old_left.next = self.left_3.q.val();
        self.progress.old_tail.next = self.tail_3.q.val();
        self.progress.is_first.next = self.first_3.q.val();
        self.progress.last_octet.next = self.record_last_octet.val();

        self.popped.next = self.first_3.q.val();
        self.popped_port.next = self.port_3.q.val();
        self.popped_cells.next = self.record_cells.val();
        self.sent.next = self.last_3.q.val();
        self.sent_frame.next = self.frame_3.q.val();
        self.transmission.first.next = self.first_3.q.val();
        self.transmission.port.next = self.port_3.q.val();
        self.transmission.last_octet.next = self.record_last_octet.val();
        self.transmission.kind.next = self.record_kind.val();
        self.transmission.cast.next = self.record_class.val();
        self.event_valid.next = self.transmission.valid.val();
        self.event_port.next = self.transmission.event_port.val();
        self.event_length.next = self.transmission.length.val();
        self.event_class.next = self.transmission.event_class.val();
    }
}
