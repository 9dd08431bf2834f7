//! # Test traffic
//! Frames of chosen sizes between chosen stations at a chosen load, the same
//! for the same seed. Each frame differs from every other of the same source,
//! so that captures of both sides can be matched.

use ferroute_regmap::size::{FCS_OCTETS, MAX_FRAME_OCTETS, MIN_FRAME_OCTETS};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::board::{INTERFRAME_GAP, When};
use crate::golden::CarrierEvent;
use crate::golden::carrier::PREAMBLE_OCTETS;

/// Local experimental EtherType (IEEE 802-2014 clause 9.2.4).
const ETHERTYPE: u16 = 0x88B5;
/// Addresses and EtherType.
const HEADER_OCTETS: usize = 14;
/// Preamble, SFD and gap: what a frame takes of the line besides its octets.
const OVERHEAD_OCTETS: usize = PREAMBLE_OCTETS + 1 + INTERFRAME_GAP as usize;
/// Most frames a cycle of [`Sizes::Imix`] has of one size.
const IMIX: [(usize, u32); 3] = [(64, 7), (594, 4), (1518, 1)];

/// Octets of the frames, FCS included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sizes {
    Fixed(usize),
    /// Each size as likely as any other, ends included.
    Uniform(usize, usize),
    /// 7 x 64, 4 x 594, 1 x 1518, in random order.
    Imix,
}

/// Traffic from one station.
#[derive(Clone, Debug)]
pub struct Stream {
    pub source: [u8; 6],
    /// Taken in turn.
    pub destinations: Vec<[u8; 6]>,
    pub sizes: Sizes,
    /// Part of the line's rate, above 0 and at most 1.
    pub load: f64,
    pub seed: u64,
}

/// What no stream can be.
#[derive(Debug, thiserror::Error, PartialEq)]
pub enum StreamError {
    /// The caller's fault.
    #[error("frames of {octets} octets are outside of {MIN_FRAME_OCTETS} to {MAX_FRAME_OCTETS}")]
    Size { octets: usize },
    /// The caller's fault.
    #[error("a load of {load} is not above 0 and at most 1")]
    Load { load: f64 },
    /// The caller's fault.
    #[error("a stream needs a destination")]
    NoDestination,
}

/// A stream's carrier events without end.
#[derive(Debug)]
pub struct Generator {
    stream: Stream,
    random: StdRng,
    sequence: u64,
    /// Clocks that the line owes to the load, less than one.
    owed: f64,
}

impl Generator {
    pub fn new(stream: Stream) -> Result<Self, StreamError> {
        let allowed = MIN_FRAME_OCTETS..=MAX_FRAME_OCTETS;
        let (low, high) = match stream.sizes {
            Sizes::Fixed(octets) => (octets, octets),
            Sizes::Uniform(low, high) => (low.min(high), high.max(low)),
            Sizes::Imix => (MIN_FRAME_OCTETS, MAX_FRAME_OCTETS),
        };
        if let Some(octets) = [low, high].into_iter().find(|octets| !allowed.contains(octets)) {
            return Err(StreamError::Size { octets });
        }
        if !(stream.load > 0.0 && stream.load <= 1.0) {
            return Err(StreamError::Load { load: stream.load });
        }
        if stream.destinations.is_empty() {
            return Err(StreamError::NoDestination);
        }
        let random = StdRng::seed_from_u64(stream.seed);
        Ok(Self { stream, random, sequence: 0, owed: 0.0 })
    }

    fn size(&mut self) -> usize {
        match self.stream.sizes {
            Sizes::Fixed(octets) => octets,
            Sizes::Uniform(one, other) => self.random.random_range(one.min(other)..=one.max(other)),
            Sizes::Imix => {
                let mut draw = self.random.random_range(0..IMIX.iter().map(|(_, parts)| parts).sum());
                IMIX.iter()
                    .find(|(_, parts)| {
                        let drawn = draw < *parts;
                        draw = draw.wrapping_sub(*parts);
                        drawn
                    })
                    .map_or(MIN_FRAME_OCTETS, |(octets, _)| *octets)
            }
        }
    }
}

impl Iterator for Generator {
    type Item = (CarrierEvent, When);

    /// The next frame. The gap before it makes up for the line time of a frame
    /// as large, so that the load is exact from one frame to the next.
    fn next(&mut self) -> Option<Self::Item> {
        let octets = self.size();
        let turn = (self.sequence % self.stream.destinations.len() as u64) as usize;
        let mut frame = Vec::with_capacity(octets);
        frame.extend_from_slice(&self.stream.destinations[turn]);
        frame.extend_from_slice(&self.stream.source);
        frame.extend_from_slice(&ETHERTYPE.to_be_bytes());
        frame.extend_from_slice(&self.sequence.to_be_bytes());
        let counted = HEADER_OCTETS + size_of::<u64>();
        frame.extend((counted..octets - FCS_OCTETS).map(|index| index as u8));
        self.sequence += 1;
        let line = (octets + OVERHEAD_OCTETS) as f64;
        self.owed += line / self.stream.load - line;
        let pause = self.owed.floor();
        self.owed -= pause;
        Some((CarrierEvent::frame(&frame), When::after_gap(INTERFRAME_GAP + pause as u32)))
    }
}

