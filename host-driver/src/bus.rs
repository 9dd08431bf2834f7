//! # Access to registers and tables
//! Owns: the trait that everything above it uses, and wrappers around any
//! implementation of it. Knows no object of the switch.

mod dry_run;
mod name;
mod tracing;

use ferroute_regmap::message::Status;

use crate::transport::TransportError;

pub use dry_run::DryRunBus;
pub use name::address_name;
pub use tracing::TracingBus;

/// One access. The words lie at ascending addresses; any number of them is
/// allowed, and a bus splits what is too long for one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    Read { address: u32, count: usize },
    Write { address: u32, words: Vec<u32> },
    /// CRC-32 (IEEE 802.3) over 1 to 65535 words, each little-endian.
    CrcRange { address: u32, count: u16 },
}

/// Why an access failed.
#[derive(Debug, thiserror::Error)]
pub enum BusError {
    /// The line's fault.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// Nobody answers: the line's fault, the device's, or a wrong speed.
    #[error("the device did not answer within {seconds:.1} s ({sent} messages sent, {garbage} pieces of garbage received)")]
    NoReply { seconds: f64, sent: u64, garbage: u64 },
    /// The caller asked for what the device does not have.
    #[error("the device refused to {access} {address:#08x} ({name}): {}", status_text(*.status))]
    Refused { access: &'static str, address: u32, name: String, status: Status },
    /// The device started again: what it held is lost.
    #[error("the device started again during the command: epoch {before:#06x} became {now:#06x}, its tables are empty")]
    Restarted { before: u16, now: u16 },
    /// Somebody else talks to the device, or it misbehaves.
    #[error("the device expects message {expected}, which was never agreed on; does another program use the line?")]
    Desynchronized { expected: u8 },
    /// The caller's fault.
    #[error("{count} words at {address:#08x} are outside the 24-bit address space or too many")]
    BadRange { address: u32, count: usize },
}

fn status_text(status: Status) -> &'static str {
    match status {
        Status::BadOpcode => "it does not know this kind of access",
        Status::BadAddress => "it has nothing accessible there",
        Status::BadCount => "wrong number of words",
        Status::BusTimeout => "nothing there answered in time, and what it had of the access may be done",
        _ => "unexpected status",
    }
}

/// Words at 24-bit word addresses.
pub trait RegisterBus {
    /// Executes `operations` in order and returns the words of each (none for
    /// a write, one for a CRC). After an error, a beginning of them was
    /// executed, or will be before the next access, as it may still be on the
    /// line; each write is executed once or not at all.
    fn run(&mut self, operations: &[Operation]) -> Result<Vec<Vec<u32>>, BusError>;

    /// Reads `count` words at ascending addresses.
    fn read(&mut self, address: u32, count: usize) -> Result<Vec<u32>, BusError> {
        let results = self.run(&[Operation::Read { address, count }])?;
        Ok(results.into_iter().next().unwrap_or_default())
    }

    /// Writes words at ascending addresses.
    fn write(&mut self, address: u32, words: &[u32]) -> Result<(), BusError> {
        self.run(&[Operation::Write { address, words: words.to_vec() }]).map(drop)
    }

    /// CRC-32 over `count` words as they stand in the device.
    fn crc_range(&mut self, address: u32, count: u16) -> Result<u32, BusError> {
        let results = self.run(&[Operation::CrcRange { address, count }])?;
        Ok(results.first().and_then(|words| words.first()).copied().unwrap_or_default())
    }

    /// Reads one word.
    fn read_word(&mut self, address: u32) -> Result<u32, BusError> {
        Ok(self.read(address, 1)?.first().copied().unwrap_or_default())
    }
}

impl<B: RegisterBus + ?Sized> RegisterBus for Box<B> {
    fn run(&mut self, operations: &[Operation]) -> Result<Vec<Vec<u32>>, BusError> {
        (**self).run(operations)
    }
}

impl<B: RegisterBus + ?Sized> RegisterBus for &mut B {
    fn run(&mut self, operations: &[Operation]) -> Result<Vec<Vec<u32>>, BusError> {
        (**self).run(operations)
    }
}

impl Operation {
    /// First address.
    pub fn address(&self) -> u32 {
        match self {
            Operation::Read { address, .. }
            | Operation::Write { address, .. }
            | Operation::CrcRange { address, .. } => *address,
        }
    }

    /// Words that are touched.
    pub fn count(&self) -> usize {
        match self {
            Operation::Read { count, .. } => *count,
            Operation::Write { words, .. } => words.len(),
            Operation::CrcRange { count, .. } => (*count).into(),
        }
    }

    /// The verb of messages to people.
    pub fn verb(&self) -> &'static str {
        match self {
            Operation::Read { .. } => "read",
            Operation::Write { .. } => "write",
            Operation::CrcRange { .. } => "check",
        }
    }

    /// Whether the words lie in the address space. An access of no words at
    /// all is fine, except for a CRC.
    pub(crate) fn check(&self) -> Result<(), BusError> {
        let (address, count) = (self.address(), self.count());
        let fits = (address as usize).checked_add(count).is_some_and(|end| end <= 1 << 24);
        let empty_crc = matches!(self, Operation::CrcRange { count: 0, .. });
        if fits && !empty_crc { Ok(()) } else { Err(BusError::BadRange { address, count }) }
    }
}

/// CRC-32 over words as [`Operation::CrcRange`] counts it.
pub fn crc_of_words(words: &[u32]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    for word in words {
        hasher.update(&word.to_le_bytes());
    }
    hasher.finalize()
}
