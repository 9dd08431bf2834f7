//! What the router does with an injected frame: enough of the rules to answer
//! probes of whole packets. Written from ARCHITECTURE.md, not from the host.

use ferroute_regmap::flow_hash::flow_hash;
use ferroute_regmap::registers::{
    ECMP_SEED, PROBE, PROBE_ENTRY, PROBE_LOOKUP, PROBE_MAC_HIGH, PROBE_MAC_LOW, PROBE_VERDICT,
};
use ferroute_regmap::register::Register;
use ferroute_regmap::{DropReason, Interface, NextHop, PuntReason, TrapEntry};

use super::router::SoftRouter;

struct Verdict {
    egress: u32,
    drop: u32,
    punt: u32,
}

fn set(register: &Register, values: &[(&str, u32)]) -> u32 {
    values.iter().fold(0, |word, (name, value)| {
        let field = register.fields.iter().find(|field| field.name == *name).expect("a field");
        field.set(word, *value)
    })
}

fn bits(octets: &[u8]) -> u128 {
    octets.iter().fold(0, |bits, octet| bits << 8 | u128::from(*octet))
}

impl SoftRouter {
    pub fn is_probing(&self) -> bool {
        self.register(&PROBE) >> 31 == 1
    }

    fn next_hop(&self, index: u16) -> NextHop {
        NextHop::unpack(*self.next_hops.entry(index.into()).first_chunk().unwrap())
    }

    fn interface(&self, number: usize) -> Option<Interface> {
        Interface::unpack(*self.interfaces.entry(number).first_chunk().unwrap())
    }

    /// Decides about a frame and tells of it in the registers.
    pub fn probe(&mut self, frame: &[u8], port_count: u32, forward: u32) {
        let sequence = self.register(&PROBE_VERDICT) >> 27;
        let port = (self.register(&PROBE) & 0xF) as usize;
        let tagged = frame[12..14] == [0x81, 0];
        let vlan = if tagged { u16::from_be_bytes([frame[14], frame[15]]) & 0xFFF } else { 0 };
        let start = if tagged { 18 } else { 14 };
        let is_ipv6 = frame[start - 2..start] == [0x86, 0xDD];
        let header = &frame[start..];
        let (source, destination, l4) = match is_ipv6 {
            false => (bits(&header[12..16]) << 96, bits(&header[16..20]) << 96, &header[20..]),
            true => (bits(&header[8..24]), bits(&header[24..40]), &header[40..]),
        };
        let number = (4 * port..4 * port + 4)
            .find(|number| self.interface(*number).is_some_and(|interface| interface.vlan == vlan))
            .expect("an interface");
        assert_eq!(frame[..6], self.interface(number).unwrap().mac, "the frame is for the router");
        let found = self.lookup(is_ipv6, destination);
        let mut chosen = found.next_hop;
        if let NextHop::Group { first_bucket, log2_buckets } = self.next_hop(chosen) {
            let ports = u64::from(u32::from_be_bytes([l4[0], l4[1], l4[2], l4[3]]));
            let hash = flow_hash(source, destination, 17 << 32 | ports, self.register(&ECMP_SEED));
            let bucket = usize::from(first_bucket) + usize::from(hash) % (1 << log2_buckets);
            chosen = self.buckets.words[bucket] as u16;
        }
        let entry = if found.table == 0 { NextHop::None } else { self.next_hop(chosen) };
        let cpu = 1 << port_count;
        let punt = |reason: PuntReason| {
            let trap = TrapEntry::unpack(self.traps[reason as usize]);
            let same = DropReason::ALL.iter().find(|other| other.name() == reason.name());
            match trap.drop {
                true => Verdict { egress: 0, drop: *same.unwrap_or(&DropReason::TrapDropped) as u32, punt: 0 },
                false => Verdict { egress: cpu, drop: 0, punt: reason as u32 },
            }
        };
        let drop = |reason: DropReason| Verdict { egress: 0, drop: reason as u32, punt: 0 };
        let verdict = match entry {
            _ if found.table == 0 && is_ipv6 => punt(PuntReason::Ipv6LpmMiss),
            _ if found.table == 0 => punt(PuntReason::Ipv4LpmMiss),
            NextHop::Forward { interface, .. } | NextHop::Glean { interface }
                if forward >> (interface / 4) & 1 == 0 || self.interface(interface.into()).is_none() =>
            {
                drop(DropReason::PortListIsEmpty)
            }
            NextHop::Forward { interface, .. } if usize::from(interface) == number => punt(PuntReason::UcLoopback),
            NextHop::Forward { interface, .. } => Verdict { egress: 1 << (interface / 4), drop: 0, punt: 0 },
            NextHop::Glean { .. } => punt(PuntReason::UnresolvedNeigh),
            NextHop::HoldDown { .. } => drop(DropReason::UnresolvedNeigh),
            NextHop::Local => punt(PuntReason::LocalRoute),
            NextHop::Reject => punt(PuntReason::RejectRoute),
            NextHop::Trap => punt(PuntReason::ExternalRoute),
            NextHop::Incomplete => punt(PuntReason::RouteIncomplete),
            _ => drop(DropReason::BlackholeRoute),
        };
        let (mac, egress_interface) = match entry {
            NextHop::Forward { mac, interface } => (mac, interface),
            NextHop::Glean { interface } | NextHop::HoldDown { interface } => ([0; 6], interface),
            _ => ([0; 6], 0),
        };
        let Verdict { egress, drop, punt } = verdict;
        let words = [
            (PROBE_VERDICT, set(&PROBE_VERDICT, &[("egress", egress), ("drop", drop), ("punt", punt), ("routed", 1), ("sequence", sequence + 1)])),
            (PROBE_LOOKUP, set(&PROBE_LOOKUP, &[
                ("next_hop", found.next_hop.into()), ("length", found.length.into()), ("table", found.table),
                ("interface", number as u32),
            ])),
            (PROBE_ENTRY, set(&PROBE_ENTRY, &[
                ("index", found.index as u32), ("egress_interface", egress_interface.into()), ("chosen", chosen.into()),
            ])),
            (PROBE_MAC_LOW, u32::from_le_bytes([mac[0], mac[1], mac[2], mac[3]])),
            (PROBE_MAC_HIGH, u32::from_le_bytes([mac[4], mac[5], 0, 0])),
        ];
        for (register, word) in words {
            self.write(register.address, word);
        }
    }
}
