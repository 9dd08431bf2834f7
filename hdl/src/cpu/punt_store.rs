//! # PuntStore: frames for the host, the oldest one open to reading
//! A ring of words in block RAM and a queue of what is known of each frame.
//!
//! | port           | dir | meaning                                          |
//! | tx_data        | in  | a TxWord, taken with `tx_write`                  |
//! | tx_first       | in  | with `tx_write`: first word of a frame; then the |
//! |                |     | three below hold                                 |
//! | tx_length      | in  | octets without FCS                               |
//! | tx_ingress     | in  | ingress port                                     |
//! | tx_reason      | in  | a `PuntReason`                                   |
//! | clocks         | in  | core clocks, for the time stamp                  |
//! | tx_almost_full | out | at most 8 more writes fit                        |
//! | waiting        | out | a complete frame is there                        |
//! | header, timestamp | out | of the oldest frame, a `PuntHeader`           |
//! | last_index     | out | index of the last 32-bit word of its octets      |
//! | words          | out | 32-bit words with header; 0: none waits          |
//! | read           | in  | `read_word` of the oldest frame is wanted        |
//! | read_word      | in  | index of a pair of 32-bit words                  |
//! | read_data      | out | 3 cycles after `read`: the pair                  |
//! | drop_oldest    | in  | the oldest frame is done with; only if `waiting` |
//!
//! Clock: core_clock. Clear: none.
//! Latency: 3 cycles from `drop_oldest` until all outputs are those of the next
//! frame. Throughput: one write and one read a cycle.
//! Backpressure: `tx_almost_full`, some words early.
//! Storage: 512 x 64 bit of block RAM, two of the longest frames and more; 16
//! frames. Resources: see `CpuPort`.
//! Not obvious: the frame being written never meets the end of the ring with
//! no complete frame in front of it, so a release always helps.

use ferroute_regmap::PuntHeader;
use rust_hdl::prelude::*;

use crate::memory::{SimpleDualPortRam, SyncFifo};
use crate::stream::TxWordFields;

#[derive(LogicBlock)]
pub struct PuntStore {
    pub clock: Signal<In, Clock>,
    pub tx_data: Signal<In, Bits<68>>,
    pub tx_write: Signal<In, Bit>,
    pub tx_almost_full: Signal<Out, Bit>,
    pub tx_first: Signal<In, Bit>,
    pub tx_length: Signal<In, Bits<14>>,
    pub tx_ingress: Signal<In, Bits<4>>,
    pub tx_reason: Signal<In, Bits<8>>,
    pub clocks: Signal<In, Bits<32>>,
    pub waiting: Signal<Out, Bit>,
    pub header: Signal<Out, Bits<32>>,
    pub timestamp: Signal<Out, Bits<32>>,
    pub last_index: Signal<Out, Bits<12>>,
    pub words: Signal<Out, Bits<16>>,
    pub read: Signal<In, Bit>,
    pub read_word: Signal<In, Bits<9>>,
    pub read_data: Signal<Out, Bits<64>>,
    pub drop_oldest: Signal<In, Bit>,
    fields: TxWordFields,
    ram: SimpleDualPortRam<64, 9>,
    headers: SyncFifo<58, 4>,
    // One bit more than the address tells full from empty.
    write_pointer: DFF<Bits<10>>,
    /// First word of the oldest frame.
    start: DFF<Bits<10>>,
    is_almost_full: DFF<Bit>,
    complete_count: DFF<Bits<5>>,
    last_index_register: DFF<Bits<12>>,
    words_register: DFF<Bits<16>>,
    released: DFF<Bit>,
    read_1: DFF<Bit>,
    address_1: DFF<Bits<9>>,
    pair: DFF<Bits<64>>,
    used: Signal<Local, Bits<10>>,
    is_waiting: Signal<Local, Bit>,
    completes: Signal<Local, Bit>,
    length: Signal<Local, Bits<14>>,
    length_less_one: Signal<Local, Bits<14>>,
    words_of_length: Signal<Local, Bits<14>>,
    pairs: Signal<Local, Bits<14>>,
    almost_full_words: Constant<Bits<10>>,
}

impl PuntStore {
    /// Words it holds.
    pub const CAPACITY: usize = 512;
    /// Words from which on it is almost full.
    const ALMOST_FULL: usize = Self::CAPACITY - 16;
}

