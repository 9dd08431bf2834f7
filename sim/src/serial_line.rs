//! # The control side of a board as a pseudo-terminal
//! Owns: the pseudo-terminal, a link to it at a path, and the octets between
//! it and a board's serial line. Knows no messages.
//!
//! Not obvious: a pseudo-terminal keeps the speed that the host program sets
//! and does nothing with it. Here the board's end of the line runs at just
//! that speed, like an adapter, so a host that changes device and terminal
//! together keeps in touch, and one that changes only one of them does not.

use std::collections::VecDeque;
use std::fs;
use std::io::ErrorKind;
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};

use nix::errno::Errno;
use nix::fcntl::OFlag;
use nix::libc;
use nix::pty::{PtyMaster, grantpt, posix_openpt, ptsname_r, unlockpt};
use nix::sys::stat::Mode;
use nix::sys::termios::{SetArg, cfmakeraw, tcgetattr, tcsetattr};
use nix::unistd;

use crate::board::{Board, divisor_of};

/// Octets that may wait for the board before no more are taken from the host.
const INCOMING_LIMIT: usize = 4096;
/// Octets kept for a host that does not read; later ones are lost, as on a line.
const OUTGOING_LIMIT: usize = 1 << 16;

/// Why there is no line.
#[derive(Debug, thiserror::Error)]
pub enum SerialLineError {
    /// The system's fault.
    #[error("no pseudo-terminal: {0}")]
    Terminal(#[from] Errno),
    /// The user's fault.
    #[error("{path} exists and is no symbolic link; it is left alone")]
    Occupied { path: PathBuf },
    /// The user's or the file system's fault.
    #[error("cannot make the link {path}: {source}")]
    Link { path: PathBuf, source: std::io::Error },
}

/// What speed the board's end of the line has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineSpeed {
    /// The one that the host program sets on the terminal.
    OfHost,
    /// Core clocks a bit, whatever the host sets.
    Fixed(u16),
}

/// A pseudo-terminal for one board. Dropping it removes the link.
pub struct SerialLine {
    master: PtyMaster,
    /// Held open, so that the line outlives each host program.
    slave: OwnedFd,
    path: PathBuf,
    link: Option<PathBuf>,
    speed: LineSpeed,
    /// From the host, not yet on the board's line.
    incoming: Vec<u8>,
    outgoing: VecDeque<u8>,
}

impl SerialLine {
    /// A new line, and a symbolic link to it at `link`; an older link there is
    /// replaced.
    pub fn open(link: Option<&Path>, speed: LineSpeed) -> Result<Self, SerialLineError> {
        let master = posix_openpt(OFlag::O_RDWR | OFlag::O_NOCTTY | OFlag::O_NONBLOCK | OFlag::O_CLOEXEC)?;
        grantpt(&master)?;
        unlockpt(&master)?;
        let path = PathBuf::from(ptsname_r(&master)?);
        let flags = OFlag::O_RDWR | OFlag::O_NOCTTY | OFlag::O_CLOEXEC;
        let slave = nix::fcntl::open(&path, flags, Mode::empty())?;
        // Nothing is echoed or translated before a host sets the terminal itself.
        let mut settings = tcgetattr(&slave)?;
        cfmakeraw(&mut settings);
        tcsetattr(&slave, SetArg::TCSANOW, &settings)?;
        let mut line = Self { master, slave, path, link: None, speed, incoming: Vec::new(), outgoing: VecDeque::new() };
        if let Some(link) = link {
            line.make_link(link)?;
        }
        Ok(line)
    }

