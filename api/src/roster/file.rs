//! Turns the bytes of an uploaded roster into tables of text cells, knowing nothing of people.
//!
//! The bytes come from outside, so every step is bounded before it allocates: the file, what it unzips to, the parts of a
//! workbook that are kept in memory, and the tables that are handed on.

use std::panic;

use domain::{
    Wording,
    import::{IGNORED_MAX, IgnoredSheet, IgnoredSheetReason},
    wording::number,
};

use super::{
    binary,
    columns::Column,
    table::{COLUMNS_MAX, Found, HEADER_ROWS_MAX, Sheet, shortened},
    text, workbook,
};

/// The largest file that is looked at, in bytes (20 MiB).
pub const FILE_BYTES_MAX: usize = 20 * 1024 * 1024;

/// Why no table could be read from a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// The file, or what it unpacks to, is larger than we look at.
    #[error("the file is larger than {limit_bytes} bytes, or unpacks to more than that")]
    TooLarge {
        /// The limit that was passed, in bytes.
        limit_bytes: u64,
    },
    /// The tables have more rows than we take; the limit is lower for a very wide table.
    #[error("the tables have more than {limit} rows")]
    TooManyRows {
        /// The limit that was passed, in rows.
        limit: u32,
    },
    /// The table is wider than `COLUMNS_MAX`.
    #[error("the table has more than {COLUMNS_MAX} columns")]
    TooManyColumns,
    /// The file is locked.
    #[error("the file is protected by a password")]
    Encrypted,
    /// The file is of the kind that Excel wrote before 1997.
    #[error("the file is older than Excel 97")]
    TooOld,
    /// The file is of a form that is not read: a spreadsheet of another program, a document, a picture, a web page.
    #[error("the file is neither a workbook of Excel nor a text")]
    OtherForm,
    /// The file is damaged, or its table contradicts itself.
    #[error("the file cannot be read: {0}")]
    Broken(String),
    /// The text is neither UTF-8 nor UTF-16 nor GB18030.
    #[error("the text is neither UTF-8 nor UTF-16 nor GB18030")]
    UnknownEncoding,
    /// No row near the top holds all the columns that are needed.
    #[error("none of the first {HEADER_ROWS_MAX} rows holds the columns {}", expected.join("、"))]
    NoHeader {
        /// The columns that were looked for.
        expected: Vec<String>,
    },
    /// A sheet holds nearly all the columns that are needed.
    #[error("a sheet lacks the columns {missing}")]
    SheetHeader {
        /// Its name.
        sheet: String,
        /// The columns that it lacks.
        missing: String,
    },
    /// Only sheets that are not read may hold a table.
    #[error("only hidden sheets and samples may hold a table")]
    IgnoredSheets {
        /// Their names.
        sheets: String,
    },
    /// Two columns have a name that is read.
    #[error("two columns have the same name")]
    SameColumns {
        /// The name.
        name: String,
    },
}

impl Unreadable {
    /// What a person is told of the file; nothing of one that is too large, which is refused as such.
    pub fn wording(&self) -> Option<Wording> {
        Some(match self {
            Self::TooLarge { .. } => return None,
            Self::TooManyRows { limit } => Wording::FileTooManyRows { max: number(*limit) },
            Self::TooManyColumns => Wording::FileTooManyColumns { max: number(COLUMNS_MAX) },
            Self::Encrypted => Wording::FileEncrypted,
            Self::TooOld => Wording::FileTooOld,
            Self::OtherForm => Wording::FileOtherForm,
            Self::Broken(_) => Wording::FileBroken,
            Self::UnknownEncoding => Wording::FileEncoding,
            Self::NoHeader { expected } => {
                Wording::FileHeader { rows: number(HEADER_ROWS_MAX), columns: expected.join("、") }
            }
            Self::SheetHeader { sheet, missing } => {
                Wording::FileSheetHeader { sheet: sheet.clone(), columns: missing.clone() }
            }
            Self::IgnoredSheets { sheets } => Wording::FileIgnoredSheets { sheets: sheets.clone() },
            Self::SameColumns { name } => Wording::FileSameColumns { name: shortened(name) },
        })
    }
}

/// The tables of a file, and what of it was not read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tables {
    /// The tables, in the order of the file.
    pub sheets: Vec<Sheet>,
    /// The columns that were not read: their names, or their letters where they have no name.
    pub ignored_columns: Vec<String>,
    /// The sheets that were not read and are not empty.
    pub ignored_sheets: Vec<IgnoredSheet>,
}

impl Tables {
    /// Adds what became of a sheet, in the order of the file.
    pub fn add(&mut self, name: Option<&str>, found: Found) {
        match found {
            Found::Empty => {}
            Found::Nothing(reason) => self.ignore(name.unwrap_or_default(), reason),
            Found::Table(mut sheet, ignored) => {
                sheet.number = u32::try_from(self.sheets.len()).unwrap_or(u32::MAX);
                sheet.name = name.map(shortened);
                self.sheets.push(sheet);
                for column in ignored.iter().map(|name| shortened(name)) {
                    if self.ignored_columns.contains(&column) {
                        continue;
                    }
                    match self.ignored_columns.len() {
                        count if count < IGNORED_MAX => self.ignored_columns.push(column),
                        IGNORED_MAX => self.ignored_columns.push("…".to_owned()),
                        _ => return,
                    }
                }
            }
        }
    }

    /// Notes a sheet that is not read.
    pub fn ignore(&mut self, name: &str, reason: IgnoredSheetReason) {
        if self.ignored_sheets.len() < IGNORED_MAX {
            self.ignored_sheets.push(IgnoredSheet { name: shortened(name), reason });
        }
    }

    /// The tables, of which there is at least one.
    ///
    /// # Errors
    /// [`Unreadable::IgnoredSheets`] or [`Unreadable::NoHeader`].
    pub fn finish(self, columns: &[Column]) -> Result<Self, Unreadable> {
        if !self.sheets.is_empty() {
            return Ok(self);
        }
        let is = |reason| move |sheet: &IgnoredSheet| sheet.reason == reason;
        let mut ignored = self.ignored_sheets.iter();
        let has_sample = ignored.clone().any(is(IgnoredSheetReason::Sample));
        let is_hidden = !self.ignored_sheets.is_empty() && ignored.all(is(IgnoredSheetReason::Hidden));
        if has_sample || is_hidden {
            let unread = self.ignored_sheets.into_iter().filter(|sheet| sheet.reason != IgnoredSheetReason::NoHeader);
            let names: Vec<String> = unread.map(|sheet| sheet.name).collect();
            return Err(Unreadable::IgnoredSheets { sheets: names.join("、") });
        }
        Err(no_header(columns))
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

/// A file that contradicts itself or cannot be understood.
pub fn broken(why: &str) -> Unreadable {
    Unreadable::Broken(why.to_owned())
}

/// A file that a reader of its format refused.
pub fn broken_by(error: impl std::fmt::Display) -> Unreadable {
    Unreadable::Broken(error.to_string())
}

/// A file that passes a limit in bytes.
pub fn too_large(limit: usize) -> Unreadable {
    Unreadable::TooLarge { limit_bytes: u64::try_from(limit).unwrap_or(u64::MAX) }
}

/// A file without a header.
pub fn no_header(columns: &[Column]) -> Unreadable {
    let required = columns.iter().filter(|column| column.is_required);
    Unreadable::NoHeader { expected: required.map(|column| column.name.to_owned()).collect() }
}
