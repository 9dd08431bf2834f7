//! # RxWord: 72-bit words from a port to the core
//! Eight octets of a frame, or the trailer that ends it.

use ferroute_regmap::DropReason;
use rust_hdl::prelude::*;

/// The word as gateware packs it: the trailer's fields from bit 0, then the
/// bit that tells a trailer from data.
#[derive(LogicStruct, Default, Clone, Copy, Debug, PartialEq)]
pub struct RxTrailerFields {
    pub length: Bits<14>,
    pub status: Bits<4>,
    pub tag_count: Bits<2>,
    pub l3_kind: Bits<3>,
    pub protocol: Bits<8>,
    pub fragment: Bit,
    pub later_fragment: Bit,
    pub options: Bit,
    pub malformed: Bit,
    pub l4_valid: Bit,
    pub checksum_bad: Bit,
    pub unused: Bits<2>,
    pub source_port: Bits<16>,
    pub destination_port: Bits<16>,
    pub is_trailer: Bit,
}

/// What follows the last VLAN tag.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum L3Kind {
    /// An EtherType that the parser does not follow.
    #[default]
    Other = 0,
    Arp = 1,
    Ipv4 = 2,
    Ipv6 = 3,
    /// An IEEE 802.3 length field, at most 1500.
    Length = 4,
}

/// The trailer in plain Rust.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RxTrailer {
    /// Octets with FCS, saturating at `MAX_LENGTH`.
    pub length: u16,
    /// Why the frame is bad; `None` for a good one.
    pub status: Option<DropReason>,
    /// VLAN tags, at most 2 of them counted.
    pub tag_count: u8,
    pub l3_kind: L3Kind,
    /// IPv4 protocol or last IPv6 next header.
    pub protocol: u8,
    /// Part of a fragmented packet.
    pub fragment: bool,
    /// A fragment that is not the first: it has no layer 4 header.
    pub later_fragment: bool,
    /// IPv4 options or an IPv6 hop-by-hop header.
    pub options: bool,
    /// A header cut short, or with a wrong version or length.
    pub malformed: bool,
    /// The ports below were there.
    pub l4_valid: bool,
    /// Wrong IPv4 header checksum.
    pub checksum_bad: bool,
    /// Meaningful with `l4_valid` only.
    pub source_port: u16,
    /// Meaningful with `l4_valid` only.
    pub destination_port: u16,
}

/// A word in plain Rust.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RxWord {
    /// Eight octets, the first in bits 7:0.
    Data(u64),
    Trailer(RxTrailer),
}

impl RxTrailer {
    /// Value at which `length` saturates.
    pub const MAX_LENGTH: u16 = 0x3fff;
}

impl RxWord {
    pub const BITS: usize = 72;
    const IS_TRAILER: u32 = 71;

    /// The word's bits; bits 127:72 are zero.
    pub fn pack(&self) -> u128 {
        match self {
            RxWord::Data(octets) => u128::from(*octets),
            RxWord::Trailer(trailer) => trailer.pack() | 1 << Self::IS_TRAILER,
        }
    }

    /// The word with these bits; `None` for a kind or status that does not exist.
    pub fn unpack(bits: u128) -> Option<Self> {
        if bits >> Self::IS_TRAILER & 1 == 0 {
            return Some(RxWord::Data(bits as u64));
        }
        RxTrailer::unpack(bits).map(RxWord::Trailer)
    }
}

impl RxTrailer {
    fn pack(&self) -> u128 {
        let flags = [
            self.fragment,
            self.later_fragment,
            self.options,
            self.malformed,
            self.l4_valid,
            self.checksum_bad,
        ];
        let flags = flags.iter().enumerate().map(|(bit, set)| u128::from(*set) << bit).sum::<u128>();
        u128::from(self.length)
            | (self.status.map_or(0, |reason| reason as u8) as u128) << 14
            | u128::from(self.tag_count) << 18
            | (self.l3_kind as u128) << 20
            | u128::from(self.protocol) << 23
            | flags << 31
            | u128::from(self.source_port) << 39
            | u128::from(self.destination_port) << 55
    }

    fn unpack(bits: u128) -> Option<Self> {
        let field = |offset: u32, width: u32| (bits >> offset & ((1 << width) - 1)) as u16;
        let flag = |offset: u32| field(offset, 1) == 1;
        let l3_kind = match field(20, 3) {
            0 => L3Kind::Other,
            1 => L3Kind::Arp,
            2 => L3Kind::Ipv4,
            3 => L3Kind::Ipv6,
            4 => L3Kind::Length,
            _ => return None,
        };
        let status = match field(14, 4) as u8 {
            0 => None,
            code => Some(DropReason::from_code(code).filter(|reason| reason.is_receive())?),
        };
        Some(Self {
            length: field(0, 14),
            status,
            tag_count: field(18, 2) as u8,
            l3_kind,
            protocol: field(23, 8) as u8,
            fragment: flag(31),
            later_fragment: flag(32),
            options: flag(33),
            malformed: flag(34),
            l4_valid: flag(35),
            checksum_bad: flag(36),
            source_port: field(39, 16),
            destination_port: field(55, 16),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn struct_and_plain_layout_have_the_same_bits() {
        let fields = RxTrailerFields {
            length: 0x1234u64.to_bits(),
            status: 5u64.to_bits(),
            tag_count: 2u64.to_bits(),
            l3_kind: 3u64.to_bits(),
            protocol: 0x9au64.to_bits(),
            fragment: true,
            later_fragment: false,
            options: true,
            malformed: false,
            l4_valid: true,
            checksum_bad: true,
            unused: 0u64.to_bits(),
            source_port: 0xbeefu64.to_bits(),
            destination_port: 0x1dabu64.to_bits(),
            is_trailer: true,
        };
        let plain = RxTrailer {
            length: 0x1234,
            status: Some(DropReason::Jabber),
            tag_count: 2,
            l3_kind: L3Kind::Ipv6,
            protocol: 0x9a,
            fragment: true,
            later_fragment: false,
            options: true,
            malformed: false,
            l4_valid: true,
            checksum_bad: true,
            source_port: 0xbeef,
            destination_port: 0x1dab,
        };
        let bits: Bits<{ RxWord::BITS }> = fields.into();
        let packed = RxWord::Trailer(plain).pack();
        assert_eq!(bits.to_u128(), packed);
        assert_eq!(RxWord::unpack(packed), Some(RxWord::Trailer(plain)));
    }

    #[test]
    fn unknown_codes_are_refused() {
        let good = RxWord::Trailer(RxTrailer::default()).pack();
        assert!(RxWord::unpack(good).is_some());
        assert_eq!(RxWord::unpack(good | 15 << 14), None);
        assert_eq!(RxWord::unpack(good | 7 << 20), None);
    }
}
