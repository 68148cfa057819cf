//! Cells that are merged over several rows: the file keeps the value in the first of them only.

use super::{bounds::COLUMNS_MAX, line::Line};

/// The most merged ranges that a sheet may have, in ranges: each is kept in memory.
pub const MERGES_MAX: usize = 100_000;

/// One merged range; all numbers from 0 but the rows', which count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Merge {
    /// The first row.
    pub first_row: u32,
    /// The last row.
    pub last_row: u32,
    /// The first column, which holds the value.
    pub column: usize,
}

/// The merged ranges of a sheet, of which each row is given what the row above holds.
#[derive(Debug, Default)]
pub struct Merges {
    /// Those that have not begun, the next one last.
    ahead: Vec<Merge>,
    /// Those that have begun, with their values: at most one of a column.
    begun: Vec<(Merge, String)>,
}

impl Merges {
    /// These ranges; those of a single row give nothing to another.
    pub fn new(mut ranges: Vec<Merge>) -> Self {
        ranges.retain(|range| range.last_row > range.first_row && range.column < COLUMNS_MAX);
        ranges.sort_unstable_by(|one, other| other.cmp(one));
        Self { ahead: ranges, begun: Vec::new() }
    }

    /// Gives the line the values of the cells that are merged into it from above. Lines come in order.
    pub fn fill(&mut self, line: &mut Line) {
        let number = line.number;
        self.begun.retain(|(range, _)| range.last_row >= number);
        for (range, value) in &self.begun {
            if line.cell(range.column).is_empty() {
                line.set(range.column, value);
            }
        }
        while let Some(range) = self.ahead.pop_if(|range| range.first_row <= number) {
            // One whose first row is empty has no value.
            let value = line.cell(range.column);
            if range.first_row == number && !value.is_empty() {
                let value = value.to_owned();
                self.begun.retain(|(known, _)| known.column != range.column);
                self.begun.push((range, value));
            }
        }
    }
}
