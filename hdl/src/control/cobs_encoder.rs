//! # CobsEncoder: octets of a message to octets for a line, in a buffer
//! Consistent overhead byte stuffing. A code octet tells how far the next zero
//! is, so it is written last: each octet of the message costs one write, a
//! zero that of the code before it.
//!
//! | port          | dir | meaning                                            |
//! | octet, valid  | in  | of the message, at most 252 octets                 |
//! | restart       | in  | one cycle: begins anew; not with `valid`           |
//! | finish        | in  | one cycle: the message is complete                 |
//! | busy          | out | its end is being written; nothing is taken         |
//! | write_enable, write_address, write_data | out | into the buffer          |
//! | commit        | out | one cycle, after the last write: it is complete    |
//!
//! Clock: core_clock. Clear: `restart`.
//! Latency: 1 cycle, 4 from `finish` to `commit`. Throughput: an octet a cycle.
//! Backpressure: none but `busy`. Storage: 46 bit of registers.
//! Resources: see `ControlPort`.
//! Not obvious: no message is long enough for a block of 254 octets, so that
//! case does not exist here.

use ferroute_regmap::message::MAX_OCTETS;
use rust_hdl::prelude::*;

#[derive(LogicBlock)]
pub struct CobsEncoder {
    pub clock: Signal<In, Clock>,
    pub octet: Signal<In, Bits<8>>,
    pub valid: Signal<In, Bit>,
    pub restart: Signal<In, Bit>,
    pub finish: Signal<In, Bit>,
    pub busy: Signal<Out, Bit>,
    pub write_enable: Signal<Out, Bit>,
    pub write_address: Signal<Out, Bits<8>>,
    pub write_data: Signal<Out, Bits<8>>,
    pub commit: Signal<Out, Bit>,
    /// Where the code octet of the present block goes, and the next octet.
    code_address: DFF<Bits<8>>,
    next_address: DFFWithInit<Bits<8>>,
    code: DFFWithInit<Bits<8>>,
    writes: DFF<Bit>,
    address: DFF<Bits<8>>,
    data: DFF<Bits<8>>,
    /// The last code is written; the delimiter follows; then `commit`.
    ends: DFF<Bit>,
    committed: DFF<Bit>,
    is_zero: Signal<Local, Bit>,
}

impl Default for CobsEncoder {
    fn default() -> Self {
        assert!(MAX_OCTETS < 254, "a block never gets 254 octets long");
        Self {
            clock: Default::default(),
            octet: Default::default(),
            valid: Default::default(),
            restart: Default::default(),
            finish: Default::default(),
            busy: Default::default(),
            write_enable: Default::default(),
            write_address: Default::default(),
            write_data: Default::default(),
            commit: Default::default(),
            code_address: Default::default(),
            next_address: DFFWithInit::new(1u64.to_bits()),
            code: DFFWithInit::new(1u64.to_bits()),
            writes: Default::default(),
            address: Default::default(),
            data: Default::default(),
            ends: Default::default(),
            committed: Default::default(),
            is_zero: Default::default(),
        }
    }
}

