//! The builds of the core that there are, and their Verilog.

use rust_hdl::prelude::*;

use super::SwitchCore;
use crate::verilog::emit;

/// No build of the gateware has this many ports or cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnsupportedSize {
    pub ports: usize,
    pub cells: usize,
}

impl std::fmt::Display for UnsupportedSize {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { ports, cells } = self;
        write!(out, "there is no core with {ports} ports and {cells} cells; there is one for 2 to 8 ports with 1024 cells, for 2, 3, 4 and 8 ports with 512, for 4 and 8 ports with 2048")
    }
}

impl std::error::Error for UnsupportedSize {}

fn emitted<const P: usize, const N: usize, const N_PLUS_1: usize, const CELL: usize, const WORD: usize, const R: usize>() -> String {
    let mut core = SwitchCore::<P, N, N_PLUS_1, CELL, WORD, R>::default();
    core.core_clock.connect();
    for port in 0..P {
        core.rx_clock[port].connect();
        core.gmii_rxd[port].connect();
        core.gmii_rx_dv[port].connect();
        core.gmii_rx_er[port].connect();
        core.tx_clock[port].connect();
    }
    core.link_up.connect();
    core.uart_rx.connect();
    core.connect_all();
    emit(&core, "switch_core")
}

/// A core is built on the stack and takes more of it than a thread has.
const STACK_OCTETS: usize = 256 << 20;

fn of<const P: usize, const N: usize, const N_PLUS_1: usize, const CELL: usize, const WORD: usize, const R: usize>() -> String {
    std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().stack_size(STACK_OCTETS);
        let thread = builder
            .spawn_scoped(scope, emitted::<P, N, N_PLUS_1, CELL, WORD, R>)
            .expect("the system has a thread to give");
        thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// Verilog of a `SwitchCore`, module `switch_core`.
/// `ports`: 2 to 8 front-panel ports. `cells`: cells of the packet buffer, 1024;
/// with 2, 3, 4 and 8 ports also 512, with 4 and 8 also 2048. Each build costs
/// compile time of this crate, so that only those are here that somebody uses.
/// Those with 512 cells are for small parts and have no router.
pub fn verilog(ports: usize, cells: usize) -> Result<String, UnsupportedSize> {
    Ok(match (ports, cells) {
        (2, 512) => of::<2, 3, 4, 9, 12, 0>(),
        (2, 1024) => of::<2, 3, 4, 10, 13, 1>(),
        (3, 512) => of::<3, 4, 5, 9, 12, 0>(),
        (3, 1024) => of::<3, 4, 5, 10, 13, 1>(),
        (4, 512) => of::<4, 5, 6, 9, 12, 0>(),
        (4, 1024) => of::<4, 5, 6, 10, 13, 1>(),
        (4, 2048) => of::<4, 5, 6, 11, 14, 1>(),
        (5, 1024) => of::<5, 6, 7, 10, 13, 1>(),
        (6, 1024) => of::<6, 7, 8, 10, 13, 1>(),
        (7, 1024) => of::<7, 8, 9, 10, 13, 1>(),
        (8, 512) => of::<8, 9, 10, 9, 12, 0>(),
        (8, 1024) => of::<8, 9, 10, 10, 13, 1>(),
        (8, 2048) => of::<8, 9, 10, 11, 14, 1>(),
        _ => return Err(UnsupportedSize { ports, cells }),
    })
}
