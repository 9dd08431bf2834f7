//! # CobsDecoder: octets of a line to octets of messages
//! Consistent overhead byte stuffing: a code octet says how many octets follow
//! until the next zero; a zero on the line ends the message.
//!
//! | port         | dir | meaning                                           |
//! | octet, valid | in  | from the line                                     |
//! | error        | in  | an octet was lost or the line is in doubt         |
//! | data, data_valid | out | a message octet                               |
//! | message_end  | out | one cycle: the message that began is over         |
//! | good         | out | with `message_end`: its stuffing was right and nothing was lost |
//!
//! Clock: core_clock. Clear: none.
//! Latency: 1 cycle. Throughput: an octet a cycle. Backpressure: none.
//! Storage: 20 bit of registers. Resources: see `ControlPort`.
//! Not obvious: the zero that a block stands for comes out when the next block
//! begins, since the last block of a message stands for none. Zeros after code
//! 255 are not told apart: such a message is too long for any device. An error
//! between messages harms none.

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct CobsDecoder {
    pub clock: Signal<In, Clock>,
    pub octet: Signal<In, Bits<8>>,
    pub valid: Signal<In, Bit>,
    pub error: Signal<In, Bit>,
    pub data: Signal<Out, Bits<8>>,
    pub data_valid: Signal<Out, Bit>,
    pub message_end: Signal<Out, Bit>,
    pub good: Signal<Out, Bit>,
    /// Octets left of the block.
    left: DFF<Bits<8>>,
    started: DFF<Bit>,
    broken: DFF<Bit>,
    data_out: DFF<Bits<8>>,
    data_is_valid: DFF<Bit>,
    ends: DFF<Bit>,
    is_good: DFF<Bit>,
    block_over: Signal<Local, Bit>,
}

impl Logic for CobsDecoder {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, left, started, broken, data_out, data_is_valid, ends, is_good);
        self.block_over.next = self.left.q.val() == 0;
        self.data_is_valid.d.next = false;
        self.ends.d.next = false;
        if self.valid.val() {
            if self.octet.val() == 0 {
                self.ends.d.next = self.started.q.val();
                self.is_good.d.next = self.block_over.val() & !self.broken.q.val();
                self.left.d.next = 0.into();
                self.started.d.next = false;
                self.broken.d.next = false;
            } else if self.block_over.val() {
                self.left.d.next = self.octet.val() - 1;
                self.started.d.next = true;
                self.data_out.d.next = 0.into();
                self.data_is_valid.d.next = self.started.q.val();
            } else {
                self.left.d.next = self.left.q.val() - 1;
                self.data_out.d.next = self.octet.val();
                self.data_is_valid.d.next = true;
            }
        } else if self.error.val() {
            self.broken.d.next = self.started.q.val();
        }
        self.data.next = self.data_out.q.val();
        self.data_valid.next = self.data_is_valid.q.val();
        self.message_end.next = self.ends.q.val();
        self.good.next = self.is_good.q.val();
    }
}
