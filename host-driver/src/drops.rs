//! # Drops, and whether every frame is accounted for
//! Owns: what the counters of all ports must amount to.
//!
//! * On each port: received = good + receive errors.
//! * On each port: forwarded = good - forwarding drops, and has at least one
//!   copy a frame and at most one for each other port (copies of injected
//!   frames may go to the CPU port as well).
//! * Over all ports: copies = sent + tail drops + copies waiting in queues.
//!
//! A copy that was cut short on the wire counts as sent and as
//! `transmit_underrun`. Counters are read one after the other, so the sums
//! hold exactly only when nothing moved meanwhile: that is when two readings
//! agree, and the buffer held nothing between them.

use ferroute_regmap::registers::BUFFER;
use ferroute_regmap::{Counter, DropReason};
use serde::Serialize;

use crate::bus::{BusError, RegisterBus};
use crate::device::{Device, field};
use crate::port::Port;
use crate::stats::{self, PortCounters};

/// Readings until two agree.
const READINGS: usize = 4;

/// Losses of all ports.
#[derive(Clone, Debug)]
pub struct DropReport {
    /// By port; the CPU port is the last.
    pub counters: Vec<PortCounters>,
    pub balance: Balance,
}

/// Whether the counters add up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Nothing moved, and every frame and copy is accounted for.
    Balanced,
    /// Frames came or went while the counters were read, or copies wait in
    /// queues: the sums say nothing.
    Moving,
    /// Frames or copies are missing, or there are too many.
    Unbalanced,
}

/// Sums over all ports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Balance {
    /// Frames that came in, bad ones too.
    pub received: u64,
    pub receive_errors: u64,
    pub good: u64,
    /// Good frames that got no egress.
    pub forwarding_drops: u64,
    pub forwarded: u64,
    /// Copies of the forwarded frames.
    pub copies: u64,
    pub sent: u64,
    pub tail_drops: u64,
    /// Copies among those sent that were cut short.
    pub transmit_underruns: u64,
    /// copies - sent - tail_drops: what waits in queues.
    pub waiting: i64,
    pub state: State,
    /// Ports on which received is not good + errors, or the copies are too few or many.
    pub unbalanced_ports: Vec<Port>,
}

/// Reads losses and sums.
pub fn show<B: RegisterBus>(device: &mut Device<B>) -> Result<DropReport, BusError> {
    let ports = device.ports();
    let cells = u32::from(device.identity().cell_count);
    let mut earlier = stats::read(device, &ports)?;
    for _ in 1..READINGS {
        let free = field(&BUFFER, "free_cells", device.bus().read_word(BUFFER.address)?);
        let counters = stats::read(device, &ports)?;
        if counters == earlier {
            return Ok(DropReport::new(counters, free == cells));
        }
        earlier = counters;
    }
    Ok(DropReport::new(earlier, false))
}

impl DropReport {
    /// `is_at_rest`: the counters did not change around a moment in which the
    /// buffer held nothing.
    pub fn new(counters: Vec<PortCounters>, is_at_rest: bool) -> Self {
        let balance = Balance::new(&counters, is_at_rest);
        Self { counters, balance }
    }

    /// Losses under a reason on all ports.
    pub fn total(&self, reason: DropReason) -> u64 {
        sum(&self.counters, |port| port.drops(reason))
    }
}

fn sum(counters: &[PortCounters], value: impl Fn(&PortCounters) -> u64) -> u64 {
    counters.iter().fold(0, |sum, port| sum.wrapping_add(value(port)))
}

fn receive_errors(port: &PortCounters) -> u64 {
    port.drops_where(DropReason::is_receive)
}

fn forwarding_drops(port: &PortCounters) -> u64 {
    port.drops_where(|reason| !reason.is_receive() && !reason.is_egress())
}

/// Whether a port's own counters add up, `port_count` being that with the CPU port.
fn port_balances(port: &PortCounters, port_count: usize) -> bool {
    let Some(forwarded) = port.received_good().checked_sub(forwarding_drops(port)) else {
        return false;
    };
    let copies = port.get(Counter::ForwardCopies);
    port.received() == port.received_good().wrapping_add(receive_errors(port))
        && copies >= forwarded
        && copies <= forwarded.saturating_mul(port_count as u64)
}

