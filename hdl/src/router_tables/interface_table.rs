//! # InterfaceTable: where ports and VLANs meet layer 3
//!
//! | port        | dir | meaning                                             |
//! | match_valid, match_port, match_vlan | in | a frame came in              |
//! | match_found, match_interface, match_mac, match_flags | out | exactly 4 cycles later: its interface |
//! | ingress_number | in | of an interface                                    |
//! | ingress_flags | out | 2 cycles later: IPv4, IPv6, two bits of reverse-path check of each |
//! | egress_number | in | of an interface                                     |
//! | egress_valid, egress_vlan, egress_mtu | out | 2 cycles later             |
//! | rewrite_number | in | of an interface                                    |
//! | rewrite_mac, rewrite_vlan | out | 2 cycles later                        |
//! | write       | in  | for one cycle: `write_data` is a word of region INTERFACES |
//! | offset      | in  | of the host's access                                |
//! | word        | out | `WORD_LATENCY` cycles after `offset`: the word there, else zero |
//!
//! Clock: core_clock. Clear: none. Throughput: one a cycle at each side.
//! Storage: 64 x 160 bit of distributed RAM in copies. Resources: see
//! `RouterTables`. Tables: regmap::interface.
//! Not obvious: the host reads the frames' copies in cycles in which no frame
//! does. There is one among any 10, as each port asks once a frame.

use ferroute_regmap::Interface;
use rust_hdl::prelude::*;

use super::interface_match::InterfaceMatch;
use crate::memory::DistributedRam;

#[derive(LogicBlock)]
pub struct InterfaceTable {
    pub clock: Signal<In, Clock>,
    pub match_valid: Signal<In, Bit>,
    pub match_port: Signal<In, Bits<4>>,
    pub match_vlan: Signal<In, Bits<12>>,
    pub match_found: Signal<Out, Bit>,
    pub match_interface: Signal<Out, Bits<6>>,
    pub match_mac: Signal<Out, Bits<48>>,
    pub match_flags: Signal<Out, Bits<6>>,
    pub ingress_number: Signal<In, Bits<6>>,
    pub ingress_flags: Signal<Out, Bits<6>>,
    pub egress_number: Signal<In, Bits<6>>,
    pub egress_valid: Signal<Out, Bit>,
    pub egress_vlan: Signal<Out, Bits<12>>,
    pub egress_mtu: Signal<Out, Bits<14>>,
    pub rewrite_number: Signal<In, Bits<6>>,
    pub rewrite_mac: Signal<Out, Bits<48>>,
    pub rewrite_vlan: Signal<Out, Bits<12>>,
    pub write: Signal<In, Bit>,
    pub offset: Signal<In, Bits<20>>,
    pub write_data: Signal<In, Bits<32>>,
    pub word: Signal<Out, Bits<32>>,
    matcher: InterfaceMatch,
    /// MAC in bits 47:0, flags 53:48.
    ingress_entries: DistributedRam<54, 6>,
    flags: DistributedRam<6, 6>,
    /// MTU in bits 13:0, VLAN 25:14, valid 26.
    egress_entries: DistributedRam<27, 6>,
    host_entries: DistributedRam<27, 6>,
    /// MAC in bits 47:0, VLAN 59:48.
    rewrite_entries: DistributedRam<60, 6>,
    staged_mac_low: DFF<Bits<32>>,
    staged_mac_high: DFF<Bits<16>>,
    staged_vlan: DFF<Bits<12>>,
    valids: DFF<Bits<2>>,
    found: DFF<Bit>,
    found_number: DFF<Bits<6>>,
    found_entry: DFF<Bits<54>>,
    found_late: DFF<Bit>,
    number_late: DFF<Bits<6>>,
    entry_late: DFF<Bits<54>>,
    ingress_asked: DFF<Bits<6>>,
    ingress_answer: DFF<Bits<6>>,
    egress_asked: DFF<Bits<6>>,
    egress_answer: DFF<Bits<27>>,
    rewrite_asked: DFF<Bits<6>>,
    rewrite_answer: DFF<Bits<60>>,
    host_entry: DFF<Bits<54>>,
    host_rest: DFF<Bits<27>>,
    answer: DFF<Bits<32>>,
    committed: DFF<Bit>,
    frame_number: Signal<Local, Bits<6>>,
    frame_asks: Signal<Local, Bit>,
    mapped: Signal<Local, Bit>,
    number: Signal<Local, Bits<6>>,
    part: Signal<Local, Bits<2>>,
    commit: Signal<Local, Bit>,
    new_mac: Signal<Local, Bits<48>>,
    new_rest: Signal<Local, Bits<27>>,
    new_flags: Signal<Local, Bits<6>>,
    valid_bit: Signal<Local, Bits<32>>,
    asks: Signal<Local, Bits<2>>,
}

