//! # RouterDecision: what layer 3 says of each frame
//! Stands between `VerdictSelector` and `FrameReporter` and applies
//! ARCHITECTURE.md, "Routing rules". Frames leave in the order in which they
//! came.
//!
//! | port      | dir | meaning                                             |
//! | decided_valid, decided | in | a frame and what bridging decided       |
//! | almost_full | out | room for at most 8 more                           |
//! | header_*, launch_* | in | from `HeaderCollector`                      |
//! | result_*  | in  | from `FibEngine`                                    |
//! | next_hop_read, next_hop_number | out | 2 cycles later, and till the next: |
//! | next_hop_kind, next_hop_interface, next_hop_mac | in |                |
//! | bucket_number, bucket_next_hop | out, in | 2 cycles later               |
//! | interface_number | out | egress interface; 2 cycles later:            |
//! | interface_valid, interface_mac, interface_vlan, interface_mtu | in |  |
//! | ingress_number, ingress_flags | out, in | 2 cycles later               |
//! | trap_number | out | 2 cycles later, and as long as it is held:        |
//! | trap_drop, trap_policer | in |                                        |
//! | police    | out | a frame goes to the host, unless its policer is     |
//! | police_exhausted | in | in the same cycle                             |
//! | ecmp_seed, probe_enable | in | registers                             |
//! | verdict_valid, verdict, verdict_rewrite | out | the frame, to be done so |
//! | probe_*   | out | of a probe, with its verdict: registers PROBE_*     |
//!
//! Clock: core_clock. Clear: none.
//! Latency: `LATENCY` for a frame that layer 3 does not concern and that finds
//! nothing before it; `ROUTED_LATENCY` for one that is sent, from the later of
//! it and its answer.
//! Throughput: frames of the former kind one a cycle; routed ones one in 5, with
//! a group one in 9, frames for the host one in 8.
//! Backpressure: `almost_full`. Storage: 16 frames and 16 headers' summaries in
//! distributed RAM, no block RAM.
//! Tables: regmap::{NextHop, Interface, TrapEntry, DropReason, PuntReason}.
//! Resources: not measured.
//! Not obvious: `interface_number` is `next_hop_interface` as it comes in.
//! Nothing of a header is kept but what the rules need, from the moment a word
//! of it comes: `header_slot` tells nothing then. `trap_policer` tells nothing
//! either: the tables know which policer is asked.

use ferroute_regmap::PuntReason;
use rust_hdl::prelude::*;

use super::frame_queue::FrameQueue;
use super::header_summary::HeaderSummary;
use super::pending_frame::{Findings, RoutedFrame};
use super::route_finder::RouteFinder;
use super::rule_stage::RuleStage;
use super::slot_guard::SlotGuard;
use crate::ingress::{Decision, FrameRecord};
use crate::rewrite::Rewrite;

