//! Groups of next hops under many flows, for the model or a board. Frames come
//! in on `B100`, so that none of the members is the way back.

use std::collections::{BTreeMap, BTreeSet};

use ferroute_regmap::flow_hash::flow_hash;
use ferroute_sim::golden::router::address::bits;

use crate::lab::{A, B, B100, C, D, GROUP_BUCKETS, GROUP_LOG2, Lab, hop, neighbour, port_of, to_router};
use crate::packets::{FRAGMENT, ICMP, ICMPV6, Ipv4, Ipv6, MORE_FRAGMENTS, Packet, TCP, UDP, icmp, l4};
use crate::router_bench::Bench;

const MEMBERS: [(u16, u8); 4] = [(hop::TO_A, A), (hop::TO_B, B), (hop::TO_C, C), (hop::TO_D, D)];

/// The member of the group that a packet was sent to.
fn member(bench: &mut dyn Bench, packet: &Packet) -> u16 {
    let seen = bench.pass(port_of(B100), &to_router(B100, packet));
    let [(port, frame)] = &seen.sent[..] else { panic!("{packet:?} was not sent once: {seen:02x?}") };
    let (member, interface) = MEMBERS
        .into_iter()
        .find(|(member, _)| frame[..6] == neighbour(*member))
        .unwrap_or_else(|| panic!("{:02x?} is no member", &frame[..6]));
    assert_eq!(*port, port_of(interface), "member {member}");
    member
}

/// Sixteen bits that differ in many of them from one index to the next.
fn scattered(index: u32) -> u16 {
    (index * 40503) as u16
}

fn v4(index: u32) -> Ipv4 {
    let [_, _, high, low] = index.to_be_bytes();
    Ipv4::new("10.2.0.9", &format!("10.8.{high}.{low}"))
}

fn v6(index: u32) -> Ipv6 {
    Ipv6::new("2001:db8:2::9", &format!("2001:db8:8::{index:x}"))
}

/// The member that the contract's hash gives.
fn by_contract(lab: &Lab, packet: &Packet, upper: u64) -> u16 {
    let (source, destination) = match packet {
        Packet::Ipv4(packet) => (bits(packet.source.into()), bits(packet.destination.into())),
        Packet::Ipv6(packet) => (bits(packet.source.into()), bits(packet.destination.into())),
    };
    let hash = flow_hash(source, destination, upper, lab.router.ecmp_seed);
    let bucket = GROUP_BUCKETS + u16::from(hash) % (1 << GROUP_LOG2);
    lab.router.buckets[usize::from(bucket)]
}

fn ports(protocol: u8, source: u16, destination: u16) -> u64 {
    u64::from(protocol) << 32 | u64::from(source) << 16 | u64::from(destination)
}

/// The bucket is the one of the contract's hash, for every kind of flow.
pub fn hash_of_the_contract(bench: &mut dyn Bench) {
    let lab = Lab::default();
    bench.apply(&lab);
    for index in 0..24 {
        let (source, destination) = (1000 + index as u16, 443);
        let tcp = || l4(source, destination, 32);
        let plain4 = Ipv4 { protocol: TCP, payload: tcp(), ..v4(index) };
        let plain6 = Ipv6 { next_header: TCP, payload: tcp(), ..v6(index) };
        let label = 0xF_0000 | index;
        for (packet, upper) in [
            (Packet::from(plain4.clone()), ports(TCP, source, destination)),
            (Ipv4 { protocol: UDP, ..plain4.clone() }.into(), ports(UDP, source, destination)),
            (Ipv4 { protocol: 50, ..plain4.clone() }.into(), ports(50, 0, 0)),
            (Ipv4 { protocol: ICMP, payload: icmp(8), ..plain4.clone() }.into(), ports(ICMP, 0, 0)),
            (Ipv4 { fragment: MORE_FRAGMENTS, ..plain4.clone() }.into(), ports(TCP, 0, 0)),
            (Ipv4 { fragment: 77, ..plain4 }.into(), ports(TCP, 0, 0)),
            (plain6.clone().into(), ports(TCP, source, destination)),
            (plain6.clone().extended(60, &[0, 1, 4, 0, 0, 0, 0]).into(), ports(TCP, source, destination)),
            (plain6.clone().fragmented(0).into(), ports(TCP, source, destination)),
            (plain6.clone().fragmented(1).into(), ports(TCP, 0, 0)),
            (plain6.clone().fragmented(8).into(), ports(TCP, 0, 0)),
            (Ipv6 { next_header: ICMPV6, payload: icmp(128), ..plain6.clone() }.into(), ports(ICMPV6, 0, 0)),
            (Ipv6 { flow_label: label, ..plain6.clone() }.into(), 1 << 40 | u64::from(label)),
            (Ipv6 { flow_label: label, ..plain6.fragmented(1) }.into(), 1 << 40 | u64::from(label)),
        ] {
            assert_eq!(member(bench, &packet), by_contract(&lab, &packet, upper), "{packet:?}");
        }
    }
}

