//! Receive checks: from a carrier event to a frame and its status.
//! The first that applies of: preamble error, symbol error, length and FCS.
//! An overrun of the receive FIFO is outside of the model.

use ferroute_regmap::DropReason;
use ferroute_regmap::size::{MAX_FRAME_OCTETS, MIN_FRAME_OCTETS, TAG_OCTETS};

use super::carrier::{CarrierEvent, PREAMBLE, SFD, fcs_is_good};
use super::parse::tag_count;

/// Largest length that is told apart.
pub const MAX_LENGTH: usize = (1 << 14) - 1;

/// A carrier event, classified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// Octets behind the SFD, with FCS; empty after a preamble error.
    pub octets: Vec<u8>,
    /// Their number, at most [`MAX_LENGTH`].
    pub length: usize,
    /// `None` for a good frame.
    pub error: Option<DropReason>,
}

/// Classifies a carrier event.
pub fn receive(event: &CarrierEvent) -> Received {
    let Some(octets) = behind_preamble(&event.octets) else {
        return Received { octets: Vec::new(), length: 0, error: Some(DropReason::PreambleError) };
    };
    let length = octets.len().min(MAX_LENGTH);
    // RFC 3635 dot3StatsSymbolErrors: at most one an event, wherever in the
    // event the invalid symbol was.
    let error = if event.error_positions.is_empty() {
        length_or_fcs_error(octets)
    } else {
        Some(DropReason::SymbolError)
    };
    Received { octets: octets.to_vec(), length, error }
}

/// What follows the SFD. The preamble may be shorter than it was sent, down
/// to nothing (IEEE 802.3-2022 clause 35.2.3.2.2).
fn behind_preamble(octets: &[u8]) -> Option<&[u8]> {
    let start = octets.iter().position(|octet| *octet != PREAMBLE)?;
    (octets[start] == SFD).then(|| &octets[start + 1..])
}

/// RFC 2819 etherStatsUndersizePkts, Fragments, OversizePkts, Jabbers and
/// CRCAlignErrors; IEEE 802.3-2022 clause 3.2.7 for what tags add to the limit.
fn length_or_fcs_error(octets: &[u8]) -> Option<DropReason> {
    let limit = MAX_FRAME_OCTETS + TAG_OCTETS * tag_count(octets).min(2);
    let good = fcs_is_good(octets);
    if octets.len() < MIN_FRAME_OCTETS {
        Some(if good { DropReason::Undersize } else { DropReason::Fragment })
    } else if octets.len() > limit {
        Some(if good { DropReason::Oversize } else { DropReason::Jabber })
    } else {
        (!good).then_some(DropReason::FcsError)
    }
}

#[cfg(test)]
mod tests {
    use super::super::carrier::with_fcs;
    use super::*;

    fn good(length: usize, tags: usize) -> Vec<u8> {
        let mut frame = vec![0; length - 4];
        for tag in 0..tags {
            frame[12 + 4 * tag..14 + 4 * tag].copy_from_slice(&[0x81, 0x00]);
        }
        with_fcs(&frame)
    }

    fn bad(length: usize) -> Vec<u8> {
        let mut frame = good(length, 0);
        *frame.last_mut().unwrap() ^= 1;
        frame
    }

    #[test]
    fn length_and_fcs() {
        use DropReason::*;
        for (name, frame, expected) in [
            ("nothing behind the SFD", vec![], Some(Fragment)),
            ("one octet", vec![0], Some(Fragment)),
            ("only an FCS", good(4, 0), Some(Undersize)),
            ("63 octets", good(63, 0), Some(Undersize)),
            ("63 octets, bad FCS", bad(63), Some(Fragment)),
            ("minimum", good(64, 0), None),
            ("minimum, bad FCS", bad(64), Some(FcsError)),
            ("maximum", good(1518, 0), None),
            ("maximum, bad FCS", bad(1518), Some(FcsError)),
            ("over the limit", good(1519, 0), Some(Oversize)),
            ("over the limit, bad FCS", bad(1519), Some(Jabber)),
            ("one tag, maximum", good(1522, 1), None),
            ("one tag, over", good(1523, 1), Some(Oversize)),
            ("two tags, maximum", good(1526, 2), None),
            ("two tags, over", good(1527, 2), Some(Oversize)),
            ("a third tag adds nothing", good(1527, 3), Some(Oversize)),
        ] {
            assert_eq!(receive(&CarrierEvent::raw(&frame)).error, expected, "{name}");
        }
    }

    #[test]
    fn a_dribbling_octet_spoils_the_fcs() {
        for (length, expected) in [(63, DropReason::FcsError), (64, DropReason::FcsError), (1518, DropReason::Jabber)] {
            let mut frame = good(length, 0);
            frame.push(0x5A);
            assert_eq!(receive(&CarrierEvent::raw(&frame)).error, Some(expected), "{length}");
        }
    }

    #[test]
    fn preamble() {
        let frame = good(64, 0);
        let event = |preamble: &[u8]| CarrierEvent::new([preamble, &frame].concat());
        for clean in [&[0xD5][..], &[0x55, 0xD5], &[0x55; 40].iter().copied().chain([0xD5]).collect::<Vec<_>>()] {
            assert_eq!(receive(&event(clean)).error, None, "{clean:02x?}");
        }
        for noise in [&[0x55, 0x5D, 0xD5][..], &[0x00, 0x55, 0xD5], &[0x55, 0x55, 0xFF], &[0x55; 7]] {
            let received = receive(&CarrierEvent::new(noise.to_vec()));
            assert_eq!((received.error, received.length), (Some(DropReason::PreambleError), 0), "{noise:02x?}");
        }
    }

    #[test]
    fn symbol_error_hides_length_and_fcs_but_not_a_preamble_error() {
        for (frame, position) in [(good(64, 0), 20), (bad(64), 20), (bad(63), 70), (good(64, 0), 2)] {
            let event = CarrierEvent { error_positions: vec![position], ..CarrierEvent::raw(&frame) };
            assert_eq!(receive(&event).error, Some(DropReason::SymbolError));
        }
        let event = CarrierEvent { octets: vec![0x55, 0x12], error_positions: vec![1] };
        assert_eq!(receive(&event).error, Some(DropReason::PreambleError));
    }

    #[test]
    fn length_saturates() {
        let received = receive(&CarrierEvent::raw(&good(20_000, 0)));
        assert_eq!((received.length, received.error), (16_383, Some(DropReason::Oversize)));
    }
}
