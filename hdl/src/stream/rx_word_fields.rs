//! # RxWordFields: the fields of a 72-bit word from a port
//!
//! | port       | dir | meaning                                        |
//! | word       | in  | as `RxPort::data` gives it                     |
//! | is_trailer | out | the word is a trailer; else it is `octets`     |
//! | octets     | out | the data, first octet in bits 7:0              |
//! | others     | out | fields of the trailer, see `stream::RxTrailer` |
//!
//! Combinational, wires only.

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct RxWordFields {
    pub word: Signal<In, Bits<72>>,
    pub is_trailer: Signal<Out, Bit>,
    pub octets: Signal<Out, Bits<64>>,
    pub length: Signal<Out, Bits<14>>,
    pub status: Signal<Out, Bits<4>>,
    pub tag_count: Signal<Out, Bits<2>>,
    pub l3_kind: Signal<Out, Bits<3>>,
    pub protocol: Signal<Out, Bits<8>>,
    pub fragment: Signal<Out, Bit>,
    pub later_fragment: Signal<Out, Bit>,
    pub options: Signal<Out, Bit>,
    pub malformed: Signal<Out, Bit>,
    pub l4_valid: Signal<Out, Bit>,
    pub checksum_bad: Signal<Out, Bit>,
    pub source_port: Signal<Out, Bits<16>>,
    pub destination_port: Signal<Out, Bits<16>>,
}

impl Logic for RxWordFields {
    #[hdl_gen]
    fn update(&mut self) {
        self.is_trailer.next = self.word.val().get_bit(71);
        self.octets.next = self.word.val().get_bits::<64>(0);
        self.length.next = self.word.val().get_bits::<14>(0);
        self.status.next = self.word.val().get_bits::<4>(14);
        self.tag_count.next = self.word.val().get_bits::<2>(18);
        self.l3_kind.next = self.word.val().get_bits::<3>(20);
        self.protocol.next = self.word.val().get_bits::<8>(23);
        self.fragment.next = self.word.val().get_bit(31);
        self.later_fragment.next = self.word.val().get_bit(32);
        self.options.next = self.word.val().get_bit(33);
        self.malformed.next = self.word.val().get_bit(34);
        self.l4_valid.next = self.word.val().get_bit(35);
        self.checksum_bad.next = self.word.val().get_bit(36);
        self.source_port.next = self.word.val().get_bits::<16>(39);
        self.destination_port.next = self.word.val().get_bits::<16>(55);
    }
}

#[cfg(test)]
mod tests {
    use ferroute_regmap::DropReason;

    use super::*;
    use crate::stream::{L3Kind, RxTrailer, RxWord};

    fn fields(word: RxWord) -> RxWordFields {
        let mut uut = RxWordFields::default();
        uut.connect_all();
        uut.word.next = bits(word.pack() as u64) | (bits::<72>((word.pack() >> 64) as u64) << 64);
        assert!(simulate(&mut uut, 20));
        uut
    }

    #[test]
    fn they_are_where_the_layout_packs_them() {
        let uut = fields(RxWord::Data(0x8877_6655_4433_2211));
        assert!(!uut.is_trailer.val());
        assert_eq!(uut.octets.val().to_u64(), 0x8877_6655_4433_2211);
        let uut = fields(RxWord::Trailer(RxTrailer {
            length: 0x2aaa,
            status: Some(DropReason::ReceiveOverrun),
            tag_count: 1,
            l3_kind: L3Kind::Length,
            protocol: 0x3c,
            fragment: false,
            later_fragment: true,
            options: false,
            malformed: true,
            l4_valid: false,
            checksum_bad: true,
            source_port: 0x1234,
            destination_port: 0x89ab,
        }));
        assert!(uut.is_trailer.val());
        assert_eq!(uut.length.val().to_u64(), 0x2aaa);
        assert_eq!(uut.status.val().to_u64(), DropReason::ReceiveOverrun as u64);
        assert_eq!(uut.tag_count.val().to_u64(), 1);
        assert_eq!(uut.l3_kind.val().to_u64(), 4);
        assert_eq!(uut.protocol.val().to_u64(), 0x3c);
        let flags = [
            uut.fragment.val(),
            uut.later_fragment.val(),
            uut.options.val(),
            uut.malformed.val(),
            uut.l4_valid.val(),
            uut.checksum_bad.val(),
        ];
        assert_eq!(flags, [false, true, false, true, false, true]);
        assert_eq!(uut.source_port.val().to_u64(), 0x1234);
        assert_eq!(uut.destination_port.val().to_u64(), 0x89ab);
    }
}
