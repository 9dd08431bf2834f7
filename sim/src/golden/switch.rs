//! The switch: receive, look up, learn, count, send.

use ferroute_regmap::DropReason;
use ferroute_regmap::size::FCS_OCTETS;

use super::carrier::{CarrierEvent, with_fcs};
use super::counters::Counters;
use super::fdb::{Capacity, Fdb, Learned};
use super::forward::{Configuration, FID, Verdict, forward};
use super::parse::{Parsed, parse};
use super::receive::{Received, receive};

/// What became of one carrier event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub verdict: Verdict,
    /// One bit for each port that sends the frame, CPU port included.
    pub egress: u16,
    /// Octets on the wire of every egress port, with FCS; empty when dropped.
    pub octets: Vec<u8>,
    /// Header fields; `None` when the frame is bad.
    pub parsed: Option<Parsed>,
    /// What became of the source address.
    pub learned: Learned,
}

impl Outcome {
    /// Copies to be sent.
    pub fn fan_out(&self) -> u32 {
        self.egress.count_ones()
    }

    fn dropped(reason: DropReason) -> Self {
        Self {
            verdict: Verdict::Drop(reason),
            egress: 0,
            octets: Vec::new(),
            parsed: None,
            learned: Learned::Ignored,
        }
    }
}

/// The reference switch.
#[derive(Clone, Debug)]
pub struct Switch {
    pub configuration: Configuration,
    pub fdb: Fdb,
    pub counters: Counters,
}

impl Switch {
    pub fn new(configuration: Configuration, capacity: Capacity) -> Self {
        Self {
            configuration,
            fdb: Fdb::new(capacity),
            counters: Counters::new(configuration.port_count + 1),
        }
    }

    /// Handles one carrier event on a front-panel port. `None` when the port
    /// does not receive: nothing is counted then.
    pub fn receive(&mut self, port: usize, event: &CarrierEvent) -> Option<Outcome> {
        if self.configuration.rx_enable >> port & 1 == 0 {
            return None;
        }
        let received = receive(event);
        self.counters.count_received(port, received.length);
        if let Some(reason) = received.error {
            self.counters.count_drop(port, reason);
            return Some(Outcome::dropped(reason));
        }
        Some(self.handle_good(port, &received))
    }

    fn handle_good(&mut self, port: usize, received: &Received) -> Outcome {
        let frame = &received.octets[..received.octets.len() - FCS_OCTETS];
        self.counters.count_good(port, frame);
        let address = |offset| <[u8; 6]>::try_from(&frame[offset..offset + 6]).expect("six octets");
        let (destination, source) = (address(0), address(6));
        // The destination is looked up first, so that a frame from a station to
        // itself is forwarded by what was known before it.
        let verdict = forward(&self.configuration, &self.fdb, port, destination, source);
        let learned = if self.configuration.learn >> port & 1 == 1 {
            self.fdb.learn(source, FID, port as u8)
        } else {
            Learned::Ignored
        };
        let parsed = Some(parse(frame));
        let egress = match verdict {
            Verdict::Forward { egress } | Verdict::Flood { egress } => egress,
            Verdict::Punt(_) => self.configuration.cpu(),
            Verdict::Drop(reason) => {
                self.counters.count_drop(port, reason);
                return Outcome { parsed, learned, ..Outcome::dropped(reason) };
            }
        };
        let octets = with_fcs(frame);
        self.counters.count_copies(port, egress.count_ones());
        for egress_port in (0..self.counters.port_count()).filter(|port| egress >> port & 1 == 1) {
            self.counters.count_sent(egress_port, &octets);
        }
        Outcome { verdict, egress, octets, parsed, learned }
    }
}

#[cfg(test)]
#[path = "switch_tests.rs"]
mod tests;
