//! Every table from the register bus and from the datapath's sides.

use std::collections::HashMap;

use ferroute_regmap::{
    Interface, NextHop, Policer, ReversePath, TrapEntry, region, register::Access, registers, size,
};
use rand::{RngExt, SeedableRng, rngs::StdRng};

use super::*;
use crate::router_tables::router_bus::RouterBus;

struct Bench {
    tables: RouterTables,
    random: StdRng,
}

impl Bench {
    fn new(seed: u64) -> Self {
        let mut tables = RouterTables::new(11, 10);
        tables.connect_all();
        Self { tables, random: StdRng::seed_from_u64(seed) }
    }

    fn cycle(&mut self) {
        for level in [true, false] {
            assert!(simulate(&mut self.tables, 100));
            self.tables.clock.next = level.into();
        }
        assert!(simulate(&mut self.tables, 100));
    }

    fn cycles(&mut self, count: usize) {
        for _ in 0..count {
            self.cycle();
        }
    }

    fn request(&mut self, address: u32, word: Option<u32>) {
        self.tables.router_address.next = u64::from(address & 0x7F_FFFF).to_bits();
        self.tables.router_write_data.next = u64::from(word.unwrap_or(0)).to_bits();
        self.tables.router_write.next = word.is_some();
        self.tables.router_read.next = word.is_none();
    }

    /// The access's answer; it is withdrawn in the cycle after it is done.
    fn access(&mut self, address: u32, word: Option<u32>) -> u32 {
        self.request(address, word);
        for waited in 0..60 {
            assert!(simulate(&mut self.tables, 100));
            if self.tables.router_done.val() {
                if region::index(address) >= region::index(region::NEXT_HOPS) {
                    assert_eq!(waited, RouterBus::LATENCY);
                }
                let read = self.tables.router_data.val().to_u32();
                self.cycle();
                self.withdraw();
                assert!(!self.tables.router_done.val(), "done once");
                self.cycle();
                return read;
            }
            self.cycle();
        }
        panic!("no answer for {address:#x}");
    }

    fn withdraw(&mut self) {
        self.tables.router_read.next = false;
        self.tables.router_write.next = false;
        assert!(simulate(&mut self.tables, 100));
    }

    fn write(&mut self, address: u32, words: &[u32]) {
        for (index, word) in words.iter().enumerate() {
            self.access(address + index as u32, Some(*word));
        }
    }

    fn read(&mut self, address: u32) -> u32 {
        self.access(address, None)
    }

    fn mac(&mut self) -> [u8; 6] {
        std::array::from_fn(|_| self.random.random())
    }
}

fn number(mac: [u8; 6]) -> u64 {
    mac.iter().rev().fold(0, |number, octet| number << 8 | u64::from(*octet))
}

#[test]
fn next_hops_and_buckets_are_read_as_written() {
    let mut bench = Bench::new(1);
    let mut entries = HashMap::new();
    for _ in 0..40 {
        let index = [0, 1, 255, 511, bench.random.random_range(0..512)][bench.random.random_range(0..5)];
        let mac = bench.mac();
        let entry = NextHop::Forward { mac, interface: bench.random.random_range(0..64) };
        let [first, second] = entry.pack();
        // The first word alone changes nothing.
        bench.write(region::NEXT_HOPS + 2 * index, &[first]);
        let before = entries.get(&index).copied().unwrap_or(NextHop::None).pack();
        assert_eq!(bench.read(region::NEXT_HOPS + 2 * index), before[0]);
        bench.write(region::NEXT_HOPS + 2 * index + 1, &[second]);
        entries.insert(index, entry);
    }
    for (index, entry) in &entries {
        let address = region::NEXT_HOPS + 2 * index;
        assert_eq!([bench.read(address), bench.read(address + 1)], entry.pack());
        bench.tables.next_hop_number.next = u64::from(*index).to_bits();
        bench.tables.next_hop_read.next = true;
        bench.cycle();
        bench.tables.next_hop_read.next = false;
        bench.tables.next_hop_number.next = 77.into();
        bench.cycles(1);
        for _ in 0..3 {
            let NextHop::Forward { mac, interface } = *entry else { unreachable!() };
            assert_eq!(bench.tables.next_hop_kind.val(), u64::from(NextHop::FORWARD));
            assert_eq!(bench.tables.next_hop_interface.val(), u64::from(interface));
            assert_eq!(bench.tables.next_hop_mac.val().to_u64(), number(mac));
            bench.cycle();
        }
    }
    for bucket in [0u32, 1, 1024, 2047] {
        let next_hop = bench.random.random_range(0..512);
        bench.write(region::BUCKETS + bucket, &[next_hop]);
        assert_eq!(bench.read(region::BUCKETS + bucket), next_hop);
        bench.tables.bucket_number.next = u64::from(bucket).to_bits();
        bench.cycles(2);
        assert_eq!(bench.tables.bucket_next_hop.val(), u64::from(next_hop));
    }
    for hole in [region::NEXT_HOPS + 1024, region::BUCKETS + 2048, region::NEXT_HOPS | 0x8_0000] {
        bench.write(hole, &[u32::MAX]);
        assert_eq!(bench.read(hole), 0);
    }
    assert_eq!(bench.read(region::BUCKETS) & !0x1FF, 0);
}

