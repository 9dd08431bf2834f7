//! # CounterRam: 1024 counters of 64 bits, one addition a cycle
//!
//! | port      | dir | meaning                                          |
//! | index     | in  | counter of this cycle                            |
//! | increment | in  | with `add`: added to it                          |
//! | sample    | in  | its value is wanted                              |
//! | value     | out | with `sampled`: the counter, 2 cycles after `sample` |
//!
//! Clock: core_clock. Latency: an addition is stored 4 cycles after its `add`.
//! Throughput: one counter a cycle.
//! Storage: 1024 x 64 bit of block RAM.
//! Resources: see `CounterEngine`.
//! Not obvious: a counter used again less than 4 cycles after it was added to
//! would be read before its last sum is stored; the user keeps that distance.

use rust_hdl::prelude::*;

use crate::memory::SimpleDualPortRam;

/// Cycles from an addition until the same counter may be used again.
pub const DISTANCE: usize = 4;

#[derive(LogicBlock, Default)]
pub struct CounterRam {
    pub clock: Signal<In, Clock>,
    pub index: Signal<In, Bits<10>>,
    pub increment: Signal<In, Bits<14>>,
    pub add: Signal<In, Bit>,
    pub sample: Signal<In, Bit>,
    pub value: Signal<Out, Bits<64>>,
    pub sampled: Signal<Out, Bit>,
    ram: SimpleDualPortRam<64, 10>,
    // One cycle after the read: the word leaves the RAM.
    index_1: DFF<Bits<10>>,
    increment_1: DFF<Bits<14>>,
    add_1: DFF<Bit>,
    sample_1: DFF<Bit>,
    // Two cycles: the word is registered and the sum formed.
    index_2: DFF<Bits<10>>,
    increment_2: DFF<Bits<14>>,
    add_2: DFF<Bit>,
    sample_2: DFF<Bit>,
    value_2: DFF<Bits<64>>,
    // Three cycles: the sum is written.
    index_3: DFF<Bits<10>>,
    add_3: DFF<Bit>,
    sum_3: DFF<Bits<64>>,
}

impl Logic for CounterRam {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, index_1, increment_1, add_1, sample_1);
        dff_setup!(self, clock, index_2, increment_2, add_2, sample_2, value_2);
        dff_setup!(self, clock, index_3, add_3, sum_3);
        clock!(self, clock, ram);
        self.ram.read_enable.next = self.add.val() | self.sample.val();
        self.ram.read_address.next = self.index.val();
        self.index_1.d.next = self.index.val();
        self.increment_1.d.next = self.increment.val();
        self.add_1.d.next = self.add.val();
        self.sample_1.d.next = self.sample.val();

        self.value_2.d.next = self.ram.read_data.val();
        self.index_2.d.next = self.index_1.q.val();
        self.increment_2.d.next = self.increment_1.q.val();
        self.add_2.d.next = self.add_1.q.val();
        self.sample_2.d.next = self.sample_1.q.val();

        self.sum_3.d.next = self.value_2.q.val() + bit_cast::<64, 14>(self.increment_2.q.val());
        self.index_3.d.next = self.index_2.q.val();
        self.add_3.d.next = self.add_2.q.val();
        self.value.next = self.value_2.q.val();
        self.sampled.next = self.sample_2.q.val();

        self.ram.write_enable.next = self.add_3.q.val();
        self.ram.write_address.next = self.index_3.q.val();
        self.ram.write_data.next = self.sum_3.q.val();
    }
}

#[cfg(test)]
impl CounterRam {
    /// Stores a counter as the last addition would have.
    pub(super) fn preset(&mut self, index: u64, value: u64) {
        self.ram.preset(index.to_bits(), value.to_bits());
    }
}
