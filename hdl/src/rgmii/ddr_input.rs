//! # DdrInput: input pins, sampled at both edges
//!
//! | port    | dir | meaning                                          |
//! | pins    | in  | pads                                             |
//! | rising  | out | `pins` at a rising edge                          |
//! | falling | out | `pins` at the falling edge that followed it      |
//!
//! Clock: `clock`. Clear: none. Latency: both outputs change at the rising
//! edge after that falling one. Throughput: two samples a clock.
//! Storage: in the pins' cells (IDDRX1F, Lattice FPGA-TN-02035, GDDRX1_RX).
//! Not obvious: the delay moves the data, not the clock. The Rust model knows
//! no delay; `sim/tests/rgmii` has models that do.

use rust_hdl::prelude::*;

use super::Taps;

#[derive(LogicBlock, Default)]
pub struct DdrInput<const WIDTH: usize> {
    pub clock: Signal<In, Clock>,
    pub pins: Signal<In, Bits<WIDTH>>,
    pub rising: Signal<Out, Bits<WIDTH>>,
    pub falling: Signal<Out, Bits<WIDTH>>,
    _delay: Taps,
    _at_rise: Bits<WIDTH>,
    _at_fall: Bits<WIDTH>,
}

impl<const WIDTH: usize> DdrInput<WIDTH> {
    pub fn new(delay: Taps) -> Self {
        Self { _delay: delay, ..Default::default() }
    }
}

impl<const WIDTH: usize> Logic for DdrInput<WIDTH> {
    fn update(&mut self) {
        if self.clock.pos_edge() {
            self.rising.next = self._at_rise;
            self.falling.next = self._at_fall;
            self._at_rise = self.pins.val();
        }
        if self.clock.neg_edge() {
            self._at_fall = self.pins.val();
        }
    }

    fn connect(&mut self) {
        self.rising.connect();
        self.falling.connect();
    }

    fn hdl(&self) -> Verilog {
        let taps = self._delay.count();
        let mut code = format!("wire [{}:0] delayed;\n", WIDTH - 1);
        for pin in 0..WIDTH {
            // A signal of one bit is no vector in rust-hdl's Verilog.
            let bit = if WIDTH == 1 { String::new() } else { format!("[{pin}]") };
            code += &format!(
                "DELAYG #(.DEL_MODE(\"USER_DEFINED\"), .DEL_VALUE({taps})) delay{pin} (.A(pins{bit}), .Z(delayed[{pin}]));\n\
                 IDDRX1F sampler{pin} (.D(delayed[{pin}]), .SCLK(clock), .RST(1'b0), .Q0(rising{bit}), .Q1(falling{bit}));\n"
            );
        }
        Verilog::Wrapper(Wrapper { code, cores: String::new() })
    }
}
