//! Go-back-N over a transport, as a register bus.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use ferroute_regmap::message::{
    BAUD_CONFIRM_CLOCKS, DELIMITER, HELLO_WORDS, MAX_WORDS, Opcode, Status, WINDOW,
};
use ferroute_regmap::registers::{EPOCH, UART};
use ferroute_regmap::size::CORE_CLOCK_HERTZ;

use super::{Deframer, Event, Reply, Request, RetransmissionTimer, Window};
use crate::bus::{BusError, Operation, RegisterBus, address_name};
use crate::transport::Transport;

/// How patient a link is.
#[derive(Clone, Copy, Debug)]
pub struct LinkOptions {
    /// Longest wait for a reply before a request is sent again.
    pub timeout: Duration,
    /// The link gives up after this many timeouts without any progress.
    pub tries: u32,
}

impl Default for LinkOptions {
    /// Fits a simulated board too, which may take most of a second for a reply.
    fn default() -> Self {
        Self { timeout: Duration::from_secs(1), tries: 8 }
    }
}

/// What a link did so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LinkStatistics {
    /// Messages sent, repetitions included.
    pub sent: u64,
    /// Repetitions sent.
    pub repeated: u64,
    /// Replies received that were understood.
    pub replies: u64,
    /// Pieces of the stream that were no reply.
    pub garbage: u64,
    /// Resynchronisations with `Hello`.
    pub hellos: u64,
}

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

/// Part of an operation that fits one message.
struct Piece {
    operation: usize,
    opcode: Opcode,
    address: u32,
    count: u8,
    payload: Vec<u32>,
    /// Where its words go in the operation's result.
    offset: usize,
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
        link.hello(options.tries)?;
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

    /// Changes the device's divisor (core clocks a bit) and this side's speed
    /// to match. `false`: nothing came through at the new speed, and both
    /// sides are back at the old one, `old_baud`.
    pub fn change_speed(&mut self, divisor: u16, baud: u32, old_baud: u32) -> Result<bool, BusError> {
        // The reply to this write may already come at the new speed and be
        // lost: only the Hello below tells.
        match self.write(UART.address, &[divisor.into()]) {
            Ok(()) | Err(BusError::NoReply { .. }) => {}
            Err(error) => return Err(error),
        }
        self.transport.set_baud(baud)?;
        match self.hello(self.options.tries) {
            Ok(()) => Ok(true),
            Err(BusError::NoReply { .. }) => {
                self.transport.set_baud(old_baud)?;
                let fallback =
                    Duration::from_secs_f64(f64::from(BAUD_CONFIRM_CLOCKS) / CORE_CLOCK_HERTZ as f64);
                self.listen(fallback)?;
                self.hello(self.options.tries)?;
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    /// Agrees on the sequence and the epoch. All replies to what was sent
    /// before arrive before the reply to the `Hello`, because the line keeps
    /// order, so none of them can be taken for a later one.
    fn hello(&mut self, tries: u32) -> Result<(), BusError> {
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
        for _ in 0..tries.max(1) {
            self.send(&octets, true)?;
            let deadline = self.transport.now() + self.options.timeout;
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
            let replies = self.receive(deadline)?;
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
            if now.saturating_duration_since(progress) >= self.options.timeout * self.options.tries {
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

    /// Drops what comes for a while.
    fn listen(&mut self, time: Duration) -> Result<(), BusError> {
        let deadline = self.transport.now() + time;
        while self.transport.now() < deadline {
            self.receive(deadline)?;
        }
        self.deframer.clear();
        Ok(())
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
            self.hello(self.options.tries)?;
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

/// The messages of an operation. `MAX_WORDS` is a multiple of a table entry's
/// words and of a counter's, so neither is ever split.
fn split((operation, access): (usize, &Operation)) -> Vec<Piece> {
    let piece = |opcode, address, count, payload, offset| Piece {
        operation, opcode, address, count, payload, offset,
    };
    match access {
        Operation::Read { address, count } => (0..*count)
            .step_by(MAX_WORDS)
            .map(|offset| {
                let words = (count - offset).min(MAX_WORDS) as u8;
                piece(Opcode::Read, address + offset as u32, words, Vec::new(), offset)
            })
            .collect(),
        Operation::Write { address, words } => words
            .chunks(MAX_WORDS)
            .enumerate()
            .map(|(index, chunk)| {
                let address = address + (index * MAX_WORDS) as u32;
                piece(Opcode::Write, address, chunk.len() as u8, chunk.to_vec(), 0)
            })
            .collect(),
        Operation::CrcRange { address, count } => {
            vec![piece(Opcode::CrcRange, *address, 1, vec![(*count).into()], 0)]
        }
    }
}
