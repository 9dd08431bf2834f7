//! Frames of several ports, word by word, against what stands in them.

use std::collections::{HashMap, VecDeque};

use rand::{RngExt, SeedableRng, rngs::StdRng};

use super::*;

const N: usize = 5;
/// Cycles between two words of a port.
const SPACING: usize = 5;

struct Frame {
    octets: Vec<u8>,
    ipv6: Option<bool>,
    tags: usize,
    vlan: u16,
    destination: u64,
}

impl Frame {
    fn random(random: &mut StdRng) -> Self {
        let tags = [0, 0, 1, 1, 2][random.random_range(0..5)];
        let kind = random.random_range(0..5);
        // One of four destinations; the interface's address is number 0.
        let destination = 0xA0 + u64::from(random.random_range(0..4u8) / 3);
        let vlan = random.random_range(0..3u16);
        let mut octets = destination.to_le_bytes()[..6].to_vec();
        octets.extend((0..6).map(|_| random.random::<u8>()));
        for tag in 0..tags {
            octets.extend(if (tag + kind) % 2 == 0 { [0x81, 0] } else { [0x88, 0xA8] });
            octets.extend((vlan | 0x6000).to_be_bytes());
        }
        octets.extend(match kind {
            0 | 1 => [0x08, 0x00],
            2 | 3 => [0x86, 0xDD],
            _ => [0x08, 0x06],
        });
        let length = if random.random_bool(0.2) { random.random_range(9..60) } else { random.random_range(60..140) };
        while octets.len() < length {
            octets.push(random.random());
        }
        octets.truncate(length);
        let ipv6 = match kind {
            0 | 1 => Some(false),
            2 | 3 => Some(true),
            _ => None,
        };
        Frame { octets, ipv6, tags, vlan: if tags == 0 { 0 } else { vlan }, destination }
    }

    fn header(&self) -> &[u8] {
        &self.octets[(14 + 4 * self.tags).min(self.octets.len())..]
    }

    /// Header words that are complete when the frame's whole words are.
    fn header_words(&self) -> Vec<u64> {
        if self.ipv6.is_none() || self.tags > 1 {
            return Vec::new();
        }
        let mut padded = self.octets.clone();
        padded.resize(self.octets.len().div_ceil(8) * 8, 0);
        padded[(14 + 4 * self.tags).min(padded.len())..]
            .chunks_exact(8)
            .take(5)
            .map(|chunk| u64::from_le_bytes(chunk.try_into().unwrap()))
            .collect()
    }

    fn address(&self, at: usize, octets: usize) -> u128 {
        let part = &self.header()[at..at + octets];
        part.iter().enumerate().fold(0, |sum, (i, octet)| sum | u128::from(*octet) << (120 - 8 * i))
    }
}

/// Interface 4 * port + 1 of each port is for VLAN 1, with address A0, both
/// families; that for VLAN 0, slot 0, does IPv6 alone; VLAN 2 has none.
fn matching(port: u64, vlan: u64) -> Option<(u64, u64)> {
    match vlan {
        0 => Some((4 * port, 0b10_00_10)),
        1 => Some((4 * port + 1, 0b00_01_11)),
        _ => None,
    }
}

#[derive(Default)]
struct Seen {
    headers: Vec<(u64, u64, u64, u64)>,
    launches: Vec<(u64, bool)>,
    lookups: HashMap<u64, (bool, u128)>,
}

fn wide(value: Bits<128>) -> u128 {
    let low = value.get_bits::<64>(0).to_u64();
    let high = value.get_bits::<64>(64).to_u64();
    u128::from(high) << 64 | u128::from(low)
}

