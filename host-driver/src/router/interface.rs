//! Router interfaces: where a port and a VLAN meet layer 3.
//! A name is that of the port, with the VLAN behind a dot where it is tagged:
//! `swp1`, `swp1.100`.

use ferroute_regmap::size::{INTERFACES, INTERFACES_PER_PORT};
use ferroute_regmap::{Interface, region};

use super::{Router, RouterError};
use crate::fib::Write;
use crate::mac_address::MacAddress;
use crate::port::{Port, PortError};

/// VLAN identifiers, one more than the largest (IEEE 802.1Q-2022 table 9-2).
const VLANS: u16 = 4095;
/// Smallest MTU that IPv4 allows (RFC 791 3.2).
const SMALLEST_MTU: u16 = 68;
/// Smallest MTU that IPv6 allows (RFC 8200 5).
const SMALLEST_MTU6: u16 = 1280;
const LARGEST_MTU: u16 = (1 << Interface::MTU_BITS) - 1;

/// Why an interface was not found or not changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InterfaceError {
    #[error(transparent)]
    Port(#[from] PortError),
    /// The caller's.
    #[error("\"{0}\" is no interface (write it like swp1 or swp1.100)")]
    Name(String),
    /// The caller's.
    #[error("there is no router interface {0}; make one with `interface add`")]
    NotFound(String),
    /// The caller's.
    #[error("there is no router interface number {0}")]
    NoNumber(u8),
    /// The caller's: use `replace`.
    #[error("router interface {0} exists already")]
    Exists(String),
    /// The port's.
    #[error("all {INTERFACES_PER_PORT} router interfaces of {0} are in use")]
    Full(String),
    /// The caller's.
    #[error("router interface {0} is in use by next hops or neighbours")]
    InUse(String),
    /// The caller's.
    #[error("{0} is no address of a station")]
    GroupAddress(MacAddress),
    /// The caller's.
    #[error("an MTU of {0} is not possible; {SMALLEST_MTU} to {LARGEST_MTU} are, and with IPv6 at least {SMALLEST_MTU6}")]
    Mtu(u16),
    /// The caller's.
    #[error("the CPU port has no router interfaces")]
    CpuPort,
}

/// Port and VLAN of an interface; VLAN 0: untagged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InterfaceName {
    pub port: Port,
    pub vlan: u16,
}

impl InterfaceName {
    pub fn parse(text: &str, port_count: u8) -> Result<Self, InterfaceError> {
        let (port, vlan) = match text.split_once('.') {
            None => (text, 0),
            Some((port, digits)) => {
                let vlan = digits.parse().ok().filter(|vlan| *vlan != 0 && digits.bytes().all(|digit| digit.is_ascii_digit()));
                (port, vlan.ok_or_else(|| InterfaceError::Name(text.to_owned()))?)
            }
        };
        Self::new(Port::parse(port, port_count)?, vlan)
    }

    pub fn new(port: Port, vlan: u16) -> Result<Self, InterfaceError> {
        let name = Self { port, vlan };
        match (port.is_cpu(), vlan < VLANS) {
            (true, _) => Err(InterfaceError::CpuPort),
            (_, false) => Err(InterfaceError::Name(name.to_string())),
            _ => Ok(name),
        }
    }
}

impl std::fmt::Display for InterfaceName {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { port, vlan } = self;
        if *vlan == 0 { out.pad(&port.to_string()) } else { out.pad(&format!("{port}.{vlan}")) }
    }
}

/// The table of interfaces.
#[derive(Clone, Debug)]
pub struct Interfaces {
    slots: Vec<Option<Interface>>,
}

impl Default for Interfaces {
    fn default() -> Self {
        Self { slots: vec![None; INTERFACES] }
    }
}

impl Interfaces {
    /// Takes over the words of region INTERFACES.
    pub fn adopt(words: &[u32]) -> Self {
        let mut table = Self::default();
        let entries = words.chunks(Interface::STRIDE as usize);
        for (slot, words) in table.slots.iter_mut().zip(entries) {
            *slot = words.first_chunk().and_then(|words| Interface::unpack(*words));
        }
        table
    }

