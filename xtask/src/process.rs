//! Programs that are run, with one clear sentence where one fails.

use std::ffi::OsString;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// Runs `command` with the output where ours goes.
pub fn run(command: &mut Command) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command.status().with_context(|| format!("{name} does not start"))?;
    if status.success() { Ok(()) } else { bail!("{name} ended with {status}") }
}

/// Runs cargo in the workspace.
pub fn cargo(arguments: &[&str]) -> Result<()> {
    cargo_with(arguments, &[])
}

/// As `cargo`, with more in its environment.
pub fn cargo_with(arguments: &[&str], environment: &[(&str, OsString)]) -> Result<()> {
    let environment = environment.iter().map(|(name, value)| (name, value));
    run(Command::new(env!("CARGO")).args(arguments).envs(environment).current_dir(crate::root()))
}

/// Whether `command` starts and succeeds, its output hidden.
pub fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
