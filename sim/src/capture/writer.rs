//! A capture file that grows.

use std::path::{Path, PathBuf};

use nix::libc::timeval;
use pcap::{Capture, Linktype, Packet, PacketHeader, Precision, Savefile};

use super::{CaptureError, reason};

/// Writes a pcap file with nanosecond times.
pub struct Writer {
    file: Savefile,
    path: PathBuf,
}

impl Writer {
    /// Replaces the file at `path` by one without frames.
    pub fn create(path: &Path) -> Result<Self, CaptureError> {
        let refused = |reason| CaptureError::Write { path: path.to_path_buf(), reason };
        // libpcap takes C strings, and "-" for its standard output.
        if path.to_str().is_none_or(|name| name == "-" || name.contains('\0')) {
            return Err(refused("no usable file name".into()));
        }
        let file = Capture::dead_with_precision(Linktype::ETHERNET, Precision::Nano)
            .and_then(|capture| capture.savefile(path))
            .map_err(|error| refused(reason(path, &error)))?;
        let mut writer = Self { file, path: path.to_path_buf() };
        // The header, so that it is a capture from the start.
        writer.flush()?;
        Ok(writer)
    }

    /// Appends a frame without FCS, captured this long after 1970-01-01.
    pub fn write(&mut self, nanoseconds: u64, frame: &[u8]) {
        let length = u32::try_from(frame.len()).unwrap_or(u32::MAX);
        let ts = timeval {
            tv_sec: (nanoseconds / 1_000_000_000) as _,
            // With this precision `tv_usec` holds nanoseconds.
            tv_usec: (nanoseconds % 1_000_000_000) as _,
        };
        let header = PacketHeader { ts, caplen: length, len: length };
        self.file.write(&Packet { header: &header, data: &frame[..length as usize] });
    }

    /// Hands everything to the system.
    pub fn flush(&mut self) -> Result<(), CaptureError> {
        self.file.flush().map_err(|error| CaptureError::Write {
            reason: reason(&self.path, &error),
            path: self.path.clone(),
        })
    }
}
