//! Rosters: what offices really have, read into the register with every fault told.
//!
//! [`file`] finds the tables in a file of any format, [`people`] and [`schools`] read their rows. The formats are
//! [`workbook`] (XLSX), [`binary`] (XLS) and [`text`]; each gives its lines to a [`table::Table`], which knows headers, and
//! whose columns are those of [`columns`].

mod archive;
mod binary;
mod columns;
mod compound;
mod depth;
pub mod file;
mod merges;
mod number;
pub mod people;
pub mod schools;
pub mod table;
pub mod template;
#[cfg(test)]
mod tests;
mod text;
mod words;
mod workbook;
mod worksheet;

use std::{collections::HashSet, time::Duration};

use domain::{
    Error, Fault, FaultCode, Wording,
    fault::Flaw,
    import::{ImportKind, RowFault, RowFaults},
    text::{half_width, is_forbidden},
};
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::timeout,
};

pub use columns::Column;
use file::Tables;
use table::{Oddity, Row, Sheet, is_sample_word};

/// Files held in memory at the same time: one may unpack to more than a hundred megabytes.
const HELD_AT_ONCE_MAX: usize = 1;
/// How long a file waits for its turn.
const TURN_WAIT_MAX: Duration = Duration::from_secs(30);

/// Waits until a file may be read. The next one is read once this turn is over, when nothing of the file is held any more.
///
/// # Errors
/// [`Error::Busy`] when the files before it take too long.
pub async fn turn() -> Result<SemaphorePermit<'static>, Error> {
    static HELD: Semaphore = Semaphore::const_new(HELD_AT_ONCE_MAX);
    timeout(TURN_WAIT_MAX, HELD.acquire()).await.map_err(|_| Error::Busy)?.map_err(Error::internal)
}

/// A roster's file with the tables that were found in it.
#[derive(Debug, Clone)]
pub struct RosterFile {
    /// What its rows are.
    pub kind: ImportKind,
    /// The file as it came.
    pub bytes: Vec<u8>,
    /// Its tables.
    pub tables: Tables,
}

/// A row with the table that it is in.
pub type SheetRow<'a> = (&'a Sheet, &'a Row);

/// Where a row is in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The number of its table, from 0.
    pub sheet: u32,
    /// Its number, as a person sees it.
    pub row: u32,
}

impl RosterFile {
    /// Finds the tables in a file. It takes seconds for a large one, so it is done before the database is asked for
    /// anything.
    ///
    /// # Errors
    /// [`Error::TooLarge`], [`Error::Invalid`] when there is no such table.
    pub fn read(kind: ImportKind, bytes: Vec<u8>) -> Result<Self, Error> {
        match file::read(&bytes, columns_of(kind)) {
            Ok(tables) => Ok(Self { kind, bytes, tables }),
            Err(cause) => match cause.wording() {
                Some(wording) => Err(Error::invalid(Fault::new("/file", FaultCode::File, wording))),
                None => Err(Error::TooLarge),
            },
        }
    }

    /// As [`RosterFile::read`], away from the threads that serve connections.
    ///
    /// # Errors
    /// As [`RosterFile::read`].
    pub async fn read_aside(kind: ImportKind, bytes: Vec<u8>) -> Result<Self, Error> {
        tokio::task::spawn_blocking(move || Self::read(kind, bytes)).await.map_err(Error::internal)?
    }

    /// The rows of all tables, in the order of the file.
    pub fn rows(&self) -> Vec<SheetRow<'_>> {
        self.tables.sheets.iter().flat_map(|sheet| sheet.rows.iter().map(move |row| (sheet, row))).collect()
    }

    /// The name of the sheet that a row is in; none of a text.
    pub fn sheet_name(&self, place: Place) -> Option<String> {
        let sheet = self.tables.sheets.iter().find(|sheet| sheet.number == place.sheet);
        sheet.and_then(|sheet| sheet.name.clone())
    }

    /// A fault of a row.
    pub fn fault(&self, place: Place, column: &str, code: FaultCode, wording: Wording) -> RowFault {
        let sheet = self.tables.sheets.iter().find(|sheet| sheet.number == place.sheet);
        RowFault {
            sheet_number: place.sheet,
            sheet: self.sheet_name(place),
            row: place.row,
            column: sheet.and_then(|sheet| heading(sheet, column)).unwrap_or(column).to_owned(),
            code: code.as_str().to_owned(),
            wording,
        }
    }
}

/// The columns of a kind of roster.
pub fn columns_of(kind: ImportKind) -> &'static [Column] {
    match kind {
        ImportKind::People => &people::COLUMNS,
        ImportKind::Schools => &schools::COLUMNS,
    }
}

/// What the file calls a column.
fn heading<'a>(sheet: &'a Sheet, column: &str) -> Option<&'a str> {
    sheet.header.get(sheet.position(column)?).map(String::as_str)
}

