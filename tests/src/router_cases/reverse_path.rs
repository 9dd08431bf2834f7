//! RFC 3704 sections 2.2 (strict) and 2.4 (loose). `D` checks strictly,
//! `D200` loosely, the others not at all.

use ferroute_regmap::{DropReason, PuntReason, ReversePath};

use crate::lab::{A, D, D200, Lab, hop};
use crate::packets::{Ipv4, Ipv6, Packet};
use crate::router_case::Case;

const FILTERED: DropReason = DropReason::ReversePathFilter;

fn passes(interface: u8, packet: impl Into<Packet>) -> Case {
    let packet = packet.into();
    let name = format!("{packet:?} by interface {interface}");
    Case::routes(name, packet.clone(), hop::TO_B).on(interface, packet)
}

fn filtered(interface: u8, packet: impl Into<Packet>) -> Case {
    let packet = packet.into();
    let name = format!("{packet:?} by interface {interface}");
    Case::drops(name, packet.clone(), FILTERED).on(interface, packet)
}

fn v4(source: &str) -> Ipv4 {
    Ipv4::new(source, "10.1.0.1")
}

fn v6(source: &str) -> Ipv6 {
    Ipv6::new(source, "2001:db8:1::1")
}

/// RFC 3704 section 2.4: any route to the source is enough, whose next hop is
/// not there to drop what it gets.
pub fn loose() -> Vec<Case> {
    let default: fn(&mut Lab) = |lab| {
        lab.route("0.0.0.0/0", hop::TO_B);
        lab.route("::/0", hop::TO_B);
    };
    let mut cases = Vec::new();
    // Forward, glean, hold-down, group, trap, incomplete.
    for net in [1, 15, 7, 12, 8, 6, 11, 13, 14] {
        cases.push(passes(D200, v4(&format!("10.{net}.0.9"))));
        cases.push(passes(D200, v6(&format!("2001:db8:{net}::9"))));
    }
    // Blackhole, reject, none.
    for net in [4, 5] {
        cases.push(filtered(D200, v4(&format!("10.{net}.0.9"))));
        cases.push(filtered(D200, v6(&format!("2001:db8:{net}::9"))));
    }
    cases.extend([
        filtered(D200, v4("10.16.0.9")),
        filtered(D200, v4("10.99.0.9")),
        filtered(D200, v6("2001:db8:99::9")),
        filtered(D200, v6("4000::9")),
        filtered(D200, v4("10.0.0.1")),
        filtered(D200, v6("2001:db8::1")),
        passes(D200, v4("10.99.0.9")).with(default),
        passes(D200, v6("2001:db8:99::9")).with(default),
        filtered(D200, v4("10.99.0.9")).with(|lab| lab.route("0.0.0.0/0", hop::BLACKHOLE)),
        passes(A, v4("10.99.0.9")),
        passes(A, v6("2001:db8:99::9")),
    ]);
    cases
}

/// RFC 3704 section 2.2: the route to the source leads to where the packet
/// came in; section 2.3: of several paths each is feasible.
pub fn strict() -> Vec<Case> {
    let mut cases = vec![
        passes(D, v4("10.10.0.9")),
        passes(D, v4("10.1.2.9")),
        passes(D, v6("2001:db8:10::9")),
        passes(D, v6("2001:db8:1:2::9")),
        // Another VLAN of the same port is another link.
        filtered(D, v4("10.15.0.9")),
        filtered(D, v6("2001:db8:15::9")),
    ];
    for net in [1, 2, 4, 5, 7, 9, 12, 14, 17] {
        cases.push(filtered(D, v4(&format!("10.{net}.0.9"))));
        cases.push(filtered(D, v6(&format!("2001:db8:{net}::9"))));
    }
    for net in [6, 8, 11, 13] {
        cases.push(passes(D, v4(&format!("10.{net}.0.9"))));
        cases.push(passes(D, v6(&format!("2001:db8:{net}::9"))));
    }
    cases.extend([
        filtered(D, v4("10.99.0.9")),
        filtered(D, v4("10.0.0.1")),
        passes(D, v4("10.99.0.9")).with(|lab| lab.route("0.0.0.0/0", hop::TO_D)),
        filtered(D, v4("10.99.0.9")).with(|lab| lab.route("0.0.0.0/0", hop::TO_B)),
        // The neighbour there is being asked for.
        passes(D, v4("10.7.0.9")).with(|lab| {
            lab.router.next_hops[usize::from(hop::GLEAN_B)] = ferroute_regmap::NextHop::Glean { interface: D };
        }),
    ]);
    // Each family has a check of its own.
    let only_ipv4: fn(&mut Lab) = |lab| lab.interface(D).reverse_path6 = ReversePath::Off;
    let only_ipv6: fn(&mut Lab) = |lab| lab.interface(D).reverse_path4 = ReversePath::Off;
    cases.extend([
        filtered(D, v4("10.1.0.9")).with(only_ipv4),
        passes(D, v6("2001:db8:1::9")).with(only_ipv4),
        passes(D, v4("10.1.0.9")).with(only_ipv6),
        filtered(D, v6("2001:db8:1::9")).with(only_ipv6),
    ]);
    // It is before the route's own next hop, and behind whether there is one.
    let to = |destination| Ipv4::new("10.99.0.9", destination);
    cases.extend([
        Case::drops("to the host", to("10.0.0.1"), FILTERED).on(D, to("10.0.0.1")),
        Case::drops("to a blackhole", to("10.4.0.1"), FILTERED).on(D, to("10.4.0.1")),
        Case::punts("to nowhere", to("10.99.0.1"), PuntReason::Ipv4LpmMiss).on(D, to("10.99.0.1")),
    ]);
    cases
}

/// A link-local source has no route: it is asked for where it may not go.
pub fn link_local_sources() -> Vec<Case> {
    let scope = DropReason::LinkLocalScope;
    let mut cases = Vec::new();
    for interface in [D, D200] {
        let packet = v4("169.254.3.4");
        cases.push(Case::drops("IPv4", packet.clone(), scope).on(interface, packet));
        let packet = v6("fe80::9");
        cases.push(Case::drops("IPv6", packet.clone(), scope).on(interface, packet));
        let packet = Ipv6::new("fe80::9", "2001:db8::1");
        cases.push(Case::punts("to the host", packet.clone(), PuntReason::LocalRoute).on(interface, packet));
        let packet = Ipv4::new("169.254.3.4", "10.0.0.1");
        cases.push(Case::punts("to the host", packet.clone(), PuntReason::LocalRoute).on(interface, packet));
    }
    cases
}
