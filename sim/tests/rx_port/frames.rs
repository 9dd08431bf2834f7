//! Structured random frames: valid header chains, and what goes wrong with them.

use ferroute_sim::golden::CarrierEvent;
use ferroute_sim::golden::carrier::with_fcs;
use rand::{RngExt, rngs::StdRng};

fn octets(random: &mut StdRng, count: usize) -> Vec<u8> {
    (0..count).map(|_| random.random_range(0..=255u8)).collect()
}

fn pick<T: Copy>(random: &mut StdRng, choices: &[T]) -> T {
    choices[random.random_range(0..choices.len())]
}

/// TCP, UDP, ICMP or anything; often cut within its first octets.
fn upper(random: &mut StdRng) -> Vec<u8> {
    let count = if random.random_bool(0.4) { random.random_range(0..6) } else { random.random_range(6..60) };
    octets(random, count)
}

pub fn ipv4(random: &mut StdRng) -> Vec<u8> {
    let options = if random.random_bool(0.6) { 0 } else { random.random_range(1..=10) * 4 };
    let payload = upper(random);
    let fragment_word: u16 = match random.random_range(0..8) {
        0 => 0x2000,
        1 => random.random_range(1..0x2000),
        2 => 0x2000 | random.random_range(0..0x2000),
        3 => 0x0100 << random.random_range(0..5),
        4 => 1 << random.random_range(0..8),
        _ => pick(random, &[0x4000, 0x8000, 0]),
    };
    let mut packet = vec![0x40 | (5 + options / 4) as u8, random.random_range(0..=255u8)];
    packet.extend(((20 + options + payload.len()) as u16).to_be_bytes());
    packet.extend(octets(random, 2));
    packet.extend(fragment_word.to_be_bytes());
    packet.extend([64, pick(random, &[6, 17, 1, 58, 50, 0, 2, 43, 44]), 0, 0]);
    packet.extend(octets(random, 8 + options));
    let sum: u32 = packet.chunks(2).map(|pair| u32::from(pair[0]) << 8 | u32::from(pair[1])).sum();
    let sum = (sum & 0xFFFF) + (sum >> 16);
    let mut checksum = !((sum & 0xFFFF) + (sum >> 16)) as u16;
    if random.random_bool(0.2) {
        checksum = checksum.wrapping_add(pick(random, &[1, 0x100, 0xFFFF, 0xFF00, 0x8000]));
    }
    packet[10..12].copy_from_slice(&checksum.to_be_bytes());
    packet.extend(payload);
    packet
}

pub fn ipv6(random: &mut StdRng) -> Vec<u8> {
    let mut kinds = Vec::new();
    if random.random_bool(0.3) {
        kinds.push(0);
    }
    for _ in 0..random.random_range(0..4) {
        kinds.push(pick(random, &[43, 44, 51, 60, 60, 0]));
    }
    let last = pick(random, &[6, 17, 58, 6, 17, 58, 1, 50, 59]);
    let mut payload = Vec::new();
    for (index, kind) in kinds.iter().enumerate() {
        let next = *kinds.get(index + 1).unwrap_or(&last);
        let units = if random.random_bool(0.6) { random.random_range(0..2u8) } else { random.random_range(0..8u8) };
        let mut header = vec![next, units];
        match kind {
            44 => {
                header[1] = random.random_range(0..=255u8);
                let word: u16 = match random.random_range(0..6) {
                    0 => 1,
                    1 => 1 << random.random_range(0..16),
                    2 => random.random_range(0..=0xFFFF),
                    _ => pick(random, &[0, 2, 4, 6]),
                };
                header.extend(word.to_be_bytes());
                header.extend(octets(random, 4));
            }
            51 => header.extend(octets(random, (usize::from(units) + 2) * 4 - 2)),
            _ => header.extend(octets(random, (usize::from(units) + 1) * 8 - 2)),
        }
        payload.extend(header);
    }
    payload.extend(upper(random));
    let mut packet = vec![0x60 | random.random_range(0..16u8)];
    packet.extend(octets(random, 3));
    packet.extend((payload.len() as u16).to_be_bytes());
    packet.extend([*kinds.first().unwrap_or(&last), 64]);
    packet.extend(octets(random, 32));
    packet.extend(payload);
    packet
}

/// A good frame with a UDP packet, as the directed cases use it.
pub fn ipv4_udp() -> Vec<u8> {
    let mut frame = vec![0x02, 0, 0, 0, 0, 1, 0x02, 0, 0, 0, 0, 2, 0x08, 0x00];
    frame.extend([0x45, 0, 0, 46, 0x12, 0x34, 0x40, 0, 64, 17, 0x65, 0x87, 192, 0, 2, 1, 192, 0, 2, 2]);
    frame.extend([0x30, 0x39, 0x00, 0x50, 0, 26, 0, 0]);
    frame.extend(1..=18);
    frame
}

