//! The Verilated FDB against the reference model. Every lookup, command and
//! table read is compared in the cycle in which the gateware answers.

#[path = "fdb/bench.rs"]
mod bench;
#[path = "fdb/model.rs"]
mod model;
#[path = "fdb/reference.rs"]
mod reference;

use std::collections::VecDeque;

use bench::{Bench, LOOKUP_LIMIT, PORTS, flush};
use ferroute_regmap::message::BUS_TIMEOUT_CLOCKS;
use ferroute_regmap::size::{FDB_AGE_LIMIT, FDB_ENTRIES, FDB_ROWS};
use ferroute_regmap::{FdbCommand, FdbEntry, fdb_hash};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use reference::{Command, split, station};

const SEED: u64 = 0x0123_4567_89AB_CDE;
const BY_PORT: u32 = 1 << FdbCommand::FLUSH_PORT_BIT;
const BY_FID: u32 = 1 << FdbCommand::FLUSH_FID_BIT;
const STATIC_TOO: u32 = 1 << FdbCommand::FLUSH_STATIC_BIT;
/// Clocks of a minimum frame on the wire.
const FRAME_CLOCKS: u64 = 84;

fn add(key: u64, attributes: u32) -> Command {
    Command { key, attributes, operation: FdbCommand::Add as u32 }
}

/// Keys of which many meet in few rows, group and zero addresses, FIDs.
fn crowded_keys(random: &mut StdRng) -> Vec<u64> {
    let mut keys: Vec<u64> = (0..u64::MAX)
        .map(|index| station(index) | (index % 3) << 48)
        .filter(|key| fdb_hash::rows(*key, SEED, 0).iter().all(|row| row % 16 < 5))
        .filter(|key| fdb_hash::rows(*key, SEED, 1).iter().all(|row| row % 16 < 5))
        .filter(|key| fdb_hash::rows(*key, SEED, 0)[3] < 16)
        .take(40)
        .collect();
    keys.extend([0, 0x7 << 48, 1, 0xFFFF_FFFF_FFFF]);
    keys.extend((0..200).map(|_| station(random.random_range(0..5000))));
    keys
}

fn random_command(random: &mut StdRng, key: u64) -> Command {
    let operation = match random.random_range(0..100) {
        0..30 => FdbCommand::Add as u32,
        30..55 => FdbCommand::Delete as u32,
        55..95 => FdbCommand::Find as u32,
        95 => FdbCommand::Flush as u32 | random.random_range(0..8) << 8,
        _ => [0, 5, 0x80, 0xFF][random.random_range(0..4)],
    };
    Command { key, attributes: random.random_range(0..0x200), operation }
}

/// All at once and at random, few and many keys, with ageing that deletes.
#[test]
fn random_operations_match_the_reference() {
    for (seed, interval, clocks) in [(1, 0, 60_000), (2, 2, 120_000), (3, 9, 120_000)] {
        println!("seed {seed}");
        let mut random = StdRng::seed_from_u64(seed);
        let keys = crowded_keys(&mut random);
        let Some(mut bench) = Bench::new(SEED) else { return };
        bench.set_ageing_interval(interval);
        let mut learned_at = [0; PORTS as usize];
        for _ in 0..clocks {
            // Bursts of the same few keys, then of many.
            let of = if bench.now / 3000 % 2 == 0 { 12 } else { keys.len() };
            let key = keys[random.random_range(0..of)];
            let port = random.random_range(0..PORTS);
            if bench.may_look_up(port) && random.random_bool(0.2) {
                bench.lookup((key, port));
            }
            let key = keys[random.random_range(0..of)];
            let port = random.random_range(0..PORTS);
            if bench.now >= learned_at[usize::from(port)] + FRAME_CLOCKS && random.random_bool(0.5) {
                learned_at[usize::from(port)] = bench.now;
                bench.learn((key, port));
            }
            if bench.host_is_free() && random.random_bool(0.02) {
                let key = keys[random.random_range(0..of)];
                match random.random_bool(0.5) {
                    true => bench.start_command(random_command(&mut random, key)),
                    false => bench.start_table_read(random.random_range(0..FDB_ENTRIES)),
                }
            }
            bench.cycle();
        }
        bench.settle();
        bench.compare_table();
        let reference = &bench.reference;
        println!("learned {:?}, {} visits", reference.learned, reference.visits.len());
        println!("{} lookups, {} hits", reference.lookup_count, reference.hit_count);
        assert!(reference.learned.iter().take(4).all(|count| *count > 50));
        assert!(reference.hit_count * 10 > reference.lookup_count);
        assert!(interval == 0 || reference.visits.len() > 300);
        assert!(reference.slowest_lookup <= LOOKUP_LIMIT);
    }
}

