//! The simulated board at work: tables through its serial line, real captures
//! through its ports, and what it says of them.

use std::io::{BufRead, BufReader, Lines, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::process::{cargo, run as run_command};
use crate::{root, setup};

/// What to show.
#[derive(clap::Args)]
pub struct Arguments {
    /// Where the captures of each port go
    #[arg(long, default_value = "target/ferroute/demo")]
    output_directory: PathBuf,
}

/// Capture of a host, below `tests/captures`, and the port that it is at.
const INPUTS: &[(&str, &str)] = &[
    ("swp1", "tcp/a.pcap"),
    ("swp2", "tcp/b.pcap"),
    ("swp3", "neighbours/c.pcap"),
    ("swp4", "stp/s1-p2.pcap"),
];

/// Static entries: hosts a and b of the captures at swp1 and swp2.
const STATIONS: &[(&str, &str)] = &[("02:00:00:00:00:01", "swp1"), ("02:00:00:00:00:02", "swp2")];

const TOPOLOGY: &str = "
      host a              host b              host c              bridge
  02:..:00:01         02:..:00:02         02:..:00:03             STP
       |                   |                   |                   |
     swp1                swp2                swp3                swp4
  +----+-------------------+-------------------+-------------------+----+
  |                         SwitchCore, simulated                       |
  +----------------------------------+----------------------------------+
                                     | uart
                                  ferroute
";

/// Core clocks a bit of the demo's serial line.
const DIVISOR: &str = "8";

pub fn run(arguments: &Arguments) -> Result<()> {
    setup::ensure()?;
    println!("building");
    cargo(&["build", "--quiet", "--package", "ferroute-sim", "--package", "ferroute-host"])?;
    println!("{TOPOLOGY}");
    let folder = root().join(&arguments.output_directory);
    std::fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    let serial = folder.join("serial");
    println!("starting the board (its model is built the first time, which takes a minute or two)");
    let mut board = Board::start(&folder, &serial)?;
    let outcome = show(&mut board, &serial);
    let ended = board.quit();
    outcome.and(ended)?;
    println!("captures of what each port sent: {}/swp*.pcap", folder.display());
    Ok(())
}

fn show(board: &mut Board, serial: &Path) -> Result<()> {
    board.wait_for("ready")?;
    let ferroute = |words: &[&str]| ferroute(serial, words);
    ferroute(&["identify"])?;
    ferroute(&["fdb", "reseed"])?;
    for (mac, port) in STATIONS {
        ferroute(&["fdb", "add", mac, "dev", port, "static"])?;
    }
    ferroute(&["fdb", "show"])?;
    println!("\nreplaying {}", INPUTS.iter().map(|(port, file)| format!("{file} into {port}")).collect::<Vec<_>>().join(", "));
    board.say("replay")?;
    board.wait_for("replayed")?;
    for words in [&["link", "show"][..], &["stats", "show"], &["drop", "show"], &["fdb", "show"], &["resource", "show"]] {
        ferroute(words)?;
    }
    println!("\nframes by port, and latency through the switch:");
    Ok(())
}

/// The real command over the board's serial line.
fn ferroute(serial: &Path, words: &[&str]) -> Result<()> {
    println!("\n$ ferroute {}", words.join(" "));
    std::io::stdout().flush()?;
    run_command(Command::new(program("ferroute")).arg("-D").arg(serial).args(words))
}

fn program(name: &str) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    target.join("debug").join(name)
}

/// The running `ferroute-sim`.
struct Board {
    child: Child,
    stdin: Option<ChildStdin>,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Board {
    fn start(folder: &Path, serial: &Path) -> Result<Self> {
        let mut command = Command::new(program("ferroute-sim"));
        command.args(["run", "--ports", "4", "--cells", "1024", "--divisor", DIVISOR, "--start-on-stdin", "--progress"]);
        command.arg("--serial").arg(serial).arg("--output-directory").arg(folder);
        for (port, file) in INPUTS {
            let path = root().join("tests/captures").join(file);
            command.arg("--input").arg(format!("{port}={}", path.display()));
        }
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("the simulated board does not start")?;
        let stdin = child.stdin.take();
        let stdout = child.stdout.take().context("the board's output is a pipe")?;
        Ok(Self { child, stdin, lines: BufReader::new(stdout).lines() })
    }

    /// Passes the board's output on up to a line that starts with `word`.
    fn wait_for(&mut self, word: &str) -> Result<()> {
        for line in self.lines.by_ref() {
            let line = line?;
            println!("{line}");
            if line.starts_with(word) {
                return Ok(());
            }
        }
        bail!("the board ended before it was \"{word}\"")
    }

    fn say(&mut self, word: &str) -> Result<()> {
        let stdin = self.stdin.as_mut().context("the board listens")?;
        writeln!(stdin, "{word}").context("the board does not listen")
    }

    /// Ends the board and passes the rest of its output on.
    fn quit(mut self) -> Result<()> {
        // It may have ended already; its status tells.
        let _ = self.say("quit");
        self.stdin = None;
        for line in self.lines.by_ref() {
            println!("{}", line?);
        }
        let status = self.child.wait()?;
        if status.success() { Ok(()) } else { bail!("the board ended with {status}") }
    }
}
