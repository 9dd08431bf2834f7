//! # LinkFilter: a PHY's state, freed from glitches
//!
//! | port   | dir | meaning                                                  |
//! | sample | in  | link, speed 2, full duplex, as RGMII's in-band status has it |
//! | valid  | in  | `sample` is one                                          |
//! | state  | out | the last `SAMPLES` equal samples                         |
//! | link   | out | the link is up, full duplex, with a known speed          |
//! | speed  | out | 0: 10, 1: 100, 2: 1000 Mb/s; of the last link            |
//!
//! Clock: `clock`. Clear: none; no link and 1000 Mb/s at power-up.
//! Latency: `SAMPLES` valid samples to `state`, one more to `link` and `speed`.
//! Resources: see `RgmiiPort`.
//! Not obvious: outputs change in clocks with `valid` only, so that a receiver
//! that samples between frames changes its speed there, too. While the link is
//! down, the speed in a sample means nothing. Half duplex is no link, since the
//! MAC knows no collisions, yet its speed is taken.

use rust_hdl::prelude::*;

#[derive(LogicBlock)]
pub struct LinkFilter {
    pub clock: Signal<In, Clock>,
    pub sample: Signal<In, Bits<4>>,
    pub valid: Signal<In, Bit>,
    pub state: Signal<Out, Bits<4>>,
    pub link: Signal<Out, Bit>,
    pub speed: Signal<Out, Bits<2>>,
    candidate: DFF<Bits<4>>,
    /// Samples equal to the candidate, less one.
    count: DFF<Bits<4>>,
    accepted: DFF<Bits<4>>,
    is_link: DFF<Bit>,
    last_speed: DFFWithInit<Bits<2>>,
    has_speed: Signal<Local, Bit>,
}

impl LinkFilter {
    /// Equal samples in a row that make a state.
    pub const SAMPLES: usize = 17;
}

impl Default for LinkFilter {
    fn default() -> Self {
        Self {
            clock: Default::default(),
            sample: Default::default(),
            valid: Default::default(),
            state: Default::default(),
            link: Default::default(),
            speed: Default::default(),
            candidate: Default::default(),
            count: Default::default(),
            accepted: Default::default(),
            is_link: Default::default(),
            last_speed: DFFWithInit::new(2u64.to_bits()),
            has_speed: Default::default(),
        }
    }
}

impl Logic for LinkFilter {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, candidate, count, accepted, is_link, last_speed);
        // Speed 3 is reserved (RGMII 2.0, table 4).
        self.has_speed.next = self.accepted.q.val().get_bit(0)
            & !(self.accepted.q.val().get_bit(1) & self.accepted.q.val().get_bit(2));
        if self.valid.val() {
            self.candidate.d.next = self.sample.val();
            if self.sample.val() != self.candidate.q.val() {
                self.count.d.next = 0.into();
            } else {
                if self.count.q.val().all() {
                    self.accepted.d.next = self.candidate.q.val();
                } else {
                    self.count.d.next = self.count.q.val() + 1;
                }
            }
            self.is_link.d.next = self.has_speed.val() & self.accepted.q.val().get_bit(3);
            if self.has_speed.val() {
                self.last_speed.d.next = self.accepted.q.val().get_bits::<2>(1);
            }
        }
        self.state.next = self.accepted.q.val();
        self.link.next = self.is_link.q.val();
        self.speed.next = self.last_speed.q.val();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Bench(LinkFilter);

    impl Bench {
        fn new() -> Self {
            let mut uut = LinkFilter::default();
            uut.connect_all();
            Self(uut)
        }

        /// State, link and speed behind `clocks` clocks.
        fn run(&mut self, sample: u64, valid: bool, clocks: usize) -> (u64, bool, u64) {
            for _ in 0..clocks {
                self.0.sample.next = sample.to_bits();
                self.0.valid.next = valid;
                for level in [true, false] {
                    self.0.clock.next = level.into();
                    assert!(simulate(&mut self.0, 20));
                }
            }
            (self.0.state.val().to_u64(), self.0.link.val(), self.0.speed.val().to_u64())
        }
    }

    #[test]
    fn equal_samples_make_a_state_and_glitches_none() {
        let mut bench = Bench::new();
        assert_eq!(bench.run(0b1101, true, LinkFilter::SAMPLES - 1), (0, false, 2));
        assert_eq!(bench.run(0b1101, true, 1), (0b1101, false, 2));
        assert_eq!(bench.run(0b1101, true, 1), (0b1101, true, 2));
        for glitch in [0, 0b1011, 0b1111] {
            bench.run(glitch, true, LinkFilter::SAMPLES - 1);
            assert_eq!(bench.run(0b1101, true, 2 * LinkFilter::SAMPLES), (0b1101, true, 2));
        }
        assert_eq!(bench.run(0b1011, false, 100), (0b1101, true, 2), "no sample, no change");
        // Samples count over the frames between them.
        for _ in 0..LinkFilter::SAMPLES + 2 {
            bench.run(0b0000, false, 3);
            bench.run(0b1011, true, 1);
        }
        assert_eq!(bench.run(0, false, 1), (0b1011, true, 1));
    }

    #[test]
    fn what_is_no_link_keeps_the_speed() {
        let clocks = LinkFilter::SAMPLES + 2;
        for (sample, link, speed) in [
            (0b1001, true, 0),
            (0b1110, false, 0), // down
            (0b1111, false, 0), // a reserved speed
            (0b0011, false, 1), // half duplex
            (0b0010, false, 1),
            (0b1101, true, 2),
        ] {
            let mut bench = Bench::new();
            bench.run(0b1001, true, clocks);
            let (_, is_link, is_speed) = bench.run(sample, true, clocks);
            let expected = if sample == 0b0010 { 0 } else { speed };
            assert_eq!((is_link, is_speed), (link, expected), "{sample:04b}");
        }
    }
}
