//! All tests, and the lints.

use anyhow::Result;

use crate::{netlist, process, setup};

/// What to test.
#[derive(clap::Args)]
pub struct Arguments {
    /// Arguments for `cargo test`, such as `--package ferroute-sim` or a test's name
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    filter: Vec<String>,
}

pub fn run(arguments: &Arguments) -> Result<()> {
    setup::ensure()?;
    let mut command = vec!["test"];
    command.extend(arguments.filter.iter().map(String::as_str));
    if !arguments.filter.is_empty() {
        return process::cargo(&command);
    }
    command.extend(["--workspace", "--no-fail-fast"]);
    process::cargo_with(&command, &[netlist::prepare()?])
}

pub fn check() -> Result<()> {
    setup::ensure()?;
    process::cargo(&["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"])
}
