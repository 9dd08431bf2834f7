//! Router interfaces: where a port and a VLAN meet layer 3.

/// Reverse-path check of an interface and family (RFC 3704).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum ReversePath {
    Off = 0,
    /// There is a route to the source.
    Loose = 1,
    /// That route leads to the interface the frame came in on.
    Strict = 2,
}

/// An entry of the table of interfaces; its number is
/// `port * INTERFACES_PER_PORT + slot`, so that it tells the port.
///
/// | word | bits  | field |
/// |------|-------|-------|
/// | 0    | 31:0  | MAC octets 0 to 3, octet 0 in bits 7:0 |
/// | 1    | 15:0  | MAC octets 4 and 5 |
/// | 1    | 27:16 | VLAN identifier; 0: untagged and priority-tagged frames |
/// | 2    | 13:0  | MTU: octets of the largest IP packet sent |
/// | 2    | 16    | IPv4 is routed |
/// | 2    | 17    | IPv6 is routed |
/// | 2    | 19:18 | reverse-path check for IPv4 |
/// | 2    | 21:20 | reverse-path check for IPv6 |
/// | 2    | 31    | valid |
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Interface {
    /// Frames to this address are routed; routed frames have it as source.
    pub mac: [u8; 6],
    /// 0 to 4094.
    pub vlan: u16,
    /// Octets of the largest IP packet sent, at most 16383.
    pub mtu: u16,
    pub ipv4: bool,
    pub ipv6: bool,
    pub reverse_path4: ReversePath,
    pub reverse_path6: ReversePath,
}

impl Interface {
    /// Words of an entry that are used; it takes four in its region.
    pub const WORDS: usize = 3;
    /// Words from one entry to the next.
    pub const STRIDE: u32 = 4;
    pub const VLAN_SHIFT: u32 = 16;
    pub const IPV4_BIT: u32 = 16;
    pub const IPV6_BIT: u32 = 17;
    pub const REVERSE_PATH4_SHIFT: u32 = 18;
    pub const REVERSE_PATH6_SHIFT: u32 = 20;
    pub const VALID_BIT: u32 = 31;
    pub const MTU_BITS: u32 = 14;

    /// The words of this entry, valid bit set.
    pub const fn pack(&self) -> [u32; Self::WORDS] {
        let mac = &self.mac;
        [
            u32::from_le_bytes([mac[0], mac[1], mac[2], mac[3]]),
            u16::from_le_bytes([mac[4], mac[5]]) as u32
                | (self.vlan as u32 & 0xFFF) << Self::VLAN_SHIFT,
            self.mtu as u32 & ((1 << Self::MTU_BITS) - 1)
                | (self.ipv4 as u32) << Self::IPV4_BIT
                | (self.ipv6 as u32) << Self::IPV6_BIT
                | (self.reverse_path4 as u32) << Self::REVERSE_PATH4_SHIFT
                | (self.reverse_path6 as u32) << Self::REVERSE_PATH6_SHIFT
                | 1 << Self::VALID_BIT,
        ]
    }

    /// The entry in these words; `None` where the valid bit is clear.
    pub const fn unpack(words: [u32; Self::WORDS]) -> Option<Self> {
        if words[2] >> Self::VALID_BIT == 0 {
            return None;
        }
        let low = words[0].to_le_bytes();
        let high = words[1].to_le_bytes();
        Some(Self {
            mac: [low[0], low[1], low[2], low[3], high[0], high[1]],
            vlan: (words[1] >> Self::VLAN_SHIFT) as u16 & 0xFFF,
            mtu: words[2] as u16 & ((1 << Self::MTU_BITS) - 1),
            ipv4: words[2] >> Self::IPV4_BIT & 1 == 1,
            ipv6: words[2] >> Self::IPV6_BIT & 1 == 1,
            reverse_path4: reverse_path(words[2] >> Self::REVERSE_PATH4_SHIFT),
            reverse_path6: reverse_path(words[2] >> Self::REVERSE_PATH6_SHIFT),
        })
    }
}

const fn reverse_path(bits: u32) -> ReversePath {
    match bits & 3 {
        0 => ReversePath::Off,
        1 => ReversePath::Loose,
        _ => ReversePath::Strict,
    }
}
