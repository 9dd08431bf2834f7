//! What a fresh machine lacks: Python packages go into the project, system
//! packages come by apt where that is allowed.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use crate::process::{run, succeeds};
use crate::root;

const REQUIREMENTS: &str = include_str!("../requirements.txt");

/// A system package and how to see that it is there.
struct SystemPackage {
    name: &'static str,
    purpose: &'static str,
    is_there: fn() -> bool,
}

const SYSTEM_PACKAGES: &[SystemPackage] = &[
    SystemPackage { name: "g++", purpose: "compiles simulation models", is_there: has_compiler },
    SystemPackage { name: "libpcap-dev", purpose: "reads and writes captures", is_there: has_libpcap },
];

fn has_compiler() -> bool {
    let named = std::env::var("CXX").ok().filter(|name| !name.is_empty());
    let names = named.iter().map(String::as_str).chain(["clang++", "g++", "c++"]);
    names.into_iter().any(|name| succeeds(Command::new(name).arg("--version")))
}

fn has_libpcap() -> bool {
    let probe = root().join("target/libpcap.probe");
    let found = succeeds(Command::new("cc").args(["-shared", "-lpcap", "-o"]).arg(&probe));
    let _ = fs::remove_file(probe);
    found
}

/// Installs what is missing; quick where nothing is.
pub fn ensure() -> Result<()> {
    let missing: Vec<&SystemPackage> =
        SYSTEM_PACKAGES.iter().filter(|package| !(package.is_there)()).collect();
    if !missing.is_empty() {
        system_packages(&missing)?;
    }
    python_packages()
}

/// `cargo xtask setup`.
pub fn setup() -> Result<()> {
    ensure()?;
    println!("everything that the commands need is installed");
    Ok(())
}

fn system_packages(missing: &[&SystemPackage]) -> Result<()> {
    let names: Vec<&str> = missing.iter().map(|package| package.name).collect();
    for package in missing {
        println!("missing: {} ({})", package.name, package.purpose);
    }
    let line = format!("apt-get install -y {}", names.join(" "));
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n");
    if !is_root || !succeeds(Command::new("apt-get").arg("--version")) {
        bail!("system packages are missing; run: sudo {line}");
    }
    println!("installing: {line}");
    let quiet = |arguments: &[&str]| {
        let mut command = Command::new("apt-get");
        command.args(["-qq", "-o", "Dpkg::Use-Pty=0"]).args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        run(command.stdout(std::process::Stdio::null()))
    };
    quiet(&["update"]).and_then(|()| quiet(&[&["install", "-y"], &names[..]].concat()))
        .with_context(|| format!("system packages are missing; run: sudo {line}"))
}

/// The virtual environment is complete when it holds the hash of the list.
fn python_packages() -> Result<()> {
    let folder = root().join(".tools/venv");
    let stamp = folder.join("ferroute-requirements.sha256");
    let hash: String =
        Sha256::digest(REQUIREMENTS).iter().map(|octet| format!("{octet:02x}")).collect();
    if fs::read_to_string(&stamp).is_ok_and(|text| text == hash) {
        return Ok(());
    }
    println!("installing Verilator, yosys, nextpnr and a solver into {}", folder.display());
    run(Command::new("python3").args(["-m", "venv"]).arg(&folder))
        .context("no virtual environment could be made; is the package python3-venv installed?")?;
    run(Command::new(folder.join("bin/python"))
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"])
        .arg(root().join("xtask/requirements.txt")))?;
    fs::write(&stamp, hash).with_context(|| stamp.display().to_string())
}