impl InterfaceTable {
    /// Cycles from `offset` to `word`.
    pub const WORD_LATENCY: usize = 14;
}

impl Default for InterfaceTable {
    fn default() -> Self {
        assert!(
            (Interface::VLAN_SHIFT, Interface::IPV4_BIT, Interface::VALID_BIT, Interface::MTU_BITS)
                == (16, 16, 31, 14)
                && Interface::STRIDE == 4,
            "the numbers below are those of regmap::interface"
        );
        Self {
            clock: Default::default(),
            match_valid: Default::default(),
            match_port: Default::default(),
            match_vlan: Default::default(),
            match_found: Default::default(),
            match_interface: Default::default(),
            match_mac: Default::default(),
            match_flags: Default::default(),
            ingress_number: Default::default(),
            ingress_flags: Default::default(),
            egress_number: Default::default(),
            egress_valid: Default::default(),
            egress_vlan: Default::default(),
            egress_mtu: Default::default(),
            rewrite_number: Default::default(),
            rewrite_mac: Default::default(),
            rewrite_vlan: Default::default(),
            write: Default::default(),
            offset: Default::default(),
            write_data: Default::default(),
            word: Default::default(),
            matcher: Default::default(),
            ingress_entries: Default::default(),
            flags: Default::default(),
            egress_entries: Default::default(),
            host_entries: Default::default(),
            rewrite_entries: Default::default(),
            staged_mac_low: Default::default(),
            staged_mac_high: Default::default(),
            staged_vlan: Default::default(),
            valids: Default::default(),
            found: Default::default(),
            found_number: Default::default(),
            found_entry: Default::default(),
            found_late: Default::default(),
            number_late: Default::default(),
            entry_late: Default::default(),
            ingress_asked: Default::default(),
            ingress_answer: Default::default(),
            egress_asked: Default::default(),
            egress_answer: Default::default(),
            rewrite_asked: Default::default(),
            rewrite_answer: Default::default(),
            host_entry: Default::default(),
            host_rest: Default::default(),
            answer: Default::default(),
            committed: Default::default(),
            frame_number: Default::default(),
            frame_asks: Default::default(),
            mapped: Default::default(),
            number: Default::default(),
            part: Default::default(),
            commit: Default::default(),
            new_mac: Default::default(),
            new_rest: Default::default(),
            new_flags: Default::default(),
            valid_bit: Default::default(),
            asks: Default::default(),
        }
    }
}

