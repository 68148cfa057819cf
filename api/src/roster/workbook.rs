//! Workbooks of Excel since 2007 (XLSX, ECMA-376).

use domain::file::import::IgnoredSheetReason;

use super::{
    archive::Archive,
    book::Book,
    columns::Column,
    merges::Merges,
    table::{Found, Surplus, Table, Tables, Taken},
    unreadable::{Unreadable, broken},
    worksheet,
};

/// Reads the tables of a workbook.
///
/// # Errors
/// Why there is none, or none that can be read.
pub fn read(bytes: &[u8], columns: &'static [Column]) -> Result<Tables, Unreadable> {
    let mut archive = Archive::open(bytes)?;
    let book = Book::read(&mut archive)?;
    let mut tables = Tables::default();
    let mut taken = Taken::default();
    for sheet in &book.sheets {
        // A hidden sheet would bring in rows that the person who sent the file does not see.
        if sheet.is_hidden {
            tables.ignore(&sheet.name, IgnoredSheetReason::Hidden);
            continue;
        }
        let missing = || broken("the workbook lacks a sheet");
        let merges = worksheet::merges(archive.part(&sheet.part)?.ok_or_else(missing)?)?;
        let part = archive.part(&sheet.part)?.ok_or_else(missing)?;
        let mut table = Table::new(columns, Surplus::Ignored, Merges::new(merges), &mut taken);
        let is_worksheet = worksheet::read(part, &book, &mut table)?;
        let found = if is_worksheet { table.finish(Some(&sheet.name))? } else { Found::Empty };
        tables.add(Some(&sheet.name), found);
    }
    tables.finish(columns)
}
