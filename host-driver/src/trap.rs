//! # Traps
//! Owns: which classes of frames go to the CPU port instead of being dropped.

use ferroute_regmap::register::Field;
use ferroute_regmap::registers::TRAP;
use serde::Serialize;

use crate::bus::{BusError, RegisterBus};
use crate::device::Device;

/// A trap as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Trap {
    pub trap: &'static str,
    /// Frames of the class go to the CPU port.
    pub enabled: bool,
    pub meaning: &'static str,
}

/// Why a trap was not set.
#[derive(Debug, thiserror::Error)]
pub enum TrapError {
    #[error(transparent)]
    Bus(#[from] BusError),
    /// The caller's fault.
    #[error("no trap \"{name}\"; there is {}", names())]
    Unknown { name: String },
}

fn names() -> String {
    TRAP.fields.iter().map(|field| field.name).collect::<Vec<_>>().join(", ")
}

/// Every trap.
pub fn show<B: RegisterBus>(device: &mut Device<B>) -> Result<Vec<Trap>, TrapError> {
    let word = device.bus().read_word(TRAP.address)?;
    let trap = |field: &'static Field| Trap {
        trap: field.name, enabled: field.get(word) != 0, meaning: field.meaning,
    };
    Ok(TRAP.fields.iter().map(trap).collect())
}

/// Sets a trap by its name.
pub fn set<B: RegisterBus>(device: &mut Device<B>, name: &str, enabled: bool) -> Result<(), TrapError> {
    let field = TRAP.fields.iter().find(|field| field.name == name);
    let field = field.ok_or_else(|| TrapError::Unknown { name: name.to_owned() })?;
    let word = device.bus().read_word(TRAP.address)?;
    device.bus().write(TRAP.address, &[field.set(word, enabled.into())])?;
    Ok(())
}
