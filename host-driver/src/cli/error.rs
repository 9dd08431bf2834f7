//! Every way in which a command fails, and its exit code.

use std::path::PathBuf;

use ferroute_host::bus::BusError;
use ferroute_host::cpu_port::{CpuPortError, HexError};
use ferroute_host::device::DeviceError;
use ferroute_host::fdb::FdbError;
use ferroute_host::fdb::file::FileError;
use ferroute_host::next_hop::NextHopError;
use ferroute_host::port::PortError;
use ferroute_host::register::RegisterError;
use ferroute_host::router::device::LoadError;
use ferroute_host::router::probe::ProbeError;
use ferroute_host::router::record::RecordError;
use ferroute_host::router::{InterfaceError, NeighbourError, RouterError};
use ferroute_host::trap::TrapError;

const USAGE: u8 = 1;
const REFUSED: u8 = 2;
const TRANSPORT: u8 = 3;
const FULL: u8 = 4;
const MISMATCH: u8 = 5;
const BATCH: u8 = 6;

/// Each is one sentence.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    #[error("{0}")]
    Usage(String),
    #[error("cannot read {}: {error}", path.display())]
    Read { path: PathBuf, error: std::io::Error },
    #[error("cannot write {}: {error}", path.display())]
    Write { path: PathBuf, error: std::io::Error },
    #[error("{}: {error}", path.display())]
    Saved { path: PathBuf, error: FileError },
    #[error("cannot print the result: {0}")]
    Output(std::io::Error),
    #[error(transparent)]
    Port(#[from] PortError),
    #[error(transparent)]
    Hex(#[from] HexError),
    /// Opening the device failed.
    #[error("{path} at {baud} baud: {error}")]
    Silent { path: String, baud: u32, error: BusError },
    #[error(transparent)]
    Bus(#[from] BusError),
    #[error(transparent)]
    Device(#[from] DeviceError),
    #[error(transparent)]
    Fdb(#[from] FdbError),
    #[error(transparent)]
    Register(#[from] RegisterError),
    #[error(transparent)]
    CpuPort(#[from] CpuPortError),
    #[error(transparent)]
    Trap(#[from] TrapError),
    #[error("{}: this is nothing that was saved: {error}", path.display())]
    Records { path: PathBuf, error: serde_json::Error },
    #[error("{}: this is no state of routes: {error}", path.display())]
    State { path: PathBuf, error: serde_json::Error },
    #[error(transparent)]
    Load(#[from] LoadError),
    #[error(transparent)]
    Router(#[from] RouterError),
    #[error(transparent)]
    Record(#[from] RecordError),
    #[error(transparent)]
    Probe(#[from] ProbeError),
    #[error("nothing came through at {baud} baud, the line is back at {old_baud}")]
    Speed { baud: u32, old_baud: u32 },
    #[error("{0}")]
    Mismatch(String),
    #[error("{failed} of {total} lines failed{}", if *stopped { ", the rest was not tried" } else { "" })]
    Batch { failed: usize, total: usize, stopped: bool },
    #[error("{count} of {total} lines cannot be understood, nothing was done")]
    Malformed { count: usize, total: usize },
}

impl CommandError {
    /// The program's exit code.
    pub fn exit_code(&self) -> u8 {
        match self {
            CommandError::Usage(_)
            | CommandError::Read { .. }
            | CommandError::Write { .. }
            | CommandError::Saved { .. }
            | CommandError::Records { .. }
            | CommandError::State { .. }
            | CommandError::Output(_)
            | CommandError::Port(_)
            | CommandError::Hex(_)
            | CommandError::Malformed { .. } => USAGE,
            CommandError::Bus(error) | CommandError::Silent { error, .. } => of_bus(error),
            CommandError::Device(DeviceError::Bus(error)) => of_bus(error),
            CommandError::Device(_) | CommandError::Mismatch(_) => MISMATCH,
            CommandError::Fdb(error) => of_fdb(error),
            CommandError::Register(RegisterError::Bus(error)) => of_bus(error),
            CommandError::Register(_) => USAGE,
            CommandError::CpuPort(error) => of_cpu_port(error),
            CommandError::Trap(TrapError::Bus(error)) => of_bus(error),
            CommandError::Trap(TrapError::NoRouter) => REFUSED,
            CommandError::Trap(_) => USAGE,
            CommandError::Load(LoadError::Bus(error)) => of_bus(error),
            CommandError::Load(LoadError::NoRouter) => REFUSED,
            CommandError::Load(LoadError::Sizes { .. }) => MISMATCH,
            CommandError::Router(error) => of_router(error),
            CommandError::Record(RecordError::Interface(error)) => of_interface(error),
            CommandError::Record(_) => USAGE,
            CommandError::Probe(error) => match error {
                ProbeError::Bus(error) => of_bus(error),
                ProbeError::CpuPort(error) => of_cpu_port(error),
                ProbeError::Families | ProbeError::NotRouted(_) => USAGE,
                ProbeError::NoAnswer => REFUSED,
            },
            CommandError::Speed { .. } => TRANSPORT,
            CommandError::Batch { .. } => BATCH,
        }
    }

    /// Whether a later command is bound to fail as well.
    pub fn is_final(&self) -> bool {
        self.exit_code() == TRANSPORT
    }
}

fn of_bus(error: &BusError) -> u8 {
    match error {
        BusError::Refused { .. } => REFUSED,
        BusError::BadRange { .. } => USAGE,
        BusError::Transport(_)
        | BusError::NoReply { .. }
        | BusError::Restarted { .. }
        | BusError::Desynchronized { .. } => TRANSPORT,
    }
}

fn of_fdb(error: &FdbError) -> u8 {
    match error {
        FdbError::Bus(error) => of_bus(error),
        FdbError::Full(_) => FULL,
        FdbError::Exists(_) | FdbError::NotFound(_) | FdbError::UnknownResult(_) => REFUSED,
        FdbError::GroupAddress(_) | FdbError::ZeroAddress | FdbError::BadFid(_) | FdbError::BadPort(_) => USAGE,
    }
}

fn of_router(error: &RouterError) -> u8 {
    match error {
        RouterError::Fib(_) => FULL,
        RouterError::NextHop(error) => match error {
            NextHopError::Full | NextHopError::BucketsFull { .. } => FULL,
            NextHopError::NoObject(_) | NextHopError::Exists(_) | NextHopError::InUse { .. } => REFUSED,
            NextHopError::Nested(_) | NextHopError::Members(_) => USAGE,
        },
        RouterError::Interface(error) => of_interface(error),
        RouterError::Neighbour(NeighbourError::Exists(_) | NeighbourError::NotFound(_)) => REFUSED,
        RouterError::Neighbour(_) => USAGE,
        RouterError::Exists(_) | RouterError::NotFound(_) => REFUSED,
        RouterError::NotUnicast(_) | RouterError::NotAppendable(_) => USAGE,
    }
}

fn of_interface(error: &InterfaceError) -> u8 {
    match error {
        InterfaceError::Full(_) => FULL,
        InterfaceError::NotFound(_)
        | InterfaceError::NoNumber(_)
        | InterfaceError::Exists(_)
        | InterfaceError::InUse(_) => REFUSED,
        InterfaceError::Port(_)
        | InterfaceError::Name(_)
        | InterfaceError::GroupAddress(_)
        | InterfaceError::Mtu(_)
        | InterfaceError::CpuPort => USAGE,
    }
}

fn of_cpu_port(error: &CpuPortError) -> u8 {
    match error {
        CpuPortError::Bus(error) => of_bus(error),
        CpuPortError::Length { .. } => USAGE,
        CpuPortError::NoRoom { .. } | CpuPortError::Refused | CpuPortError::Stuck => REFUSED,
        CpuPortError::Header { .. } => MISMATCH,
    }
}

impl From<clap::Error> for CommandError {
    /// The parser's complaint in one sentence, without its usage and tips.
    fn from(error: clap::Error) -> Self {
        let text = error.to_string();
        let complaint = text.split("\n\n").next().unwrap_or_default();
        let sentence = complaint.split_whitespace().collect::<Vec<_>>().join(" ");
        CommandError::Usage(sentence.trim_start_matches("error: ").to_owned())
    }
}
