//! RGMII's pins, written from the standard: RGMII 2.0, section 3, and
//! IEEE 802.3-2022 clause 22 for nibbles.

/// Data and control (bit 4) in the first half of a clock, the same in the second
/// half from bit 5 on.
pub type Pins = u16;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speed {
    Ten,
    Hundred,
    Gigabit,
}

use Speed::{Gigabit, Hundred, Ten};

pub const SPEEDS: [Speed; 3] = [Ten, Hundred, Gigabit];

impl Speed {
    /// Period of the line's clock.
    pub fn nanoseconds(self) -> u64 {
        match self {
            Ten => 400,
            Hundred => 40,
            Gigabit => 8,
        }
    }

    /// In steps of 25 ps.
    pub fn taps(self) -> u16 {
        self.nanoseconds() as u16 * 40
    }

    /// Clocks of an octet.
    pub fn clocks(self) -> usize {
        if self == Gigabit { 1 } else { 2 }
    }

    /// Link, speed and full duplex as the in-band status has them (table 4).
    pub fn status(self) -> u8 {
        0b1001 | (self as u8) << 1
    }
}

fn pins(first: u8, second: u8, valid: bool, error: bool) -> Pins {
    u16::from(first) | u16::from(valid) << 4 | u16::from(second) << 5 | u16::from(valid != error) << 9
}

/// Clocks of idle that say `status`.
pub fn idle(status: u8, clocks: usize) -> Vec<Pins> {
    vec![pins(status, status, false, false); clocks]
}

/// An octet with RX_DV, and RX_ER or not.
pub fn octet(speed: Speed, octet: u8, error: bool) -> Vec<Pins> {
    let (low, high) = (octet & 15, octet >> 4);
    if speed == Gigabit {
        return vec![pins(low, high, true, error)];
    }
    [low, high].map(|nibble| pins(nibble, nibble, true, error)).to_vec()
}

/// Preamble, SFD and these octets. The preamble counts in clocks: nibbles, or
/// octets at 1000 Mb/s.
pub fn event(speed: Speed, preamble: usize, octets: &[u8]) -> Vec<Pins> {
    let five = if speed == Gigabit { octet(speed, 0x55, false) } else { vec![pins(5, 5, true, false)] };
    let mut event = five.repeat(preamble);
    if speed == Gigabit {
        event.extend(octet(speed, 0xD5, false));
    } else {
        event.push(pins(0xD, 0xD, true, false));
    }
    event.extend(octets.iter().flat_map(|value| octet(speed, *value, false)));
    event
}

/// A frame as a partner takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// Clocks with valid data in front of the SFD's last one.
    pub preamble: usize,
    /// What follows the SFD.
    pub octets: Vec<u8>,
    pub error: bool,
}

/// The frames on the pins.
///
/// # Panics
/// Where a nibble is not the same in both halves at 10 and 100 Mb/s.
pub fn frames(speed: Speed, pins: &[Pins]) -> Vec<Received> {
    let mut frames = Vec::new();
    let valid = |pins: &Pins| pins >> 4 & 1 == 1;
    for run in pins.chunk_by(|a, b| valid(a) == valid(b)).filter(|run| valid(&run[0])) {
        let nibbles = run.iter().map(|pins| ((pins & 15) as u8, (pins >> 5 & 15) as u8));
        let octets: Vec<u8> = if speed == Gigabit {
            nibbles.map(|(low, high)| high << 4 | low).collect()
        } else {
            nibbles
                .map(|(first, second)| {
                    assert_eq!(first, second, "a nibble stands on both halves");
                    first
                })
                .collect()
        };
        let sfd = if speed == Gigabit { 0xD5 } else { 0xD };
        let start = octets.iter().position(|octet| *octet == sfd).map_or(octets.len(), |position| position + 1);
        let rest = &octets[start..];
        let whole = if speed == Gigabit {
            rest.to_vec()
        } else {
            rest.chunks(2).map(|pair| pair[0] | pair.get(1).copied().unwrap_or_default() << 4).collect()
        };
        frames.push(Received {
            preamble: start.saturating_sub(1),
            octets: whole,
            error: run.iter().any(|pins| pins >> 9 & 1 == 0),
        });
    }
    frames
}
