//! How a register is described.

use crate::region;

/// Who may do what with a register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    ReadOnly,
    ReadWrite,
    WriteOnly,
}

impl Access {
    /// The short form of register pages.
    pub const fn name(self) -> &'static str {
        match self {
            Access::ReadOnly => "RO",
            Access::ReadWrite => "RW",
            Access::WriteOnly => "WO",
        }
    }
}

/// Some bits of a register.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    pub name: &'static str,
    /// Lowest bit.
    pub shift: u32,
    /// Bits.
    pub width: u32,
    pub meaning: &'static str,
}

impl Field {
    /// The field's value in a register's word.
    pub const fn get(&self, word: u32) -> u32 {
        word >> self.shift & self.mask()
    }

    /// The word with the field set to `value`, which is cut to the field's width.
    pub const fn set(&self, word: u32, value: u32) -> u32 {
        word & !(self.mask() << self.shift) | (value & self.mask()) << self.shift
    }

    const fn mask(&self) -> u32 {
        if self.width == 32 { u32::MAX } else { (1 << self.width) - 1 }
    }
}

/// One 32-bit word of the register region.
#[derive(Clone, Copy, Debug)]
pub struct Register {
    pub name: &'static str,
    /// Word address.
    pub address: u32,
    pub access: Access,
    /// Value after power-up, where it is the same in every build; of registers
    /// with a bit a port, the value in a build with `MAX_PORTS`.
    pub reset: u32,
    pub meaning: &'static str,
    pub fields: &'static [Field],
}

impl Register {
    /// Whether it is one of the region that begins at `first`.
    pub const fn is_in(&self, first: u32) -> bool {
        region::index(self.address) == region::index(first)
    }
}
