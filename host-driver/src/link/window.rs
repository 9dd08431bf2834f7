//! Go-back-N without clock or stream: what to send next, and what a reply means.
//!
//! The line keeps order, so a reply tells of everything before it: the device
//! executes in sequence, and where it answers a later request, the earlier
//! ones were executed and only their replies were lost.

use std::collections::VecDeque;
use std::time::Instant;

use ferroute_regmap::message::{Opcode, Status, WINDOW};

use super::message::{Reply, Request};

/// What a reply meant for the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Executed; `payload` is what was read.
    Done { tag: usize, payload: Vec<u32> },
    /// A read was executed and its reply lost: ask again with a new sequence.
    Again { tag: usize },
    /// The device refuses this one and executes none after it.
    Refused { tag: usize, status: Status },
    /// The device is in a new epoch; nothing from here on was executed.
    Restarted { epoch: u16 },
    /// The device expects a sequence that was never agreed on.
    Desynchronized { expected: u8 },
}

struct InFlight {
    tag: usize,
    sequence: u8,
    opcode: Opcode,
    /// Words that the reply must have.
    reply_words: usize,
    octets: Vec<u8>,
    first_sent: Option<Instant>,
    transmissions: u32,
}

/// Requests between submission and reply, in ascending sequence.
pub struct Window {
    epoch: u16,
    next_sequence: u8,
    in_flight: VecDeque<InFlight>,
    /// Index of the request to send next; those before it are on their way.
    next_to_send: usize,
    /// Requests that may be on their way at once.
    limit: usize,
    /// The gap's latest complaint; see [`Window::go_back`].
    last_out_of_order: Option<u8>,
}

impl Window {
    /// An empty window after a `Hello` with `hello_sequence` was answered.
    pub fn new(epoch: u16, hello_sequence: u8) -> Self {
        Self {
            epoch,
            next_sequence: hello_sequence.wrapping_add(1),
            in_flight: VecDeque::with_capacity(WINDOW),
            next_to_send: 0,
            limit: WINDOW,
            last_out_of_order: None,
        }
    }

    /// Sequence of the next request.
    pub fn next_sequence(&self) -> u8 {
        self.next_sequence
    }

    /// Whether another request can be submitted.
    pub fn has_room(&self) -> bool {
        self.in_flight.len() < WINDOW
    }

    /// Whether nothing waits for a reply.
    pub fn is_empty(&self) -> bool {
        self.in_flight.is_empty()
    }

    /// Tag of the oldest request.
    pub fn oldest(&self) -> Option<usize> {
        self.in_flight.front().map(|oldest| oldest.tag)
    }

    /// Adds a request; `tag` comes back in its event. The window must have room.
    pub fn submit(
        &mut self, tag: usize, opcode: Opcode, address: u32, count: u8, payload: Vec<u32>,
    ) {
        let sequence = self.next_sequence;
        self.next_sequence = sequence.wrapping_add(1);
        let reply_words = match opcode {
            Opcode::Write => 0,
            Opcode::CrcRange => 1,
            Opcode::Read | Opcode::Hello => count.into(),
        };
        let octets =
            Request { opcode, sequence, epoch: self.epoch, address, count, payload }.encode();
        self.in_flight.push_back(InFlight {
            tag, sequence, opcode, reply_words, octets, first_sent: None, transmissions: 0,
        });
    }

    /// The octets to send now, if any, and whether they were sent before.
    pub fn transmit(&mut self, now: Instant) -> Option<(&[u8], bool)> {
        if self.next_to_send >= self.limit {
            return None;
        }
        let request = self.in_flight.get_mut(self.next_to_send)?;
        self.next_to_send += 1;
        request.transmissions += 1;
        request.first_sent.get_or_insert(now);
        Some((&request.octets, request.transmissions > 1))
    }

    /// No reply came: everything is sent again, the oldest first and alone,
    /// so that a slow device is not flooded.
    pub fn timed_out(&mut self) {
        self.next_to_send = 0;
        self.limit = 1;
        self.last_out_of_order = None;
    }

    /// Takes a reply; no event where it says nothing about what is in flight.
    /// The second result is when the replied request was sent, if it was sent once.
    pub fn replied(&mut self, reply: Reply) -> (Vec<Event>, Option<Instant>) {
        let mut events = Vec::new();
        let found = self.in_flight.iter().position(|request| {
            request.sequence == reply.sequence
                && request.opcode == reply.opcode
                && request.transmissions > 0
        });
        let Some(index) = found else { return (events, None) };
        if reply.status == Status::WrongEpoch {
            if reply.epoch != self.epoch {
                events.push(Event::Restarted { epoch: reply.epoch });
            }
            return (events, None);
        }
        if reply.epoch != self.epoch {
            return (events, None);
        }
        let request = &self.in_flight[index];
        let sent_once = request.first_sent.filter(|_| request.transmissions == 1);
        match reply.status {
            Status::Done if reply.payload.len() == request.reply_words => {
                self.executed(index, &mut events);
                if let Some(done) = self.in_flight.pop_front() {
                    self.next_to_send = self.next_to_send.saturating_sub(1);
                    events.push(Event::Done { tag: done.tag, payload: reply.payload });
                }
            }
            Status::Done => return (events, None),
            Status::AlreadyDone => self.executed(index + 1, &mut events),
            Status::OutOfOrder => self.go_back(&reply, &mut events),
            status => {
                self.executed(index, &mut events);
                if let Some(refused) = self.in_flight.front() {
                    events.push(Event::Refused { tag: refused.tag, status });
                }
            }
        }
        if reply.status != Status::OutOfOrder {
            self.last_out_of_order = None;
        }
        // The credits count what the device held when it replied; what is on
        // its way is part of what it will hold.
        let on_the_way = self.next_to_send;
        self.limit = (on_the_way + usize::from(reply.credits)).clamp(1, WINDOW);
        (events, sent_once)
    }

    /// The oldest `count` requests were executed, and their replies will not come.
    fn executed(&mut self, count: usize, events: &mut Vec<Event>) {
        for request in self.in_flight.drain(..count) {
            events.push(match request.opcode {
                Opcode::Write => Event::Done { tag: request.tag, payload: Vec::new() },
                _ => Event::Again { tag: request.tag },
            });
        }
        self.next_to_send = self.next_to_send.saturating_sub(count);
    }

    /// A request was lost: what follows the gap complains once for each
    /// request on its way. Within one pass the complaints ascend, so only one
    /// that does not ascend is of a new loss.
    fn go_back(&mut self, reply: &Reply, events: &mut Vec<Event>) {
        let Some(oldest) = self.in_flight.front() else { return };
        let executed = usize::from(reply.expected.wrapping_sub(oldest.sequence));
        if executed > self.in_flight.len() {
            events.push(Event::Desynchronized { expected: reply.expected });
            return;
        }
        self.executed(executed, events);
        let Some(gap) = self.in_flight.front().map(|request| request.sequence) else { return };
        let distance = |sequence: u8| sequence.wrapping_sub(gap);
        let old_news = executed == 0
            && self.last_out_of_order.is_some_and(|last| distance(reply.sequence) > distance(last));
        self.last_out_of_order = Some(reply.sequence);
        if !old_news {
            self.next_to_send = 0;
        }
    }
}

#[cfg(test)]
#[path = "window_tests.rs"]
mod tests;
