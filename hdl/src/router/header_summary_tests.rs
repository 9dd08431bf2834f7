//! Headers of several ports, word by word, against what stands in them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ferroute_regmap::fib_hash;
use ferroute_regmap::flow_hash::{DESTINATION_ROTATION, UPPER_SHIFT};
use rand::{RngExt, SeedableRng, rngs::StdRng};

use super::*;

const PORTS: usize = 4;
/// Cycles between two words of a port.
const SPACING: usize = 4;

fn address(random: &mut StdRng, ipv6: bool) -> IpAddr {
    if ipv6 {
        let texts = ["::", "::1", "::2", "fe80::1", "febf::", "ff02::1", "ff05::2", "2001:db8::1", "0:0:0:1::", "0:0:1::1"];
        match random.random_range(0..texts.len() + 2) {
            index if index < texts.len() => texts[index].parse().unwrap(),
            _ => IpAddr::V6(Ipv6Addr::from_bits(random.random())),
        }
    } else {
        let firsts = [0, 127, 169, 224, 225, 240, 255, 10];
        let [b, c, d] = [[254, 0, 0], [0, 0, 5], [255, 255, 255], random.random()][random.random_range(0..4)];
        IpAddr::V4(Ipv4Addr::new(firsts[random.random_range(0..firsts.len())], b, c, d))
    }
}

/// A header in whole words, and what is to be told of it.
fn header(random: &mut StdRng) -> (Vec<u8>, PacketSummary) {
    let ipv6 = random.random_bool(0.5);
    let (source, destination) = (address(random, ipv6), address(random, ipv6));
    let mut octets: Vec<u8> = (0..40).map(|_| random.random()).collect();
    let hop_limit = random.random_range(0..5u8);
    let length = random.random_range(40..1519u16);
    let label = if random.random_bool(0.5) { 0 } else { random.random_range(0..1u32 << 20) };
    octets[0] = 0x45;
    let write = |octets: &mut Vec<u8>, at: usize, bytes: &[u8]| octets[at..at + bytes.len()].copy_from_slice(bytes);
    let bits = |address: IpAddr| match address {
        IpAddr::V4(address) => u128::from(address.to_bits()) << 96,
        IpAddr::V6(address) => address.to_bits(),
    };
    match (source, destination) {
        (IpAddr::V4(source), IpAddr::V4(destination)) => {
            write(&mut octets, 2, &length.to_be_bytes());
            octets[8] = hop_limit;
            write(&mut octets, 12, &source.octets());
            write(&mut octets, 16, &destination.octets());
        }
        (IpAddr::V6(source), IpAddr::V6(destination)) => {
            let class: u8 = random.random();
            write(&mut octets, 0, &(6 << 28 | u32::from(class) << 20 | label).to_be_bytes());
            write(&mut octets, 4, &(length - 40).to_be_bytes());
            octets[7] = hop_limit;
            write(&mut octets, 8, &source.octets());
            write(&mut octets, 24, &destination.octets());
        }
        _ => unreachable!(),
    }
    let first = |address: IpAddr| match address {
        IpAddr::V4(address) => address.octets()[0],
        IpAddr::V6(_) => 1,
    };
    let link_local = |address: IpAddr| match address {
        IpAddr::V4(address) => address.is_link_local(),
        IpAddr::V6(address) => address.is_unicast_link_local(),
    };
    let unspecified = |address: IpAddr| first(address) == 0 || address.is_unspecified();
    let turned = fib_hash::wide(bits(destination));
    let turned = (turned << DESTINATION_ROTATION | turned >> (60 - DESTINATION_ROTATION)) & ((1 << 60) - 1);
    let labelled = ipv6 && label != 0;
    let upper = if labelled { 1 << 40 | u64::from(label) } else { 0 };
    let key = fib_hash::wide(bits(source)) ^ turned ^ upper << UPPER_SHIFT;
    let summary = PacketSummary {
        ipv6,
        length: u64::from(length).to_bits(),
        ttl_small: hop_limit < 2,
        source_multicast: source.is_multicast(),
        source_loopback: source.is_loopback(),
        source_class_e: first(source) >= 240,
        source_unspecified: unspecified(source),
        source_link_local: link_local(source),
        destination_loopback: destination.is_loopback(),
        destination_unroutable: unspecified(destination) || destination.is_multicast() || first(destination) >= 240,
        destination_link_local: link_local(destination),
        destination_local_group: match destination {
            IpAddr::V4(address) => address.octets()[..3] == [224, 0, 0],
            IpAddr::V6(address) => address.segments()[0] == 0xFF02,
        },
        destination_broadcast: destination == IpAddr::V4(Ipv4Addr::BROADCAST),
        half_zero: false,
        labelled,
        flow_key: key.to_bits(),
    };
    (octets, summary)
}

#[test]
fn headers_of_several_ports_side_by_side() {
    let seed = 77;
    println!("seed {seed}");
    let mut random = StdRng::seed_from_u64(seed);
    let mut uut = HeaderSummary::default();
    uut.connect_all();
    // Of each port: its header, and the next word of it.
    let mut headers: Vec<(Vec<u8>, PacketSummary)> = (0..PORTS).map(|_| header(&mut random)).collect();
    let mut next = [0; PORTS];
    let mut since = [0; PORTS];
    let mut checked = 0;
    for cycle in 0..6000 {
        let port = cycle % SPACING;
        // Now and then a port pauses.
        let sends = next[port] < 5 && random.random_bool(0.8);
        uut.header_valid.next = sends;
        uut.header_port.next = (port as u64).to_bits();
        uut.header_index.next = random.random_range(0..5u64).to_bits();
        uut.header_data.next = random.random::<u64>().to_bits();
        if sends {
            let at = next[port] * 8;
            uut.header_index.next = (next[port] as u64).to_bits();
            let word = u64::from_le_bytes(headers[port].0[at..at + 8].try_into().unwrap());
            uut.header_data.next = word.to_bits();
            next[port] += 1;
            since[port] = 0;
        }
        let read = random.random_range(0..PORTS);
        uut.read_port.next = (read as u64).to_bits();
        assert!(simulate(&mut uut, 100));
        if next[read] == 5 && since[read] >= 3 {
            let seen = PacketSummary { half_zero: false, ..uut.summary.val() };
            assert_eq!(seen, headers[read].1, "cycle {cycle}: {:02x?}", headers[read].0);
            checked += 1;
            headers[read] = header(&mut random);
            next[read] = 0;
        }
        for count in &mut since {
            *count += 1;
        }
        uut.clock.next = true.into();
        assert!(simulate(&mut uut, 100));
        uut.clock.next = false.into();
        assert!(simulate(&mut uut, 100));
    }
    assert!(checked > 500, "{checked} headers");
}
