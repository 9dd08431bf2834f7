//! Header fields of a frame, as far as the L4 ports.
//! Of a malformed packet only `tag_count`, `l3_kind` and `malformed` mean
//! anything; the rest is zero here and unspecified in the gateware.

/// EtherType of a C-TAG (IEEE 802.1Q-2022 table 9-1).
const TYPE_C_TAG: u16 = 0x8100;
/// EtherType of an S-TAG (IEEE 802.1Q-2022 table 9-1).
const TYPE_S_TAG: u16 = 0x88A8;
const TYPE_IPV4: u16 = 0x0800;
const TYPE_ARP: u16 = 0x0806;
const TYPE_IPV6: u16 = 0x86DD;
/// Largest value that is a length (IEEE 802.3-2022 clause 3.2.6).
const MAX_LENGTH_FIELD: u16 = 1500;
/// Octets of the two addresses.
const TYPE_OFFSET: usize = 12;
/// Tags that are passed over to find the L3 header.
const MAX_TAGS: usize = 2;

const PROTOCOL_ICMP: u8 = 1;
const PROTOCOL_TCP: u8 = 6;
const PROTOCOL_UDP: u8 = 17;
const PROTOCOL_ICMPV6: u8 = 58;

/// IPv6 extension headers (RFC 8200 section 4, RFC 4302). Behind an ESP
/// header (50) nothing can be read, so that it counts as the last one.
const HOP_BY_HOP: u8 = 0;
const ROUTING: u8 = 43;
const FRAGMENT: u8 = 44;
const AUTHENTICATION: u8 = 51;
const DESTINATION_OPTIONS: u8 = 60;

const IPV6_HEADER_OCTETS: usize = 40;

/// What follows the tags. The numbers are those of the trailer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum L3Kind {
    #[default]
    Other = 0,
    Arp = 1,
    Ipv4 = 2,
    Ipv6 = 3,
    /// IEEE 802.3 length field.
    Length = 4,
}

/// The parsed fields of the trailer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// Tags in a row, 3 for more than two.
    pub tag_count: usize,
    pub l3_kind: L3Kind,
    /// IPv4 protocol, or the next header behind the last extension header.
    pub protocol: u8,
    pub fragment: bool,
    /// A fragment that does not hold the beginning of the packet.
    pub later_fragment: bool,
    pub options: bool,
    pub malformed: bool,
    pub l4_valid: bool,
    pub checksum_bad: bool,
    pub source_port: u16,
    pub destination_port: u16,
}

impl Parsed {
    /// The flags of the trailer, `fragment` in bit 0.
    pub fn flags(&self) -> u8 {
        [
            self.fragment,
            self.later_fragment,
            self.options,
            self.malformed,
            self.l4_valid,
            self.checksum_bad,
        ]
        .iter()
        .enumerate()
        .fold(0, |flags, (bit, set)| flags | u8::from(*set) << bit)
    }

    /// Bits 79:14 of the trailer that depend on the frame's headers, in place:
    /// everything but `length` and `status`.
    pub fn trailer_bits(&self) -> u128 {
        (self.tag_count as u128) << 18
            | (self.l3_kind as u128) << 20
            | u128::from(self.protocol) << 23
            | u128::from(self.flags()) << 31
            | u128::from(self.source_port) << 39
            | u128::from(self.destination_port) << 55
    }
}

/// Big-endian 16 bits at `offset`.
fn half_word(octets: &[u8], offset: usize) -> Option<u16> {
    Some(u16::from_be_bytes([*octets.get(offset)?, *octets.get(offset + 1)?]))
}

/// Tags in a row behind the addresses, at most 3.
pub fn tag_count(frame: &[u8]) -> usize {
    (0..=MAX_TAGS)
        .take_while(|tag| {
            matches!(half_word(frame, TYPE_OFFSET + 4 * tag), Some(TYPE_C_TAG | TYPE_S_TAG))
        })
        .count()
}

/// Parses a frame without its FCS.
pub fn parse(frame: &[u8]) -> Parsed {
    let tag_count = tag_count(frame);
    let unparsed = Parsed { tag_count, ..Parsed::default() };
    let type_offset = TYPE_OFFSET + 4 * tag_count.min(MAX_TAGS);
    let Some(ether_type) = half_word(frame, type_offset) else { return unparsed };
    let packet = &frame[type_offset + 2..];
    let (l3_kind, fields) = match ether_type {
        0..=MAX_LENGTH_FIELD => (L3Kind::Length, Some(unparsed)),
        TYPE_ARP => (L3Kind::Arp, Some(unparsed)),
        TYPE_IPV4 => (L3Kind::Ipv4, parse_ipv4(packet)),
        TYPE_IPV6 => (L3Kind::Ipv6, parse_ipv6(packet)),
        _ => (L3Kind::Other, Some(unparsed)),
    };
    match fields {
        Some(fields) => Parsed { tag_count, l3_kind, ..fields },
        None => Parsed { l3_kind, malformed: true, ..unparsed },
    }
}