    pub fn get(&self, number: u8) -> Option<&Interface> {
        self.slots.get(usize::from(number))?.as_ref()
    }

    /// Every interface with its number.
    pub fn iter(&self) -> impl Iterator<Item = (u8, &Interface)> {
        self.slots.iter().enumerate().filter_map(|(number, slot)| Some((number as u8, slot.as_ref()?)))
    }

    /// The number of an interface.
    pub fn find(&self, name: InterfaceName) -> Result<u8, InterfaceError> {
        self.of_port(name.port)
            .find(|number| self.get(*number).is_some_and(|interface| interface.vlan == name.vlan))
            .ok_or_else(|| InterfaceError::NotFound(name.to_string()))
    }

    /// The name of the interface with a number, whether there is one or not.
    pub fn name(&self, number: u8, port_count: u8) -> Option<InterfaceName> {
        let port = Port::new(number / INTERFACES_PER_PORT as u8, port_count)?;
        let vlan = self.get(number).map_or(0, |interface| interface.vlan);
        Some(InterfaceName { port, vlan })
    }

    fn of_port(&self, port: Port) -> impl Iterator<Item = u8> + use<> {
        let first = port.index() * INTERFACES_PER_PORT as u8;
        first..first + INTERFACES_PER_PORT as u8
    }
}

impl Router {
    /// Adds an interface, or changes the one of its port and VLAN where that is wanted.
    pub fn set_interface(
        &mut self, port: Port, interface: Interface, replace: bool, writes: &mut Vec<Write>,
    ) -> Result<u8, RouterError> {
        let name = InterfaceName::new(port, interface.vlan)?;
        let mac = MacAddress(interface.mac);
        if mac.is_group() || mac.is_zero() {
            return Err(InterfaceError::GroupAddress(mac).into());
        }
        let smallest = if interface.ipv6 { SMALLEST_MTU6 } else { SMALLEST_MTU };
        if !(smallest..=LARGEST_MTU).contains(&interface.mtu) {
            return Err(InterfaceError::Mtu(interface.mtu).into());
        }
        let number = match self.interfaces.find(name) {
            Ok(_) if !replace => return Err(InterfaceError::Exists(name.to_string()).into()),
            Ok(number) => number,
            Err(_) => {
                let free = self.interfaces.of_port(port).find(|number| self.interfaces.get(*number).is_none());
                free.ok_or_else(|| InterfaceError::Full(port.to_string()))?
            }
        };
        if self.interfaces.get(number) != Some(&interface) {
            self.interfaces.slots[usize::from(number)] = Some(interface);
            writes.push(entry_write(number, interface.pack()));
        }
        Ok(number)
    }

    /// Deletes an interface that nothing leads to.
    pub fn delete_interface(&mut self, name: InterfaceName, writes: &mut Vec<Write>) -> Result<(), RouterError> {
        let number = self.interfaces.find(name)?;
        if self.next_hops.uses_interface(number) {
            return Err(InterfaceError::InUse(name.to_string()).into());
        }
        self.interfaces.slots[usize::from(number)] = None;
        writes.push(entry_write(number, [0; Interface::WORDS]));
        Ok(())
    }
}

fn entry_write(number: u8, words: [u32; Interface::WORDS]) -> Write {
    Write::new(region::INTERFACES + u32::from(number) * Interface::STRIDE, &words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_what_they_mean_invert_each_other() {
        for text in ["swp1", "swp4.100", "swp2.4094"] {
            assert_eq!(InterfaceName::parse(text, 4).unwrap().to_string(), text);
        }
        for text in ["cpu", "swp5", "swp1.0", "swp1.4095", "swp1.+1", "swp1.", "eth0", ".5", "swp1.70000"] {
            assert!(InterfaceName::parse(text, 4).is_err(), "{text}");
        }
    }
}
