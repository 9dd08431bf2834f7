//! # Ingress: words of all ports to cells, frames to verdicts
//!
//! | port       | dir | meaning                                              |
//! | words, empty, read | | the receive FIFOs of the ports, the CPU's the last |
//! | rx_enable, forward, flood, learn, inject_ports, trap_link_local | in | registers |
//! | lookup_*, learn_* | | to the `Fdb` and its answers                     |
//! | cell_available, no_cells, free_cell, take_cell | | supply of cells      |
//! | write_*, link_* | out | words and chains for the packet buffer           |
//! | frame_*    | out | a frame is complete; `frame_egress` zero: its cells go back |
//! | rx_*       | out | one event a frame, for the `CounterEngine`           |
//! | probe_*, match_*, header_*, launch_*, route_* | | layer 3, see `HeaderCollector` |
//! | decided*, router_full | out, in | complete frames to `RouterDecision`    |
//! | verdict*   | in  | they come back, in order                             |
//!
//! | cycle | what happens to the word at the head of a FIFO                  |
//! | 0     | the request is registered                                       |
//! | 1     | `SpacedArbiter` chooses the port; stalls act here               |
//! | 2     | the FIFO is read                                                |
//! | 3     | the port's state, addresses and FDB answer are read             |
//! | 4     | `FrameTracker` takes a cell; `ForwardingCandidates`             |
//! | 5     | the word and link are written, the lookup asked, the source learned; `VerdictSelector` |
//! | 6     | `decided_valid`; `frame_valid` is combinational from `verdict`  |
//! | later | `rx_valid`, 1 cycle after `verdict_valid`                       |
//!
//! Clock: core_clock. Clear: none.
//! Latency: `FRAME_LATENCY` cycles from a trailer at the head of its FIFO to
//! `decided_valid`. Throughput: one word a cycle, one in 5 cycles a port.
//! Backpressure: stalls while `!cell_available & !no_cells` and while
//! `rx_almost_full`. After that at most 4 more cells are taken and 7 more
//! frames counted.
//! Storage: distributed RAM for 16 ports. Tables: none of its own.
//! Resources: 9 ports, CELL 10: 817 LUT4, 789 FF, 35 DPR16X4, 10 CCU2C, no
//! EBR, 171 to 185 MHz (3 seeds); 4 ports: 421 LUT4, 695 FF, 35 DPR16X4,
//! 179 to 198 MHz (2 seeds). LFE5U-25F speed 6, yosys `synth_ecp5`, nextpnr,
//! registers at all inputs and outputs.
//! Not obvious: whether a word that needs a cell gets one was decided when its
//! port was chosen, so that cells that come and go in between never meet a
//! word that they were not promised to.

pub mod copy_counter;
pub mod forwarding_candidates;
pub mod forwarding_masks;
pub mod frame_record;
pub mod frame_reporter;
pub mod frame_tracker;
pub mod header_taker;
pub mod lookup_results;
pub mod record_assembler;
pub mod source_learner;
pub mod standalone;
pub mod verdict_selector;
pub mod word_collector;

use rust_hdl::prelude::*;

use crate::router::HeaderCollector;

pub use forwarding_candidates::ForwardingCandidates;
pub use forwarding_masks::ForwardingMasks;
pub use frame_record::{Decision, FrameRecord};
pub use frame_reporter::FrameReporter;
pub use frame_tracker::FrameTracker;
pub use header_taker::HeaderTaker;
pub use lookup_results::LookupResults;
pub use record_assembler::RecordAssembler;
pub use source_learner::SourceLearner;
pub use verdict_selector::VerdictSelector;
pub use word_collector::WordCollector;

