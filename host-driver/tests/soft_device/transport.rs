//! A line in memory to a device in software, with a clock that passes only
//! while octets move or the host waits.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use ferroute_host::device::baud;
use ferroute_host::transport::{Transport, TransportError};
use ferroute_regmap::message::BAUD_CONFIRM_CLOCKS;
use ferroute_regmap::registers::UART;
use ferroute_regmap::size::{CORE_CLOCK_HERTZ, UART_RESET_DIVISOR};

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
    /// The reply to the change comes at the new speed already.
    pub replies_at_new_speed: bool,
    /// The device's speed.
    divisor: u32,
    /// The divisor to go back to unless a good message comes before.
    unconfirmed: Option<(u32, Instant)>,
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
            bauds: vec![baud(UART_RESET_DIVISOR.into())],
            dead_bauds: Vec::new(),
            replies_at_new_speed: false,
            divisor: UART_RESET_DIVISOR.into(),
            unconfirmed: None,
        }
    }

    /// Time that has passed on this line.
    pub fn elapsed(&self) -> Duration {
        self.now - self.start
    }
}

impl SoftTransport {
    /// Speed of the device.
    pub fn device_baud(&self) -> u32 {
        baud(self.divisor)
    }

    /// Whether both sides have one speed, within what a UART forgives.
    fn is_matched(&self) -> bool {
        let host = self.bauds.last().copied().unwrap_or_default();
        !self.dead_bauds.contains(&host) && host.abs_diff(self.device_baud()) <= self.device_baud() / 50
    }

    fn fall_back(&mut self) {
        if let Some((divisor, _)) = self.unconfirmed.take_if(|(_, deadline)| self.now > *deadline) {
            self.divisor = divisor;
            self.device.memory.set_register(UART.address, divisor);
        }
    }

    fn follow_register(&mut self, replies: Vec<u8>) {
        if !replies.is_empty() {
            self.unconfirmed = None;
        }
        let register = self.device.memory.register(UART.address);
        let changes = register != self.divisor;
        if changes {
            let patience = f64::from(BAUD_CONFIRM_CLOCKS) / CORE_CLOCK_HERTZ as f64;
            self.unconfirmed = Some((self.divisor, self.now + Duration::from_secs_f64(patience)));
            self.divisor = register;
        }
        if !(changes && self.replies_at_new_speed) {
            self.to_host.extend(replies);
        }
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
            self.fall_back();
            if self.is_matched() {
                let replies = self.device.receive(&octets);
                self.follow_register(replies);
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
