//! The programs a build needs, and where they are.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Build, EXPECTED_WARNINGS, FATAL_WARNINGS, VERILATOR_ARGUMENTS, VerilatorError, io};

/// Overrides the folder that holds Verilator's `bin` and `include`.
const OVERRIDE: &str = "FERROUTE_VERILATOR";

/// The folder of the workspace.
pub fn workspace_root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package).to_path_buf()
}

/// An installed Verilator.
#[derive(Debug)]
pub struct Verilator {
    /// What Verilator calls its root: `bin` and `include` are below.
    pub root: PathBuf,
    pub version: String,
}

impl Verilator {
    /// The Verilator of FERROUTE_VERILATOR, else the one in the project's
    /// virtual environment.
    pub fn find() -> Result<Self, VerilatorError> {
        let root = match std::env::var_os(OVERRIDE) {
            Some(root) => PathBuf::from(root),
            None => installed()?,
        };
        // The binary itself: the `verilator` beside it is a script that needs Perl.
        let binary = root.join("bin/verilator_bin");
        let output = Command::new(&binary).arg("--version").env("VERILATOR_ROOT", &root).output();
        match output {
            Ok(output) if output.status.success() => Ok(Self {
                root,
                version: String::from_utf8_lossy(&output.stdout).trim().to_string(),
            }),
            _ => Err(VerilatorError::MissingVerilator(binary)),
        }
    }

    /// Translates `model.v` in `folder` to C++ in `folder/model`; returns the warnings.
    pub fn run(&self, folder: &Path, build: &Build) -> Result<String, VerilatorError> {
        let binary = self.root.join("bin/verilator_bin");
        let output = Command::new(&binary)
            .current_dir(folder)
            .env("VERILATOR_ROOT", &self.root)
            .args(VERILATOR_ARGUMENTS)
            .args(EXPECTED_WARNINGS)
            .args(FATAL_WARNINGS)
            .args(["--top-module", build.top])
            .args(build.verilator_arguments)
            .arg("model.v")
            .output()
            .map_err(io(&binary))?;
        let log = String::from_utf8_lossy(&output.stderr).into_owned();
        if output.status.success() {
            Ok(log)
        } else {
            Err(VerilatorError::Verilate { top: build.top.to_string(), log })
        }
    }
}

/// Verilator's root in the virtual environment, whatever Python made it.
fn installed() -> Result<PathBuf, VerilatorError> {
    let libraries = workspace_root().join(".tools/venv/lib");
    let pythons = std::fs::read_dir(&libraries).into_iter().flatten().flatten();
    pythons
        .map(|python| python.path().join("site-packages/verilator"))
        .find(|root| root.join("bin/verilator_bin").is_file())
        .ok_or_else(|| VerilatorError::MissingVerilator(libraries.join("python3/site-packages/verilator")))
}

/// An installed C++ compiler.
#[derive(Debug)]
pub struct Compiler {
    pub program: String,
    pub version: String,
}

/// The compiler named by CXX, else the first of clang++, g++ and c++.
pub fn compiler() -> Result<Compiler, VerilatorError> {
    let named = std::env::var("CXX").ok().filter(|name| !name.is_empty());
    let names = match named {
        Some(name) => vec![name],
        None => ["clang++", "g++", "c++"].map(String::from).to_vec(),
    };
    for program in names {
        let output = Command::new(&program).arg("--version").output();
        if let Ok(output) = output
            && output.status.success()
        {
            let version = format!("{program} {}", String::from_utf8_lossy(&output.stdout));
            return Ok(Compiler { program, version });
        }
    }
    Err(VerilatorError::MissingCompiler)
}
