//! # FrameFindings: the rules as far as no route is needed
//! Rules 1 to 5 of ARCHITECTURE.md, "Routing rules", what the host gets of
//! frames that are not for the router, and the reasons of reserved addresses.
//!
//! | port     | dir | meaning                                              |
//! | frame    | in  | held until its findings are taken                    |
//! | flags    | in  | of its interface, from 2 cycles after `frame` on     |
//! | probe_enable | in | register PROBE                                    |
//! | needs_answer | out | 1 cycle after `frame`: the FIB's answers count   |
//! | findings | out | 3 cycles after `frame`                               |
//!
//! Clock: core_clock. Clear: none. Latency: 3 cycles.
//! Storage: 17 bit. Tables: regmap::{PuntReason, Interface}.
//! Resources: see `RouterDecision`.
//! Not obvious: a reserved frame that bridging dropped stays dropped, whatever
//! it carries; one that it trapped has the reason of what it carries.

use ferroute_regmap::{Interface, PuntReason};
use rust_hdl::prelude::*;

use super::early_rules::{EarlyRules, FrameFacts};
use super::host_class::HostClass;
use super::packet_summary::PacketSummary;
use super::pending_frame::{Findings, PendingFrame};
use crate::ingress::Decision;

#[derive(LogicBlock)]
pub struct FrameFindings<const N: usize> {
    pub clock: Signal<In, Clock>,
    pub frame: Signal<In, PendingFrame>,
    pub flags: Signal<In, Bits<6>>,
    pub probe_enable: Signal<In, Bit>,
    pub needs_answer: Signal<Out, Bit>,
    pub findings: Signal<Out, Findings>,
    early: EarlyRules<N>,
    classes: HostClass,
    found: DFF<Findings>,
    facts: Signal<Local, FrameFacts>,
    summary: Signal<Local, PacketSummary>,
    decision: Signal<Local, Decision>,
    family_routed: Signal<Local, Bit>,
    checks: Signal<Local, Bits<2>>,
    /// The host gets a copy of what is bridged, for this reason.
    wanted: Signal<Local, Bit>,
    copy_reason: Signal<Local, Bits<5>>,
    as_bridged: Constant<Bits<2>>,
    drop: Constant<Bits<2>>,
    to_host: Constant<Bits<2>>,
    route: Constant<Bits<2>>,
    ipv4_options: Constant<Bits<5>>,
    ipv6_hop_by_hop: Constant<Bits<5>>,
    arp: Constant<Bits<5>>,
    local_route: Constant<Bits<5>>,
    group_membership: Constant<Bits<5>>,
    local_multicast: Constant<Bits<5>>,
    dhcp: Constant<Bits<5>>,
}

impl<const N: usize> Default for FrameFindings<N> {
    fn default() -> Self {
        assert!(
            (Interface::IPV6_BIT, Interface::REVERSE_PATH4_SHIFT, Interface::REVERSE_PATH6_SHIFT)
                == (Interface::IPV4_BIT + 1, Interface::IPV4_BIT + 2, Interface::IPV4_BIT + 4),
            "the flags' bits below are those of the contract"
        );
        let action = |code: u64| Constant::new(code.to_bits());
        let punt = |reason: PuntReason| Constant::new((reason as u64).to_bits());
        Self {
            clock: Default::default(),
            frame: Default::default(),
            flags: Default::default(),
            probe_enable: Default::default(),
            needs_answer: Default::default(),
            findings: Default::default(),
            early: Default::default(),
            classes: Default::default(),
            found: Default::default(),
            facts: Default::default(),
            summary: Default::default(),
            decision: Default::default(),
            family_routed: Default::default(),
            checks: Default::default(),
            wanted: Default::default(),
            copy_reason: Default::default(),
            as_bridged: action(Findings::AS_BRIDGED),
            drop: action(Findings::DROP),
            to_host: action(Findings::TO_HOST),
            route: action(Findings::ROUTE),
            ipv4_options: punt(PuntReason::Ipv4Options),
            ipv6_hop_by_hop: punt(PuntReason::Ipv6HopByHop),
            arp: punt(PuntReason::Arp),
            local_route: punt(PuntReason::LocalRoute),
            group_membership: punt(PuntReason::GroupMembership),
            local_multicast: punt(PuntReason::LocalMulticast),
            dhcp: punt(PuntReason::Dhcp),
        }
    }
}

