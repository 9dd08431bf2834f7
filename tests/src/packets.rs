//! Frames with IP packets, right in every field or wrong in a chosen one.

use std::net::{Ipv4Addr, Ipv6Addr};

/// EtherType of IPv4 (RFC 894).
pub const TYPE_IPV4: u16 = 0x0800;
/// EtherType of ARP (RFC 826).
pub const TYPE_ARP: u16 = 0x0806;
/// EtherType of IPv6 (RFC 2464).
pub const TYPE_IPV6: u16 = 0x86DD;
/// EtherType of a C-TAG (IEEE 802.1Q-2022 table 9-1).
pub const C_TAG: u16 = 0x8100;
/// EtherType of an S-TAG.
pub const S_TAG: u16 = 0x88A8;

pub const ICMP: u8 = 1;
pub const TCP: u8 = 6;
pub const UDP: u8 = 17;
pub const ICMPV6: u8 = 58;
/// IPv6 extension headers (RFC 8200 section 4, RFC 4302, RFC 4303).
pub const HOP_BY_HOP: u8 = 0;
pub const ROUTING: u8 = 43;
pub const FRAGMENT: u8 = 44;
pub const ESP: u8 = 50;
pub const AUTHENTICATION: u8 = 51;
pub const NO_NEXT_HEADER: u8 = 59;
pub const DESTINATION_OPTIONS: u8 = 60;

/// More-fragments bit of an IPv4 header's fragment field.
pub const MORE_FRAGMENTS: u16 = 1 << 13;
/// Don't-fragment bit.
pub const DONT_FRAGMENT: u16 = 1 << 14;

/// An IPv4 packet. What is `None` is as it should be.
#[derive(Clone, Debug)]
pub struct Ipv4 {
    pub version: u8,
    pub header_words: Option<u8>,
    pub tos: u8,
    pub total_length: Option<u16>,
    pub identification: u16,
    /// Flags and offset.
    pub fragment: u16,
    pub ttl: u8,
    pub protocol: u8,
    pub checksum: Option<u16>,
    pub source: Ipv4Addr,
    pub destination: Ipv4Addr,
    /// A multiple of four octets.
    pub options: Vec<u8>,
    pub payload: Vec<u8>,
}

impl Ipv4 {
    /// UDP of 40 octets between two addresses, TTL 64.
    pub fn new(source: &str, destination: &str) -> Self {
        Self {
            version: 4,
            header_words: None,
            tos: 0,
            total_length: None,
            identification: 0x1234,
            fragment: 0,
            ttl: 64,
            protocol: UDP,
            checksum: None,
            source: source.parse().expect("an IPv4 address"),
            destination: destination.parse().expect("an IPv4 address"),
            options: Vec::new(),
            payload: l4(40000, 9, 32),
        }
    }

    /// So many octets in all.
    pub fn sized(mut self, total: usize) -> Self {
        let header = 20 + self.options.len();
        self.payload = filled(self.payload, total - header);
        self
    }

    pub fn octets(&self) -> Vec<u8> {
        let header_octets = 20 + self.options.len();
        let words = self.header_words.unwrap_or((header_octets / 4) as u8);
        let mut packet = vec![self.version << 4 | words, self.tos];
        let total = self.total_length.unwrap_or((header_octets + self.payload.len()) as u16);
        packet.extend(total.to_be_bytes());
        packet.extend(self.identification.to_be_bytes());
        packet.extend(self.fragment.to_be_bytes());
        packet.extend([self.ttl, self.protocol, 0, 0]);
        packet.extend(self.source.octets());
        packet.extend(self.destination.octets());
        packet.extend(&self.options);
        let checksum = self.checksum.unwrap_or_else(|| internet_checksum(&packet));
        packet[10..12].copy_from_slice(&checksum.to_be_bytes());
        packet.extend(&self.payload);
        packet
    }

    /// A packet whose right checksum this is, by its identification.
    pub fn with_checksum(mut self, checksum: u16) -> Self {
        self.identification = 0;
        let octets = self.octets();
        let now = u16::from_be_bytes([octets[10], octets[11]]);
        // The sum must grow by what the checksum is to shrink.
        let sum = u32::from(now) + u32::from(!checksum);
        self.identification = ((sum & 0xFFFF) + (sum >> 16)) as u16;
        self
    }
}

/// An IPv6 packet. What is `None` is as it should be.
#[derive(Clone, Debug)]
pub struct Ipv6 {
    pub version: u8,
    pub traffic_class: u8,
    pub flow_label: u32,
    pub payload_length: Option<u16>,
    pub next_header: u8,
    pub hop_limit: u8,
    pub source: Ipv6Addr,
    pub destination: Ipv6Addr,
    /// Extension headers and what follows.
    pub payload: Vec<u8>,
}

impl Ipv6 {
    /// UDP of 40 octets between two addresses, hop limit 64.
    pub fn new(source: &str, destination: &str) -> Self {
        Self {
            version: 6,
            traffic_class: 0,
            flow_label: 0,
            payload_length: None,
            next_header: UDP,
            hop_limit: 64,
            source: source.parse().expect("an IPv6 address"),
            destination: destination.parse().expect("an IPv6 address"),
            payload: l4(40000, 9, 32),
        }
    }

    /// So many octets in all.
    pub fn sized(mut self, total: usize) -> Self {
        self.payload = filled(self.payload, total - 40);
        self
    }

