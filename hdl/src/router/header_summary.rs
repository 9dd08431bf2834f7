//! # HeaderSummary: what the routing rules need of each port's header
//! Header words are looked at as they come, so that none is kept.
//!
//! | port          | dir | meaning                                         |
//! | header_valid, header_port, header_index, header_data | in | a word of an L3 header |
//! | read_port     | in  |                                                 |
//! | summary       | out | of that port's last header, at once             |
//!
//! Clock: core_clock. Clear: none; word 0 begins a header.
//! Latency: a word is part of `summary` 3 cycles later. Throughput: one word a
//! cycle, a port's words at least 4 cycles apart. Backpressure: none.
//! Storage: 16 x 88 bit of distributed RAM. Tables: regmap::flow_hash.
//! Resources: see `RouterDecision`.
//! Not obvious: a frame's summary is right from its trailer to the header of
//! the port's next frame: it has to be taken then, since frames that asked
//! nothing do not move on to another slot.

use ferroute_regmap::flow_hash::DESTINATION_ROTATION;
use rust_hdl::prelude::*;

use super::flow_key_part::FlowKeyPart;
use super::header_facts::{HeaderFacts, WordRole};
use super::packet_summary::PacketSummary;
use crate::memory::PortRam;

#[derive(LogicBlock)]
pub struct HeaderSummary {
    pub clock: Signal<In, Clock>,
    pub header_valid: Signal<In, Bit>,
    pub header_port: Signal<In, Bits<4>>,
    pub header_index: Signal<In, Bits<3>>,
    pub header_data: Signal<In, Bits<64>>,
    pub read_port: Signal<In, Bits<4>>,
    pub summary: Signal<Out, PacketSummary>,
    facts: HeaderFacts,
    key_part: FlowKeyPart,
    // One to be continued, one to be read.
    writers: PortRam<PacketSummary>,
    readers: PortRam<PacketSummary>,
    word_valid: DFF<Bit>,
    word_port: DFF<Bits<4>>,
    word: DFF<Bits<64>>,
    role: DFF<WordRole>,
    earlier: DFF<PacketSummary>,
    updated_valid: DFF<Bit>,
    updated_port: DFF<Bits<4>>,
    updated: DFF<PacketSummary>,
    part: DFF<Bits<60>>,
    turns: DFF<Bit>,
    is_ipv6: Signal<Local, Bit>,
    turned: Signal<Local, Bits<60>>,
    complete: Signal<Local, PacketSummary>,
}

impl Default for HeaderSummary {
    fn default() -> Self {
        assert!(DESTINATION_ROTATION == 13, "the rotation below is that of regmap::flow_hash");
        Self {
            clock: Default::default(),
            header_valid: Default::default(),
            header_port: Default::default(),
            header_index: Default::default(),
            header_data: Default::default(),
            read_port: Default::default(),
            summary: Default::default(),
            facts: Default::default(),
            key_part: Default::default(),
            writers: Default::default(),
            readers: Default::default(),
            word_valid: Default::default(),
            word_port: Default::default(),
            word: Default::default(),
            role: Default::default(),
            earlier: Default::default(),
            updated_valid: Default::default(),
            updated_port: Default::default(),
            updated: Default::default(),
            part: Default::default(),
            turns: Default::default(),
            is_ipv6: Default::default(),
            turned: Default::default(),
            complete: Default::default(),
        }
    }
}

impl Logic for HeaderSummary {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, word_valid, word_port, word, role, earlier);
        dff_setup!(self, clock, updated_valid, updated_port, updated, part, turns);
        clock!(self, clock, writers, readers);

        // The port's words before this one tell the version.
        self.writers.read_port.next = self.header_port.val();
        self.earlier.d.next = self.writers.read_data.val();
        self.word_valid.d.next = self.header_valid.val();
        self.word_port.d.next = self.header_port.val();
        self.word.d.next = self.header_data.val();
        self.is_ipv6.next = self.writers.read_data.val().ipv6;
        self.role.d.next.first = self.header_index.val() == 0;
        self.role.d.next.source4 = (self.header_index.val() == 1) & !self.is_ipv6.val();
        self.role.d.next.destination4 = (self.header_index.val() == 2) & !self.is_ipv6.val();
        self.role.d.next.source_high = (self.header_index.val() == 1) & self.is_ipv6.val();
        self.role.d.next.source_low = (self.header_index.val() == 2) & self.is_ipv6.val();
        self.role.d.next.destination_high = (self.header_index.val() == 3) & self.is_ipv6.val();
        self.role.d.next.destination_low = (self.header_index.val() == 4) & self.is_ipv6.val();

        self.key_part.octets.next = self.word.q.val();
        self.key_part.label.next =
            self.role.q.val().first & (self.word.q.val().get_bits::<4>(4) == 6);
        self.key_part.high.next =
            self.role.q.val().source_high | self.role.q.val().destination_high;
        self.key_part.low.next = self.role.q.val().source_low | self.role.q.val().destination_low;
        self.key_part.ipv4.next = self.role.q.val().source4 | self.role.q.val().destination4;
        self.key_part.behind.next = self.role.q.val().source4;
        self.part.d.next = self.key_part.part.val();
        self.turns.d.next = self.role.q.val().destination4
            | self.role.q.val().destination_high
            | self.role.q.val().destination_low;
        self.updated_valid.d.next = self.word_valid.q.val();
        self.updated_port.d.next = self.word_port.q.val();
        self.facts.octets.next = self.word.q.val();
        self.facts.role.next = self.role.q.val();
        self.facts.labelled.next = self.key_part.labelled.val();
        self.facts.earlier.next = self.earlier.q.val();
        self.updated.d.next = self.facts.updated.val();

        // The key grows by one LUT a bit.
        self.turned.next = self.part.q.val();
        if self.turns.q.val() {
            self.turned.next = (self.part.q.val() << 13) | (self.part.q.val() >> 47);
        }
        self.complete.next = self.updated.q.val();
        self.complete.next.flow_key = self.updated.q.val().flow_key ^ self.turned.val();
        self.writers.write_enable.next = self.updated_valid.q.val();
        self.writers.write_port.next = self.updated_port.q.val();
        self.writers.write_data.next = self.complete.val();
        self.readers.write_enable.next = self.updated_valid.q.val();
        self.readers.write_port.next = self.updated_port.q.val();
        self.readers.write_data.next = self.complete.val();
        self.readers.read_port.next = self.read_port.val();
        self.summary.next = self.readers.read_data.val();
    }
}

#[cfg(test)]
#[path = "header_summary_tests.rs"]
mod tests;
