//! One entry of the forwarding database.

use crate::size::FID_BITS;

/// A MAC address with its forwarding identifier and what is known of it.
///
/// | word | bits  | field                                        |
/// |------|-------|----------------------------------------------|
/// | 0    | 31:0  | MAC octets 0 to 3, octet 0 in bits 7:0       |
/// | 1    | 15:0  | MAC octets 4 and 5                           |
/// | 1    | 27:16 | FID                                          |
/// | 2    | 3:0   | port                                         |
/// | 2    | 6:4   | age in scans                                 |
/// | 2    | 7     | static: neither aged, moved nor flushed      |
/// | 2    | 8     | valid                                        |
/// | 3    | 31:0  | zero in entries; the operation in commands   |
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FdbEntry {
    pub mac: [u8; 6],
    /// Forwarding identifier, 0 to 4095.
    pub fid: u16,
    /// Egress port; the CPU port is the device's port count.
    pub port: u8,
    /// Scans since the address was last seen, 0 to 7.
    pub age: u8,
    pub is_static: bool,
}

impl FdbEntry {
    /// Words of an entry on the register bus.
    pub const WORDS: usize = 4;
    pub const PORT_SHIFT: u32 = 0;
    pub const AGE_SHIFT: u32 = 4;
    pub const AGE_BITS: u32 = 3;
    pub const STATIC_BIT: u32 = 7;
    pub const VALID_BIT: u32 = 8;
    pub const FID_SHIFT: u32 = 16;

    /// The words of this entry, valid bit set.
    pub const fn pack(&self) -> [u32; Self::WORDS] {
        let mac = &self.mac;
        [
            u32::from_le_bytes([mac[0], mac[1], mac[2], mac[3]]),
            u16::from_le_bytes([mac[4], mac[5]]) as u32
                | ((self.fid as u32) & ((1 << FID_BITS) - 1)) << Self::FID_SHIFT,
            (self.port as u32 & 0xF) << Self::PORT_SHIFT
                | (self.age as u32 & 7) << Self::AGE_SHIFT
                | (self.is_static as u32) << Self::STATIC_BIT
                | 1 << Self::VALID_BIT,
            0,
        ]
    }

    /// The entry in these words; `None` where the valid bit is clear.
    pub const fn unpack(words: [u32; Self::WORDS]) -> Option<Self> {
        if words[2] >> Self::VALID_BIT & 1 == 0 {
            return None;
        }
        let low = words[0].to_le_bytes();
        let high = words[1].to_le_bytes();
        Some(Self {
            mac: [low[0], low[1], low[2], low[3], high[0], high[1]],
            fid: (words[1] >> Self::FID_SHIFT) as u16 & ((1 << FID_BITS) - 1),
            port: (words[2] >> Self::PORT_SHIFT) as u8 & 0xF,
            age: (words[2] >> Self::AGE_SHIFT) as u8 & 7,
            is_static: words[2] >> Self::STATIC_BIT & 1 == 1,
        })
    }

    /// The 60-bit key: MAC in bits 47:0 with octet 0 lowest, FID above.
    pub const fn key(&self) -> u64 {
        key(self.mac, self.fid)
    }
}

/// The 60-bit hash key of a MAC address and FID.
pub const fn key(mac: [u8; 6], fid: u16) -> u64 {
    u64::from_le_bytes([mac[0], mac[1], mac[2], mac[3], mac[4], mac[5], 0, 0])
        | ((fid as u64) & ((1 << FID_BITS) - 1)) << 48
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unpack_inverts_pack() {
        let entry = FdbEntry {
            mac: [0x02, 0x11, 0x22, 0x33, 0x44, 0x55],
            fid: 0xABC,
            port: 7,
            age: 5,
            is_static: true,
        };
        assert_eq!(FdbEntry::unpack(entry.pack()), Some(entry));
        assert_eq!(entry.key(), 0xABC_5544_3322_1102);
    }

    #[test]
    fn an_entry_without_the_valid_bit_is_none() {
        assert_eq!(FdbEntry::unpack([1, 2, 0xFF, 0]), None);
    }
}
