//! Time, and when the clocks of a board rise.

use ferroute_regmap::size::CORE_CLOCK_HERTZ;

/// Femtoseconds of a second.
const SECOND: u64 = 1_000_000_000_000_000;
/// Period of a clock of exactly its nominal frequency, in femtoseconds.
pub const NOMINAL_PERIOD: u64 = SECOND / CORE_CLOCK_HERTZ;
/// Largest offset of a frequency in parts per million.
pub const MAX_PPM: i64 = 100_000;

/// Simulated time since the board was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Time(u64);

impl Time {
    /// The time this many femtoseconds after the start.
    pub const fn from_femtoseconds(femtoseconds: u64) -> Self {
        Self(femtoseconds)
    }

    /// The time this many picoseconds after the start; saturates after 5 hours.
    pub const fn from_picoseconds(picoseconds: u64) -> Self {
        Self(picoseconds.saturating_mul(1_000))
    }

    /// The time this many nanoseconds after the start; saturates after 5 hours.
    pub const fn from_nanoseconds(nanoseconds: u64) -> Self {
        Self(nanoseconds.saturating_mul(1_000_000))
    }

    pub const fn femtoseconds(self) -> u64 {
        self.0
    }

    pub const fn picoseconds(self) -> u64 {
        self.0 / 1_000
    }

    pub const fn nanoseconds(self) -> u64 {
        self.0 / 1_000_000
    }

    pub fn seconds(self) -> f64 {
        self.0 as f64 / SECOND as f64
    }
}

/// When a clock rises: first at `phase` plus one `period`, then every
/// `period`; femtoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    pub period: u64,
    pub phase: u64,
}

impl Clock {
    /// 125 MHz, phase 0.
    pub const NOMINAL: Self = Self { period: NOMINAL_PERIOD, phase: 0 };

    /// A frequency this many parts per million above 125 MHz, at most
    /// [`MAX_PPM`] either way; the period is rounded to a femtosecond.
    pub fn offset(ppm: i64, phase: u64) -> Self {
        let million = 1_000_000_i64;
        let divisor = (million + ppm.clamp(-MAX_PPM, MAX_PPM)) as u64;
        Self { period: (NOMINAL_PERIOD * million as u64 + divisor / 2) / divisor, phase }
    }

    /// Time of the edge with this number, counted from 0.
    pub fn edge(&self, cycle: u64) -> Time {
        Time(self.phase + self.period * (cycle + 1))
    }

    /// The first cycle whose octet is not on the wire before `time`.
    pub fn cycle_from(&self, time: Time) -> u64 {
        time.0.saturating_sub(self.phase).div_ceil(self.period)
    }
}

/// Every clock of a board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockPlan {
    pub core: Clock,
    /// `rx_clock` of each port; a port that is not listed is nominal.
    pub rx: Vec<Clock>,
    /// `tx_clock` of each port; a port that is not listed is nominal.
    pub tx: Vec<Clock>,
}

impl ClockPlan {
    /// All clocks rise together: fast, and enough where no crossing is tested.
    pub fn in_phase() -> Self {
        Self { core: Clock::NOMINAL, rx: Vec::new(), tx: Vec::new() }
    }

    /// Both clocks of `port`.
    pub fn set_port(&mut self, port: usize, clock: Clock) {
        for clocks in [&mut self.rx, &mut self.tx] {
            clocks.resize(clocks.len().max(port + 1), Clock::NOMINAL);
            clocks[port] = clock;
        }
    }

    /// `rx_clock` of a port.
    pub fn rx(&self, port: usize) -> Clock {
        self.rx.get(port).copied().unwrap_or(Clock::NOMINAL)
    }

    /// `tx_clock` of a port.
    pub fn tx(&self, port: usize) -> Clock {
        self.tx.get(port).copied().unwrap_or(Clock::NOMINAL)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_faster_clock_has_a_shorter_period() {
        assert_eq!(Clock::offset(0, 5), Clock { period: 8_000_000, phase: 5 });
        assert_eq!(Clock::offset(100, 0).period, 7_999_200);
        assert_eq!(Clock::offset(-100, 0).period, 8_000_800);
        assert!(Clock::offset(i64::MIN, 0).period < 9_000_000);
    }

    #[test]
    fn cycles_and_times_invert_each_other() {
        let clock = Clock::offset(77, 1_234_567);
        for cycle in [0, 1, 2, 1_000_003] {
            let start = Time(clock.edge(cycle).0 - clock.period);
            assert_eq!(clock.cycle_from(start), cycle);
            assert_eq!(clock.cycle_from(Time(start.0 + 1)), cycle + 1);
        }
        assert_eq!(clock.cycle_from(Time(0)), 0);
    }
}
