//! # The forwarding database
//! Owns: commands to the FDB and reading its table. Entries that the switch
//! learns come and go between any two accesses.

use std::collections::HashSet;

use ferroute_regmap::registers::{FDB_FAILURES, FDB_RESULT, FDB_USAGE};
use ferroute_regmap::size::FID_BITS;
use ferroute_regmap::{FdbCommand, FdbEntry, FdbResult, region};

use crate::bus::{BusError, Operation, RegisterBus};
use crate::device::{Device, field};
use crate::mac_address::MacAddress;

pub mod file;
mod seed;
mod table;

pub use table::Selector;

/// What names an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    pub mac: MacAddress,
    /// Forwarding identifier, 0 to 4095.
    pub fid: u16,
}

/// Why an FDB command failed.
#[derive(Debug, thiserror::Error)]
pub enum FdbError {
    #[error(transparent)]
    Bus(#[from] BusError),
    /// The table's: every place that the key may take holds another key.
    #[error("the FDB is full for {} fid {}{}", .0[0].mac, .0[0].fid, more(.0.len()))]
    Full(Vec<Key>),
    /// The caller's: use `replace`.
    #[error("{} fid {} exists already{}", .0[0].mac, .0[0].fid, more(.0.len()))]
    Exists(Vec<Key>),
    /// The caller's.
    #[error("no entry {} fid {}", .0.mac, .0.fid)]
    NotFound(Key),
    /// The caller's.
    #[error("{0} is a group address; the FDB holds stations only")]
    GroupAddress(MacAddress),
    /// The caller's.
    #[error("00:00:00:00:00:00 is no station's address")]
    ZeroAddress,
    /// The caller's.
    #[error("fid {0} is out of range; 0 to 4095 are possible")]
    BadFid(u16),
    /// The caller's.
    #[error("the device has no port {0}")]
    BadPort(u8),
    /// The device's.
    #[error("the device answered an FDB command with unknown result {0}")]
    UnknownResult(u32),
}

fn more(count: usize) -> String {
    if count > 1 { format!(" and {} more", count - 1) } else { String::new() }
}

impl From<&FdbEntry> for Key {
    fn from(entry: &FdbEntry) -> Self {
        Self { mac: MacAddress(entry.mac), fid: entry.fid }
    }
}

impl Key {
    fn check(self) -> Result<(), FdbError> {
        match self {
            Key { mac, .. } if mac.is_group() => Err(FdbError::GroupAddress(mac)),
            Key { mac, .. } if mac.is_zero() => Err(FdbError::ZeroAddress),
            Key { fid, .. } if fid >> FID_BITS != 0 => Err(FdbError::BadFid(fid)),
            _ => Ok(()),
        }
    }

    fn entry(self) -> FdbEntry {
        FdbEntry { mac: self.mac.0, fid: self.fid, port: 0, age: 0, is_static: false }
    }
}

/// The FDB of a device.
pub struct Fdb<'a, B> {
    device: &'a mut Device<B>,
}

impl<'a, B: RegisterBus> Fdb<'a, B> {
    pub fn new(device: &'a mut Device<B>) -> Self {
        Self { device }
    }

    /// Inserts entries that must not exist yet, static or learned. When one
    /// exists or comes twice, nothing changes.
    pub fn add(&mut self, entries: &[FdbEntry]) -> Result<(), FdbError> {
        self.check(entries)?;
        let mut seen = HashSet::new();
        let twice: Vec<Key> = entries.iter().map(Key::from).filter(|key| !seen.insert(*key)).collect();
        if !twice.is_empty() {
            return Err(FdbError::Exists(twice));
        }
        // Each search for an absent key counts as a failure, so one counter
        // tells that all are absent.
        let keys: Vec<Key> = entries.iter().map(Key::from).collect();
        let searches: Vec<FdbEntry> = keys.iter().map(|key| key.entry()).collect();
        let absent = self.bulk(FdbCommand::Find, &searches)?;
        if absent != Some(entries.len() as u32) {
            let existing = self.existing(&keys)?;
            if !existing.is_empty() {
                return Err(FdbError::Exists(existing));
            }
        }
        self.replace(entries)
    }

    /// Inserts entries or replaces those with their keys, many to a message.
    /// Entries that find no place are named in the error; all others are in.
    pub fn replace(&mut self, entries: &[FdbEntry]) -> Result<(), FdbError> {
        self.check(entries)?;
        if self.bulk(FdbCommand::Add, entries)? == Some(0) {
            return Ok(());
        }
        let keys: Vec<Key> = entries.iter().map(Key::from).collect();
        let existing = self.existing(&keys)?;
        let missing: Vec<Key> = keys.into_iter().filter(|key| !existing.contains(key)).collect();
        if missing.is_empty() { Ok(()) } else { Err(FdbError::Full(missing)) }
    }

    /// Deletes an entry, static or not.
    pub fn delete(&mut self, key: Key) -> Result<(), FdbError> {
        key.check()?;
        match self.command(FdbCommand::Delete, key)? {
            (FdbResult::Done, _) => Ok(()),
            (FdbResult::NotFound, _) => Err(FdbError::NotFound(key)),
            (other, _) => Err(FdbError::UnknownResult(other as u32)),
        }
    }

