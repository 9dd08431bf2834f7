//! The contract is consistent, and its page is up to date.

use std::collections::HashSet;

use ferroute_regmap::{
    DropReason, Interface, NextHop, PuntReason, ReversePath, TrapEntry, fdb_hash, fib_entry,
    page::Page, registers, size,
};

#[test]
fn the_page_equals_the_code() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/REGISTERS.md");
    let rendered = Page.to_string();
    if std::env::var_os("UPDATE_PAGES").is_some() {
        std::fs::write(path, &rendered).unwrap();
    }
    let stored = std::fs::read_to_string(path).unwrap_or_default();
    assert!(stored == rendered, "REGISTERS.md is stale: run the tests with UPDATE_PAGES=1");
}

#[test]
fn registers_ascend_and_their_fields_do_not_overlap() {
    assert!(registers::ALL.windows(2).all(|pair| pair[0].address < pair[1].address));
    for register in registers::ALL {
        let mut used = 0u64;
        for field in register.fields {
            let bits = ((1u64 << field.width) - 1) << field.shift;
            assert!(bits <= u64::from(u32::MAX), "{}.{} leaves the word", register.name, field.name);
            assert_eq!(used & bits, 0, "{}.{} overlaps", register.name, field.name);
            used |= bits;
        }
    }
}

#[test]
fn reason_codes_are_unique_and_fit_the_counters() {
    let codes: HashSet<u8> = DropReason::ALL.iter().map(|reason| *reason as u8).collect();
    assert_eq!(codes.len(), DropReason::ALL.len());
    assert!(codes.iter().all(|code| (1..32).contains(code)));
}

/// A set of keys that share a row under one seed spreads under another.
#[test]
fn another_seed_spreads_colliding_keys() {
    let (seed, other) = (0x0123_4567_89AB_CDE, 0x0FED_CBA9_8765_432);
    let colliding: Vec<u64> = (0..4_000_000u64)
        .map(|index| index.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 16)
        .filter(|key| fdb_hash::rows(*key, seed, 0)[0] == 77)
        .take(2000)
        .collect();
    assert_eq!(colliding.len(), 2000);
    let rows: HashSet<u16> =
        colliding.iter().map(|key| fdb_hash::rows(*key, other, 0)[0]).collect();
    // 2000 balls into 1024 rows leave 1024 * (1 - e^-1.95) = 879 rows hit.
    assert!((820..940).contains(&rows.len()), "{} rows hit", rows.len());
}

#[test]
fn router_entries_survive_packing() {
    let mac = [2, 0, 0, 0xAB, 0xCD, 0xEF];
    for entry in [
        NextHop::None,
        NextHop::Forward { mac, interface: 35 },
        NextHop::Local,
        NextHop::Blackhole,
        NextHop::Reject,
        NextHop::Trap,
        NextHop::Glean { interface: 63 },
        NextHop::Group { first_bucket: 2040, log2_buckets: 3 },
        NextHop::Incomplete,
        NextHop::HoldDown { interface: 1 },
    ] {
        assert_eq!(NextHop::unpack(entry.pack()), entry);
    }
    let interface = Interface {
        mac,
        vlan: 4094,
        mtu: 1500,
        ipv4: false,
        ipv6: true,
        reverse_path4: ReversePath::Loose,
        reverse_path6: ReversePath::Strict,
    };
    assert_eq!(Interface::unpack(interface.pack()), Some(interface));
    assert_eq!(Interface::unpack([1, 2, 3]), None);
    let trap = TrapEntry { drop: true, policer: 15 };
    assert_eq!(TrapEntry::unpack(trap.pack()), trap);
    let codes: HashSet<u8> = PuntReason::ALL.iter().map(|reason| *reason as u8).collect();
    assert_eq!(codes.len(), PuntReason::ALL.len());
    assert!(codes.iter().all(|code| *code < 64), "an entry of region TRAPS each");
}

#[test]
fn no_prefix_is_stored_as_an_empty_entry() {
    for row_bits in 9..=12 {
        for (address, length) in [(0, 1), (0x0A00_0000, 8), (0xFFFF_0000, 15), (0xFFFE_FFF0, 28)] {
            let key = fib_entry::fib4_key(address, length).unwrap();
            assert_ne!(fib_entry::fib4_word(key, 0, row_bits) >> size::NEXT_HOP_BITS, 0);
        }
        let key = fib_entry::fib6_key(0x2001_0DB8 << 96, 32).unwrap();
        let [low, high] = fib_entry::fib6_words(key, 0, row_bits);
        assert!(low != 0 || high >> size::NEXT_HOP_BITS != 0);
    }
    assert_eq!(fib_entry::fib4_key(0xFFFF_8000, 24), None);
    assert_eq!(fib_entry::fib4_key(0xFFFF_0000, 16), None);
    assert_eq!(fib_entry::fib4_key(0x0A00_0000, 29), None);
    assert_eq!(fib_entry::fib6_key(0xFD00 << 112, 8), None);
    assert_eq!(fib_entry::fib6_key(0x2001_0DB8 << 96, 49), None);
    assert_eq!(fib_entry::fib6_key(0x3FFF_FFFF_F800 << 80, 40), None);
}
