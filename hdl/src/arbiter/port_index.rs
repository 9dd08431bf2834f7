//! # PortIndex: number of the bit that is set
//!
//! | port   | dir | meaning                        |
//! | select | in  | at most one bit set            |
//! | index  | out | its number; zero when none is  |
//!
//! Combinational.

use rust_hdl::prelude::*;

#[derive(LogicBlock)]
pub struct PortIndex<const N: usize> {
    pub select: Signal<In, Bits<N>>,
    pub index: Signal<Out, Bits<4>>,
    with_bit: [Constant<Bits<N>>; 4],
    bits: [Signal<Local, Bits<4>>; 4],
}

impl<const N: usize> Default for PortIndex<N> {
    fn default() -> Self {
        assert!(N <= 16, "a port number has four bits");
        let numbers_with = |bit: usize| {
            (0..N as u64).filter(|number| number >> bit & 1 == 1).map(|number| 1 << number).sum::<u64>()
        };
        Self {
            select: Default::default(),
            index: Default::default(),
            with_bit: std::array::from_fn(|bit| Constant::new(numbers_with(bit).into())),
            bits: std::array::from_fn(|_| Default::default()),
        }
    }
}

impl<const N: usize> Logic for PortIndex<N> {
    #[hdl_gen]
    fn update(&mut self) {
        for i in 0..4 {
            self.bits[i].next = 0.into();
        }
        if (self.select.val() & self.with_bit[0].val()).any() {
            self.bits[0].next = 1.into();
        }
        if (self.select.val() & self.with_bit[1].val()).any() {
            self.bits[1].next = 2.into();
        }
        if (self.select.val() & self.with_bit[2].val()).any() {
            self.bits[2].next = 4.into();
        }
        if (self.select.val() & self.with_bit[3].val()).any() {
            self.bits[3].next = 8.into();
        }
        self.index.next = self.bits[0].val()
            | self.bits[1].val()
            | self.bits[2].val()
            | self.bits[3].val();
    }
}
