//! # StateCrossing: a PHY's state into another clock
//!
//! | port        | dir | meaning                                           |
//! | source      | in  | four bits out of registers of any clock           |
//! | destination | out | each of them, a `Synchronizer` later              |
//!
//! Clock: `clock`, the destination's. Clear: none; 0 at power-up.
//! Latency: see `Synchronizer`. Resources: 8 FF (counted from the structure).
//! Not obvious: bits that change together may arrive one after the other. A
//! `LinkFilter` behind it takes no such mixture for a state.

use rust_hdl::prelude::*;

use crate::cdc::Synchronizer;

#[derive(LogicBlock, Default)]
pub struct StateCrossing {
    pub clock: Signal<In, Clock>,
    pub source: Signal<In, Bits<4>>,
    pub destination: Signal<Out, Bits<4>>,
    bit_0: Synchronizer,
    bit_1: Synchronizer,
    bit_2: Synchronizer,
    bit_3: Synchronizer,
}

impl Logic for StateCrossing {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, bit_0, bit_1, bit_2, bit_3);
        self.bit_0.source.next = self.source.val().get_bit(0);
        self.bit_1.source.next = self.source.val().get_bit(1);
        self.bit_2.source.next = self.source.val().get_bit(2);
        self.bit_3.source.next = self.source.val().get_bit(3);
        self.destination.next = bit_cast::<4, 1>(self.bit_0.destination.val().into())
            | (bit_cast::<4, 1>(self.bit_1.destination.val().into()) << 1)
            | (bit_cast::<4, 1>(self.bit_2.destination.val().into()) << 2)
            | (bit_cast::<4, 1>(self.bit_3.destination.val().into()) << 3);
    }
}
