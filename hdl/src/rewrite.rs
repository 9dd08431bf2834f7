//! New headers for routed frames on their way out.
//!
//! | block            | what it does                                       |
//! | Rewriter         | words of routed frames to those they leave as      |
//! | OutputStage      | which octets leave with a word                     |
//! | HeaderEditor     | hop limit, checksum and padding in a word          |
//! | ChecksumAdjuster | an IPv4 header's checksum after one hop            |
//! | StateUpdater     | what is kept of a word for the port's next one     |

pub mod checksum_adjuster;
pub mod header_editor;
pub mod output_stage;
pub mod rewrite_record;
pub mod rewrite_state;
pub mod rewriter;
pub mod state_updater;

#[cfg(test)]
mod tests;

pub use checksum_adjuster::ChecksumAdjuster;
pub use header_editor::HeaderEditor;
pub use output_stage::OutputStage;
pub use rewrite_record::Rewrite;
pub use rewrite_state::RewriteState;
pub use rewriter::Rewriter;
pub use state_updater::StateUpdater;
