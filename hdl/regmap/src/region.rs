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
/// The oldest frame for the host: its [`crate::PuntHeader`] at offset 0, its
/// octets as words, little-endian, from offset 1; zero beyond its end, and
/// everywhere while no frame waits. A write, at any offset, releases it.
pub const PUNT: u32 = 5 << SHIFT;

/// Shortest frame that can be injected: addresses and EtherType.
pub const INJECT_MIN_OCTETS: u32 = 14;
/// Longest frame that can be injected.
pub const INJECT_MAX_OCTETS: u32 = 1514;
