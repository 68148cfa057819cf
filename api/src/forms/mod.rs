//! The forms of a list beside a page of JSON, for who pulls it whole: lines of JSON, CSV, and a workbook.

mod cells;
mod workbook;

use domain::Error;
use openapi::body;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use cells::Cells;

use crate::app::pull::{PIECE_BYTES, Rows, Start};

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
    /// The forms of every list that is pulled whole.
    pub const OF_LISTS: &[Self] = &[Self::Ndjson, Self::Csv];
    /// The forms of a list that people open, too.
    pub const OF_SHEETS: &[Self] = &[Self::Ndjson, Self::Csv, Self::Xlsx];

    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Ndjson => "application/x-ndjson",
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// How records are written in it, with these fields, or all.
    pub fn start<T: ToSchema + Serialize>(self, fields: Option<Vec<String>>) -> Start<T> {
        // The fields in the order of their names, or as they were selected.
        let columns = fields.clone().unwrap_or_else(body::field_names::<T>);
        match self {
            Self::Ndjson => Box::new(move || Ok(Box::new(Lines { fields: fields.clone(), out: Vec::new() }))),
            Self::Csv => Box::new(move || Ok(Box::new(Table::under(columns.clone())?))),
            Self::Xlsx => Box::new(move || Ok(Box::new(workbook::Sheets::under(columns.clone())?))),
        }
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
    fn add(&mut self, record: &T) -> Result<Option<Vec<u8>>, Error> {
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
    fn under(columns: Vec<String>) -> Result<Self, Error> {
        let mut out = writer();
        out.write_record(&columns).map_err(Error::internal)?;
        Ok(Self { cells: Cells::under(columns), out })
    }
}

fn writer() -> csv::Writer<Vec<u8>> {
    csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new())
}

impl<T: Serialize> Rows<T> for Table {
    fn add(&mut self, record: &T) -> Result<Option<Vec<u8>>, Error> {
        let cells = self.cells.of(record).map_err(Error::internal)?;
        self.out.write_record(cells).map_err(Error::internal)?;
        if self.out.get_ref().len() < PIECE_BYTES {
            return Ok(None);
        }
        std::mem::replace(&mut self.out, writer()).into_inner().map(Some).map_err(Error::internal)
    }

    fn end(self: Box<Self>, put: &mut dyn FnMut(Vec<u8>) -> Result<(), Error>) -> Result<(), Error> {
        let rest = self.out.into_inner().map_err(Error::internal)?;
        if rest.is_empty() { Ok(()) } else { put(rest) }
    }
}

fn values(record: &impl Serialize) -> Result<Map<String, Value>, Error> {
    match serde_json::to_value(record).map_err(Error::internal)? {
        Value::Object(all) => Ok(all),
        _ => Err(Error::internal("a record without fields")),
    }
}
