//! # ForwardingCandidates: every way a frame could go, side by side
//! First stage of the decision: each rule is looked at for itself; which of
//! them counts is `VerdictSelector`'s.
//!
//! | port        | dir | meaning                                             |
//! | valid, record | in | a frame ended                                      |
//! | lookup      | in  | the FDB's answer; without meaning for a group       |
//! | floods, injects, redirects, trap_link_local | in | the configuration    |
//! | next_valid, next_record | out | the same frame                          |
//! | candidates  | out | see `Candidates`                                    |
//! | flood_ports, unicast_ports, inject_ports | out | masks the rules lead to |
//!
//! Clock: core_clock. Clear: none. Latency: 1 cycle. Throughput: one a cycle.
//! Backpressure: none. Storage: the record and 44 bit of registers.
//! Resources: see `Ingress`.

use rust_hdl::prelude::*;

use super::frame_record::{FrameRecord, LookupResult};

/// Which conditions of the forwarding rules a frame meets.
#[derive(LogicStruct, Default, Clone, Copy, Debug, PartialEq)]
pub struct Candidates {
    /// The receive status is not good.
    pub bad: Bit,
    /// INJECT_PORTS say where it goes.
    pub redirected: Bit,
    pub group_source: Bit,
    /// Destination 01-80-C2-00-00-0X.
    pub link_local: Bit,
    pub trap_link_local: Bit,
    /// A group, or not in the FDB.
    pub to_flood: Bit,
    /// The FDB entry is on the ingress port.
    pub loopback: Bit,
    /// There is a port in that mask.
    pub flood_any: Bit,
    pub unicast_any: Bit,
    pub inject_any: Bit,
    /// 0 unicast, 1 multicast, 2 broadcast.
    pub class: Bits<2>,
}

#[derive(LogicBlock)]
pub struct ForwardingCandidates<const N: usize> {
    pub clock: Signal<In, Clock>,
    pub valid: Signal<In, Bit>,
    pub record: Signal<In, FrameRecord>,
    pub lookup: Signal<In, LookupResult>,
    pub floods: Signal<In, Bits<9>>,
    pub injects: Signal<In, Bits<9>>,
    pub redirects: Signal<In, Bit>,
    pub trap_link_local: Signal<In, Bit>,
    pub next_valid: Signal<Out, Bit>,
    pub next_record: Signal<Out, FrameRecord>,
    pub candidates: Signal<Out, Candidates>,
    pub flood_ports: Signal<Out, Bits<9>>,
    pub unicast_ports: Signal<Out, Bits<9>>,
    pub inject_ports: Signal<Out, Bits<9>>,
    valid_register: DFF<Bit>,
    record_register: DFF<FrameRecord>,
    found: DFF<Candidates>,
    flood_register: DFF<Bits<9>>,
    unicast_register: DFF<Bits<9>>,
    inject_register: DFF<Bits<9>>,
    flood: Signal<Local, Bits<9>>,
    unicast: Signal<Local, Bits<9>>,
    group: Signal<Local, Bit>,
    one: Constant<Bits<9>>,
    cpu_port: Constant<Bits<9>>,
    broadcast: Constant<Bits<48>>,
    /// 01-80-C2-00-00-00, octet 0 in bits 7:0, without its last four bits.
    reserved: Constant<Bits<40>>,
}

impl<const N: usize> Default for ForwardingCandidates<N> {
    fn default() -> Self {
        Self {
            clock: Default::default(),
            valid: Default::default(),
            record: Default::default(),
            lookup: Default::default(),
            floods: Default::default(),
            injects: Default::default(),
            redirects: Default::default(),
            trap_link_local: Default::default(),
            next_valid: Default::default(),
            next_record: Default::default(),
            candidates: Default::default(),
            flood_ports: Default::default(),
            unicast_ports: Default::default(),
            inject_ports: Default::default(),
            valid_register: Default::default(),
            record_register: Default::default(),
            found: Default::default(),
            flood_register: Default::default(),
            unicast_register: Default::default(),
            inject_register: Default::default(),
            flood: Default::default(),
            unicast: Default::default(),
            group: Default::default(),
            one: Constant::new(1u64.to_bits()),
            cpu_port: Constant::new((1u64 << (N - 1)).to_bits()),
            broadcast: Constant::new(((1u64 << 48) - 1).to_bits()),
            reserved: Constant::new(0x00_00C2_8001u64.to_bits()),
        }
    }
}

impl<const N: usize> Logic for ForwardingCandidates<N> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, valid_register, record_register, found);
        dff_setup!(self, clock, flood_register, unicast_register, inject_register);
        self.valid_register.d.next = self.valid.val();
        self.record_register.d.next = self.record.val();

        self.flood.next = self.floods.val() & !self.record.val().ingress_mask;
        self.unicast.next =
            (self.one.val() << self.lookup.val().egress) & self.record.val().port_mask;
        self.flood_register.d.next = self.flood.val();
        self.unicast_register.d.next = self.unicast.val();
        self.inject_register.d.next = self.injects.val();
        self.found.d.next.flood_any = self.flood.val().any();
        self.found.d.next.unicast_any = self.unicast.val().any();
        self.found.d.next.inject_any = self.injects.val().any();

        self.found.d.next.bad = self.record.val().status != 0;
        self.found.d.next.redirected =
            self.redirects.val() & (self.record.val().ingress_mask & self.cpu_port.val()).any();
        self.found.d.next.group_source = (self.record.val().source & 1).any();
        self.found.d.next.trap_link_local = self.trap_link_local.val();
        self.found.d.next.link_local = (bit_cast::<40, 48>(self.record.val().destination)
            == self.reserved.val())
            & !((self.record.val().destination >> 44).any());
        self.group.next = (self.record.val().destination & 1).any();
        self.found.d.next.to_flood = self.group.val() | !self.lookup.val().hit;
        self.found.d.next.loopback = self.lookup.val().egress == self.record.val().ingress;
        self.found.d.next.class = 0.into();
        if self.group.val() {
            self.found.d.next.class = 1.into();
        }
        if self.record.val().destination == self.broadcast.val() {
            self.found.d.next.class = 2.into();
        }

        self.next_valid.next = self.valid_register.q.val();
        self.next_record.next = self.record_register.q.val();
        self.candidates.next = self.found.q.val();
        self.flood_ports.next = self.flood_register.q.val();
        self.unicast_ports.next = self.unicast_register.q.val();
        self.inject_ports.next = self.inject_register.q.val();
    }
}
