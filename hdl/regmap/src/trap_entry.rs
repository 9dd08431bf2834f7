//! What is done with frames for the host: an entry for each
//! [`crate::PuntReason`], and the policers they share.

/// An entry of region TRAPS. After power-up every frame is handed over,
/// unpoliced.
///
/// | bits | field |
/// |------|-------|
/// | 0    | 1: dropped as trap_dropped, or under the drop reason of the same name |
/// | 7:4  | policer; 0: none |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct TrapEntry {
    pub drop: bool,
    /// 0 to 15.
    pub policer: u8,
}

impl TrapEntry {
    pub const DROP_BIT: u32 = 0;
    pub const POLICER_SHIFT: u32 = 4;

    /// The word of this entry.
    pub const fn pack(&self) -> u32 {
        (self.drop as u32) << Self::DROP_BIT | (self.policer as u32 & 0xF) << Self::POLICER_SHIFT
    }

    /// The entry in this word.
    pub const fn unpack(word: u32) -> Self {
        Self {
            drop: word >> Self::DROP_BIT & 1 == 1,
            policer: (word >> Self::POLICER_SHIFT) as u8 & 0xF,
        }
    }
}

/// A token bucket in frames. Its words: interval, burst, frames dropped
/// (read-only, modulo 2^32), unused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Policer {
    /// Between two tokens, in units of 16 core clocks, less one; 24 bits.
    pub interval: u32,
    /// Most tokens it holds, 12 bits; writing it fills the bucket.
    pub burst: u16,
}

impl Policer {
    /// Words from one policer to the next.
    pub const STRIDE: u32 = 4;
    pub const INTERVAL_BITS: u32 = 24;
    pub const BURST_BITS: u32 = 12;
}
