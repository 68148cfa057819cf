//! A workbook (OOXML) of a table that may be longer than a sheet: each sheet ends with its totals, the last one with those of
//! all.
//!
//! Rows go to a nameless temporary file as they come, so that the table is never held; a text is written as a text and never
//! as a formula.

use std::io::{Read, Seek, SeekFrom};

use domain::Error;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use serde::Serialize;
use serde_json::Value;

use super::{
    columns::{PERSON_NAME, values},
    rows::{PIECE_BYTES, Rows},
};

/// Records on a sheet: as many as it has rows, but for the names above and two rows of totals below.
const RECORDS_MAX: u32 = 1_048_576 - 3;
/// Largest whole number that a cell holds exactly: a larger one is written as a text.
const EXACT_MAX: u64 = 1 << 53;

/// The year in which every workbook says that it was made: it is not told when, so that its bytes do not change.
const CREATED_YEAR: u16 = 2000;

/// Totals of the columns that are added up.
#[derive(Debug, Clone)]
struct Totals {
    records: i64,
    sums: Vec<Option<i64>>,
}

/// The sheets.
pub struct Sheets {
    columns: Vec<String>,
    records_max: u32,
    book: Workbook,
    sheets: usize,
    records: u32,
    here: Totals,
    all: Totals,
}

impl Sheets {
    /// A workbook whose sheets have these names above.
    ///
    /// # Errors
    /// When there is no room for temporary files.
    pub fn under(columns: Vec<String>) -> Result<Self, Error> {
        Self::of(columns, RECORDS_MAX)
    }

    fn of(columns: Vec<String>, records_max: u32) -> Result<Self, Error> {
        let sums = columns.iter().map(|name| is_summed(name).then_some(0)).collect();
        let none = Totals { records: 0, sums };
        let mut sheets =
            Self { columns, records_max, book: Workbook::new(), sheets: 0, records: 0, here: none.clone(), all: none };
        sheets.begin().map_err(Error::internal)?;
        Ok(sheets)
    }

    fn begin(&mut self) -> Result<(), XlsxError> {
        let bold = Format::new().set_bold();
        let sheet = self.book.add_worksheet_with_constant_memory()?;
        self.sheets += 1;
        sheet.set_name(self.sheets.to_string())?;
        for (column, name) in (0..).zip(&self.columns) {
            sheet.write_string_with_format(0, column, name, &bold)?;
        }
        self.records = 0;
        self.here.records = 0;
        self.here.sums.iter_mut().flatten().for_each(|sum| *sum = 0);
        Ok(())
    }

    fn sheet(&mut self) -> Result<&mut Worksheet, XlsxError> {
        self.book.worksheet_from_index(self.sheets - 1)
    }

    fn write(&mut self, cells: &[Option<Value>]) -> Result<(), XlsxError> {
        if self.records == self.records_max {
            self.total(1, "total of this sheet", &self.here.clone())?;
            self.begin()?;
        }
        self.records += 1;
        let row = self.records;
        let sheet = self.sheet()?;
        for (column, cell) in (0..).zip(cells) {
            match cell {
                None | Some(Value::Null) => {}
                Some(Value::String(text)) => drop(sheet.write_string(row, column, text)?),
                Some(other) => match other.as_i64().and_then(exact) {
                    Some(number) => drop(sheet.write_number(row, column, number)?),
                    None => drop(sheet.write_string(row, column, other.to_string())?),
                },
            }
        }
        for totals in [&mut self.here, &mut self.all] {
            totals.records += 1;
            for (sum, cell) in totals.sums.iter_mut().zip(cells) {
                if let (Some(sum), Some(amount)) = (sum, cell.as_ref().and_then(Value::as_i64)) {
                    *sum = sum.saturating_add(amount);
                }
            }
        }
        Ok(())
    }

    /// A row of totals, so many rows below the last record.
    fn total(&mut self, below: u32, label: &str, totals: &Totals) -> Result<(), XlsxError> {
        let (row, label) = (self.records + below, format!("{label}: {} rows", totals.records));
        let bold = Format::new().set_bold();
        let sheet = self.sheet()?;
        let mut label = Some(label);
        for (column, sum) in (0..).zip(&totals.sums) {
            match (sum, label.take()) {
                (Some(sum), unsaid) => {
                    label = unsaid;
                    match exact(*sum) {
                        Some(sum) => sheet.write_number_with_format(row, column, sum, &bold)?,
                        None => sheet.write_string_with_format(row, column, sum.to_string(), &bold)?,
                    };
                }
                (None, Some(said)) => drop(sheet.write_string_with_format(row, column, said, &bold)?),
                (None, None) => {}
            }
        }
        Ok(())
    }

