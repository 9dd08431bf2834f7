//! C++ of model and harness to one shared library, without make.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

use sha2::{Digest, Sha256};

use super::tool::{Compiler, Verilator};
use super::{Build, Optimization, VerilatorError, cache, io};

/// For every file. The model is reached through its C functions only.
pub const FLAGS: &[&str] = &["-std=c++17", "-fPIC", "-fvisibility=hidden", "-fvisibility-inlines-hidden"];
/// For constructors and other code that runs once.
const SLOW: &str = "-O0";
/// Compilers at a time.
const JOBS: usize = 2;
/// What Verilator's models always need of its runtime.
const RUNTIME: &[&str] = &["verilated.cpp", "verilated_threads.cpp"];

struct Job {
    source: PathBuf,
    object: PathBuf,
    arguments: Vec<String>,
}

/// Objects of Verilator's runtime, compiled once for this tool and compiler.
pub fn runtime(verilator: &Verilator, compiler: &Compiler) -> Result<Vec<PathBuf>, VerilatorError> {
    let mut hash = Sha256::new();
    hash.update(format!("{}\0{}\0{}", verilator.version, compiler.version, FLAGS.join(" ")));
    let key: String = hash.finalize().iter().take(8).map(|octet| format!("{octet:02x}")).collect();
    let folder = cache::folder().join(format!("runtime-{key}"));
    let object = |folder: &Path, source: &str| folder.join(source).with_extension("o");
    cache::once(&folder, |scratch| {
        let jobs = RUNTIME.iter().map(|source| Job {
            source: verilator.root.join("include").join(source),
            object: object(scratch, source),
            arguments: arguments(verilator, Optimization::Run.flag()),
        });
        compile(compiler, jobs.collect())
    })?;
    Ok(RUNTIME.iter().map(|source| object(&folder, source)).collect())
}

/// Compiles `folder/model/*.cpp` and `folder/harness.cpp` and links them with
/// the runtime to `folder/name`.
pub fn library(
    folder: &Path,
    build: &Build,
    verilator: &Verilator,
    compiler: &Compiler,
    runtime: &[PathBuf],
    name: &str,
) -> Result<(), VerilatorError> {
    let model = folder.join("model");
    let mut jobs = vec![Job {
        source: folder.join("harness.cpp"),
        object: folder.join("harness.o"),
        arguments: {
            let mut arguments = arguments(verilator, build.optimization.flag());
            arguments.push(format!("-I{}", model.display()));
            arguments.extend(build.defines.iter().map(|(name, value)| format!("-D{name}={value}")));
            arguments
        },
    }];
    for entry in std::fs::read_dir(&model).map_err(io(&model))? {
        let source = entry.map_err(io(&model))?.path();
        if source.extension().is_some_and(|extension| extension == "cpp") {
            let slow = source.to_string_lossy().contains("__Slow");
            let arguments = arguments(verilator, if slow { SLOW } else { build.optimization.flag() });
            jobs.push(Job { object: source.with_extension("o"), source, arguments });
        }
    }
    // Run from the back: the largest first, so that it does not run alone at the end.
    jobs.sort_by_key(|job| std::fs::metadata(&job.source).map_or(0, |data| data.len()));
    let objects: Vec<PathBuf> = jobs.iter().map(|job| job.object.clone()).collect();
    compile(compiler, jobs)?;
    let mut link = Command::new(&compiler.program);
    link.args(["-shared", "-o"]).arg(folder.join(name)).args(&objects).args(runtime);
    run(link.args(["-pthread", "-lm"]), name)?;
    for object in &objects {
        std::fs::remove_file(object).map_err(io(object))?;
    }
    Ok(())
}

fn arguments(verilator: &Verilator, optimization: &str) -> Vec<String> {
    let include = verilator.root.join("include");
    let mut arguments: Vec<String> = FLAGS.iter().map(|flag| flag.to_string()).collect();
    arguments.push(optimization.to_string());
    arguments.push(format!("-I{}", include.display()));
    arguments.push(format!("-I{}", include.join("vltstd").display()));
    arguments
}

/// Runs the jobs, last first.
fn compile(compiler: &Compiler, jobs: Vec<Job>) -> Result<(), VerilatorError> {
    let queue = Mutex::new(jobs);
    let next = || queue.lock().unwrap_or_else(|poison| poison.into_inner()).pop();
    let work = || {
        while let Some(job) = next() {
            let mut command = Command::new(&compiler.program);
            command.args(&job.arguments).arg("-c").arg(&job.source).arg("-o").arg(&job.object);
            run(&mut command, &job.source.display().to_string())?;
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..JOBS).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| match worker.join() {
            Ok(outcome) => outcome,
            Err(panic) => std::panic::resume_unwind(panic),
        })
    })
}

fn run(command: &mut Command, file: &str) -> Result<(), VerilatorError> {
    let output = command.output();
    let output = output.map_err(io(Path::new(command.get_program())))?;
    if output.status.success() {
        return Ok(());
    }
    let log = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(VerilatorError::Compile { file: file.to_string(), log })
}
