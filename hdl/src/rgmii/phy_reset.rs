//! # PhyReset: holds the PHYs in reset after power-up
//!
//! | port        | dir | meaning                                |
//! | phy_reset_n | out | 0 for `2^COUNT_BITS` clocks, then 1    |
//!
//! Clock: `clock`. Clear: none.
//! Resources: not measured.
//! Not obvious: 2^21 clocks are 16.8 ms at 125 MHz; the 88E1512 and the B50612D
//! want 10 ms with a stable clock.

use rust_hdl::prelude::*;

use crate::verilog::emit;

#[derive(LogicBlock, Default)]
pub struct PhyReset<const BITS: usize> {
    pub clock: Signal<In, Clock>,
    pub phy_reset_n: Signal<Out, Bit>,
    count: DFF<Bits<BITS>>,
    released: DFF<Bit>,
}

impl<const BITS: usize> Logic for PhyReset<BITS> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, count, released);
        self.count.d.next = self.count.q.val() + 1;
        self.released.d.next = self.released.q.val() | self.count.q.val().all();
        self.phy_reset_n.next = self.released.q.val();
    }
}

/// Verilog of the reset of a board with a clock of 125 MHz, module `phy_reset`.
pub fn verilog() -> String {
    let mut reset = PhyReset::<21>::default();
    reset.clock.connect();
    reset.connect_all();
    emit(&reset, "phy_reset")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reset_ends_once_and_for_all() {
        let mut uut = PhyReset::<4>::default();
        uut.connect_all();
        for edge in 1..=40 {
            uut.clock.next = true.into();
            assert!(simulate(&mut uut, 20));
            uut.clock.next = false.into();
            assert!(simulate(&mut uut, 20));
            assert_eq!(uut.phy_reset_n.val(), edge >= 16, "edge {edge}");
        }
    }
}
