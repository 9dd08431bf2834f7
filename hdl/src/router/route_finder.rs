//! # RouteFinder: the oldest frame, until its route is known
//!
//! | port     | dir | meaning                                              |
//! | take     | out | `head`, if there is one, is taken                    |
//! | head_valid, head | in | from `FrameQueue`                             |
//! | busy     | out | there is a frame                                     |
//! | launch_*, result_* | in | see `AnswerStore`                           |
//! | ingress_number | out | its interface; 2 cycles later `ingress_flags`  |
//! | next_hop_*, bucket_* |  | see `RouteReader`                            |
//! | ecmp_seed, probe_enable | in | registers                              |
//! | free     | in  | the frame can go on                                  |
//! | leaves, leaving | out | it does                                       |
//! | leaves_asked | out | its port, as a mask, where it had asked          |
//!
//! Clock: core_clock. Clear: none.
//! Latency from `take` to `leaves`: 1 cycle for a frame that passes; 4 for
//! others if their answers are there, for a group 9; 2 more with a source.
//! Throughput: frames that pass one a cycle, others one in as many cycles as
//! that, and one more where a next hop's kind decides about its end.
//! Backpressure: `free`. Storage: the frame and what the blocks have.
//! Resources: see `RouterDecision`.

use rust_hdl::prelude::*;

use super::answer_store::AnswerStore;
use super::flow_hasher::FlowHasher;
use super::frame_findings::FrameFindings;
use super::packet_summary::PacketSummary;
use super::pending_frame::{Findings, PendingFrame, RoutedFrame};
use super::route_reader::RouteReader;
use crate::ingress::{Decision, FrameRecord};

#[derive(LogicBlock, Default)]
pub struct RouteFinder<const N: usize> {
    pub clock: Signal<In, Clock>,
    pub take: Signal<Out, Bit>,
    pub head_valid: Signal<In, Bit>,
    pub head: Signal<In, PendingFrame>,
    pub busy: Signal<Out, Bit>,
    pub launch_valid: Signal<In, Bit>,
    pub launch_tag: Signal<In, Bits<7>>,
    pub launch_source: Signal<In, Bit>,
    pub result_valid: Signal<In, Bit>,
    pub result_tag: Signal<In, Bits<7>>,
    pub result_next_hop: Signal<In, Bits<9>>,
    pub result_length: Signal<In, Bits<8>>,
    pub result_table: Signal<In, Bits<2>>,
    pub result_index: Signal<In, Bits<14>>,
    pub ingress_number: Signal<Out, Bits<6>>,
    pub ingress_flags: Signal<In, Bits<6>>,
    pub next_hop_read: Signal<Out, Bit>,
    pub next_hop_number: Signal<Out, Bits<9>>,
    pub next_hop_kind: Signal<In, Bits<4>>,
    pub next_hop_interface: Signal<In, Bits<6>>,
    pub next_hop_mac: Signal<In, Bits<48>>,
    pub bucket_number: Signal<Out, Bits<11>>,
    pub bucket_next_hop: Signal<In, Bits<9>>,
    pub ecmp_seed: Signal<In, Bits<32>>,
    pub probe_enable: Signal<In, Bit>,
    pub free: Signal<In, Bit>,
    pub leaves: Signal<Out, Bit>,
    pub leaving: Signal<Out, RoutedFrame>,
    pub leaves_asked: Signal<Out, Bits<9>>,
    answers: AnswerStore<N>,
    hasher: FlowHasher,
    finder: FrameFindings<N>,
    reader: RouteReader,
    valid: DFF<Bit>,
    fresh: DFF<Bit>,
    frame: DFF<PendingFrame>,
    record: Signal<Local, FrameRecord>,
    decision: Signal<Local, Decision>,
    summary: Signal<Local, PacketSummary>,
    findings: Signal<Local, Findings>,
    room: Signal<Local, Bit>,
    goes: Signal<Local, Bit>,
    has_route: Signal<Local, Bit>,
}

