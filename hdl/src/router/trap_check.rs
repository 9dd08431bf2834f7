//! # TrapCheck: whether the host gets a frame
//! The last part of ARCHITECTURE.md, "Routing rules": the trap's action, then
//! FORWARD, then the policer.
//!
//! | port     | dir | meaning                                              |
//! | start    | in  | `outcome`, `host_open` and `counts` are those of a frame, until `done` |
//! | counts   | in  | the policer is to be charged: it is no probe         |
//! | trap_number | out | 2 cycles before `trap_drop` and the policer asked |
//! | police   | out | a frame goes to the host unless `police_exhausted` in the same cycle |
//! | done     | out | those below are valid                                |
//! | egress, drop_code, reason, rewrites | out | the verdict             |
//!
//! Clock: core_clock. Clear: none. Latency: 3 cycles from `start` to `done`.
//! Throughput: a frame in 4 cycles. Backpressure: none. Storage: 12 bit.
//! Tables: regmap::TrapEntry. Resources: see `RouterDecision`.
//! Not obvious: `trap_number` follows `outcome`, so that it must be held.

use ferroute_regmap::{DropReason, PuntReason};
use rust_hdl::prelude::*;

use super::pending_frame::Outcome;

#[derive(LogicBlock)]
pub struct TrapCheck<const N: usize> {
    pub clock: Signal<In, Clock>,
    pub start: Signal<In, Bit>,
    pub outcome: Signal<In, Outcome>,
    pub host_open: Signal<In, Bit>,
    pub counts: Signal<In, Bit>,
    pub trap_number: Signal<Out, Bits<6>>,
    pub trap_drop: Signal<In, Bit>,
    pub police: Signal<Out, Bit>,
    pub police_exhausted: Signal<In, Bit>,
    pub done: Signal<Out, Bit>,
    pub egress: Signal<Out, Bits<9>>,
    pub drop_code: Signal<Out, Bits<5>>,
    pub reason: Signal<Out, Bits<8>>,
    pub rewrites: Signal<Out, Bit>,
    read: DFF<Bit>,
    there: DFF<Bit>,
    judged: DFF<Bit>,
    drops: DFF<Bit>,
    polices: DFF<Bit>,
    lost_code: DFF<Bits<5>>,
    same_name: Signal<Local, Bits<5>>,
    refused: Signal<Local, Bit>,
    cpu_port: Constant<Bits<9>>,
    // Reasons that have a drop reason of the same name, and that.
    ttl_too_small: Constant<Bits<5>>,
    mtu_too_small: Constant<Bits<5>>,
    unresolved_neigh: Constant<Bits<5>>,
    ipv4_lpm_miss: Constant<Bits<5>>,
    ipv6_lpm_miss: Constant<Bits<5>>,
    dropped_ttl: Constant<Bits<5>>,
    dropped_mtu: Constant<Bits<5>>,
    dropped_unresolved: Constant<Bits<5>>,
    dropped_ipv4_miss: Constant<Bits<5>>,
    dropped_ipv6_miss: Constant<Bits<5>>,
    trap_dropped: Constant<Bits<5>>,
    port_list_is_empty: Constant<Bits<5>>,
}

/// Reasons that drop reasons have the names of.
const NAMESAKES: [PuntReason; 5] = [
    PuntReason::TtlValueIsTooSmall,
    PuntReason::MtuValueIsTooSmall,
    PuntReason::UnresolvedNeigh,
    PuntReason::Ipv4LpmMiss,
    PuntReason::Ipv6LpmMiss,
];

/// The drop reason of the same name.
fn namesake(reason: PuntReason) -> Option<DropReason> {
    DropReason::ALL.iter().copied().find(|drop| drop.name() == reason.name())
}

