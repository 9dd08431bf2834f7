//! # AsyncFifo: words from one clock domain to another
//! Gray-coded pointers one bit wider than the address, each through two
//! flip-flops into the other domain (Cummings, "Simulation and Synthesis
//! Techniques for Asynchronous FIFO Design", SNUG 2002, style 1).
//!
//! | port         | dir | clock       | meaning                                     |
//! | write_data   | in  | write_clock | appended with `write_enable`                |
//! | write_enable | in  | write_clock | ignored while `full`                        |
//! | full         | out | write_clock | no place is free                            |
//! | almost_full  | out | write_clock | at most the constructor's places are free   |
//! | data         | out | read_clock  | oldest word while `empty` is 0              |
//! | empty        | out | read_clock  | nothing to read                             |
//! | read         | in  | read_clock  | takes `data`; ignored while `empty`         |
//!
//! Parameters: POINTER is ADDRESS + 1, checked by the constructor; 2^ADDRESS words.
//! Clear: none. Both pointers start at 0 when the device is configured; neither
//! clock has to run before the other.
//! Constraints: `*_gray` to `*_meta` is asynchronous; where the tool can, limit
//! its delay to one period of the faster clock, so that at most one bit of a
//! pointer is on its way. Words cross through the RAM, which is written at
//! least two read clocks before it is read: false path.
//! Latency: a word is readable `READ_LATENCY` read edges after the write edge;
//! a place is free again `WRITE_LATENCY` write edges after the read edge.
//! Throughput: one write and one read a cycle.
//! Storage: 2^ADDRESS x WIDTH bit of distributed RAM.
//! Resources: see the ports that use it.
//! Not obvious: `full` and `almost_full` are registers that count a write at
//! once and a read late, so they are never too low. `data` comes straight out
//! of the distributed RAM and `empty` out of a comparator of registers, each
//! one clock earlier than a register would show it.

use rust_hdl::prelude::*;

use crate::memory::DistributedRam;

#[derive(LogicBlock)]
pub struct AsyncFifo<const WIDTH: usize, const ADDRESS: usize, const POINTER: usize> {
    pub write_clock: Signal<In, Clock>,
    pub write_data: Signal<In, Bits<WIDTH>>,
    pub write_enable: Signal<In, Bit>,
    pub full: Signal<Out, Bit>,
    pub almost_full: Signal<Out, Bit>,
    pub read_clock: Signal<In, Clock>,
    pub data: Signal<Out, Bits<WIDTH>>,
    pub empty: Signal<Out, Bit>,
    pub read: Signal<In, Bit>,
    ram: DistributedRam<WIDTH, ADDRESS>,
    // write_clock
    write_binary: DFF<Bits<POINTER>>,
    write_gray: DFF<Bits<POINTER>>,
    read_gray_meta: DFF<Bits<POINTER>>,
    read_gray_stable: DFF<Bits<POINTER>>,
    read_binary_seen: DFF<Bits<POINTER>>,
    is_full: DFF<Bit>,
    is_almost_full: DFF<Bit>,
    do_write: Signal<Local, Bit>,
    write_next: Signal<Local, Bits<POINTER>>,
    prefix_1: Signal<Local, Bits<POINTER>>,
    prefix_2: Signal<Local, Bits<POINTER>>,
    used: Signal<Local, Bits<POINTER>>,
    // read_clock
    read_binary: DFF<Bits<POINTER>>,
    read_gray: DFF<Bits<POINTER>>,
    write_gray_meta: DFF<Bits<POINTER>>,
    write_gray_stable: DFF<Bits<POINTER>>,
    nothing: Signal<Local, Bit>,
    read_next: Signal<Local, Bits<POINTER>>,
    depth: Constant<Bits<POINTER>>,
    depth_less_one: Constant<Bits<POINTER>>,
    almost: Constant<Bits<POINTER>>,
    almost_less_one: Constant<Bits<POINTER>>,
}

