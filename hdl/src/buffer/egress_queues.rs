//! # EgressQueues: the frames that wait for each port
//! The oldest frame of each port is its head, in a small memory that the reader
//! sees at once. All others are in one shared block RAM, 512 places a port. A
//! frame that comes to an empty queue becomes the head without the detour. A
//! ring looks at one port a cycle and moves a frame from the block RAM to a
//! head that was taken.
//!
//! | port        | dir | meaning                                              |
//! | look_port   | in  | queue to be pushed to, two cycles before `push`      |
//! | look_select | in  | the same as a mask, one cycle before `push`          |
//! | push        | in  | `push_frame` joins the queue of `push_port` (`push_select` as a mask) |
//! | heads       | out | ports that have a head in the next cycle             |
//! | head_port   | in  | whose `head` is shown                                |
//! | head        | out | it, at once                                          |
//! | pop         | in  | the heads of these ports, at most one, are taken     |
//!
//! Clock: core_clock. Clear: none.
//! Latency: 0 cycles from `push` to `heads` for an empty queue; a head that was
//! taken is followed by the next within N + 4 cycles, and the reader needs 40
//! for the shortest frame (8 words, 5 cycles apart).
//! Throughput: a push a cycle, the same port every 4th; a pop a cycle.
//! Backpressure: none: `QueueAdmission` keeps each queue below 512.
//! Storage: see `QueueMemory`; 16 x (CELL + 36) bit of distributed RAM.
//! Resources: see `PacketBuffer`.
//! Not obvious: the ring reads the block RAM every cycle and uses the word only
//! where the read pointer is not the write pointer, so never one that is being
//! written.

use rust_hdl::prelude::*;

use super::{queue_memory::QueueMemory, two_reader_ram::TwoReaderRam};
use crate::memory::PortRam;

#[derive(LogicBlock)]
pub struct EgressQueues<const N: usize, const CELL: usize> {
    pub clock: Signal<In, Clock>,
    pub look_port: Signal<In, Bits<4>>,
    pub look_select: Signal<In, Bits<N>>,
    pub push: Signal<In, Bit>,
    pub push_port: Signal<In, Bits<4>>,
    pub push_select: Signal<In, Bits<N>>,
    pub push_frame: Signal<In, Bits<CELL>>,
    pub heads: Signal<Out, Bits<N>>,
    pub head_port: Signal<In, Bits<4>>,
    pub head: Signal<Out, Bits<CELL>>,
    pub pop: Signal<In, Bits<N>>,
    front: PortRam<Bits<CELL>>,
    memory: QueueMemory<N, CELL>,
    // Read for a push (a) and by the ring (b).
    write_pointers: TwoReaderRam<9>,
    read_pointers: TwoReaderRam<9>,
    has_head: DFF<Bits<N>>,
    /// Ports whose next head is on its way out of the block RAM.
    moving: DFF<Bits<N>>,
    // A push: pointers read, compared, used.
    write_pointer_2: DFF<Bits<9>>,
    read_pointer_2: DFF<Bits<9>>,
    write_pointer_3: DFF<Bits<9>>,
    /// Nothing is in the queue and nothing on its way to its head.
    is_alone_3: DFF<Bit>,
    direct: Signal<Local, Bit>,
    store: Signal<Local, Bit>,
    // The ring: position, pointers, block RAM, word.
    position: DFFWithInit<Bits<N>>,
    number: DFF<Bits<4>>,
    position_1: DFF<Bits<N>>,
    number_1: DFF<Bits<4>>,
    ring_write_1: DFF<Bits<9>>,
    ring_read_1: DFF<Bits<9>>,
    move_1: Signal<Local, Bit>,
    move_2: DFF<Bit>,
    position_2: DFF<Bits<N>>,
    number_2: DFF<Bits<4>>,
    move_3: DFF<Bit>,
    position_3: DFF<Bits<N>>,
    number_3: DFF<Bits<4>>,
    set_heads: Signal<Local, Bits<N>>,
    heads_next: Signal<Local, Bits<N>>,
    end_moves: Signal<Local, Bits<N>>,
    begin_moves: Signal<Local, Bits<N>>,
    first: Constant<Bits<N>>,
    last_number: Constant<Bits<4>>,
}

impl<const N: usize, const CELL: usize> Default for EgressQueues<N, CELL> {
    fn default() -> Self {
        assert!((3..=9).contains(&N), "{N} ports");
        Self {
            clock: Default::default(),
            look_port: Default::default(),
            look_select: Default::default(),
            push: Default::default(),
            push_port: Default::default(),
            push_select: Default::default(),
            push_frame: Default::default(),
            heads: Default::default(),
            head_port: Default::default(),
            head: Default::default(),
            pop: Default::default(),
            front: Default::default(),
            memory: Default::default(),
            write_pointers: Default::default(),
            read_pointers: Default::default(),
            has_head: Default::default(),
            moving: Default::default(),
            write_pointer_2: Default::default(),
            read_pointer_2: Default::default(),
            write_pointer_3: Default::default(),
            is_alone_3: Default::default(),
            direct: Default::default(),
            store: Default::default(),
            position: DFFWithInit::new(1u64.to_bits()),
            number: Default::default(),
            position_1: Default::default(),
            number_1: Default::default(),
            ring_write_1: Default::default(),
            ring_read_1: Default::default(),
            move_1: Default::default(),
            move_2: Default::default(),
            position_2: Default::default(),
            number_2: Default::default(),
            move_3: Default::default(),
            position_3: Default::default(),
            number_3: Default::default(),
            set_heads: Default::default(),
            heads_next: Default::default(),
            end_moves: Default::default(),
            begin_moves: Default::default(),
            first: Constant::new(1u64.to_bits()),
            last_number: Constant::new((N as u64 - 1).to_bits()),
        }
    }
}

