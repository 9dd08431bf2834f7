//! # PacketBuffer: from complete frames in cells to words for the ports
//! `Ingress` takes cells from the `FreeList`, writes words into the `CellStore`
//! and links into the `LinkMemory`, and announces each complete frame. The
//! `Enqueuer` offers it to the queue of every egress port (`QueueAdmission`,
//! `EgressQueues`); the `EgressReader` reads it back for each of them, and when
//! the last copy is gone the `ReferenceCounter` gives the chain to the
//! `FreeList`.
//!
//! | port           | dir | meaning                                            |
//! | cell_available | out | at least 8 free cells are ready                    |
//! | no_cells       | out | the buffer is out of cells                         |
//! | free_cell, take_cell | out, in | the next free cell; it is taken          |
//! | write_*        | in  | a word into the cells: cell * 8 + word             |
//! | link_*         | in  | `link_to` follows `link_from` in its frame         |
//! | frame_*        | in  | a complete frame; egress 0 gives its cells back; `frame_rewrite` with it |
//! | free_cells     | out | cells that hold nothing; 2^CELL when idle          |
//! | tail_drop      | out | ports whose queue refused a copy in this cycle     |
//! | tx_data, tx_write, tx_almost_full | out, out, in | words to the ports   |
//! | tx_early_port  | out | port of the next cycle's word                      |
//! | tx_first, tx_length, tx_ingress, tx_reason | out | with a frame's first word: octets without FCS as it leaves, origin, PuntReason |
//! | tx_rewrite, tx_padding | out | with them: its Rewrite, octets of padding  |
//! | tx_valid, tx_port, tx_frame_length, tx_class | out | a frame's transmission began, octets with FCS as it leaves |
//! | tx_counters_almost_full | in | room for 6 more of these or fewer         |
//!
//! Clock: core_clock. Clear: none. N is front-panel ports + 1, WORD is CELL + 3.
//! Latency: `LATENCY` cycles from `frame_valid` to the first word of an unicast
//! frame; each lower port of its mask delays a copy by one more.
//! Throughput: a word in and a word out a cycle, 81 of 84 cycles for 9 floods of
//! minimum frames; see the blocks for the arithmetic of each.
//! Backpressure: `cell_available` and `no_cells` only; frames are always taken,
//! 9 in as many cycles, at most one a port in 45.
//! Storage: see the blocks.
//! Resources: not measured.
//! Not obvious: a frame is named by its first cell. A frame to be sent has at
//! least 9 octets, ceil(length / 64) cells and at most 24. A routed frame
//! (`frame_rewrite.kind` not 0) is read for the `Rewriter`: its words are those
//! that it leaves as and one more, the bits 67:64 of the last say how it ends
//! then, and words behind the frame's own hold anything. Its addresses are kept
//! for as long as it is there, its interface's are read as it leaves.

use rust_hdl::prelude::*;

use super::{
    cell_store::CellStore, egress_queues::EgressQueues, egress_reader::EgressReader,
    enqueuer::Enqueuer, frame_records::FrameRecords, free_list::FreeList, link_memory::LinkMemory,
    queue_admission::QueueAdmission, reference_counter::ReferenceCounter,
    rewrite_records::RewriteRecords,
};
use crate::rewrite::Rewrite;

#[derive(LogicBlock)]
pub struct PacketBuffer<
    const N: usize,
    const N_PLUS_1: usize,
    const CELL: usize,
    const WORD: usize,
