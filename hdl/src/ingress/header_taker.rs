//! # HeaderTaker: addresses of each port's frame, and the FDB lookup
//!
//! | port         | dir | meaning                                            |
//! | early_port   | in  | port of the next cycle's word                      |
//! | octets, port | in  | a word of a port                                   |
//! | first_word, second_word | in | it is its frame's first, second; `FrameTracker` |
//! | destination, source | out | addresses of the port's frame, octet 0 in bits 7:0; valid with its third word and all further ones |
//! | asks         | out | `lookup_valid` is 1 in the next cycle               |
//! | lookup_valid, lookup_key, lookup_port | out | to the FDB                |
//!
//! Clock: core_clock. Clear: none. Latency: a lookup leaves 1 cycle after the
//! second word. Throughput: one word a cycle. Backpressure: none.
//! Storage: 16 records of 64 and 32 bit. Resources: see `Ingress`.
//! Not obvious: `destination` is valid with the second word already. Group
//! destinations are not looked up. A frame of fewer than two words leaves the
//! addresses of an earlier one; its status is bad.

use rust_hdl::prelude::*;

use crate::memory::PortRam;

#[derive(LogicBlock, Default)]
pub struct HeaderTaker {
    pub clock: Signal<In, Clock>,
    pub early_port: Signal<In, Bits<4>>,
    pub octets: Signal<In, Bits<64>>,
    pub port: Signal<In, Bits<4>>,
    pub first_word: Signal<In, Bit>,
    pub second_word: Signal<In, Bit>,
    pub destination: Signal<Out, Bits<48>>,
    pub source: Signal<Out, Bits<48>>,
    pub asks: Signal<Out, Bit>,
    pub lookup_valid: Signal<Out, Bit>,
    pub lookup_key: Signal<Out, Bits<60>>,
    pub lookup_port: Signal<Out, Bits<4>>,
    first_words: PortRam<Bits<64>>,
    second_words: PortRam<Bits<32>>,
    first: DFF<Bits<64>>,
    second: DFF<Bits<32>>,
    asks_register: DFF<Bit>,
    key: DFF<Bits<48>>,
    key_port: DFF<Bits<4>>,
    ask: Signal<Local, Bit>,
}

impl Logic for HeaderTaker {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, first, second, asks_register, key, key_port);
        clock!(self, clock, first_words, second_words);
        self.first_words.read_port.next = self.early_port.val();
        self.second_words.read_port.next = self.early_port.val();
        self.first.d.next = self.first_words.read_data.val();
        self.second.d.next = self.second_words.read_data.val();
        self.first_words.write_enable.next = self.first_word.val();
        self.first_words.write_port.next = self.port.val();
        self.first_words.write_data.next = self.octets.val();
        self.second_words.write_enable.next = self.second_word.val();
        self.second_words.write_port.next = self.port.val();
        self.second_words.write_data.next = self.octets.val().get_bits::<32>(0);

        self.destination.next = self.first.q.val().get_bits::<48>(0);
        self.source.next = bit_cast::<48, 16>(self.first.q.val().get_bits::<16>(48))
            | (bit_cast::<48, 32>(self.second.q.val()) << 16);

        self.ask.next = self.second_word.val() & !self.first.q.val().get_bit(0);
        self.asks.next = self.ask.val();
        self.asks_register.d.next = self.ask.val();
        self.key.d.next = self.first.q.val().get_bits::<48>(0);
        self.key_port.d.next = self.port.val();
        self.lookup_valid.next = self.asks_register.q.val();
        self.lookup_key.next = bit_cast::<60, 48>(self.key.q.val());
        self.lookup_port.next = self.key_port.q.val();
    }
}
