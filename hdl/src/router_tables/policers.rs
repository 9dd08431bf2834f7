//! # Policers: 16 token buckets for frames to the host
//!
//! | port        | dir | meaning                                             |
//! | police      | in  | for one cycle: a frame of `policer` goes to the host unless |
//! | exhausted   | out | `policer` has no token; at once                     |
//! | write       | in  | for one cycle: `write_data` is a word of region TRAPS |
//! | offset      | in  | of the host's access                                |
//! | word        | out | 2 cycles after `offset`: the policer's word there, else zero |
//!
//! Clock: core_clock. Clear: none. Latency: 0. Throughput: a frame a cycle.
//! Backpressure: none. Storage: 16 x 80 bit of distributed RAM, 15 buckets.
//! Resources: see `RouterTables`. Tables: regmap::trap_entry.
//! Not obvious: a policer's timer is looked at every 16th cycle, so that an
//! interval of n gives a token in every 16 (n + 1) cycles, exactly. Number 0
//! has no bucket.

use ferroute_regmap::{Policer, region, size};
use rust_hdl::prelude::*;

use super::token_bucket::TokenBucket;
use crate::memory::DistributedRam;

#[derive(LogicBlock)]
pub struct Policers {
    pub clock: Signal<In, Clock>,
    pub police: Signal<In, Bit>,
    pub policer: Signal<In, Bits<4>>,
    pub exhausted: Signal<Out, Bit>,
    pub write: Signal<In, Bit>,
    pub offset: Signal<In, Bits<20>>,
    pub write_data: Signal<In, Bits<32>>,
    pub word: Signal<Out, Bits<32>>,
    buckets: [TokenBucket; 16],
    intervals: DistributedRam<24, 4>,
    interval_copies: DistributedRam<24, 4>,
    timers: DistributedRam<24, 4>,
    losses: DistributedRam<32, 4>,
    loss_copies: DistributedRam<32, 4>,
    turn: DFF<Bits<4>>,
    last_turn: DFF<Bits<4>>,
    timer: DFF<Bits<24>>,
    interval: DFF<Bits<24>>,
    ended: DFF<Bit>,
    empty: [Signal<Local, Bits<16>>; 17],
    bursts: [Signal<Local, Bits<12>>; 17],
    interval_word: DFF<Bits<32>>,
    burst_word: DFF<Bits<32>>,
    loss_word: DFF<Bits<32>>,
    lost: DFF<Bit>,
    lost_policer: DFF<Bits<4>>,
    mapped: Signal<Local, Bit>,
    index: Signal<Local, Bits<4>>,
    part: Signal<Local, Bits<2>>,
    interval_write: Signal<Local, Bit>,
    next_loss: Signal<Local, Bits<32>>,
    numbers: [Constant<Bits<4>>; 16],
    first_block: Constant<Bits<14>>,
}

impl Default for Policers {
    fn default() -> Self {
        assert!(
            (Policer::STRIDE, Policer::INTERVAL_BITS, Policer::BURST_BITS, size::POLICERS) == (4, 24, 12, 16)
                && size::POLICER_UNIT_CLOCKS == 16,
            "the numbers below are those of regmap::trap_entry"
        );
        Self {
            clock: Default::default(),
            police: Default::default(),
            policer: Default::default(),
            exhausted: Default::default(),
            write: Default::default(),
            offset: Default::default(),
            write_data: Default::default(),
            word: Default::default(),
            buckets: std::array::from_fn(|_| Default::default()),
            intervals: Default::default(),
            interval_copies: Default::default(),
            timers: Default::default(),
            losses: Default::default(),
            loss_copies: Default::default(),
            turn: Default::default(),
            last_turn: Default::default(),
            timer: Default::default(),
            interval: Default::default(),
            ended: Default::default(),
            empty: std::array::from_fn(|_| Default::default()),
            bursts: std::array::from_fn(|_| Default::default()),
            interval_word: Default::default(),
            burst_word: Default::default(),
            loss_word: Default::default(),
            lost: Default::default(),
            lost_policer: Default::default(),
            mapped: Default::default(),
            index: Default::default(),
            part: Default::default(),
            interval_write: Default::default(),
            next_loss: Default::default(),
            numbers: std::array::from_fn(|number| Constant::new((number as u64).to_bits())),
            first_block: Constant::new(u64::from(region::POLICER_OFFSET >> 6).to_bits()),
        }
    }
}

