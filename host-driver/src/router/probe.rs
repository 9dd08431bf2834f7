//! What the hardware does with a packet, asked by a probe, and what it should.
//!
//! A probe is a frame that is decided about, dropped, and told of in the
//! registers PROBE_*. [`ask`] sends one; [`Router::expect_answer`] says from
//! the routes that are wanted what must come out (ARCHITECTURE.md, "Routing
//! rules").

mod expect;
mod frame;

use std::net::IpAddr;

use ferroute_regmap::registers::{
    ECMP_SEED, FORWARD, PROBE, PROBE_ENTRY, PROBE_LOOKUP, PROBE_MAC_HIGH, PROBE_MAC_LOW,
    PROBE_VERDICT,
};
use ferroute_regmap::{DropReason, PuntReason, TrapEntry, region};
use serde::Serialize;

use super::Router;
use super::names::Names;
use crate::bus::{BusError, Operation, RegisterBus};
use crate::cpu_port::{self, CpuPortError};
use crate::device::{Device, field};
use crate::fib::{Family, Prefix, address_bits};
use crate::mac_address::MacAddress;
use crate::port::Port;

/// Looks at the answer until it is there.
const ANSWER_LOOKS: usize = 50;

/// A packet that is asked about: UDP, TTL or hop limit 64, no payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    pub destination: IpAddr,
    pub source: IpAddr,
    /// Router interface that it comes in on.
    pub interface: u8,
    pub source_port: u16,
    pub destination_port: u16,
}

/// Registers that decide besides the tables.
#[derive(Clone, Debug)]
pub struct Conditions {
    /// Ports that may send.
    pub forward: u32,
    pub ecmp_seed: u32,
    /// By the code of the [`PuntReason`].
    pub traps: Vec<TrapEntry>,
}

/// What becomes of a packet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// `forward`, `punt` or `drop`.
    pub verdict: &'static str,
    /// Of a packet that is punted or dropped.
    pub reason: Option<&'static str>,
    /// Ports that get it; of one that is punted the CPU port.
    pub ports: Vec<Port>,
    /// Its route.
    pub prefix: Option<Prefix>,
    /// `pool`, `wide` or `default`.
    pub table: Option<&'static str>,
    /// Entry in the table.
    pub index: Option<u32>,
    /// Of the route.
    pub next_hop: Option<u16>,
    /// In the group's bucket; that of the route where it is no group.
    pub chosen: Option<u16>,
    /// Egress interface of one that is forwarded.
    pub dev: Option<String>,
    /// Destination address of one that is forwarded.
    pub lladdr: Option<MacAddress>,
}

