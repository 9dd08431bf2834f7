//! Changes of the FIB, one prefix at a time.

use ferroute_regmap::registers::DEFAULT_ROUTES;

use super::layout::Layout;
use super::lengths::Lengths;
use super::{Entry, Family, Fib, FibError, Place, Prefix, Write, default_of, pool_name, with_default};

/// Prefixes in the wide table that a pool could hold, at most: the rest is for
/// those that nothing else can hold.
const MOST_GUESTS: usize = 512;

impl Fib {
    /// Inserts a prefix or gives it another next hop; the latter is one write.
    pub fn insert(&mut self, entry: Entry, writes: &mut Vec<Write>) -> Result<(), FibError> {
        let prefix = entry.prefix;
        if prefix.is_default() {
            self.set_default(prefix.family(), Some(entry.next_hop), writes);
            return Ok(());
        }
        if self.replace(entry, writes) {
            return Ok(());
        }
        if !self.pool_takes(prefix) {
            return self.insert_wide(entry, writes);
        }
        let slots = self.pool_lengths(prefix.family()).slots();
        let is_preferred = self.preferred[prefix.family() as usize]
            .as_ref()
            .is_none_or(|lengths| lengths.contains(&prefix.length()) || lengths.len() < slots);
        let is_active = self.pool_lengths(prefix.family()).is_active(prefix.length());
        if !is_preferred && !is_active && self.insert_guest(entry, writes) {
            return Ok(());
        }
        if self.pool_lengths(prefix.family()).is_available(prefix.length()) {
            return self.insert_pool(entry, writes);
        }
        if self.insert_guest(entry, writes) || self.exchange(entry, writes) {
            return Ok(());
        }
        Err(FibError::Length { prefix, table: pool_name(prefix.family()), slots })
    }

    /// Gives a prefix another next hop; false where it is not there.
    pub fn replace(&mut self, entry: Entry, writes: &mut Vec<Write>) -> bool {
        let family = entry.prefix.family();
        if entry.prefix.is_default() {
            let is_there = default_of(self.defaults, family).is_some();
            if is_there {
                self.set_default(family, Some(entry.next_hop), writes);
            }
            return is_there;
        }
        let in_pool = match family {
            Family::Ipv4 => self.pool4.replace(entry, writes),
            Family::Ipv6 => self.pool6.replace(entry, writes),
        };
        in_pool || self.wide.replace(entry, writes)
    }

    /// Deletes a prefix; false where it is not there.
    pub fn remove(&mut self, prefix: Prefix, writes: &mut Vec<Write>) -> bool {
        if prefix.is_default() {
            let is_there = default_of(self.defaults, prefix.family()).is_some();
            self.set_default(prefix.family(), None, writes);
            return is_there;
        }
        self.remove_pool(prefix, writes) || self.remove_wide(prefix, writes)
    }

    pub(super) fn pool_takes(&self, prefix: Prefix) -> bool {
        match prefix.family() {
            Family::Ipv4 => self.pool4.layout().takes(prefix),
            Family::Ipv6 => self.pool6.layout().takes(prefix),
        }
    }

    fn pool_lengths(&mut self, family: Family) -> &mut Lengths {
        match family {
            Family::Ipv4 => &mut self.lengths4,
            Family::Ipv6 => &mut self.lengths6,
        }
    }

    pub(super) fn wide_lengths(&mut self, family: Family) -> &mut Lengths {
        match family {
            Family::Ipv4 => &mut self.wide_lengths4,
            Family::Ipv6 => &mut self.wide_lengths6,
        }
    }

    pub(super) fn all_lengths(&mut self) -> [&mut Lengths; 4] {
        [&mut self.lengths4, &mut self.lengths6, &mut self.wide_lengths4, &mut self.wide_lengths6]
    }

    fn insert_pool(&mut self, entry: Entry, writes: &mut Vec<Write>) -> Result<(), FibError> {
        let Entry { prefix, .. } = entry;
        let family = prefix.family();
        let (is_in, used, size) = match family {
            Family::Ipv4 => (self.pool4.insert(entry, writes), self.pool4.len(), self.pool4.size()),
            Family::Ipv6 => (self.pool6.insert(entry, writes), self.pool6.len(), self.pool6.size()),
        };
        if !is_in {
            return Err(FibError::Full { prefix, table: pool_name(family), used, size });
        }
        self.pool_lengths(family).take(prefix.length(), writes);
        Ok(())
    }

