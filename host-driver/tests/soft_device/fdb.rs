//! The FDB's commands over a hashed table.

use ferroute_regmap::fdb_hash;
use ferroute_regmap::size::{FDB_ENTRIES, FDB_PROBES, FDB_ROWS};
use ferroute_regmap::{FdbCommand, FdbEntry, FdbResult};

pub struct SoftFdb {
    places: Vec<Option<FdbEntry>>,
    /// Claims to add and does not.
    pub ignores_adds: bool,
}

impl Default for SoftFdb {
    fn default() -> Self {
        Self { places: vec![None; FDB_ENTRIES], ignores_adds: false }
    }
}

impl SoftFdb {
    pub fn len(&self) -> usize {
        self.entries().count()
    }

    pub fn entries(&self) -> impl Iterator<Item = &FdbEntry> {
        self.places.iter().flatten()
    }

    pub fn get(&self, mac: [u8; 6], fid: u16) -> Option<FdbEntry> {
        self.entries().find(|entry| entry.mac == mac && entry.fid == fid).copied()
    }

    /// As if the switch had learned it.
    pub fn learn(&mut self, entry: FdbEntry, seed: u64) {
        let [a, b, c, _] = entry.pack();
        let (result, _) = self.execute([a, b, c, FdbCommand::Add as u32], seed);
        assert_eq!(result, FdbResult::Done);
    }

    pub fn word(&self, offset: usize) -> u32 {
        self.places[offset / FdbEntry::WORDS]
            .map_or(0, |entry| entry.pack()[offset % FdbEntry::WORDS])
    }

    pub fn execute(&mut self, words: [u32; FdbEntry::WORDS], seed: u64) -> (FdbResult, u32) {
        let operation = words[3] & 0xFF;
        let Some(entry) = FdbEntry::unpack([words[0], words[1], words[2] | 1 << FdbEntry::VALID_BIT, 0])
        else {
            return (FdbResult::Unknown, 0);
        };
        let places: Vec<usize> = (0..FDB_PROBES)
            .flat_map(|probe| fdb_hash::rows(entry.key(), seed, probe).into_iter().enumerate())
            .map(|(way, row)| way * FDB_ROWS + usize::from(row))
            .collect();
        let found = places
            .iter()
            .copied()
            .find(|place| self.places[*place].is_some_and(|held| held.key() == entry.key()));
        let free = places.iter().copied().find(|place| self.places[*place].is_none());
        let command = FdbCommand::ALL.iter().find(|command| **command as u32 == operation);
        match (command, found) {
            (Some(FdbCommand::Add), _) if self.ignores_adds => (FdbResult::Done, 0),
            (Some(FdbCommand::Add), _) => match found.or(free) {
                Some(place) => {
                    self.places[place] = Some(entry);
                    (FdbResult::Done, place as u32)
                }
                None => (FdbResult::Full, 0),
            },
            (Some(FdbCommand::Flush), _) => {
                self.flush(entry, words[3]);
                (FdbResult::Done, 0)
            }
            (Some(FdbCommand::Delete), Some(place)) => {
                self.places[place] = None;
                (FdbResult::Done, place as u32)
            }
            (Some(FdbCommand::Find), Some(place)) => (FdbResult::Done, place as u32),
            (Some(_), None) => (FdbResult::NotFound, 0),
            (None, _) => (FdbResult::Unknown, 0),
        }
    }

    fn flush(&mut self, wanted: FdbEntry, word: u32) {
        let bit = |bit: u32| word >> bit & 1 == 1;
        for place in &mut self.places {
            let matches = place.is_some_and(|held| {
                (!bit(FdbCommand::FLUSH_PORT_BIT) || held.port == wanted.port)
                    && (!bit(FdbCommand::FLUSH_FID_BIT) || held.fid == wanted.fid)
                    && (bit(FdbCommand::FLUSH_STATIC_BIT) || !held.is_static)
            });
            if matches {
                *place = None;
            }
        }
    }
}