impl<const WIDTH: usize, const ADDRESS: usize, const POINTER: usize>
    AsyncFifo<WIDTH, ADDRESS, POINTER>
{
    /// Words it holds.
    pub const CAPACITY: usize = 1 << ADDRESS;
    /// Read edges after the write edge until the word is readable.
    pub const READ_LATENCY: usize = 2;
    /// Write edges after the read edge until `full` falls.
    pub const WRITE_LATENCY: usize = 4;

    /// `almost_full` is 1 while at most `almost_full_free` places are free.
    pub fn new(almost_full_free: usize) -> Self {
        assert!(POINTER == ADDRESS + 1 && (2..=7).contains(&ADDRESS), "pointer {POINTER}, address {ADDRESS}");
        assert!(almost_full_free < Self::CAPACITY, "{almost_full_free} free places of {}", Self::CAPACITY);
        let depth = Self::CAPACITY as u64;
        let almost = depth - almost_full_free as u64;
        Self {
            write_clock: Default::default(),
            write_data: Default::default(),
            write_enable: Default::default(),
            full: Default::default(),
            almost_full: Default::default(),
            read_clock: Default::default(),
            data: Default::default(),
            empty: Default::default(),
            read: Default::default(),
            ram: Default::default(),
            write_binary: Default::default(),
            write_gray: Default::default(),
            read_gray_meta: Default::default(),
            read_gray_stable: Default::default(),
            read_binary_seen: Default::default(),
            is_full: Default::default(),
            is_almost_full: Default::default(),
            do_write: Default::default(),
            write_next: Default::default(),
            prefix_1: Default::default(),
            prefix_2: Default::default(),
            used: Default::default(),
            read_binary: Default::default(),
            read_gray: Default::default(),
            write_gray_meta: Default::default(),
            write_gray_stable: Default::default(),
            nothing: Default::default(),
            read_next: Default::default(),
            depth: Constant::new(depth.to_bits()),
            depth_less_one: Constant::new((depth - 1).to_bits()),
            almost: Constant::new(almost.to_bits()),
            almost_less_one: Constant::new((almost - 1).to_bits()),
        }
    }

    /// Verilog of this FIFO alone, module `async_fifo`.
    pub fn verilog(mut self) -> String {
        self.write_clock.connect();
        self.write_data.connect();
        self.write_enable.connect();
        self.read_clock.connect();
        self.read.connect();
        self.connect_all();
        crate::verilog::emit(&self, "async_fifo")
    }
}

impl<const WIDTH: usize, const ADDRESS: usize, const POINTER: usize> Default
    for AsyncFifo<WIDTH, ADDRESS, POINTER>
{
    /// `almost_full` while at most one place is free.
    fn default() -> Self {
        Self::new(1)
    }
}

impl<const WIDTH: usize, const ADDRESS: usize, const POINTER: usize> Logic
    for AsyncFifo<WIDTH, ADDRESS, POINTER>
{
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, write_clock, write_binary, write_gray, read_gray_meta, read_gray_stable);
        dff_setup!(self, write_clock, read_binary_seen, is_full, is_almost_full);
        dff_setup!(self, read_clock, read_binary, read_gray, write_gray_meta, write_gray_stable);
        self.ram.clock.next = self.write_clock.val();

        // Write side: RAM and pointer.
        self.do_write.next = self.write_enable.val() & !self.is_full.q.val();
        self.write_next.next = self.write_binary.q.val() + 1;
        self.ram.write_enable.next = self.do_write.val();
        self.ram.write_address.next = self.write_binary.q.val().get_bits::<ADDRESS>(0);
        self.ram.write_data.next = self.write_data.val();
        if self.do_write.val() {
            self.write_binary.d.next = self.write_next.val();
            self.write_gray.d.next = self.write_next.val() ^ (self.write_next.val() >> 1);
        }

        // Write side: the reader's pointer, back to binary by a prefix XOR.
        self.read_gray_meta.d.next = self.read_gray.q.val();
        self.read_gray_stable.d.next = self.read_gray_meta.q.val();
        self.prefix_1.next = self.read_gray_stable.q.val() ^ (self.read_gray_stable.q.val() >> 1);
        self.prefix_2.next = self.prefix_1.val() ^ (self.prefix_1.val() >> 2);
        self.read_binary_seen.d.next = self.prefix_2.val() ^ (self.prefix_2.val() >> 4);

        // Write side: flags, both for a cycle with and without a write.
        self.used.next = self.write_binary.q.val() - self.read_binary_seen.q.val();
        self.is_full.d.next = (self.used.val() == self.depth.val())
            | ((self.used.val() == self.depth_less_one.val()) & self.do_write.val());
        self.is_almost_full.d.next = (self.used.val() >= self.almost.val())
            | ((self.used.val() == self.almost_less_one.val()) & self.do_write.val());
        self.full.next = self.is_full.q.val();
        self.almost_full.next = self.is_almost_full.q.val();

        // Read side.
        self.write_gray_meta.d.next = self.write_gray.q.val();
        self.write_gray_stable.d.next = self.write_gray_meta.q.val();
        self.nothing.next = self.read_gray.q.val() == self.write_gray_stable.q.val();
        self.read_next.next = self.read_binary.q.val() + 1;
        if self.read.val() & !self.nothing.val() {
            self.read_binary.d.next = self.read_next.val();
            self.read_gray.d.next = self.read_next.val() ^ (self.read_next.val() >> 1);
        }
        self.ram.read_address.next = self.read_binary.q.val().get_bits::<ADDRESS>(0);
        self.data.next = self.ram.read_data.val();
        self.empty.next = self.nothing.val();
    }
}

#[cfg(test)]
mod tests;
