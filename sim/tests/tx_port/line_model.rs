//! What must stand on the line, clock by clock, for words written at given
//! times: the port's documented latencies and nothing of its gateware.

use ferroute_hdl::transmit::TxPort;
use ferroute_sim::golden::{CarrierEvent, carrier::PREAMBLE_OCTETS};

use crate::bench::{Clock, Stimulus};

/// Octet times between two frames (IEEE 802.3-2022 clause 4.4.2).
pub const GAP: usize = 12;
const FCS: usize = 4;
const ENABLE: u16 = 1 << 8;
const ERROR: u16 = 1 << 9;

/// The line behind each tx edge, and how many frames were cut.
pub struct Expected {
    pub line: Vec<u16>,
    pub cuts: u64,
}

/// Tx edge after which a word written at this time is readable: the second of
/// those that come after it.
pub fn readable(written: u64, tx: Clock) -> usize {
    let edges_until = |time: u64| if time < tx.first { 0 } else { (time - tx.first) / tx.period + 1 };
    edges_until(written) as usize + 1
}

pub fn expected(stimulus: &Stimulus, written: &[u64]) -> Expected {
    let mut result = Expected { line: vec![0; stimulus.edges], cuts: 0 };
    let mut times = written.iter();
    // Where the next preamble may begin: behind the gap, and with no rest of a
    // cut frame in the FIFO.
    let mut free = 0;
    for frame in &stimulus.frames {
        let word_count = frame.len().div_ceil(8);
        let words: Vec<usize> =
            times.by_ref().take(word_count).map(|time| readable(*time, stimulus.tx)).collect();
        let start = free.max(words[0] + TxPort::START_DELAY);
        // Word k is loaded an edge before its first octet shows.
        let load = |index: usize| start + PREAMBLE_OCTETS + 8 * index;
        let late = (0..word_count).find(|index| words[*index] >= load(*index));
        let octets = CarrierEvent::frame(frame).octets;
        let sent = match late {
            None => octets.iter().map(|octet| ENABLE | u16::from(*octet)).collect::<Vec<u16>>(),
            Some(word) => cut(&octets[..PREAMBLE_OCTETS + 1 + 8 * word]),
        };
        free = start + sent.len() + GAP;
        if let Some(word) = late {
            result.cuts += 1;
            // The rest is taken from the clock after the cut on, a word a clock.
            let taken = (word..word_count)
                .fold(load(word), |taken, index| (taken + 1).max(words[index] + 1));
            free = free.max(taken + 2);
        }
        for (place, symbol) in result.line.iter_mut().skip(start).zip(sent) {
            *place = symbol;
        }
    }
    result
}

/// What was sent, and the complement of its FCS under TX_ER.
fn cut(octets: &[u8]) -> Vec<u16> {
    let sent = octets.iter().map(|octet| ENABLE | u16::from(*octet));
    let wrong = (!crc32fast::hash(&octets[PREAMBLE_OCTETS + 1..])).to_le_bytes();
    sent.chain((0..FCS).map(|index| ENABLE | ERROR | u16::from(wrong[index]))).collect()
}
