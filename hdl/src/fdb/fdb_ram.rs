//! # FdbRam: the entries of one way
//! 1024 words of 69 bits: what is known of an address can be written alone, so
//! that ageing need not carry the key.
//!
//! | port         | dir | meaning                                            |
//! | write        | in  | bits 68:60 of `write_entry` go to `write_row`      |
//! | write_key    | in  | with `write`: its bits 59:0 too                    |
//! | read         | in  | `read_entry` takes the entry of `read_row`; else it holds |
//! | clear        | in  | it becomes zero instead                            |
//!
//! Clock: `clock`. Latency: 1 cycle. Throughput: one read and one write a cycle.
//! Storage: 1024 x 69 bits of block RAM, 4 DP16KD; power-up: zero.
//! Not obvious: reading the row that is being written returns nothing defined;
//! the arbiter keeps them in different cycles. The attribute `no_rw_check` tells
//! yosys, which else builds a bypass around each lane that is written alone.

use std::collections::HashMap;

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct FdbRam {
    pub clock: Signal<In, Clock>,
    pub write: Signal<In, Bit>,
    pub write_key: Signal<In, Bit>,
    pub write_row: Signal<In, Bits<10>>,
    pub write_entry: Signal<In, Bits<69>>,
    pub read: Signal<In, Bit>,
    pub clear: Signal<In, Bit>,
    pub read_row: Signal<In, Bits<10>>,
    pub read_entry: Signal<Out, Bits<69>>,
    _words: Box<HashMap<Bits<10>, Bits<69>>>,
}

impl Logic for FdbRam {
    fn update(&mut self) {
        if !self.clock.pos_edge() {
            return;
        }
        let word = |row: &Bits<10>| self._words.get(row).copied().unwrap_or_default();
        if self.clear.val() {
            self.read_entry.next = 0.into();
        } else if self.read.val() {
            self.read_entry.next = word(&self.read_row.val());
        }
        if self.write.val() {
            let key: Bits<69> = ((1u64 << 60) - 1).into();
            let old = word(&self.write_row.val());
            let entry = self.write_entry.val();
            let entry = if self.write_key.val() { entry } else { (entry & !key) | (old & key) };
            self._words.insert(self.write_row.val(), entry);
        }
    }

    fn connect(&mut self) {
        self.read_entry.connect();
    }

    fn hdl(&self) -> Verilog {
        Verilog::Custom(
            "\
(* ram_style = \"block\", no_rw_check *) reg [68:0] words [0:1023];
integer i;
initial begin
   for (i = 0; i < 1024; i = i + 1) words[i] = 0;
   read_entry = 0;
end
always @(posedge clock) begin
   if (write) begin
      words[write_row][68:60] <= write_entry[68:60];
      if (write_key) words[write_row][59:0] <= write_entry[59:0];
   end
   if (clear) read_entry <= 0;
   else if (read) read_entry <= words[read_row];
end
"
            .to_string(),
        )
    }
}
