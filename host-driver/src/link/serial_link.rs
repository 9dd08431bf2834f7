//! Go-back-N over a transport, as a register bus.

mod piece;
mod speed;

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use ferroute_regmap::message::{DELIMITER, HELLO_WORDS, Opcode, Status, WINDOW};
use ferroute_regmap::registers::EPOCH;

use self::piece::{Piece, split};
use super::{
    Deframer, Event, LinkOptions, LinkStatistics, Reply, Request, RetransmissionTimer, Window,
};
use crate::bus::{BusError, Operation, RegisterBus, address_name};
use crate::transport::Transport;

/// A device at the other end of a transport.
pub struct SerialLink<T> {
    transport: T,
    deframer: Deframer,
    options: LinkOptions,
    timer: RetransmissionTimer,
    window: Window,
    /// No error since the last `Hello`.
    synchronized: bool,
    epoch: u16,
    identity: [u32; HELLO_WORDS],
    statistics: LinkStatistics,
}

impl<T: Transport> SerialLink<T> {
    /// Says `Hello` to the device at the other end of `transport`.
    pub fn connect(transport: T, options: LinkOptions) -> Result<Self, BusError> {
        let mut link = Self {
            transport,
            deframer: Deframer::default(),
            options,
            timer: RetransmissionTimer::new(options.timeout),
            window: Window::new(0, rand::random()),
            synchronized: false,
            epoch: 0,
            identity: [0; HELLO_WORDS],
            statistics: LinkStatistics::default(),
        };
        link.hello(options.waits())?;
        Ok(link)
    }

    /// The registers that the device sent at the last `Hello`, from address 0.
    pub fn identity(&self) -> [u32; HELLO_WORDS] {
        self.identity
    }

    /// What the link did so far.
    pub fn statistics(&self) -> LinkStatistics {
        self.statistics
    }

    /// The transport below.
    pub fn transport_mut(&mut self) -> &mut T {
        &mut self.transport
    }

    /// Agrees on the sequence and the epoch; sends again after each of `waits`.
    /// All replies to what was sent before arrive before the reply to the
    /// `Hello`, because the line keeps order, so none of them can be taken for
    /// a later one.
    fn hello(&mut self, waits: impl Iterator<Item = Duration>) -> Result<(), BusError> {
        let sequence = self.window.next_sequence().wrapping_add(4 * WINDOW as u8);
        let request = Request {
            opcode: Opcode::Hello,
            sequence,
            epoch: 0,
            address: 0,
            count: HELLO_WORDS as u8,
            payload: Vec::new(),
        };
        let octets = request.encode();
        self.synchronized = false;
        self.statistics.hellos += 1;
        let start = self.transport.now();
        for wait in waits {
            self.send(&octets, true)?;
            let deadline = self.transport.now() + wait;
            while self.transport.now() < deadline {
                for reply in self.receive(deadline)? {
                    let ours = reply.opcode == Opcode::Hello
                        && reply.sequence == sequence
                        && reply.status == Status::Done;
                    let Ok(identity) = <[u32; HELLO_WORDS]>::try_from(reply.payload) else { continue };
                    if ours {
                        return self.agreed(sequence, identity);
                    }
                }
            }
        }
        Err(self.no_reply(start))
    }

    fn agreed(&mut self, sequence: u8, identity: [u32; HELLO_WORDS]) -> Result<(), BusError> {
        let first = self.identity == [0; HELLO_WORDS];
        let before = self.epoch;
        self.identity = identity;
        self.epoch = identity[EPOCH.address as usize] as u16;
        self.window = Window::new(self.epoch, sequence);
        self.synchronized = true;
        if !first && before != self.epoch {
            return Err(BusError::Restarted { before, now: self.epoch });
        }
        Ok(())
    }

