//! # WordSelect: which of N registers is meant, and its word
//!
//! | port     | dir | meaning                                               |
//! | address  | in  | of the word that is wanted or written, in its region  |
//! | words    | in  | the registers' words                                  |
//! | selected | out | one cycle later: bit i for the i-th address           |
//! | word     | out | two cycles later: that register's word, else zero     |
//!
//! Clock: core_clock. Latency: 2 cycles. Throughput: a word a cycle.
//! Storage: N + 32 bit of registers. Resources: see `RegisterFile`.
//! N_PLUS_1 is N + 1.

use ferroute_regmap::{region, register::Register};
use rust_hdl::prelude::*;

use crate::arbiter::one_hot_mux::OneHotMux;

#[derive(LogicBlock)]
pub struct WordSelect<const N: usize, const N_PLUS_1: usize> {
    pub clock: Signal<In, Clock>,
    pub address: Signal<In, Bits<6>>,
    pub words: [Signal<In, Bits<32>>; N],
    pub selected: Signal<Out, Bits<N>>,
    pub word: Signal<Out, Bits<32>>,
    addresses: [Constant<Bits<6>>; N],
    matches: [DFF<Bit>; N],
    one_hot: [Signal<Local, Bits<N>>; N_PLUS_1],
    mux: OneHotMux<32, N, N_PLUS_1>,
    answer: DFF<Bits<32>>,
}

impl<const N: usize, const N_PLUS_1: usize> WordSelect<N, N_PLUS_1> {
    /// `registers`: those of the group, in the order of `words`.
    pub fn new(registers: [&Register; N]) -> Self {
        Self {
            clock: Default::default(),
            address: Default::default(),
            words: std::array::from_fn(|_| Default::default()),
            selected: Default::default(),
            word: Default::default(),
            addresses: registers.map(|register| {
                let offset = register.address & ((1 << region::SHIFT) - 1);
                assert!(offset < 64, "{} has an offset of 6 bits", register.name);
                Constant::new(u64::from(offset).to_bits())
            }),
            matches: std::array::from_fn(|_| Default::default()),
            one_hot: std::array::from_fn(|_| Default::default()),
            mux: Default::default(),
            answer: Default::default(),
        }
    }
}

impl<const N: usize, const N_PLUS_1: usize> Logic for WordSelect<N, N_PLUS_1> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, answer);
        self.one_hot[0].next = 0.into();
        for i in 0..N {
            self.matches[i].clock.next = self.clock.val();
            self.matches[i].d.next = self.address.val() == self.addresses[i].val();
            self.one_hot[i + 1].next = self.one_hot[i].val().replace_bit(i, self.matches[i].q.val());
            self.mux.inputs[i].next = self.words[i].val();
        }
        for i in N..N_PLUS_1 {
            self.mux.select.next = self.one_hot[i].val();
            self.selected.next = self.one_hot[i].val();
        }
        self.answer.d.next = self.mux.chosen.val();
        self.word.next = self.answer.q.val();
    }
}
