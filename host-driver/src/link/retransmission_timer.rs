//! How long to wait before sending again (after RFC 6298).

use std::time::Duration;

/// No shorter wait, so that a scheduler's pause is no loss.
const SHORTEST: Duration = Duration::from_millis(50);
/// A repeated loss doubles the wait, up to this many times the longest.
const LONGEST_BACKOFF: u32 = 4;

/// Follows the line's round trips: a lone loss on a quick line costs little
/// and a slow simulator is not flooded with repetitions.
#[derive(Debug)]
pub struct RetransmissionTimer {
    longest: Duration,
    smoothed: Option<Duration>,
    variation: Duration,
    backoff: u32,
}

impl RetransmissionTimer {
    /// Waits `longest` until a round trip has been measured, and no longer after that.
    pub fn new(longest: Duration) -> Self {
        Self { longest, smoothed: None, variation: Duration::ZERO, backoff: 1 }
    }

    /// The wait from the last sign of life to the next repetition.
    pub fn wait(&self) -> Duration {
        let measured = match self.smoothed {
            Some(smoothed) => smoothed + 4 * self.variation,
            None => self.longest,
        };
        let shortest = SHORTEST.min(self.longest);
        (measured.clamp(shortest, self.longest) * self.backoff).min(self.longest * LONGEST_BACKOFF)
    }

    /// Takes the time from a request that was sent once to its reply.
    pub fn measured(&mut self, round_trip: Duration) {
        match self.smoothed {
            None => {
                self.smoothed = Some(round_trip);
                self.variation = round_trip / 2;
            }
            Some(smoothed) => {
                self.variation = (3 * self.variation + smoothed.abs_diff(round_trip)) / 4;
                self.smoothed = Some((7 * smoothed + round_trip) / 8);
            }
        }
    }

    /// A reply came.
    pub fn progressed(&mut self) {
        self.backoff = 1;
    }

    /// The wait passed without a reply.
    pub fn expired(&mut self) {
        self.backoff = self.backoff.saturating_mul(2).min(1 << 16);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    #[test]
    fn follows_the_round_trip_within_its_limits() {
        let mut timer = RetransmissionTimer::new(1000 * MS);
        assert_eq!(timer.wait(), 1000 * MS);
        timer.measured(100 * MS);
        assert_eq!(timer.wait(), 300 * MS);
        for _ in 0..50 {
            timer.measured(MS);
        }
        assert_eq!(timer.wait(), SHORTEST);
        for _ in 0..50 {
            timer.measured(5000 * MS);
        }
        assert_eq!(timer.wait(), 1000 * MS);
    }

    #[test]
    fn doubles_until_a_reply_comes() {
        let mut timer = RetransmissionTimer::new(1000 * MS);
        timer.measured(100 * MS);
        timer.expired();
        assert_eq!(timer.wait(), 600 * MS);
        for _ in 0..40 {
            timer.expired();
        }
        assert_eq!(timer.wait(), 4000 * MS);
        timer.progressed();
        assert_eq!(timer.wait(), 300 * MS);
    }
}
