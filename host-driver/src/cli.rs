//! Arguments of the program and the way from them to an exit code. One object
//! of the switch a module.

mod batch;
mod drops;
mod error;
mod fdb;
mod identify;
mod inject;
mod interface;
mod keywords;
mod link;
mod neigh;
mod next_hop;
mod output;
mod punt;
mod register;
mod resource;
mod route;
mod routing;
mod saved;
mod session;
mod speed;
mod stats;
mod table;
mod trap;
mod way;

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand};
use ferroute_host::device::baud;
use ferroute_regmap::size::UART_RESET_DIVISOR;

use error::CommandError;
use session::Session;

const EXAMPLES: &str = "\
Examples:
  ferroute -D /dev/ttyUSB0 identify
  ferroute link set swp3 flood off learn off
  ferroute fdb add 02:00:00:00:00:01 dev swp2
  ferroute -j fdb show dev swp2
  ferroute stats swp1
  ferroute drop show
  ferroute route add 10.0.0.0/8 via 192.0.2.1 dev swp2
  ferroute -b setup.txt --force

Exit codes: 0 done, 1 usage, 2 refused by the device, 3 transport, 4 table full,
5 mismatch (another layout, a failed verification, counters that do not add up),
6 part of a batch failed.";

/// Shows and changes a Ferroute switch over its serial line.
#[derive(Parser)]
#[command(name = "ferroute", version, after_help = EXAMPLES, infer_subcommands = true)]
struct Arguments {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    object: Option<Object>,
}

#[derive(clap::Args)]
struct Options {
    /// Serial line of the device
    #[arg(short = 'D', long, global = true, value_name = "DEVICE", env = "FERROUTE_DEVICE")]
    device: Option<String>,
    /// Speed of the serial line in bits a second, as last set with `speed`
    #[arg(short = 'B', long, global = true, value_name = "BAUD", env = "FERROUTE_BAUD",
        default_value_t = baud(UART_RESET_DIVISOR.into()), value_parser = clap::value_parser!(u32).range(1..))]
    baud: u32,
    /// Print JSON: one value a command, on one line
    #[arg(short, long, global = true)]
    json: bool,
    /// Run the commands in FILE, one a line, "-" for the standard input
    ///
    /// A "#" starts a comment. All lines are parsed before the first is run.
    /// `fdb add` lines that follow one another go to the device together, as
    /// do `fdb replace` lines; when one of the entries to add exists, none of
    /// these lines adds any, except with --force.
    #[arg(short, long, value_name = "FILE")]
    batch: Option<PathBuf>,
    /// In a batch: go on after a line that failed
    #[arg(long, requires = "batch")]
    force: bool,
    /// Read the device but write nothing; writes are printed to the standard error
    #[arg(long, global = true)]
    dry_run: bool,
    /// Keep what the device's tables cannot tell of routes in FILE
    #[arg(long, global = true, value_name = "FILE", env = "FERROUTE_STATE")]
    state: Option<PathBuf>,
    /// Keep routes that do not fit beside the hardware, and let the next route
    /// above each lead to the host
    #[arg(long, global = true)]
    partial: bool,
    /// Print every access to the device to the standard error
    #[arg(long, global = true)]
    trace: bool,
    /// Longest wait for a reply before a message is repeated
    #[arg(long, global = true, value_name = "SECONDS", default_value = "1", value_parser = seconds)]
    timeout: Duration,
}

#[derive(Subcommand)]
enum Object {
    /// What the device is and how long it runs
    Identify,
    /// Ports: link state, what each may do, summed counters
    Link(link::Arguments),
    /// Forwarding database: MAC addresses and their ports
    Fdb(fdb::Arguments),
    /// All counters of ports
    Stats(stats::Arguments),
    /// Losses by port and reason, and whether all frames are accounted for
    Drop(drops::Arguments),
    /// How full tables and buffers are
    Resource(resource::Arguments),
    /// Frames that go to the host, and how many of them
    Trap(trap::Arguments),
    /// Router interfaces: where a port and a VLAN meet layer 3
    Interface(interface::Arguments),
    /// Routes of the hardware
    Route(route::Arguments),
    /// Next hops of the hardware, and those with a number
    #[command(name = "nexthop")]
    NextHop(next_hop::Arguments),
    /// Neighbours: IP addresses with their MAC addresses
    Neigh(neigh::Arguments),
    /// Registers and raw words, for debugging
    Register(register::Arguments),
    /// Frames that the switch gave to the host
    Punt(punt::Arguments),
    /// Send a frame from the host
    Inject(inject::Arguments),
    /// Change the speed of the serial line
    Speed(speed::Arguments),
}

/// A command without options, as in a batch file.
#[derive(Parser)]
#[command(name = "ferroute", no_binary_name = true, disable_help_flag = true,
    disable_help_subcommand = true, infer_subcommands = true)]
struct Line {
    #[command(subcommand)]
    object: Object,
}

impl Object {
    /// Whether it works on the router in memory.
    fn is_routing(&self) -> bool {
        matches!(self, Object::Interface(_) | Object::Route(_) | Object::NextHop(_) | Object::Neigh(_))
    }

    fn run(self, session: &mut Session) -> Result<(), CommandError> {
        match self {
            Object::Identify => identify::run(session),
            Object::Link(arguments) => arguments.run(session),
            Object::Fdb(arguments) => arguments.run(session),
            Object::Stats(arguments) => arguments.run(session),
            Object::Drop(arguments) => arguments.run(session),
            Object::Resource(arguments) => arguments.run(session),
            Object::Trap(arguments) => arguments.run(session),
            Object::Interface(arguments) => arguments.run(session),
            Object::Route(arguments) => arguments.run(session),
            Object::NextHop(arguments) => arguments.run(session),
            Object::Neigh(arguments) => arguments.run(session),
            Object::Register(arguments) => arguments.run(session),
            Object::Punt(arguments) => arguments.run(session),
            Object::Inject(arguments) => arguments.run(session),
            Object::Speed(arguments) => arguments.run(session),
        }
    }
}

/// Runs the program.
pub fn main(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            // A reader that is gone has seen enough.
            let _ = error.print();
            return ExitCode::SUCCESS;
        }
        Err(error) => return fail(&CommandError::from(error)),
    };
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error),
    }
}

fn run(arguments: Arguments) -> Result<(), CommandError> {
    let Arguments { options, object } = arguments;
    match (&options.batch, object) {
        (Some(_), Some(_)) => Err(CommandError::Usage("give either -b FILE or a command, not both".into())),
        (Some(path), None) => batch::run(path, &options),
        (None, Some(object)) => object.run(&mut Session::open(&options)?),
        (None, None) => {
            let usage = Arguments::command().render_usage().to_string();
            Err(CommandError::Usage(format!("no command; {}, see ferroute --help", usage.trim())))
        }
    }
}

fn fail(error: &CommandError) -> ExitCode {
    complain(&error.to_string());
    ExitCode::from(error.exit_code())
}

/// One line to the standard error, which may be closed.
fn complain(line: &str) {
    let _ = writeln!(std::io::stderr(), "ferroute: {line}");
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().filter(|seconds| (0.001..=3600.0).contains(seconds));
    seconds.map(Duration::from_secs_f64).ok_or_else(|| "0.001 to 3600 seconds are possible".into())
}
