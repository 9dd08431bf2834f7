//! # RouteRules: from a next hop to an outcome
//! Rules 6 to 14 of ARCHITECTURE.md, "Routing rules".
//!
//! | port     | dir | meaning                                              |
//! | frame    | in  | held                                                 |
//! | interface_valid, interface_vlan, interface_mtu | in | of its egress interface |
//! | capture  | in  | they are valid: 1 cycle after `frame`                |
//! | outcome  | out | 2 cycles after `frame`, held like it                 |
//!
//! Clock: core_clock. Clear: none. Latency: 2 cycles and one to choose.
//! Storage: 27 bit. Tables: regmap::{NextHop, DropReason, PuntReason}.
//! Resources: see `RouterDecision`.

use ferroute_regmap::{DropReason, NextHop, PuntReason};
use rust_hdl::prelude::*;

use super::pending_frame::{Findings, Outcome, RoutedFrame};
use crate::ingress::{Decision, FrameRecord};

#[derive(LogicBlock)]
pub struct RouteRules<const N: usize> {
    pub clock: Signal<In, Clock>,
    pub frame: Signal<In, RoutedFrame>,
    pub interface_valid: Signal<In, Bit>,
    pub interface_vlan: Signal<In, Bits<12>>,
    pub interface_mtu: Signal<In, Bits<14>>,
    pub capture: Signal<In, Bit>,
    pub outcome: Signal<Out, Outcome>,
    action: DFF<Bits<2>>,
    code: DFF<Bits<5>>,
    port_open: DFF<Bit>,
    port: DFF<Bits<9>>,
    same_interface: DFF<Bit>,
    egress_ok: DFF<Bit>,
    too_long: DFF<Bit>,
    vlan_tagged: DFF<Bit>,
    decision: Signal<Local, Decision>,
    record: Signal<Local, FrameRecord>,
    findings: Signal<Local, Findings>,
    is_glean: Signal<Local, Bit>,
    is_sent: Signal<Local, Bit>,
    egress: Signal<Local, Bits<6>>,
    port_mask: Signal<Local, Bits<9>>,
    one: Constant<Bits<9>>,
    cpu_port: Constant<Bits<9>>,
    as_bridged: Constant<Bits<2>>,
    drop: Constant<Bits<2>>,
    to_host: Constant<Bits<2>>,
    route: Constant<Bits<2>>,
    forward: Constant<Bits<4>>,
    is_host: Constant<Bits<4>>,
    reject: Constant<Bits<4>>,
    trap: Constant<Bits<4>>,
    glean: Constant<Bits<4>>,
    incomplete: Constant<Bits<4>>,
    hold_down: Constant<Bits<4>>,
    reverse_path_filter: Constant<Bits<5>>,
    blackhole_route: Constant<Bits<5>>,
    dropped_unresolved: Constant<Bits<5>>,
    link_local_scope: Constant<Bits<5>>,
    port_list_is_empty: Constant<Bits<5>>,
    ipv4_lpm_miss: Constant<Bits<5>>,
    ipv6_lpm_miss: Constant<Bits<5>>,
    reject_route: Constant<Bits<5>>,
    external_route: Constant<Bits<5>>,
    route_incomplete: Constant<Bits<5>>,
    ttl_too_small: Constant<Bits<5>>,
    mtu_too_small: Constant<Bits<5>>,
    unresolved_neigh: Constant<Bits<5>>,
    uc_loopback: Constant<Bits<5>>,
}

impl<const N: usize> Default for RouteRules<N> {
    fn default() -> Self {
        let action = |code: u64| Constant::new(code.to_bits());
        let kind = |code: u8| Constant::new(u64::from(code).to_bits());
        let drop = |reason: DropReason| Constant::new((reason as u64).to_bits());
        let punt = |reason: PuntReason| Constant::new((reason as u64).to_bits());
        Self {
            clock: Default::default(),
            frame: Default::default(),
            interface_valid: Default::default(),
            interface_vlan: Default::default(),
            interface_mtu: Default::default(),
            capture: Default::default(),
            outcome: Default::default(),
            action: Default::default(),
            code: Default::default(),
            port_open: Default::default(),
            port: Default::default(),
            same_interface: Default::default(),
            egress_ok: Default::default(),
            too_long: Default::default(),
            vlan_tagged: Default::default(),
            decision: Default::default(),
            record: Default::default(),
            findings: Default::default(),
            is_glean: Default::default(),
            is_sent: Default::default(),
            egress: Default::default(),
            port_mask: Default::default(),
            one: Constant::new(1u64.to_bits()),
            cpu_port: Constant::new((1u64 << (N - 1)).to_bits()),
            as_bridged: action(Findings::AS_BRIDGED),
            drop: action(Findings::DROP),
            to_host: action(Findings::TO_HOST),
            route: action(Findings::ROUTE),
            forward: kind(NextHop::FORWARD),
            is_host: kind(NextHop::LOCAL),
            reject: kind(NextHop::REJECT),
            trap: kind(NextHop::TRAP),
            glean: kind(NextHop::GLEAN),
            incomplete: kind(NextHop::INCOMPLETE),
            hold_down: kind(NextHop::HOLD_DOWN),
            reverse_path_filter: drop(DropReason::ReversePathFilter),
            blackhole_route: drop(DropReason::BlackholeRoute),
            dropped_unresolved: drop(DropReason::UnresolvedNeigh),
            link_local_scope: drop(DropReason::LinkLocalScope),
            port_list_is_empty: drop(DropReason::PortListIsEmpty),
            ipv4_lpm_miss: punt(PuntReason::Ipv4LpmMiss),
            ipv6_lpm_miss: punt(PuntReason::Ipv6LpmMiss),
            reject_route: punt(PuntReason::RejectRoute),
            external_route: punt(PuntReason::ExternalRoute),
            route_incomplete: punt(PuntReason::RouteIncomplete),
            ttl_too_small: punt(PuntReason::TtlValueIsTooSmall),
            mtu_too_small: punt(PuntReason::MtuValueIsTooSmall),
            unresolved_neigh: punt(PuntReason::UnresolvedNeigh),
            uc_loopback: punt(PuntReason::UcLoopback),
        }
    }
}

