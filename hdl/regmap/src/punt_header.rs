//! The words in front of a frame that the host reads from region PUNT.

/// What is known of a punted frame.
///
/// | word | bits  | field                        |
/// |------|-------|------------------------------|
/// | 0    | 13:0  | length in octets without FCS |
/// | 0    | 17:14 | ingress port                 |
/// | 0    | 25:18 | code of the [`crate::PuntReason`] |
/// | 0    | 31:26 | zero                         |
/// | 1    | 31:0  | CYCLES_LOW when its first word came to the CPU port |
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PuntHeader {
    /// Octets without FCS, at least 60.
    pub length: u16,
    /// Ingress port; the device's port count for a frame of the CPU port.
    pub port: u8,
    /// A [`crate::PuntReason`], or a code that this contract does not know.
    pub reason: u8,
    /// Core clocks, modulo 2^32, when its first word came to the CPU port.
    pub timestamp: u32,
}

impl PuntHeader {
    /// Words in front of the frame's octets.
    pub const WORDS: usize = 2;
    pub const LENGTH_SHIFT: u32 = 0;
    pub const LENGTH_BITS: u32 = 14;
    pub const PORT_SHIFT: u32 = 14;
    pub const REASON_SHIFT: u32 = 18;

    /// The header's words.
    pub const fn pack(&self) -> [u32; Self::WORDS] {
        let first = (self.length as u32 & ((1 << Self::LENGTH_BITS) - 1)) << Self::LENGTH_SHIFT
            | (self.port as u32 & 0xF) << Self::PORT_SHIFT
            | (self.reason as u32) << Self::REASON_SHIFT;
        [first, self.timestamp]
    }

    /// The header in these words; `None` where no frame waits.
    pub const fn unpack([word, timestamp]: [u32; Self::WORDS]) -> Option<Self> {
        let length = (word >> Self::LENGTH_SHIFT) as u16 & ((1 << Self::LENGTH_BITS) - 1);
        if length == 0 {
            return None;
        }
        Some(Self {
            length,
            port: (word >> Self::PORT_SHIFT) as u8 & 0xF,
            reason: (word >> Self::REASON_SHIFT) as u8,
            timestamp,
        })
    }

    /// Words of the frame's octets, which follow these words.
    pub const fn data_words(&self) -> usize {
        (self.length as usize).div_ceil(4)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unpack_inverts_pack() {
        let header = PuntHeader { length: 1514, port: 9, reason: 0xA5, timestamp: 0x8765_4321 };
        assert_eq!(PuntHeader::unpack(header.pack()), Some(header));
        assert_eq!(header.data_words(), 379);
        assert_eq!(PuntHeader::unpack([0xFFFF_C000, 1]), None);
    }
}
