//! What has to stand in a device so that it is the router that a model is:
//! the contract's entries at their addresses. Prefixes go to the first free
//! place of those they may take, which is enough for tests.

use std::collections::BTreeMap;

use ferroute_host::bus::Operation;
use ferroute_regmap::fib_entry::{
    FIB4_STRIDE, FIB6_STRIDE, WIDE_STRIDE, WIDE_WORDS, fib4_key, fib4_rows, fib4_word, fib6_key, fib6_rows, fib6_words,
    wide_kind_ipv4, wide_kind_ipv6, wide_rows, wide_words,
};
use ferroute_regmap::register::Register;
use ferroute_regmap::registers::{
    DEFAULT_ROUTES, ECMP_SEED, FIB_SEED_HIGH, FIB_SEED_LOW, FIB4_LENGTHS_0, FIB4_LENGTHS_1, FIB4_LENGTHS_2,
    FIB4_LENGTHS_3, FIB6_LENGTHS_0, FIB6_LENGTHS_1, FIB6_LENGTHS_2, FIB6_LENGTHS_3, WIDE4_LENGTHS_0, WIDE4_LENGTHS_1,
    WIDE6_LENGTHS_0, WIDE6_LENGTHS_1,
};
use ferroute_regmap::size::{BUCKETS, FIB4_LENGTHS, FIB6_LENGTHS, INTERFACES, NEXT_HOPS, POLICERS, WIDE_LENGTHS};
use ferroute_regmap::{Interface, NextHop, Policer, PuntReason, region};
use ferroute_sim::golden::Router;
use ferroute_sim::golden::router::Family;

/// Registers of lengths, in their order.
pub const LENGTHS4: [&Register; 4] = [&FIB4_LENGTHS_0, &FIB4_LENGTHS_1, &FIB4_LENGTHS_2, &FIB4_LENGTHS_3];
pub const LENGTHS6: [&Register; 4] = [&FIB6_LENGTHS_0, &FIB6_LENGTHS_1, &FIB6_LENGTHS_2, &FIB6_LENGTHS_3];
pub const WIDE_LENGTHS4: [&Register; 2] = [&WIDE4_LENGTHS_0, &WIDE4_LENGTHS_1];
pub const WIDE_LENGTHS6: [&Register; 2] = [&WIDE6_LENGTHS_0, &WIDE6_LENGTHS_1];

/// Where a device keeps its prefixes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    pub row_bits4: u32,
    pub row_bits6: u32,
    /// FIB_SEED, 60 bits.
    pub seed: u64,
}

/// The test's fault: its table is more than the device, or this placement,
/// can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageError {
    NoPlace { family: Family, address: u128, length: u8 },
    TooManyLengths { count: usize, possible: usize },
}

/// Entries and registers by the address of their first word. What is missing
/// is zero, as after power-up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Image {
    entries: BTreeMap<u32, Vec<u32>>,
}

impl Image {
    pub fn new(router: &Router, layout: &Layout) -> Result<Self, ImageError> {
        let mut image = Self::default();
        image.add_tables(router);
        image.set(FIB_SEED_LOW.address, vec![layout.seed as u32]);
        image.set(FIB_SEED_HIGH.address, vec![(layout.seed >> 32) as u32]);
        image.set(ECMP_SEED.address, vec![router.ecmp_seed]);
        let default = |next_hop: Option<u16>| next_hop.map_or(0, |number| 1 << 15 | u32::from(number));
        let defaults = default(router.ipv4.default) | default(router.ipv6.default) << 16;
        image.set(DEFAULT_ROUTES.address, vec![defaults]);
        image.add_prefixes(router, layout, Family::Ipv4)?;
        image.add_prefixes(router, layout, Family::Ipv6)?;
        Ok(image)
    }

    /// The writes that make a device with the image `before` one with this.
    pub fn writes_after(&self, before: &Self) -> Vec<Operation> {
        let gone = before.entries.iter().filter(|(address, _)| !self.entries.contains_key(address));
        let gone = gone.map(|(address, words)| (*address, vec![0; words.len()]));
        let changed = self.entries.iter().filter(|(address, words)| before.entries.get(address) != Some(words));
        gone.chain(changed.map(|(address, words)| (*address, words.clone())))
            .map(|(address, words)| Operation::Write { address, words })
            .collect()
    }

    fn set(&mut self, address: u32, words: Vec<u32>) {
        if words.iter().any(|word| *word != 0) {
            self.entries.insert(address, words);
        }
    }