impl Answer {
    /// Whether the hardware's answer is as this one says it must be. Where it
    /// went for a route before it decided without one does not matter, nor
    /// which next hop of a group it found for what it drops. A policer may have
    /// dropped what is for the host.
    pub fn agrees(&self, hardware: &Answer, conditions: &Conditions) -> bool {
        let trap = PuntReason::ALL.iter().find(|reason| Some(reason.name()) == self.reason);
        let is_policed = trap
            .and_then(|reason| conditions.traps.get(*reason as usize))
            .is_some_and(|entry| self.verdict == "punt" && entry.policer != 0);
        if is_policed && hardware.verdict == "drop" && hardware.reason == Some(DropReason::TrapDropped.name()) {
            return true;
        }
        let route = |answer: &Answer| (answer.prefix, answer.table, answer.index, answer.next_hop);
        let decision = |answer: &Answer| (answer.verdict, answer.reason, answer.ports.clone(), answer.dev.clone(), answer.lladdr);
        let is_miss = [PuntReason::Ipv4LpmMiss, PuntReason::Ipv6LpmMiss].iter().any(|reason| Some(reason.name()) == self.reason);
        decision(self) == decision(hardware)
            && (route(self) == route(hardware) || (self.prefix.is_none() && !is_miss))
            && (self.chosen == hardware.chosen || self.chosen.is_none() || self.verdict == "drop")
    }
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum ProbeError {
    #[error(transparent)]
    Bus(#[from] BusError),
    #[error(transparent)]
    CpuPort(#[from] CpuPortError),
    /// The caller's.
    #[error("source and destination are not of one family")]
    Families,
    /// The caller's.
    #[error("the interface does not exist or does not route {0}")]
    NotRouted(Family),
    /// The device's.
    #[error("the device did not decide about the probe")]
    NoAnswer,
}

/// Reads what decides besides the tables.
pub fn conditions<B: RegisterBus>(device: &mut Device<B>) -> Result<Conditions, BusError> {
    let bus = device.bus();
    let traps = bus.read(region::TRAPS, region::POLICER_OFFSET as usize)?;
    Ok(Conditions {
        forward: bus.read_word(FORWARD.address)?,
        ecmp_seed: bus.read_word(ECMP_SEED.address)?,
        traps: traps.into_iter().map(TrapEntry::unpack).collect(),
    })
}

/// Asks the hardware about a packet. Other frames of the host must not be
/// injected meanwhile.
pub fn ask<B: RegisterBus>(
    device: &mut Device<B>, router: &Router, question: &Question,
) -> Result<Answer, ProbeError> {
    let frame = frame::build(router, question)?;
    let port_count = device.identity().port_count;
    let port = question.interface / ferroute_regmap::size::INTERFACES_PER_PORT as u8;
    let before = device.bus().read_word(PROBE_VERDICT.address)?;
    let probe = PROBE.fields.iter().fold(0, |word, field| match field.name {
        "port" => field.set(word, port.into()),
        _ => field.set(word, 1),
    });
    device.bus().write(PROBE.address, &[probe])?;
    let answer = cpu_port::inject(device, &[], &frame).map_err(ProbeError::from).and_then(|()| {
        await_answer(device, field(&PROBE_VERDICT, "sequence", before))
    });
    // Whatever happened: frames that are injected later are no questions.
    device.bus().write(PROBE.address, &[0])?;
    let words = answer?;
    Ok(parse(&words, question, Names::new(router.interfaces(), port_count), port_count))
}

fn await_answer<B: RegisterBus>(device: &mut Device<B>, before: u32) -> Result<Vec<u32>, ProbeError> {
    let registers = [PROBE_VERDICT, PROBE_LOOKUP, PROBE_ENTRY, PROBE_MAC_LOW, PROBE_MAC_HIGH];
    for _ in 0..ANSWER_LOOKS {
        let verdict = device.bus().read_word(PROBE_VERDICT.address)?;
        if field(&PROBE_VERDICT, "sequence", verdict) != before {
            let reads: Vec<Operation> =
                registers.iter().map(|register| Operation::Read { address: register.address, count: 1 }).collect();
            let words = device.bus().run(&reads)?;
            return Ok(words.iter().map(|words| words.first().copied().unwrap_or_default()).collect());
        }
    }
    Err(ProbeError::NoAnswer)
}

/// The answer in the registers' words.
fn parse(words: &[u32], question: &Question, names: Names<'_>, port_count: u8) -> Answer {
    let word = |index: usize| words.get(index).copied().unwrap_or_default();
    let verdict = |name| field(&PROBE_VERDICT, name, word(0));
    let lookup = |name| field(&PROBE_LOOKUP, name, word(1));
    let entry = |name| field(&PROBE_ENTRY, name, word(2));
    let ports: Vec<Port> = Port::all(port_count).filter(|port| verdict("egress") & port.bit() != 0).collect();
    let dropped = verdict("drop") != 0;
    let punted = !dropped && ports.iter().any(|port| port.is_cpu());
    let forwarded = !dropped && !punted;
    let reason = match (dropped, punted) {
        (true, _) => Some(DropReason::from_code(verdict("drop") as u8).map_or("unknown", DropReason::name)),
        (_, true) => Some(PuntReason::from_code(verdict("punt") as u8).map_or("unknown", PuntReason::name)),
        _ => None,
    };
    let table = [None, Some("pool"), Some("wide"), Some("default")][(lookup("table") & 3) as usize];
    let family = Family::of(question.destination);
    let bits = address_bits(question.destination);
    let prefix = table.and_then(|_| Prefix::new(family, bits, lookup("length") as u8));
    let [low, high] = [word(3).to_le_bytes(), word(4).to_le_bytes()];
    Answer {
        verdict: if dropped { "drop" } else if punted { "punt" } else { "forward" },
        reason,
        ports: if dropped { Vec::new() } else { ports },
        prefix,
        table,
        index: table.filter(|table| *table != "default").map(|_| entry("index")),
        next_hop: table.map(|_| lookup("next_hop") as u16),
        chosen: table.map(|_| entry("chosen") as u16),
        dev: forwarded.then(|| names.name(entry("egress_interface") as u8)),
        lladdr: forwarded.then_some(MacAddress([low[0], low[1], low[2], low[3], high[0], high[1]])),
    }
}
