//! The planner against the tables' words and an independent longest-prefix match.

mod fib_data;
mod soft_device;

use std::collections::HashMap;
use std::net::IpAddr;

use ferroute_host::fib::{Entry, Family, Fib, Image, Prefix, Sizes, Write, address_bits};
use ferroute_regmap::{region, registers};
use ip_network::IpNetwork;
use ip_network_table::IpNetworkTable;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use soft_device::router::SoftRouter;

const SEED: u64 = 0x0123_4567_89AB_CDE;

fn device(sizes: Sizes, seed: u64) -> SoftRouter {
    let mut router = SoftRouter::new(sizes.row_bits4, sizes.row_bits6);
    router.write(registers::FIB_SEED_LOW.address, seed as u32);
    router.write(registers::FIB_SEED_HIGH.address, (seed >> 32) as u32);
    router
}

fn apply(router: &mut SoftRouter, writes: &[Write]) {
    for write in writes {
        for (word, address) in write.words().iter().zip(write.address()..) {
            router.write(address, *word);
        }
    }
}

fn image(router: &SoftRouter, sizes: Sizes) -> Image {
    let lengths = std::array::from_fn(|index| router.read(registers::FIB4_LENGTHS_0.address + index as u32));
    Image {
        sizes,
        seed: router.seed(),
        pool4: router.fib4.words.clone(),
        pool6: router.fib6.words.clone(),
        wide: router.wide.words.clone(),
        lengths,
        defaults: router.read(registers::DEFAULT_ROUTES.address),
    }
}

fn lookup(router: &SoftRouter, address: IpAddr) -> Option<u16> {
    let found = router.lookup(address.is_ipv6(), address_bits(address));
    (found.table != 0).then_some(found.next_hop)
}

fn network(prefix: Prefix) -> IpNetwork {
    IpNetwork::new(prefix.first(), prefix.length()).expect("zeros behind the prefix")
}

/// Few prefixes of few lengths, so that they cover each other; few enough
/// addresses that neighbours of neighbours count.
fn random_prefix(random: &mut StdRng) -> Prefix {
    let family = if random.random_bool(0.5) { Family::Ipv4 } else { Family::Ipv6 };
    let lengths: &[u8] = match family {
        Family::Ipv4 => &[0, 8, 12, 16, 20, 21, 22, 23, 24, 28, 30, 32],
        Family::Ipv6 => &[0, 16, 20, 28, 29, 32, 36, 40, 44, 48, 56, 64, 126, 128],
    };
    let length = lengths[random.random_range(0..lengths.len())];
    let top: u128 = if family == Family::Ipv4 { 10 << 120 } else { 0x2001 << 112 };
    let spread = if family == Family::Ipv4 { 120 } else { 112 };
    let bits = top | random.random::<u128>() & (1 << spread) - 1;
    // Sparse bits make prefixes that share their beginnings.
    let bits = if random.random_bool(0.5) { bits & (0xFFF << (spread - 12) | top) } else { bits };
    Prefix::new(family, bits, length).unwrap()
}

/// An address of the family just before, in, and just behind a prefix.
fn boundaries(prefix: Prefix) -> Vec<IpAddr> {
    let (first, last) = (address_bits(prefix.first()), address_bits(prefix.last()));
    let unit = if prefix.family() == Family::Ipv4 { 1 << 96 } else { 1 };
    let all = [first.wrapping_sub(unit), first, last & !(unit - 1), (last & !(unit - 1)).wrapping_add(unit)];
    all.map(|bits| ferroute_host::fib::address_of(prefix.family(), bits)).to_vec()
}

/// Routes as they should be, with the addresses that tell.
struct Oracle {
    table: IpNetworkTable<u16>,
    routes: HashMap<Prefix, u16>,
}

impl Oracle {
    fn new() -> Self {
        Self { table: IpNetworkTable::new(), routes: HashMap::new() }
    }

    fn insert(&mut self, entry: Entry) {
        self.table.insert(network(entry.prefix), entry.next_hop);
        self.routes.insert(entry.prefix, entry.next_hop);
    }

    fn remove(&mut self, prefix: Prefix) {
        self.table.remove(network(prefix));
        self.routes.remove(&prefix);
    }

    fn lookup(&self, address: IpAddr) -> Option<u16> {
        self.table.longest_match(address).map(|(_, next_hop)| *next_hop)
    }
}

