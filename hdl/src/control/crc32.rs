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