    /// An extension header in front of what is there; `body` is what follows
    /// its next header.
    pub fn extended(mut self, header: u8, body: &[u8]) -> Self {
        let mut payload = vec![self.next_header];
        payload.extend(body);
        payload.extend(&self.payload);
        self.payload = payload;
        self.next_header = header;
        self
    }

    /// A fragment of what is there (RFC 8200 section 4.5).
    pub fn fragmented(self, offset_and_flags: u16) -> Self {
        let [high, low] = offset_and_flags.to_be_bytes();
        self.extended(FRAGMENT, &[0, high, low, 0xCA, 0xFE, 0, 1])
    }

    pub fn octets(&self) -> Vec<u8> {
        let first = u32::from(self.version) << 28 | u32::from(self.traffic_class) << 20 | self.flow_label;
        let mut packet = first.to_be_bytes().to_vec();
        packet.extend(self.payload_length.unwrap_or(self.payload.len() as u16).to_be_bytes());
        packet.extend([self.next_header, self.hop_limit]);
        packet.extend(self.source.octets());
        packet.extend(self.destination.octets());
        packet.extend(&self.payload);
        packet
    }
}

/// Both ports and more octets of a transport header.
pub fn l4(source_port: u16, destination_port: u16, octets: usize) -> Vec<u8> {
    let mut payload = source_port.to_be_bytes().to_vec();
    payload.extend(destination_port.to_be_bytes());
    filled(payload, octets)
}

/// An ICMP message of either family.
pub fn icmp(kind: u8) -> Vec<u8> {
    filled(vec![kind, 0], 32)
}

fn filled(mut octets: Vec<u8>, length: usize) -> Vec<u8> {
    let start = octets.len();
    octets.truncate(length);
    octets.extend((start..length).map(|index| (index * 37 + 11) as u8));
    octets
}

/// RFC 1071, over an even number of octets.
fn internet_checksum(octets: &[u8]) -> u16 {
    let sum: u64 = octets.chunks(2).map(|pair| u64::from(u16::from_be_bytes([pair[0], pair[1]]))).sum();
    // What folding leaves of a sum that is not zero is not zero.
    !(((sum - 1) % 0xFFFF + 1) as u16)
}

/// A frame of these parts, padded to 60 octets; a tag is its type and TCI.
pub fn frame(destination: [u8; 6], source: [u8; 6], tags: &[(u16, u16)], ether_type: u16, payload: &[u8]) -> Vec<u8> {
    let mut octets = [destination, source].concat();
    for (kind, control) in tags {
        octets.extend(kind.to_be_bytes());
        octets.extend(control.to_be_bytes());
    }
    octets.extend(ether_type.to_be_bytes());
    octets.extend(payload);
    octets.resize(octets.len().max(60), 0);
    octets
}

/// An ARP request or reply for Ethernet and IPv4 (RFC 826).
pub fn arp(operation: u16) -> Vec<u8> {
    let mut packet = vec![0, 1, 8, 0, 6, 4];
    packet.extend(operation.to_be_bytes());
    packet.extend([2, 0, 0, 0, 0, 9, 10, 0, 0, 9, 0, 0, 0, 0, 0, 0, 10, 0, 0, 1]);
    packet
}

/// What may be put into a frame.
#[derive(Clone, Debug)]
pub enum Packet {
    Ipv4(Ipv4),
    Ipv6(Ipv6),
}

impl From<Ipv4> for Packet {
    fn from(packet: Ipv4) -> Self {
        Packet::Ipv4(packet)
    }
}

impl From<Ipv6> for Packet {
    fn from(packet: Ipv6) -> Self {
        Packet::Ipv6(packet)
    }
}

impl Packet {
    pub fn ether_type(&self) -> u16 {
        match self {
            Packet::Ipv4(_) => TYPE_IPV4,
            Packet::Ipv6(_) => TYPE_IPV6,
        }
    }

    pub fn octets(&self) -> Vec<u8> {
        match self {
            Packet::Ipv4(packet) => packet.octets(),
            Packet::Ipv6(packet) => packet.octets(),
        }
    }

    /// The packet behind a router: one hop less, and a right checksum.
    pub fn forwarded(&self) -> Self {
        let mut packet = self.clone();
        match &mut packet {
            Packet::Ipv4(packet) => {
                packet.ttl -= 1;
                packet.checksum = None;
            }
            Packet::Ipv6(packet) => packet.hop_limit -= 1,
        }
        packet
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 1071's kind: the header of a known capture.
    #[test]
    fn checksum_of_a_known_header() {
        let header = [
            0x45, 0x00, 0x00, 0x73, 0x00, 0x00, 0x40, 0x00, 0x40, 0x11, 0x00, 0x00, 0xc0, 0xa8, 0x00, 0x01, 0xc0, 0xa8,
            0x00, 0xc7,
        ];
        assert_eq!(internet_checksum(&header), 0xB861);
    }

    #[test]
    fn any_checksum_can_be_made() {
        for checksum in [0, 1, 0x00FF, 0x0100, 0x1234, 0xFEFF, 0xFFFE] {
            let octets = Ipv4::new("192.0.2.1", "198.51.100.1").with_checksum(checksum).octets();
            assert_eq!(u16::from_be_bytes([octets[10], octets[11]]), checksum, "{checksum:04x}");
        }
    }

    #[test]
    fn sizes_are_kept() {
        for total in [20, 21, 28, 60, 1500] {
            assert_eq!(Ipv4::new("1.2.3.4", "5.6.7.8").sized(total).octets().len(), total);
            assert_eq!(Ipv6::new("::2", "::3").sized(total + 20).octets().len(), total + 20);
        }
    }
}
