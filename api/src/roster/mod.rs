//! Rosters: what offices really have, read into the register with every fault told.
//!
//! [`sheet`] finds the table in a file, [`people`] and [`schools`] read its rows.

mod depth;
pub mod people;
pub mod schools;
pub mod sheet;

use domain::{
    Error, Fault, FaultCode, Wording,
    fault::Flaw,
    import::{ImportKind, RowFault},
    text::{half_width, is_forbidden},
};
use tokio::sync::Semaphore;

use sheet::{Row, Sheet};

/// Files read at the same time: one may unpack to hundreds of megabytes.
const READ_AT_ONCE_MAX: usize = 2;

/// A roster's file with the table that was found in it.
#[derive(Debug, Clone)]
pub struct RosterFile {
    /// What its rows are.
    pub kind: ImportKind,
    /// The file as it came.
    pub bytes: Vec<u8>,
    /// Its table.
    pub sheet: Sheet,
}

impl RosterFile {
    /// Finds the table in a file. It takes seconds for a large one, so it is done before the database is asked for
    /// anything.
    ///
    /// # Errors
    /// [`Error::TooLarge`], [`Error::Invalid`] when there is no such table.
    pub fn read(kind: ImportKind, bytes: Vec<u8>) -> Result<Self, Error> {
        let columns: &[&str] = match kind {
            ImportKind::People => &people::REQUIRED_COLUMNS,
            ImportKind::Schools => &schools::REQUIRED_COLUMNS,
        };
        match sheet::read(&bytes, columns) {
            Ok(sheet) => Ok(Self { kind, bytes, sheet }),
            Err(cause) => match cause.wording() {
                Some(wording) => Err(Error::invalid(Fault::new("/file", FaultCode::File, wording))),
                None => Err(Error::TooLarge),
            },
        }
    }

    /// As [`RosterFile::read`], away from the threads that serve connections.
    ///
    /// # Errors
    /// As [`RosterFile::read`]; [`Error::Busy`] when enough files are being read already.
    pub async fn read_aside(kind: ImportKind, bytes: Vec<u8>) -> Result<Self, Error> {
        static READING: Semaphore = Semaphore::const_new(READ_AT_ONCE_MAX);
        let Ok(_permit) = READING.try_acquire() else { return Err(Error::Busy) };
        tokio::task::spawn_blocking(move || Self::read(kind, bytes)).await.map_err(Error::internal)?
    }
}

/// A row's cells by column name, collecting the faults of the row.
struct Cells<'a> {
    header: &'a [String],
    row: &'a Row,
    faults: Vec<RowFault>,
}

impl<'a> Cells<'a> {
    fn new(sheet: &'a Sheet, row: &'a Row) -> Self {
        Self { header: &sheet.header, row, faults: Vec::new() }
    }

    /// The cell of a column, trimmed and with its full-width characters made plain; none when empty.
    fn text(&self, column: &str) -> Option<String> {
        let at = self.header.iter().position(|name| name == column)?;
        let text = half_width(self.row.cell(at)?).trim().to_owned();
        (!text.is_empty()).then_some(text)
    }

    /// Notes every cell under a header that holds invisible characters.
    fn refuse_invisible(&mut self) {
        let header = self.header;
        for (column, cell) in header.iter().zip(self.row.cells()).filter(|(column, _)| !column.is_empty()) {
            if cell.chars().any(is_forbidden) {
                self.fault(column, FaultCode::Format, Wording::ControlCharacters);
            }
        }
    }

    /// Notes a fault, unless one of the cell is noted already.
    fn fault(&mut self, column: &str, code: FaultCode, wording: Wording) {
        if self.faults.iter().any(|fault| fault.column == column) {
            return;
        }
        let fault =
            RowFault { row: self.row.number, column: column.to_owned(), code: code.as_str().to_owned(), wording };
        self.faults.push(fault);
    }

    /// Parses a cell when it holds something, noting its flaw.
    fn parse<T>(&mut self, column: &str, parse: impl FnOnce(&str) -> Result<T, Flaw>) -> Option<T> {
        match parse(&self.text(column)?) {
            Ok(value) => Some(value),
            Err(flaw) => {
                self.fault(column, flaw.code, flaw.wording);
                None
            }
        }
    }

    /// As [`Cells::parse`], for a cell that must hold something.
    fn required<T>(&mut self, column: &str, parse: impl FnOnce(&str) -> Result<T, Flaw>) -> Option<T> {
        if self.text(column).is_none() {
            self.fault(column, FaultCode::Required, Wording::Empty);
            return None;
        }
        self.parse(column, parse)
    }
}

fn label<T>(find: fn(&str) -> Option<T>, set: &'static str) -> impl FnOnce(&str) -> Result<T, Flaw> {
    move |raw| find(raw).ok_or_else(|| Flaw::new(FaultCode::Code, Wording::NotAValueOf { set: set.to_owned() }))
}

fn whole_number(raw: &str) -> Result<u32, Flaw> {
    raw.parse().map_err(|_| Flaw::new(FaultCode::Number, Wording::NotAWholeNumber))
}
