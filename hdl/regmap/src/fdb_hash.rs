//! Where an FDB key may be stored.
//! The key is keyed with the seed, passed through a non-linear layer and two
//! linear layers of rotations; a second probe rotates the seed. The non-linear
//! layer is what makes a set of keys that collide under one seed spread under
//! another.

use crate::size::{FDB_PROBES, FDB_WAYS};

/// Width of key and seed.
pub const KEY_BITS: u32 = 60;
/// Width of a row index.
pub const ROW_BITS: u32 = 10;
/// The second probe uses the seed rotated left by this.
pub const PROBE_ROTATION: u32 = 23;
/// Rotations of the first linear layer.
pub const FIRST_ROTATIONS: [u32; 2] = [7, 26];
/// Rotations of the second linear layer.
pub const SECOND_ROTATIONS: [u32; 2] = [17, 43];
/// The result's bits from here up are folded onto the lowest.
pub const FOLD_SHIFT: u32 = 40;

const MASK: u64 = (1 << KEY_BITS) - 1;

const fn rotate(value: u64, by: u32) -> u64 {
    (value << by | value >> (KEY_BITS - by)) & MASK
}

/// 60 bits of which each depends on many bits of key and seed.
pub const fn spread(key: u64, seed: u64) -> u64 {
    let keyed = (key ^ seed) & MASK;
    // Each bit with the AND of its two lower neighbours: one LUT a bit.
    let mixed = keyed ^ (rotate(keyed, 1) & (rotate(keyed, 2) ^ MASK));
    let first = mixed ^ rotate(mixed, FIRST_ROTATIONS[0]) ^ rotate(mixed, FIRST_ROTATIONS[1]);
    let mixed = first ^ (rotate(first, 1) & (rotate(first, 2) ^ MASK));
    mixed ^ rotate(mixed, SECOND_ROTATIONS[0]) ^ rotate(mixed, SECOND_ROTATIONS[1])
}

/// Rows of a key in each way, for a probe (0 or 1) and a 60-bit seed.
pub const fn rows(key: u64, seed: u64, probe: usize) -> [u16; FDB_WAYS] {
    assert!(probe < FDB_PROBES);
    let seed = seed & MASK;
    let second = spread(key, if probe == 0 { seed } else { rotate(seed, PROBE_ROTATION) });
    let folded = second ^ second >> FOLD_SHIFT;
    let row_mask = (1 << ROW_BITS) - 1;
    [
        (folded & row_mask) as u16,
        (folded >> ROW_BITS & row_mask) as u16,
        (folded >> (2 * ROW_BITS) & row_mask) as u16,
        (folded >> (3 * ROW_BITS) & row_mask) as u16,
    ]
}
