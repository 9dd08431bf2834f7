//! ECP5 parts as Lattice names them, such as `LFE5U-45F-6`.

use std::fmt;
use std::str::FromStr;

/// A die, its speed grade and its package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    die: Die,
    /// Speed grade, 6 (slowest) to 8.
    speed: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Die {
    name: &'static str,
    /// nextpnr's option.
    option: &'static str,
    /// The package with the most pins, so that a bare core fits.
    package: &'static str,
    /// Block RAMs of 18 kbit (Lattice FPGA-DS-02012, table 1.1).
    block_rams: u32,
}

const DIES: &[Die] = &[
    Die { name: "LFE5U-25F", option: "--25k", package: "CABGA381", block_rams: 56 },
    Die { name: "LFE5U-45F", option: "--45k", package: "CABGA554", block_rams: 108 },
    Die { name: "LFE5U-85F", option: "--85k", package: "CABGA756", block_rams: 208 },
    Die { name: "LFE5UM5G-45F", option: "--um5g-45k", package: "CABGA554", block_rams: 108 },
];

/// The user's fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no part \"{name}\"; known are LFE5U-25F, LFE5U-45F, LFE5U-85F and LFE5UM5G-45F with -6, -7 or -8 behind (LFE5UM5G: -8 only)")]
pub struct PartError {
    name: String,
}

impl Part {
    /// nextpnr's options for this part.
    pub fn options(&self) -> Vec<String> {
        let speed = self.speed.to_string();
        [self.die.option, "--package", self.die.package, "--speed", &speed].map(String::from).to_vec()
    }

    /// The same die in a board's package, such as `CABGA381`.
    pub fn in_package(mut self, package: &'static str) -> Self {
        self.die.package = package;
        self
    }

    /// Block RAMs of 18 kbit.
    pub fn block_rams(&self) -> u32 {
        self.die.block_rams
    }
}

impl FromStr for Part {
    type Err = PartError;

    fn from_str(name: &str) -> Result<Self, PartError> {
        let error = || PartError { name: name.to_owned() };
        let (die, speed) = name.rsplit_once('-').ok_or_else(error)?;
        let die = DIES.iter().find(|known| known.name == die).ok_or_else(error)?;
        let speed = match (die.name, speed) {
            ("LFE5UM5G-45F", "6" | "7") => return Err(error()),
            (_, "6") => 6,
            (_, "7") => 7,
            (_, "8") => 8,
            _ => return Err(error()),
        };
        Ok(Self { die: *die, speed })
    }
}

impl fmt::Display for Part {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}-{}", self.die.name, self.speed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_invert_parsing() {
        for name in ["LFE5U-25F-6", "LFE5U-45F-7", "LFE5U-85F-6", "LFE5UM5G-45F-8"] {
            assert_eq!(name.parse::<Part>().unwrap().to_string(), name);
        }
        let options = "LFE5U-45F-6".parse::<Part>().unwrap().options();
        assert_eq!(options.join(" "), "--45k --package CABGA554 --speed 6");
    }

    #[test]
    fn other_names_are_refused() {
        for name in ["LFE5U-25F", "LFE5U-26F-6", "LFE5U-25F-9", "LFE5UM5G-45F-6", "", "-6"] {
            assert!(name.parse::<Part>().is_err(), "{name}");
        }
    }
}
