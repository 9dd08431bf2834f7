//! Colorlight i5 on its extension board: two B50612D at RGMII.

use ferroute_hdl::board_top::{BoardTop, Pll};
use ferroute_hdl::rgmii::{LinkSource, Taps};

use crate::board::Board;

pub const BOARD: Board = Board {
    name: "colorlight_i5",
    title: "Colorlight i5",
    part: "LFE5U-25F-6",
    package: "CABGA381",
    top: BoardTop {
        ports: 2,
        cells: 512,
        pll: Pll { input_megahertz: 25, input_divisor: 1, feedback_divisor: 5, output_divisor: 5 },
        // As in litex-boards, where others run them: the way of RXC through the
        // FPGA takes about as long.
        rx_delay: Taps::of_picoseconds(2000),
        tx_delay: Taps::of_picoseconds(0),
        // Whether a B50612D as strapped sends its state in band is not known.
        link_source: LinkSource::Mdio,
        mdio: &[&[0, 1]],
        phy_resets: 1,
        leds: 1,
        leds_active_low: true,
    },
    constraints: include_str!("board.lpf"),
    loader: &["--board", "colorlight-i5"],
};
