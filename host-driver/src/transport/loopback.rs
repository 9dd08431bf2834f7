//! Two ends of a line in memory.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::{Transport, TransportError};

/// One direction.
#[derive(Default)]
struct Pipe {
    state: Mutex<PipeState>,
    changed: Condvar,
}

#[derive(Default)]
struct PipeState {
    octets: VecDeque<u8>,
    closed: bool,
}

/// One end of a line in memory; dropping it makes the other end vanish.
pub struct Loopback {
    incoming: Arc<Pipe>,
    outgoing: Arc<Pipe>,
}

impl Loopback {
    /// Both ends of a new line.
    pub fn pair() -> (Self, Self) {
        let (left, right) = (Arc::new(Pipe::default()), Arc::new(Pipe::default()));
        (
            Self { incoming: left.clone(), outgoing: right.clone() },
            Self { incoming: right, outgoing: left },
        )
    }

    fn vanished() -> TransportError {
        TransportError::Vanished { path: "loopback".into(), reason: "other end closed".into() }
    }
}

impl Drop for Loopback {
    fn drop(&mut self) {
        for pipe in [&self.incoming, &self.outgoing] {
            pipe.state.lock().unwrap_or_else(PoisonError::into_inner).closed = true;
            pipe.changed.notify_all();
        }
    }
}

impl Transport for Loopback {
    fn send(&mut self, octets: &[u8]) -> Result<(), TransportError> {
        let mut state = self.outgoing.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.closed {
            return Err(Self::vanished());
        }
        state.octets.extend(octets);
        self.outgoing.changed.notify_all();
        Ok(())
    }

    fn receive(&mut self, buffer: &mut [u8], wait: Duration) -> Result<usize, TransportError> {
        let deadline = Instant::now() + wait;
        let mut state = self.incoming.state.lock().unwrap_or_else(PoisonError::into_inner);
        while state.octets.is_empty() {
            if state.closed {
                return Err(Self::vanished());
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(0);
            }
            state = self
                .incoming
                .changed
                .wait_timeout(state, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        let count = buffer.len().min(state.octets.len());
        for (slot, octet) in buffer.iter_mut().zip(state.octets.drain(..count)) {
            *slot = octet;
        }
        Ok(count)
    }

    fn discard(&mut self) -> Result<(), TransportError> {
        self.incoming.state.lock().unwrap_or_else(PoisonError::into_inner).octets.clear();
        Ok(())
    }

    fn set_baud(&mut self, _baud: u32) -> Result<(), TransportError> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn octets_cross_in_order_and_a_dropped_end_is_seen() {
        let (mut left, mut right) = Loopback::pair();
        left.send(&[1, 2, 3]).unwrap();
        let mut buffer = [0; 2];
        assert_eq!(right.receive(&mut buffer, Duration::ZERO).unwrap(), 2);
        assert_eq!(buffer, [1, 2]);
        assert_eq!(right.receive(&mut buffer, Duration::ZERO).unwrap(), 1);
        assert_eq!(right.receive(&mut buffer, Duration::from_millis(1)).unwrap(), 0);
        drop(left);
        assert!(right.receive(&mut buffer, Duration::ZERO).is_err());
        assert!(right.send(&[0]).is_err());
    }
}
