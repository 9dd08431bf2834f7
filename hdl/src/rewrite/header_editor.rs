//! # HeaderEditor: hop limit, checksum and padding in a word as it came
//!
//! | port   | dir | meaning                                                 |
//! | octets | in  | a word of a frame, octet 0 in bits 7:0                  |
//! | state  | in  | of its port before it                                   |
//! | edited | out | `LATENCY` cycles later: the word                        |
//!
//! | octets                | without tag   | with tag      |
//! | IPv4 TTL              | word 2, 6     | word 3, 2     |
//! | IPv4 header checksum  | word 3, 0, 1  | word 3, 4, 5  |
//! | IPv6 hop limit        | word 2, 5     | word 3, 1     |
//!
//! Clock: core_clock. Clear: none. Latency: 2 cycles. Throughput: one a cycle.
//! Storage: 132 bit. Resources: see `Rewriter`.

use rust_hdl::prelude::*;

use super::{ChecksumAdjuster, RewriteState};

#[derive(LogicBlock, Default)]
pub struct HeaderEditor {
    pub clock: Signal<In, Clock>,
    pub octets: Signal<In, Bits<64>>,
    pub state: Signal<In, RewriteState>,
    pub edited: Signal<Out, Bits<64>>,
    low_checksum: ChecksumAdjuster,
    high_checksum: ChecksumAdjuster,
    octets_2: DFF<Bits<64>>,
    octets_3: DFF<Bits<64>>,
    ipv4: Signal<Local, Bit>,
    ipv6: Signal<Local, Bit>,
    /// Word 2 without a tag, word 3 with one.
    is_hop_word: Signal<Local, Bit>,
    is_word_3: Signal<Local, Bit>,
    // What comes to octets 1, 2, 5 and 6: 0 or -1.
    addend_1: Signal<Local, Bits<8>>,
    addend_2: Signal<Local, Bits<8>>,
    addend_5: Signal<Local, Bits<8>>,
    addend_6: Signal<Local, Bits<8>>,
    padding: Signal<Local, Bits<3>>,
    // Sums on their own, as in an expression Verilog would keep their carry.
    octet_1: Signal<Local, Bits<8>>,
    octet_2: Signal<Local, Bits<8>>,
    octet_4: Signal<Local, Bits<8>>,
    octet_5: Signal<Local, Bits<8>>,
    octet_6: Signal<Local, Bits<8>>,
    octet_7: Signal<Local, Bits<8>>,
    low: Signal<Local, Bits<32>>,
    high: Signal<Local, Bits<32>>,
}

impl HeaderEditor {
    /// Cycles from `octets` to `edited`.
    pub const LATENCY: usize = ChecksumAdjuster::LATENCY;
}