#[derive(LogicBlock)]
pub struct RouterDecision<const N: usize> {
    pub clock: Signal<In, Clock>,
    pub decided_valid: Signal<In, Bit>,
    pub decided: Signal<In, Decision>,
    pub almost_full: Signal<Out, Bit>,
    pub header_valid: Signal<In, Bit>,
    pub header_port: Signal<In, Bits<4>>,
    pub header_slot: Signal<In, Bits<2>>,
    pub header_index: Signal<In, Bits<3>>,
    pub header_data: Signal<In, Bits<64>>,
    pub launch_valid: Signal<In, Bit>,
    pub launch_tag: Signal<In, Bits<7>>,
    pub launch_source: Signal<In, Bit>,
    pub result_valid: Signal<In, Bit>,
    pub result_tag: Signal<In, Bits<7>>,
    pub result_next_hop: Signal<In, Bits<9>>,
    pub result_length: Signal<In, Bits<8>>,
    pub result_table: Signal<In, Bits<2>>,
    pub result_index: Signal<In, Bits<14>>,
    pub next_hop_read: Signal<Out, Bit>,
    pub next_hop_number: Signal<Out, Bits<9>>,
    pub next_hop_kind: Signal<In, Bits<4>>,
    pub next_hop_interface: Signal<In, Bits<6>>,
    pub next_hop_mac: Signal<In, Bits<48>>,
    pub bucket_number: Signal<Out, Bits<11>>,
    pub bucket_next_hop: Signal<In, Bits<9>>,
    pub interface_number: Signal<Out, Bits<6>>,
    pub interface_valid: Signal<In, Bit>,
    pub interface_mac: Signal<In, Bits<48>>,
    pub interface_vlan: Signal<In, Bits<12>>,
    pub interface_mtu: Signal<In, Bits<14>>,
    pub ingress_number: Signal<Out, Bits<6>>,
    pub ingress_flags: Signal<In, Bits<6>>,
    pub trap_number: Signal<Out, Bits<6>>,
    pub trap_drop: Signal<In, Bit>,
    pub trap_policer: Signal<In, Bits<4>>,
    pub police: Signal<Out, Bit>,
    pub police_exhausted: Signal<In, Bit>,
    pub ecmp_seed: Signal<In, Bits<32>>,
    pub probe_enable: Signal<In, Bit>,
    pub verdict_valid: Signal<Out, Bit>,
    pub verdict: Signal<Out, Decision>,
    pub verdict_rewrite: Signal<Out, Rewrite>,
    pub probe_valid: Signal<Out, Bit>,
    pub probe_verdict: Signal<Out, Bits<32>>,
    pub probe_lookup: Signal<Out, Bits<32>>,
    pub probe_entry: Signal<Out, Bits<32>>,
    pub probe_mac: Signal<Out, Bits<48>>,
    summaries: HeaderSummary,
    guard: SlotGuard,
    queue: FrameQueue,
    finder: RouteFinder<N>,
    rules: RuleStage<N>,
    // Ports whose frame asked: a launch comes before its frame's trailer.
    asked: DFF<Bits<9>>,
    asked_source: DFF<Bits<9>>,
    full: DFF<Bit>,
    settled: DFF<Bit>,
    settled_decision: DFF<Decision>,
    settled_rewrite: DFF<Rewrite>,
    probe_register: DFF<Bit>,
    told: DFF<Bits<32>>,
    record: Signal<Local, FrameRecord>,
    told_decision: Signal<Local, Decision>,
    probed: Signal<Local, RoutedFrame>,
    probed_decision: Signal<Local, Decision>,
    probed_record: Signal<Local, FrameRecord>,
    probed_findings: Signal<Local, Findings>,
    launched: Signal<Local, Bits<9>>,
    launched_source: Signal<Local, Bits<9>>,
    ended: Signal<Local, Bits<9>>,
    may_probe: Signal<Local, Bit>,
    passes: Signal<Local, Bit>,
    bypasses: Signal<Local, Bit>,
    one: Constant<Bits<9>>,
    cpu_port: Constant<Bits<9>>,
    routed_bit: Constant<Bits<32>>,
}

impl<const N: usize> RouterDecision<N> {
    /// Cycles from `decided_valid` to `verdict_valid` of a frame that layer 3
    /// does not concern, if there is none before it.
    pub const LATENCY: usize = 1;
    /// Cycles from `decided_valid` or `result_valid`, whichever is later, to
    /// `verdict_valid` of a frame that is routed without a group.
    pub const ROUTED_LATENCY: usize = 8;

    /// Verilog of the block with `name` as its top module.
    pub fn verilog(name: &str) -> String {
        let mut block = Self::default();
        block.connect_inputs();
        block.connect_all();
        crate::verilog::emit(&block, name)
    }

    /// Marks the inputs as driven.
    fn connect_inputs(&mut self) {
        self.clock.connect();
        self.decided_valid.connect();
        self.decided.connect();
        self.header_valid.connect();
        self.header_port.connect();
        self.header_slot.connect();
        self.header_index.connect();
        self.header_data.connect();
        self.launch_valid.connect();
        self.launch_tag.connect();
        self.launch_source.connect();
        self.result_valid.connect();
        self.result_tag.connect();
        self.result_next_hop.connect();
        self.result_length.connect();
        self.result_table.connect();
        self.result_index.connect();
        self.next_hop_kind.connect();
        self.next_hop_interface.connect();
        self.next_hop_mac.connect();
        self.bucket_next_hop.connect();
        self.interface_valid.connect();
        self.interface_mac.connect();
        self.interface_vlan.connect();
        self.interface_mtu.connect();
        self.ingress_flags.connect();
        self.trap_drop.connect();
        self.trap_policer.connect();
        self.police_exhausted.connect();
        self.ecmp_seed.connect();
        self.probe_enable.connect();
    }
}

