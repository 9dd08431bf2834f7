//! The routing rules, in the order of ARCHITECTURE.md.

use ferroute_regmap::{DropReason, Interface, NextHop, PuntReason};

use super::super::forward::Configuration;
use super::super::parse::Parsed;
use super::address::{self, Family, bits};
use super::class::class;
use super::packet::{Packet, family, l3_offset, only_tag};
use super::rewrite::Rewrite;
use super::{Router, flow, host_copy, port_of, reverse_path, routes_family};

/// What was found for an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route {
    /// Before a group's bucket.
    pub next_hop: u16,
    pub length: u8,
    pub is_default: bool,
}

/// What layer 3 says of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// It is bridged; the host gets a copy too, for this reason.
    Bridge {
        copy: Option<PuntReason>,
    },
    /// It is sent by this interface, with these headers.
    Send {
        interface: u8,
        rewrite: Rewrite,
    },
    /// The host alone gets it, if its trap lets it.
    Host(PuntReason),
    Drop(DropReason),
}

/// An action, and how it was come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    pub action: Action,
    /// The frame's interface.
    pub interface: Option<u8>,
    /// It was for the router.
    pub is_routed: bool,
    /// Of the destination; `None` also where an earlier rule decided.
    pub route: Option<Route>,
    /// Next hop behind a group's bucket, or the route's own.
    pub chosen: Option<u16>,
}

/// A frame for the router on its way through the rules.
struct Subject<'a> {
    parsed: &'a Parsed,
    family: Family,
    /// From its L3 header on.
    octets: &'a [u8],
    number: u8,
    interface: &'a Interface,
}

impl Router {
    /// Decides about a good frame whose source address is no group. Its
    /// interface is looked for among those of `port`.
    pub fn decide(&self, configuration: &Configuration, port: usize, frame: &[u8], parsed: &Parsed) -> Decision {
        let mut decision = Decision {
            action: Action::Bridge { copy: None },
            interface: None,
            is_routed: false,
            route: None,
            chosen: None,
        };
        let tag = only_tag(frame, parsed);
        // IEEE 802.1Q-2022 table 9-2: VID 0 is a priority tag, no VLAN.
        let vlan = tag.map_or(0, |tag| tag.vlan);
        let found = if parsed.tag_count > 1 { None } else { self.interface_of(port, vlan) };
        let Some((number, interface)) = found else { return decision };
        decision.interface = Some(number);
        let routed = family(parsed).filter(|family| routes_family(interface, *family));
        match routed {
            Some(family) if frame[..6] == interface.mac => {
                let octets = &frame[l3_offset(tag)..];
                let subject = Subject { parsed, family, octets, number, interface };
                decision.is_routed = true;
                let result = self.route(configuration, &subject, &mut decision);
                decision.action = result.unwrap_or_else(|action| action);
            }
            _ => decision.action = host_copy::action(frame, parsed, tag, interface, routed),
        }
        decision
    }

    /// The rules for a frame for the router; an action that ends them early is
    /// the error.
    fn route(
        &self,
        configuration: &Configuration,
        subject: &Subject,
        decision: &mut Decision,
    ) -> Result<Action, Action> {
        let Subject { parsed, family, .. } = *subject;
        // 1. RFC 1812 section 5.2.2, RFC 8200 section 3.
        let corrupted = Action::Drop(DropReason::IpHeaderCorrupted);
        if parsed.malformed || parsed.checksum_bad {
            return Err(corrupted);
        }
        let packet = Packet::read(family, subject.octets).ok_or(corrupted)?;
        check_addresses(&packet)?;
        // 4. RFC 1812 section 5.2.4, RFC 8200 section 4.3.
        if parsed.options {
            return Err(Action::Host(match family {
                Family::Ipv4 => PuntReason::Ipv4Options,
                Family::Ipv6 => PuntReason::Ipv6HopByHop,
            }));
        }
        // 5. RFC 3927 section 2.7, RFC 4291 section 2.5.6: never farther.
        if address::is_link_local(packet.destination) {
            return Err(subject.to_itself());
        }
        // 6. RFC 1812 section 5.2.4.3.
        let route = self.routes(family).find(bits(packet.destination)).ok_or(Action::Host(match family {
            Family::Ipv4 => PuntReason::Ipv4LpmMiss,
            Family::Ipv6 => PuntReason::Ipv6LpmMiss,
        }))?;
        decision.route = Some(route);
        self.check_reverse_path(subject, &packet)?;
        let chosen = self.behind_group(route.next_hop, &packet, parsed);
        decision.chosen = Some(chosen);
        self.check_egress(configuration, subject, &packet, &self.next_hops[usize::from(chosen)])
    }

