//! The contract is consistent, and its page is up to date.

use std::collections::HashSet;

use ferroute_regmap::{DropReason, fdb_hash, page::Page, registers};

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
