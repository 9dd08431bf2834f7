//! The entries that a router is written as, read back from a soft bus as the
//! contract says they are read, are that router again.

use std::collections::BTreeMap;

use ferroute_host::bus::{BusError, Operation, RegisterBus};
use ferroute_regmap::fib_entry::{
    FIB6_STRIDE, WIDE_STRIDE, WIDE_WORDS, fib4_key, fib4_rows, fib4_word, fib6_key, fib6_rows, fib6_words,
    wide_kind_ipv4, wide_kind_ipv6, wide_rows, wide_words,
};
use ferroute_regmap::registers::{DEFAULT_ROUTES, ECMP_SEED, FIB_SEED_HIGH, FIB_SEED_LOW};
use ferroute_regmap::size::{BUCKETS, INTERFACES, NEXT_HOP_BITS, NEXT_HOPS, POLICERS};
use ferroute_regmap::{Interface, NextHop, Policer, PuntReason, TrapEntry, region};
use ferroute_sim::golden::Router;
use ferroute_sim::golden::router::Family;
use ferroute_sim::golden::router::address::{address, bits};
use ferroute_tests::lab::{Lab, hop};
use ferroute_tests::router_image::{Image, ImageError, LENGTHS4, LENGTHS6, Layout, WIDE_LENGTHS4, WIDE_LENGTHS6};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

const LAYOUT: Layout = Layout { row_bits4: 11, row_bits6: 11, seed: 0x0C0_FFEE_1234_5678 };

/// Memory of words, zero at power-up.
#[derive(Default)]
struct SoftBus {
    words: BTreeMap<u32, u32>,
    written: usize,
}

impl RegisterBus for SoftBus {
    fn run(&mut self, operations: &[Operation]) -> Result<Vec<Vec<u32>>, BusError> {
        let results = operations.iter().map(|operation| match operation {
            Operation::Write { address, words } => {
                self.written += words.len();
                self.words.extend((*address..).zip(words.iter().copied()));
                Vec::new()
            }
            Operation::Read { address, count } => (*address..).take(*count).map(|address| self.word(address)).collect(),
            Operation::CrcRange { .. } => vec![0],
        });
        Ok(results.collect())
    }
}

impl SoftBus {
    fn word(&self, address: u32) -> u32 {
        self.words.get(&address).copied().unwrap_or_default()
    }

    fn lengths(&self, registers: &[&ferroute_regmap::register::Register]) -> Vec<u8> {
        let words = registers.iter().flat_map(|register| self.word(register.address).to_le_bytes());
        words.filter(|length| *length != 0).collect()
    }

    fn seed(&self) -> u64 {
        u64::from(self.word(FIB_SEED_LOW.address)) | u64::from(self.word(FIB_SEED_HIGH.address)) << 32
    }

    /// What the pool and the wide table say of an address, as a device asks
    /// them: every length that it was told, in every place.
    fn find(&self, family: Family, address: u128) -> Option<(u8, u16)> {
        let (pool, wide) = match family {
            Family::Ipv4 => (self.lengths(&LENGTHS4), self.lengths(&WIDE_LENGTHS4)),
            Family::Ipv6 => (self.lengths(&LENGTHS6), self.lengths(&WIDE_LENGTHS6)),
        };
        let pool = pool.into_iter().filter_map(|length| Some((length, self.in_pool(family, address, length)?)));
        let wide = wide.into_iter().filter_map(|length| Some((length, self.in_wide(family, address, length)?)));
        pool.chain(wide).max_by_key(|(length, _)| *length)
    }

    fn in_pool(&self, family: Family, address: u128, length: u8) -> Option<u16> {
        let next_hop_mask = (1 << NEXT_HOP_BITS) - 1;
        let bits4 = LAYOUT.row_bits4;
        let bits6 = LAYOUT.row_bits6;
        (0..4_u32).find_map(|bank| match family {
            Family::Ipv4 => {
                let key = fib4_key((address >> 96) as u32, length)?;
                let row = u32::from(fib4_rows(key, self.seed(), bits4)[bank as usize]);
                let word = self.word(region::FIB4 + (bank << bits4 | row));
                (word & !next_hop_mask == fib4_word(key, 0, bits4)).then_some((word & next_hop_mask) as u16)
            }
            Family::Ipv6 => {
                let key = fib6_key(address, length)?;
                let row = u32::from(fib6_rows(key, self.seed(), bits6)[bank as usize]);
                let place = region::FIB6 + (bank << bits6 | row) * FIB6_STRIDE;
                let words = [self.word(place), self.word(place + 1)];
                let tag = [words[0], words[1] & !next_hop_mask];
                (tag == fib6_words(key, 0, bits6)).then_some((words[1] & next_hop_mask) as u16)
            }
        })
    }

