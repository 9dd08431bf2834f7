//! # ClockGate: a clock that leaves out periods
//!
//! | port         | dir | clock        | meaning                                |
//! | source_clock | in  |              | straight from a pad or a PLL           |
//! | enable       | in  | source_clock | the period that starts at the next rising edge is passed |
//! | gated_clock  | out |              | `source_clock`, low in periods left out |
//!
//! Clear: none. Latency: `enable` out of a register at a rising edge tells about
//! the next one. Throughput: any pattern, no pulse is ever cut.
//! Storage: in the cell (DCCA, Lattice FPGA-TN-02200, dynamic clock control).
//! Constraints: nextpnr hands the source's frequency on; it does not time
//! `enable`, which has half a period until the falling edge. Seen in nextpnr's
//! SDF of a Colorlight i5, register and route: 1.5 to 4.1 ns of 4, so that a bad
//! placement may be late by that much at 10 and 100 Mb/s; nothing checks it yet.
//! Not obvious: two gates with one source have outputs in step, because both
//! stand at the root of a clock tree. A gate behind another one's output would
//! lag by a way through the fabric that no tool tells: the sibling that never
//! stops wants a gate, too, with `enable` 1. What then passes between siblings
//! goes through a `FallingRegister`, and needs no trust in the trees.

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct ClockGate {
    pub source_clock: Signal<In, Clock>,
    pub enable: Signal<In, Bit>,
    pub gated_clock: Signal<Out, Clock>,
    _passes: bool,
}

impl Logic for ClockGate {
    fn update(&mut self) {
        let high = self.source_clock.val().clk;
        if !high {
            self._passes = self.enable.val();
        }
        self.gated_clock.next = (high & self._passes).into();
    }

    fn connect(&mut self) {
        self.gated_clock.connect();
    }

    fn hdl(&self) -> Verilog {
        Verilog::Wrapper(Wrapper {
            code: "DCCA gate (.CLKI(source_clock), .CE(enable), .CLKO(gated_clock));\n".to_owned(),
            cores: String::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pulse_is_passed_whole_or_not_at_all() {
        let mut uut = ClockGate::default();
        uut.connect_all();
        let mut pulses = Vec::new();
        for period in 0..8 {
            uut.source_clock.next = true.into();
            assert!(simulate(&mut uut, 20));
            pulses.push(uut.gated_clock.val().clk);
            // As a register does it: behind the rising edge.
            uut.enable.next = period % 3 == 1;
            assert!(simulate(&mut uut, 20));
            assert_eq!(uut.gated_clock.val().clk, pulses[period]);
            uut.source_clock.next = false.into();
            assert!(simulate(&mut uut, 20));
            assert!(!uut.gated_clock.val().clk);
        }
        assert_eq!(pulses, [false, false, true, false, false, true, false, false]);
    }
}
