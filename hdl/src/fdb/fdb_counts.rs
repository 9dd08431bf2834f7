//! # FdbCounts: entries, addresses not learned, station moves
//!
//! | port      | dir | meaning                                        |
//! | added     | in  | an entry more                                  |
//! | removing, written | in | with `removing`: so many entries less    |
//! | unlearned, moved | in | count                                    |
//! | entries   | out | entries held, 2 cycles after their write       |
//! | unlearned_count, moved_count | out | since power-up, modulo 2^32 |
//!
//! Clock: core_clock. Latency: 2 cycles for `entries`, up to 18 for the others.
//! Throughput: `unlearned` and `moved` once in 8 cycles each, as jobs come.
//! Storage: 170 bits. Resources: see `Fdb`.
//! Not obvious: both counts go round in one ring, an octet a cycle, past one
//! incrementer of 8 bits; a copy is taken when they are in place. Two counters
//! of 32 bits would take three times the logic.

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct FdbCounts {
    pub clock: Signal<In, Clock>,
    pub added: Signal<In, Bit>,
    pub removing: Signal<In, Bit>,
    pub written: [Signal<In, Bit>; 4],
    pub unlearned: Signal<In, Bit>,
    pub moved: Signal<In, Bit>,
    pub entries: Signal<Out, Bits<16>>,
    pub unlearned_count: Signal<Out, Bits<32>>,
    pub moved_count: Signal<Out, Bits<32>>,
    change: DFF<Bits<13>>,
    held: DFF<Bits<13>>,
    /// In turn 0: `unlearned` in bits 31:0, `moved` above.
    ring: DFF<Bits<64>>,
    turn: DFF<Bits<3>>,
    carry: DFF<Bit>,
    one_unlearned: DFF<Bit>,
    one_moved: DFF<Bit>,
    copy: DFF<Bits<64>>,
    halves: [Signal<Local, Bits<13>>; 2],
    increment: Signal<Local, Bits<9>>,
    sum: Signal<Local, Bits<9>>,
}

impl Logic for FdbCounts {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, change, held, ring, turn, carry, one_unlearned, one_moved, copy);
        for i in 0..2 {
            self.halves[i].next = 0.into();
        }
        if self.written[0].val() & self.written[1].val() {
            self.halves[0].next = 2.into();
        } else if self.written[0].val() | self.written[1].val() {
            self.halves[0].next = 1.into();
        }
        if self.written[2].val() & self.written[3].val() {
            self.halves[1].next = 2.into();
        } else if self.written[2].val() | self.written[3].val() {
            self.halves[1].next = 1.into();
        }
        self.change.d.next = 0.into();
        if self.added.val() {
            self.change.d.next = 1.into();
        } else if self.removing.val() {
            self.change.d.next =
                bits::<13>(0) - (self.halves[0].val() + self.halves[1].val());
        }
        self.held.d.next = self.held.q.val() + self.change.q.val();
        self.entries.next = bit_cast::<16, 13>(self.held.q.val());

        self.turn.d.next = self.turn.q.val() + 1;
        self.increment.next = 0.into();
        if self.turn.q.val() == 0 {
            if self.one_unlearned.q.val() {
                self.increment.next = 1.into();
            }
            self.one_unlearned.d.next = false;
            self.copy.d.next = self.ring.q.val();
        } else if self.turn.q.val() == 4 {
            if self.one_moved.q.val() {
                self.increment.next = 1.into();
            }
            self.one_moved.d.next = false;
        } else if self.carry.q.val() {
            self.increment.next = 1.into();
        }
        self.sum.next =
            bit_cast::<9, 8>(self.ring.q.val().get_bits::<8>(0)) + self.increment.val();
        self.carry.d.next = self.sum.val().get_bit(8);
        self.ring.d.next = (self.ring.q.val() >> 8)
            | (bit_cast::<64, 8>(self.sum.val().get_bits::<8>(0)) << 56);
        if self.unlearned.val() {
            self.one_unlearned.d.next = true;
        }
        if self.moved.val() {
            self.one_moved.d.next = true;
        }
        self.unlearned_count.next = self.copy.q.val().get_bits::<32>(0);
        self.moved_count.next = self.copy.q.val().get_bits::<32>(32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cycle(counts: &mut FdbCounts) {
        counts.clock.next = true.into();
        assert!(simulate(counts, 100));
        counts.clock.next = false.into();
        counts.unlearned.next = false;
        counts.moved.next = false;
        assert!(simulate(counts, 100));
    }

    #[test]
    fn events_at_their_densest_are_counted_through_the_carry() {
        let mut counts = FdbCounts::default();
        counts.connect_all();
        for event in 0..700u64 {
            counts.unlearned.next = true;
            counts.moved.next = event % 2 == 0;
            assert!(simulate(&mut counts, 100));
            // Every distance from the ring's turn comes up.
            for _ in 0..8 + u64::from(event % 50 == 49) {
                cycle(&mut counts);
            }
        }
        for _ in 0..20 {
            cycle(&mut counts);
        }
        assert_eq!(counts.unlearned_count.val().to_u64(), 700);
        assert_eq!(counts.moved_count.val().to_u64(), 350);
    }
}
