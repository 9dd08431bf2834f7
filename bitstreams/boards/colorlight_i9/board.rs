//! Colorlight i9 on its extension board: two B50612D at RGMII.

use ferroute_hdl::board_top::BoardTop;

use super::colorlight_i5;
use crate::board::Board;

pub const BOARD: Board = Board {
    name: "colorlight_i9",
    title: "Colorlight i9",
    part: "LFE5U-45F-6",
    package: "CABGA381",
    // The same module with a larger part.
    top: BoardTop { cells: 1024, ..colorlight_i5::BOARD.top },
    constraints: include_str!("board.lpf"),
    loader: &["--board", "colorlight-i9"],
};
