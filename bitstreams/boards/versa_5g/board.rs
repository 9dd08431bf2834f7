//! Lattice ECP5-5G Versa: two 88E1512 at RGMII.

use ferroute_hdl::board_top::{BoardTop, Pll};
use ferroute_hdl::rgmii::{LinkSource, Taps};

use crate::board::Board;

pub const BOARD: Board = Board {
    name: "versa_5g",
    title: "Lattice ECP5-5G Versa",
    part: "LFE5UM5G-45F-8",
    package: "CABGA381",
    top: BoardTop {
        ports: 2,
        cells: 1024,
        pll: Pll { input_megahertz: 100, input_divisor: 4, feedback_divisor: 5, output_divisor: 5 },
        // The 88E1512 delays both clocks itself.
        rx_delay: Taps::of_picoseconds(0),
        tx_delay: Taps::of_picoseconds(0),
        // Seen on this board: enjoy-digital/liteeth, pull request 40.
        link_source: LinkSource::InBand,
        mdio: &[&[0], &[0]],
        phy_resets: 2,
        leds: 2,
        leds_active_low: true,
    },
    constraints: include_str!("board.lpf"),
    loader: &["--cable", "ft2232"],
};