    fn in_wide(&self, family: Family, address: u128, length: u8) -> Option<u16> {
        let address = address & !(u128::MAX >> length.min(127) >> u32::from(length == 128));
        let kind = match family {
            Family::Ipv4 => wide_kind_ipv4(length),
            Family::Ipv6 => wide_kind_ipv6(length),
        };
        wide_rows(kind, address, self.seed()).into_iter().find_map(|row| {
            let place = region::FIB_WIDE + u32::from(row) * WIDE_STRIDE;
            let mut words: Vec<u32> = (place..).take(WIDE_WORDS).map(|place| self.word(place)).collect();
            let next_hop = words[4] as u16 & ((1 << NEXT_HOP_BITS) - 1);
            words[4] &= !((1 << NEXT_HOP_BITS) - 1);
            (words == wide_words(kind, address, 0)).then_some(next_hop)
        })
    }

    /// All tables but the prefixes.
    fn tables(&mut self) -> Router {
        let mut router = Router::default();
        let mut read = |address, count| self.read(address, count).expect("memory");
        for number in 0..INTERFACES {
            let words = read(region::INTERFACES + number as u32 * Interface::STRIDE, Interface::WORDS);
            router.interfaces[number] = Interface::unpack(*words.first_chunk().expect("words"));
        }
        for number in 0..NEXT_HOPS {
            let words = read(region::NEXT_HOPS + 2 * number as u32, NextHop::WORDS);
            router.next_hops[number] = NextHop::unpack(*words.first_chunk().expect("words"));
        }
        router.buckets = read(region::BUCKETS, BUCKETS).into_iter().map(|word| word as u16).collect();
        for number in 0..POLICERS {
            let address = region::TRAPS + region::POLICER_OFFSET + number as u32 * Policer::STRIDE;
            let words = read(address, 2);
            // A bucket that nobody configured has no clock.
            if words == [0, 0] {
                continue;
            }
            router.traps.set_policer(number, Policer { interval: words[0], burst: words[1] as u16 });
        }
        for reason in PuntReason::ALL {
            let word = read(region::TRAPS + *reason as u32, 1)[0];
            router.traps.set_entry(*reason, TrapEntry::unpack(word));
        }
        router.ecmp_seed = read(ECMP_SEED.address, 1)[0];
        let defaults = read(DEFAULT_ROUTES.address, 1)[0];
        let default = |word: u32| (word >> 15 & 1 == 1).then_some(word as u16 & 0x1FF);
        router.ipv4.default = default(defaults);
        router.ipv6.default = default(defaults >> 16);
        router
    }

    /// Holds everything in it to the router it was written from.
    fn check(&mut self, router: &Router, random: &mut StdRng) {
        let mut tables = self.tables();
        tables.ipv4.prefixes = router.ipv4.prefixes.clone();
        tables.ipv6.prefixes = router.ipv6.prefixes.clone();
        // Not a comparison of what is printed: hundreds of entries.
        assert!(tables == *router, "the tables read back differ");
        for family in Family::ALL {
            let prefixes = &router.routes(family).prefixes;
            for (prefix, length, _) in prefixes.iter() {
                let host = u128::MAX.checked_shr(length.into()).unwrap_or(0);
                let family_mask = u128::MAX << (128 - family.bits());
                for address in [prefix, prefix | host, prefix | random.random::<u128>() & host, prefix.wrapping_sub(1)]
                {
                    let address = address & family_mask;
                    // A wide entry does not hold its row's bits of the address,
                    // nor which of four hashes they are joined with: others of
                    // its /118 find it too.
                    if length > 118 && (address ^ prefix) >> (128 - length) != 0 {
                        continue;
                    }
                    let (device, model) = (self.find(family, address), prefixes.find(address));
                    assert_eq!(device, model, "{}", ferroute_sim::golden::router::address::address(family, address));
                }
            }
        }
    }
}

