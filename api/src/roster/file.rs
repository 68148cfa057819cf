//! A roster as it was uploaded: its bytes, turned into tables of text cells.
//!
//! The bytes come from outside, so every step is bounded before it allocates: the file, what it unzips to, the parts of a
//! workbook that are kept in memory, and the tables that are handed on.

use std::{panic, time::Duration};

use domain::{
    Error, Fault, FaultCode, Wording,
    file::import::{ImportKind, RowFault},
};
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::timeout,
};

use super::{
    binary,
    cells::{Place, SheetRow, heading},
    columns::Column,
    people, records, schools,
    table::Tables,
    text,
    unreadable::{Unreadable, broken, too_large},
    workbook,
};

/// The largest file that is looked at, in bytes (20 MiB).
pub const FILE_BYTES_MAX: usize = 20 * 1024 * 1024;

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

impl RosterFile {
    /// Finds the tables in a file. It takes seconds for a large one, so it is done before the database is asked for
    /// anything.
    ///
    /// # Errors
    /// [`Error::TooLarge`], [`Error::Invalid`] when there is no such table.
    pub fn read(kind: ImportKind, bytes: Vec<u8>) -> Result<Self, Error> {
        match read(&bytes, columns_of(kind)) {
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
        ImportKind::DutyRecords => &records::DUTY_RECORDS.columns,
        ImportKind::Trainings => &records::TRAININGS.columns,
        ImportKind::Findings => &records::FINDINGS.columns,
    }
}

/// Reads all tables that have the required columns.
///
/// The content tells the format, since a file's name is often wrong: a ZIP archive is taken for a workbook (XLSX), an OLE
/// container for one of Excel 97 to 2003 (XLS), and all else for a text (CSV, or with tabs).
///
/// # Errors
/// Why there is no table, or none that can be read.
pub fn read(bytes: &[u8], columns: &'static [Column]) -> Result<Tables, Unreadable> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(too_large(FILE_BYTES_MAX));
    }
    // A reader of a format may hold a fault that a hostile file makes it panic by; an upload must not take a worker down.
    // Nothing shared is touched inside, so unwinding leaves no mess.
    let guarded = |read: fn(&[u8], &'static [Column]) -> Result<Tables, Unreadable>| {
        panic::catch_unwind(|| read(bytes, columns)).unwrap_or_else(|_| Err(broken("the workbook makes no sense")))
    };
    if bytes.starts_with(b"PK\x03\x04") {
        guarded(workbook::read)
    } else if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        guarded(binary::read)
    } else if BEFORE_CONTAINERS.iter().any(|sign| bytes.starts_with(sign)) {
        Err(Unreadable::TooOld)
    } else if is_of_another_form(bytes) {
        Err(Unreadable::OtherForm)
    } else {
        text::read(bytes, columns)
    }
}

/// How the workbooks of Excel 2 to 5 begin that are in no container: with the record of their beginning.
const BEFORE_CONTAINERS: [&[u8]; 4] =
    [b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00"];
/// How other files begin that are sent instead of a roster: PDF, RTF, PNG, JPEG, RAR, 7z, gzip.
const OTHER_FORMS: [&[u8]; 7] =
    [b"%PDF", b"{\\rtf", b"\x89PNG", b"\xFF\xD8\xFF", b"Rar!", b"7z\xBC\xAF\x27\x1C", b"\x1F\x8B"];

/// True for what is no text either. A web page or XML with the name of a workbook is what many systems export.
fn is_of_another_form(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    text.starts_with(b"<") || OTHER_FORMS.iter().any(|sign| bytes.starts_with(sign))
}
