//! # TxWord: 68-bit words from the core to a port
//! Eight octets of a frame; the last word of a frame may hold fewer.

use rust_hdl::prelude::*;

/// The word as gateware packs it.
#[derive(LogicStruct, Default, Clone, Copy, Debug, PartialEq)]
pub struct TxWordStruct {
    /// First octet in bits 7:0.
    pub octets: Bits<64>,
    /// The frame ends with this word.
    pub last: Bit,
    /// Octets of the last word minus one.
    pub count_less_one: Bits<3>,
}

/// The word in plain Rust.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TxWord {
    /// First octet in bits 7:0.
    pub octets: u64,
    /// Octets of the last word, 1 to 8; `None` for the words before it.
    pub last: Option<u8>,
}

impl TxWord {
    pub const BITS: usize = 68;

    /// The word's bits; bits 127:68 are zero.
    pub fn pack(&self) -> u128 {
        let end = self.last.map_or(0, |count| 1 | u128::from(count - 1 & 7) << 1);
        u128::from(self.octets) | end << 64
    }

    /// The word with these bits.
    pub fn unpack(bits: u128) -> Self {
        let is_last = bits >> 64 & 1 == 1;
        Self { octets: bits as u64, last: is_last.then_some((bits >> 65 & 7) as u8 + 1) }
    }

    /// The words of a frame without FCS.
    pub fn of_frame(frame: &[u8]) -> Vec<Self> {
        let words = frame.len().div_ceil(8);
        let word = |(index, octets): (usize, &[u8])| Self {
            octets: octets.iter().rev().fold(0, |sum, octet| sum << 8 | u64::from(*octet)),
            last: (index + 1 == words).then_some(octets.len() as u8),
        };
        frame.chunks(8).enumerate().map(word).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn struct_and_plain_layout_have_the_same_bits() {
        let fields = TxWordStruct { octets: bits(0x0123_4567_89ab_cdef), last: true, count_less_one: bits(4) };
        let plain = TxWord { octets: 0x0123_4567_89ab_cdef, last: Some(5) };
        let packed: Bits<{ TxWord::BITS }> = fields.into();
        assert_eq!(packed.to_u128(), plain.pack());
        assert_eq!(TxWord::unpack(plain.pack()), plain);
    }

    #[test]
    fn a_frame_becomes_words_with_its_first_octet_lowest() {
        let frame: Vec<u8> = (1..=17).collect();
        let words = TxWord::of_frame(&frame);
        assert_eq!(words.len(), 3);
        assert_eq!(words[0], TxWord { octets: 0x0807_0605_0403_0201, last: None });
        assert_eq!(words[2], TxWord { octets: 17, last: Some(1) });
    }
}