> {
    pub clock: Signal<In, Clock>,
    pub cell_available: Signal<Out, Bit>,
    pub no_cells: Signal<Out, Bit>,
    pub free_cell: Signal<Out, Bits<CELL>>,
    pub take_cell: Signal<In, Bit>,
    pub write_enable: Signal<In, Bit>,
    pub write_address: Signal<In, Bits<WORD>>,
    pub write_data: Signal<In, Bits<64>>,
    pub link_valid: Signal<In, Bit>,
    pub link_from: Signal<In, Bits<CELL>>,
    pub link_to: Signal<In, Bits<CELL>>,
    pub frame_valid: Signal<In, Bit>,
    pub frame_first: Signal<In, Bits<CELL>>,
    pub frame_last: Signal<In, Bits<CELL>>,
    pub frame_cells: Signal<In, Bits<8>>,
    pub frame_length: Signal<In, Bits<14>>,
    pub frame_egress: Signal<In, Bits<N>>,
    pub frame_class: Signal<In, Bits<2>>,
    pub frame_ingress: Signal<In, Bits<4>>,
    pub frame_priority: Signal<In, Bits<3>>,
    pub frame_reason: Signal<In, Bits<8>>,
    pub frame_rewrite: Signal<In, Rewrite>,
    pub free_cells: Signal<Out, Bits<16>>,
    pub tail_drop: Signal<Out, Bits<N>>,
    pub tx_data: Signal<Out, Bits<68>>,
    pub tx_write: Signal<Out, Bits<N>>,
    pub tx_almost_full: Signal<In, Bits<N>>,
    pub tx_early_port: Signal<Out, Bits<4>>,
    pub tx_first: Signal<Out, Bit>,
    pub tx_length: Signal<Out, Bits<14>>,
    pub tx_ingress: Signal<Out, Bits<4>>,
    pub tx_reason: Signal<Out, Bits<8>>,
    pub tx_rewrite: Signal<Out, Rewrite>,
    pub tx_padding: Signal<Out, Bits<3>>,
    pub tx_valid: Signal<Out, Bit>,
    pub tx_port: Signal<Out, Bits<4>>,
    pub tx_frame_length: Signal<Out, Bits<14>>,
    pub tx_class: Signal<Out, Bits<2>>,
    pub tx_counters_almost_full: Signal<In, Bit>,
    store: CellStore<WORD>,
    links: LinkMemory<CELL>,
    records: FrameRecords<CELL>,
    rewrites: RewriteRecords<CELL>,
    free_list: FreeList<CELL>,
    references: ReferenceCounter<CELL>,
    enqueuer: Enqueuer<N, CELL>,
    admission: QueueAdmission,
    queues: EgressQueues<N, CELL>,
    reader: EgressReader<N, CELL, WORD>,
}

impl<const N: usize, const N_PLUS_1: usize, const CELL: usize, const WORD: usize>
    PacketBuffer<N, N_PLUS_1, CELL, WORD>
{
    /// Cycles from `frame_valid` to the first `tx_write` of an idle switch.
    pub const LATENCY: usize = 9;

    /// Verilog of the buffer alone, module `packet_buffer`.
    pub fn verilog() -> String {
        let mut buffer = Self::default();
        buffer.clock.connect();
        buffer.take_cell.connect();
        buffer.write_enable.connect();
        buffer.write_address.connect();
        buffer.write_data.connect();
        buffer.link_valid.connect();
        buffer.link_from.connect();
        buffer.link_to.connect();
        buffer.frame_valid.connect();
        buffer.frame_first.connect();
        buffer.frame_last.connect();
        buffer.frame_cells.connect();
        buffer.frame_length.connect();
        buffer.frame_egress.connect();
        buffer.frame_class.connect();
        buffer.frame_ingress.connect();
        buffer.frame_priority.connect();
        buffer.frame_reason.connect();
        buffer.frame_rewrite.connect();
        buffer.tx_almost_full.connect();
        buffer.tx_counters_almost_full.connect();
        buffer.connect_all();
        crate::verilog::emit(&buffer, "packet_buffer")
    }
}

