//! # InterfaceFinder: the router interface of each port's frame
//!
//! | port        | dir | meaning                                             |
//! | first_word, octets, port | in | a frame's first word, with its destination |
//! | type_word, vlan | in | a word with octets 12 to 15, from `HeaderAligner` |
//! | probe_enable, probe_port | in | register PROBE                         |
//! | match_valid, match_port, match_vlan | out | to `RouterTables`          |
//! | match_found, match_interface, match_mac, match_flags | in | 4 cycles later |
//! | early_port  | in  | port of the next cycle's word                       |
//! | found, interface_number, to_router, flags | out | of the port's frame         |
//!
//! Clock: core_clock. Clear: none. Latency: the outputs are right from 7 cycles
//! behind the frame's second word on, that is from its fourth word on.
//! Throughput: one frame a cycle. Backpressure: none.
//! Storage: 16 records of 48 and of 14 bit. Resources: see `HeaderCollector`.
//! Not obvious: a frame of one word leaves those of an earlier one.

use rust_hdl::prelude::*;

use crate::memory::PortRam;

/// What the table of interfaces says of a frame.
#[derive(LogicStruct, Default, Clone, Copy, Debug, PartialEq)]
pub struct InterfaceMatch {
    pub found: Bit,
    pub interface: Bits<6>,
    /// The frame's destination is the interface's address.
    pub to_router: Bit,
    /// IPv4, IPv6, and two bits of reverse-path check of each.
    pub flags: Bits<6>,
}

#[derive(LogicBlock)]
pub struct InterfaceFinder<const N: usize> {
    pub clock: Signal<In, Clock>,
    pub first_word: Signal<In, Bit>,
    pub octets: Signal<In, Bits<64>>,
    pub port: Signal<In, Bits<4>>,
    pub type_word: Signal<In, Bit>,
    pub vlan: Signal<In, Bits<12>>,
    pub probe_enable: Signal<In, Bit>,
    pub probe_port: Signal<In, Bits<4>>,
    pub match_valid: Signal<Out, Bit>,
    pub match_port: Signal<Out, Bits<4>>,
    pub match_vlan: Signal<Out, Bits<12>>,
    pub match_found: Signal<In, Bit>,
    pub match_interface: Signal<In, Bits<6>>,
    pub match_mac: Signal<In, Bits<48>>,
    pub match_flags: Signal<In, Bits<6>>,
    pub early_port: Signal<In, Bits<4>>,
    pub found: Signal<Out, Bit>,
    pub interface_number: Signal<Out, Bits<6>>,
    pub to_router: Signal<Out, Bit>,
    pub flags: Signal<Out, Bits<6>>,
    destinations: PortRam<Bits<48>>,
    found_matches: PortRam<InterfaceMatch>,
    valid: DFF<Bit>,
    asked_port: DFF<Bits<4>>,
    asked_vlan: DFF<Bits<12>>,
    /// Ports of the frames asked for 1 to 5 cycles ago, the latest in bits 3:0.
    ports: DFF<Bits<20>>,
    valids: DFF<Bits<5>>,
    answer: DFF<InterfaceMatch>,
    answer_valid: DFF<Bit>,
    answer_port: DFF<Bits<4>>,
    matched: DFF<InterfaceMatch>,
    destination: Signal<Local, Bits<48>>,
    asks: Signal<Local, Bits<5>>,
    cpu_port: Constant<Bits<4>>,
}

impl<const N: usize> Default for InterfaceFinder<N> {
    fn default() -> Self {
        Self {
            clock: Default::default(),
            first_word: Default::default(),
            octets: Default::default(),
            port: Default::default(),
            type_word: Default::default(),
            vlan: Default::default(),
            probe_enable: Default::default(),
            probe_port: Default::default(),
            match_valid: Default::default(),
            match_port: Default::default(),
            match_vlan: Default::default(),
            match_found: Default::default(),
            match_interface: Default::default(),
            match_mac: Default::default(),
            match_flags: Default::default(),
            early_port: Default::default(),
            found: Default::default(),
            interface_number: Default::default(),
            to_router: Default::default(),
            flags: Default::default(),
            destinations: Default::default(),
            found_matches: Default::default(),
            valid: Default::default(),
            asked_port: Default::default(),
            asked_vlan: Default::default(),
            ports: Default::default(),
            valids: Default::default(),
            answer: Default::default(),
            answer_valid: Default::default(),
            answer_port: Default::default(),
            matched: Default::default(),
            destination: Default::default(),
            asks: Default::default(),
            cpu_port: Constant::new((N as u64 - 1).to_bits()),
        }
    }
}

impl<const N: usize> Logic for InterfaceFinder<N> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, valid, asked_port, asked_vlan, ports, valids);
        dff_setup!(self, clock, answer, answer_valid, answer_port, matched);
        clock!(self, clock, destinations, found_matches);
        self.destinations.write_enable.next = self.first_word.val();
        self.destinations.write_port.next = self.port.val();
        self.destinations.write_data.next = self.octets.val().get_bits::<48>(0);

        // The question.
        self.valid.d.next = self.type_word.val();
        self.asked_port.d.next = self.port.val();
        if self.probe_enable.val() & (self.port.val() == self.cpu_port.val()) {
            self.asked_port.d.next = self.probe_port.val();
        }
        self.asked_vlan.d.next = self.vlan.val();
        self.match_valid.next = self.valid.q.val();
        self.match_port.next = self.asked_port.q.val();
        self.match_vlan.next = self.asked_vlan.q.val();
        self.ports.d.next = (self.ports.q.val() << 4) | bit_cast::<20, 4>(self.port.val());
        self.asks.next = 0.into();
        if self.type_word.val() {
            self.asks.next = 1.into();
        }
        self.valids.d.next = (self.valids.q.val() << 1) | self.asks.val();

        // The answer, and whether the frame is addressed to it.
        self.destinations.read_port.next = self.ports.q.val().get_bits::<4>(16);
        self.destination.next = self.destinations.read_data.val();
        self.answer_valid.d.next = self.valids.q.val().get_bit(4);
        self.answer_port.d.next = self.ports.q.val().get_bits::<4>(16);
        self.answer.d.next.found = self.match_found.val();
        self.answer.d.next.interface = self.match_interface.val();
        self.answer.d.next.flags = self.match_flags.val();
        self.answer.d.next.to_router =
            self.match_found.val() & (self.match_mac.val() == self.destination.val());
        self.found_matches.write_enable.next = self.answer_valid.q.val();
        self.found_matches.write_port.next = self.answer_port.q.val();
        self.found_matches.write_data.next = self.answer.q.val();
        self.found_matches.read_port.next = self.early_port.val();
        self.matched.d.next = self.found_matches.read_data.val();
        self.found.next = self.matched.q.val().found;
        self.interface_number.next = self.matched.q.val().interface;
        self.to_router.next = self.matched.q.val().to_router;
        self.flags.next = self.matched.q.val().flags;
    }
}
