//! The forms of a list beside a page of JSON, for who pulls it whole: lines of JSON, CSV, and a workbook.

mod cells;
mod columns;
mod rows;
mod workbook;

use domain::{Day, Error};
use serde::Serialize;
use utoipa::{PartialSchema, ToSchema};

use cells::Cells;
pub use cells::shown_in_csv;
use columns::{PERSON_NAME, values};
pub use columns::{columns, with_person_first};
use rows::PIECE_BYTES;
pub use rows::{Rows, Start};

/// In which form a list is pulled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// One record of JSON a line.
    Ndjson,
    /// A table with the fields' names above.
    Csv,
    /// The same table as a workbook.
    Xlsx,
}

impl Form {
    const ALL: [Self; 3] = [Self::Ndjson, Self::Csv, Self::Xlsx];

    /// The form of a media type; none for a page of JSON.
    pub fn of_media_type(media_type: &str) -> Option<Self> {
        let is_named = |form: &Self| form.media_type() == media_type;
        Self::ALL.into_iter().find(is_named)
    }

    /// Its media type with parameters, as an answer names it.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Ndjson => "application/x-ndjson",
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// Its media type alone.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv",
            Self::Ndjson | Self::Xlsx => self.content_type(),
        }
    }

    /// How the name of a file ends that is in it.
    const fn extension(self) -> &'static str {
        match self {
            Self::Ndjson => "ndjson",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// The form that is named so; none for a page of JSON.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.extension() == name)
    }

    /// True for what people open in a spreadsheet program.
    pub const fn is_table(self) -> bool {
        matches!(self, Self::Csv | Self::Xlsx)
    }
}

/// How a list is written.
#[derive(Debug, Clone)]
pub struct Layout {
    /// In which form.
    pub form: Form,
    /// With which fields; all of them when none are named.
    pub fields: Option<Vec<String>>,
    /// Whether a CSV begins with a byte-order mark, without which Excel takes it for another encoding.
    pub byte_order_mark: bool,
}

impl Layout {
    /// Begins to write records.
    pub fn start<T: ToSchema + Serialize>(&self) -> Start<T> {
        let (columns, fields, mark) = (self.columns::<T>(), self.fields.clone(), self.byte_order_mark);
        match self.form {
            Form::Ndjson => Box::new(move || Ok(Box::new(Lines { fields: fields.clone(), out: Vec::new() }))),
            Form::Csv => Box::new(move || Ok(Box::new(Table::under(columns.clone(), mark)?))),
            Form::Xlsx => Box::new(move || Ok(Box::new(workbook::Sheets::under(columns.clone())?))),
        }
    }

    /// Whether people's names are looked up for it.
    pub fn shows_names<T: PartialSchema>(&self) -> bool {
        self.form.is_table() && self.columns::<T>().iter().any(|name| name == PERSON_NAME)
    }

    fn columns<T: PartialSchema>(&self) -> Vec<String> {
        self.fields.clone().unwrap_or_else(columns::<T>)
    }
}

/// What a list is called as a file.
#[derive(Debug, Clone, Copy)]
pub struct FileName {
    /// In ASCII, for programs that read nothing else.
    pub plain: &'static str,
    /// In Chinese.
    pub chinese: &'static str,
}

impl FileName {
    /// The value of `Content-Disposition` (RFC 6266): both names, with the day on which the file was made.
    pub fn disposition(self, form: Form, day: Day) -> String {
        let end = format!("-{day}.{}", form.extension());
        let chinese: String = format!("{}{end}", self.chinese).bytes().map(extended).collect();
        format!("attachment; filename=\"{}{end}\"; filename*=UTF-8''{chinese}", self.plain)
    }
}

/// A byte of an extended value (RFC 8187): as it is, or as its percent code.
fn extended(byte: u8) -> String {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    }
}

/// A piece, once it is large enough to be handed out.
fn piece_of(out: &mut Vec<u8>) -> Option<Vec<u8>> {
    (out.len() >= PIECE_BYTES).then(|| std::mem::take(out))
}

/// Lines of JSON.
struct Lines {
    fields: Option<Vec<String>>,
    out: Vec<u8>,
}

impl<T: Serialize> Rows<T> for Lines {
    fn add(&mut self, record: &T, _: Option<&str>) -> Result<Option<Vec<u8>>, Error> {
        match &self.fields {
            None => serde_json::to_writer(&mut self.out, record).map_err(Error::internal)?,
            Some(fields) => {
                let mut all = values(record)?;
                all.retain(|name, _| fields.contains(name));
                serde_json::to_writer(&mut self.out, &all).map_err(Error::internal)?;
            }
        }
        self.out.push(b'\n');
        Ok(piece_of(&mut self.out))
    }

    fn end(self: Box<Self>, put: &mut dyn FnMut(Vec<u8>) -> Result<(), Error>) -> Result<(), Error> {
        if self.out.is_empty() { Ok(()) } else { put(self.out) }
    }
}

/// CSV (RFC 4180).
struct Table {
    cells: Cells,
    out: csv::Writer<Vec<u8>>,
}

impl Table {
    fn under(columns: Vec<String>, byte_order_mark: bool) -> Result<Self, Error> {
        let mut out = writer(if byte_order_mark { "\u{feff}" } else { "" });
        out.write_record(&columns).map_err(Error::internal)?;
        Ok(Self { cells: Cells::under(columns), out })
    }
}

fn writer(beginning: &str) -> csv::Writer<Vec<u8>> {
    csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(beginning.as_bytes().to_vec())
}

impl<T: Serialize> Rows<T> for Table {
    fn add(&mut self, record: &T, person_name: Option<&str>) -> Result<Option<Vec<u8>>, Error> {
        let cells = self.cells.of(record, person_name).map_err(Error::internal)?;
        self.out.write_record(cells).map_err(Error::internal)?;
        if self.out.get_ref().len() < PIECE_BYTES {
            return Ok(None);
        }
        std::mem::replace(&mut self.out, writer("")).into_inner().map(Some).map_err(Error::internal)
    }

    fn end(self: Box<Self>, put: &mut dyn FnMut(Vec<u8>) -> Result<(), Error>) -> Result<(), Error> {
        let rest = self.out.into_inner().map_err(Error::internal)?;
        if rest.is_empty() { Ok(()) } else { put(rest) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_has_a_plain_and_a_chinese_name() {
        let day = Day::from_ymd_opt(2026, 11, 30).unwrap();
        let name = FileName { plain: "grades", chinese: "职级" };
        let expected =
            "attachment; filename=\"grades-2026-11-30.csv\"; filename*=UTF-8''%E8%81%8C%E7%BA%A7-2026-11-30.csv";
        assert_eq!(name.disposition(Form::Csv, day), expected);
    }
}
