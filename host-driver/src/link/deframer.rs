//! Octets between delimiters, with byte stuffing undone.

use ferroute_regmap::message::{DELIMITER, MAX_OCTETS};

/// Longest COBS form of a message.
const MAX_STUFFED_OCTETS: usize = MAX_OCTETS + 1;

/// Cuts an octet stream into messages. Anything too long or wrongly stuffed is
/// dropped: what matters after garbage is the next delimiter.
#[derive(Default)]
pub struct Deframer {
    stuffed: Vec<u8>,
    overlong: bool,
}

impl Deframer {
    /// Takes one octet; returns a message's octets when it completes one.
    pub fn push(&mut self, octet: u8) -> Option<Vec<u8>> {
        if octet != DELIMITER {
            if self.stuffed.len() < MAX_STUFFED_OCTETS {
                self.stuffed.push(octet);
            } else {
                self.overlong = true;
            }
            return None;
        }
        let overlong = std::mem::take(&mut self.overlong);
        let message =
            if overlong || self.stuffed.is_empty() { None } else { cobs::decode_vec(&self.stuffed).ok() };
        self.stuffed.clear();
        message
    }

    /// Forgets a message that has begun.
    pub fn clear(&mut self) {
        self.stuffed.clear();
        self.overlong = false;
    }
}

/// Stuffs a message and ends it with a delimiter.
pub(super) fn frame(message: &[u8]) -> Vec<u8> {
    let mut stuffed = cobs::encode_vec(message);
    stuffed.push(DELIMITER);
    stuffed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed(deframer: &mut Deframer, octets: &[u8]) -> Vec<Vec<u8>> {
        octets.iter().filter_map(|octet| deframer.push(*octet)).collect()
    }

    #[test]
    fn stuffing_as_in_the_cobs_paper() {
        assert_eq!(frame(&[0x11, 0, 0, 0x22]), [2, 0x11, 1, 2, 0x22, 0]);
        let mut deframer = Deframer::default();
        assert_eq!(feed(&mut deframer, &[2, 0x11, 1, 2, 0x22, 0]), [[0x11, 0, 0, 0x22]]);
    }

    #[test]
    fn the_longest_message_passes_and_a_longer_one_does_not() {
        let mut deframer = Deframer::default();
        let longest = vec![7; MAX_OCTETS];
        assert_eq!(feed(&mut deframer, &frame(&longest)), std::slice::from_ref(&longest));
        assert!(feed(&mut deframer, &frame(&[7; MAX_OCTETS + 1])).is_empty());
        assert_eq!(feed(&mut deframer, &frame(&longest)), [longest]);
    }

    #[test]
    fn garbage_before_a_delimiter_does_no_harm_to_the_next_message() {
        let mut deframer = Deframer::default();
        let mut octets = vec![9, 8, 7, 0, 0, 0xFF, 0];
        octets.extend(frame(&[1, 2, 3]));
        assert_eq!(feed(&mut deframer, &octets).last().unwrap(), &[1, 2, 3]);
    }

    #[test]
    fn no_octets_make_it_panic() {
        use rand::{RngExt, SeedableRng};
        let mut random = rand::rngs::StdRng::seed_from_u64(11);
        let mut deframer = Deframer::default();
        for _ in 0..200_000 {
            let octet: u8 = random.random();
            deframer.push(if octet < 16 { 0 } else { octet });
        }
    }
}
