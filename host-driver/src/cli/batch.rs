//! Commands from a file, one a line.

use std::collections::HashMap;
use std::path::Path;

use clap::Parser;
use ferroute_host::fdb::{Fdb, FdbError, Key};
use ferroute_regmap::FdbEntry;

use super::error::CommandError;
use super::fdb::{Command as FdbCommand, Entry, read_text};
use super::session::Session;
use super::{Line, Object, Options, complain};

/// A line that holds a command.
struct Numbered {
    number: usize,
    object: Object,
}

/// A batch while it runs.
struct Batch<'a> {
    path: &'a Path,
    session: Session,
    go_on: bool,
    failed: usize,
    /// The line is gone, or a line failed and no more is to be tried.
    stopped: bool,
}

/// How entries of lines that follow one another go in.
#[derive(Clone, Copy, PartialEq)]
enum Verb {
    Add,
    Replace,
}

/// Runs the commands in a file, "-" being the standard input.
pub fn run(path: &Path, options: &Options) -> Result<(), CommandError> {
    let text = read_text(path)?;
    let (lines, malformed) = parse(&text);
    for (number, error) in &malformed {
        complain(&format!("{}:{number}: {error}", path.display()));
    }
    let total = lines.len() + malformed.len();
    if !malformed.is_empty() && !options.force {
        return Err(CommandError::Malformed { count: malformed.len(), total });
    }
    if total == 0 {
        return Ok(());
    }
    let session = Session::open(options)?;
    let mut batch =
        Batch { path, session, go_on: options.force, failed: malformed.len(), stopped: false };
    batch.run(lines);
    match batch.failed {
        0 => Ok(()),
        failed => Err(CommandError::Batch { failed, total, stopped: batch.stopped }),
    }
}

fn parse(text: &str) -> (Vec<Numbered>, Vec<(usize, CommandError)>) {
    let (mut lines, mut malformed) = (Vec::new(), Vec::new());
    for (line, number) in text.lines().zip(1..) {
        let command = line.split('#').next().unwrap_or_default();
        let mut words = command.split_whitespace().peekable();
        if words.peek().is_none() {
            continue;
        }
        match Line::try_parse_from(words) {
            Ok(Line { object }) => lines.push(Numbered { number, object }),
            Err(error) => malformed.push((number, CommandError::from(error))),
        }
    }
    (lines, malformed)
}

impl Numbered {
    /// The entry that the line brings into the FDB, if that is all it does.
    fn entry(&self) -> Option<(Verb, &Entry)> {
        let Object::Fdb(arguments) = &self.object else { return None };
        match arguments.command()? {
            FdbCommand::Add(entry) => Some((Verb::Add, entry)),
            FdbCommand::Replace(entry) => Some((Verb::Replace, entry)),
            _ => None,
        }
    }
}

impl Batch<'_> {
    fn run(&mut self, lines: Vec<Numbered>) {
        self.expect(&lines);
        let mut last_routing = None;
        let mut lines = lines.into_iter().peekable();
        while let Some(line) = lines.next_if(|_| !self.stopped) {
            if line.object.is_routing() {
                last_routing = Some(line.number);
            } else {
                self.commit(last_routing.take());
                if self.stopped {
                    break;
                }
            }
            let Some((verb, entry)) = line.entry() else {
                let result = line.object.run(&mut self.session);
                self.done(line.number, result);
                continue;
            };
            let mut step = HashMap::new();
            let mut order = Vec::new();
            self.gather(line.number, entry, &mut step, &mut order);
            // A step ends before an address that it holds already.
            while let Some(next) = lines.next_if(|next| {
                !self.stopped && next.entry().is_some_and(|(other, entry)| other == verb && entry.key().is_none_or(|key| !step.contains_key(&key)))
            }) {
                if let Some((_, entry)) = next.entry() {
                    self.gather(next.number, entry, &mut step, &mut order);
                }
            }
            // Lines before one that failed still count.
            self.load(verb, &step, &order);
        }
        self.stopped &= lines.peek().is_some();
        self.commit(last_routing);
    }

    /// Tells the router which prefixes are to come, and lets its writes wait:
    /// lines that follow one another go to the device together.
    fn expect(&mut self, lines: &[Numbered]) {
        self.session.routing_options.defers = true;
        let prefixes = lines.iter().filter_map(|line| match &line.object {
            Object::Route(arguments) => arguments.added_prefix(),
            _ => None,
        });
        self.session.routing_options.expected = prefixes.collect();
    }

    /// Writes what lines about the router planned, of which this is the last.
    fn commit(&mut self, line: Option<usize>) {
        if let Some(number) = line {
            let result = self.session.commit();
            self.done(number, result);
        }
    }

    /// Takes a line's entry into a step.
    fn gather(
        &mut self, number: usize, entry: &Entry, step: &mut HashMap<Key, usize>, order: &mut Vec<FdbEntry>,
    ) {
        match entry.resolve(&mut self.session) {
            Ok(entry) => {
                step.insert(Key::from(&entry), number);
                order.push(entry);
            }
            Err(error) => self.done(number, Err(error)),
        }
    }

    /// Brings the entries of a step into the FDB; `numbers` are their lines.
    fn load(&mut self, verb: Verb, numbers: &HashMap<Key, usize>, entries: &[FdbEntry]) {
        let Some(first) = entries.first() else { return };
        let mut fdb = Fdb::new(&mut self.session.device);
        let result = match verb {
            Verb::Add => fdb.add(entries),
            Verb::Replace => fdb.replace(entries),
        };
        match result {
            Ok(()) => {}
            Err(FdbError::Exists(keys)) => {
                self.failures(&keys, numbers, FdbError::Exists);
                if self.go_on {
                    let others: Vec<FdbEntry> =
                        entries.iter().filter(|entry| !keys.contains(&Key::from(*entry))).copied().collect();
                    self.load(verb, numbers, &others);
                }
            }
            Err(FdbError::Full(keys)) => self.failures(&keys, numbers, FdbError::Full),
            Err(error) => self.done(numbers[&Key::from(first)], Err(error.into())),
        }
    }

    /// Reports lines by their keys.
    fn failures(
        &mut self, keys: &[Key], numbers: &HashMap<Key, usize>, error: impl Fn(Vec<Key>) -> FdbError,
    ) {
        for key in keys {
            self.done(numbers[key], Err(error(vec![*key]).into()));
        }
    }

    fn done(&mut self, number: usize, result: Result<(), CommandError>) {
        let Err(error) = result else { return };
        complain(&format!("{}:{number}: {error}", self.path.display()));
        self.failed += 1;
        self.stopped |= !self.go_on || error.is_final();
    }
}
