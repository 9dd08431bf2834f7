//! The router's tables as words that take effect as the contract says, and the
//! lookup in them, from the contract's functions alone.

use ferroute_regmap::fib_entry::{
    FIB4_STRIDE, FIB6_STRIDE, WIDE_STRIDE, WIDE_WORDS, fib4_key, fib4_rows, fib4_word, fib6_key,
    fib6_rows, fib6_words, wide_kind_ipv4, wide_kind_ipv6, wide_rows, wide_words,
};
use ferroute_regmap::register::Register;
use ferroute_regmap::size::{
    BUCKETS, FIB_BANKS, FIB4_LENGTHS, FIB6_LENGTHS, INTERFACES, NEXT_HOP_BITS, NEXT_HOPS, POLICERS,
    WIDE_LENGTHS,
};
use ferroute_regmap::{Interface, NextHop, Policer, region, registers};

const NEXT_HOP_MASK: u32 = (1 << NEXT_HOP_BITS) - 1;

/// A region of entries, of which the last used word takes effect.
#[derive(Clone)]
pub struct SoftTable {
    pub words: Vec<u32>,
    stride: usize,
    used: usize,
    /// First words of an entry, with its number.
    staged: (usize, Vec<u32>),
}

impl SoftTable {
    fn new(entries: usize, stride: u32, used: usize) -> Self {
        let stride = stride as usize;
        Self { words: vec![0; entries * stride], stride, used, staged: (0, Vec::new()) }
    }

    /// Words of an entry.
    pub fn entry(&self, index: usize) -> &[u32] {
        &self.words[index * self.stride..][..self.used]
    }

    pub fn write(&mut self, offset: usize, word: u32) {
        let (entry, slot) = (offset / self.stride, offset % self.stride);
        assert!(slot < self.used, "word {slot} of an entry is not used");
        if slot == 0 {
            self.staged = (entry, Vec::new());
        }
        assert_eq!((self.staged.0, self.staged.1.len()), (entry, slot), "words of an entry come in order");
        self.staged.1.push(word);
        if slot + 1 == self.used {
            self.words[offset - slot..=offset].copy_from_slice(&self.staged.1);
        }
    }
}

/// A route that was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Found {
    pub next_hop: u16,
    pub length: u8,
    /// 0 none, 1 pool, 2 wide, 3 default.
    pub table: u32,
    pub index: usize,
}

#[derive(Clone)]
pub struct SoftRouter {
    pub row_bits4: u32,
    pub row_bits6: u32,
    pub fib4: SoftTable,
    pub fib6: SoftTable,
    pub wide: SoftTable,
    pub next_hops: SoftTable,
    pub buckets: SoftTable,
    pub interfaces: SoftTable,
    pub traps: Vec<u32>,
    /// Registers of region ROUTER, by offset.
    pub registers: Vec<u32>,
    /// Probes are answered as if there were default routes only.
    pub broken_lookups: bool,
}

impl SoftRouter {
    pub fn new(row_bits4: u32, row_bits6: u32) -> Self {
        let mut registers = vec![0; 32];
        registers[0] = row_bits4 | row_bits6 << 4 | 10 << 8;
        Self {
            row_bits4,
            row_bits6,
            fib4: SoftTable::new(FIB_BANKS << row_bits4, FIB4_STRIDE, 1),
            fib6: SoftTable::new(FIB_BANKS << row_bits6, FIB6_STRIDE, 2),
            wide: SoftTable::new(1024, WIDE_STRIDE, WIDE_WORDS),
            next_hops: SoftTable::new(NEXT_HOPS, 2, NextHop::WORDS),
            buckets: SoftTable::new(BUCKETS, 1, 1),
            interfaces: SoftTable::new(INTERFACES, Interface::STRIDE, Interface::WORDS),
            traps: vec![0; region::POLICER_OFFSET as usize + POLICERS * Policer::STRIDE as usize],
            registers,
            broken_lookups: false,
        }
    }

    /// The words behind an address, where there are some.
    pub fn region(&self, address: u32) -> Option<&[u32]> {
        let words = match region::index(address) << region::SHIFT {
            region::FIB4 => &self.fib4.words,
            region::FIB6 => &self.fib6.words,
            region::FIB_WIDE => &self.wide.words,
            region::NEXT_HOPS => &self.next_hops.words,
            region::BUCKETS => &self.buckets.words,
            region::INTERFACES => &self.interfaces.words,
            region::TRAPS => &self.traps,
            region::ROUTER => &self.registers,
            _ => return None,
        };
        Some(words)
    }

    pub fn read(&self, address: u32) -> u32 {
        let offset = (address & ((1 << region::SHIFT) - 1)) as usize;
        self.region(address).and_then(|words| words.get(offset)).copied().unwrap_or_default()
    }