    /// The terminal that a host program opens.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Moves what can be moved without waiting, in both directions; whether
    /// anything was.
    pub fn pump(&mut self, board: &mut Board) -> Result<bool, SerialLineError> {
        self.admit_next_host()?;
        self.take_from_host(board)?;
        // Behind the read: a host sets a speed before it sends at it.
        let mut moved = false;
        if self.follow_speed(board)? && !self.incoming.is_empty() {
            board.serial_send(&self.incoming);
            self.incoming.clear();
            moved = true;
        }
        let mut buffer = [0; 1024];
        loop {
            let count = board.serial_receive(&mut buffer);
            if count == 0 {
                break;
            }
            moved = true;
            let room = OUTGOING_LIMIT.saturating_sub(self.outgoing.len());
            self.outgoing.extend(&buffer[..count.min(room)]);
        }
        self.give_to_host()?;
        Ok(moved)
    }

    fn take_from_host(&mut self, board: &Board) -> Result<(), SerialLineError> {
        let mut buffer = [0; INCOMING_LIMIT];
        let room = INCOMING_LIMIT.saturating_sub(board.serial_queued() + self.incoming.len());
        if room == 0 {
            return Ok(());
        }
        match unistd::read(&self.master, &mut buffer[..room]) {
            Ok(count) => self.incoming.extend_from_slice(&buffer[..count]),
            Err(Errno::EAGAIN | Errno::EINTR) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    /// Sets the board's end of the line once what the host sent before has
    /// left; whether both speeds agree.
    fn follow_speed(&self, board: &mut Board) -> Result<bool, SerialLineError> {
        let divisor = match self.speed {
            LineSpeed::OfHost => divisor_of(speed(&self.slave)?),
            LineSpeed::Fixed(divisor) => divisor.max(1),
        };
        if board.divisor() != divisor && board.serial_queued() == 0 {
            board.set_divisor(divisor);
        }
        Ok(board.divisor() == divisor)
    }

    fn give_to_host(&mut self) -> Result<(), SerialLineError> {
        while !self.outgoing.is_empty() {
            match unistd::write(&self.master, self.outgoing.as_slices().0) {
                Ok(0) | Err(Errno::EAGAIN | Errno::EINTR) => break,
                Ok(count) => drop(self.outgoing.drain(..count)),
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// A host that was killed leaves the terminal exclusive, and since it is
    /// held open here it would stay so. Hosts still lock each other out with
    /// flock, which ends with the process.
    fn admit_next_host(&self) -> Result<(), SerialLineError> {
        // SAFETY: the descriptor is open; the request takes no argument.
        Errno::result(unsafe { libc::ioctl(self.slave.as_raw_fd(), libc::TIOCNXCL) })?;
        Ok(())
    }

    fn make_link(&mut self, link: &Path) -> Result<(), SerialLineError> {
        let failed = |source| SerialLineError::Link { path: link.to_path_buf(), source };
        match fs::symlink_metadata(link) {
            Ok(data) if data.is_symlink() => fs::remove_file(link).map_err(failed)?,
            Ok(_) => return Err(SerialLineError::Occupied { path: link.to_path_buf() }),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(failed(error)),
        }
        std::os::unix::fs::symlink(&self.path, link).map_err(failed)?;
        self.link = Some(link.to_path_buf());
        Ok(())
    }
}

impl AsFd for SerialLine {
    /// Readable when the host has sent something.
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.master.as_fd()
    }
}

impl Drop for SerialLine {
    fn drop(&mut self) {
        // Another line may have taken the link over.
        if let Some(link) = &self.link
            && fs::read_link(link).is_ok_and(|target| target == self.path)
        {
            let _ = fs::remove_file(link);
        }
    }
}

/// Bits a second of a terminal. POSIX knows only some speeds by name; this is
/// the number itself.
fn speed(terminal: &OwnedFd) -> Result<u32, Errno> {
    let mut settings = MaybeUninit::<libc::termios2>::uninit();
    // SAFETY: the descriptor is open, and the request fills a termios2.
    Errno::result(unsafe { libc::ioctl(terminal.as_raw_fd(), libc::TCGETS2, settings.as_mut_ptr()) })?;
    // SAFETY: filled, as the call succeeded.
    Ok(unsafe { settings.assume_init() }.c_ospeed)
}
