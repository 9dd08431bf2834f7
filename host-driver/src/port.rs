//! Ports by name: `swp1` to `swpN` are the front-panel ports 0 to N-1, `cpu`
//! is the port after them.

use std::fmt;

use ferroute_regmap::size::MAX_PORTS;

/// A port of a device with a known number of front-panel ports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Port {
    index: u8,
    is_cpu: bool,
}

/// The user's fault: the device has no such port.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no port \"{name}\"; there are swp1 to swp{port_count} and cpu")]
pub struct PortError {
    name: String,
    port_count: u8,
}

impl Port {
    /// The port with a number, the CPU port being `port_count`.
    pub fn new(index: u8, port_count: u8) -> Option<Self> {
        (index <= port_count).then_some(Self { index, is_cpu: index == port_count })
    }

    /// The port with a name.
    pub fn parse(name: &str, port_count: u8) -> Result<Self, PortError> {
        let number = name
            .strip_prefix("swp")
            .filter(|digits| !digits.starts_with(['0', '+']))
            .and_then(|digits| digits.parse::<u8>().ok());
        let index = match (name, number) {
            ("cpu", _) => Some(port_count),
            (_, Some(number)) if (1..=port_count).contains(&number) => Some(number - 1),
            _ => None,
        };
        index
            .and_then(|index| Self::new(index, port_count))
            .ok_or_else(|| PortError { name: name.to_owned(), port_count })
    }

    /// Front-panel ports in order, then the CPU port.
    pub fn all(port_count: u8) -> impl Iterator<Item = Self> {
        (0..=port_count.min(MAX_PORTS as u8)).filter_map(move |index| Self::new(index, port_count))
    }

    /// Number of the port in tables and bit masks.
    pub fn index(self) -> u8 {
        self.index
    }

    pub fn is_cpu(self) -> bool {
        self.is_cpu
    }

    /// The port's bit in a mask of ports.
    pub fn bit(self) -> u32 {
        1 << self.index
    }
}

impl fmt::Display for Port {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_cpu { out.pad("cpu") } else { out.pad(&format!("swp{}", self.index + 1)) }
    }
}

impl serde::Serialize for Port {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_invert_each_other() {
        for port in Port::all(4) {
            assert_eq!(Port::parse(&port.to_string(), 4), Ok(port));
        }
        assert_eq!(Port::all(4).map(|port| port.to_string()).collect::<Vec<_>>().join(" "), "swp1 swp2 swp3 swp4 cpu");
        assert_eq!(Port::parse("cpu", 4).unwrap().index(), 4);
        assert_eq!(Port::new(5, 4), None);
    }

    #[test]
    fn other_names_are_refused() {
        for name in ["swp0", "swp5", "swp", "swp01", "swp+1", "swp-1", "eth0", "", "CPU", "swp257"] {
            assert!(Port::parse(name, 4).is_err(), "{name}");
        }
    }
}
