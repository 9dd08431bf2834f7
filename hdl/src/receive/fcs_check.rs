//! # FcsCheck: whether a frame ends with its own FCS
//! CRC-32 of IEEE 802.3-2022 clause 3.2.9, bit 0 first. Over a frame and its
//! FCS the register ends with a constant.
//!
//! | port  | dir | meaning                                                  |
//! | octet | in  | octet of the frame                                       |
//! | valid | in  | `octet` is one; the check starts anew while it is 0      |
//! | good  | out | in the second clock after the last octet: FCS is right   |
//!
//! Clock: rx_clock. Latency: 2 cycles. Throughput: one octet a cycle.
//! Storage: 33 bit. Resources: see `RxPort`.
//! Not obvious: one clock without `valid` between two frames is enough.

use rust_hdl::prelude::*;

/// CRC-32 polynomial, bit of the highest power in bit 0.
const POLYNOMIAL: u32 = 0xEDB8_8320;
/// The register behind any frame with a good FCS.
const RESIDUE: u32 = 0xDEBB_20E3;

#[derive(LogicBlock)]
pub struct FcsCheck {
    pub clock: Signal<In, Clock>,
    pub octet: Signal<In, Bits<8>>,
    pub valid: Signal<In, Bit>,
    pub good: Signal<Out, Bit>,
    crc: [DFF<Bit>; 32],
    is_good: DFF<Bit>,
    /// The register as one word, gathered bit by bit.
    gathered: [Signal<Local, Bits<32>>; 33],
    sum: Signal<Local, Bits<32>>,
    /// Bits of `sum` that make each bit of the next register.
    taps: [Constant<Bits<32>>; 32],
    residue: Constant<Bits<32>>,
    start: Constant<Bit>,
}

/// Where a register with only this bit set goes in eight steps.
fn after_octet(bit: usize) -> u32 {
    (0..8).fold(1u32 << bit, |crc, _| crc >> 1 ^ if crc & 1 == 1 { POLYNOMIAL } else { 0 })
}

/// The bits that reach this bit of the next register.
fn taps(bit: usize) -> Constant<Bits<32>> {
    let sources = (0..32).filter(|source| after_octet(*source) >> bit & 1 == 1);
    Constant::new(sources.map(|source| 1u64 << source).sum::<u64>().to_bits())
}

impl Default for FcsCheck {
    fn default() -> Self {
        Self {
            clock: Default::default(),
            octet: Default::default(),
            valid: Default::default(),
            good: Default::default(),
            crc: std::array::from_fn(|_| Default::default()),
            is_good: Default::default(),
            gathered: std::array::from_fn(|_| Default::default()),
            sum: Default::default(),
            taps: std::array::from_fn(taps),
            residue: Constant::new(u64::from(RESIDUE).to_bits()),
            start: Constant::new(true),
        }
    }
}

impl Logic for FcsCheck {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, is_good);
        self.gathered[0].next = 0.into();
        for i in 0..32 {
            self.crc[i].clock.next = self.clock.val();
            self.gathered[i + 1].next = self.gathered[i].val().replace_bit(i, self.crc[i].q.val());
        }
        self.sum.next = self.gathered[32].val() ^ bit_cast::<32, 8>(self.octet.val());
        for i in 0..32 {
            self.crc[i].d.next = (self.sum.val() & self.taps[i].val()).xor() | !self.valid.val();
        }
        self.is_good.d.next = self.gathered[32].val() == self.residue.val();
        self.good.next = self.is_good.q.val();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// CRC-32, a bit at a time.
    fn fcs(octets: &[u8]) -> [u8; 4] {
        let step = |crc: u32, _| crc >> 1 ^ if crc & 1 == 1 { POLYNOMIAL } else { 0 };
        let register = octets.iter().fold(!0u32, |crc, octet| (0..8).fold(crc ^ u32::from(*octet), step));
        (!register).to_le_bytes()
    }

    fn clock(uut: &mut FcsCheck) {
        for level in [true, false] {
            uut.clock.next = level.into();
            assert!(simulate(uut, 100));
        }
    }

    /// Not obvious: one clock between frames is enough.
    #[test]
    fn good_and_bad_frames_behind_each_other() {
        assert_eq!(fcs(b"123456789"), 0xCBF4_3926u32.to_le_bytes());
        let mut uut = FcsCheck::default();
        uut.connect_all();
        clock(&mut uut);
        for length in 0..24usize {
            for damage in [None, Some(0), Some(length * 8 + 31)] {
                let mut frame: Vec<u8> = (0..length).map(|index| (index * 91 + length) as u8).collect();
                frame.extend(fcs(&frame));
                if let Some(bit) = damage {
                    frame[bit / 8] ^= 1 << (bit % 8);
                }
                for octet in frame {
                    uut.octet.next = u64::from(octet).to_bits();
                    uut.valid.next = true;
                    clock(&mut uut);
                }
                uut.valid.next = false;
                clock(&mut uut);
                assert_eq!(uut.good.val(), damage.is_none(), "{length} octets, bit {damage:?}");
            }
        }
    }
}
