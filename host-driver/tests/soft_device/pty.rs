//! A device in software behind a pseudo-terminal, for the real binary. Nothing
//! passes while the two sides have different speeds.

use std::io::{ErrorKind, Read, Write};
use std::os::fd::{AsRawFd, BorrowedFd};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use ferroute_host::device::baud;
use ferroute_regmap::message::BAUD_CONFIRM_CLOCKS;
use ferroute_regmap::registers::UART;
use ferroute_regmap::size::CORE_CLOCK_HERTZ;
use nix::fcntl::{FcntlArg, FdFlag, fcntl};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serialport::{SerialPort, TTYPort};

use super::SoftDevice;

pub struct PtyDevice {
    pub device: Arc<Mutex<SoftDevice>>,
    pub path: String,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// What the line does besides.
#[derive(Clone, Copy, Default)]
pub struct Line {
    /// Probability that an octet in either direction is inverted in one bit.
    pub noise: f64,
    /// The line vanishes after this many octets from the host.
    pub vanish_after: Option<usize>,
    /// Nothing gets through at this divisor, which the device takes back.
    pub deaf_at: Option<u32>,
}

impl PtyDevice {
    pub fn start(device: SoftDevice) -> Self {
        Self::with_line(device, Line::default())
    }

    pub fn with_line(device: SoftDevice, line: Line) -> Self {
        let (master, slave) = TTYPort::pair().expect("a pseudo-terminal");
        // A program under test that inherits the line would keep it alive.
        for end in [&master, &slave] {
            // SAFETY: the descriptor is open as long as `end`.
            let end = unsafe { BorrowedFd::borrow_raw(end.as_raw_fd()) };
            fcntl(end, FcntlArg::F_SETFD(FdFlag::FD_CLOEXEC)).expect("close on exec");
        }
        let path = slave.name().expect("the pseudo-terminal has a path");
        let device = Arc::new(Mutex::new(device));
        let stop = Arc::new(AtomicBool::new(false));
        let thread = std::thread::spawn({
            let (device, stop) = (device.clone(), stop.clone());
            // The slave is held open, so that the line outlives each host program.
            move || serve(master, slave, &device, &stop, line)
        });
        Self { device, path, stop, thread: Some(thread) }
    }
}

impl Drop for PtyDevice {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn serve(mut master: TTYPort, slave: TTYPort, device: &Mutex<SoftDevice>, stop: &AtomicBool, line: Line) {
    let mut random = StdRng::seed_from_u64(77);
    let mut damage = |octets: &mut [u8]| {
        for octet in octets {
            if line.noise > 0.0 && random.random_bool(line.noise) {
                *octet ^= 1 << random.random_range(0..8);
            }
        }
    };
    let mut taken = 0;
    let (mut deaf_since, mut was_matched) = (None, false);
    master.set_timeout(Duration::from_millis(20)).expect("timeout");
    while !stop.load(Ordering::Relaxed) {
        let mut buffer = [0; 512];
        let count = match master.read(&mut buffer) {
            Ok(count) => count,
            Err(error) if error.kind() == ErrorKind::TimedOut => continue,
            Err(_) => return,
        };
        taken += count;
        if line.vanish_after.is_some_and(|limit| taken > limit) {
            return;
        }
        let deaf = line.deaf_at.is_some_and(|divisor| is_deaf(device, divisor, &mut deaf_since));
        let matched = !deaf && is_matched(&slave, device);
        // What the host sent before it changed its speed may be read after that.
        let is_heard = matched || (was_matched && !deaf);
        was_matched = matched;
        if !is_heard {
            continue;
        }
        damage(&mut buffer[..count]);
        let mut out = device.lock().expect("no panic in the device").receive(&buffer[..count]);
        damage(&mut out);
        if master.write_all(&out).is_err() {
            return;
        }
    }
}

fn is_deaf(device: &Mutex<SoftDevice>, divisor: u32, since: &mut Option<Instant>) -> bool {
    let memory = &mut device.lock().expect("no panic in the device").memory;
    if memory.register(UART.address) != divisor {
        return false;
    }
    let patience = f64::from(BAUD_CONFIRM_CLOCKS) / CORE_CLOCK_HERTZ as f64;
    let is_over = since.get_or_insert_with(Instant::now).elapsed().as_secs_f64() > patience;
    if is_over {
        memory.set_register(UART.address, UART.reset);
    }
    !is_over
}

/// Whether the host's speed is the device's, within what a UART forgives.
fn is_matched(slave: &TTYPort, device: &Mutex<SoftDevice>) -> bool {
    let host = slave.baud_rate().expect("the pseudo-terminal has a speed");
    let register = device.lock().expect("no panic in the device").memory.register(UART.address);
    host.abs_diff(baud(register)) <= host / 50
}
