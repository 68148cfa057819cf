//! The reasons for refusing a file, and their wording.

use domain::{Wording, file::import::IGNORED_NAME_CHARS_MAX, kernel::wording::number};

use super::{
    bounds::{COLUMNS_MAX, HEADER_ROWS_MAX},
    columns::Column,
};

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
    /// The message about the file; none for a file that is too large, which is refused as such.
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

/// A name as messages show it.
pub fn shortened(name: &str) -> String {
    let shown = domain::kernel::text::visible_line(name);
    match shown.char_indices().nth(IGNORED_NAME_CHARS_MAX) {
        Some((end, _)) => format!("{}…", shown.get(..end).unwrap_or_default()),
        None => shown,
    }
}
