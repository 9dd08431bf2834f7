//! The serial line of a board in the same process, for the host stack.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use ferroute_host::transport::{Transport, TransportError};
use ferroute_regmap::size::CORE_CLOCK_HERTZ;

use super::{Board, Until};

/// A board that several hold: its serial line and its ports, say.
#[derive(Clone)]
pub struct SharedBoard(Arc<Mutex<Board>>);

impl SharedBoard {
    pub fn new(board: Board) -> Self {
        Self(Arc::new(Mutex::new(board)))
    }

    /// The board, for as long as the guard lives.
    pub fn lock(&self) -> MutexGuard<'_, Board> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The serial line of a board as a transport. Waiting for octets is what makes
/// the simulation run; its clock is simulated time.
pub struct SimTransport {
    board: SharedBoard,
    start: Instant,
}

impl SimTransport {
    pub fn new(board: &SharedBoard) -> Self {
        Self { board: board.clone(), start: Instant::now() }
    }
}

impl Transport for SimTransport {
    fn send(&mut self, octets: &[u8]) -> Result<(), TransportError> {
        self.board.lock().serial_send(octets);
        Ok(())
    }

    fn receive(&mut self, buffer: &mut [u8], wait: Duration) -> Result<usize, TransportError> {
        let mut board = self.board.lock();
        let count = board.serial_receive(buffer);
        if count > 0 || wait.is_zero() {
            return Ok(count);
        }
        // A host's clock is no finer than a nanosecond, so that the rest of a
        // wait may be less than one cycle: it must pass all the same.
        let cycles = board.cycles_of(wait);
        board.run_until(Until::Serial, cycles);
        Ok(board.serial_receive(buffer))
    }

    fn discard(&mut self) -> Result<(), TransportError> {
        let mut board = self.board.lock();
        while board.serial_receive(&mut [0; 256]) > 0 {}
        Ok(())
    }

    /// What was sent leaves at the old speed first.
    fn set_baud(&mut self, baud: u32) -> Result<(), TransportError> {
        let mut board = self.board.lock();
        while board.serial_queued() > 0 {
            let octet = 10 * u64::from(board.divisor());
            board.run(octet);
        }
        board.set_divisor(divisor_of(baud));
        Ok(())
    }

    fn now(&self) -> Instant {
        self.start + Duration::from_nanos(self.board.lock().now().nanoseconds())
    }
}

/// The divisor nearest to a speed in bits a second.
pub fn divisor_of(baud: u32) -> u16 {
    let divisor = (CORE_CLOCK_HERTZ as f64 / f64::from(baud.max(1))).round();
    // `as` saturates at the ends of u16.
    (divisor as u16).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speeds_become_the_nearest_divisor() {
        assert_eq!(divisor_of(115_200), 1085);
        assert_eq!(divisor_of(15_625_000), 8);
        assert_eq!(divisor_of(3_000_000), 42);
        assert_eq!(divisor_of(0), u16::MAX);
        assert_eq!(divisor_of(u32::MAX), 1);
    }
}