impl<const N: usize, const N_PLUS_1: usize, const CELL: usize, const WORD: usize> Default
    for PacketBuffer<N, N_PLUS_1, CELL, WORD>
{
    fn default() -> Self {
        assert!((3..=9).contains(&N), "{N} ports with the CPU's");
        assert!((9..=11).contains(&CELL), "a cell number of {CELL} bits");
        assert!(N_PLUS_1 == N + 1 && WORD == CELL + 3, "8 words a cell");
        Self {
            clock: Default::default(),
            cell_available: Default::default(),
            no_cells: Default::default(),
            free_cell: Default::default(),
            take_cell: Default::default(),
            write_enable: Default::default(),
            write_address: Default::default(),
            write_data: Default::default(),
            link_valid: Default::default(),
            link_from: Default::default(),
            link_to: Default::default(),
            frame_valid: Default::default(),
            frame_first: Default::default(),
            frame_last: Default::default(),
            frame_cells: Default::default(),
            frame_length: Default::default(),
            frame_egress: Default::default(),
            frame_class: Default::default(),
            frame_ingress: Default::default(),
            frame_priority: Default::default(),
            frame_reason: Default::default(),
            frame_rewrite: Default::default(),
            free_cells: Default::default(),
            tail_drop: Default::default(),
            tx_data: Default::default(),
            tx_write: Default::default(),
            tx_almost_full: Default::default(),
            tx_early_port: Default::default(),
            tx_first: Default::default(),
            tx_length: Default::default(),
            tx_ingress: Default::default(),
            tx_reason: Default::default(),
            tx_rewrite: Default::default(),
            tx_padding: Default::default(),
            tx_valid: Default::default(),
            tx_port: Default::default(),
            tx_frame_length: Default::default(),
            tx_class: Default::default(),
            tx_counters_almost_full: Default::default(),
            store: Default::default(),
            links: Default::default(),
            records: Default::default(),
            rewrites: Default::default(),
            free_list: Default::default(),
            references: Default::default(),
            enqueuer: Default::default(),
            admission: Default::default(),
            queues: Default::default(),
            reader: Default::default(),
        }
    }
}

