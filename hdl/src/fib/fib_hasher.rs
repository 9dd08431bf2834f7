//! # FibHasher: the hash of `regmap::fib_hash`, of which each bank takes a slice
//!
//! | port   | dir | cycle | meaning                                       |
//! | key    | in  | 0     | what is hashed                                |
//! | seed   | in  | 0     | of the hash                                   |
//! | clear  | in  | 0     | the hash of this cycle is zero                |
//! | spread | out | 1     | the hash, combinational behind a register     |
//!
//! Clock: core_clock. Latency: 1 cycle. Throughput: a key a cycle.
//! Storage: 60 bits. Resources: see `FibEngine`.
//! Not obvious: the layers are those of `FdbHasher`, whose fold this hash lacks.

use ferroute_regmap::fdb_hash::{FIRST_ROTATIONS, KEY_BITS, SECOND_ROTATIONS};
use rust_hdl::prelude::*;

#[derive(LogicBlock)]
pub struct FibHasher {
    pub clock: Signal<In, Clock>,
    pub key: Signal<In, Bits<60>>,
    pub seed: Signal<In, Bits<60>>,
    pub clear: Signal<In, Bit>,
    pub spread: Signal<Out, Bits<60>>,
    linear: DFF<Bits<60>>,
    keyed: Signal<Local, Bits<60>>,
    mixed: Signal<Local, Bits<60>>,
    remixed: Signal<Local, Bits<60>>,
}

impl Default for FibHasher {
    fn default() -> Self {
        assert!(
            KEY_BITS == 60 && FIRST_ROTATIONS == [7, 26] && SECOND_ROTATIONS == [17, 43],
            "the numbers below are those of regmap::fdb_hash"
        );
        Self {
            clock: Default::default(),
            key: Default::default(),
            seed: Default::default(),
            clear: Default::default(),
            spread: Default::default(),
            linear: Default::default(),
            keyed: Default::default(),
            mixed: Default::default(),
            remixed: Default::default(),
        }
    }
}

impl Logic for FibHasher {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, linear);
        self.keyed.next = self.key.val() ^ self.seed.val();
        self.mixed.next = self.keyed.val()
            ^ (((self.keyed.val() << 1) | (self.keyed.val() >> 59))
                & (!((self.keyed.val() << 2) | (self.keyed.val() >> 58))));
        self.linear.d.next = self.mixed.val()
            ^ ((self.mixed.val() << 7) | (self.mixed.val() >> 53))
            ^ ((self.mixed.val() << 26) | (self.mixed.val() >> 34));
        if self.clear.val() {
            self.linear.d.next = 0.into();
        }
        self.remixed.next = self.linear.q.val()
            ^ (((self.linear.q.val() << 1) | (self.linear.q.val() >> 59))
                & (!((self.linear.q.val() << 2) | (self.linear.q.val() >> 58))));
        self.spread.next = self.remixed.val()
            ^ ((self.remixed.val() << 17) | (self.remixed.val() >> 43))
            ^ ((self.remixed.val() << 43) | (self.remixed.val() >> 17));
    }
}

#[cfg(test)]
mod tests {
    use ferroute_regmap::fdb_hash;
    use rand::{RngExt, SeedableRng, rngs::StdRng};

    use super::*;

    #[test]
    fn spreads_as_the_contract() {
        let seed = 0xF1B;
        println!("seed {seed}");
        let mut random = StdRng::seed_from_u64(seed);
        let mut uut = FibHasher::default();
        uut.connect_all();
        for step in 0..500 {
            let (key, seed): (u64, u64) = (random.random_range(0..1 << 60), random.random_range(0..1 << 60));
            let clear = random.random_bool(0.1);
            uut.key.next = key.to_bits();
            uut.seed.next = seed.to_bits();
            uut.clear.next = clear;
            assert!(simulate(&mut uut, 100));
            uut.clock.next = true.into();
            assert!(simulate(&mut uut, 100));
            uut.clock.next = false.into();
            assert!(simulate(&mut uut, 100));
            let expected = if clear { 0 } else { fdb_hash::spread(key, seed) };
            assert_eq!(uut.spread.val().to_u64(), expected, "step {step}");
        }
    }
}