    fn exchange(&mut self, operations: &[Operation]) -> Result<Vec<Vec<u32>>, BusError> {
        let mut results: Vec<Vec<u32>> = operations.iter().map(empty_result).collect();
        let pieces: Vec<Piece> = operations.iter().enumerate().flat_map(split).collect();
        let mut waiting: VecDeque<usize> = (0..pieces.len()).collect();
        let mut reads_open = 0;
        let start = self.transport.now();
        let (mut alive, mut progress) = (start, start);
        loop {
            while let Some(&tag) = waiting.front().filter(|_| self.window.has_room()) {
                let piece = &pieces[tag];
                // A read that has to be repeated must not see a later write.
                if piece.opcode == Opcode::Write && reads_open > 0 {
                    break;
                }
                reads_open += usize::from(piece.opcode != Opcode::Write);
                waiting.pop_front();
                self.window.submit(
                    tag, piece.opcode, piece.address, piece.count, piece.payload.clone(),
                );
            }
            if self.window.is_empty() {
                return Ok(results);
            }
            self.transmit()?;
            let deadline = alive + self.timer.wait();
            let end = progress + self.options.timeout * self.options.tries;
            let replies = self.receive(deadline.min(end))?;
            let now = self.transport.now();
            for reply in replies {
                let (events, sent) = self.window.replied(reply);
                if let Some(sent) = sent {
                    self.timer.measured(now.saturating_duration_since(sent));
                }
                for event in events {
                    (alive, progress) = (now, now);
                    self.timer.progressed();
                    match event {
                        Event::Done { tag, payload } => {
                            let piece = &pieces[tag];
                            reads_open -= usize::from(piece.opcode != Opcode::Write);
                            let result = &mut results[piece.operation];
                            result[piece.offset..piece.offset + payload.len()]
                                .copy_from_slice(&payload);
                        }
                        Event::Again { tag } => {
                            reads_open -= 1;
                            waiting.push_front(tag);
                        }
                        Event::Refused { tag, status } => {
                            let operation = &operations[pieces[tag].operation];
                            let address = pieces[tag].address;
                            return Err(BusError::Refused {
                                access: operation.verb(), address, name: address_name(address), status,
                            });
                        }
                        Event::Restarted { epoch } => {
                            let before = std::mem::replace(&mut self.epoch, epoch);
                            return Err(BusError::Restarted { before, now: epoch });
                        }
                        Event::Desynchronized { expected } => {
                            return Err(BusError::Desynchronized { expected });
                        }
                    }
                }
            }
            if now >= progress + self.options.timeout * self.options.tries {
                return Err(self.no_reply(progress));
            }
            if now >= deadline && alive + self.timer.wait() <= now {
                self.timer.expired();
                self.window.timed_out();
                alive = now;
            }
        }
    }

    fn transmit(&mut self) -> Result<(), BusError> {
        loop {
            let now = self.transport.now();
            let Some((octets, again)) = self.window.transmit(now) else { return Ok(()) };
            let octets = octets.to_vec();
            self.statistics.repeated += u64::from(again);
            self.send(&octets, again)?;
        }
    }

    /// Sends a message, after a delimiter where garbage may stand on the line.
    fn send(&mut self, octets: &[u8], delimit: bool) -> Result<(), BusError> {
        self.statistics.sent += 1;
        if delimit {
            self.transport.send(&[&[DELIMITER], octets].concat())?;
        } else {
            self.transport.send(octets)?;
        }
        Ok(())
    }

    /// The replies of the next piece of the stream, or none at the deadline.
    fn receive(&mut self, deadline: Instant) -> Result<Vec<Reply>, BusError> {
        let mut buffer = [0; 1024];
        let wait = deadline.saturating_duration_since(self.transport.now());
        let count = self.transport.receive(&mut buffer, wait)?;
        let mut replies = Vec::new();
        for octet in &buffer[..count] {
            match self.deframer.push(*octet).map(|message| Reply::parse(&message)) {
                Some(Ok(reply)) => replies.push(reply),
                Some(Err(_)) => self.statistics.garbage += 1,
                None => {}
            }
        }
        self.statistics.replies += replies.len() as u64;
        Ok(replies)
    }

    fn no_reply(&self, since: Instant) -> BusError {
        let seconds = self.transport.now().saturating_duration_since(since).as_secs_f64();
        BusError::NoReply { seconds, sent: self.statistics.sent, garbage: self.statistics.garbage }
    }
}

impl<T: Transport> RegisterBus for SerialLink<T> {
    fn run(&mut self, operations: &[Operation]) -> Result<Vec<Vec<u32>>, BusError> {
        operations.iter().try_for_each(Operation::check)?;
        if !self.synchronized {
            self.hello(self.options.waits())?;
        }
        let result = self.exchange(operations);
        // After an error stale replies may be under way.
        self.synchronized = result.is_ok();
        result
    }
}

fn empty_result(operation: &Operation) -> Vec<u32> {
    match operation {
        Operation::Read { count, .. } => vec![0; *count],
        Operation::Write { .. } => Vec::new(),
        Operation::CrcRange { .. } => vec![0],
    }
}
