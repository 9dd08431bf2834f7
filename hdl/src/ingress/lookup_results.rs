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

#[cfg(test)]
mod tests {
    use super::*;

    fn cycle(uut: &mut LookupResults<5>) {
        for level in [true, false] {
            assert!(simulate(uut, 100));
            uut.clock.next = level.into();
        }
        assert!(simulate(uut, 100));
    }

    /// A word of port 2.
    fn word(uut: &mut LookupResults<5>, first: bool, asks: bool) {
        uut.select.next = 4.into();
        uut.first_word.next = first;
        uut.later_word.next = !first;
        uut.asks.next = asks;
        cycle(uut);
        uut.first_word.next = false;
        uut.later_word.next = false;
        uut.asks.next = false;
    }

    fn answer(uut: &mut LookupResults<5>, port: u64, egress: Option<u64>) {
        uut.done.next = true;
        uut.done_port.next = port.to_bits();
        uut.hit.next = egress.is_some();
        uut.egress.next = egress.unwrap_or(0).to_bits();
        cycle(uut);
        uut.done.next = false;
    }

    #[test]
    fn the_second_word_of_the_next_frame_waits_for_the_answer() {
        let mut uut = LookupResults::<5>::default();
        uut.connect_all();
        for (name, first, asks, blocked) in [
            ("first word", true, false, 0),
            ("second word, asks", false, true, 0),
            ("trailer", false, false, 0),
            ("first word of the next frame", true, false, 4),
        ] {
            word(&mut uut, first, asks);
            assert_eq!(uut.blocked.val().to_u64(), blocked, "{name}");
        }
        answer(&mut uut, 1, None);
        assert_eq!(uut.blocked.val().to_u64(), 4, "the answer was for another port");
        answer(&mut uut, 2, Some(3));
        assert_eq!(uut.blocked.val().to_u64(), 0);
    }

    #[test]
    fn an_answer_stays_until_the_next_one_of_its_port() {
        let mut uut = LookupResults::<5>::default();
        uut.connect_all();
        answer(&mut uut, 4, Some(1));
        answer(&mut uut, 3, None);
        for (port, hit, egress) in [(4u64, true, 1), (3, false, 0), (4, true, 1)] {
            uut.early_port.next = port.to_bits();
            cycle(&mut uut);
            assert_eq!((uut.result.val().hit, uut.result.val().egress.to_u64()), (hit, egress), "port {port}");
        }
    }
}
