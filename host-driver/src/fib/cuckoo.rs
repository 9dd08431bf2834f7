//! A table with four possible places for each entry.
//!
//! An entry that finds all its places taken moves others along: the shortest
//! way to a free place, found by a breadth-first search over the whole table,
//! so that an entry is refused only when no moves whatsoever would make room.
//! (After many refusals in a row nothing is moved any more until something is
//! removed, so that a load that is far too big does not search each time.)
//! Moves are done from the free end: an entry is copied to its new place before
//! its old one is overwritten, so that it can be found at every moment.

use std::collections::{HashMap, VecDeque};

use super::layout::Layout;
use super::{Entry, Prefix, Write};

/// Refusals in a row after which only an entry's own places are looked at.
const REFUSALS: usize = 200;

/// Content of a table, as it stands after the last write that was handed out.
#[derive(Clone)]
pub struct CuckooTable<L> {
    layout: L,
    slots: Vec<Option<Entry>>,
    places: HashMap<Prefix, usize>,
    /// Since something was inserted by moving others, or removed.
    refusals: usize,
}

impl<L: Layout> CuckooTable<L> {
    /// An empty table.
    pub fn new(layout: L) -> Self {
        let slots = vec![None; layout.size()];
        Self { layout, slots, places: HashMap::new(), refusals: 0 }
    }

    pub fn layout(&self) -> &L {
        &self.layout
    }

    /// Entries that are there.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Entries that the table has places for.
    pub fn size(&self) -> usize {
        self.slots.len()
    }

    /// Place and entry of a prefix.
    pub fn get(&self, prefix: Prefix) -> Option<(usize, Entry)> {
        let place = *self.places.get(&prefix)?;
        Some((place, self.slots.get(place).copied().flatten()?))
    }

    pub fn entries(&self) -> impl Iterator<Item = (usize, Entry)> {
        self.slots.iter().enumerate().filter_map(|(place, slot)| Some((place, (*slot)?)))
    }

    /// Inserts an entry that is not there. Returns false, with nothing changed,
    /// where there is no room.
    pub fn insert(&mut self, entry: Entry, writes: &mut Vec<Write>) -> bool {
        let Some(way) = self.way_to_free(entry.prefix) else {
            self.refusals += 1;
            return false;
        };
        if way.len() > 1 {
            self.refusals = 0;
        }
        // The free place is last.
        for pair in way.windows(2).rev() {
            let moved = self.slots[pair[0]];
            self.set(pair[1], moved, writes);
        }
        self.set(way[0], Some(entry), writes);
        true
    }

    /// Gives an entry another next hop; false where it is not there.
    pub fn replace(&mut self, entry: Entry, writes: &mut Vec<Write>) -> bool {
        let Some((place, _)) = self.get(entry.prefix) else { return false };
        self.set(place, Some(entry), writes);
        true
    }

    /// Empties a prefix's place; false where it is not there.
    pub fn remove(&mut self, prefix: Prefix, writes: &mut Vec<Write>) -> bool {
        let Some((place, _)) = self.get(prefix) else { return false };
        self.set(place, None, writes);
        self.places.remove(&prefix);
        self.refusals = 0;
        true
    }

    /// Takes over an entry that the device holds; false where it is elsewhere already.
    pub fn adopt(&mut self, place: usize, entry: Entry) -> bool {
        if place >= self.slots.len() || self.places.contains_key(&entry.prefix) {
            return false;
        }
        self.slots[place] = Some(entry);
        self.places.insert(entry.prefix, place);
        true
    }

    /// The writes that make `self` of `old`, a table of the same size.
    pub fn difference(&self, old: &Self) -> Vec<Write> {
        let places = 0..self.slots.len();
        let content = |table: &Self, place| table.layout.write(place, table.slots[place]);
        places
            .map(|place| (content(self, place), content(old, place)))
            .filter(|(new, old)| new != old)
            .map(|(new, _)| new)
            .collect()
    }

