//! # Capture files
//! Owns: reading and writing Ethernet frames without FCS as pcap files, with
//! nanosecond times. Knows no board.

mod reader;
mod writer;

use std::path::{Path, PathBuf};

pub use reader::{CapturedFrame, Reader};
pub use writer::Writer;

/// Why a capture file ends early or cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CaptureError {
    /// The user's fault.
    #[error("cannot read {path}: {reason}")]
    Open { path: PathBuf, reason: String },
    /// The user's fault.
    #[error("{path} has link type {link_type} instead of Ethernet")]
    LinkType { path: PathBuf, link_type: String },
    /// The file's fault: it is cut short or damaged.
    #[error("{path} is damaged behind frame {good_frames}: {reason}")]
    Damaged { path: PathBuf, good_frames: u64, reason: String },
    /// The file system's fault.
    #[error("cannot write {path}: {reason}")]
    Write { path: PathBuf, reason: String },
}

/// libpcap puts the file's name before some of its messages.
fn reason(path: &Path, error: &pcap::Error) -> String {
    let text = match error {
        pcap::Error::PcapError(text) => text.clone(),
        other => other.to_string(),
    };
    match text.strip_prefix(&format!("{}: ", path.display())) {
        Some(rest) => rest.to_owned(),
        None => text,
    }
}
