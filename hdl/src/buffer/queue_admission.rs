//! # QueueAdmission: may an egress queue take one more copy
//! A queue takes a copy while it has fewer than 500 frames and fewer cells than
//! are free in the whole buffer: a dynamic threshold of factor 1 (Choudhury and
//! Hahne, "Dynamic Queue Length Thresholds for Shared-Memory Packet Switches",
//! 1998). A copy is in its queue from its acceptance until its first word is
//! read.
//!
//! | port       | dir | meaning                                               |
//! | ask        | in  | a copy of `ask_cells` cells for the queue of `ask_port` |
//! | free_cells | in  | looked at one cycle after `ask`                       |
//! | accept     | out | two cycles after `ask`: the queue takes it            |
//! | popped     | in  | a frame of `popped_cells` left the queue of `popped_port` |
//!
//! Clock: core_clock. Clear: none.
//! Latency: 2 cycles. Throughput: a question and a frame popped a cycle; the
//! same port at most every 3rd cycle to ask, every 2nd to pop.
//! Backpressure: none.
//! Storage: 16 x 21 bit three times, distributed RAM.
//! Resources: see `PacketBuffer`.
//! Not obvious: nothing counts up and down. What ever went in and what ever
//! left are two sums, modulo 512 frames and 4096 cells, each with one writer;
//! their difference is what the queue holds.

use rust_hdl::prelude::*;

use super::two_reader_ram::TwoReaderRam;
use crate::memory::PortRam;

/// Frames an egress queue holds at most.
pub const QUEUE_FRAMES: usize = 500;

#[derive(LogicBlock)]
pub struct QueueAdmission {
    pub clock: Signal<In, Clock>,
    pub ask: Signal<In, Bit>,
    pub ask_port: Signal<In, Bits<4>>,
    pub ask_cells: Signal<In, Bits<8>>,
    pub free_cells: Signal<In, Bits<12>>,
    pub accept: Signal<Out, Bit>,
    pub popped: Signal<In, Bit>,
    pub popped_port: Signal<In, Bits<4>>,
    pub popped_cells: Signal<In, Bits<5>>,
    frames_in: PortRam<Bits<9>>,
    cells_in: PortRam<Bits<12>>,
    // Read for the question and for their own increment.
    frames_out: TwoReaderRam<9>,
    cells_out: TwoReaderRam<12>,
    ask_2: DFF<Bit>,
    port_2: DFF<Bits<4>>,
    more_2: DFF<Bits<8>>,
    frames_in_2: DFF<Bits<9>>,
    cells_in_2: DFF<Bits<12>>,
    frames_out_2: DFF<Bits<9>>,
    cells_out_2: DFF<Bits<12>>,
    frames_2: Signal<Local, Bits<9>>,
    cells_2: Signal<Local, Bits<12>>,
    accept_3: DFF<Bit>,
    port_3: DFF<Bits<4>>,
    frames_in_3: DFF<Bits<9>>,
    cells_in_3: DFF<Bits<12>>,
    limit: Constant<Bits<9>>,
}

impl Default for QueueAdmission {
    fn default() -> Self {
        Self {
            clock: Default::default(),
            ask: Default::default(),
            ask_port: Default::default(),
            ask_cells: Default::default(),
            free_cells: Default::default(),
            accept: Default::default(),
            popped: Default::default(),
            popped_port: Default::default(),
            popped_cells: Default::default(),
            frames_in: Default::default(),
            cells_in: Default::default(),
            frames_out: Default::default(),
            cells_out: Default::default(),
            ask_2: Default::default(),
            port_2: Default::default(),
            more_2: Default::default(),
            frames_in_2: Default::default(),
            cells_in_2: Default::default(),
            frames_out_2: Default::default(),
            cells_out_2: Default::default(),
            frames_2: Default::default(),
            cells_2: Default::default(),
            accept_3: Default::default(),
            port_3: Default::default(),
            frames_in_3: Default::default(),
            cells_in_3: Default::default(),
            limit: Constant::new((QUEUE_FRAMES as u64).to_bits()),
        }
    }
}

