//! # Latency of the switch
//! Finds for each frame that left the one that came in, by content, and keeps
//! how long it took.

use std::collections::HashMap;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::board::{Time, WireEvent};

/// 128 bits of a hash of a frame without FCS.
type Content = [u8; 16];

/// One frame as it came in.
#[derive(Clone, Copy, Debug)]
struct Arrival {
    port: usize,
    first_bit: Time,
    last_bit: Time,
}

/// Matches frames in to frames out. Equal frames leave each port in the order
/// in which they came, as from a switch that keeps order.
#[derive(Debug, Default)]
pub struct Matcher {
    arrivals: HashMap<Content, Vec<Arrival>>,
    /// How many of the arrivals have left a port already.
    departed: HashMap<(Content, usize), usize>,
    first_to_first: Samples,
    last_to_first: Samples,
    unmatched: u64,
}

impl Matcher {
    /// A frame came in. Call it before [`Self::departed`] of the same frame.
    pub fn arrived(&mut self, event: &WireEvent) {
        if let Some(frame) = event.frame() {
            let arrival =
                Arrival { port: event.port, first_bit: event.first_bit, last_bit: event.last_bit };
            self.arrivals.entry(content(&frame)).or_default().push(arrival);
        }
    }

    /// A frame left. One that nobody sent (the host injected it, or it was
    /// changed on its way) is unmatched.
    pub fn departed(&mut self, event: &WireEvent) {
        let Some(frame) = event.frame() else { return };
        let content = content(&frame);
        let arrivals = self.arrivals.get(&content).map_or(&[][..], Vec::as_slice);
        let next = self.departed.entry((content, event.port)).or_default();
        let found = arrivals[*next..].iter().position(|arrival| arrival.port != event.port);
        let Some(offset) = found else {
            self.unmatched += 1;
            return;
        };
        let arrival = arrivals[*next + offset];
        *next += offset + 1;
        let since = |time: Time| event.first_bit.picoseconds().checked_sub(time.picoseconds());
        match (since(arrival.first_bit), since(arrival.last_bit)) {
            (Some(first), last) => {
                self.first_to_first.add(first);
                // A cut-through switch sends before the frame is over.
                self.last_to_first.add(last.unwrap_or_default());
            }
            (None, _) => self.unmatched += 1,
        }
    }

    pub fn report(&mut self) -> LatencyReport {
        LatencyReport {
            first_bit_in_to_first_bit_out: self.first_to_first.summary(),
            last_bit_in_to_first_bit_out: self.last_to_first.summary(),
            unmatched_frames: self.unmatched,
        }
    }
}

/// Latencies of a run, from and to the first bit of the preamble and the last
/// bit of the FCS.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LatencyReport {
    pub first_bit_in_to_first_bit_out: Option<Summary>,
    pub last_bit_in_to_first_bit_out: Option<Summary>,
    /// Frames that left and had not come in.
    pub unmatched_frames: u64,
}

/// Nanoseconds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    pub frames: u64,
    pub minimum: f64,
    pub mean: f64,
    pub median: f64,
    pub percentile_99: f64,
    pub maximum: f64,
    pub histogram: Vec<Bucket>,
}

/// Frames with a latency of at least `from` and below `to` nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Bucket {
    pub from: u64,
    pub to: u64,
    pub frames: u64,
}

/// Picoseconds, and how many frames took that long: few values, since a switch
/// works in clocks.
#[derive(Debug, Default)]
struct Samples(std::collections::BTreeMap<u64, u64>);

impl Samples {
    fn add(&mut self, picoseconds: u64) {
        *self.0.entry(picoseconds).or_default() += 1;
    }

