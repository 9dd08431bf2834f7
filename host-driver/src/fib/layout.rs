//! Where each table of the FIB keeps a prefix and how an entry looks there:
//! the contract's functions and their inverse.

use ferroute_regmap::fib_entry::{
    self, FIB4_KEY_BITS, FIB4_STRIDE, FIB6_KEY_BITS, FIB6_STRIDE, WIDE_KIND_IPV4, WIDE_KIND_IPV6,
    WIDE_ROW_BITS, WIDE_STRIDE, WIDE_TAG_BITS, WIDE_WORDS,
};
use ferroute_regmap::size::{FIB_BANKS, FIB4_MAX_LENGTH, FIB6_MAX_LENGTH, NEXT_HOP_BITS};
use ferroute_regmap::{fib_hash, region};

use super::{Entry, Family, Prefix, Write};

const NEXT_HOP_MASK: u32 = (1 << NEXT_HOP_BITS) - 1;

/// A table of the FIB in a device with a certain seed and size. A place is an
/// entry's number in the table.
pub trait Layout: Clone {
    /// Words from one entry to the next.
    const STRIDE: u32;
    /// Words of an entry that are used; the last one takes effect.
    const WORDS: usize;

    /// Entries of the table.
    fn size(&self) -> usize;

    /// Whether the table can hold the prefix at all.
    fn takes(&self, prefix: Prefix) -> bool;

    /// Where the prefix may stand, one place a bank; some may be equal. Must be
    /// asked only for what the table takes.
    fn places(&self, prefix: Prefix) -> [usize; FIB_BANKS];

    /// The write that makes an entry, or empties its place.
    fn write(&self, place: usize, entry: Option<Entry>) -> Write;

    /// The entry that these words are at this place, `None` where they are
    /// none: empty, or nothing that this table could hold there.
    fn decode(&self, place: usize, words: &[u32]) -> Option<Entry>;
}

/// The IPv4 pool.
#[derive(Clone, Copy, Debug)]
pub struct Pool4 {
    pub seed: u64,
    pub row_bits: u32,
}

/// The IPv6 pool.
#[derive(Clone, Copy, Debug)]
pub struct Pool6 {
    pub seed: u64,
    pub row_bits: u32,
}

/// The wide table.
#[derive(Clone, Copy, Debug)]
pub struct Wide {
    pub seed: u64,
}

impl Pool4 {
    fn key(prefix: Prefix) -> Option<u32> {
        match prefix.family() {
            Family::Ipv4 => fib_entry::fib4_key((prefix.bits() >> 96) as u32, prefix.length()),
            Family::Ipv6 => None,
        }
    }
}

impl Layout for Pool4 {
    const STRIDE: u32 = FIB4_STRIDE;
    const WORDS: usize = 1;

    fn size(&self) -> usize {
        FIB_BANKS << self.row_bits
    }

    fn takes(&self, prefix: Prefix) -> bool {
        Self::key(prefix).is_some()
    }

    fn places(&self, prefix: Prefix) -> [usize; FIB_BANKS] {
        let key = Self::key(prefix).unwrap_or_default();
        in_banks(fib_entry::fib4_rows(key, self.seed, self.row_bits), self.row_bits)
    }

    fn write(&self, place: usize, entry: Option<Entry>) -> Write {
        let word = entry.map_or(0, |entry| {
            fib_entry::fib4_word(Self::key(entry.prefix).unwrap_or_default(), entry.next_hop, self.row_bits)
        });
        Write::new(region::FIB4 + place as u32 * Self::STRIDE, &[word])
    }

    fn decode(&self, place: usize, words: &[u32]) -> Option<Entry> {
        let word = *words.first()?;
        let tag_bits = FIB4_KEY_BITS - self.row_bits;
        let tag = word >> NEXT_HOP_BITS;
        if tag == 0 || tag >> tag_bits != 0 {
            return None;
        }
        let high = !tag & ((1 << tag_bits) - 1);
        let (bank, row) = (place >> self.row_bits, place as u32 & ((1 << self.row_bits) - 1));
        // The row is the low bits XOR the hash: zero bits give the hash alone.
        let hash = *fib_hash::rows(0, fib_hash::fib4(high), self.seed, self.row_bits).get(bank)?;
        let key = high << self.row_bits | row ^ u32::from(hash);
        let length = FIB4_MAX_LENGTH.checked_sub(key.trailing_zeros() as u8)?;
        let prefix = Prefix::new(Family::Ipv4, u128::from(key & (key - 1)) << (96 + 3), length)?;
        checked(self, place, words, prefix, word)
    }
}

impl Pool6 {
    fn key(prefix: Prefix) -> Option<u64> {
        match prefix.family() {
            Family::Ipv4 => None,
            Family::Ipv6 => fib_entry::fib6_key(prefix.bits(), prefix.length()),
        }
    }
}

impl Layout for Pool6 {
    const STRIDE: u32 = FIB6_STRIDE;
    const WORDS: usize = 2;

