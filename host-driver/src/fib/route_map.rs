//! A value for each of some prefixes, of both families.

use std::net::IpAddr;

use prefix_trie::PrefixMap;

use super::{Family, Prefix};

type Trie<T> = PrefixMap<(u128, u8), T>;

/// Values by prefix, with the longest match.
#[derive(Clone)]
pub struct RouteMap<T> {
    ipv4: Trie<T>,
    ipv6: Trie<T>,
}

impl<T> Default for RouteMap<T> {
    fn default() -> Self {
        Self { ipv4: Trie::new(), ipv6: Trie::new() }
    }
}

fn key(prefix: Prefix) -> (u128, u8) {
    (prefix.bits(), prefix.length())
}

fn named<T>(family: Family, key: (u128, u8), value: T) -> Option<(Prefix, T)> {
    Some((Prefix::new(family, key.0, key.1)?, value))
}

impl<T> RouteMap<T> {
    fn trie(&self, family: Family) -> &Trie<T> {
        match family {
            Family::Ipv4 => &self.ipv4,
            Family::Ipv6 => &self.ipv6,
        }
    }

    fn trie_mut(&mut self, family: Family) -> &mut Trie<T> {
        match family {
            Family::Ipv4 => &mut self.ipv4,
            Family::Ipv6 => &mut self.ipv6,
        }
    }

    pub fn len(&self) -> usize {
        self.ipv4.len() + self.ipv6.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn get(&self, prefix: Prefix) -> Option<&T> {
        self.trie(prefix.family()).get(&key(prefix))
    }

    pub fn get_mut(&mut self, prefix: Prefix) -> Option<&mut T> {
        self.trie_mut(prefix.family()).get_mut(&key(prefix))
    }

    /// Returns the value that was there.
    pub fn insert(&mut self, prefix: Prefix, value: T) -> Option<T> {
        self.trie_mut(prefix.family()).insert(key(prefix), value)
    }

    pub fn remove(&mut self, prefix: Prefix) -> Option<T> {
        self.trie_mut(prefix.family()).remove(&key(prefix))
    }

    /// The longest prefix of an address.
    pub fn lookup(&self, address: IpAddr) -> Option<(Prefix, &T)> {
        let host = Prefix::host(address);
        let (found, value) = self.trie(host.family()).get_lpm(&key(host))?;
        named(host.family(), found, value)
    }

    /// The longest prefix that covers this one, is another, and is meant.
    pub fn above(&self, prefix: Prefix, is_meant: impl Fn(&T) -> bool) -> Option<Prefix> {
        let family = prefix.family();
        let above = self.trie(family).cover(&key(prefix));
        let (found, _) = above.filter(|(found, value)| found.1 < prefix.length() && is_meant(value)).last()?;
        Prefix::new(family, found.0, found.1)
    }

    /// What this prefix covers, itself included, in order.
    pub fn covered(&self, prefix: Prefix) -> impl Iterator<Item = (Prefix, &T)> {
        let family = prefix.family();
        self.trie(family).children(&key(prefix)).filter_map(move |(found, value)| named(family, found, value))
    }

    /// Everything, IPv4 first, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Prefix, &T)> {
        Family::ALL.into_iter().flat_map(|family| self.covered(Prefix::default_of(family)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prefix(text: &str) -> Prefix {
        text.parse().unwrap()
    }

    #[test]
    fn longest_match_parent_and_what_lies_below() {
        let mut map = RouteMap::default();
        for text in ["10.1.0.0/16", "::/0", "10.0.0.0/8", "0.0.0.0/0", "10.1.2.0/24", "2001:db8::/32"] {
            assert_eq!(map.insert(prefix(text), text), None);
        }
        assert_eq!(map.len(), 6);
        assert_eq!(map.lookup("10.1.9.9".parse().unwrap()), Some((prefix("10.1.0.0/16"), &"10.1.0.0/16")));
        assert_eq!(map.lookup("11.0.0.1".parse().unwrap()).unwrap().0, prefix("0.0.0.0/0"));
        assert_eq!(map.lookup("2001:db8::9".parse().unwrap()).unwrap().0, prefix("2001:db8::/32"));
        assert_eq!(map.above(prefix("10.1.0.0/16"), |_| true), Some(prefix("10.0.0.0/8")));
        assert_eq!(map.above(prefix("10.1.0.0/20"), |_| true), Some(prefix("10.1.0.0/16")));
        assert_eq!(map.above(prefix("0.0.0.0/0"), |_| true), None);
        assert_eq!(map.above(prefix("10.1.2.0/24"), |text| text.ends_with("/8")), Some(prefix("10.0.0.0/8")));
        let below: Vec<Prefix> = map.covered(prefix("10.0.0.0/8")).map(|(prefix, _)| prefix).collect();
        assert_eq!(below, ["10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24"].map(prefix));
        let all: Vec<Prefix> = map.iter().map(|(prefix, _)| prefix).collect();
        assert!(all.is_sorted() && all.len() == 6, "{all:?}");
        assert_eq!(map.remove(prefix("10.1.0.0/16")), Some("10.1.0.0/16"));
        assert_eq!(map.above(prefix("10.1.2.0/24"), |_| true), Some(prefix("10.0.0.0/8")));
    }
}