/// A load on the datapath: bursts of lookups and of new sources.
struct Load {
    lookups: VecDeque<(u64, u8)>,
    learns: VecDeque<(u64, u8)>,
    next_burst: u64,
    next_station: u64,
    ports: u8,
    spacing: u64,
}

impl Load {
    fn new(ports: u8, spacing: u64) -> Self {
        Self {
            lookups: VecDeque::new(),
            learns: VecDeque::new(),
            next_burst: 0,
            next_station: 1 << 20,
            ports,
            spacing,
        }
    }

    /// What the ports want in this cycle.
    fn drive(&mut self, bench: &mut Bench) {
        if bench.now >= self.next_burst {
            self.next_burst = bench.now + self.spacing;
            for port in 0..self.ports {
                let key = station(self.next_station);
                self.next_station += 1;
                // Half of the destinations were learned some time ago.
                self.lookups.push_back((station(self.next_station - 40 * u64::from(port % 2)), port));
                self.learns.push_back((key, port));
            }
        }
        if let Some(request) = self.lookups.front().copied()
            && bench.may_look_up(request.1)
        {
            self.lookups.pop_front();
            bench.lookup(request);
        }
        if let Some(request) = self.learns.pop_front() {
            bench.learn(request);
        }
        assert!(self.lookups.len() <= usize::from(self.ports), "lookups fall behind");
    }
}

/// Eight ports at minimum frames, every source new, in bursts of all ports at
/// once; the host goes on, and so does ageing.
#[test]
fn every_source_is_learned_at_full_rate() {
    for (ports, spacing) in [(8, FRAME_CLOCKS), (9, FRAME_CLOCKS * 9 / 8)] {
        let Some(mut bench) = Bench::new(SEED) else { return };
        bench.set_ageing_interval(64);
        let mut load = Load::new(ports, spacing);
        let mut random = StdRng::seed_from_u64(5);
        while bench.now < 100_000 {
            load.drive(&mut bench);
            if bench.host_is_free() && bench.now % 2 == 0 {
                let key = station((1 << 20) + random.random_range(0..3000));
                match bench.now % 4 {
                    0 => bench.start_command(Command { key, attributes: 0, operation: FdbCommand::Find as u32 }),
                    _ => bench.start_table_read(random.random_range(0..FDB_ENTRIES)),
                }
            }
            bench.cycle();
        }
        let reference = &bench.reference;
        println!(
            "{ports} ports: {} added, {} without room, {} commands of at most {} clocks, {} visits, \
             {} sources waited, slowest lookup {}",
            reference.learned[1], reference.learned[4], bench.host_count, bench.slowest_host,
            reference.visits.len(), reference.longest_learn_queue, reference.slowest_lookup
        );
        let offered = (100_000 / spacing) * u64::from(ports);
        let taken = reference.learned.iter().sum::<u64>();
        assert!(taken + 16 >= offered, "{taken} of {offered}");
        assert!(reference.learned[1] + reference.learned[4] == taken, "all of them are new");
        assert!(reference.longest_learn_queue <= 16);
        assert!(reference.slowest_lookup <= LOOKUP_LIMIT);
        assert!(bench.slowest_host < 2_000, "the host waits {}", bench.slowest_host);
        assert!(reference.visits.len() as u64 >= 100_000 / (64 * 16) - 2);
        bench.settle();
    }
}