impl Logic for InterfaceTable {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, staged_mac_low, staged_mac_high, staged_vlan, valids, found);
        dff_setup!(self, clock, found_number, found_entry, found_late, number_late, entry_late);
        dff_setup!(self, clock, ingress_asked, ingress_answer, egress_asked, egress_answer);
        dff_setup!(self, clock, rewrite_asked, rewrite_answer, host_entry, host_rest, answer);
        dff_setup!(self, clock, committed);
        clock!(self, clock, matcher, ingress_entries, flags, egress_entries, host_entries);
        clock!(self, clock, rewrite_entries);

        self.mapped.next = self.offset.val().get_bits::<12>(8) == 0;
        self.number.next = self.offset.val().get_bits::<6>(2);
        self.part.next = self.offset.val().get_bits::<2>(0);
        // Frames that come in.
        self.matcher.port.next = self.match_port.val();
        self.matcher.vlan.next = self.match_vlan.val();
        self.asks.next = 0.into();
        if self.match_valid.val() {
            self.asks.next = 1.into();
        }
        self.valids.d.next = (self.valids.q.val() << 1) | self.asks.val();
        self.frame_asks.next = self.valids.q.val().get_bit(1);
        self.frame_number.next = (bit_cast::<6, 4>(self.matcher.found_port.val()) << 2)
            | bit_cast::<6, 2>(self.matcher.slot.val());
        self.ingress_entries.read_address.next = self.number.val();
        if self.frame_asks.val() {
            self.ingress_entries.read_address.next = self.frame_number.val();
        } else {
            self.host_entry.d.next = self.ingress_entries.read_data.val();
        }
        self.found.d.next = self.frame_asks.val() & self.matcher.found.val();
        self.found_number.d.next = self.frame_number.val();
        self.found_entry.d.next = self.ingress_entries.read_data.val();
        self.found_late.d.next = self.found.q.val();
        self.number_late.d.next = self.found_number.q.val();
        self.entry_late.d.next = self.found_entry.q.val();
        self.match_found.next = self.found_late.q.val();
        self.match_interface.next = self.number_late.q.val();
        self.match_mac.next = self.entry_late.q.val().get_bits::<48>(0);
        self.match_flags.next = self.entry_late.q.val().get_bits::<6>(48);

        // Decisions and frames that go out.
        self.ingress_asked.d.next = self.ingress_number.val();
        self.flags.read_address.next = self.ingress_asked.q.val();
        self.ingress_answer.d.next = self.flags.read_data.val();
        self.ingress_flags.next = self.ingress_answer.q.val();
        self.egress_asked.d.next = self.egress_number.val();
        self.egress_entries.read_address.next = self.egress_asked.q.val();
        self.egress_answer.d.next = self.egress_entries.read_data.val();
        self.egress_mtu.next = self.egress_answer.q.val().get_bits::<14>(0);
        self.egress_vlan.next = self.egress_answer.q.val().get_bits::<12>(14);
        self.egress_valid.next = self.egress_answer.q.val().get_bit(26);
        self.rewrite_asked.d.next = self.rewrite_number.val();
        self.rewrite_entries.read_address.next = self.rewrite_asked.q.val();
        self.rewrite_answer.d.next = self.rewrite_entries.read_data.val();
        self.rewrite_mac.next = self.rewrite_answer.q.val().get_bits::<48>(0);
        self.rewrite_vlan.next = self.rewrite_answer.q.val().get_bits::<12>(48);

        // The host writes.
        if self.write.val() & (self.part.val() == 0) {
            self.staged_mac_low.d.next = self.write_data.val();
        }
        if self.write.val() & (self.part.val() == 1) {
            self.staged_mac_high.d.next = self.write_data.val().get_bits::<16>(0);
            self.staged_vlan.d.next = self.write_data.val().get_bits::<12>(16);
        }
        self.commit.next = self.write.val() & self.mapped.val() & (self.part.val() == 2);
        self.new_mac.next = bit_cast::<48, 32>(self.staged_mac_low.q.val())
            | (bit_cast::<48, 16>(self.staged_mac_high.q.val()) << 32);
        self.new_flags.next = self.write_data.val().get_bits::<6>(16);
        self.new_rest.next = bit_cast::<27, 14>(self.write_data.val().get_bits::<14>(0))
            | (bit_cast::<27, 12>(self.staged_vlan.q.val()) << 14)
            | (bit_cast::<27, 1>(self.write_data.val().get_bits::<1>(31)) << 26);
        self.matcher.write.next = self.commit.val();
        self.matcher.number.next = self.number.val();
        self.matcher.write_vlan.next = self.staged_vlan.q.val();
        self.matcher.write_valid.next = self.write_data.val().get_bit(31);
        // A cycle after the VLANs, as they are read a cycle before: a frame
        // meets the old entry or the new one, never half of each.
        self.committed.d.next = self.commit.val();
        self.ingress_entries.write_enable.next = self.committed.q.val();
        self.ingress_entries.write_address.next = self.number.val();
        self.ingress_entries.write_data.next = bit_cast::<54, 48>(self.new_mac.val())
            | (bit_cast::<54, 6>(self.new_flags.val()) << 48);
        self.flags.write_enable.next = self.commit.val();
        self.flags.write_address.next = self.number.val();
        self.flags.write_data.next = self.new_flags.val();
        self.egress_entries.write_enable.next = self.commit.val();
        self.egress_entries.write_address.next = self.number.val();
        self.egress_entries.write_data.next = self.new_rest.val();
        self.host_entries.write_enable.next = self.commit.val();
        self.host_entries.write_address.next = self.number.val();
        self.host_entries.write_data.next = self.new_rest.val();
        self.rewrite_entries.write_enable.next = self.commit.val();
        self.rewrite_entries.write_address.next = self.number.val();
        self.rewrite_entries.write_data.next = bit_cast::<60, 48>(self.new_mac.val())
            | (bit_cast::<60, 12>(self.staged_vlan.q.val()) << 48);

        // The host reads.
        self.host_entries.read_address.next = self.number.val();
        self.host_rest.d.next = self.host_entries.read_data.val();
        self.valid_bit.next = bit_cast::<32, 1>(self.host_rest.q.val().get_bits::<1>(26)) << 31;
        self.answer.d.next = 0.into();
        if self.mapped.val() & (self.part.val() == 0) {
            self.answer.d.next = self.host_entry.q.val().get_bits::<32>(0);
        }
        if self.mapped.val() & (self.part.val() == 1) {
            self.answer.d.next = bit_cast::<32, 16>(self.host_entry.q.val().get_bits::<16>(32))
                | (bit_cast::<32, 12>(self.host_rest.q.val().get_bits::<12>(14)) << 16);
        }
        if self.mapped.val() & (self.part.val() == 2) {
            self.answer.d.next = bit_cast::<32, 14>(self.host_rest.q.val().get_bits::<14>(0))
                | (bit_cast::<32, 6>(self.host_entry.q.val().get_bits::<6>(48)) << 16)
                | self.valid_bit.val();
        }
        self.word.next = self.answer.q.val();
    }
}
