//! Cases for the parser, each with the clause it stands on.

use super::*;

const ADDRESSES: [u8; 12] = [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2];

/// A frame of addresses, tags, type and payload, padded to 60 octets.
fn frame(tags: &[u16], ether_type: u16, payload: &[u8]) -> Vec<u8> {
    let mut octets = ADDRESSES.to_vec();
    for tag in tags {
        octets.extend(tag.to_be_bytes());
        octets.extend([0x20, 0x64]);
    }
    octets.extend(ether_type.to_be_bytes());
    octets.extend(payload);
    octets.resize(octets.len().max(60), 0);
    octets
}

/// An IPv4 packet with a good checksum.
fn ipv4(protocol: u8, fragment_word: u16, options: &[u8], payload: &[u8]) -> Vec<u8> {
    let header_octets = 20 + options.len();
    let total = (header_octets + payload.len()) as u16;
    let mut packet = vec![0x40 | (header_octets / 4) as u8, 0];
    packet.extend(total.to_be_bytes());
    packet.extend([0x12, 0x34]);
    packet.extend(fragment_word.to_be_bytes());
    packet.extend([64, protocol, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2]);
    packet.extend(options);
    let sum: u32 = packet.chunks(2).map(|pair| u32::from(pair[0]) << 8 | u32::from(pair[1])).sum();
    let checksum = !((sum & 0xFFFF) + (sum >> 16)) as u16;
    packet[10..12].copy_from_slice(&checksum.to_be_bytes());
    packet.extend(payload);
    packet
}

fn ipv6(next_header: u8, payload: &[u8]) -> Vec<u8> {
    let mut packet = vec![0x60, 0, 0, 0];
    packet.extend((payload.len() as u16).to_be_bytes());
    packet.extend([next_header, 64]);
    packet.extend([0x20; 32]);
    packet.extend(payload);
    packet
}

const PORTS: [u8; 8] = [0x30, 0x39, 0x00, 0x50, 0, 0, 0, 0];

fn with_ports(protocol: u8) -> Parsed {
    Parsed { protocol, l4_valid: true, source_port: 12345, destination_port: 80, ..Parsed::default() }
}

#[test]
fn layer_2() {
    for (name, frame, tag_count, l3_kind) in [
        ("ARP (RFC 826)", frame(&[], 0x0806, &[]), 0, L3Kind::Arp),
        ("length 0 (802.3 3.2.6)", frame(&[], 0, &[]), 0, L3Kind::Length),
        ("length 1500", frame(&[], 1500, &[]), 0, L3Kind::Length),
        ("1501 is neither length nor type", frame(&[], 1501, &[]), 0, L3Kind::Other),
        ("1536 is a type", frame(&[], 1536, &[]), 0, L3Kind::Other),
        ("C-TAG (802.1Q table 9-1)", frame(&[0x8100], 0x0806, &[]), 1, L3Kind::Arp),
        ("S-TAG and C-TAG", frame(&[0x88A8, 0x8100], 0x0806, &[]), 2, L3Kind::Arp),
        ("C-TAG and S-TAG", frame(&[0x8100, 0x88A8], 300, &[]), 2, L3Kind::Length),
        ("behind a third tag nothing is read", frame(&[0x8100; 3], 0x0806, &[]), 3, L3Kind::Other),
        ("0x9100 is no tag", frame(&[0x9100], 0x0806, &[]), 0, L3Kind::Other),
        ("cut behind the addresses", ADDRESSES.to_vec(), 0, L3Kind::Other),
        ("cut in the type behind a tag", frame(&[0x8100], 0x0806, &[])[..17].to_vec(), 1, L3Kind::Other),
    ] {
        assert_eq!(parse(&frame), Parsed { tag_count, l3_kind, ..Parsed::default() }, "{name}");
    }
}

