//! Verilog to a shared library: Verilator, then the C++ compiler.
//! Owns the cache of finished libraries under `target/ferroute/models`; knows
//! nothing of what the Verilog or the harness does.

mod cache;
mod compile;
mod tool;

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

pub use tool::workspace_root;

/// A Verilog module and the C++ that drives it, to become one library.
///
/// The model's class is `Vmodel` in `Vmodel.h` whatever the module is called;
/// Verilator writes a `$` in a port's name as `__024`.
#[derive(Clone, Debug)]
pub struct Build<'a> {
    /// Name of the top module.
    pub top: &'a str,
    /// Verilog text that holds it.
    pub verilog: &'a str,
    /// C++ text that includes `Vmodel.h` and exports functions with C linkage.
    pub harness: &'a str,
    /// Macros for the harness.
    pub defines: &'a [(&'a str, u64)],
    /// More arguments for Verilator, such as `-GWIDTH=8` or `-Wno-UNOPTFLAT`.
    pub verilator_arguments: &'a [&'a str],
    /// What the C++ compiler does for what runs at every clock.
    pub optimization: Optimization,
}

/// Speed of the model, or of its compilation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Optimization {
    Run,
    /// For models so large that the compiler takes longer than they run.
    Compile,
}

impl Optimization {
    fn flag(self) -> &'static str {
        match self {
            Self::Run => "-O2",
            Self::Compile => "-O1",
        }
    }
}

impl<'a> Build<'a> {
    /// A build without macros and further arguments.
    pub fn new(top: &'a str, verilog: &'a str, harness: &'a str) -> Self {
        let optimization = Optimization::Run;
        Self { top, verilog, harness, defines: &[], verilator_arguments: &[], optimization }
    }
}

/// Why there is no library.
#[derive(Debug, thiserror::Error)]
pub enum VerilatorError {
    /// This machine is not set up.
    #[error("Verilator is not at {0}: run `cargo xtask setup`, or point FERROUTE_VERILATOR at its folder")]
    MissingVerilator(PathBuf),
    /// This machine is not set up.
    #[error("no C++ compiler answers to clang++, g++ or c++: run `cargo xtask setup`, or set CXX")]
    MissingCompiler,
    /// The Verilog is at fault.
    #[error("Verilator refuses {top}:\n{log}")]
    Verilate { top: String, log: String },
    /// The harness is at fault.
    #[error("the C++ compiler refuses {file}:\n{log}")]
    Compile { file: String, log: String },
    /// The file system is at fault.
    #[error("{path}: {source}")]
    Io { path: PathBuf, source: std::io::Error },
}

impl VerilatorError {
    /// Whether this machine lacks a tool, so that a test is skipped.
    pub fn is_missing_tool(&self) -> bool {
        matches!(self, Self::MissingVerilator(_) | Self::MissingCompiler)
    }
}

/// Switched off: what every emission of rust-hdl provokes. Literals are 32 bits
/// wide, and arms that cannot occur are left out of a `case`.
const EXPECTED_WARNINGS: &[&str] =
    &["-Wno-WIDTHTRUNC", "-Wno-WIDTHEXPAND", "-Wno-CASEINCOMPLETE", "-Wno-DECLFILENAME"];

/// Faults of the Verilog that must not become a model.
const FATAL_WARNINGS: &[&str] = &[
    "-Werror-LATCH",
    "-Werror-MULTIDRIVEN",
    "-Werror-BLKANDNBLK",
    "-Werror-IMPLICIT",
    "-Werror-PINMISSING",
    "-Werror-SELRANGE",
    "-Werror-USERFATAL",
];

const VERILATOR_ARGUMENTS: &[&str] = &[
    "--cc",
    "-O3",
    "--x-assign",
    "fast",
    "--x-initial",
    "fast",
    "--no-timing",
    "--no-assert",
    "--output-split",
    "20000",
    "-Wno-fatal",
    "--prefix",
    "Vmodel",
    "--Mdir",
    "model",
];

/// File with Verilator's warnings beside each library.
const WARNINGS: &str = "warnings.txt";
const LIBRARY: &str = "libmodel.so";

/// The library of this build, from the cache or fresh.
///
/// Safe with any number of processes at once: one builds, the others wait.
pub fn build(build: &Build) -> Result<PathBuf, VerilatorError> {
    let verilator = tool::Verilator::find()?;
    let compiler = tool::compiler()?;
    let key = key(build, &verilator.version, &compiler.version);
    let folder = cache::folder().join(&key);
    cache::once(&folder, |scratch| {
        let runtime = compile::runtime(&verilator, &compiler)?;
        write(&scratch.join("model.v"), build.verilog)?;
        write(&scratch.join("harness.cpp"), build.harness)?;
        let warnings = verilator.run(scratch, build)?;
        write(&scratch.join(WARNINGS), &warnings)?;
        compile::library(scratch, build, &verilator, &compiler, &runtime, LIBRARY)
    })?;
    Ok(folder.join(LIBRARY))
}

/// Verilator's warnings about the Verilog of a built library, such as
/// UNOPTFLAT; empty when it had none.
pub fn warnings(library: &Path) -> Result<String, VerilatorError> {
    let path = library.with_file_name(WARNINGS);
    std::fs::read_to_string(&path).map_err(|source| VerilatorError::Io { path, source })
}

/// Hash over everything that shapes the library.
fn key(build: &Build, verilator_version: &str, compiler_version: &str) -> String {
    let mut hash = Sha256::new();
    let mut part = |text: &str| {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text);
    };
    let optimization = build.optimization.flag();
    for text in [build.top, build.verilog, build.harness, verilator_version, compiler_version, optimization] {
        part(text);
    }
    let fixed = [VERILATOR_ARGUMENTS, EXPECTED_WARNINGS, FATAL_WARNINGS, compile::FLAGS];
    for list in fixed.into_iter().chain([build.verilator_arguments]) {
        part(&list.join(" "));
    }
    for (name, value) in build.defines {
        part(&format!("{name}={value}"));
    }
    hash.finalize().iter().take(16).map(|octet| format!("{octet:02x}")).collect()
}

fn write(path: &Path, text: &str) -> Result<(), VerilatorError> {
    std::fs::write(path, text).map_err(io(path))
}

fn io(path: &Path) -> impl FnOnce(std::io::Error) -> VerilatorError {
    let path = path.to_path_buf();
    move |source| VerilatorError::Io { path, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_tells_builds_apart() {
        let plain = Build::new("top", "module top; endmodule", "");
        let key_of = |build: &Build| key(build, "5", "12");
        let defined = Build { defines: &[("PORTS", 4)], ..plain.clone() };
        let quick = Build { optimization: Optimization::Compile, ..plain.clone() };
        let moved = Build::new("topm", "odule top; endmodule", "");
        assert_eq!(key_of(&plain), key_of(&plain.clone()));
        assert_ne!(key_of(&plain), key_of(&defined));
        assert_ne!(key_of(&plain), key_of(&moved));
        assert_ne!(key_of(&plain), key_of(&quick));
        assert_ne!(key_of(&plain), key(&plain, "5", "13"));
    }
}
