//! Frames on a router interface that are not for the router: the host's copy.

use std::net::{IpAddr, Ipv4Addr};

use ferroute_regmap::{Interface, PuntReason};

use super::super::parse::{L3Kind, Parsed};
use super::address::{Family, is_link_local_group};
use super::class::class;
use super::packet::{Packet, Tag, l3_offset};
use super::rules::Action;

const UDP: u8 = 17;

/// What becomes of a frame that has an interface and is not for the router.
/// `routed` is its family where the interface routes it.
pub fn action(
    frame: &[u8],
    parsed: &Parsed,
    tag: Option<Tag>,
    interface: &Interface,
    routed: Option<Family>,
) -> Action {
    let is_arp = parsed.l3_kind == L3Kind::Arp;
    if frame[..6] == interface.mac {
        return Action::Host(if is_arp { PuntReason::Arp } else { PuntReason::LocalRoute });
    }
    let copy = if frame[0] & 1 == 0 {
        None
    } else if is_arp {
        // RFC 826: a request is broadcast.
        interface.ipv4.then_some(PuntReason::Arp)
    } else if parsed.malformed {
        None
    } else {
        routed.and_then(|family| {
            let packet = Packet::read(family, &frame[l3_offset(tag)..])?;
            of_group(&packet, parsed)
        })
    };
    Action::Bridge { copy }
}

/// The host's reason for a packet to a group.
fn of_group(packet: &Packet, parsed: &Parsed) -> Option<PuntReason> {
    let class = class(packet.family, parsed);
    // RFC 3376 section 4.2.14, RFC 3810 section 5: reports go to the groups
    // they are about, or to routers alone.
    if class == Some(PuntReason::GroupMembership) {
        return class;
    }
    if is_link_local_group(packet.destination) {
        return Some(class.unwrap_or(PuntReason::LocalMulticast));
    }
    // RFC 2131 section 4.1: clients without an address.
    let is_dhcp = parsed.l4_valid && parsed.protocol == UDP && matches!(parsed.destination_port, 67 | 68);
    (is_dhcp && packet.destination == IpAddr::V4(Ipv4Addr::BROADCAST)).then_some(PuntReason::Dhcp)
}
