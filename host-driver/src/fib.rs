//! # The plan of the FIB
//! Owns: which prefix stands where in the pools and the wide table, which
//! lengths they are asked for, and the words to write, in order, for a change.
//! Reads and writes no device, and knows next hops by their numbers only.
//!
//! A [`Fib`] is what the device holds once every write that was handed out is
//! done. A change either hands out its writes or is refused with nothing
//! changed. After each single word of them every address has its old or its
//! new next hop, except during a [reload](Fib::reload), when what is not
//! settled goes to the next hop that was chosen for it.

mod adopt;
mod change;
mod cuckoo;
mod layout;
mod lengths;
mod prefix;
mod reload;
mod route_map;
mod write;

use std::net::IpAddr;

use ferroute_regmap::registers::{
    DEFAULT_ROUTES, FIB4_LENGTHS_0, FIB4_LENGTHS_1, FIB4_LENGTHS_2, FIB4_LENGTHS_3, FIB6_LENGTHS_0,
    FIB6_LENGTHS_1, FIB6_LENGTHS_2, FIB6_LENGTHS_3, WIDE4_LENGTHS_0, WIDE4_LENGTHS_1, WIDE6_LENGTHS_0,
    WIDE6_LENGTHS_1,
};
use ferroute_regmap::size::{FIB4_LENGTHS, FIB6_LENGTHS, WIDE_LENGTHS};

use cuckoo::CuckooTable;
use layout::{Pool4, Pool6, Wide};
use lengths::Lengths;

pub use adopt::Image;
pub use prefix::{Family, Prefix, PrefixError, address_bits, address_of};
pub use route_map::RouteMap;
pub use write::Write;

/// A prefix and the number of its next hop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    pub prefix: Prefix,
    pub next_hop: u16,
}

/// Sizes of a device's pools.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// log2 of the rows of an IPv4 bank.
    pub row_bits4: u32,
    /// Likewise for IPv6.
    pub row_bits6: u32,
}

/// Where a prefix is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The number of the entry in its family's pool.
    Pool(usize),
    /// Likewise in the wide table.
    Wide(usize),
    /// In register DEFAULT_ROUTES.
    Default,
}

/// Why a prefix was refused; nothing has changed then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FibError {
    /// The table's: no moves whatsoever make room.
    #[error("the {table} is full for {prefix} ({used} of {size} entries)")]
    Full { prefix: Prefix, table: &'static str, used: usize, size: usize },
    /// The table's: it is asked for so many lengths and no more.
    #[error("no room for the length of {prefix}: {table} holds prefixes of {slots} other lengths")]
    Length { prefix: Prefix, table: &'static str, slots: usize },
}

impl FibError {
    pub fn prefix(&self) -> Prefix {
        match self {
            FibError::Full { prefix, .. } | FibError::Length { prefix, .. } => *prefix,
        }
    }
}

/// How full a table is.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Usage {
    pub used: usize,
    pub size: usize,
    /// Active lengths, the longest first.
    pub lengths: Vec<u8>,
    pub length_slots: usize,
}

/// The FIB of a device.
#[derive(Clone)]
pub struct Fib {
    seed: u64,
    sizes: Sizes,
    pool4: CuckooTable<Pool4>,
    pool6: CuckooTable<Pool6>,
    wide: CuckooTable<Wide>,
    lengths4: Lengths,
    lengths6: Lengths,
    wide_lengths4: Lengths,
    wide_lengths6: Lengths,
    defaults: u32,
    guests: usize,
    /// Lengths that the pool of each family is meant for, once many prefixes are known.
    preferred: [Option<Vec<u8>>; 2],
}

impl Fib {
    /// An empty FIB, as after power-up.
    pub fn new(sizes: Sizes, seed: u64) -> Self {
        let Sizes { row_bits4, row_bits6 } = sizes;
        Self {
            seed,
            sizes,
            pool4: CuckooTable::new(Pool4 { seed, row_bits: row_bits4 }),
            pool6: CuckooTable::new(Pool6 { seed, row_bits: row_bits6 }),
            wide: CuckooTable::new(Wide { seed }),
            lengths4: Lengths::new(
                const { &[FIB4_LENGTHS_0, FIB4_LENGTHS_1, FIB4_LENGTHS_2, FIB4_LENGTHS_3] }, FIB4_LENGTHS,
            ),
            lengths6: Lengths::new(
                const { &[FIB6_LENGTHS_0, FIB6_LENGTHS_1, FIB6_LENGTHS_2, FIB6_LENGTHS_3] }, FIB6_LENGTHS,
            ),
            wide_lengths4: Lengths::new(const { &[WIDE4_LENGTHS_0, WIDE4_LENGTHS_1] }, WIDE_LENGTHS),
            wide_lengths6: Lengths::new(const { &[WIDE6_LENGTHS_0, WIDE6_LENGTHS_1] }, WIDE_LENGTHS),
            defaults: 0,
            guests: 0,
            preferred: [None, None],
        }
    }

    pub fn seed(&self) -> u64 {
        self.seed
    }

    pub fn sizes(&self) -> Sizes {
        self.sizes
    }

