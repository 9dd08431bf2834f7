//! Fields that the router reads of a frame, beside the parser's.

use super::super::parse::{L3Kind, Parsed};
use super::address::{Family, address};
use std::net::IpAddr;

/// Octets of the two addresses: a tag or the type follows.
const TYPE_OFFSET: usize = 12;
const TAG_OCTETS: usize = 4;

/// A frame's only tag (IEEE 802.1Q-2022 clause 9.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag {
    /// PCP and DEI, bits 15:12 of the TCI.
    pub priority: u8,
    /// VID
    pub vlan: u16,
}

/// The tag of a frame that has exactly one.
pub fn only_tag(frame: &[u8], parsed: &Parsed) -> Option<Tag> {
    if parsed.tag_count != 1 {
        return None;
    }
    let control = u16::from_be_bytes(frame.get(TYPE_OFFSET + 2..TYPE_OFFSET + 4)?.try_into().ok()?);
    Some(Tag { priority: (control >> 12) as u8, vlan: control & 0xFFF })
}

/// Where the L3 header begins, behind at most one tag.
pub fn l3_offset(tag: Option<Tag>) -> usize {
    TYPE_OFFSET + 2 + if tag.is_some() { TAG_OCTETS } else { 0 }
}

/// The family of a frame, malformed or not.
pub fn family(parsed: &Parsed) -> Option<Family> {
    match parsed.l3_kind {
        L3Kind::Ipv4 => Some(Family::Ipv4),
        L3Kind::Ipv6 => Some(Family::Ipv6),
        _ => None,
    }
}

/// An IP packet whose header is whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packet {
    pub family: Family,
    pub source: IpAddr,
    pub destination: IpAddr,
    /// TTL or hop limit.
    pub hop_limit: u8,
    /// Octets, header included: total length (RFC 791), or payload length and
    /// 40 (RFC 8200 section 3).
    pub length: usize,
    /// Zero for IPv4.
    pub flow_label: u32,
}

impl Packet {
    /// The header at the beginning of `octets`; `None` where it is cut short.
    pub fn read(family: Family, octets: &[u8]) -> Option<Self> {
        let half = |offset: usize| -> Option<u16> {
            Some(u16::from_be_bytes(octets.get(offset..offset + 2)?.try_into().ok()?))
        };
        let bits = |offset: usize, count: usize| -> Option<u128> {
            let octets = octets.get(offset..offset + count)?;
            let value = octets.iter().fold(0, |value, octet| value << 8 | u128::from(*octet));
            Some(value << (128 - 8 * count))
        };
        Some(match family {
            Family::Ipv4 => Self {
                family,
                source: address(family, bits(12, 4)?),
                destination: address(family, bits(16, 4)?),
                hop_limit: *octets.get(8)?,
                length: half(2)?.into(),
                flow_label: 0,
            },
            Family::Ipv6 => Self {
                family,
                source: address(family, bits(8, 16)?),
                destination: address(family, bits(24, 16)?),
                hop_limit: *octets.get(7)?,
                length: usize::from(half(4)?) + 40,
                flow_label: u32::from(half(0)? & 0xF) << 16 | u32::from(half(2)?),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_stand_where_the_standards_have_them() {
        let mut octets: Vec<u8> = (0..40).collect();
        octets[0] = 0x6A;
        octets[1] = 0xBC;
        let packet = Packet::read(Family::Ipv6, &octets).unwrap();
        assert_eq!(packet.flow_label, 0xC0203);
        assert_eq!((packet.length, packet.hop_limit), (0x0405 + 40, 7));
        assert_eq!(packet.source, "809:a0b:c0d:e0f:1011:1213:1415:1617".parse::<IpAddr>().unwrap());
        assert_eq!(packet.destination, "1819:1a1b:1c1d:1e1f:2021:2223:2425:2627".parse::<IpAddr>().unwrap());
        let packet = Packet::read(Family::Ipv4, &octets).unwrap();
        assert_eq!((packet.length, packet.hop_limit, packet.flow_label), (0x0203, 8, 0));
        assert_eq!(packet.source, "12.13.14.15".parse::<IpAddr>().unwrap());
        assert_eq!(packet.destination, "16.17.18.19".parse::<IpAddr>().unwrap());
        assert_eq!(Packet::read(Family::Ipv6, &octets[..39]), None);
        assert_eq!(Packet::read(Family::Ipv4, &octets[..19]), None);
    }

    #[test]
    fn only_one_tag_counts() {
        let frame: Vec<u8> = (0..60).collect();
        let with = |tag_count| only_tag(&frame, &Parsed { tag_count, ..Parsed::default() });
        assert_eq!(with(1), Some(Tag { priority: 0, vlan: 0xE0F }));
        assert_eq!([with(0), with(2), with(3)], [None; 3]);
        assert_eq!((l3_offset(with(0)), l3_offset(with(1))), (14, 18));
    }
}
