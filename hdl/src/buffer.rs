//! The packet buffer: cells, reference counts, egress queues, and the reader that feeds the ports.

pub mod cell_store;
pub mod egress_queues;
pub mod egress_reader;
pub mod enqueuer;
pub mod frame_records;
pub mod free_list;
pub mod link_memory;
pub mod packet_buffer;
pub mod queue_admission;
pub mod queue_memory;
pub mod reader_progress;
pub mod reference_counter;
pub mod rewrite_records;
pub mod transmission_event;
pub mod two_reader_ram;

pub use packet_buffer::PacketBuffer;
