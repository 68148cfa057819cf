//! A table as an office hands it in: title, area and day, the columns' titles, the rows, totals and places to sign.

use domain::{Day, Error, Fault, FaultCode, Wording, kernel::wording::number};
use openapi::kernel::catalogue::Language;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::columns::{Cell, yuan};
use crate::forms::shown_in_csv;

/// Most rows of a file: it is made as a whole, before any of it is sent. Who needs more asks for less of the list.
pub const ROWS_MAX: usize = 20_000;
/// The row of the columns' titles; title and area stand above it.
const HEADER_ROW: u32 = 2;
/// ISO A4, as workbooks number papers.
const A4: u8 = 9;
/// Narrowest and widest column, in digits.
const WIDTHS: (usize, usize) = (8, 40);
/// How wide a column with money is at least.
const MONEY_WIDTH: usize = 14;

/// The table.
pub struct Sheet {
    title: String,
    about: String,
    columns: Vec<String>,
    rows: Vec<Vec<Cell>>,
    language: Language,
}

impl Sheet {
    /// Begins a table under a title and what it is about.
    pub fn begin((title, about): (String, String), columns: Vec<String>, language: Language) -> Self {
        Self { title, about, columns, rows: Vec::new(), language }
    }

    /// Adds a row.
    ///
    /// # Errors
    /// [`Error::Invalid`] for more rows than a file has.
    pub fn add(&mut self, row: Vec<Cell>) -> Result<(), Error> {
        if self.rows.len() == ROWS_MAX {
            let wording = Wording::TooManyEntries { max: number(ROWS_MAX) };
            return Err(Error::invalid(Fault::new("", FaultCode::Length, wording)));
        }
        self.rows.push(row);
        Ok(())
    }

    /// The sum of a column with money; none of another.
    fn sum(&self, column: usize) -> Option<i64> {
        let fen = self.rows.iter().filter_map(|row| match row.get(column) {
            Some(Cell::Fen(fen)) => Some(*fen),
            _ => None,
        });
        fen.fold(None, |sum, fen| Some(sum.unwrap_or(0_i64).saturating_add(fen)))
    }

    /// What stands under the rows where there is money: its totals, and where it is signed.
    fn foot(&self) -> Option<(Vec<Cell>, &'static str)> {
        let sums: Vec<Option<i64>> = (0..self.columns.len()).map(|column| self.sum(column)).collect();
        sums.iter().any(Option::is_some).then(|| {
            let mut cells: Vec<Cell> = sums.into_iter().map(|sum| sum.map_or(Cell::Empty, Cell::Fen)).collect();
            let (total, sign) = match self.language {
                Language::Chinese => ("合计", "制表：                    复核：                    审批："),
                Language::English => {
                    ("Total", "Made by:                    Checked by:                    Approved by:")
                }
            };
            if let Some(first) = cells.iter_mut().find(|cell| **cell == Cell::Empty) {
                *first = Cell::Text(total.to_owned());
            }
            (cells, sign)
        })
    }

    /// As CSV (RFC 4180), with the mark by which spreadsheet programs know its encoding: titles, then rows, and nothing else.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn csv(&self) -> Result<Vec<u8>, Error> {
        let mut out =
            csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer("\u{feff}".as_bytes().to_vec());
        out.write_record(&self.columns).map_err(Error::internal)?;
        for row in &self.rows {
            let cells = row.iter().map(|cell| match cell {
                Cell::Text(text) => shown_in_csv(text),
                other => other.text(),
            });
            out.write_record(cells).map_err(Error::internal)?;
        }
        out.into_inner().map_err(Error::internal)
    }

    /// As a workbook, printed on A4 across with the columns' titles on each page.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn workbook(&self, made_on: Day) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        book.set_properties(
            &DocProperties::new().set_creation_datetime(&ExcelDateTime::parse_from_str(&made_on.to_string())?),
        );
        let sheet = book.add_worksheet();
        let formats = Formats::new();
        let last = u16::try_from(self.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
        sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
        sheet.set_repeat_rows(HEADER_ROW, HEADER_ROW)?.set_freeze_panes(HEADER_ROW + 1, 0)?;
        sheet.write_string_with_format(0, 0, &self.title, &formats.title)?.write_string(1, 0, &self.about)?;
        for (column, title) in (0..).zip(&self.columns) {
            sheet.write_string_with_format(HEADER_ROW, column, title, &formats.bold)?;
        }
        let mut row = HEADER_ROW;
        for cells in &self.rows {
            row += 1;
            formats.write(sheet, row, cells)?;
        }
        sheet.autofilter(HEADER_ROW, 0, row.max(HEADER_ROW + 1), last)?;
        if let Some((cells, sign)) = self.foot() {
            formats.write(sheet, row + 1, &cells)?;
            sheet.write_string(row + 3, 0, sign)?;
        }
        for (column, at) in (0..).zip(0..self.columns.len()) {
            sheet.set_column_width(column, u32::try_from(self.width(at)).unwrap_or_default())?;
        }
        book.save_to_buffer()
    }

    fn width(&self, column: usize) -> usize {
        let title = self.columns.get(column).map_or(0, |title| width_of(title) + 2);
        let cells = self.rows.iter().filter_map(|row| row.get(column));
        let widest = cells.map(|cell| match cell {
            Cell::Fen(_) => MONEY_WIDTH,
            other => width_of(&other.text()) + 1,
        });
        widest.chain([title]).max().unwrap_or_default().clamp(WIDTHS.0, WIDTHS.1)
    }
}

