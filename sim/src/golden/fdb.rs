//! Forwarding database: MAC address and FID to port (IEEE 802.1Q-2022 clause 8.8).

use std::collections::HashMap;

use ferroute_regmap::size::{FDB_AGE_LIMIT, FDB_PROBES, FDB_ROWS, FDB_WAYS};
use ferroute_regmap::{FdbEntry, FdbResult, fdb_entry, fdb_hash};

/// How many entries there is room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Capacity {
    /// Any number: for what must hold whatever the hash does.
    Unlimited,
    /// The places of the hash with this seed.
    Hashed { seed: u64 },
}

/// What became of a source address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Learned {
    /// Group address, all zeros, or a static entry: nothing changed.
    Ignored,
    Added,
    Refreshed,
    Moved,
    /// Every place is taken.
    NoRoom,
}

/// Entries by key, and with [`Capacity::Hashed`] the place of each.
#[derive(Clone, Debug)]
pub struct Fdb {
    capacity: Capacity,
    entries: HashMap<u64, FdbEntry>,
    /// Key by `way * FDB_ROWS + row`; empty with unlimited capacity.
    places: HashMap<usize, u64>,
    /// Addresses that were not learned because every place was taken.
    pub unlearned_count: u64,
    /// Station moves.
    pub move_count: u64,
}

impl Fdb {
    pub fn new(capacity: Capacity) -> Self {
        Self {
            capacity,
            entries: HashMap::new(),
            places: HashMap::new(),
            unlearned_count: 0,
            move_count: 0,
        }
    }

