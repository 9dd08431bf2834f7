//! # FibRequests: lookups in order, and the clocks each of them takes
//! The oldest lookup is asked step by step, one step a clock, from 0 to the last
//! of its family, while it waits at the queue's end; then the next begins.
//!
//! | port           | dir | cycle | meaning                                     |
//! | lookup_*       | in  | 0     | a lookup                                    |
//! | lookup_almost_full | out |   | room for at most 6 more                     |
//! | pause          | in  | 1     | no step in this cycle                       |
//! | last_step4, last_step6 | in | 1 | of a lookup that begins, 1 to 15         |
//! | issue          | out | 1     | a step is made                              |
//! | step           | out | 1     | its number                                  |
//! | begins         | out | 1     | the number is 0                             |
//! | next_ipv6      | out | 1     | family of the lookup that waits             |
//! | address        | out | 2     | of the lookup of this cycle's step          |
//! | tokens, firsts, lasts | out | | bit n: in cycle n is a step, the first, the last of a lookup |
//! | families       | out |       | bit n: the step in cycle n is of an IPv6 lookup |
//! | done_tag, done_ipv6 | out | 12 | of the lookup whose last step that is      |
//!
//! Clock: core_clock. Clear: none.
//! Latency: 1 cycle from `lookup_valid` to the first step.
//! Throughput: a step a cycle, lookups back to back.
//! Backpressure: `lookup_almost_full`; what comes in spite of it is lost once
//! the queue is full.
//! Storage: 16 x 136 bits of distributed RAM, 220 bits. Resources: see `FibEngine`.
//! Not obvious: the last step is that which the first step found, whatever
//! changes meanwhile. `done_tag` needs 7 steps a lookup.

use rust_hdl::prelude::*;

use crate::memory::SyncFifo;

/// Places in the queue.
const CAPACITY: usize = 16;
/// Lookups that may still come when the queue says it is almost full.
const ROOM: usize = 6;

#[derive(LogicBlock)]
pub struct FibRequests {
    pub clock: Signal<In, Clock>,
    pub lookup_valid: Signal<In, Bit>,
    pub lookup_ipv6: Signal<In, Bit>,
    pub lookup_address: Signal<In, Bits<128>>,
    pub lookup_tag: Signal<In, Bits<7>>,
    pub lookup_almost_full: Signal<Out, Bit>,
    pub pause: Signal<In, Bit>,
    pub last_step4: Signal<In, Bits<4>>,
    pub last_step6: Signal<In, Bits<4>>,
    pub issue: Signal<Out, Bit>,
    pub step: Signal<Out, Bits<4>>,
    pub begins: Signal<Out, Bit>,
    pub next_ipv6: Signal<Out, Bit>,
    pub address: Signal<Out, Bits<128>>,
    pub tokens: Signal<Out, Bits<16>>,
    pub firsts: Signal<Out, Bits<16>>,
    pub lasts: Signal<Out, Bits<16>>,
    pub families: Signal<Out, Bits<16>>,
    pub done_tag: Signal<Out, Bits<7>>,
    pub done_ipv6: Signal<Out, Bit>,
    queue: SyncFifo<136, 4>,
    step_count: DFF<Bits<4>>,
    /// The next step is the last one.
    at_last: DFF<Bit>,
    last_step: DFF<Bits<4>>,
    address_2: DFF<Bits<128>>,
    ipv6_2: DFF<Bit>,
    token_line: DFF<Bits<16>>,
    first_line: DFF<Bits<16>>,
    last_line: DFF<Bits<16>>,
    family_line: DFF<Bits<16>>,
    /// Tag and family of the lookup whose last step is in cycles 2 to 8.
    tag_2: DFF<Bits<8>>,
    /// In cycles 9 to 15.
    tag_9: DFF<Bits<8>>,
    head: Signal<Local, Bits<136>>,
    makes_step: Signal<Local, Bit>,
    is_first: Signal<Local, Bit>,
    ends: Signal<Local, Bit>,
    next_step: Signal<Local, Bits<4>>,
}

