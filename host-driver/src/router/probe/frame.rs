//! A probe's frame.

use std::net::IpAddr;

use super::{ProbeError, Question};
use crate::fib::Family;
use crate::router::Router;

/// Sender of probes: a locally administered address that nobody has.
const SENDER: [u8; 6] = [0x02, 0x46, 0x52, 0x54, 0x45, 0x01];
const TIME_TO_LIVE: u8 = 64;
pub(super) const UDP: u8 = 17;
const UDP_OCTETS: u16 = 8;

/// The frame without FCS, as it would come in on the interface.
pub(super) fn build(router: &Router, question: &Question) -> Result<Vec<u8>, ProbeError> {
    let family = Family::of(question.destination);
    let interface = router.interfaces().get(question.interface).filter(|interface| match family {
        Family::Ipv4 => interface.ipv4,
        Family::Ipv6 => interface.ipv6,
    });
    let interface = interface.ok_or(ProbeError::NotRouted(family))?;
    let mut frame = Vec::new();
    frame.extend(interface.mac);
    frame.extend(SENDER);
    if interface.vlan != 0 {
        frame.extend(0x8100_u16.to_be_bytes());
        frame.extend(interface.vlan.to_be_bytes());
    }
    match (question.source, question.destination) {
        (IpAddr::V4(source), IpAddr::V4(destination)) => {
            frame.extend(0x0800_u16.to_be_bytes());
            let mut header = vec![0x45, 0];
            header.extend((20 + UDP_OCTETS).to_be_bytes());
            header.extend([0, 0, 0, 0, TIME_TO_LIVE, UDP, 0, 0]);
            header.extend(source.octets());
            header.extend(destination.octets());
            let checksum = checksum(&header);
            header[10..12].copy_from_slice(&checksum.to_be_bytes());
            frame.extend(header);
        }
        (IpAddr::V6(source), IpAddr::V6(destination)) => {
            frame.extend(0x86DD_u16.to_be_bytes());
            frame.extend([0x60, 0, 0, 0]);
            frame.extend(UDP_OCTETS.to_be_bytes());
            frame.extend([UDP, TIME_TO_LIVE]);
            frame.extend(source.octets());
            frame.extend(destination.octets());
        }
        _ => return Err(ProbeError::Families),
    }
    frame.extend(question.source_port.to_be_bytes());
    frame.extend(question.destination_port.to_be_bytes());
    frame.extend(UDP_OCTETS.to_be_bytes());
    // The hardware does not look at the checksum of UDP.
    frame.extend([0, 0]);
    Ok(frame)
}

/// The Internet checksum (RFC 1071) of octets whose checksum field is zero.
fn checksum(octets: &[u8]) -> u16 {
    let mut sum: u32 = octets.chunks(2).map(|pair| u32::from(pair[0]) << 8 | pair.get(1).map_or(0, |low| u32::from(*low))).sum();
    while sum >> 16 != 0 {
        sum = (sum & 0xFFFF) + (sum >> 16);
    }
    !(sum as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 1071 section 3, and a header known from elsewhere.
    #[test]
    fn checksums_of_examples() {
        assert_eq!(checksum(&[0, 1, 0xF2, 3, 0xF4, 0xF5, 0xF6, 0xF7]), !0xDDF2);
        let header = [
            0x45, 0, 0, 0x73, 0, 0, 0x40, 0, 0x40, 0x11, 0, 0, 0xC0, 0xA8, 0, 1, 0xC0, 0xA8, 0, 0xC7,
        ];
        assert_eq!(checksum(&header), 0xB861);
    }
}
