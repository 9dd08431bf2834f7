//! Per-port 64-bit counters.
//! Counter `index` of port `port` is the pair of words at
//! `region::COUNTERS + (port * PER_PORT + index) * 2`, low word first; reading
//! the low word latches the high word. The CPU port is port `port_count`.

macro_rules! counters {
    ($($(#[$doc:meta])* $variant:ident = $index:literal, $name:literal;)*) => {
        /// Traffic counters of a port; the drop counters follow at `DROP_BASE`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Counter { $($(#[$doc])* $variant = $index,)* }

        impl Counter {
            /// Every counter, in the order of its index.
            pub const ALL: &'static [Counter] = &[$(Counter::$variant,)*];

            /// The name that users see.
            pub const fn name(self) -> &'static str {
                match self { $(Counter::$variant => $name,)* }
            }
        }
    };
}

counters! {
    /// Octets of all frames, bad ones too, with FCS (RFC 2819 etherStatsOctets).
    RxOctets = 0, "rx_octets";
    /// Good unicast frames (RFC 2863 ifInUcastPkts).
    RxUnicast = 1, "rx_unicast";
    /// Good multicast frames (RFC 2819 etherStatsMulticastPkts).
    RxMulticast = 2, "rx_multicast";
    /// Good broadcast frames (RFC 2819 etherStatsBroadcastPkts).
    RxBroadcast = 3, "rx_broadcast";
    /// Copies that the frames received here were to be sent as: the sum of
    /// their fan-outs, before any tail drop.
    ForwardCopies = 4, "forward_copies";
    /// Frames of exactly 64 octets, bad ones too (RFC 2819 etherStatsPkts64Octets).
    RxSize64 = 8, "rx_size_64";
    /// 65 to 127 octets.
    RxSize65To127 = 9, "rx_size_65_127";
    /// 128 to 255 octets.
    RxSize128To255 = 10, "rx_size_128_255";
    /// 256 to 511 octets.
    RxSize256To511 = 11, "rx_size_256_511";
    /// 512 to 1023 octets.
    RxSize512To1023 = 12, "rx_size_512_1023";
    /// 1024 to 1518 octets.
    RxSize1024To1518 = 13, "rx_size_1024_1518";
    /// More than 1518 octets.
    RxSizeOver1518 = 14, "rx_size_over_1518";
    /// Fewer than 64 octets.
    RxSizeUnder64 = 15, "rx_size_under_64";
    /// Octets sent, with FCS (RFC 2863 ifOutOctets).
    TxOctets = 16, "tx_octets";
    /// Unicast frames sent.
    TxUnicast = 17, "tx_unicast";
    /// Multicast frames sent.
    TxMulticast = 18, "tx_multicast";
    /// Broadcast frames sent.
    TxBroadcast = 19, "tx_broadcast";
}

impl Counter {
    /// Counters of one port, used or not.
    pub const PER_PORT: usize = 64;
    /// Index of the counter of the drop reason with code 0.
    pub const DROP_BASE: usize = 32;
}
