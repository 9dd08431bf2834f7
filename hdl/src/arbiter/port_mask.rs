//! # PortMask: a bit of each port, side by side
//!
//! | port | dir | meaning                     |
//! | bits | in  | one a port                  |
//! | mask | out | the bit of port i in bit i  |
//!
//! Combinational, wires only. N_PLUS_1 is N + 1.

use rust_hdl::prelude::*;

#[derive(LogicBlock)]
pub struct PortMask<const N: usize, const N_PLUS_1: usize> {
    pub bits: [Signal<In, Bit>; N],
    pub mask: Signal<Out, Bits<N>>,
    sums: [Signal<Local, Bits<N>>; N_PLUS_1],
    one_hot: [Constant<Bits<N>>; N],
}

impl<const N: usize, const N_PLUS_1: usize> Default for PortMask<N, N_PLUS_1> {
    fn default() -> Self {
        assert!(N_PLUS_1 == N + 1, "one sum more than inputs");
        Self {
            bits: std::array::from_fn(|_| Default::default()),
            mask: Default::default(),
            sums: std::array::from_fn(|_| Default::default()),
            one_hot: std::array::from_fn(|port| Constant::new((1u64 << port).to_bits())),
        }
    }
}

impl<const N: usize, const N_PLUS_1: usize> Logic for PortMask<N, N_PLUS_1> {
    #[hdl_gen]
    fn update(&mut self) {
        self.sums[0].next = 0.into();
        for i in 0..N {
            self.sums[i + 1].next = self.sums[i].val();
            if self.bits[i].val() {
                self.sums[i + 1].next = self.sums[i].val() | self.one_hot[i].val();
            }
        }
        for i in N..N_PLUS_1 {
            self.mask.next = self.sums[i].val();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_bit_has_its_place() {
        let mut uut = PortMask::<5, 6>::default();
        uut.connect_all();
        for mask in 0..32u64 {
            for port in 0..5 {
                uut.bits[port].next = mask >> port & 1 == 1;
            }
            assert!(simulate(&mut uut, 20));
            assert_eq!(uut.mask.val().to_u64(), mask);
        }
    }
}
