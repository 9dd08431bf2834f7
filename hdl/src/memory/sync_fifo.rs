//! # SyncFifo: first-word-fall-through queue in one clock domain
//!
//! | port        | dir | meaning                                             |
//! | write       | in  | `write_data` is appended; ignored while `full`      |
//! | full        | out | no place is left                                    |
//! | almost_full | out | at least the constructor's number of words is held  |
//! | data        | out | oldest word while `empty` is 0                      |
//! | read        | in  | takes `data`; ignored while `empty`                 |
//! | empty       | out | nothing is held                                     |
//! | count       | out | words held, 0 to 2^ADDRESS                          |
//!
//! Clock: `clock`. Latency: a word is at `data` in the cycle after its write.
//! Throughput: one write and one read a cycle.
//! Storage: 2^ADDRESS words of distributed RAM; meant for at most 64 words.
//! Resources: not measured.
//! Not obvious: the flags are registers and exact, not late; a read in a cycle
//! in which the queue is full does not make room for a write in that cycle.

use rust_hdl::prelude::*;

use super::DistributedRam;

#[derive(LogicBlock)]
pub struct SyncFifo<const WIDTH: usize, const ADDRESS: usize> {
    pub clock: Signal<In, Clock>,
    pub write: Signal<In, Bit>,
    pub write_data: Signal<In, Bits<WIDTH>>,
    pub full: Signal<Out, Bit>,
    pub almost_full: Signal<Out, Bit>,
    pub read: Signal<In, Bit>,
    pub data: Signal<Out, Bits<WIDTH>>,
    pub empty: Signal<Out, Bit>,
    pub count: Signal<Out, Bits<16>>,
    ram: DistributedRam<WIDTH, ADDRESS>,
    write_pointer: DFF<Bits<ADDRESS>>,
    read_pointer: DFF<Bits<ADDRESS>>,
    /// Words held, modulo the capacity.
    level: DFF<Bits<ADDRESS>>,
    holds_some: DFF<Bit>,
    holds_many: DFF<Bit>,
    holds_all: DFF<Bit>,
    do_write: Signal<Local, Bit>,
    do_read: Signal<Local, Bit>,
    one: Constant<Bits<ADDRESS>>,
    last: Constant<Bits<ADDRESS>>,
    many: Constant<Bits<ADDRESS>>,
    many_less_one: Constant<Bits<ADDRESS>>,
    capacity: Constant<Bits<16>>,
}

impl<const WIDTH: usize, const ADDRESS: usize> SyncFifo<WIDTH, ADDRESS> {
    pub const CAPACITY: usize = 1 << ADDRESS;

    /// `almost_full` is 1 while at least `almost_full_count` words are held.
    pub fn new(almost_full_count: usize) -> Self {
        assert!((1..=15).contains(&ADDRESS), "a queue of 2^{ADDRESS} words");
        assert!(
            (1..=Self::CAPACITY).contains(&almost_full_count),
            "almost full at {almost_full_count} of {} words",
            Self::CAPACITY
        );
        let many = almost_full_count as u64 & (Self::CAPACITY as u64 - 1);
        Self {
            clock: Default::default(),
            write: Default::default(),
            write_data: Default::default(),
            full: Default::default(),
            almost_full: Default::default(),
            read: Default::default(),
            data: Default::default(),
            empty: Default::default(),
            count: Default::default(),
            ram: Default::default(),
            write_pointer: Default::default(),
            read_pointer: Default::default(),
            level: Default::default(),
            holds_some: Default::default(),
            holds_many: Default::default(),
            holds_all: Default::default(),
            do_write: Default::default(),
            do_read: Default::default(),
            one: Constant::new(1u64.to_bits()),
            last: Constant::new((Self::CAPACITY as u64 - 1).to_bits()),
            many: Constant::new(many.to_bits()),
            many_less_one: Constant::new((almost_full_count as u64 - 1).to_bits()),
            capacity: Constant::new((Self::CAPACITY as u64).to_bits()),
        }
    }

    /// Verilog of this queue alone, module `sync_fifo`.
    pub fn verilog(mut self) -> String {
        self.clock.connect();
        self.write.connect();
        self.write_data.connect();
        self.read.connect();
        self.connect_all();
        crate::verilog::emit(&self, "sync_fifo")
    }
}

impl<const WIDTH: usize, const ADDRESS: usize> Default for SyncFifo<WIDTH, ADDRESS> {
    /// `almost_full` is the same as `full`.
    fn default() -> Self {
        Self::new(Self::CAPACITY)
    }
}

