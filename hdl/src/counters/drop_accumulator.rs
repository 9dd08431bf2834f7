//! # DropAccumulator: losses at one egress port that wait to be counted
//!
//! | port       | dir | meaning                                             |
//! | tail_drop  | in  | one copy was refused in this cycle                  |
//! | underrun   | in  | one copy was cut short in this cycle                |
//! | take       | in  | what is held is counted now; start again            |
//! | held       | out | bits 8:0 tail drops, bits 14:9 underruns            |
//!
//! Clock: core_clock. Latency: 1 cycle. Throughput: one of each a cycle.
//! Storage: 15 bit of registers.
//! Resources: see `CounterEngine`.
//! Not obvious: a loss in the cycle of `take` is held for the next time.

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct DropAccumulator {
    pub clock: Signal<In, Clock>,
    pub tail_drop: Signal<In, Bit>,
    pub underrun: Signal<In, Bit>,
    pub take: Signal<In, Bit>,
    pub held: Signal<Out, Bits<15>>,
    tail_drops: DFF<Bits<9>>,
    underruns: DFF<Bits<6>>,
}

impl Logic for DropAccumulator {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, tail_drops, underruns);
        self.tail_drops.d.next = self.tail_drops.q.val() + bit_cast::<9, 1>(self.tail_drop.val().into());
        self.underruns.d.next = self.underruns.q.val() + bit_cast::<6, 1>(self.underrun.val().into());
        if self.take.val() {
            self.tail_drops.d.next = bit_cast::<9, 1>(self.tail_drop.val().into());
            self.underruns.d.next = bit_cast::<6, 1>(self.underrun.val().into());
        }
        self.held.next = bit_cast::<15, 9>(self.tail_drops.q.val())
            | (bit_cast::<15, 6>(self.underruns.q.val()) << 9);
    }
}
