//! Random lists, prefixes and addresses.

use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, RngExt};

use crate::reference::{Lists, Prefix, Table};

/// Each length at most once, zeros and one that means nothing between them.
fn list<const SLOTS: usize>(random: &mut StdRng, lengths: std::ops::RangeInclusive<u8>, used: usize) -> [u8; SLOTS] {
    let mut lengths: Vec<u8> = lengths.collect();
    lengths.shuffle(random);
    lengths.truncate(used);
    lengths.resize(SLOTS, 0);
    if used < SLOTS && random.random_bool(0.5) {
        lengths[used] = 200;
    }
    lengths.shuffle(random);
    lengths.try_into().expect("as many as slots")
}

/// Lists in any order; `wide4` and `wide6` lengths in the wide table.
pub fn lists(random: &mut StdRng, wide4: usize, wide6: usize) -> Lists {
    let (used4, used6) = (random.random_range(9..=14), random.random_range(10..=16));
    let mut lengths4 = [0; 16];
    lengths4[..14].copy_from_slice(&list::<14>(random, 1..=28, used4));
    // The engine has no such slots of IPv4.
    lengths4[14..].copy_from_slice(&[7, 9]);
    Lists {
        lengths4,
        lengths6: list::<16>(random, 3..=48, used6),
        wide_lengths4: list::<8>(random, 1..=32, wide4),
        wide_lengths6: list::<8>(random, 1..=128, wide6),
        default_routes: random.random(),
    }
}

/// An address; more often than not inside what the IPv6 pool can hold.
pub fn address(random: &mut StdRng, ipv6: bool) -> u128 {
    let address: u128 = random.random();
    match (ipv6, random.random_range(0..20)) {
        (true, 0) => address,
        (true, 1) => u128::MAX,
        (true, 2) => 0x3FFF_FFFF_FFFF << 80 | address >> 48,
        (true, _) => 1 << 125 | address >> 3,
        (false, 0) => 0xFFFF_FFFF << 96,
        (false, 1) => 0,
        (false, 2) => (0xFFFF_8000 | address >> 113) << 96,
        (false, _) => address >> 96 << 96,
    }
}

/// A prefix that the table can be asked for, often inside one of `known`.
pub fn prefix(random: &mut StdRng, lists: &Lists, table: Table, known: &[(Table, Prefix)]) -> Option<Prefix> {
    let ipv6 = match table {
        Table::Pool4 => false,
        Table::Pool6 => true,
        Table::Wide => random.random_bool(0.5),
    };
    let (lengths, longest) = match (table, ipv6) {
        (Table::Pool4, _) => (&lists.lengths4[..14], 28),
        (Table::Pool6, _) => (&lists.lengths6[..], 48),
        (Table::Wide, false) => (&lists.wide_lengths4[..], 32),
        (Table::Wide, true) => (&lists.wide_lengths6[..], 128),
    };
    let lengths: Vec<u8> = lengths.iter().copied().filter(|length| (1..=longest).contains(length)).collect();
    if lengths.is_empty() {
        return None;
    }
    let length = lengths[random.random_range(0..lengths.len())];
    let near = (!known.is_empty()).then(|| known[random.random_range(0..known.len())].1);
    let address = match near.filter(|near| near.ipv6 == ipv6 && random.random_bool(0.6)) {
        Some(near) => inside(random, near),
        None => address(random, ipv6),
    };
    Some(Prefix::new(ipv6, length, address))
}

/// An address of the prefix.
fn inside(random: &mut StdRng, prefix: Prefix) -> u128 {
    let host = prefix.last() ^ prefix.address;
    prefix.address | random.random::<u128>() & host
}

/// An address to look up: of a prefix, its first and last and their
/// neighbours, or any.
pub fn destination(random: &mut StdRng, known: &[(Table, Prefix)]) -> (bool, u128) {
    if known.is_empty() || random.random_bool(0.15) {
        let ipv6 = random.random_bool(0.5);
        return (ipv6, address(random, ipv6));
    }
    let (_, prefix) = known[random.random_range(0..known.len())];
    let one = if prefix.ipv6 { 1 } else { 1 << 96 };
    let address = match random.random_range(0..10) {
        0 => prefix.address,
        1 => prefix.last(),
        2 => prefix.address.wrapping_sub(one),
        3 => prefix.last().wrapping_add(one),
        _ => inside(random, prefix),
    };
    (prefix.ipv6, address)
}

/// A next hop.
pub fn next_hop(random: &mut impl Rng) -> u16 {
    random.random_range(0..512)
}
