//! The Verilated FIB engine against a search of the installed prefixes.

#[path = "fib/bench.rs"]
mod bench;
#[path = "fib/model.rs"]
mod model;
#[path = "fib/reference.rs"]
mod reference;
#[path = "fib/traffic.rs"]
mod traffic;

use std::collections::VecDeque;

use bench::{Access, Bench};
use model::{DEFAULT, Rows, UNLIKE};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use reference::{Lists, Prefix, TABLES, Table};

const SEED: u64 = 0x0123_4567_89AB_CDE;

/// The host: it plans, and one access after the other carries it out.
struct Host {
    accesses: VecDeque<Access>,
    known: Vec<(Table, Prefix)>,
    replaced_count: u64,
    inserted_count: u64,
    deleted_count: u64,
    moved_count: u64,
    full_count: u64,
}

impl Host {
    fn new() -> Self {
        Self {
            accesses: VecDeque::new(),
            known: Vec::new(),
            replaced_count: 0,
            inserted_count: 0,
            deleted_count: 0,
            moved_count: 0,
            full_count: 0,
        }
    }

    fn insert(&mut self, random: &mut StdRng, bench: &Bench, table: Table) {
        let Some(prefix) = traffic::prefix(random, &bench.reference.lists, table, &self.known) else { return };
        // Not in pool and wide table at once: either would be found.
        if bench.reference.candidates(table, prefix).is_none()
            || TABLES.iter().any(|any| bench.reference.route(*any, prefix).is_some())
        {
            return;
        }
        let Some(plan) = bench.reference.plan_insert(table, prefix) else {
            self.full_count += 1;
            return;
        };
        self.moved_count += plan.len() as u64 - 1;
        self.inserted_count += 1;
        for (entry, content) in plan {
            let next_hop = Some(traffic::next_hop(random));
            let change = (content == prefix).then_some((table, prefix, next_hop));
            self.accesses.extend(bench.accesses(table, entry, Some(content), change));
        }
        self.known.push((table, prefix));
    }

    fn replace(&mut self, random: &mut StdRng, bench: &Bench) {
        let (table, prefix) = self.known[random.random_range(0..self.known.len())];
        let entry = bench.reference.entry_of(table, prefix).expect("it is stored");
        let change = (table, prefix, Some(traffic::next_hop(random)));
        self.accesses.extend(bench.accesses(table, entry, Some(prefix), Some(change)));
        self.replaced_count += 1;
    }

    fn delete(&mut self, random: &mut StdRng, bench: &Bench) {
        let (table, prefix) = self.known.swap_remove(random.random_range(0..self.known.len()));
        let entry = bench.reference.entry_of(table, prefix).expect("it is stored");
        self.accesses.extend(bench.accesses(table, entry, None, Some((table, prefix, None))));
        self.deleted_count += 1;
    }

    /// The next access of the plan, if the bus is free.
    fn go_on(&mut self, bench: &mut Bench) {
        if bench.bus_is_free()
            && let Some(access) = self.accesses.pop_front()
        {
            bench.start(access);
        }
    }

    fn finish(&mut self, bench: &mut Bench) {
        while !self.accesses.is_empty() {
            self.go_on(bench);
            bench.settle();
        }
        bench.settle();
    }

    /// Prefixes that a table holds.
    fn held(&self, table: Table) -> usize {
        self.known.iter().filter(|(of, _)| *of == table).count()
    }

    /// Fills a table until it holds `count`.
    fn fill(&mut self, random: &mut StdRng, bench: &mut Bench, table: Table, count: usize) {
        let mut held = self.held(table);
        for _ in 0..20 * count {
            if held >= count {
                return;
            }
            let before = self.known.len();
            self.insert(random, bench, table);
            held += self.known.len() - before;
            self.finish(bench);
        }
    }
}

