//! Frames to and from the host.

use std::collections::VecDeque;

use ferroute_regmap::PuntHeader;
use ferroute_regmap::region::{INJECT_MAX_OCTETS, INJECT_MIN_OCTETS};

/// Words of room for injected frames.
const ROOM: u32 = 400;
/// Reads of INJECT_STATUS until a frame has left.
const DEPARTURE_READS: u32 = 3;

#[derive(Default)]
pub struct SoftCpuPort {
    /// Frames for the host, the oldest first.
    pub punted: VecDeque<(PuntHeader, Vec<u8>)>,
    /// Frames that have left, each with INJECT_PORTS as it was then.
    pub injected: Vec<(u32, Vec<u8>)>,
    /// Words that are taken by something else.
    pub occupied: u32,
    /// Injected frames never leave.
    pub stuck: bool,
    /// Frames are refused.
    pub refusing: bool,
    /// Added to the number of words that is reported.
    pub wrong_words: u32,
    refused: u32,
    arriving: Option<(usize, Vec<u8>)>,
    leaving: Option<(u32, Vec<u8>)>,
}

impl SoftCpuPort {
    pub fn punt_words(&self) -> u32 {
        self.punted.front().map_or(0, |(header, _)| PuntHeader::WORDS as u32 + header.data_words() as u32 + self.wrong_words)
    }

    pub fn punt_word(&self, offset: usize) -> u32 {
        let Some((header, octets)) = self.punted.front() else { return 0 };
        let Some(first) = offset.checked_sub(PuntHeader::WORDS) else {
            return header.pack()[offset];
        };
        let octet = |index: usize| octets.get(4 * first + index).copied().unwrap_or_default();
        u32::from_le_bytes([octet(0), octet(1), octet(2), octet(3)])
    }

    pub fn release(&mut self) {
        self.punted.pop_front();
    }

    pub fn inject_word(&mut self, is_length: bool, word: u32) {
        if is_length {
            let allowed = (INJECT_MIN_OCTETS..=INJECT_MAX_OCTETS).contains(&word) && !self.refusing;
            self.refused += u32::from(!allowed);
            self.arriving = allowed.then(|| (word as usize, Vec::new()));
            return;
        }
        let Some((length, octets)) = &mut self.arriving else { return };
        octets.extend(word.to_le_bytes());
        if octets.len() >= *length {
            octets.truncate(*length);
            let octets = std::mem::take(octets);
            self.arriving = None;
            self.leaving = Some((DEPARTURE_READS, octets));
        }
    }

    pub fn inject_status(&mut self, ports: u32) -> u32 {
        let taken = self.leaving.as_ref().map_or(0, |(_, octets)| 1 + octets.len().max(60).div_ceil(4) as u32);
        match self.leaving.take() {
            Some((reads, octets)) if reads > 0 || self.stuck => {
                self.leaving = Some((reads.saturating_sub(1), octets));
            }
            Some((_, octets)) => {
                self.injected.push((ports, octets));
                return self.inject_status(ports);
            }
            None => {}
        }
        self.refused << 16 | ROOM.saturating_sub(self.occupied + taken)
    }
}