/// RFC 791 section 3.1. `None` where header or packet are cut short or version
/// or lengths cannot be.
fn parse_ipv4(packet: &[u8]) -> Option<Parsed> {
    let first = *packet.first()?;
    let header_octets = usize::from(first & 0xF) * 4;
    let total = usize::from(half_word(packet, 2)?);
    if first >> 4 != 4 || header_octets < 20 || total < header_octets || total > packet.len() {
        return None;
    }
    let header = &packet[..header_octets];
    let fragment_word = half_word(header, 6)?;
    let offset = fragment_word & 0x1FFF;
    let more_fragments = fragment_word >> 13 & 1 == 1;
    let mut parsed = Parsed {
        protocol: header[9],
        fragment: more_fragments || offset != 0,
        later_fragment: offset != 0,
        options: header_octets > 20,
        checksum_bad: !checksum_is_good(header),
        ..Parsed::default()
    };
    parse_l4(&mut parsed, &packet[header_octets..total], PROTOCOL_ICMP);
    Some(parsed)
}

/// RFC 1071: the one's complement sum over a good header is all ones.
fn checksum_is_good(header: &[u8]) -> bool {
    let mut sum: u32 = header.chunks(2).map(|pair| u32::from(pair[0]) << 8 | u32::from(pair[1])).sum();
    while sum > 0xFFFF {
        sum = (sum & 0xFFFF) + (sum >> 16);
    }
    sum == 0xFFFF
}

/// RFC 8200 sections 3 and 4.
fn parse_ipv6(packet: &[u8]) -> Option<Parsed> {
    let payload_octets = usize::from(half_word(packet, 4)?);
    if packet[0] >> 4 != 6 || IPV6_HEADER_OCTETS + payload_octets > packet.len() {
        return None;
    }
    let mut next_header = *packet.get(6)?;
    let mut rest = &packet[IPV6_HEADER_OCTETS..][..payload_octets];
    let mut parsed = Parsed::default();
    if next_header == HOP_BY_HOP {
        // Section 4.3: only right behind the IPv6 header; elsewhere a zero is
        // a next header that nobody knows, and ends the chain.
        parsed.options = true;
        (next_header, rest) = extension(rest)?;
    }
    loop {
        match next_header {
            ROUTING | DESTINATION_OPTIONS => (next_header, rest) = extension(rest)?,
            AUTHENTICATION => {
                // RFC 4302 section 2.2: length in 32-bit words minus 2.
                let octets = (usize::from(*rest.get(1)?) + 2) * 4;
                (next_header, rest) = (rest[0], rest.get(octets..)?);
            }
            FRAGMENT => {
                let fragment_word = half_word(rest, 2)?;
                let after = rest.get(8..)?;
                parsed.later_fragment |= fragment_word >> 3 != 0;
                // RFC 6946: offset 0 and no more fragments is a whole packet.
                parsed.fragment |= fragment_word & !6 != 0;
                (next_header, rest) = (rest[0], after);
                if parsed.later_fragment {
                    break;
                }
            }
            _ => break,
        }
    }
    parsed.protocol = next_header;
    parse_l4(&mut parsed, rest, PROTOCOL_ICMPV6);
    Some(parsed)
}

/// Next header and what follows, of an extension header whose second octet
/// counts units of 8 octets beyond the first.
fn extension(octets: &[u8]) -> Option<(u8, &[u8])> {
    let length = (usize::from(*octets.get(1)?) + 1) * 8;
    Some((octets[0], octets.get(length..)?))
}

/// Ports of TCP and UDP; type and code of the family's ICMP.
fn parse_l4(parsed: &mut Parsed, payload: &[u8], icmp: u8) {
    if parsed.later_fragment {
        return;
    }
    let first = half_word(payload, 0);
    if parsed.protocol == icmp {
        if let Some(type_and_code) = first {
            parsed.l4_valid = true;
            parsed.source_port = type_and_code;
        }
    } else if matches!(parsed.protocol, PROTOCOL_TCP | PROTOCOL_UDP)
        && let (Some(source), Some(destination)) = (first, half_word(payload, 2))
    {
        parsed.l4_valid = true;
        parsed.source_port = source;
        parsed.destination_port = destination;
    }
}

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;
