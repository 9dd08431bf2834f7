//! # WideTable: entries of any prefix, and the comparison of what is read
//!
//! | port       | dir | cycle | meaning                                           |
//! | row_a, row_b | in | 5    | rows to read                                      |
//! | read       | in  | 5     | both ports read                                   |
//! | write      | in  | 5     | `new_word` goes to `row_a`; not with `read`       |
//! | word       | out | 7     | what port A read: words 0 to 4 of the contract, tag in bits 119:0, next hop and kind above |
//! | entry      | in  | 7     | tag and kind that match, without a next hop       |
//! | valid      | in  | 8     | a match counts                                    |
//! | row_a_9, row_b_9 | in | 9 | the rows again                                    |
//! | hit        | out | 10    | one of both matches                               |
//! | next_hop, index | out | 10 | of port A where it matches, else of port B      |
//!
//! Clock: core_clock. Latency: as above. Throughput: two rows a cycle.
//! Storage: 1024 x 137 bits of block RAM, 350 bits. Resources: see `FibEngine`.
//! Not obvious: as in `FibBank`. An empty entry has kind 0, which no lookup has.

use rust_hdl::prelude::*;

use crate::memory::TrueDualPortRam;

#[derive(LogicBlock, Default)]
pub struct WideTable {
    pub clock: Signal<In, Clock>,
    pub row_a: Signal<In, Bits<10>>,
    pub row_b: Signal<In, Bits<10>>,
    pub read: Signal<In, Bit>,
    pub write: Signal<In, Bit>,
    pub new_word: Signal<In, Bits<137>>,
    pub word: Signal<Out, Bits<137>>,
    pub entry: Signal<In, Bits<128>>,
    pub valid: Signal<In, Bit>,
    pub row_a_9: Signal<In, Bits<10>>,
    pub row_b_9: Signal<In, Bits<10>>,
    pub hit: Signal<Out, Bit>,
    pub next_hop: Signal<Out, Bits<9>>,
    pub index: Signal<Out, Bits<14>>,
    ram: TrueDualPortRam<137, 10>,
    word_a: DFF<Bits<137>>,
    word_b: DFF<Bits<137>>,
    compare_a: WideCompare,
    compare_b: WideCompare,
    hit_10: DFF<Bit>,
    next_hop_10: DFF<Bits<9>>,
    row_10: DFF<Bits<10>>,
}

impl Logic for WideTable {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, word_a, word_b, hit_10, next_hop_10, row_10);
        clock!(self, clock, ram, compare_a, compare_b);
        self.ram.enable_a.next = self.read.val() | self.write.val();
        self.ram.write_a.next = self.write.val();
        self.ram.address_a.next = self.row_a.val();
        self.ram.write_data.next = self.new_word.val();
        self.ram.enable_b.next = self.read.val();
        self.ram.address_b.next = self.row_b.val();
        self.word_a.d.next = self.ram.data_a.val();
        self.word_b.d.next = self.ram.data_b.val();
        self.word.next = self.word_a.q.val();

        self.compare_a.word.next = self.word_a.q.val();
        self.compare_a.entry.next = self.entry.val();
        self.compare_a.valid.next = self.valid.val();
        self.compare_b.word.next = self.word_b.q.val();
        self.compare_b.entry.next = self.entry.val();
        self.compare_b.valid.next = self.valid.val();

        self.hit_10.d.next = self.compare_a.hit.val() | self.compare_b.hit.val();
        self.next_hop_10.d.next = self.compare_b.next_hop.val();
        self.row_10.d.next = self.row_b_9.val();
        if self.compare_a.hit.val() {
            self.next_hop_10.d.next = self.compare_a.next_hop.val();
            self.row_10.d.next = self.row_a_9.val();
        }
        self.hit.next = self.hit_10.q.val();
        self.next_hop.next = self.next_hop_10.q.val();
        self.index.next = bit_cast::<14, 10>(self.row_10.q.val());
    }
}

/// Two cycles from a word to its match, as `TagCompare`.
#[derive(LogicBlock, Default)]
pub struct WideCompare {
    pub clock: Signal<In, Clock>,
    pub word: Signal<In, Bits<137>>,
    pub entry: Signal<In, Bits<128>>,
    pub valid: Signal<In, Bit>,
    pub hit: Signal<Out, Bit>,
    pub next_hop: Signal<Out, Bits<9>>,
    /// Groups of 8 bits that differ.
    groups: [DFF<Bit>; 16],
    differs: [Signal<Local, Bits<16>>; 17],
    next_hop_1: DFF<Bits<9>>,
    next_hop_2: DFF<Bits<9>>,
    hit_2: DFF<Bit>,
    difference: Signal<Local, Bits<128>>,
    octets: [Signal<Local, Bits<8>>; 16],
    differing: Signal<Local, Bits<16>>,
    stored: Signal<Local, Bits<128>>,
}

impl Logic for WideCompare {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, next_hop_1, next_hop_2, hit_2);
        self.stored.next = bit_cast::<128, 120>(self.word.val().get_bits::<120>(0))
            | (bit_cast::<128, 8>(self.word.val().get_bits::<8>(129)) << 120);
        self.difference.next = bit_cast::<128, 128>(self.stored.val() ^ self.entry.val());
        self.differs[0].next = 0.into();
        for i in 0..16 {
            self.groups[i].clock.next = self.clock.val();
            self.octets[i].next = self.difference.val().get_bits::<8>(8 * i);
            self.groups[i].d.next = self.octets[i].val().any();
            self.differs[i + 1].next = self.differs[i].val().replace_bit(i, self.groups[i].q.val());
        }
        self.differing.next = self.differs[16].val();
        self.next_hop_1.d.next = self.word.val().get_bits::<9>(120);
        self.hit_2.d.next = self.valid.val() & (!self.differing.val().any());
        self.next_hop_2.d.next = self.next_hop_1.q.val();
        self.hit.next = self.hit_2.q.val();
        self.next_hop.next = self.next_hop_2.q.val();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each bit of tag and kind alone makes a difference, none of the next hop
    /// does.
    #[test]
    fn every_bit_of_an_entry_counts() {
        let mut uut = WideCompare::default();
        uut.connect_all();
        let entry: Bits<128> = 0x2A5A_0123_4567_89AB_CDEF_0011_2233_4455_u128.to_bits();
        let low: Bits<137> = bit_cast::<137, 120>(bit_cast::<120, 128>(entry));
        let kind: Bits<137> = bit_cast::<137, 128>(entry >> 120);
        let word = low | bits::<137>(0x155) << 120 | kind << 129;
        for bit in 0..=135u64 {
            for valid in [true, false] {
                uut.word.next = if bit == 137 { word } else { word ^ (bits::<137>(1) << bit) };
                uut.entry.next = entry;
                for edge in 0..2 {
                    uut.valid.next = valid == (edge == 1);
                    assert!(simulate(&mut uut, 100));
                    uut.clock.next = true.into();
                    assert!(simulate(&mut uut, 100));
                    uut.clock.next = false.into();
                    assert!(simulate(&mut uut, 100));
                    uut.word.next = 0.into();
                }
                let is_next_hop = (120..129).contains(&bit);
                assert_eq!(uut.hit.val(), valid && (is_next_hop || bit == 137), "bit {bit}");
                let flip = if is_next_hop { 1 << (bit - 120) } else { 0 };
                assert_eq!(uut.next_hop.val().to_u64(), 0x155 ^ flip, "bit {bit}");
            }
        }
    }
}
