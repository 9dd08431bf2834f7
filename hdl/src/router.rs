//! Layer 3: from headers to decisions.

pub mod header_aligner;
pub mod header_collector;
pub mod interface_finder;
pub mod launch_queue;
pub mod octet_swap;

pub use header_collector::HeaderCollector;
