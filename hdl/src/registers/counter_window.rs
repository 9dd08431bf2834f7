//! # CounterWindow: region COUNTERS
//! Two words a counter; reading the low one takes the counter and keeps its
//! high word for the next read.
//!
//! | port          | dir | meaning                                          |
//! | read, offset  | in  | an access of the bus                             |
//! | done, data    | out | its answer                                       |
//! | counter_*     | out, in | the host's side of `CounterEngine`           |
//!
//! Clock: core_clock. Latency: a low word what `CounterEngine` takes, else 0.
//! Throughput: one access at a time. Storage: 32 bit of registers.
//! Resources: see `RegisterFile`.
//! Not obvious: a high word is always that of the low word read last.

use ferroute_regmap::Counter;
use rust_hdl::prelude::*;

#[derive(LogicBlock)]
pub struct CounterWindow {
    pub clock: Signal<In, Clock>,
    pub read: Signal<In, Bit>,
    pub offset: Signal<In, Bits<20>>,
    pub done: Signal<Out, Bit>,
    pub data: Signal<Out, Bits<32>>,
    pub counter_read: Signal<Out, Bit>,
    pub counter_index: Signal<Out, Bits<10>>,
    pub counter_ready: Signal<In, Bit>,
    pub counter_value: Signal<In, Bits<64>>,
    high: DFF<Bits<32>>,
    beyond: Signal<Local, Bits<9>>,
    take: Signal<Local, Bit>,
}

impl Default for CounterWindow {
    fn default() -> Self {
        assert!(Counter::PER_PORT * 16 == 1 << 10, "an index has 10 bits");
        Self {
            clock: Default::default(),
            read: Default::default(),
            offset: Default::default(),
            done: Default::default(),
            data: Default::default(),
            counter_read: Default::default(),
            counter_index: Default::default(),
            counter_ready: Default::default(),
            counter_value: Default::default(),
            high: Default::default(),
            beyond: Default::default(),
            take: Default::default(),
        }
    }
}

impl Logic for CounterWindow {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, high);
        self.beyond.next = self.offset.val().get_bits::<9>(11);
        self.take.next =
            self.read.val() & (self.beyond.val() == 0) & !self.offset.val().get_bit(0);
        self.counter_read.next = self.take.val();
        self.counter_index.next = self.offset.val().get_bits::<10>(1);
        self.done.next = self.read.val();
        self.data.next = self.high.q.val();
        if self.beyond.val() != 0 {
            self.data.next = 0.into();
        } else if self.take.val() {
            self.done.next = self.counter_ready.val();
            self.data.next = self.counter_value.val().get_bits::<32>(0);
            if self.counter_ready.val() {
                self.high.d.next = self.counter_value.val().get_bits::<32>(32);
            }
        }
    }
}
