//! `ferroute`: the command line of a Ferroute device.
//! Owns: parsing, calling the library, printing. What commands do is in
//! `ferroute_host`.

mod cli;

fn main() -> std::process::ExitCode {
    cli::main(std::env::args_os())
}
