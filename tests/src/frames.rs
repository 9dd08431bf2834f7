//! Stations and frames.

use ferroute_regmap::size::FCS_OCTETS;
use ferroute_sim::golden::CarrierEvent;

/// Octets that a frame takes of its line besides its own: preamble, SFD, gap
/// (IEEE 802.3-2022 clause 4.4.2).
pub const OVERHEAD_OCTETS: u64 = 20;

/// A locally administered station address.
pub fn station(index: u32) -> [u8; 6] {
    let [a, b, c, d] = index.to_be_bytes();
    [0x02, 0xFE, a, b, c, d]
}

/// A frame of `length` octets, FCS included, whose content differs with `tag`.
pub fn octets(destination: [u8; 6], source: [u8; 6], length: usize, tag: u32) -> Vec<u8> {
    let mut frame = [destination, source].concat();
    // Local experimental EtherType (IEEE 802-2014 clause 9.2.4).
    frame.extend([0x88, 0xB5]);
    frame.extend(tag.to_be_bytes());
    let filled = frame.len();
    frame.extend((filled..length - FCS_OCTETS).map(|index| (index as u32 * 7 + tag) as u8));
    frame
}

/// The same on the wire, good.
pub fn good(destination: [u8; 6], source: [u8; 6], length: usize, tag: u32) -> CarrierEvent {
    CarrierEvent::frame(&octets(destination, source, length, tag))
}
