//! Layer 3: from headers to decisions.

pub mod address_blocks;
pub mod answer_store;
pub mod early_rules;
pub mod flow_hasher;
pub mod flow_key_part;
pub mod frame_findings;
pub mod frame_queue;
pub mod header_aligner;
pub mod header_collector;
pub mod header_facts;
pub mod header_summary;
pub mod host_class;
pub mod interface_finder;
pub mod launch_queue;
pub mod octet_swap;
pub mod packet_summary;
pub mod pending_frame;
pub mod route_finder;
pub mod route_reader;
pub mod route_rules;
pub mod router_block;
pub mod router_decision;
pub mod rule_stage;
pub mod slot_guard;
pub mod trap_check;

pub use header_collector::HeaderCollector;
pub use router_block::Router;
pub use router_decision::RouterDecision;
