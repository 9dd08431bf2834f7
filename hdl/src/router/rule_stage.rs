//! # RuleStage: one frame's rules, trap and verdict
//!
//! | port     | dir | meaning                                              |
//! | enters, entering | in | a frame whose route is known; while `free`     |
//! | free     | out | a frame can enter                                    |
//! | busy     | out | there is a frame                                     |
//! | interface_valid, interface_vlan, interface_mtu | in | of `entering`'s egress interface, 2 cycles behind `enters` |
//! | trap_number, trap_drop, police, police_exhausted | | see `TrapCheck`  |
//! | settles  | out | the frame's verdict is at the outputs below          |
//! | verdict, rewrite | out | it                                           |
//! | probe_settles | out | it is a probe's                                 |
//! | told     | out | of a probe: the verdict it would have had            |
//! | frame    | out | the frame, also 1 cycle behind `settles`             |
//!
//! Clock: core_clock. Clear: none.
//! Latency from `enters` to `settles`: 1 cycle for a frame that passes, 3 for
//! others, 7 for those for the host. Throughput: frames that pass one a cycle,
//! others in 4 or 8. Backpressure: `free`. Storage: the frame and 38 bit.
//! Resources: see `RouterDecision`.

use ferroute_regmap::DropReason;
use rust_hdl::prelude::*;

use super::pending_frame::{Findings, Outcome, RoutedFrame};
use super::route_rules::RouteRules;
use super::trap_check::TrapCheck;
use crate::ingress::{Decision, FrameRecord};
use crate::rewrite::Rewrite;

#[derive(LogicBlock)]
pub struct RuleStage<const N: usize> {
    pub clock: Signal<In, Clock>,
    pub enters: Signal<In, Bit>,
    pub entering: Signal<In, RoutedFrame>,
    pub free: Signal<Out, Bit>,
    pub busy: Signal<Out, Bit>,
    pub interface_valid: Signal<In, Bit>,
    pub interface_vlan: Signal<In, Bits<12>>,
    pub interface_mtu: Signal<In, Bits<14>>,
    pub trap_number: Signal<Out, Bits<6>>,
    pub trap_drop: Signal<In, Bit>,
    pub police: Signal<Out, Bit>,
    pub police_exhausted: Signal<In, Bit>,
    pub settles: Signal<Out, Bit>,
    pub verdict: Signal<Out, Decision>,
    pub rewrite: Signal<Out, Rewrite>,
    pub probe_settles: Signal<Out, Bit>,
    pub told: Signal<Out, Decision>,
    pub frame: Signal<Out, RoutedFrame>,
    rules: RouteRules<N>,
    trap: TrapCheck<N>,
    subject: DFF<RoutedFrame>,
    valid: DFF<Bit>,
    // How long it is there: the interface is read, the rules are known, the
    // trap is asked.
    first: DFF<Bit>,
    second: DFF<Bit>,
    third: DFF<Bit>,
    asks_trap: DFF<Bit>,
    finished: DFF<Bit>,
    outcome: DFF<Outcome>,
    chosen: Signal<Local, Outcome>,
    findings: Signal<Local, Findings>,
    decision: Signal<Local, Decision>,
    record: Signal<Local, FrameRecord>,
    passes: Signal<Local, Bit>,
    room: Signal<Local, Bit>,
    ends: Signal<Local, Bit>,
    egress: Signal<Local, Bits<9>>,
    drop_code: Signal<Local, Bits<5>>,
    reason: Signal<Local, Bits<8>>,
    rewrites: Signal<Local, Bit>,
    trap_dropped: Constant<Bits<5>>,
}

impl<const N: usize> Default for RuleStage<N> {
    fn default() -> Self {
        Self {
            clock: Default::default(),
            enters: Default::default(),
            entering: Default::default(),
            free: Default::default(),
            busy: Default::default(),
            interface_valid: Default::default(),
            interface_vlan: Default::default(),
            interface_mtu: Default::default(),
            trap_number: Default::default(),
            trap_drop: Default::default(),
            police: Default::default(),
            police_exhausted: Default::default(),
            settles: Default::default(),
            verdict: Default::default(),
            rewrite: Default::default(),
            probe_settles: Default::default(),
            told: Default::default(),
            frame: Default::default(),
            rules: Default::default(),
            trap: Default::default(),
            subject: Default::default(),
            valid: Default::default(),
            first: Default::default(),
            second: Default::default(),
            third: Default::default(),
            asks_trap: Default::default(),
            finished: Default::default(),
            outcome: Default::default(),
            chosen: Default::default(),
            findings: Default::default(),
            decision: Default::default(),
            record: Default::default(),
            passes: Default::default(),
            room: Default::default(),
            ends: Default::default(),
            egress: Default::default(),
            drop_code: Default::default(),
            reason: Default::default(),
            rewrites: Default::default(),
            trap_dropped: Constant::new((DropReason::TrapDropped as u64).to_bits()),
        }
    }
}