/// Every port asks again as soon as it has its answer, or all ask at once now
/// and then, whatever else goes on. That 32 is enough: with a lookup wait at most
/// 6 before it, 2 clocks each; a job that has begun holds them up by 3; the last
/// 4 may be passed by a job, then by another, and begin after 12; then 11.
#[test]
fn lookups_are_never_late() {
    for (seed, ports, pause) in
        [(1, PORTS, 0), (2, PORTS, 1), (3, 5, 0), (4, 4, 1), (5, 3, 0), (6, PORTS, 20), (7, PORTS, 40), (8, 8, 30)]
    {
        println!("seed {seed}");
        let mut random = StdRng::seed_from_u64(seed);
        let Some(mut bench) = Bench::new(SEED) else { return };
        bench.set_ageing_interval(1);
        let mut burst_at = 0;
        for _ in 0..60_000 {
            let ready = (0..ports).find(|port| bench.may_look_up(*port));
            if ready.is_none() {
                burst_at = bench.now + random.random_range(0..=pause);
            }
            if let Some(port) = ready
                && bench.now >= burst_at
            {
                bench.lookup((station(random.random_range(0..500)), port));
            }
            // As much as the queue holds: there is always something to learn.
            if bench.reference.waiting_learns() < 14 {
                bench.learn((station(random.random_range(0..500)), 1));
            }
            if bench.host_is_free() {
                bench.start_command(match bench.host_count % 50 {
                    0 => flush(0, 0, 0),
                    1 => add(station(random.random_range(0..500)), 0x80),
                    _ => random_command(&mut random, station(7)),
                });
            }
            bench.cycle();
        }
        let reference = &bench.reference;
        println!("{ports} ports: {} lookups, slowest {}", reference.lookup_count, reference.slowest_lookup);
        assert!(reference.lookup_count > 7_000);
        assert!(reference.slowest_lookup <= LOOKUP_LIMIT, "{}", reference.slowest_lookup);
    }
}

/// Learns the keys one after the other and compares the table; the number held.
fn fill(bench: &mut Bench, keys: &[u64]) -> usize {
    for (index, key) in keys.iter().enumerate() {
        bench.learn((*key, (index % 8) as u8));
        for _ in 0..11 {
            bench.cycle();
        }
    }
    bench.settle();
    bench.compare_table();
    bench.reference.fdb.len()
}

#[test]
fn random_addresses_fill_nine_tenths() {
    for seed in [SEED, 1, 0xF0F_1234_5678_9ABC] {
        let Some(mut bench) = Bench::new(seed) else { return };
        let mut random = StdRng::seed_from_u64(seed);
        let keys: Vec<u64> = (0..FDB_ENTRIES).map(|_| random.random_range(1..1 << 47) * 2).collect();
        let held = fill(&mut bench, &keys);
        println!("seed {seed:#x}: {held} of {FDB_ENTRIES}");
        assert!(held * 10 >= FDB_ENTRIES * 9, "{held}");
        for key in keys {
            bench.lookup((key, 3));
            bench.settle();
        }
        assert_eq!(bench.reference.hit_count as usize, held);
    }
}

/// In a full table many keys are in places of their second probe; when an entry
/// of the first goes away, they are still found where they are.
#[test]
fn a_full_table_holds_each_key_once() {
    let Some(mut bench) = Bench::new(SEED) else { return };
    let mut random = StdRng::seed_from_u64(11);
    let keys: Vec<u64> = (0..FDB_ENTRIES as u64).map(station).collect();
    fill(&mut bench, &keys);
    let before = bench.reference.learned;
    for _ in 0..20_000 {
        if bench.host_is_free() && random.random_bool(0.3) {
            let key = keys[random.random_range(0..keys.len())];
            bench.start_command(match random.random_range(0..4) {
                0 => add(key, random.random_range(0..8)),
                1 => Command { key, attributes: 0, operation: FdbCommand::Find as u32 },
                _ => Command { key, attributes: 0, operation: FdbCommand::Delete as u32 },
            });
        }
        if bench.now % 10 == 0 {
            bench.learn((keys[random.random_range(0..keys.len())], (bench.now % 9) as u8));
        }
        if bench.may_look_up(1) {
            bench.lookup((keys[random.random_range(0..keys.len())], 1));
        }
        bench.cycle();
    }
    bench.settle();
    bench.compare_table();
    let moved = bench.reference.learned[3] - before[3];
    println!("{moved} moves, {} entries", bench.reference.fdb.len());
    assert!(moved > 500 && bench.reference.learned[4] > before[4], "{:?}", bench.reference.learned);
}

