//! What the engine must answer: the installed prefixes, searched length by
//! length, and where each of them is stored.

use std::collections::{HashMap, VecDeque};

use ferroute_regmap::fib_entry::{
    self, WIDE_ROW_BITS, fib4_key, fib4_rows, fib6_key, fib6_rows, wide_kind_ipv4, wide_kind_ipv6, wide_rows,
};

use crate::model::Rows;

/// An IPv4 address is in bits 127:96.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Prefix {
    pub ipv6: bool,
    pub length: u8,
    pub address: u128,
}

impl Prefix {
    /// The address' first `length` bits.
    pub fn new(ipv6: bool, length: u8, address: u128) -> Self {
        let mask = if length == 0 { 0 } else { u128::MAX << (128 - u32::from(length)) };
        Self { ipv6, length, address: address & mask }
    }

    /// The last address it covers.
    pub fn last(&self) -> u128 {
        let bits = if self.ipv6 { 128 } else { 32 };
        let host_bits = bits - u32::from(self.length);
        let behind = if bits == 128 { 0 } else { 96 };
        self.address | (1u128.checked_shl(host_bits).unwrap_or(0).wrapping_sub(1)) << behind
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Table {
    Pool4,
    Pool6,
    Wide,
}

pub const TABLES: [Table; 3] = [Table::Pool4, Table::Pool6, Table::Wide];

impl Table {
    /// Words of an entry, and words from an entry to the next.
    pub fn words(self) -> (usize, u32) {
        match self {
            Self::Pool4 => (1, fib_entry::FIB4_STRIDE),
            Self::Pool6 => (2, fib_entry::FIB6_STRIDE),
            Self::Wide => (fib_entry::WIDE_WORDS, fib_entry::WIDE_STRIDE),
        }
    }

    pub fn entries(self, rows: Rows) -> usize {
        match self {
            Self::Pool4 => 4 << rows.ipv4,
            Self::Pool6 => 4 << rows.ipv6,
            Self::Wide => 4 << WIDE_ROW_BITS,
        }
    }
}

/// What a lookup gives; `source` as `result_table`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    pub source: u8,
    pub length: u8,
    pub next_hop: u16,
}

/// The prefix lists of a device.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lists {
    pub lengths4: [u8; 16],
    pub lengths6: [u8; 16],
    pub wide_lengths4: [u8; 8],
    pub wide_lengths6: [u8; 8],
    pub default_routes: u32,
}

/// A route that is not, or not yet, what the tables hold.
pub type Change = (Table, Prefix, Option<u16>);

pub struct Reference {
    pub rows: Rows,
    pub seed: u64,
    pub lists: Lists,
    routes: HashMap<(Table, Prefix), u16>,
    /// Prefix in each entry of each table.
    places: HashMap<Table, Vec<Option<Prefix>>>,
}

impl Reference {
    pub fn new(rows: Rows, seed: u64) -> Self {
        let places = TABLES.map(|table| (table, vec![None; table.entries(rows)])).into_iter().collect();
        Self { rows, seed, lists: Lists::default(), routes: HashMap::new(), places }
    }

    pub fn route(&self, table: Table, prefix: Prefix) -> Option<u16> {
        self.routes.get(&(table, prefix)).copied()
    }

    pub fn apply(&mut self, (table, prefix, next_hop): Change) {
        match next_hop {
            Some(next_hop) => self.routes.insert((table, prefix), next_hop),
            None => self.routes.remove(&(table, prefix)),
        };
    }

    /// The longest prefix of the address, if `change` were as it says.
    pub fn find(&self, ipv6: bool, address: u128, change: Option<Change>) -> Answer {
        let lists = &self.lists;
        let (pool, pool_lengths, wide_lengths) = match ipv6 {
            true => (Table::Pool6, &lists.lengths6[..], &lists.wide_lengths6),
            false => (Table::Pool4, &lists.lengths4[..14], &lists.wide_lengths4),
        };
        for length in (1..=128).rev() {
            for (table, lengths, source) in [(pool, pool_lengths, 1), (Table::Wide, &wide_lengths[..], 2)] {
                if !lengths.contains(&length) {
                    continue;
                }
                let prefix = Prefix::new(ipv6, length, address);
                let next_hop = match change {
                    Some((of_table, of_prefix, next_hop)) if (of_table, of_prefix) == (table, prefix) => next_hop,
                    _ => self.route(table, prefix),
                };
                if let Some(next_hop) = next_hop {
                    return Answer { source, length, next_hop };
                }
            }
        }
        let default = if ipv6 { lists.default_routes >> 16 } else { lists.default_routes & 0xFFFF };
        match default >> 15 {
            1 => Answer { source: 3, length: 0, next_hop: default as u16 & 0x1FF },
            _ => Answer { source: 0, length: 0, next_hop: 0 },
        }
    }

