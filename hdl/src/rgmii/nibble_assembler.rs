//! # NibbleAssembler: nibbles of 10 and 100 Mb/s to octets
//!
//! | port   | dir | meaning                                              |
//! | nibble, valid, error | in | a nibble a clock, RX_DV, RX_ER          |
//! | due    | in  | an octet is wanted: every second clock               |
//! | octet, octet_valid, octet_error | out | while `due`                 |
//!
//! Clock: `clock`, RXC. Clear: none. Throughput: an octet in two clocks.
//! Latency: none, or a clock for frames whose octets lie across `due`.
//! Storage: two nibbles. Resources: see `RgmiiPort`.
//! Not obvious: octets are aligned by the SFD, which is the first nibble 0xD
//! behind a 5 of a carrier event (IEEE 802.3-2022 22.2.3.2): a PHY may take any
//! number of nibbles from the preamble. A nibble too many at the end is no
//! octet (4.2.4.2.1); one too many in front of the preamble is dropped with it.

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct NibbleAssembler {
    pub clock: Signal<In, Clock>,
    pub nibble: Signal<In, Bits<4>>,
    pub valid: Signal<In, Bit>,
    pub error: Signal<In, Bit>,
    pub due: Signal<In, Bit>,
    pub octet: Signal<Out, Bits<8>>,
    pub octet_valid: Signal<Out, Bit>,
    pub octet_error: Signal<Out, Bit>,
    nibble_1: DFF<Bits<4>>,
    valid_1: DFF<Bit>,
    error_1: DFF<Bit>,
    nibble_2: DFF<Bits<4>>,
    valid_2: DFF<Bit>,
    error_2: DFF<Bit>,
    /// The SFD of the carrier event has been seen.
    aligned: DFF<Bit>,
    /// Its octets end a clock before `due`.
    early: DFF<Bit>,
    sfd: Signal<Local, Bit>,
    is_octet: Signal<Local, Bit>,
}

impl Logic for NibbleAssembler {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, nibble_1, valid_1, error_1, nibble_2, valid_2, error_2);
        dff_setup!(self, clock, aligned, early);
        self.nibble_1.d.next = self.nibble.val();
        self.valid_1.d.next = self.valid.val();
        self.error_1.d.next = self.error.val();
        self.nibble_2.d.next = self.nibble_1.q.val();
        self.valid_2.d.next = self.valid_1.q.val();
        self.error_2.d.next = self.error_1.q.val();

        // The low nibble comes first.
        self.octet.next = bit_cast::<8, 4>(self.nibble_1.q.val()) | (bit_cast::<8, 4>(self.nibble.val()) << 4);
        self.is_octet.next = self.valid.val() & self.valid_1.q.val();
        self.octet_error.next = self.error.val() | self.error_1.q.val();
        if self.early.q.val() {
            self.octet.next =
                bit_cast::<8, 4>(self.nibble_2.q.val()) | (bit_cast::<8, 4>(self.nibble_1.q.val()) << 4);
            self.is_octet.next = self.valid_1.q.val() & self.valid_2.q.val();
            self.octet_error.next = self.error_1.q.val() | self.error_2.q.val();
        }
        self.octet_valid.next = self.is_octet.val();

        self.sfd.next = self.valid.val()
            & self.valid_1.q.val()
            & (self.nibble.val() == 13)
            & (self.nibble_1.q.val() == 5)
            & !self.aligned.q.val();
        if self.sfd.val() {
            self.aligned.d.next = true;
            self.early.d.next = !self.due.val();
        }
        if self.due.val() & !self.is_octet.val() {
            self.aligned.d.next = false;
            self.early.d.next = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The octets of each carrier event, with its errors.
    fn events(nibbles: &[Option<(u8, bool)>]) -> Vec<Vec<(u8, bool)>> {
        let mut uut = NibbleAssembler::default();
        uut.connect_all();
        let mut events = vec![Vec::new()];
        for (clock, nibble) in nibbles.iter().enumerate() {
            let (value, error) = nibble.unwrap_or((0xD, false));
            uut.nibble.next = u64::from(value).to_bits();
            uut.valid.next = nibble.is_some();
            uut.error.next = error;
            uut.due.next = clock % 2 == 1;
            assert!(simulate(&mut uut, 20));
            if clock % 2 == 1 {
                if uut.octet_valid.val() {
                    let octet = (uut.octet.val().to_u64() as u8, uut.octet_error.val());
                    events.last_mut().unwrap().push(octet);
                } else if events.last().is_some_and(|event| !event.is_empty()) {
                    events.push(Vec::new());
                }
            }
            for level in [true, false] {
                uut.clock.next = level.into();
                assert!(simulate(&mut uut, 20));
            }
        }
        assert_eq!(events.pop(), Some(Vec::new()), "an event without end");
        events
    }

    /// Nibbles of idle, preamble, SFD and octets.
    fn event(idle: usize, preamble: usize, octets: &[u8]) -> Vec<Option<(u8, bool)>> {
        let mut nibbles = vec![None; idle];
        nibbles.extend([Some((5, false))].repeat(preamble));
        nibbles.push(Some((0xD, false)));
        nibbles.extend(octets.iter().flat_map(|octet| [octet & 15, octet >> 4]).map(|nibble| Some((nibble, false))));
        nibbles
    }

    #[test]
    fn octets_are_aligned_by_the_sfd() {
        // 0x5D and 0xD5 in the data are no SFD.
        let octets = [0x12, 0x5D, 0xD5, 0xD5, 0xEF];
        for idle in [4, 5] {
            for preamble in 1..=16 {
                let sent = [event(idle, preamble, &octets), vec![None; 4]].concat();
                let events = events(&sent);
                let got: Vec<u8> = events[0].iter().map(|(octet, _)| *octet).collect();
                let sfd = got.iter().position(|octet| *octet == 0xD5).expect("an SFD");
                assert!(got[..sfd].iter().all(|octet| *octet == 0x55), "{preamble}: {got:x?}");
                assert!((preamble / 2).abs_diff(sfd) <= 1, "{preamble}: {got:x?}");
                assert_eq!(got[sfd + 1..], octets, "idle {idle}, preamble {preamble}");
            }
        }
    }

    #[test]
    fn events_are_aligned_each_for_itself_over_short_gaps() {
        let mut sent = Vec::new();
        for preamble in [15, 14, 15, 1, 2] {
            sent.extend(event(1, preamble, &[0xAB, 0xCD]));
        }
        sent.extend([None; 6]);
        let events = events(&sent);
        assert_eq!(events.len(), 5, "{events:x?}");
        for event in events {
            assert!(event.ends_with(&[(0xD5, false), (0xAB, false), (0xCD, false)]), "{event:x?}");
        }
    }

    #[test]
    fn a_dribble_is_dropped_and_an_error_marks_its_octet() {
        for preamble in [14, 15] {
            let mut sent = event(2, preamble, &[0x21, 0x43, 0x65]);
            let length = sent.len();
            sent[length - 3] = Some((4, true));
            sent.push(Some((7, false)));
            sent.extend([None; 4]);
            let events = events(&sent);
            assert!(events[0].ends_with(&[(0x21, false), (0x43, true), (0x65, false)]), "{events:x?}");
        }
    }
}
