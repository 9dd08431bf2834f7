//! # CrowdSensor: whether several ports are busy
//!
//! | port    | dir | meaning                                             |
//! | read    | in  | a bit a port: one of its words was taken            |
//! | crowded | out | words of at least two ports were taken of late      |
//!
//! Clock: core_clock. Latency: 2 cycles to rise. `crowded` falls 32 to 64
//! cycles after the last word that made it: longer than a frame's gap and
//! preamble, or than its way from the trailer to the transmitter.
//! Storage: 2 N + 6 bit. Resources: see `SwitchCore`.

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct CrowdSensor<const N: usize> {
    pub clock: Signal<In, Clock>,
    pub read: Signal<In, Bits<N>>,
    pub crowded: Signal<Out, Bit>,
    phase: DFF<Bits<5>>,
    /// Ports of this turn of `phase`, and of the one before.
    present: DFF<Bits<N>>,
    past: DFF<Bits<N>>,
    several: DFF<Bit>,
    busy: Signal<Local, Bits<N>>,
    below: Signal<Local, Bits<N>>,
}

impl<const N: usize> Logic for CrowdSensor<N> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, phase, present, past, several);
        self.phase.d.next = self.phase.q.val() + 1;
        self.present.d.next = self.present.q.val() | self.read.val();
        if self.phase.q.val() == 0 {
            self.past.d.next = self.present.q.val();
            self.present.d.next = self.read.val();
        }
        // More than one bit: something is left without the lowest.
        self.busy.next = self.present.q.val() | self.past.q.val();
        self.below.next = self.busy.val() - 1;
        self.several.d.next = (self.busy.val() & self.below.val()).any();
        self.crowded.next = self.several.q.val();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cycle(uut: &mut CrowdSensor<5>, read: u64) -> bool {
        uut.read.next = read.to_bits();
        for level in [true, false] {
            uut.clock.next = level.into();
            assert!(simulate(uut, 20));
        }
        uut.crowded.val()
    }

    #[test]
    fn one_port_is_no_crowd_and_two_are_for_a_while() {
        let mut uut = CrowdSensor::default();
        uut.connect_all();
        for _ in 0..200 {
            assert!(!cycle(&mut uut, 4));
        }
        cycle(&mut uut, 8);
        assert!(cycle(&mut uut, 0));
        let lasted = (0..200).take_while(|_| cycle(&mut uut, 4)).count();
        assert!((30..=64).contains(&lasted), "{lasted}");
        assert!(!(0..100).any(|_| cycle(&mut uut, 4)));
    }
}