    /// The entries that can hold a prefix; `None` where the table can not.
    pub fn candidates(&self, table: Table, prefix: Prefix) -> Option<[usize; 4]> {
        let Prefix { ipv6, length, address } = prefix;
        let (rows, row_bits) = match table {
            Table::Pool4 if !ipv6 => {
                let key = fib4_key((address >> 96) as u32, length)?;
                (fib4_rows(key, self.seed, self.rows.ipv4), self.rows.ipv4)
            }
            Table::Pool6 if ipv6 => {
                (fib6_rows(fib6_key(address, length)?, self.seed, self.rows.ipv6), self.rows.ipv6)
            }
            Table::Wide => (wide_rows(wide_kind(prefix), address, self.seed), 0),
            _ => return None,
        };
        Some(std::array::from_fn(|bank| (bank << row_bits) * usize::from(row_bits > 0) + usize::from(rows[bank])))
    }

    /// The words of an entry.
    pub fn words(&self, table: Table, prefix: Option<Prefix>, next_hop: u16) -> Vec<u32> {
        let Some(prefix) = prefix else { return vec![0; table.words().0] };
        let Prefix { length, address, .. } = prefix;
        let key = "the pool can hold it";
        match table {
            Table::Pool4 => {
                let key = fib4_key((address >> 96) as u32, length).expect(key);
                vec![fib_entry::fib4_word(key, next_hop, self.rows.ipv4)]
            }
            Table::Pool6 => {
                let key = fib6_key(address, length).expect(key);
                fib_entry::fib6_words(key, next_hop, self.rows.ipv6).to_vec()
            }
            Table::Wide => fib_entry::wide_words(wide_kind(prefix), address, next_hop).to_vec(),
        }
    }

    pub fn stored(&self, table: Table, entry: usize) -> Option<Prefix> {
        self.places[&table][entry]
    }

    pub fn store(&mut self, table: Table, entry: usize, prefix: Option<Prefix>) {
        self.places.get_mut(&table).expect("a table")[entry] = prefix;
    }

    pub fn entry_of(&self, table: Table, prefix: Prefix) -> Option<usize> {
        let candidates = self.candidates(table, prefix)?;
        candidates.into_iter().find(|entry| self.stored(table, *entry) == Some(prefix))
    }

    /// Entries to write, from the free one on, so that the prefix gets one of
    /// its own; the nearest free entry in a search breadth first.
    pub fn plan_insert(&self, table: Table, prefix: Prefix) -> Option<Vec<(usize, Prefix)>> {
        const SEARCHED: usize = 4000;
        // Each entry that was met, and which it was met from.
        let mut met: HashMap<usize, Option<usize>> = HashMap::new();
        let mut queue: VecDeque<usize> = VecDeque::new();
        for entry in self.candidates(table, prefix)? {
            if met.insert(entry, None).is_none() {
                queue.push_back(entry);
            }
        }
        while let Some(entry) = queue.pop_front() {
            let Some(occupant) = self.stored(table, entry) else {
                let (mut writes, mut to) = (Vec::new(), entry);
                while let Some(from) = met[&to] {
                    writes.push((to, self.stored(table, from).expect("it is occupied")));
                    to = from;
                }
                writes.push((to, prefix));
                return Some(writes);
            };
            if met.len() > SEARCHED {
                return None;
            }
            for next in self.candidates(table, occupant).expect("it is stored") {
                if !met.contains_key(&next) {
                    met.insert(next, Some(entry));
                    queue.push_back(next);
                }
            }
        }
        None
    }
}

fn wide_kind(prefix: Prefix) -> u8 {
    if prefix.ipv6 { wide_kind_ipv6(prefix.length) } else { wide_kind_ipv4(prefix.length) }
}
