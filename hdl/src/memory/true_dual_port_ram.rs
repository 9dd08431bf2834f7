//! # TrueDualPortRam: one port to read or write, one to read
//!
//! | port       | dir | meaning                                                   |
//! | enable_a   | in  | port A is used in this cycle                              |
//! | write_a    | in  | with `enable_a`: `write_data` goes to `address_a`         |
//! | data_a     | out | after `enable_a` without `write_a`: the word; else it holds |
//! | enable_b   | in  | `data_b` takes the word at `address_b`; else it holds     |
//!
//! Clock: `clock`. Latency: 1 cycle. Throughput: an access a cycle at each port.
//! Storage: 2^ADDRESS words of block RAM. Contents at power-up: zero.
//! Resources (yosys 0.70): 2048 x 27 bit are 3 DP16KD, 2048 x 44 5, 1024 x 144 8;
//! one LUT4 each. From 4096 words on there is a multiplexer of LUTs behind the
//! RAMs, and no register can move into them.
//! Not obvious: reading at port B what port A writes in that cycle returns
//! nothing defined (the model in Rust gives the opposite of what was there); the
//! user excludes it or does not look at the result.

use std::collections::HashMap;

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct TrueDualPortRam<const WIDTH: usize, const ADDRESS: usize> {
    pub clock: Signal<In, Clock>,
    pub enable_a: Signal<In, Bit>,
    pub write_a: Signal<In, Bit>,
    pub address_a: Signal<In, Bits<ADDRESS>>,
    pub write_data: Signal<In, Bits<WIDTH>>,
    pub data_a: Signal<Out, Bits<WIDTH>>,
    pub enable_b: Signal<In, Bit>,
    pub address_b: Signal<In, Bits<ADDRESS>>,
    pub data_b: Signal<Out, Bits<WIDTH>>,
    _words: Box<HashMap<Bits<ADDRESS>, Bits<WIDTH>>>,
}

impl<const WIDTH: usize, const ADDRESS: usize> Logic for TrueDualPortRam<WIDTH, ADDRESS> {
    fn update(&mut self) {
        if !self.clock.pos_edge() {
            return;
        }
        let writes = self.enable_a.val() && self.write_a.val();
        let word = |address| self._words.get(&address).copied().unwrap_or_default();
        if self.enable_b.val() {
            let stored = word(self.address_b.val());
            let collides = writes && self.address_a.val() == self.address_b.val();
            self.data_b.next = if collides { !stored } else { stored };
        }
        if writes {
            self._words.insert(self.address_a.val(), self.write_data.val());
        } else if self.enable_a.val() {
            self.data_a.next = word(self.address_a.val());
        }
    }

    fn connect(&mut self) {
        self.data_a.connect();
        self.data_b.connect();
    }

    fn hdl(&self) -> Verilog {
        Verilog::Custom(format!(
            "\
(* ram_style = \"block\", no_rw_check *) reg [{msb}:0] words [0:{last}];
integer i;
initial begin
   for (i = 0; i <= {last}; i = i + 1) words[i] = 0;
   data_a = 0;
   data_b = 0;
end
always @(posedge clock) begin
   if (enable_a) begin
      if (write_a) words[address_a] <= write_data;
      else data_a <= words[address_a];
   end
   if (enable_b) begin
      if (enable_a && write_a && address_a == address_b) data_b <= {width}'bx;
      else data_b <= words[address_b];
   end
end
",
            msb = WIDTH - 1,
            width = WIDTH,
            last = (1usize << ADDRESS) - 1
        ))
    }
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng, rngs::StdRng};

    use super::*;
    use crate::synthesis::synthesize;

    fn block_rams<const WIDTH: usize, const ADDRESS: usize>() -> Option<usize> {
        let mut ram = TrueDualPortRam::<WIDTH, ADDRESS>::default();
        ram.clock.connect();
        ram.enable_a.connect();
        ram.write_a.connect();
        ram.address_a.connect();
        ram.write_data.connect();
        ram.enable_b.connect();
        ram.address_b.connect();
        ram.connect_all();
        let top = format!("true_dual_port_ram_{WIDTH}");
        let cells = synthesize(&crate::verilog::emit(&ram, &top), &top)?;
        println!("{WIDTH} x 2^{ADDRESS}: {cells:?}");
        Some(cells.get("DP16KD").copied().unwrap_or(0))
    }

    /// A second copy for the second port would double them.
    #[test]
    fn synthesis_finds_both_ports_in_one_ram() {
        let found = [block_rams::<27, 11>(), block_rams::<44, 11>(), block_rams::<144, 10>()];
        if found[0].is_some() {
            assert_eq!(found, [Some(3), Some(5), Some(8)]);
        }
    }

    #[test]
    fn ports_read_what_port_a_wrote() {
        let seed = 0x2D;
        println!("seed {seed}");
        let mut random = StdRng::seed_from_u64(seed);
        let mut uut = TrueDualPortRam::<20, 4>::default();
        uut.connect_all();
        let mut words = [0u64; 16];
        let (mut held_a, mut held_b) = (0, 0);
        for step in 0..3000 {
            let (enable_a, write, enable_b) =
                (random.random_bool(0.7), random.random_bool(0.5), random.random_bool(0.7));
            let (a, b) = (random.random_range(0..16u64), random.random_range(0..16u64));
            let word = random.random_range(0..1u64 << 20);
            uut.enable_a.next = enable_a;
            uut.write_a.next = write;
            uut.address_a.next = a.to_bits();
            uut.write_data.next = word.to_bits();
            uut.enable_b.next = enable_b;
            uut.address_b.next = b.to_bits();
            assert!(simulate(&mut uut, 100));
            uut.clock.next = true.into();
            assert!(simulate(&mut uut, 100));
            uut.clock.next = false.into();
            assert!(simulate(&mut uut, 100));
            if enable_b {
                let collides = enable_a && write && a == b;
                held_b = if collides { !words[b as usize] & 0xF_FFFF } else { words[b as usize] };
            }
            match (enable_a, write) {
                (true, true) => words[a as usize] = word,
                (true, false) => held_a = words[a as usize],
                _ => {}
            }
            assert_eq!((uut.data_a.val().to_u64(), uut.data_b.val().to_u64()), (held_a, held_b), "step {step}");
        }
    }
}
