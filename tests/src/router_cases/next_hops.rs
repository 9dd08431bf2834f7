//! RFC 1812 sections 5.2.4.3 and 5.2.7; what a route's next hop does.

use ferroute_regmap::{DropReason, PuntReason};

use super::{v4, v6};
use crate::lab::{A, ABSENT, B, Lab, hop};
use crate::packets::{Ipv4, Ipv6};
use crate::router_case::Case;

/// RFC 1812 section 5.2.4.3, rule 2: of all routes that match, the longest.
pub fn longest_prefix() -> Vec<Case> {
    vec![
        Case::routes("/16", v4("10.1.3.1"), hop::TO_B),
        Case::routes("/24 in it", v4("10.1.2.1"), hop::TO_D),
        Case::routes("the last before the /25", v4("10.1.2.127"), hop::TO_D),
        Case::routes("/25 in it", v4("10.1.2.128"), hop::TO_B100),
        Case::routes("/28 in it", v4("10.1.2.144"), hop::TO_B),
        Case::routes("the last of the /28", v4("10.1.2.159"), hop::TO_B),
        Case::routes("behind the /28", v4("10.1.2.160"), hop::TO_B100),
        Case::routes("/32 in it", v4("10.1.2.145"), hop::TO_D200),
        Case::routes("without the /24", v4("10.1.2.1"), hop::TO_B).with(|lab| lab.withdraw("10.1.2.0/24")),
        Case::routes("without the /32", v4("10.1.2.145"), hop::TO_B).with(|lab| lab.withdraw("10.1.2.145/32")),
        Case::routes("a /1", v4("101.0.0.1"), hop::TO_B).with(|lab| lab.route("0.0.0.0/1", hop::TO_B)),
        Case::routes("the last prefix of the pool", v4("223.255.255.255"), hop::TO_B)
            .with(|lab| lab.route("223.255.255.240/28", hop::TO_B)),
        Case::routes("IPv6 /48", v6("2001:db8:1::1"), hop::TO_B),
        Case::routes("IPv6 /64 in it", v6("2001:db8:1:2::1"), hop::TO_D),
        Case::routes("IPv6 /128 in it", v6("2001:db8:1:2::3"), hop::TO_D200),
        Case::routes("IPv6 beside the /128", v6("2001:db8:1:2::2"), hop::TO_D),
        Case::routes("IPv6 /36", v6("2001:db8:1001::1"), hop::TO_B),
        Case::routes("IPv6 /37 in it", v6("2001:db8:1801::1"), hop::TO_D),
        Case::routes("IPv6 without the /37", v6("2001:db8:1801::1"), hop::TO_B)
            .with(|lab| lab.withdraw("2001:db8:1800::/37")),
        Case::routes("IPv6 /3", v6("3fff:ffff:ffff::1"), hop::TO_B).with(|lab| lab.route("2000::/3", hop::TO_B)),
        Case::routes("families are apart", v6("a01::1"), hop::TO_D).with(|lab| lab.route("0a01::/16", hop::TO_D)),
    ]
}

/// RFC 1812 section 5.2.4.3: the default route is the shortest of all.
pub fn default_routes() -> Vec<Case> {
    let default: fn(&mut Lab) = |lab| {
        lab.route("0.0.0.0/0", hop::TO_D);
        lab.route("::/0", hop::TO_D200);
    };
    vec![
        Case::routes("IPv4", v4("10.99.0.1"), hop::TO_D).with(default),
        Case::routes("IPv4, where there is another", v4("10.1.0.1"), hop::TO_B).with(default),
        Case::routes("IPv6", v6("2001:db8:99::1"), hop::TO_D200).with(default),
        Case::routes("IPv6 beyond 2000::/3", v6("4000::1"), hop::TO_D200).with(default),
        Case::routes("IPv6, where there is another", v6("2001:db8:1::1"), hop::TO_B).with(default),
        Case::punts("IPv4's is not IPv6's", v6("2001:db8:99::1"), PuntReason::Ipv6LpmMiss)
            .with(|lab| lab.route("0.0.0.0/0", hop::TO_D)),
        Case::punts("IPv6's is not IPv4's", v4("10.99.0.1"), PuntReason::Ipv4LpmMiss)
            .with(|lab| lab.route("::/0", hop::TO_D)),
        Case::drops("to the first next hop, which is none", v4("10.99.0.1"), DropReason::BlackholeRoute)
            .with(|lab| lab.route("0.0.0.0/0", hop::NOTHING)),
        Case::punts("to the host", v6("2001:db8:99::1"), PuntReason::LocalRoute)
            .with(|lab| lab.route("::/0", hop::LOCAL)),
    ]
}

