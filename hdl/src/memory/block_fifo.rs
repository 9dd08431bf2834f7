//! # BlockFifo: first-word-fall-through FIFO in block RAM
//!
//! | port         | dir | meaning                                     |
//! | write        | in  | `write_data` goes in; ignored when `full`   |
//! | full         | out | no room                                     |
//! | stored       | out | words that wait in the RAM, not the last two |
//! | empty        | out | 0: `read_data` is the oldest word           |
//! | read         | in  | takes it                                    |
//!
//! Clock: `clock`. Clear: none.
//! Latency: 3 cycles from `write` to `empty` = 0. Throughput: one a cycle.
//! Storage: 2^ADDRESS words. COUNT is ADDRESS + 1.
//! Not obvious: two more words than `stored` can be inside, one in the RAM's
//! output and one in the output register.

use rust_hdl::prelude::*;

use super::SimpleDualPortRam;

#[derive(LogicBlock)]
pub struct BlockFifo<const WIDTH: usize, const ADDRESS: usize, const COUNT: usize> {
    pub clock: Signal<In, Clock>,
    pub write: Signal<In, Bit>,
    pub write_data: Signal<In, Bits<WIDTH>>,
    pub full: Signal<Out, Bit>,
    pub stored: Signal<Out, Bits<COUNT>>,
    pub empty: Signal<Out, Bit>,
    pub read: Signal<In, Bit>,
    pub read_data: Signal<Out, Bits<WIDTH>>,
    ram: SimpleDualPortRam<WIDTH, ADDRESS>,
    write_pointer: DFF<Bits<ADDRESS>>,
    read_pointer: DFF<Bits<ADDRESS>>,
    stored_count: DFF<Bits<COUNT>>,
    fetched: DFF<Bit>,
    front: DFF<Bits<WIDTH>>,
    front_valid: DFF<Bit>,
    accept: Signal<Local, Bit>,
    fetch: Signal<Local, Bit>,
    advance: Signal<Local, Bit>,
    limit: Constant<Bits<COUNT>>,
}

impl<const WIDTH: usize, const ADDRESS: usize, const COUNT: usize>
    BlockFifo<WIDTH, ADDRESS, COUNT>
{
    /// Verilog of this queue alone, module `block_fifo`.
    pub fn verilog() -> String {
        let mut fifo = Self::default();
        fifo.clock.connect();
        fifo.write.connect();
        fifo.write_data.connect();
        fifo.read.connect();
        fifo.connect_all();
        crate::verilog::emit(&fifo, "block_fifo")
    }
}

impl<const WIDTH: usize, const ADDRESS: usize, const COUNT: usize> Default
    for BlockFifo<WIDTH, ADDRESS, COUNT>
{
    fn default() -> Self {
        assert!(COUNT == ADDRESS + 1, "the count needs one bit more than the address");
        Self {
            clock: Default::default(),
            write: Default::default(),
            write_data: Default::default(),
            full: Default::default(),
            stored: Default::default(),
            empty: Default::default(),
            read: Default::default(),
            read_data: Default::default(),
            ram: Default::default(),
            write_pointer: Default::default(),
            read_pointer: Default::default(),
            stored_count: Default::default(),
            fetched: Default::default(),
            front: Default::default(),
            front_valid: Default::default(),
            accept: Default::default(),
            fetch: Default::default(),
            advance: Default::default(),
            limit: Constant::new((1u64 << ADDRESS).into()),
        }
    }
}

impl<const WIDTH: usize, const ADDRESS: usize, const COUNT: usize> Logic
    for BlockFifo<WIDTH, ADDRESS, COUNT>
{
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(
            self, clock, write_pointer, read_pointer, stored_count, fetched, front, front_valid
        );
        self.ram.clock.next = self.clock.val();
        self.full.next = self.stored_count.q.val() == self.limit.val();
        self.accept.next = self.write.val() & (self.stored_count.q.val() != self.limit.val());
        // From the RAM's output into the output register.
        self.advance.next =
            self.fetched.q.val() & ((!self.front_valid.q.val()) | self.read.val());
        self.fetch.next = (self.stored_count.q.val() != 0)
            & ((!self.fetched.q.val()) | self.advance.val());
        self.ram.write_enable.next = self.accept.val();
        self.ram.write_address.next = self.write_pointer.q.val();
        self.ram.write_data.next = self.write_data.val();
        self.ram.read_enable.next = self.fetch.val();
        self.ram.read_address.next = self.read_pointer.q.val();
        if self.accept.val() {
            self.write_pointer.d.next = self.write_pointer.q.val() + 1;
        }
        if self.fetch.val() {
            self.read_pointer.d.next = self.read_pointer.q.val() + 1;
        }
        if self.accept.val() & (!self.fetch.val()) {
            self.stored_count.d.next = self.stored_count.q.val() + 1;
        }
        if self.fetch.val() & (!self.accept.val()) {
            self.stored_count.d.next = self.stored_count.q.val() - 1;
        }
        if self.advance.val() {
            self.fetched.d.next = false;
            self.front.d.next = self.ram.read_data.val();
            self.front_valid.d.next = true;
        } else if self.read.val() {
            self.front_valid.d.next = false;
        }
        if self.fetch.val() {
            self.fetched.d.next = true;
        }
        self.stored.next = self.stored_count.q.val();
        self.empty.next = !self.front_valid.q.val();
        self.read_data.next = self.front.q.val();
    }
}
