//! # RGMII: four data pins and one control pin at both edges of a clock
//! Owns the ECP5 primitives at the pins and everything that a board puts
//! between them and the GMII of the core. RGMII 2.0, full duplex at 10, 100 and
//! 1000 Mb/s.
//!
//! | block           | what it does                              |
//! | DdrInput        | DELAYG and IDDRX1F of each pin            |
//! | DdrOutput       | ODDRX1F and DELAYG of each pin            |
//! | NibbleAssembler | nibbles of 10 and 100 Mb/s to octets      |
//! | LinkSelect      | in-band status or MDIO                    |
//! | StateCrossing   | a PHY's state into another clock          |
//! | LinkFilter      | link and speed, freed from glitches       |
//! | RgmiiReceive    | pins to GMII, in-band status              |
//! | TransmitPacer   | octets and TXC at each speed              |
//! | RgmiiTransmit   | GMII to pins                              |
//! | RgmiiPort       | both, and the gated clocks of the core's port |
//! | PhyReset        | holds the PHYs in reset at power-up       |
//! | PortLed         | link and activity                         |

mod ddr_input;
mod ddr_output;
mod link_filter;
mod link_select;
mod nibble_assembler;
pub mod phy_reset;
pub mod port_led;
mod rgmii_receive;
pub mod rgmii_port;
mod rgmii_transmit;
mod state_crossing;
mod transmit_pacer;

pub use ddr_input::DdrInput;
pub use ddr_output::DdrOutput;
pub use link_filter::LinkFilter;
pub use link_select::LinkSelect;
pub use nibble_assembler::NibbleAssembler;
pub use phy_reset::PhyReset;
pub use port_led::PortLed;
pub use rgmii_port::RgmiiPort;
pub use rgmii_receive::RgmiiReceive;
pub use rgmii_transmit::RgmiiTransmit;
pub use state_crossing::StateCrossing;
pub use transmit_pacer::TransmitPacer;

/// Who tells a port the state of its PHY.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LinkSource {
    /// RGMII's in-band status (RGMII 2.0, 3.4.1), which a PHY may leave out.
    #[default]
    InBand,
    /// The PHY's registers, read by `PhyPoller`.
    Mdio,
}

/// Delay at the pins in taps of DELAYG, 25 ps each (Lattice FPGA-TN-02035).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taps(u8);

impl Taps {
    /// Picoseconds of one tap.
    pub const PICOSECONDS: u32 = 25;
    /// DELAYG has 128 settings.
    pub const MAX: u8 = 127;

    /// The taps of a delay, rounded down.
    ///
    /// # Panics
    /// When the delay is longer than 127 taps; in a constant, at compile time.
    pub const fn of_picoseconds(picoseconds: u32) -> Self {
        let taps = picoseconds / Self::PICOSECONDS;
        assert!(taps <= Self::MAX as u32, "DELAYG has 127 taps of 25 ps");
        Self(taps as u8)
    }

    /// Number of taps.
    pub const fn count(self) -> u8 {
        self.0
    }
}