impl Logic for QueueAdmission {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, ask_2, port_2, more_2, frames_in_2, cells_in_2);
        dff_setup!(self, clock, frames_out_2, cells_out_2, accept_3, port_3, frames_in_3, cells_in_3);
        clock!(self, clock, frames_in, cells_in, frames_out, cells_out);
        // What went in and what left.
        self.frames_in.read_port.next = self.ask_port.val();
        self.cells_in.read_port.next = self.ask_port.val();
        self.frames_out.a_port.next = self.ask_port.val();
        self.cells_out.a_port.next = self.ask_port.val();
        self.ask_2.d.next = self.ask.val();
        self.port_2.d.next = self.ask_port.val();
        self.more_2.d.next = self.ask_cells.val();
        self.frames_in_2.d.next = self.frames_in.read_data.val();
        self.cells_in_2.d.next = self.cells_in.read_data.val();
        self.frames_out_2.d.next = self.frames_out.a_data.val();
        self.cells_out_2.d.next = self.cells_out.a_data.val();

        // The rule.
        self.frames_2.next = self.frames_in_2.q.val() - self.frames_out_2.q.val();
        self.cells_2.next = self.cells_in_2.q.val() - self.cells_out_2.q.val();
        self.accept_3.d.next = self.ask_2.q.val()
            & (self.frames_2.val() < self.limit.val())
            & (self.cells_2.val() < self.free_cells.val());
        self.port_3.d.next = self.port_2.q.val();
        self.frames_in_3.d.next = self.frames_in_2.q.val() + 1;
        self.cells_in_3.d.next = self.cells_in_2.q.val() + bit_cast::<12, 8>(self.more_2.q.val());

        // One more.
        self.accept.next = self.accept_3.q.val();
        self.frames_in.write_enable.next = self.accept_3.q.val();
        self.frames_in.write_port.next = self.port_3.q.val();
        self.frames_in.write_data.next = self.frames_in_3.q.val();
        self.cells_in.write_enable.next = self.accept_3.q.val();
        self.cells_in.write_port.next = self.port_3.q.val();
        self.cells_in.write_data.next = self.cells_in_3.q.val();

        // One less.
        self.frames_out.b_port.next = self.popped_port.val();
        self.frames_out.write_enable.next = self.popped.val();
        self.frames_out.write_port.next = self.popped_port.val();
        self.frames_out.write_data.next = self.frames_out.b_data.val() + 1;
        self.cells_out.b_port.next = self.popped_port.val();
        self.cells_out.write_enable.next = self.popped.val();
        self.cells_out.write_port.next = self.popped_port.val();
        self.cells_out.write_data.next =
            self.cells_out.b_data.val() + bit_cast::<12, 5>(self.popped_cells.val());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cycle(uut: &mut QueueAdmission) {
        assert!(simulate(uut, 100));
        uut.clock.next = true.into();
        assert!(simulate(uut, 100));
        uut.clock.next = false.into();
        uut.ask.next = false;
        uut.popped.next = false;
        assert!(simulate(uut, 100));
    }

    fn ask(uut: &mut QueueAdmission, port: u64, cells: u64) -> bool {
        uut.ask.next = true;
        uut.ask_port.next = port.to_bits();
        uut.ask_cells.next = cells.to_bits();
        cycle(uut);
        cycle(uut);
        let accept = uut.accept.val();
        cycle(uut);
        assert!(!uut.accept.val());
        accept
    }

    fn pop(uut: &mut QueueAdmission, port: u64, cells: u64) {
        uut.popped.next = true;
        uut.popped_port.next = port.to_bits();
        uut.popped_cells.next = cells.to_bits();
        cycle(uut);
    }

    #[test]
    fn a_queue_takes_a_copy_while_it_has_fewer_cells_than_are_free() {
        let mut uut = QueueAdmission::default();
        uut.connect_all();
        uut.free_cells.next = 20.into();
        assert!(ask(&mut uut, 3, 10));
        assert!(ask(&mut uut, 3, 10));
        assert!(!ask(&mut uut, 3, 1), "20 of 20");
        assert!(ask(&mut uut, 4, 24), "another port");
        uut.free_cells.next = 21.into();
        assert!(ask(&mut uut, 3, 1), "20 of 21");
        pop(&mut uut, 3, 10);
        uut.free_cells.next = 11.into();
        assert!(!ask(&mut uut, 3, 1), "11 of 11");
        uut.free_cells.next = 12.into();
        assert!(ask(&mut uut, 3, 1), "11 of 12");
        uut.free_cells.next = 0.into();
        assert!(!ask(&mut uut, 8, 1), "none is free");
    }

    #[test]
    fn a_queue_takes_five_hundred_frames_also_after_its_sums_went_round() {
        let mut uut = QueueAdmission::default();
        uut.connect_all();
        uut.free_cells.next = 2048.into();
        for _ in 0..300 {
            assert!(ask(&mut uut, 0, 24));
            pop(&mut uut, 0, 24);
        }
        for frame in 0..QUEUE_FRAMES {
            assert!(ask(&mut uut, 0, 1), "{frame}");
        }
        assert!(!ask(&mut uut, 0, 1));
        pop(&mut uut, 0, 1);
        assert!(ask(&mut uut, 0, 1));
        assert!(!ask(&mut uut, 0, 1));
    }
}
