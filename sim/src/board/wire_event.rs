//! What passes a port of the board, and when it is to.

use ferroute_regmap::size::FCS_OCTETS;

use super::Time;
use crate::golden::{CarrierEvent, receive};

/// Octets between two frames (IEEE 802.3-2022 clause 4.4.2, interPacketGap).
pub const INTERFRAME_GAP: u32 = 12;

/// When a carrier event starts: as soon as both conditions hold. Events of a
/// port keep their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
    /// Clocks without carrier behind the port's event before, at least 1.
    pub gap: u32,
    /// Cycle of the port's receive clock, counted from 0.
    pub not_before: u64,
}

impl When {
    /// Back to back with the event before, at the smallest regular gap.
    pub const BACK_TO_BACK: Self = Self::after_gap(INTERFRAME_GAP);

    /// As soon as there was a gap of this many clocks.
    pub const fn after_gap(gap: u32) -> Self {
        Self { gap, not_before: 0 }
    }

    /// At this cycle, or at the smallest regular gap if the line is busy then.
    pub const fn at_cycle(cycle: u64) -> Self {
        Self { gap: INTERFRAME_GAP, not_before: cycle }
    }
}

/// A carrier event that has passed a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WireEvent {
    /// Front-panel port, counted from 0.
    pub port: usize,
    /// Towards the switch: the number that sending it returned. From the
    /// switch: its number among the port's events.
    pub id: u64,
    /// Its octets, preamble included.
    pub event: CarrierEvent,
    /// When the first bit of its first octet came to the wire.
    pub first_bit: Time,
    /// When the last bit of its last octet had left.
    pub last_bit: Time,
    /// Cycle of the port's own clock that carried its first octet.
    pub first_cycle: u64,
}

impl WireEvent {
    /// The frame without FCS; `None` unless preamble, length, FCS and TX_ER
    /// or RX_ER were all in order.
    pub fn frame(&self) -> Option<Vec<u8>> {
        let mut received = receive(&self.event);
        if received.error.is_some() {
            return None;
        }
        received.octets.truncate(received.octets.len() - FCS_OCTETS);
        Some(received.octets)
    }
}
