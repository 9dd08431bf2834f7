//! A carrier event: what stands on GMII from the rise of RX_DV to its fall.

use ferroute_regmap::size::{FCS_OCTETS, MIN_FRAME_OCTETS};

/// Octet of a preamble (IEEE 802.3-2022 clause 3.2.1).
pub const PREAMBLE: u8 = 0x55;
/// Start frame delimiter (IEEE 802.3-2022 clause 3.2.2).
pub const SFD: u8 = 0xD5;
/// Preamble octets that a transmitter sends (IEEE 802.3-2022 clause 3.1.1).
pub const PREAMBLE_OCTETS: usize = 7;
/// CRC-32 over any frame that ends with its own FCS.
const GOOD_RESIDUE: u32 = 0x2144_DF1C;

/// Octets of one carrier event, preamble included, and where RX_ER was set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CarrierEvent {
    pub octets: Vec<u8>,
    /// Indices into `octets` at which RX_ER was set.
    pub error_positions: Vec<usize>,
}

impl CarrierEvent {
    /// An event of these octets, RX_ER never set.
    pub fn new(octets: Vec<u8>) -> Self {
        Self { octets, error_positions: Vec::new() }
    }

    /// Preamble, SFD, these octets, and nothing added to them.
    pub fn raw(frame_with_fcs: &[u8]) -> Self {
        let mut octets = vec![PREAMBLE; PREAMBLE_OCTETS];
        octets.push(SFD);
        octets.extend_from_slice(frame_with_fcs);
        Self::new(octets)
    }

    /// A good event: the frame is padded to 60 octets and gets its FCS.
    pub fn frame(frame_without_fcs: &[u8]) -> Self {
        Self::raw(&with_fcs(&padded(frame_without_fcs)))
    }
}

/// The frame with zeros behind it up to 60 octets (IEEE 802.3-2022 clause 4.2.8).
pub fn padded(frame_without_fcs: &[u8]) -> Vec<u8> {
    let mut octets = frame_without_fcs.to_vec();
    octets.resize(octets.len().max(MIN_FRAME_OCTETS - FCS_OCTETS), 0);
    octets
}

/// The frame with its FCS behind it (IEEE 802.3-2022 clause 3.2.9).
pub fn with_fcs(frame: &[u8]) -> Vec<u8> {
    let mut octets = frame.to_vec();
    octets.extend_from_slice(&crc32fast::hash(frame).to_le_bytes());
    octets
}

/// Whether these octets end with their own FCS.
pub fn fcs_is_good(frame_with_fcs: &[u8]) -> bool {
    crc32fast::hash(frame_with_fcs) == GOOD_RESIDUE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn residue_holds_for_any_frame_and_for_no_altered_one() {
        for length in 0..100 {
            let octets: Vec<u8> = (0..length).map(|index| (index * 37) as u8).collect();
            let mut frame = with_fcs(&octets);
            assert!(fcs_is_good(&frame));
            for bit in 0..frame.len() * 8 {
                frame[bit / 8] ^= 1 << (bit % 8);
                assert!(!fcs_is_good(&frame));
                frame[bit / 8] ^= 1 << (bit % 8);
            }
        }
    }

    #[test]
    fn frame_is_padded_to_the_minimum() {
        assert_eq!(CarrierEvent::frame(&[1; 14]).octets.len(), 8 + 64);
        assert_eq!(CarrierEvent::frame(&[1; 60]).octets.len(), 8 + 64);
        assert_eq!(CarrierEvent::frame(&[1; 61]).octets.len(), 8 + 65);
    }
}
