//! A bus that reads and does not write.

use ferroute_regmap::registers::{FDB_FAILURES, FDB_RESULT};

use super::{BusError, Operation, RegisterBus, tracing::describe};

/// Reads the device, hands a line for each write to `sink` and drops it.
/// The outcome of an FDB command that was dropped reads as success.
pub struct DryRunBus<B, F> {
    inner: B,
    sink: F,
    command_dropped: bool,
}

impl<B: RegisterBus, F: FnMut(String)> DryRunBus<B, F> {
    pub fn new(inner: B, sink: F) -> Self {
        Self { inner, sink, command_dropped: false }
    }
}

impl<B: RegisterBus, F: FnMut(String)> RegisterBus for DryRunBus<B, F> {
    fn run(&mut self, operations: &[Operation]) -> Result<Vec<Vec<u32>>, BusError> {
        let mut results = Vec::with_capacity(operations.len());
        for operation in operations {
            operation.check()?;
            let address = operation.address();
            let outcome = address == FDB_RESULT.address || address == FDB_FAILURES.address;
            results.push(match operation {
                Operation::Write { words, .. } => {
                    (self.sink)(describe(operation, words));
                    self.command_dropped = true;
                    Vec::new()
                }
                Operation::Read { count: 1, .. } if outcome && self.command_dropped => vec![0],
                _ => self.inner.run(std::slice::from_ref(operation))?.pop().unwrap_or_default(),
            });
        }
        Ok(results)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct ReadOnly;

    impl RegisterBus for ReadOnly {
        fn run(&mut self, operations: &[Operation]) -> Result<Vec<Vec<u32>>, BusError> {
            assert!(!operations.iter().any(|operation| matches!(operation, Operation::Write { .. })));
            Ok(operations.iter().map(|operation| vec![9; operation.count()]).collect())
        }
    }

    #[test]
    fn reads_pass_and_writes_are_told() {
        let mut lines = Vec::new();
        let mut bus = DryRunBus::new(ReadOnly, |line| lines.push(line));
        assert_eq!(bus.read(FDB_RESULT.address, 1).unwrap(), [9]);
        bus.write(7, &[3]).unwrap();
        assert_eq!(bus.read(7, 2).unwrap(), [9, 9]);
        assert_eq!(bus.read(FDB_RESULT.address, 1).unwrap(), [0]);
        assert_eq!(lines, ["write 0x000007 SCRATCH x1 00000003"]);
    }
}
