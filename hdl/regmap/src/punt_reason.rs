//! Why the CPU port was given a frame.

macro_rules! reasons {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $name:literal;)*) => {
        /// Reason in the header of a frame read from the CPU port. Names
        /// follow Linux devlink control traps.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum PuntReason { $($(#[$doc])* $variant = $code,)* }

        impl PuntReason {
            /// Every reason, in the order of its code.
            pub const ALL: &'static [PuntReason] = &[$(PuntReason::$variant,)*];

            /// The name that users see.
            pub const fn name(self) -> &'static str {
                match self { $(PuntReason::$variant => $name,)* }
            }
        }
    };
}

reasons! {
    /// The CPU port is a member of the frame's egress ports.
    Forwarded = 0, "forwarded";
    /// Destination 01-80-C2-00-00-0X (IEEE 802.1Q-2022 table 8-1).
    LinkLocal = 1, "link_local";
}

impl PuntReason {
    /// The reason with this code.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.iter().copied().find(|reason| *reason as u8 == code)
    }
}