impl<const N: usize> Default for RouterDecision<N> {
    fn default() -> Self {
        assert!((2..=9).contains(&N), "{N} ports with the CPU's");
        assert!(PuntReason::ALL.iter().all(|reason| (*reason as u8) < 32), "a reason has 5 bits here");
        Self {
            clock: Default::default(),
            decided_valid: Default::default(),
            decided: Default::default(),
            almost_full: Default::default(),
            header_valid: Default::default(),
            header_port: Default::default(),
            header_slot: Default::default(),
            header_index: Default::default(),
            header_data: Default::default(),
            launch_valid: Default::default(),
            launch_tag: Default::default(),
            launch_source: Default::default(),
            result_valid: Default::default(),
            result_tag: Default::default(),
            result_next_hop: Default::default(),
            result_length: Default::default(),
            result_table: Default::default(),
            result_index: Default::default(),
            next_hop_read: Default::default(),
            next_hop_number: Default::default(),
            next_hop_kind: Default::default(),
            next_hop_interface: Default::default(),
            next_hop_mac: Default::default(),
            bucket_number: Default::default(),
            bucket_next_hop: Default::default(),
            interface_number: Default::default(),
            interface_valid: Default::default(),
            interface_mac: Default::default(),
            interface_vlan: Default::default(),
            interface_mtu: Default::default(),
            ingress_number: Default::default(),
            ingress_flags: Default::default(),
            trap_number: Default::default(),
            trap_drop: Default::default(),
            trap_policer: Default::default(),
            police: Default::default(),
            police_exhausted: Default::default(),
            ecmp_seed: Default::default(),
            probe_enable: Default::default(),
            verdict_valid: Default::default(),
            verdict: Default::default(),
            verdict_rewrite: Default::default(),
            probe_valid: Default::default(),
            probe_verdict: Default::default(),
            probe_lookup: Default::default(),
            probe_entry: Default::default(),
            probe_mac: Default::default(),
            summaries: Default::default(),
            guard: Default::default(),
            queue: Default::default(),
            finder: Default::default(),
            rules: Default::default(),
            asked: Default::default(),
            asked_source: Default::default(),
            full: Default::default(),
            settled: Default::default(),
            settled_decision: Default::default(),
            settled_rewrite: Default::default(),
            probe_register: Default::default(),
            told: Default::default(),
            record: Default::default(),
            told_decision: Default::default(),
            probed: Default::default(),
            probed_decision: Default::default(),
            probed_record: Default::default(),
            probed_findings: Default::default(),
            launched: Default::default(),
            launched_source: Default::default(),
            ended: Default::default(),
            may_probe: Default::default(),
            passes: Default::default(),
            bypasses: Default::default(),
            one: Constant::new(1u64.to_bits()),
            cpu_port: Constant::new((1u64 << (N - 1)).to_bits()),
            routed_bit: Constant::new((1u64 << 20).to_bits()),
        }
    }
}

