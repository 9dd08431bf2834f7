//! # RequestReceiver: octets of a message to words in the store
//! Checks length and CRC; what fails is as if it had never come.
//!
//! | port             | dir | meaning                                       |
//! | octet, octet_valid | in | of the message                                |
//! | message_end, message_good | in | from the decoder                        |
//! | room             | in  | another request can be held                   |
//! | write_enable, write_word, write_data | out | into the place being filled |
//! | commit           | out | the place holds a request                     |
//! | payload_words    | out | with `commit`: words between header and CRC   |
//!
//! Clock: core_clock. Clear: none.
//! Latency: 2 cycles from `message_end` to `commit`. Throughput: an octet every
//! 4 cycles, far above any line. Backpressure: none.
//! Storage: 90 bit of registers. Tables: regmap::message.
//! Resources: see `ControlPort`.
//! Not obvious: the CRC's word is written too, and never read.

use ferroute_regmap::message::{CRC_OCTETS, HEADER_OCTETS, MAX_OCTETS};
use rust_hdl::prelude::*;

use super::crc32::Crc32;

#[derive(LogicBlock)]
pub struct RequestReceiver {
    pub clock: Signal<In, Clock>,
    pub octet: Signal<In, Bits<8>>,
    pub octet_valid: Signal<In, Bit>,
    pub message_end: Signal<In, Bit>,
    pub message_good: Signal<In, Bit>,
    pub room: Signal<In, Bit>,
    pub write_enable: Signal<Out, Bit>,
    pub write_word: Signal<Out, Bits<6>>,
    pub write_data: Signal<Out, Bits<32>>,
    pub commit: Signal<Out, Bit>,
    pub payload_words: Signal<Out, Bits<6>>,
    crc: Crc32,
    crc_good: DFF<Bit>,
    /// Octets so far, at most `MAX_OCTETS`.
    count: DFF<Bits<8>>,
    overlong: DFF<Bit>,
    word: DFF<Bits<32>>,
    word_index: DFF<Bits<6>>,
    word_full: DFF<Bit>,
    committed: DFF<Bit>,
    payload: DFF<Bits<6>>,
    words: Signal<Local, Bits<6>>,
    length_good: Signal<Local, Bit>,
    residue: Constant<Bits<32>>,
    most_octets: Constant<Bits<8>>,
    least_words: Constant<Bits<6>>,
}

impl Default for RequestReceiver {
    fn default() -> Self {
        assert!(MAX_OCTETS < 256 && MAX_OCTETS.is_multiple_of(4), "octets are counted in 8 bits");
        Self {
            clock: Default::default(),
            octet: Default::default(),
            octet_valid: Default::default(),
            message_end: Default::default(),
            message_good: Default::default(),
            room: Default::default(),
            write_enable: Default::default(),
            write_word: Default::default(),
            write_data: Default::default(),
            commit: Default::default(),
            payload_words: Default::default(),
            crc: Default::default(),
            crc_good: Default::default(),
            count: Default::default(),
            overlong: Default::default(),
            word: Default::default(),
            word_index: Default::default(),
            word_full: Default::default(),
            committed: Default::default(),
            payload: Default::default(),
            words: Default::default(),
            length_good: Default::default(),
            residue: Constant::new(u64::from(Crc32::RESIDUE).to_bits()),
            most_octets: Constant::new((MAX_OCTETS as u64).to_bits()),
            least_words: Constant::new(((HEADER_OCTETS + CRC_OCTETS) as u64 / 4).to_bits()),
        }
    }
}

impl Logic for RequestReceiver {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, crc_good, count, overlong, word, word_index, word_full);
        dff_setup!(self, clock, committed, payload);
        clock!(self, clock, crc);
        self.crc.octet.next = self.octet.val();
        self.crc.valid.next = self.octet_valid.val();
        self.crc.clear.next = self.message_end.val();
        self.crc_good.d.next = self.crc.crc.val() == self.residue.val();

        self.words.next = self.count.q.val().get_bits::<6>(2);
        self.word_full.d.next = false;
        if self.octet_valid.val() {
            if self.count.q.val() == self.most_octets.val() {
                self.overlong.d.next = true;
            } else {
                self.count.d.next = self.count.q.val() + 1;
                self.word.d.next = (self.word.q.val() >> 8)
                    | (bit_cast::<32, 8>(self.octet.val()) << 24);
                self.word_index.d.next = self.words.val();
                self.word_full.d.next = self.count.q.val().get_bits::<2>(0) == 3;
            }
        }
        self.length_good.next = (self.count.q.val().get_bits::<2>(0) == 0)
            & (self.words.val() >= self.least_words.val())
            & !self.overlong.q.val();
        self.committed.d.next = false;
        if self.message_end.val() {
            self.committed.d.next = self.message_good.val()
                & self.crc_good.q.val()
                & self.length_good.val()
                & self.room.val();
            self.payload.d.next = self.words.val() - self.least_words.val();
            self.count.d.next = 0.into();
            self.overlong.d.next = false;
        }
        self.write_enable.next = self.word_full.q.val();
        self.write_word.next = self.word_index.q.val();
        self.write_data.next = self.word.q.val();
        self.commit.next = self.committed.q.val();
        self.payload_words.next = self.payload.q.val();
    }
}