/// The datapath reads at every moment of a write: the old entry or the new one.
#[test]
fn a_read_meets_a_write_and_sees_one_of_both_entries() {
    let mut bench = Bench::new(2);
    let index = 300;
    let mut old = NextHop::None;
    for delay in 0..24 {
        let new = NextHop::Forward { mac: bench.mac(), interface: 7 };
        bench.write(region::NEXT_HOPS + 2 * index, &new.pack()[..1]);
        bench.request(region::NEXT_HOPS + 2 * index + 1, Some(new.pack()[1]));
        bench.tables.next_hop_number.next = u64::from(index).to_bits();
        bench.cycles(delay);
        bench.tables.next_hop_read.next = true;
        bench.cycle();
        bench.tables.next_hop_read.next = false;
        bench.cycle();
        let mac = bench.tables.next_hop_mac.val().to_u64();
        let seen = |entry: NextHop| match entry {
            NextHop::Forward { mac, .. } => number(mac),
            _ => 0,
        };
        assert!(mac == seen(old) || mac == seen(new), "delay {delay}: {mac:x}");
        if delay < 3 {
            assert_eq!(mac, seen(old));
        }
        if delay > 8 {
            assert_eq!(mac, seen(new));
        }
        bench.cycles(30);
        bench.withdraw();
        bench.cycles(2);
        old = new;
    }
}

#[test]
fn interfaces_are_found_by_port_and_vlan() {
    let mut bench = Bench::new(3);
    let mut entries: HashMap<u32, Interface> = HashMap::new();
    for round in 0..50 {
        let index = bench.random.random_range(0..36);
        let address = region::INTERFACES + 4 * index;
        let check = |bits: u32| [ReversePath::Off, ReversePath::Loose, ReversePath::Strict][bits as usize % 3];
        let entry = Interface {
            mac: bench.mac(),
            vlan: [0, 1, 2, 4094][bench.random.random_range(0..4)],
            mtu: bench.random.random_range(0..1 << 14),
            ipv4: bench.random.random(),
            ipv6: bench.random.random(),
            reverse_path4: check(bench.random.random()),
            reverse_path6: check(bench.random.random()),
        };
        let words = entry.pack();
        bench.write(address, &words[..2]);
        if round % 4 == 3 {
            bench.write(address + 2, &[words[2] & 0x7FFF_FFFF]);
            entries.remove(&index);
        } else {
            bench.write(address + 2, &words[2..]);
            entries.insert(index, entry);
        }
    }
    for (index, entry) in &entries {
        let address = region::INTERFACES + 4 * index;
        let words = [bench.read(address), bench.read(address + 1), bench.read(address + 2)];
        assert_eq!(words, entry.pack(), "interface {index}");
        assert_eq!(bench.read(address + 3), 0);
        bench.tables.interface_number.next = u64::from(*index).to_bits();
        bench.tables.ingress_number.next = u64::from(*index).to_bits();
        bench.tables.rewrite_interface.next = u64::from(*index).to_bits();
        bench.cycles(2);
        let tables = &bench.tables;
        assert!(tables.interface_valid.val());
        assert_eq!(tables.interface_mtu.val(), u64::from(entry.mtu));
        assert_eq!(tables.interface_vlan.val(), u64::from(entry.vlan));
        assert_eq!(tables.rewrite_vlan.val(), u64::from(entry.vlan));
        assert_eq!(tables.rewrite_mac.val().to_u64(), number(entry.mac));
        assert_eq!(tables.ingress_flags.val(), u64::from(entry.pack()[2] >> 16 & 0x3F));
    }
    // One question a cycle, its answer exactly 4 cycles later.
    let mut expected = Vec::new();
    for cycle in 0..200 {
        let (port, vlan) = (bench.random.random_range(0..9u32), [0, 1, 2, 4094, 7][bench.random.random_range(0..5)]);
        let asks = bench.random.random_bool(0.8);
        bench.tables.match_valid.next = asks;
        bench.tables.match_port.next = u64::from(port).to_bits();
        bench.tables.match_vlan.next = u64::from(vlan).to_bits();
        let found = (4 * port..4 * port + 4).find(|index| entries.get(index).is_some_and(|entry| entry.vlan == vlan));
        expected.push(found.filter(|_| asks));
        assert!(simulate(&mut bench.tables, 100));
        if cycle >= 4 {
            let tables = &bench.tables;
            let found = tables.match_found.val().then(|| tables.match_interface.val().to_u32());
            assert_eq!(found, expected[cycle - 4], "cycle {cycle}");
            if let Some(index) = found {
                assert_eq!(tables.match_mac.val().to_u64(), number(entries[&index].mac));
                assert_eq!(tables.match_flags.val(), u64::from(entries[&index].pack()[2] >> 16 & 0x3F));
            }
        }
        bench.cycle();
    }
    assert!(expected.iter().flatten().count() > 30);
    assert_eq!(bench.read(region::INTERFACES + 256), 0);
}

