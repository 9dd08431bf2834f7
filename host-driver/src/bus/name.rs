//! Addresses as people know them.

use ferroute_regmap::{Counter, DropReason, FdbEntry, region, registers, size::FDB_ROWS};

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
        _ => "no region".into(),
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
        assert_eq!(address_name(registers::PROBE.address), "PROBE");
        assert_eq!(address_name(0x70_0000), "no region");
    }
}