    /// The word of DEFAULT_ROUTES.
    pub fn defaults(&self) -> u32 {
        self.defaults
    }

    /// Place and next hop of a prefix.
    pub fn get(&self, prefix: Prefix) -> Option<(Place, u16)> {
        if prefix.is_default() {
            let next_hop = default_of(self.defaults, prefix.family())?;
            return Some((Place::Default, next_hop));
        }
        let pool = match prefix.family() {
            Family::Ipv4 => self.pool4.get(prefix),
            Family::Ipv6 => self.pool6.get(prefix),
        };
        let wide = || self.wide.get(prefix).map(|(place, entry)| (Place::Wide(place), entry.next_hop));
        pool.map(|(place, entry)| (Place::Pool(place), entry.next_hop)).or_else(wide)
    }

    /// The longest prefix of an address.
    pub fn lookup(&self, address: IpAddr) -> Option<(Entry, Place)> {
        let host = Prefix::host(address);
        let [pool, wide] = match host.family() {
            Family::Ipv4 => [&self.lengths4, &self.wide_lengths4],
            Family::Ipv6 => [&self.lengths6, &self.wide_lengths6],
        };
        let is_used = |length: &u8| *length == 0 || pool.count(*length) + wide.count(*length) > 0;
        (0..=host.length()).rev().filter(is_used).find_map(|length| {
            let prefix = Prefix::new(host.family(), host.bits(), length)?;
            let (place, next_hop) = self.get(prefix)?;
            Some((Entry { prefix, next_hop }, place))
        })
    }

    /// Every prefix, in no order.
    pub fn entries(&self) -> impl Iterator<Item = (Entry, Place)> {
        let pools = self.pool4.entries().chain(self.pool6.entries());
        let pools = pools.map(|(place, entry)| (entry, Place::Pool(place)));
        let wide = self.wide.entries().map(|(place, entry)| (entry, Place::Wide(place)));
        let defaults = Family::ALL.into_iter().filter_map(|family| {
            let next_hop = default_of(self.defaults, family)?;
            Some((Entry { prefix: Prefix::default_of(family), next_hop }, Place::Default))
        });
        pools.chain(wide).chain(defaults)
    }

    /// Usage of IPv4 pool, IPv6 pool and wide table; of the latter the lengths
    /// are those for IPv4, then those for IPv6.
    pub fn usage(&self) -> [Usage; 3] {
        let usage = |used, size, lengths: &[&Lengths]| Usage {
            used,
            size,
            lengths: lengths.iter().flat_map(|lengths| lengths.active()).collect(),
            length_slots: lengths.iter().map(|lengths| lengths.slots()).sum(),
        };
        [
            usage(self.pool4.len(), self.pool4.size(), &[&self.lengths4]),
            usage(self.pool6.len(), self.pool6.size(), &[&self.lengths6]),
            usage(self.wide.len(), self.wide.size(), &[&self.wide_lengths4, &self.wide_lengths6]),
        ]
    }

    /// Prepares for many prefixes at once: the lengths that most of them have
    /// go to the pools, so far as these have slots.
    pub fn expect(&mut self, prefixes: impl IntoIterator<Item = Prefix>) {
        let mut counts = [[0usize; 129]; 2];
        let known: Vec<Prefix> = self.entries().map(|(entry, _)| entry.prefix).collect();
        for prefix in known.into_iter().chain(prefixes) {
            if self.pool_takes(prefix) {
                counts[prefix.family() as usize][usize::from(prefix.length())] += 1;
            }
        }
        for (family, slots) in [(Family::Ipv4, FIB4_LENGTHS), (Family::Ipv6, FIB6_LENGTHS)] {
            let counts = &counts[family as usize];
            let mut lengths: Vec<u8> = (1..=128).filter(|length| counts[usize::from(*length)] > 0).collect();
            lengths.sort_by_key(|length| std::cmp::Reverse(counts[usize::from(*length)]));
            lengths.truncate(slots);
            self.preferred[family as usize] = Some(lengths);
        }
    }
}

fn pool_name(family: Family) -> &'static str {
    match family {
        Family::Ipv4 => "IPv4 pool",
        Family::Ipv6 => "IPv6 pool",
    }
}

fn default_fields(family: Family) -> [&'static str; 2] {
    match family {
        Family::Ipv4 => ["next_hop4", "valid4"],
        Family::Ipv6 => ["next_hop6", "valid6"],
    }
}

/// A family's default route in a word of DEFAULT_ROUTES.
fn default_of(word: u32, family: Family) -> Option<u16> {
    let [next_hop, valid] = default_fields(family).map(|name| crate::device::field(&DEFAULT_ROUTES, name, word));
    (valid == 1).then_some(next_hop as u16)
}

/// The word of DEFAULT_ROUTES with another default route for a family.
fn with_default(word: u32, family: Family, next_hop: Option<u16>) -> u32 {
    let [number, valid] = default_fields(family);
    DEFAULT_ROUTES.fields.iter().fold(word, |word, field| match field.name {
        name if name == number => field.set(word, next_hop.unwrap_or_default().into()),
        name if name == valid => field.set(word, next_hop.is_some().into()),
        _ => word,
    })
}
