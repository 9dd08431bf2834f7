//! # OctetMask: zeros behind the last octet of a frame
//!
//! | port       | dir | meaning                                |
//! | word       | in  | four octets, the first in bits 7:0     |
//! | is_last    | in  | the frame ends in this word            |
//! | end_octets | in  | octets of the last word minus one      |
//! | masked     | out | the word without what lies behind them |
//!
//! Combinational: an AND a bit.

use rust_hdl::prelude::*;

#[derive(LogicBlock)]
pub struct OctetMask {
    pub word: Signal<In, Bits<32>>,
    pub is_last: Signal<In, Bit>,
    pub end_octets: Signal<In, Bits<2>>,
    pub masked: Signal<Out, Bits<32>>,
    one_octet: Constant<Bits<32>>,
    two_octets: Constant<Bits<32>>,
    three_octets: Constant<Bits<32>>,
}

impl Default for OctetMask {
    fn default() -> Self {
        Self {
            word: Default::default(),
            is_last: Default::default(),
            end_octets: Default::default(),
            masked: Default::default(),
            one_octet: Constant::new(0xFFu64.to_bits()),
            two_octets: Constant::new(0xFFFFu64.to_bits()),
            three_octets: Constant::new(0xFF_FFFFu64.to_bits()),
        }
    }
}

impl Logic for OctetMask {
    #[hdl_gen]
    fn update(&mut self) {
        self.masked.next = self.word.val();
        if self.is_last.val() {
            if self.end_octets.val() == 0 {
                self.masked.next = self.word.val() & self.one_octet.val();
            } else if self.end_octets.val() == 1 {
                self.masked.next = self.word.val() & self.two_octets.val();
            } else if self.end_octets.val() == 2 {
                self.masked.next = self.word.val() & self.three_octets.val();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_word_loses_octets() {
        let mut uut = OctetMask::default();
        uut.connect_all();
        for (is_last, end_octets, expected) in [
            (false, 0u64, 0x8765_4321u32),
            (true, 0, 0x21),
            (true, 1, 0x4321),
            (true, 2, 0x0065_4321),
            (true, 3, 0x8765_4321),
        ] {
            uut.word.next = 0x8765_4321u64.to_bits();
            uut.is_last.next = is_last;
            uut.end_octets.next = end_octets.to_bits();
            assert!(simulate(&mut uut, 20));
            assert_eq!(uut.masked.val().to_u32(), expected);
        }
    }
}
