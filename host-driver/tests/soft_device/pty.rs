//! A device in software behind a pseudo-terminal, for the real binary.

use std::io::{ErrorKind, Read, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

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
}

impl PtyDevice {
    pub fn start(device: SoftDevice) -> Self {
        Self::with_line(device, Line::default())
    }

    pub fn with_line(device: SoftDevice, line: Line) -> Self {
        let (master, slave) = TTYPort::pair().expect("a pseudo-terminal");
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
    let _held = slave;
    let mut random = StdRng::seed_from_u64(77);
    let mut damage = |octets: &mut [u8]| {
        for octet in octets {
            if line.noise > 0.0 && random.random_bool(line.noise) {
                *octet ^= 1 << random.random_range(0..8);
            }
        }
    };
    let mut taken = 0;
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
        damage(&mut buffer[..count]);
        let mut out = device.lock().expect("no panic in the device").receive(&buffer[..count]);
        damage(&mut out);
        if master.write_all(&out).is_err() {
            return;
        }
    }
}
