//! # SinglePortRam: a read or a write each cycle
//!
//! | port      | dir | meaning                                             |
//! | enable    | in  | the port is used in this cycle                      |
//! | write     | in  | with `enable`: `write_data` goes to `address`       |
//! | read_data | out | after `enable` without `write`: the word; else held |
//!
//! Clock: `clock`. Latency: 1 cycle. Throughput: one access a cycle.
//! Storage: 2^ADDRESS words of block RAM. Contents at power-up: zero.

use std::collections::HashMap;

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct SinglePortRam<const WIDTH: usize, const ADDRESS: usize> {
    pub clock: Signal<In, Clock>,
    pub enable: Signal<In, Bit>,
    pub write: Signal<In, Bit>,
    pub address: Signal<In, Bits<ADDRESS>>,
    pub write_data: Signal<In, Bits<WIDTH>>,
    pub read_data: Signal<Out, Bits<WIDTH>>,
    _words: Box<HashMap<Bits<ADDRESS>, Bits<WIDTH>>>,
}

impl<const WIDTH: usize, const ADDRESS: usize> Logic for SinglePortRam<WIDTH, ADDRESS> {
    fn update(&mut self) {
        if self.clock.pos_edge() && self.enable.val() {
            if self.write.val() {
                self._words.insert(self.address.val(), self.write_data.val());
            } else {
                self.read_data.next =
                    self._words.get(&self.address.val()).copied().unwrap_or_default();
            }
        }
    }

    fn connect(&mut self) {
        self.read_data.connect();
    }

    fn hdl(&self) -> Verilog {
        Verilog::Custom(format!(
            "\
(* ram_style = \"block\" *) reg [{msb}:0] words [0:{last}];
integer i;
initial begin
   for (i = 0; i <= {last}; i = i + 1) words[i] = 0;
   read_data = 0;
end
always @(posedge clock) begin
   if (enable) begin
      if (write) words[address] <= write_data;
      else read_data <= words[address];
   end
end
",
            msb = WIDTH - 1,
            last = (1usize << ADDRESS) - 1
        ))
    }
}
