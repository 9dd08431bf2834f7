//! # PoolSlots: the two prefix lengths that a step asks the pool for
//!
//! | port               | dir | cycle | meaning                              |
//! | lengths4, lengths6 | in  | 1     | 14 and 16 octets, slot i in octet i  |
//! | step, ipv6         | in  | 1     | step of a lookup, and its family     |
//! | length_a, length_b | out | 2     | slots 2 x step and 2 x step + 1; zero where there is no such slot |
//!
//! Clock: core_clock. Latency: 1 cycle. Throughput: a step a cycle.
//! Storage: 16 bits. Resources: see `FibEngine`.

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct PoolSlots {
    pub clock: Signal<In, Clock>,
    pub lengths4: Signal<In, Bits<128>>,
    pub lengths6: Signal<In, Bits<128>>,
    pub step: Signal<In, Bits<4>>,
    pub ipv6: Signal<In, Bit>,
    pub length_a: Signal<Out, Bits<8>>,
    pub length_b: Signal<Out, Bits<8>>,
    pair: DFF<Bits<16>>,
    slots4: Signal<Local, Bits<112>>,
    pair4: Signal<Local, Bits<112>>,
    pair6: Signal<Local, Bits<128>>,
    shift: Signal<Local, Bits<8>>,
}

impl Logic for PoolSlots {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, pair);
        self.shift.next = bit_cast::<8, 4>(self.step.val()) << 4;
        self.slots4.next = self.lengths4.val().get_bits::<112>(0);
        self.pair4.next = self.slots4.val() >> self.shift.val();
        self.pair6.next = self.lengths6.val() >> self.shift.val();
        self.pair.d.next = self.pair4.val().get_bits::<16>(0);
        if self.ipv6.val() {
            self.pair.d.next = self.pair6.val().get_bits::<16>(0);
        }
        self.length_a.next = self.pair.q.val().get_bits::<8>(0);
        self.length_b.next = self.pair.q.val().get_bits::<8>(8);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_slot_of_every_step() {
        let lengths = |first: u8| u128::from_le_bytes(std::array::from_fn(|slot| first + slot as u8));
        let mut uut = PoolSlots::default();
        uut.connect_all();
        uut.lengths4.next = lengths(1).to_bits();
        uut.lengths6.next = lengths(101).to_bits();
        for (ipv6, first, slots) in [(false, 1, 14), (true, 101, 16)] {
            for step in 0..16u64 {
                uut.ipv6.next = ipv6;
                uut.step.next = step.to_bits();
                assert!(simulate(&mut uut, 100));
                uut.clock.next = true.into();
                assert!(simulate(&mut uut, 100));
                uut.clock.next = false.into();
                assert!(simulate(&mut uut, 100));
                let expected = |slot: u64| if slot < slots { first + slot } else { 0 };
                let found = [uut.length_a.val().to_u64(), uut.length_b.val().to_u64()];
                assert_eq!(found, [expected(2 * step), expected(2 * step + 1)], "step {step}");
            }
        }
    }
}