impl<const N: usize> Logic for RouterDecision<N> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, asked, asked_source, full, settled, settled_decision);
        dff_setup!(self, clock, settled_rewrite, probe_register, told);
        clock!(self, clock, summaries, guard, queue, finder, rules);

        // What comes before a frame's trailer.
        self.summaries.header_valid.next = self.header_valid.val();
        self.summaries.header_port.next = self.header_port.val();
        self.summaries.header_index.next = self.header_index.val();
        self.summaries.header_data.next = self.header_data.val();
        self.record.next = self.decided.val().record;
        self.summaries.read_port.next = self.record.val().ingress;
        self.launched.next = 0.into();
        self.launched_source.next = 0.into();
        if self.launch_valid.val() {
            self.launched.next = self.one.val() << self.launch_tag.val().get_bits::<4>(3);
            if self.launch_source.val() {
                self.launched_source.next =
                    self.one.val() << self.launch_tag.val().get_bits::<4>(3);
            }
        }
        self.ended.next = 0.into();
        if self.decided_valid.val() {
            self.ended.next = self.record.val().ingress_mask;
        }
        self.asked.d.next = (self.asked.q.val() & !self.ended.val()) | self.launched.val();
        self.asked_source.d.next =
            (self.asked_source.q.val() & !self.ended.val()) | self.launched_source.val();

        // The frame: to the queue, or past everything.
        self.may_probe.next = self.probe_enable.val()
            & (self.record.val().ingress_mask & self.cpu_port.val()).any();
        self.passes.next = !self.may_probe.val()
            & (self.decided.val().settled
                | (!self.decided.val().reason.any()
                    & (!self.record.val().on_interface
                        | (!self.record.val().to_router & !self.decided.val().cast.any()))));
        self.bypasses.next = self.passes.val()
            & self.queue.empty.val()
            & !self.finder.busy.val()
            & !self.rules.busy.val();
        self.queue.arrives.next = self.decided_valid.val() & !self.bypasses.val();
        self.queue.arriving.next.decision = self.decided.val();
        self.queue.arriving.next.summary = self.summaries.summary.val();
        self.queue.arriving.next.asked = (self.asked.q.val() & self.record.val().ingress_mask).any();
        self.queue.arriving.next.asked_source =
            (self.asked_source.q.val() & self.record.val().ingress_mask).any();
        self.queue.arriving.next.passes = self.passes.val();
        self.queue.take.next = self.finder.take.val();
        self.guard.enters.next = 0.into();
        if self.decided_valid.val() & !self.bypasses.val() {
            self.guard.enters.next = self.asked.q.val() & self.record.val().ingress_mask;
        }
        self.guard.leaves.next = self.finder.leaves_asked.val();
        self.full.d.next = self.queue.almost_full.val() | self.guard.full.val();
        self.almost_full.next = self.full.q.val();

        // Its route, then its rules.
        self.finder.head_valid.next = self.queue.head_valid.val();
        self.finder.head.next = self.queue.head.val();
        self.finder.launch_valid.next = self.launch_valid.val();
        self.finder.launch_tag.next = self.launch_tag.val();
        self.finder.launch_source.next = self.launch_source.val();
        self.finder.result_valid.next = self.result_valid.val();
        self.finder.result_tag.next = self.result_tag.val();
        self.finder.result_next_hop.next = self.result_next_hop.val();
        self.finder.result_length.next = self.result_length.val();
        self.finder.result_table.next = self.result_table.val();
        self.finder.result_index.next = self.result_index.val();
        self.ingress_number.next = self.finder.ingress_number.val();
        self.finder.ingress_flags.next = self.ingress_flags.val();
        self.next_hop_read.next = self.finder.next_hop_read.val();
        self.next_hop_number.next = self.finder.next_hop_number.val();
        self.finder.next_hop_kind.next = self.next_hop_kind.val();
        self.finder.next_hop_interface.next = self.next_hop_interface.val();
        self.finder.next_hop_mac.next = self.next_hop_mac.val();
        self.bucket_number.next = self.finder.bucket_number.val();
        self.finder.bucket_next_hop.next = self.bucket_next_hop.val();
        self.finder.ecmp_seed.next = self.ecmp_seed.val();
        self.finder.probe_enable.next = self.probe_enable.val();
        self.finder.free.next = self.rules.free.val();
        self.interface_number.next = self.next_hop_interface.val();
        self.rules.enters.next = self.finder.leaves.val();
        self.rules.entering.next = self.finder.leaving.val();
        self.rules.interface_valid.next = self.interface_valid.val();
        self.rules.interface_vlan.next = self.interface_vlan.val();
        self.rules.interface_mtu.next = self.interface_mtu.val();
        self.trap_number.next = self.rules.trap_number.val();
        self.rules.trap_drop.next = self.trap_drop.val();
        self.police.next = self.rules.police.val();
        self.rules.police_exhausted.next = self.police_exhausted.val();

        // Its verdict.
        self.settled.d.next =
            self.rules.settles.val() | (self.decided_valid.val() & self.bypasses.val());
        self.settled_decision.d.next = self.decided.val();
        self.settled_rewrite.d.next = self.rules.rewrite.val();
        if self.rules.busy.val() {
            self.settled_decision.d.next = self.rules.verdict.val();
        } else {
            self.settled_rewrite.d.next.kind = 0.into();
        }
        self.verdict_valid.next = self.settled.q.val();
        self.verdict.next = self.settled_decision.q.val();
        self.verdict_rewrite.next = self.settled_rewrite.q.val();

        // Of a probe.
        self.probe_register.d.next = self.rules.probe_settles.val();
        self.told_decision.next = self.rules.told.val();
        self.probed.next = self.rules.frame.val();
        self.probed_decision.next = self.probed.val().decision;
        self.probed_record.next = self.probed_decision.val().record;
        self.probed_findings.next = self.probed.val().findings;
        self.told.d.next = bit_cast::<32, 9>(self.told_decision.val().egress)
            | (bit_cast::<32, 5>(self.told_decision.val().drop_code) << 9)
            | (bit_cast::<32, 8>(self.told_decision.val().reason) << 14);
        if self.probed_findings.val().routed {
            self.told.d.next = bit_cast::<32, 9>(self.told_decision.val().egress)
                | (bit_cast::<32, 5>(self.told_decision.val().drop_code) << 9)
                | (bit_cast::<32, 8>(self.told_decision.val().reason) << 14)
                | self.routed_bit.val();
        }
        self.probe_valid.next = self.probe_register.q.val();
        self.probe_verdict.next = self.told.q.val();
        self.probe_lookup.next = bit_cast::<32, 9>(self.probed.val().next_hop)
            | (bit_cast::<32, 8>(self.probed.val().prefix_length) << 9)
            | (bit_cast::<32, 2>(self.probed.val().table) << 17)
            | (bit_cast::<32, 6>(self.probed_record.val().interface) << 20);
        self.probe_entry.next = bit_cast::<32, 14>(self.probed.val().index)
            | (bit_cast::<32, 6>(self.probed.val().egress) << 16)
            | (bit_cast::<32, 9>(self.probed.val().chosen) << 22);
        self.probe_mac.next = self.probed.val().mac;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_synthesizes() {
        let text = RouterDecision::<5>::verilog("router_decision_5_ports");
        let Some(cells) = crate::synthesis::synthesize(&text, "router_decision_5_ports") else { return };
        assert!(!cells.contains_key("DP16KD"), "no block RAM: {cells:?}");
        assert!(cells.contains_key("TRELLIS_DPR16X4"), "distributed RAM: {cells:?}");
        println!("{cells:?}");
    }
}
