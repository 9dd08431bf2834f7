//! SymbiYosys, yosys and a solver from the project's virtual environment.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use std::{env, fs, io};

use super::{Block, Edit, FormalError, Properties};

/// SymbiYosys calls its helpers by these names; YoWASP has them with a prefix.
const HELPERS: &[&str] = &["yosys", "yosys-smtbmc", "yosys-witness"];
const SOLVER: &str = "yices-smt2";
/// A solver that takes longer counts as no result.
const LIMIT_SECONDS: u32 = 1800;

/// One check of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Run {
    /// By induction, for all time.
    Prove { depth: u32 },
    /// The first steps only.
    Bounded { depth: u32 },
    Cover { depth: u32 },
    /// A changed block must violate an assertion.
    Mutant { depth: u32, edit: Edit },
}

/// What came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// As it should be; a mutant's line says which assertion noticed it.
    Expected(String),
    /// Not so; the line says what instead.
    Unexpected(String),
}

/// Tools, and the folder of the workspace.
#[derive(Clone, Debug)]
pub struct Bench {
    tools: PathBuf,
    folder: PathBuf,
}

impl Run {
    /// All checks that `properties` asks for.
    pub fn all(properties: &Properties) -> Vec<Self> {
        let prove = properties.prove.map(|depth| Self::Prove { depth });
        let bounded = properties.bounded.map(|depth| Self::Bounded { depth });
        let cover = Self::Cover { depth: properties.cover };
        let mutants = properties.edits.iter();
        let mutants = mutants.map(|edit| Self::Mutant { depth: properties.mutants, edit: edit.clone() });
        prove.into_iter().chain(bounded).chain([cover]).chain(mutants).collect()
    }

    /// A name for people and for a folder.
    pub fn name(&self) -> String {
        match self {
            Self::Prove { .. } => "prove".to_owned(),
            Self::Bounded { .. } => "bmc".to_owned(),
            Self::Cover { .. } => "cover".to_owned(),
            Self::Mutant { edit, .. } => format!("mutant-{}", edit.name),
        }
    }

    pub fn depth(&self) -> u32 {
        let (Self::Prove { depth } | Self::Bounded { depth } | Self::Cover { depth } | Self::Mutant { depth, .. }) = self;
        *depth
    }

    fn mode(&self) -> &'static str {
        match self {
            Self::Prove { .. } => "prove",
            Self::Bounded { .. } | Self::Mutant { .. } => "bmc",
            Self::Cover { .. } => "cover",
        }
    }
}

impl Bench {
    /// `root` is the workspace; files go to `root/target/ferroute/formal`.
    pub fn new(root: &Path) -> Result<Self, FormalError> {
        let tools = root.join(".tools/venv/bin");
        let folder = root.join("target/ferroute/formal");
        let helpers = folder.join("bin");
        fs::create_dir_all(&helpers).map_err(at(&helpers))?;
        for tool in ["yowasp-sby", SOLVER].into_iter().map(|tool| tools.join(tool)) {
            if !tool.is_file() {
                return Err(FormalError::MissingTool(tool));
            }
        }
        for helper in HELPERS {
            let tool = tools.join(format!("yowasp-{helper}"));
            let link = helpers.join(helper);
            if !tool.is_file() {
                return Err(FormalError::MissingTool(tool));
            }
            match std::os::unix::fs::symlink(&tool, &link) {
                Err(source) if source.kind() != io::ErrorKind::AlreadyExists => {
                    return Err(FormalError::Io { path: link, source });
                }
                _ => {}
            }
        }
        Ok(Self { tools, folder })
    }

    /// The folder that holds every file of the runs.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Runs one check; the time is that of the tools.
    pub fn run(&self, block: &Block, run: &Run) -> Result<(Outcome, Duration), FormalError> {
        let properties = block.properties()?;
        let unfit = |source| FormalError::Properties { block: block.name, source };
        let mut verilog = block.verilog();
        if let Run::Mutant { edit, .. } = run {
            verilog = edit.apply(&verilog).map_err(unfit)?;
        }
        let verilog = properties.tapped(&verilog).map_err(unfit)?;
        let folder = self.folder.join(block.name).join(run.name());
        fs::create_dir_all(&folder).map_err(at(&folder))?;
        for (name, text) in [
            ("design.v", verilog),
            ("properties.sv", properties.text.clone()),
            ("check.sby", script(block, run, &properties)),
        ] {
            let path = folder.join(name);
            fs::write(&path, text).map_err(at(&path))?;
        }
        let begin = Instant::now();
        let mut path = self.folder.join("bin").into_os_string();
        for part in [self.tools.clone().into_os_string(), env::var_os("PATH").unwrap_or_default()] {
            path.push(":");
            path.push(part);
        }
        let sby = self.tools.join("yowasp-sby");
        let output = Command::new(&sby)
            .args(["-f", "check.sby"])
            .env("PATH", path)
            .current_dir(&folder)
            .output()
            .map_err(at(&sby))?;
        let log = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        let status = fs::read_to_string(folder.join("check/status")).unwrap_or_default();
        Ok((judge(run, &status, &log), begin.elapsed()))
    }
}