impl Default for PuntStore {
    fn default() -> Self {
        assert!(
            (PuntHeader::LENGTH_SHIFT, PuntHeader::PORT_SHIFT, PuntHeader::REASON_SHIFT) == (0, 14, 18)
                && PuntHeader::WORDS == 2,
            "the header's fields are where update() puts them"
        );
        Self {
            clock: Default::default(),
            tx_data: Default::default(),
            tx_write: Default::default(),
            tx_almost_full: Default::default(),
            tx_first: Default::default(),
            tx_length: Default::default(),
            tx_ingress: Default::default(),
            tx_reason: Default::default(),
            clocks: Default::default(),
            waiting: Default::default(),
            header: Default::default(),
            timestamp: Default::default(),
            last_index: Default::default(),
            words: Default::default(),
            read: Default::default(),
            read_word: Default::default(),
            read_data: Default::default(),
            drop_oldest: Default::default(),
            fields: Default::default(),
            ram: Default::default(),
            headers: SyncFifo::new(8),
            write_pointer: Default::default(),
            start: Default::default(),
            is_almost_full: Default::default(),
            complete_count: Default::default(),
            last_index_register: Default::default(),
            words_register: Default::default(),
            released: Default::default(),
            read_1: Default::default(),
            address_1: Default::default(),
            pair: Default::default(),
            used: Default::default(),
            is_waiting: Default::default(),
            completes: Default::default(),
            length: Default::default(),
            length_less_one: Default::default(),
            words_of_length: Default::default(),
            pairs: Default::default(),
            almost_full_words: Constant::new((Self::ALMOST_FULL as u64).to_bits()),
        }
    }
}

impl Logic for PuntStore {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, write_pointer, start, is_almost_full, complete_count);
        dff_setup!(self, clock, last_index_register, words_register, released, read_1);
        dff_setup!(self, clock, address_1, pair);
        clock!(self, clock, ram, headers);

        // Write side.
        self.fields.word.next = self.tx_data.val();
        self.ram.write_enable.next = self.tx_write.val();
        self.ram.write_address.next = self.write_pointer.q.val().get_bits::<9>(0);
        self.ram.write_data.next = self.fields.octets.val();
        self.headers.write.next = self.tx_write.val() & self.tx_first.val();
        self.headers.write_data.next = bit_cast::<58, 14>(self.tx_length.val())
            | (bit_cast::<58, 4>(self.tx_ingress.val()) << 14)
            | (bit_cast::<58, 8>(self.tx_reason.val()) << 18)
            | (bit_cast::<58, 32>(self.clocks.val()) << 26);
        if self.tx_write.val() {
            self.write_pointer.d.next = self.write_pointer.q.val() + 1;
        }
        self.used.next = self.write_pointer.q.val() - self.start.q.val();
        self.is_almost_full.d.next =
            (self.used.val() >= self.almost_full_words.val()) | self.headers.almost_full.val();
        self.tx_almost_full.next = self.is_almost_full.q.val();

        // Complete frames.
        self.released.d.next = self.drop_oldest.val();
        self.completes.next = self.tx_write.val() & self.fields.last.val();
        if self.completes.val() & !self.released.q.val() {
            self.complete_count.d.next = self.complete_count.q.val() + 1;
        }
        if self.released.q.val() & !self.completes.val() {
            self.complete_count.d.next = self.complete_count.q.val() - 1;
        }
        self.is_waiting.next = self.complete_count.q.val().any();
        self.waiting.next = self.is_waiting.val();

        // The oldest frame.
        self.headers.read.next = self.released.q.val();
        self.header.next = bit_cast::<32, 26>(self.headers.data.val().get_bits::<26>(0));
        self.timestamp.next = self.headers.data.val().get_bits::<32>(26);
        self.length.next = self.headers.data.val().get_bits::<14>(0);
        self.length_less_one.next = self.length.val() - 1;
        self.last_index_register.d.next = self.length_less_one.val().get_bits::<12>(2);
        self.last_index.next = self.last_index_register.q.val();
        self.words_of_length.next = self.length.val() + 11;
        self.words_register.d.next = 0.into();
        if self.is_waiting.val() {
            self.words_register.d.next =
                bit_cast::<16, 12>(self.words_of_length.val().get_bits::<12>(2));
        }
        self.words.next = self.words_register.q.val();
        self.pairs.next = bit_cast::<14, 11>(self.last_index_register.q.val().get_bits::<11>(1)) + 1;
        if self.released.q.val() {
            self.start.d.next = self.start.q.val() + self.pairs.val().get_bits::<10>(0);
        }

        // Read side.
        self.read_1.d.next = self.read.val();
        self.address_1.d.next = self.start.q.val().get_bits::<9>(0) + self.read_word.val();
        self.ram.read_enable.next = self.read_1.q.val();
        self.ram.read_address.next = self.address_1.q.val();
        self.pair.d.next = self.ram.read_data.val();
        self.read_data.next = self.pair.q.val();
    }
}
