//! # EpochSource: a number that differs at every start
//! Nothing in the device is random, but the first message comes when the outside
//! wants; a counter tells when, to the clock.
//!
//! | port  | dir | meaning                                                  |
//! | take  | in  | one cycle: if there is no epoch yet, this is its time    |
//! | epoch | out | 0 before the first `take`, then constant and not 0       |
//!
//! Clock: core_clock. Clear: none. Latency: 1 cycle. Storage: 32 bit of registers.
//! Resources: see `ControlPort`.
//! Not obvious: two starts get the same epoch once in 65535.

use rust_hdl::prelude::*;

#[derive(LogicBlock)]
pub struct EpochSource {
    pub clock: Signal<In, Clock>,
    pub take: Signal<In, Bit>,
    pub epoch: Signal<Out, Bits<16>>,
    counter: DFFWithInit<Bits<16>>,
    taken: DFF<Bits<16>>,
    last: Constant<Bits<16>>,
}

impl Default for EpochSource {
    fn default() -> Self {
        Self {
            clock: Default::default(),
            take: Default::default(),
            epoch: Default::default(),
            counter: DFFWithInit::new(1u64.to_bits()),
            taken: Default::default(),
            last: Constant::new(u64::from(u16::MAX).to_bits()),
        }
    }
}

impl Logic for EpochSource {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, counter, taken);
        self.counter.d.next = self.counter.q.val() + 1;
        if self.counter.q.val() == self.last.val() {
            self.counter.d.next = 1.into();
        }
        if self.take.val() & (self.taken.q.val() == 0) {
            self.taken.d.next = self.counter.q.val();
        }
        self.epoch.next = self.taken.q.val();
    }
}