/// How many digits a text is wide: a Chinese character takes two.
fn width_of(text: &str) -> usize {
    text.chars().map(|letter| if letter.is_ascii() { 1 } else { 2 }).sum()
}

struct Formats {
    title: Format,
    bold: Format,
    money: Format,
    day: Format,
}

impl Formats {
    fn new() -> Self {
        Self {
            title: Format::new().set_bold().set_font_size(16),
            bold: Format::new().set_bold(),
            money: Format::new().set_num_format("#,##0.00"),
            day: Format::new().set_num_format("yyyy-mm-dd"),
        }
    }

    fn write(&self, sheet: &mut Worksheet, row: u32, cells: &[Cell]) -> Result<(), XlsxError> {
        for (column, cell) in (0..).zip(cells) {
            let written = match cell {
                Cell::Empty => continue,
                Cell::Text(text) => sheet.write_string(row, column, text),
                Cell::Number(number) => sheet.write_number(row, column, *number),
                // What a cell cannot hold exactly is written as a text.
                Cell::Fen(fen) => match yuan(*fen).parse::<f64>() {
                    Ok(amount) if fen.unsigned_abs() < EXACT_FEN => {
                        sheet.write_number_with_format(row, column, amount, &self.money)
                    }
                    _ => sheet.write_string(row, column, yuan(*fen)),
                },
                Cell::Day(day) => match ExcelDateTime::parse_from_str(day) {
                    Ok(date) => sheet.write_datetime_with_format(row, column, &date, &self.day),
                    Err(_) => sheet.write_string(row, column, day),
                },
            };
            written?;
        }
        Ok(())
    }
}

/// Amounts from which on a cell would lose fen: it keeps fifteen digits.
const EXACT_FEN: u64 = 1_000_000_000_000_000;

#[cfg(test)]
mod tests {
    use calamine::{Data, Reader, Xlsx};

    use super::*;

    fn text(said: &str) -> Cell {
        Cell::Text(said.to_owned())
    }

    fn filled() -> Sheet {
        let titles = ["姓名", "金额（元）", "账号", "日期"].map(str::to_owned).to_vec();
        let mut sheet = Sheet::begin(("津贴".to_owned(), "月份：2026-11".to_owned()), titles, Language::Chinese);
        let day = || Cell::Day("2026-11-23".to_owned());
        sheet.add(vec![text("=1+2"), Cell::Fen(123_456), text("6222021111222233344"), day()]).unwrap();
        sheet.add(vec![text("乙"), Cell::Fen(-56), Cell::Empty, day()]).unwrap();
        sheet
    }

    #[test]
    fn workbook_has_titles_yuan_days_totals_and_places_to_sign() {
        let bytes = filled().workbook("2026-11-30".parse().unwrap()).unwrap();
        let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
        let sheets = book.worksheets();
        let cells = |at: (u32, u32)| sheets[0].1.get_value(at).cloned().unwrap_or(Data::Empty);
        let said = |text: &str| Data::String(text.to_owned());
        assert_eq!(
            [cells((0, 0)), cells((1, 0)), cells((2, 1))],
            [said("津贴"), said("月份：2026-11"), said("金额（元）")]
        );
        assert_eq!(
            [cells((3, 0)), cells((3, 2)), cells((4, 2))],
            [said("=1+2"), said("6222021111222233344"), Data::Empty]
        );
        assert_eq!(
            [cells((3, 1)), cells((4, 1)), cells((5, 1))].map(|one| one.to_string()),
            ["1234.56", "-0.56", "1234"]
        );
        assert!(matches!(cells((3, 3)), Data::DateTime(_)), "{:?}", cells((3, 3)));
        assert_eq!(cells((5, 0)), said("合计"));
        assert!(cells((7, 0)).to_string().starts_with("制表"));
    }

    #[test]
    fn file_with_more_rows_than_it_may_have_is_refused() {
        let mut sheet = filled();
        let added = (2..ROWS_MAX).all(|_| sheet.add(Vec::new()).is_ok());
        assert!(added && matches!(sheet.add(Vec::new()), Err(Error::Invalid(_))));
    }

    #[test]
    fn csv_has_titles_and_rows_that_are_never_computed() {
        let csv = String::from_utf8(filled().csv().unwrap()).unwrap();
        let rows = "\u{feff}姓名,金额（元）,账号,日期\r\n'=1+2,1234.56,'6222021111222233344,2026-11-23\r\n乙,-0.56,,2026-11-23\r\n";
        assert_eq!(csv, rows);
    }
}
