//! # AgeingTimer: when the next row is to be visited
//!
//! | port     | dir | meaning                                       |
//! | interval | in  | units of 16 clocks; 0: never                  |
//! | tick     | out | for one cycle every `interval` units          |
//!
//! Clock: core_clock.
//! Latency: a new interval counts from the last tick; if that is longer ago, a
//! tick comes within 32 cycles. After 0 it counts from the change.
//! Storage: 32 bits that rotate, two a clock: a unit is one turn, in which the
//! elapsed units are incremented and compared from the lowest bits up. A counter
//! with its comparator in parallel would take twice the logic.
//! Resources: see `Fdb`.

use ferroute_regmap::size::AGEING_UNIT_CLOCKS;
use rust_hdl::prelude::*;

#[derive(LogicBlock)]
pub struct AgeingTimer {
    pub clock: Signal<In, Clock>,
    pub interval: Signal<In, Bits<32>>,
    pub tick: Signal<Out, Bit>,
    phase: DFF<Bits<4>>,
    elapsed: DFF<Bits<32>>,
    carry: DFF<Bit>,
    /// The bits so far reach those of the interval.
    reached: DFF<Bit>,
    /// One of the interval's bits so far is set.
    wanted: DFF<Bit>,
    /// The units of this turn count from zero.
    restart: DFF<Bit>,
    ticked: DFF<Bit>,
    first: Signal<Local, Bit>,
    offset: Signal<Local, Bits<5>>,
    goal: Signal<Local, Bits<2>>,
    base: Signal<Local, Bits<2>>,
    sum: Signal<Local, Bits<3>>,
    pair: Signal<Local, Bits<2>>,
    reaches: Signal<Local, Bit>,
    wants: Signal<Local, Bit>,
}

impl Default for AgeingTimer {
    fn default() -> Self {
        assert!(AGEING_UNIT_CLOCKS == 16, "a turn of 32 bits, two a clock");
        Self {
            clock: Default::default(),
            interval: Default::default(),
            tick: Default::default(),
            phase: Default::default(),
            elapsed: Default::default(),
            carry: Default::default(),
            reached: Default::default(),
            wanted: Default::default(),
            restart: Default::default(),
            ticked: Default::default(),
            first: Default::default(),
            offset: Default::default(),
            goal: Default::default(),
            base: Default::default(),
            sum: Default::default(),
            pair: Default::default(),
            reaches: Default::default(),
            wants: Default::default(),
        }
    }
}

impl Logic for AgeingTimer {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, phase, elapsed, carry, reached, wanted, restart, ticked);
        self.phase.d.next = self.phase.q.val() + 1;
        self.first.next = self.phase.q.val() == 0;
        self.offset.next = bit_cast::<5, 4>(self.phase.q.val()) << 1;
        self.goal.next = self.interval.val().get_bits::<2>(self.offset.val().index());
        self.base.next = self.elapsed.q.val().get_bits::<2>(0);
        if self.restart.q.val() {
            self.base.next = 0.into();
        }
        self.sum.next = bit_cast::<3, 2>(self.base.val());
        if self.first.val() | self.carry.q.val() {
            self.sum.next = bit_cast::<3, 2>(self.base.val()) + 1;
        }
        self.pair.next = self.sum.val().get_bits::<2>(0);
        self.carry.d.next = self.sum.val().get_bit(2);
        self.elapsed.d.next =
            (self.elapsed.q.val() >> 2) | (bit_cast::<32, 2>(self.pair.val()) << 30);
        self.reaches.next = (self.pair.val() > self.goal.val())
            | ((self.pair.val() == self.goal.val()) & (self.first.val() | self.reached.q.val()));
        self.wants.next = (self.goal.val() != 0) | ((!self.first.val()) & self.wanted.q.val());
        self.reached.d.next = self.reaches.val();
        self.wanted.d.next = self.wants.val();
        self.ticked.d.next = false;
        if self.phase.q.val() == 15 {
            self.restart.d.next = self.reaches.val() | (!self.wants.val());
            self.ticked.d.next = self.reaches.val() & self.wants.val();
        }
        self.tick.next = self.ticked.q.val();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cycles_until_tick(timer: &mut AgeingTimer, most: u64) -> Option<u64> {
        for cycle in 1..=most {
            timer.clock.next = true.into();
            assert!(simulate(timer, 100));
            timer.clock.next = false.into();
            assert!(simulate(timer, 100));
            if timer.tick.val() {
                return Some(cycle);
            }
        }
        None
    }

    fn set(timer: &mut AgeingTimer, interval: u64) {
        timer.interval.next = interval.to_bits();
        assert!(simulate(timer, 100));
    }

    #[test]
    fn ticks_come_every_interval_units() {
        let mut timer = AgeingTimer::default();
        timer.connect_all();
        set(&mut timer, 0);
        assert_eq!(cycles_until_tick(&mut timer, 200), None);
        for interval in [1u64, 2, 3, 4, 5, 15, 16, 17, 64, 67] {
            set(&mut timer, interval);
            assert!(cycles_until_tick(&mut timer, 16 * (interval + 2)).is_some(), "{interval}");
            for _ in 0..3 {
                assert_eq!(cycles_until_tick(&mut timer, 5000), Some(16 * interval), "{interval}");
            }
        }
    }

    #[test]
    fn a_shorter_interval_holds_at_once_and_zero_starts_anew() {
        let mut timer = AgeingTimer::default();
        timer.connect_all();
        set(&mut timer, 0xFFFF_FFFF);
        assert_eq!(cycles_until_tick(&mut timer, 100 * 16), None);
        set(&mut timer, 50);
        assert!(cycles_until_tick(&mut timer, 32).is_some());
        assert_eq!(cycles_until_tick(&mut timer, 40 * 16), None);
        set(&mut timer, 0);
        assert_eq!(cycles_until_tick(&mut timer, 40 * 16), None);
        set(&mut timer, 5);
        let wait = cycles_until_tick(&mut timer, 200).expect("a tick");
        assert!((64..=112).contains(&wait), "{wait}");
    }
}