impl Logic for CobsEncoder {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, code_address, next_address, code, writes, address, data);
        dff_setup!(self, clock, ends, committed);
        self.is_zero.next = self.octet.val() == 0;
        self.writes.d.next = self.valid.val() | self.finish.val() | self.ends.q.val();
        self.address.d.next = self.next_address.q.val();
        self.data.d.next = self.octet.val();
        if self.ends.q.val() {
            self.data.d.next = 0.into();
        } else if self.finish.val() | self.is_zero.val() {
            self.address.d.next = self.code_address.q.val();
            self.data.d.next = self.code.q.val();
        }
        if self.restart.val() | self.ends.q.val() {
            self.code_address.d.next = 0.into();
            self.next_address.d.next = 1.into();
            self.code.d.next = 1.into();
        } else if self.valid.val() {
            self.next_address.d.next = self.next_address.q.val() + 1;
            self.code.d.next = self.code.q.val() + 1;
            if self.is_zero.val() {
                self.code_address.d.next = self.next_address.q.val();
                self.code.d.next = 1.into();
            }
        }
        self.ends.d.next = self.finish.val();
        self.committed.d.next = self.ends.q.val();
        self.busy.next = self.ends.q.val() | self.committed.q.val();
        self.write_enable.next = self.writes.q.val();
        self.write_address.next = self.address.q.val();
        self.write_data.next = self.data.q.val();
        self.commit.next = self.committed.q.val();
    }
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng, rngs::StdRng};

    use super::*;
    use crate::control::cobs_decoder::CobsDecoder;

    fn encoder_cycle(uut: &mut CobsEncoder, buffer: &mut [u8; 256]) {
        assert!(simulate(uut, 100));
        for edge in [true, false] {
            uut.clock.next = edge.into();
            assert!(simulate(uut, 100));
        }
        if uut.write_enable.val() {
            buffer[uut.write_address.val().index()] = uut.write_data.val().to_u8();
        }
    }

    /// What is in the buffer at `commit`, delimiter included.
    fn encode(uut: &mut CobsEncoder, message: &[u8]) -> Vec<u8> {
        let mut buffer = [0xEE; 256];
        uut.valid.next = true;
        for octet in message {
            uut.octet.next = u64::from(*octet).to_bits();
            encoder_cycle(uut, &mut buffer);
        }
        uut.valid.next = false;
        uut.finish.next = true;
        encoder_cycle(uut, &mut buffer);
        uut.finish.next = false;
        while !uut.commit.val() {
            encoder_cycle(uut, &mut buffer);
        }
        encoder_cycle(uut, &mut buffer);
        let end = buffer.iter().position(|octet| *octet == 0).expect("a delimiter");
        buffer[..=end].to_vec()
    }

    fn decoder() -> CobsDecoder {
        let mut uut = CobsDecoder::default();
        uut.connect_all();
        assert!(simulate(&mut uut, 100));
        uut
    }

    /// The message's octets, and whether it was good, if one ended.
    fn decode(uut: &mut CobsDecoder, stuffed: &[u8], error_at: Option<usize>) -> (Vec<u8>, Option<bool>) {
        let (mut message, mut good) = (Vec::new(), None);
        for (index, octet) in stuffed.iter().enumerate() {
            uut.octet.next = u64::from(*octet).to_bits();
            uut.valid.next = error_at != Some(index);
            uut.error.next = error_at == Some(index);
            assert!(simulate(uut, 100));
            for edge in [true, false] {
                uut.clock.next = edge.into();
                assert!(simulate(uut, 100));
            }
            if uut.data_valid.val() {
                message.push(uut.data.val().to_u8());
            }
            if uut.message_end.val() {
                good = Some(uut.good.val());
            }
        }
        (message, good)
    }

    fn encoder() -> CobsEncoder {
        let mut uut = CobsEncoder::default();
        uut.connect_all();
        assert!(simulate(&mut uut, 100));
        uut
    }

    #[test]
    fn stuffing_as_in_the_cobs_paper() {
        let mut uut = encoder();
        for (message, stuffed) in [
            (&[0x11, 0, 0, 0x22][..], &[2, 0x11, 1, 2, 0x22, 0][..]),
            (&[0], &[1, 1, 0]),
            (&[0x11, 0], &[2, 0x11, 1, 0]),
            (&[0x11, 0x22], &[3, 0x11, 0x22, 0]),
        ] {
            assert_eq!(encode(&mut uut, message), stuffed);
        }
    }

    #[test]
    fn a_restart_makes_void_what_came_before() {
        let mut uut = encoder();
        let mut buffer = [0; 256];
        uut.valid.next = true;
        for octet in [5, 0, 7] {
            uut.octet.next = octet.into();
            encoder_cycle(&mut uut, &mut buffer);
        }
        uut.valid.next = false;
        uut.restart.next = true;
        encoder_cycle(&mut uut, &mut buffer);
        uut.restart.next = false;
        assert_eq!(encode(&mut uut, &[9]), [2, 9, 0]);
    }

    #[test]
    fn random_messages_come_back() {
        let mut random = StdRng::seed_from_u64(3);
        let (mut uut, mut back) = (encoder(), decoder());
        for round in 0..30 {
            let length = if round < 3 { MAX_OCTETS } else { random.random_range(1..60) };
            let zeros = random.random_range(0.0..1.0);
            let message: Vec<u8> = (0..length)
                .map(|_| if random.random_bool(zeros) { 0 } else { random.random_range(1..=255) })
                .collect();
            let stuffed = encode(&mut uut, &message);
            assert_eq!(stuffed.len(), length + 2);
            assert_eq!(decode(&mut back, &stuffed, None), (message, Some(true)));
        }
    }

    #[test]
    fn a_broken_message_is_not_good_and_the_next_one_is() {
        let mut uut = decoder();
        let stuffed = [2, 0x11, 1, 2, 0x22, 0];
        // The delimiter within a block.
        assert_eq!(decode(&mut uut, &[3, 0x11, 0], None).1, Some(false));
        assert_eq!(decode(&mut uut, &stuffed, None), (vec![0x11, 0, 0, 0x22], Some(true)));
        // An octet lost where the stuffing alone would not tell.
        assert_eq!(decode(&mut uut, &[2, 0x11, 9, 2, 0x22, 0], Some(2)).1, Some(false));
        assert_eq!(decode(&mut uut, &stuffed, None).1, Some(true));
        // Between messages an error harms none, nor do empty messages count.
        assert_eq!(decode(&mut uut, &[9, 0, 0], Some(0)), (vec![], None));
        assert_eq!(decode(&mut uut, &stuffed, None).1, Some(true));
    }
}
