//! # EgressQueues: the frames that wait for each port
//! The oldest frame of each port is its head, in a small memory that the reader
//! sees at once. All others are in one shared block RAM, 512 places a port. A
//! frame that comes to an empty queue becomes the head without the detour. A
//! ring looks at one port a cycle and moves a frame from the block RAM to a
//! head that was taken.
//!
//! | port        | dir | meaning                                              |
//! | look_port   | in  | queue to be pushed to, two cycles before `push`      |
//! | push        | in  | `push_frame` joins the queue of `push_port` (`push_select` as a mask) |
//! | heads       | out | ports that have a head                               |
//! | head_port   | in  | whose `head` is shown                                |
//! | head        | out | it, at once                                          |
//! | pop         | in  | the heads of these ports, at most one, are taken     |
//!
//! Clock: core_clock. Clear: none.
//! Latency: 1 cycle from `push` to `heads` for an empty queue; a head that was
//! taken is followed by the next within N + 4 cycles, and the reader needs 40
//! for the shortest frame (8 words, 5 cycles apart).
//! Throughput: a push a cycle, the same port every 4th; a pop a cycle.
//! Backpressure: none: `QueueAdmission` keeps each queue below 512.
//! Storage: N x 512 x CELL bit of block RAM.
//! Resources: see `PacketBuffer`.
//! Not obvious: no address is read while it is written: the ring reads only
//! where the read pointer is not the write pointer. Two memories, so that ports
//! 0 to 7 take a power of two; what N does not reach is removed by synthesis.

use rust_hdl::prelude::*;

use crate::memory::{PortRam, SimpleDualPortRam};

#[derive(LogicBlock)]
pub struct EgressQueues<const N: usize, const CELL: usize> {
    pub clock: Signal<In, Clock>,
    pub look_port: Signal<In, Bits<4>>,
    pub push: Signal<In, Bit>,
    pub push_port: Signal<In, Bits<4>>,
    pub push_select: Signal<In, Bits<N>>,
    pub push_frame: Signal<In, Bits<CELL>>,
    pub heads: Signal<Out, Bits<N>>,
    pub head_port: Signal<In, Bits<4>>,
    pub head: Signal<Out, Bits<CELL>>,
    pub pop: Signal<In, Bits<N>>,
    front: PortRam<Bits<CELL>>,
    low: SimpleDualPortRam<CELL, 12>,
    high: SimpleDualPortRam<CELL, 9>,
    // Each pointer twice: for a push and for the ring.
    write_pointers: PortRam<Bits<9>>,
    write_pointers_ring: PortRam<Bits<9>>,
    read_pointers: PortRam<Bits<9>>,
    read_pointers_ring: PortRam<Bits<9>>,
    has_head: DFF<Bits<N>>,
    /// Ports whose next head is on its way out of the block RAM.
    moving: DFF<Bits<N>>,
    // A push: pointers read, compared, used.
    write_pointer_2: DFF<Bits<9>>,
    read_pointer_2: DFF<Bits<9>>,
    write_pointer_3: DFF<Bits<9>>,
    is_behind_3: DFF<Bit>,
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
    frame_3: DFF<Bits<CELL>>,
    set_heads: Signal<Local, Bits<N>>,
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
            push: Default::default(),
            push_port: Default::default(),
            push_select: Default::default(),
            push_frame: Default::default(),
            heads: Default::default(),
            head_port: Default::default(),
            head: Default::default(),
            pop: Default::default(),
            front: Default::default(),
            low: Default::default(),
            high: Default::default(),
            write_pointers: Default::default(),
            write_pointers_ring: Default::default(),
            read_pointers: Default::default(),
            read_pointers_ring: Default::default(),
            has_head: Default::default(),
            moving: Default::default(),
            write_pointer_2: Default::default(),
            read_pointer_2: Default::default(),
            write_pointer_3: Default::default(),
            is_behind_3: Default::default(),
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
            frame_3: Default::default(),
            set_heads: Default::default(),
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
        dff_setup!(self, clock, is_behind_3, position, number, position_1, number_1, ring_write_1);
        dff_setup!(self, clock, ring_read_1, move_2, position_2, number_2, move_3, position_3);
        dff_setup!(self, clock, number_3, frame_3);
        clock!(self, clock, front, low, high, write_pointers, write_pointers_ring);
        clock!(self, clock, read_pointers, read_pointers_ring);

