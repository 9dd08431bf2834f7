//! Counters of every port, by the contract's index.

use ferroute_regmap::{Counter, DropReason};

/// Counters of all ports; the CPU port is the last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counters {
    ports: Vec<[u64; Counter::PER_PORT]>,
}

/// Where a frame goes, by its destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cast {
    Unicast,
    Multicast,
    Broadcast,
}

/// RFC 2819: broadcast frames are not counted as multicast.
fn cast(destination: &[u8]) -> Cast {
    match destination {
        [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, ..] => Cast::Broadcast,
        [first, ..] if first & 1 == 1 => Cast::Multicast,
        _ => Cast::Unicast,
    }
}

impl Counters {
    /// All zero, for this many ports with the CPU port.
    pub fn new(ports_with_cpu: usize) -> Self {
        Self { ports: vec![[0; Counter::PER_PORT]; ports_with_cpu] }
    }

    /// Ports, with the CPU port.
    pub fn port_count(&self) -> usize {
        self.ports.len()
    }

    pub fn get(&self, port: usize, counter: Counter) -> u64 {
        self.ports[port][counter as usize]
    }

    pub fn drops(&self, port: usize, reason: DropReason) -> u64 {
        self.ports[port][Counter::DROP_BASE + reason as usize]
    }

    /// The sum over all ports.
    pub fn total(&self, counter: Counter) -> u64 {
        (0..self.ports.len()).map(|port| self.get(port, counter)).sum()
    }

    /// The sum over all ports.
    pub fn total_drops(&self, reason: DropReason) -> u64 {
        (0..self.ports.len()).map(|port| self.drops(port, reason)).sum()
    }

    /// A counter by the index of the contract.
    pub fn set_index(&mut self, port: usize, index: usize, value: u64) {
        self.ports[port][index] = value;
    }

    pub(super) fn count_drop(&mut self, port: usize, reason: DropReason) {
        self.ports[port][Counter::DROP_BASE + reason as usize] += 1;
    }

    /// Any carrier event: octets, and the size class, of which there is one
    /// for every length, so that the classes add up to all events.
    pub(super) fn count_received(&mut self, port: usize, length: usize) {
        self.add(port, Counter::RxOctets, length as u64);
        let size = match length {
            0..64 => Counter::RxSizeUnder64,
            64 => Counter::RxSize64,
            65..=127 => Counter::RxSize65To127,
            128..=255 => Counter::RxSize128To255,
            256..=511 => Counter::RxSize256To511,
            512..=1023 => Counter::RxSize512To1023,
            1024..=1518 => Counter::RxSize1024To1518,
            _ => Counter::RxSizeOver1518,
        };
        self.add(port, size, 1);
    }

    /// A good frame came in.
    pub(super) fn count_good(&mut self, port: usize, frame: &[u8]) {
        let counter = match cast(frame) {
            Cast::Unicast => Counter::RxUnicast,
            Cast::Multicast => Counter::RxMulticast,
            Cast::Broadcast => Counter::RxBroadcast,
        };
        self.add(port, counter, 1);
    }

    pub(super) fn count_copies(&mut self, port: usize, copies: u32) {
        self.add(port, Counter::ForwardCopies, u64::from(copies));
    }

    /// A copy went out; the frame is given with its FCS.
    pub(super) fn count_sent(&mut self, port: usize, frame: &[u8]) {
        let counter = match cast(frame) {
            Cast::Unicast => Counter::TxUnicast,
            Cast::Multicast => Counter::TxMulticast,
            Cast::Broadcast => Counter::TxBroadcast,
        };
        self.add(port, counter, 1);
        self.add(port, Counter::TxOctets, frame.len() as u64);
    }

    fn add(&mut self, port: usize, counter: Counter, amount: u64) {
        self.ports[port][counter as usize] += amount;
    }
}

/// Frames that came in on all ports, good and bad.
pub fn received_frames(counters: &Counters) -> u64 {
    [
        Counter::RxSizeUnder64,
        Counter::RxSize64,
        Counter::RxSize65To127,
        Counter::RxSize128To255,
        Counter::RxSize256To511,
        Counter::RxSize512To1023,
        Counter::RxSize1024To1518,
        Counter::RxSizeOver1518,
    ]
    .iter()
    .map(|counter| counters.total(*counter))
    .sum()
}

/// Copies that went out on all ports.
pub fn sent_copies(counters: &Counters) -> u64 {
    [Counter::TxUnicast, Counter::TxMulticast, Counter::TxBroadcast]
        .iter()
        .map(|counter| counters.total(*counter))
        .sum()
}
