//! # DropCollector: losses at all egress ports, handed on a port at a time
//! A ring empties one port's accumulator in two cycles into registers; where
//! that was something, the ring stops until it is counted.
//!
//! | port       | dir | meaning                                                |
//! | tail_drop  | in  | a bit a port, any number at once, also every cycle     |
//! | underrun   | in  | a bit a port, at most 63 a port in 306 cycles          |
//! | pending    | out | the outputs below hold losses of one port              |
//! | port       | out | that port                                              |
//! | tail_drops | out | refused copies                                         |
//! | underruns  | out | copies that were cut short                             |
//! | take       | in  | with `pending`: they are counted                       |
//!
//! Clock: core_clock. Latency: at most 2 N + 2 cycles while nothing waits.
//! Throughput: one port in at most 2 N cycles.
//! Storage: N x 15 + 25 + N bit of registers.
//! Resources: see `CounterEngine`.
//! Not obvious: with a `take` at most 32 cycles after `pending` a port's turn
//! comes every N x 34 <= 306 cycles, and 9 bits hold 511 tail drops: none is lost.

use rust_hdl::prelude::*;

use super::drop_accumulator::DropAccumulator;
use crate::arbiter::one_hot_mux::OneHotMux;

#[derive(LogicBlock)]
pub struct DropCollector<const N: usize, const N_PLUS_1: usize> {
    pub clock: Signal<In, Clock>,
    pub tail_drop: Signal<In, Bits<N>>,
    pub underrun: Signal<In, Bits<N>>,
    pub pending: Signal<Out, Bit>,
    pub port: Signal<Out, Bits<4>>,
    pub tail_drops: Signal<Out, Bits<9>>,
    pub underruns: Signal<Out, Bits<6>>,
    pub take: Signal<In, Bit>,
    accumulators: [DropAccumulator; N],
    held_mux: OneHotMux<15, N, N_PLUS_1>,
    /// The ring's position, one-hot and as a number.
    position: DFFWithInit<Bits<N>>,
    number: DFF<Bits<4>>,
    staged: DFF<Bits<15>>,
    staged_port: DFF<Bits<4>>,
    /// `staged` was loaded a cycle ago and is looked at now.
    fresh: DFF<Bit>,
    holds_some: DFF<Bit>,
    load: Signal<Local, Bit>,
    first: Constant<Bits<N>>,
    last_number: Constant<Bits<4>>,
}

impl<const N: usize, const N_PLUS_1: usize> Default for DropCollector<N, N_PLUS_1> {
    fn default() -> Self {
        assert!((3..=9).contains(&N), "{N} ports");
        Self {
            clock: Default::default(),
            tail_drop: Default::default(),
            underrun: Default::default(),
            pending: Default::default(),
            port: Default::default(),
            tail_drops: Default::default(),
            underruns: Default::default(),
            take: Default::default(),
            accumulators: std::array::from_fn(|_| Default::default()),
            held_mux: Default::default(),
            position: DFFWithInit::new(1u64.to_bits()),
            number: Default::default(),
            staged: Default::default(),
            staged_port: Default::default(),
            fresh: Default::default(),
            holds_some: Default::default(),
            load: Default::default(),
            first: Constant::new(1u64.to_bits()),
            last_number: Constant::new((N as u64 - 1).to_bits()),
        }
    }
}

impl<const N: usize, const N_PLUS_1: usize> Logic for DropCollector<N, N_PLUS_1> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, position, number, staged, staged_port, fresh, holds_some);
        self.pending.next = self.holds_some.q.val();
        self.load.next =
            self.take.val() | ((!self.fresh.q.val()) & (!self.holds_some.q.val()));
        self.fresh.d.next = self.load.val();
        if self.fresh.q.val() {
            self.holds_some.d.next = self.staged.q.val() != 0;
        }
        self.held_mux.select.next = self.position.q.val();
        for i in 0..N {
            self.accumulators[i].clock.next = self.clock.val();
            self.accumulators[i].tail_drop.next = self.tail_drop.val().get_bit(i);
            self.accumulators[i].underrun.next = self.underrun.val().get_bit(i);
            self.accumulators[i].take.next = self.load.val() & self.position.q.val().get_bit(i);
            self.held_mux.inputs[i].next = self.accumulators[i].held.val();
        }
        if self.load.val() {
            self.holds_some.d.next = false;
            self.staged.d.next = self.held_mux.chosen.val();
            self.staged_port.d.next = self.number.q.val();
            self.position.d.next = self.position.q.val() << 1;
            self.number.d.next = self.number.q.val() + 1;
            if self.number.q.val() == self.last_number.val() {
                self.position.d.next = self.first.val();
                self.number.d.next = 0.into();
            }
        }
        self.port.next = self.staged_port.q.val();
        self.tail_drops.next = self.staged.q.val().get_bits::<9>(0);
        self.underruns.next = self.staged.q.val().get_bits::<6>(9);
    }
}