    pub fn write(&mut self, address: u32, word: u32) {
        let offset = (address & ((1 << region::SHIFT) - 1)) as usize;
        match region::index(address) << region::SHIFT {
            region::FIB4 => self.fib4.write(offset, word),
            region::FIB6 => self.fib6.write(offset, word),
            region::FIB_WIDE => self.wide.write(offset, word),
            region::NEXT_HOPS => self.next_hops.write(offset, word),
            region::BUCKETS => self.buckets.write(offset, word),
            region::INTERFACES => self.interfaces.write(offset, word),
            region::TRAPS => self.traps[offset] = word,
            _ => self.registers[offset] = word,
        }
    }

    pub fn register(&self, register: &Register) -> u32 {
        self.read(register.address)
    }

    pub fn seed(&self) -> u64 {
        let high = u64::from(self.register(&registers::FIB_SEED_HIGH)) << 32;
        high | u64::from(self.register(&registers::FIB_SEED_LOW))
    }

    fn lengths(&self, first: &Register, slots: usize) -> Vec<u8> {
        let words = (0..4).map(|index| self.read(first.address + index));
        let octets: Vec<u8> = words.flat_map(u32::to_le_bytes).take(slots).collect();
        octets.into_iter().filter(|length| *length != 0).collect()
    }

    /// The longest prefix of an address in bits 127:0.
    pub fn lookup(&self, is_ipv6: bool, address: u128) -> Found {
        let masked = |length: u8| address & u128::MAX.checked_shl(128 - u32::from(length)).unwrap_or_default();
        let seed = self.seed();
        let (pool, wide) = match is_ipv6 {
            false => (
                self.lengths(&registers::FIB4_LENGTHS_0, FIB4_LENGTHS),
                self.lengths(&registers::WIDE4_LENGTHS_0, WIDE_LENGTHS),
            ),
            true => (
                self.lengths(&registers::FIB6_LENGTHS_0, FIB6_LENGTHS),
                self.lengths(&registers::WIDE6_LENGTHS_0, WIDE_LENGTHS),
            ),
        };
        let mut best: Option<Found> = None;
        let mut offer = |found: Found| {
            if best.is_none_or(|best| best.length < found.length) {
                best = Some(found);
            }
        };
        for length in pool {
            let index = match is_ipv6 {
                false => self.find4((masked(length) >> 96) as u32, length, seed),
                true => self.find6(masked(length), length, seed),
            };
            if let Some((index, word)) = index {
                offer(Found { next_hop: (word & NEXT_HOP_MASK) as u16, length, table: 1, index });
            }
        }
        for length in wide {
            if let Some((index, word)) = self.find_wide(is_ipv6, masked(length), length, seed) {
                offer(Found { next_hop: (word & NEXT_HOP_MASK) as u16, length, table: 2, index });
            }
        }
        best.filter(|_| !self.broken_lookups).unwrap_or_else(|| {
            let word = self.register(&registers::DEFAULT_ROUTES) >> if is_ipv6 { 16 } else { 0 };
            match word >> 15 & 1 {
                1 => Found { next_hop: (word & NEXT_HOP_MASK) as u16, length: 0, table: 3, index: 0 },
                _ => Found::default(),
            }
        })
    }

    fn find4(&self, address: u32, length: u8, seed: u64) -> Option<(usize, u32)> {
        let key = fib4_key(address, length)?;
        let tag = fib4_word(key, 0, self.row_bits4);
        let rows = fib4_rows(key, seed, self.row_bits4);
        (0..FIB_BANKS)
            .map(|bank| bank << self.row_bits4 | usize::from(rows[bank]))
            .map(|index| (index, self.fib4.words[index]))
            .find(|(_, word)| word & !NEXT_HOP_MASK == tag)
    }

    fn find6(&self, address: u128, length: u8, seed: u64) -> Option<(usize, u32)> {
        let key = fib6_key(address, length)?;
        let tag = fib6_words(key, 0, self.row_bits6);
        let rows = fib6_rows(key, seed, self.row_bits6);
        (0..FIB_BANKS)
            .map(|bank| bank << self.row_bits6 | usize::from(rows[bank]))
            .find(|index| {
                let words = self.fib6.entry(*index);
                [words[0], words[1] & !NEXT_HOP_MASK] == tag
            })
            .map(|index| (index, self.fib6.entry(index)[1]))
    }

    fn find_wide(&self, is_ipv6: bool, address: u128, length: u8, seed: u64) -> Option<(usize, u32)> {
        let kind = if is_ipv6 { wide_kind_ipv6(length) } else { wide_kind_ipv4(length) };
        let wanted = wide_words(kind, address, 0);
        wide_rows(kind, address, seed)
            .into_iter()
            .map(usize::from)
            .find(|index| {
                let words = self.wide.entry(*index);
                words[..4] == wanted[..4] && words[4] & !NEXT_HOP_MASK == wanted[4]
            })
            .map(|index| (index, self.wide.entry(index)[4]))
    }
}
