//! # DelayLine: a word some cycles later
//!
//! | port    | dir | meaning                    |
//! | word    | in  |                            |
//! | delayed | out | `word`, CLOCKS cycles on   |
//!
//! Clock: `clock`. Latency: CLOCKS cycles. Throughput: a word a cycle.
//! Storage: CLOCKS x WIDTH bits of registers; zero at power-up.

use rust_hdl::prelude::*;

#[derive(LogicBlock)]
pub struct DelayLine<const WIDTH: usize, const CLOCKS: usize> {
    pub clock: Signal<In, Clock>,
    pub word: Signal<In, Bits<WIDTH>>,
    pub delayed: Signal<Out, Bits<WIDTH>>,
    stages: [DFF<Bits<WIDTH>>; CLOCKS],
}

impl<const WIDTH: usize, const CLOCKS: usize> Default for DelayLine<WIDTH, CLOCKS> {
    fn default() -> Self {
        assert!(CLOCKS > 0, "a delay of at least one cycle");
        Self {
            clock: Default::default(),
            word: Default::default(),
            delayed: Default::default(),
            stages: std::array::from_fn(|_| Default::default()),
        }
    }
}

impl<const WIDTH: usize, const CLOCKS: usize> Logic for DelayLine<WIDTH, CLOCKS> {
    #[hdl_gen]
    fn update(&mut self) {
        for i in 0..CLOCKS {
            self.stages[i].clock.next = self.clock.val();
        }
        self.stages[0].d.next = self.word.val();
        for i in 1..CLOCKS {
            self.stages[i].d.next = self.stages[i - 1].q.val();
        }
        for i in (CLOCKS - 1)..CLOCKS {
            self.delayed.next = self.stages[i].q.val();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delays<const CLOCKS: usize>() {
        let mut uut = DelayLine::<7, CLOCKS>::default();
        uut.connect_all();
        let word = |step: usize| (step as u64 * 37 + 5) % 128;
        for step in 0..40 {
            uut.word.next = word(step).to_bits();
            assert!(simulate(&mut uut, 100));
            uut.clock.next = true.into();
            assert!(simulate(&mut uut, 100));
            uut.clock.next = false.into();
            assert!(simulate(&mut uut, 100));
            // The edge of this step is the first of CLOCKS.
            let expected = (step + 1).checked_sub(CLOCKS).map_or(0, word);
            assert_eq!(uut.delayed.val().to_u64(), expected, "step {step}");
        }
    }

    #[test]
    fn a_word_comes_out_as_many_cycles_later() {
        delays::<1>();
        delays::<2>();
        delays::<5>();
    }
}
