//! # WideList: which slots of the wide table a family uses
//!
//! | port         | dir | meaning                                              |
//! | lengths      | in  | 8 octets; a length that the family has not is none   |
//! | first_length | out | that of the lowest slot in use; zero: there is none  |
//! | others       | out | bit i: slot i is in use and not the lowest           |
//! | last_step    | out | 2 steps a slot in use, at least those of the pool, less one |
//!
//! Clock: core_clock. Latency: 3 cycles. Throughput: a list a cycle.
//! Storage: 42 bits. Resources: see `FibEngine`.
//! Not obvious: the outputs of a cycle belong to the same list, so that a lookup
//! that takes them all at once asks for as many slots as it has steps for.

use rust_hdl::prelude::*;

use crate::arbiter::{lowest_bit::LowestBit, one_hot_mux::OneHotMux};

/// Slots from which on the wide table takes longer than the pool: 8 steps.
const MANY_SLOTS: u64 = 4;

#[derive(LogicBlock)]
pub struct WideList {
    pub clock: Signal<In, Clock>,
    pub lengths: Signal<In, Bits<64>>,
    pub first_length: Signal<Out, Bits<8>>,
    pub others: Signal<Out, Bits<8>>,
    pub last_step: Signal<Out, Bits<4>>,
    octets: [Signal<Local, Bits<8>>; 8],
    in_use: [DFF<Bit>; 8],
    used: [Signal<Local, Bits<8>>; 9],
    counts: [Signal<Local, Bits<4>>; 9],
    count: DFF<Bits<4>>,
    lowest: DFF<Bits<8>>,
    others_2: DFF<Bits<8>>,
    others_3: DFF<Bits<8>>,
    first: DFF<Bits<8>>,
    last: DFF<Bits<4>>,
    lower_half: LowestBit,
    upper_half: LowestBit,
    mux: OneHotMux<8, 8, 9>,
    slots: Signal<Local, Bits<8>>,
    lowest_slot: Signal<Local, Bits<8>>,
    longest: Constant<Bits<8>>,
    pool_last_step: Constant<Bits<4>>,
    many: Constant<Bits<4>>,
}

impl WideList {
    /// `longest`: the family's longest prefix; `pool_steps`: those of a lookup
    /// in its pool.
    pub fn new(longest: u8, pool_steps: u8) -> Self {
        assert!((7..=8).contains(&pool_steps), "{MANY_SLOTS} slots take 8 steps");
        Self {
            clock: Default::default(),
            lengths: Default::default(),
            first_length: Default::default(),
            others: Default::default(),
            last_step: Default::default(),
            octets: std::array::from_fn(|_| Default::default()),
            in_use: std::array::from_fn(|_| Default::default()),
            used: std::array::from_fn(|_| Default::default()),
            counts: std::array::from_fn(|_| Default::default()),
            count: Default::default(),
            lowest: Default::default(),
            others_2: Default::default(),
            others_3: Default::default(),
            first: Default::default(),
            last: Default::default(),
            lower_half: Default::default(),
            upper_half: Default::default(),
            mux: Default::default(),
            slots: Default::default(),
            lowest_slot: Default::default(),
            longest: Constant::new(u64::from(longest).to_bits()),
            pool_last_step: Constant::new((u64::from(pool_steps) - 1).to_bits()),
            many: Constant::new(MANY_SLOTS.to_bits()),
        }
    }
}

impl Logic for WideList {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, count, lowest, others_2, others_3, first, last);
        self.used[0].next = 0.into();
        self.counts[0].next = 0.into();
        for i in 0..8 {
            self.in_use[i].clock.next = self.clock.val();
            self.octets[i].next = self.lengths.val().get_bits::<8>(8 * i);
            self.in_use[i].d.next =
                (self.octets[i].val() != 0) & (self.octets[i].val() <= self.longest.val());
            self.used[i + 1].next = self.used[i].val().replace_bit(i, self.in_use[i].q.val());
            self.counts[i + 1].next = self.counts[i].val();
            if self.in_use[i].q.val() {
                self.counts[i + 1].next = self.counts[i].val() + 1;
            }
            self.mux.inputs[i].next = self.octets[i].val();
        }
        self.slots.next = self.used[8].val();
        self.lower_half.bits.next = self.slots.val().get_bits::<4>(0);
        self.upper_half.bits.next = self.slots.val().get_bits::<4>(4);
        self.lowest_slot.next = bit_cast::<8, 4>(self.lower_half.lowest.val());
        if !self.lower_half.any.val() {
            self.lowest_slot.next = bit_cast::<8, 4>(self.upper_half.lowest.val()) << 4;
        }
        self.lowest.d.next = self.lowest_slot.val();
        self.others_2.d.next = self.slots.val() ^ self.lowest_slot.val();
        self.count.d.next = self.counts[8].val();

        self.mux.select.next = self.lowest.q.val();
        self.first.d.next = self.mux.chosen.val();
        self.others_3.d.next = self.others_2.q.val();
        self.last.d.next = self.pool_last_step.val();
        if self.count.q.val() >= self.many.val() {
            self.last.d.next = (self.count.q.val() << 1) - 1;
        }
        self.first_length.next = self.first.q.val();
        self.others.next = self.others_3.q.val();
        self.last_step.next = self.last.q.val();
    }
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng, rngs::StdRng};

    use super::*;

    #[test]
    fn lists_at_random() {
        let seed = 0x11;
        println!("seed {seed}");
        let mut random = StdRng::seed_from_u64(seed);
        for (longest, pool_steps) in [(32, 7), (128, 8)] {
            let mut uut = WideList::new(longest, pool_steps);
            uut.connect_all();
            let mut lists: Vec<[u8; 8]> = Vec::new();
            for step in 0..600 {
                let empty = random.random_range(0.0..1.0);
                let list: [u8; 8] = std::array::from_fn(|_| {
                    if random.random_bool(empty) { 0 } else { random.random_range(0..=longest + 1) }
                });
                // Twice each, as the length is read two cycles behind the use.
                for _ in 0..3 {
                    uut.lengths.next = u64::from_le_bytes(list).to_bits();
                    assert!(simulate(&mut uut, 100));
                    uut.clock.next = true.into();
                    assert!(simulate(&mut uut, 100));
                    uut.clock.next = false.into();
                    assert!(simulate(&mut uut, 100));
                }
                lists.push(list);
                let slots: Vec<usize> = (0..8).filter(|slot| (1..=longest).contains(&list[*slot])).collect();
                let first = slots.first().map_or(0, |slot| list[*slot]);
                let others = slots.iter().skip(1).map(|slot| 1u64 << slot).sum::<u64>();
                let steps = (2 * slots.len()).max(usize::from(pool_steps));
                let found =
                    (uut.first_length.val().to_u64(), uut.others.val().to_u64(), uut.last_step.val().to_u64());
                assert_eq!(found, (u64::from(first), others, steps as u64 - 1), "step {step}: {list:?}");
            }
            assert!(lists.iter().any(|list| list.iter().all(|length| *length != 0 && *length <= longest)));
        }
    }
}
