//! What the rules make of a packet, from the routes that are wanted.
//! The numbers are those of ARCHITECTURE.md, "Routing rules".

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ferroute_regmap::size::INTERFACES_PER_PORT;
use ferroute_regmap::{DropReason, NextHop, PuntReason, ReversePath};
use ferroute_regmap::flow_hash::flow_hash;

use super::{Answer, Conditions, Question, frame};
use crate::fib::{Prefix, address_bits};
use crate::mac_address::MacAddress;
use crate::port::Port;
use crate::router::names::Names;
use crate::router::record::place_name;
use crate::router::{RouteState, Router};

/// What becomes of a packet.
enum Verdict {
    Forward { mac: [u8; 6], interface: u8 },
    Punt(PuntReason),
    Drop(DropReason),
}

/// A route as the hardware should find it.
struct Found {
    prefix: Prefix,
    /// As the FIB has it.
    next_hop: u16,
    entry: NextHop,
}

impl Router {
    /// What the hardware must answer.
    pub fn expect_answer(&self, question: &Question, conditions: &Conditions, port_count: u8) -> Answer {
        let early = early_verdict(question);
        let found = if early.is_none() { self.find(question.destination) } else { None };
        let chosen = found.as_ref().map(|found| self.choose(found, question, conditions));
        let verdict = early.unwrap_or_else(|| self.decide(question, conditions, found.as_ref(), chosen));
        let names = Names::new(self.interfaces(), port_count);
        let mut answer = Answer {
            verdict: "drop",
            reason: None,
            ports: Vec::new(),
            prefix: found.as_ref().map(|found| found.prefix),
            table: None,
            index: None,
            next_hop: found.as_ref().map(|found| found.next_hop),
            chosen: chosen.map(|chosen| chosen.0),
            dev: None,
            lladdr: None,
        };
        if let Some((place, _)) = found.as_ref().and_then(|found| self.place(found.prefix)) {
            let (table, index) = place_name(place);
            (answer.table, answer.index) = (Some(table), index.map(|index| index as u32));
        }
        match finally(verdict, conditions, port_count) {
            Verdict::Forward { mac, interface } => {
                answer.verdict = "forward";
                answer.ports = Port::new(interface / INTERFACES_PER_PORT as u8, port_count).into_iter().collect();
                answer.dev = Some(names.name(interface));
                answer.lladdr = Some(MacAddress(mac));
            }
            Verdict::Punt(reason) => {
                answer.verdict = "punt";
                answer.reason = Some(reason.name());
                answer.ports = Port::new(port_count, port_count).into_iter().collect();
            }
            Verdict::Drop(reason) => answer.reason = Some(reason.name()),
        }
        answer
    }

    /// Rule 6: the route that is wanted, and what the hardware has in its place.
    fn find(&self, address: IpAddr) -> Option<Found> {
        let wanted = self.routes().lookup(address).map(|(prefix, route)| (prefix, route.state));
        let (prefix, state) = match wanted {
            Some((prefix, RouteState::Refused)) => match self.installed_above(prefix) {
                Some(above) => (above, self.routes().get(above)?.state),
                None => (Prefix::default_of(prefix.family()), RouteState::Refused),
            },
            Some(found) => found,
            None => {
                // The default may stand for refused routes elsewhere.
                let prefix = Prefix::default_of(Prefix::host(address).family());
                self.place(prefix)?;
                (prefix, RouteState::Refused)
            }
        };
        let next_hop = match state {
            RouteState::Installed { next_hop, refused_below: 0 } => Some(next_hop),
            _ => None,
        };
        let entry = next_hop.map_or(NextHop::Incomplete, |next_hop| self.next_hops().entry(next_hop));
        // The number of the entry for what is incomplete is the FIB's matter.
        let next_hop = next_hop.or_else(|| self.place(prefix).map(|(_, next_hop)| next_hop)).unwrap_or_default();
        Some(Found { prefix, next_hop, entry })
    }

    /// The next hop behind a group's bucket.
    fn choose(&self, found: &Found, question: &Question, conditions: &Conditions) -> (u16, NextHop) {
        let NextHop::Group { first_bucket, log2_buckets } = found.entry else { return (found.next_hop, found.entry) };
        let upper = u64::from(frame::UDP) << 32
            | u64::from(question.source_port) << 16
            | u64::from(question.destination_port);
        let (source, destination) = (address_bits(question.source), address_bits(question.destination));
        let hash = flow_hash(source, destination, upper, conditions.ecmp_seed);
        let bucket = usize::from(first_bucket) + (usize::from(hash) & ((1 << log2_buckets) - 1));
        let chosen = self.next_hops().bucket(bucket).unwrap_or_default();
        (chosen, self.next_hops().entry(chosen))
    }

