//! # SlotGuard: no port gets ahead of its answers
//! A port has 4 slots for answers. When as many of its frames wait that asked,
//! the next one would take the first one's slot.
//!
//! | port   | dir | meaning                                              |
//! | enters | in  | ports of which a frame that asked begins to wait     |
//! | leaves | in  | ports of which one ends to                           |
//! | full   | out | 4 frames of a port wait                              |
//!
//! Clock: core_clock. Clear: none. Latency: 2 cycles. Throughput: one frame of
//! each a cycle. Backpressure: `full`; a port's next lookup comes at least 12
//! cycles behind a trailer. Storage: 28 bit. Resources: see `RouterDecision`.

use rust_hdl::prelude::*;

#[derive(LogicBlock)]
pub struct SlotGuard {
    pub clock: Signal<In, Clock>,
    pub enters: Signal<In, Bits<9>>,
    pub leaves: Signal<In, Bits<9>>,
    pub full: Signal<Out, Bit>,
    waiting: [DFF<Bits<3>>; 9],
    some: [Signal<Local, Bit>; 10],
    full_register: DFF<Bit>,
}

impl Default for SlotGuard {
    fn default() -> Self {
        Self {
            clock: Default::default(),
            enters: Default::default(),
            leaves: Default::default(),
            full: Default::default(),
            waiting: std::array::from_fn(|_| Default::default()),
            some: std::array::from_fn(|_| Default::default()),
            full_register: Default::default(),
        }
    }
}

impl Logic for SlotGuard {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, full_register);
        self.some[0].next = false;
        for i in 0..9 {
            self.waiting[i].clock.next = self.clock.val();
            self.waiting[i].d.next = self.waiting[i].q.val();
            if self.enters.val().get_bit(i) & !self.leaves.val().get_bit(i) {
                self.waiting[i].d.next = self.waiting[i].q.val() + 1;
            }
            if self.leaves.val().get_bit(i) & !self.enters.val().get_bit(i) {
                self.waiting[i].d.next = self.waiting[i].q.val() - 1;
            }
            self.some[i + 1].next = self.some[i].val() | self.waiting[i].q.val().get_bit(2);
        }
        self.full_register.d.next = self.some[9].val();
        self.full.next = self.full_register.q.val();
    }
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng, rngs::StdRng};

    use super::*;

    #[test]
    fn it_is_full_while_a_port_has_four_frames() {
        let mut random = StdRng::seed_from_u64(3);
        let mut uut = SlotGuard::default();
        uut.connect_all();
        let mut waiting = [0; 9];
        let mut was_full = false;
        let mut times_full = 0;
        for step in 0..3000 {
            let (mut enters, mut leaves) = (0u64, 0u64);
            for (port, count) in waiting.iter_mut().enumerate() {
                let enter = *count < 4 && random.random_bool(0.15);
                let leave = *count > 0 && random.random_bool(0.2);
                enters |= u64::from(enter) << port;
                leaves |= u64::from(leave) << port;
                *count = *count + i32::from(enter) - i32::from(leave);
            }
            uut.enters.next = enters.to_bits();
            uut.leaves.next = leaves.to_bits();
            uut.clock.next = true.into();
            assert!(simulate(&mut uut, 100));
            uut.clock.next = false.into();
            assert!(simulate(&mut uut, 100));
            assert_eq!(uut.full.val(), was_full, "step {step}");
            was_full = waiting.contains(&4);
            times_full += usize::from(was_full);
        }
        assert!((100..2900).contains(&times_full), "{times_full}");
    }
}
