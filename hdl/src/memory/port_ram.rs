//! # PortRam: one record a port, in logic cells
//!
//! | port          | dir | meaning                              |
//! | write_enable  | in  | `write_data` becomes the record of `write_port` |
//! | read_data     | out | record of `read_port`, at once       |
//!
//! Clock: `clock` for writes; reads are combinational.
//! Latency: 0 to read, a write is seen in the next cycle.
//! Storage: 16 records, TRELLIS_DPR16X4 on ECP5. Contents at power-up: zero.

use std::collections::HashMap;

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct PortRam<T: Synth> {
    pub clock: Signal<In, Clock>,
    pub write_enable: Signal<In, Bit>,
    pub write_port: Signal<In, Bits<4>>,
    pub write_data: Signal<In, T>,
    pub read_port: Signal<In, Bits<4>>,
    pub read_data: Signal<Out, T>,
    _records: Box<HashMap<Bits<4>, T>>,
}

impl<T: Synth> Logic for PortRam<T> {
    fn update(&mut self) {
        if self.clock.pos_edge() && self.write_enable.val() {
            self._records.insert(self.write_port.val(), self.write_data.val());
        }
        self.read_data.next = self._records.get(&self.read_port.val()).copied().unwrap_or_default();
    }

    fn connect(&mut self) {
        self.read_data.connect();
    }

    fn hdl(&self) -> Verilog {
        Verilog::Custom(format!(
            "\
(* ram_style = \"distributed\" *) reg [{msb}:0] records [0:15];
integer i;
initial begin
   for (i = 0; i <= 15; i = i + 1) records[i] = 0;
end
always @(posedge clock) begin
   if (write_enable) records[write_port] <= write_data;
end
always @(*) read_data = records[read_port];
",
            msb = T::BITS - 1
        ))
    }
}
