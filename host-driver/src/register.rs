//! # Registers by name, for debugging
//! Owns: names, fields and raw words. What a register means to the switch is
//! in the other modules.

use ferroute_regmap::register::{Access, Register};
use ferroute_regmap::registers;
use serde::ser::{Serialize, SerializeMap, SerializeStruct, Serializer};

use crate::bus::{BusError, Operation, RegisterBus};
use crate::device::Device;

/// Why a register was not reached.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    #[error(transparent)]
    Bus(#[from] BusError),
    /// The caller's fault.
    #[error("no register \"{name}\"; `register show` lists them all")]
    Unknown { name: String },
    /// The caller's fault.
    #[error("register {name} is read-only")]
    ReadOnly { name: &'static str },
    /// The caller's fault.
    #[error("\"{text}\" is not {what} (write it like 0x1f or 31)")]
    Number { text: String, what: &'static str },
}

/// A register with its word.
#[derive(Clone, Copy, Debug)]
pub struct RegisterValue {
    pub register: &'static Register,
    pub word: u32,
}

/// Every register that can be read, or the one with this name.
pub fn show<B: RegisterBus>(
    device: &mut Device<B>, name: Option<&str>,
) -> Result<Vec<RegisterValue>, RegisterError> {
    let meant: Vec<&'static Register> = match name {
        Some(name) => vec![find(name)?],
        None => registers::ALL.iter().filter(|register| register.access != Access::WriteOnly).collect(),
    };
    let reads: Vec<Operation> =
        meant.iter().map(|register| Operation::Read { address: register.address, count: 1 }).collect();
    let words = device.bus().run(&reads)?;
    let value = |(register, words): (&'static Register, Vec<u32>)| RegisterValue {
        register, word: words.first().copied().unwrap_or_default(),
    };
    Ok(meant.into_iter().zip(words).map(value).collect())
}

/// Words at ascending addresses.
pub fn read<B: RegisterBus>(
    device: &mut Device<B>, address: u32, count: usize,
) -> Result<Vec<u32>, RegisterError> {
    Ok(device.bus().read(address, count)?)
}

/// Writes words at ascending addresses; a register known to be read-only is
/// refused before anything is sent.
pub fn write<B: RegisterBus>(
    device: &mut Device<B>, address: u32, words: &[u32],
) -> Result<(), RegisterError> {
    let end = address.saturating_add(words.len() as u32);
    let read_only = registers::ALL.iter().find(|register| {
        (address..end).contains(&register.address) && register.access == Access::ReadOnly
    });
    match read_only {
        Some(register) => Err(RegisterError::ReadOnly { name: register.name }),
        None => Ok(device.bus().write(address, words)?),
    }
}

/// The register with a name, in any case.
pub fn find(name: &str) -> Result<&'static Register, RegisterError> {
    registers::ALL
        .iter()
        .find(|register| register.name.eq_ignore_ascii_case(name))
        .ok_or_else(|| RegisterError::Unknown { name: name.to_owned() })
}

/// An address as a number or as a register's name.
pub fn parse_address(text: &str) -> Result<u32, RegisterError> {
    if text.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return Ok(find(text)?.address);
    }
    let wrong = || RegisterError::Number { text: text.to_owned(), what: "a 24-bit address" };
    parse_number(text).filter(|address| address >> 24 == 0).ok_or_else(wrong)
}

/// A 32-bit word, decimal or with 0x.
pub fn parse_word(text: &str) -> Result<u32, RegisterError> {
    parse_number(text)
        .ok_or_else(|| RegisterError::Number { text: text.to_owned(), what: "a 32-bit word" })
}

fn parse_number(text: &str) -> Option<u32> {
    let (digits, radix) = match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(digits) => (digits, 16),
        None => (text, 10),
    };
    // from_str_radix takes a sign as well.
    let is_plain = digits.chars().all(|digit| digit.is_digit(radix));
    is_plain.then(|| u32::from_str_radix(digits, radix).ok()).flatten()
}

struct Fields<'a>(&'a RegisterValue);

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let fields = self.0.register.fields;
        let mut map = serializer.serialize_map(Some(fields.len()))?;
        for field in fields {
            map.serialize_entry(field.name, &field.get(self.0.word))?;
        }
        map.end()
    }
}

impl Serialize for RegisterValue {
    /// `name`, `address`, `access`, `word` and `fields`, numbers as numbers.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut value = serializer.serialize_struct("RegisterValue", 5)?;
        value.serialize_field("name", self.register.name)?;
        value.serialize_field("address", &self.register.address)?;
        value.serialize_field("access", self.register.access.name())?;
        value.serialize_field("word", &self.word)?;
        value.serialize_field("fields", &Fields(self))?;
        value.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_numbers_or_names() {
        assert_eq!(parse_address("0x100002").unwrap(), 0x10_0002);
        assert_eq!(parse_address("7").unwrap(), 7);
        assert_eq!(parse_address("scratch").unwrap(), registers::SCRATCH.address);
        for wrong in ["", "0x", "0x1000000", "-1", "+1", "0x+1", "SCRATCHY", "1f", "16777216"] {
            assert!(parse_address(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn words_have_32_bits() {
        assert_eq!(parse_word("0xFFFFFFFF").unwrap(), u32::MAX);
        assert_eq!(parse_word("4294967295").unwrap(), u32::MAX);
        for wrong in ["4294967296", "0x100000000", "", "x", "-5", "SCRATCH"] {
            assert!(parse_word(wrong).is_err(), "{wrong}");
        }
    }
}
