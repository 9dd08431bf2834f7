//! # FdbRequests: keys on their way to hash and comparison
//! Queues for lookups and sources to learn; the key of what begins goes to the
//! hash at once, and to the comparison when its entries have been read.
//!
//! | port            | dir | meaning                                        |
//! | lookup_*        | in  | a destination to find, at most 16 waiting      |
//! | learn_*         | in  | a source to learn, at most 16 waiting          |
//! | command_key, command_port | in | of a command, steady                  |
//! | lookup_waits, lookups_many, learn_waits | out | state of the queues     |
//! | start_lookup, start_learn, start_command | in | whose key is taken now |
//! | started, job_step | in | of `FdbArbiter`                               |
//! | hash_key        | out | in cycles 2 and 3 after the start              |
//! | is_zero         | out | from cycle 3 of a job on: its MAC is zero      |
//! | compare_key, compare_port | out | in cycles 6 and 7                    |
//! | done_port       | out | in cycle 10: port that asked for the lookup    |
//!
//! Clock: core_clock. Latency: 1 cycle from `lookup_valid` to `lookup_waits`.
//! Throughput: one start in 2 cycles.
//! Storage: 2 x 16 x 64 bits of distributed RAM, 330 bits. Resources: see `Fdb`.
//! Not obvious: the words of the two queues are zero when they do not begin,
//! so that an OR selects the key. Group addresses never enter the learn queue.

use rust_hdl::prelude::*;

use crate::memory::SyncFifo;

/// Lookups that wait when jobs must stand back, so that none of them is late.
const MANY_LOOKUPS: usize = 5;

#[derive(LogicBlock)]
pub struct FdbRequests {
    pub clock: Signal<In, Clock>,
    pub lookup_valid: Signal<In, Bit>,
    pub lookup_key: Signal<In, Bits<60>>,
    pub lookup_port: Signal<In, Bits<4>>,
    pub learn_valid: Signal<In, Bit>,
    pub learn_key: Signal<In, Bits<60>>,
    pub learn_port: Signal<In, Bits<4>>,
    pub command_key: Signal<In, Bits<60>>,
    pub command_port: Signal<In, Bits<4>>,
    pub lookup_waits: Signal<Out, Bit>,
    pub lookups_many: Signal<Out, Bit>,
    pub learn_waits: Signal<Out, Bit>,
    pub start_lookup: Signal<In, Bit>,
    pub start_learn: Signal<In, Bit>,
    pub start_command: Signal<In, Bit>,
    pub started: Signal<In, Bits<8>>,
    pub job_step: Signal<In, Bits<14>>,
    pub hash_key: Signal<Out, Bits<60>>,
    pub is_zero: Signal<Out, Bit>,
    pub compare_key: Signal<Out, Bits<60>>,
    pub compare_port: Signal<Out, Bits<4>>,
    pub done_port: Signal<Out, Bits<4>>,
    lookup_queue: SyncFifo<64, 4>,
    learn_queue: SyncFifo<64, 4>,
    // Cycle 1: key in bits 59:0, port above; zero unless it is taken.
    lookup_word: DFF<Bits<64>>,
    learn_word: DFF<Bits<64>>,
    with_lookup: DFF<Bit>,
    with_learn: DFF<Bit>,
    with_command: DFF<Bit>,
    /// Cycles 2 and 3.
    word_2: DFF<Bits<64>>,
    /// Cycles 4 and 5.
    word_4: DFF<Bits<64>>,
    /// Cycles 6 and 7.
    word_6: DFF<Bits<64>>,
    /// Cycles 8 and 9.
    port_8: DFF<Bits<4>>,
    port_10: DFF<Bits<4>>,
    zero: DFF<Bit>,
    command_word: Signal<Local, Bits<64>>,
}

