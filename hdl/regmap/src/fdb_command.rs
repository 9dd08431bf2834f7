//! Commands of the host to the FDB: the words of an [`crate::FdbEntry`] with
//! the operation in word 3, whose write executes. The bus stalls until it is
//! done; the outcome is in register FDB_RESULT.

/// What word 3 of a command asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum FdbCommand {
    /// Insert the entry, or replace the one with its key.
    Add = 1,
    /// Delete the entry with this key, static or not.
    Delete = 2,
    /// Find the entry with this key; FDB_RESULT gives its index.
    Find = 3,
    /// Delete all dynamic entries that match the selectors in bits 9:8.
    Flush = 4,
}

impl FdbCommand {
    /// Every command.
    pub const ALL: &'static [FdbCommand] =
        &[FdbCommand::Add, FdbCommand::Delete, FdbCommand::Find, FdbCommand::Flush];
    /// Word 3, flush: only entries of the port in word 2.
    pub const FLUSH_PORT_BIT: u32 = 8;
    /// Word 3, flush: only entries of the FID in word 1.
    pub const FLUSH_FID_BIT: u32 = 9;
    /// Word 3, flush: static entries too.
    pub const FLUSH_STATIC_BIT: u32 = 10;

    /// The name that users see.
    pub const fn name(self) -> &'static str {
        match self {
            FdbCommand::Add => "add",
            FdbCommand::Delete => "delete",
            FdbCommand::Find => "find",
            FdbCommand::Flush => "flush",
        }
    }
}

/// Outcome of a command, in FDB_RESULT.code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum FdbResult {
    Done = 0,
    /// All places of the key are taken by other keys.
    Full = 1,
    /// No entry has the key.
    NotFound = 2,
    /// Word 3 holds no command.
    Unknown = 3,
}

impl FdbResult {
    /// Every result.
    pub const ALL: &'static [FdbResult] =
        &[FdbResult::Done, FdbResult::Full, FdbResult::NotFound, FdbResult::Unknown];

    /// The name that users see.
    pub const fn name(self) -> &'static str {
        match self {
            FdbResult::Done => "done",
            FdbResult::Full => "full",
            FdbResult::NotFound => "not_found",
            FdbResult::Unknown => "unknown",
        }
    }

    /// The result with this code.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.iter().copied().find(|result| *result as u8 == code)
    }
}