/// RFC 1812 section 5.2.7.1, RFC 4443 section 3.1: without a route the source
/// is told, by the host.
pub fn no_route() -> Vec<Case> {
    vec![
        Case::punts("IPv4", v4("10.99.0.1"), PuntReason::Ipv4LpmMiss),
        Case::punts("IPv6", v6("2001:db8:99::1"), PuntReason::Ipv6LpmMiss),
        Case::punts("IPv6 outside of global unicast", v6("4000::1"), PuntReason::Ipv6LpmMiss),
        Case::punts("TTL 1", Ipv4 { ttl: 1, ..v4("10.99.0.1") }, PuntReason::Ipv4LpmMiss),
    ]
}

/// What each kind of next hop does, for both families.
pub fn kinds() -> Vec<Case> {
    let mut cases = Vec::new();
    for (net, reason) in
        [(4, DropReason::BlackholeRoute), (12, DropReason::UnresolvedNeigh), (16, DropReason::BlackholeRoute)]
    {
        cases.push(Case::drops(format!("10.{net}"), v4(&format!("10.{net}.0.1")), reason));
    }
    for (net, reason) in [(4, DropReason::BlackholeRoute), (12, DropReason::UnresolvedNeigh)] {
        cases.push(Case::drops(format!("2001:db8:{net}"), v6(&format!("2001:db8:{net}::1")), reason));
    }
    for (net, reason) in [
        (5, PuntReason::RejectRoute),
        (6, PuntReason::ExternalRoute),
        // RFC 1812 section 3.3.2, RFC 4861 section 7.2.2: the neighbour is asked.
        (7, PuntReason::UnresolvedNeigh),
        (11, PuntReason::RouteIncomplete),
    ] {
        cases.push(Case::punts(format!("10.{net}"), v4(&format!("10.{net}.0.1")), reason));
        cases.push(Case::punts(format!("2001:db8:{net}"), v6(&format!("2001:db8:{net}::1")), reason));
    }
    cases.push(Case::routes("the last entry", v4("10.20.0.1"), hop::LAST));
    cases
}

/// Groups: of one bucket, of the host, and a group in a group.
pub fn groups() -> Vec<Case> {
    vec![
        Case::routes("the last bucket", v4("10.18.0.1"), hop::TO_B),
        Case::punts("a member that is the host", v4("10.19.0.1"), PuntReason::LocalRoute),
        Case::drops("a group in a group", v4("10.13.0.1"), DropReason::BlackholeRoute),
        Case::drops("a group in a group, IPv6", v6("2001:db8:13::1"), DropReason::BlackholeRoute),
    ]
}

