//! # ChecksumAdjuster: an IPv4 header's checksum after one hop
//! RFC 1624 eqn. 3, HC' = ~(~HC + ~m + m'), with m' = m - 0x0100, as the TTL is
//! the upper octet of its word: ~m + m' is 0xFEFF whatever the TTL and the
//! protocol are. Where HC + 0x0100 stays below 0xFFFF it is HC'; from there on
//! one is added for the carry that goes round, also to 0xFFFF itself, which
//! becomes the 0x0000 of a full computation.
//!
//! | port     | dir | meaning                                         |
//! | checksum | in  | as on the wire, first octet in bits 7:0         |
//! | adjust   | in  | else it comes out as it is                      |
//! | adjusted | out | `LATENCY` cycles later                          |
//!
//! Clock: core_clock. Clear: none. Latency: 2 cycles. Throughput: one a cycle.
//! Storage: 34 bit. Resources: see `Rewriter`.
//! Not obvious: a full computation gives 0xFFFF never, since a header is not
//! all zeros (RFC 1624 section 3). A header that came with 0xFFFF in place of
//! 0x0000 leaves with what a full computation gives, 0x0100.

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct ChecksumAdjuster {
    pub clock: Signal<In, Clock>,
    pub checksum: Signal<In, Bits<16>>,
    pub adjust: Signal<In, Bit>,
    pub adjusted: Signal<Out, Bits<16>>,
    /// The first octet in the upper bits.
    value: DFF<Bits<16>>,
    by_256: DFF<Bit>,
    by_one: DFF<Bit>,
    sum: DFF<Bits<16>>,
    addend: Signal<Local, Bits<16>>,
}

impl ChecksumAdjuster {
    /// Cycles from `checksum` to `adjusted`.
    pub const LATENCY: usize = 2;
}

impl Logic for ChecksumAdjuster {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, value, by_256, by_one, sum);
        self.value.d.next = bit_cast::<16, 8>(self.checksum.val().get_bits::<8>(8))
            | (bit_cast::<16, 8>(self.checksum.val().get_bits::<8>(0)) << 8);
        // From 0xFEFF on.
        self.by_256.d.next = self.adjust.val();
        self.by_one.d.next = self.adjust.val()
            & self.checksum.val().get_bits::<7>(1).all()
            & (self.checksum.val().get_bit(0) | self.checksum.val().get_bits::<8>(8).all());
        self.addend.next = 0.into();
        if self.by_256.q.val() {
            self.addend.next = 256.into();
        }
        if self.by_one.q.val() {
            self.addend.next = 257.into();
        }
        self.sum.d.next = self.value.q.val() + self.addend.val();
        self.adjusted.next = bit_cast::<16, 8>(self.sum.q.val().get_bits::<8>(8))
            | (bit_cast::<16, 8>(self.sum.q.val().get_bits::<8>(0)) << 8);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 1071: one's complement of the one's complement sum.
    fn checksum_of(words: &[u16]) -> u16 {
        let sum: u32 = words.iter().map(|word| u32::from(*word)).sum();
        let folded = (sum & 0xFFFF) + (sum >> 16);
        !((folded & 0xFFFF) + (folded >> 16)) as u16
    }

    fn adjusted(uut: &mut ChecksumAdjuster, checksum: u16, adjust: bool) -> u16 {
        uut.checksum.next = u64::from(checksum.swap_bytes()).to_bits();
        uut.adjust.next = adjust;
        for _ in 0..ChecksumAdjuster::LATENCY {
            for level in [true, false] {
                assert!(simulate(uut, 100));
                uut.clock.next = level.into();
            }
        }
        assert!(simulate(uut, 100));
        (uut.adjusted.val().to_u64() as u16).swap_bytes()
    }

    #[test]
    fn every_checksum_and_every_ttl_match_a_full_computation() {
        let mut uut = ChecksumAdjuster::default();
        uut.connect_all();
        for checksum in 0..=0xFFFFu16 {
            let answer = adjusted(&mut uut, checksum, true);
            assert_eq!(adjusted(&mut uut, checksum, false), checksum);
            for ttl in 2..=255u16 {
                let protocol = checksum ^ ttl & 0xFF;
                let hops = ttl << 8 | protocol & 0xFF;
                // The word that gives such a header this checksum, 0xFFFF too.
                let sum = u32::from(hops) + 0x4500;
                let folded = (sum & 0xFFFF) + (sum >> 16);
                let rest = u32::from(!checksum) + (0xFFFF - folded);
                let rest = ((rest & 0xFFFF) + (rest >> 16)) as u16;
                let arrived = checksum_of(&[0x4500, hops, rest]);
                assert!(arrived == checksum || (arrived == 0 && checksum == 0xFFFF), "{checksum:04x} {ttl}");
                assert_eq!(answer, checksum_of(&[0x4500, hops - 0x100, rest]), "{checksum:04x}, TTL {ttl}");
            }
        }
    }
}
