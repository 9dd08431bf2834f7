//! # CopyCounter: how many ports a mask holds
//!
//! | port  | dir | meaning       |
//! | ports | in  | a mask        |
//! | count | out | bits set in it |
//!
//! Combinational: two layers of full adders instead of a chain of sums.

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct CopyCounter {
    pub ports: Signal<In, Bits<9>>,
    pub count: Signal<Out, Bits<4>>,
    low: Signal<Local, Bits<3>>,
    middle: Signal<Local, Bits<3>>,
    high: Signal<Local, Bits<3>>,
    /// Of every third port each: ones, and twos.
    ones: Signal<Local, Bits<3>>,
    twos: Signal<Local, Bits<3>>,
    ones_sum: Signal<Local, Bits<1>>,
    ones_carry: Signal<Local, Bits<1>>,
    twos_sum: Signal<Local, Bits<1>>,
    twos_carry: Signal<Local, Bits<1>>,
}

impl Logic for CopyCounter {
    #[hdl_gen]
    fn update(&mut self) {
        self.low.next = self.ports.val().get_bits::<3>(0);
        self.middle.next = self.ports.val().get_bits::<3>(3);
        self.high.next = self.ports.val().get_bits::<3>(6);
        self.ones.next = self.low.val() ^ self.middle.val() ^ self.high.val();
        self.twos.next = (self.low.val() & self.middle.val())
            | (self.low.val() & self.high.val())
            | (self.middle.val() & self.high.val());
        self.ones_sum.next = self.ones.val().get_bits::<1>(0)
            ^ self.ones.val().get_bits::<1>(1)
            ^ self.ones.val().get_bits::<1>(2);
        self.ones_carry.next = (self.ones.val().get_bits::<1>(0) & self.ones.val().get_bits::<1>(1))
            | (self.ones.val().get_bits::<1>(0) & self.ones.val().get_bits::<1>(2))
            | (self.ones.val().get_bits::<1>(1) & self.ones.val().get_bits::<1>(2));
        self.twos_sum.next = self.twos.val().get_bits::<1>(0)
            ^ self.twos.val().get_bits::<1>(1)
            ^ self.twos.val().get_bits::<1>(2);
        self.twos_carry.next = (self.twos.val().get_bits::<1>(0) & self.twos.val().get_bits::<1>(1))
            | (self.twos.val().get_bits::<1>(0) & self.twos.val().get_bits::<1>(2))
            | (self.twos.val().get_bits::<1>(1) & self.twos.val().get_bits::<1>(2));
        self.count.next = bit_cast::<4, 1>(self.ones_sum.val())
            | (bit_cast::<4, 1>(self.ones_carry.val() ^ self.twos_sum.val()) << 1)
            | (bit_cast::<4, 1>(
                self.twos_carry.val() ^ (self.ones_carry.val() & self.twos_sum.val()),
            ) << 2)
            | (bit_cast::<4, 1>(
                self.twos_carry.val() & self.ones_carry.val() & self.twos_sum.val(),
            ) << 3);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mask() {
        let mut uut = CopyCounter::default();
        uut.connect_all();
        for mask in 0..512u64 {
            uut.ports.next = mask.to_bits();
            assert!(simulate(&mut uut, 100));
            assert_eq!(uut.count.val().to_u64(), u64::from(mask.count_ones()), "{mask:09b}");
        }
    }
}