        // Push: is anything behind the head?
        self.write_pointers.read_port.next = self.look_port.val();
        self.read_pointers.read_port.next = self.look_port.val();
        self.write_pointer_2.d.next = self.write_pointers.read_data.val();
        self.read_pointer_2.d.next = self.read_pointers.read_data.val();
        self.write_pointer_3.d.next = self.write_pointer_2.q.val();
        self.is_behind_3.d.next = self.write_pointer_2.q.val() != self.read_pointer_2.q.val();
        self.direct.next = self.push.val()
            & !self.is_behind_3.q.val()
            & !((self.has_head.q.val() | self.moving.q.val()) & self.push_select.val()).any()
            & !self.move_3.q.val();
        self.store.next = self.push.val() & !self.direct.val();
        self.low.write_enable.next = self.store.val() & !self.push_port.val().get_bit(3);
        self.low.write_address.next = bit_cast::<12, 9>(self.write_pointer_3.q.val())
            | (bit_cast::<12, 4>(self.push_port.val()) << 9);
        self.low.write_data.next = self.push_frame.val();
        self.high.write_enable.next = self.store.val() & self.push_port.val().get_bit(3);
        self.high.write_address.next = self.write_pointer_3.q.val();
        self.high.write_data.next = self.push_frame.val();
        self.write_pointers.write_enable.next = self.store.val();
        self.write_pointers.write_port.next = self.push_port.val();
        self.write_pointers.write_data.next = self.write_pointer_3.q.val() + 1;
        self.write_pointers_ring.write_enable.next = self.store.val();
        self.write_pointers_ring.write_port.next = self.push_port.val();
        self.write_pointers_ring.write_data.next = self.write_pointer_3.q.val() + 1;

