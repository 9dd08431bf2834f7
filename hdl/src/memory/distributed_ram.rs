//! # DistributedRam: small memory in logic cells
//!
//! | port          | dir | meaning                              |
//! | write_enable  | in  | `write_data` goes to `write_address` |
//! | read_data     | out | word at `read_address`, at once      |
//!
//! Clock: `clock` for writes; reads are combinational.
//! Latency: 0 to read, a write is seen in the next cycle.
//! Storage: 2^ADDRESS words, TRELLIS_DPR16X4 on ECP5. Contents at power-up: zero.

use std::collections::HashMap;

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct DistributedRam<const WIDTH: usize, const ADDRESS: usize> {
    pub clock: Signal<In, Clock>,
    pub write_enable: Signal<In, Bit>,
    pub write_address: Signal<In, Bits<ADDRESS>>,
    pub write_data: Signal<In, Bits<WIDTH>>,
    pub read_address: Signal<In, Bits<ADDRESS>>,
    pub read_data: Signal<Out, Bits<WIDTH>>,
    _words: Box<HashMap<Bits<ADDRESS>, Bits<WIDTH>>>,
}

impl<const WIDTH: usize, const ADDRESS: usize> Logic for DistributedRam<WIDTH, ADDRESS> {
    fn update(&mut self) {
        if self.clock.pos_edge() && self.write_enable.val() {
            self._words.insert(self.write_address.val(), self.write_data.val());
        }
        self.read_data.next =
            self._words.get(&self.read_address.val()).copied().unwrap_or_default();
    }

    fn connect(&mut self) {
        self.read_data.connect();
    }

    fn hdl(&self) -> Verilog {
        Verilog::Custom(format!(
            "\
(* ram_style = \"distributed\" *) reg [{msb}:0] words [0:{last}];
integer i;
initial begin
   for (i = 0; i <= {last}; i = i + 1) words[i] = 0;
end
always @(posedge clock) begin
   if (write_enable) words[write_address] <= write_data;
end
always @(*) read_data = words[read_address];
",
            msb = WIDTH - 1,
            last = (1usize << ADDRESS) - 1
        ))
    }
}
