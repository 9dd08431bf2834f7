//! The simulated line as a transport of the host stack, on simulated time.

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use ferroute_host::link::{LinkOptions, SerialLink};
use ferroute_host::transport::{FaultRates, FaultyTransport, Transport, TransportError};
use ferroute_regmap::size::{CORE_CLOCK_HERTZ, UART_RESET_DIVISOR};

use super::harness::Harness;

/// Retransmission timer for a divisor: the longest message and its reply take
/// 270 octets, and every reply starts the timer anew.
pub fn options(divisor: u16) -> LinkOptions {
    LinkOptions { timeout: Duration::from_micros(25) * divisor.into(), tries: 40 }
}

/// For the speed after power-up.
pub const PATIENT: LinkOptions = LinkOptions { timeout: Duration::from_millis(100), tries: 4 };

pub type FaultyLink = SerialLink<FaultyTransport<Line>>;

#[derive(Clone)]
pub struct Line {
    pub harness: Rc<Harness>,
    /// The host's bit time against the device's, such as 1.02.
    clock_ratio: f64,
    start: Instant,
    /// Clocks that the host waits for more octets when one has come.
    pub gathering: u64,
    /// Cycle in which the device is switched off and on.
    pub power_up_at: Rc<Cell<Option<u64>>>,
}

impl Line {
    /// A line at the speed after power-up.
    pub fn new(harness: Harness, clock_ratio: f64) -> Self {
        let line = Self {
            harness: Rc::new(harness),
            clock_ratio,
            start: Instant::now(),
            gathering: 0,
            power_up_at: Rc::default(),
        };
        line.set_divisor(f64::from(UART_RESET_DIVISOR));
        line
    }

    /// Core clocks a bit that the host means to use.
    pub fn set_divisor(&self, clocks: f64) {
        self.harness.set_period(clocks * self.clock_ratio);
    }
}

fn clocks(time: Duration) -> u64 {
    (time.as_nanos() * u128::from(CORE_CLOCK_HERTZ) / 1_000_000_000) as u64
}

impl Transport for Line {
    fn send(&mut self, octets: &[u8]) -> Result<(), TransportError> {
        self.harness.send(octets);
        Ok(())
    }

    fn receive(&mut self, buffer: &mut [u8], wait: Duration) -> Result<usize, TransportError> {
        let count = self.harness.take(buffer);
        if count > 0 {
            return Ok(count);
        }
        // One clock more than the wait, so that the deadline is behind us.
        let end = self.harness.cycles() + clocks(wait) + 1;
        if let Some(cycle) = self.power_up_at.get().filter(|cycle| *cycle < end) {
            self.harness.run(cycle.saturating_sub(self.harness.cycles()), true);
            if self.harness.cycles() >= cycle {
                self.harness.power_up();
                self.power_up_at.set(None);
            }
        } else {
            self.harness.run(end - self.harness.cycles(), true);
            self.harness.run(self.gathering, false);
        }
        Ok(self.harness.take(buffer))
    }

    fn discard(&mut self) -> Result<(), TransportError> {
        let mut buffer = [0; 1024];
        while self.harness.take(&mut buffer) > 0 {}
        Ok(())
    }

    fn set_baud(&mut self, baud: u32) -> Result<(), TransportError> {
        self.set_divisor(CORE_CLOCK_HERTZ as f64 / f64::from(baud));
        Ok(())
    }

    fn now(&self) -> Instant {
        let nanoseconds = self.harness.cycles() * 1_000_000_000 / CORE_CLOCK_HERTZ;
        self.start + Duration::from_nanos(nanoseconds)
    }
}

/// Bits a second at a divisor.
pub fn baud(divisor: u16) -> u32 {
    (CORE_CLOCK_HERTZ / u64::from(divisor)) as u32
}

/// A device just switched on, and the host stack on it at another divisor.
pub fn connect_at(seed: u64, divisor: u16, clock_ratio: f64) -> Option<(Line, FaultyLink)> {
    let line = Line::new(Harness::new(seed)?, clock_ratio);
    let mut slow = SerialLink::connect(line.clone(), PATIENT).expect("Hello");
    let changed = slow.change_speed(divisor, baud(divisor), baud(UART_RESET_DIVISOR));
    assert!(changed.expect("a new divisor"), "the device came along");
    line.harness.take_writes();
    let faulty = FaultyTransport::new(line.clone(), FaultRates::default(), seed);
    Some((line, SerialLink::connect(faulty, options(divisor)).expect("Hello")))
}

/// The same at the smallest divisor.
pub fn connect(seed: u64) -> Option<(Line, FaultyLink)> {
    connect_at(seed, 8, 1.0)
}