fn compare_tables(bench: &mut Bench) {
    for table in TABLES {
        let (words, stride) = table.words();
        for entry in 0..table.entries(bench.reference.rows) {
            let stored = bench.reference.stored(table, entry);
            let next_hop = stored.map_or(0, |prefix| bench.reference.route(table, prefix).expect("a route"));
            let expected = bench.reference.words(table, stored, next_hop);
            let found: Vec<u32> =
                (0..words as u32).map(|word| bench.read(table, entry as u32 * stride + word)).collect();
            assert_eq!(found, expected, "entry {entry} of {table:?}: {stored:x?}");
        }
    }
}

/// Routes come, go and change next hop while lookups of both families go on at
/// full speed; then all that is stored is read back.
fn random_routes(rows: Rows, seed: u64, wide: (usize, usize), fill: f64, lookup_count: u64) {
    println!("seed {seed}");
    let mut random = StdRng::seed_from_u64(seed);
    let Some(mut bench) = Bench::new(rows, random.random_range(0..1 << 60)) else { return };
    let mut lists = traffic::lists(&mut random, wide.0, wide.1);
    bench.set_lists(lists);
    let mut host = Host::new();
    for table in TABLES {
        let count = (table.entries(rows) as f64 * fill) as usize;
        host.fill(&mut random, &mut bench, table, count);
        println!("{table:?}: {} of {} entries", host.held(table), table.entries(rows));
    }
    let limit = host.known.len();
    let mut phase = 0;
    while bench.given_count < lookup_count {
        if bench.given_count >= phase * lookup_count / 8 {
            // Every combination of the two default routes.
            phase += 1;
            bench.settle();
            let valid = (phase as u32 & 1) << 15 | (phase as u32 >> 1 & 1) << 31;
            lists.default_routes = lists.default_routes & 0x7FFF_7FFF | valid;
            bench.set_lists(lists);
        }
        if host.accesses.is_empty() && random.random_bool(0.2) {
            match random.random_range(0..100) {
                0..40 => host.replace(&mut random, &bench),
                40..70 if host.known.len() < limit => {
                    let table = TABLES[random.random_range(0..3)];
                    host.insert(&mut random, &bench, table);
                }
                _ => host.delete(&mut random, &bench),
            }
        }
        if random.random_bool(0.5) {
            host.go_on(&mut bench);
        }
        if !bench.almost_full && random.random_bool(0.5) {
            let (ipv6, address) = traffic::destination(&mut random, &host.known);
            bench.lookup(ipv6, address);
        }
        bench.cycle();
    }
    host.finish(&mut bench);
    println!(
        "{} lookups in {} clocks: sources {:?}, {} with a choice; {} replaced, {} inserted, {} moved, {} deleted, {} full",
        bench.given_count, bench.now, bench.answers_by_source, bench.ambiguous_count, host.replaced_count,
        host.inserted_count, host.moved_count, host.deleted_count, host.full_count
    );
    // Of every kind, of pool and wide table many.
    assert!(bench.answers_by_source.iter().all(|count| *count > 0));
    assert!(bench.answers_by_source[1..3].iter().all(|count| *count > lookup_count / 100));
    assert!(bench.ambiguous_count > 10 && host.replaced_count > 1000 && host.moved_count > 100);
    compare_tables(&mut bench);
}

#[test]
fn random_routes_while_tables_change() {
    random_routes(DEFAULT, 1, (3, 4), 0.92, 120_000);
}

#[test]
fn random_routes_with_many_wide_lengths() {
    random_routes(DEFAULT, 2, (8, 7), 0.8, 60_000);
}

#[test]
fn random_routes_in_pools_of_unlike_sizes() {
    random_routes(UNLIKE, 3, (2, 5), 0.85, 60_000);
}

/// Lists of `used4` and `used6` lengths in the wide table.
fn plain_lists(used4: usize, used6: usize) -> Lists {
    let mut lists = Lists { lengths4: [24; 16], lengths6: [32; 16], ..Lists::default() };
    // The last slots, so that those left out are before them.
    for slot in 0..used4 {
        lists.wide_lengths4[7 - slot] = 32 - slot as u8;
    }
    for slot in 0..used6 {
        lists.wide_lengths6[7 - slot] = 128 - slot as u8;
    }
    lists
}

