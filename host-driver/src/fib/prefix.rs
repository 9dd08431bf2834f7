//! Prefixes of both families, with their address bits as the contract has
//! them: the first octet in bits 127:120, zeros behind the prefix.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

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

    pub fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(_) => Family::Ipv4,
            IpAddr::V6(_) => Family::Ipv6,
        }
    }
}

impl fmt::Display for Family {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(match self {
            Family::Ipv4 => "IPv4",
            Family::Ipv6 => "IPv6",
        })
    }
}

/// An address's bits, the first octet in bits 127:120.
pub fn address_bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(u32::from(address)) << 96,
        IpAddr::V6(address) => address.into(),
    }
}

/// The address with these bits.
pub fn address_of(family: Family, bits: u128) -> IpAddr {
    match family {
        Family::Ipv4 => Ipv4Addr::from((bits >> 96) as u32).into(),
        Family::Ipv6 => Ipv6Addr::from(bits).into(),
    }
}

/// A prefix. Orders by family, address, then length: a prefix comes before
/// those that it covers.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Prefix {
    family: Family,
    bits: u128,
    length: u8,
}

/// The user's fault: the text is no prefix.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PrefixError {
    #[error("\"{0}\" is no prefix (write it like 192.0.2.0/24 or 2001:db8::/32)")]
    Syntax(String),
    #[error("{text} has bits behind its length; its prefix is {prefix}")]
    HostBits { text: String, prefix: Prefix },
}

impl Prefix {
    /// The prefix of an address; `None` where the family has no such length.
    pub fn new(family: Family, bits: u128, length: u8) -> Option<Self> {
        (length <= family.bits()).then(|| Self { family, bits: bits & mask(length), length })
    }

    /// All of a family.
    pub fn default_of(family: Family) -> Self {
        Self { family, bits: 0, length: 0 }
    }

    /// An address alone.
    pub fn host(address: IpAddr) -> Self {
        let family = Family::of(address);
        Self { family, bits: address_bits(address), length: family.bits() }
    }

    pub fn family(self) -> Family {
        self.family
    }

    pub fn length(self) -> u8 {
        self.length
    }

    /// Address bits, zeros behind the prefix.
    pub fn bits(self) -> u128 {
        self.bits
    }

    pub fn is_default(self) -> bool {
        self.length == 0
    }

    pub fn is_host(self) -> bool {
        self.length == self.family.bits()
    }

    /// The lowest address.
    pub fn first(self) -> IpAddr {
        address_of(self.family, self.bits)
    }

    /// The highest address.
    pub fn last(self) -> IpAddr {
        address_of(self.family, self.bits | !mask(self.length))
    }

    /// Whether `other` is this prefix or lies in it.
    pub fn covers(self, other: Prefix) -> bool {
        self.family == other.family
            && self.length <= other.length
            && other.bits & mask(self.length) == self.bits
    }
}

fn mask(length: u8) -> u128 {
    u128::MAX.checked_shl(128 - u32::from(length)).unwrap_or_default()
}

impl fmt::Display for Prefix {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(&format!("{}/{}", self.first(), self.length))
    }
}

impl fmt::Debug for Prefix {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl FromStr for Prefix {
    type Err = PrefixError;

    /// An address is the prefix of itself alone.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || PrefixError::Syntax(text.to_owned());
        let (address, length) = text.split_once('/').map_or((text, None), |(first, rest)| (first, Some(rest)));
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let family = Family::of(address);
        let length = match length {
            None => family.bits(),
            Some(digits) if digits.bytes().all(|digit| digit.is_ascii_digit()) => {
                digits.parse().map_err(|_| wrong())?
            }
            Some(_) => return Err(wrong()),
        };
        let prefix = Self::new(family, address_bits(address), length).ok_or_else(wrong)?;
        match prefix.bits == address_bits(address) {
            true => Ok(prefix),
            false => Err(PrefixError::HostBits { text: text.to_owned(), prefix }),
        }
    }
}

impl Serialize for Prefix {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Prefix {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prefix(text: &str) -> Prefix {
        text.parse().unwrap()
    }

    #[test]
    fn text_and_back() {
        for text in ["0.0.0.0/0", "10.0.0.0/8", "192.0.2.1/32", "::/0", "2001:db8::/32", "2001:db8::1/128"] {
            assert_eq!(prefix(text).to_string(), text);
        }
        assert_eq!(prefix("192.0.2.1").to_string(), "192.0.2.1/32");
        assert_eq!(prefix("2001:db8::1").to_string(), "2001:db8::1/128");
        assert_eq!(prefix("10.0.0.0/8").bits(), 10 << 120);
    }

    #[test]
    fn other_texts_are_refused() {
        for text in ["", "/", "10.0.0.0/", "10.0.0.0/33", "::/129", "10.0.0/8", "10.0.0.0/+8", "10.0.0.0/ 8", "10.0.0.0/8/8", "a/8"] {
            assert!(matches!(text.parse::<Prefix>(), Err(PrefixError::Syntax(_))), "{text}");
        }
        let message = "10.1.0.0/8".parse::<Prefix>().unwrap_err().to_string();
        assert_eq!(message, "10.1.0.0/8 has bits behind its length; its prefix is 10.0.0.0/8");
    }

    #[test]
    fn a_prefix_covers_itself_and_what_lies_in_it() {
        assert!(prefix("10.0.0.0/8").covers(prefix("10.0.0.0/8")));
        assert!(prefix("10.0.0.0/8").covers(prefix("10.255.0.0/16")));
        assert!(prefix("::/0").covers(prefix("2001:db8::1/128")));
        assert!(!prefix("10.0.0.0/8").covers(prefix("11.0.0.0/16")));
        assert!(!prefix("10.0.0.0/8").covers(prefix("8.0.0.0/7")));
        assert!(!prefix("0.0.0.0/0").covers(prefix("::/1")));
        assert_eq!(prefix("10.0.0.0/8").last().to_string(), "10.255.255.255");
        assert_eq!(prefix("::/0").last().to_string(), "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
    }
}
