//! Frames before and behind the rewriter, octet by octet.

use rand::{Rng, RngExt};

pub const MIN_LENGTH: usize = 60;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// It leaves as it came.
    Bridged,
    Ipv4,
    Ipv6,
}

/// An entry of the table of interfaces.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Interface {
    pub mac: [u8; 6],
    /// 0: none.
    pub vlan: u16,
}

/// What is done to a frame.
#[derive(Clone, Copy, Debug)]
pub struct Rewrite {
    pub kind: Kind,
    /// TPID and TCI it came with.
    pub tag: Option<(u16, u16)>,
    /// It was decided that it leaves with a tag.
    pub vlan_tagged: bool,
    pub interface: u8,
    pub mac: [u8; 6],
}

impl Rewrite {
    /// As the gateware packs it.
    pub fn pack(&self) -> u64 {
        let mac = self.mac.iter().rev().fold(0, |sum, octet| sum << 8 | u64::from(*octet));
        self.kind as u64
            | u64::from(self.tag.is_some()) << 2
            | u64::from(self.vlan_tagged) << 3
            | u64::from(self.interface) << 4
            | mac << 10
    }
}

/// RFC 1071 over a header whose checksum field counts as zero.
fn checksum(header: &[u8]) -> u16 {
    let words = header.chunks(2).enumerate().filter(|(index, _)| *index != 5);
    let mut sum: u32 = words.map(|(_, pair)| u32::from(pair[0]) << 8 | u32::from(pair[1])).sum();
    while sum > 0xFFFF {
        sum = (sum & 0xFFFF) + (sum >> 16);
    }
    !(sum as u16)
}

/// A frame of `length` octets with the tag and the family that `rewrite` says,
/// all else at random. `ipv4_checksum` is what an IPv4 header's shall be.
pub fn frame(random: &mut impl Rng, length: usize, rewrite: &Rewrite, ttl: u8, ipv4_checksum: Option<u16>) -> Vec<u8> {
    let mut frame: Vec<u8> = (0..length).map(|_| random.random()).collect();
    let mut at = 12;
    if let Some((tpid, tci)) = rewrite.tag {
        frame[at..at + 2].copy_from_slice(&tpid.to_be_bytes());
        frame[at + 2..at + 4].copy_from_slice(&tci.to_be_bytes());
        at += 4;
    }
    let header = at + 2;
    match rewrite.kind {
        Kind::Bridged => {}
        Kind::Ipv4 => {
            frame[at..header].copy_from_slice(&[0x08, 0x00]);
            frame[header] = 0x45;
            frame[header + 8] = ttl;
            if let Some(wanted) = ipv4_checksum {
                // One's complement: the identification takes up what is missing.
                frame[header + 4..header + 6].fill(0);
                let missing = u32::from(checksum(&frame[header..header + 20])) + u32::from(!wanted);
                let id = (missing & 0xFFFF) + (missing >> 16);
                frame[header + 4..header + 6].copy_from_slice(&(id as u16).to_be_bytes());
            }
            let sum = checksum(&frame[header..header + 20]);
            frame[header + 10..header + 12].copy_from_slice(&sum.to_be_bytes());
        }
        Kind::Ipv6 => {
            frame[at..header].copy_from_slice(&[0x86, 0xDD]);
            frame[header] = 0x60;
            frame[header + 7] = ttl;
        }
    }
    frame
}

/// What must leave: ARCHITECTURE.md, rule 15 of the routing rules.
pub fn routed(frame: &[u8], rewrite: &Rewrite, interface: &Interface) -> Vec<u8> {
    if rewrite.kind == Kind::Bridged {
        return frame.to_vec();
    }
    let behind_addresses = if rewrite.tag.is_some() { 16 } else { 12 };
    let mut packet = frame[behind_addresses + 2..].to_vec();
    match rewrite.kind {
        Kind::Ipv4 => {
            packet[8] -= 1;
            let sum = checksum(&packet[..20]);
            packet[10..12].copy_from_slice(&sum.to_be_bytes());
        }
        _ => packet[7] -= 1,
    }
    let mut out = rewrite.mac.to_vec();
    out.extend(interface.mac);
    if rewrite.vlan_tagged {
        let priority = rewrite.tag.map_or(0, |(_, tci)| tci & 0xF000);
        out.extend([0x81, 0x00]);
        out.extend((priority | interface.vlan).to_be_bytes());
    }
    out.extend(&frame[behind_addresses..behind_addresses + 2]);
    out.extend(packet);
    out.resize(out.len().max(MIN_LENGTH), 0);
    out
}

/// Octets of padding that the rewriter must add.
pub fn padding(frame: &[u8], rewrite: &Rewrite) -> usize {
    let loses_tag = rewrite.kind != Kind::Bridged && rewrite.tag.is_some() && !rewrite.vlan_tagged;
    if loses_tag { (MIN_LENGTH + 4).saturating_sub(frame.len()) } else { 0 }
}
