//! Frames that try all rules of a router: addresses at the edges of prefixes,
//! tags, options, extension headers, fragments, hop limits, damaged headers,
//! what the host listens to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ferroute_regmap::Interface;
use ferroute_regmap::size::INTERFACES_PER_PORT;
use ferroute_sim::golden::Router;
use ferroute_sim::golden::router::Family;
use ferroute_sim::golden::router::address::address;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::frames::station;
use crate::lab::{Lab, PORTS};
use crate::packets::{
    self, AUTHENTICATION, C_TAG, DESTINATION_OPTIONS, DONT_FRAGMENT, ESP, HOP_BY_HOP, ICMP, ICMPV6, Ipv4, Ipv6,
    MORE_FRAGMENTS, NO_NEXT_HEADER, Packet, ROUTING, S_TAG, TCP, TYPE_ARP, UDP, arp, icmp, l4,
};
use crate::random_lab::{one_of, random_lab, stem};
use crate::router_bench::{Bench, Model};

/// Octets of an Ethernet frame's longest packet.
const LONGEST_PACKET: usize = 1500;

/// Holds a device to the model, frame by frame, with a random router and its
/// traffic.
pub fn compare(bench: &mut dyn Bench, seed: u64, frames: usize) {
    let lab = random_lab(&mut StdRng::seed_from_u64(seed), PORTS);
    let mut model = Model::default();
    model.apply(&lab);
    bench.apply(&lab);
    for (index, sample) in Traffic::new(&lab, seed).take(frames).enumerate() {
        let expected = model.pass(sample.port, &sample.frame);
        let seen = bench.pass(sample.port, &sample.frame);
        assert!(
            seen == expected,
            "seed {seed}, frame {index}: {sample:02x?}\n  seen     {seen:02x?}\n  expected {expected:02x?}"
        );
    }
}

/// A frame of the traffic.
#[derive(Clone, Debug)]
pub struct Sample {
    /// Where it comes in.
    pub port: usize,
    /// Without FCS.
    pub frame: Vec<u8>,
    /// The packet in it, where there is one.
    pub packet: Option<Packet>,
}

/// Frames for a router, without end; the same for the same seed.
pub struct Traffic {
    random: StdRng,
    router: Router,
    ports: usize,
    /// Addresses of the installed prefixes, and their lengths.
    prefixes: [Vec<(u128, u8)>; 2],
}

impl Traffic {
    pub fn new(lab: &Lab, seed: u64) -> Self {
        let prefixes = Family::ALL.map(|family| {
            let mut all: Vec<_> =
                lab.router.routes(family).prefixes.iter().map(|(bits, length, _)| (bits, length)).collect();
            all.sort_unstable();
            all
        });
        let random = StdRng::seed_from_u64(seed);
        Self { random, router: lab.router.clone(), ports: lab.configuration.port_count, prefixes }
    }

    fn chance(&mut self, probability: f64) -> bool {
        self.random.random_bool(probability)
    }

    /// An address at the edge of a prefix, in it, or of a special block.
    fn address(&mut self, family: Family, special: &[&str]) -> IpAddr {
        if self.chance(0.12) {
            return one_of(&mut self.random, special).parse().expect("an address");
        }
        let prefixes = &self.prefixes[family as usize];
        let unit = 1_u128 << (128 - u32::from(family.bits()));
        let bits = if prefixes.is_empty() || self.random.random_bool(0.1) {
            stem(&mut self.random, family)
        } else {
            let (first, length) = one_of(&mut self.random, prefixes);
            let inside = u128::MAX.checked_shr(length.into()).unwrap_or(0);
            match self.random.random_range(0..8) {
                0 => first,
                1 => first | inside,
                2 => first.wrapping_sub(unit),
                3 => (first | inside).wrapping_add(unit),
                // The prefix's last bit is another.
                4 => first ^ 1 << (128 - u32::from(length)),
                _ => first | self.random.random::<u128>() & inside,
            }
        };
        address(family, bits & !(unit - 1))
    }

    fn ipv4_address(&mut self, special: &[&str]) -> Ipv4Addr {
        match self.address(Family::Ipv4, special) {
            IpAddr::V4(address) => address,
            IpAddr::V6(address) => panic!("{address} is of the other family"),
        }
    }

    fn ipv6_address(&mut self, special: &[&str]) -> Ipv6Addr {
        match self.address(Family::Ipv6, special) {
            IpAddr::V6(address) => address,
            IpAddr::V4(address) => panic!("{address} is of the other family"),
        }
    }

    fn hop_limit(&mut self) -> u8 {
        match self.random.random_range(0..8) {
            0 => self.random.random_range(0..3),
            1 => self.random.random(),
            _ => 64,
        }
    }

