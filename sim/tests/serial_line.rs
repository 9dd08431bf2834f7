//! A board's control line as a pseudo-terminal, opened the way the host does.

mod stand_in;

use std::fs;
use std::io::{Read, Write};
use std::os::fd::AsRawFd;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use ferroute_host::transport::{SerialTransport, Transport};
use ferroute_sim::board::Board;
use ferroute_sim::serial_line::{LineSpeed, SerialLine, SerialLineError};
use nix::libc;
use stand_in::StandIn;
use tempfile::TempDir;

/// A board that runs and serves a line until it is dropped.
struct Served {
    board: Arc<Mutex<Board>>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<SerialLine>>,
}

impl Served {
    fn start(mut line: SerialLine, board: Board) -> Self {
        let board = Arc::new(Mutex::new(board));
        let stop = Arc::new(AtomicBool::new(false));
        let thread = std::thread::spawn({
            let (board, stop) = (board.clone(), stop.clone());
            move || {
                while !stop.load(Ordering::Relaxed) {
                    let mut board = board.lock().unwrap();
                    line.pump(&mut board).unwrap();
                    board.run(2_048);
                    drop(board);
                    std::thread::yield_now();
                }
                line
            }
        });
        Self { board, stop, thread: Some(thread) }
    }

    fn divisor(&self) -> u16 {
        self.board.lock().unwrap().divisor()
    }

    fn cycle(&self) -> u64 {
        self.board.lock().unwrap().cycle()
    }

    fn stop(mut self) -> SerialLine {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.take().unwrap().join().unwrap()
    }
}

/// Reads as many octets as were sent to the echo.
fn echo(host: &mut SerialTransport, sent: &[u8]) -> Vec<u8> {
    host.send(sent).unwrap();
    let mut received = Vec::new();
    let mut buffer = [0; 4096];
    while received.len() < sent.len() {
        let count = host.receive(&mut buffer, Duration::from_secs(60)).unwrap();
        assert_ne!(count, 0, "{} of {} octets", received.len(), sent.len());
        received.extend_from_slice(&buffer[..count]);
    }
    received
}

#[test]
fn a_host_reaches_the_board_at_any_speed() {
    let Some(board) = StandIn::new(2).open() else { return };
    let folder = TempDir::new().unwrap();
    let link = folder.path().join("serial");
    let line = SerialLine::open(Some(&link), LineSpeed::OfHost).unwrap();
    let served = Served::start(line, board);
    let mut host = SerialTransport::open(link.to_str().unwrap(), 115_200).unwrap();
    // Every octet, those included that a terminal would translate.
    let all: Vec<u8> = (0..=255).collect();
    assert_eq!(echo(&mut host, &all), all);
    assert_eq!(served.divisor(), 1085);
    assert!(served.cycle() >= 256 * 10 * 1085);
    for (baud, divisor) in [(15_625_000, 8), (3_000_000, 42), (115_200, 1085), (15_625_000, 8)] {
        host.set_baud(baud).unwrap();
        assert_eq!(echo(&mut host, &all), all);
        assert_eq!(served.divisor(), divisor);
    }
    // More than the terminal and the line hold at once.
    let many: Vec<u8> = (0..50_000_u32).map(|index| ((index * 31) >> 3) as u8).collect();
    assert!(echo(&mut host, &many) == many);
    assert_eq!(served.board.lock().unwrap().framing_errors(), 0);
    drop(served.stop());
    assert!(fs::symlink_metadata(&link).is_err(), "the link outlived its line");
    assert!(host.receive(&mut [0; 8], Duration::from_secs(1)).is_err(), "the line outlived its board");
}

#[test]
fn a_fixed_line_does_not_care_for_the_hosts_speed() {
    let Some(board) = StandIn::new(2).open() else { return };
    let line = SerialLine::open(None, LineSpeed::Fixed(8)).unwrap();
    let path = line.path().to_str().unwrap().to_owned();
    let served = Served::start(line, board);
    let mut host = SerialTransport::open(&path, 9_600).unwrap();
    assert_eq!(echo(&mut host, b"fixed"), b"fixed");
    assert_eq!(served.divisor(), 8);
    served.stop();
}

#[test]
fn hosts_come_and_go() {
    let Some(board) = StandIn::new(2).open() else { return };
    let line = SerialLine::open(None, LineSpeed::Fixed(8)).unwrap();
    let path = line.path().to_str().unwrap().to_owned();
    let served = Served::start(line, board);
    for turn in 0..3_u8 {
        let mut host = SerialTransport::open(&path, 115_200).unwrap();
        assert_eq!(echo(&mut host, &[turn, 0, 255]), [turn, 0, 255]);
        assert!(SerialTransport::open(&path, 115_200).is_err(), "one host at a time");
    }
    let line = served.stop();
    assert_eq!(line.path().to_str().unwrap(), path);
}

/// A host that was killed has not given the terminal back.
#[test]
fn a_killed_host_does_not_lock_the_line() {
    let Some(mut board) = StandIn::new(2).open() else { return };
    let mut line = SerialLine::open(None, LineSpeed::Fixed(8)).unwrap();
    let host = fs::OpenOptions::new().read(true).write(true).open(line.path()).unwrap();
    let exclusive = |host: &fs::File| {
        let mut answer: libc::c_int = -1;
        // SAFETY: the descriptor is open, and the request fills an int.
        assert_eq!(unsafe { libc::ioctl(host.as_raw_fd(), libc::TIOCGEXCL, &mut answer) }, 0);
        answer != 0
    };
    // SAFETY: the descriptor is open; the request takes no argument.
    assert_eq!(unsafe { libc::ioctl(host.as_raw_fd(), libc::TIOCEXCL) }, 0);
    assert!(exclusive(&host));
    line.pump(&mut board).unwrap();
    assert!(!exclusive(&host));
}

/// A program that writes without setting the terminal is not translated either.
#[test]
fn the_line_is_raw_from_the_start() {
    let Some(mut board) = StandIn::new(2).open() else { return };
    let mut line = SerialLine::open(None, LineSpeed::Fixed(8)).unwrap();
    let mut host = fs::OpenOptions::new().read(true).write(true).open(line.path()).unwrap();
    host.write_all(b"a\n").unwrap();
    line.pump(&mut board).unwrap();
    assert_eq!(board.serial_queued(), 2);
    // The echo of the stand-in is not echoed by the terminal once more.
    for _ in 0..10 {
        board.run(200);
        line.pump(&mut board).unwrap();
    }
    assert_eq!(board.serial_queued(), 0);
    let mut received = [0; 2];
    host.read_exact(&mut received).unwrap();
    assert_eq!(&received, b"a\n");
}

#[test]
fn links_are_replaced_and_files_are_not() {
    let folder = TempDir::new().unwrap();
    let link = folder.path().join("serial");
    let first = SerialLine::open(Some(&link), LineSpeed::OfHost).unwrap();
    let second = SerialLine::open(Some(&link), LineSpeed::OfHost).unwrap();
    drop(first);
    assert_eq!(fs::read_link(&link).unwrap(), second.path(), "the first took the link of the second away");
    drop(second);
    fs::write(&link, "precious").unwrap();
    let refused = SerialLine::open(Some(&link), LineSpeed::OfHost);
    assert!(matches!(refused, Err(SerialLineError::Occupied { .. })));
    assert_eq!(fs::read_to_string(&link).unwrap(), "precious");
    let nowhere = folder.path().join("missing/serial");
    assert!(matches!(SerialLine::open(Some(&nowhere), LineSpeed::OfHost), Err(SerialLineError::Link { .. })));
}
