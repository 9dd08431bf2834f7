//! Entries of the FIB: a prefix and the number of its next hop.
//!
//! A pool's key is the prefix, a terminating one bit, and zeros: 29 bits for
//! IPv4 (address bits 31:4 and the bit behind them), 46 for IPv6 (address bits
//! 124:80 and the bit behind; bits 127:125 are 001). Its low `row_bits` bits
//! stand for the row, see [`crate::fib_hash`]; the others, inverted, are the
//! entry's tag. A tag of zero is an empty entry, so that zeroed memory is
//! empty; the prefixes it would stand for (255.255.128.0/17 and longer,
//! 3fff:ffff:f800::/37 and longer) are no unicast routes.
//!
//! | pool | word | bits | field |
//! |------|------|------|-------|
//! | IPv4 | 0    | 8:0  | next hop |
//! | IPv4 | 0    | 31:9 | tag, 29 - row_bits bits, zeros above |
//! | IPv6 | 0    | 31:0 | tag, bits 31:0 |
//! | IPv6 | 1    | 8:0  | next hop |
//! | IPv6 | 1    | 31:9 | tag, bits from 32 on, 46 - row_bits in all, zeros above |
//!
//! The wide table's key is the address, an IPv4 one in bits 127:96, with zeros
//! behind the prefix; its low [`WIDE_ROW_BITS`] bits stand for the row.
//!
//! | word | bits | field |
//! |------|------|-------|
//! | 0 to 2 | 31:0 | tag: address bits 127:10, bits 95:0 of it |
//! | 3    | 21:0 | tag, bits 117:96 |
//! | 4    | 8:0  | next hop |
//! | 4    | 16:9 | kind: 0 empty, 1 + length for IPv4, 64 + length for IPv6 |

use crate::size::{FIB_BANKS, FIB4_MAX_LENGTH, FIB6_MAX_LENGTH, NEXT_HOP_BITS};
use crate::fib_hash;

/// Bits of an IPv4 pool key.
pub const FIB4_KEY_BITS: u32 = 29;
/// Bits of an IPv6 pool key.
pub const FIB6_KEY_BITS: u32 = 46;
/// Bits of the number of a row of a bank of the wide table.
pub const WIDE_ROW_BITS: u32 = 8;
/// Bits of a wide entry's tag.
pub const WIDE_TAG_BITS: u32 = 120;
/// Kind of IPv4 length 0.
pub const WIDE_KIND_IPV4: u8 = 1;
/// Kind of IPv6 length 0.
pub const WIDE_KIND_IPV6: u8 = 64;
/// Words an entry takes in its region.
pub const FIB4_STRIDE: u32 = 1;
/// Likewise.
pub const FIB6_STRIDE: u32 = 2;
/// Likewise.
pub const WIDE_STRIDE: u32 = 8;
/// Words of a wide entry that are used.
pub const WIDE_WORDS: usize = 5;

const NEXT_HOP_MASK: u32 = (1 << NEXT_HOP_BITS) - 1;

/// Key of an IPv4 prefix in the pool; `None` where it does not belong there.
pub const fn fib4_key(address: u32, length: u8) -> Option<u32> {
    if length == 0 || length > FIB4_MAX_LENGTH {
        return None;
    }
    let terminator = 1 << (31 - length as u32);
    let key = (address & !(terminator | (terminator - 1)) | terminator) >> 3;
    // 255.255.128.0/17: its tag could be zero.
    if key >> (FIB4_KEY_BITS - 17) == 0x1_FFFF { None } else { Some(key) }
}

/// Key of an IPv6 prefix in the pool; `None` where it does not belong there.
pub const fn fib6_key(address: u128, length: u8) -> Option<u64> {
    if length < 3 || length > FIB6_MAX_LENGTH || address >> 125 != 1 {
        return None;
    }
    let terminator = 1 << (127 - length as u32);
    let key = address & !(terminator | (terminator - 1)) | terminator;
    let key = (key >> 79) as u64 & ((1 << FIB6_KEY_BITS) - 1);
    // 3fff:ffff:f800::/37: its tag could be zero.
    if key >> (FIB6_KEY_BITS - 34) == (1 << 34) - 1 { None } else { Some(key) }
}

/// Rows of an IPv4 key in each bank.
pub const fn fib4_rows(key: u32, seed: u64, row_bits: u32) -> [u16; FIB_BANKS] {
    fib_hash::rows(key, fib_hash::fib4(key >> row_bits), seed, row_bits)
}

/// Rows of an IPv6 key in each bank.
pub const fn fib6_rows(key: u64, seed: u64, row_bits: u32) -> [u16; FIB_BANKS] {
    fib_hash::rows(key as u32, fib_hash::fib6(key >> row_bits), seed, row_bits)
}

/// Entries of the wide table that may hold this one, one in each bank.
/// `address` has zeros behind the prefix.
pub const fn wide_rows(kind: u8, address: u128, seed: u64) -> [u16; FIB_BANKS] {
    let kind_and_tag = (kind as u128) << WIDE_TAG_BITS | address >> WIDE_ROW_BITS;
    let mut rows = fib_hash::rows(address as u32, fib_hash::wide(kind_and_tag), seed, WIDE_ROW_BITS);
    let mut bank = 0;
    while bank < FIB_BANKS {
        rows[bank] |= (bank as u16) << WIDE_ROW_BITS;
        bank += 1;
    }
    rows
}

/// The word of an IPv4 pool entry.
pub const fn fib4_word(key: u32, next_hop: u16, row_bits: u32) -> u32 {
    let tag = !key << (32 - FIB4_KEY_BITS) >> (32 - FIB4_KEY_BITS + row_bits);
    tag << NEXT_HOP_BITS | next_hop as u32 & NEXT_HOP_MASK
}

/// The words of an IPv6 pool entry.
pub const fn fib6_words(key: u64, next_hop: u16, row_bits: u32) -> [u32; 2] {
    let tag = !key << (64 - FIB6_KEY_BITS) >> (64 - FIB6_KEY_BITS + row_bits);
    [tag as u32, ((tag >> 32) as u32) << NEXT_HOP_BITS | next_hop as u32 & NEXT_HOP_MASK]
}

/// The words of a wide entry.
pub const fn wide_words(kind: u8, address: u128, next_hop: u16) -> [u32; WIDE_WORDS] {
    let tag = address >> WIDE_ROW_BITS;
    [
        tag as u32,
        (tag >> 32) as u32,
        (tag >> 64) as u32,
        (tag >> 96) as u32,
        (kind as u32) << NEXT_HOP_BITS | next_hop as u32 & NEXT_HOP_MASK,
    ]
}

/// Kind of a wide IPv4 entry.
pub const fn wide_kind_ipv4(length: u8) -> u8 {
    WIDE_KIND_IPV4 + length
}

/// Kind of a wide IPv6 entry.
pub const fn wide_kind_ipv6(length: u8) -> u8 {
    WIDE_KIND_IPV6 + length
}
