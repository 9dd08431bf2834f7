//! The octets of a routed frame: new addresses and tag, one hop less, and the
//! IPv4 checksum computed from nothing (which RFC 1624 must give too).

use super::super::carrier::padded;
use super::address::Family;
use super::packet::{Tag, l3_offset};

/// EtherType of a C-TAG (IEEE 802.1Q-2022 table 9-1).
const TYPE_C_TAG: [u8; 2] = [0x81, 0x00];
const IPV4_TTL: usize = 8;
const IPV4_CHECKSUM: usize = 10;
const IPV6_HOP_LIMIT: usize = 7;

/// What a routed frame is sent with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rewrite {
    pub family: Family,
    pub destination: [u8; 6],
    pub source: [u8; 6],
    /// 0: untagged.
    pub vlan: u16,
}

/// The frame as it is sent, without FCS; it came with `tag` as its only one.
pub fn rewrite(frame: &[u8], tag: Option<Tag>, new: &Rewrite) -> Vec<u8> {
    let l3_offset = l3_offset(tag);
    let mut sent = [new.destination, new.source].concat();
    if new.vlan != 0 {
        // IEEE 802.1Q-2022 clause 9.6: PCP and DEI stay with the frame.
        let priority = u16::from(tag.map_or(0, |tag| tag.priority));
        sent.extend(TYPE_C_TAG);
        sent.extend((priority << 12 | new.vlan).to_be_bytes());
    }
    sent.extend_from_slice(&frame[l3_offset - 2..l3_offset]);
    let mut packet = frame[l3_offset..].to_vec();
    match new.family {
        Family::Ipv4 => {
            // RFC 1812 section 5.3.1.
            packet[IPV4_TTL] -= 1;
            let header_octets = usize::from(packet[0] & 0xF) * 4;
            packet[IPV4_CHECKSUM..IPV4_CHECKSUM + 2].fill(0);
            let checksum = checksum(&packet[..header_octets]);
            packet[IPV4_CHECKSUM..IPV4_CHECKSUM + 2].copy_from_slice(&checksum.to_be_bytes());
        }
        // RFC 8200 section 3.
        Family::Ipv6 => packet[IPV6_HOP_LIMIT] -= 1,
    }
    sent.extend(packet);
    padded(&sent)
}

/// The Internet checksum (RFC 1071) of these octets, an even number of them.
fn checksum(octets: &[u8]) -> u16 {
    let mut sum: u32 = octets.chunks(2).map(|pair| u32::from(pair[0]) << 8 | u32::from(pair[1])).sum();
    while sum > 0xFFFF {
        sum = (sum & 0xFFFF) + (sum >> 16);
    }
    !(sum as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEW: Rewrite = Rewrite { family: Family::Ipv6, destination: [0xA; 6], source: [0xB; 6], vlan: 0 };

    /// A frame of `octets`, tagged or not, with IPv6 of hop limit 9.
    fn frame(tag: Option<Tag>, octets: usize) -> Vec<u8> {
        let mut frame = vec![1; 12];
        if let Some(tag) = tag {
            frame.extend([0x88, 0xA8]);
            frame.extend((u16::from(tag.priority) << 12 | tag.vlan).to_be_bytes());
        }
        frame.extend([0x86, 0xDD]);
        let header = frame.len();
        frame.extend((header..octets).map(|index| index as u8));
        frame[header + IPV6_HOP_LIMIT] = 9;
        frame
    }

    #[test]
    fn tags_in_and_out() {
        let tag = Some(Tag { priority: 0xB, vlan: 77 });
        for (name, came, vlan, octets, header, length) in [
            ("untagged", None, 0, 60, &[0x86, 0xDD][..], 60),
            ("put in", None, 5, 60, &[0x81, 0, 0, 5, 0x86, 0xDD], 64),
            ("exchanged", tag, 0xFFE, 61, &[0x81, 0, 0xBF, 0xFE, 0x86, 0xDD], 61),
            ("taken out, padded", tag, 0, 60, &[0x86, 0xDD], 60),
            ("taken out, partly padded", tag, 0, 62, &[0x86, 0xDD], 60),
            ("taken out", tag, 0, 64, &[0x86, 0xDD], 60),
            ("taken out of a long one", tag, 0, 1518, &[0x86, 0xDD], 1514),
        ] {
            let came_octets = frame(came, octets);
            let sent = rewrite(&came_octets, came, &Rewrite { vlan, ..NEW });
            assert_eq!(sent[..12], [[0xA; 6], [0xB; 6]].concat(), "{name}");
            let end = 12 + header.len();
            assert_eq!(sent[12..end], *header, "{name}");
            let mut packet = came_octets[l3_offset(came)..].to_vec();
            packet[IPV6_HOP_LIMIT] = 8;
            assert_eq!(sent[end..end + packet.len()], packet, "{name}");
            assert!(sent[end + packet.len()..].iter().all(|octet| *octet == 0), "{name}");
            assert_eq!(sent.len(), length, "{name}");
        }
    }

    /// RFC 1624 section 3: the equation and what it must be equal to, for
    /// every checksum that a header can have, both zeros among them.
    #[test]
    fn the_checksum_is_that_of_rfc_1624() {
        let mut header = [0x45, 0, 0, 40, 0, 0, 0x40, 0, 64, 6, 0, 0, 192, 0, 2, 1, 198, 51, 100, 1];
        let new = Rewrite { family: Family::Ipv4, ..NEW };
        for identification in 0..=0xFFFF_u16 {
            header[4..6].copy_from_slice(&identification.to_be_bytes());
            header[10..12].fill(0);
            let good = checksum(&header);
            // What is zero may come as all ones too.
            for old in [Some(good), (good == 0).then_some(0xFFFF)].into_iter().flatten() {
                header[10..12].copy_from_slice(&old.to_be_bytes());
                let mut frame = [[1; 6], [2; 6]].concat();
                frame.extend([8, 0]);
                frame.extend(header);
                let sent = rewrite(&frame, None, &new);
                let [high, low] = [sent[24], sent[25]];
                // HC' = ~(~HC + ~m + m')
                let (m, m_new) = (0x4006_u32, 0x3F06_u32);
                let sum = (!u32::from(old) & 0xFFFF) + (!m & 0xFFFF) + m_new;
                let folded = (sum & 0xFFFF) + (sum >> 16);
                let folded = (folded & 0xFFFF) + (folded >> 16);
                assert_eq!(u16::from_be_bytes([high, low]), !(folded as u16), "{old:04x}");
            }
        }
    }
}
