//! # Crc32: CRC-32 over octets
//! The polynomial of IEEE 802.3, reflected, as in zlib.
//!
//! | port         | dir | meaning                                   |
//! | clear        | in  | begins anew                               |
//! | octet, valid | in  | one more octet                            |
//! | crc          | out | CRC over the octets since `clear`         |
//!
//! Clock: core_clock. Clear: `clear`, which wins over `valid`.
//! Latency: 1 cycle. Throughput: an octet a cycle. Backpressure: none.
//! Storage: 32 bit of registers. Resources: see `ControlPort`.
//! Not obvious: over a message and its own CRC, little-endian, the result is
//! [`Crc32::RESIDUE`] whatever the message.

use rust_hdl::prelude::*;

use super::crc32_step::Crc32Step;

#[derive(LogicBlock)]
pub struct Crc32 {
    pub clock: Signal<In, Clock>,
    pub clear: Signal<In, Bit>,
    pub octet: Signal<In, Bits<8>>,
    pub valid: Signal<In, Bit>,
    pub crc: Signal<Out, Bits<32>>,
    state: DFFWithInit<Bits<32>>,
    step: Crc32Step,
    ones: Constant<Bits<32>>,
}

impl Crc32 {
    /// `crc` over any message followed by its CRC.
    pub const RESIDUE: u32 = 0x2144_DF1C;
}

impl Default for Crc32 {
    fn default() -> Self {
        let ones = u64::from(u32::MAX);
        Self {
            clock: Default::default(),
            clear: Default::default(),
            octet: Default::default(),
            valid: Default::default(),
            crc: Default::default(),
            state: DFFWithInit::new(ones.to_bits()),
            step: Default::default(),
            ones: Constant::new(ones.to_bits()),
        }
    }
}

impl Logic for Crc32 {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, state);
        self.step.state.next = self.state.q.val();
        self.step.octet.next = self.octet.val();
        if self.clear.val() {
            self.state.d.next = self.ones.val();
        } else if self.valid.val() {
            self.state.d.next = self.step.stepped.val();
        }
        self.crc.next = !self.state.q.val();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cycle(uut: &mut Crc32) {
        assert!(simulate(uut, 100));
        uut.clock.next = true.into();
        assert!(simulate(uut, 100));
        uut.clock.next = false.into();
        assert!(simulate(uut, 100));
    }

    fn take(uut: &mut Crc32, octets: &[u8]) -> u32 {
        uut.clear.next = true;
        cycle(uut);
        uut.clear.next = false;
        uut.valid.next = true;
        for octet in octets {
            uut.octet.next = u64::from(*octet).to_bits();
            cycle(uut);
        }
        uut.valid.next = false;
        uut.octet.next = 0x55.into();
        cycle(uut);
        uut.crc.val().to_u32()
    }

    #[test]
    fn the_check_value_and_the_residue() {
        let mut uut = Crc32::default();
        uut.connect_all();
        assert!(simulate(&mut uut, 100));
        assert_eq!(take(&mut uut, b"123456789"), 0xCBF4_3926);
        for message in [&b""[..], b"\0\0\0\0", b"any other message"] {
            let crc = take(&mut uut, message);
            let sealed = [message, &crc.to_le_bytes()].concat();
            assert_eq!(take(&mut uut, &sealed), Crc32::RESIDUE);
        }
    }
}
