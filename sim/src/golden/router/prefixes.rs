//! The longest prefix of an address: a map for each length, asked from the
//! longest on.

use std::collections::{BTreeMap, HashMap};

/// Prefixes of a family and the numbers of their next hops.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prefixes {
    /// By length, then by address with zeros behind the prefix.
    lengths: BTreeMap<u8, HashMap<u128, u16>>,
}

/// The address's first `length` bits, zeros behind them.
fn masked(address: u128, length: u8) -> u128 {
    let host_bits = 128 - u32::from(length);
    address.checked_shr(host_bits).unwrap_or(0).checked_shl(host_bits).unwrap_or(0)
}

impl Prefixes {
    /// Adds a prefix or replaces its next hop; bits behind the prefix are ignored.
    pub fn insert(&mut self, address: u128, length: u8, next_hop: u16) -> Option<u16> {
        self.lengths.entry(length).or_default().insert(masked(address, length), next_hop)
    }

    /// Deletes a prefix; tells its next hop.
    pub fn remove(&mut self, address: u128, length: u8) -> Option<u16> {
        let prefixes = self.lengths.get_mut(&length)?;
        let next_hop = prefixes.remove(&masked(address, length));
        if prefixes.is_empty() {
            self.lengths.remove(&length);
        }
        next_hop
    }

    /// Length and next hop of the longest prefix that holds the address
    /// (RFC 1812 section 5.2.4.3, rule 2).
    pub fn find(&self, address: u128) -> Option<(u8, u16)> {
        self.lengths
            .iter()
            .rev()
            .find_map(|(length, prefixes)| Some((*length, *prefixes.get(&masked(address, *length))?)))
    }

    pub fn len(&self) -> usize {
        self.lengths.values().map(HashMap::len).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.lengths.is_empty()
    }

    /// Lengths that occur, ascending.
    pub fn lengths(&self) -> impl Iterator<Item = u8> + '_ {
        self.lengths.keys().copied()
    }

    /// Address, length and next hop of every prefix, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (u128, u8, u16)> + '_ {
        self.lengths
            .iter()
            .flat_map(|(length, prefixes)| prefixes.iter().map(|(address, next_hop)| (*address, *length, *next_hop)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_wins_and_the_next_one_is_behind_it() {
        let address = 0xC000_0201 << 96;
        let mut prefixes = Prefixes::default();
        for (length, next_hop) in [(0, 1), (24, 3), (8, 2), (32, 4)] {
            assert_eq!(prefixes.insert(address, length, next_hop), None);
        }
        assert_eq!(prefixes.insert(address, 24, 5), Some(3), "replaced");
        assert_eq!((prefixes.len(), prefixes.find(address)), (4, Some((32, 4))));
        assert_eq!(prefixes.find(address ^ 1 << 96), Some((24, 5)));
        assert_eq!(prefixes.remove(address, 24), Some(5));
        assert_eq!(prefixes.find(address ^ 1 << 96), Some((8, 2)));
        assert_eq!(prefixes.remove(address, 24), None);
        assert_eq!(prefixes.find(0), Some((0, 1)));
        prefixes.remove(0, 0);
        assert_eq!(prefixes.find(0), None);
        assert_eq!(prefixes.lengths().collect::<Vec<_>>(), [8, 32]);
    }

    #[test]
    fn every_length_of_ipv6_ends_at_its_bit() {
        let address = 0x2001_0DB8_5A5A_A5A5_0F0F_F0F0_1234_8765;
        for length in 1..=128 {
            let mut prefixes = Prefixes::default();
            prefixes.insert(address, length, 9);
            let last = 1 << (128 - length);
            assert_eq!(prefixes.find(address), Some((length, 9)));
            assert_eq!(prefixes.find(address ^ last), None);
            assert_eq!(prefixes.find(address ^ (last - 1)), Some((length, 9)));
        }
    }
}
