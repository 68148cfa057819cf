//! A row on its way into a table.

use super::{
    bounds::{CELL_CHARS_MAX, COLUMNS_MAX},
    columns::squeeze,
    unreadable::{Unreadable, broken},
};

/// What is odd about a cell, so that its text cannot be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Oddity {
    /// A number of more than 15 digits, of which the file keeps 15.
    CutNumber,
    /// An error value such as `#N/A`.
    Error,
    /// A formula whose value the file does not have.
    NoValue,
    /// Its text, or a part of it, is struck through.
    Struck,
}

/// A row on its way into a table, before it is known whether it belongs there.
pub struct Line {
    /// Its number, from 1.
    pub number: u32,
    /// True if the file hides it.
    pub is_hidden: bool,
    /// Its texts, by column.
    pub cells: Vec<String>,
    /// What is odd about its cells, by column.
    pub oddities: Vec<(u8, Oddity)>,
    /// The first column whose text passes `CELL_CHARS_MAX`; above the header such a text is no fault.
    pub overlong: Option<usize>,
    /// Whether something stands beyond `COLUMNS_MAX`.
    pub is_wide: bool,
}

impl Line {
    /// An empty line.
    pub fn new(number: u32, width: usize) -> Self {
        Self {
            number,
            is_hidden: false,
            cells: Vec::with_capacity(width),
            oddities: Vec::new(),
            overlong: None,
            is_wide: false,
        }
    }

    /// Puts a text into a column.
    pub fn set(&mut self, column: usize, text: &str) {
        if text.is_empty() {
            return;
        }
        if column >= COLUMNS_MAX {
            self.is_wide = self.is_wide || !is_blank(text);
            return;
        }
        if self.cells.len() <= column {
            self.cells.resize(column.saturating_add(1), String::new());
        }
        // The count stops early, for a text may be megabytes long and stand in a million cells.
        let is_overlong = text.chars().nth(CELL_CHARS_MAX).is_some();
        if is_overlong {
            self.overlong = Some(self.overlong.map_or(column, |first| first.min(column)));
        } else if let Some(cell) = self.cells.get_mut(column) {
            text.clone_into(cell);
        }
    }

    /// Notes what is odd about a column's cell: the first of each.
    pub fn note(&mut self, column: usize, oddity: Oddity) {
        let Ok(at) = u8::try_from(column) else { return };
        if column < COLUMNS_MAX && !self.oddities.iter().any(|(known, _)| *known == at) {
            self.oddities.push((at, oddity));
        }
    }

    /// The text of a column, "" where there is none.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    /// The texts as names of columns.
    pub fn names(&self) -> Vec<String> {
        self.cells.iter().map(|cell| squeeze(cell)).collect()
    }

    /// True if a column holds something, be it odd.
    pub fn is_filled(&self, column: usize) -> bool {
        !is_blank(self.cell(column)) || self.oddities.iter().any(|(known, _)| usize::from(*known) == column)
    }
}

/// A text that was too long was never kept, so its row must be refused and not shortened in silence.
pub fn check_length(line: &Line, width: usize) -> Result<(), Unreadable> {
    match line.overlong {
        Some(column) if column < width => Err(broken(&format!(
            "row {}, column {}: the text is longer than {CELL_CHARS_MAX} characters",
            line.number,
            column.saturating_add(1)
        ))),
        _ => Ok(()),
    }
}

/// True for a text of blanks.
pub fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}
