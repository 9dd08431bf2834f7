//! What every command shows alike.

use std::time::Duration;

use comfy_table::{Table, presets};
use indicatif::ProgressBar;

/// Something turns while a program runs; without a terminal nothing shows.
pub fn spinner() -> ProgressBar {
    let progress = ProgressBar::new_spinner();
    progress.enable_steady_tick(Duration::from_millis(200));
    progress
}

/// A table in Markdown, so that it can go into a document.
pub fn table<const N: usize>(header: [&str; N]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::ASCII_MARKDOWN);
    table.set_header(header);
    table
}
