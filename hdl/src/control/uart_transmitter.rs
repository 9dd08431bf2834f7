//! # UartTransmitter: octets onto a serial line, 8N1
//!
//! | port    | dir | meaning                                             |
//! | octet   | in  | to send while `valid`                               |
//! | taken   | out | `octet` is taken in this cycle                      |
//! | divisor | in  | clocks a bit, at least 8                            |
//! | line    | out | the line; idle is 1                                 |
//! | busy    | out | a bit, the stop bit included, is on the line        |
//!
//! Clock: core_clock. Clear: none.
//! Latency: 1 cycle to the start bit. Throughput: an octet in 10 bits, without
//! a gap while `valid` holds. Backpressure: `taken`.
//! Storage: 31 bit of registers. Resources: see `ControlPort`.
//! Not obvious: a new divisor holds from the next bit on.

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct UartTransmitter {
    pub clock: Signal<In, Clock>,
    pub octet: Signal<In, Bits<8>>,
    pub valid: Signal<In, Bit>,
    pub taken: Signal<Out, Bit>,
    pub divisor: Signal<In, Bits<16>>,
    pub line: Signal<Out, Bit>,
    pub busy: Signal<Out, Bit>,
    sending: DFF<Bit>,
    /// The line is 0; inverted, so that it idles from power-up on.
    low: DFF<Bit>,
    /// Clocks left of the bit, the present one included.
    count: DFF<Bits<16>>,
    /// `count` is 1.
    due: DFF<Bit>,
    /// 0: start bit, 1 to 8: data, 9: stop bit.
    position: DFF<Bits<4>>,
    shift: DFF<Bits<8>>,
    free: Signal<Local, Bit>,
}

impl Logic for UartTransmitter {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, sending, low, count, due, position, shift);
        self.free.next =
            (!self.sending.q.val()) | (self.due.q.val() & (self.position.q.val() == 9));
        self.taken.next = self.free.val() & self.valid.val();
        self.count.d.next = self.count.q.val() - 1;
        self.due.d.next = self.count.q.val() == 2;
        if self.free.val() {
            self.sending.d.next = self.valid.val();
            self.low.d.next = self.valid.val();
            self.count.d.next = self.divisor.val();
            self.due.d.next = false;
            self.position.d.next = 0.into();
            self.shift.d.next = self.octet.val();
        } else if self.due.q.val() {
            self.count.d.next = self.divisor.val();
            self.position.d.next = self.position.q.val() + 1;
            // Ones follow the data: the stop bit.
            self.low.d.next = !self.shift.q.val().get_bit(0);
            self.shift.d.next = (self.shift.q.val() >> 1) | 0x80;
        }
        self.line.next = !self.low.q.val();
        self.busy.next = self.sending.q.val();
    }
}
