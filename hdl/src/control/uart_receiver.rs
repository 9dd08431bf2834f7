//! # UartReceiver: octets from a serial line, 8N1
//! Samples in the middle of each bit, counted from the start bit's edge.
//!
//! | port    | dir | meaning                                              |
//! | line    | in  | the line, synchronized; idle is 1                    |
//! | divisor | in  | clocks a bit, at least 8                             |
//! | octet   | out | what was received                                    |
//! | valid   | out | one cycle: `octet` is good                           |
//! | error   | out | one cycle: an octet whose stop bit was 0; it is lost |
//!
//! Clock: core_clock. Clear: none.
//! Latency: half a bit and one cycle before the stop bit's end. Throughput: the
//! line's. Backpressure: none.
//! Storage: 38 bit of registers. Resources: see `ControlPort`.
//! Not obvious: the edge of each start bit synchronizes anew, and the stop bit
//! is left at its middle; a partner whose clock is off by 2 % is understood at
//! every divisor. A start bit that is over at its middle was noise.

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct UartReceiver {
    pub clock: Signal<In, Clock>,
    pub line: Signal<In, Bit>,
    pub divisor: Signal<In, Bits<16>>,
    pub octet: Signal<Out, Bits<8>>,
    pub valid: Signal<Out, Bit>,
    pub error: Signal<Out, Bit>,
    previous: DFF<Bit>,
    receiving: DFF<Bit>,
    /// Clocks to the next sample, which is taken at 1.
    count: DFF<Bits<16>>,
    /// `count` is 1.
    due: DFF<Bit>,
    /// 0: start bit, 1 to 8: data, 9: stop bit.
    position: DFF<Bits<4>>,
    shift: DFF<Bits<8>>,
    is_valid: DFF<Bit>,
    is_error: DFF<Bit>,
}

impl Logic for UartReceiver {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, previous, receiving, count, due, position, shift);
        dff_setup!(self, clock, is_valid, is_error);
        self.previous.d.next = self.line.val();
        self.is_valid.d.next = false;
        self.is_error.d.next = false;
        self.count.d.next = self.count.q.val() - 1;
        self.due.d.next = self.count.q.val() == 2;
        if !self.receiving.q.val() {
            self.count.d.next = self.divisor.val() >> 1;
            self.due.d.next = false;
            self.position.d.next = 0.into();
            self.receiving.d.next = self.previous.q.val() & !self.line.val();
        } else if self.due.q.val() {
            self.count.d.next = self.divisor.val();
            self.position.d.next = self.position.q.val() + 1;
            if self.position.q.val() == 0 {
                self.receiving.d.next = !self.line.val();
            } else if self.position.q.val() == 9 {
                self.receiving.d.next = false;
                self.is_valid.d.next = self.line.val();
                self.is_error.d.next = !self.line.val();
            } else {
                self.shift.d.next = self.shift.q.val() >> 1;
                if self.line.val() {
                    self.shift.d.next = (self.shift.q.val() >> 1) | 0x80;
                }
            }
        }
        self.octet.next = self.shift.q.val();
        self.valid.next = self.is_valid.q.val();
        self.error.next = self.is_error.q.val();
    }
}
