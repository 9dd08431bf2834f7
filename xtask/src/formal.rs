//! Formal proofs of the gateware, as a table.

use std::time::Duration;

use anyhow::{Result, bail};
use ferroute_bitstreams::formal::{BLOCKS, Bench, Block, Outcome, Run};

use crate::{console, root, setup};

/// What to prove.
#[derive(clap::Args)]
pub struct Arguments {
    /// Only this block, such as async_fifo
    block: Option<String>,
    /// Only checks whose name begins like this: prove, bmc, cover or mutant
    #[arg(long)]
    only: Option<String>,
}

pub fn run(arguments: &Arguments) -> Result<()> {
    setup::ensure()?;
    let bench = Bench::new(&root())?;
    let wanted = |block: &&Block| arguments.block.as_ref().is_none_or(|name| name == block.name);
    let blocks: Vec<&Block> = BLOCKS.iter().filter(wanted).collect();
    if blocks.is_empty() {
        let names: Vec<&str> = BLOCKS.iter().map(|block| block.name).collect();
        bail!("there is no such block; there are: {}", names.join(", "));
    }
    let mut table = console::table(["block", "size", "check", "depth", "result", "seconds"]);
    let (mut checks, mut unexpected) = (0, 0);
    for block in blocks {
        let prefix = arguments.only.as_deref().unwrap_or_default();
        let runs = Run::all(&block.properties()?);
        for run in runs.iter().filter(|run| run.name().starts_with(prefix)) {
            let (outcome, time) = with_progress(&bench, block, run)?;
            let result = match outcome {
                Outcome::Expected(result) => result,
                Outcome::Unexpected(result) => {
                    unexpected += 1;
                    format!("NOT AS EXPECTED: {result}")
                }
            };
            checks += 1;
            let depth = run.depth().to_string();
            let seconds = format!("{:.0}", time.as_secs_f64());
            table.add_row([block.name.to_owned(), block.size.to_owned(), run.name(), depth, result, seconds]);
        }
    }
    println!("{table}\nfiles: {}", bench.folder().display());
    match (checks, unexpected) {
        (0, _) => bail!("no check has such a name"),
        (_, 0) => Ok(()),
        _ => bail!("{unexpected} of {checks} checks came out otherwise than expected"),
    }
}

fn with_progress(bench: &Bench, block: &Block, run: &Run) -> Result<(Outcome, Duration)> {
    let progress = console::spinner();
    progress.set_message(format!("{}: {}", block.name, run.name()));
    let result = bench.run(block, run);
    progress.finish_and_clear();
    Ok(result?)
}
