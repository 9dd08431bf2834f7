//! # What each port does
//! Owns: the registers with a bit a port that say whether it receives, sends,
//! floods and learns, and its link state.

use ferroute_regmap::register::Register;
use ferroute_regmap::registers::{FLOOD, FORWARD, LEARN, LINK_STATUS, RX_ENABLE};
use serde::Serialize;

use crate::bus::{BusError, RegisterBus};
use crate::device::Device;
use crate::port::Port;
use crate::stats::{self, PortCounters};

/// Link of a port with a PHY.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Link {
    Up,
    Down,
}

/// A port as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PortState {
    pub port: Port,
    /// Number of the port in masks and tables.
    pub index: u8,
    /// `None` for the CPU port, which has no PHY.
    pub link: Option<Link>,
    /// Receives.
    pub rx: bool,
    /// May send.
    pub forward: bool,
    /// Gets group frames and unknown unicast.
    pub flood: bool,
    /// Source addresses are learned.
    pub learn: bool,
    pub rx_frames: u64,
    pub rx_octets: u64,
    pub tx_frames: u64,
    pub tx_octets: u64,
    /// Under all reasons.
    pub drops: u64,
}

/// What is to change; `None` leaves as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PortChange {
    pub rx: Option<bool>,
    pub forward: Option<bool>,
    pub flood: Option<bool>,
    pub learn: Option<bool>,
}

/// The ports of a device.
pub struct Ports<'a, B> {
    device: &'a mut Device<B>,
}

impl<'a, B: RegisterBus> Ports<'a, B> {
    pub fn new(device: &'a mut Device<B>) -> Self {
        Self { device }
    }

    /// State and summed counters of these ports.
    pub fn show(&mut self, ports: &[Port]) -> Result<Vec<PortState>, BusError> {
        let mut read = |register: &Register| self.device.bus().read_word(register.address);
        let masks = [read(&RX_ENABLE)?, read(&FORWARD)?, read(&FLOOD)?, read(&LEARN)?, read(&LINK_STATUS)?];
        let counters = stats::read(self.device, ports)?;
        Ok(counters.iter().map(|counters| state(counters, masks)).collect())
    }

    /// Changes a port; the others keep what they have.
    pub fn set(&mut self, port: Port, change: PortChange) -> Result<(), BusError> {
        for (register, value) in [
            (&RX_ENABLE, change.rx),
            (&FORWARD, change.forward),
            (&FLOOD, change.flood),
            (&LEARN, change.learn),
        ] {
            let Some(value) = value else { continue };
            let mask = self.device.bus().read_word(register.address)?;
            let mask = if value { mask | port.bit() } else { mask & !port.bit() };
            self.device.bus().write(register.address, &[mask])?;
        }
        Ok(())
    }
}

fn state(counters: &PortCounters, [rx, forward, flood, learn, link]: [u32; 5]) -> PortState {
    use ferroute_regmap::Counter::{RxOctets, TxOctets};
    let port = counters.port;
    let has = |mask: u32| mask & port.bit() != 0;
    PortState {
        port,
        index: port.index(),
        link: (!port.is_cpu()).then_some(if has(link) { Link::Up } else { Link::Down }),
        rx: has(rx),
        forward: has(forward),
        flood: has(flood),
        learn: has(learn),
        rx_frames: counters.received(),
        rx_octets: counters.get(RxOctets),
        tx_frames: counters.sent(),
        tx_octets: counters.get(TxOctets),
        drops: counters.all_drops(),
    }
}
