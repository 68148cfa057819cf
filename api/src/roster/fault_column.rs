//! The column of an annotated file that says what is wrong with a row. It is known again when the file comes back.

use super::table::{Row, Sheet};

/// The heading of the column of faults.
pub const FAULTS: &str = "错误";
/// How the note begins of a row whose faults the annotated file does not have any more: a number that was cut, say, is a text
/// there. Until somebody clears the note, the row is not believed.
pub const UNMENDED: char = '⚠';

/// True for a row of an annotated file that nobody has mended.
pub fn is_unmended(sheet: &Sheet, row: &Row) -> bool {
    let note = sheet.header.iter().position(|name| name.starts_with(FAULTS)).and_then(|at| row.cell(at));
    note.is_some_and(|note| note.trim_start().starts_with(UNMENDED))
}
