//! Blocks of addresses that are treated differently. Addresses have their
//! first octet in bits 127:120, also those of IPv4.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Family {
    Ipv4,
    Ipv6,
}

impl Family {
    pub const ALL: [Family; 2] = [Family::Ipv4, Family::Ipv6];

    /// Bits of an address.
    pub const fn bits(self) -> u8 {
        match self {
            Family::Ipv4 => 32,
            Family::Ipv6 => 128,
        }
    }
}

/// Bits of an address, as everywhere in the model.
pub fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(address.to_bits()) << 96,
        IpAddr::V6(address) => address.to_bits(),
    }
}

/// The address of these bits.
pub fn address(family: Family, bits: u128) -> IpAddr {
    match family {
        Family::Ipv4 => Ipv4Addr::from_bits((bits >> 96) as u32).into(),
        Family::Ipv6 => Ipv6Addr::from_bits(bits).into(),
    }
}

/// 224.0.0.0/4 (RFC 5771), ff00::/8 (RFC 4291 section 2.7).
pub fn is_multicast(address: IpAddr) -> bool {
    address.is_multicast()
}

/// 127.0.0.0/8 (RFC 1122 section 3.2.1.3), ::1 (RFC 4291 section 2.5.3).
pub fn is_loopback(address: IpAddr) -> bool {
    address.is_loopback()
}

/// 240.0.0.0/4 with the limited broadcast (RFC 1112 section 4, RFC 919).
pub fn is_class_e(address: IpAddr) -> bool {
    matches!(address, IpAddr::V4(address) if address.octets()[0] >= 240)
}

/// 0.0.0.0/8, "this network" (RFC 1122 section 3.2.1.3), :: (RFC 4291 section 2.5.2).
pub fn is_unspecified(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.octets()[0] == 0,
        IpAddr::V6(address) => address.is_unspecified(),
    }
}

/// 169.254.0.0/16 (RFC 3927), fe80::/10 (RFC 4291 section 2.5.6).
pub fn is_link_local(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.octets()[..2] == [169, 254],
        IpAddr::V6(address) => address.segments()[0] >> 6 == 0xFE80 >> 6,
    }
}

/// Groups of link-local scope: 224.0.0.0/24 (RFC 5771 section 4), ff02::/16
/// whatever the flags are zero (RFC 4291 section 2.7).
pub fn is_link_local_group(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.octets()[..3] == [224, 0, 0],
        IpAddr::V6(address) => address.segments()[0] == 0xFF02,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// First and last address of each block, and its neighbours.
    #[test]
    fn blocks_end_where_their_standards_say() {
        type Test = fn(IpAddr) -> bool;
        let cases: [(Test, &[&str], &[&str]); 6] = [
            (
                is_multicast,
                &["224.0.0.0", "239.255.255.255", "ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
                &["223.255.255.255", "240.0.0.0", "feff:ffff::"],
            ),
            (is_loopback, &["127.0.0.0", "127.255.255.255", "::1"], &["126.255.255.255", "128.0.0.0", "::", "::2"]),
            (is_class_e, &["240.0.0.0", "255.255.255.255"], &["239.255.255.255", "f000::"]),
            (is_unspecified, &["0.0.0.0", "0.255.255.255", "::"], &["1.0.0.0", "::1", "0:0:0:1::"]),
            (
                is_link_local,
                &["169.254.0.0", "169.254.255.255", "fe80::", "febf:ffff::1"],
                &["169.253.255.255", "169.255.0.0", "fe7f:ffff::", "fec0::"],
            ),
            (
                is_link_local_group,
                &["224.0.0.0", "224.0.0.255", "ff02::", "ff02:ffff::1"],
                &["224.0.1.0", "223.255.255.255", "ff01::1", "ff03::1", "ff12::1"],
            ),
        ];
        for (test, inside, outside) in cases {
            for text in inside {
                assert!(test(text.parse().unwrap()), "{text}");
            }
            for text in outside {
                assert!(!test(text.parse().unwrap()), "{text}");
            }
        }
    }

    #[test]
    fn bits_are_left_aligned_and_come_back() {
        for (text, family, top) in [("192.0.2.1", Family::Ipv4, 192), ("2001:db8::7", Family::Ipv6, 0x20)] {
            let parsed: IpAddr = text.parse().unwrap();
            assert_eq!(bits(parsed) >> 120, top);
            assert_eq!(address(family, bits(parsed)), parsed);
        }
    }
}
