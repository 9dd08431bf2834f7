//! Which of the buckets that all groups share are taken.

use std::collections::BTreeMap;

use ferroute_regmap::size::BUCKETS;

/// Ranges of buckets that groups have.
#[derive(Clone, Debug, Default)]
pub struct Buckets {
    /// Length by first bucket.
    taken: BTreeMap<usize, usize>,
}

impl Buckets {
    /// The first gap of so many.
    pub fn allocate(&mut self, count: usize) -> Option<usize> {
        let mut first = 0;
        for (start, length) in &self.taken {
            if start - first >= count {
                break;
            }
            first = start + length;
        }
        self.take(first, count).then_some(first)
    }

    /// Takes a certain range; false where it is not free.
    pub fn take(&mut self, first: usize, count: usize) -> bool {
        let end = first.saturating_add(count);
        let before = self.taken.range(..end).next_back();
        let is_free = before.is_none_or(|(start, length)| start + length <= first) && end <= BUCKETS && count > 0;
        if is_free {
            self.taken.insert(first, count);
        }
        is_free
    }

    pub fn free(&mut self, first: usize) {
        self.taken.remove(&first);
    }

    /// Buckets that are taken.
    pub fn used(&self) -> usize {
        self.taken.values().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_gap_that_is_large_enough_is_taken() {
        let mut buckets = Buckets::default();
        assert_eq!([8, 16, 8].map(|count| buckets.allocate(count)), [Some(0), Some(8), Some(24)]);
        buckets.free(8);
        assert_eq!(buckets.allocate(32), Some(32));
        assert_eq!(buckets.allocate(8), Some(8));
        assert_eq!(buckets.allocate(8), Some(16));
        assert_eq!(buckets.used(), 64);
        assert!(!buckets.take(60, 8) && !buckets.take(0, 2048) && !buckets.take(2044, 8));
        assert!(buckets.take(64, 8) && buckets.take(2040, 8));
    }

    #[test]
    fn there_are_2048() {
        let mut buckets = Buckets::default();
        assert!((0..8).all(|index| buckets.allocate(256) == Some(256 * index)));
        assert_eq!(buckets.allocate(1), None);
        buckets.free(512);
        assert_eq!(buckets.allocate(256), Some(512));
    }
}