/// RFC 1812 section 5.2.7.2, RFC 4861 section 8.2: what leaves by the interface
/// it came in on is the host's, which redirects the source, unless it does not
/// want it; then it is sent.
pub fn redirects() -> Vec<Case> {
    let loopback = PuntReason::UcLoopback;
    let unwanted: fn(&mut Lab) = |lab| lab.drop(PuntReason::UcLoopback);
    vec![
        Case::punts("IPv4", v4("10.9.0.1"), loopback),
        Case::punts("IPv6", v6("2001:db8:9::1"), loopback),
        Case::routes("IPv4, unwanted", v4("10.9.0.1"), hop::TO_A).with(unwanted),
        Case::routes("IPv6, unwanted", v6("2001:db8:9::1"), hop::TO_A).with(unwanted),
        Case::punts("TTL 1", Ipv4 { ttl: 1, ..v4("10.9.0.1") }, PuntReason::TtlValueIsTooSmall),
        Case::punts("the neighbour is not known", v4("10.17.0.1"), PuntReason::UnresolvedNeigh),
        // Another interface of the same port is another link.
        Case::routes("between VLANs of a port", v4("10.2.0.1"), hop::TO_B100).on(B, v4("10.2.0.1")),
    ]
}

/// Which rule goes before which where several would apply.
pub fn order_of_rules() -> Vec<Case> {
    let big = |destination| v4(destination).sized(1500);
    let small: fn(&mut Lab) = |lab| {
        for number in [A, B] {
            lab.interface(number).mtu = 100;
        }
    };
    vec![
        Case::punts("TTL before MTU", Ipv4 { ttl: 1, ..big("10.2.0.1") }, PuntReason::TtlValueIsTooSmall),
        Case::punts("TTL before glean", Ipv4 { ttl: 1, ..v4("10.7.0.1") }, PuntReason::TtlValueIsTooSmall),
        Case::punts("TTL before the egress port", Ipv4 { ttl: 1, ..v4("10.14.0.1") }, PuntReason::TtlValueIsTooSmall),
        Case::punts("MTU before glean", big("10.7.0.1"), PuntReason::MtuValueIsTooSmall).with(small),
        Case::punts("MTU before redirect", big("10.9.0.1"), PuntReason::MtuValueIsTooSmall).with(small),
        Case::drops("no egress port before MTU", big("10.14.0.1"), DropReason::PortListIsEmpty).with(small),
        Case::drops("hold-down before TTL", Ipv4 { ttl: 1, ..v4("10.12.0.1") }, DropReason::UnresolvedNeigh),
        Case::punts("reject before TTL", Ipv4 { ttl: 1, ..v4("10.5.0.1") }, PuntReason::RejectRoute),
        Case::drops(
            "addresses before options",
            Ipv4 { options: vec![1; 4], ..v4("127.0.0.1") },
            DropReason::DipIsLoopbackAddress,
        ),
        Case::drops(
            "the checksum before addresses",
            Ipv4 { checksum: Some(1), ..v4("127.0.0.1") },
            DropReason::IpHeaderCorrupted,
        ),
        Case::punts(
            "hop limit before redirect",
            Ipv6 { hop_limit: 1, ..v6("2001:db8:9::1") },
            PuntReason::TtlValueIsTooSmall,
        ),
    ]
}

/// Where the egress interface is not there, or its port may not send.
pub fn egress_ports() -> Vec<Case> {
    let empty = DropReason::PortListIsEmpty;
    let closed: fn(&mut Lab) = |lab| lab.configuration.forward &= !0b10;
    vec![
        Case::drops("no such interface", v4("10.14.0.1"), empty),
        Case::drops("no such interface, IPv6", v6("2001:db8:14::1"), empty),
        Case::routes("now there is one", v4("10.1.0.1"), hop::TO_B).with(|lab| {
            lab.router.interfaces[usize::from(ABSENT)] = lab.router.interfaces[usize::from(B)]
                .map(|interface| ferroute_regmap::Interface { vlan: 7, ..interface });
        }),
        Case::drops("a port that may not send", v4("10.1.0.1"), empty).with(closed),
        Case::drops("a VLAN of it", v4("10.2.0.1"), empty).with(closed),
        Case::drops("glean there", v4("10.7.0.1"), empty).with(closed),
        Case::routes("another port", v4("10.10.0.1"), hop::TO_D).with(closed),
        Case::drops("the interface is gone", v4("10.1.0.1"), empty)
            .with(|lab| lab.router.interfaces[usize::from(B)] = None),
    ]
}
