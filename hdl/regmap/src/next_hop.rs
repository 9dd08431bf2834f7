//! Where routed frames go.

/// An entry of the table of next hops.
///
/// | word | bits  | field |
/// |------|-------|-------|
/// | 0    | 31:0  | MAC octets 0 to 3, octet 0 in bits 7:0; of a group: number of its first bucket |
/// | 1    | 15:0  | MAC octets 4 and 5; of a group, 3:0: log2 of its number of buckets |
/// | 1    | 21:16 | egress interface |
/// | 1    | 27:24 | kind, see below |
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NextHop {
    /// Nothing is known: the frame is dropped as blackhole_route.
    None,
    /// To this MAC address by this interface.
    Forward { mac: [u8; 6], interface: u8 },
    /// To the host, whose own address it is.
    Local,
    /// Dropped.
    Blackhole,
    /// To the host, which answers with ICMP.
    Reject,
    /// To the host.
    Trap,
    /// To the host, which resolves the neighbour on this interface.
    Glean { interface: u8 },
    /// One of `2^log2_buckets` buckets from `first_bucket` on, by a hash of the flow.
    Group { first_bucket: u16, log2_buckets: u8 },
    /// To the host: a longer prefix is not in the hardware.
    Incomplete,
    /// Dropped as unresolved_neigh: the neighbour was asked a moment ago.
    HoldDown { interface: u8 },
}

impl NextHop {
    /// Words of an entry.
    pub const WORDS: usize = 2;
    pub const INTERFACE_SHIFT: u32 = 16;
    pub const INTERFACE_BITS: u32 = 6;
    pub const KIND_SHIFT: u32 = 24;
    pub const KIND_BITS: u32 = 4;
    pub const FORWARD: u8 = 1;
    pub const LOCAL: u8 = 2;
    pub const BLACKHOLE: u8 = 3;
    pub const REJECT: u8 = 4;
    pub const TRAP: u8 = 5;
    pub const GLEAN: u8 = 6;
    pub const GROUP: u8 = 7;
    pub const INCOMPLETE: u8 = 8;
    pub const HOLD_DOWN: u8 = 9;
    /// Most buckets of a group, as log2.
    pub const MAX_LOG2_BUCKETS: u8 = 8;

    const fn second(kind: u8, interface: u8, low: u16) -> u32 {
        (kind as u32) << Self::KIND_SHIFT
            | (interface as u32 & 0x3F) << Self::INTERFACE_SHIFT
            | low as u32
    }

    /// The words of this entry.
    pub const fn pack(&self) -> [u32; Self::WORDS] {
        match *self {
            NextHop::None => [0, 0],
            NextHop::Forward { mac, interface } => [
                u32::from_le_bytes([mac[0], mac[1], mac[2], mac[3]]),
                Self::second(Self::FORWARD, interface, u16::from_le_bytes([mac[4], mac[5]])),
            ],
            NextHop::Local => [0, Self::second(Self::LOCAL, 0, 0)],
            NextHop::Blackhole => [0, Self::second(Self::BLACKHOLE, 0, 0)],
            NextHop::Reject => [0, Self::second(Self::REJECT, 0, 0)],
            NextHop::Trap => [0, Self::second(Self::TRAP, 0, 0)],
            NextHop::Glean { interface } => [0, Self::second(Self::GLEAN, interface, 0)],
            NextHop::Group { first_bucket, log2_buckets } => {
                [first_bucket as u32, Self::second(Self::GROUP, 0, log2_buckets as u16 & 0xF)]
            }
            NextHop::Incomplete => [0, Self::second(Self::INCOMPLETE, 0, 0)],
            NextHop::HoldDown { interface } => [0, Self::second(Self::HOLD_DOWN, interface, 0)],
        }
    }

    /// The entry in these words; an unknown kind is `None`.
    pub const fn unpack(words: [u32; Self::WORDS]) -> Self {
        let low = words[0].to_le_bytes();
        let high = words[1].to_le_bytes();
        let interface = (words[1] >> Self::INTERFACE_SHIFT) as u8 & 0x3F;
        match (words[1] >> Self::KIND_SHIFT) as u8 & 0xF {
            Self::FORWARD => NextHop::Forward {
                mac: [low[0], low[1], low[2], low[3], high[0], high[1]],
                interface,
            },
            Self::LOCAL => NextHop::Local,
            Self::BLACKHOLE => NextHop::Blackhole,
            Self::REJECT => NextHop::Reject,
            Self::TRAP => NextHop::Trap,
            Self::GLEAN => NextHop::Glean { interface },
            Self::GROUP => NextHop::Group {
                first_bucket: words[0] as u16,
                log2_buckets: words[1] as u8 & 0xF,
            },
            Self::INCOMPLETE => NextHop::Incomplete,
            Self::HOLD_DOWN => NextHop::HoldDown { interface },
            _ => NextHop::None,
        }
    }
}