    /// Octets behind the headers: often near a size that matters.
    fn payload(&mut self, family: Family) -> (u8, Vec<u8>) {
        let octets = match self.random.random_range(0..6) {
            0 => self.random.random_range(0..8),
            1 => {
                let mtu = one_of(&mut self.random, &[68_usize, 576, 1280, 1492, 1500]);
                let header = if family == Family::Ipv4 { 20 } else { 40 };
                (mtu + 1 - self.random.random_range(0..3)).saturating_sub(header)
            }
            2 => self.random.random_range(0..1400),
            _ => self.random.random_range(8..60),
        };
        let heard = [67, 68, 179, 546, 547, 3784, 3785, 4784];
        let port = if self.chance(0.3) { one_of(&mut self.random, &heard) } else { self.random.random() };
        let other = if self.chance(0.2) { one_of(&mut self.random, &heard) } else { self.random.random() };
        let protocol = match self.random.random_range(0..10) {
            0 => one_of(&mut self.random, &[2, 89, 103, 112, 1, 58]),
            1 => self.random.random(),
            2 => NO_NEXT_HEADER,
            3 | 4 => {
                if family == Family::Ipv4 {
                    ICMP
                } else {
                    ICMPV6
                }
            }
            5..=7 => TCP,
            _ => UDP,
        };
        let mut payload = if matches!(protocol, ICMP | ICMPV6) {
            icmp(self.random.random_range(126..146))
        } else {
            l4(other, port, 4)
        };
        payload.resize(octets, 0xA5);
        (protocol, payload)
    }

    fn ipv4(&mut self) -> Ipv4 {
        const SOURCES: [&str; 8] =
            ["0.0.0.0", "0.1.2.3", "127.0.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "169.254.7.7", "10.0.0.1"];
        const DESTINATIONS: [&str; 9] = [
            "0.1.2.3",
            "127.0.0.1",
            "224.0.0.5",
            "224.0.1.1",
            "239.1.1.1",
            "241.0.0.1",
            "255.255.255.255",
            "169.254.7.7",
            "10.0.0.1",
        ];
        let (protocol, payload) = self.payload(Family::Ipv4);
        let mut packet = Ipv4 {
            source: self.ipv4_address(&SOURCES),
            destination: self.ipv4_address(&DESTINATIONS),
            ttl: self.hop_limit(),
            tos: self.random.random(),
            identification: self.random.random(),
            protocol,
            payload,
            ..Ipv4::new("0.0.0.0", "0.0.0.0")
        };
        match self.random.random_range(0..20) {
            0 => {
                packet.options =
                    vec![one_of(&mut self.random, &[0, 1, 7, 68, 131, 137, 148]); 4 * self.random.random_range(1..=10)]
            }
            1 => packet.fragment = MORE_FRAGMENTS,
            2 => packet.fragment = self.random.random_range(0..0x4000),
            3 => packet.fragment = DONT_FRAGMENT,
            4 => packet = packet.with_checksum(one_of(&mut self.random, &[0, 0xFEFF, 0xFFFE, 0x00FF])),
            5 => packet.checksum = Some(self.random.random()),
            6 => {
                packet = packet.with_checksum(0);
                packet.checksum = Some(0xFFFF);
            }
            7 => packet.version = self.random.random_range(0..16),
            8 => packet.header_words = Some(self.random.random_range(0..16)),
            9 => {
                packet.total_length =
                    Some((packet.payload.len() as u16 + 20).wrapping_add_signed(self.random.random_range(-40..40)))
            }
            _ => {}
        }
        packet.payload.truncate(LONGEST_PACKET - 20 - packet.options.len());
        packet
    }

    fn ipv6(&mut self) -> Ipv6 {
        const SOURCES: [&str; 7] = ["::", "::1", "ff02::1", "fe80::9", "febf::1", "fec0::1", "fd00::9"];
        const DESTINATIONS: [&str; 9] =
            ["::", "::1", "ff02::1", "ff02::5", "ff05::2", "fe80::1", "fec0::1", "fd00::1", "2001:db8::1"];
        let (next_header, payload) = self.payload(Family::Ipv6);
        let mut packet = Ipv6 {
            source: self.ipv6_address(&SOURCES),
            destination: self.ipv6_address(&DESTINATIONS),
            hop_limit: self.hop_limit(),
            traffic_class: self.random.random(),
            flow_label: if self.chance(0.5) { 0 } else { self.random.random_range(0..1 << 20) },
            next_header,
            payload,
            ..Ipv6::new("::", "::")
        };
        for _ in 0..if self.chance(0.3) { self.random.random_range(1..4) } else { 0 } {
            packet = self.extended(packet);
        }
        match self.random.random_range(0..14) {
            0 => packet.version = self.random.random_range(0..16),
            1 => {
                packet.payload_length =
                    Some((packet.payload.len() as u16).wrapping_add_signed(self.random.random_range(-40..40)))
            }
            2 => packet.payload_length = Some(0),
            _ => {}
        }
        packet.payload.truncate(LONGEST_PACKET - 40);
        packet
    }

    fn extended(&mut self, packet: Ipv6) -> Ipv6 {
        let kinds = [HOP_BY_HOP, ROUTING, DESTINATION_OPTIONS, DESTINATION_OPTIONS, AUTHENTICATION, ESP, 135, 253];
        if self.chance(0.4) {
            let field = match self.random.random_range(0..4) {
                0 => 0,
                1 => 1,
                _ => self.random.random(),
            };
            return packet.fragmented(field);
        }
        let kind = one_of(&mut self.random, &kinds);
        let units = self.random.random_range(0..3);
        let (length, octets) =
            if kind == AUTHENTICATION { (units * 2 + 1, (units * 2 + 3) * 4) } else { (units, units * 8 + 8) };
        // Now and then a length that points elsewhere.
        let told = if self.chance(0.05) { self.random.random() } else { length as u8 };
        let mut body = vec![told, 1, 4];
        body.resize(octets - 1, 0);
        packet.extended(kind, &body)
    }

    /// The group address of a destination, or the broadcast address.
    fn group_of(&mut self, packet: &Packet) -> [u8; 6] {
        match packet {
            _ if self.chance(0.3) => [0xFF; 6],
            Packet::Ipv4(packet) => {
                let [_, b, c, d] = packet.destination.octets();
                [0x01, 0x00, 0x5E, b & 0x7F, c, d]
            }
            Packet::Ipv6(packet) => {
                let octets = packet.destination.octets();
                [0x33, 0x33, octets[12], octets[13], octets[14], octets[15]]
            }
        }
    }

    /// Port, tags and the address of an interface there.
    fn interface(&mut self) -> (usize, Vec<(u16, u16)>, [u8; 6]) {
        let port = self.random.random_range(0..self.ports);
        let first = port * INTERFACES_PER_PORT;
        let there: Vec<Interface> =
            self.router.interfaces[first..first + INTERFACES_PER_PORT].iter().flatten().copied().collect();
        let interface = one_of(&mut self.random, &there);
        let priority = self.random.random_range(0..16_u16) << 12;
        let tag = |vlan| (C_TAG, priority | vlan);
        let mut tags = match interface.vlan {
            0 if self.chance(0.2) => vec![tag(0)],
            0 => Vec::new(),
            vlan => vec![tag(vlan)],
        };
        match self.random.random_range(0..24) {
            0 => tags.push(tag(interface.vlan)),
            1 => tags.iter_mut().for_each(|tag| tag.0 = S_TAG),
            2 => tags = vec![tag(self.random.random_range(0..4095))],
            3 => tags.clear(),
            _ => {}
        }
        (port, tags, interface.mac)
    }
}

impl Iterator for Traffic {
    type Item = Sample;