impl Logic for Policers {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, turn, last_turn, timer, interval, ended);
        dff_setup!(self, clock, interval_word, burst_word, loss_word, lost, lost_policer);
        clock!(self, clock, intervals, interval_copies, timers, losses, loss_copies);
        // The host.
        self.mapped.next = self.offset.val().get_bits::<14>(6) == self.first_block.val();
        self.index.next = self.offset.val().get_bits::<4>(2);
        self.part.next = self.offset.val().get_bits::<2>(0);
        self.interval_write.next = self.write.val() & self.mapped.val() & (self.part.val() == 0);
        self.intervals.write_enable.next = self.interval_write.val();
        self.intervals.write_address.next = self.index.val();
        self.intervals.write_data.next = self.write_data.val().get_bits::<24>(0);
        self.interval_copies.write_enable.next = self.interval_write.val();
        self.interval_copies.write_address.next = self.index.val();
        self.interval_copies.write_data.next = self.write_data.val().get_bits::<24>(0);
        self.interval_copies.read_address.next = self.index.val();
        self.loss_copies.read_address.next = self.index.val();
        self.interval_word.d.next = 0.into();
        self.burst_word.d.next = 0.into();
        self.loss_word.d.next = 0.into();
        if self.mapped.val() & (self.part.val() == 0) {
            self.interval_word.d.next = bit_cast::<32, 24>(self.interval_copies.read_data.val());
        }
        if self.mapped.val() & (self.part.val() == 2) {
            self.loss_word.d.next = self.loss_copies.read_data.val();
        }
        self.word.next =
            self.interval_word.q.val() | self.burst_word.q.val() | self.loss_word.q.val();

        // Timers: one a cycle is read, and written in the next one.
        self.turn.d.next = self.turn.q.val() + 1;
        self.last_turn.d.next = self.turn.q.val();
        self.intervals.read_address.next = self.turn.q.val();
        self.timers.read_address.next = self.turn.q.val();
        self.timer.d.next = self.timers.read_data.val();
        self.interval.d.next = self.intervals.read_data.val();
        self.ended.d.next = !self.timers.read_data.val().any();
        self.timers.write_enable.next = true;
        self.timers.write_address.next = self.last_turn.q.val();
        self.timers.write_data.next = self.timer.q.val() - 1;
        if self.ended.q.val() {
            self.timers.write_data.next = self.interval.q.val();
        }

        // Buckets.
        self.empty[0].next = 0.into();
        self.bursts[0].next = 0.into();
        for i in 0..16 {
            self.buckets[i].clock.next = self.clock.val();
            self.buckets[i].tick.next =
                self.ended.q.val() & (self.last_turn.q.val() == self.numbers[i].val());
            self.buckets[i].take.next = self.police.val()
                & (self.policer.val() == self.numbers[i].val())
                & !self.buckets[i].exhausted.val();
            self.buckets[i].burst_write.next = self.write.val()
                & self.mapped.val()
                & (self.part.val() == 1)
                & (self.index.val() == self.numbers[i].val());
            self.buckets[i].burst_data.next = self.write_data.val().get_bits::<12>(0);
            self.empty[i + 1].next =
                self.empty[i].val().replace_bit(i, self.buckets[i].exhausted.val());
            self.bursts[i + 1].next = self.bursts[i].val();
            if self.index.val() == self.numbers[i].val() {
                self.bursts[i + 1].next = self.buckets[i].burst.val();
            }
        }
        if self.mapped.val() & (self.part.val() == 1) {
            self.burst_word.d.next = bit_cast::<32, 12>(self.bursts[16].val());
        }
        self.exhausted.next = self.empty[16].val().get_bit(self.policer.val().index())
            & (self.policer.val() != 0);

        // What they cost.
        self.lost.d.next = self.police.val() & self.exhausted.val();
        self.lost_policer.d.next = self.policer.val();
        self.losses.read_address.next = self.lost_policer.q.val();
        self.next_loss.next = self.losses.read_data.val() + 1;
        self.losses.write_enable.next = self.lost.q.val();
        self.losses.write_address.next = self.lost_policer.q.val();
        self.losses.write_data.next = self.next_loss.val();
        self.loss_copies.write_enable.next = self.lost.q.val();
        self.loss_copies.write_address.next = self.lost_policer.q.val();
        self.loss_copies.write_data.next = self.next_loss.val();
    }
}
