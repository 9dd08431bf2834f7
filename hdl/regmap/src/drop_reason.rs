//! Why a frame, or one copy of it, was not forwarded.

macro_rules! reasons {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $name:literal;)*) => {
        /// A frame that is lost is counted under exactly one of these. Names
        /// follow Linux devlink traps where one exists.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum DropReason { $($(#[$doc])* $variant = $code,)* }

        impl DropReason {
            /// Every reason, in the order of its code.
            pub const ALL: &'static [DropReason] = &[$(DropReason::$variant,)*];

            /// The name that users see.
            pub const fn name(self) -> &'static str {
                match self { $(DropReason::$variant => $name,)* }
            }
        }
    };
}

reasons! {
    /// Good length, wrong FCS (RFC 2819 etherStatsCRCAlignErrors).
    FcsError = 1, "fcs_error";
    /// Shorter than 64 octets, good FCS (RFC 2819 etherStatsUndersizePkts).
    Undersize = 2, "undersize";
    /// Shorter than 64 octets, wrong FCS (RFC 2819 etherStatsFragments).
    Fragment = 3, "fragment";
    /// Over the limit, good FCS (RFC 2819 etherStatsOversizePkts).
    Oversize = 4, "oversize";
    /// Over the limit, wrong FCS (RFC 2819 etherStatsJabbers).
    Jabber = 5, "jabber";
    /// RX_ER while receiving (RFC 3635 dot3StatsSymbolErrors).
    SymbolError = 6, "symbol_error";
    /// Carrier without a clean preamble and SFD (IEEE 802.3-2022 35.2.3.2).
    PreambleError = 7, "preamble_error";
    /// The receive FIFO had no room.
    ReceiveOverrun = 8, "receive_overrun";
    /// Group bit set in the source address (devlink source_mac_is_multicast).
    SourceMacIsMulticast = 16, "source_mac_is_multicast";
    /// 01-80-C2-00-00-0X without a trap (IEEE 802.1Q-2022 table 8-1).
    LinkLocalMulticast = 17, "link_local_multicast";
    /// The only egress would be the ingress port (devlink port_loopback_filter).
    PortLoopbackFilter = 18, "port_loopback_filter";
    /// No port is left to forward to (devlink port_list_is_empty).
    PortListIsEmpty = 19, "port_list_is_empty";
    /// No free cell when the frame arrived.
    BufferFull = 20, "buffer_full";
    /// An egress queue refused its copy (devlink tail_drop); counted at egress.
    TailDrop = 21, "tail_drop";
    /// A copy was cut short on the wire with a bad FCS; counted at egress.
    TransmitUnderrun = 22, "transmit_underrun";
}

impl DropReason {
    /// Reasons that the receiving MAC itself finds are below this code.
    pub const FIRST_FORWARDING_CODE: u8 = 16;

    /// The reason with this code.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.iter().copied().find(|reason| *reason as u8 == code)
    }

    /// Whether the loss is one copy at an egress port rather than a whole frame at ingress.
    pub const fn is_egress(self) -> bool {
        matches!(self, DropReason::TailDrop | DropReason::TransmitUnderrun)
    }
}
