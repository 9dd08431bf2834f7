//! Memories that the widgets of `rust-hdl` do not offer, each a block whose
//! Verilog is written out and whose `update` is the same in Rust.

pub mod block_fifo;
pub mod distributed_ram;
pub mod port_ram;
pub mod simple_dual_port_ram;
pub mod single_port_ram;
pub mod sync_fifo;
pub mod true_dual_port_ram;

pub use block_fifo::BlockFifo;
pub use distributed_ram::DistributedRam;
pub use port_ram::PortRam;
pub use simple_dual_port_ram::SimpleDualPortRam;
pub use single_port_ram::SinglePortRam;
pub use sync_fifo::SyncFifo;
pub use true_dual_port_ram::TrueDualPortRam;
