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
/// FDB entries as they stand, `FdbEntry::WORDS` each, entry `way * FDB_ROWS + row`. Read-only.
pub const FDB_TABLE: u32 = 2 << SHIFT;
/// FDB commands, four words each at any multiple of four; the last word
/// executes; see [`crate::fdb_command`]. Write-only.
pub const FDB_COMMAND: u32 = 3 << SHIFT;
/// Frames from the host: words of the frame, in order, at any address. Write-only.
pub const INJECT: u32 = 4 << SHIFT;
/// Frames to the host: words in order, at any address. Read-only.
pub const PUNT: u32 = 5 << SHIFT;