fn script(block: &Block, run: &Run, properties: &Properties) -> String {
    let (mode, depth, name) = (run.mode(), run.depth(), block.name);
    let clocks = if properties.has_clocks { "on" } else { "off" };
    // Names of the block's inside are declared in the property file with the
    // attribute `hierconn`, which `flatten` takes off where it finds the wire:
    // one that is left names nothing.
    format!(
        "\
[options]
mode {mode}
depth {depth}
multiclock {clocks}
timeout {LIMIT_SECONDS}
[engines]
smtbmc yices
[script]
read_verilog design.v
read_verilog -formal -sv properties.sv
hierarchy -check -top {name}_formal
proc
flatten
select -assert-none a:hierconn
prep -top {name}_formal
setundef -anyseq
[files]
design.v
properties.sv
"
    )
}

/// What `status`, SymbiYosys' word, and its log say of `run`.
fn judge(run: &Run, status: &str, log: &str) -> Outcome {
    let dangling = ["implicitly declared", "is used but has no driver", "selection is not empty"];
    if let Some(line) = log.lines().find(|line| dangling.iter().any(|text| line.contains(text))) {
        return Outcome::Unexpected(line.trim().to_owned());
    }
    let word = status.split_whitespace().next().unwrap_or("ERROR");
    let is_mutant = matches!(run, Run::Mutant { .. });
    let of_interest = |text: &str| log.lines().find(|line| line.contains(text)).map(last_part);
    match (word, is_mutant) {
        ("PASS", false) => Outcome::Expected(match run {
            Run::Prove { .. } => "proven".to_owned(),
            Run::Cover { .. } => "all reached".to_owned(),
            _ => "holds so far".to_owned(),
        }),
        ("FAIL", true) => Outcome::Expected(format!(
            "killed by {}",
            of_interest("Assert failed in").unwrap_or_else(|| "no assertion that is named".to_owned())
        )),
        ("PASS", true) => Outcome::Unexpected("it lives".to_owned()),
        _ => {
            let reasons = ["ERROR", "Assert failed in", "Unreached cover", "timeout"];
            let reason = reasons.iter().find_map(|text| of_interest(text));
            Outcome::Unexpected(format!("{word}: {}", reason.unwrap_or_else(|| "see the log".to_owned())))
        }
    }
}

/// `file.sv:LINE` of a line of the log, or all behind its prefix.
fn last_part(line: &str) -> String {
    let place = line.split_whitespace().find(|word| word.starts_with("properties.sv:"));
    match place.and_then(|place| place.split(['.', '-', ':']).nth(2)) {
        Some(number) => format!("line {number}"),
        None => line.rsplit("] ").next().unwrap_or(line).trim().to_owned(),
    }
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> FormalError {
    let path = path.to_path_buf();
    move |source| FormalError::Io { path, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_wanted_word_is_expected() {
        let prove = Run::Prove { depth: 2 };
        let edit = Properties::parse("//! prove depth 1\n//! cover depth 1\n//! mutants depth 1\n//! mutant a: b => c\nassert (cover (")
            .expect("a good file").edits[0].clone();
        let mutant = Run::Mutant { depth: 3, edit };
        let failed = "SBY 1:2:3 [check] engine_0: ## 0:00:01  Assert failed in a_formal: properties.sv:79.9-79.78 (x)";
        let is_expected = |run, status, log| matches!(judge(run, status, log), Outcome::Expected(_));
        assert!(is_expected(&prove, "PASS 0 3\n", ""));
        assert!(is_expected(&mutant, "FAIL 2 3\n", failed));
        assert_eq!(judge(&mutant, "FAIL 2 3", failed), Outcome::Expected("killed by line 79".to_owned()));
        for (run, status) in [(&prove, "FAIL"), (&prove, "UNKNOWN"), (&prove, ""), (&mutant, "PASS"), (&mutant, "ERROR"), (&mutant, "TIMEOUT")] {
            assert!(!is_expected(run, status, failed), "{status}");
        }
        let warning = "prep: Warning: Wire a_formal.\\dut.x is used but has no driver.";
        assert!(!is_expected(&prove, "PASS", warning));
        assert!(!is_expected(&mutant, "FAIL", &format!("{failed}\n{warning}")));
    }
}
