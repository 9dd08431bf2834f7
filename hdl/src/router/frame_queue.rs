//! # FrameQueue: frames that wait for those before them
//!
//! | port        | dir | meaning                                             |
//! | arrives, arriving | in | a frame                                        |
//! | take        | in  | `head`, if there is one, is taken                   |
//! | head_valid, head | out | the oldest frame; where none waits, the one that arrives |
//! | empty       | out | none waits                                          |
//! | almost_full | out | room for at most 9 more                             |
//!
//! Clock: core_clock. Clear: none. Latency: 0 while empty, else 1 cycle.
//! Throughput: one frame in and one out a cycle. Backpressure: `almost_full`;
//! what comes in spite of it is lost once 16 wait.
//! Storage: 16 records of distributed RAM. Resources: see `RouterDecision`.

use rust_hdl::prelude::*;

use super::pending_frame::PendingFrame;
use crate::memory::PortRam;

/// Frames at which the queue says that it is almost full.
const MANY: u64 = 7;

#[derive(LogicBlock)]
pub struct FrameQueue {
    pub clock: Signal<In, Clock>,
    pub arrives: Signal<In, Bit>,
    pub arriving: Signal<In, PendingFrame>,
    pub take: Signal<In, Bit>,
    pub head_valid: Signal<Out, Bit>,
    pub head: Signal<Out, PendingFrame>,
    pub empty: Signal<Out, Bit>,
    pub almost_full: Signal<Out, Bit>,
    frames: PortRam<PendingFrame>,
    write_place: DFF<Bits<4>>,
    read_place: DFF<Bits<4>>,
    count: DFF<Bits<5>>,
    holds_some: DFF<Bit>,
    holds_many: DFF<Bit>,
    write: Signal<Local, Bit>,
    read: Signal<Local, Bit>,
    one: Constant<Bits<5>>,
    many: Constant<Bits<5>>,
    many_less_one: Constant<Bits<5>>,
}

impl Default for FrameQueue {
    fn default() -> Self {
        Self {
            clock: Default::default(),
            arrives: Default::default(),
            arriving: Default::default(),
            take: Default::default(),
            head_valid: Default::default(),
            head: Default::default(),
            empty: Default::default(),
            almost_full: Default::default(),
            frames: Default::default(),
            write_place: Default::default(),
            read_place: Default::default(),
            count: Default::default(),
            holds_some: Default::default(),
            holds_many: Default::default(),
            write: Default::default(),
            read: Default::default(),
            one: Constant::new(1u64.to_bits()),
            many: Constant::new(MANY.to_bits()),
            many_less_one: Constant::new((MANY - 1).to_bits()),
        }
    }
}

impl Logic for FrameQueue {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, write_place, read_place, count, holds_some, holds_many);
        self.frames.clock.next = self.clock.val();
        self.write.next = self.arrives.val() & (self.holds_some.q.val() | !self.take.val());
        self.read.next = self.take.val() & self.holds_some.q.val();
        self.frames.write_enable.next = self.write.val();
        self.frames.write_port.next = self.write_place.q.val();
        self.frames.write_data.next = self.arriving.val();
        self.frames.read_port.next = self.read_place.q.val();
        if self.write.val() {
            self.write_place.d.next = self.write_place.q.val() + 1;
        }
        if self.read.val() {
            self.read_place.d.next = self.read_place.q.val() + 1;
        }
        // Each flag changes only where the count passes its edge.
        if self.write.val() & !self.read.val() {
            self.count.d.next = self.count.q.val() + 1;
            self.holds_some.d.next = true;
            if self.count.q.val() == self.many_less_one.val() {
                self.holds_many.d.next = true;
            }
        }
        if self.read.val() & !self.write.val() {
            self.count.d.next = self.count.q.val() - 1;
            if self.count.q.val() == self.one.val() {
                self.holds_some.d.next = false;
            }
            if self.count.q.val() == self.many.val() {
                self.holds_many.d.next = false;
            }
        }
        self.head.next = self.arriving.val();
        self.head_valid.next = self.arrives.val();
        if self.holds_some.q.val() {
            self.head.next = self.frames.read_data.val();
            self.head_valid.next = true;
        }
        self.empty.next = !self.holds_some.q.val();
        self.almost_full.next = self.holds_many.q.val();
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use rand::{RngExt, SeedableRng, rngs::StdRng};

    use super::*;

    #[test]
    fn frames_keep_their_order() {
        let mut random = StdRng::seed_from_u64(11);
        let mut uut = FrameQueue::default();
        uut.connect_all();
        let mut waiting = VecDeque::new();
        let (mut direct, mut full, mut taken) = (0, 0, 0);
        for step in 0..3000u64 {
            let bias = if step / 60 % 2 == 0 { 0.7 } else { 0.3 };
            let arrives = waiting.len() < 16 && random.random_bool(bias);
            let take = random.random_bool(1.0 - bias);
            let mut frame = PendingFrame::default();
            frame.decision.record.destination = step.to_bits();
            uut.arrives.next = arrives;
            uut.arriving.next = frame;
            uut.take.next = take;
            assert!(simulate(&mut uut, 100));
            assert_eq!(uut.empty.val(), waiting.is_empty(), "step {step}");
            assert_eq!(uut.almost_full.val(), waiting.len() >= 7, "step {step}");
            direct += usize::from(take && arrives && waiting.is_empty());
            if arrives {
                waiting.push_back(step);
            }
            assert_eq!(uut.head_valid.val(), !waiting.is_empty(), "step {step}");
            if take && let Some(first) = waiting.pop_front() {
                assert_eq!(uut.head.val().decision.record.destination.to_u64(), first);
                taken += 1;
            }
            full += usize::from(waiting.len() == 16);
            uut.clock.next = true.into();
            assert!(simulate(&mut uut, 100));
            uut.clock.next = false.into();
            assert!(simulate(&mut uut, 100));
        }
        assert!(direct > 50 && full > 50 && taken > 1000, "{direct} {full} {taken}");
    }
}
