//! # TxWordFields: the fields of a 68-bit word to a port
//!
//! | port           | dir | meaning                              |
//! | word           | in  | as `TxPort::data` takes it           |
//! | octets         | out | first octet in bits 7:0              |
//! | last           | out | the frame ends with this word        |
//! | count_less_one | out | octets of the last word minus one    |
//!
//! Combinational, wires only.

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct TxWordFields {
    pub word: Signal<In, Bits<68>>,
    pub octets: Signal<Out, Bits<64>>,
    pub last: Signal<Out, Bit>,
    pub count_less_one: Signal<Out, Bits<3>>,
}

impl Logic for TxWordFields {
    #[hdl_gen]
    fn update(&mut self) {
        self.octets.next = self.word.val().get_bits::<64>(0);
        self.last.next = self.word.val().get_bit(64);
        self.count_less_one.next = self.word.val().get_bits::<3>(65);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::TxWord;

    #[test]
    fn they_are_where_the_layout_packs_them() {
        let word = TxWord { octets: 0xfedc_ba98_7654_3210, last: Some(6) }.pack();
        let mut uut = TxWordFields::default();
        uut.connect_all();
        uut.word.next = bits(word as u64) | (bits::<68>((word >> 64) as u64) << 64);
        assert!(simulate(&mut uut, 20));
        assert_eq!(uut.octets.val().to_u64(), 0xfedc_ba98_7654_3210);
        assert!(uut.last.val());
        assert_eq!(uut.count_less_one.val().to_u64(), 5);
    }
}
