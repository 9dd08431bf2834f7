//! The seed of the FDB's hash. Nothing in the device is random: after every
//! start, and when somebody aims addresses at the places of a known seed, the
//! host gives it another one.

use ferroute_regmap::registers::{FDB_SEED_HIGH, FDB_SEED_LOW};

use super::{Fdb, FdbError, Selector};
use crate::bus::{Operation, RegisterBus};

/// The seed's bits.
const SEED_MASK: u64 = (1 << ferroute_regmap::fdb_hash::KEY_BITS) - 1;

impl<B: RegisterBus> Fdb<'_, B> {
    /// Writes a seed, of which bits 59:0 count. Dynamic entries are forgotten;
    /// static ones go to their new places. Returns how many these are. Those
    /// that find none are named in the error; all others are in.
    pub fn reseed(&mut self, seed: u64) -> Result<usize, FdbError> {
        let fixed = self.show(&Selector { is_static: Some(true), ..Selector::default() })?;
        let seed = seed & SEED_MASK;
        self.device.bus().run(&[
            Operation::Write { address: FDB_SEED_LOW.address, words: vec![seed as u32] },
            Operation::Write { address: FDB_SEED_HIGH.address, words: vec![(seed >> 32) as u32] },
        ])?;
        // What stands at places of the old seed is found no more.
        self.flush(&Selector::default(), true)?;
        self.replace(&fixed)?;
        Ok(fixed.len())
    }
}