#[derive(LogicBlock)]
pub struct Ingress<const N: usize, const N_PLUS_1: usize, const CELL: usize, const WORD: usize> {
    pub clock: Signal<In, Clock>,
    pub words: [Signal<In, Bits<72>>; N],
    pub empty: Signal<In, Bits<N>>,
    pub read: Signal<Out, Bits<N>>,
    pub rx_enable: Signal<In, Bits<9>>,
    pub forward: Signal<In, Bits<9>>,
    pub flood: Signal<In, Bits<9>>,
    pub learn: Signal<In, Bits<9>>,
    pub inject_ports: Signal<In, Bits<9>>,
    pub trap_link_local: Signal<In, Bit>,
    pub lookup_valid: Signal<Out, Bit>,
    pub lookup_key: Signal<Out, Bits<60>>,
    pub lookup_port: Signal<Out, Bits<4>>,
    pub lookup_done: Signal<In, Bit>,
    pub lookup_done_port: Signal<In, Bits<4>>,
    pub lookup_hit: Signal<In, Bit>,
    pub lookup_egress: Signal<In, Bits<4>>,
    pub learn_valid: Signal<Out, Bit>,
    pub learn_key: Signal<Out, Bits<60>>,
    pub learn_port: Signal<Out, Bits<4>>,
    pub probe_enable: Signal<In, Bit>,
    pub probe_port: Signal<In, Bits<4>>,
    pub match_valid: Signal<Out, Bit>,
    pub match_port: Signal<Out, Bits<4>>,
    pub match_vlan: Signal<Out, Bits<12>>,
    pub match_found: Signal<In, Bit>,
    pub match_interface: Signal<In, Bits<6>>,
    pub match_mac: Signal<In, Bits<48>>,
    pub match_flags: Signal<In, Bits<6>>,
    pub header_valid: Signal<Out, Bit>,
    pub header_port: Signal<Out, Bits<4>>,
    pub header_slot: Signal<Out, Bits<2>>,
    pub header_index: Signal<Out, Bits<3>>,
    pub header_data: Signal<Out, Bits<64>>,
    pub launch_valid: Signal<Out, Bit>,
    pub launch_tag: Signal<Out, Bits<7>>,
    pub launch_source: Signal<Out, Bit>,
    pub route_valid: Signal<Out, Bit>,
    pub route_ipv6: Signal<Out, Bit>,
    pub route_address: Signal<Out, Bits<128>>,
    pub route_tag: Signal<Out, Bits<7>>,
    pub route_full: Signal<In, Bit>,
    pub decided_valid: Signal<Out, Bit>,
    pub decided: Signal<Out, Decision>,
    pub router_full: Signal<In, Bit>,
    pub verdict_valid: Signal<In, Bit>,
    pub verdict: Signal<In, Decision>,
    pub cell_available: Signal<In, Bit>,
    pub no_cells: Signal<In, Bit>,
    pub free_cell: Signal<In, Bits<CELL>>,
    pub take_cell: Signal<Out, Bit>,
    pub write_enable: Signal<Out, Bit>,
    pub write_address: Signal<Out, Bits<WORD>>,
    pub write_data: Signal<Out, Bits<64>>,
    pub link_valid: Signal<Out, Bit>,
    pub link_from: Signal<Out, Bits<CELL>>,
    pub link_to: Signal<Out, Bits<CELL>>,
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
    pub rx_almost_full: Signal<In, Bit>,
    masks: ForwardingMasks<N>,
    collector: WordCollector<N, N_PLUS_1>,
    tracker: FrameTracker<N, CELL, WORD>,
    header: HeaderTaker,
    headers: HeaderCollector<N>,
    lookups: LookupResults<N>,
    assembler: RecordAssembler<N>,
    learner: SourceLearner<N>,
    candidates: ForwardingCandidates<N>,
    selector: VerdictSelector<N>,
    reporter: FrameReporter<N, CELL>,
}

impl<const N: usize, const N_PLUS_1: usize, const CELL: usize, const WORD: usize>
    Ingress<N, N_PLUS_1, CELL, WORD>
{
    /// Cycles from a trailer at the head of its FIFO to `decided_valid`.
    pub const FRAME_LATENCY: usize = WordCollector::<N, N_PLUS_1>::LATENCY + 2;
}