/// Random prefixes of every kind: pool, wide table, beyond both pools' blocks.
fn random_routes(lab: &mut Lab, random: &mut StdRng, count: usize) {
    // As many as there may be: of the pool's, those from 17 and 37 on also
    // occur in the wide table, with all ones.
    const LENGTHS4: [u8; 18] = [1, 3, 8, 9, 11, 12, 13, 14, 15, 16, 17, 24, 25, 28, 29, 30, 31, 32];
    const LENGTHS6: [u8; 18] = [3, 4, 16, 19, 20, 29, 32, 33, 34, 35, 36, 40, 44, 48, 56, 64, 127, 128];
    for family in Family::ALL {
        let routes = lab.router.routes_mut(family);
        routes.prefixes = Default::default();
        for index in 0..count {
            let lengths: &[u8] = if family == Family::Ipv4 { &LENGTHS4 } else { &LENGTHS6 };
            let length = lengths[random.random_range(0..lengths.len())];
            // IPv6 within 2000::/3; all ones now and then, which no pool takes.
            let mut bits: u128 = if index % 7 == 0 { u128::MAX } else { random.random() };
            if family == Family::Ipv6 {
                bits = bits >> 3 | 1 << 125;
            }
            routes.prefixes.insert(bits & u128::MAX << (128 - family.bits()), length, random.random_range(0..512));
        }
    }
}

#[test]
fn the_lab_and_random_routers_come_back() {
    let seed = 0x1A6E;
    println!("seed {seed:#x}");
    let mut random = StdRng::seed_from_u64(seed);
    let mut bus = SoftBus::default();
    let mut before = Image::default();
    let mut lab = Lab::default();
    for round in 0..8 {
        if round > 0 {
            random_routes(&mut lab, &mut random, 100);
            lab.router.ecmp_seed = random.random();
            lab.router.ipv4.default = (round % 2 == 0).then_some(random.random_range(0..512));
            lab.router.ipv6.default = (round % 3 == 0).then_some(random.random_range(0..512));
            lab.router.traps.set_policer(round, Policer { interval: random.random_range(0..1 << 24), burst: 4095 });
            lab.router
                .traps
                .set_entry(PuntReason::ALL[round], TrapEntry { drop: round % 2 == 1, policer: round as u8 });
            lab.router.interfaces[round * 5] =
                lab.router.interfaces[0].map(|one| Interface { vlan: 4094, mtu: 16383, ..one });
            lab.router.interfaces[round * 5 - 5] = None;
            lab.router.next_hops[random.random_range(0..512)] = NextHop::Group { first_bucket: 2047, log2_buckets: 8 };
            lab.router.buckets[random.random_range(0..2048)] = 511;
        }
        let image = Image::new(&lab.router, &LAYOUT).expect("it fits");
        bus.run(&image.writes_after(&before)).expect("memory");
        bus.check(&lab.router, &mut random);
        before = image;
    }
}

#[test]
fn nothing_is_written_twice_and_everything_can_go_again() {
    let image = Image::new(&Lab::default().router, &LAYOUT).expect("it fits");
    assert_eq!(image.writes_after(&image), []);
    let mut bus = SoftBus::default();
    bus.run(&image.writes_after(&Image::default())).expect("memory");
    let written = bus.written;
    assert!(bus.words.values().any(|word| *word != 0));
    bus.run(&Image::default().writes_after(&image)).expect("memory");
    assert!(bus.words.values().all(|word| *word == 0), "as after power-up");
    assert_eq!(bus.written, 2 * written);
}

#[test]
fn what_does_not_fit_is_refused() {
    let mut lab = Lab::default();
    for length in 1..=28 {
        lab.route(&format!("10.0.0.0/{length}"), hop::TO_B);
    }
    let error = Image::new(&lab.router, &LAYOUT).unwrap_err();
    assert_eq!(error, ImageError::TooManyLengths { count: 28, possible: 14 });
    let mut lab = Lab::default();
    let small = Layout { row_bits4: 1, ..LAYOUT };
    for net in 0..30 {
        lab.route(&format!("20.{net}.0.0/16"), hop::TO_B);
    }
    assert!(matches!(
        Image::new(&lab.router, &small),
        Err(ImageError::NoPlace { family: Family::Ipv4, length: 16, .. })
    ));
}

/// The soft bus's own lookup: an address whose prefix is the whole of it.
#[test]
fn host_routes_are_of_the_wide_table() {
    let mut bus = SoftBus::default();
    let image = Image::new(&Lab::default().router, &LAYOUT).expect("it fits");
    bus.run(&image.writes_after(&Image::default())).expect("memory");
    for (text, family) in [("10.0.0.1", Family::Ipv4), ("2001:db8::1", Family::Ipv6)] {
        let host = bits(text.parse().unwrap());
        assert_eq!(bus.in_wide(family, host, family.bits()), Some(hop::LOCAL), "{}", address(family, host));
        assert_eq!(bus.find(family, host), Some((family.bits(), hop::LOCAL)));
    }
}
