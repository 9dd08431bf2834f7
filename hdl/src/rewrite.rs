//! New header words for routed frames on their way out.

pub mod rewrite_record;

pub use rewrite_record::Rewrite;
