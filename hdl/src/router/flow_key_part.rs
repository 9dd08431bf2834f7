//! # FlowKeyPart: what a header word adds to the key of the flow hash
//! `regmap::flow_hash` XORs the parts of two addresses and the flow label, so
//! that each word can add its own as it comes.
//!
//! | port    | dir | meaning                                               |
//! | octets  | in  | a header word, first octet in bits 7:0                |
//! | label   | in  | IPv6: the header's first word, with the flow label    |
//! | high, low | in | half of an IPv6 address                              |
//! | ipv4, behind | in | it has an IPv4 address, in its last four octets    |
//! | labelled | out | with `label`: the flow label is not zero             |
//! | part    | out | 60 bits; of a destination not yet turned              |
//!
//! Combinational. Tables: regmap::flow_hash, regmap::fib_hash.
//! Resources: see `HeaderSummary`.

use ferroute_regmap::fdb_hash::KEY_BITS;
use ferroute_regmap::fib_hash::WIDE_TOP_SHIFT;
use ferroute_regmap::flow_hash::UPPER_SHIFT;
use rust_hdl::prelude::*;

use super::octet_swap::OctetSwap;

#[derive(LogicBlock)]
pub struct FlowKeyPart {
    pub octets: Signal<In, Bits<64>>,
    pub label: Signal<In, Bit>,
    pub high: Signal<In, Bit>,
    pub low: Signal<In, Bit>,
    pub ipv4: Signal<In, Bit>,
    pub behind: Signal<In, Bit>,
    pub labelled: Signal<Out, Bit>,
    pub part: Signal<Out, Bits<60>>,
    swap: OctetSwap,
    word: Signal<Local, Bits<64>>,
    address: Signal<Local, Bits<32>>,
    flow_label: Signal<Local, Bits<20>>,
    some_label: Signal<Local, Bit>,
}

impl Default for FlowKeyPart {
    fn default() -> Self {
        assert!(
            (KEY_BITS, WIDE_TOP_SHIFT, UPPER_SHIFT) == (60, 27, 7),
            "the numbers below are those of regmap::fib_hash and regmap::flow_hash"
        );
        Self {
            octets: Default::default(),
            label: Default::default(),
            high: Default::default(),
            low: Default::default(),
            ipv4: Default::default(),
            behind: Default::default(),
            labelled: Default::default(),
            part: Default::default(),
            swap: Default::default(),
            word: Default::default(),
            address: Default::default(),
            flow_label: Default::default(),
            some_label: Default::default(),
        }
    }
}

impl Logic for FlowKeyPart {
    #[hdl_gen]
    fn update(&mut self) {
        self.swap.octets.next = self.octets.val();
        self.word.next = self.swap.swapped.val();
        self.address.next = self.word.val().get_bits::<32>(32);
        if self.behind.val() {
            self.address.next = self.word.val().get_bits::<32>(0);
        }
        self.flow_label.next = self.word.val().get_bits::<20>(32);
        self.some_label.next = self.flow_label.val().any();
        self.labelled.next = self.some_label.val();

        // An address has its first octet in bits 127:120: bits 59:0, 119:60 and
        // 127:120 lie on top of each other.
        self.part.next = 0.into();
        if self.label.val() {
            self.part.next = bit_cast::<60, 20>(self.flow_label.val()) << 7;
            if self.some_label.val() {
                self.part.next = (bit_cast::<60, 20>(self.flow_label.val()) << 7)
                    | (bit_cast::<60, 1>(1.into()) << 47);
            }
        }
        if self.high.val() {
            self.part.next = (bit_cast::<60, 56>(self.word.val().get_bits::<56>(0)) << 4)
                ^ (bit_cast::<60, 8>(self.word.val().get_bits::<8>(56)) << 27);
        }
        if self.low.val() {
            self.part.next = self.word.val().get_bits::<60>(0)
                ^ bit_cast::<60, 4>(self.word.val().get_bits::<4>(60));
        }
        if self.ipv4.val() {
            self.part.next = (bit_cast::<60, 24>(self.address.val().get_bits::<24>(0)) << 36)
                | (bit_cast::<60, 8>(self.address.val().get_bits::<8>(24)) << 27);
        }
    }
}

#[cfg(test)]
mod tests {
    use ferroute_regmap::fib_hash;
    use rand::{RngExt, SeedableRng, rngs::StdRng};

    use super::*;

    fn part(uut: &mut FlowKeyPart, octets: &[u8], role: usize, behind: bool) -> u64 {
        uut.octets.next = u64::from_le_bytes(octets.try_into().unwrap()).to_bits();
        uut.label.next = role == 0;
        uut.high.next = role == 1;
        uut.low.next = role == 2;
        uut.ipv4.next = role == 3;
        uut.behind.next = behind;
        assert!(simulate(uut, 100));
        uut.part.val().to_u64()
    }

    #[test]
    fn parts_add_up_to_the_contract_s_key() {
        let mut random = StdRng::seed_from_u64(5);
        let mut uut = FlowKeyPart::default();
        uut.connect_all();
        for _ in 0..300 {
            let octets: [u8; 16] = random.random();
            let high = part(&mut uut, &octets[..8], 1, false);
            let low = part(&mut uut, &octets[8..], 2, false);
            assert_eq!(high ^ low, fib_hash::wide(u128::from_be_bytes(octets)));
            for behind in [false, true] {
                let at = if behind { 4 } else { 0 };
                let address = u32::from_be_bytes(octets[at..at + 4].try_into().unwrap());
                let seen = part(&mut uut, &octets[..8], 3, behind);
                assert_eq!(seen, fib_hash::wide(u128::from(address) << 96));
            }
            let label = if random.random_bool(0.2) { 0 } else { random.random_range(0..1u32 << 20) };
            let mut first = (0x6_00_00000u32 | random.random::<u8>() as u32 & 0xFF << 20 | label).to_be_bytes().to_vec();
            first.extend(&octets[..4]);
            let upper = if label == 0 { 0 } else { 1 << 40 | u64::from(label) };
            assert_eq!(part(&mut uut, &first, 0, false), upper << UPPER_SHIFT);
            assert_eq!(uut.labelled.val(), label != 0);
        }
    }
}
