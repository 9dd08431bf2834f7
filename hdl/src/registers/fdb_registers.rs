//! # FdbRegisters: configuration and state of the FDB
//!
//! | port          | dir | meaning                                           |
//! | address       | in  | of the word that is wanted or written             |
//! | word          | out | it, two cycles later; zero where not of this group |
//! | write, write_data | in | for one cycle, one or more behind `address`    |
//! | seed          | out | of the hash                                       |
//! | ageing_interval | out | in units of 16 core clocks; 0: never            |
//! | command_done  | in  | a command of the host ended now, with             |
//! | command_code, command_index | in | its FdbResult and entry              |
//! | entries, unlearned, moves | in | kept by the FDB                        |
//!
//! Clock: core_clock. Latency: 2 cycles. Storage: 206 bit of registers.
//! Resources: see `RegisterFile`. Tables: regmap::registers, 0x20 to 0x27.
//! Not obvious: the seed is 0 after power-up, as nothing in the device is
//! random; the host writes one that differs at every start, then flushes.
//! A write to FDB_FAILURES sets the count; it stops at its largest value.

use ferroute_regmap::{FdbResult, registers};
use rust_hdl::prelude::*;

use super::word_select::WordSelect;

#[derive(LogicBlock)]
pub struct FdbRegisters {
    pub clock: Signal<In, Clock>,
    pub address: Signal<In, Bits<6>>,
    pub write: Signal<In, Bit>,
    pub write_data: Signal<In, Bits<32>>,
    pub word: Signal<Out, Bits<32>>,
    pub seed: Signal<Out, Bits<60>>,
    pub ageing_interval: Signal<Out, Bits<32>>,
    pub command_done: Signal<In, Bit>,
    pub command_code: Signal<In, Bits<8>>,
    pub command_index: Signal<In, Bits<12>>,
    pub entries: Signal<In, Bits<16>>,
    pub unlearned: Signal<In, Bits<32>>,
    pub moves: Signal<In, Bits<32>>,
    seed_low: DFF<Bits<32>>,
    seed_high: DFF<Bits<28>>,
    ageing: DFFWithInit<Bits<32>>,
    code: DFF<Bits<8>>,
    index: DFF<Bits<12>>,
    // The command that ended, a cycle later.
    ended: DFF<Bit>,
    ended_code: DFF<Bits<8>>,
    ended_index: DFF<Bits<12>>,
    failures: DFF<Bits<32>>,
    failed: DFF<Bit>,
    /// `failures` has its largest value; failures come cycles apart.
    saturated: DFF<Bit>,
    select: WordSelect<8, 9>,
    done_code: Constant<Bits<8>>,
    largest: Constant<Bits<32>>,
}

impl Default for FdbRegisters {
    fn default() -> Self {
        Self {
            clock: Default::default(),
            address: Default::default(),
            write: Default::default(),
            write_data: Default::default(),
            word: Default::default(),
            seed: Default::default(),
            ageing_interval: Default::default(),
            command_done: Default::default(),
            command_code: Default::default(),
            command_index: Default::default(),
            entries: Default::default(),
            unlearned: Default::default(),
            moves: Default::default(),
            seed_low: Default::default(),
            seed_high: Default::default(),
            ageing: DFFWithInit::new(u64::from(registers::AGEING_INTERVAL.reset).to_bits()),
            code: Default::default(),
            index: Default::default(),
            ended: Default::default(),
            ended_code: Default::default(),
            ended_index: Default::default(),
            failures: Default::default(),
            failed: Default::default(),
            saturated: Default::default(),
            select: WordSelect::new([
                &registers::FDB_USAGE,
                &registers::FDB_SEED_LOW,
                &registers::FDB_SEED_HIGH,
                &registers::AGEING_INTERVAL,
                &registers::FDB_RESULT,
                &registers::FDB_FAILURES,
                &registers::FDB_UNLEARNED,
                &registers::FDB_MOVES,
            ]),
            done_code: Constant::new((FdbResult::Done as u64).to_bits()),
            largest: Constant::new(u64::from(u32::MAX).to_bits()),
        }
    }
}

impl Logic for FdbRegisters {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, seed_low, seed_high, ageing, code, index, failures, failed, saturated);
        dff_setup!(self, clock, ended, ended_code, ended_index);
        clock!(self, clock, select);
        self.select.address.next = self.address.val();
        self.select.words[0].next = bit_cast::<32, 16>(self.entries.val());
        self.select.words[1].next = self.seed_low.q.val();
        self.select.words[2].next = bit_cast::<32, 28>(self.seed_high.q.val());
        self.select.words[3].next = self.ageing.q.val();
        self.select.words[4].next = bit_cast::<32, 8>(self.code.q.val())
            | (bit_cast::<32, 12>(self.index.q.val()) << 16);
        self.select.words[5].next = self.failures.q.val();
        self.select.words[6].next = self.unlearned.val();
        self.select.words[7].next = self.moves.val();
        self.word.next = self.select.word.val();

        self.ended.d.next = self.command_done.val();
        self.ended_code.d.next = self.command_code.val();
        self.ended_index.d.next = self.command_index.val();
        self.failed.d.next = self.ended.q.val() & (self.ended_code.q.val() != self.done_code.val());
        if self.ended.q.val() {
            self.code.d.next = self.ended_code.q.val();
            self.index.d.next = self.ended_index.q.val();
        }
        self.saturated.d.next = self.failures.q.val() == self.largest.val();
        if self.failed.q.val() & !self.saturated.q.val() {
            self.failures.d.next = self.failures.q.val() + 1;
        }
        if self.write.val() & self.select.selected.val().get_bit(1) {
            self.seed_low.d.next = self.write_data.val();
        }
        if self.write.val() & self.select.selected.val().get_bit(2) {
            self.seed_high.d.next = self.write_data.val().get_bits::<28>(0);
        }
        if self.write.val() & self.select.selected.val().get_bit(3) {
            self.ageing.d.next = self.write_data.val();
        }
        if self.write.val() & self.select.selected.val().get_bit(5) {
            self.failures.d.next = self.write_data.val();
        }
        self.seed.next = bit_cast::<60, 32>(self.seed_low.q.val())
            | (bit_cast::<60, 28>(self.seed_high.q.val()) << 32);
        self.ageing_interval.next = self.ageing.q.val();
    }
}