impl<const N: usize> Logic for RouteRules<N> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, action, code, port_open, port, same_interface);
        dff_setup!(self, clock, egress_ok, too_long, vlan_tagged);
        self.decision.next = self.frame.val().decision;
        self.record.next = self.decision.val().record;
        self.findings.next = self.frame.val().findings;

        // Rules 6 to 10.
        self.is_glean.next = self.frame.val().kind == self.glean.val();
        self.is_sent.next =
            self.is_glean.val() | (self.frame.val().kind == self.forward.val());
        self.action.d.next = self.findings.val().action;
        self.code.d.next = self.findings.val().code;
        if self.findings.val().action == self.route.val() {
            self.action.d.next = self.to_host.val();
            if !self.frame.val().found {
                self.code.d.next = self.ipv4_lpm_miss.val();
                if self.frame.val().ipv6 {
                    self.code.d.next = self.ipv6_lpm_miss.val();
                }
            } else if self.frame.val().source_bad {
                self.action.d.next = self.drop.val();
                self.code.d.next = self.reverse_path_filter.val();
            } else if self.is_sent.val() {
                if self.frame.val().source_link_local {
                    self.action.d.next = self.drop.val();
                    self.code.d.next = self.link_local_scope.val();
                } else if self.frame.val().ttl_small {
                    self.code.d.next = self.ttl_too_small.val();
                } else {
                    self.action.d.next = self.route.val();
                }
            } else if self.frame.val().kind == self.is_host.val() {
                self.code.d.next = self.findings.val().own_class;
            } else if self.frame.val().kind == self.reject.val() {
                self.code.d.next = self.reject_route.val();
            } else if self.frame.val().kind == self.trap.val() {
                self.code.d.next = self.external_route.val();
            } else if self.frame.val().kind == self.incomplete.val() {
                self.code.d.next = self.route_incomplete.val();
            } else {
                self.action.d.next = self.drop.val();
                self.code.d.next = self.blackhole_route.val();
                if self.frame.val().kind == self.hold_down.val() {
                    self.code.d.next = self.dropped_unresolved.val();
                }
            }
        }
        // An interface's number tells its port; a port beyond 8 has no bit.
        self.egress.next = self.frame.val().egress;
        self.port_mask.next = self.one.val() << self.egress.val().get_bits::<4>(2);
        self.port.d.next = self.port_mask.val();
        self.port_open.d.next = (self.port_mask.val() & self.record.val().port_mask).any();
        self.same_interface.d.next = self.frame.val().egress == self.record.val().interface;

        // Rules 11 and 12.
        if self.capture.val() {
            self.egress_ok.d.next = self.port_open.q.val() & self.interface_valid.val();
            self.too_long.d.next = self.frame.val().length > self.interface_mtu.val();
            self.vlan_tagged.d.next = self.interface_vlan.val().any();
        }

        self.outcome.next.to_host = false;
        self.outcome.next.reason = self.code.q.val();
        self.outcome.next.egress = 0.into();
        self.outcome.next.drop_code = 0.into();
        self.outcome.next.rewrites = false;
        self.outcome.next.returns = false;
        self.outcome.next.vlan_tagged = self.vlan_tagged.q.val();
        if self.action.q.val() == self.as_bridged.val() {
            self.outcome.next.egress = self.decision.val().egress;
            self.outcome.next.drop_code = self.decision.val().drop_code;
            if self.findings.val().copy {
                self.outcome.next.to_host = true;
                self.outcome.next.egress = self.decision.val().egress & !self.cpu_port.val();
            }
        } else if self.action.q.val() == self.drop.val() {
            self.outcome.next.drop_code = self.code.q.val();
        } else if self.action.q.val() == self.to_host.val() {
            self.outcome.next.to_host = true;
        } else if !self.egress_ok.q.val() {
            self.outcome.next.drop_code = self.port_list_is_empty.val();
        } else if self.too_long.q.val() {
            self.outcome.next.to_host = true;
            self.outcome.next.reason = self.mtu_too_small.val();
        } else if self.is_glean.val() {
            self.outcome.next.to_host = true;
            self.outcome.next.reason = self.unresolved_neigh.val();
        } else {
            // Rules 14 and 15.
            self.outcome.next.egress = self.port.q.val();
            self.outcome.next.rewrites = true;
            self.outcome.next.reason = self.uc_loopback.val();
            self.outcome.next.to_host = self.same_interface.q.val();
            self.outcome.next.returns = self.same_interface.q.val();
        }
    }
}
