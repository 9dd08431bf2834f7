//! # SlotPlanner: the counter and the increment of each slot of an event
//!
//! | slot | frame received        | frame sent | losses at egress  | host |
//! | 0    | RxOctets              | TxOctets   |                   |      |
//! | 1    | size, good or bad     | class      |                   |      |
//! | 2    | class, where good     |            | TransmitUnderrun  |      |
//! | 3    | drop reason or copies |            | TailDrop          | read |
//!
//! INVARIANT: a counter belongs to one slot number only, so that two uses of it
//! are a multiple of 4 cycles apart: `counter_ram::DISTANCE`. The host reads in
//! slot 3, when every addition of the event before is stored.
//!
//! | port      | dir | meaning                                               |
//! | phase     | in  | slot of this cycle; the event's inputs hold for all 4 |
//! | is_*      | in  | kind of event, at most one                            |
//! | amount    | in  | octets with FCS, or tail drops                        |
//! | extra     | in  | copies, or underruns                                  |
//! | index, increment, add, sample | out | to the `CounterRam`           |
//!
//! Clock: core_clock. Latency: 1 cycle. Throughput: a slot a cycle.
//! Storage: 32 bit of registers. Resources: see `CounterEngine`.
//! Not obvious: a received frame with a drop reason of egress (TailDrop,
//! TransmitUnderrun) would break the invariant; ingress never has one.

use ferroute_regmap::{Counter, DropReason};
use rust_hdl::prelude::*;

#[derive(LogicBlock)]
pub struct SlotPlanner {
    pub clock: Signal<In, Clock>,
    pub phase: Signal<In, Bits<2>>,
    pub is_rx: Signal<In, Bit>,
    pub is_tx: Signal<In, Bit>,
    pub is_loss: Signal<In, Bit>,
    pub is_host: Signal<In, Bit>,
    pub port: Signal<In, Bits<4>>,
    pub amount: Signal<In, Bits<14>>,
    pub extra: Signal<In, Bits<6>>,
    pub frame_class: Signal<In, Bits<2>>,
    pub good: Signal<In, Bit>,
    pub drop_code: Signal<In, Bits<5>>,
    pub host_index: Signal<In, Bits<10>>,
    pub index: Signal<Out, Bits<10>>,
    pub increment: Signal<Out, Bits<14>>,
    pub add: Signal<Out, Bit>,
    pub sample: Signal<Out, Bit>,
    index_register: DFF<Bits<10>>,
    increment_register: DFF<Bits<14>>,
    add_register: DFF<Bit>,
    sample_register: DFF<Bit>,
    size_bin: DFF<Bits<6>>,
    counter: Signal<Local, Bits<6>>,
    class_of_rx: Signal<Local, Bits<6>>,
    class_of_tx: Signal<Local, Bits<6>>,
    reason: Signal<Local, Bits<6>>,
    rx_octets: Constant<Bits<6>>,
    rx_unicast: Constant<Bits<6>>,
    rx_multicast: Constant<Bits<6>>,
    rx_broadcast: Constant<Bits<6>>,
    forward_copies: Constant<Bits<6>>,
    size_64: Constant<Bits<6>>,
    size_65: Constant<Bits<6>>,
    size_128: Constant<Bits<6>>,
    size_256: Constant<Bits<6>>,
    size_512: Constant<Bits<6>>,
    size_1024: Constant<Bits<6>>,
    size_over_1518: Constant<Bits<6>>,
    size_under_64: Constant<Bits<6>>,
    tx_octets: Constant<Bits<6>>,
    tx_unicast: Constant<Bits<6>>,
    tx_multicast: Constant<Bits<6>>,
    tx_broadcast: Constant<Bits<6>>,
    drop_base: Constant<Bits<6>>,
    tail_drop: Constant<Bits<6>>,
    transmit_underrun: Constant<Bits<6>>,
}

fn index_of(counter: Counter) -> Constant<Bits<6>> {
    Constant::new((counter as u64).to_bits())
}

fn index_of_reason(reason: DropReason) -> Constant<Bits<6>> {
    Constant::new((Counter::DROP_BASE as u64 + reason as u64).to_bits())
}

