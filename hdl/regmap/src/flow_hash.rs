//! Which bucket of a group a flow takes.
//! A flow is source, destination and, where there is one, the flow label
//! (RFC 6438); without one, the protocol and the L4 ports. Every fragment is
//! hashed without ports, so that a packet's fragments stay together.

use crate::fdb_hash::{self, KEY_BITS};
use crate::fib_hash;

/// Rotation of the destination.
pub const DESTINATION_ROTATION: u32 = 13;
/// Where protocol, ports and label go.
pub const UPPER_SHIFT: u32 = 7;
/// Lowest bit of the hash that is used.
pub const RESULT_SHIFT: u32 = 20;

const MASK: u64 = (1 << KEY_BITS) - 1;

/// A hash of 8 bits. Addresses have their first octet in bits 127:120, an IPv4
/// one is in bits 127:96. `upper` is `1 << 40 | label` where the flow label is
/// not zero, else `protocol << 32 | source_port << 16 | destination_port`, with
/// ports of zero for fragments and where there are none.
pub const fn flow_hash(source: u128, destination: u128, upper: u64, seed: u32) -> u8 {
    let destination = fib_hash::wide(destination);
    let turned = (destination << DESTINATION_ROTATION
        | destination >> (KEY_BITS - DESTINATION_ROTATION))
        & MASK;
    let key = fib_hash::wide(source) ^ turned ^ upper << UPPER_SHIFT;
    (fdb_hash::spread(key, seed as u64) >> RESULT_SHIFT) as u8
}
