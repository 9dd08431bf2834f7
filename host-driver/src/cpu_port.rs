//! # Frames to and from the CPU port
//! Owns: taking punted frames and injecting frames, one at a time.

use std::num::ParseIntError;

use ferroute_regmap::region::{self, INJECT_MAX_OCTETS, INJECT_MIN_OCTETS};
use ferroute_regmap::registers::{INJECT_PORTS, INJECT_STATUS, PUNT_STATUS};
use ferroute_regmap::{PuntHeader, PuntReason};
use serde::Serialize;

use crate::bus::{BusError, Operation, RegisterBus};
use crate::device::{Device, field};
use crate::port::Port;

/// Shortest frame that is sent, without FCS; shorter ones are padded.
const MIN_OCTETS: usize = 60;
/// Looks at the room for frames until an injected one has left.
const DEPARTURE_LOOKS: usize = 50;

/// A frame that the switch gave to the host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PuntedFrame {
    /// Where it came in; `None` for a port that the device does not have.
    pub port: Option<Port>,
    /// Why; `None` for a reason that this program does not know.
    pub reason: Option<PuntReason>,
    pub header: PuntHeader,
    /// Without FCS.
    pub octets: Vec<u8>,
}

/// Why no frame was taken or injected.
#[derive(Debug, thiserror::Error)]
pub enum CpuPortError {
    #[error(transparent)]
    Bus(#[from] BusError),
    /// The device's fault.
    #[error("the waiting frame takes {words} words and its header says {length} octets")]
    Header { words: usize, length: usize },
    /// The caller's fault.
    #[error("a frame of {octets} octets cannot be injected; {INJECT_MIN_OCTETS} to {INJECT_MAX_OCTETS} are possible, without FCS")]
    Length { octets: usize },
    /// The device's: earlier frames have not left yet.
    #[error("no room for the frame: it takes {needed} words and there is room for {free}")]
    NoRoom { needed: usize, free: usize },
    /// The device's.
    #[error("the device refused the frame")]
    Refused,
    /// The device's.
    #[error("the frame is in the device and does not leave the CPU port")]
    Stuck,
}

/// The caller's fault: a text is no frame.
#[derive(Debug, thiserror::Error)]
pub enum HexError {
    #[error("a frame in hexadecimal has two digits an octet, and there are {0} digits")]
    Odd(usize),
    #[error("\"{text}\" is not hexadecimal: {error}")]
    Digit { text: String, error: ParseIntError },
}

impl Serialize for PuntedFrame {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Report {
            port: Option<Port>,
            reason: Option<&'static str>,
            reason_code: u8,
            length: u16,
            timestamp: u32,
            frame: String,
        }
        let report = Report {
            port: self.port,
            reason: self.reason.map(PuntReason::name),
            reason_code: self.header.reason,
            length: self.header.length,
            timestamp: self.header.timestamp,
            frame: to_hex(&self.octets),
        };
        report.serialize(serializer)
    }
}

/// Takes the oldest punted frame, if one waits.
pub fn receive<B: RegisterBus>(device: &mut Device<B>) -> Result<Option<PuntedFrame>, CpuPortError> {
    let status = device.bus().read_word(PUNT_STATUS.address)?;
    let words = field(&PUNT_STATUS, "words", status) as usize;
    if words == 0 {
        return Ok(None);
    }
    let content = device.bus().read(region::PUNT, words)?;
    let header = content.first_chunk().copied().and_then(PuntHeader::unpack);
    let header = header.ok_or(CpuPortError::Header { words, length: 0 })?;
    let length = usize::from(header.length);
    if header.data_words() + PuntHeader::WORDS != words {
        return Err(CpuPortError::Header { words, length });
    }
    // Only now that it is here: a write releases it for good.
    device.bus().write(region::PUNT, &[0])?;
    let mut octets: Vec<u8> = content.iter().skip(PuntHeader::WORDS).flat_map(|word| word.to_le_bytes()).collect();
    octets.truncate(length);
    Ok(Some(PuntedFrame {
        port: Port::new(header.port, device.identity().port_count),
        reason: PuntReason::from_code(header.reason),
        header,
        octets,
    }))
}

/// Injects a frame without FCS: to exactly these ports, or, where there are
/// none, forwarded as if received on the CPU port.
pub fn inject<B: RegisterBus>(
    device: &mut Device<B>, ports: &[Port], frame: &[u8],
) -> Result<(), CpuPortError> {
    let octets = frame.len();
    if !(INJECT_MIN_OCTETS as usize..=INJECT_MAX_OCTETS as usize).contains(&octets) {
        return Err(CpuPortError::Length { octets });
    }
    let (free, refused) = room(device)?;
    let needed = 1 + octets.max(MIN_OCTETS).div_ceil(4);
    if free < needed {
        return Err(CpuPortError::NoRoom { needed, free });
    }
    let mut words = vec![octets as u32];
    words.extend(frame.chunks(4).map(|chunk| {
        let mut octets = [0; 4];
        octets[..chunk.len()].copy_from_slice(chunk);
        u32::from_le_bytes(octets)
    }));
    let mask = ports.iter().fold(0, |mask, port| mask | port.bit());
    let before = device.bus().read_word(INJECT_PORTS.address)?;
    device.bus().run(&[
        Operation::Write { address: INJECT_PORTS.address, words: vec![mask] },
        Operation::Write { address: region::INJECT, words },
    ])?;
    // The egress is read when the frame reaches the core, so it is put back
    // only after the frame has left.
    for _ in 0..DEPARTURE_LOOKS {
        let (free_now, refused_now) = room(device)?;
        if refused_now != refused {
            device.bus().write(INJECT_PORTS.address, &[before])?;
            return Err(CpuPortError::Refused);
        }
        if free_now >= free {
            device.bus().write(INJECT_PORTS.address, &[before])?;
            return Ok(());
        }
    }
    Err(CpuPortError::Stuck)
}

/// Free words, and how many frames were refused.
fn room<B: RegisterBus>(device: &mut Device<B>) -> Result<(usize, u32), BusError> {
    let status = device.bus().read_word(INJECT_STATUS.address)?;
    Ok((field(&INJECT_STATUS, "words", status) as usize, field(&INJECT_STATUS, "refused", status)))
}

/// Octets from hexadecimal digits; white space, colons and dashes between them are skipped.
pub fn from_hex(text: &str) -> Result<Vec<u8>, HexError> {
    let digits: Vec<char> =
        text.chars().filter(|digit| !digit.is_whitespace() && ![':', '-'].contains(digit)).collect();
    if !digits.len().is_multiple_of(2) {
        return Err(HexError::Odd(digits.len()));
    }
    digits
        .chunks_exact(2)
        .map(|pair| {
            let text: String = pair.iter().collect();
            // from_str_radix takes a sign as well.
            let plain = text.replace('+', "?");
            u8::from_str_radix(&plain, 16).map_err(|error| HexError::Digit { text, error })
        })
        .collect()
}

/// Hexadecimal digits of octets.
pub fn to_hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_in_all_notations() {
        let octets = vec![0x02, 0xAB, 0x00, 0xFF];
        for text in ["02ab00ff", "02 AB 00 FF\n", "02:ab:00:ff", "02ab 00ff"] {
            assert_eq!(from_hex(text).unwrap(), octets, "{text}");
        }
        assert_eq!(to_hex(&octets), "02ab00ff");
        assert!(matches!(from_hex("02a"), Err(HexError::Odd(3))));
        for text in ["0g", "+1", "ää"] {
            assert!(matches!(from_hex(text), Err(HexError::Digit { .. })), "{text}");
        }
    }
}
