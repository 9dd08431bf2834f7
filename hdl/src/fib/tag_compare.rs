//! # TagCompare: does a pool's word match, and its next hop
//!
//! | port           | dir | cycle | meaning                                     |
//! | word4, word6   | in  | 0     | words of both pools                         |
//! | entry4, entry6 | in  | 0     | tags that match, from bit 9 on              |
//! | ipv6           | in  | 0     | whose next hop is wanted                    |
//! | valid4, valid6 | in  | 1     | whose match counts; at most one             |
//! | hit            | out | 2     | it matches                                  |
//! | next_hop       | out | 2     | bits 8:0 of the word                        |
//!
//! Clock: core_clock. Latency: 2 cycles. Throughput: a word a cycle.
//! Storage: 27 bits. Resources: see `FibEngine`.

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct TagCompare<const W4: usize, const W6: usize> {
    pub clock: Signal<In, Clock>,
    pub word4: Signal<In, Bits<W4>>,
    pub word6: Signal<In, Bits<W6>>,
    pub entry4: Signal<In, Bits<W4>>,
    pub entry6: Signal<In, Bits<W6>>,
    pub ipv6: Signal<In, Bit>,
    pub valid4: Signal<In, Bit>,
    pub valid6: Signal<In, Bit>,
    pub hit: Signal<Out, Bit>,
    pub next_hop: Signal<Out, Bits<9>>,
    /// Cycle 1: what differs, in groups of at most 8 bits that one LUT more
    /// compares.
    differs4: DFF<Bits<3>>,
    differs6: DFF<Bits<5>>,
    next_hop_1: DFF<Bits<9>>,
    next_hop_2: DFF<Bits<9>>,
    hit_2: DFF<Bit>,
    exclusive4: Signal<Local, Bits<W4>>,
    exclusive6: Signal<Local, Bits<W6>>,
    difference4: Signal<Local, Bits<24>>,
    difference6: Signal<Local, Bits<40>>,
}

impl<const W4: usize, const W6: usize> Logic for TagCompare<W4, W6> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, differs4, differs6, next_hop_1, next_hop_2, hit_2);
        self.exclusive4.next = (self.word4.val() ^ self.entry4.val()) >> 9;
        self.exclusive6.next = (self.word6.val() ^ self.entry6.val()) >> 9;
        self.difference4.next = bit_cast::<24, W4>(self.exclusive4.val());
        self.difference6.next = bit_cast::<40, W6>(self.exclusive6.val());
        self.differs4.d.next = bits::<3>(0)
            .replace_bit(0, self.difference4.val().get_bits::<8>(0).any())
            .replace_bit(1, self.difference4.val().get_bits::<8>(8).any())
            .replace_bit(2, self.difference4.val().get_bits::<8>(16).any());
        self.differs6.d.next = bits::<5>(0)
            .replace_bit(0, self.difference6.val().get_bits::<8>(0).any())
            .replace_bit(1, self.difference6.val().get_bits::<8>(8).any())
            .replace_bit(2, self.difference6.val().get_bits::<8>(16).any())
            .replace_bit(3, self.difference6.val().get_bits::<8>(24).any())
            .replace_bit(4, self.difference6.val().get_bits::<8>(32).any());
        self.next_hop_1.d.next = self.word4.val().get_bits::<9>(0);
        if self.ipv6.val() {
            self.next_hop_1.d.next = self.word6.val().get_bits::<9>(0);
        }
        self.hit_2.d.next = (self.valid4.val() & (!self.differs4.q.val().any()))
            | (self.valid6.val() & (!self.differs6.q.val().any()));
        self.next_hop_2.d.next = self.next_hop_1.q.val();
        self.hit.next = self.hit_2.q.val();
        self.next_hop.next = self.next_hop_2.q.val();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clocked(uut: &mut TagCompare<27, 44>) {
        assert!(simulate(uut, 100));
        uut.clock.next = true.into();
        assert!(simulate(uut, 100));
        uut.clock.next = false.into();
        assert!(simulate(uut, 100));
    }

    /// Each bit of the tag alone makes a difference, none of the next hop does.
    #[test]
    fn every_bit_of_a_tag_counts() {
        let mut uut = TagCompare::<27, 44>::default();
        uut.connect_all();
        let (entry4, entry6): (u64, u64) = (0x2_5A5A << 9 & ((1 << 27) - 1), 0x5_1234_5678 << 9);
        for valid in [4, 6, 0] {
            for bit in 0..=44 {
                // The other pool's word matches, so that it would be noticed.
                let flip = if bit == 44 { 0 } else { 1u64 << bit };
                let flip4 = if valid == 4 { flip & ((1 << 27) - 1) } else { 0 };
                let flip6 = if valid == 6 { flip } else { 0 };
                uut.word4.next = ((entry4 | 0x0AA) ^ flip4).to_bits();
                uut.word6.next = ((entry6 | 0x155) ^ flip6).to_bits();
                uut.entry4.next = entry4.to_bits();
                uut.entry6.next = entry6.to_bits();
                uut.ipv6.next = valid == 6;
                uut.valid4.next = valid == 4;
                uut.valid6.next = valid == 6;
                clocked(&mut uut);
                // What comes next is another matter.
                uut.word4.next = 0u64.to_bits();
                uut.word6.next = 0u64.to_bits();
                uut.ipv6.next = valid != 6;
                clocked(&mut uut);
                assert_eq!(uut.hit.val(), valid != 0 && (flip4 | flip6) >> 9 == 0, "IPv{valid}, bit {bit}");
                let word = if valid == 6 { 0x155 ^ flip6 } else { 0x0AA ^ flip4 };
                assert_eq!(uut.next_hop.val().to_u64(), word & 0x1FF, "IPv{valid}, bit {bit}");
            }
        }
    }
}