    fn summary(&self) -> Option<Summary> {
        let frames: u64 = self.0.values().sum();
        let (minimum, _) = self.0.first_key_value()?;
        let (maximum, _) = self.0.last_key_value()?;
        let sum: u128 = self.0.iter().map(|(value, count)| u128::from(*value) * u128::from(*count)).sum();
        let nanoseconds = |picoseconds: u64| picoseconds as f64 / 1_000.0;
        Some(Summary {
            frames,
            minimum: nanoseconds(*minimum),
            mean: sum as f64 / frames as f64 / 1_000.0,
            median: nanoseconds(self.rank(frames.div_ceil(2))),
            percentile_99: nanoseconds(self.rank((frames * 99).div_ceil(100))),
            maximum: nanoseconds(*maximum),
            histogram: self.histogram(),
        })
    }

    /// The sample with this rank, counted from 1.
    fn rank(&self, rank: u64) -> u64 {
        let mut below = 0;
        let found = self.0.iter().find(|(_, count)| {
            below += **count;
            below >= rank
        });
        found.map_or(0, |(value, _)| *value)
    }

    /// Buckets at 1, 2 and 5 of each power of ten from 10 ns, empty ones inside included.
    fn histogram(&self) -> Vec<Bucket> {
        let mut buckets: Vec<Bucket> = Vec::new();
        let mut from = 0;
        for to in bounds() {
            let range = from * 1_000..to.saturating_mul(1_000);
            let frames = self.0.range(range).map(|(_, count)| count).sum();
            if frames > 0 || !buckets.is_empty() {
                buckets.push(Bucket { from, to, frames });
            }
            from = to;
        }
        while buckets.last().is_some_and(|bucket| bucket.frames == 0) {
            buckets.pop();
        }
        buckets
    }
}

/// 10, 20, 50, 100 and so on up to more than a time can hold.
fn bounds() -> impl Iterator<Item = u64> {
    (1..15).flat_map(|power| [1, 2, 5].map(|step| step * 10_u64.pow(power)))
}

fn content(frame: &[u8]) -> Content {
    let mut content = Content::default();
    content.copy_from_slice(&Sha256::digest(frame)[..size_of::<Content>()]);
    content
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::CarrierEvent;

    fn event(port: usize, fill: u8, nanoseconds: u64) -> WireEvent {
        let event = CarrierEvent::frame(&[fill; 60]);
        let last_bit = Time::from_nanoseconds(nanoseconds + 8 * event.octets.len() as u64);
        let first_bit = Time::from_nanoseconds(nanoseconds);
        WireEvent { port, id: 0, event, first_bit, last_bit, first_cycle: 0 }
    }

    #[test]
    fn every_copy_is_matched_to_its_own_arrival() {
        let mut matcher = Matcher::default();
        // Equal frames from two ports; the copies of the first pass on ports 1 and 2.
        matcher.arrived(&event(0, 7, 1_000));
        matcher.arrived(&event(1, 7, 2_000));
        matcher.departed(&event(1, 7, 1_776));
        matcher.departed(&event(2, 7, 1_876));
        matcher.departed(&event(2, 7, 3_000));
        matcher.departed(&event(0, 7, 3_000));
        matcher.departed(&event(0, 7, 4_000));
        matcher.departed(&event(0, 8, 4_000));
        let report = matcher.report();
        let first = report.first_bit_in_to_first_bit_out.unwrap();
        assert_eq!((first.frames, first.minimum, first.maximum), (4, 776.0, 1_000.0));
        let last = report.last_bit_in_to_first_bit_out.unwrap();
        assert_eq!((last.minimum, last.median, last.maximum), (200.0, 300.0, 424.0));
        assert_eq!(report.unmatched_frames, 2);
    }

    #[test]
    fn summaries_rank_and_bucket() {
        let mut samples = Samples::default();
        assert_eq!(samples.summary(), None);
        for value in 1..=200 {
            samples.add(value * 1_000);
        }
        let summary = samples.summary().unwrap();
        assert_eq!((summary.median, summary.percentile_99, summary.mean), (100.0, 198.0, 100.5));
        let frames: Vec<u64> = summary.histogram.iter().map(|bucket| bucket.frames).collect();
        assert_eq!(frames, [9, 10, 30, 50, 100, 1]);
        assert_eq!(summary.histogram[5], Bucket { from: 200, to: 500, frames: 1 });
    }
}
