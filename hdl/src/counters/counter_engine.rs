//! # CounterEngine: 64-bit counters of all ports
//! Frames received and sent, losses and reads of the host become events of
//! four slots, a slot adding to one counter; see `SlotPlanner`.
//!
//! | port        | dir | meaning                                               |
//! | rx_valid    | in  | one frame was received; the other `rx_` inputs tell it |
//! | rx_port     | in  | where                                                 |
//! | rx_length   | in  | octets with FCS                                       |
//! | rx_good     | in  | the MAC found nothing wrong: its class is counted     |
//! | rx_class    | in  | 0 unicast, 1 multicast, 2 broadcast                   |
//! | rx_drop     | in  | DropReason of ingress or forwarding; 0: not dropped   |
//! | rx_copies   | in  | fan-out, counted where `rx_drop` is 0                 |
//! | rx_almost_full | out | room for 6 more received frames or fewer           |
//! | tx_*        | in  | one frame was sent, likewise                          |
//! | tx_almost_full | out | room for 6 more sent frames or fewer               |
//! | tail_drop   | in  | a bit a port: a copy was refused; any number at once  |
//! | underrun    | in  | a bit a port: a copy was cut short                    |
//! | read        | in  | held with `read_index` (port * 64 + counter) until `read_ready` |
//! | read_ready  | out | for one cycle: `read_value` is the counter            |
//!
//! Clock: core_clock.
//! Latency: a read is answered within 84 cycles under any load.
//! Throughput: an event in 4 cycles; 8 rx and 8 tx events and at least 2 ports'
//! losses in 84 cycles.
//! Backpressure: `rx_almost_full`, `tx_almost_full`; events beyond the room are lost.
//! Storage: 1024 x 64 bit of block RAM, two queues of 16. Tables: regmap::counter.
//! Resources: not measured.
//! Not obvious: a frame that was received well and then dropped by forwarding
//! counts both under its class and under its reason.

use rust_hdl::prelude::*;

use super::{
    counter_ram::CounterRam, drop_collector::DropCollector, event_scheduler::EventScheduler,
    slot_planner::SlotPlanner,
};
use crate::memory::SyncFifo;

/// Events each queue holds.
const QUEUE_EVENTS: usize = 16;
/// Room that is left when a queue says that it is almost full.
pub const QUEUE_RESERVE: usize = 6;

#[derive(LogicBlock)]
pub struct CounterEngine<const N: usize, const N_PLUS_1: usize> {
    pub clock: Signal<In, Clock>,
    pub rx_valid: Signal<In, Bit>,
    pub rx_port: Signal<In, Bits<4>>,
    pub rx_length: Signal<In, Bits<14>>,
    pub rx_good: Signal<In, Bit>,
    pub rx_class: Signal<In, Bits<2>>,
    pub rx_drop: Signal<In, Bits<5>>,
    pub rx_copies: Signal<In, Bits<4>>,
    pub rx_almost_full: Signal<Out, Bit>,
    pub tx_valid: Signal<In, Bit>,
    pub tx_port: Signal<In, Bits<4>>,
    pub tx_length: Signal<In, Bits<14>>,
    pub tx_class: Signal<In, Bits<2>>,
    pub tx_almost_full: Signal<Out, Bit>,
    pub tail_drop: Signal<In, Bits<N>>,
    pub underrun: Signal<In, Bits<N>>,
    pub read: Signal<In, Bit>,
    pub read_index: Signal<In, Bits<10>>,
    pub read_ready: Signal<Out, Bit>,
    pub read_value: Signal<Out, Bits<64>>,
    rx_queue: SyncFifo<30, 4>,
    tx_queue: SyncFifo<20, 4>,
    collector: DropCollector<N, N_PLUS_1>,
    scheduler: EventScheduler,
    planner: SlotPlanner,
    counters: CounterRam,
    // The event that is being counted, for its 4 cycles.
    is_rx: DFF<Bit>,
    is_tx: DFF<Bit>,
    is_loss: DFF<Bit>,
    is_host: DFF<Bit>,
    port: DFF<Bits<4>>,
    amount: DFF<Bits<14>>,
    frame_class: DFF<Bits<2>>,
    good: DFF<Bit>,
    drop_code: DFF<Bits<5>>,
    extra: DFF<Bits<6>>,
    /// A read of the host is under way.
    host_busy: DFF<Bit>,
    rx_word: Signal<Local, Bits<30>>,
    tx_word: Signal<Local, Bits<20>>,
}