#[test]
fn ipv4_packets() {
    let router_alert = [0x94, 4, 0, 0];
    let mut bad_checksum = ipv4(17, 0, &[], &PORTS);
    bad_checksum[8] ^= 1;
    let fields = |packet: &[u8]| parse(&frame(&[], TYPE_IPV4, packet));
    for (name, packet, expected) in [
        ("UDP", ipv4(17, 0, &[], &PORTS), with_ports(17)),
        ("TCP, DF set", ipv4(6, 0x4000, &[], &PORTS), with_ports(6)),
        ("options (RFC 791 3.1)", ipv4(6, 0, &router_alert, &PORTS), Parsed { options: true, ..with_ports(6) }),
        ("40 octets of options", ipv4(17, 0, &[1; 40], &PORTS), Parsed { options: true, ..with_ports(17) }),
        ("ICMP echo", ipv4(1, 0, &[], &[8, 0, 1, 2]), Parsed { protocol: 1, l4_valid: true, source_port: 0x0800, ..Parsed::default() }),
        ("first fragment", ipv4(17, 0x2000, &[], &PORTS), Parsed { fragment: true, ..with_ports(17) }),
        ("last fragment", ipv4(17, 0x0005, &[], &PORTS), Parsed { protocol: 17, fragment: true, later_fragment: true, ..Parsed::default() }),
        ("ESP has no ports", ipv4(50, 0, &[], &PORTS), Parsed { protocol: 50, ..Parsed::default() }),
        ("ICMPv6 is not of IPv4", ipv4(58, 0, &[], &PORTS), Parsed { protocol: 58, ..Parsed::default() }),
        ("UDP cut in its ports; padding is not payload", ipv4(17, 0, &[], &PORTS[..3]), Parsed { protocol: 17, ..Parsed::default() }),
        ("wrong checksum", bad_checksum, Parsed { checksum_bad: true, ..with_ports(17) }),
    ] {
        assert_eq!(fields(&packet), Parsed { l3_kind: L3Kind::Ipv4, ..expected }, "{name}");
    }
}

#[test]
fn ipv4_malformed() {
    let good = ipv4(17, 0, &[], &PORTS);
    let changed = |offset: usize, value: u8| {
        let mut packet = good.clone();
        packet[offset] = value;
        packet
    };
    for (name, packet) in [
        ("version 6", changed(0, 0x65)),
        ("header of 16 octets", changed(0, 0x44)),
        ("total below the header", changed(3, 19)),
        ("total beyond the frame", changed(3, 60)),
        ("header beyond the total", changed(0, 0x4F)),
    ] {
        let expected = Parsed { l3_kind: L3Kind::Ipv4, malformed: true, ..Parsed::default() };
        assert_eq!(parse(&frame(&[], TYPE_IPV4, &packet)), expected, "{name}");
    }
}

