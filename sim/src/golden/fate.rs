//! Where a frame goes: what layer 3 says of it, what bridging says, and what
//! the host's traps leave of it.

use ferroute_regmap::{DropReason, PuntReason};

use super::forward::{Configuration, Verdict, forward};
use super::parse::Parsed;
use super::router::rewrite::rewrite;
use super::router::{Action, Decision, Probe, packet, port_of};
use super::switch::Switch;

/// What is to be done with a good frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fate {
    pub verdict: Verdict,
    /// CPU port included.
    pub egress: u16,
    /// Of the host's copy.
    pub reason: PuntReason,
    /// Octets without FCS, where they are not those that came in.
    pub sent: Option<Vec<u8>>,
}

impl Fate {
    pub fn drop(reason: DropReason) -> Self {
        Self::bridge(Verdict::Drop(reason), 0)
    }

    /// To these ports, as it came.
    pub fn bridge(verdict: Verdict, egress: u16) -> Self {
        Self { verdict, egress, reason: PuntReason::Forwarded, sent: None }
    }

    /// What a probe with this fate tells.
    pub fn probe(self, decision: Option<Decision>) -> Probe {
        let action = decision.map(|decision| decision.action);
        let (egress_interface, mac) = match action {
            Some(Action::Send { interface, rewrite }) => (Some(interface), Some(rewrite.destination)),
            _ => (None, None),
        };
        Probe {
            egress: self.egress,
            drop: match self.verdict {
                Verdict::Drop(reason) => Some(reason),
                _ => None,
            },
            punt: (self.reason != PuntReason::Forwarded).then_some(self.reason),
            is_routed: decision.is_some_and(|decision| decision.is_routed),
            interface: decision.and_then(|decision| decision.interface),
            route: decision.and_then(|decision| decision.route),
            chosen: decision.and_then(|decision| decision.chosen),
            egress_interface,
            mac,
        }
    }
}

/// Reason of a trapped frame to 01-80-C2-00-00-0X, by its last octet.
fn reserved_reason(last: u8) -> PuntReason {
    match last {
        // IEEE 802.1Q-2022 table 8-1.
        0x00 => PuntReason::Bpdu,
        // IEEE 802.3-2022 annex 57A.3.
        0x02 => PuntReason::SlowProtocols,
        // IEEE 802.1X-2020 clause 11.1.1.
        0x03 => PuntReason::Eapol,
        // IEEE 802.1AB-2016 clause 7.1.
        0x0E => PuntReason::Lldp,
        _ => PuntReason::LinkLocal,
    }
}

impl Switch {
    /// Decides about a good frame that came in on `ingress`; its router
    /// interface is one of `interface_port`. `takes_token` is whether the
    /// host's policers are charged.
    pub(super) fn fate(
        &mut self,
        ingress: usize,
        interface_port: usize,
        frame: &[u8],
        parsed: &Parsed,
        takes_token: bool,
    ) -> (Fate, Option<Decision>) {
        // IEEE 802.3-2022 clause 3.2.3: a source address is an individual one.
        if frame[6] & 1 == 1 {
            return (Fate::drop(DropReason::SourceMacIsMulticast), None);
        }
        let configuration = self.configuration;
        let decision = self.router.decide(&configuration, interface_port, frame, parsed);
        let fate = match decision.action {
            Action::Drop(reason) => Fate::drop(reason),
            Action::Host(reason) => self.punt(reason, is_host_enabled(&configuration), takes_token),
            Action::Send { interface, rewrite: new } => {
                let egress = 1 << port_of(interface);
                let sent = Some(rewrite(frame, packet::only_tag(frame, parsed), &new));
                Fate { sent, ..Fate::bridge(Verdict::Route { egress }, egress) }
            }
            Action::Bridge { copy } => self.bridge(ingress, frame, copy, takes_token),
        };
        (fate, Some(decision))
    }

    /// The forwarding rules from the fifth on, with the host's copy.
    fn bridge(&mut self, ingress: usize, frame: &[u8], copy: Option<PuntReason>, takes_token: bool) -> Fate {
        let configuration = self.configuration;
        let address = |offset| <[u8; 6]>::try_from(&frame[offset..offset + 6]).expect("six octets");
        let verdict = forward(&configuration, &self.fdb, ingress, address(0), address(6));
        let egress = match (verdict, copy) {
            (Verdict::Drop(DropReason::PortListIsEmpty), Some(reason)) => {
                return self.punt(reason, is_host_enabled(&configuration), takes_token);
            }
            (Verdict::Drop(reason), _) => return Fate::drop(reason),
            // Trapped, whatever FORWARD says.
            (Verdict::Punt(_), _) => return self.punt(copy.unwrap_or(reserved_reason(frame[5])), true, takes_token),
            (
                Verdict::Forward { egress }
                | Verdict::Flood { egress }
                | Verdict::Route { egress }
                | Verdict::Inject { egress },
                _,
            ) => egress,
        };
        let cpu = configuration.cpu();
        if copy.is_none() && egress & cpu == 0 {
            return Fate::bridge(verdict, egress);
        }
        let reason = copy.unwrap_or(PuntReason::Forwarded);
        match self.admit(reason, is_host_enabled(&configuration), takes_token) {
            Ok(()) => Fate { reason, ..Fate::bridge(verdict, egress | cpu) },
            Err(drop) => match egress & !cpu {
                0 => Fate::drop(drop),
                others => Fate::bridge(verdict, others),
            },
        }
    }

    /// To the host alone.
    fn punt(&mut self, reason: PuntReason, is_enabled: bool, takes_token: bool) -> Fate {
        match self.admit(reason, is_enabled, takes_token) {
            Ok(()) => Fate { reason, ..Fate::bridge(Verdict::Punt(reason), self.configuration.cpu()) },
            Err(drop) => Fate::drop(drop),
        }
    }

    fn admit(&mut self, reason: PuntReason, is_enabled: bool, takes_token: bool) -> Result<(), DropReason> {
        let traps = &mut self.router.traps;
        if takes_token { traps.admit(reason, is_enabled) } else { traps.would_admit(reason, is_enabled) }
    }
}

/// Whether the CPU port is in FORWARD.
fn is_host_enabled(configuration: &Configuration) -> bool {
    configuration.forward & configuration.cpu() != 0
}