    fn size(&self) -> usize {
        FIB_BANKS << self.row_bits
    }

    fn takes(&self, prefix: Prefix) -> bool {
        Self::key(prefix).is_some()
    }

    fn places(&self, prefix: Prefix) -> [usize; FIB_BANKS] {
        let key = Self::key(prefix).unwrap_or_default();
        in_banks(fib_entry::fib6_rows(key, self.seed, self.row_bits), self.row_bits)
    }

    fn write(&self, place: usize, entry: Option<Entry>) -> Write {
        let words = entry.map_or([0; 2], |entry| {
            fib_entry::fib6_words(Self::key(entry.prefix).unwrap_or_default(), entry.next_hop, self.row_bits)
        });
        Write::new(region::FIB6 + place as u32 * Self::STRIDE, &words)
    }

    fn decode(&self, place: usize, words: &[u32]) -> Option<Entry> {
        let [low, high] = *words.first_chunk()?;
        let tag_bits = FIB6_KEY_BITS - self.row_bits;
        let tag = u64::from(low) | u64::from(high >> NEXT_HOP_BITS) << 32;
        if tag == 0 || tag >> tag_bits != 0 {
            return None;
        }
        let above = !tag & ((1 << tag_bits) - 1);
        let (bank, row) = (place >> self.row_bits, place as u64 & ((1 << self.row_bits) - 1));
        let hash = *fib_hash::rows(0, fib_hash::fib6(above), self.seed, self.row_bits).get(bank)?;
        let key = above << self.row_bits | row ^ u64::from(hash);
        let length = FIB6_MAX_LENGTH.checked_sub(key.trailing_zeros() as u8)?;
        let bits = u128::from(key & (key.wrapping_sub(1))) << 79 | 1 << 125;
        let prefix = Prefix::new(Family::Ipv6, bits, length)?;
        checked(self, place, words, prefix, high)
    }
}

impl Wide {
    fn kind(prefix: Prefix) -> u8 {
        match prefix.family() {
            Family::Ipv4 => fib_entry::wide_kind_ipv4(prefix.length()),
            Family::Ipv6 => fib_entry::wide_kind_ipv6(prefix.length()),
        }
    }
}

impl Layout for Wide {
    const STRIDE: u32 = WIDE_STRIDE;
    const WORDS: usize = WIDE_WORDS;

    fn size(&self) -> usize {
        FIB_BANKS << WIDE_ROW_BITS
    }

    fn takes(&self, prefix: Prefix) -> bool {
        !prefix.is_default()
    }

    fn places(&self, prefix: Prefix) -> [usize; FIB_BANKS] {
        fib_entry::wide_rows(Self::kind(prefix), prefix.bits(), self.seed).map(usize::from)
    }

    fn write(&self, place: usize, entry: Option<Entry>) -> Write {
        let words = entry.map_or([0; WIDE_WORDS], |entry| {
            fib_entry::wide_words(Self::kind(entry.prefix), entry.prefix.bits(), entry.next_hop)
        });
        Write::new(region::FIB_WIDE + place as u32 * Self::STRIDE, &words)
    }

    fn decode(&self, place: usize, words: &[u32]) -> Option<Entry> {
        let [a, b, c, d, last] = *words.first_chunk()?;
        let kind = (last >> NEXT_HOP_BITS) as u8;
        let (family, length) = match kind {
            WIDE_KIND_IPV4..=33 => (Family::Ipv4, kind - WIDE_KIND_IPV4),
            WIDE_KIND_IPV6..=192 => (Family::Ipv6, kind - WIDE_KIND_IPV6),
            _ => return None,
        };
        let tag = u128::from(a) | u128::from(b) << 32 | u128::from(c) << 64 | u128::from(d) << 96;
        if tag >> WIDE_TAG_BITS != 0 {
            return None;
        }
        let (bank, row) = (place >> WIDE_ROW_BITS, place as u128 & ((1 << WIDE_ROW_BITS) - 1));
        let hash_key = fib_hash::wide(u128::from(kind) << WIDE_TAG_BITS | tag);
        let hash = *fib_hash::rows(0, hash_key, self.seed, WIDE_ROW_BITS).get(bank)?;
        let prefix = Prefix::new(family, tag << WIDE_ROW_BITS | (row ^ u128::from(hash)), length)?;
        checked(self, place, words, prefix, last)
    }
}

fn in_banks(rows: [u16; FIB_BANKS], row_bits: u32) -> [usize; FIB_BANKS] {
    let mut bank = 0;
    rows.map(|row| {
        let place = bank << row_bits | usize::from(row);
        bank += 1;
        place
    })
}

/// The entry with the next hop of `word`, if the table would have made exactly
/// these words of it at this place.
fn checked(layout: &impl Layout, place: usize, words: &[u32], prefix: Prefix, word: u32) -> Option<Entry> {
    let entry = Entry { prefix, next_hop: (word & NEXT_HOP_MASK) as u16 };
    let is_own = layout.takes(prefix)
        && layout.places(prefix).contains(&place)
        && words.starts_with(layout.write(place, Some(entry)).words());
    is_own.then_some(entry)
}

