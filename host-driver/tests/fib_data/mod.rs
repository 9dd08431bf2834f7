//! Prefixes of the Internet for tests, where they are at hand.
#![allow(dead_code)]

use std::io::Read;
use std::path::PathBuf;

use ferroute_host::fib::{Family, Prefix};
use flate2::read::GzDecoder;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// The folder of FERROUTE_FIB_DATA, else the one beside the workspace.
fn folder() -> PathBuf {
    match std::env::var_os("FERROUTE_FIB_DATA") {
        Some(folder) => PathBuf::from(folder),
        None => PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/fib")),
    }
}

/// A full Internet table, in its own order; `None`, and a word about it, where it is not at hand.
pub fn internet() -> Option<Vec<Prefix>> {
    let path = folder().join("bart-prefixes.txt.gz");
    let Ok(file) = std::fs::File::open(&path) else {
        println!("SKIPPED real prefixes: no {}; FERROUTE_FIB_DATA names another folder", path.display());
        return None;
    };
    let mut text = String::new();
    GzDecoder::new(file).read_to_string(&mut text).expect("gzip");
    Some(text.lines().map(|line| line.parse().expect("a prefix")).collect())
}

/// Those of a family that lie in a country's allocations.
pub fn of_country(all: &[Prefix], country: &str, family: Family) -> Vec<Prefix> {
    let name = match family {
        Family::Ipv4 => format!("country-{country}-v4.txt"),
        Family::Ipv6 => format!("country-{country}-v6.txt"),
    };
    let text = std::fs::read_to_string(folder().join(name)).expect("beside the table");
    let mut blocks: Vec<Prefix> = text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| line.parse().expect("a prefix"))
        .collect();
    blocks.sort();
    let inside = |prefix: &&Prefix| {
        let behind = blocks.partition_point(|block| block <= prefix);
        blocks[..behind].iter().rev().take(8).any(|block| block.covers(**prefix))
    };
    all.iter().filter(|prefix| prefix.family() == family).filter(inside).copied().collect()
}

/// Different prefixes of random addresses, with the lengths of real tables.
pub fn random(family: Family, count: usize, seed: u64) -> Vec<Prefix> {
    let mut random = StdRng::seed_from_u64(seed);
    let mut seen = std::collections::HashSet::new();
    while seen.len() < count {
        let (length, top) = match family {
            Family::Ipv4 => (if random.random_bool(0.6) { 24 } else { random.random_range(12..=23) }, 0),
            Family::Ipv6 => (if random.random_bool(0.5) { 48 } else { random.random_range(33..=47) }, 1 << 125),
        };
        let bits = random.random::<u128>() >> 3 | top;
        seen.insert(Prefix::new(family, bits, length).expect("a length of the family"));
    }
    let mut all: Vec<Prefix> = seen.into_iter().collect();
    // The order of a hash set is another each time.
    all.sort();
    for index in (1..all.len()).rev() {
        all.swap(index, random.random_range(0..=index));
    }
    all
}
