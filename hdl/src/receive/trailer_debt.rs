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

#[derive(LogicBlock, Default)]
pub struct TrailerDebt {
    pub clock: Signal<In, Clock>,
    pub trailer: Signal<In, Bit>,
    pub full: Signal<In, Bit>,
    pub some: Signal<Out, Bit>,
    owed: DFF<Bits<10>>,
    is_some: DFF<Bit>,
}

impl TrailerDebt {
    /// Trailers that can be owed.
    pub const MAX_OWED: usize = (1 << 10) - 1;
}

impl Logic for TrailerDebt {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, owed, is_some);
        if self.trailer.val() & self.full.val() & !self.owed.q.val().all() {
            self.owed.d.next = self.owed.q.val() + 1;
            self.is_some.d.next = true;
        }
        if self.is_some.q.val() & !self.trailer.val() & !self.full.val() {
            self.owed.d.next = self.owed.q.val() - 1;
            self.is_some.d.next = self.owed.q.val() != 1;
        }
        self.some.next = self.is_some.q.val();
    }
}
