//! # Port counters
//! Owns: reading all counters of ports, and sums over them. What the sums must
//! amount to is in [`crate::drops`].

use ferroute_regmap::{Counter, DropReason, region};
use serde::ser::{Serialize, SerializeMap, SerializeStruct, Serializer};

use crate::bus::{BusError, Operation, RegisterBus};
use crate::device::Device;
use crate::port::Port;

/// Words of a counter on the register bus.
const WORDS: usize = 2;
/// Counters of a port that are read: up to the last drop reason.
const READ_COUNTERS: usize = Counter::DROP_BASE + DropReason::TrapDropped as usize + 1;

/// The classes by length; every frame, good or bad, is in exactly one.
pub const SIZE_CLASSES: [Counter; 8] = [
    Counter::RxSizeUnder64,
    Counter::RxSize64,
    Counter::RxSize65To127,
    Counter::RxSize128To255,
    Counter::RxSize256To511,
    Counter::RxSize512To1023,
    Counter::RxSize1024To1518,
    Counter::RxSizeOver1518,
];

/// All counters of one port. Each is of one moment; they are read one after
/// the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortCounters {
    pub port: Port,
    values: Vec<u64>,
}

/// Reads the counters of these ports.
pub fn read<B: RegisterBus>(device: &mut Device<B>, ports: &[Port]) -> Result<Vec<PortCounters>, BusError> {
    // Reading a low word latches its high word: both are always in one
    // message, because a message starts at an even address and has an even
    // number of words.
    let operations: Vec<Operation> = ports
        .iter()
        .map(|port| Operation::Read {
            address: region::COUNTERS + (usize::from(port.index()) * Counter::PER_PORT * WORDS) as u32,
            count: READ_COUNTERS * WORDS,
        })
        .collect();
    let words = device.bus().run(&operations)?;
    let counters = ports.iter().zip(words).map(|(port, words)| PortCounters::new(*port, &words));
    Ok(counters.collect())
}

impl PortCounters {
    /// From pairs of words, low word first, from index 0 on; missing ones are zero.
    pub fn new(port: Port, words: &[u32]) -> Self {
        let values = words
            .chunks_exact(WORDS)
            .map(|pair| u64::from(pair[0]) | u64::from(pair[1]) << 32)
            .collect();
        Self { port, values }
    }

    pub fn get(&self, counter: Counter) -> u64 {
        self.index(counter as usize)
    }

    pub fn drops(&self, reason: DropReason) -> u64 {
        self.index(Counter::DROP_BASE + reason as usize)
    }

    fn index(&self, index: usize) -> u64 {
        self.values.get(index).copied().unwrap_or_default()
    }

    fn sum(&self, counters: &[Counter]) -> u64 {
        counters.iter().fold(0, |sum, counter| sum.wrapping_add(self.get(*counter)))
    }

    /// Frames that came in, bad ones too.
    pub fn received(&self) -> u64 {
        self.sum(&SIZE_CLASSES)
    }

    /// Frames in which the receiver found nothing wrong.
    pub fn received_good(&self) -> u64 {
        self.sum(&[Counter::RxUnicast, Counter::RxMulticast, Counter::RxBroadcast])
    }

    /// Copies that went out, those cut short too.
    pub fn sent(&self) -> u64 {
        self.sum(&[Counter::TxUnicast, Counter::TxMulticast, Counter::TxBroadcast])
    }

    /// Losses under reasons that `is_meant` holds for.
    pub fn drops_where(&self, is_meant: impl Fn(DropReason) -> bool) -> u64 {
        let reasons = DropReason::ALL.iter().filter(|reason| is_meant(**reason));
        reasons.fold(0, |sum, reason| sum.wrapping_add(self.drops(*reason)))
    }

    /// Losses under all reasons.
    pub fn all_drops(&self) -> u64 {
        self.drops_where(|_| true)
    }
}

struct Traffic<'a>(&'a PortCounters);
struct Drops<'a>(&'a PortCounters);

impl Serialize for Traffic<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(Counter::ALL.len()))?;
        for counter in Counter::ALL {
            map.serialize_entry(counter.name(), &self.0.get(*counter))?;
        }
        map.end()
    }
}

impl Serialize for Drops<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(DropReason::ALL.len()))?;
        for reason in DropReason::ALL {
            map.serialize_entry(reason.name(), &self.0.drops(*reason))?;
        }
        map.end()
    }
}

impl Serialize for PortCounters {
    /// `port`, `counters` and `drops`, the latter two by the contract's names.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut port = serializer.serialize_struct("PortCounters", 3)?;
        port.serialize_field("port", &self.port)?;
        port.serialize_field("counters", &Traffic(self))?;
        port.serialize_field("drops", &Drops(self))?;
        port.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_paired_low_first_and_summed() {
        let mut words = vec![0; READ_COUNTERS * WORDS];
        words[Counter::RxUnicast as usize * WORDS..][..2].copy_from_slice(&[5, 1]);
        words[Counter::RxBroadcast as usize * WORDS] = 2;
        words[Counter::RxSizeUnder64 as usize * WORDS] = 3;
        words[Counter::RxSizeOver1518 as usize * WORDS] = 4;
        words[(Counter::DROP_BASE + DropReason::TransmitUnderrun as usize) * WORDS] = 9;
        let counters = PortCounters::new(Port::new(0, 4).unwrap(), &words);
        assert_eq!(counters.get(Counter::RxUnicast), 0x1_0000_0005);
        assert_eq!(counters.received_good(), 0x1_0000_0007);
        assert_eq!(counters.received(), 7);
        assert_eq!(counters.all_drops(), 9);
        assert_eq!(counters.drops_where(|reason| !reason.is_egress()), 0);
    }

    #[test]
    fn every_counter_is_read_and_no_pair_is_split() {
        let last = DropReason::ALL.iter().map(|reason| *reason as usize).max().unwrap();
        assert_eq!(READ_COUNTERS, Counter::DROP_BASE + last + 1);
        assert!(ferroute_regmap::message::MAX_WORDS.is_multiple_of(WORDS));
        let classes = Counter::ALL.iter().filter(|counter| counter.name().starts_with("rx_size_"));
        assert_eq!(classes.count(), SIZE_CLASSES.len());
    }
}