    /// Rules 6 to 14.
    fn decide(
        &self, question: &Question, conditions: &Conditions, found: Option<&Found>, chosen: Option<(u16, NextHop)>,
    ) -> Verdict {
        let Some((_, entry)) = found.and(chosen) else {
            return Verdict::Punt(match question.destination {
                IpAddr::V4(_) => PuntReason::Ipv4LpmMiss,
                IpAddr::V6(_) => PuntReason::Ipv6LpmMiss,
            });
        };
        if !self.passes_reverse_path(question) {
            return Verdict::Drop(DropReason::ReversePathFilter);
        }
        let egress = match entry {
            NextHop::Local => return Verdict::Punt(own_reason(question.destination_port)),
            NextHop::None | NextHop::Blackhole | NextHop::Group { .. } => {
                return Verdict::Drop(DropReason::BlackholeRoute);
            }
            NextHop::HoldDown { .. } => return Verdict::Drop(DropReason::UnresolvedNeigh),
            NextHop::Reject => return Verdict::Punt(PuntReason::RejectRoute),
            NextHop::Trap => return Verdict::Punt(PuntReason::ExternalRoute),
            NextHop::Incomplete => return Verdict::Punt(PuntReason::RouteIncomplete),
            NextHop::Forward { interface, .. } | NextHop::Glean { interface } => interface,
        };
        if is_link_local(question.source) {
            return Verdict::Drop(DropReason::LinkLocalScope);
        }
        let may_send = conditions.forward >> (egress / INTERFACES_PER_PORT as u8) & 1 == 1;
        if self.interfaces().get(egress).is_none() || !may_send {
            return Verdict::Drop(DropReason::PortListIsEmpty);
        }
        let loopback_drops = conditions.traps.get(PuntReason::UcLoopback as usize).is_some_and(|trap| trap.drop);
        match entry {
            NextHop::Forward { mac, interface } => match interface == question.interface && !loopback_drops {
                true => Verdict::Punt(PuntReason::UcLoopback),
                false => Verdict::Forward { mac, interface },
            },
            _ => Verdict::Punt(PuntReason::UnresolvedNeigh),
        }
    }

    /// Rule 7.
    fn passes_reverse_path(&self, question: &Question) -> bool {
        let check = self.interfaces().get(question.interface).map_or(ReversePath::Off, |interface| {
            if question.source.is_ipv4() { interface.reverse_path4 } else { interface.reverse_path6 }
        });
        if check == ReversePath::Off || is_link_local(question.source) {
            return true;
        }
        let leads_to = match self.find(question.source).map(|found| found.entry) {
            Some(NextHop::Forward { interface, .. } | NextHop::Glean { interface } | NextHop::HoldDown { interface }) => {
                interface
            }
            Some(NextHop::Group { .. } | NextHop::Trap | NextHop::Incomplete) => return true,
            _ => return false,
        };
        check == ReversePath::Loose || leads_to == question.interface
    }
}

/// Rules 2, 3 and 5, which need no route.
fn early_verdict(question: &Question) -> Option<Verdict> {
    let source = match question.source {
        address if address.is_multicast() => Some(DropReason::SipIsMc),
        address if is_loopback(address) => Some(DropReason::SipIsLoopbackAddress),
        IpAddr::V4(address) if address.octets()[0] >= 240 => Some(DropReason::Ipv4SipIsLimitedBc),
        address if is_unspecified(address) => Some(DropReason::SipIsUnspecified),
        _ => None,
    };
    let destination = match question.destination {
        address if is_loopback(address) => Some(DropReason::DipIsLoopbackAddress),
        IpAddr::V4(address) if address.octets()[0] >= 224 => Some(DropReason::NonRoutablePacket),
        address if is_unspecified(address) || address.is_multicast() => Some(DropReason::NonRoutablePacket),
        _ => None,
    };
    match source.or(destination) {
        Some(reason) => Some(Verdict::Drop(reason)),
        None if is_link_local(question.destination) => Some(Verdict::Punt(own_reason(question.destination_port))),
        None => None,
    }
}

/// A trap may drop what is for the host, and the CPU port may not send.
fn finally(verdict: Verdict, conditions: &Conditions, port_count: u8) -> Verdict {
    let Verdict::Punt(reason) = verdict else { return verdict };
    if conditions.traps.get(reason as usize).is_some_and(|trap| trap.drop) {
        let same = DropReason::ALL.iter().find(|other| other.name() == reason.name());
        return Verdict::Drop(same.copied().unwrap_or(DropReason::TrapDropped));
    }
    match conditions.forward >> port_count & 1 {
        1 => Verdict::Punt(reason),
        _ => Verdict::Drop(DropReason::PortListIsEmpty),
    }
}

/// "As its own", for UDP.
fn own_reason(destination_port: u16) -> PuntReason {
    match destination_port {
        3784 | 3785 | 4784 => PuntReason::Bfd,
        67 | 68 | 546 | 547 => PuntReason::Dhcp,
        _ => PuntReason::LocalRoute,
    }
}

fn is_loopback(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.octets()[0] == 127,
        IpAddr::V6(address) => address == Ipv6Addr::LOCALHOST,
    }
}

fn is_unspecified(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.octets()[0] == 0,
        IpAddr::V6(address) => address == Ipv6Addr::UNSPECIFIED,
    }
}

fn is_link_local(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => Ipv4Addr::is_link_local(&address),
        IpAddr::V6(address) => address.is_unicast_link_local(),
    }
}
