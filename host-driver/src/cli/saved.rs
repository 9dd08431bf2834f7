//! Files of records, a JSON array with a line for each, and what became of many.

use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::CommandError;
use super::fdb::read_text;
use super::session::Session;

#[derive(Serialize)]
struct Deleted {
    deleted: usize,
}

#[derive(Serialize)]
struct Restored {
    restored: usize,
}

/// Tells how many were deleted.
pub fn deleted(deleted: usize, nouns: &str, session: &mut Session) -> Result<(), CommandError> {
    session.output.show(&Deleted { deleted }, |result| format!("{} {nouns} deleted", result.deleted))
}

/// Tells how many were restored.
pub fn restored(restored: usize, nouns: &str, session: &mut Session) -> Result<(), CommandError> {
    session.output.show(&Restored { restored }, |result| format!("{} {nouns} restored", result.restored))
}

/// Writes records to a file, "-" being the standard output.
pub fn write<T: Serialize>(path: &Path, records: &[T], session: &mut Session) -> Result<(), CommandError> {
    let lines: Result<Vec<String>, _> = records.iter().map(serde_json::to_string).collect();
    let lines = lines.map_err(|error| CommandError::Records { path: path.to_owned(), error })?;
    let text = if lines.is_empty() { "[]\n".into() } else { format!("[\n{}\n]\n", lines.join(",\n")) };
    if path.as_os_str() == "-" {
        return session.output.print(&text);
    }
    std::fs::write(path, text).map_err(|error| CommandError::Write { path: path.to_owned(), error })
}

/// The records in a file, "-" being the standard input.
pub fn read<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>, CommandError> {
    let text = read_text(path)?;
    serde_json::from_str(&text).map_err(|error| CommandError::Records { path: path.to_owned(), error })
}
