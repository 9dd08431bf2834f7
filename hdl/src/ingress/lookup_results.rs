//! # LookupResults: what the FDB answered for each port's frame
//!
//! | port         | dir | meaning                                            |
//! | early_port   | in  | port of the next cycle's word                      |
//! | result       | out | answer for the port of the word                    |
//! | select       | in  | the word's port as a mask                          |
//! | first_word, later_word | in | the word is its frame's first, is not      |
//! | asks         | in  | it causes a lookup that leaves in the next cycle    |
//! | done, done_port, hit, egress | in | the FDB's answer                     |
//! | blocked      | out | ports that must not bring another word yet          |
//!
//! Clock: core_clock. Clear: none.
//! Latency: an answer is at `result` from 2 cycles after `done` on; `blocked`
//! follows a word 1 cycle later. Throughput: one answer a cycle.
//! Storage: 16 records of 5 bit. Resources: see `Ingress`.
//! Not obvious: an answer comes at most 32 cycles after its lookup, and a good
//! frame's trailer at least 35 after the second word: it is always there in
//! time, nothing waits for it. Only fragments follow each other faster; there
//! the second word of a frame waits for the answer to the frame before, so
//! that a port has at most one lookup under way.

use rust_hdl::prelude::*;

use super::frame_record::LookupResult;
use crate::memory::PortRam;

#[derive(LogicBlock)]
pub struct LookupResults<const N: usize> {
    pub clock: Signal<In, Clock>,
    pub early_port: Signal<In, Bits<4>>,
    pub result: Signal<Out, LookupResult>,
    pub select: Signal<In, Bits<N>>,
    pub first_word: Signal<In, Bit>,
    pub later_word: Signal<In, Bit>,
    pub asks: Signal<In, Bit>,
    pub done: Signal<In, Bit>,
    pub done_port: Signal<In, Bits<4>>,
    pub hit: Signal<In, Bit>,
    pub egress: Signal<In, Bits<4>>,
    pub blocked: Signal<Out, Bits<N>>,
    results: PortRam<LookupResult>,
    read_result: DFF<LookupResult>,
    /// Ports with a lookup under way.
    waiting: DFF<Bits<N>>,
    /// Ports whose next word is the second of a frame.
    second_next: DFF<Bits<N>>,
    answer: Signal<Local, LookupResult>,
    answered: Signal<Local, Bits<N>>,
    asked: Signal<Local, Bits<N>>,
    one: Constant<Bits<N>>,
}

impl<const N: usize> Default for LookupResults<N> {
    fn default() -> Self {
        Self {
            clock: Default::default(),
            early_port: Default::default(),
            result: Default::default(),
            select: Default::default(),
            first_word: Default::default(),
            later_word: Default::default(),
            asks: Default::default(),
            done: Default::default(),
            done_port: Default::default(),
            hit: Default::default(),
            egress: Default::default(),
            blocked: Default::default(),
            results: Default::default(),
            read_result: Default::default(),
            waiting: Default::default(),
            second_next: Default::default(),
            answer: Default::default(),
            answered: Default::default(),
            asked: Default::default(),
            one: Constant::new(1u64.to_bits()),
        }
    }
}

impl<const N: usize> Logic for LookupResults<N> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, read_result, waiting, second_next);
        self.results.clock.next = self.clock.val();
        self.answer.next.hit = self.hit.val();
        self.answer.next.egress = self.egress.val();
        self.results.write_enable.next = self.done.val();
        self.results.write_port.next = self.done_port.val();
        self.results.write_data.next = self.answer.val();
        self.results.read_port.next = self.early_port.val();
        self.read_result.d.next = self.results.read_data.val();
        self.result.next = self.read_result.q.val();

        self.answered.next = 0.into();
        if self.done.val() {
            self.answered.next = self.one.val() << self.done_port.val();
        }
        self.asked.next = 0.into();
        if self.asks.val() {
            self.asked.next = self.select.val();
        }
        self.waiting.d.next = (self.waiting.q.val() & !self.answered.val()) | self.asked.val();
        if self.first_word.val() {
            self.second_next.d.next = self.second_next.q.val() | self.select.val();
        }
        if self.later_word.val() {
            self.second_next.d.next = self.second_next.q.val() & !self.select.val();
        }
        self.blocked.next = self.waiting.q.val() & self.second_next.q.val();
    }
}
