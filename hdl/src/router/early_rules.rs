//! # EarlyRules: what can be said of a frame before any table was read
//! Rules 1 to 5 of ARCHITECTURE.md, "Routing rules", and what the later ones
//! need, each looked at for itself.
//!
//! | port     | dir | meaning                                              |
//! | frame    | in  |                                                      |
//! | probe_enable | in | register PROBE                                    |
//! | needs_answer | out | the FIB's answers count, 1 cycle later           |
//! | facts    | out | 1 cycle later                                        |
//!
//! Clock: core_clock. Clear: none. Latency: 1 cycle. Throughput: one a cycle.
//! Storage: 27 bit. Tables: regmap::{DropReason, PuntReason}.
//! Resources: see `RouterDecision`.
//! Not obvious: INJECT_PORTS sent a frame on its way, or nowhere, where rules 1
//! to 4 decided and its drop code is none or that of an empty list of ports.

use ferroute_regmap::{DropReason, PuntReason};
use rust_hdl::prelude::*;

use super::packet_summary::PacketSummary;
use super::pending_frame::PendingFrame;
use crate::ingress::{Decision, FrameRecord};

/// Facts of a frame.
#[derive(LogicStruct, Default, Clone, Copy, Debug, PartialEq)]
pub struct FrameFacts {
    pub ipv4: Bit,
    pub ipv6: Bit,
    pub arp: Bit,
    /// Layer 3 has a say: it has an interface, and rules 1 to 4 let it pass.
    pub concerned: Bit,
    pub to_router: Bit,
    /// Of IP for the router: DropReason of rules 1 to 3, zero where they let it
    /// pass; rule 4; rule 5.
    pub drop_code: Bits<5>,
    pub has_options: Bit,
    pub to_link_local: Bit,
    /// To a group address; it is not malformed IP.
    pub group: Bit,
    pub group_packet: Bit,
    /// Bridging sends it to the host as reserved, for this PuntReason.
    pub reserved: Bit,
    pub reserved_reason: Bits<5>,
    /// Bridging did not drop it, or only for want of ports.
    pub copyable: Bit,
    pub host_open: Bit,
    pub probe: Bit,
}

#[derive(LogicBlock)]
pub struct EarlyRules<const N: usize> {
    pub clock: Signal<In, Clock>,
    pub frame: Signal<In, PendingFrame>,
    pub probe_enable: Signal<In, Bit>,
    pub needs_answer: Signal<Out, Bit>,
    pub facts: Signal<Out, FrameFacts>,
    needs: DFF<Bit>,
    found: DFF<FrameFacts>,
    decision: Signal<Local, Decision>,
    record: Signal<Local, FrameRecord>,
    summary: Signal<Local, PacketSummary>,
    corrupted: Signal<Local, Bit>,
    refused: Signal<Local, Bit>,
    l3_kind: Signal<Local, Bits<3>>,
    is_ip: Signal<Local, Bit>,
    concerned: Signal<Local, Bit>,
    reserved: Signal<Local, Bit>,
    no_port: Signal<Local, Bit>,
    redirected: Signal<Local, Bit>,
    destination: Signal<Local, Bits<48>>,
    last_octet: Signal<Local, Bits<4>>,
    cpu_port: Constant<Bits<9>>,
    ip_header_corrupted: Constant<Bits<5>>,
    sip_is_mc: Constant<Bits<5>>,
    sip_is_loopback_address: Constant<Bits<5>>,
    ipv4_sip_is_limited_bc: Constant<Bits<5>>,
    sip_is_unspecified: Constant<Bits<5>>,
    dip_is_loopback_address: Constant<Bits<5>>,
    non_routable_packet: Constant<Bits<5>>,
    port_list_is_empty: Constant<Bits<5>>,
    link_local: Constant<Bits<5>>,
    bpdu: Constant<Bits<5>>,
    slow_protocols: Constant<Bits<5>>,
    eapol: Constant<Bits<5>>,
    lldp: Constant<Bits<5>>,
}

impl<const N: usize> Default for EarlyRules<N> {
    fn default() -> Self {
        let drop = |reason: DropReason| Constant::new((reason as u64).to_bits());
        let punt = |reason: PuntReason| Constant::new((reason as u64).to_bits());
        Self {
            clock: Default::default(),
            frame: Default::default(),
            probe_enable: Default::default(),
            needs_answer: Default::default(),
            facts: Default::default(),
            needs: Default::default(),
            found: Default::default(),
            decision: Default::default(),
            record: Default::default(),
            summary: Default::default(),
            corrupted: Default::default(),
            refused: Default::default(),
            l3_kind: Default::default(),
            is_ip: Default::default(),
            concerned: Default::default(),
            reserved: Default::default(),
            no_port: Default::default(),
            redirected: Default::default(),
            destination: Default::default(),
            last_octet: Default::default(),
            cpu_port: Constant::new((1u64 << (N - 1)).to_bits()),
            ip_header_corrupted: drop(DropReason::IpHeaderCorrupted),
            sip_is_mc: drop(DropReason::SipIsMc),
            sip_is_loopback_address: drop(DropReason::SipIsLoopbackAddress),
            ipv4_sip_is_limited_bc: drop(DropReason::Ipv4SipIsLimitedBc),
            sip_is_unspecified: drop(DropReason::SipIsUnspecified),
            dip_is_loopback_address: drop(DropReason::DipIsLoopbackAddress),
            non_routable_packet: drop(DropReason::NonRoutablePacket),
            port_list_is_empty: drop(DropReason::PortListIsEmpty),
            link_local: punt(PuntReason::LinkLocal),
            bpdu: punt(PuntReason::Bpdu),
            slow_protocols: punt(PuntReason::SlowProtocols),
            eapol: punt(PuntReason::Eapol),
            lldp: punt(PuntReason::Lldp),
        }
    }
}

