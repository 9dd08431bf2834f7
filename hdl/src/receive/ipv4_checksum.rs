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
        self.carry_operand.next =
            (bit_cast::<10, 8>(self.octet.val()) << 1).replace_bit(0, self.carry.q.val());
        self.sum.next =
            (bit_cast::<10, 8>(self.same.q.val()) << 1).replace_bit(0, true) + self.carry_operand.val();
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

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 1071, with all carries added.
    fn is_good(header: &[u8]) -> bool {
        let words = header.chunks(2).map(|pair| u32::from(pair[0]) << 8 | u32::from(pair[1]));
        let sum: u32 = words.sum();
        (sum & 0xFFFF) + (sum >> 16) == 0xFFFF
    }

    /// Not obvious: every way in which the last carry can stand. A carry out of
    /// the very last octet needs a sum of all ones before it, which random
    /// headers do not have: all pairs of words of octets near the ends instead.
    #[test]
    fn every_carry_of_two_words() {
        const OCTETS: [u8; 6] = [0x00, 0x01, 0x7F, 0x80, 0xFE, 0xFF];
        let mut uut = Ipv4Checksum::default();
        uut.connect_all();
        // By whether the last addition carried and whether the sum is good.
        let mut met = [[0; 2]; 2];
        for index in 0..OCTETS.len().pow(4) {
            let header = [0, 1, 2, 3].map(|place| OCTETS[index / OCTETS.len().pow(place) % OCTETS.len()]);
            uut.clear.next = true;
            uut.valid.next = false;
            for octet in std::iter::once(&0).chain(&header) {
                uut.octet.next = u64::from(*octet).to_bits();
                for level in [true, false] {
                    uut.clock.next = level.into();
                    assert!(simulate(&mut uut, 100));
                }
                uut.clear.next = false;
                uut.valid.next = true;
            }
            assert_eq!(uut.good.val(), is_good(&header), "{header:02x?}");
            met[usize::from(uut.carry.q.val())][usize::from(uut.good.val())] += 1;
        }
        assert!(met.iter().flatten().all(|count| *count > 0), "{met:?}");
    }
}