impl<const N: usize> Logic for RouteFinder<N> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, valid, fresh, frame);
        clock!(self, clock, answers, hasher, finder, reader);
        self.decision.next = self.frame.q.val().decision;
        self.record.next = self.decision.val().record;
        self.summary.next = self.frame.q.val().summary;

        // The frame that is here, and the next one. Whether a next hop is the
        // last one is known too late for the next frame to come at once.
        self.room.next = !self.valid.q.val()
            | (self.free.val() & (self.frame.q.val().passes | self.reader.certain.val()));
        self.goes.next = self.valid.q.val()
            & self.free.val()
            & (self.frame.q.val().passes | self.reader.complete.val());
        self.take.next = self.room.val();
        self.busy.next = self.valid.q.val();
        self.fresh.d.next = false;
        if self.goes.val() {
            self.valid.d.next = false;
        }
        if self.room.val() {
            self.frame.d.next = self.head.val();
            self.valid.d.next = self.head_valid.val();
            self.fresh.d.next = self.head_valid.val() & !self.head.val().passes;
        }

        // Answers and flow.
        self.answers.launch_valid.next = self.launch_valid.val();
        self.answers.launch_tag.next = self.launch_tag.val();
        self.answers.launch_source.next = self.launch_source.val();
        self.answers.result_valid.next = self.result_valid.val();
        self.answers.result_tag.next = self.result_tag.val();
        self.answers.result_next_hop.next = self.result_next_hop.val();
        self.answers.result_length.next = self.result_length.val();
        self.answers.result_table.next = self.result_table.val();
        self.answers.result_index.next = self.result_index.val();
        self.answers.frame.next = (bit_cast::<6, 4>(self.record.val().ingress) << 2)
            | bit_cast::<6, 2>(self.record.val().slot);
        self.hasher.flow_key.next = self.summary.val().flow_key;
        self.hasher.labelled.next = self.summary.val().labelled;
        self.hasher.protocol.next = self.record.val().protocol;
        self.hasher.has_ports.next = self.record.val().l4_valid
            & !self.record.val().fragment
            & ((self.record.val().protocol == 6) | (self.record.val().protocol == 17));
        self.hasher.source_port.next = self.record.val().source_port;
        self.hasher.destination_port.next = self.record.val().destination_port;
        self.hasher.seed.next = self.ecmp_seed.val();

        // Rules that need no route.
        self.ingress_number.next = self.record.val().interface;
        self.finder.frame.next = self.frame.q.val();
        self.finder.flags.next = self.ingress_flags.val();
        self.finder.probe_enable.next = self.probe_enable.val();
        self.findings.next = self.finder.findings.val();

        // The route.
        self.reader.fresh.next = self.fresh.q.val();
        self.reader.needs_answer.next = self.finder.needs_answer.val();
        self.reader.asked_source.next = self.frame.q.val().asked_source;
        self.reader.ingress_interface.next = self.record.val().interface;
        self.reader.ready.next = self.answers.ready.val();
        self.reader.found.next = self.answers.found.val();
        self.reader.next_hop.next = self.answers.next_hop.val();
        self.reader.source_found.next = self.answers.source_found.val();
        self.reader.source_next_hop.next = self.answers.source_next_hop.val();
        self.reader.hash.next = self.hasher.hash.val();
        self.next_hop_read.next = self.reader.next_hop_read.val();
        self.next_hop_number.next = self.reader.next_hop_number.val();
        self.reader.next_hop_kind.next = self.next_hop_kind.val();
        self.reader.next_hop_interface.next = self.next_hop_interface.val();
        self.reader.next_hop_mac.next = self.next_hop_mac.val();
        self.bucket_number.next = self.reader.bucket_number.val();
        self.reader.bucket_next_hop.next = self.bucket_next_hop.val();
        self.reader.taken.next = self.free.val();

        self.leaves.next = self.goes.val();
        self.leaves_asked.next = 0.into();
        if self.goes.val() & self.frame.q.val().asked {
            self.leaves_asked.next = self.record.val().ingress_mask;
        }
        self.has_route.next = self.finder.needs_answer.val() & self.answers.found.val();
        self.leaving.next.decision = self.decision.val();
        self.leaving.next.passes = self.frame.q.val().passes;
        self.leaving.next.findings = self.findings.val();
        self.leaving.next.ipv6 = self.summary.val().ipv6;
        self.leaving.next.length = self.summary.val().length;
        self.leaving.next.ttl_small = self.summary.val().ttl_small;
        self.leaving.next.source_link_local = self.summary.val().source_link_local;
        self.leaving.next.found = self.has_route.val();
        self.leaving.next.source_bad = self.findings.val().checks_source
            & !(self.reader.source_valid.val()
                & (self.reader.source_here.val() | !self.findings.val().strict));
        self.leaving.next.kind = self.next_hop_kind.val();
        self.leaving.next.egress = self.next_hop_interface.val();
        self.leaving.next.mac = self.next_hop_mac.val();
        self.leaving.next.next_hop = self.answers.next_hop.val();
        self.leaving.next.chosen = self.reader.chosen.val();
        self.leaving.next.prefix_length = self.answers.length.val();
        self.leaving.next.table = 0.into();
        if self.has_route.val() {
            self.leaving.next.table = self.answers.found_table.val();
        }
        self.leaving.next.index = self.answers.index.val();
    }
}
