//! Sizes that every build shares. Sizes that differ between builds (ports,
//! cells) are read from the identity block.

/// Most front-panel ports a device can have.
pub const MAX_PORTS: usize = 8;
/// Width of a port number: front-panel ports count from 0.
pub const PORT_BITS: usize = 4;
/// Octets of a packet-buffer cell.
pub const CELL_OCTETS: usize = 64;
/// Width of a forwarding identifier (IEEE 802.1Q-2022 clause 8.8.8).
pub const FID_BITS: usize = 12;
/// Hash ways of the FDB.
pub const FDB_WAYS: usize = 4;
/// Rows of each way.
pub const FDB_ROWS: usize = 1024;
/// Places each key may take: every way is probed at two rows.
pub const FDB_PROBES: usize = 2;
/// Entries the FDB can hold.
pub const FDB_ENTRIES: usize = FDB_WAYS * FDB_ROWS;
/// An entry is deleted when its age, counted in scans, reaches this.
pub const FDB_AGE_LIMIT: u8 = 7;
/// Clocks of one unit of `AGEING_INTERVAL`.
pub const AGEING_UNIT_CLOCKS: u64 = 16;
/// Smallest frame, destination address to FCS (IEEE 802.3-2022 clause 4.4.2).
pub const MIN_FRAME_OCTETS: usize = 64;
/// Largest untagged frame (IEEE 802.3-2022 clause 4.4.2, maxBasicFrameSize).
pub const MAX_FRAME_OCTETS: usize = 1518;
/// Octets that each of at most two VLAN tags adds to the limit.
pub const TAG_OCTETS: usize = 4;
/// Octets of a frame check sequence.
pub const FCS_OCTETS: usize = 4;
/// Nominal `core_clock`.
pub const CORE_CLOCK_HERTZ: u64 = 125_000_000;
/// Smallest supported UART divisor in core clocks a bit.
pub const UART_MIN_DIVISOR: u16 = 8;
/// Divisor after power-up: 125 MHz / 1085 = 115,207 baud.
pub const UART_RESET_DIVISOR: u16 = 1085;

/// Banks of each pool of the FIB, and of its wide table.
pub const FIB_BANKS: usize = 4;
/// Longest IPv4 prefix in the pool; longer ones go to the wide table.
pub const FIB4_MAX_LENGTH: u8 = 28;
/// Longest IPv6 prefix in the pool, which holds prefixes of 2000::/3 only.
pub const FIB6_MAX_LENGTH: u8 = 48;
/// Prefix lengths that the IPv4 pool can hold at a time.
pub const FIB4_LENGTHS: usize = 14;
/// Prefix lengths that the IPv6 pool can hold at a time.
pub const FIB6_LENGTHS: usize = 16;
/// Prefix lengths of each family that the wide table can hold at a time.
pub const WIDE_LENGTHS: usize = 8;
/// Width of the number of a next hop.
pub const NEXT_HOP_BITS: u32 = 9;
/// Next hops and groups of next hops.
pub const NEXT_HOPS: usize = 1 << NEXT_HOP_BITS;
/// Buckets that all groups share.
pub const BUCKETS: usize = 2048;
/// Router interfaces of each port.
pub const INTERFACES_PER_PORT: usize = 4;
/// Router interfaces, number `port * INTERFACES_PER_PORT + slot`.
pub const INTERFACES: usize = 64;
/// Policers of frames for the host; number 0 lets everything pass.
pub const POLICERS: usize = 16;
/// Clocks of one unit of a policer's interval.
pub const POLICER_UNIT_CLOCKS: u64 = 16;
