//! # LowestBit: the lowest of four bits that is set, and the places above it
//!
//! | port   | dir | meaning                                       |
//! | bits   | in  |                                               |
//! | lowest | out | the lowest bit that is set, alone; zero when none is |
//! | above  | out | all places above it; zero when none is set    |
//! | any    | out | some bit is set                               |
//!
//! Combinational, one level of logic.

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct LowestBit {
    pub bits: Signal<In, Bits<4>>,
    pub lowest: Signal<Out, Bits<4>>,
    pub above: Signal<Out, Bits<4>>,
    pub any: Signal<Out, Bit>,
    strictly_below: Signal<Local, Bits<4>>,
}

impl Logic for LowestBit {
    #[hdl_gen]
    fn update(&mut self) {
        self.strictly_below.next =
            (self.bits.val() << 1) | (self.bits.val() << 2) | (self.bits.val() << 3);
        self.lowest.next = self.bits.val() & !self.strictly_below.val();
        self.above.next = self.strictly_below.val();
        self.any.next = self.bits.val().any();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_four_bits() {
        let mut uut = LowestBit::default();
        uut.connect_all();
        for value in 0..16u64 {
            uut.bits.next = value.to_bits();
            assert!(simulate(&mut uut, 100));
            let lowest = value & value.wrapping_neg();
            let above = if value == 0 { 0 } else { 15 & !(lowest | (lowest - 1)) };
            assert_eq!(uut.lowest.val().to_u64(), lowest, "{value:04b}");
            assert_eq!(uut.above.val().to_u64(), above, "{value:04b}");
            assert_eq!(uut.any.val(), value != 0, "{value:04b}");
        }
    }
}
