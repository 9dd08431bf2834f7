//! # Octet streams to a device
//! Owns: opening, sending, receiving with a deadline. Knows nothing of messages.

pub mod faulty;
pub mod loopback;
pub mod serial;

use std::time::{Duration, Instant};

pub use faulty::{FaultRates, FaultyTransport};
pub use loopback::Loopback;
pub use serial::SerialTransport;

/// Why octets do not get through. All of these are the line's or the system's fault.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    /// The line cannot be opened.
    #[error("cannot open {path}: {reason}")]
    Open { path: String, reason: String },
    /// The line was there and is gone: unplugged, or its other end closed.
    #[error("the serial line {path} is gone: {reason}")]
    Vanished { path: String, reason: String },
    /// Nobody takes the octets.
    #[error("the serial line {path} takes no octets")]
    Stalled { path: String },
    /// The line does not support a speed.
    #[error("the serial line {path} does not support {baud} baud: {reason}")]
    Baud { path: String, baud: u32, reason: String },
}

/// A full-duplex stream of octets without any guarantee: octets may be
/// changed, lost, doubled or invented.
pub trait Transport {
    /// Sends all octets.
    fn send(&mut self, octets: &[u8]) -> Result<(), TransportError>;

    /// Receives at least one octet, or 0 octets when `wait` has passed.
    fn receive(&mut self, buffer: &mut [u8], wait: Duration) -> Result<usize, TransportError>;

    /// Drops what has been received and not been read.
    fn discard(&mut self) -> Result<(), TransportError>;

    /// Changes the speed of both directions, in bits a second.
    fn set_baud(&mut self, baud: u32) -> Result<(), TransportError>;

    /// The clock that `wait` passes on. A transport that does not wait in
    /// earnest has a clock of its own.
    fn now(&self) -> Instant {
        Instant::now()
    }
}

impl<T: Transport + ?Sized> Transport for Box<T> {
    fn send(&mut self, octets: &[u8]) -> Result<(), TransportError> {
        (**self).send(octets)
    }

    fn receive(&mut self, buffer: &mut [u8], wait: Duration) -> Result<usize, TransportError> {
        (**self).receive(buffer, wait)
    }

    fn discard(&mut self) -> Result<(), TransportError> {
        (**self).discard()
    }

    fn set_baud(&mut self, baud: u32) -> Result<(), TransportError> {
        (**self).set_baud(baud)
    }

    fn now(&self) -> Instant {
        (**self).now()
    }
}