    /// The entry with a key.
    pub fn get(&mut self, key: Key) -> Result<FdbEntry, FdbError> {
        key.check()?;
        match self.command(FdbCommand::Find, key)? {
            (FdbResult::Done, index) => {
                let address = region::FDB_TABLE + index * FdbEntry::WORDS as u32;
                let words = self.device.bus().read(address, FdbEntry::WORDS)?;
                table::unpack(&words)
                    .filter(|entry| Key::from(entry) == key)
                    // It aged away or moved between search and reading.
                    .ok_or(FdbError::NotFound(key))
            }
            (FdbResult::NotFound, _) => Err(FdbError::NotFound(key)),
            (other, _) => Err(FdbError::UnknownResult(other as u32)),
        }
    }

    /// Deletes the entries that `selector` matches; returns by how much the
    /// number of entries fell. Static entries are deleted only where
    /// `selector.is_static` is `Some(true)` or `with_static` is given.
    pub fn flush(&mut self, selector: &Selector, with_static: bool) -> Result<u32, FdbError> {
        let before = self.usage()?;
        if selector.is_static == Some(true) {
            // The device flushes static entries only along with dynamic ones.
            let entries = self.show(selector)?;
            self.bulk(FdbCommand::Delete, &entries)?;
        } else {
            let mut words = [0; FdbEntry::WORDS];
            words[3] = FdbCommand::Flush as u32
                | u32::from(selector.port.is_some()) << FdbCommand::FLUSH_PORT_BIT
                | u32::from(selector.fid.is_some()) << FdbCommand::FLUSH_FID_BIT
                | u32::from(with_static) << FdbCommand::FLUSH_STATIC_BIT;
            words[2] = u32::from(selector.port.unwrap_or_default()) << FdbEntry::PORT_SHIFT;
            words[1] = u32::from(selector.fid.unwrap_or_default()) << FdbEntry::FID_SHIFT;
            self.execute(words)?;
        }
        Ok(before.saturating_sub(self.usage()?))
    }

    /// Valid entries.
    pub fn usage(&mut self) -> Result<u32, FdbError> {
        Ok(field(&FDB_USAGE, "entries", self.device.bus().read_word(FDB_USAGE.address)?))
    }

    /// Which of these keys have an entry.
    fn existing(&mut self, keys: &[Key]) -> Result<Vec<Key>, FdbError> {
        // Reading the table costs as much as some hundred searches.
        if keys.len() > 256 {
            let table: HashSet<Key> =
                self.show(&Selector::default())?.iter().map(Key::from).collect();
            return Ok(keys.iter().copied().filter(|key| table.contains(key)).collect());
        }
        let mut existing = Vec::new();
        for key in keys {
            if self.command(FdbCommand::Find, *key)?.0 == FdbResult::Done {
                existing.push(*key);
            }
        }
        Ok(existing)
    }

    /// Whether these entries may be in the FDB at all; nothing is sent.
    pub fn check(&self, entries: &[FdbEntry]) -> Result<(), FdbError> {
        let port_count = self.device.identity().port_count;
        entries.iter().try_for_each(|entry| {
            Key::from(entry).check()?;
            if entry.port > port_count { Err(FdbError::BadPort(entry.port)) } else { Ok(()) }
        })
    }

    /// Executes one command for each entry; returns how many failed, unless
    /// the device's count of failures is at its end.
    fn bulk(&mut self, command: FdbCommand, entries: &[FdbEntry]) -> Result<Option<u32>, FdbError> {
        let words = entries
            .iter()
            .flat_map(|entry| {
                let [a, b, c, _] = entry.pack();
                [a, b, c, command as u32]
            })
            .collect();
        let failures = Operation::Read { address: FDB_FAILURES.address, count: 1 };
        let commands = Operation::Write { address: region::FDB_COMMAND, words };
        let results = self.device.bus().run(&[failures.clone(), commands, failures])?;
        let count = |index: usize| results[index].first().copied().unwrap_or_default();
        Ok(count(2).checked_sub(count(0)).filter(|_| count(2) != u32::MAX))
    }

    fn command(&mut self, command: FdbCommand, key: Key) -> Result<(FdbResult, u32), FdbError> {
        let [a, b, c, _] = key.entry().pack();
        self.execute([a, b, c, command as u32])
    }

    /// Executes a command; returns its result and the entry's index.
    fn execute(&mut self, words: [u32; FdbEntry::WORDS]) -> Result<(FdbResult, u32), FdbError> {
        let results = self.device.bus().run(&[
            Operation::Write { address: region::FDB_COMMAND, words: words.to_vec() },
            Operation::Read { address: FDB_RESULT.address, count: 1 },
        ])?;
        let word = results[1].first().copied().unwrap_or_default();
        let code = field(&FDB_RESULT, "code", word);
        let result = FdbResult::from_code(code as u8).ok_or(FdbError::UnknownResult(code))?;
        Ok((result, field(&FDB_RESULT, "index", word)))
    }
}