impl Default for FibRequests {
    fn default() -> Self {
        Self {
            clock: Default::default(),
            lookup_valid: Default::default(),
            lookup_ipv6: Default::default(),
            lookup_address: Default::default(),
            lookup_tag: Default::default(),
            lookup_almost_full: Default::default(),
            pause: Default::default(),
            last_step4: Default::default(),
            last_step6: Default::default(),
            issue: Default::default(),
            step: Default::default(),
            begins: Default::default(),
            next_ipv6: Default::default(),
            address: Default::default(),
            tokens: Default::default(),
            firsts: Default::default(),
            lasts: Default::default(),
            families: Default::default(),
            done_tag: Default::default(),
            done_ipv6: Default::default(),
            queue: SyncFifo::new(CAPACITY - ROOM),
            step_count: Default::default(),
            at_last: Default::default(),
            last_step: Default::default(),
            address_2: Default::default(),
            ipv6_2: Default::default(),
            token_line: Default::default(),
            first_line: Default::default(),
            last_line: Default::default(),
            family_line: Default::default(),
            tag_2: Default::default(),
            tag_9: Default::default(),
            head: Default::default(),
            makes_step: Default::default(),
            is_first: Default::default(),
            ends: Default::default(),
            next_step: Default::default(),
        }
    }
}

impl Logic for FibRequests {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, step_count, at_last, last_step, address_2, ipv6_2, tag_2, tag_9);
        dff_setup!(self, clock, token_line, first_line, last_line, family_line);
        clock!(self, clock, queue);
        self.queue.write.next = self.lookup_valid.val();
        self.queue.write_data.next = bit_cast::<136, 128>(self.lookup_address.val())
            | (bit_cast::<136, 7>(self.lookup_tag.val()) << 129);
        if self.lookup_ipv6.val() {
            self.queue.write_data.next = bit_cast::<136, 128>(self.lookup_address.val())
                | (bit_cast::<136, 7>(self.lookup_tag.val()) << 129)
                | (bits::<136>(1) << 128);
        }
        self.lookup_almost_full.next = self.queue.almost_full.val();

        // Cycle 1.
        self.head.next = self.queue.data.val();
        self.makes_step.next = (!self.queue.empty.val()) & (!self.pause.val());
        self.is_first.next = self.step_count.q.val() == 0;
        self.ends.next = self.makes_step.val() & self.at_last.q.val();
        self.queue.read.next = self.ends.val();
        self.next_step.next = self.step_count.q.val() + 1;
        if self.makes_step.val() {
            self.step_count.d.next = self.next_step.val();
            self.at_last.d.next = self.next_step.val() == self.last_step.q.val();
        }
        if self.ends.val() {
            self.step_count.d.next = 0.into();
            self.at_last.d.next = false;
            self.tag_2.d.next = self.head.val().get_bits::<8>(128);
        }
        if self.makes_step.val() & self.is_first.val() {
            // Not yet what `last_step` holds, but of the lookup before.
            self.at_last.d.next = false;
            self.address_2.d.next = self.head.val().get_bits::<128>(0);
            self.ipv6_2.d.next = self.head.val().get_bit(128);
            self.last_step.d.next = self.last_step4.val();
            if self.head.val().get_bit(128) {
                self.last_step.d.next = self.last_step6.val();
            }
        }
        self.issue.next = self.makes_step.val();
        self.step.next = self.step_count.q.val();
        self.begins.next = self.is_first.val();
        self.next_ipv6.next = self.head.val().get_bit(128);
        self.address.next = self.address_2.q.val();

        self.token_line.d.next = (self.token_line.q.val() << 1).replace_bit(2, self.makes_step.val());
        self.first_line.d.next =
            (self.first_line.q.val() << 1).replace_bit(2, self.makes_step.val() & self.is_first.val());
        self.last_line.d.next = (self.last_line.q.val() << 1).replace_bit(2, self.ends.val());
        self.family_line.d.next = (self.family_line.q.val() << 1).replace_bit(3, self.ipv6_2.q.val());
        self.tokens.next = self.token_line.q.val();
        self.firsts.next = self.first_line.q.val();
        self.lasts.next = self.last_line.q.val();
        self.families.next = self.family_line.q.val().replace_bit(2, self.ipv6_2.q.val());
        if self.last_line.q.val().get_bit(8) {
            self.tag_9.d.next = self.tag_2.q.val();
        }
        self.done_tag.next = self.tag_9.q.val().get_bits::<7>(1);
        self.done_ipv6.next = self.tag_9.q.val().get_bit(0);
    }
}
