//! Addresses as people know them.

use ferroute_regmap::fib_entry::{FIB4_STRIDE, FIB6_STRIDE, WIDE_STRIDE};
use ferroute_regmap::size::FDB_ROWS;
use ferroute_regmap::{
    Counter, DropReason, FdbEntry, Interface, NextHop, Policer, PuntReason, region, registers,
};

/// The register, counter or table entry at an address.
pub fn address_name(address: u32) -> String {
    let offset = address & ((1 << region::SHIFT) - 1);
    match address - offset {
        region::REGISTERS | region::ROUTER => registers::ALL
            .iter()
            .find(|register| register.address == address)
            .map_or_else(|| format!("no register {address:#04x}"), |register| register.name.into()),
        region::COUNTERS => counter_name(offset as usize),
        region::FDB_TABLE => {
            let (entry, word) = (offset as usize / FdbEntry::WORDS, offset as usize % FdbEntry::WORDS);
            format!("FDB_TABLE way {} row {} word {word}", entry / FDB_ROWS, entry % FDB_ROWS)
        }
        region::FDB_COMMAND => format!("FDB_COMMAND word {}", offset as usize % FdbEntry::WORDS),
        region::INJECT => "INJECT".into(),
        region::PUNT => "PUNT".into(),
        // The rows of a bank are the build's matter, so an entry is named by its number.
        region::FIB4 => entry_name("FIB4", offset, FIB4_STRIDE),
        region::FIB6 => entry_name("FIB6", offset, FIB6_STRIDE),
        region::FIB_WIDE => entry_name("FIB_WIDE", offset, WIDE_STRIDE),
        region::NEXT_HOPS => entry_name("NEXT_HOPS", offset, NextHop::WORDS as u32),
        region::BUCKETS => entry_name("BUCKETS", offset, 1),
        region::INTERFACES => entry_name("INTERFACES", offset, Interface::STRIDE),
        region::TRAPS if offset < region::POLICER_OFFSET => PuntReason::from_code(offset as u8)
            .map_or_else(|| format!("TRAPS entry {offset}"), |reason| format!("TRAPS {}", reason.name())),
        region::TRAPS => entry_name("TRAPS policer", offset - region::POLICER_OFFSET, Policer::STRIDE),
        _ => "no region".into(),
    }
}

/// The entry, and its word where it has several.
fn entry_name(table: &str, offset: u32, stride: u32) -> String {
    let (entry, word) = (offset / stride, offset % stride);
    let noun = if table.contains(' ') { "" } else { "entry " };
    match stride {
        1 => format!("{table} {noun}{entry}"),
        _ => format!("{table} {noun}{entry} word {word}"),
    }
}

fn counter_name(offset: usize) -> String {
    let (port, index) = (offset / 2 / Counter::PER_PORT, offset / 2 % Counter::PER_PORT);
    let half = if offset.is_multiple_of(2) { "low" } else { "high" };
    let counter = Counter::ALL.iter().find(|counter| **counter as usize == index);
    let reason =
        DropReason::ALL.iter().find(|reason| Counter::DROP_BASE + **reason as usize == index);
    match (counter, reason) {
        (Some(counter), _) => format!("COUNTERS port {port} {} {half}", counter.name()),
        (_, Some(reason)) => format!("COUNTERS port {port} drop {} {half}", reason.name()),
        _ => format!("COUNTERS port {port} index {index} {half}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_contract() {
        assert_eq!(address_name(registers::SCRATCH.address), "SCRATCH");
        assert_eq!(address_name(0xFF), "no register 0xff");
        assert_eq!(address_name(region::COUNTERS + 2 * 64 + 3), "COUNTERS port 1 rx_unicast high");
        assert_eq!(address_name(region::COUNTERS + 2 * 33), "COUNTERS port 0 drop fcs_error low");
        assert_eq!(address_name(region::FDB_TABLE + 4 * 1025 + 2), "FDB_TABLE way 1 row 1 word 2");
        assert_eq!(address_name(0xF0_0003), "DEFAULT_ROUTES");
        assert_eq!(address_name(0xF0_0020), "no register 0xf00020");
        assert_eq!(address_name(region::FIB4 + 0x123), "FIB4 entry 291");
        assert_eq!(address_name(region::FIB_WIDE + 8 * 5 + 4), "FIB_WIDE entry 5 word 4");
        assert_eq!(address_name(region::NEXT_HOPS + 7), "NEXT_HOPS entry 3 word 1");
        assert_eq!(address_name(region::TRAPS + 16), "TRAPS arp");
        assert_eq!(address_name(region::TRAPS + 64 + 9), "TRAPS policer 2 word 1");
        assert_eq!(address_name(registers::PROBE.address), "PROBE");
        assert_eq!(address_name(0x70_0000), "no region");
    }
}
