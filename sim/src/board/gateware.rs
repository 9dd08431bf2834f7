//! The Verilog of the gateware, once a process for each size: emitting it takes long.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use ferroute_hdl::switch_core;

use super::BoardError;

/// Verilog by ports and cells.
type Emitted = BTreeMap<(usize, usize), Arc<str>>;

/// The Verilog of a `SwitchCore`.
pub fn verilog(ports: usize, cells: usize) -> Result<Arc<str>, BoardError> {
    static EMITTED: Mutex<Emitted> = Mutex::new(Emitted::new());
    let mut emitted = EMITTED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(verilog) = emitted.get(&(ports, cells)) {
        return Ok(verilog.clone());
    }
    let verilog = switch_core::verilog(ports, cells)
        .map_err(|_| BoardError::UnsupportedSize { ports, cells })?;
    let verilog: Arc<str> = verilog.into();
    emitted.insert((ports, cells), verilog.clone());
    Ok(verilog)
}