impl<const N: usize, const N_PLUS_1: usize, const CELL: usize, const WORD: usize> Default
    for Ingress<N, N_PLUS_1, CELL, WORD>
{
    fn default() -> Self {
        Self {
            clock: Default::default(),
            words: std::array::from_fn(|_| Default::default()),
            empty: Default::default(),
            read: Default::default(),
            rx_enable: Default::default(),
            forward: Default::default(),
            flood: Default::default(),
            learn: Default::default(),
            inject_ports: Default::default(),
            trap_link_local: Default::default(),
            lookup_valid: Default::default(),
            lookup_key: Default::default(),
            lookup_port: Default::default(),
            lookup_done: Default::default(),
            lookup_done_port: Default::default(),
            lookup_hit: Default::default(),
            lookup_egress: Default::default(),
            learn_valid: Default::default(),
            learn_key: Default::default(),
            learn_port: Default::default(),
            probe_enable: Default::default(),
            probe_port: Default::default(),
            match_valid: Default::default(),
            match_port: Default::default(),
            match_vlan: Default::default(),
            match_found: Default::default(),
            match_interface: Default::default(),
            match_mac: Default::default(),
            match_flags: Default::default(),
            header_valid: Default::default(),
            header_port: Default::default(),
            header_slot: Default::default(),
            header_index: Default::default(),
            header_data: Default::default(),
            launch_valid: Default::default(),
            launch_tag: Default::default(),
            launch_source: Default::default(),
            route_valid: Default::default(),
            route_ipv6: Default::default(),
            route_address: Default::default(),
            route_tag: Default::default(),
            route_full: Default::default(),
            decided_valid: Default::default(),
            decided: Default::default(),
            router_full: Default::default(),
            verdict_valid: Default::default(),
            verdict: Default::default(),
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
            rx_valid: Default::default(),
            rx_port: Default::default(),
            rx_length: Default::default(),
            rx_good: Default::default(),
            rx_class: Default::default(),
            rx_drop: Default::default(),
            rx_copies: Default::default(),
            rx_almost_full: Default::default(),
            masks: Default::default(),
            collector: Default::default(),
            tracker: Default::default(),
            header: Default::default(),
            headers: Default::default(),
            lookups: Default::default(),
            assembler: Default::default(),
            learner: Default::default(),
            candidates: Default::default(),
            selector: Default::default(),
            reporter: Default::default(),
        }
    }
}