    /// 7. RFC 3704.
    fn check_reverse_path(&self, subject: &Subject, packet: &Packet) -> Result<(), Action> {
        let check = match packet.family {
            Family::Ipv4 => subject.interface.reverse_path4,
            Family::Ipv6 => subject.interface.reverse_path6,
        };
        if address::is_link_local(packet.source) {
            return Ok(());
        }
        let back = self.routes(packet.family).find(bits(packet.source));
        let back = back.map(|route| &self.next_hops[usize::from(route.next_hop)]);
        if reverse_path::passes(check, back, subject.number) {
            Ok(())
        } else {
            Err(Action::Drop(DropReason::ReversePathFilter))
        }
    }

    /// 8. The number of a next hop, or of the one in its bucket for this flow.
    fn behind_group(&self, number: u16, packet: &Packet, parsed: &Parsed) -> u16 {
        match self.next_hops[usize::from(number)] {
            NextHop::Group { first_bucket, log2_buckets } => {
                let hash = flow::hash(packet, parsed, self.ecmp_seed);
                self.buckets[flow::bucket(first_bucket, log2_buckets, hash)]
            }
            _ => number,
        }
    }

    /// 8 to 15, for the next hop that was chosen.
    fn check_egress(
        &self,
        configuration: &Configuration,
        subject: &Subject,
        packet: &Packet,
        next_hop: &NextHop,
    ) -> Result<Action, Action> {
        let (egress_number, mac) = match *next_hop {
            NextHop::Local => return Err(subject.to_itself()),
            NextHop::None | NextHop::Blackhole | NextHop::Group { .. } => {
                return Err(Action::Drop(DropReason::BlackholeRoute));
            }
            NextHop::HoldDown { .. } => return Err(Action::Drop(DropReason::UnresolvedNeigh)),
            NextHop::Reject => return Err(Action::Host(PuntReason::RejectRoute)),
            NextHop::Trap => return Err(Action::Host(PuntReason::ExternalRoute)),
            NextHop::Incomplete => return Err(Action::Host(PuntReason::RouteIncomplete)),
            NextHop::Forward { mac, interface } => (interface, Some(mac)),
            NextHop::Glean { interface } => (interface, None),
        };
        // 9. RFC 3927 section 2.7, RFC 4291 section 2.5.6, RFC 4007 section 9.
        if address::is_link_local(packet.source) {
            return Err(Action::Drop(DropReason::LinkLocalScope));
        }
        // 10. RFC 1812 section 5.3.1, RFC 8200 section 3.
        if packet.hop_limit <= 1 {
            return Err(Action::Host(PuntReason::TtlValueIsTooSmall));
        }
        // 11.
        let port = port_of(egress_number);
        let egress = self.interfaces[usize::from(egress_number)].as_ref();
        let egress = egress.filter(|_| port <= configuration.port_count && configuration.forward >> port & 1 == 1);
        let egress = egress.ok_or(Action::Drop(DropReason::PortListIsEmpty))?;
        // 12. RFC 1812 section 5.2.6, RFC 8201 section 4.
        if packet.length > egress.mtu.into() {
            return Err(Action::Host(PuntReason::MtuValueIsTooSmall));
        }
        // 13. RFC 1812 section 3.3.2, RFC 4861 section 7.2.2.
        let destination = mac.ok_or(Action::Host(PuntReason::UnresolvedNeigh))?;
        // 14. RFC 1812 section 5.2.7.2, RFC 4861 section 8.2.
        if egress_number == subject.number && !self.traps.entry(PuntReason::UcLoopback).drop {
            return Err(Action::Host(PuntReason::UcLoopback));
        }
        let rewrite = Rewrite { family: packet.family, destination, source: egress.mac, vlan: egress.vlan };
        Ok(Action::Send { interface: egress_number, rewrite })
    }
}

impl Subject<'_> {
    /// "To the host, as its own".
    fn to_itself(&self) -> Action {
        Action::Host(class(self.family, self.parsed).unwrap_or(PuntReason::LocalRoute))
    }
}

/// 2 and 3: RFC 1812 sections 4.2.2.11, 5.3.7 and 5.3.4, RFC 4291 section 2.
fn check_addresses(packet: &Packet) -> Result<(), Action> {
    let (source, destination) = (packet.source, packet.destination);
    let reason = if address::is_multicast(source) {
        DropReason::SipIsMc
    } else if address::is_loopback(source) {
        DropReason::SipIsLoopbackAddress
    } else if address::is_class_e(source) {
        DropReason::Ipv4SipIsLimitedBc
    } else if address::is_unspecified(source) {
        DropReason::SipIsUnspecified
    } else if address::is_loopback(destination) {
        DropReason::DipIsLoopbackAddress
    } else if address::is_unspecified(destination)
        || address::is_multicast(destination)
        || address::is_class_e(destination)
    {
        DropReason::NonRoutablePacket
    } else {
        return Ok(());
    };
    Err(Action::Drop(reason))
}
