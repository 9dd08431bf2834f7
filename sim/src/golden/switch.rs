//! The switch: receive, look up, learn, route, count, send.

use ferroute_regmap::size::FCS_OCTETS;
use ferroute_regmap::{DropReason, PuntReason};

use super::carrier::{CarrierEvent, padded, with_fcs};
use super::counters::Counters;
use super::fate::Fate;
use super::fdb::{Capacity, Fdb, Learned};
use super::forward::{Configuration, FID, Verdict};
use super::parse::{Parsed, parse};
use super::receive::receive;
use super::router::{Probe, Router};

/// A copy that a front-panel port sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EgressCopy {
    pub port: usize,
    /// Octets on the wire behind the SFD, with FCS.
    pub octets: Vec<u8>,
}

/// A frame as the host reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostFrame {
    pub reason: PuntReason,
    /// Where it came in.
    pub port: usize,
    /// Without FCS.
    pub octets: Vec<u8>,
}

/// What became of one carrier event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub verdict: Verdict,
    /// One bit for each port that sends the frame, CPU port included.
    pub egress: u16,
    /// What the front-panel ports send, by ascending port.
    pub copies: Vec<EgressCopy>,
    /// What the CPU port hands to the host.
    pub host: Option<HostFrame>,
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
            copies: Vec::new(),
            host: None,
            parsed: None,
            learned: Learned::Ignored,
        }
    }
}

/// The reference switch.
#[derive(Clone, Debug)]
pub struct Switch {
    pub configuration: Configuration,
    pub router: Router,
    pub fdb: Fdb,
    pub counters: Counters,
}

impl Switch {
    /// A switch that routes nothing.
    pub fn new(configuration: Configuration, capacity: Capacity) -> Self {
        Self {
            configuration,
            router: Router::default(),
            fdb: Fdb::new(capacity),
            counters: Counters::new(configuration.port_count + 1),
        }
    }

    /// Lets time pass for the policers.
    pub fn advance(&mut self, core_clocks: u64) {
        self.router.traps.advance(core_clocks);
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
        let frame = &received.octets[..received.octets.len() - FCS_OCTETS];
        let (fate, parsed, learned) = self.handle_good(port, frame, |switch, parsed| {
            switch.fate(port, port, frame, parsed, true).0
        });
        Some(self.carry_out(port, frame, fate, parsed, learned))
    }

    /// Handles a frame of the host, without FCS; `ports` is INJECT_PORTS.
    pub fn inject(&mut self, ports: u16, frame: &[u8]) -> Option<Outcome> {
        let (port, frame) = self.receive_from_host(frame)?;
        let (fate, parsed, learned) = self.handle_good(port, &frame, |switch, parsed| {
            if ports == 0 {
                return switch.fate(port, port, &frame, parsed, true).0;
            }
            match ports & switch.configuration.forward {
                0 => Fate::drop(DropReason::PortListIsEmpty),
                egress => Fate::bridge(Verdict::Inject { egress }, egress),
            }
        });
        Some(self.carry_out(port, &frame, fate, parsed, learned))
    }

    /// Decides about a frame of the host as a probe; its router interface is
    /// one of `interface_port`. Takes no token of a policer.
    pub fn probe(&mut self, interface_port: usize, frame: &[u8]) -> Option<Probe> {
        let (port, frame) = self.receive_from_host(frame)?;
        let (probe, ..) = self.handle_good(port, &frame, |switch, parsed| {
            let (fate, decision) = switch.fate(port, interface_port, &frame, parsed, false);
            fate.probe(decision)
        });
        self.counters.count_drop(port, DropReason::TrapDropped);
        Some(probe)
    }

    /// Number of the CPU port, and the frame as it is stored there.
    fn receive_from_host(&mut self, frame: &[u8]) -> Option<(usize, Vec<u8>)> {
        let port = self.configuration.port_count;
        if self.configuration.rx_enable & self.configuration.cpu() == 0 {
            return None;
        }
        let frame = padded(frame);
        self.counters.count_received(port, frame.len() + FCS_OCTETS);
        Some((port, frame))
    }

    /// Counts a good frame, decides about it, learns its source.
    fn handle_good<D>(
        &mut self,
        port: usize,
        frame: &[u8],
        decide: impl FnOnce(&mut Self, &Parsed) -> D,
    ) -> (D, Parsed, Learned) {
        self.counters.count_good(port, frame);
        let source = <[u8; 6]>::try_from(&frame[6..12]).expect("six octets");
        let parsed = parse(frame);
        // The destination is looked up first, so that a frame from a station to
        // itself is forwarded by what was known before it.
        let decision = decide(self, &parsed);
        let learned = if self.configuration.learn >> port & 1 == 1 {
            self.fdb.learn(source, FID, port as u8)
        } else {
            Learned::Ignored
        };
        (decision, parsed, learned)
    }

    /// Sends and counts the copies.
    fn carry_out(&mut self, port: usize, frame: &[u8], fate: Fate, parsed: Parsed, learned: Learned) -> Outcome {
        let parsed = Some(parsed);
        if let Verdict::Drop(reason) = fate.verdict {
            self.counters.count_drop(port, reason);
            return Outcome { parsed, learned, ..Outcome::dropped(reason) };
        }
        let sent = fate.sent.unwrap_or_else(|| frame.to_vec());
        let octets = with_fcs(&sent);
        self.counters.count_copies(port, fate.egress.count_ones());
        let mut copies = Vec::new();
        for egress in (0..self.counters.port_count()).filter(|egress| fate.egress >> egress & 1 == 1) {
            self.counters.count_sent(egress, &octets);
            if egress < self.configuration.port_count {
                copies.push(EgressCopy { port: egress, octets: octets.clone() });
            }
        }
        let host = (fate.egress & self.configuration.cpu() != 0).then_some(HostFrame {
            reason: fate.reason,
            port,
            octets: sent,
        });
        Outcome { verdict: fate.verdict, egress: fate.egress, copies, host, parsed, learned }
    }
}

#[cfg(test)]
#[path = "switch_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "router_tests.rs"]
mod router_tests;
