//! # ReplyWriter: words of a reply to stuffed octets
//! Cuts words into octets, appends the CRC, stuffs.
//!
//! | port        | dir | meaning                                              |
//! | word, valid | in  | the next word of the reply, taken with `ready`       |
//! | ready       | out | a word is taken if there is one                      |
//! | restart     | in  | one cycle: what was written of this reply is void    |
//! | finish      | in  | one cycle: the reply is complete                     |
//! | room        | in  | the buffer can take a message                        |
//! | write_enable, write_address, write_data | out | an octet of the message  |
//! | commit      | out | one cycle: the message is complete                   |
//!
//! Clock: core_clock. Clear: none.
//! Latency: 5 cycles a word, 12 from `finish` to `commit`.
//! Throughput: an octet a cycle. Backpressure: `ready`.
//! Storage: 40 bit of registers and the parts'. Tables: regmap::message.
//! Resources: see `ControlPort`.
//! Not obvious: `ready` comes back after `finish` only when the message has
//! been committed and there is room for another.

use rust_hdl::prelude::*;

use super::cobs_encoder::CobsEncoder;
use super::crc32::Crc32;

#[derive(LogicBlock, Default)]
pub struct ReplyWriter {
    pub clock: Signal<In, Clock>,
    pub word: Signal<In, Bits<32>>,
    pub valid: Signal<In, Bit>,
    pub ready: Signal<Out, Bit>,
    pub restart: Signal<In, Bit>,
    pub finish: Signal<In, Bit>,
    pub room: Signal<In, Bit>,
    pub write_enable: Signal<Out, Bit>,
    pub write_address: Signal<Out, Bits<8>>,
    pub write_data: Signal<Out, Bits<8>>,
    pub commit: Signal<Out, Bit>,
    encoder: CobsEncoder,
    crc: Crc32,
    shift: DFF<Bits<32>>,
    /// `shift` holds octets that have not been taken; after `sent` of them.
    active: DFF<Bit>,
    sent: DFF<Bits<2>>,
    finishing: DFF<Bit>,
    /// What is in `shift` is the CRC.
    is_crc: DFF<Bit>,
    is_ready: Signal<Local, Bit>,
    over: Signal<Local, Bit>,
}

impl Logic for ReplyWriter {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, shift, active, sent, finishing, is_crc);
        clock!(self, clock, encoder, crc);
        self.is_ready.next = (!self.active.q.val())
            & (!self.finishing.q.val())
            & (!self.encoder.busy.val())
            & self.room.val();
        self.over.next = self.finishing.q.val() & self.is_crc.q.val() & !self.active.q.val();
        if self.active.q.val() {
            self.sent.d.next = self.sent.q.val() + 1;
            self.active.d.next = self.sent.q.val() != 3;
            self.shift.d.next = self.shift.q.val() >> 8;
        } else if self.finishing.q.val() & !self.is_crc.q.val() {
            self.active.d.next = true;
            self.shift.d.next = self.crc.crc.val();
            self.is_crc.d.next = true;
        } else if self.is_ready.val() & self.valid.val() {
            self.active.d.next = true;
            self.shift.d.next = self.word.val();
        }
        if self.finish.val() {
            self.finishing.d.next = true;
        } else if self.over.val() {
            self.finishing.d.next = false;
            self.is_crc.d.next = false;
        }
        // The CRC runs over itself too, which does no harm.
        self.crc.octet.next = self.shift.q.val().get_bits::<8>(0);
        self.crc.valid.next = self.active.q.val();
        self.crc.clear.next = self.restart.val() | self.over.val();
        self.encoder.octet.next = self.shift.q.val().get_bits::<8>(0);
        self.encoder.valid.next = self.active.q.val();
        self.encoder.restart.next = self.restart.val();
        self.encoder.finish.next = self.over.val();
        self.ready.next = self.is_ready.val();
        self.write_enable.next = self.encoder.write_enable.val();
        self.write_address.next = self.encoder.write_address.val();
        self.write_data.next = self.encoder.write_data.val();
        self.commit.next = self.encoder.commit.val();
    }
}
