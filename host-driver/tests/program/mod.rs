//! The real program against a device in software.
#![allow(dead_code)]

use std::io::Write;
use std::process::{Command, Stdio};

use crate::soft_device::{Line, PtyDevice, SoftDevice};

/// How a run of the program ended.
#[derive(Debug)]
pub struct Run {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// The program, with nothing inherited that it reads.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ferroute"));
    command.env_remove("FERROUTE_DEVICE").env_remove("FERROUTE_BAUD").stdin(Stdio::null());
    command
}

/// Runs the program without a device.
pub fn run_alone(arguments: &[&str]) -> Run {
    finish(program().args(arguments), "")
}

/// Runs a command to its end with this standard input.
pub fn finish(command: &mut Command, input: &str) -> Run {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // A program that does not read its input closes it.
    let _ = child.stdin.take().expect("piped").write_all(input.as_bytes());
    let output = child.wait_with_output().expect("the program ends");
    Run {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).expect("text"),
        err: String::from_utf8(output.stderr).expect("text"),
    }
}

/// A device with 4 ports and the program.
pub struct Bench {
    pub line: PtyDevice,
}

impl Bench {
    pub fn new() -> Self {
        Self::with(|_| {})
    }

    /// A bench whose device is prepared first.
    pub fn with(prepare: impl FnOnce(&mut SoftDevice)) -> Self {
        Self::on_line(Line::default(), prepare)
    }

    /// A bench with a line that does something besides.
    pub fn on_line(line: Line, prepare: impl FnOnce(&mut SoftDevice)) -> Self {
        let mut device = SoftDevice::new(4);
        prepare(&mut device);
        Self { line: PtyDevice::with_line(device, line) }
    }

    /// Does something with the device between runs.
    pub fn device<T>(&self, action: impl FnOnce(&mut SoftDevice) -> T) -> T {
        action(&mut self.line.device.lock().expect("no panic in the device"))
    }

    /// Runs the program on the device.
    pub fn run(&self, arguments: &[&str]) -> Run {
        self.run_with_input(arguments, "")
    }

    pub fn run_with_input(&self, arguments: &[&str], input: &str) -> Run {
        finish(program().args(["-D", &self.line.path]).args(arguments), input)
    }

    /// Runs the program, which must succeed without a complaint; returns what it printed.
    pub fn ok(&self, arguments: &[&str]) -> String {
        let run = self.run(arguments);
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{arguments:?}: {}", run.out);
        run.out
    }

    /// Runs the program with `-j`, which must succeed.
    pub fn json(&self, arguments: &[&str]) -> serde_json::Value {
        let out = self.ok(&[&["-j"], arguments].concat());
        assert_eq!(out.lines().count(), 1, "one value on one line: {out}");
        serde_json::from_str(&out).expect("JSON")
    }
}

impl Run {
    /// The run must have failed with this code and one sentence, which is returned.
    pub fn failed(&self, code: i32) -> &str {
        assert_eq!(self.code, Some(code), "{self:?}");
        assert_eq!(self.err.lines().count(), 1, "one sentence: {self:?}");
        let sentence = self.err.strip_prefix("ferroute: ").expect("the program's name");
        sentence.trim_end()
    }
}
