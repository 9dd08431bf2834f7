//! # Crc32Octet: one octet into the CRC of the FCS
//! IEEE 802.3-2022 clause 3.2.9, bits reflected as they stand on the wire: the
//! CRC starts as all ones, and its complement is the FCS, lowest octet first.
//!
//! | port     | dir | meaning                          |
//! | crc      | in  | over the octets before           |
//! | octet    | in  | first bit on the wire in bit 0   |
//! | next_crc | out | with this octet                  |
//!
//! Combinational: at most 15 inputs a bit, two levels of four-input LUTs.
//! Resources: see `TxPort`.

use rust_hdl::prelude::*;

/// The generator polynomial, reflected.
const POLYNOMIAL: u32 = 0xEDB8_8320;

#[derive(LogicBlock)]
pub struct Crc32Octet {
    pub crc: Signal<In, Bits<32>>,
    pub octet: Signal<In, Bits<8>>,
    pub next_crc: Signal<Out, Bits<32>>,
    difference: Signal<Local, Bits<8>>,
    terms: [Signal<Local, Bits<32>>; 8],
    /// What each bit of the difference adds to the CRC.
    remainders: [Constant<Bits<32>>; 8],
}

/// Remainder of bit `bit`, which shifts out after `bit` others.
fn remainder(bit: usize) -> u32 {
    (0..8).fold(1 << bit, |rest, _| if rest & 1 == 1 { rest >> 1 ^ POLYNOMIAL } else { rest >> 1 })
}

impl Default for Crc32Octet {
    fn default() -> Self {
        Self {
            crc: Default::default(),
            octet: Default::default(),
            next_crc: Default::default(),
            difference: Default::default(),
            terms: std::array::from_fn(|_| Default::default()),
            remainders: std::array::from_fn(|bit| Constant::new(u64::from(remainder(bit)).to_bits())),
        }
    }
}

impl Logic for Crc32Octet {
    #[hdl_gen]
    fn update(&mut self) {
        self.difference.next = self.octet.val() ^ self.crc.val().get_bits::<8>(0);
        for i in 0..8 {
            self.terms[i].next = 0.into();
            if self.difference.val().get_bit(i) {
                self.terms[i].next = self.remainders[i].val();
            }
        }
        self.next_crc.next = (((self.terms[0].val() ^ self.terms[1].val())
            ^ (self.terms[2].val() ^ self.terms[3].val()))
            ^ ((self.terms[4].val() ^ self.terms[5].val())
                ^ (self.terms[6].val() ^ self.terms[7].val())))
            ^ (self.crc.val() >> 8);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The check value of CRC-32/ISO-HDLC: "123456789" gives CBF43926.
    #[test]
    fn the_check_value_comes_out() {
        let mut uut = Crc32Octet::default();
        uut.connect_all();
        let mut crc = u32::MAX;
        for octet in *b"123456789" {
            uut.crc.next = u64::from(crc).to_bits();
            uut.octet.next = u64::from(octet).to_bits();
            assert!(simulate(&mut uut, 20));
            crc = uut.next_crc.val().to_u32();
        }
        assert_eq!(!crc, 0xCBF4_3926);
    }
}
