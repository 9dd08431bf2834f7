//! # NextHopTable: where routed frames go
//!
//! | port        | dir | meaning                                             |
//! | read, number | in | the datapath wants this next hop                    |
//! | kind, interface_number, mac | out | 2 cycles later, held; `mac` is the entry's first 48 bits |
//! | write       | in  | for one cycle: `write_data` is a word of region NEXT_HOPS |
//! | offset      | in  | of the host's access                                |
//! | word        | out | 3 cycles after `offset`: the word there             |
//!
//! Clock: core_clock. Clear: none. Latency: 2 cycles. Throughput: a read a
//! cycle. Storage: 512 x 58 bit of block RAM. Resources: see `RouterTables`.
//! Tables: regmap::next_hop. Not obvious: the first word waits until the second
//! one writes the entry.

use ferroute_regmap::{NextHop, size};
use rust_hdl::prelude::*;

use super::table_ram::TableRam;

#[derive(LogicBlock)]
pub struct NextHopTable {
    pub clock: Signal<In, Clock>,
    pub read: Signal<In, Bit>,
    pub number: Signal<In, Bits<9>>,
    pub kind: Signal<Out, Bits<4>>,
    pub interface_number: Signal<Out, Bits<6>>,
    pub mac: Signal<Out, Bits<48>>,
    pub write: Signal<In, Bit>,
    pub offset: Signal<In, Bits<20>>,
    pub write_data: Signal<In, Bits<32>>,
    pub word: Signal<Out, Bits<32>>,
    /// MAC in bits 47:0, interface 53:48, kind 57:54.
    ram: TableRam<58, 9>,
    first: DFF<Bits<32>>,
    answer: DFF<Bits<32>>,
    mapped: Signal<Local, Bit>,
}

impl Default for NextHopTable {
    fn default() -> Self {
        assert!(
            (NextHop::INTERFACE_SHIFT, NextHop::INTERFACE_BITS, NextHop::KIND_SHIFT, NextHop::KIND_BITS)
                == (16, 6, 24, 4)
                && size::NEXT_HOP_BITS == 9,
            "the numbers below are those of regmap::next_hop"
        );
        Self {
            clock: Default::default(),
            read: Default::default(),
            number: Default::default(),
            kind: Default::default(),
            interface_number: Default::default(),
            mac: Default::default(),
            write: Default::default(),
            offset: Default::default(),
            write_data: Default::default(),
            word: Default::default(),
            ram: Default::default(),
            first: Default::default(),
            answer: Default::default(),
            mapped: Default::default(),
        }
    }
}

impl Logic for NextHopTable {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, first, answer);
        self.ram.clock.next = self.clock.val();
        self.ram.read.next = self.read.val();
        self.ram.address.next = self.number.val();
        self.mac.next = self.ram.data.val().get_bits::<48>(0);
        self.interface_number.next = self.ram.data.val().get_bits::<6>(48);
        self.kind.next = self.ram.data.val().get_bits::<4>(54);

        self.mapped.next = self.offset.val().get_bits::<10>(10) == 0;
        self.ram.bus_address.next = self.offset.val().get_bits::<9>(1);
        self.ram.bus_write.next = self.write.val() & self.mapped.val() & self.offset.val().get_bit(0);
        self.ram.bus_data.next = bit_cast::<58, 32>(self.first.q.val())
            | (bit_cast::<58, 16>(self.write_data.val().get_bits::<16>(0)) << 32)
            | (bit_cast::<58, 6>(self.write_data.val().get_bits::<6>(16)) << 48)
            | (bit_cast::<58, 4>(self.write_data.val().get_bits::<4>(24)) << 54);
        if self.write.val() & !self.offset.val().get_bit(0) {
            self.first.d.next = self.write_data.val();
        }
        self.answer.d.next = 0.into();
        if self.mapped.val() {
            if self.offset.val().get_bit(0) {
                self.answer.d.next =
                    bit_cast::<32, 16>(self.ram.bus_word.val().get_bits::<16>(32))
                        | (bit_cast::<32, 6>(self.ram.bus_word.val().get_bits::<6>(48)) << 16)
                        | (bit_cast::<32, 4>(self.ram.bus_word.val().get_bits::<4>(54)) << 24);
            } else {
                self.answer.d.next = self.ram.bus_word.val().get_bits::<32>(0);
            }
        }
        self.word.next = self.answer.q.val();
    }
}
