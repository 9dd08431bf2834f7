//! The address space: 24-bit addresses of 32-bit words, split by the top four bits.

/// Lowest bit of an address that selects the region.
pub const SHIFT: u32 = 20;

/// Region number of an address.
pub const fn index(address: u32) -> u32 {
    address >> SHIFT
}

/// Registers: identity, configuration, status.
pub const REGISTERS: u32 = 0 << SHIFT;
/// Port counters, two words each; see [`crate::counter`]. Read-only.
pub const COUNTERS: u32 = 1 << SHIFT;
/// FDB entries as they stand, `FdbEntry::WORDS` each, entry `way * FDB_ROWS + row`.
/// Reading word 0 takes the entry; its other words, read next, are of that
/// moment. Read-only.
pub const FDB_TABLE: u32 = 2 << SHIFT;
/// FDB commands, four words each at any multiple of four; the last word
/// executes; see [`crate::fdb_command`]. Write-only.
pub const FDB_COMMAND: u32 = 3 << SHIFT;
/// A frame from the host. The word at offset 0 is its length in octets without
/// FCS, [`INJECT_MIN_OCTETS`] to [`INJECT_MAX_OCTETS`]; it starts a frame and
/// drops one that is not complete. The frame's octets follow as words,
/// little-endian, at any other offset, in order. Write-only.
pub const INJECT: u32 = 4 << SHIFT;
/// The oldest frame for the host: its [`crate::PuntHeader`] at offsets 0 and 1,
/// its octets as words, little-endian, from offset 2; zero beyond its end, and
/// everywhere while no frame waits. A write, at any offset, releases it.
pub const PUNT: u32 = 5 << SHIFT;

/// IPv4 pool of the FIB, one word an entry: entry `bank << row_bits | row`;
/// see [`crate::fib_entry`].
pub const FIB4: u32 = 8 << SHIFT;
/// IPv6 pool of the FIB, two words an entry; the second one takes effect.
pub const FIB6: u32 = 9 << SHIFT;
/// Wide table of the FIB, eight words an entry of which five are used; the
/// fifth takes effect.
pub const FIB_WIDE: u32 = 10 << SHIFT;
/// Next hops, two words an entry; the second one takes effect; see
/// [`crate::NextHop`].
pub const NEXT_HOPS: u32 = 11 << SHIFT;
/// Buckets of the next hop groups, one word each: number of a next hop.
pub const BUCKETS: u32 = 12 << SHIFT;
/// Router interfaces, four words an entry of which three are used; the third
/// takes effect; see [`crate::Interface`].
pub const INTERFACES: u32 = 13 << SHIFT;
/// What is done with frames for the host, one word a [`crate::PuntReason`],
/// and from [`POLICER_OFFSET`] on the policers, four words each; see
/// [`crate::trap_entry`].
pub const TRAPS: u32 = 14 << SHIFT;
/// Registers of the router.
pub const ROUTER: u32 = 15 << SHIFT;

/// Offset in region TRAPS of policer 0.
pub const POLICER_OFFSET: u32 = 64;

/// Shortest frame that can be injected: addresses and EtherType.
pub const INJECT_MIN_OCTETS: u32 = 14;
/// Longest frame that can be injected.
pub const INJECT_MAX_OCTETS: u32 = 1514;