impl Balance {
    fn new(counters: &[PortCounters], is_at_rest: bool) -> Self {
        let good = sum(counters, PortCounters::received_good);
        let forwarding_drops = sum(counters, forwarding_drops);
        let copies = sum(counters, |port| port.get(Counter::ForwardCopies));
        let sent = sum(counters, PortCounters::sent);
        let tail_drops = sum(counters, |port| port.drops(DropReason::TailDrop));
        let waiting = copies.wrapping_sub(sent).wrapping_sub(tail_drops) as i64;
        let unbalanced_ports: Vec<Port> = counters
            .iter()
            .filter(|port| is_at_rest && !port_balances(port, counters.len()))
            .map(|port| port.port)
            .collect();
        let state = match (is_at_rest, unbalanced_ports.is_empty() && waiting == 0) {
            (false, _) => State::Moving,
            (true, true) => State::Balanced,
            (true, false) => State::Unbalanced,
        };
        Self {
            received: sum(counters, PortCounters::received),
            receive_errors: sum(counters, receive_errors),
            good,
            forwarding_drops,
            forwarded: good.wrapping_sub(forwarding_drops),
            copies,
            sent,
            tail_drops,
            transmit_underruns: sum(counters, |port| port.drops(DropReason::TransmitUnderrun)),
            waiting,
            state,
            unbalanced_ports,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two front-panel ports: 10 good frames and 2 bad ones in at swp1, one of
    /// them without egress, each other one copied to swp2 and the CPU port,
    /// where 3 are tail drops.
    fn counters(changes: &[(usize, usize, u32)]) -> Vec<PortCounters> {
        let drop = |reason: DropReason| Counter::DROP_BASE + reason as usize;
        let mut words = vec![vec![0; 2 * Counter::PER_PORT]; 3];
        for (port, index, value) in [
            (0, Counter::RxSize64 as usize, 11),
            (0, Counter::RxSizeUnder64 as usize, 1),
            (0, Counter::RxBroadcast as usize, 10),
            (0, drop(DropReason::FcsError), 1),
            (0, drop(DropReason::Fragment), 1),
            (0, drop(DropReason::PortListIsEmpty), 1),
            (0, Counter::ForwardCopies as usize, 18),
            (1, Counter::TxBroadcast as usize, 9),
            (1, drop(DropReason::TransmitUnderrun), 2),
            (2, Counter::TxBroadcast as usize, 6),
            (2, drop(DropReason::TailDrop), 3),
        ]
        .iter()
        .chain(changes)
        {
            words[*port][2 * index] = *value;
        }
        words.iter().zip(0..).map(|(words, index)| PortCounters::new(Port::new(index, 2).unwrap(), words)).collect()
    }

    #[test]
    fn every_frame_and_copy_is_accounted_for() {
        let report = DropReport::new(counters(&[]), true);
        assert_eq!(
            report.balance,
            Balance {
                received: 12, receive_errors: 2, good: 10, forwarding_drops: 1, forwarded: 9, copies: 18,
                sent: 15, tail_drops: 3, transmit_underruns: 2, waiting: 0, state: State::Balanced,
                unbalanced_ports: Vec::new(),
            }
        );
        assert_eq!(report.total(DropReason::TailDrop), 3);
    }

    #[test]
    fn anything_missing_is_seen_when_nothing_moves() {
        let lost = |port, counter: Counter, value| {
            let counters = counters(&[(port, counter as usize, value)]);
            let moving = DropReport::new(counters.clone(), false).balance;
            assert_eq!((moving.state, moving.unbalanced_ports), (State::Moving, Vec::new()));
            let balance = DropReport::new(counters, true).balance;
            assert_eq!(balance.state, State::Unbalanced);
            (balance.waiting, balance.unbalanced_ports.len())
        };
        assert_eq!(lost(1, Counter::TxBroadcast, 8), (1, 0), "a copy vanished");
        assert_eq!(lost(1, Counter::TxBroadcast, 10), (-1, 0), "a copy was invented");
        assert_eq!(lost(0, Counter::RxSize64, 12), (0, 1), "a frame vanished at ingress");
        assert_eq!(lost(0, Counter::RxBroadcast, 0), (0, 1), "more drops than frames");
        assert_eq!(lost(0, Counter::ForwardCopies, 8), (-10, 1), "a frame without a copy");
        assert_eq!(lost(0, Counter::ForwardCopies, 28), (10, 1), "more copies than ports");
    }
}