#[test]
fn ipv6_packets() {
    let fragment = |next: u8, word: u16| [&[next, 0][..], &word.to_be_bytes(), &[0; 4]].concat();
    let options = |next: u8| vec![next, 0, 1, 4, 0, 0, 0, 0];
    let long_options = |next: u8| [vec![next, 1], vec![0; 14]].concat();
    let authentication = |next: u8| [vec![next, 4], vec![0; 22]].concat();
    let chain = |parts: &[&[u8]]| parts.concat();
    let echo = [128, 0, 0, 0];
    for (name, first, payload, expected) in [
        ("UDP", 17, PORTS.to_vec(), with_ports(17)),
        ("ICMPv6 echo", 58, echo.to_vec(), Parsed { protocol: 58, l4_valid: true, source_port: 0x8000, ..Parsed::default() }),
        ("ICMP is not of IPv6", 1, echo.to_vec(), Parsed { protocol: 1, ..Parsed::default() }),
        ("hop-by-hop (RFC 8200 4.3)", 0, chain(&[&options(6), &PORTS]), Parsed { options: true, ..with_ports(6) }),
        ("hop-by-hop elsewhere ends the chain", 60, chain(&[&options(0), &options(6), &PORTS]), Parsed::default()),
        ("destination options (4.6)", 60, chain(&[&long_options(17), &PORTS]), with_ports(17)),
        ("routing (4.4)", 43, chain(&[&long_options(6), &PORTS]), with_ports(6)),
        ("AH (RFC 4302 2.2)", 51, chain(&[&authentication(6), &PORTS]), with_ports(6)),
        ("ESP ends the chain", 50, PORTS.to_vec(), Parsed { protocol: 50, ..Parsed::default() }),
        ("no next header (4.7)", 59, vec![], Parsed { protocol: 59, ..Parsed::default() }),
        ("first fragment (4.5)", 44, chain(&[&fragment(17, 1), &PORTS]), Parsed { fragment: true, ..with_ports(17) }),
        ("later fragment", 44, chain(&[&fragment(17, 8), &PORTS]), Parsed { protocol: 17, fragment: true, later_fragment: true, ..Parsed::default() }),
        ("later fragment: its options are payload", 44, chain(&[&fragment(60, 8), &[255, 255]]), Parsed { protocol: 60, fragment: true, later_fragment: true, ..Parsed::default() }),
        ("atomic fragment (RFC 6946)", 44, chain(&[&fragment(17, 0), &PORTS]), with_ports(17)),
        ("four in a row", 0, chain(&[&options(43), &options(60), &long_options(51), &authentication(17), &PORTS]), Parsed { options: true, ..with_ports(17) }),
        ("UDP cut in its ports", 17, PORTS[..3].to_vec(), Parsed { protocol: 17, ..Parsed::default() }),
    ] {
        let parsed = parse(&frame(&[0x8100], TYPE_IPV6, &ipv6(first, &payload)));
        assert_eq!(parsed, Parsed { tag_count: 1, l3_kind: L3Kind::Ipv6, ..expected }, "{name}");
    }
}

#[test]
fn ipv6_malformed() {
    let version_4 = [&[0x40][..], &ipv6(17, &PORTS)[1..]].concat();
    let mut too_long = ipv6(17, &PORTS);
    too_long[5] = 200;
    for (name, packet) in [
        ("version 4", version_4),
        ("payload beyond the frame", too_long),
        ("extension header beyond the payload", ipv6(60, &[17, 1, 0, 0, 0, 0, 0, 0])),
        ("hop-by-hop without payload", ipv6(0, &[])),
        ("fragment header cut short", ipv6(44, &[17, 0, 0, 0])),
        ("AH beyond the payload", ipv6(51, &[17, 9, 0, 0, 0, 0, 0, 0])),
    ] {
        let expected = Parsed { l3_kind: L3Kind::Ipv6, malformed: true, ..Parsed::default() };
        assert_eq!(parse(&frame(&[], TYPE_IPV6, &packet)), expected, "{name}");
    }
}

#[test]
fn every_cut_of_a_packet_ends() {
    let whole = frame(&[0x8100], TYPE_IPV6, &ipv6(0, &[&[60, 0, 0, 0, 0, 0, 0, 0][..], &[17, 0, 0, 0, 0, 0, 0, 0], &PORTS].concat()));
    for length in 0..=whole.len() {
        let parsed = parse(&whole[..length]);
        assert_eq!(parsed.l4_valid, length == whole.len(), "{length}");
    }
}

#[test]
fn trailer_bits_are_where_the_contract_has_them() {
    let parsed = Parsed { tag_count: 1, l3_kind: L3Kind::Ipv4, ..with_ports(17) };
    let bits = parsed.trailer_bits();
    assert_eq!(bits >> 18 & 3, 1);
    assert_eq!(bits >> 20 & 7, 2);
    assert_eq!(bits >> 23 & 0xFF, 17);
    assert_eq!(bits >> 31 & 0xFF, 0b1_0000);
    assert_eq!(bits >> 39 & 0xFFFF, 12345);
    assert_eq!(bits >> 55 & 0xFFFF, 80);
    assert_eq!(bits >> 71, 0);
}
