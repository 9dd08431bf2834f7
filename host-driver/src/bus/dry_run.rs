//! A bus that reads and does not write.

use ferroute_regmap::registers::FDB_RESULT;
use ferroute_regmap::{FdbCommand, FdbEntry, region};

use super::{BusError, Operation, RegisterBus, tracing::describe};

/// Reads the device, hands a line for each write to `sink` and drops it.
///
/// Searches in the FDB still reach the device, and a deletion becomes one, so
/// that whether an entry exists is answered truly; of the device that changes
/// nothing but the outcome of the last command. Any other FDB command that was
/// dropped reads as success.
pub struct DryRunBus<B, F> {
    inner: B,
    sink: F,
    command_dropped: bool,
}

impl<B: RegisterBus, F: FnMut(String)> DryRunBus<B, F> {
    pub fn new(inner: B, sink: F) -> Self {
        Self { inner, sink, command_dropped: false }
    }

    /// The bus below, which does write.
    pub fn inner_mut(&mut self) -> &mut B {
        &mut self.inner
    }

    fn drop_write(&mut self, operation: &Operation, words: &[u32]) -> Result<Vec<u32>, BusError> {
        let searches = searches(operation.address(), words);
        if searches.as_deref() != Some(words) {
            (self.sink)(describe(operation, words));
        }
        match searches {
            Some(words) => {
                self.command_dropped = false;
                self.inner.write(operation.address(), &words)?;
            }
            None if is_command(operation.address()) => self.command_dropped = true,
            None => {}
        }
        Ok(Vec::new())
    }
}

impl<B: RegisterBus, F: FnMut(String)> RegisterBus for DryRunBus<B, F> {
    fn run(&mut self, operations: &[Operation]) -> Result<Vec<Vec<u32>>, BusError> {
        operations.iter().try_for_each(Operation::check)?;
        let result_dropped = Operation::Read { address: FDB_RESULT.address, count: 1 };
        let mut results = Vec::with_capacity(operations.len());
        for operation in operations {
            results.push(match operation {
                Operation::Write { words, .. } => self.drop_write(operation, words)?,
                _ if self.command_dropped && *operation == result_dropped => vec![0],
                _ => self.inner.run(std::slice::from_ref(operation))?.pop().unwrap_or_default(),
            });
        }
        Ok(results)
    }
}

fn is_command(address: u32) -> bool {
    region::index(address) == region::index(region::FDB_COMMAND)
}

/// The searches that stand for a write of whole FDB commands, where all of
/// them search or delete.
fn searches(address: u32, words: &[u32]) -> Option<Vec<u32>> {
    let whole = (address as usize).is_multiple_of(FdbEntry::WORDS)
        && words.len().is_multiple_of(FdbEntry::WORDS)
        && !words.is_empty();
    if !whole || !is_command(address) {
        return None;
    }
    let mut searches = words.to_vec();
    for command in searches.chunks_exact_mut(FdbEntry::WORDS) {
        let operation = command.last_mut()?;
        if ![FdbCommand::Find as u32, FdbCommand::Delete as u32].contains(operation) {
            return None;
        }
        *operation = FdbCommand::Find as u32;
    }
    Some(searches)
}

#[cfg(test)]
mod tests {
    use ferroute_regmap::registers::FDB_FAILURES;

    use super::*;

    /// Takes no write but searches.
    #[derive(Default)]
    struct ReadOnly {
        searches: Vec<u32>,
    }

    impl RegisterBus for ReadOnly {
        fn run(&mut self, operations: &[Operation]) -> Result<Vec<Vec<u32>>, BusError> {
            let answer = |operation: &Operation| match operation {
                Operation::Write { address, words } => {
                    assert_eq!((*address, words[3]), (region::FDB_COMMAND, 3));
                    self.searches.push(words[0]);
                    Vec::new()
                }
                _ => vec![9; operation.count()],
            };
            Ok(operations.iter().map(answer).collect())
        }
    }

    #[test]
    fn reads_pass_and_writes_are_told() {
        let mut lines = Vec::new();
        let mut bus = DryRunBus::new(ReadOnly::default(), |line| lines.push(line));
        assert_eq!(bus.read(FDB_RESULT.address, 1).unwrap(), [9]);
        bus.write(7, &[3]).unwrap();
        assert_eq!(bus.read(7, 2).unwrap(), [9, 9]);
        assert_eq!(bus.read(FDB_RESULT.address, 1).unwrap(), [9], "no command was dropped");
        assert_eq!(lines, ["write 0x000007 SCRATCH x1 00000003"]);
    }

    #[test]
    fn a_dropped_command_reads_as_success_and_as_no_failure() {
        let mut bus = DryRunBus::new(ReadOnly::default(), |_| {});
        bus.write(region::FDB_COMMAND, &[2, 0, 0, FdbCommand::Add as u32]).unwrap();
        assert_eq!(bus.read(FDB_RESULT.address, 1).unwrap(), [0]);
        assert_eq!(bus.read(FDB_FAILURES.address, 1).unwrap(), [9], "the device's own count");
    }

    #[test]
    fn searches_pass_and_deletions_become_searches() {
        let mut lines = Vec::new();
        let mut bus = DryRunBus::new(ReadOnly::default(), |line| lines.push(line));
        for (mac, command) in [(2, FdbCommand::Add), (4, FdbCommand::Find), (6, FdbCommand::Delete)] {
            bus.write(region::FDB_COMMAND, &[mac, 0, 0, command as u32]).unwrap();
        }
        assert_eq!(bus.read(FDB_RESULT.address, 1).unwrap(), [9], "the search's own outcome");
        assert_eq!(bus.inner_mut().searches, [4, 6]);
        assert_eq!(lines.len(), 2, "the search itself is no change: {lines:?}");
    }
}