/// The receive pins of every port for `cycles` clocks: a row a clock with a
/// word a port, of which bits 7:0 are the octet, bit 8 RX_DV, bit 9 RX_ER.
/// Each port's first event starts in the first row, as on a board.
pub fn pin_table(
    ports: &mut [impl Iterator<Item = (CarrierEvent, When)>],
    cycles: usize,
) -> Vec<u16> {
    let width = ports.len();
    let mut table = vec![0; cycles * width];
    for (port, events) in ports.iter_mut().enumerate() {
        let mut cycle = 0;
        for (index, (event, when)) in events.enumerate() {
            let gap = if index == 0 { 0 } else { when.gap as usize };
            cycle = (cycle + gap).max(when.not_before as usize);
            // An event that does not fit is left out, so that the table can repeat.
            if cycle + event.octets.len() + INTERFRAME_GAP as usize > cycles {
                break;
            }
            for (position, octet) in event.octets.iter().enumerate() {
                let error = u16::from(event.error_positions.contains(&position));
                table[(cycle + position) * width + port] = u16::from(*octet) | 1 << 8 | error << 9;
            }
            cycle += event.octets.len();
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(sizes: Sizes, load: f64) -> Stream {
        Stream { source: [2, 0, 0, 0, 0, 1], destinations: vec![[2, 0, 0, 0, 0, 2], [2, 0, 0, 0, 0, 3]], sizes, load, seed: 7 }
    }

    #[test]
    fn load_is_exact_over_a_run() {
        for (sizes, load) in [(Sizes::Fixed(64), 1.0), (Sizes::Fixed(64), 0.3), (Sizes::Imix, 0.77)] {
            let (mut busy, mut all) = (0, 0);
            for (event, when) in Generator::new(stream(sizes, load)).unwrap().take(10_000) {
                busy += event.octets.len() + 12;
                all += event.octets.len() + when.gap as usize;
            }
            let measured = busy as f64 / all as f64;
            assert!((measured - load).abs() < 1e-5, "{sizes:?} {load} {measured}");
        }
    }

    #[test]
    fn sizes_are_what_was_asked_for() {
        let sizes = |sizes| {
            let generator = Generator::new(stream(sizes, 1.0)).unwrap();
            let mut found: Vec<usize> = generator.take(12_000).map(|(event, _)| event.octets.len() - 8).collect();
            found.sort_unstable();
            found
        };
        let fixed = sizes(Sizes::Fixed(1518));
        assert_eq!((fixed[0], fixed[11_999]), (1518, 1518));
        let uniform = sizes(Sizes::Uniform(100, 64));
        assert_eq!((uniform[0], uniform[11_999]), (64, 100));
        let imix = sizes(Sizes::Imix);
        let share = |octets| imix.iter().filter(|size| **size == octets).count();
        assert_eq!(share(64) + share(594) + share(1518), 12_000);
        for (octets, expected) in [(64, 7_000), (594, 4_000), (1518, 1_000)] {
            assert!(share(octets).abs_diff(expected) < 300, "{octets}: {}", share(octets));
        }
    }

    #[test]
    fn frames_differ_and_take_turns() {
        let frames: Vec<_> = Generator::new(stream(Sizes::Fixed(64), 1.0)).unwrap().take(300).collect();
        assert!(frames.windows(2).all(|pair| pair[0].0 != pair[1].0));
        assert_ne!(frames[0].0, frames[256].0);
        assert_eq!(frames[0].0.octets[8..14], [2, 0, 0, 0, 0, 2]);
        assert_eq!(frames[1].0.octets[8..14], [2, 0, 0, 0, 0, 3]);
    }

    #[test]
    fn impossible_streams_are_refused() {
        let error = |stream| Generator::new(stream).unwrap_err();
        assert_eq!(error(stream(Sizes::Fixed(63), 1.0)), StreamError::Size { octets: 63 });
        assert_eq!(error(stream(Sizes::Uniform(64, 1519), 1.0)), StreamError::Size { octets: 1519 });
        assert_eq!(error(stream(Sizes::Imix, 0.0)), StreamError::Load { load: 0.0 });
        assert!(matches!(error(stream(Sizes::Imix, f64::NAN)), StreamError::Load { .. }));
        let nobody = Stream { destinations: Vec::new(), ..stream(Sizes::Imix, 1.0) };
        assert_eq!(error(nobody), StreamError::NoDestination);
    }
}
