//! Aligned columns for people.

use comfy_table::{CellAlignment, Table, presets};

/// Rows under a header; columns from `numbers` on are numbers and stand to the right.
pub fn table(header: &[&str], numbers: usize, rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(header.to_vec()).add_rows(rows);
    for (index, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, 2));
        if index >= numbers {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.trim_fmt()
}

/// A name and a value a line.
pub fn pairs(rows: impl IntoIterator<Item = (&'static str, String)>) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).add_rows(rows.into_iter().map(|(name, value)| vec![name.to_owned(), value]));
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    table.trim_fmt()
}

/// `on` or `off`.
pub fn on_off(value: bool) -> String {
    if value { "on".into() } else { "off".into() }
}
