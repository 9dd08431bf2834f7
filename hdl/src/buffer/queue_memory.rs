//! # QueueMemory: 512 frames for each port
//!
//! | port       | dir | meaning                                              |
//! | write      | in  | `write_frame` goes to place `write_pointer` of `write_port` |
//! | read_port, read_pointer | in | the place that is wanted                 |
//! | frame      | out | it, 2 cycles later, for one cycle                    |
//!
//! Clock: core_clock. Clear: none.
//! Latency: 2 cycles. Throughput: a write and a read a cycle.
//! Storage: 4096 x 12 and 512 x CELL bit of block RAM: 3 EBR up to 8 ports, 4 for 9.
//! Resources: see `PacketBuffer`.
//! Not obvious: two memories, so that ports 0 to 7 take a power of two; where no
//! port has number 8 synthesis removes the second. The first is in slices of
//! 4 bits, each a whole block RAM: a wider one would get a multiplexer between
//! the RAMs and the register that moves into them.

use rust_hdl::prelude::*;

use crate::memory::SimpleDualPortRam;

#[derive(LogicBlock)]
pub struct QueueMemory<const N: usize, const CELL: usize> {
    pub clock: Signal<In, Clock>,
    pub write: Signal<In, Bit>,
    pub write_port: Signal<In, Bits<4>>,
    pub write_pointer: Signal<In, Bits<9>>,
    pub write_frame: Signal<In, Bits<CELL>>,
    pub read_port: Signal<In, Bits<4>>,
    pub read_pointer: Signal<In, Bits<9>>,
    pub frame: Signal<Out, Bits<CELL>>,
    low: [SimpleDualPortRam<4, 12>; 3],
    high: SimpleDualPortRam<CELL, 9>,
    is_high: DFF<Bit>,
    was_high: DFF<Bit>,
    low_answer: [DFF<Bits<4>>; 3],
    high_answer: DFF<Bits<CELL>>,
    low_write_data: Signal<Local, Bits<12>>,
    joined: Signal<Local, Bits<12>>,
    /// A port has number 8.
    has_high: Constant<Bit>,
}

impl<const N: usize, const CELL: usize> Default for QueueMemory<N, CELL> {
    fn default() -> Self {
        assert!(N <= 9, "{N} ports");
        assert!(CELL <= 12, "the slices hold 12 bits");
        Self {
            clock: Default::default(),
            write: Default::default(),
            write_port: Default::default(),
            write_pointer: Default::default(),
            write_frame: Default::default(),
            read_port: Default::default(),
            read_pointer: Default::default(),
            frame: Default::default(),
            low: std::array::from_fn(|_| Default::default()),
            high: Default::default(),
            is_high: Default::default(),
            was_high: Default::default(),
            low_answer: std::array::from_fn(|_| Default::default()),
            high_answer: Default::default(),
            low_write_data: Default::default(),
            joined: Default::default(),
            has_high: Constant::new(N > 8),
        }
    }
}

impl<const N: usize, const CELL: usize> Logic for QueueMemory<N, CELL> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, is_high, was_high, high_answer);
        clock!(self, clock, high);
        self.low_write_data.next = bit_cast::<12, CELL>(self.write_frame.val());
        for i in 0..3 {
            self.low[i].clock.next = self.clock.val();
            self.low_answer[i].clock.next = self.clock.val();
            self.low[i].write_enable.next = self.write.val() & !self.write_port.val().get_bit(3);
            self.low[i].write_address.next = bit_cast::<12, 9>(self.write_pointer.val())
                | (bit_cast::<12, 4>(self.write_port.val()) << 9);
            self.low[i].write_data.next = self.low_write_data.val().get_bits::<4>(4 * i);
            // Always: what nobody asked for, nobody looks at.
            self.low[i].read_enable.next = true;
            self.low[i].read_address.next = bit_cast::<12, 9>(self.read_pointer.val())
                | (bit_cast::<12, 4>(self.read_port.val()) << 9);
            // Right behind the memory, where a block RAM can take it in.
            self.low_answer[i].d.next = self.low[i].read_data.val();
        }
        self.high.write_enable.next = self.write.val() & self.write_port.val().get_bit(3);
        self.high.write_address.next = self.write_pointer.val();
        self.high.write_data.next = self.write_frame.val();
        self.high.read_enable.next = true;
        self.high.read_address.next = self.read_pointer.val();
        self.high_answer.d.next = self.high.read_data.val();

        self.is_high.d.next = self.read_port.val().get_bit(3) & self.has_high.val();
        self.was_high.d.next = self.is_high.q.val();
        self.joined.next = bit_cast::<12, 4>(self.low_answer[0].q.val())
            | (bit_cast::<12, 4>(self.low_answer[1].q.val()) << 4)
            | (bit_cast::<12, 4>(self.low_answer[2].q.val()) << 8);
        self.frame.next = bit_cast::<CELL, 12>(self.joined.val());
        if self.was_high.q.val() {
            self.frame.next = self.high_answer.q.val();
        }
    }
}