/// A packet with a whole-packet fragment header, destination options and UDP.
pub fn ipv6_chain() -> Vec<u8> {
    let mut packet = vec![0x60, 0, 0, 0, 0, 48, 44, 64];
    packet.extend([0x20; 32]);
    packet.extend([60, 0, 0, 0, 1, 2, 3, 4]);
    packet.extend([17, 0, 1, 4, 0, 0, 0, 0]);
    packet.extend([0x30, 0x39, 0x00, 0x50, 0, 32, 0, 0]);
    packet.extend([17; 24]);
    packet
}

/// A packet with one thing wrong where it hurts.
fn mutate(random: &mut StdRng, packet: &mut Vec<u8>) {
    if packet.is_empty() {
        return;
    }
    let reach = packet.len().min(80);
    match random.random_range(0..6) {
        0 => {
            let at = random.random_range(0..reach);
            packet[at] ^= 1 << random.random_range(0..8);
        }
        1 => {
            let at = random.random_range(0..reach);
            packet[at] = pick(random, &[0, 1, 0xFF, 0x45, 0x60, 43, 44, 51, 60]);
        }
        // Total length of IPv4, payload length of IPv6, off by a little.
        2 => {
            let at = if packet[0] >> 4 == 6 { 5 } else { 3 };
            if let Some(low) = packet.get_mut(at) {
                *low = low.wrapping_add(random.random_range(0..9u8)).wrapping_sub(4);
            }
        }
        3 => packet[0] = packet[0] & 0xF0 | random.random_range(0..16u8),
        4 => packet[0] = packet[0] & 0x0F | random.random_range(0..16u8) << 4,
        _ => {
            let length = random.random_range(0..=packet.len());
            packet.truncate(length);
        }
    }
}

/// A frame without FCS, not padded in every case.
pub fn frame(random: &mut StdRng) -> Vec<u8> {
    let mut frame = octets(random, 12);
    for _ in 0..pick(random, &[0, 0, 0, 1, 1, 2, 2, 3, 4]) {
        frame.extend(pick(random, &[[0x81, 0x00], [0x88, 0xA8]]));
        frame.extend(octets(random, 2));
    }
    let kind = random.random_range(0..20);
    let (ether_type, mut packet): (u16, Vec<u8>) = match kind {
        0..8 => (0x0800, ipv4(random)),
        8..16 => (0x86DD, ipv6(random)),
        16 => (0x0806, octets(random, 28)),
        17 => (pick(random, &[0, 46, 1499, 1500, 1501, 1535, 1536]), octets(random, 40)),
        18 => (pick(random, &[0x0801, 0x8101, 0x88A9, 0x8800, 0x86DC, 0x0807, 0xDD86, 0x0008, 0x9100]), octets(random, 40)),
        _ => (random.random_range(0..=0xFFFF), ipv4(random)),
    };
    if random.random_bool(0.3) {
        mutate(random, &mut packet);
    }
    frame.extend(ether_type.to_be_bytes());
    frame.extend(packet);
    if random.random_bool(0.1) {
        let length = random.random_range(0..=frame.len());
        frame.truncate(length);
    }
    match random.random_range(0..4) {
        0 => {
            let padding = random.random_range(0..20);
            frame.extend(octets(random, padding));
        }
        1 => {}
        _ => {
            let padding = 60usize.saturating_sub(frame.len());
            frame.extend(octets(random, padding));
        }
    }
    frame
}

/// A carrier event with that frame; now and then damaged on the line.
pub fn event(random: &mut StdRng) -> CarrierEvent {
    let mut octets = with_fcs(&frame(random));
    match random.random_range(0..20) {
        0 => {
            let at = random.random_range(0..octets.len());
            octets[at] ^= 1 << random.random_range(0..8);
        }
        1 => octets.push(random.random_range(0..=255u8)),
        2 => octets.truncate(random.random_range(0..octets.len())),
        _ => {}
    }
    let mut event = CarrierEvent::raw(&octets);
    match random.random_range(0..30) {
        0 => {
            event.octets.drain(..random.random_range(0..=7));
        }
        1 => {
            let at = random.random_range(0..8);
            event.octets[at] ^= 1 << random.random_range(0..8);
        }
        2 => event.error_positions.push(random.random_range(0..event.octets.len())),
        3 => event.octets.truncate(random.random_range(1..=9)),
        _ => {}
    }
    event
}