    fn set(&mut self, place: usize, entry: Option<Entry>, writes: &mut Vec<Write>) {
        writes.push(self.layout.write(place, entry));
        self.slots[place] = entry;
        if let Some(entry) = entry {
            self.places.insert(entry.prefix, place);
        }
    }

    /// Places from one of the prefix's own to a free one; each holds the entry
    /// that goes to the next.
    fn way_to_free(&self, prefix: Prefix) -> Option<Vec<usize>> {
        const UNSEEN: u32 = u32::MAX;
        const START: u32 = u32::MAX - 1;
        let own = self.layout.places(prefix);
        if let Some(free) = own.into_iter().find(|place| self.slots[*place].is_none()) {
            return Some(vec![free]);
        }
        if self.len() == self.size() || self.refusals >= REFUSALS {
            return None;
        }
        let mut before = vec![UNSEEN; self.slots.len()];
        let mut queue = VecDeque::from(own);
        own.iter().for_each(|place| before[*place] = START);
        while let Some(place) = queue.pop_front() {
            let Some(entry) = self.slots[place] else {
                let mut way = vec![place];
                let mut place = before[place];
                while place != START {
                    way.push(place as usize);
                    place = before[place as usize];
                }
                way.reverse();
                return Some(way);
            };
            for other in self.layout.places(entry.prefix) {
                if before[other] == UNSEEN {
                    before[other] = place as u32;
                    queue.push_back(other);
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fib::layout::{Pool4, Wide};
    use crate::fib::Family;

    fn entry(number: u128) -> Entry {
        let bits = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) % (1 << 24) << 104;
        Entry { prefix: Prefix::new(Family::Ipv4, bits, 24).unwrap(), next_hop: number as u16 % 512 }
    }

    /// Fills a table until it refuses an entry.
    fn fill<L: Layout>(table: &mut CuckooTable<L>) -> Vec<Entry> {
        let mut held = Vec::new();
        for number in 1.. {
            let entry = entry(number);
            if table.get(entry.prefix).is_some() {
                continue;
            }
            let mut writes = Vec::new();
            if !table.insert(entry, &mut writes) {
                assert!(writes.is_empty(), "a refused entry writes nothing");
                break;
            }
            held.push(entry);
        }
        held
    }

    #[test]
    fn a_refused_entry_changes_nothing_and_others_stay() {
        let mut table = CuckooTable::new(Pool4 { seed: 77, row_bits: 9 });
        let held = fill(&mut table);
        assert!(held.len() > 1945, "{} of 2048", held.len());
        assert_eq!(table.len(), held.len());
        for entry in held {
            let (place, found) = table.get(entry.prefix).unwrap();
            assert_eq!(found, entry);
            assert!(table.layout().places(entry.prefix).contains(&place));
        }
    }

    #[test]
    fn the_wide_table_fills_as_well() {
        let mut table = CuckooTable::new(Wide { seed: 77 });
        let held = fill(&mut table);
        assert!(held.len() > 972, "{} of 1024", held.len());
    }

    #[test]
    fn replace_and_remove_write_once() {
        let mut table = CuckooTable::new(Wide { seed: 1 });
        let mut writes = Vec::new();
        assert!(table.insert(entry(1), &mut writes));
        let changed = Entry { next_hop: 9, ..entry(1) };
        assert!(table.replace(changed, &mut writes));
        assert_eq!(table.get(changed.prefix).unwrap().1, changed);
        assert!(table.remove(changed.prefix, &mut writes));
        assert_eq!(writes.len(), 3);
        assert_eq!(writes[2].words(), [0; 5]);
        assert!(!table.remove(changed.prefix, &mut writes));
        assert!(!table.replace(changed, &mut writes));
        assert_eq!(writes.len(), 3);
    }

    #[test]
    fn a_difference_holds_what_changed() {
        let mut table = CuckooTable::new(Pool4 { seed: 3, row_bits: 9 });
        let empty = table.clone();
        let mut writes = Vec::new();
        table.insert(entry(1), &mut writes);
        assert_eq!(table.difference(&empty), writes);
        assert_eq!(table.difference(&table), []);
        assert_eq!(empty.difference(&table)[0].words(), [0]);
    }
}
