//! # Formal proofs of the gateware
//! Owns: which block is proven at which size, and the runs of SymbiYosys over
//! its emitted Verilog and its property file in `hdl/formal`.

mod bench;
mod properties;

pub use bench::{Bench, Outcome, Run};
pub use properties::{Edit, Properties, PropertyError};

use std::path::PathBuf;

use ferroute_hdl::arbiter::SpacedArbiter;
use ferroute_hdl::buffer::{free_list::FreeList, reference_counter::ReferenceCounter};
use ferroute_hdl::cdc::AsyncFifo;
use ferroute_hdl::memory::{BlockFifo, SyncFifo};

/// Why a check has no result.
#[derive(Debug, thiserror::Error)]
pub enum FormalError {
    /// This machine is not set up.
    #[error("{0} is missing: run `cargo xtask setup`")]
    MissingTool(PathBuf),
    /// The property file's fault.
    #[error("{block}.sv: {source}")]
    Properties { block: &'static str, source: PropertyError },
    /// The file system's fault.
    #[error("{path}: {source}")]
    Io { path: PathBuf, source: std::io::Error },
}

/// A block and what it must do.
#[derive(Clone, Copy, Debug)]
pub struct Block {
    /// Name of the module, and of the property file.
    pub name: &'static str,
    /// Size of the block that is checked.
    pub size: &'static str,
    verilog: fn() -> String,
    properties: &'static str,
}

impl Block {
    /// Its Verilog as the flow takes it.
    pub fn verilog(&self) -> String {
        (self.verilog)()
    }

    /// What its property file asks for.
    pub fn properties(&self) -> Result<Properties, FormalError> {
        Properties::parse(self.properties)
            .map_err(|source| FormalError::Properties { block: self.name, source })
    }
}

/// All blocks that are checked, the quick ones first.
pub const BLOCKS: &[Block] = &[
    Block {
        name: "spaced_arbiter",
        size: "9 ports",
        verilog: SpacedArbiter::<9>::verilog,
        properties: include_str!("../../hdl/formal/spaced_arbiter.sv"),
    },
    Block {
        name: "block_fifo",
        size: "8 words of 4 bit",
        verilog: BlockFifo::<4, 3, 4>::verilog,
        properties: include_str!("../../hdl/formal/block_fifo.sv"),
    },
    Block {
        name: "sync_fifo",
        size: "16 words of 4 bit",
        verilog: || SyncFifo::<4, 4>::new(10).verilog(),
        properties: include_str!("../../hdl/formal/sync_fifo.sv"),
    },
    Block {
        name: "async_fifo",
        size: "8 words of 4 bit",
        verilog: || AsyncFifo::<4, 3, 4>::new(2).verilog(),
        properties: include_str!("../../hdl/formal/async_fifo.sv"),
    },
    Block {
        name: "reference_counter",
        size: "16 cells",
        verilog: ReferenceCounter::<4>::verilog,
        properties: include_str!("../../hdl/formal/reference_counter.sv"),
    },
    Block {
        name: "free_list",
        size: "16 cells",
        verilog: FreeList::<4>::verilog,
        properties: include_str!("../../hdl/formal/free_list.sv"),
    },
];
