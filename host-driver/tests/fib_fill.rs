//! How many prefixes fit, and at what cost.

mod fib_data;

use ferroute_host::fib::{Entry, Family, Fib, FibError, Prefix, Sizes};
use ferroute_regmap::fib_entry::{FIB4_KEY_BITS, FIB6_KEY_BITS};
use ferroute_regmap::size::NEXT_HOP_BITS;

const SIZES: Sizes = Sizes { row_bits4: 11, row_bits6: 11 };
/// Entries of a pool.
const PLACES: usize = 4 << 11;
/// Bits of a block RAM of the ECP5, and its widths with their depths.
const BLOCK_BITS: usize = 18_432;

/// Block RAMs of a pool: banks of 2048 words of 9 bits a block RAM.
fn block_rams(family: Family) -> usize {
    let tag_bits = match family {
        Family::Ipv4 => FIB4_KEY_BITS - 11,
        Family::Ipv6 => FIB6_KEY_BITS - 11,
    };
    4 * (tag_bits + NEXT_HOP_BITS).div_ceil(9) as usize
}

/// Inserts until the pool refuses; how full it is then, and the writes it took.
fn fill(label: &str, family: Family, prefixes: &[Prefix], seed: u64) -> f64 {
    let mut fib = Fib::new(SIZES, seed);
    fib.expect(prefixes.iter().copied());
    let (mut full, mut other_lengths) = (false, 0);
    let (mut writes, mut total, mut late, mut inserted) = (Vec::new(), 0, [0_usize; 2], 0);
    for prefix in prefixes {
        match fib.insert(Entry { prefix: *prefix, next_hop: 1 }, &mut writes) {
            Ok(()) => {
                inserted += 1;
                total += writes.len();
                let used = fib.usage()[family as usize].used;
                if (PLACES * 85 / 100..PLACES * 90 / 100).contains(&used) {
                    late[0] += 1;
                    late[1] += writes.len();
                }
                writes.clear();
            }
            Err(FibError::Full { .. }) => {
                full = true;
                break;
            }
            Err(FibError::Length { .. }) => other_lengths += 1,
        }
    }
    let [ipv4, ipv6, wide] = fib.usage();
    let pool = if family == Family::Ipv4 { ipv4 } else { ipv6 };
    let filled = pool.used as f64 / PLACES as f64;
    let bits = (block_rams(family) * BLOCK_BITS) as f64 / pool.used as f64;
    println!(
        "{label:<24} seed {seed:#x}: {} of {PLACES} ({:.2} %), {} in the wide table, {other_lengths} refused for their length, {:.3} writes an insert in all, {:.3} from 85 to 90 %, {bits:.1} bits of EBR a prefix",
        pool.used, 100.0 * filled, wide.used, total as f64 / inserted as f64, late[1] as f64 / late[0].max(1) as f64,
    );
    assert!(full, "{label}: all {inserted} prefixes fit");
    filled
}

#[test]
fn random_prefixes_fill_both_pools() {
    for family in Family::ALL {
        for seed in [0, 1, 0x0123_4567_89AB_CDE] {
            let prefixes = fib_data::random(family, 9000, seed + 10);
            let filled = fill(&format!("{family} random"), family, &prefixes, seed);
            assert!(filled >= 0.95, "{family}: {filled}");
        }
    }
}

#[test]
fn prefixes_of_the_internet_fill_both_pools() {
    let Some(all) = fib_data::internet() else { return };
    for family in Family::ALL {
        let own: Vec<Prefix> = all.iter().filter(|prefix| prefix.family() == family).copied().collect();
        let step = own.len() / 12_000;
        let spread: Vec<Prefix> = own.iter().step_by(step).copied().collect();
        for seed in [0, 1, 0x0123_4567_89AB_CDE, 0xFFF_FFFF_FFFF_FFFF] {
            for (label, prefixes) in [("spread", &spread[..]), ("first", &own[..12_000]), ("last", &own[own.len() - 12_000..])] {
                let filled = fill(&format!("{family} Internet, {label}"), family, prefixes, seed);
                assert!(filled >= 0.95, "{family} {label}: {filled}");
            }
            for country in ["de", "nl"] {
                let regional = fib_data::of_country(&own, country, family);
                if regional.len() > 10_000 {
                    let filled = fill(&format!("{family} {country}"), family, &regional, seed);
                    assert!(filled >= 0.95, "{family} {country}: {filled}");
                }
            }
        }
    }
}

/// Prefixes in a row, as a provider's customers have them. Those that differ in
/// the row's bits only share a hash and fill the same part of a bank, so that
/// few hashes decide over everything: the contract's worst case.
#[test]
fn prefixes_in_a_row_fill_both_pools() {
    for (family, top, length) in [
        (Family::Ipv4, 10 << 120, 24), (Family::Ipv4, 10 << 120, 28), (Family::Ipv4, 10 << 120, 22),
        (Family::Ipv6, 0x2001_0DB8 << 96, 48), (Family::Ipv6, 0x2001 << 112, 32), (Family::Ipv6, 0x2A00 << 112, 36),
    ] {
        for seed in [0, 1, 0x0123_4567_89AB_CDE] {
            let prefixes: Vec<Prefix> = (0..9000)
                .map(|number| Prefix::new(family, top | number << (128 - length), length as u8).unwrap())
                .collect();
            let filled = fill(&format!("{family} /{length} in a row"), family, &prefixes, seed);
            assert!(filled >= 0.70, "{family} /{length}: {filled}");
        }
    }
}