impl<const N: usize> Logic for FrameFindings<N> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, found);
        clock!(self, clock, early, classes);
        self.early.frame.next = self.frame.val();
        self.early.probe_enable.next = self.probe_enable.val();
        self.needs_answer.next = self.early.needs_answer.val();
        self.facts.next = self.early.facts.val();
        self.summary.next = self.frame.val().summary;
        self.decision.next = self.frame.val().decision;
        self.classes.record.next = self.decision.val().record;

        self.checks.next = self.flags.val().get_bits::<2>(2);
        if self.facts.val().ipv6 {
            self.checks.next = self.flags.val().get_bits::<2>(4);
        }
        self.family_routed.next = (self.facts.val().ipv4 & self.flags.val().get_bit(0))
            | (self.facts.val().ipv6 & self.flags.val().get_bit(1));

        // What the host gets of a frame to others.
        self.wanted.next = (self.facts.val().group
            & self.facts.val().arp
            & self.flags.val().get_bit(0))
            | (self.facts.val().group_packet
                & self.family_routed.val()
                & (self.classes.is_membership.val()
                    | self.summary.val().destination_local_group
                    | (self.facts.val().ipv4
                        & self.classes.is_dhcp4.val()
                        & self.summary.val().destination_broadcast)));
        self.copy_reason.next = self.dhcp.val();
        if self.facts.val().arp {
            self.copy_reason.next = self.arp.val();
        } else if self.classes.is_membership.val() {
            self.copy_reason.next = self.group_membership.val();
        } else if self.summary.val().destination_local_group {
            self.copy_reason.next = self.local_multicast.val();
            if self.classes.classed.val() {
                self.copy_reason.next = self.classes.reason.val();
            }
        }

        self.found.d.next.action = self.as_bridged.val();
        self.found.d.next.code = self.facts.val().reserved_reason;
        self.found.d.next.copy = self.facts.val().reserved;
        self.found.d.next.routed = false;
        if self.facts.val().concerned {
            if self.facts.val().to_router & self.family_routed.val() {
                self.found.d.next.routed = true;
                self.found.d.next.action = self.route.val();
                if self.facts.val().drop_code.any() {
                    self.found.d.next.action = self.drop.val();
                    self.found.d.next.code = self.facts.val().drop_code;
                } else if self.facts.val().has_options {
                    self.found.d.next.action = self.to_host.val();
                    self.found.d.next.code = self.ipv4_options.val();
                    if self.facts.val().ipv6 {
                        self.found.d.next.code = self.ipv6_hop_by_hop.val();
                    }
                } else if self.facts.val().to_link_local {
                    self.found.d.next.action = self.to_host.val();
                    self.found.d.next.code = self.classes.reason.val();
                }
            } else if self.facts.val().to_router {
                self.found.d.next.action = self.to_host.val();
                self.found.d.next.code = self.local_route.val();
                if self.facts.val().arp {
                    self.found.d.next.code = self.arp.val();
                }
            } else if self.wanted.val() & self.facts.val().copyable {
                self.found.d.next.copy = true;
                self.found.d.next.code = self.copy_reason.val();
            }
        }
        self.found.d.next.host_open = self.facts.val().host_open;
        self.found.d.next.own_class = self.classes.reason.val();
        self.found.d.next.probe = self.facts.val().probe;
        // RFC 3704: only where the source was looked up.
        self.found.d.next.checks_source = self.checks.val().any()
            & self.frame.val().asked_source
            & !self.summary.val().source_link_local;
        self.found.d.next.strict = self.checks.val().get_bit(1);
        self.findings.next = self.found.q.val();
    }
}