/// Addresses chosen so that under one seed all their places are in half of the
/// rows: another seed spreads them.
#[test]
fn an_attack_on_one_seed_is_spread_by_another() {
    let Some(mut bench) = Bench::new(SEED) else { return };
    let attack: Vec<u64> = (0..u64::MAX)
        .map(station)
        .filter(|key| fdb_hash::rows(*key, SEED, 0).iter().all(|row| *row < 512))
        .filter(|key| fdb_hash::rows(*key, SEED, 1).iter().all(|row| *row < 512))
        .take(3500)
        .collect();
    let held = fill(&mut bench, &attack);
    assert!(held <= FDB_ENTRIES / 2, "{held}");
    bench.flush(STATIC_TOO, 0, 0);
    bench.reseed(0xA5A_5A5A_5A5A_5A5);
    let spread = fill(&mut bench, &attack);
    println!("{held}, with another seed {spread} of {}", attack.len());
    assert!(spread * 100 >= attack.len() * 95, "{spread}");
}

/// Flush while all ports learn new sources: in time for the bus, and exact.
#[test]
fn flush_ends_under_load() {
    let Some(mut bench) = Bench::new(SEED) else { return };
    for index in 0..2000 {
        let attributes = (index / 4 % 8) as u32 | u32::from(index % 5 == 0) << FdbEntry::STATIC_BIT;
        bench.command(add(station(index) | index % 4 << 48, attributes));
    }
    let mut load = Load::new(8, FRAME_CLOCKS);
    for (selectors, name) in [
        (BY_PORT | BY_FID, "port and FID"),
        (BY_PORT, "port"),
        (BY_FID, "FID"),
        (BY_PORT | STATIC_TOO, "port, static too"),
        (0, "all dynamic"),
        (STATIC_TOO, "all"),
    ] {
        let before = bench.reference.fdb.clone();
        bench.start_command(flush(selectors, 3, 2 << 48));
        // To the end of a burst: the checks below let time pass without the load.
        while !bench.host_is_free() || !load.lookups.is_empty() || !load.learns.is_empty() {
            load.drive(&mut bench);
            bench.cycle();
        }
        let mut flushed = before.clone();
        flushed.flush(
            (selectors & BY_PORT != 0).then_some(3),
            (selectors & BY_FID != 0).then_some(2),
            selectors & STATIC_TOO != 0,
        );
        let after = &bench.reference.fdb;
        for entry in before.entries() {
            let stays = flushed.find(entry.mac, entry.fid).is_some();
            assert_eq!(after.find(entry.mac, entry.fid).is_some(), stays, "{name}: {entry:?}");
        }
        println!("{name}: {} clocks, {} left", bench.host_cycles, flushed.len());
        assert!(bench.host_cycles < u64::from(BUS_TIMEOUT_CLOCKS) * 3 / 4, "{}", bench.host_cycles);
        bench.settle();
        bench.compare_table();
    }
    assert!(bench.reference.slowest_lookup <= LOOKUP_LIMIT);
}

#[test]
fn ageing_visits_every_row_in_turn_and_deletes_in_the_seventh_visit() {
    let Some(mut bench) = Bench::new(SEED) else { return };
    for index in 0..300 {
        bench.learn((station(index), 1));
        bench.settle();
    }
    bench.command(add(station(1000), 2 | 1 << FdbEntry::STATIC_BIT));
    bench.command(add(station(1001), 2 | 5 << FdbEntry::AGE_SHIFT));
    bench.command(add(station(1002), 2 | 7 << FdbEntry::AGE_SHIFT));
    let interval = 3;
    bench.set_ageing_interval(interval);
    let mut left = Vec::new();
    for turn in 1..=usize::from(FDB_AGE_LIMIT) {
        let start = bench.now;
        while bench.reference.visits.len() < turn * FDB_ROWS {
            bench.cycle();
            assert!(bench.now - start < 100 * FDB_ROWS as u64, "rows are not visited");
        }
        left.push(bench.reference.fdb.len());
        bench.set_ageing_interval(0);
        bench.settle();
        bench.compare_table();
        bench.set_ageing_interval(interval);
    }
    println!("left after each scan: {left:?}");
    let visits = &bench.reference.visits;
    assert!(visits.windows(2).all(|pair| pair[1].1 == (pair[0].1 + 1) % FDB_ROWS), "rows in turn");
    let gaps: Vec<u64> = visits.windows(2).map(|pair| pair[1].0 - pair[0].0).collect();
    let exact = gaps.iter().filter(|gap| **gap == u64::from(interval) * 16).count();
    assert!(exact * 10 > gaps.len() * 8, "{exact} of {} gaps", gaps.len());
    let (mac, fid) = split(station(1000));
    assert!(bench.reference.fdb.find(mac, fid).is_some(), "static entries stay");
    assert_eq!(*left.last().unwrap(), 1);
}
