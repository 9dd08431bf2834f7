//! # DdrOutput: output pins, changed at both edges
//!
//! | port    | dir | meaning                                     |
//! | high    | in  | on `pins` while the clock is high           |
//! | low     | in  | on `pins` in the low half that follows      |
//! | pins    | out | pads                                        |
//!
//! Clock: `clock`. Clear: none. Latency: a rising edge takes both inputs, the
//! next one starts `high`. Throughput: two values a clock.
//! Storage: in the pins' cells (ODDRX1F, Lattice FPGA-TN-02035, GDDRX1_TX).
//! Not obvious: all pins of a port go through this block with the same clock,
//! the clock pin too, so that only `delay` moves them against each other.

use rust_hdl::prelude::*;

use super::Taps;

#[derive(LogicBlock, Default)]
pub struct DdrOutput<const WIDTH: usize> {
    pub clock: Signal<In, Clock>,
    pub high: Signal<In, Bits<WIDTH>>,
    pub low: Signal<In, Bits<WIDTH>>,
    pub pins: Signal<Out, Bits<WIDTH>>,
    _delay: Taps,
    _taken: [Bits<WIDTH>; 2],
    _sent: [Bits<WIDTH>; 2],
}

impl<const WIDTH: usize> DdrOutput<WIDTH> {
    pub fn new(delay: Taps) -> Self {
        Self { _delay: delay, ..Default::default() }
    }
}

impl<const WIDTH: usize> Logic for DdrOutput<WIDTH> {
    fn update(&mut self) {
        if self.clock.pos_edge() {
            self._sent = self._taken;
            self._taken = [self.high.val(), self.low.val()];
        }
        self.pins.next = self._sent[usize::from(!self.clock.val().clk)];
    }

    fn connect(&mut self) {
        self.pins.connect();
    }

    fn hdl(&self) -> Verilog {
        let taps = self._delay.count();
        let mut code = format!("wire [{}:0] undelayed;\n", WIDTH - 1);
        for pin in 0..WIDTH {
            // A signal of one bit is no vector in rust-hdl's Verilog.
            let bit = if WIDTH == 1 { String::new() } else { format!("[{pin}]") };
            code += &format!(
                "ODDRX1F driver{pin} (.D0(high{bit}), .D1(low{bit}), .SCLK(clock), .RST(1'b0), .Q(undelayed[{pin}]));\n\
                 DELAYG #(.DEL_MODE(\"USER_DEFINED\"), .DEL_VALUE({taps})) delay{pin} (.A(undelayed[{pin}]), .Z(pins{bit}));\n"
            );
        }
        Verilog::Wrapper(Wrapper { code, cores: String::new() })
    }
}
