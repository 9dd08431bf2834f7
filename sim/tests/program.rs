//! The program `ferroute-sim` around the stand-in.

mod stand_in;

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Output, Stdio};
use std::time::Duration;

use ferroute_host::transport::{SerialTransport, Transport};
use ferroute_sim::capture::{CapturedFrame, Reader, Writer};
use serde_json::Value;
use stand_in::StandIn;
use tempfile::TempDir;

struct Setup {
    folder: TempDir,
    verilog: PathBuf,
}

impl Setup {
    /// `None` and a note where no model can be built.
    fn new() -> Option<Self> {
        StandIn::new(4).open()?;
        let folder = TempDir::new().unwrap();
        let verilog = folder.path().join("switch_core.v");
        fs::write(&verilog, StandIn::new(4).verilog()).unwrap();
        Some(Self { folder, verilog })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ferroute-sim"));
        command.current_dir(self.folder.path()).args(["run", "--verilog"]).arg(&self.verilog).args(arguments);
        command
    }

    /// Ends when the replay is over, as standard input has ended.
    fn finish(&self, arguments: &[&str]) -> Output {
        self.run(arguments).stdin(Stdio::null()).output().unwrap()
    }

    fn capture(&self, name: &str, frames: &[(u64, u8, usize)]) {
        let mut writer = Writer::create(&self.path(name)).unwrap();
        for (nanoseconds, fill, length) in frames {
            writer.write(*nanoseconds, &vec![*fill; *length]);
        }
        writer.flush().unwrap();
    }
}

fn frames(path: &Path) -> Vec<CapturedFrame> {
    Reader::open(path).unwrap().collect::<Result<_, _>>().unwrap()
}

fn times(path: &Path) -> Vec<i128> {
    frames(path).iter().map(|frame| frame.nanoseconds).collect()
}

fn summary(output: &Output) -> Value {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    let last: Value = serde_json::from_str(text.lines().last().expect("a line")).unwrap();
    assert_eq!(last["event"], "summary", "{text}");
    last["summary"].clone()
}