#[test]
fn exact_clocks() {
    let Some(mut bench) = Bench::new(DEFAULT, SEED) else { return };
    for used in 0..=8 {
        bench.set_lists(plain_lists(used, 8 - used));
        let clocks = |ipv6: bool| if ipv6 { 8.max(2 * (8 - used as u64)) } else { 7.max(2 * used as u64) };
        for ipv6 in [false, true] {
            bench.lookup(ipv6, 1 << 125);
            bench.settle();
            // Twelve clocks beside the steps.
            assert_eq!(bench.given.pop().expect("a result").latency, 12 + clocks(ipv6), "{used}, IPv6 {ipv6}");
            for _ in 0..20 {
                bench.cycle();
            }
        }
        // IPv4 alone, IPv6 alone, both in any order.
        for kind in 0..3u32 {
            let mut asked = Vec::new();
            bench.given.clear();
            while bench.given.len() < 100 {
                if !bench.almost_full {
                    let ipv6 = kind == 1 || kind == 2 && (asked.len() * asked.len() / 3) % 2 == 1;
                    asked.push(ipv6);
                    bench.lookup(ipv6, 1 << 125);
                }
                bench.cycle();
            }
            for index in 1..100 {
                let between = bench.given[index].cycle - bench.given[index - 1].cycle;
                assert_eq!(between, clocks(asked[index]), "result {index}, {used} wide IPv4 lengths");
            }
            bench.settle();
        }
    }
}

/// Only an access that concerns a memory takes a clock from the lookups.
#[test]
fn clocks_of_accesses() {
    let Some(mut bench) = Bench::new(DEFAULT, SEED) else { return };
    bench.set_lists(plain_lists(2, 2));
    let read = |table, offset| (Access { table, offset, write: None, stores: None, change: None }, 1, 10);
    let write = |table, offset, clocks| {
        (Access { table, offset, write: Some(0), stores: None, change: None }, clocks, if clocks == 1 { 9 } else { 2 })
    };
    let beyond = |table, offset| (Access { table, offset, write: None, stores: None, change: None }, 0, 2);
    for (access, clocks, idle_clocks) in [
        read(Table::Pool4, 0),
        read(Table::Pool6, 1),
        read(Table::Wide, 3),
        write(Table::Pool4, 5, 1),
        write(Table::Pool6, 6, 0),
        write(Table::Pool6, 7, 1),
        write(Table::Wide, 3, 0),
        write(Table::Wide, 4, 1),
        write(Table::Wide, 5, 0),
        beyond(Table::Pool4, 1 << 13),
        beyond(Table::Pool6, 1 << 14),
        beyond(Table::Wide, 1 << 13),
        beyond(Table::Wide, 7),
    ] {
        bench.start(access.clone());
        bench.settle();
        assert_eq!(bench.access_clocks, idle_clocks, "{access:x?} on an idle engine");
        for wait in 0..8 {
            bench.given.clear();
            let start = bench.now;
            for lookup in 0..12 {
                bench.lookup(lookup % 2 == 1, 1 << 125);
                if lookup == wait {
                    bench.start(access.clone());
                }
                bench.cycle();
            }
            bench.settle();
            let last = bench.given.last().expect("results").cycle;
            assert_eq!(last - start, 6 * 7 + 6 * 8 + 12 + clocks, "{access:x?}");
        }
    }
}

