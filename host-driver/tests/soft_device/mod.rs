//! A device in software: the message rules of `ferroute_regmap::message`,
//! strictly, over registers, counters and an FDB.
#![allow(dead_code, unused_imports)]

mod cpu_port;
mod fdb;
mod memory;
mod probe;
mod pty;
pub mod router;
mod transport;

use ferroute_host::link::{Deframer, MessageError, Reply, Request};
use ferroute_regmap::message::{HELLO_WORDS, MAX_WORDS, Opcode, REPEAT_SPAN, Status, WINDOW};
use ferroute_regmap::registers::EPOCH;

pub use memory::Memory;
pub use pty::{Line, PtyDevice};
pub use transport::SoftTransport;

/// A write that was executed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExecutedWrite {
    pub address: u32,
    pub words: Vec<u32>,
}

/// The device's side of the line.
pub struct SoftDevice {
    pub memory: Memory,
    /// Every write that was executed, in order.
    pub writes: Vec<ExecutedWrite>,
    /// Replies that are swallowed, by countdown: 1 swallows the next.
    pub swallow_reply: Option<u32>,
    /// Replies that are sent twice, by countdown.
    pub double_reply: Option<u32>,
    /// Requests until the device starts again, by countdown.
    pub restart_in: Option<u32>,
    /// Requests until the line goes silent for good.
    pub silent_in: Option<u32>,
    expected: u8,
    last_was_repeatable: bool,
    deframer: Deframer,
}

impl SoftDevice {
    pub fn new(port_count: u8) -> Self {
        Self {
            memory: Memory::new(port_count),
            writes: Vec::new(),
            swallow_reply: None,
            double_reply: None,
            restart_in: None,
            silent_in: None,
            expected: 0,
            last_was_repeatable: false,
            deframer: Deframer::default(),
        }
    }

    /// Starts again with a new epoch and empty tables.
    pub fn restart(&mut self) {
        let epoch = self.memory.register(EPOCH.address).wrapping_add(1) & 0xFFFF;
        self.memory = Memory::new(self.memory.port_count());
        self.memory.set_register(EPOCH.address, epoch);
        self.expected = 0;
        self.last_was_repeatable = false;
        self.deframer.clear();
    }

    /// Takes octets from the line and returns the octets of its replies.
    pub fn receive(&mut self, octets: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        for octet in octets {
            let Some(message) = self.deframer.push(*octet) else { continue };
            if counted(&mut self.silent_in) {
                self.silent_in = Some(1);
                continue;
            }
            match Request::parse(&message) {
                Ok(request) => {
                    if counted(&mut self.restart_in) {
                        self.restart();
                    }
                    let reply = self.execute(&request).encode();
                    if !counted(&mut self.swallow_reply) {
                        out.extend(&reply);
                    }
                    if counted(&mut self.double_reply) {
                        out.extend(&reply);
                    }
                }
                Err(MessageError::Opcode(_)) => panic!("the host sent an unknown opcode"),
                Err(_) => {}
            }
        }
        out
    }

    fn execute(&mut self, request: &Request) -> Reply {
        let (status, payload) = self.outcome(request);
        Reply {
            opcode: request.opcode,
            sequence: request.sequence,
            epoch: self.epoch(),
            status,
            expected: self.expected,
            credits: WINDOW as u8,
            payload,
        }
    }

    fn outcome(&mut self, request: &Request) -> (Status, Vec<u32>) {
        if request.opcode == Opcode::Hello {
            self.expected = request.sequence.wrapping_add(1);
            self.last_was_repeatable = false;
            let words = (0..HELLO_WORDS as u32).map(|address| self.memory.register(address));
            return (Status::Done, words.collect());
        }
        if request.epoch != self.epoch() {
            return (Status::WrongEpoch, Vec::new());
        }
        let behind = self.expected.wrapping_sub(request.sequence);
        match behind {
            0 => {}
            1 if self.last_was_repeatable && request.opcode != Opcode::Write => {
                return self.access(request);
            }
            1..=REPEAT_SPAN => return (Status::AlreadyDone, Vec::new()),
            _ => return (Status::OutOfOrder, Vec::new()),
        }
        let (status, payload) = self.access(request);
        if status == Status::Done {
            self.expected = self.expected.wrapping_add(1);
            self.last_was_repeatable = request.opcode != Opcode::Write;
            if request.opcode == Opcode::Write {
                self.writes.push(ExecutedWrite {
                    address: request.address,
                    words: request.payload.clone(),
                });
            }
        }
        (status, payload)
    }

    fn access(&mut self, request: &Request) -> (Status, Vec<u32>) {
        let count = u32::from(request.count);
        let good_count = match request.opcode {
            Opcode::Read => (1..=MAX_WORDS as u32).contains(&count) && request.payload.is_empty(),
            Opcode::CrcRange => {
                count == 1 && request.payload.len() == 1 && (1..=65535).contains(&request.payload[0])
            }
            _ => (1..=MAX_WORDS as u32).contains(&count) && request.payload.len() == count as usize,
        };
        if !good_count {
            return (Status::BadCount, Vec::new());
        }
        let span = if request.opcode == Opcode::CrcRange { request.payload[0] } else { count };
        let addresses = request.address..request.address + span;
        let writes = request.opcode == Opcode::Write;
        let accessible = |address| {
            if writes { self.memory.is_writable(address) } else { self.memory.is_readable(address) }
        };
        if !addresses.clone().all(accessible) {
            return (Status::BadAddress, Vec::new());
        }
        match request.opcode {
            Opcode::Write => {
                for (address, word) in addresses.zip(&request.payload) {
                    self.memory.write(address, *word);
                }
                (Status::Done, Vec::new())
            }
            Opcode::CrcRange => {
                let words: Vec<u32> = addresses.map(|address| self.memory.read(address)).collect();
                (Status::Done, vec![ferroute_host::bus::crc_of_words(&words)])
            }
            _ => (Status::Done, addresses.map(|address| self.memory.read(address)).collect()),
        }
    }

    fn epoch(&self) -> u16 {
        self.memory.register(EPOCH.address) as u16
    }
}

/// Counts down; whether this is the one.
fn counted(counter: &mut Option<u32>) -> bool {
    match counter {
        Some(1) => {
            *counter = None;
            true
        }
        Some(left) => {
            *left -= 1;
            false
        }
        None => false,
    }
}