impl<const N: usize, const N_PLUS_1: usize, const CELL: usize, const WORD: usize> Logic
    for PacketBuffer<N, N_PLUS_1, CELL, WORD>
{
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, store, links, records, rewrites, free_list, references);
        clock!(self, clock, enqueuer, admission, queues, reader);

        // Cells.
        self.cell_available.next = self.free_list.cell_available.val();
        self.no_cells.next = self.free_list.no_cells.val();
        self.free_cell.next = self.free_list.free_cell.val();
        self.free_list.take_cell.next = self.take_cell.val();
        self.free_cells.next = bit_cast::<16, 12>(self.free_list.free_cells.val());
        self.store.write_enable.next = self.write_enable.val();
        self.store.write_address.next = self.write_address.val();
        self.store.write_data.next = self.write_data.val();
        self.links.link_valid.next = self.link_valid.val();
        self.links.link_from.next = self.link_from.val();
        self.links.link_to.next = self.link_to.val();
        self.links.append_valid.next = self.free_list.append_valid.val();
        self.links.append_from.next = self.free_list.append_from.val();
        self.links.append_to.next = self.free_list.append_to.val();
        self.free_list.append_ready.next = self.links.append_ready.val();
        self.links.fetch.next = self.free_list.fetch.val();
        self.links.fetch_cell.next = self.free_list.fetch_cell.val();
        self.free_list.fetch_ready.next = self.links.fetch_ready.val();
        self.free_list.next_cell.next = self.links.next_cell.val();
        self.free_list.chain_valid.next = self.references.chain_valid.val();
        self.free_list.chain_first.next = self.references.chain_first.val();
        self.free_list.chain_last.next = self.references.chain_last.val();
        self.free_list.chain_cells.next = self.references.chain_cells.val();
        self.references.chain_taken.next = self.free_list.chain_taken.val();

        // Complete frames.
        self.records.write.next = self.frame_valid.val() & self.frame_cells.val().any();
        self.records.write_frame.next = self.frame_first.val();
        self.records.write_length.next = self.frame_length.val();
        self.records.write_cells.next = self.frame_cells.val();
        self.records.write_class.next = self.frame_class.val();
        self.records.write_ingress.next = self.frame_ingress.val();
        self.records.write_reason.next = self.frame_reason.val();
        self.records.write_rewrite.next = self.frame_rewrite.val();
        self.rewrites.write.next = self.frame_valid.val() & self.frame_cells.val().any();
        self.rewrites.write_frame.next = self.frame_first.val();
        self.rewrites.write_rewrite.next = self.frame_rewrite.val();
        self.enqueuer.frame_valid.next = self.frame_valid.val();
        self.enqueuer.frame_first.next = self.frame_first.val();
        self.enqueuer.frame_last.next = self.frame_last.val();
        self.enqueuer.frame_cells.next = self.frame_cells.val();
        self.enqueuer.frame_egress.next = self.frame_egress.val();
        self.admission.ask.next = self.enqueuer.ask.val();
        self.admission.ask_port.next = self.enqueuer.ask_port.val();
        self.admission.ask_cells.next = self.enqueuer.ask_cells.val();
        self.admission.free_cells.next = self.free_list.free_cells.val();
        self.enqueuer.accept.next = self.admission.accept.val();
        self.queues.look_port.next = self.enqueuer.ask_port.val();
        self.queues.look_select.next = self.enqueuer.look_select.val();
        self.queues.push.next = self.enqueuer.push.val();
        self.queues.push_port.next = self.enqueuer.push_port.val();
        self.queues.push_select.next = self.enqueuer.push_select.val();
        self.queues.push_frame.next = self.enqueuer.push_frame.val();
        self.references.settled.next = self.enqueuer.settled.val();
        self.references.settled_frame.next = self.enqueuer.settled_frame.val();
        self.references.settled_last.next = self.enqueuer.settled_last.val();
        self.references.settled_cells.next = self.enqueuer.settled_cells.val();
        self.references.settled_copies.next = self.enqueuer.settled_copies.val();
        self.enqueuer.settled_almost_full.next = self.references.almost_full.val();
        self.tail_drop.next = self.enqueuer.tail_drop.val();

        // Words to the ports.
        self.reader.heads.next = self.queues.heads.val();
        self.queues.head_port.next = self.reader.head_port.val();
        self.reader.head.next = self.queues.head.val();
        self.queues.pop.next = self.reader.pop.val();
        self.store.read_enable.next = self.reader.store_read.val();
        self.store.read_address.next = self.reader.store_address.val();
        self.reader.store_data.next = self.store.read_data.val();
        self.records.read.next = self.reader.record_read.val();
        self.records.read_frame.next = self.reader.record_frame.val();
        self.reader.record_length.next = self.records.length.val();
        self.reader.record_last_octet.next = self.records.last_octet.val();
        self.reader.record_cells.next = self.records.cells.val();
        self.reader.record_class.next = self.records.cast.val();
        self.reader.record_ingress.next = self.records.ingress.val();
        self.reader.record_reason.next = self.records.reason.val();
        self.reader.record_kind.next = self.records.kind.val();
        self.rewrites.read.next = self.reader.record_read.val();
        self.rewrites.read_frame.next = self.reader.record_frame.val();
        self.tx_rewrite.next.kind = self.records.kind.val();
        self.tx_rewrite.next.tagged = self.records.had_tag.val();
        self.tx_rewrite.next.vlan_tagged = self.records.gets_tag.val();
        self.tx_rewrite.next.interface = self.rewrites.egress_interface.val();
        self.tx_rewrite.next.mac = self.rewrites.mac.val();
        self.tx_padding.next = self.records.padding.val();
        self.links.walk.next = self.reader.walk.val();
        self.links.walk_cell.next = self.reader.walk_cell.val();
        self.reader.next_cell.next = self.links.next_cell.val();
        self.reader.tx_almost_full.next = self.tx_almost_full.val();
        self.tx_data.next = self.reader.tx_data.val();
        self.tx_write.next = self.reader.tx_write.val();
        self.tx_early_port.next = self.reader.tx_early_port.val();
        self.tx_first.next = self.reader.tx_first.val();
        self.tx_length.next = self.reader.tx_length.val();
        self.tx_ingress.next = self.reader.tx_ingress.val();
        self.tx_reason.next = self.reader.tx_reason.val();
        self.admission.popped.next = self.reader.popped.val();
        self.admission.popped_port.next = self.reader.popped_port.val();
        self.admission.popped_cells.next = self.reader.popped_cells.val();
        self.references.sent.next = self.reader.sent.val();
        self.references.sent_frame.next = self.reader.sent_frame.val();
        self.tx_valid.next = self.reader.event_valid.val();
        self.tx_port.next = self.reader.event_port.val();
        self.tx_frame_length.next = self.reader.event_length.val();
        self.tx_class.next = self.reader.event_class.val();
        self.reader.counters_almost_full.next = self.tx_counters_almost_full.val();
    }
}
