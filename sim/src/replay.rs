//! # Capture files as traffic
//! Decides when each captured frame comes to the wire. Knows no board.

use std::str::FromStr;

use crate::board::{Clock, INTERFRAME_GAP, Time, When};
use crate::capture::CapturedFrame;
use crate::golden::CarrierEvent;

/// How fast captured frames follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// As far apart as in the captures, and at least at the smallest gap.
    Original,
    /// As soon as there was a gap of this many octets.
    Gap(u32),
}

impl Pace {
    /// Back to back.
    pub const LINE_RATE: Self = Self::Gap(INTERFRAME_GAP);
}

/// The user's fault.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("a pace is \"original\", \"line-rate\" or a gap of at least 1 octet, not \"{0}\"")]
pub struct PaceError(String);

impl FromStr for Pace {
    type Err = PaceError;

    fn from_str(text: &str) -> Result<Self, PaceError> {
        match (text, text.parse()) {
            ("original", _) => Ok(Self::Original),
            ("line-rate", _) => Ok(Self::LINE_RATE),
            (_, Ok(gap)) if gap > 0 => Ok(Self::Gap(gap)),
            _ => Err(PaceError(text.to_owned())),
        }
    }
}

/// What a replay's times are counted from: the earliest frame of all captures
/// is on the wire when the replay starts.
#[derive(Clone, Copy, Debug)]
pub struct Origin {
    /// Time in the captures, in nanoseconds.
    pub captured: i128,
    /// Time of the board.
    pub board: Time,
}

/// The carrier event of a captured frame, and when it is to start on a port
/// whose receive clock is `clock`.
pub fn schedule(frame: &CapturedFrame, pace: Pace, origin: Origin, clock: Clock) -> (CarrierEvent, When) {
    let when = match pace {
        Pace::Gap(gap) => When::after_gap(gap),
        Pace::Original => {
            // A frame that is stamped before the one ahead of it follows that one.
            let after = u64::try_from((frame.nanoseconds - origin.captured).max(0)).unwrap_or(u64::MAX);
            let femtoseconds = after.saturating_mul(1_000_000).saturating_add(origin.board.femtoseconds());
            When::at_cycle(clock.cycle_from(Time::from_femtoseconds(femtoseconds)))
        }
    };
    (CarrierEvent::frame(&frame.octets), when)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paces_are_parsed() {
        assert_eq!("original".parse(), Ok(Pace::Original));
        assert_eq!("line-rate".parse(), Ok(Pace::Gap(12)));
        assert_eq!("96".parse(), Ok(Pace::Gap(96)));
        for text in ["0", "-1", "fast", "", "4294967296"] {
            assert_eq!(text.parse::<Pace>(), Err(PaceError(text.into())));
        }
    }

    #[test]
    fn original_times_become_cycles() {
        let origin = Origin { captured: 1_700_000_000_000_000_000, board: Time::from_nanoseconds(80) };
        let at = |nanoseconds| {
            let frame = CapturedFrame { nanoseconds: origin.captured + nanoseconds, octets: vec![0; 60], wire_octets: 60 };
            schedule(&frame, Pace::Original, origin, Clock::NOMINAL).1
        };
        assert_eq!(at(0), When::at_cycle(10));
        assert_eq!(at(800), When::at_cycle(110));
        assert_eq!(at(801), When::at_cycle(111));
        assert_eq!(at(-5_000), When::at_cycle(10));
        assert_eq!(at(i128::from(u64::MAX)), When::at_cycle(u64::MAX / 8_000_000 + 1));
    }
}
