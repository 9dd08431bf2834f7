//! # FibBusWords: words of the bus to entries, and back
//!
//! | port        | dir | meaning                                              |
//! | data        | in  | word that is written                                 |
//! | target      | in  | bit 0 IPv4 pool, 1 IPv6 pool, 2 wide table           |
//! | stages      | in  | keep `data` as word `staged_word` of an entry of that table |
//! | new_word4, new_word6, new_word_wide | out | entries of the words kept and `data` |
//! | words4, words6, word_wide | in | entries that were read, of each bank    |
//! | bank, word  | in  | bank and word that are wanted, one hot               |
//! | takes       | in  | one cycle behind the entries                         |
//! | answer      | out | the cycle after `takes`: that word; else zero        |
//!
//! Clock: core_clock. Latency: 2 cycles from entry to `answer`.
//! Storage: 290 bits. Resources: see `FibEngine`. Tables: regmap::fib_entry.
//! Not obvious: the IPv6 pool and the wide table keep words of their own.

use rust_hdl::prelude::*;

use crate::arbiter::one_hot_mux::OneHotMux;

#[derive(LogicBlock, Default)]
pub struct FibBusWords<const W4: usize, const W6: usize> {
    pub clock: Signal<In, Clock>,
    pub data: Signal<In, Bits<32>>,
    pub target: Signal<In, Bits<3>>,
    pub stages: Signal<In, Bit>,
    pub staged_word: Signal<In, Bits<3>>,
    pub new_word4: Signal<Out, Bits<W4>>,
    pub new_word6: Signal<Out, Bits<W6>>,
    pub new_word_wide: Signal<Out, Bits<137>>,
    pub words4: [Signal<In, Bits<W4>>; 4],
    pub words6: [Signal<In, Bits<W6>>; 4],
    pub word_wide: Signal<In, Bits<137>>,
    pub bank: Signal<In, Bits<4>>,
    pub word: Signal<In, Bits<8>>,
    pub takes: Signal<In, Bit>,
    pub answer: Signal<Out, Bits<32>>,
    staged6: DFF<Bits<32>>,
    staged_0: DFF<Bits<32>>,
    staged_1: DFF<Bits<32>>,
    staged_2: DFF<Bits<32>>,
    staged_3: DFF<Bits<24>>,
    entry4: DFF<Bits<W4>>,
    entry6: DFF<Bits<W6>>,
    wide_word: DFF<Bits<32>>,
    answer_word: DFF<Bits<32>>,
    mux4: OneHotMux<W4, 4, 5>,
    mux6: OneHotMux<W6, 4, 5>,
    mux_wide: OneHotMux<32, 5, 6>,
    high_data: Signal<Local, Bits<32>>,
    tag6: Signal<Local, Bits<W6>>,
    high_tag6: Signal<Local, Bits<W6>>,
}

impl<const W4: usize, const W6: usize> Logic for FibBusWords<W4, W6> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, staged6, staged_0, staged_1, staged_2, staged_3);
        dff_setup!(self, clock, entry4, entry6, wide_word, answer_word);
        if self.stages.val() & self.target.val().get_bit(1) {
            self.staged6.d.next = self.data.val();
        }
        if self.stages.val() & self.target.val().get_bit(2) {
            if self.staged_word.val() == 0 {
                self.staged_0.d.next = self.data.val();
            }
            if self.staged_word.val() == 1 {
                self.staged_1.d.next = self.data.val();
            }
            if self.staged_word.val() == 2 {
                self.staged_2.d.next = self.data.val();
            }
            if self.staged_word.val() == 3 {
                self.staged_3.d.next = self.data.val().get_bits::<24>(0);
            }
        }
        self.new_word4.next = bit_cast::<W4, 32>(self.data.val());
        self.high_data.next = self.data.val() >> 9;
        self.new_word6.next = bit_cast::<W6, 9>(self.data.val().get_bits::<9>(0))
            | (bit_cast::<W6, 32>(self.staged6.q.val()) << 9)
            | (bit_cast::<W6, 32>(self.high_data.val()) << 41);
        self.new_word_wide.next = bit_cast::<137, 32>(self.staged_0.q.val())
            | (bit_cast::<137, 32>(self.staged_1.q.val()) << 32)
            | (bit_cast::<137, 32>(self.staged_2.q.val()) << 64)
            | (bit_cast::<137, 24>(self.staged_3.q.val()) << 96)
            | (bit_cast::<137, 17>(self.data.val().get_bits::<17>(0)) << 120);

        for i in 0..4 {
            self.mux4.inputs[i].next = self.words4[i].val();
            self.mux6.inputs[i].next = self.words6[i].val();
        }
        self.mux4.select.next = self.bank.val();
        self.mux6.select.next = self.bank.val();
        self.mux_wide.inputs[0].next = self.word_wide.val().get_bits::<32>(0);
        self.mux_wide.inputs[1].next = self.word_wide.val().get_bits::<32>(32);
        self.mux_wide.inputs[2].next = self.word_wide.val().get_bits::<32>(64);
        self.mux_wide.inputs[3].next = bit_cast::<32, 24>(self.word_wide.val().get_bits::<24>(96));
        self.mux_wide.inputs[4].next = bit_cast::<32, 17>(self.word_wide.val().get_bits::<17>(120));
        self.mux_wide.select.next = self.word.val().get_bits::<5>(0);
        self.entry4.d.next = self.mux4.chosen.val();
        self.entry6.d.next = self.mux6.chosen.val();
        self.wide_word.d.next = self.mux_wide.chosen.val();

        self.tag6.next = self.entry6.q.val() >> 9;
        self.high_tag6.next = self.entry6.q.val() >> 41;
        self.answer_word.d.next = 0.into();
        if self.takes.val() {
            if self.target.val().get_bit(0) {
                self.answer_word.d.next = bit_cast::<32, W4>(self.entry4.q.val());
            }
            if self.target.val().get_bit(1) {
                self.answer_word.d.next = bit_cast::<32, W6>(self.tag6.val());
                if self.word.val().get_bit(1) {
                    self.answer_word.d.next = (bit_cast::<32, W6>(self.high_tag6.val()) << 9)
                        | bit_cast::<32, 9>(self.entry6.q.val().get_bits::<9>(0));
                }
            }
            if self.target.val().get_bit(2) {
                self.answer_word.d.next = self.wide_word.q.val();
            }
        }
        self.answer.next = self.answer_word.q.val();
    }
}
