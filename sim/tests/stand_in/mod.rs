//! A stand-in for `switch_core` with its ports: what a port receives leaves,
//! two registers later, at the port `loop_to` behind it; the serial line is
//! echoed through two as well.

// Each test file uses a part of it.
#![allow(dead_code)]

use std::fmt::Write;

use ferroute_sim::board::{Board, BoardError, Options};

pub struct StandIn {
    pub ports: usize,
    /// Distance from the port of entry to that of exit.
    pub loop_to: usize,
}

impl StandIn {
    /// Each port to the next, the last to the first.
    pub fn new(ports: usize) -> Self {
        Self { ports, loop_to: 1 }
    }

    /// The board, or `None` and a note where no model can be built.
    pub fn open(&self) -> Option<Board> {
        self.open_with(&Options::default())
    }

    pub fn open_with(&self, options: &Options) -> Option<Board> {
        match self.try_open(options) {
            Err(BoardError::Verilator(error)) if error.is_missing_tool() => {
                println!("SKIPPED: {error}");
                None
            }
            opened => Some(opened.unwrap()),
        }
    }

    pub fn try_open(&self, options: &Options) -> Result<Board, BoardError> {
        Board::from_verilog(self.ports, &self.verilog(), options)
    }

    pub fn verilog(&self) -> String {
        let mut ports = String::new();
        let mut body = String::new();
        for port in 0..self.ports {
            write!(
                ports,
                ", input wire rx_clock${port}, input wire [7:0] gmii_rxd${port},
                 input wire gmii_rx_dv${port}, input wire gmii_rx_er${port},
                 input wire tx_clock${port}, output reg [7:0] gmii_txd${port},
                 output reg gmii_tx_en${port}, output reg gmii_tx_er${port}"
            )
            .unwrap();
            let to = (port + self.loop_to) % self.ports;
            writeln!(
                body,
                "reg [9:0] held{port} = 0;
                 always @(posedge rx_clock${port})
                     held{port} <= {{gmii_rx_er${port}, gmii_rx_dv${port}, gmii_rxd${port}}};
                 always @(posedge tx_clock${to})
                     {{gmii_tx_er${to}, gmii_tx_en${to}, gmii_txd${to}}} <= held{port};"
            )
            .unwrap();
        }
        let top = self.ports.saturating_sub(1);
        format!(
            "module switch_core(input wire core_clock, input wire [{top}:0] link_up,
                 input wire uart_rx, output reg uart_tx{ports});
             reg line = 1;
             initial uart_tx = 1;
             always @(posedge core_clock) {{uart_tx, line}} <= {{line, uart_rx}};
             {body}
             endmodule"
        )
    }
}