impl<const N: usize, const CELL: usize> Logic for EgressQueues<N, CELL> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, has_head, moving, write_pointer_2, read_pointer_2, write_pointer_3);
        dff_setup!(self, clock, is_alone_3, position, number, position_1, number_1, ring_write_1);
        dff_setup!(self, clock, ring_read_1, move_2, position_2, number_2, move_3, position_3);
        dff_setup!(self, clock, number_3);
        clock!(self, clock, front, memory, write_pointers, read_pointers);

        // Push: is anything before it? A head that goes in the meantime is no
        // matter; none can come, as nothing is behind and one push a port at a
        // time is on its way.
        self.write_pointers.a_port.next = self.look_port.val();
        self.read_pointers.a_port.next = self.look_port.val();
        self.write_pointer_2.d.next = self.write_pointers.a_data.val();
        self.read_pointer_2.d.next = self.read_pointers.a_data.val();
        self.write_pointer_3.d.next = self.write_pointer_2.q.val();
        self.is_alone_3.d.next = (self.write_pointer_2.q.val() == self.read_pointer_2.q.val())
            & !((self.has_head.q.val() | self.moving.q.val()) & self.look_select.val()).any();
        // The ring may have the memory of heads in this cycle.
        self.direct.next = self.push.val() & self.is_alone_3.q.val() & !self.move_3.q.val();
        self.store.next = self.push.val() & !self.direct.val();
        self.memory.write.next = self.store.val();
        self.memory.write_port.next = self.push_port.val();
        self.memory.write_pointer.next = self.write_pointer_3.q.val();
        self.memory.write_frame.next = self.push_frame.val();
        self.write_pointers.write_enable.next = self.store.val();
        self.write_pointers.write_port.next = self.push_port.val();
        self.write_pointers.write_data.next = self.write_pointer_3.q.val() + 1;

        // Ring, first cycle: the port's pointers.
        self.position.d.next = self.position.q.val() << 1;
        self.number.d.next = self.number.q.val() + 1;
        if self.number.q.val() == self.last_number.val() {
            self.position.d.next = self.first.val();
            self.number.d.next = 0.into();
        }
        self.write_pointers.b_port.next = self.number.q.val();
        self.read_pointers.b_port.next = self.number.q.val();
        self.position_1.d.next = self.position.q.val();
        self.number_1.d.next = self.number.q.val();
        self.ring_write_1.d.next = self.write_pointers.b_data.val();
        self.ring_read_1.d.next = self.read_pointers.b_data.val();
        // Second: a frame leaves the block RAM.
        self.move_1.next = (self.ring_write_1.q.val() != self.ring_read_1.q.val())
            & !((self.has_head.q.val() | self.moving.q.val()) & self.position_1.q.val()).any();
        self.memory.read_port.next = self.number_1.q.val();
        self.memory.read_pointer.next = self.ring_read_1.q.val();
        self.read_pointers.write_enable.next = self.move_1.val();
        self.read_pointers.write_port.next = self.number_1.q.val();
        self.read_pointers.write_data.next = self.ring_read_1.q.val() + 1;
        // Third and fourth: it becomes the head.
        self.move_2.d.next = self.move_1.val();
        self.position_2.d.next = self.position_1.q.val();
        self.number_2.d.next = self.number_1.q.val();
        self.move_3.d.next = self.move_2.q.val();
        self.position_3.d.next = self.position_2.q.val();
        self.number_3.d.next = self.number_2.q.val();
        self.front.write_enable.next = self.move_3.q.val() | self.direct.val();
        self.front.write_port.next = self.push_port.val();
        self.front.write_data.next = self.push_frame.val();
        self.set_heads.next = 0.into();
        self.begin_moves.next = 0.into();
        self.end_moves.next = 0.into();
        if self.direct.val() {
            self.set_heads.next = self.push_select.val();
        }
        if self.move_1.val() {
            self.begin_moves.next = self.position_1.q.val();
        }
        if self.move_3.q.val() {
            self.front.write_port.next = self.number_3.q.val();
            self.front.write_data.next = self.memory.frame.val();
            self.set_heads.next = self.position_3.q.val();
            self.end_moves.next = self.position_3.q.val();
        }
        self.moving.d.next = (self.moving.q.val() | self.begin_moves.val()) & !self.end_moves.val();
        self.heads_next.next = (self.has_head.q.val() | self.set_heads.val()) & !self.pop.val();
        self.has_head.d.next = self.heads_next.val();

        self.heads.next = self.heads_next.val();
        self.front.read_port.next = self.head_port.val();
        self.head.next = self.front.read_data.val();
    }
}

#[cfg(test)]
mod tests;
