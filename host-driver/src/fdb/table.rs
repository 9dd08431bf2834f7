//! Reading the table as it stands.

use std::collections::BTreeSet;

use ferroute_regmap::{FdbEntry, region};

use super::{Fdb, FdbError, Key};
use crate::bus::{Operation, RegisterBus, crc_of_words};

/// Entries of one check for emptiness: what one message can carry.
const CHECKED_ENTRIES: u32 = 15;
/// A table filled to less than one part in this is checked before it is read.
const SPARSE: u32 = 32;

/// Which entries are meant; `None` matches every value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selector {
    pub port: Option<u8>,
    pub fid: Option<u16>,
    pub is_static: Option<bool>,
}

impl Selector {
    pub fn matches(&self, entry: &FdbEntry) -> bool {
        self.port.is_none_or(|port| port == entry.port)
            && self.fid.is_none_or(|fid| fid == entry.fid)
            && self.is_static.is_none_or(|is_static| is_static == entry.is_static)
    }
}

/// The entry in these words, if they are one and it is valid.
pub(super) fn unpack(words: &[u32]) -> Option<FdbEntry> {
    FdbEntry::unpack(words.try_into().ok()?)
}

impl<B: RegisterBus> Fdb<'_, B> {
    /// The entries that `selector` matches, by FID and address.
    pub fn show(&mut self, selector: &Selector) -> Result<Vec<FdbEntry>, FdbError> {
        let size = self.device.identity().fdb_size;
        let entries = match self.usage()? {
            usage if usage < size / SPARSE => self.read_sparse(size)?,
            _ => self.read_range(0, size)?,
        };
        let mut entries: Vec<FdbEntry> =
            entries.into_iter().filter(|entry| selector.matches(entry)).collect();
        entries.sort_by_key(|entry| (entry.fid, entry.mac));
        // A station that moves in the table while it is read may be seen twice.
        entries.dedup_by_key(|entry| (entry.fid, entry.mac));
        Ok(entries)
    }

    /// The keys among `entries` that the table does not hold as given.
    pub fn verify(&mut self, entries: &[FdbEntry]) -> Result<Vec<Key>, FdbError> {
        let held: BTreeSet<(Key, u8, bool)> = self
            .show(&Selector::default())?
            .iter()
            .map(|entry| (Key::from(entry), entry.port, entry.is_static))
            .collect();
        Ok(entries
            .iter()
            .map(|entry| (Key::from(entry), entry.port, entry.is_static))
            .filter(|wanted| !held.contains(wanted))
            .map(|wanted| wanted.0)
            .collect())
    }

    fn read_range(&mut self, first: u32, count: u32) -> Result<Vec<FdbEntry>, FdbError> {
        let words = self.device.bus().read(entry_address(first), count as usize * FdbEntry::WORDS)?;
        Ok(words.chunks_exact(FdbEntry::WORDS).filter_map(unpack).collect())
    }

    /// Reads only where the CRC differs from that of words never written:
    /// a check costs an eighth of a reading.
    fn read_sparse(&mut self, size: u32) -> Result<Vec<FdbEntry>, FdbError> {
        let blocks: Vec<(u32, u32)> = (0..size)
            .step_by(CHECKED_ENTRIES as usize)
            .map(|first| (first, CHECKED_ENTRIES.min(size - first)))
            .collect();
        let checks: Vec<Operation> = blocks
            .iter()
            .map(|(first, count)| Operation::CrcRange {
                address: entry_address(*first),
                count: (*count as usize * FdbEntry::WORDS) as u16,
            })
            .collect();
        let crcs = self.device.bus().run(&checks)?;
        let reads: Vec<Operation> = blocks
            .iter()
            .zip(crcs)
            .map(|((first, count), crc)| (*first, *count as usize * FdbEntry::WORDS, crc))
            .filter(|(_, count, crc)| crc.first() != Some(&crc_of_words(&vec![0; *count])))
            .map(|(first, count, _)| Operation::Read { address: entry_address(first), count })
            .collect();
        let words = self.device.bus().run(&reads)?;
        Ok(words.iter().flat_map(|words| words.chunks_exact(FdbEntry::WORDS)).filter_map(unpack).collect())
    }
}

fn entry_address(index: u32) -> u32 {
    region::FDB_TABLE + index * FdbEntry::WORDS as u32
}