    /// The entry of this key.
    pub fn find(&self, mac: [u8; 6], fid: u16) -> Option<&FdbEntry> {
        self.entries.get(&fdb_entry::key(mac, fid))
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub fn entries(&self) -> impl Iterator<Item = &FdbEntry> {
        self.entries.values()
    }

    /// Entry at each index of the table, as the host can read it back.
    pub fn table(&self) -> Vec<Option<FdbEntry>> {
        (0..FDB_WAYS * FDB_ROWS)
            .map(|index| self.places.get(&index).map(|key| self.entries[key]))
            .collect()
    }

    /// Index at which the key is stored, with hashed capacity.
    pub fn index(&self, mac: [u8; 6], fid: u16) -> Option<usize> {
        let key = fdb_entry::key(mac, fid);
        self.places(key).into_iter().find(|place| self.places.get(place) == Some(&key))
    }

    /// Host: inserts an entry or replaces the one with its key.
    pub fn add(&mut self, entry: FdbEntry) -> FdbResult {
        if self.insert(entry) { FdbResult::Done } else { FdbResult::Full }
    }

    /// Host: deletes an entry, static or not.
    pub fn delete(&mut self, mac: [u8; 6], fid: u16) -> FdbResult {
        if self.remove(fdb_entry::key(mac, fid)) { FdbResult::Done } else { FdbResult::NotFound }
    }

    /// Host: deletes what matches all given selectors.
    pub fn flush(&mut self, port: Option<u8>, fid: Option<u16>, static_too: bool) {
        self.retain(|entry| {
            port.is_some_and(|port| entry.port != port)
                || fid.is_some_and(|fid| entry.fid != fid)
                || (entry.is_static && !static_too)
        });
    }

    /// A good frame with this source came in (clause 8.7).
    pub fn learn(&mut self, mac: [u8; 6], fid: u16, port: u8) -> Learned {
        // 8.7: never a group address. All zeros is no address of any station.
        if mac[0] & 1 == 1 || mac == [0; 6] {
            return Learned::Ignored;
        }
        let Some(entry) = self.entries.get_mut(&fdb_entry::key(mac, fid)) else {
            if self.insert(FdbEntry { mac, fid, port, age: 0, is_static: false }) {
                return Learned::Added;
            }
            self.unlearned_count += 1;
            return Learned::NoRoom;
        };
        // 8.8.1: a static entry is not changed by learning.
        if entry.is_static {
            return Learned::Ignored;
        }
        entry.age = 0;
        if entry.port == port {
            return Learned::Refreshed;
        }
        entry.port = port;
        self.move_count += 1;
        Learned::Moved
    }

    /// The ageing scan visits a row of every way (clause 8.8.3).
    pub fn visit_row(&mut self, row: usize) {
        for way in 0..FDB_WAYS {
            let Some(key) = self.places.get(&(way * FDB_ROWS + row)).copied() else { continue };
            let entry = self.entries.get_mut(&key).expect("a place holds the key of an entry");
            if entry.is_static {
                continue;
            }
            entry.age += 1;
            if entry.age >= FDB_AGE_LIMIT {
                self.remove(key);
            }
        }
    }

    /// Places of a key, in the order in which they are tried.
    fn places(&self, key: u64) -> Vec<usize> {
        let Capacity::Hashed { seed } = self.capacity else { return Vec::new() };
        (0..FDB_PROBES)
            .flat_map(|probe| fdb_hash::rows(key, seed, probe).into_iter().enumerate())
            .map(|(way, row)| way * FDB_ROWS + usize::from(row))
            .collect()
    }

    fn insert(&mut self, entry: FdbEntry) -> bool {
        let key = entry.key();
        if !self.entries.contains_key(&key) && self.capacity != Capacity::Unlimited {
            let free = self.places(key).into_iter().find(|place| !self.places.contains_key(place));
            let Some(free) = free else { return false };
            self.places.insert(free, key);
        }
        self.entries.insert(key, entry);
        true
    }

    fn remove(&mut self, key: u64) -> bool {
        for place in self.places(key) {
            if self.places.get(&place) == Some(&key) {
                self.places.remove(&place);
            }
        }
        self.entries.remove(&key).is_some()
    }

    fn retain(&mut self, keep: impl Fn(&FdbEntry) -> bool) {
        self.entries.retain(|_, entry| keep(entry));
        let entries = &self.entries;
        self.places.retain(|_, key| entries.contains_key(key));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATION: [u8; 6] = [0x02, 0, 0, 0, 0, 1];
    const HASHED: Capacity = Capacity::Hashed { seed: 0x0123_4567_89AB_CDE };

    fn mac(index: u32) -> [u8; 6] {
        let [a, b, c, d] = index.to_be_bytes();
        [0x02, 0x77, a, b, c, d]
    }

    #[test]
    fn learns_moves_and_leaves_static_entries_alone() {
        for capacity in [Capacity::Unlimited, HASHED] {
            let mut fdb = Fdb::new(capacity);
            for (name, mac, port, expected) in [
                ("group", [1, 0, 0, 0, 0, 1], 0, Learned::Ignored),
                ("broadcast", [0xFF; 6], 0, Learned::Ignored),
                ("zero", [0; 6], 0, Learned::Ignored),
                ("new", STATION, 0, Learned::Added),
                ("seen again", STATION, 0, Learned::Refreshed),
                ("elsewhere", STATION, 2, Learned::Moved),
            ] {
                assert_eq!(fdb.learn(mac, 0, port), expected, "{name}");
            }
            assert_eq!((fdb.len(), fdb.find(STATION, 0).unwrap().port, fdb.move_count), (1, 2, 1));
            assert!(fdb.find(STATION, 1).is_none(), "another FID");
            let entry = FdbEntry { mac: STATION, fid: 0, port: 3, age: 0, is_static: true };
            assert_eq!(fdb.add(entry), FdbResult::Done);
            assert_eq!(fdb.learn(STATION, 0, 1), Learned::Ignored);
            assert_eq!(fdb.find(STATION, 0), Some(&entry));
            fdb.flush(None, None, false);
            assert_eq!(fdb.len(), 1);
            assert_eq!(fdb.delete(STATION, 0), FdbResult::Done);
            assert_eq!(fdb.delete(STATION, 0), FdbResult::NotFound);
        }
    }

    #[test]
    fn places_are_filled_in_order_until_none_is_left() {
        let mut fdb = Fdb::new(HASHED);
        let mut held = 0;
        // The addresses of a full-period generator: spread and all different.
        let addresses: Vec<[u8; 6]> = (0..4096u32).map(|index| mac(index.wrapping_mul(0x9E37_79B1))).collect();
        for address in &addresses {
            match fdb.learn(*address, 0, 1) {
                Learned::Added => held += 1,
                Learned::NoRoom => {
                    let places = fdb.places(fdb_entry::key(*address, 0));
                    assert!(places.iter().all(|place| fdb.places.contains_key(place)));
                }
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(fdb.len(), held);
        assert_eq!(fdb.table().iter().flatten().count(), held);
        assert_eq!(fdb.unlearned_count as usize, 4096 - held);
        assert!(held >= 4096 * 9 / 10, "{held}");
        let first = addresses[0];
        assert_eq!(fdb.index(first, 0), Some(fdb.places(fdb_entry::key(first, 0))[0]));
    }

    #[test]
    fn deleted_in_the_seventh_visit_unless_seen() {
        let mut fdb = Fdb::new(HASHED);
        fdb.learn(mac(1), 0, 1);
        let row = fdb.index(mac(1), 0).unwrap() % FDB_ROWS;
        for _ in 0..6 {
            fdb.visit_row(row);
        }
        assert_eq!(fdb.find(mac(1), 0).unwrap().age, 6);
        fdb.learn(mac(1), 0, 1);
        for _ in 0..6 {
            fdb.visit_row(row);
        }
        assert!(fdb.find(mac(1), 0).is_some());
        fdb.visit_row(row);
        assert!(fdb.is_empty() && fdb.table().iter().all(Option::is_none));
    }

    #[test]
    fn flush_takes_what_matches_every_selector() {
        let mut fdb = Fdb::new(HASHED);
        for (index, port, fid) in [(1, 0, 0), (2, 1, 0), (3, 0, 5), (4, 1, 5)] {
            fdb.learn(mac(index), fid, port);
        }
        fdb.flush(Some(0), Some(5), false);
        assert!(fdb.len() == 3 && fdb.find(mac(3), 5).is_none());
        fdb.flush(Some(1), None, false);
        assert!(fdb.len() == 1 && fdb.find(mac(1), 0).is_some());
    }
}
