//! A line in memory to a device in software, with a clock that passes only
//! while octets move or the host waits.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use ferroute_host::transport::{Transport, TransportError};

use super::SoftDevice;

/// Time of an octet at 1 Mbaud.
const OCTET_TIME: Duration = Duration::from_micros(10);

pub struct SoftTransport {
    pub device: SoftDevice,
    to_device: VecDeque<u8>,
    to_host: VecDeque<u8>,
    now: Instant,
    start: Instant,
    /// Every speed that was set.
    pub bauds: Vec<u32>,
    /// Nothing passes at these speeds.
    pub dead_bauds: Vec<u32>,
}

impl SoftTransport {
    pub fn new(device: SoftDevice) -> Self {
        let now = Instant::now();
        Self {
            device,
            to_device: VecDeque::new(),
            to_host: VecDeque::new(),
            now,
            start: now,
            bauds: Vec::new(),
            dead_bauds: Vec::new(),
        }
    }

    /// Time that has passed on this line.
    pub fn elapsed(&self) -> Duration {
        self.now - self.start
    }
}

impl Transport for SoftTransport {
    fn send(&mut self, octets: &[u8]) -> Result<(), TransportError> {
        self.to_device.extend(octets);
        Ok(())
    }

    fn receive(&mut self, buffer: &mut [u8], wait: Duration) -> Result<usize, TransportError> {
        if self.to_host.is_empty() && !self.to_device.is_empty() {
            let octets: Vec<u8> = self.to_device.drain(..).collect();
            self.now += OCTET_TIME * octets.len() as u32;
            if self.bauds.last().is_none_or(|baud| !self.dead_bauds.contains(baud)) {
                self.to_host.extend(self.device.receive(&octets));
            }
        }
        if self.to_host.is_empty() {
            self.now += wait;
            return Ok(0);
        }
        // In small pieces, so that a reply may be cut anywhere.
        let count = buffer.len().min(self.to_host.len()).min(13);
        for (slot, octet) in buffer.iter_mut().zip(self.to_host.drain(..count)) {
            *slot = octet;
        }
        self.now += OCTET_TIME * count as u32;
        Ok(count)
    }

    fn discard(&mut self) -> Result<(), TransportError> {
        self.to_host.clear();
        Ok(())
    }

    fn set_baud(&mut self, baud: u32) -> Result<(), TransportError> {
        self.bauds.push(baud);
        Ok(())
    }

    fn now(&self) -> Instant {
        self.now
    }
}
