//! # Ipv4Checksum: sum over an IPv4 header
//! One's complement sum (RFC 1071) with one 8-bit adder: high and low octets
//! take turns, and the carry of each is added to the other.
//!
//! | port  | dir | meaning                                            |
//! | clear | in  | start anew                                         |
//! | octet | in  | octet of the header                                |
//! | valid | in  | `octet` is one                                     |
//! | good  | out | behind an even number of octets: the sum is all ones |
//!
//! Clock: rx_clock. Latency: `good` is valid in the cycle after the last octet.
//! Throughput: an octet a cycle. Storage: 17 bit. Resources: see `RxPort`.
//! Not obvious: the last carry, of the low octet into the high one, is not
//! added but compared.

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct Ipv4Checksum {
    pub clock: Signal<In, Clock>,
    pub clear: Signal<In, Bit>,
    pub octet: Signal<In, Bits<8>>,
    pub valid: Signal<In, Bit>,
    pub good: Signal<Out, Bit>,
    /// Sum of the octets that the next octet belongs to.
    same: DFF<Bits<8>>,
    /// Sum of the others.
    other: DFF<Bits<8>>,
    carry: DFF<Bit>,
    carry_operand: Signal<Local, Bits<10>>,
    sum: Signal<Local, Bits<10>>,
}

impl Logic for Ipv4Checksum {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, same, other, carry);
        // Bit 0 makes the carry-in.
        self.carry_operand.next = (bit_cast::<10, 8>(self.octet.val()) << 1).replace_bit(0, self.carry.q.val());
        self.sum.next = (bit_cast::<10, 8>(self.same.q.val()) << 1).replace_bit(0, true) + self.carry_operand.val();
        if self.valid.val() {
            self.same.d.next = self.other.q.val();
            self.other.d.next = self.sum.val().get_bits::<8>(1);
            self.carry.d.next = self.sum.val().get_bit(9);
        }
        if self.clear.val() {
            self.same.d.next = 0.into();
            self.other.d.next = 0.into();
            self.carry.d.next = false;
        }
        // The next octet would be a high one: `same` holds the high octet.
        self.good.next = self.other.q.val().all()
            & self.same.q.val().get_bits::<7>(1).all()
            & (self.same.q.val().get_bit(0) ^ self.carry.q.val());
    }
}