#[test]
fn traps_are_read_as_written() {
    let mut bench = Bench::new(4);
    for number in [0, 2, 31, 63] {
        let entry = TrapEntry { drop: bench.random.random(), policer: bench.random.random_range(0..16) };
        bench.write(region::TRAPS + number, &[entry.pack()]);
        assert_eq!(bench.read(region::TRAPS + number), entry.pack());
        bench.tables.trap_number.next = u64::from(number).to_bits();
        bench.cycles(2);
        assert_eq!(bench.tables.trap_drop.val(), entry.drop);
        assert_eq!(bench.tables.trap_policer.val(), u64::from(entry.policer));
    }
    assert_eq!(bench.read(region::TRAPS + 1), 0);
    assert_eq!(bench.read(region::TRAPS + 128), 0);
}

/// A frame is offered in every cycle: exactly the burst passes at once, then
/// one in 16 (interval + 1) cycles.
#[test]
fn policers_let_their_rate_pass() {
    let mut bench = Bench::new(5);
    for (policer, interval, burst) in [(1u32, 3u32, 5u32), (7, 0, 1), (15, 9, 3)] {
        let address = region::TRAPS + region::POLICER_OFFSET + policer * Policer::STRIDE;
        bench.write(region::TRAPS + 40, &[TrapEntry { drop: false, policer: policer as u8 }.pack()]);
        bench.write(address, &[interval, burst]);
        assert_eq!([bench.read(address), bench.read(address + 1)], [interval, burst]);
        let period = 16 * (interval as usize + 1);
        bench.tables.trap_number.next = 40.into();
        bench.cycles(period * (burst as usize + 2));
        let lost = bench.read(address + 2);
        let mut passed = Vec::new();
        bench.tables.police.next = true;
        for cycle in 0..20 * period {
            assert!(simulate(&mut bench.tables, 100));
            if !bench.tables.police_exhausted.val() {
                passed.push(cycle);
            }
            bench.cycle();
        }
        bench.tables.police.next = false;
        let burst = burst as usize;
        assert!(passed[..burst].iter().enumerate().all(|(index, cycle)| index == *cycle), "{passed:?}");
        assert!(passed[burst..].windows(2).all(|pair| pair[1] - pair[0] == period), "{passed:?}");
        assert!((19..=20).contains(&(passed.len() - burst)), "{passed:?}");
        bench.cycles(4);
        let dropped = 20 * period - passed.len();
        assert_eq!(bench.read(address + 2).wrapping_sub(lost), dropped as u32);
    }
    // Number 0 lets everything pass.
    bench.write(region::TRAPS + 40, &[0]);
    bench.tables.police.next = true;
    bench.cycles(4);
    for _ in 0..100 {
        bench.cycle();
        assert!(!bench.tables.police_exhausted.val());
    }
}

