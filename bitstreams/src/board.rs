//! The boards there are. Each lives in its folder under `bitstreams/boards`:
//! pins, clocks, parameters, and how to load it.

use ferroute_hdl::board_top::BoardTop;

#[path = "../boards/colorlight_i5/board.rs"]
mod colorlight_i5;
#[path = "../boards/colorlight_i9/board.rs"]
mod colorlight_i9;
#[path = "../boards/versa_5g/board.rs"]
mod versa_5g;

/// A board as the flow and the loader need it.
#[derive(Clone, Copy, Debug)]
pub struct Board {
    /// Name of its folder and of its files.
    pub name: &'static str,
    pub title: &'static str,
    /// Part with speed grade.
    pub part: &'static str,
    pub package: &'static str,
    pub top: BoardTop,
    /// Pins and clocks, in Lattice's preference format.
    pub constraints: &'static str,
    /// openFPGALoader's options that say which board or cable it is.
    pub loader: &'static [&'static str],
}

/// Every board.
pub const BOARDS: &[Board] = &[versa_5g::BOARD, colorlight_i5::BOARD, colorlight_i9::BOARD];

/// The user's fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no board \"{name}\"; there are {}", names())]
pub struct BoardError {
    name: String,
}

fn names() -> String {
    BOARDS.iter().map(|board| board.name).collect::<Vec<_>>().join(", ")
}

impl std::str::FromStr for Board {
    type Err = BoardError;

    fn from_str(name: &str) -> Result<Self, BoardError> {
        let board = BOARDS.iter().find(|board| board.name == name);
        board.copied().ok_or_else(|| BoardError { name: name.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::part::Part;

    /// The quoted words behind each `keyword` of the constraints.
    fn words<'a>(board: &Board, keyword: &str) -> Vec<&'a str> {
        board
            .constraints
            .split(keyword)
            .skip(1)
            .map(|rest| rest.split('"').nth(1).expect("a quoted word"))
            .collect()
    }

    fn pads(board: &Board) -> BTreeSet<String> {
        let is_scalar = |name: &str| name == "reference_clock" || name.starts_with("uart");
        let pads = board.top.pads();
        pads.iter()
            .flat_map(|(name, width)| {
                (0..*width).map(move |bit| if is_scalar(name) { (*name).to_owned() } else { format!("{name}[{bit}]") })
            })
            .collect()
    }

    #[test]
    fn every_pad_has_one_pin_and_an_io_type() {
        for board in BOARDS {
            let located = words(board, "LOCATE COMP");
            let typed = words(board, "IOBUF PORT");
            assert_eq!(located, typed, "{}", board.name);
            assert_eq!(located.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>(), pads(board), "{}", board.name);
            assert_eq!(located.len(), pads(board).len(), "{}: a pad is located twice", board.name);
            let sites = words(board, "SITE");
            assert_eq!(sites.iter().collect::<BTreeSet<_>>().len(), sites.len(), "{}: a pin is used twice", board.name);
            assert_eq!(board.constraints.matches("IO_TYPE=").count(), sites.len(), "{}", board.name);
        }
    }

    #[test]
    fn clocks_are_constrained_as_the_pll_takes_them() {
        for board in BOARDS {
            let pll = board.top.pll;
            let line = format!("FREQUENCY PORT \"reference_clock\" {} MHZ;", pll.input_megahertz);
            assert!(board.constraints.contains(&line), "{}", board.name);
            for port in 0..board.top.ports {
                let line = format!("FREQUENCY PORT \"rgmii_rxc[{port}]\" 125 MHZ;");
                assert!(board.constraints.contains(&line), "{}", board.name);
            }
            assert_eq!(pll.output_megahertz(), 125, "{}: RGMII needs it", board.name);
            assert!((400..=800).contains(&pll.vco_megahertz()), "{}", board.name);
        }
    }

    #[test]
    fn every_port_has_its_phy_on_a_bus() {
        for board in BOARDS {
            let buses = board.top.mdio;
            assert_eq!(buses.iter().map(|addresses| addresses.len()).sum::<usize>(), board.top.ports, "{}", board.name);
            for addresses in buses {
                assert_eq!(addresses.iter().collect::<BTreeSet<_>>().len(), addresses.len(), "{}", board.name);
                assert!((1..=2).contains(&addresses.len()) && addresses.iter().all(|address| *address < 32));
            }
        }
    }

    #[test]
    fn boards_are_found_by_name_and_their_parts_exist() {
        for board in BOARDS {
            assert_eq!(board.name.parse::<Board>().unwrap().title, board.title);
            let part: Part = board.part.parse().unwrap();
            assert!(part.in_package(board.package).options().contains(&board.package.to_owned()));
        }
        assert!("versa_6g".parse::<Board>().unwrap_err().to_string().contains("colorlight_i5"));
    }
}