/// After every single word, every boundary address of every prefix has its old
/// or its new next hop.
#[test]
fn every_word_leaves_each_address_with_its_old_or_new_next_hop() {
    let sizes = Sizes { row_bits4: 6, row_bits6: 6 };
    let (mut words, mut moves, mut refusals, mut checks) = (0, 0, 0, 0_u64);
    for seed in [1, 2] {
        println!("seed {seed}");
        let mut random = StdRng::seed_from_u64(seed);
        let (mut fib, mut router) = (Fib::new(sizes, SEED), device(sizes, SEED));
        let mut oracle = Oracle::new();
        let mut probes: Vec<IpAddr> = Vec::new();
        for step in 0..1000 {
            let known: Vec<Prefix> = oracle.routes.keys().copied().collect();
            // First the tables fill up.
            let (is_new, removal) = (random.random_bool(0.6) || step < 900, random.random_bool(0.6));
            let prefix = match is_new || known.is_empty() {
                true => random_prefix(&mut random),
                false => known[random.random_range(0..known.len())],
            };
            let entry = Entry { prefix, next_hop: random.random_range(0..512) };
            let old: Vec<Option<u16>> = probes.iter().map(|probe| oracle.lookup(*probe)).collect();
            let mut writes = Vec::new();
            if !is_new && removal {
                fib.remove(prefix, &mut writes);
                oracle.remove(prefix);
            } else if fib.insert(entry, &mut writes).is_ok() {
                oracle.insert(entry);
            } else {
                assert_eq!(writes, [], "a refusal writes nothing");
                refusals += 1;
            }
            moves += writes.len().saturating_sub(1);
            let new: Vec<Option<u16>> = probes.iter().map(|probe| oracle.lookup(*probe)).collect();
            for write in &writes {
                for (word, address) in write.words().iter().zip(write.address()..) {
                    router.write(address, *word);
                    words += 1;
                    for (index, probe) in probes.iter().enumerate() {
                        let now = lookup(&router, *probe);
                        checks += 1;
                        assert!(
                            now == old[index] || now == new[index],
                            "step {step}: {probe} has {now:?}, neither {:?} nor {:?}", old[index], new[index]
                        );
                    }
                }
            }
            for (index, probe) in probes.iter().enumerate() {
                assert_eq!(lookup(&router, *probe), new[index], "step {step}: {probe} at the end");
            }
            if step >= 900 && step % 10 == 0 {
                probes = oracle.routes.keys().flat_map(|prefix| boundaries(*prefix)).collect();
                probes.sort();
                probes.dedup();
            }
        }
        assert_eq!(fib.entries().count(), oracle.routes.len());
    }
    println!("{words} words, {moves} moves, {refusals} refusals, {checks} lookups");
    assert!(words > 3000 && moves > 300 && refusals > 60, "the tables were under pressure");
}

/// 100,000 changes, each followed by lookups of what it touched, and in between
/// the whole of the tables against the whole of the other table.
#[test]
fn a_hundred_thousand_changes_agree_with_another_longest_prefix_match() {
    let sizes = Sizes { row_bits4: 11, row_bits6: 11 };
    let mut random = StdRng::seed_from_u64(3);
    let (mut fib, mut router) = (Fib::new(sizes, SEED), device(sizes, SEED));
    let mut oracle = Oracle::new();
    let mut known: Vec<Prefix> = Vec::new();
    let (mut inserts, mut writes_of_inserts, mut refused) = (0, 0, 0);
    for step in 0..100_000 {
        let mut writes = Vec::new();
        let prefix = match known.len() {
            0 => random_prefix(&mut random),
            _ if random.random_bool(0.6) => random_prefix(&mut random),
            length => known[random.random_range(0..length)],
        };
        let is_there = oracle.routes.contains_key(&prefix);
        assert_eq!(fib.get(prefix).is_some(), is_there);
        if is_there && random.random_bool(0.5) {
            assert!(fib.remove(prefix, &mut writes));
            oracle.remove(prefix);
        } else {
            let entry = Entry { prefix, next_hop: random.random_range(0..512) };
            match fib.insert(entry, &mut writes) {
                Ok(()) => {
                    oracle.insert(entry);
                    inserts += usize::from(!is_there);
                    writes_of_inserts += if is_there { 0 } else { writes.len() };
                    assert!(!is_there || writes.len() <= 1, "a replacement is one write");
                    known.push(prefix);
                }
                Err(_) => refused += 1,
            }
        }
        apply(&mut router, &writes);
        for probe in boundaries(prefix) {
            assert_eq!(lookup(&router, probe), oracle.lookup(probe), "step {step}: {probe}");
        }
        if step % 33_333 == 33_332 {
            for probe in oracle.routes.keys().flat_map(|prefix| boundaries(*prefix)) {
                assert_eq!(lookup(&router, probe), oracle.lookup(probe), "step {step}: {probe}");
                assert_eq!(fib.lookup(probe).map(|(entry, _)| entry.next_hop), oracle.lookup(probe));
            }
            check_adopted(&fib, &router, sizes);
        }
    }
    println!(
        "{inserts} inserts, {:.3} writes each, {refused} refused, {} routes at the end",
        writes_of_inserts as f64 / inserts as f64, oracle.routes.len()
    );
    assert_eq!(fib.entries().count(), oracle.routes.len());
}

