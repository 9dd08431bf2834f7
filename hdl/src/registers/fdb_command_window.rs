//! # FdbCommandWindow: region FDB_COMMAND
//! Collects the words of a command; the write of word 3 executes it and is not
//! done before the FDB is.
//!
//! | port           | dir | meaning                                         |
//! | write, offset, write_data | in | an access of the bus                  |
//! | done           | out | its answer                                      |
//! | command_valid  | out | level until `command_done`                      |
//! | command_key    | out | MAC and FID: words 0 and 1                      |
//! | command_attributes | out | word 2                                      |
//! | command_operation  | out | word 3                                      |
//! | command_done   | in  | executed                                        |
//!
//! Clock: core_clock. Latency: 0 and what the FDB takes.
//! Throughput: one command at a time. Storage: 92 bit of registers.
//! Resources: see `RegisterFile`. Tables: regmap::fdb_command.
//! Not obvious: words 0 to 2 keep their value from one command to the next.

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct FdbCommandWindow {
    pub clock: Signal<In, Clock>,
    pub write: Signal<In, Bit>,
    pub offset: Signal<In, Bits<20>>,
    pub write_data: Signal<In, Bits<32>>,
    pub done: Signal<Out, Bit>,
    pub command_valid: Signal<Out, Bit>,
    pub command_key: Signal<Out, Bits<60>>,
    pub command_attributes: Signal<Out, Bits<32>>,
    pub command_operation: Signal<Out, Bits<32>>,
    pub command_done: Signal<In, Bit>,
    low: DFF<Bits<32>>,
    high: DFF<Bits<28>>,
    attributes: DFF<Bits<32>>,
    word: Signal<Local, Bits<2>>,
}

impl Logic for FdbCommandWindow {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, low, high, attributes);
        self.word.next = self.offset.val().get_bits::<2>(0);
        self.done.next = self.write.val();
        self.command_valid.next = false;
        if self.write.val() {
            if self.word.val() == 0 {
                self.low.d.next = self.write_data.val();
            } else if self.word.val() == 1 {
                self.high.d.next = self.write_data.val().get_bits::<28>(0);
            } else if self.word.val() == 2 {
                self.attributes.d.next = self.write_data.val();
            } else {
                self.command_valid.next = true;
                self.done.next = self.command_done.val();
            }
        }
        self.command_key.next = bit_cast::<60, 32>(self.low.q.val())
            | (bit_cast::<60, 28>(self.high.q.val()) << 32);
        self.command_attributes.next = self.attributes.q.val();
        self.command_operation.next = self.write_data.val();
    }
}
