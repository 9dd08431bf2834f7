//! # TwoReaderRam: one record a port, read at two places
//!
//! | port          | dir | meaning                                         |
//! | write_enable  | in  | `write_data` becomes the record of `write_port` |
//! | a_data        | out | record of `a_port`, at once                     |
//! | b_data        | out | record of `b_port`, at once                     |
//!
//! Clock: `clock` for writes; reads are combinational.
//! Latency: 0 to read, a write is seen in the next cycle.
//! Storage: 16 records twice, distributed RAM. Contents at power-up: zero.

use rust_hdl::prelude::*;

use crate::memory::PortRam;

#[derive(LogicBlock, Default)]
pub struct TwoReaderRam<const WIDTH: usize> {
    pub clock: Signal<In, Clock>,
    pub write_enable: Signal<In, Bit>,
    pub write_port: Signal<In, Bits<4>>,
    pub write_data: Signal<In, Bits<WIDTH>>,
    pub a_port: Signal<In, Bits<4>>,
    pub a_data: Signal<Out, Bits<WIDTH>>,
    pub b_port: Signal<In, Bits<4>>,
    pub b_data: Signal<Out, Bits<WIDTH>>,
    a: PortRam<Bits<WIDTH>>,
    b: PortRam<Bits<WIDTH>>,
}

impl<const WIDTH: usize> Logic for TwoReaderRam<WIDTH> {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, a, b);
        self.a.write_enable.next = self.write_enable.val();
        self.a.write_port.next = self.write_port.val();
        self.a.write_data.next = self.write_data.val();
        self.a.read_port.next = self.a_port.val();
        self.a_data.next = self.a.read_data.val();
        self.b.write_enable.next = self.write_enable.val();
        self.b.write_port.next = self.write_port.val();
        self.b.write_data.next = self.write_data.val();
        self.b.read_port.next = self.b_port.val();
        self.b_data.next = self.b.read_data.val();
    }
}
