//! # TokenBucket: how many frames may still go to the host
//!
//! | port        | dir | meaning                                             |
//! | tick        | in  | a token more, up to the burst                       |
//! | take        | in  | a token less; only where not `exhausted`            |
//! | burst_write, burst_data | in | the host sets the burst and fills the bucket |
//! | burst       | out | most tokens                                         |
//! | exhausted   | out | there is none                                       |
//!
//! Clock: core_clock. Clear: none. Latency: `exhausted` is right in the cycle
//! after `take`. Throughput: one a cycle. Storage: 24 bit of registers.
//! Resources: see `RouterTables`.

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct TokenBucket {
    pub clock: Signal<In, Clock>,
    pub tick: Signal<In, Bit>,
    pub take: Signal<In, Bit>,
    pub burst_write: Signal<In, Bit>,
    pub burst_data: Signal<In, Bits<12>>,
    pub burst: Signal<Out, Bits<12>>,
    pub exhausted: Signal<Out, Bit>,
    limit: DFF<Bits<12>>,
    tokens: DFF<Bits<12>>,
}

impl Logic for TokenBucket {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, limit, tokens);
        if self.tick.val() & !self.take.val() & (self.tokens.q.val() < self.limit.q.val()) {
            self.tokens.d.next = self.tokens.q.val() + 1;
        }
        if self.take.val() & !self.tick.val() {
            self.tokens.d.next = self.tokens.q.val() - 1;
        }
        if self.burst_write.val() {
            self.limit.d.next = self.burst_data.val();
            self.tokens.d.next = self.burst_data.val();
        }
        self.burst.next = self.limit.q.val();
        self.exhausted.next = !self.tokens.q.val().any();
    }
}