impl Logic for HeaderEditor {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, octets_2, octets_3);
        clock!(self, clock, low_checksum, high_checksum);
        self.ipv4.next = self.state.val().routed & !self.state.val().ipv6;
        self.ipv6.next = self.state.val().routed & self.state.val().ipv6;
        self.is_word_3.next = self.state.val().index == 3;
        self.is_hop_word.next = (self.is_word_3.val() & self.state.val().tagged)
            | ((self.state.val().index == 2) & !self.state.val().tagged);

        self.addend_1.next = 0.into();
        self.addend_2.next = 0.into();
        self.addend_5.next = 0.into();
        self.addend_6.next = 0.into();
        if self.is_hop_word.val() & self.ipv6.val() & self.state.val().tagged {
            self.addend_1.next = 255.into();
        }
        if self.is_hop_word.val() & self.ipv4.val() & self.state.val().tagged {
            self.addend_2.next = 255.into();
        }
        if self.is_hop_word.val() & self.ipv6.val() & !self.state.val().tagged {
            self.addend_5.next = 255.into();
        }
        if self.is_hop_word.val() & self.ipv4.val() & !self.state.val().tagged {
            self.addend_6.next = 255.into();
        }

        // Behind the end of a short frame its cell holds anything.
        self.padding.next = 0.into();
        if self.state.val().index == 7 {
            self.padding.next = self.state.val().padding;
        }
        self.octet_4.next = self.octets.val().get_bits::<8>(32);
        self.octet_5.next = self.octets.val().get_bits::<8>(40) + self.addend_5.val();
        self.octet_6.next = self.octets.val().get_bits::<8>(48) + self.addend_6.val();
        self.octet_7.next = self.octets.val().get_bits::<8>(56);
        if self.padding.val().any() {
            self.octet_7.next = 0.into();
        }
        if self.padding.val().get_bits::<2>(1).any() {
            self.octet_6.next = 0.into();
        }
        if (self.padding.val() == 3) | self.padding.val().get_bit(2) {
            self.octet_5.next = 0.into();
        }
        if self.padding.val().get_bit(2) {
            self.octet_4.next = 0.into();
        }
        self.octet_1.next = self.octets.val().get_bits::<8>(8) + self.addend_1.val();
        self.octet_2.next = self.octets.val().get_bits::<8>(16) + self.addend_2.val();
        self.low.next = bit_cast::<32, 8>(self.octets.val().get_bits::<8>(0))
            | (bit_cast::<32, 8>(self.octet_1.val()) << 8)
            | (bit_cast::<32, 8>(self.octet_2.val()) << 16)
            | (bit_cast::<32, 8>(self.octets.val().get_bits::<8>(24)) << 24);
        self.high.next = bit_cast::<32, 8>(self.octet_4.val())
            | (bit_cast::<32, 8>(self.octet_5.val()) << 8)
            | (bit_cast::<32, 8>(self.octet_6.val()) << 16)
            | (bit_cast::<32, 8>(self.octet_7.val()) << 24);
        self.octets_2.d.next =
            bit_cast::<64, 32>(self.low.val()) | (bit_cast::<64, 32>(self.high.val()) << 32);
        self.octets_3.d.next = self.octets_2.q.val();

        // Octets 0, 1 and 4, 5 go through the adders; those of a word with a hop
        // limit or padding among them are not adjusted and wait there for them.
        self.low_checksum.checksum.next = self.low.val().get_bits::<16>(0);
        self.low_checksum.adjust.next =
            self.is_word_3.val() & self.ipv4.val() & !self.state.val().tagged;
        self.high_checksum.checksum.next = self.high.val().get_bits::<16>(0);
        self.high_checksum.adjust.next =
            self.is_word_3.val() & self.ipv4.val() & self.state.val().tagged;
        self.edited.next = bit_cast::<64, 16>(self.low_checksum.adjusted.val())
            | (bit_cast::<64, 16>(self.octets_3.q.val().get_bits::<16>(16)) << 16)
            | (bit_cast::<64, 16>(self.high_checksum.adjusted.val()) << 32)
            | (bit_cast::<64, 16>(self.octets_3.q.val().get_bits::<16>(48)) << 48);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edited(uut: &mut HeaderEditor, octets: [u8; 8], state: RewriteState) -> [u8; 8] {
        uut.octets.next = u64::from_le_bytes(octets).to_bits();
        uut.state.next = state;
        for _ in 0..HeaderEditor::LATENCY {
            for level in [true, false] {
                assert!(simulate(uut, 100));
                uut.clock.next = level.into();
            }
        }
        assert!(simulate(uut, 100));
        uut.edited.val().to_u64().to_le_bytes()
    }

    #[test]
    fn each_field_is_edited_in_its_place_and_nothing_else() {
        let mut uut = HeaderEditor::default();
        uut.connect_all();
        let word = [0xFE, 0xFE, 0x40, 0x41, 0x42, 0x43, 0x44, 0x45];
        for choice in 0..8 * 8u64 {
            let (index, routed, ipv6, tagged) = (choice & 7, choice & 8 != 0, choice & 16 != 0, choice & 32 != 0);
            let state = RewriteState { routed, ipv6, tagged, index: index.to_bits(), ..Default::default() };
            let mut expected = word;
            match (routed, ipv6, tagged, index) {
                (true, false, false, 2) => expected[6] = 0x43,
                (true, false, true, 3) => (expected[2], expected[4]) = (0x3F, 0x43),
                (true, false, false, 3) => expected[0] = 0xFF,
                (true, true, false, 2) => expected[5] = 0x42,
                (true, true, true, 3) => expected[1] = 0xFD,
                _ => {}
            }
            assert_eq!(edited(&mut uut, word, state), expected, "{state:?}");
        }
    }

    #[test]
    fn the_padding_is_zeros_in_word_seven() {
        let mut uut = HeaderEditor::default();
        uut.connect_all();
        let word = [1, 2, 3, 4, 5, 6, 7, 8];
        for padding in 0..=4usize {
            for index in 4..8u64 {
                let (padding_bits, index_bits) = ((padding as u64).to_bits(), index.to_bits());
                let state = RewriteState { routed: true, tagged: true, index: index_bits, padding: padding_bits, ..Default::default() };
                let mut expected = word;
                if index == 7 {
                    expected[8 - padding..].fill(0);
                }
                assert_eq!(edited(&mut uut, word, state), expected, "{padding} octets, word {index}");
            }
        }
    }
}