impl Default for SlotPlanner {
    fn default() -> Self {
        assert!(Counter::PER_PORT == 64, "an index is port and 6 bits of counter");
        Self {
            clock: Default::default(),
            phase: Default::default(),
            is_rx: Default::default(),
            is_tx: Default::default(),
            is_loss: Default::default(),
            is_host: Default::default(),
            port: Default::default(),
            amount: Default::default(),
            extra: Default::default(),
            frame_class: Default::default(),
            good: Default::default(),
            drop_code: Default::default(),
            host_index: Default::default(),
            index: Default::default(),
            increment: Default::default(),
            add: Default::default(),
            sample: Default::default(),
            index_register: Default::default(),
            increment_register: Default::default(),
            add_register: Default::default(),
            sample_register: Default::default(),
            size_bin: Default::default(),
            counter: Default::default(),
            class_of_rx: Default::default(),
            class_of_tx: Default::default(),
            reason: Default::default(),
            rx_octets: index_of(Counter::RxOctets),
            rx_unicast: index_of(Counter::RxUnicast),
            rx_multicast: index_of(Counter::RxMulticast),
            rx_broadcast: index_of(Counter::RxBroadcast),
            forward_copies: index_of(Counter::ForwardCopies),
            size_64: index_of(Counter::RxSize64),
            size_65: index_of(Counter::RxSize65To127),
            size_128: index_of(Counter::RxSize128To255),
            size_256: index_of(Counter::RxSize256To511),
            size_512: index_of(Counter::RxSize512To1023),
            size_1024: index_of(Counter::RxSize1024To1518),
            size_over_1518: index_of(Counter::RxSizeOver1518),
            size_under_64: index_of(Counter::RxSizeUnder64),
            tx_octets: index_of(Counter::TxOctets),
            tx_unicast: index_of(Counter::TxUnicast),
            tx_multicast: index_of(Counter::TxMulticast),
            tx_broadcast: index_of(Counter::TxBroadcast),
            drop_base: Constant::new((Counter::DROP_BASE as u64).to_bits()),
            tail_drop: index_of_reason(DropReason::TailDrop),
            transmit_underrun: index_of_reason(DropReason::TransmitUnderrun),
        }
    }
}

impl Logic for SlotPlanner {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, index_register, increment_register, add_register, sample_register, size_bin);
        // The length holds from slot 0 on; the register is used in slot 1.
        self.size_bin.d.next = self.size_over_1518.val();
        if self.amount.val() < 64 {
            self.size_bin.d.next = self.size_under_64.val();
        } else if self.amount.val() == 64 {
            self.size_bin.d.next = self.size_64.val();
        } else if self.amount.val() < 128 {
            self.size_bin.d.next = self.size_65.val();
        } else if self.amount.val() < 256 {
            self.size_bin.d.next = self.size_128.val();
        } else if self.amount.val() < 512 {
            self.size_bin.d.next = self.size_256.val();
        } else if self.amount.val() < 1024 {
            self.size_bin.d.next = self.size_512.val();
        } else if self.amount.val() < 1519 {
            self.size_bin.d.next = self.size_1024.val();
        }
        self.class_of_rx.next = self.rx_unicast.val();
        self.class_of_tx.next = self.tx_unicast.val();
        if self.frame_class.val() == 1 {
            self.class_of_rx.next = self.rx_multicast.val();
            self.class_of_tx.next = self.tx_multicast.val();
        } else if self.frame_class.val() == 2 {
            self.class_of_rx.next = self.rx_broadcast.val();
            self.class_of_tx.next = self.tx_broadcast.val();
        }
        self.reason.next = self.drop_base.val() + bit_cast::<6, 5>(self.drop_code.val());

        self.counter.next = self.rx_octets.val();
        self.increment_register.d.next = 1.into();
        self.add_register.d.next = self.is_rx.val() | self.is_tx.val();
        self.sample_register.d.next = false;
        if self.phase.val() == 0 {
            self.increment_register.d.next = self.amount.val();
            if self.is_tx.val() {
                self.counter.next = self.tx_octets.val();
            }
        } else if self.phase.val() == 1 {
            self.counter.next = self.size_bin.q.val();
            if self.is_tx.val() {
                self.counter.next = self.class_of_tx.val();
            }
        } else if self.phase.val() == 2 {
            self.counter.next = self.class_of_rx.val();
            self.add_register.d.next = (self.is_rx.val() & self.good.val()) | self.is_loss.val();
            if self.is_loss.val() {
                self.counter.next = self.transmit_underrun.val();
                self.increment_register.d.next = bit_cast::<14, 6>(self.extra.val());
            }
        } else {
            self.add_register.d.next = self.is_rx.val() | self.is_loss.val();
            self.sample_register.d.next = self.is_host.val();
            if self.is_loss.val() {
                self.counter.next = self.tail_drop.val();
                self.increment_register.d.next = self.amount.val();
            } else if self.drop_code.val() == 0 {
                self.counter.next = self.forward_copies.val();
                self.increment_register.d.next = bit_cast::<14, 6>(self.extra.val());
            } else {
                self.counter.next = self.reason.val();
            }
        }
        self.index_register.d.next =
            (bit_cast::<10, 4>(self.port.val()) << 6) | bit_cast::<10, 6>(self.counter.val());
        if (self.phase.val() == 3) & self.is_host.val() {
            self.index_register.d.next = self.host_index.val();
        }
        self.index.next = self.index_register.q.val();
        self.increment.next = self.increment_register.q.val();
        self.add.next = self.add_register.q.val();
        self.sample.next = self.sample_register.q.val();
    }
}