impl<const N: usize> Logic for RuleStage<N> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, subject, valid, first, second, third, asks_trap, finished, outcome);
        clock!(self, clock, rules, trap);
        self.findings.next = self.subject.q.val().findings;
        self.decision.next = self.subject.q.val().decision;
        self.record.next = self.decision.val().record;
        self.passes.next = self.subject.q.val().passes;

        // The frame that is here, and the next one.
        self.room.next = !self.valid.q.val() | self.passes.val() | self.finished.q.val();
        self.free.next = self.room.val();
        self.busy.next = self.valid.q.val();
        if self.room.val() {
            self.subject.d.next = self.entering.val();
            self.valid.d.next = self.enters.val();
        }
        self.first.d.next = self.room.val() & self.enters.val();
        self.second.d.next = self.first.q.val() & !self.passes.val();
        self.third.d.next = self.second.q.val();
        self.frame.next = self.subject.q.val();

        // Its outcome.
        self.rules.frame.next = self.subject.q.val();
        self.rules.interface_valid.next = self.interface_valid.val();
        self.rules.interface_vlan.next = self.interface_vlan.val();
        self.rules.interface_mtu.next = self.interface_mtu.val();
        self.rules.capture.next = self.second.q.val();
        self.chosen.next = self.rules.outcome.val();
        self.outcome.d.next = self.chosen.val();
        self.asks_trap.d.next = self.third.q.val() & self.chosen.val().to_host;
        self.trap.start.next = self.asks_trap.q.val();
        self.trap.outcome.next = self.outcome.q.val();
        self.trap.host_open.next = self.findings.val().host_open;
        self.trap.counts.next = !self.findings.val().probe;
        self.trap_number.next = self.trap.trap_number.val();
        self.trap.trap_drop.next = self.trap_drop.val();
        self.police.next = self.trap.police.val();
        self.trap.police_exhausted.next = self.police_exhausted.val();
        self.ends.next = (self.third.q.val() & !self.chosen.val().to_host) | self.trap.done.val();
        self.finished.d.next = self.ends.val();

        // Its verdict.
        self.egress.next = self.chosen.val().egress;
        self.drop_code.next = self.chosen.val().drop_code;
        self.reason.next = 0.into();
        self.rewrites.next = self.chosen.val().rewrites;
        if self.passes.val() {
            self.egress.next = self.decision.val().egress;
            self.drop_code.next = self.decision.val().drop_code;
            self.reason.next = self.decision.val().reason;
            self.rewrites.next = false;
        }
        if self.trap.done.val() {
            self.egress.next = self.trap.egress.val();
            self.drop_code.next = self.trap.drop_code.val();
            self.reason.next = self.trap.reason.val();
            self.rewrites.next = self.trap.rewrites.val();
        }
        self.settles.next = self.ends.val() | (self.first.q.val() & self.passes.val());
        self.told.next = self.decision.val();
        self.told.next.egress = self.egress.val();
        self.told.next.drop_code = self.drop_code.val();
        self.told.next.reason = self.reason.val();
        self.verdict.next = self.decision.val();
        self.verdict.next.egress = self.egress.val();
        self.verdict.next.drop_code = self.drop_code.val();
        self.verdict.next.reason = self.reason.val();
        self.rewrite.next.kind = 0.into();
        if self.rewrites.val() {
            self.rewrite.next.kind = 1.into();
            if self.subject.q.val().ipv6 {
                self.rewrite.next.kind = 2.into();
            }
        }
        self.probe_settles.next = self.ends.val() & self.findings.val().probe;
        if self.findings.val().probe & !self.passes.val() {
            self.verdict.next.egress = 0.into();
            self.verdict.next.drop_code = self.trap_dropped.val();
            self.verdict.next.reason = 0.into();
            self.rewrite.next.kind = 0.into();
        }
        self.rewrite.next.tagged = self.record.val().tag_count == 1;
        self.rewrite.next.vlan_tagged = self.chosen.val().vlan_tagged;
        self.rewrite.next.interface = self.subject.q.val().egress;
        self.rewrite.next.mac = self.subject.q.val().mac;
    }
}
