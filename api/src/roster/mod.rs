//! Rosters: what offices really have, read into the register with every fault told.
//!
//! [`sheet`] finds the table in a file, [`people`] and [`schools`] read its rows.

pub mod people;
pub mod schools;
pub mod sheet;

use domain::{FaultCode, fault::Flaw, text::half_width};
use openapi::import::ImportFault;

use sheet::{Row, Sheet};

/// A row's cells by column name, collecting the faults of the row.
struct Cells<'a> {
    header: &'a [String],
    row: &'a Row,
    faults: Vec<ImportFault>,
}

impl<'a> Cells<'a> {
    fn new(sheet: &'a Sheet, row: &'a Row) -> Self {
        Self { header: &sheet.header, row, faults: Vec::new() }
    }

    /// The cell of a column, trimmed and with its full-width characters made plain; none when empty.
    fn text(&self, column: &str) -> Option<String> {
        let at = self.header.iter().position(|name| name == column)?;
        let text = half_width(self.row.cells.get(at)?).trim().to_owned();
        (!text.is_empty()).then_some(text)
    }

    fn fault(&mut self, column: &str, code: FaultCode, detail: impl Into<String>) {
        let fault = ImportFault {
            row: self.row.number,
            column: column.to_owned(),
            code: code.as_str().to_owned(),
            detail: detail.into(),
        };
        self.faults.push(fault);
    }

    /// Parses a cell when it holds something, noting its flaw.
    fn parse<T>(&mut self, column: &str, parse: impl FnOnce(&str) -> Result<T, Flaw>) -> Option<T> {
        match parse(&self.text(column)?) {
            Ok(value) => Some(value),
            Err(flaw) => {
                self.fault(column, flaw.code, flaw.detail);
                None
            }
        }
    }

    /// As [`Cells::parse`], for a cell that must hold something.
    fn required<T>(&mut self, column: &str, parse: impl FnOnce(&str) -> Result<T, Flaw>) -> Option<T> {
        if self.text(column).is_none() {
            self.fault(column, FaultCode::Required, "must not be empty");
            return None;
        }
        self.parse(column, parse)
    }
}

fn label<T>(find: fn(&str) -> Option<T>, set: &'static str) -> impl FnOnce(&str) -> Result<T, Flaw> {
    move |raw| find(raw).ok_or_else(|| Flaw::new(FaultCode::Code, format!("not a value of {set}")))
}

fn whole_number(raw: &str) -> Result<u32, Flaw> {
    raw.parse().map_err(|_| Flaw::new(FaultCode::Number, "not a whole number"))
}
