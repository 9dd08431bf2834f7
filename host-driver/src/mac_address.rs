//! MAC addresses as people write them.

use std::fmt;
use std::str::FromStr;

/// A MAC address, octet 0 first on the wire.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MacAddress(pub [u8; 6]);

/// The user's fault: the text is no MAC address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a MAC address (write it like 02:00:00:00:00:01)")]
pub struct MacAddressError(String);

impl MacAddress {
    /// Multicast or broadcast (IEEE 802-2014 clause 8.2.2).
    pub fn is_group(self) -> bool {
        self.0[0] & 1 == 1
    }

    pub fn is_zero(self) -> bool {
        self.0 == [0; 6]
    }
}

impl fmt::Display for MacAddress {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, e, f] = self.0;
        write!(out, "{a:02x}:{b:02x}:{c:02x}:{d:02x}:{e:02x}:{f:02x}")
    }
}

impl fmt::Debug for MacAddress {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl serde::Serialize for MacAddress {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for MacAddress {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl FromStr for MacAddress {
    type Err = MacAddressError;

    /// Takes `02:11:22:33:44:55`, `02-11-22-33-44-55`, `0211.2233.4455` and
    /// `021122334455`; leading zeros may be left out between colons and dashes.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (separator, width) = if text.contains(':') {
            (Some(':'), 1)
        } else if text.contains('-') {
            (Some('-'), 1)
        } else if text.contains('.') {
            (Some('.'), 2)
        } else {
            (None, 6)
        };
        let groups: Vec<&str> = match separator {
            Some(separator) => text.split(separator).collect(),
            None => vec![text],
        };
        let wrong = || MacAddressError(text.to_owned());
        if groups.len() * width != 6 {
            return Err(wrong());
        }
        let mut octets = Vec::with_capacity(6);
        for group in groups {
            let length_fits = if width == 1 { (1..=2).contains(&group.len()) } else { group.len() == 2 * width };
            if !length_fits || !group.bytes().all(|digit| digit.is_ascii_hexdigit()) {
                return Err(wrong());
            }
            let value = u64::from_str_radix(group, 16).map_err(|_| wrong())?;
            octets.extend_from_slice(&value.to_be_bytes()[8 - width..]);
        }
        octets.try_into().map(Self).map_err(|_| wrong())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_notations_mean_the_same() {
        let address = MacAddress([0x02, 0x11, 0xAB, 0x33, 0x04, 0x55]);
        for text in [
            "02:11:ab:33:04:55", "2:11:AB:33:4:55", "02-11-AB-33-04-55", "0211.ab33.0455", "0211ab330455",
        ] {
            assert_eq!(text.parse(), Ok(address), "{text}");
        }
        assert_eq!(address.to_string(), "02:11:ab:33:04:55");
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "", "02", "02:11:ab:33:04", "02:11:ab:33:04:55:66", "02:11:ab:33:04:5g", "02:11:ab:33:04:555",
            "02:11-ab:33:04:55", "0211.ab33.455", "+211ab330455", "02::ab:33:04:55", "0211ab33045", "ä",
        ] {
            assert!(text.parse::<MacAddress>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_group_bit_is_the_first_on_the_wire() {
        assert!(MacAddress([1, 0, 0x5E, 0, 0, 1]).is_group());
        assert!(!MacAddress([2, 0, 0, 0, 0, 1]).is_group());
        assert!(MacAddress([0; 6]).is_zero());
    }
}
