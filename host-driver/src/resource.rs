//! # How full the device is
//! Owns: usage and exhaustion of each table and buffer.

use ferroute_regmap::registers::{
    BUFFER, FDB_FAILURES, FDB_MOVES, FDB_UNLEARNED, FDB_USAGE, INJECT_STATUS, PUNT_STATUS,
};
use serde::Serialize;

use crate::bus::{BusError, RegisterBus};
use crate::device::{Device, field};

/// `ferroute resource show`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ResourceReport {
    pub fdb: FdbResource,
    pub buffer: BufferResource,
    pub punt: PuntResource,
    pub inject: InjectResource,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FdbResource {
    pub used: u32,
    pub size: u32,
    /// Addresses not learned because every place was taken.
    pub unlearned: u32,
    /// Station moves.
    pub moves: u32,
    /// Commands that did not end in success; a search for an absent address counts.
    pub failures: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BufferResource {
    pub free_cells: u32,
    pub lowest_free_cells: u32,
    pub total_cells: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PuntResource {
    /// 32-bit words of the oldest frame with its header; 0: none waits.
    pub waiting_words: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InjectResource {
    /// 32-bit words that can be injected now.
    pub free_words: u32,
    /// Frames refused since power-up.
    pub refused: u32,
}

/// Reads usage and exhaustion.
pub fn show<B: RegisterBus>(device: &mut Device<B>) -> Result<ResourceReport, BusError> {
    let identity = device.identity();
    let mut read = |register: &ferroute_regmap::register::Register| device.bus().read_word(register.address);
    let (buffer, inject) = (read(&BUFFER)?, read(&INJECT_STATUS)?);
    Ok(ResourceReport {
        fdb: FdbResource {
            used: field(&FDB_USAGE, "entries", read(&FDB_USAGE)?),
            size: identity.fdb_size,
            unlearned: read(&FDB_UNLEARNED)?,
            moves: read(&FDB_MOVES)?,
            failures: read(&FDB_FAILURES)?,
        },
        buffer: BufferResource {
            free_cells: field(&BUFFER, "free_cells", buffer),
            lowest_free_cells: field(&BUFFER, "lowest_free_cells", buffer),
            total_cells: identity.cell_count.into(),
        },
        punt: PuntResource { waiting_words: field(&PUNT_STATUS, "words", read(&PUNT_STATUS)?) },
        inject: InjectResource {
            free_words: field(&INJECT_STATUS, "words", inject),
            refused: field(&INJECT_STATUS, "refused", inject),
        },
    })
}