impl<const N: usize, const N_PLUS_1: usize> Default for CounterEngine<N, N_PLUS_1> {
    fn default() -> Self {
        Self {
            clock: Default::default(),
            rx_valid: Default::default(),
            rx_port: Default::default(),
            rx_length: Default::default(),
            rx_good: Default::default(),
            rx_class: Default::default(),
            rx_drop: Default::default(),
            rx_copies: Default::default(),
            rx_almost_full: Default::default(),
            tx_valid: Default::default(),
            tx_port: Default::default(),
            tx_length: Default::default(),
            tx_class: Default::default(),
            tx_almost_full: Default::default(),
            tail_drop: Default::default(),
            underrun: Default::default(),
            read: Default::default(),
            read_index: Default::default(),
            read_ready: Default::default(),
            read_value: Default::default(),
            rx_queue: SyncFifo::new(QUEUE_EVENTS - QUEUE_RESERVE),
            tx_queue: SyncFifo::new(QUEUE_EVENTS - QUEUE_RESERVE),
            collector: Default::default(),
            scheduler: Default::default(),
            planner: Default::default(),
            counters: Default::default(),
            is_rx: Default::default(),
            is_tx: Default::default(),
            is_loss: Default::default(),
            is_host: Default::default(),
            port: Default::default(),
            amount: Default::default(),
            frame_class: Default::default(),
            good: Default::default(),
            drop_code: Default::default(),
            extra: Default::default(),
            host_busy: Default::default(),
            rx_word: Default::default(),
            tx_word: Default::default(),
        }
    }
}