/// Reads rows one by one: gives what the sound ones say, and notes every fault of the others. A row that is hidden or an
/// example is not read.
fn read_rows<T>(
    rows: &[SheetRow<'_>],
    name_column: &str,
    faults: &mut RowFaults,
    mut read: impl FnMut(&mut Cells<'_>) -> Option<T>,
) -> Vec<T> {
    let mut entries = Vec::new();
    for (sheet, row) in rows {
        let mut cells = Cells::new(sheet, row);
        let unread = match row.cells().find(|cell| !cell.trim().is_empty()) {
            _ if row.is_hidden => Some(Wording::RowIsHidden),
            Some(first) if is_sample_word(first) => Some(Wording::RowIsASample),
            _ if template::is_unmended(sheet, row) => Some(Wording::RowStillMarked),
            _ => None,
        };
        let entry = match unread {
            Some(wording) => {
                cells.fault(name_column, FaultCode::Format, wording);
                None
            }
            None => {
                cells.refuse_invisible();
                cells.refuse_oddities();
                read(&mut cells)
            }
        };
        match entry {
            Some(entry) if cells.faults.is_empty() => entries.push(entry),
            _ => cells.faults.drain(..).for_each(|fault| faults.push(fault)),
        }
    }
    entries
}

/// A row's cells by column name, collecting the faults of the row.
struct Cells<'a> {
    sheet: &'a Sheet,
    row: &'a Row,
    faults: Vec<RowFault>,
    /// The columns that have a fault.
    faulty: HashSet<&'a str>,
}

impl<'a> Cells<'a> {
    fn new(sheet: &'a Sheet, row: &'a Row) -> Self {
        Self { sheet, row, faults: Vec::new(), faulty: HashSet::new() }
    }

    fn place(&self) -> Place {
        Place { sheet: self.sheet.number, row: self.row.number }
    }

    /// The cell of a column, trimmed and with its full-width characters made plain; none when empty. Without the
    /// apostrophe by which people tell Excel that a number is a text.
    fn text(&self, column: &str) -> Option<String> {
        let text = half_width(self.row.cell(self.sheet.position(column)?)?);
        let text = text.trim().trim_start_matches(['\'', '‘', '’', '`']).trim().to_owned();
        (!text.is_empty() && !words::is_nothing(&text)).then_some(text)
    }

    /// Notes every cell under a header that holds invisible characters.
    fn refuse_invisible(&mut self) {
        let sheet = self.sheet;
        for (name, cell) in sheet.header.iter().zip(self.row.cells()).filter(|(name, _)| !name.is_empty()) {
            if cell.chars().any(is_forbidden) {
                self.fault_under(name, FaultCode::Format, Wording::ControlCharacters);
            }
        }
    }

    /// Notes every cell that is read and whose text cannot be believed. Of a row that is struck through, one is told.
    fn refuse_oddities(&mut self) {
        let sheet = self.sheet;
        let mut has_struck = false;
        for (column, oddity) in self.row.oddities() {
            let is_read = sheet.columns.get(column).is_some_and(Option::is_some);
            let Some(name) = sheet.header.get(column).filter(|_| is_read) else { continue };
            let wording = match oddity {
                Oddity::CutNumber => Wording::CellNumberCut,
                Oddity::Error => Wording::CellIsAnError,
                Oddity::NoValue => Wording::CellFormulaWithoutValue,
                Oddity::Struck if std::mem::replace(&mut has_struck, true) => continue,
                Oddity::Struck => Wording::CellIsStruckThrough,
            };
            self.fault_under(name, FaultCode::Format, wording);
        }
    }

    /// Notes a fault, unless one of the cell is noted already.
    fn fault(&mut self, column: &'a str, code: FaultCode, wording: Wording) {
        self.fault_under(heading(self.sheet, column).unwrap_or(column), code, wording);
    }

    fn fault_under(&mut self, heading: &'a str, code: FaultCode, wording: Wording) {
        if !self.faulty.insert(heading) {
            return;
        }
        self.faults.push(RowFault {
            sheet_number: self.sheet.number,
            sheet: self.sheet.name.clone(),
            row: self.row.number,
            column: heading.to_owned(),
            code: code.as_str().to_owned(),
            wording,
        });
    }

    /// True if a fault of the cell is noted.
    fn is_faulty(&self, column: &str) -> bool {
        self.faulty.contains(heading(self.sheet, column).unwrap_or(column))
    }

    /// Parses a cell when it holds something that can be believed, noting its flaw.
    fn parse<T>(&mut self, column: &'a str, parse: impl FnOnce(&str) -> Result<T, Flaw>) -> Option<T> {
        if self.is_faulty(column) {
            return None;
        }
        match parse(&self.text(column)?) {
            Ok(value) => Some(value),
            Err(flaw) => {
                self.fault(column, flaw.code, flaw.wording);
                None
            }
        }
    }

    /// As [`Cells::parse`], for a cell that must hold something.
    fn required<T>(&mut self, column: &'a str, parse: impl FnOnce(&str) -> Result<T, Flaw>) -> Option<T> {
        if self.text(column).is_none() {
            self.fault(column, FaultCode::Required, Wording::Empty);
            return None;
        }
        self.parse(column, parse)
    }

    /// As [`Cells::parse`], for a number of many digits, of which Excel may have kept the first.
    fn digits<T>(&mut self, column: &'a str, parse: impl FnOnce(&str) -> Result<T, Flaw>) -> Option<T> {
        if self.text(column).is_some_and(|text| words::is_scientific(&text)) {
            self.fault(column, FaultCode::Format, Wording::CellNumberCut);
        }
        self.parse(column, parse)
    }
}
