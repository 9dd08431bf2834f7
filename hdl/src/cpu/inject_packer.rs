//! # InjectPacker: 32-bit words to TxWords
//!
//! | port     | dir | meaning                                              |
//! | restart  | in  | the next word is the first of a frame                |
//! | push     | in  | `word` is the next of the frame                      |
//! | word     | in  | first octet in bits 7:0                              |
//! | ends     | in  | with `push`: it is the frame's last                  |
//! | end_bits | in  | `last` and `count_less_one` of the frame's last TxWord |
//! | write    | out | `tx_word` is complete                                |
//! | tx_word  | out | a TxWord                                             |
//! | commit   | out | with `write`: it is the frame's last                 |
//!
//! Clock: core_clock. Latency: 1 cycle. Throughput: a word a cycle.
//! Backpressure: none. Resources: see `CpuPort`.

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct InjectPacker {
    pub clock: Signal<In, Clock>,
    pub restart: Signal<In, Bit>,
    pub push: Signal<In, Bit>,
    pub word: Signal<In, Bits<32>>,
    pub ends: Signal<In, Bit>,
    pub end_bits: Signal<In, Bits<4>>,
    pub write: Signal<Out, Bit>,
    pub tx_word: Signal<Out, Bits<68>>,
    pub commit: Signal<Out, Bit>,
    /// `low_half` holds the first half of the next TxWord.
    has_low: DFF<Bit>,
    low_half: DFF<Bits<32>>,
    is_complete: DFF<Bit>,
    is_last: DFF<Bit>,
    out_word: DFF<Bits<68>>,
    pair: Signal<Local, Bits<68>>,
}

impl Logic for InjectPacker {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, has_low, low_half, is_complete, is_last, out_word);
        self.pair.next = bit_cast::<68, 32>(self.word.val());
        if self.has_low.q.val() {
            self.pair.next = (bit_cast::<68, 32>(self.word.val()) << 32)
                | bit_cast::<68, 32>(self.low_half.q.val());
        }
        self.is_complete.d.next = self.push.val() & (self.has_low.q.val() | self.ends.val());
        self.is_last.d.next = self.push.val() & self.ends.val();
        self.out_word.d.next = self.pair.val();
        if self.ends.val() {
            self.out_word.d.next = self.pair.val() | (bit_cast::<68, 4>(self.end_bits.val()) << 64);
        }
        if self.push.val() {
            self.has_low.d.next = !(self.has_low.q.val() | self.ends.val());
            self.low_half.d.next = self.word.val();
        }
        if self.restart.val() {
            self.has_low.d.next = false;
        }
        self.write.next = self.is_complete.q.val();
        self.tx_word.next = self.out_word.q.val();
        self.commit.next = self.is_last.q.val();
    }
}