#[test]
fn registers_hold_what_their_fields_say() {
    let mut bench = Bench::new(6);
    let here = || registers::ALL.iter().filter(|register| register.is_in(region::ROUTER));
    assert_eq!(bench.read(registers::ROUTER_SIZES.address), 8 << 8 | 10 << 4 | 11);
    let mut expected: HashMap<u32, u32> = here().map(|register| (register.address, 0)).collect();
    expected.insert(registers::ROUTER_SIZES.address, 8 << 8 | 10 << 4 | 11);
    for register in here() {
        let word: u32 = bench.random.random();
        bench.write(register.address, &[word]);
        let mask = match register.fields {
            [] => u32::MAX,
            fields => fields.iter().fold(0, |mask, field| field.set(mask, u32::MAX)),
        };
        if register.access == Access::ReadWrite {
            expected.insert(register.address, word & mask);
        }
    }
    for register in here() {
        assert_eq!(bench.read(register.address), expected[&register.address], "{}", register.name);
    }
    for address in [registers::PROBE_MAC_HIGH.address + 1, region::ROUTER + 64, region::ROUTER + 0x41] {
        assert_eq!(bench.read(address), 0);
    }
    let tables = &bench.tables;
    let pair = |low: u32, high: u32| u64::from(expected[&low]) | u64::from(expected[&high]) << 32;
    let seeds = pair(registers::FIB_SEED_LOW.address, registers::FIB_SEED_HIGH.address);
    assert_eq!(tables.seed.val().to_u64(), seeds);
    let lists = [
        tables.lengths4.val().get_bits::<64>(0).to_u64(),
        tables.lengths4.val().get_bits::<64>(64).to_u64(),
        tables.lengths6.val().get_bits::<64>(0).to_u64(),
        tables.lengths6.val().get_bits::<64>(64).to_u64(),
        tables.wide_lengths4.val().to_u64(),
        tables.wide_lengths6.val().to_u64(),
    ];
    for (index, list) in lists.into_iter().enumerate() {
        let first = registers::FIB4_LENGTHS_0.address + 2 * index as u32;
        assert_eq!(list, pair(first, first + 1), "list {index}");
    }
    assert_eq!(tables.default_routes.val().to_u32(), expected[&registers::DEFAULT_ROUTES.address]);
    assert_eq!(tables.ecmp_seed.val().to_u32(), expected[&registers::ECMP_SEED.address]);
    let probe = expected[&registers::PROBE.address];
    assert_eq!((tables.probe_enable.val(), tables.probe_port.val().to_u32()), (probe >> 31 == 1, probe & 15));
    assert_eq!(size::FIB4_LENGTHS.div_ceil(4), 4);
}

#[test]
fn probes_are_counted_and_kept() {
    let mut bench = Bench::new(7);
    for sequence in 1..35u32 {
        bench.tables.probe_verdict.next = u64::from(0x07FF_0000 + sequence).to_bits();
        bench.tables.probe_lookup.next = u64::from(0xABC0_0000 + sequence).to_bits();
        bench.tables.probe_entry.next = u64::from(sequence).to_bits();
        bench.tables.probe_mac.next = (0x1234_0000_0000 + u64::from(sequence)).to_bits();
        bench.tables.probe_valid.next = true;
        bench.cycle();
        bench.tables.probe_valid.next = false;
        bench.tables.probe_verdict.next = 0.into();
        if sequence % 11 == 0 {
            let words: Vec<u32> = (0..5).map(|index| bench.read(registers::PROBE_VERDICT.address + index)).collect();
            let verdict = 0x07FF_0000 + sequence | (sequence % 32) << 27;
            assert_eq!(words, [verdict, 0xABC0_0000 + sequence, sequence, sequence, 0x1234]);
        }
    }
}

/// The FIB's regions go to the engine and its answers come back; an access that
/// the master takes away is taken away from it.
#[test]
fn the_fib_is_reached_through_the_bus() {
    let mut bench = Bench::new(8);
    for (index, first) in [region::FIB4, region::FIB6, region::FIB_WIDE].into_iter().enumerate() {
        for write in [false, true] {
            bench.request(first + 0x1_2345, write.then_some(0xCAFE_0000));
            let levels = |tables: &RouterTables| {
                [
                    (tables.fib4_read.val(), tables.fib4_write.val()),
                    (tables.fib6_read.val(), tables.fib6_write.val()),
                    (tables.wide_read.val(), tables.wide_write.val()),
                ]
            };
            bench.cycles(10);
            let mut expected = [(false, false); 3];
            expected[index] = (!write, write);
            assert_eq!(levels(&bench.tables), expected);
            assert_eq!(bench.tables.fib_offset.val(), 0x1_2345u64);
            assert!(!bench.tables.router_done.val());
            let done = |tables: &mut RouterTables, done: bool| match index {
                0 => (tables.fib4_done.next, tables.fib4_data.next) = (done, 0x1111_0001.into()),
                1 => (tables.fib6_done.next, tables.fib6_data.next) = (done, 0x1111_0001.into()),
                _ => (tables.wide_done.next, tables.wide_data.next) = (done, 0x1111_0001.into()),
            };
            done(&mut bench.tables, true);
            bench.cycle();
            done(&mut bench.tables, false);
            assert!(simulate(&mut bench.tables, 100));
            assert!(bench.tables.router_done.val());
            assert_eq!(bench.tables.router_data.val(), 0x1111_0001u64);
            assert_eq!(levels(&bench.tables), [(false, false); 3]);
            bench.cycle();
            bench.withdraw();
            bench.cycle();
            bench.request(first, None);
            bench.cycles(6);
            bench.withdraw();
            bench.cycle();
            assert_eq!(levels(&bench.tables), [(false, false); 3]);
        }
    }
}
