//! # Crc32Step: the state of a CRC-32 one octet on
//!
//! | port    | dir | meaning                          |
//! | state   | in  | the register, not inverted       |
//! | octet   | in  | the next octet                   |
//! | stepped | out | the register after it            |
//!
//! Combinational: for each bit the parity of up to eight bits of
//! `state ^ octet`, and a bit of `state`.
//! Not obvious: written out as parities, since a chain of eight conditional
//! subtractions comes out of synthesis slower.

use rust_hdl::prelude::*;

/// The polynomial of IEEE 802.3-2022 clause 3.2.9, lowest power in bit 31.
const POLYNOMIAL: u32 = 0xEDB8_8320;

#[derive(LogicBlock, Default)]
pub struct Crc32Step {
    pub state: Signal<In, Bits<32>>,
    pub octet: Signal<In, Bits<8>>,
    pub stepped: Signal<Out, Bits<32>>,
}

/// The register after eight steps from `state` with nothing but zeros to come.
const fn eight_steps(mut state: u32) -> u32 {
    let mut step = 0;
    while step < 8 {
        state = state >> 1 ^ if state & 1 == 1 { POLYNOMIAL } else { 0 };
        step += 1;
    }
    state
}

/// The bits of `state ^ octet` whose parity goes into bit `bit`.
fn parity_mask(bit: usize) -> u32 {
    (0..8).filter(|source| eight_steps(1 << source) >> bit & 1 == 1).map(|source| 1 << source).sum()
}

impl Logic for Crc32Step {
    fn update(&mut self) {
        let (state, octet) = (self.state.val().to_u32(), self.octet.val().to_u32());
        self.stepped.next = u64::from(eight_steps(state ^ octet)).to_bits();
    }

    fn connect(&mut self) {
        self.stepped.connect();
    }

    fn hdl(&self) -> Verilog {
        let bits: String = (0..32)
            .map(|bit| {
                let shifted = if bit < 24 { format!(" ^ state[{}]", bit + 8) } else { String::new() };
                format!("   stepped[{bit}] = ^((state[7:0] ^ octet) & 8'd{}){shifted};\n", parity_mask(bit))
            })
            .collect();
        Verilog::Custom(format!("always @(*) begin\n{bits}end\n"))
    }
}
