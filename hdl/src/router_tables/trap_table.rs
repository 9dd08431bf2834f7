//! # TrapTable: what is done with frames for the host
//!
//! | port        | dir | meaning                                             |
//! | number      | in  | a PuntReason                                        |
//! | drop, policer | out | 2 cycles later                                    |
//! | write       | in  | for one cycle: `write_data` is a word of region TRAPS |
//! | offset      | in  | of the host's access                                |
//! | word        | out | 2 cycles after `offset`: the entry there, else zero |
//!
//! Clock: core_clock. Clear: none. Latency: 2 cycles. Throughput: one a cycle.
//! Storage: 2 x 64 x 5 bit of distributed RAM. Resources: see `RouterTables`.

use ferroute_regmap::{TrapEntry, region};
use rust_hdl::prelude::*;

use crate::memory::DistributedRam;

#[derive(LogicBlock)]
pub struct TrapTable {
    pub clock: Signal<In, Clock>,
    pub number: Signal<In, Bits<6>>,
    pub drop: Signal<Out, Bit>,
    pub policer: Signal<Out, Bits<4>>,
    pub write: Signal<In, Bit>,
    pub offset: Signal<In, Bits<20>>,
    pub write_data: Signal<In, Bits<32>>,
    pub word: Signal<Out, Bits<32>>,
    /// Policer in bits 3:0, drop in bit 4.
    entries: DistributedRam<5, 6>,
    copies: DistributedRam<5, 6>,
    asked: DFF<Bits<6>>,
    entry: DFF<Bits<5>>,
    copy: DFF<Bits<5>>,
    is_mapped: DFF<Bit>,
    entry_in: Signal<Local, Bits<5>>,
    mapped: Signal<Local, Bit>,
}

impl Default for TrapTable {
    fn default() -> Self {
        assert!(
            (TrapEntry::DROP_BIT, TrapEntry::POLICER_SHIFT, region::POLICER_OFFSET) == (0, 4, 64),
            "the numbers below are those of regmap::trap_entry"
        );
        Self {
            clock: Default::default(),
            number: Default::default(),
            drop: Default::default(),
            policer: Default::default(),
            write: Default::default(),
            offset: Default::default(),
            write_data: Default::default(),
            word: Default::default(),
            entries: Default::default(),
            copies: Default::default(),
            asked: Default::default(),
            entry: Default::default(),
            copy: Default::default(),
            is_mapped: Default::default(),
            entry_in: Default::default(),
            mapped: Default::default(),
        }
    }
}

impl Logic for TrapTable {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, asked, entry, copy, is_mapped);
        clock!(self, clock, entries, copies);
        self.mapped.next = self.offset.val().get_bits::<14>(6) == 0;
        self.entry_in.next = bit_cast::<5, 4>(self.write_data.val().get_bits::<4>(4));
        if self.write_data.val().get_bit(0) {
            self.entry_in.next = bit_cast::<5, 4>(self.write_data.val().get_bits::<4>(4)) | 16;
        }
        self.entries.write_enable.next = self.write.val() & self.mapped.val();
        self.entries.write_address.next = self.offset.val().get_bits::<6>(0);
        self.entries.write_data.next = self.entry_in.val();
        self.copies.write_enable.next = self.write.val() & self.mapped.val();
        self.copies.write_address.next = self.offset.val().get_bits::<6>(0);
        self.copies.write_data.next = self.entry_in.val();

        self.asked.d.next = self.number.val();
        self.entries.read_address.next = self.asked.q.val();
        self.entry.d.next = self.entries.read_data.val();
        self.drop.next = self.entry.q.val().get_bit(4);
        self.policer.next = self.entry.q.val().get_bits::<4>(0);

        self.copies.read_address.next = self.offset.val().get_bits::<6>(0);
        self.copy.d.next = self.copies.read_data.val();
        self.is_mapped.d.next = self.mapped.val();
        self.word.next = 0.into();
        if self.is_mapped.q.val() {
            self.word.next = bit_cast::<32, 4>(self.copy.q.val().get_bits::<4>(0)) << 4
                | bit_cast::<32, 1>(self.copy.q.val().get_bits::<1>(4));
        }
    }
}