fn complaint(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1));
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Frame by frame through two registers, which take 16 ns.
#[test]
fn replays_at_every_pace() {
    let Some(setup) = Setup::new() else { return };
    let start = 1_700_000_000_000_000_000;
    setup.capture("a.pcap", &[(start + 800, 1, 60), (start + 4_000, 2, 100), (start + 4_001, 3, 20)]);
    setup.capture("b.pcap", &[(start, 4, 60)]);
    let at = |pace: &str| {
        let output = setup.finish(&[
            "--input", "swp1=a.pcap", "--input", "swp4=b.pcap", "--output-directory", "out", "--pace", pace, "-j",
        ]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        (times(&setup.path("out/swp2.pcap")), times(&setup.path("out/swp1.pcap")), summary(&output))
    };
    let (second, first, summary) = at("original");
    assert_eq!(second, [816, 4_016, 4_016 + (8 + 104 + 12) * 8]);
    assert_eq!(first, [16]);
    let latency = &summary["latency"]["first_bit_in_to_first_bit_out"];
    assert_eq!((latency["frames"].as_u64(), latency["minimum"].as_f64()), (Some(4), Some(16.0)));
    assert_eq!(latency["maximum"].as_f64(), Some(16.0));
    assert_eq!(summary["latency"]["unmatched_frames"], 0);
    let (second, _, _) = at("line-rate");
    assert_eq!(second, [16, 16 + 84 * 8, 16 + (84 + 124) * 8]);
    let (second, first, summary) = at("96");
    assert_eq!(second, [16, 16 + 168 * 8, 16 + (168 + 208) * 8]);
    assert_eq!(first, [16]);
    let ports = summary["ports"].as_array().unwrap();
    let of = |port: usize| ["frames_in", "octets_in", "frames_out", "octets_out"].map(|key| ports[port][key].as_u64().unwrap());
    assert_eq!(ports[0]["port"], "swp1");
    assert_eq!((of(0), of(1)), ([3, 64 + 104 + 64, 1, 64], [0, 0, 3, 232]));
    // Contents: padded, and without FCS.
    let contents: Vec<_> = frames(&setup.path("out/swp2.pcap")).into_iter().map(|frame| frame.octets).collect();
    assert_eq!(contents[..2], [vec![1; 60], vec![2; 100]]);
    assert_eq!(contents[2], [vec![3; 20], vec![0; 40]].concat());
    assert!(frames(&setup.path("out/swp3.pcap")).is_empty());
}

#[test]
fn a_damaged_input_is_replayed_as_far_as_it_is_good() {
    let Some(setup) = Setup::new() else { return };
    setup.capture("a.pcap", &[(0, 1, 60), (0, 2, 60), (0, 3, 60)]);
    let file = fs::read(setup.path("a.pcap")).unwrap();
    fs::write(setup.path("a.pcap"), &file[..file.len() - 1]).unwrap();
    let output = setup.finish(&["--input", "swp1=a.pcap", "--output-directory", "out", "-j"]);
    let complaint = complaint(&output);
    assert_eq!(complaint.lines().count(), 1, "{complaint}");
    assert!(complaint.contains("a.pcap is damaged behind frame 2: truncated"), "{complaint}");
    assert_eq!(frames(&setup.path("out/swp2.pcap")).len(), 2);
    assert_eq!(summary(&output)["faults"].as_array().unwrap().len(), 1);
}

#[test]
fn what_cannot_be_replayed_is_one_sentence() {
    let Some(setup) = Setup::new() else { return };
    setup.capture("a.pcap", &[(0, 1, 60)]);
    let mut file = fs::read(setup.path("a.pcap")).unwrap();
    file[20] = 113;
    fs::write(setup.path("cooked.pcap"), file).unwrap();
    fs::create_dir(setup.path("out")).unwrap();
    fs::copy(setup.path("a.pcap"), setup.path("out/swp3.pcap")).unwrap();
    let cases: [(&[&str], &str); 7] = [
        (&["--input", "swp5=a.pcap"], "no port \"swp5\"; there are swp1 to swp4 and cpu"),
        (&["--input", "cpu=a.pcap"], "\"cpu\" is the port to the host; captures enter at swp1 to swp4"),
        (&["--input", "swp1=cooked.pcap"], "cooked.pcap has link type LINUX_SLL instead of Ethernet"),
        (&["--input", "swp1=none.pcap"], "cannot read none.pcap: No such file or directory"),
        (&["--ppm", "swp1=fast"], "\"fast\" is no offset of swp1; they go from -100000 to +100000 ppm"),
        (&["--ports", "9"], "a board has 2 to 8 ports, not 9"),
        (
            &["--input", "swp1=out/swp3.pcap", "--output-directory", "out"],
            "the output out/swp3.pcap would replace an input; choose another folder",
        ),
    ];
    for (arguments, expected) in cases {
        let output = setup.finish(arguments);
        assert_eq!(complaint(&output), format!("ferroute-sim: {expected}\n"));
    }
    assert_eq!(frames(&setup.path("out/swp3.pcap")).len(), 1);
    // A command line that makes no sense is clap's to refuse.
    assert_eq!(setup.finish(&["--pace", "0"]).status.code(), Some(2));
    assert_eq!(setup.finish(&["--input", "swp1"]).status.code(), Some(2));
}

/// Clocks apart change nothing in what passes, only when.
#[test]
fn offsets_of_clocks_show_in_the_times() {
    let Some(setup) = Setup::new() else { return };
    let many: Vec<(u64, u8, usize)> = (0..500).map(|index| (0, index as u8, 60)).collect();
    setup.capture("a.pcap", &many);
    let output = setup.finish(&[
        "--input", "swp1=a.pcap", "--output-directory", "out", "--ppm", "swp1=+100", "--ppm", "swp2=+100", "-j",
    ]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let times = times(&setup.path("out/swp2.pcap"));
    // 499 frames of 84 clocks of 7.9992 ns, rounded down to nanoseconds.
    let span = times[499] - times[0];
    assert!((span - 335_294).abs() <= 1, "{span}");
}

/// A program that runs, with lines in both directions.
struct Running {
    child: Child,
    stdin: Option<ChildStdin>,
    lines: std::io::Lines<BufReader<ChildStdout>>,
}

impl Running {
    fn start(mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { stdin: child.stdin.take(), lines, child }
    }

    fn line(&mut self) -> String {
        self.lines.next().expect("another line").unwrap()
    }

    fn say(&mut self, line: &str) {
        writeln!(self.stdin.as_mut().unwrap(), "{line}").unwrap();
    }
}

#[test]
fn a_script_starts_the_replay_and_reaches_the_control_line() {
    let Some(setup) = Setup::new() else { return };
    setup.capture("a.pcap", &[(0, 1, 60), (0, 2, 60)]);
    let mut program = Running::start(setup.run(&[
        "--serial", "line", "--input", "swp1=a.pcap", "--output-directory", "out", "--start-on-stdin", "--progress",
    ]));
    let ready = program.line();
    assert!(ready.starts_with("ready, control line at line (/dev/pts/"), "{ready}");
    let link = setup.path("line");
    let mut host = SerialTransport::open(link.to_str().unwrap(), 15_625_000).unwrap();
    let mut echo = |sent: &[u8]| {
        host.send(sent).unwrap();
        let mut buffer = [0; 64];
        let mut received = Vec::new();
        while received.len() < sent.len() {
            let count = host.receive(&mut buffer, Duration::from_secs(30)).unwrap();
            assert_ne!(count, 0);
            received.extend_from_slice(&buffer[..count]);
        }
        received
    };
    assert_eq!(echo(b"before"), b"before");
    assert!(frames(&setup.path("out/swp2.pcap")).is_empty());
    program.say("replay");
    assert_eq!(program.line(), "replayed 2 frames");
    assert_eq!(frames(&setup.path("out/swp2.pcap")).len(), 2);
    // The control line is served further, after a rest too.
    assert_eq!(echo(b"after"), b"after");
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(echo(b"later"), b"later");
    program.say("quit");
    let rest: Vec<String> = program.lines.map(Result::unwrap).collect();
    assert!(rest.iter().any(|line| line.contains("latency, last bit in to first bit out, 2 frames")), "{rest:?}");
    assert!(rest.last().unwrap().contains("M cycles/s"), "{rest:?}");
    assert!(program.child.wait().unwrap().success());
    assert!(fs::symlink_metadata(&link).is_err());
}

#[test]
fn an_interrupt_ends_it_cleanly() {
    let Some(setup) = Setup::new() else { return };
    setup.capture("a.pcap", &[(0, 1, 60)]);
    let mut program = Running::start(setup.run(&[
        "--serial", "line", "--input", "swp1=a.pcap", "--output-directory", "out", "-j",
    ]));
    assert!(program.line().starts_with("{\"event\":\"ready\""));
    assert!(program.line().contains("\"replayed\""));
    let id = nix::unistd::Pid::from_raw(program.child.id() as i32);
    nix::sys::signal::kill(id, nix::sys::signal::Signal::SIGINT).unwrap();
    let last = program.lines.last().unwrap().unwrap();
    assert!(last.contains("\"summary\""), "{last}");
    assert!(program.child.wait().unwrap().success());
    assert!(fs::symlink_metadata(setup.path("line")).is_err());
    assert_eq!(frames(&setup.path("out/swp2.pcap")).len(), 1);
}

#[test]
fn the_end_of_input_without_a_start_is_an_end() {
    let Some(setup) = Setup::new() else { return };
    setup.capture("a.pcap", &[(0, 1, 60)]);
    let output = setup.finish(&["--input", "swp1=a.pcap", "--start-on-stdin", "-j"]);
    assert!(output.status.success());
    assert_eq!(summary(&output)["ports"][0]["frames_in"], 0);
}
