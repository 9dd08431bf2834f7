//! # FdbRegisters: configuration and state of the FDB
//!
//! | port          | dir | meaning                                           |
//! | address       | in  | of the word that is wanted or written             |
//! | word          | out | it, one cycle later; zero where not of this group |
//! | write, write_data | in | for one cycle                                  |
//! | seed          | out | of the hash                                       |
//! | ageing_interval | out | in units of 16 core clocks; 0: never            |
//! | command_done  | in  | a command of the host ended now, with             |
//! | command_code, command_index | in | its FdbResult and entry              |
//! | entries, unlearned, moves | in | kept by the FDB                        |
//!
//! Clock: core_clock. Latency: 1 cycle. Storage: 176 bit of registers.
//! Resources: see `RegisterFile`. Tables: regmap::registers, 0x20 to 0x27.
//! Not obvious: the seed is 0 after power-up, as nothing in the device is
//! random; the host writes one that differs at every start, then flushes.
//! A write to FDB_FAILURES sets the count; it stops at its largest value.

use ferroute_regmap::{FdbResult, registers};
use rust_hdl::prelude::*;

use super::address_of;

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
    failures: DFF<Bits<32>>,
    failed: DFF<Bit>,
    answer: DFF<Bits<32>>,
    done_code: Constant<Bits<8>>,
    largest: Constant<Bits<32>>,
    usage_address: Constant<Bits<6>>,
    seed_low_address: Constant<Bits<6>>,
    seed_high_address: Constant<Bits<6>>,
    ageing_address: Constant<Bits<6>>,
    result_address: Constant<Bits<6>>,
    failures_address: Constant<Bits<6>>,
    unlearned_address: Constant<Bits<6>>,
    moves_address: Constant<Bits<6>>,
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
            failures: Default::default(),
            failed: Default::default(),
            answer: Default::default(),
            done_code: Constant::new((FdbResult::Done as u64).to_bits()),
            largest: Constant::new(u64::from(u32::MAX).to_bits()),
            usage_address: address_of(&registers::FDB_USAGE),
            seed_low_address: address_of(&registers::FDB_SEED_LOW),
            seed_high_address: address_of(&registers::FDB_SEED_HIGH),
            ageing_address: address_of(&registers::AGEING_INTERVAL),
            result_address: address_of(&registers::FDB_RESULT),
            failures_address: address_of(&registers::FDB_FAILURES),
            unlearned_address: address_of(&registers::FDB_UNLEARNED),
            moves_address: address_of(&registers::FDB_MOVES),
        }
    }
}

impl Logic for FdbRegisters {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, seed_low, seed_high, ageing, code, index, failures, failed, answer);
        self.failed.d.next =
            self.command_done.val() & (self.command_code.val() != self.done_code.val());
        if self.command_done.val() {
            self.code.d.next = self.command_code.val();
            self.index.d.next = self.command_index.val();
        }
        if self.failed.q.val() & (self.failures.q.val() != self.largest.val()) {
            self.failures.d.next = self.failures.q.val() + 1;
        }
        self.answer.d.next = 0.into();
        if self.address.val() == self.usage_address.val() {
            self.answer.d.next = bit_cast::<32, 16>(self.entries.val());
        } else if self.address.val() == self.seed_low_address.val() {
            self.answer.d.next = self.seed_low.q.val();
            if self.write.val() {
                self.seed_low.d.next = self.write_data.val();
            }
        } else if self.address.val() == self.seed_high_address.val() {
            self.answer.d.next = bit_cast::<32, 28>(self.seed_high.q.val());
            if self.write.val() {
                self.seed_high.d.next = self.write_data.val().get_bits::<28>(0);
            }
        } else if self.address.val() == self.ageing_address.val() {
            self.answer.d.next = self.ageing.q.val();
            if self.write.val() {
                self.ageing.d.next = self.write_data.val();
            }
        } else if self.address.val() == self.result_address.val() {
            self.answer.d.next = bit_cast::<32, 8>(self.code.q.val())
                | (bit_cast::<32, 12>(self.index.q.val()) << 16);
        } else if self.address.val() == self.failures_address.val() {
            self.answer.d.next = self.failures.q.val();
            if self.write.val() {
                self.failures.d.next = self.write_data.val();
            }
        } else if self.address.val() == self.unlearned_address.val() {
            self.answer.d.next = self.unlearned.val();
        } else if self.address.val() == self.moves_address.val() {
            self.answer.d.next = self.moves.val();
        }
        self.word.next = self.answer.q.val();
        self.seed.next = bit_cast::<60, 32>(self.seed_low.q.val())
            | (bit_cast::<60, 28>(self.seed_high.q.val()) << 32);
        self.ageing_interval.next = self.ageing.q.val();
    }
}
