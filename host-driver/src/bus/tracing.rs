//! A bus that tells of every access.

use super::{BusError, Operation, RegisterBus, address_name};

/// Words of one access that are shown.
const SHOWN_WORDS: usize = 8;

/// Hands a line for each access to `sink`, with the register's name.
pub struct TracingBus<B, F> {
    inner: B,
    sink: F,
}

impl<B: RegisterBus, F: FnMut(String)> TracingBus<B, F> {
    pub fn new(inner: B, sink: F) -> Self {
        Self { inner, sink }
    }

    /// The bus below, of whose accesses nothing is told.
    pub fn inner_mut(&mut self) -> &mut B {
        &mut self.inner
    }
}

impl<B: RegisterBus, F: FnMut(String)> RegisterBus for TracingBus<B, F> {
    fn run(&mut self, operations: &[Operation]) -> Result<Vec<Vec<u32>>, BusError> {
        let results = self.inner.run(operations);
        for (index, operation) in operations.iter().enumerate() {
            let words = match (&results, operation) {
                (_, Operation::Write { words, .. }) => words.as_slice(),
                (Ok(results), _) => results.get(index).map(Vec::as_slice).unwrap_or_default(),
                (Err(_), _) => &[],
            };
            (self.sink)(describe(operation, words));
        }
        if let Err(error) = &results {
            (self.sink)(format!("failed: {error}"));
        }
        results
    }
}

/// One line for an access and the words it carried.
pub(super) fn describe(operation: &Operation, words: &[u32]) -> String {
    let mut line = format!(
        "{:<5} {:#08x} {} x{}",
        operation.verb(), operation.address(), address_name(operation.address()), operation.count()
    );
    for word in words.iter().take(SHOWN_WORDS) {
        line.push_str(&format!(" {word:08x}"));
    }
    if words.len() > SHOWN_WORDS {
        line.push_str(" ...");
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed;

    impl RegisterBus for Fixed {
        fn run(&mut self, operations: &[Operation]) -> Result<Vec<Vec<u32>>, BusError> {
            if operations[0].address() == 0xFF {
                return Err(BusError::Desynchronized { expected: 1 });
            }
            Ok(operations.iter().map(|operation| vec![5; operation.count()]).collect())
        }
    }

    #[test]
    fn every_access_is_told_with_its_name() {
        let mut lines = Vec::new();
        let mut bus = TracingBus::new(Fixed, |line| lines.push(line));
        bus.read(7, 1).unwrap();
        bus.write(0x10, &[0x1F]).unwrap();
        bus.read(0xFF, 1).unwrap_err();
        assert_eq!(lines[0], "read  0x000007 SCRATCH x1 00000005");
        assert_eq!(lines[1], "write 0x000010 RX_ENABLE x1 0000001f");
        assert!(lines[3].starts_with("failed: "), "{lines:?}");
    }
}
