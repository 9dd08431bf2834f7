//! Frames of a capture file.

use std::path::{Path, PathBuf};

use pcap::{Capture, Linktype, Offline, Precision};

use super::{CaptureError, reason};

/// A frame and when it was captured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CapturedFrame {
    /// Nanoseconds since 1970-01-01 UTC, as the file says.
    pub nanoseconds: i128,
    /// Without FCS, as far as the capture kept them.
    pub octets: Vec<u8>,
    /// Octets that the frame had on the wire, as the file says; more than
    /// `octets` holds where the capture kept only the start of its frames.
    pub wire_octets: u32,
}

impl CapturedFrame {
    /// Whether the capture kept every octet.
    pub fn is_whole(&self) -> bool {
        self.octets.len() as u64 >= u64::from(self.wire_octets)
    }
}

/// Reads a pcap or pcapng file whose frames are Ethernet. After an error there
/// is nothing more.
pub struct Reader {
    capture: Capture<Offline>,
    path: PathBuf,
    good_frames: u64,
    over: bool,
}

impl Reader {
    pub fn open(path: &Path) -> Result<Self, CaptureError> {
        let refused = |reason| CaptureError::Open { path: path.to_path_buf(), reason };
        // libpcap takes C strings, and "-" for its standard input.
        if path.to_str().is_none_or(|name| name == "-" || name.contains('\0')) {
            return Err(refused("no usable file name".into()));
        }
        let capture = Capture::from_file_with_precision(path, Precision::Nano)
            .map_err(|error| refused(reason(path, &error)))?;
        let link_type = capture.get_datalink();
        if link_type != Linktype::ETHERNET {
            let link_type = link_type.get_name().unwrap_or_else(|_| link_type.0.to_string());
            return Err(CaptureError::LinkType { path: path.to_path_buf(), link_type });
        }
        Ok(Self { capture, path: path.to_path_buf(), good_frames: 0, over: false })
    }

    fn read(&mut self) -> Result<Option<CapturedFrame>, CaptureError> {
        let packet = match self.capture.next_packet() {
            Ok(packet) => packet,
            Err(pcap::Error::NoMorePackets) => return Ok(None),
            Err(error) => {
                return Err(CaptureError::Damaged {
                    reason: reason(&self.path, &error),
                    path: self.path.clone(),
                    good_frames: self.good_frames,
                });
            }
        };
        self.good_frames += 1;
        let stamp = packet.header.ts;
        Ok(Some(CapturedFrame {
            // With this precision `tv_usec` holds nanoseconds.
            nanoseconds: i128::from(stamp.tv_sec) * 1_000_000_000 + i128::from(stamp.tv_usec),
            octets: packet.data.to_vec(),
            wire_octets: packet.header.len,
        }))
    }
}

impl Iterator for Reader {
    type Item = Result<CapturedFrame, CaptureError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.over {
            return None;
        }
        let item = self.read().transpose();
        self.over = !matches!(item, Some(Ok(_)));
        item
    }
}