#[cfg(test)]
mod tests {
    use rand::rngs::StdRng;
    use rand::{RngExt, SeedableRng};

    use super::*;

    const SEED: u64 = 0x0FED_CBA9_8765_432;

    /// Every place of a random prefix gives back what was stored there.
    fn invert<L: Layout>(layout: &L, family: Family, lengths: std::ops::RangeInclusive<u8>, top: u128) {
        let mut random = StdRng::seed_from_u64(5);
        let mut count = 0;
        while count < 20_000 {
            let bits = random.random::<u128>() >> (128 - 125) | top;
            let prefix = Prefix::new(family, bits, random.random_range(lengths.clone())).unwrap();
            if !layout.takes(prefix) {
                continue;
            }
            count += 1;
            let entry = Entry { prefix, next_hop: random.random_range(0..512) };
            for place in layout.places(prefix) {
                let write = layout.write(place, Some(entry));
                assert_eq!(write.words().len(), L::WORDS);
                assert_eq!(layout.decode(place, write.words()), Some(entry), "place {place}");
            }
        }
    }

    #[test]
    fn an_entry_and_its_place_tell_the_prefix() {
        for row_bits in 9..=12 {
            invert(&Pool4 { seed: SEED, row_bits }, Family::Ipv4, 1..=28, 0);
            invert(&Pool6 { seed: SEED, row_bits }, Family::Ipv6, 3..=48, 1 << 125);
        }
        invert(&Wide { seed: SEED }, Family::Ipv4, 1..=32, 3 << 126);
        invert(&Wide { seed: SEED }, Family::Ipv6, 1..=128, 7 << 125);
    }

    /// What a device sends may be anything.
    #[test]
    fn words_that_are_no_entry_of_the_place_are_none() {
        let mut random = StdRng::seed_from_u64(6);
        let (pool4, pool6) = (Pool4 { seed: SEED, row_bits: 11 }, Pool6 { seed: SEED, row_bits: 11 });
        let wide = Wide { seed: SEED };
        let mut told = 0;
        for _ in 0..100_000 {
            let words: [u32; 5] = random.random();
            let place = random.random_range(0..8192);
            for entry in [pool4.decode(place, &words[..1]), pool6.decode(place, &words[..2])].into_iter().flatten() {
                assert!(pool4.takes(entry.prefix) || pool6.takes(entry.prefix));
                told += 1;
            }
            assert_eq!(wide.decode(place % 1024, &words), None, "a tag of 120 bits");
        }
        assert!(told > 0);
        for words in [[0; 5], [u32::MAX; 5]] {
            assert_eq!(pool4.decode(0, &words[..1]), None);
            assert_eq!(pool6.decode(0, &words[..2]), None);
            assert_eq!(wide.decode(0, &words), None);
        }
        // A default route is none of the tables' business.
        let high = 1 << (FIB4_KEY_BITS - 1 - 11);
        let place = usize::from(fib_hash::rows(0, fib_hash::fib4(high), SEED, 11)[0]);
        let word = (!high & ((1 << (FIB4_KEY_BITS - 11)) - 1)) << NEXT_HOP_BITS;
        assert_eq!(pool4.decode(place, &[word]), None);
        let hash = fib_hash::rows(0, fib_hash::wide(u128::from(WIDE_KIND_IPV4) << WIDE_TAG_BITS), SEED, WIDE_ROW_BITS)[0];
        let words = [0, 0, 0, 0, u32::from(WIDE_KIND_IPV4) << NEXT_HOP_BITS];
        assert_eq!(wide.decode(hash.into(), &words), None);
        assert_eq!(pool4.decode(8192, &[0x0200_0000]), None, "there is no such bank");
        assert_eq!(pool4.decode(0, &[]), None);
    }

    #[test]
    fn each_table_takes_what_the_contract_says() {
        let (pool4, pool6) = (Pool4 { seed: 0, row_bits: 11 }, Pool6 { seed: 0, row_bits: 11 });
        let takes = |text: &str| {
            let prefix: Prefix = text.parse().unwrap();
            (pool4.takes(prefix), pool6.takes(prefix), Wide { seed: 0 }.takes(prefix))
        };
        assert_eq!(takes("10.0.0.0/28"), (true, false, true));
        assert_eq!(takes("10.0.0.0/29"), (false, false, true));
        assert_eq!(takes("255.255.128.0/17"), (false, false, true));
        assert_eq!(takes("2001:db8::/48"), (false, true, true));
        assert_eq!(takes("2001:db8::/49"), (false, false, true));
        assert_eq!(takes("fd00::/8"), (false, false, true));
        assert_eq!(takes("0.0.0.0/0"), (false, false, false));
        assert_eq!(takes("::/0"), (false, false, false));
    }
}