impl<const N: usize, const N_PLUS_1: usize> Logic for CounterEngine<N, N_PLUS_1> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, is_rx, is_tx, is_loss, is_host, port, amount, frame_class, good, drop_code);
        dff_setup!(self, clock, extra, host_busy);
        clock!(self, clock, rx_queue, tx_queue, collector, scheduler, planner, counters);
        // Queues: port in bits 3:0, length 17:4, class 19:18; for received
        // frames good in 20, drop 25:21, copies 29:26.
        self.rx_queue.write.next = self.rx_valid.val();
        self.rx_queue.write_data.next = bit_cast::<30, 4>(self.rx_port.val())
            | (bit_cast::<30, 14>(self.rx_length.val()) << 4)
            | (bit_cast::<30, 2>(self.rx_class.val()) << 18)
            | (bit_cast::<30, 5>(self.rx_drop.val()) << 21)
            | (bit_cast::<30, 4>(self.rx_copies.val()) << 26);
        if self.rx_good.val() {
            self.rx_queue.write_data.next = bit_cast::<30, 4>(self.rx_port.val())
                | (bit_cast::<30, 14>(self.rx_length.val()) << 4)
                | (bit_cast::<30, 2>(self.rx_class.val()) << 18)
                | (bit_cast::<30, 5>(self.rx_drop.val()) << 21)
                | (bit_cast::<30, 4>(self.rx_copies.val()) << 26)
                | 0x0010_0000;
        }
        self.rx_almost_full.next = self.rx_queue.almost_full.val();
        self.tx_queue.write.next = self.tx_valid.val();
        self.tx_queue.write_data.next = bit_cast::<20, 4>(self.tx_port.val())
            | (bit_cast::<20, 14>(self.tx_length.val()) << 4)
            | (bit_cast::<20, 2>(self.tx_class.val()) << 18);
        self.tx_almost_full.next = self.tx_queue.almost_full.val();
        self.collector.tail_drop.next = self.tail_drop.val();
        self.collector.underrun.next = self.underrun.val();

        self.scheduler.rx_empty.next = self.rx_queue.empty.val();
        self.scheduler.tx_empty.next = self.tx_queue.empty.val();
        self.scheduler.losses.next = self.collector.pending.val();
        self.scheduler.host.next = self.read.val() & !self.host_busy.q.val();
        self.rx_queue.read.next = self.scheduler.grant_rx.val();
        self.tx_queue.read.next = self.scheduler.grant_tx.val();
        self.collector.take.next = self.scheduler.grant_losses.val();

        // Grants come in phase 3; the event holds from phase 0 on.
        self.rx_word.next = self.rx_queue.data.val();
        self.tx_word.next = self.tx_queue.data.val();
        if self.scheduler.phase.val() == 3 {
            self.is_rx.d.next = self.scheduler.grant_rx.val();
            self.is_tx.d.next = self.scheduler.grant_tx.val();
            self.is_loss.d.next = self.scheduler.grant_losses.val();
            self.is_host.d.next = self.scheduler.grant_host.val();
            self.good.d.next = self.rx_word.val().get_bit(20);
            self.drop_code.d.next = self.rx_word.val().get_bits::<5>(21);
            self.port.d.next = self.rx_word.val().get_bits::<4>(0);
            self.amount.d.next = self.rx_word.val().get_bits::<14>(4);
            self.frame_class.d.next = self.rx_word.val().get_bits::<2>(18);
            self.extra.d.next = bit_cast::<6, 4>(self.rx_word.val().get_bits::<4>(26));
            if self.scheduler.grant_tx.val() {
                self.port.d.next = self.tx_word.val().get_bits::<4>(0);
                self.amount.d.next = self.tx_word.val().get_bits::<14>(4);
                self.frame_class.d.next = self.tx_word.val().get_bits::<2>(18);
            }
            if self.scheduler.grant_losses.val() {
                self.port.d.next = self.collector.port.val();
                self.amount.d.next = bit_cast::<14, 9>(self.collector.tail_drops.val());
                self.extra.d.next = self.collector.underruns.val();
            }
        }
        if self.scheduler.grant_host.val() {
            self.host_busy.d.next = true;
        }
        if self.counters.sampled.val() {
            self.host_busy.d.next = false;
        }

        self.planner.phase.next = self.scheduler.phase.val();
        self.planner.is_rx.next = self.is_rx.q.val();
        self.planner.is_tx.next = self.is_tx.q.val();
        self.planner.is_loss.next = self.is_loss.q.val();
        self.planner.is_host.next = self.is_host.q.val();
        self.planner.port.next = self.port.q.val();
        self.planner.amount.next = self.amount.q.val();
        self.planner.frame_class.next = self.frame_class.q.val();
        self.planner.good.next = self.good.q.val();
        self.planner.drop_code.next = self.drop_code.q.val();
        self.planner.extra.next = self.extra.q.val();
        self.planner.host_index.next = self.read_index.val();
        self.counters.index.next = self.planner.index.val();
        self.counters.increment.next = self.planner.increment.val();
        self.counters.add.next = self.planner.add.val();
        self.counters.sample.next = self.planner.sample.val();
        self.read_ready.next = self.counters.sampled.val();
        self.read_value.next = self.counters.value.val();
    }
}

/// Marks the inputs as driven, for a check of the engine alone.
#[cfg(test)]
pub(super) fn connect_inputs<const N: usize, const N_PLUS_1: usize>(
    engine: &mut CounterEngine<N, N_PLUS_1>,
) {
    engine.clock.connect();
    engine.rx_valid.connect();
    engine.rx_port.connect();
    engine.rx_length.connect();
    engine.rx_good.connect();
    engine.rx_class.connect();
    engine.rx_drop.connect();
    engine.rx_copies.connect();
    engine.tx_valid.connect();
    engine.tx_port.connect();
    engine.tx_length.connect();
    engine.tx_class.connect();
    engine.tail_drop.connect();
    engine.underrun.connect();
    engine.read.connect();
    engine.read_index.connect();
}

#[cfg(test)]
impl<const N: usize, const N_PLUS_1: usize> CounterEngine<N, N_PLUS_1> {
    pub(super) fn counters_add(&self) -> bool {
        self.planner.add.val()
    }

    pub(super) fn counters_sample(&self) -> bool {
        self.planner.sample.val()
    }

    pub(super) fn counters_index(&self) -> usize {
        self.planner.index.val().index()
    }
}