/// What is read back is what was planned.
fn check_adopted(fib: &Fib, router: &SoftRouter, sizes: Sizes) {
    let (adopted, repairs) = Fib::adopt(&image(router, sizes));
    assert_eq!(repairs, []);
    let sorted = |fib: &Fib| {
        let mut entries: Vec<_> = fib.entries().map(|(entry, place)| (entry.prefix, entry.next_hop, place)).collect();
        entries.sort_by_key(|entry| entry.0);
        entries
    };
    assert_eq!(sorted(&adopted), sorted(fib));
    assert_eq!(adopted.usage(), fib.usage());
}

#[test]
fn what_a_cut_plan_leaves_behind_is_removed() {
    let sizes = Sizes { row_bits4: 9, row_bits6: 9 };
    let mut random = StdRng::seed_from_u64(4);
    let (mut fib, mut router) = (Fib::new(sizes, SEED), device(sizes, SEED));
    let mut oracle = Oracle::new();
    let mut cuts = 0;
    for _ in 0..8000 {
        let entry = Entry { prefix: random_prefix(&mut random), next_hop: 7 };
        let mut writes = Vec::new();
        if fib.insert(entry, &mut writes).is_err() {
            continue;
        }
        if writes.len() < 2 || !random.random_bool(0.2) {
            apply(&mut router, &writes);
            oracle.insert(entry);
            continue;
        }
        // The line is gone in the midst of it.
        apply(&mut router, &writes[..random.random_range(1..writes.len())]);
        let (adopted, repairs) = Fib::adopt(&image(&router, sizes));
        apply(&mut router, &repairs);
        fib = adopted;
        if fib.get(entry.prefix).is_some() {
            oracle.insert(entry);
        }
        check_adopted(&fib, &router, sizes);
        assert_eq!(fib.entries().count(), oracle.routes.len());
        cuts += 1;
    }
    assert!(cuts > 100, "{cuts}");
    for probe in oracle.routes.keys().flat_map(|prefix| boundaries(*prefix)) {
        assert_eq!(lookup(&router, probe), oracle.lookup(probe), "{probe}");
    }
    // An entry whose length nobody asks for yet was never a route.
    let (mut other, mut first) = (device(sizes, SEED), Vec::new());
    let entry = Entry { prefix: "10.0.0.0/9".parse().unwrap(), next_hop: 7 };
    Fib::new(sizes, SEED).insert(entry, &mut first).unwrap();
    apply(&mut other, &first[..1]);
    let (adopted, repairs) = Fib::adopt(&image(&other, sizes));
    assert_eq!((adopted.entries().count(), repairs.len()), (0, 1));
    // Noise in the tables is no route.
    let before = fib.entries().count();
    let free = (0..router.wide.words.len() / 8).find(|index| router.wide.entry(*index) == [0; 5]).unwrap();
    let free4 = (0..router.fib4.words.len()).find(|index| router.fib4.words[*index] == 0).unwrap();
    router.wide.words[8 * free..][..5].copy_from_slice(&[1, 2, 3, 4, 5 << 9]);
    router.fib4.words[free4] = u32::MAX;
    let (adopted, repairs) = Fib::adopt(&image(&router, sizes));
    assert_eq!(adopted.entries().count(), before);
    assert_eq!(repairs.len(), 2);
    apply(&mut router, &repairs);
    check_adopted(&fib, &router, sizes);
}

