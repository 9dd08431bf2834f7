//! Another speed on both sides, with a way back.

use std::time::Duration;

use ferroute_regmap::message::BAUD_CONFIRM_CLOCKS;
use ferroute_regmap::registers::UART;
use ferroute_regmap::size::CORE_CLOCK_HERTZ;

use super::SerialLink;
use crate::bus::{BusError, RegisterBus};
use crate::link::LinkOptions;
use crate::transport::Transport;

/// First tries at a new speed, of which one must get through before the
/// device takes the old speed back.
const CONFIRMING_HELLOS: usize = 3;

/// Silence before the new speed.
const TURNAROUND_CHARACTERS: u32 = 2;

/// Longest time for a short message and its reply on a quick device: both
/// have at most 20 characters, a `Hello`'s reply twice as many. Shorter than
/// any repetition.
fn round_trip(baud: u32) -> Duration {
    Duration::from_millis(30) + characters(60, baud)
}

/// Time on the line, 10 bits each.
fn characters(count: u32, baud: u32) -> Duration {
    Duration::from_secs(1) * (10 * count) / baud.max(1)
}

impl<T: Transport> SerialLink<T> {
    /// Changes the device's divisor (core clocks a bit) and this side's speed
    /// to match. `false`: nothing came through at the new speed, and both
    /// sides are back at the old one, `old_baud`.
    pub fn change_speed(&mut self, divisor: u16, baud: u32, old_baud: u32) -> Result<bool, BusError> {
        // The device waits only `BAUD_CONFIRM_CLOCKS` for a message at the new
        // speed. The reply to this write may be lost, or come at the new speed
        // already, so it is not waited for long: only the Hello below tells.
        let options = self.options;
        self.options = LinkOptions { timeout: options.timeout.min(round_trip(old_baud)), tries: 1 };
        let written = self.write(UART.address, &[divisor.into()]);
        self.options = options;
        match written {
            Ok(()) | Err(BusError::NoReply { .. }) => {}
            Err(error) => return Err(error),
        }
        // The device still sends its last stop bit at the old speed; a Hello
        // within it would be lost, and its wait with it.
        self.listen(characters(TURNAROUND_CHARACTERS, old_baud))?;
        self.transport.set_baud(baud)?;
        let quick = [round_trip(baud); CONFIRMING_HELLOS];
        match self.hello(quick.into_iter().chain(options.waits())) {
            Ok(()) => Ok(true),
            Err(BusError::NoReply { .. }) => {
                self.transport.set_baud(old_baud)?;
                let fallback =
                    Duration::from_secs_f64(f64::from(BAUD_CONFIRM_CLOCKS) / CORE_CLOCK_HERTZ as f64);
                self.listen(fallback)?;
                self.hello(options.waits())?;
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    /// Drops what comes for a while.
    fn listen(&mut self, time: Duration) -> Result<(), BusError> {
        let deadline = self.transport.now() + time;
        while self.transport.now() < deadline {
            self.receive(deadline)?;
        }
        self.deframer.clear();
        Ok(())
    }
}