impl<const N: usize> Default for TrapCheck<N> {
    fn default() -> Self {
        let punt = |reason: PuntReason| Constant::new((reason as u64).to_bits());
        let drop = |reason: DropReason| Constant::new((reason as u64).to_bits());
        let dropped = |reason: PuntReason| drop(namesake(reason).expect("a namesake"));
        for reason in PuntReason::ALL {
            let known = NAMESAKES.contains(reason);
            assert!(namesake(*reason).is_some() == known, "the names below are those of the contract");
        }
        Self {
            clock: Default::default(),
            start: Default::default(),
            outcome: Default::default(),
            host_open: Default::default(),
            counts: Default::default(),
            trap_number: Default::default(),
            trap_drop: Default::default(),
            police: Default::default(),
            police_exhausted: Default::default(),
            done: Default::default(),
            egress: Default::default(),
            drop_code: Default::default(),
            reason: Default::default(),
            rewrites: Default::default(),
            read: Default::default(),
            there: Default::default(),
            judged: Default::default(),
            drops: Default::default(),
            polices: Default::default(),
            lost_code: Default::default(),
            same_name: Default::default(),
            refused: Default::default(),
            cpu_port: Constant::new((1u64 << (N - 1)).to_bits()),
            ttl_too_small: punt(PuntReason::TtlValueIsTooSmall),
            mtu_too_small: punt(PuntReason::MtuValueIsTooSmall),
            unresolved_neigh: punt(PuntReason::UnresolvedNeigh),
            ipv4_lpm_miss: punt(PuntReason::Ipv4LpmMiss),
            ipv6_lpm_miss: punt(PuntReason::Ipv6LpmMiss),
            dropped_ttl: dropped(PuntReason::TtlValueIsTooSmall),
            dropped_mtu: dropped(PuntReason::MtuValueIsTooSmall),
            dropped_unresolved: dropped(PuntReason::UnresolvedNeigh),
            dropped_ipv4_miss: dropped(PuntReason::Ipv4LpmMiss),
            dropped_ipv6_miss: dropped(PuntReason::Ipv6LpmMiss),
            trap_dropped: drop(DropReason::TrapDropped),
            port_list_is_empty: drop(DropReason::PortListIsEmpty),
        }
    }
}

impl<const N: usize> Logic for TrapCheck<N> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, read, there, judged, drops, polices, lost_code);
        self.trap_number.next = bit_cast::<6, 5>(self.outcome.val().reason);
        self.read.d.next = self.start.val();
        self.there.d.next = self.read.q.val();
        self.judged.d.next = self.there.q.val();

        // Why it is lost, if it is.
        self.same_name.next = self.trap_dropped.val();
        if self.outcome.val().reason == self.ttl_too_small.val() {
            self.same_name.next = self.dropped_ttl.val();
        }
        if self.outcome.val().reason == self.mtu_too_small.val() {
            self.same_name.next = self.dropped_mtu.val();
        }
        if self.outcome.val().reason == self.unresolved_neigh.val() {
            self.same_name.next = self.dropped_unresolved.val();
        }
        if self.outcome.val().reason == self.ipv4_lpm_miss.val() {
            self.same_name.next = self.dropped_ipv4_miss.val();
        }
        if self.outcome.val().reason == self.ipv6_lpm_miss.val() {
            self.same_name.next = self.dropped_ipv6_miss.val();
        }
        self.drops.d.next = self.trap_drop.val();
        self.polices.d.next = self.there.q.val()
            & self.counts.val()
            & self.host_open.val()
            & !self.trap_drop.val();
        self.lost_code.d.next = self.trap_dropped.val();
        if self.trap_drop.val() {
            self.lost_code.d.next = self.same_name.val();
        } else if !self.host_open.val() {
            self.lost_code.d.next = self.port_list_is_empty.val();
        }
        self.police.next = self.polices.q.val();

        self.refused.next =
            self.drops.q.val() | !self.host_open.val() | self.police_exhausted.val();
        self.done.next = self.judged.q.val();
        self.rewrites.next = false;
        self.drop_code.next = 0.into();
        self.reason.next = 0.into();
        self.egress.next = self.outcome.val().egress;
        if self.outcome.val().returns {
            if self.drops.q.val() {
                self.rewrites.next = true;
            } else {
                self.egress.next = 0.into();
            }
        }
        if !self.refused.val() {
            self.reason.next = bit_cast::<8, 5>(self.outcome.val().reason);
            self.egress.next = self.outcome.val().egress | self.cpu_port.val();
            if self.outcome.val().returns {
                self.egress.next = self.cpu_port.val();
            }
        } else if (!self.outcome.val().egress.any())
            | (self.outcome.val().returns & !self.drops.q.val())
        {
            self.drop_code.next = self.lost_code.q.val();
        }
    }
}