impl Default for FdbRequests {
    fn default() -> Self {
        Self {
            clock: Default::default(),
            lookup_valid: Default::default(),
            lookup_key: Default::default(),
            lookup_port: Default::default(),
            learn_valid: Default::default(),
            learn_key: Default::default(),
            learn_port: Default::default(),
            command_key: Default::default(),
            command_port: Default::default(),
            lookup_waits: Default::default(),
            lookups_many: Default::default(),
            learn_waits: Default::default(),
            start_lookup: Default::default(),
            start_learn: Default::default(),
            start_command: Default::default(),
            started: Default::default(),
            job_step: Default::default(),
            hash_key: Default::default(),
            is_zero: Default::default(),
            compare_key: Default::default(),
            compare_port: Default::default(),
            done_port: Default::default(),
            lookup_queue: SyncFifo::new(MANY_LOOKUPS),
            learn_queue: Default::default(),
            with_lookup: Default::default(),
            with_learn: Default::default(),
            with_command: Default::default(),
            word_2: Default::default(),
            word_4: Default::default(),
            word_6: Default::default(),
            port_8: Default::default(),
            port_10: Default::default(),
            zero: Default::default(),
            lookup_word: Default::default(),
            learn_word: Default::default(),
            command_word: Default::default(),
        }
    }
}

impl Logic for FdbRequests {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, lookup_word, learn_word, with_lookup, with_learn, with_command, word_2, word_4, word_6);
        dff_setup!(self, clock, port_8, port_10, zero);
        clock!(self, clock, lookup_queue, learn_queue);
        self.lookup_queue.write.next = self.lookup_valid.val();
        self.lookup_queue.write_data.next = bit_cast::<64, 60>(self.lookup_key.val())
            | (bit_cast::<64, 4>(self.lookup_port.val()) << 60);
        self.lookup_queue.read.next = self.with_lookup.q.val();
        self.lookup_waits.next = !self.lookup_queue.empty.val();
        self.lookups_many.next = self.lookup_queue.almost_full.val();
        // IEEE 802.1Q-2022 8.7: a group address is not learned.
        self.learn_queue.write.next = self.learn_valid.val() & (!self.learn_key.val().get_bit(0));
        self.learn_queue.write_data.next = bit_cast::<64, 60>(self.learn_key.val())
            | (bit_cast::<64, 4>(self.learn_port.val()) << 60);
        self.learn_queue.read.next = self.with_learn.q.val();
        self.learn_waits.next = !self.learn_queue.empty.val();

        // The queue is read a cycle behind the start: the next start of its kind
        // is two cycles away.
        self.with_lookup.d.next = self.start_lookup.val();
        self.with_learn.d.next = self.start_learn.val();
        self.with_command.d.next = self.start_command.val();

        self.lookup_word.d.next = 0.into();
        if self.start_lookup.val() {
            self.lookup_word.d.next = self.lookup_queue.data.val();
        }
        self.learn_word.d.next = 0.into();
        if self.start_learn.val() {
            self.learn_word.d.next = self.learn_queue.data.val();
        }
        self.command_word.next = 0.into();
        if self.with_command.q.val() {
            self.command_word.next = bit_cast::<64, 60>(self.command_key.val())
                | (bit_cast::<64, 4>(self.command_port.val()) << 60);
        }
        if self.started.val().get_bit(1) {
            self.word_2.d.next =
                self.lookup_word.q.val() | self.learn_word.q.val() | self.command_word.val();
        }
        self.hash_key.next = self.word_2.q.val().get_bits::<60>(0);
        if self.job_step.val().get_bit(2) {
            self.zero.d.next = self.word_2.q.val().get_bits::<48>(0) == 0;
        }
        self.is_zero.next = self.zero.q.val();
        if self.started.val().get_bit(3) {
            self.word_4.d.next = self.word_2.q.val();
        }
        if self.started.val().get_bit(5) {
            self.word_6.d.next = self.word_4.q.val();
        }
        self.compare_key.next = self.word_6.q.val().get_bits::<60>(0);
        self.compare_port.next = self.word_6.q.val().get_bits::<4>(60);
        if self.started.val().get_bit(7) {
            self.port_8.d.next = self.word_6.q.val().get_bits::<4>(60);
        }
        self.port_10.d.next = self.port_8.q.val();
        self.done_port.next = self.port_10.q.val();
    }
}
