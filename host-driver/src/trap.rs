//! # Traps and policers
//! Owns: which classes of frames go to the CPU port, and how many of them.
//! Classes are named as the reasons in the headers of punted frames.

use ferroute_regmap::registers::{ROUTER_SIZES, TRAP};
use ferroute_regmap::size::{CORE_CLOCK_HERTZ, POLICER_UNIT_CLOCKS, POLICERS};
use ferroute_regmap::{Policer, PuntReason, TrapEntry, region};
use serde::Serialize;

use crate::bus::{BusError, RegisterBus};
use crate::device::{Device, field};

/// The class of all reserved destinations, which register TRAP switches.
const LINK_LOCAL: &str = "link_local";
/// Tokens a second of a policer with the shortest interval.
const MOST_FRAMES_A_SECOND: u64 = CORE_CLOCK_HERTZ / POLICER_UNIT_CLOCKS;

/// A trap as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Trap {
    pub trap: &'static str,
    /// Frames of the class go to the CPU port.
    pub enabled: bool,
    /// `trap` or `drop`: what is done with those that would.
    pub action: &'static str,
    pub policer: Option<u8>,
    pub meaning: &'static str,
}

/// What is to change of a trap; `None` stays as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TrapChange {
    /// Of `link_local`: whether such frames are looked at at all; of others:
    /// whether they go to the CPU port.
    pub enabled: Option<bool>,
    pub drop: Option<bool>,
    /// 0: none.
    pub policer: Option<u8>,
}

/// A policer as it stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PolicerReport {
    pub policer: u8,
    /// Frames a second, at the nominal core clock, to three places.
    pub rate: f64,
    /// Frames at once, at most.
    pub burst: u32,
    /// Frames dropped, modulo 2^32.
    pub dropped: u32,
    /// Traps that share it.
    pub traps: Vec<&'static str>,
}

