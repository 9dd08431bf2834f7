//! # Synchronizer: one quasi-static bit into another clock domain
//!
//! | port              | dir | meaning                                      |
//! | source            | in  | a bit out of a register of any clock         |
//! | destination       | out | `source`, `LATENCY` edges later              |
//!
//! Clock: `clock`, the destination's. Clear: none; 0 at power-up.
//! Latency: 2 cycles, one more or less with the phase of the change.
//! Constraints: the path into `meta` is asynchronous (false path).
//! Resources: 2 FF (counted from the structure).
//! Not obvious: a pulse shorter than a destination cycle may be lost, and two
//! synchronizers of two bits may show the changes in either order.

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct Synchronizer {
    pub clock: Signal<In, Clock>,
    pub source: Signal<In, Bit>,
    pub destination: Signal<Out, Bit>,
    meta: DFF<Bit>,
    stable: DFF<Bit>,
}

impl Synchronizer {
    /// Destination edges from a change of `source` to `destination`.
    pub const LATENCY: usize = 2;
}

impl Logic for Synchronizer {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, meta, stable);
        self.meta.d.next = self.source.val();
        self.stable.d.next = self.meta.q.val();
        self.destination.next = self.stable.q.val();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_arrives_after_the_latency() {
        let mut uut = Synchronizer::default();
        uut.connect_all();
        for value in [true, false, true] {
            uut.source.next = value;
            for edge in 1..=4 {
                uut.clock.next = true.into();
                assert!(simulate(&mut uut, 20));
                uut.clock.next = false.into();
                assert!(simulate(&mut uut, 20));
                assert_eq!(uut.destination.val() == value, edge >= Synchronizer::LATENCY);
            }
        }
    }
}