    fn next(&mut self) -> Option<Sample> {
        let (port, tags, mac) = self.interface();
        let source = if self.chance(0.01) { [3, 0, 0, 0, 0, 1] } else { station(100 + port as u32) };
        let packet: Packet = if self.random.random() { self.ipv4().into() } else { self.ipv6().into() };
        let destination = match self.random.random_range(0..20) {
            0 | 1 => self.group_of(&packet),
            2 => station(100 + self.random.random_range(0..8)),
            3 if self.chance(0.3) => [0x01, 0x80, 0xC2, 0, 0, self.random.random_range(0..17)],
            _ => mac,
        };
        let (ether_type, payload, packet) = match self.random.random_range(0..24) {
            // Never to a reserved address: which rule is first is left open.
            0 if destination[..2] != [0x01, 0x80] => (TYPE_ARP, arp(self.random.random_range(1..3)), None),
            1 => (self.random.random_range(1501..=0xFFFF), packet.octets(), None),
            2 => {
                // The other family's type: the version does not fit.
                let other =
                    if packet.ether_type() == packets::TYPE_IPV4 { packets::TYPE_IPV6 } else { packets::TYPE_IPV4 };
                (other, packet.octets(), None)
            }
            3 => {
                // Cut somewhere: shorter than it says.
                let mut octets = packet.octets();
                octets.truncate(self.random.random_range(0..octets.len()));
                (packet.ether_type(), octets, None)
            }
            _ => (packet.ether_type(), packet.octets(), Some(packet)),
        };
        Some(Sample { port, frame: packets::frame(destination, source, &tags, ether_type, &payload), packet })
    }
}
