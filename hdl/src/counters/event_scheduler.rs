//! # EventScheduler: which event is counted next
//! Time is cut into events of 4 cycles. Of 16 events two are offered to the
//! losses first and one to the host; the others go to received and sent
//! frames in turn. What is not used goes to whoever waits.
//!
//! | port       | dir | meaning                                          |
//! | rx_empty, tx_empty | in | no frame waits                            |
//! | losses     | in  | losses wait                                      |
//! | host       | in  | a read of the host waits                         |
//! | phase      | out | cycle of the event, 0 to 3                       |
//! | grant_*    | out | in phase 3: the event that begins next           |
//!
//! Clock: core_clock. Latency: a request before phase 2 is seen in phase 3.
//! Throughput: one event in 4 cycles; at least 13 of 16 are for frames, 17 in
//! the 84 cycles in which 8 ports receive and send 16 minimum frames.
//! Storage: 10 bit. Resources: see `CounterEngine`.
//! Not obvious: a request that is seen must not go away before its grant.

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct EventScheduler {
    pub clock: Signal<In, Clock>,
    pub rx_empty: Signal<In, Bit>,
    pub tx_empty: Signal<In, Bit>,
    pub losses: Signal<In, Bit>,
    pub host: Signal<In, Bit>,
    pub phase: Signal<Out, Bits<2>>,
    pub grant_rx: Signal<Out, Bit>,
    pub grant_tx: Signal<Out, Bit>,
    pub grant_losses: Signal<Out, Bit>,
    pub grant_host: Signal<Out, Bit>,
    phase_count: DFF<Bits<2>>,
    event_count: DFF<Bits<4>>,
    last_was_rx: DFF<Bit>,
    rx: DFF<Bit>,
    tx: DFF<Bit>,
    lost: DFF<Bit>,
    hosted: DFF<Bit>,
    no_frame: Signal<Local, Bit>,
    for_losses: Signal<Local, Bit>,
    for_host: Signal<Local, Bit>,
    for_frame: Signal<Local, Bit>,
    frame_is_rx: Signal<Local, Bit>,
}

impl Logic for EventScheduler {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, phase_count, event_count, last_was_rx, rx, tx, lost, hosted);
        self.phase_count.d.next = self.phase_count.q.val() + 1;
        if self.phase_count.q.val() == 3 {
            self.event_count.d.next = self.event_count.q.val() + 1;
        }
        self.no_frame.next = self.rx_empty.val() & self.tx_empty.val();
        // Turns 0 and 8 are the losses', turn 4 is the host's.
        self.for_losses.next = self.losses.val()
            & (self.no_frame.val() | (self.event_count.q.val().get_bits::<3>(0) == 0))
            & !(self.host.val() & (self.event_count.q.val() == 4));
        self.for_host.next = self.host.val()
            & !self.for_losses.val()
            & (self.no_frame.val() | (self.event_count.q.val() == 4));
        self.for_frame.next = (!self.no_frame.val()) & (!self.for_losses.val()) & (!self.for_host.val());
        self.frame_is_rx.next =
            (!self.rx_empty.val()) & (self.tx_empty.val() | (!self.last_was_rx.q.val()));
        self.rx.d.next = false;
        self.tx.d.next = false;
        self.lost.d.next = false;
        self.hosted.d.next = false;
        if self.phase_count.q.val() == 2 {
            self.rx.d.next = self.for_frame.val() & self.frame_is_rx.val();
            self.tx.d.next = self.for_frame.val() & !self.frame_is_rx.val();
            self.lost.d.next = self.for_losses.val();
            self.hosted.d.next = self.for_host.val();
            if self.for_frame.val() {
                self.last_was_rx.d.next = self.frame_is_rx.val();
            }
        }
        self.phase.next = self.phase_count.q.val();
        self.grant_rx.next = self.rx.q.val();
        self.grant_tx.next = self.tx.q.val();
        self.grant_losses.next = self.lost.q.val();
        self.grant_host.next = self.hosted.q.val();
    }
}
