//! # WordCrc: CRC-32 over words, each little-endian
//!
//! | port        | dir | meaning                                      |
//! | clear       | in  | begins anew                                  |
//! | word, valid | in  | one more word; only while `busy` is 0        |
//! | busy        | out | octets of the last word are still to be taken |
//! | crc         | out | over all words, while `busy` is 0            |
//!
//! Clock: core_clock. Clear: `clear`.
//! Latency: 5 cycles. Throughput: a word in 5 cycles. Backpressure: `busy`.
//! Storage: 67 bit of registers. Resources: see `ControlPort`.

use rust_hdl::prelude::*;

use super::crc32::Crc32;

#[derive(LogicBlock, Default)]
pub struct WordCrc {
    pub clock: Signal<In, Clock>,
    pub clear: Signal<In, Bit>,
    pub word: Signal<In, Bits<32>>,
    pub valid: Signal<In, Bit>,
    pub busy: Signal<Out, Bit>,
    pub crc: Signal<Out, Bits<32>>,
    octets: Crc32,
    shift: DFF<Bits<32>>,
    /// `shift` holds octets that have not been taken; after `taken` of them.
    active: DFF<Bit>,
    taken: DFF<Bits<2>>,
}

impl Logic for WordCrc {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, shift, active, taken);
        clock!(self, clock, octets);
        self.octets.clear.next = self.clear.val();
        self.octets.octet.next = self.shift.q.val().get_bits::<8>(0);
        self.octets.valid.next = self.active.q.val();
        if self.active.q.val() {
            self.taken.d.next = self.taken.q.val() + 1;
            self.active.d.next = self.taken.q.val() != 3;
            self.shift.d.next = self.shift.q.val() >> 8;
        } else if self.valid.val() {
            self.active.d.next = true;
            self.shift.d.next = self.word.val();
        }
        self.busy.next = self.active.q.val();
        self.crc.next = self.octets.crc.val();
    }
}
