//! The message rules of `regmap::message` once more, over the harness's memory.

use ferroute_host::bus::crc_of_words;
use ferroute_regmap::message::{HELLO_WORDS, MAX_WORDS, Opcode, REPEAT_SPAN, Status, WINDOW};
use ferroute_regmap::register::Access;
use ferroute_regmap::{Counter, FdbEntry, region, registers, size};

use super::harness::{Harness, PORTS, Written};
use super::raw::{RawReply, RawRequest};

/// What a device that keeps the rules remembers.
#[derive(Default)]
pub struct Rules {
    /// 0 before the first Hello.
    pub epoch: u16,
    pub expected: u8,
    last_was_repeatable: bool,
}

fn access(address: u32) -> Option<Access> {
    let found = registers::ALL.iter().find(|register| register.address == address);
    found.map(|register| register.access)
}

pub fn is_readable(address: u32) -> bool {
    let offset = (address & ((1 << region::SHIFT) - 1)) as usize;
    match address - offset as u32 {
        region::REGISTERS | region::ROUTER => {
            access(address).is_some_and(|access| access != Access::WriteOnly)
        }
        region::COUNTERS => offset < (PORTS as usize + 1) * Counter::PER_PORT * 2,
        region::FDB_TABLE => offset < size::FDB_ENTRIES * FdbEntry::WORDS,
        region::PUNT | region::FIB4..region::ROUTER => true,
        _ => false,
    }
}

pub fn is_writable(address: u32) -> bool {
    match region::index(address) << region::SHIFT {
        region::REGISTERS | region::ROUTER => {
            access(address).is_some_and(|access| access != Access::ReadOnly)
        }
        region::FDB_COMMAND | region::INJECT | region::PUNT | region::FIB4..region::ROUTER => true,
        _ => false,
    }
}

impl Rules {
    /// The reply to a request that comes alone, and the writes that it causes.
    /// To be asked when the device has executed it: memory is looked at as it
    /// stands, and reads come before writes.
    pub fn answer(&mut self, request: &RawRequest, harness: &Harness) -> (RawReply, Vec<Written>) {
        let status = self.status(request);
        let mut reply = RawReply {
            opcode: request.opcode | Opcode::REPLY_BIT,
            sequence: request.sequence,
            epoch: self.epoch,
            status: status as u8,
            expected: self.expected,
            credits: WINDOW as u8,
            payload: Vec::new(),
        };
        let mut written = Vec::new();
        if status == Status::Done {
            self.expected = request.sequence.wrapping_add(1);
            reply.expected = self.expected;
            let words = |first: u32, count: u32| -> Vec<u32> {
                (first..first + count).map(|address| harness.peek(address)).collect()
            };
            let opcode = Opcode::from_code(request.opcode);
            self.last_was_repeatable = matches!(opcode, Some(Opcode::Read | Opcode::CrcRange));
            match opcode {
                Some(Opcode::Hello) => {
                    self.epoch = harness.peek(registers::EPOCH.address) as u16;
                    reply.epoch = self.epoch;
                    reply.payload = words(0, HELLO_WORDS as u32);
                }
                Some(Opcode::Read) => reply.payload = words(request.address, request.count.into()),
                Some(Opcode::CrcRange) => {
                    reply.payload = vec![crc_of_words(&words(request.address, request.payload[0]))];
                }
                _ => {
                    let addresses = request.address..;
                    written = addresses
                        .zip(&request.payload)
                        .map(|(address, word)| Written { address, word: *word })
                        .collect();
                }
            }
        }
        (reply, written)
    }

    fn status(&self, request: &RawRequest) -> Status {
        let Some(opcode) = Opcode::from_code(request.opcode) else { return Status::BadOpcode };
        if opcode == Opcode::Hello {
            return Status::Done;
        }
        if self.epoch == 0 || request.epoch != self.epoch {
            return Status::WrongEpoch;
        }
        match self.expected.wrapping_sub(request.sequence) {
            0 => {}
            1 if self.last_was_repeatable && opcode != Opcode::Write => {}
            1..=REPEAT_SPAN => return Status::AlreadyDone,
            _ => return Status::OutOfOrder,
        }
        let (count, present) = (usize::from(request.count), request.payload.len());
        let good_count = match opcode {
            Opcode::Read => (1..=MAX_WORDS).contains(&count) && present == 0,
            Opcode::CrcRange => {
                count == 1 && present == 1 && (1..=0xFFFF).contains(&request.payload[0])
            }
            _ => count > 0 && present == count,
        };
        if !good_count {
            return Status::BadCount;
        }
        let span = if opcode == Opcode::CrcRange { request.payload[0] } else { count as u32 };
        let allowed = if opcode == Opcode::Write { is_writable } else { is_readable };
        let all = (request.address..request.address + span).all(|address| allowed(address & 0xFF_FFFF));
        if all { Status::Done } else { Status::BadAddress }
    }
}