impl<const N: usize, const N_PLUS_1: usize, const CELL: usize, const WORD: usize> Logic
    for Ingress<N, N_PLUS_1, CELL, WORD>
{
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, masks, collector, tracker, header, lookups, learner, candidates);
        clock!(self, clock, selector, reporter, headers);
        self.masks.rx_enable.next = self.rx_enable.val();
        self.masks.forward.next = self.forward.val();
        self.masks.flood.next = self.flood.val();
        self.masks.learn.next = self.learn.val();
        self.masks.inject_ports.next = self.inject_ports.val();

        // Cycles 0 to 3.
        for i in 0..N {
            self.collector.words[i].next = self.words[i].val();
        }
        self.collector.empty.next = self.empty.val();
        self.read.next = self.collector.read.val();
        self.collector.blocked.next = self.lookups.blocked.val();
        self.collector.stall.next = self.rx_almost_full.val()
            | self.headers.almost_full.val()
            | self.router_full.val()
            | !(self.cell_available.val() | self.no_cells.val());
        self.collector.no_cell.next = self.no_cells.val() | !self.cell_available.val();

        // Cycle 4.
        self.tracker.early_port.next = self.collector.early_port.val();
        self.tracker.early_select.next = self.collector.early_select.val();
        self.tracker.rx_enable.next = self.masks.receives.val();
        self.tracker.valid.next = self.collector.valid.val();
        self.tracker.is_trailer.next = self.assembler.is_trailer.val();
        self.tracker.octets.next = self.assembler.octets.val();
        self.tracker.port.next = self.collector.port.val();
        self.tracker.no_cell.next = self.collector.word_no_cell.val();
        self.tracker.free_cell.next = self.free_cell.val();
        self.take_cell.next = self.tracker.take_cell.val();
        self.write_enable.next = self.tracker.write_enable.val();
        self.write_address.next = self.tracker.write_address.val();
        self.write_data.next = self.tracker.write_data.val();
        self.link_valid.next = self.tracker.link_valid.val();
        self.link_from.next = self.tracker.link_from.val();
        self.link_to.next = self.tracker.link_to.val();
        self.header.early_port.next = self.collector.early_port.val();
        self.header.octets.next = self.assembler.octets.val();
        self.header.port.next = self.collector.port.val();
        self.header.first_word.next = self.tracker.first_word.val();
        self.header.second_word.next = self.tracker.second_word.val();
        self.lookup_valid.next = self.header.lookup_valid.val();
        self.lookup_key.next = self.header.lookup_key.val();
        self.lookup_port.next = self.header.lookup_port.val();
        self.lookups.early_port.next = self.collector.early_port.val();
        self.lookups.select.next = self.collector.select.val();
        self.lookups.first_word.next = self.tracker.first_word.val();
        self.lookups.later_word.next = self.tracker.later_word.val();
        self.lookups.asks.next = self.header.asks.val();
        self.lookups.done.next = self.lookup_done.val();
        self.lookups.done_port.next = self.lookup_done_port.val();
        self.lookups.hit.next = self.lookup_hit.val();
        self.lookups.egress.next = self.lookup_egress.val();
        self.assembler.word.next = self.collector.word.val();
        self.assembler.port.next = self.collector.port.val();
        self.assembler.select.next = self.collector.select.val();
        self.assembler.destination.next = self.header.destination.val();
        self.assembler.source.next = self.header.source.val();
        self.assembler.first_cell.next = self.tracker.first_cell.val();
        self.assembler.last_cell.next = self.tracker.last_cell.val();
        self.assembler.cells.next = self.tracker.cells.val();
        self.assembler.out_of_cells.next = self.tracker.out_of_cells.val();
        self.assembler.sends.next = self.masks.sends.val();
        self.assembler.slot.next = self.headers.slot.val();
        self.assembler.interface_number.next = self.headers.interface_number.val();
        self.assembler.on_interface.next = self.headers.on_interface.val();
        self.assembler.to_router.next = self.headers.to_router.val();
        self.headers.early_port.next = self.collector.early_port.val();
        self.headers.octets.next = self.assembler.octets.val();
        self.headers.port.next = self.collector.port.val();
        self.headers.first_word.next = self.tracker.first_word.val();
        self.headers.later_word.next =
            self.tracker.later_word.val() & !self.assembler.is_trailer.val();
        self.headers.ends.next = self.tracker.frame_ends.val();
        self.headers.probe_enable.next = self.probe_enable.val();
        self.headers.probe_port.next = self.probe_port.val();
        self.headers.match_found.next = self.match_found.val();
        self.headers.match_interface.next = self.match_interface.val();
        self.headers.match_mac.next = self.match_mac.val();
        self.headers.match_flags.next = self.match_flags.val();
        self.headers.engine_full.next = self.route_full.val();
        self.match_valid.next = self.headers.match_valid.val();
        self.match_port.next = self.headers.match_port.val();
        self.match_vlan.next = self.headers.match_vlan.val();
        self.header_valid.next = self.headers.header_valid.val();
        self.header_port.next = self.headers.header_port.val();
        self.header_slot.next = self.headers.header_slot.val();
        self.header_index.next = self.headers.header_index.val();
        self.header_data.next = self.headers.header_data.val();
        self.launch_valid.next = self.headers.launch_valid.val();
        self.launch_tag.next = self.headers.launch_tag.val();
        self.launch_source.next = self.headers.launch_source.val();
        self.route_valid.next = self.headers.lookup_valid.val();
        self.route_ipv6.next = self.headers.lookup_ipv6.val();
        self.route_address.next = self.headers.lookup_address.val();
        self.route_tag.next = self.headers.lookup_tag.val();

        // Cycles 5 to 7.
        self.learner.early_select.next = self.collector.early_select.val();
        self.learner.learns.next = self.masks.learns.val();
        self.learner.valid.next = self.tracker.frame_ends.val();
        self.learner.record.next = self.assembler.record.val();
        self.learn_valid.next = self.learner.learn_valid.val();
        self.learn_key.next = self.learner.learn_key.val();
        self.learn_port.next = self.learner.learn_port.val();
        self.candidates.valid.next = self.tracker.frame_ends.val();
        self.candidates.record.next = self.assembler.record.val();
        self.candidates.lookup.next = self.lookups.result.val();
        self.candidates.floods.next = self.masks.floods.val();
        self.candidates.injects.next = self.masks.injects.val();
        self.candidates.redirects.next = self.masks.redirects.val();
        self.candidates.trap_link_local.next = self.trap_link_local.val();
        self.selector.valid.next = self.candidates.next_valid.val();
        self.selector.record.next = self.candidates.next_record.val();
        self.selector.candidates.next = self.candidates.candidates.val();
        self.selector.flood_ports.next = self.candidates.flood_ports.val();
        self.selector.unicast_ports.next = self.candidates.unicast_ports.val();
        self.selector.inject_ports.next = self.candidates.inject_ports.val();
        self.decided_valid.next = self.selector.next_valid.val();
        self.decided.next.record = self.selector.next_record.val();
        self.decided.next.egress = self.selector.egress.val();
        self.decided.next.drop_code = self.selector.drop_code.val();
        self.decided.next.reason = self.selector.reason.val();
        self.decided.next.good = self.selector.good.val();
        self.decided.next.cast = self.selector.cast.val();
        self.decided.next.stored_length = self.selector.stored_length.val();
        // Layer 3 has its say here, see `RouterDecision`.
        self.reporter.valid.next = self.verdict_valid.val();
        self.reporter.record.next = self.verdict.val().record;
        self.reporter.egress.next = self.verdict.val().egress;
        self.reporter.drop_code.next = self.verdict.val().drop_code;
        self.reporter.reason.next = self.verdict.val().reason;
        self.reporter.good.next = self.verdict.val().good;
        self.reporter.cast.next = self.verdict.val().cast;
        self.reporter.stored_length.next = self.verdict.val().stored_length;
        self.frame_valid.next = self.reporter.frame_valid.val();
        self.frame_first.next = self.reporter.frame_first.val();
        self.frame_last.next = self.reporter.frame_last.val();
        self.frame_cells.next = self.reporter.frame_cells.val();
        self.frame_length.next = self.reporter.frame_length.val();
        self.frame_egress.next = self.reporter.frame_egress.val();
        self.frame_class.next = self.reporter.frame_class.val();
        self.frame_ingress.next = self.reporter.frame_ingress.val();
        self.frame_priority.next = self.reporter.frame_priority.val();
        self.frame_reason.next = self.reporter.frame_reason.val();
        self.rx_valid.next = self.reporter.rx_valid.val();
        self.rx_port.next = self.reporter.rx_port.val();
        self.rx_length.next = self.reporter.rx_length.val();
        self.rx_good.next = self.reporter.rx_good.val();
        self.rx_class.next = self.reporter.rx_class.val();
        self.rx_drop.next = self.reporter.rx_drop.val();
        self.rx_copies.next = self.reporter.rx_copies.val();
    }
}