        // Ring, first cycle: the port's pointers.
        self.position.d.next = self.position.q.val() << 1;
        self.number.d.next = self.number.q.val() + 1;
        if self.number.q.val() == self.last_number.val() {
            self.position.d.next = self.first.val();
            self.number.d.next = 0.into();
        }
        self.write_pointers_ring.read_port.next = self.number.q.val();
        self.read_pointers_ring.read_port.next = self.number.q.val();
        self.position_1.d.next = self.position.q.val();
        self.number_1.d.next = self.number.q.val();
        self.ring_write_1.d.next = self.write_pointers_ring.read_data.val();
        self.ring_read_1.d.next = self.read_pointers_ring.read_data.val();
        // Second: a frame leaves the block RAM.
        self.move_1.next = (self.ring_write_1.q.val() != self.ring_read_1.q.val())
            & !((self.has_head.q.val() | self.moving.q.val()) & self.position_1.q.val()).any();
        self.low.read_enable.next = self.move_1.val();
        self.low.read_address.next = bit_cast::<12, 9>(self.ring_read_1.q.val())
            | (bit_cast::<12, 4>(self.number_1.q.val()) << 9);
        self.high.read_enable.next = self.move_1.val();
        self.high.read_address.next = self.ring_read_1.q.val();
        self.read_pointers.write_enable.next = self.move_1.val();
        self.read_pointers.write_port.next = self.number_1.q.val();
        self.read_pointers.write_data.next = self.ring_read_1.q.val() + 1;
        self.read_pointers_ring.write_enable.next = self.move_1.val();
        self.read_pointers_ring.write_port.next = self.number_1.q.val();
        self.read_pointers_ring.write_data.next = self.ring_read_1.q.val() + 1;
        // Third and fourth: it becomes the head.
        self.move_2.d.next = self.move_1.val();
        self.position_2.d.next = self.position_1.q.val();
        self.number_2.d.next = self.number_1.q.val();
        self.move_3.d.next = self.move_2.q.val();
        self.position_3.d.next = self.position_2.q.val();
        self.number_3.d.next = self.number_2.q.val();
        self.frame_3.d.next = self.low.read_data.val();
        if self.number_2.q.val().get_bit(3) {
            self.frame_3.d.next = self.high.read_data.val();
        }
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
            self.front.write_data.next = self.frame_3.q.val();
            self.set_heads.next = self.position_3.q.val();
            self.end_moves.next = self.position_3.q.val();
        }
        self.moving.d.next = (self.moving.q.val() | self.begin_moves.val()) & !self.end_moves.val();
        self.has_head.d.next = (self.has_head.q.val() | self.set_heads.val()) & !self.pop.val();

        self.heads.next = self.has_head.q.val();
        self.front.read_port.next = self.head_port.val();
        self.head.next = self.front.read_data.val();
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use rand::{RngExt, SeedableRng, rngs::StdRng};

    use super::*;

    /// A queue's worst case: its turn of the ring has just passed.
    const REFILL_CYCLES: u64 = 9 + 4;

    struct Bench {
        uut: EgressQueues<9, 6>,
        /// Pushes, from their look on.
        pipeline: VecDeque<Option<(usize, u64)>>,
        queues: Vec<VecDeque<u64>>,
        popped_at: Vec<u64>,
        time: u64,
    }

    impl Bench {
        fn new() -> Self {
            let mut uut = EgressQueues::default();
            uut.connect_all();
            assert!(simulate(&mut uut, 100));
            let queues = (0..9).map(|_| VecDeque::new()).collect();
            Self { uut, pipeline: [None, None].into(), queues, popped_at: vec![0; 9], time: 0 }
        }

        /// One cycle that looks for a push and pops a head, if the port has one.
        fn cycle(&mut self, look: Option<(usize, u64)>, pop: Option<usize>) {
            self.uut.look_port.next = look.map_or(0, |(port, _)| port as u64).to_bits();
            self.pipeline.push_back(look);
            let push = self.pipeline.pop_front().expect("two stages");
            self.uut.push.next = push.is_some();
            self.uut.pop.next = 0.into();
            if let Some((port, frame)) = push {
                self.uut.push_port.next = (port as u64).to_bits();
                self.uut.push_select.next = (1u64 << port).to_bits();
                self.uut.push_frame.next = frame.to_bits();
            }
            if let Some(port) = pop
                && self.uut.heads.val().get_bit(port)
            {
                self.uut.head_port.next = (port as u64).to_bits();
                self.uut.pop.next = (1u64 << port).to_bits();
                assert!(simulate(&mut self.uut, 100));
                let head = self.uut.head.val().to_u64();
                assert_eq!(self.queues[port].pop_front(), Some(head), "port {port} at {}", self.time);
                self.popped_at[port] = self.time;
            }
            if let Some((port, frame)) = push {
                self.queues[port].push_back(frame);
            }
            assert!(simulate(&mut self.uut, 100));
            self.uut.clock.next = true.into();
            assert!(simulate(&mut self.uut, 100));
            self.uut.clock.next = false.into();
            assert!(simulate(&mut self.uut, 100));
            self.time += 1;
            for port in 0..9 {
                let has_head = self.uut.heads.val().get_bit(port);
                assert!(!has_head || !self.queues[port].is_empty(), "port {port} at {}", self.time);
                if self.queues[port].len() > 1 && self.time - self.popped_at[port] > REFILL_CYCLES {
                    assert!(has_head, "port {port} at {}", self.time);
                }
            }
        }
    }

    #[test]
    fn a_frame_is_the_head_of_an_empty_queue_in_the_next_cycle() {
        let mut bench = Bench::new();
        for port in [0, 8] {
            bench.cycle(Some((port, 42)), None);
            bench.cycle(None, None);
            assert!(!bench.uut.heads.val().any());
            bench.cycle(None, None);
            assert_eq!(bench.uut.heads.val().to_u64(), 1 << port);
            bench.cycle(None, Some(port));
            assert!(!bench.uut.heads.val().any());
        }
    }

    #[test]
    fn random_pushes_and_pops_match_deques() {
        println!("seed 13");
        let mut random = StdRng::seed_from_u64(13);
        let mut bench = Bench::new();
        let mut looked_at = [0; 9];
        let mut popped = 0;
        for step in 0..6000 {
            let filling = step / 500 % 2 == 0;
            let port = [0, 3, 7, 8][random.random_range(0..4)];
            // The same port every 4th cycle at most, as the enqueuer does.
            let may_push = bench.time >= looked_at[port] + 4 && bench.queues[port].len() < 500;
            let look = (may_push && random.random_bool(if filling { 0.6 } else { 0.2 })).then(|| {
                looked_at[port] = bench.time;
                (port, random.random_range(0..64))
            });
            let pop = random.random_bool(if filling { 0.1 } else { 0.7 });
            let before: usize = bench.queues.iter().map(VecDeque::len).sum();
            bench.cycle(look, pop.then(|| [0, 3, 7, 8][random.random_range(0..4)]));
            let after: usize = bench.queues.iter().map(VecDeque::len).sum();
            popped += usize::from(after < before);
        }
        assert!(popped > 500, "{popped}");
    }

    #[test]
    fn a_full_queue_keeps_its_order_over_the_end_of_its_memory() {
        let mut bench = Bench::new();
        for frame in 0..1100u64 {
            bench.cycle(Some((8, frame % 61)), None);
            for _ in 0..3 {
                bench.cycle(None, None);
            }
            if frame >= 499 {
                bench.cycle(None, Some(8));
                for _ in 0..10 {
                    bench.cycle(None, None);
                }
            }
        }
        assert!((498..=500).contains(&bench.queues[8].len()));
    }
}