/// What is written comes back word for word, and nothing else changes; offsets
/// beyond a table are zero.
#[test]
fn words_of_the_bus() {
    for (rows, seed) in [(DEFAULT, 4u64), (UNLIKE, 5)] {
        println!("seed {seed}");
        let mut random = StdRng::seed_from_u64(seed);
        let Some(mut bench) = Bench::new(rows, SEED) else { return };
        let mut stored = std::collections::HashMap::new();
        let mut staged: [[u32; 5]; 3] = Default::default();
        for step in 0..6000 {
            let table = TABLES[random.random_range(0..3)];
            let (words, stride) = table.words();
            let entries = table.entries(rows) as u32;
            // Few entries, so that words meet; beyond the table now and then.
            let entry = match random.random_range(0..20) {
                0 => entries + random.random_range(0..(1 << 20) / stride - entries),
                1 => entries - 1,
                2 => entries,
                _ => random.random_range(0..8) * (entries / 8),
            };
            for _ in 0..random.random_range(0..3) * 7 {
                bench.cycle();
            }
            let word = random.random_range(0..stride);
            let offset = entry * stride + word;
            if offset >= 1 << 20 {
                continue;
            }
            if random.random_bool(0.6) {
                let value: u32 = random.random();
                bench.write(table, offset, value);
                if entry < entries && (word as usize) < words {
                    staged[table as usize][word as usize] = value;
                    if word as usize == words - 1 {
                        stored.insert((table, entry), staged[table as usize]);
                    }
                }
            } else {
                let expected = stored.get(&(table, entry)).map_or(0, |entry| entry.get(word as usize).map_or(0, |value| {
                    value & width(rows, table, word as usize)
                }));
                assert_eq!(bench.read(table, offset), expected, "step {step}: {table:?}, offset {offset:#x}");
            }
        }
    }
}

/// Bits of a word that the table holds.
fn width(rows: Rows, table: Table, word: usize) -> u32 {
    let bits = match (table, word) {
        (Table::Pool4, _) => 29 - rows.ipv4 + 9,
        (Table::Pool6, 1) => 46 - rows.ipv6 - 32 + 9,
        (Table::Wide, 3) => 24,
        (Table::Wide, 4) => 17,
        _ => 32,
    };
    u32::MAX >> (32 - bits)
}

/// The queue takes six more lookups when it says that it is almost full, and
/// says so neither early nor late.
#[test]
fn room_in_the_queue() {
    let Some(mut bench) = Bench::new(DEFAULT, SEED) else { return };
    bench.set_lists(plain_lists(8, 8));
    // One in 16 clocks leaves: 10 wait behind the eleventh.
    let mut asked = 0;
    while !bench.almost_full {
        bench.lookup(false, asked << 96);
        bench.cycle();
        asked += 1;
    }
    assert_eq!(asked, 11, "the flag of 10 is seen in the cycle of the next");
    for _ in 0..5 {
        bench.lookup(true, 1 << 125);
        bench.cycle();
    }
    bench.settle();
    assert_eq!(bench.given_count, 16);
}

/// Lengths come and go while lookups are under way: what has another length is
/// always found.
#[test]
fn lists_change_under_way() {
    let seed = 6;
    println!("seed {seed}");
    let mut random = StdRng::seed_from_u64(seed);
    let Some(mut bench) = Bench::new(DEFAULT, SEED) else { return };
    let full = traffic::lists(&mut random, 8, 8);
    bench.set_lists(full);
    let mut host = Host::new();
    for table in TABLES {
        host.fill(&mut random, &mut bench, table, 700);
    }
    let mut lists = full;
    let mut next_change = bench.now;
    bench.given.clear();
    let first = bench.given_count;
    while bench.given_count < first + 30_000 {
        if bench.now >= next_change {
            next_change = bench.now + random.random_range(40..90);
            let slot = random.random_range(0..16);
            let toggle = |list: &mut [u8], full: &[u8], slot: usize| {
                list[slot] = if list[slot] == 0 { full[slot] } else { 0 };
            };
            match random.random_range(0..4) {
                0 => toggle(&mut lists.lengths4, &full.lengths4, slot % 14),
                1 => toggle(&mut lists.lengths6, &full.lengths6, slot),
                2 => toggle(&mut lists.wide_lengths4, &full.wide_lengths4, slot % 8),
                _ => toggle(&mut lists.wide_lengths6, &full.wide_lengths6, slot % 8),
            }
            bench.change_lists(lists);
        }
        if !bench.almost_full && random.random_bool(0.5) {
            let (ipv6, address) = traffic::destination(&mut random, &host.known);
            bench.lookup(ipv6, address);
        }
        bench.cycle();
    }
    bench.settle();
    println!("{} with a choice of {}", bench.ambiguous_count, bench.given_count - first);
    assert!(bench.ambiguous_count > 100);
}