impl<const WIDTH: usize, const ADDRESS: usize> Logic for SyncFifo<WIDTH, ADDRESS> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, write_pointer, read_pointer, level, holds_some, holds_many, holds_all);
        clock!(self, clock, ram);
        self.do_write.next = self.write.val() & !self.holds_all.q.val();
        self.do_read.next = self.read.val() & self.holds_some.q.val();

        self.ram.write_enable.next = self.do_write.val();
        self.ram.write_address.next = self.write_pointer.q.val();
        self.ram.write_data.next = self.write_data.val();
        self.ram.read_address.next = self.read_pointer.q.val();
        self.data.next = self.ram.read_data.val();
        if self.do_write.val() {
            self.write_pointer.d.next = self.write_pointer.q.val() + 1;
        }
        if self.do_read.val() {
            self.read_pointer.d.next = self.read_pointer.q.val() + 1;
        }

        // Each flag changes only where the level passes its edge.
        if self.do_write.val() & !self.do_read.val() {
            self.level.d.next = self.level.q.val() + 1;
            self.holds_some.d.next = true;
            if self.level.q.val() == self.many_less_one.val() {
                self.holds_many.d.next = true;
            }
            if self.level.q.val() == self.last.val() {
                self.holds_all.d.next = true;
            }
        }
        if self.do_read.val() & !self.do_write.val() {
            self.level.d.next = self.level.q.val() - 1;
            self.holds_all.d.next = false;
            if self.level.q.val() == self.many.val() {
                self.holds_many.d.next = false;
            }
            if self.level.q.val() == self.one.val() {
                self.holds_some.d.next = false;
            }
        }
        self.full.next = self.holds_all.q.val();
        self.almost_full.next = self.holds_many.q.val();
        self.empty.next = !self.holds_some.q.val();
        self.count.next = bit_cast::<16, ADDRESS>(self.level.q.val());
        if self.holds_all.q.val() {
            self.count.next = self.capacity.val();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use rand::{RngExt, SeedableRng, rngs::StdRng};

    use super::*;

    fn cycle<const W: usize, const A: usize>(uut: &mut SyncFifo<W, A>) {
        uut.clock.next = true.into();
        assert!(simulate(uut, 100));
        uut.clock.next = false.into();
        assert!(simulate(uut, 100));
    }

    /// Random writes and reads, more of the one, then of the other, so that
    /// both ends are met, against a `VecDeque`.
    fn against_reference<const A: usize>(almost_full_count: usize, seed: u64) {
        println!("seed {seed}");
        let mut random = StdRng::seed_from_u64(seed);
        let mut uut = SyncFifo::<20, A>::new(almost_full_count);
        uut.connect_all();
        assert!(simulate(&mut uut, 100));
        let mut reference = VecDeque::new();
        let (mut was_full, mut was_empty) = (0, 0);
        for step in 0..4000 {
            let write_bias = if step / 100 % 2 == 0 { 0.8 } else { 0.3 };
            let write = random.random_bool(write_bias);
            let read = random.random_bool(1.0 - write_bias);
            let word = random.random_range(0..1u64 << 20);
            uut.write.next = write;
            uut.write_data.next = word.to_bits();
            uut.read.next = read;
            assert!(simulate(&mut uut, 100));
            let full = reference.len() == 1 << A;
            assert_eq!(uut.full.val(), full, "step {step}");
            assert_eq!(uut.empty.val(), reference.is_empty(), "step {step}");
            assert_eq!(uut.almost_full.val(), reference.len() >= almost_full_count, "step {step}");
            assert_eq!(uut.count.val().to_u64(), reference.len() as u64, "step {step}");
            if let Some(front) = reference.front() {
                assert_eq!(uut.data.val().to_u64(), *front, "step {step}");
            }
            was_full += usize::from(full);
            was_empty += usize::from(reference.is_empty());
            if read {
                reference.pop_front();
            }
            if write && !full {
                reference.push_back(word);
            }
            cycle(&mut uut);
        }
        assert!(was_full > 100 && was_empty > 100, "full {was_full}, empty {was_empty}");
    }

    #[test]
    fn random_traffic_matches_a_deque() {
        against_reference::<4>(10, 1);
        against_reference::<4>(16, 2);
        against_reference::<3>(1, 3);
        against_reference::<1>(2, 4);
    }

    #[test]
    fn it_generates_verilog() {
        assert!(SyncFifo::<36, 4>::new(10).verilog().contains("module sync_fifo"));
    }
}
