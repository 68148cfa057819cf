//! The rows of a roster, read cell by cell.

use std::collections::HashSet;

use domain::{
    FaultCode, Wording,
    file::import::{RowFault, RowFaults},
    kernel::{
        fault::Flaw,
        text::{half_width, is_forbidden},
    },
};

use super::{
    fault_column,
    line::Oddity,
    table::{self, Row, Sheet},
    words,
};

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

/// What the file calls a column.
pub fn heading<'a>(sheet: &'a Sheet, column: &str) -> Option<&'a str> {
    sheet.header.get(sheet.position(column)?).map(String::as_str)
}

/// Reads rows one by one: gives what the sound ones say, and notes every fault of the others. A row that is hidden or an
/// example is not read.
pub fn read_rows<T>(
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
            Some(first) if table::is_sample_word(first) => Some(Wording::RowIsASample),
            _ if fault_column::is_unmended(sheet, row) => Some(Wording::RowStillMarked),
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
pub struct Cells<'a> {
    /// Its table.
    pub sheet: &'a Sheet,
    row: &'a Row,
    faults: Vec<RowFault>,
    /// The columns that have a fault.
    faulty: HashSet<&'a str>,
}

impl<'a> Cells<'a> {
    /// The cells of a row.
    pub fn new(sheet: &'a Sheet, row: &'a Row) -> Self {
        Self { sheet, row, faults: Vec::new(), faulty: HashSet::new() }
    }

    /// Where the row is.
    pub fn place(&self) -> Place {
        Place { sheet: self.sheet.number, row: self.row.number }
    }

    /// The cell of a column, trimmed and with its full-width characters made plain; none when empty. Without the
    /// apostrophe by which people tell Excel that a number is a text.
    pub fn text(&self, column: &str) -> Option<String> {
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

    /// Notes every cell that is read and whose text cannot be trusted; of a struck-through row, only the first.
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
    pub fn fault(&mut self, column: &'a str, code: FaultCode, wording: Wording) {
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
    pub fn is_faulty(&self, column: &str) -> bool {
        self.faulty.contains(heading(self.sheet, column).unwrap_or(column))
    }

    /// Parses a cell when it holds something that can be believed, noting its flaw.
    pub fn parse<T>(&mut self, column: &'a str, parse: impl FnOnce(&str) -> Result<T, Flaw>) -> Option<T> {
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
    pub fn required<T>(&mut self, column: &'a str, parse: impl FnOnce(&str) -> Result<T, Flaw>) -> Option<T> {
        if self.text(column).is_none() {
            self.fault(column, FaultCode::Required, Wording::Empty);
            return None;
        }
        self.parse(column, parse)
    }

    /// As [`Cells::parse`], for a number of many digits, of which Excel may have kept the first.
    pub fn digits<T>(&mut self, column: &'a str, parse: impl FnOnce(&str) -> Result<T, Flaw>) -> Option<T> {
        if self.text(column).is_some_and(|text| words::is_scientific(&text)) {
            self.fault(column, FaultCode::Format, Wording::CellNumberCut);
        }
        self.parse(column, parse)
    }
}