/// A new seed moves everything; until it is there nothing goes astray.
#[test]
fn a_reload_leads_from_the_old_next_hop_by_the_guard_to_the_new_one() {
    const GUARD: u16 = 511;
    let sizes = Sizes { row_bits4: 6, row_bits6: 6 };
    let mut random = StdRng::seed_from_u64(5);
    let (mut fib, mut router) = (Fib::new(sizes, SEED), device(sizes, SEED));
    let mut oracle = Oracle::new();
    for _ in 0..300 {
        let entry = Entry { prefix: random_prefix(&mut random), next_hop: random.random_range(0..500) };
        let mut writes = Vec::new();
        if fib.insert(entry, &mut writes).is_ok() {
            oracle.insert(entry);
            apply(&mut router, &writes);
        }
    }
    let entries: Vec<Entry> =
        oracle.routes.iter().map(|(prefix, next_hop)| Entry { prefix: *prefix, next_hop: *next_hop }).collect();
    let probes: Vec<IpAddr> = oracle.routes.keys().flat_map(|prefix| boundaries(*prefix)).collect();
    let new = Fib::filled(sizes, SEED ^ 0xFFFF_FFFF_FFFF, &entries).unwrap();
    let writes = fib.reload(&new, GUARD);
    let mut passed = vec![false; probes.len()];
    for write in &writes {
        for (word, address) in write.words().iter().zip(write.address()..) {
            router.write(address, *word);
            for (probe, passed) in probes.iter().zip(&mut passed) {
                let now = lookup(&router, *probe);
                *passed |= now == Some(GUARD);
                assert!(now == oracle.lookup(*probe) || now == Some(GUARD), "{probe} has {now:?}");
            }
        }
    }
    assert!(passed.iter().all(|passed| *passed), "each passed by the guard");
    assert_eq!(router.seed(), SEED ^ 0xFFFF_FFFF_FFFF);
    for probe in probes {
        assert_eq!(lookup(&router, probe), oracle.lookup(probe), "{probe}");
    }
    check_adopted(&new, &router, sizes);
}

/// Lengths come in an order that puts the most frequent one into the wide table first.
#[test]
fn a_length_that_grows_takes_the_pool_slot_of_one_with_few_prefixes() {
    let sizes = Sizes { row_bits4: 11, row_bits6: 9 };
    let (mut fib, mut router) = (Fib::new(sizes, SEED), device(sizes, SEED));
    let mut oracle = Oracle::new();
    let mut add = |bits: u128, length, next_hop| {
        let prefix = Prefix::new(Family::Ipv4, bits, length).unwrap();
        let mut writes = Vec::new();
        let entry = Entry { prefix, next_hop };
        let result = fib.insert(entry, &mut writes);
        if result.is_ok() {
            oracle.insert(entry);
        }
        for write in &writes {
            for (word, address) in write.words().iter().zip(write.address()..) {
                router.write(address, *word);
                if writes.len() > 100 {
                    for probe in oracle.routes.keys().step_by(37).map(|prefix| prefix.first()) {
                        assert!(lookup(&router, probe) == oracle.lookup(probe) || prefix.covers(Prefix::host(probe)));
                    }
                }
            }
        }
        (result.is_ok(), writes.len(), fib.usage())
    };
    for length in 1..=14 {
        for number in 0..u128::from(length).min(2) {
            assert!(add(number << (128 - length), length, u16::from(length)).0);
        }
    }
    let mut exchanges = 0;
    for number in 0..3000 {
        let (is_in, writes, _) = add(11 << 120 | number << 104, 24, 100);
        assert!(is_in, "{number}");
        exchanges += usize::from(writes > 100);
    }
    let (_, _, usage) = add(11 << 120, 24, 100);
    assert_eq!(exchanges, 1);
    assert_eq!(usage[0].lengths[0], 24, "{usage:?}");
    assert_eq!(usage[2].lengths, [1], "the length with the fewest: {usage:?}");
    assert_eq!(usage[2].used, 1);
    for probe in oracle.routes.keys().flat_map(|prefix| boundaries(*prefix)) {
        assert_eq!(lookup(&router, probe), oracle.lookup(probe), "{probe}");
    }
    assert!(router.read(region::FIB_WIDE + 4) == 0 || usage[2].used == 1);
}

#[test]
fn lengths_without_a_slot_are_refused_and_come_back() {
    let sizes = Sizes { row_bits4: 9, row_bits6: 9 };
    let mut fib = Fib::new(sizes, SEED);
    let mut writes = Vec::new();
    let mut insert = |text: &str, writes: &mut Vec<Write>| {
        fib.insert(Entry { prefix: text.parse().unwrap(), next_hop: 1 }, writes)
    };
    for length in 49..=56 {
        insert(&format!("2001:db8::/{length}"), &mut writes).unwrap();
    }
    writes.clear();
    let error = insert("2001:db8::/64", &mut writes).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no room for the length of 2001:db8::/64: wide table holds prefixes of 8 other lengths"
    );
    assert_eq!(writes, []);
    insert("fd00::/56", &mut writes).unwrap();
    assert!(fib.remove("2001:db8::/50".parse().unwrap(), &mut writes));
    fib.insert(Entry { prefix: "2001:db8::/64".parse().unwrap(), next_hop: 1 }, &mut writes).unwrap();
}