impl<const N: usize> Logic for EarlyRules<N> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, needs, found);
        self.decision.next = self.frame.val().decision;
        self.record.next = self.decision.val().record;
        self.summary.next = self.frame.val().summary;

        // Rules 1 to 5.
        self.corrupted.next = self.record.val().malformed | self.record.val().checksum_bad;
        self.refused.next = self.corrupted.val()
            | self.summary.val().source_multicast
            | self.summary.val().source_loopback
            | self.summary.val().source_class_e
            | self.summary.val().source_unspecified
            | self.summary.val().destination_loopback
            | self.summary.val().destination_unroutable;
        self.found.d.next.drop_code = 0.into();
        if self.corrupted.val() {
            self.found.d.next.drop_code = self.ip_header_corrupted.val();
        } else if self.summary.val().source_multicast {
            self.found.d.next.drop_code = self.sip_is_mc.val();
        } else if self.summary.val().source_loopback {
            self.found.d.next.drop_code = self.sip_is_loopback_address.val();
        } else if self.summary.val().source_class_e {
            self.found.d.next.drop_code = self.ipv4_sip_is_limited_bc.val();
        } else if self.summary.val().source_unspecified {
            self.found.d.next.drop_code = self.sip_is_unspecified.val();
        } else if self.summary.val().destination_loopback {
            self.found.d.next.drop_code = self.dip_is_loopback_address.val();
        } else if self.summary.val().destination_unroutable {
            self.found.d.next.drop_code = self.non_routable_packet.val();
        }
        self.found.d.next.has_options = self.record.val().options;
        self.found.d.next.to_link_local = self.summary.val().destination_link_local;

        // What it is.
        self.found.d.next.ipv4 = self.record.val().l3_kind == 2;
        self.found.d.next.ipv6 = self.record.val().l3_kind == 3;
        self.found.d.next.arp = self.record.val().l3_kind == 1;
        self.l3_kind.next = self.record.val().l3_kind;
        self.is_ip.next = self.l3_kind.val().get_bits::<2>(1) == 1;
        self.concerned.next = self.record.val().on_interface & !self.decision.val().settled;
        self.found.d.next.concerned = self.concerned.val();
        self.found.d.next.to_router = self.record.val().to_router;
        self.found.d.next.group = self.decision.val().cast != 0;
        self.found.d.next.group_packet = (self.decision.val().cast != 0)
            & self.is_ip.val()
            & !self.record.val().malformed;
        self.needs.d.next = self.concerned.val()
            & self.record.val().to_router
            & self.is_ip.val()
            & self.frame.val().asked
            & !self.refused.val()
            & !self.record.val().options
            & !self.summary.val().destination_link_local;

        // What bridging did with it.
        self.reserved.next = self.decision.val().reason.any() & !self.decision.val().settled;
        self.no_port.next = self.decision.val().drop_code == self.port_list_is_empty.val();
        self.redirected.next = self.decision.val().settled
            & (self.no_port.val() | !self.decision.val().drop_code.any());
        self.found.d.next.reserved = self.reserved.val();
        self.found.d.next.copyable = self.no_port.val() | !self.decision.val().drop_code.any();
        self.found.d.next.host_open =
            self.reserved.val() | (self.record.val().port_mask & self.cpu_port.val()).any();
        self.found.d.next.probe = self.probe_enable.val()
            & (self.record.val().ingress_mask & self.cpu_port.val()).any()
            & !self.redirected.val();
        // IEEE 802.1Q-2022 table 8-1: the last octet is 00 to 0F.
        self.destination.next = self.record.val().destination;
        self.last_octet.next = self.destination.val().get_bits::<4>(40);
        self.found.d.next.reserved_reason = self.link_local.val();
        if self.last_octet.val() == 0 {
            self.found.d.next.reserved_reason = self.bpdu.val();
        }
        if self.last_octet.val() == 2 {
            self.found.d.next.reserved_reason = self.slow_protocols.val();
        }
        if self.last_octet.val() == 3 {
            self.found.d.next.reserved_reason = self.eapol.val();
        }
        if self.last_octet.val() == 14 {
            self.found.d.next.reserved_reason = self.lldp.val();
        }

        self.needs_answer.next = self.needs.q.val();
        self.facts.next = self.found.q.val();
    }
}
