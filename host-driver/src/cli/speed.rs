//! `ferroute speed`

use ferroute_host::device::baud;
use ferroute_regmap::size::UART_MIN_DIVISOR;
use serde::Serialize;

use super::error::CommandError;
use super::session::Session;

/// Changes the speed of both sides. When nothing comes through at the new
/// speed, both go back to the old one. The device keeps the speed until it
/// starts again: give it with -B to later commands.
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  ferroute speed 42        (125 MHz / 42 = 2976190 baud)")]
pub struct Arguments {
    /// Core clocks a bit
    #[arg(value_parser = clap::value_parser!(u16).range(i64::from(UART_MIN_DIVISOR)..))]
    divisor: u16,
}

#[derive(Serialize)]
struct Speed {
    divisor: u16,
    baud: u32,
}

impl Arguments {
    pub fn run(self, session: &mut Session) -> Result<(), CommandError> {
        let (divisor, old_baud) = (self.divisor, session.baud);
        let speed = Speed { divisor, baud: baud(divisor.into()) };
        if session.dry_run {
            return Ok(());
        }
        if !session.device.bus().link().change_speed(divisor, speed.baud, old_baud)? {
            return Err(CommandError::Speed { baud: speed.baud, old_baud });
        }
        session.baud = speed.baud;
        session.output.show(&speed, |speed| format!("{} baud from now on; give -B {0} to later commands", speed.baud))
    }
}
