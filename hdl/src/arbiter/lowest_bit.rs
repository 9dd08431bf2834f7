//! # LowestBit: the lowest bit that is set, and the places above it
//!
//! | port   | dir | meaning                                       |
//! | bits   | in  | N bits                                        |
//! | lowest | out | the lowest bit that is set, alone; zero when none is |
//! | above  | out | all places above it; zero when none is set    |
//! | any    | out | some bit is set                               |
//!
//! Combinational: a tree of ORs instead of a carry chain.

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct LowestBit<const N: usize> {
    pub bits: Signal<In, Bits<N>>,
    pub lowest: Signal<Out, Bits<N>>,
    pub above: Signal<Out, Bits<N>>,
    pub any: Signal<Out, Bit>,
    /// Whether one of 2, 4, 8, 16 places, from this one down, is set.
    of_2: Signal<Local, Bits<N>>,
    of_4: Signal<Local, Bits<N>>,
    of_8: Signal<Local, Bits<N>>,
    of_16: Signal<Local, Bits<N>>,
    strictly_below: Signal<Local, Bits<N>>,
}

impl<const N: usize> Logic for LowestBit<N> {
    #[hdl_gen]
    fn update(&mut self) {
        self.of_2.next = self.bits.val() | (self.bits.val() << 1);
        self.of_4.next = self.of_2.val() | (self.of_2.val() << 2);
        self.of_8.next = self.of_4.val() | (self.of_4.val() << 4);
        self.of_16.next = self.of_8.val() | (self.of_8.val() << 8);
        self.strictly_below.next = self.of_16.val() << 1;
        self.lowest.next = self.bits.val() & !self.strictly_below.val();
        self.above.next = self.strictly_below.val();
        self.any.next = self.bits.val().any();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_nine_bits() {
        let mut uut = LowestBit::<9>::default();
        uut.connect_all();
        for value in 0..512u64 {
            uut.bits.next = value.to_bits();
            assert!(simulate(&mut uut, 100));
            let lowest = value & value.wrapping_neg();
            let above = if value == 0 { 0 } else { 511 & !(lowest | (lowest - 1)) };
            assert_eq!(uut.lowest.val().to_u64(), lowest, "{value:09b}");
            assert_eq!(uut.above.val().to_u64(), above, "{value:09b}");
            assert_eq!(uut.any.val(), value != 0, "{value:09b}");
        }
    }
}
