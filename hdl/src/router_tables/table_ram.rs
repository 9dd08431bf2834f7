//! # TableRam: a table that the host writes and the datapath reads
//!
//! | port       | dir | meaning                                              |
//! | read, address | in | the datapath wants this word                       |
//! | data       | out | 2 cycles after `read`; held until the next one's     |
//! | bus_write  | in  | for one cycle: `bus_data` goes to `bus_address`      |
//! | bus_address | in | of the host's access                                 |
//! | bus_word   | out | 2 cycles after a steady `bus_address`, while nothing is written: the word there |
//!
//! Clock: core_clock. Clear: none. Latency: 2 cycles. Throughput: a read and a
//! write a cycle. Backpressure: none. Storage: 2^ADDRESS words of block RAM.
//! Not obvious: a read in the cycle of a write to the same word gives the new
//! word: it goes around the memory, behind its output register.

use rust_hdl::prelude::*;

use crate::memory::TrueDualPortRam;

#[derive(LogicBlock, Default)]
pub struct TableRam<const WIDTH: usize, const ADDRESS: usize> {
    pub clock: Signal<In, Clock>,
    pub read: Signal<In, Bit>,
    pub address: Signal<In, Bits<ADDRESS>>,
    pub data: Signal<Out, Bits<WIDTH>>,
    pub bus_write: Signal<In, Bit>,
    pub bus_address: Signal<In, Bits<ADDRESS>>,
    pub bus_data: Signal<In, Bits<WIDTH>>,
    pub bus_word: Signal<Out, Bits<WIDTH>>,
    ram: TrueDualPortRam<WIDTH, ADDRESS>,
    taken: DFF<Bits<WIDTH>>,
    bus_output: DFF<Bits<WIDTH>>,
    read_before: DFF<Bit>,
    collided: DFF<Bit>,
    written: DFF<Bits<WIDTH>>,
    goes_around: DFF<Bit>,
    around: DFF<Bits<WIDTH>>,
}

impl<const WIDTH: usize, const ADDRESS: usize> Logic for TableRam<WIDTH, ADDRESS> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, taken, bus_output, read_before, collided, written);
        dff_setup!(self, clock, goes_around, around);
        self.ram.clock.next = self.clock.val();
        self.ram.enable_a.next = true;
        self.ram.write_a.next = self.bus_write.val();
        self.ram.address_a.next = self.bus_address.val();
        self.ram.write_data.next = self.bus_data.val();
        self.ram.enable_b.next = self.read.val();
        self.ram.address_b.next = self.address.val();
        self.bus_output.d.next = self.ram.data_a.val();
        self.bus_word.next = self.bus_output.q.val();

        self.read_before.d.next = self.read.val();
        self.collided.d.next =
            self.bus_write.val() & (self.bus_address.val() == self.address.val());
        self.written.d.next = self.bus_data.val();
        if self.read_before.q.val() {
            self.taken.d.next = self.ram.data_b.val();
            self.goes_around.d.next = self.collided.q.val();
            self.around.d.next = self.written.q.val();
        }
        self.data.next = self.taken.q.val();
        if self.goes_around.q.val() {
            self.data.next = self.around.q.val();
        }
    }
}
