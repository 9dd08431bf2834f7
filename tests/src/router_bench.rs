//! What the router's tests ask of a device, be it the model or a board.

use ferroute_regmap::{DropReason, PuntReason};
use ferroute_sim::golden::{Capacity, CarrierEvent, Outcome, Switch, Verdict};

use crate::lab::Lab;
use crate::router_case::Case;

/// What was seen of one frame.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Front-panel port and octets without FCS of each copy, by port.
    pub sent: Vec<(usize, Vec<u8>)>,
    /// Reason, ingress port and octets of the host's frame.
    pub host: Option<(PuntReason, usize, Vec<u8>)>,
    pub drop: Option<DropReason>,
}

/// A device that routes.
pub trait Bench {
    /// Makes the device as the lab has it; its FDB is empty then.
    fn apply(&mut self, lab: &Lab);

    /// One good frame, without FCS, from a port.
    fn pass(&mut self, port: usize, frame: &[u8]) -> Seen;
}

/// The model alone.
pub struct Model {
    pub switch: Switch,
}

impl Default for Model {
    fn default() -> Self {
        let lab = Lab::default();
        let mut switch = Switch::new(lab.configuration, Capacity::Unlimited);
        switch.router = lab.router;
        Self { switch }
    }
}

impl Bench for Model {
    fn apply(&mut self, lab: &Lab) {
        self.switch = Switch::new(lab.configuration, Capacity::Unlimited);
        self.switch.router = lab.router.clone();
    }

    fn pass(&mut self, port: usize, frame: &[u8]) -> Seen {
        let outcome = self.switch.receive(port, &CarrierEvent::frame(frame));
        outcome.map(Seen::from).unwrap_or_default()
    }
}

impl From<Outcome> for Seen {
    fn from(outcome: Outcome) -> Self {
        let without_fcs = |octets: Vec<u8>| octets[..octets.len() - 4].to_vec();
        Self {
            sent: outcome.copies.into_iter().map(|copy| (copy.port, without_fcs(copy.octets))).collect(),
            host: outcome.host.map(|host| (host.reason, host.port, host.octets)),
            drop: match outcome.verdict {
                Verdict::Drop(reason) => Some(reason),
                _ => None,
            },
        }
    }
}

/// Holds a device to cases, and tells of every one that it does not pass.
pub fn check(bench: &mut dyn Bench, clause: &str, cases: &[Case]) {
    assert!(!cases.is_empty(), "{clause} has no case");
    let mut failures = Vec::new();
    for case in cases {
        let mut lab = Lab::default();
        (case.change)(&mut lab);
        bench.apply(&lab);
        let (seen, expected) = (bench.pass(case.port, &case.frame), case.expected_seen());
        if seen != expected {
            failures.push(format!("{clause}, {}:\n  seen     {seen:02x?}\n  expected {expected:02x?}", case.name));
        }
    }
    assert!(failures.is_empty(), "{} of {} cases\n{}", failures.len(), cases.len(), failures.join("\n"));
}
