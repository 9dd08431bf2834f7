//! Everything at new places: for another seed, or all at once.

use ferroute_regmap::registers::{DEFAULT_ROUTES, FIB_SEED_HIGH, FIB_SEED_LOW};

use super::adopt::both_defaults;
use super::{Entry, Fib, FibError, Sizes, Write};

/// The seed's bits.
pub const SEED_MASK: u64 = (1 << ferroute_regmap::fdb_hash::KEY_BITS) - 1;

impl Fib {
    /// A FIB that holds exactly these; the first that does not fit is the error.
    pub fn filled(sizes: Sizes, seed: u64, entries: &[Entry]) -> Result<Self, FibError> {
        let mut fib = Self::new(sizes, seed & SEED_MASK);
        fib.expect(entries.iter().map(|entry| entry.prefix));
        let mut writes = Vec::new();
        for entry in entries {
            fib.insert(*entry, &mut writes)?;
            writes.clear();
        }
        Ok(fib)
    }

    /// The writes that bring a device from `self` to `new`, of the same size.
    /// In between, addresses have next hop `guard`, which should lead to the
    /// host: each goes from its old next hop to this one, and from there to its
    /// new one.
    pub fn reload(&self, new: &Self, guard: u16) -> Vec<Write> {
        let mut writes = vec![Write::new(DEFAULT_ROUTES.address, &[both_defaults(guard)])];
        let mut between = self.clone();
        // The shortest first, as a longer prefix hides it where both match.
        for length in 1..=128 {
            between.all_lengths().into_iter().for_each(|lengths| lengths.close(length, &mut writes));
        }
        if self.seed != new.seed {
            writes.push(Write::new(FIB_SEED_LOW.address, &[new.seed as u32]));
            writes.push(Write::new(FIB_SEED_HIGH.address, &[(new.seed >> 32) as u32]));
        }
        writes.extend(new.pool4.difference(&self.pool4));
        writes.extend(new.pool6.difference(&self.pool6));
        writes.extend(new.wide.difference(&self.wide));
        let mut like = new.clone();
        for length in (1..=128).rev() {
            for (lengths, like) in between.all_lengths().into_iter().zip(like.all_lengths()) {
                lengths.open(length, like, &mut writes);
            }
        }
        writes.push(Write::new(DEFAULT_ROUTES.address, &[new.defaults]));
        writes
    }
}
