//! # SimpleDualPortRam: one write port, one read port
//!
//! | port         | dir | meaning                                   |
//! | write_enable | in  | `write_data` goes to `write_address`      |
//! | read_enable  | in  | `read_data` takes the word at `read_address`; else it holds |
//!
//! Clock: `clock`. Latency: 1 cycle. Throughput: one read and one write a cycle.
//! Storage: 2^ADDRESS words of block RAM. Contents at power-up: zero.
//! Not obvious: reading the address that is being written returns nothing
//! defined; the user excludes it or does not look at the result.

use std::collections::HashMap;

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct SimpleDualPortRam<const WIDTH: usize, const ADDRESS: usize> {
    pub clock: Signal<In, Clock>,
    pub write_enable: Signal<In, Bit>,
    pub write_address: Signal<In, Bits<ADDRESS>>,
    pub write_data: Signal<In, Bits<WIDTH>>,
    pub read_enable: Signal<In, Bit>,
    pub read_address: Signal<In, Bits<ADDRESS>>,
    pub read_data: Signal<Out, Bits<WIDTH>>,
    _words: Box<HashMap<Bits<ADDRESS>, Bits<WIDTH>>>,
}

impl<const WIDTH: usize, const ADDRESS: usize> Logic for SimpleDualPortRam<WIDTH, ADDRESS> {
    fn update(&mut self) {
        if self.clock.pos_edge() {
            if self.read_enable.val() {
                self.read_data.next =
                    self._words.get(&self.read_address.val()).copied().unwrap_or_default();
            }
            if self.write_enable.val() {
                self._words.insert(self.write_address.val(), self.write_data.val());
            }
        }
    }

    fn connect(&mut self) {
        self.read_data.connect();
    }

    fn hdl(&self) -> Verilog {
        Verilog::Custom(format!(
            "\
(* ram_style = \"block\", no_rw_check *) reg [{msb}:0] words [0:{last}];
integer i;
initial begin
   for (i = 0; i <= {last}; i = i + 1) words[i] = 0;
   read_data = 0;
end
always @(posedge clock) begin
   if (write_enable) words[write_address] <= write_data;
   if (read_enable) begin
      if (write_enable && write_address == read_address) read_data <= {width}'bx;
      else read_data <= words[read_address];
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
impl<const WIDTH: usize, const ADDRESS: usize> SimpleDualPortRam<WIDTH, ADDRESS> {
    /// Sets a word of the simulated memory.
    pub(crate) fn preset(&mut self, address: Bits<ADDRESS>, word: Bits<WIDTH>) {
        self._words.insert(address, word);
    }
}