    fn add_tables(&mut self, router: &Router) {
        let sizes = (router.interfaces.len(), router.next_hops.len(), router.buckets.len());
        assert_eq!(sizes, (INTERFACES, NEXT_HOPS, BUCKETS));
        for (number, interface) in (0..).zip(&router.interfaces) {
            let words = interface.map_or(vec![0; Interface::WORDS], |interface| interface.pack().to_vec());
            self.set(region::INTERFACES + number * Interface::STRIDE, words);
        }
        for (number, next_hop) in (0..).zip(&router.next_hops) {
            self.set(region::NEXT_HOPS + number * NextHop::WORDS as u32, next_hop.pack().to_vec());
        }
        for (number, bucket) in (0..).zip(&router.buckets) {
            self.set(region::BUCKETS + number, vec![u32::from(*bucket)]);
        }
        for reason in PuntReason::ALL {
            self.set(region::TRAPS + *reason as u32, vec![router.traps.entry(*reason).pack()]);
        }
        for number in 0..POLICERS as u32 {
            let policer = router.traps.policer(number as usize);
            let address = region::TRAPS + region::POLICER_OFFSET + number * Policer::STRIDE;
            self.set(address, vec![policer.interval, policer.burst.into()]);
        }
    }

    fn add_prefixes(&mut self, router: &Router, layout: &Layout, family: Family) -> Result<(), ImageError> {
        let mut prefixes: Vec<_> = router.routes(family).prefixes.iter().collect();
        // Out of a map they come in another order each time.
        prefixes.sort_unstable();
        let (mut pool_lengths, mut wide_lengths) = (Vec::new(), Vec::new());
        for (address, length, next_hop) in prefixes {
            let (lengths, places) = match pool_places(family, address, length, next_hop, layout) {
                Some(places) => (&mut pool_lengths, places),
                None => (&mut wide_lengths, wide_places(family, address, length, next_hop, layout)),
            };
            lengths.push(length);
            let (place, words) = places
                .into_iter()
                .find(|(place, _)| !self.entries.contains_key(place))
                .ok_or(ImageError::NoPlace { family, address, length })?;
            self.set(place, words);
        }
        let (pool, wide, possible) = match family {
            Family::Ipv4 => (LENGTHS4, WIDE_LENGTHS4, FIB4_LENGTHS),
            Family::Ipv6 => (LENGTHS6, WIDE_LENGTHS6, FIB6_LENGTHS),
        };
        self.add_lengths(&pool, pool_lengths, possible)?;
        self.add_lengths(&wide, wide_lengths, WIDE_LENGTHS)
    }

    fn add_lengths(
        &mut self,
        registers: &[&Register],
        mut lengths: Vec<u8>,
        possible: usize,
    ) -> Result<(), ImageError> {
        lengths.sort_unstable();
        lengths.dedup();
        if lengths.len() > possible {
            return Err(ImageError::TooManyLengths { count: lengths.len(), possible });
        }
        for (register, octets) in registers.iter().zip(lengths.chunks(4)) {
            let word = octets.iter().rev().fold(0, |word, octet| word << 8 | u32::from(*octet));
            self.set(register.address, vec![word]);
        }
        Ok(())
    }
}

type Places = Vec<(u32, Vec<u32>)>;

/// Addresses and words of a prefix in the pool, a bank each; `None` where it
/// does not belong there.
fn pool_places(family: Family, address: u128, length: u8, next_hop: u16, layout: &Layout) -> Option<Places> {
    let (rows, words, first, stride, row_bits) = match family {
        Family::Ipv4 => {
            let key = fib4_key((address >> 96) as u32, length)?;
            let words = vec![fib4_word(key, next_hop, layout.row_bits4)];
            let rows = fib4_rows(key, layout.seed, layout.row_bits4);
            (rows, words, region::FIB4, FIB4_STRIDE, layout.row_bits4)
        }
        Family::Ipv6 => {
            let key = fib6_key(address, length)?;
            let words = fib6_words(key, next_hop, layout.row_bits6).to_vec();
            let rows = fib6_rows(key, layout.seed, layout.row_bits6);
            (rows, words, region::FIB6, FIB6_STRIDE, layout.row_bits6)
        }
    };
    let place = |(bank, row): (u32, u16)| first + (bank << row_bits | u32::from(row)) * stride;
    Some((0..).zip(rows).map(|at| (place(at), words.clone())).collect())
}

/// Likewise in the wide table.
fn wide_places(family: Family, address: u128, length: u8, next_hop: u16, layout: &Layout) -> Places {
    let kind = match family {
        Family::Ipv4 => wide_kind_ipv4(length),
        Family::Ipv6 => wide_kind_ipv6(length),
    };
    let words = wide_words(kind, address, next_hop);
    assert_eq!(words.len(), WIDE_WORDS);
    let place = |row: u16| region::FIB_WIDE + u32::from(row) * WIDE_STRIDE;
    wide_rows(kind, address, layout.seed).map(|row| (place(row), words.to_vec())).into()
}
