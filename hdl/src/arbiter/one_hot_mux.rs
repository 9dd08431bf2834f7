//! # OneHotMux: the input whose select bit is set
//!
//! | port   | dir | meaning                          |
//! | inputs | in  | N words                          |
//! | select | in  | at most one bit set              |
//! | chosen | out | that input; zero when none is    |
//!
//! Combinational: an AND and an OR tree. N_PLUS_1 is N + 1.

use rust_hdl::prelude::*;

#[derive(LogicBlock)]
pub struct OneHotMux<const WIDTH: usize, const N: usize, const N_PLUS_1: usize> {
    pub inputs: [Signal<In, Bits<WIDTH>>; N],
    pub select: Signal<In, Bits<N>>,
    pub chosen: Signal<Out, Bits<WIDTH>>,
    sums: [Signal<Local, Bits<WIDTH>>; N_PLUS_1],
}

impl<const WIDTH: usize, const N: usize, const N_PLUS_1: usize> Default
    for OneHotMux<WIDTH, N, N_PLUS_1>
{
    fn default() -> Self {
        assert!(N_PLUS_1 == N + 1, "one sum more than inputs");
        Self {
            inputs: std::array::from_fn(|_| Default::default()),
            select: Default::default(),
            chosen: Default::default(),
            sums: std::array::from_fn(|_| Default::default()),
        }
    }
}

impl<const WIDTH: usize, const N: usize, const N_PLUS_1: usize> Logic
    for OneHotMux<WIDTH, N, N_PLUS_1>
{
    #[hdl_gen]
    fn update(&mut self) {
        self.sums[0].next = 0.into();
        for i in 0..N {
            self.sums[i + 1].next = self.sums[i].val();
            if self.select.val().get_bit(i) {
                self.sums[i + 1].next = self.sums[i].val() | self.inputs[i].val();
            }
        }
        for i in N..N_PLUS_1 {
            self.chosen.next = self.sums[i].val();
        }
    }
}
