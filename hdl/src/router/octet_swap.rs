//! # OctetSwap: eight octets in the other order
//!
//! | port     | dir | meaning                                        |
//! | octets   | in  | first octet in bits 7:0                        |
//! | swapped  | out | first octet in bits 63:56                      |
//!
//! Combinational, wires only.

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct OctetSwap {
    pub octets: Signal<In, Bits<64>>,
    pub swapped: Signal<Out, Bits<64>>,
}

impl Logic for OctetSwap {
    #[hdl_gen]
    fn update(&mut self) {
        self.swapped.next = (bit_cast::<64, 8>(self.octets.val().get_bits::<8>(0)) << 56)
            | (bit_cast::<64, 8>(self.octets.val().get_bits::<8>(8)) << 48)
            | (bit_cast::<64, 8>(self.octets.val().get_bits::<8>(16)) << 40)
            | (bit_cast::<64, 8>(self.octets.val().get_bits::<8>(24)) << 32)
            | (bit_cast::<64, 8>(self.octets.val().get_bits::<8>(32)) << 24)
            | (bit_cast::<64, 8>(self.octets.val().get_bits::<8>(40)) << 16)
            | (bit_cast::<64, 8>(self.octets.val().get_bits::<8>(48)) << 8)
            | bit_cast::<64, 8>(self.octets.val().get_bits::<8>(56));
    }
}
