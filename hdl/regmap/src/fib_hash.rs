//! Where an entry of the FIB may be stored.
//! A key's low bits, as many as a row's number has, are XORed with a hash of
//! its other bits: so a stored entry needs the other bits only, and the key can
//! be told from them and the row. The hash is that of the FDB, cut into one
//! slice a bank.

use crate::fdb_hash::{self, KEY_BITS};
use crate::size::FIB_BANKS;

/// Bits of the hash between the slices of two banks.
pub const SLICE_BITS: u32 = 15;
/// Distance between the copies of an IPv4 key's high bits in the hash's key.
pub const FIB4_COPY_SHIFT: u32 = 20;
/// Likewise for IPv6, where the second copy is cut.
pub const FIB6_COPY_SHIFT: u32 = 37;
/// Where bits 127:120 of a wide key go.
pub const WIDE_TOP_SHIFT: u32 = 27;

const MASK: u64 = (1 << KEY_BITS) - 1;

/// Rows for the low bits of a key, in each bank. `hash_key` is one of the
/// three functions below; `row_bits` is at most 12.
pub const fn rows(low: u32, hash_key: u64, seed: u64, row_bits: u32) -> [u16; FIB_BANKS] {
    assert!(row_bits <= 12);
    let hash = fdb_hash::spread(hash_key, seed);
    let mask = (1 << row_bits) - 1;
    let mut rows = [0; FIB_BANKS];
    let mut bank = 0;
    while bank < FIB_BANKS {
        rows[bank] = ((hash >> (SLICE_BITS * bank as u32)) as u16 ^ low as u16) & mask;
        bank += 1;
    }
    rows
}

/// What is hashed of an IPv4 key: its bits above the row's, at most 20.
pub const fn fib4(high: u32) -> u64 {
    let high = high as u64;
    (high | high << FIB4_COPY_SHIFT | high << (2 * FIB4_COPY_SHIFT)) & MASK
}

/// What is hashed of an IPv6 key: its bits above the row's, at most 37.
pub const fn fib6(high: u64) -> u64 {
    (high | high << FIB6_COPY_SHIFT) & MASK
}

/// What is hashed of a wide key: its kind in bits 127:120, its tag below.
/// Also of an address in a flow.
pub const fn wide(bits: u128) -> u64 {
    let low = bits as u64;
    let middle = (bits >> KEY_BITS) as u64;
    let top = (bits >> (2 * KEY_BITS)) as u64;
    (low ^ middle ^ top << WIDE_TOP_SHIFT) & MASK
}
