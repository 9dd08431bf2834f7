//! # TrailerDebt: trailers that found the FIFO full
//! They are written later, without fields, so that no carrier event is lost.
//!
//! | port    | dir | meaning                                                   |
//! | trailer | in  | a trailer is due                                          |
//! | full    | in  | the FIFO takes nothing                                    |
//! | some    | out | trailers are owed: one of these is to be written, no other word |
//!
//! Clock: rx_clock. Latency: 1 cycle. Throughput: a trailer a cycle.
//! Storage: 11 bit. Resources: see `RxPort`.
//! Not obvious: a trailer that comes while others are owed joins them, so that
//! frames stay in order. `MAX_OWED` are remembered; more are lost. Against them
//! only a core helps that takes a word for each carrier event.

use rust_hdl::prelude::*;

#[derive(LogicBlock)]
pub struct TrailerDebt {
    pub clock: Signal<In, Clock>,
    pub trailer: Signal<In, Bit>,
    pub full: Signal<In, Bit>,
    pub some: Signal<Out, Bit>,
    owed: DFF<Bits<10>>,
    is_some: DFF<Bit>,
    borrow: Signal<Local, Bit>,
    pay: Signal<Local, Bit>,
    change: Signal<Local, Bits<10>>,
    plus_one: Constant<Bits<10>>,
    minus_one: Constant<Bits<10>>,
}

impl TrailerDebt {
    /// Trailers that can be owed.
    pub const MAX_OWED: usize = (1 << 10) - 1;
}

impl Default for TrailerDebt {
    fn default() -> Self {
        Self {
            clock: Default::default(),
            trailer: Default::default(),
            full: Default::default(),
            some: Default::default(),
            owed: Default::default(),
            is_some: Default::default(),
            borrow: Default::default(),
            pay: Default::default(),
            change: Default::default(),
            plus_one: Constant::new(1u64.to_bits()),
            minus_one: Constant::new((Self::MAX_OWED as u64).to_bits()),
        }
    }
}

impl Logic for TrailerDebt {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, owed, is_some);
        self.borrow.next = self.trailer.val() & self.full.val() & !self.owed.q.val().all();
        self.pay.next = self.is_some.q.val() & !self.trailer.val() & !self.full.val();
        // One adder for both directions.
        self.change.next = self.minus_one.val();
        if self.trailer.val() {
            self.change.next = self.plus_one.val();
        }
        if self.borrow.val() | self.pay.val() {
            self.owed.d.next = self.owed.q.val() + self.change.val();
        }
        if self.borrow.val() {
            self.is_some.d.next = true;
        }
        if self.pay.val() {
            self.is_some.d.next = self.owed.q.val() != 1;
        }
        self.some.next = self.is_some.q.val();
    }
}
