//! Messages between host and device, the same on every link.
//!
//! A message is a header, payload words and a CRC-32 (IEEE 802.3 polynomial,
//! as in zlib) over both, all little-endian. On a serial line it is COBS-encoded
//! and ended by a zero octet; an empty message between two zeros is ignored.
//! No message is longer than 252 octets, so that its COBS form has one octet of
//! overhead.
//!
//! | octet | request            | reply                                    |
//! |-------|--------------------|------------------------------------------|
//! | 0     | opcode             | opcode with bit 7 set                    |
//! | 1     | sequence           | sequence of the request                  |
//! | 2-3   | epoch              | epoch                                    |
//! | 4     | address 7:0        | status                                   |
//! | 5     | address 15:8       | expected sequence                        |
//! | 6     | address 23:16      | credits: requests that can still be held |
//! | 7     | count of words     | count of payload words                   |
//! | 8..   | payload            | payload                                  |
//!
//! Rules of the device. A message whose CRC is wrong is ignored. `Hello` is
//! always executed: it sets the expected sequence to its own plus one and
//! returns the identity registers. Any other request is executed only when its
//! epoch and its sequence are the expected ones and address and count lie in
//! what can be accessed; then the expected sequence goes up by one. Anything
//! else changes nothing. A request that was already executed is executed again
//! if it is the last one executed and a `Read` or `CrcRange`, else answered
//! `AlreadyDone`. So a write is executed once, in order, or not at all.
//! Checks are made in this order: opcode, epoch, sequence, count, address.
//! Before the first `Hello` after a start every epoch is the wrong one.
//! A range is accessible when each of its words is: a register as its `Access`
//! says; COUNTERS of the ports that the build has, CPU port included, and
//! FDB_TABLE up to its last entry, to be read; FDB_COMMAND and INJECT, all of
//! them, to be written; PUNT, all of it, to be read and written.
//! A message shorter than header and CRC, longer than [`MAX_OCTETS`], of a
//! length that is no multiple of four, or for which no place is free is ignored
//! like one with a wrong CRC. `Hello` may carry any epoch, address and payload.

/// What a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Opcode {
    /// Synchronize, and read [`HELLO_WORDS`] registers from address 0.
    Hello = 1,
    /// Read `count` words at ascending addresses.
    Read = 2,
    /// Write `count` words at ascending addresses.
    Write = 3,
    /// CRC-32 over the `payload[0]` words (1 to 65535) at ascending addresses; count is 1.
    CrcRange = 4,
}

impl Opcode {
    /// Every opcode.
    pub const ALL: &'static [Opcode] = &[Opcode::Hello, Opcode::Read, Opcode::Write, Opcode::CrcRange];
    /// Set in octet 0 of a reply.
    pub const REPLY_BIT: u8 = 0x80;

    /// The opcode with this code.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.iter().copied().find(|opcode| *opcode as u8 == code)
    }
}

/// Outcome of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Status {
    /// Executed.
    Done = 0,
    /// No such opcode.
    BadOpcode = 1,
    /// The range is not accessible in this way.
    BadAddress = 2,
    /// The count is zero, too large, or not what the payload holds.
    BadCount = 3,
    /// The device has started again since the last `Hello`.
    WrongEpoch = 4,
    /// A request before this one is missing; go back to the expected sequence.
    OutOfOrder = 5,
    /// Executed before.
    AlreadyDone = 6,
    /// Nothing answered at an address within [`BUS_TIMEOUT_CLOCKS`]. Counts as
    /// executed: words of a `Write` before that address were written.
    BusTimeout = 7,
}

impl Status {
    /// Every status.
    pub const ALL: &'static [Status] = &[
        Status::Done,
        Status::BadOpcode,
        Status::BadAddress,
        Status::BadCount,
        Status::WrongEpoch,
        Status::OutOfOrder,
        Status::AlreadyDone,
        Status::BusTimeout,
    ];

    /// The status with this code.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.iter().copied().find(|status| *status as u8 == code)
    }
}

/// Octets of a header.
pub const HEADER_OCTETS: usize = 8;
/// Octets of the CRC.
pub const CRC_OCTETS: usize = 4;
/// Most payload words of a message.
pub const MAX_WORDS: usize = 60;
/// Most octets of a message before byte stuffing.
pub const MAX_OCTETS: usize = HEADER_OCTETS + 4 * MAX_WORDS + CRC_OCTETS;
/// Ends a message on a serial line.
pub const DELIMITER: u8 = 0;
/// Registers in the reply to `Hello`, from address 0.
pub const HELLO_WORDS: usize = 6;
/// Requests that the device holds while it executes one: the window of go-back-N.
pub const WINDOW: usize = 4;
/// A request is a repetition when its sequence is behind the expected one by at most this.
pub const REPEAT_SPAN: u8 = 128;
/// Core clocks after which an unconfirmed UART divisor is taken back.
pub const BAUD_CONFIRM_CLOCKS: u32 = 1 << 24;
/// Core clocks that one access to the register bus may take.
pub const BUS_TIMEOUT_CLOCKS: u32 = 1 << 16;
