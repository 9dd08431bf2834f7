//! How a link behaves, and how it did.

use std::time::Duration;

/// How patient a link is.
#[derive(Clone, Copy, Debug)]
pub struct LinkOptions {
    /// Longest wait for a reply before a request is sent again.
    pub timeout: Duration,
    /// The link gives up after this many timeouts without any progress.
    pub tries: u32,
}

impl Default for LinkOptions {
    /// Fits a simulated board too, which may take most of a second for a reply.
    fn default() -> Self {
        Self { timeout: Duration::from_secs(1), tries: 8 }
    }
}

impl LinkOptions {
    /// The wait after each try.
    pub(super) fn waits(self) -> impl Iterator<Item = Duration> {
        std::iter::repeat_n(self.timeout, self.tries.max(1) as usize)
    }
}

/// What a link did so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LinkStatistics {
    /// Messages sent, repetitions included.
    pub sent: u64,
    /// Repetitions sent.
    pub repeated: u64,
    /// Replies received that were understood.
    pub replies: u64,
    /// Pieces of the stream that were no reply.
    pub garbage: u64,
    /// Resynchronisations with `Hello`.
    pub hellos: u64,
}