    fn insert_wide(&mut self, entry: Entry, writes: &mut Vec<Write>) -> Result<(), FibError> {
        let Entry { prefix, .. } = entry;
        let table = "wide table";
        let lengths = self.wide_lengths(prefix.family());
        if !lengths.is_available(prefix.length()) {
            return Err(FibError::Length { prefix, table, slots: lengths.slots() });
        }
        if !self.wide.insert(entry, writes) {
            return Err(FibError::Full { prefix, table, used: self.wide.len(), size: self.wide.size() });
        }
        self.wide_lengths(prefix.family()).take(prefix.length(), writes);
        self.guests += usize::from(self.pool_takes(prefix));
        Ok(())
    }

    /// Inserts into the wide table what belongs into a pool, if there is room for such.
    fn insert_guest(&mut self, entry: Entry, writes: &mut Vec<Write>) -> bool {
        self.guests < MOST_GUESTS && self.insert_wide(entry, writes).is_ok()
    }

    fn remove_pool(&mut self, prefix: Prefix, writes: &mut Vec<Write>) -> bool {
        let is_out = match prefix.family() {
            Family::Ipv4 => self.pool4.remove(prefix, writes),
            Family::Ipv6 => self.pool6.remove(prefix, writes),
        };
        if is_out {
            self.pool_lengths(prefix.family()).release(prefix.length(), writes);
        }
        is_out
    }

    fn remove_wide(&mut self, prefix: Prefix, writes: &mut Vec<Write>) -> bool {
        let is_out = self.wide.remove(prefix, writes);
        if is_out {
            self.wide_lengths(prefix.family()).release(prefix.length(), writes);
            self.guests -= usize::from(self.pool_takes(prefix));
        }
        is_out
    }

    /// Makes room in the pool for an entry's length: the length with the fewest
    /// prefixes goes to the wide table, those of this length come from there.
    /// Each prefix is copied before it is deleted. Changes nothing on failure.
    fn exchange(&mut self, entry: Entry, writes: &mut Vec<Write>) -> bool {
        let (family, length) = (entry.prefix.family(), entry.prefix.length());
        let lengths = self.pool_lengths(family);
        let Some(leaving) = lengths.active().into_iter().min_by_key(|length| lengths.count(*length)) else {
            return false;
        };
        let staying = self.guests - self.wide_lengths(family).count(length);
        if staying + self.pool_lengths(family).count(leaving) > MOST_GUESTS {
            return false;
        }
        let of = |fib: &Self, in_pool: bool, length| -> Vec<Entry> {
            fib.entries()
                .filter(|(entry, place)| {
                    let prefix = entry.prefix;
                    prefix.family() == family && prefix.length() == length && fib.pool_takes(prefix)
                        && matches!(place, Place::Pool(_)) == in_pool
                })
                .map(|(entry, _)| entry)
                .collect()
        };
        let (mut trial, mut moves) = (self.clone(), Vec::new());
        let (out, back) = (of(self, true, leaving), of(self, false, length));
        let fits = out.iter().all(|entry| trial.insert_wide(*entry, &mut moves).is_ok())
            && out.iter().all(|entry| trial.remove_pool(entry.prefix, &mut moves))
            && back.iter().chain([&entry]).all(|entry| trial.insert_pool(*entry, &mut moves).is_ok())
            && back.iter().all(|entry| trial.remove_wide(entry.prefix, &mut moves));
        if fits {
            *self = trial;
            writes.extend(moves);
        }
        fits
    }

    fn set_default(&mut self, family: Family, next_hop: Option<u16>, writes: &mut Vec<Write>) {
        let word = with_default(self.defaults, family, next_hop);
        if word != self.defaults {
            self.defaults = word;
            writes.push(Write::new(DEFAULT_ROUTES.address, &[word]));
        }
    }
}
