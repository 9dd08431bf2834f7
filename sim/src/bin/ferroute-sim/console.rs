//! What wakes the program: lines on standard input, signals, the serial line.

use std::io::IsTerminal;
use std::os::fd::{AsFd, BorrowedFd};

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::{SigSet, Signal};
use nix::sys::signalfd::{SfdFlags, SignalFd};

/// What the user wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    Replay,
    Quit,
    Unknown(String),
}

/// Standard input and the signals that end the program.
pub struct Console {
    signals: SignalFd,
    partial: Vec<u8>,
    /// Standard input has ended.
    closed: bool,
}

impl Console {
    /// Holds SIGINT and SIGTERM back from here on; they become [`Request::Quit`].
    pub fn open() -> anyhow::Result<Self> {
        let mut set = SigSet::empty();
        set.add(Signal::SIGINT);
        set.add(Signal::SIGTERM);
        set.thread_block()?;
        let signals = SignalFd::with_flags(&set, SfdFlags::SFD_NONBLOCK | SfdFlags::SFD_CLOEXEC)?;
        Ok(Self { signals, partial: Vec::new(), closed: false })
    }

    /// Whether standard input has ended.
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    /// Whether a person sits at standard input.
    pub fn is_terminal() -> bool {
        std::io::stdin().is_terminal()
    }

    /// Waits until something happens, here or at `also`, or the time is over.
    pub fn wait(&mut self, also: Option<BorrowedFd>, milliseconds: u8) -> anyhow::Result<Vec<Request>> {
        let stdin = std::io::stdin();
        let mut polled = vec![PollFd::new(self.signals.as_fd(), PollFlags::POLLIN)];
        if !self.closed {
            polled.push(PollFd::new(stdin.as_fd(), PollFlags::POLLIN));
        }
        if let Some(also) = also {
            polled.push(PollFd::new(also, PollFlags::POLLIN));
        }
        match poll(&mut polled, PollTimeout::from(milliseconds)) {
            Ok(_) | Err(Errno::EINTR) => {}
            Err(error) => return Err(error.into()),
        }
        let ready = |index: usize| polled.get(index).and_then(PollFd::any).unwrap_or(false);
        let (signal, input) = (ready(0), !self.closed && ready(1));
        let mut requests = Vec::new();
        if signal && self.signals.read_signal()?.is_some() {
            requests.push(Request::Quit);
        }
        if input {
            let mut buffer = [0; 4096];
            match nix::unistd::read(stdin.as_fd(), &mut buffer) {
                Ok(0) => self.closed = true,
                Ok(count) => self.partial.extend_from_slice(&buffer[..count]),
                Err(Errno::EAGAIN | Errno::EINTR) => {}
                // A terminal that went away.
                Err(_) => self.closed = true,
            }
            self.requests(&mut requests);
        }
        Ok(requests)
    }

    fn requests(&mut self, requests: &mut Vec<Request>) {
        while let Some(end) = self.partial.iter().position(|octet| *octet == b'\n') {
            let line: Vec<u8> = self.partial.drain(..=end).collect();
            match String::from_utf8_lossy(&line).trim() {
                "" => {}
                "replay" => requests.push(Request::Replay),
                "quit" => requests.push(Request::Quit),
                other => requests.push(Request::Unknown(other.to_owned())),
            }
        }
    }
}
