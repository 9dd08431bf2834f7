//! The model's longest prefix against a crate that has nothing to do with it.

use std::io::Read;
use std::net::IpAddr;
use std::path::PathBuf;

use ferroute_sim::golden::router::Prefixes;
use ferroute_sim::golden::router::address::{Family, address, bits};
use ferroute_sim::verilator::workspace_root;
use flate2::read::GzDecoder;
use ip_network::IpNetwork;
use ip_network_table::IpNetworkTable;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// Prefixes of a family in the model, and of both in the crate.
struct Tables {
    ipv4: Prefixes,
    ipv6: Prefixes,
    oracle: IpNetworkTable<u16>,
}

impl Tables {
    fn new() -> Self {
        Self { ipv4: Prefixes::default(), ipv6: Prefixes::default(), oracle: IpNetworkTable::new() }
    }

    fn model(&mut self, family: Family) -> &mut Prefixes {
        match family {
            Family::Ipv4 => &mut self.ipv4,
            Family::Ipv6 => &mut self.ipv6,
        }
    }

    fn insert(&mut self, network: IpNetwork, next_hop: u16) {
        let (network_address, length) = (network.network_address(), network.netmask());
        let family = if network.is_ipv4() { Family::Ipv4 } else { Family::Ipv6 };
        let replaced = self.model(family).insert(bits(network_address), length, next_hop);
        assert_eq!(replaced, self.oracle.insert(network, next_hop), "{network}");
    }

    fn remove(&mut self, network: IpNetwork) {
        let family = if network.is_ipv4() { Family::Ipv4 } else { Family::Ipv6 };
        let removed = self.model(family).remove(bits(network.network_address()), network.netmask());
        assert_eq!(removed, self.oracle.remove(network), "{network}");
    }

    /// Whether there was a prefix.
    fn check(&mut self, asked: IpAddr) -> bool {
        let family = if asked.is_ipv4() { Family::Ipv4 } else { Family::Ipv6 };
        let model = self.model(family).find(bits(asked));
        let oracle = self.oracle.longest_match(asked).map(|(network, next_hop)| (network.netmask(), *next_hop));
        assert_eq!(model, oracle, "{asked}");
        model.is_some()
    }
}

fn network(address: IpAddr, length: u8) -> IpNetwork {
    IpNetwork::new_truncate(address, length).expect("a length of the family")
}

/// An address of few different bits, so that prefixes lie in one another.
fn crowded(random: &mut StdRng, family: Family) -> IpAddr {
    let mut bits = 0_u128;
    for _ in 0..random.random_range(0..4) {
        bits |= 1 << (127 - random.random_range(0..u32::from(family.bits())));
    }
    address(family, bits)
}

/// First and last address of a prefix, their outer neighbours, and one inside.
fn around(random: &mut StdRng, network: IpNetwork) -> [IpAddr; 5] {
    let family = if network.is_ipv4() { Family::Ipv4 } else { Family::Ipv6 };
    let first = bits(network.network_address());
    let unit = 1 << (128 - u32::from(family.bits()));
    let inside = u128::MAX.checked_shr(network.netmask().into()).unwrap_or(0);
    let last = first | inside & !(unit - 1);
    [first, last, first.wrapping_sub(unit), last.wrapping_add(unit), first | random.random::<u128>() & inside]
        .map(|bits| address(family, bits & !(unit - 1)))
}

#[test]
fn random_tables_while_they_change() {
    for seed in 0..20 {
        println!("seed {seed}");
        let mut random = StdRng::seed_from_u64(seed);
        let mut tables = Tables::new();
        let (mut found, mut missed) = (0, 0);
        let mut known = Vec::new();
        for _ in 0..400 {
            let family = Family::ALL[random.random_range(0..2)];
            let address = crowded(&mut random, family);
            let network = network(address, random.random_range(0..=family.bits()));
            if random.random_bool(0.3) && !known.is_empty() {
                let gone = known.swap_remove(random.random_range(0..known.len()));
                tables.remove(gone);
            } else {
                // Another prefix of the lot in the model, a replaced one in both.
                tables.insert(network, random.random_range(0..512));
                known.push(network);
            }
            let asked = known[..].iter().rev().take(3).copied().chain([network]).collect::<Vec<_>>();
            for asked in asked.into_iter().flat_map(|network| around(&mut random, network)) {
                *(if tables.check(asked) { &mut found } else { &mut missed }) += 1;
            }
        }
        assert!(found > 100 && missed > 10, "{found} found, {missed} missed");
    }
}

/// The folder of FERROUTE_FIB_DATA, else the one beside the workspace.
fn internet() -> Option<Vec<IpNetwork>> {
    let folder = match std::env::var_os("FERROUTE_FIB_DATA") {
        Some(folder) => PathBuf::from(folder),
        None => workspace_root().join("../shared/fib"),
    };
    let path = folder.join("bart-prefixes.txt.gz");
    let Ok(file) = std::fs::File::open(&path) else {
        println!("SKIPPED real prefixes: no {}; FERROUTE_FIB_DATA names another folder", path.display());
        return None;
    };
    let mut text = String::new();
    GzDecoder::new(file).read_to_string(&mut text).expect("gzip");
    Some(text.lines().map(|line| line.parse().expect("a prefix")).collect())
}

#[test]
fn the_internet() {
    let Some(prefixes) = internet() else { return };
    assert!(prefixes.len() > 1_000_000, "{} prefixes", prefixes.len());
    let mut random = StdRng::seed_from_u64(7);
    let mut tables = Tables::new();
    for (index, network) in prefixes.iter().enumerate() {
        tables.insert(*network, (index * 7 % 512) as u16);
    }
    assert_eq!(tables.ipv4.len() + tables.ipv6.len(), prefixes.len());
    let (mut found, mut missed) = (0, 0);
    for network in prefixes.iter().step_by(37) {
        for asked in around(&mut random, *network) {
            *(if tables.check(asked) { &mut found } else { &mut missed }) += 1;
        }
    }
    for _ in 0..20_000 {
        let family = Family::ALL[random.random_range(0..2)];
        let mut bits = random.random::<u128>() & u128::MAX << (128 - u32::from(family.bits()));
        if family == Family::Ipv6 {
            bits = bits >> 3 | 1 << 125;
        }
        *(if tables.check(address(family, bits)) { &mut found } else { &mut missed }) += 1;
    }
    println!("{} prefixes, {found} addresses with a route, {missed} without", prefixes.len());
    assert!(found > 100_000 && missed > 1000);
}
