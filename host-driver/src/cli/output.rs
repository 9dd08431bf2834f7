//! What goes to the standard output.

use std::io::{ErrorKind, Write};

use serde::Serialize;

use super::error::CommandError;

/// Prints results as text or as JSON. When the reader goes away nothing more
/// is printed, and commands still run to their end.
pub struct Output {
    json: bool,
    reader_gone: bool,
}

impl Output {
    pub fn new(json: bool) -> Self {
        Self { json, reader_gone: false }
    }

    /// A result: `report` as one line of JSON, or what `human` makes of it.
    pub fn show<T: Serialize>(
        &mut self, report: &T, human: impl FnOnce(&T) -> String,
    ) -> Result<(), CommandError> {
        if self.json {
            let text = serde_json::to_string(report).map_err(|error| CommandError::Output(error.into()))?;
            self.print(&text)
        } else {
            self.print(&human(report))
        }
    }

    /// Text as it is, ended by one line feed.
    pub fn print(&mut self, text: &str) -> Result<(), CommandError> {
        if self.reader_gone {
            return Ok(());
        }
        let mut out = std::io::stdout().lock();
        match writeln!(out, "{}", text.trim_end_matches('\n')).and_then(|()| out.flush()) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.reader_gone = true;
                Ok(())
            }
            Err(error) => Err(CommandError::Output(error)),
        }
    }
}