    fn close(mut self) -> Result<std::fs::File, XlsxError> {
        // The same table is the same bytes whenever it is pulled: a manifest tells their digest.
        let created = ExcelDateTime::from_ymd(CREATED_YEAR, 1, 1)?;
        self.book.set_properties(&DocProperties::new().set_creation_datetime(&created));
        self.total(1, "total of this sheet", &self.here.clone())?;
        if self.sheets > 1 {
            self.total(2, "total of all sheets", &self.all.clone())?;
        }
        let mut file = tempfile::tempfile().map_err(XlsxError::IoError)?;
        self.book.save_to_writer(&mut file)?;
        file.seek(SeekFrom::Start(0)).map_err(XlsxError::IoError)?;
        Ok(file)
    }
}

/// Whether a column is added up: money and counts are.
fn is_summed(name: &str) -> bool {
    name.ends_with("_fen") || name.ends_with("_count")
}

/// The number as a cell holds it; none where it would not be exact.
fn exact(number: i64) -> Option<f64> {
    let fits = number.unsigned_abs() <= EXACT_MAX;
    fits.then(|| serde_json::Number::from(number).as_f64()).flatten()
}

impl<T: Serialize> Rows<T> for Sheets {
    fn add(&mut self, record: &T, person_name: Option<&str>) -> Result<Option<Vec<u8>>, Error> {
        let mut all = values(record)?;
        if let Some(name) = person_name {
            all.insert(PERSON_NAME.to_owned(), name.into());
        }
        let cells: Vec<Option<Value>> = self.columns.iter().map(|name| all.remove(name)).collect();
        self.write(&cells).map(|()| None).map_err(Error::internal)
    }

    fn end(self: Box<Self>, put: &mut dyn FnMut(Vec<u8>) -> Result<(), Error>) -> Result<(), Error> {
        let mut file = self.close().map_err(Error::internal)?;
        loop {
            let mut piece = Vec::with_capacity(PIECE_BYTES);
            let most = u64::try_from(PIECE_BYTES).map_err(Error::internal)?;
            if file.by_ref().take(most).read_to_end(&mut piece).map_err(Error::internal)? == 0 {
                return Ok(());
            }
            put(piece)?;
        }
    }
}

#[cfg(test)]
mod tests {
    use calamine::{Data, Reader, Xlsx};
    use serde_json::json;

    use super::*;

    /// The sheets of a workbook of these records, so many on a sheet.
    fn sheets(records: &[Value], columns: &[&str], records_max: u32) -> Vec<Vec<Vec<Data>>> {
        let columns = columns.iter().map(|name| (*name).to_owned()).collect();
        let mut sheets = Box::new(Sheets::of(columns, records_max).unwrap());
        for record in records {
            assert_eq!(Rows::<Value>::add(&mut *sheets, record, None).unwrap(), None);
        }
        let mut bytes = Vec::new();
        Rows::<Value>::end(sheets, &mut |piece| {
            bytes.extend(piece);
            Ok(())
        })
        .unwrap();
        let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
        let all = book.worksheets().into_iter();
        all.map(|(_, range)| range.rows().map(<[Data]>::to_vec).collect()).collect()
    }

    fn text(said: &str) -> Data {
        Data::String(said.to_owned())
    }

    #[test]
    fn long_table_continues_on_next_sheet_with_totals_on_each() {
        let record = |name: &str, fen: i64| json!({ "name": name, "amount_fen": fen });
        let records = [record("甲", 1), record("乙", 20), record("丙", -300)];
        let told = sheets(&records, &["name", "amount_fen"], 2);
        let names = vec![text("name"), text("amount_fen")];
        let row = |said: &str, fen: f64| vec![text(said), Data::Float(fen)];
        assert_eq!(
            told,
            [
                vec![names.clone(), row("甲", 1.0), row("乙", 20.0), row("total of this sheet: 2 rows", 21.0)],
                vec![
                    names,
                    row("丙", -300.0),
                    row("total of this sheet: 1 rows", -300.0),
                    row("total of all sheets: 3 rows", -279.0)
                ],
            ]
        );
    }

    #[test]
    fn a_text_is_no_formula_and_an_account_keeps_its_digits() {
        let (account, beyond) = ("6222021111222233344", 9_007_199_254_740_993_i64);
        let told = sheets(
            &[json!({ "account": account, "name": "=1+2", "amount_fen": beyond })],
            &["account", "amount_fen", "name"],
            9,
        );
        assert_eq!(told[0][1], [text(account), text(&beyond.to_string()), text("=1+2")]);
        assert_eq!(told[0][2][1], text(&beyond.to_string()));
    }
}