/// Why a trap or policer was not set.
#[derive(Debug, thiserror::Error)]
pub enum TrapError {
    #[error(transparent)]
    Bus(#[from] BusError),
    /// The caller's fault.
    #[error("no trap \"{name}\"; `trap show` lists them all")]
    Unknown { name: String },
    /// The device's.
    #[error("this build of the device has no router, and of traps only link_local on and off")]
    NoRouter,
    /// The caller's.
    #[error("no policer {policer}; there are 1 to {}", POLICERS - 1)]
    NoPolicer { policer: u8 },
    /// The caller's.
    #[error("a policer of {rate} frames a second and {burst} at once is not possible; 1 to {MOST_FRAMES_A_SECOND} and 1 to {} are", (1 << Policer::BURST_BITS) - 1)]
    Rate { rate: u32, burst: u32 },
}

/// Whether a class is one of those that register TRAP switches.
fn is_link_local(reason: PuntReason) -> bool {
    use PuntReason::{Bpdu, Eapol, LinkLocal, Lldp, SlowProtocols};
    matches!(reason, LinkLocal | Bpdu | SlowProtocols | Eapol | Lldp)
}

/// Every trap.
pub fn show<B: RegisterBus>(device: &mut Device<B>) -> Result<Vec<Trap>, TrapError> {
    let link_local = field(&TRAP, LINK_LOCAL, device.bus().read_word(TRAP.address)?) == 1;
    let entries = entries(device)?;
    let trap = |reason: &PuntReason| {
        let entry = entries.get(*reason as usize).copied().unwrap_or_default();
        Trap {
            trap: reason.name(),
            enabled: !entry.drop && (link_local || !is_link_local(*reason)),
            action: if entry.drop { "drop" } else { "trap" },
            policer: Some(entry.policer).filter(|policer| *policer != 0),
            meaning: reason.meaning(),
        }
    };
    Ok(PuntReason::ALL.iter().map(trap).collect())
}

/// Sets a trap by its name.
pub fn set<B: RegisterBus>(device: &mut Device<B>, name: &str, change: TrapChange) -> Result<(), TrapError> {
    let reason = PuntReason::ALL.iter().find(|reason| reason.name() == name);
    let reason = *reason.ok_or_else(|| TrapError::Unknown { name: name.to_owned() })?;
    if let Some(policer) = change.policer.filter(|policer| usize::from(*policer) >= POLICERS) {
        return Err(TrapError::NoPolicer { policer });
    }
    let by_register = change.enabled.filter(|_| name == LINK_LOCAL);
    if let (Some(enabled), Some(field)) = (by_register, TRAP.fields.iter().find(|field| field.name == LINK_LOCAL)) {
        let word = device.bus().read_word(TRAP.address)?;
        device.bus().write(TRAP.address, &[field.set(word, enabled.into())])?;
    }
    let by_entry = change.enabled.filter(|_| name != LINK_LOCAL).map(|enabled| !enabled);
    let drop = change.drop.or(by_entry);
    if drop.is_none() && change.policer.is_none() {
        return Ok(());
    }
    let entries = entries(device)?;
    let mut entry = entries.get(reason as usize).copied().ok_or(TrapError::NoRouter)?;
    entry.drop = drop.unwrap_or(entry.drop);
    entry.policer = change.policer.unwrap_or(entry.policer);
    device.bus().write(region::TRAPS + u32::from(reason as u8), &[entry.pack()])?;
    Ok(())
}

/// Every policer.
pub fn show_policers<B: RegisterBus>(device: &mut Device<B>) -> Result<Vec<PolicerReport>, TrapError> {
    let entries = entries(device)?;
    if entries.is_empty() {
        return Err(TrapError::NoRouter);
    }
    let stride = Policer::STRIDE as usize;
    let words = device.bus().read(region::TRAPS + region::POLICER_OFFSET, POLICERS * stride)?;
    let report = |(policer, words): (u8, &[u32])| {
        let word = |index: usize| words.get(index).copied().unwrap_or_default();
        let interval = u64::from(word(0) & ((1 << Policer::INTERVAL_BITS) - 1)) + 1;
        let traps = PuntReason::ALL.iter().filter(|reason| {
            entries.get(**reason as usize).is_some_and(|entry| entry.policer == policer)
        });
        PolicerReport {
            policer,
            rate: (MOST_FRAMES_A_SECOND as f64 / interval as f64 * 1000.0).round() / 1000.0,
            burst: word(1) & ((1 << Policer::BURST_BITS) - 1),
            dropped: word(2),
            traps: traps.map(|reason| reason.name()).collect(),
        }
    };
    // The first one lets everything pass.
    Ok((0..).zip(words.chunks(stride)).skip(1).map(report).collect())
}

/// Sets a policer, to the nearest rate that it can have.
pub fn set_policer<B: RegisterBus>(
    device: &mut Device<B>, policer: u8, rate: u32, burst: u32,
) -> Result<(), TrapError> {
    if !(1..POLICERS).contains(&policer.into()) {
        return Err(TrapError::NoPolicer { policer });
    }
    let is_possible = (1..=MOST_FRAMES_A_SECOND).contains(&rate.into()) && (1..1 << Policer::BURST_BITS).contains(&burst);
    if !is_possible {
        return Err(TrapError::Rate { rate, burst });
    }
    if entries(device)?.is_empty() {
        return Err(TrapError::NoRouter);
    }
    let rate = u64::from(rate);
    let interval = ((MOST_FRAMES_A_SECOND + rate / 2) / rate).clamp(1, 1 << Policer::INTERVAL_BITS) - 1;
    let first = region::TRAPS + region::POLICER_OFFSET + u32::from(policer) * Policer::STRIDE;
    device.bus().write(first, &[interval as u32, burst])?;
    Ok(())
}

/// The entries by the code of their reason; none in a build without a router.
fn entries<B: RegisterBus>(device: &mut Device<B>) -> Result<Vec<TrapEntry>, BusError> {
    let sizes = device.bus().read_word(ROUTER_SIZES.address)?;
    if field(&ROUTER_SIZES, "fib4_row_bits", sizes) == 0 {
        return Ok(Vec::new());
    }
    let words = device.bus().read(region::TRAPS, region::POLICER_OFFSET as usize)?;
    Ok(words.into_iter().map(TrapEntry::unpack).collect())
}