#[test]
fn headers_interfaces_and_lookups_are_those_of_the_frames() {
    let mut random = StdRng::seed_from_u64(7);
    let mut uut = HeaderCollector::<N>::default();
    uut.connect_all();
    let mut slots = [0u64; N];
    let mut asked = 0;
    for round in 0..60 {
        let frames: Vec<Frame> = (0..N).map(|_| Frame::random(&mut random)).collect();
        let mut seen = Seen::default();
        let mut trailers = HashMap::new();
        let mut questions: VecDeque<Option<(u64, u64)>> = VecDeque::from(vec![None; 4]);
        let words: Vec<usize> = frames.iter().map(|frame| frame.octets.len().div_ceil(8)).collect();
        let cycles = SPACING * (words.iter().max().unwrap() + 4);
        for cycle in 0..cycles {
            let (port, index) = (cycle % SPACING, cycle / SPACING);
            let next_port = (cycle + 1) % SPACING;
            uut.early_port.next = (next_port as u64).to_bits();
            uut.port.next = (port as u64).to_bits();
            let frame = &frames[port];
            let is_data = index < words[port];
            uut.first_word.next = is_data && index == 0;
            uut.later_word.next = is_data && index > 0;
            uut.ends.next = index == words[port];
            let mut octets = [0; 8];
            if is_data {
                let part = &frame.octets[8 * index..frame.octets.len().min(8 * index + 8)];
                octets[..part.len()].copy_from_slice(part);
            }
            uut.octets.next = u64::from_le_bytes(octets).to_bits();
            let answer = questions.pop_front().unwrap().and_then(|(port, vlan)| matching(port, vlan));
            uut.match_found.next = answer.is_some();
            uut.match_interface.next = answer.map_or(0, |(number, _)| number).to_bits();
            uut.match_flags.next = answer.map_or(0, |(_, flags)| flags).to_bits();
            uut.match_mac.next = 0xA0u64.to_bits();
            // Sources have to wait now and then.
            uut.engine_full.next = cycle % 16 < 7;
            assert!(simulate(&mut uut, 100));
            let question = (uut.match_port.val().to_u64(), uut.match_vlan.val().to_u64());
            questions.push_back(uut.match_valid.val().then_some(question));
            if index == words[port] {
                let fields = (
                    uut.slot.val().to_u64(),
                    uut.interface_number.val().to_u64(),
                    uut.on_interface.val(),
                    uut.to_router.val(),
                );
                trailers.insert(port, fields);
            }
            if uut.header_valid.val() {
                seen.headers.push((
                    uut.header_port.val().to_u64(),
                    uut.header_slot.val().to_u64(),
                    uut.header_index.val().to_u64(),
                    uut.header_data.val().to_u64(),
                ));
            }
            if uut.launch_valid.val() {
                seen.launches.push((uut.launch_tag.val().to_u64(), uut.launch_source.val()));
            }
            if uut.lookup_valid.val() {
                let lookup = (uut.lookup_ipv6.val(), wide(uut.lookup_address.val()));
                assert!(seen.lookups.insert(uut.lookup_tag.val().to_u64(), lookup).is_none());
            }
            uut.clock.next = true.into();
            assert!(simulate(&mut uut, 100));
            uut.clock.next = false.into();
            assert!(simulate(&mut uut, 100));
        }
        let mut launches = 0;
        for (port, frame) in frames.iter().enumerate() {
            let context = format!("round {round} port {port}, {} octets, {} tags", frame.octets.len(), frame.tags);
            let headers: Vec<u64> = seen
                .headers
                .iter()
                .filter(|word| word.0 == port as u64)
                .enumerate()
                .map(|(index, word)| {
                    assert_eq!((word.1, word.2), (slots[port], index as u64), "{context}");
                    word.3
                })
                .collect();
            assert_eq!(headers, frame.header_words(), "{context}");
            let matched = matching(port as u64, frame.vlan.into()).filter(|_| frame.tags < 2);
            let family = frame.ipv6.map(|ipv6| if ipv6 { 2 } else { 1 });
            let wanted = matched.filter(|(_, flags)| family.is_some_and(|bit| flags & bit != 0));
            let complete = frame.header_words().len() >= if frame.ipv6 == Some(true) { 5 } else { 3 };
            let launched = wanted.is_some() && complete && frame.destination == 0xA0;
            let tag = (port as u64) << 3 | slots[port] << 1;
            let ask_source = wanted.is_some_and(|(_, flags)| flags >> if frame.ipv6 == Some(true) { 4 } else { 2 } & 3 != 0);
            let launch = seen.launches.iter().find(|launch| launch.0 == tag);
            assert_eq!(launch.copied(), launched.then_some((tag, ask_source)), "{context}");
            let (destination, source) = match frame.ipv6 {
                _ if !launched => (None, None),
                Some(true) => (Some((true, frame.address(24, 16))), Some((true, frame.address(8, 16)))),
                _ => (Some((false, frame.address(16, 4))), Some((false, frame.address(12, 4)))),
            };
            assert_eq!(seen.lookups.get(&tag).copied(), destination, "{context}");
            assert_eq!(seen.lookups.get(&(tag | 1)).copied(), source.filter(|_| ask_source), "{context}");
            if words[port] >= 4 {
                let interface = matched.map(|(number, _)| number);
                let trailer = trailers[&port];
                assert_eq!(trailer.0, slots[port], "{context}");
                assert_eq!(trailer.2.then_some(trailer.1), interface, "{context}");
                assert_eq!(trailer.3, matched.is_some() && frame.destination == 0xA0, "{context}");
            }
            slots[port] = (slots[port] + u64::from(launched)) % 4;
            launches += usize::from(launched);
        }
        assert_eq!(seen.launches.len(), launches);
        asked += launches;
    }
    assert!(asked > 40, "{asked} lookups");
}

/// A probe's interface is one of the port that the register names.
#[test]
fn a_probe_has_the_interface_of_another_port() {
    let mut uut = HeaderCollector::<N>::default();
    uut.connect_all();
    uut.probe_port.next = 2.into();
    for enable in [false, true] {
        uut.probe_enable.next = enable;
        let mut asked = None;
        for cycle in 0..20u64 {
            uut.early_port.next = 4.into();
            uut.port.next = 4.into();
            uut.first_word.next = cycle == 5;
            uut.later_word.next = cycle == 10;
            uut.ends.next = cycle == 15;
            assert!(simulate(&mut uut, 100));
            if uut.match_valid.val() {
                asked = Some(uut.match_port.val().to_u64());
            }
            uut.clock.next = true.into();
            assert!(simulate(&mut uut, 100));
            uut.clock.next = false.into();
            assert!(simulate(&mut uut, 100));
        }
        assert_eq!(asked, Some(if enable { 2 } else { 4 }));
    }
}
