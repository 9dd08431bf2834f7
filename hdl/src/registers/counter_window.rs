//! # CounterWindow: region COUNTERS
//! Two words a counter; reading the low one takes the counter and keeps its
//! high word for the next read.
//!
//! | port          | dir | meaning                                          |
//! | read, offset  | in  | an access of the bus                             |
//! | done, data    | out | its answer                                       |
//! | counter_*     | out, in | the host's side of `CounterEngine`           |
//!
//! Clock: core_clock. Latency: 2 cycles, of a low word also what `CounterEngine` takes.
//! Throughput: one access at a time. Storage: 66 bit of registers.
//! Resources: see `RegisterFile`.
//! Not obvious: a high word is always that of the low word read last.

use ferroute_regmap::Counter;
use rust_hdl::prelude::*;

#[derive(Copy, Clone, PartialEq, Debug, LogicState)]
pub enum CounterWindowState {
    Idle,
    Ask,
    Answer,
}

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
    state: DFF<CounterWindowState>,
    low: DFF<Bits<32>>,
    high: DFF<Bits<32>>,
    beyond: Signal<Local, Bits<9>>,
    is_high: Signal<Local, Bit>,
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
            state: Default::default(),
            low: Default::default(),
            high: Default::default(),
            beyond: Default::default(),
            is_high: Default::default(),
        }
    }
}

impl Logic for CounterWindow {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, state, low, high);
        self.beyond.next = self.offset.val().get_bits::<9>(11);
        self.is_high.next = self.offset.val().get_bit(0);
        match self.state.q.val() {
            CounterWindowState::Idle => {
                self.state.d.next = CounterWindowState::Ask;
                if (self.beyond.val() != 0) | self.is_high.val() {
                    self.state.d.next = CounterWindowState::Answer;
                }
            }
            CounterWindowState::Ask => {
                if self.counter_ready.val() {
                    self.low.d.next = self.counter_value.val().get_bits::<32>(0);
                    self.high.d.next = self.counter_value.val().get_bits::<32>(32);
                    self.state.d.next = CounterWindowState::Answer;
                }
            }
            CounterWindowState::Answer => {}
        }
        if !self.read.val() {
            self.state.d.next = CounterWindowState::Idle;
        }
        self.counter_read.next = self.state.q.val() == CounterWindowState::Ask;
        self.counter_index.next = self.offset.val().get_bits::<10>(1);
        self.done.next = self.read.val() & (self.state.q.val() == CounterWindowState::Answer);
        self.data.next = self.low.q.val();
        if self.is_high.val() {
            self.data.next = self.high.q.val();
        }
        if self.beyond.val() != 0 {
            self.data.next = 0.into();
        }
    }
}
