//! # FallingRegister: data between a clock and its gated sibling
//!
//! | port        | dir | meaning                                           |
//! | source      | in  | out of registers at rising edges of `clock` or a sibling |
//! | destination | out | `source`, to registers at rising edges of either  |
//!
//! Clock: the falling edges of `clock`, which never stops. Clear: none.
//! Latency: half a period. Throughput: a word a clock. Backpressure: none.
//! Constraints: half a period from `source` and to `destination`. nextpnr takes
//! siblings for unrelated; `bitstreams` checks these paths.
//! Storage: WIDTH bit.
//! Not obvious: half a period of hold time on each side lets the two clock
//! trees lie nanoseconds apart.

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct FallingRegister<const WIDTH: usize> {
    pub clock: Signal<In, Clock>,
    pub source: Signal<In, Bits<WIDTH>>,
    pub destination: Signal<Out, Bits<WIDTH>>,
}

impl<const WIDTH: usize> Logic for FallingRegister<WIDTH> {
    fn update(&mut self) {
        if self.clock.neg_edge() {
            self.destination.next = self.source.val();
        }
    }

    fn connect(&mut self) {
        self.destination.connect();
    }

    fn hdl(&self) -> Verilog {
        Verilog::Wrapper(Wrapper {
            code: format!(
                "reg [{}:0] taken = 0;\nalways @(negedge clock) taken <= source;\nassign destination = taken;\n",
                WIDTH - 1
            ),
            cores: String::new(),
        })
    }
}
