//! # A device whose identity and layout are known
//! Owns: the checks before anything else is read, and the device's sizes.
//! Opening changes nothing in the device.

use ferroute_regmap::message::HELLO_WORDS;
use ferroute_regmap::registers::{
    CYCLES_LOW, DIMENSIONS, EPOCH, FDB_SIZE, LAYOUT_HASH_HIGH, LAYOUT_HASH_LOW, MAGIC, UART,
};
use ferroute_regmap::register::Register;
use ferroute_regmap::size::{CORE_CLOCK_HERTZ, MAX_PORTS, UART_MIN_DIVISOR};
use ferroute_regmap::LAYOUT_HASH;
use serde::Serialize;

use crate::bus::{BusError, RegisterBus};
use crate::port::Port;

/// Why a device is not used.
#[derive(Debug, thiserror::Error)]
pub enum DeviceError {
    #[error(transparent)]
    Bus(#[from] BusError),
    /// Something else answers.
    #[error("this is no Ferroute device: it identifies itself as {found:#010x} instead of {:#010x}", MAGIC.reset)]
    Foreign { found: u32 },
    /// Host and device come from different versions.
    #[error(
        "the device has register layout {device:016x} and this program has {host:016x}; \
         use the program and the bitstream of one version"
    )]
    LayoutMismatch { device: u64, host: u64 },
    /// The device's fault.
    #[error("the device claims {port_count} ports; 2 to {MAX_PORTS} are possible")]
    Dimensions { port_count: u32 },
}

/// What a device says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    pub layout_hash: u64,
    /// Front-panel ports; the CPU port follows them.
    pub port_count: u8,
    /// Cells of the packet buffer.
    pub cell_count: u16,
    /// Entries the FDB can hold.
    pub fdb_size: u32,
    pub epoch: u16,
}

/// An identified device behind a bus.
pub struct Device<B> {
    bus: B,
    identity: Identity,
}

impl<B: RegisterBus> Device<B> {
    /// Identifies the device; refuses one with another layout before anything
    /// but the identity is read.
    pub fn open(mut bus: B) -> Result<Self, DeviceError> {
        let words = bus.read(MAGIC.address, HELLO_WORDS)?;
        let identity = Identity::parse(&words)?;
        Ok(Self { bus, identity })
    }

    pub fn identity(&self) -> Identity {
        self.identity
    }

    /// The bus below.
    pub fn bus(&mut self) -> &mut B {
        &mut self.bus
    }

    /// Gives the bus back.
    pub fn into_bus(self) -> B {
        self.bus
    }

    /// Front-panel ports in order, then the CPU port.
    pub fn ports(&self) -> Vec<Port> {
        Port::all(self.identity.port_count).collect()
    }

    /// Identity with what changes while the device runs.
    pub fn identify(&mut self) -> Result<IdentityReport, BusError> {
        let cycles = self.bus.read(CYCLES_LOW.address, 2)?;
        let uart = self.bus.read_word(UART.address)?;
        let cycles = u64::from(cycles[0]) | u64::from(cycles[1]) << 32;
        let divisor = field(&UART, "divisor", uart);
        let identity = self.identity;
        Ok(IdentityReport {
            device: "ferroute",
            layout_hash: format!("{:016x}", identity.layout_hash),
            port_count: identity.port_count,
            cell_count: identity.cell_count,
            fdb_size: identity.fdb_size,
            epoch: identity.epoch,
            uart_divisor: divisor,
            baud: baud(divisor),
            cycles,
            uptime_seconds: cycles as f64 / CORE_CLOCK_HERTZ as f64,
        })
    }
}

/// `ferroute identify`.
#[derive(Clone, Debug, Serialize)]
pub struct IdentityReport {
    pub device: &'static str,
    /// 16 hexadecimal digits.
    pub layout_hash: String,
    pub port_count: u8,
    pub cell_count: u16,
    pub fdb_size: u32,
    pub epoch: u16,
    /// Core clocks a bit on the serial line.
    pub uart_divisor: u32,
    /// At the nominal core clock.
    pub baud: u32,
    /// Core clocks since power-up.
    pub cycles: u64,
    /// At the nominal core clock.
    pub uptime_seconds: f64,
}

impl Identity {
    fn parse(words: &[u32]) -> Result<Self, DeviceError> {
        let word = |register: &Register| words.get(register.address as usize).copied().unwrap_or_default();
        if word(&MAGIC) != MAGIC.reset {
            return Err(DeviceError::Foreign { found: word(&MAGIC) });
        }
        let layout_hash = u64::from(word(&LAYOUT_HASH_LOW)) | u64::from(word(&LAYOUT_HASH_HIGH)) << 32;
        if layout_hash != LAYOUT_HASH {
            return Err(DeviceError::LayoutMismatch { device: layout_hash, host: LAYOUT_HASH });
        }
        let port_count = field(&DIMENSIONS, "port_count", word(&DIMENSIONS));
        if !(2..=MAX_PORTS as u32).contains(&port_count) {
            return Err(DeviceError::Dimensions { port_count });
        }
        Ok(Self {
            layout_hash,
            port_count: port_count as u8,
            cell_count: field(&DIMENSIONS, "cell_count", word(&DIMENSIONS)) as u16,
            fdb_size: word(&FDB_SIZE),
            epoch: field(&EPOCH, "epoch", word(&EPOCH)) as u16,
        })
    }
}

/// Bits a second on the serial line at a divisor and the nominal core clock.
pub fn baud(divisor: u32) -> u32 {
    let divisor = u64::from(divisor).max(UART_MIN_DIVISOR.into());
    (CORE_CLOCK_HERTZ as f64 / divisor as f64).round() as u32
}

/// The value of a register's field, or of the whole word where the register
/// has no field of that name.
pub fn field(register: &Register, name: &str, word: u32) -> u32 {
    register.fields.iter().find(|field| field.name == name).map_or(word, |field| field.get(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Vec<u32> {
        vec![MAGIC.reset, LAYOUT_HASH as u32, (LAYOUT_HASH >> 32) as u32, 2048 << 16 | 4, 4096, 0xABCD]
    }

    #[test]
    fn identity_is_read_from_the_registers() {
        let identity = Identity::parse(&words()).unwrap();
        assert_eq!((identity.port_count, identity.cell_count), (4, 2048));
        assert_eq!((identity.fdb_size, identity.epoch), (4096, 0xABCD));
    }

    #[test]
    fn another_layout_is_refused_with_both_hashes() {
        let mut words = words();
        words[2] ^= 1;
        let message = Identity::parse(&words).unwrap_err().to_string();
        assert!(message.contains(&format!("{LAYOUT_HASH:016x}")), "{message}");
        assert!(message.contains(&format!("{:016x}", LAYOUT_HASH ^ 1 << 32)), "{message}");
    }

    #[test]
    fn the_reset_divisor_gives_the_usual_speed() {
        assert_eq!(baud(ferroute_regmap::size::UART_RESET_DIVISOR.into()), 115_207);
        assert_eq!(baud(42), 2_976_190);
        assert_eq!((baud(8), baud(0)), (15_625_000, 15_625_000));
    }

    #[test]
    fn foreign_and_impossible_devices_are_refused() {
        let mut foreign = words();
        foreign[0] = 0x1234;
        assert!(matches!(Identity::parse(&foreign), Err(DeviceError::Foreign { found: 0x1234 })));
        let mut impossible = words();
        impossible[3] = 9;
        assert!(matches!(Identity::parse(&impossible), Err(DeviceError::Dimensions { port_count: 9 })));
        assert!(Identity::parse(&[]).is_err());
    }
}