/// RFC 2992 section 1, RFC 7424: flows differ in ports, and spread.
pub fn ports_spread_flows(bench: &mut dyn Bench) {
    bench.apply(&Lab::default());
    for protocol in [TCP, UDP] {
        let of = |port| Packet::from(Ipv4 { protocol, payload: l4(port, 80, 32), ..v4(1) });
        let members: Vec<u16> = (0..64).map(|index| member(bench, &of(scattered(index)))).collect();
        assert_eq!(members.iter().collect::<BTreeSet<_>>().len(), MEMBERS.len(), "{members:?}");
        let again: Vec<u16> = (0..64).map(|index| member(bench, &of(scattered(index)))).collect();
        assert_eq!(members, again, "a flow stays where it is");
    }
}

/// RFC 6437 section 4, RFC 6438 section 3: a flow with a label is that of
/// addresses and label, whatever is in it; labels spread.
pub fn labels_are_flows(bench: &mut dyn Bench) {
    bench.apply(&Lab::default());
    let with = |flow_label| Ipv6 { flow_label, ..v6(1) };
    let labels = || (1..=64).map(|index| u32::from(scattered(index)) << 4 | 1);
    let members: Vec<u16> = labels().map(|label| member(bench, &with(label).into())).collect();
    assert_eq!(members.iter().collect::<BTreeSet<_>>().len(), MEMBERS.len(), "{members:?}");
    for (label, expected) in labels().zip(members).take(16) {
        for packet in [
            Ipv6 { payload: l4(1, 2, 32), ..with(label) },
            Ipv6 { next_header: TCP, ..with(label) },
            Ipv6 { next_header: FRAGMENT, payload: vec![60, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 0], ..with(label) },
            Ipv6 { traffic_class: 0xB8, hop_limit: 9, ..with(label) },
            with(label).sized(1000),
        ] {
            assert_eq!(member(bench, &packet.clone().into()), expected, "{packet:?}");
        }
    }
}

/// RFC 2992 section 1: packets of a flow arrive in order, and those of one
/// packet's fragments together; only the first one has ports.
pub fn fragments_stay_together(bench: &mut dyn Bench) {
    bench.apply(&Lab::default());
    let mut differ = 0;
    for index in 0..32 {
        let port = scattered(index);
        let tcp = Ipv4 { protocol: TCP, payload: l4(port, 80, 32), ..v4(index) };
        let first = member(bench, &Ipv4 { fragment: MORE_FRAGMENTS, ..tcp.clone() }.into());
        for fragment in [MORE_FRAGMENTS | 4, 8] {
            let later = Ipv4 { fragment, payload: vec![index as u8; 32], ..tcp.clone() };
            assert_eq!(member(bench, &later.into()), first, "IPv4 flow {index}");
        }
        differ += u32::from(member(bench, &tcp.into()) != first);
        let tcp = Ipv6 { next_header: TCP, payload: l4(port, 80, 32), ..v6(index) };
        let first = member(bench, &tcp.clone().fragmented(1).into());
        for offset in [32 | 1, 64] {
            let later = Ipv6 { payload: vec![index as u8; 32], ..tcp.clone() };
            assert_eq!(member(bench, &later.fragmented(offset).into()), first, "IPv6 flow {index}");
        }
    }
    assert!(differ > 0, "whole packets are hashed by their ports");
}

/// RFC 2992 section 2: a member leaves, and only its flows move; it comes back,
/// and all is as it was.
pub fn a_member_leaves(bench: &mut dyn Bench) {
    let packets: Vec<Packet> = (0..96)
        .map(|index| {
            let (port, address) = (scattered(index), scattered(index).into());
            if index % 2 == 0 {
                Ipv4 { payload: l4(port, 80, 32), ..v4(address) }.into()
            } else {
                Ipv6 { payload: l4(port, 80, 32), ..v6(address) }.into()
            }
        })
        .collect();
    let mut lab = Lab::default();
    let flows = |bench: &mut dyn Bench, lab: &Lab| -> Vec<u16> {
        bench.apply(lab);
        packets.iter().map(|packet| member(bench, packet)).collect()
    };
    let before = flows(bench, &lab);
    let mut heirs = [hop::TO_A, hop::TO_B, hop::TO_C].into_iter().cycle();
    for bucket in &mut lab.router.buckets {
        if *bucket == hop::TO_D {
            *bucket = heirs.next().expect("a cycle has no end");
        }
    }
    let after = flows(bench, &lab);
    let mut moved = BTreeMap::new();
    for (flow, (before, after)) in before.iter().zip(&after).enumerate() {
        if *before == hop::TO_D {
            assert_ne!(*after, hop::TO_D);
            *moved.entry(*after).or_insert(0) += 1;
        } else {
            assert_eq!(before, after, "flow {flow} has nothing to do with it");
        }
    }
    assert!(moved.len() > 1, "its flows go to several: {moved:?}");
    assert_eq!(flows(bench, &Lab::default()), before);
}

/// The seed moves flows, so that routers in a row do not choose alike.
pub fn the_seed_moves_flows(bench: &mut dyn Bench) {
    let mut members = Vec::new();
    for seed in [0x1234_5678, 0x9E37_79B9] {
        let mut lab = Lab::default();
        lab.router.ecmp_seed = seed;
        bench.apply(&lab);
        members.push((0..48).map(|index| member(bench, &v6(scattered(index).into()).into())).collect::<Vec<_>>());
    }
    let same = members[0].iter().zip(&members[1]).filter(|(one, other)| one == other).count();
    assert!(same < 30, "{same} of 48 flows take the same member under both seeds");
}
