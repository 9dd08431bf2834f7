//! # SpacedArbiter: one port a cycle, each at most every `SPACING` cycles
//! Round robin over the front-panel ports; the last port, the CPU's, gets what
//! they leave.
//!
//! | port    | dir | meaning                                     |
//! | request | in  | ports that could be served                  |
//! | stall   | in  | no grant is decided in this cycle           |
//! | grant   | out | the port to serve, one bit, or none         |
//!
//! Clock: `clock`. Clear: none.
//! Latency: 1 cycle from request to grant. Throughput: one grant a cycle.
//! Not obvious: the spacing lets a pipeline keep each port's state in a
//! memory without forwarding: a port's previous grant has written its state
//! back before the next one reads it.

use rust_hdl::prelude::*;

#[derive(LogicBlock)]
pub struct SpacedArbiter<const N: usize> {
    pub clock: Signal<In, Clock>,
    pub request: Signal<In, Bits<N>>,
    pub stall: Signal<In, Bit>,
    pub grant: Signal<Out, Bits<N>>,
    granted: DFF<Bits<N>>,
    history: [DFF<Bits<N>>; 3],
    /// The front-panel ports after the last one served.
    above: DFF<Bits<N>>,
    recent: Signal<Local, Bits<N>>,
    eligible: Signal<Local, Bits<N>>,
    fronts: Signal<Local, Bits<N>>,
    ahead: Signal<Local, Bits<N>>,
    candidates: Signal<Local, Bits<N>>,
    negated: Signal<Local, Bits<N>>,
    lowest: Signal<Local, Bits<N>>,
    below: Signal<Local, Bits<N>>,
    front_ports: Constant<Bits<N>>,
}

impl<const N: usize> SpacedArbiter<N> {
    /// Cycles between two grants of one port.
    pub const SPACING: usize = 5;
}

impl<const N: usize> Default for SpacedArbiter<N> {
    fn default() -> Self {
        Self {
            clock: Default::default(),
            request: Default::default(),
            stall: Default::default(),
            grant: Default::default(),
            granted: Default::default(),
            history: std::array::from_fn(|_| Default::default()),
            above: Default::default(),
            recent: Default::default(),
            eligible: Default::default(),
            fronts: Default::default(),
            ahead: Default::default(),
            candidates: Default::default(),
            negated: Default::default(),
            lowest: Default::default(),
            below: Default::default(),
            front_ports: Constant::new(((1u64 << (N - 1)) - 1).into()),
        }
    }
}

impl<const N: usize> Logic for SpacedArbiter<N> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, granted, above);
        for i in 0..3 {
            self.history[i].clock.next = self.clock.val();
        }
        self.history[0].d.next = self.granted.q.val();
        self.history[1].d.next = self.history[0].q.val();
        self.history[2].d.next = self.history[1].q.val();
        self.recent.next = self.granted.q.val()
            | self.history[0].q.val()
            | self.history[1].q.val()
            | self.history[2].q.val();
        self.eligible.next = self.request.val() & (!self.recent.val());
        if self.stall.val() {
            self.eligible.next = 0.into();
        }
        self.fronts.next = self.eligible.val() & self.front_ports.val();
        self.ahead.next = self.fronts.val() & self.above.q.val();
        self.candidates.next = self.eligible.val();
        if self.fronts.val().any() {
            self.candidates.next = self.fronts.val();
        }
        if self.ahead.val().any() {
            self.candidates.next = self.ahead.val();
        }
        // Two's complement isolates the lowest bit.
        self.negated.next = (!self.candidates.val()) + 1;
        self.lowest.next = self.candidates.val() & self.negated.val();
        self.below.next = self.lowest.val() - 1;
        self.granted.d.next = self.lowest.val();
        if self.fronts.val().any() {
            self.above.d.next = !(self.lowest.val() | self.below.val());
        }
        self.grant.next = self.granted.q.val();
    }
}
