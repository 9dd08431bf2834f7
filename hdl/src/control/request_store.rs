//! # RequestStore: requests between line and execution
//! Places of 64 words in one block RAM: one is being filled, up to
//! `message::WINDOW` wait, one is being executed.
//!
//! | port            | dir | meaning                                        |
//! | write_enable, write_word, write_data | in | into the place being filled |
//! | commit          | in  | that place holds a request now                 |
//! | payload_words   | in  | with `commit`                                  |
//! | room            | out | fewer than `WINDOW` requests wait              |
//! | held            | out | requests that wait                             |
//! | available       | out | a request waits                                |
//! | take            | in  | the oldest is the one to read from now on      |
//! | taken_words     | out | its payload words                              |
//! | read_word       | in  | index of a word of it                          |
//! | read_data       | out | that word, `LATENCY` cycles later              |
//!
//! Clock: core_clock. Clear: none.
//! Throughput: a word in and a word out a cycle. Backpressure: `room`.
//! Storage: 512 x 32 bit of block RAM, 8 x 6 bit of distributed RAM.
//! Resources: see `ControlPort`.
//! Not obvious: at most 6 of the 8 places are in use, so a place is never read
//! and written at once, and one that was taken stays until the next `take`.

use ferroute_regmap::message::{MAX_OCTETS, WINDOW};
use rust_hdl::prelude::*;

use crate::memory::{SimpleDualPortRam, SyncFifo};

#[derive(LogicBlock)]
pub struct RequestStore {
    pub clock: Signal<In, Clock>,
    pub write_enable: Signal<In, Bit>,
    pub write_word: Signal<In, Bits<6>>,
    pub write_data: Signal<In, Bits<32>>,
    pub commit: Signal<In, Bit>,
    pub payload_words: Signal<In, Bits<6>>,
    pub room: Signal<Out, Bit>,
    pub held: Signal<Out, Bits<3>>,
    pub available: Signal<Out, Bit>,
    pub take: Signal<In, Bit>,
    pub taken_words: Signal<Out, Bits<6>>,
    pub read_word: Signal<In, Bits<6>>,
    pub read_data: Signal<Out, Bits<32>>,
    words: SimpleDualPortRam<32, 9>,
    waiting: SyncFifo<6, 3>,
    filled_place: DFF<Bits<3>>,
    oldest_place: DFF<Bits<3>>,
    taken_place: DFFWithInit<Bits<3>>,
    taken_count: DFF<Bits<6>>,
    /// Near the RAM, whose output is late; then near its users.
    captured: DFF<Bits<32>>,
    word: DFF<Bits<32>>,
}

impl RequestStore {
    /// Cycles from `read_word` to `read_data`.
    pub const LATENCY: usize = 3;
}

impl Default for RequestStore {
    fn default() -> Self {
        assert!(WINDOW + 2 <= 8, "one place is filled and one executed");
        assert!(MAX_OCTETS <= 4 * 64, "a place has 64 words");
        Self {
            clock: Default::default(),
            write_enable: Default::default(),
            write_word: Default::default(),
            write_data: Default::default(),
            commit: Default::default(),
            payload_words: Default::default(),
            room: Default::default(),
            held: Default::default(),
            available: Default::default(),
            take: Default::default(),
            taken_words: Default::default(),
            read_word: Default::default(),
            read_data: Default::default(),
            words: Default::default(),
            waiting: SyncFifo::new(WINDOW),
            filled_place: Default::default(),
            oldest_place: Default::default(),
            // Not the place that is filled first.
            taken_place: DFFWithInit::new(7u64.to_bits()),
            taken_count: Default::default(),
            captured: Default::default(),
            word: Default::default(),
        }
    }
}

impl Logic for RequestStore {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, filled_place, oldest_place, taken_place, taken_count, captured, word);
        clock!(self, clock, words, waiting);
        self.words.write_enable.next = self.write_enable.val();
        self.words.write_address.next = (bit_cast::<9, 3>(self.filled_place.q.val()) << 6)
            | bit_cast::<9, 6>(self.write_word.val());
        self.words.write_data.next = self.write_data.val();
        self.words.read_enable.next = true;
        self.words.read_address.next = (bit_cast::<9, 3>(self.taken_place.q.val()) << 6)
            | bit_cast::<9, 6>(self.read_word.val());
        self.captured.d.next = self.words.read_data.val();
        self.word.d.next = self.captured.q.val();
        self.waiting.write.next = self.commit.val();
        self.waiting.write_data.next = self.payload_words.val();
        self.waiting.read.next = self.take.val();
        if self.commit.val() {
            self.filled_place.d.next = self.filled_place.q.val() + 1;
        }
        if self.take.val() {
            self.taken_place.d.next = self.oldest_place.q.val();
            self.taken_count.d.next = self.waiting.data.val();
            self.oldest_place.d.next = self.oldest_place.q.val() + 1;
        }
        self.room.next = !self.waiting.almost_full.val();
        self.held.next = self.waiting.count.val().get_bits::<3>(0);
        self.available.next = !self.waiting.empty.val();
        self.taken_words.next = self.taken_count.q.val();
        self.read_data.next = self.word.q.val();
    }
}
