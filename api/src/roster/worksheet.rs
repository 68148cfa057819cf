//! One sheet of a workbook, read cell by cell: a table would otherwise take the rectangle between its two farthest cells.

use std::io::{BufRead, Read};

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::{
    book::{Book, Style, attribute, is_true, read_rich_text, read_text, reader},
    line::{Line, Oddity},
    merges::{MERGES_MAX, Merge},
    number,
    table::{Feed, Table},
    unreadable::{Unreadable, broken, broken_by},
};

/// The longest tag of a merged range, in bytes.
const TAG_BYTES_MAX: u64 = 256;

/// The merged ranges of a sheet. They stand behind its cells, which need them: so they are looked for before.
///
/// # Errors
/// When they are too many, or none that can be.
pub fn merges(mut part: impl BufRead) -> Result<Vec<Merge>, Unreadable> {
    let mut found = Vec::new();
    let mut tag = Vec::new();
    while part.skip_until(b'<').map_err(broken_by)? > 0 {
        tag.clear();
        part.by_ref().take(TAG_BYTES_MAX).read_until(b'>', &mut tag).map_err(broken_by)?;
        let name = tag.split(|byte| b" \t\r\n/>".contains(byte)).next().unwrap_or_default();
        if name.rsplit(|byte| *byte == b':').next() != Some(b"mergeCell") {
            continue;
        }
        if found.len() == MERGES_MAX {
            return Err(broken("the sheet has too many merged cells"));
        }
        let tag = String::from_utf8_lossy(&tag);
        let range = tag
            .split_once("ref=")
            .and_then(|(_, after)| after.get(1..))
            .and_then(|after| after.split(['"', '\'']).next());
        let range = range.and_then(|range| range.split_once(':'));
        let corners = range.and_then(|(first, last)| Some((address(first)?, address(last)?)));
        let ((first_row, column), (last_row, _)) = corners.ok_or_else(|| broken("a merged cell has no range"))?;
        found.push(Merge { first_row, last_row, column });
    }
    Ok(found)
}

/// The row, from 1, and the column, from 0, of an address such as `AB12`.
fn address(text: &str) -> Option<(u32, usize)> {
    let digits = text.find(|sign: char| sign.is_ascii_digit())?;
    let (letters, row) = text.split_at_checked(digits)?;
    let mut column: usize = 0;
    for letter in letters.chars() {
        let value = letter.to_digit(36).filter(|value| *value >= 10)?.checked_sub(9)?;
        column = column.checked_mul(26)?.checked_add(usize::try_from(value).ok()?)?;
    }
    Some((row.parse().ok().filter(|row| *row > 0)?, column.checked_sub(1)?))
}

/// Reads the lines of a sheet into a table; false when the part is no sheet of cells.
///
/// # Errors
/// When it contradicts itself, or has more than we take.
pub fn read(part: impl BufRead, book: &Book, table: &mut Table<'_>) -> Result<bool, Unreadable> {
    let mut cells = Cells { xml: reader(part), book, text: String::new() };
    if !cells.find_data()? {
        return Ok(false);
    }
    let mut feed = Feed::of(table);
    let mut at = Position { row: 1, column: 0 };
    let mut buffer = Vec::new();
    let mut is_hidden = false;
    loop {
        buffer.clear();
        match cells.xml.read_event_into(&mut buffer).map_err(broken_by)? {
            Event::Start(element) if element.local_name().as_ref() == "row" => {
                if let Some(number) = attribute(&element, "r")? {
                    at.row = number.parse().map_err(|_| broken("a row has no number"))?;
                }
                is_hidden = is_true(attribute(&element, "hidden")?);
            }
            Event::End(element) if element.local_name().as_ref() == "row" => {
                at = Position { row: at.row.checked_add(1).ok_or_else(|| broken("a row has no number"))?, column: 0 };
            }
            Event::Start(element) if element.local_name().as_ref() == "c" => {
                if let Some(named) = attribute(&element, "r")? {
                    (at.row, at.column) = address(&named).ok_or_else(|| broken("a cell has no address"))?;
                }
                let Some(line) = feed.line(at.row, is_hidden)? else { return Ok(true) };
                cells.read_into(&element, line, at.column)?;
                at.column = at.column.saturating_add(1);
            }
            Event::End(element) if element.local_name().as_ref() == "sheetData" => break,
            Event::Eof => return Err(broken("a sheet has no end")),
            _ => {}
        }
    }
    feed.finish().map(|()| true)
}

/// The row, from 1, and the column, from 0, of the next cell that does not say where it is.
struct Position {
    row: u32,
    column: usize,
}

/// The cells of a sheet.
struct Cells<'b, R> {
    xml: Reader<R>,
    book: &'b Book,
    /// The text of a cell; one for all of them.
    text: String,
}

impl<R: BufRead> Cells<'_, R> {
    /// Reads up to the rows; false where there are none.
    fn find_data(&mut self) -> Result<bool, Unreadable> {
        let mut buffer = Vec::new();
        let mut has_root = false;
        loop {
            buffer.clear();
            match self.xml.read_event_into(&mut buffer).map_err(broken_by)? {
                Event::Start(element) if element.local_name().as_ref() == "sheetData" => return Ok(true),
                Event::Start(_) => has_root = true,
                Event::Eof if has_root => return Ok(false),
                Event::Eof => return Err(broken("a sheet is empty")),
                _ => {}
            }
        }
    }

    /// Puts a workbook's value into a line as the text a person would type for it, with what is odd about it.
    fn read_into(&mut self, cell: &BytesStart<'_>, line: &mut Line, column: usize) -> Result<(), Unreadable> {
        let kind = attribute(cell, "t")?.unwrap_or_default();
        let style = attribute(cell, "s")?.and_then(|style| style.parse::<usize>().ok());
        let style = style.and_then(|style| self.book.styles.get(style)).copied().unwrap_or_default();
        self.text.clear();
        let (mut has_formula, mut has_value, mut is_struck) = (false, false, style.is_struck);
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match self.xml.read_event_into(&mut buffer).map_err(broken_by)? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "v" if kind == "inlineStr" => read_text(&mut self.xml, &mut String::new())?,
                    "v" => {
                        has_value = true;
                        read_text(&mut self.xml, &mut self.text)?;
                    }
                    "f" => {
                        has_formula = true;
                        read_text(&mut self.xml, &mut String::new())?;
                    }
                    "is" => is_struck |= read_rich_text(&mut self.xml, "is", &mut self.text)?,
                    _ => {}
                },
                Event::End(element) if element.local_name().as_ref() == "c" => break,
                Event::Eof => return Err(broken("a cell has no end")),
                _ => {}
            }
        }
        // A formula that gives an empty text has a value, which is empty.
        if has_formula && self.text.is_empty() && !(kind == "str" && has_value) {
            line.note(column, Oddity::NoValue);
        }
        if !self.text.is_empty() {
            self.put(&kind, style, is_struck, line, column)?;
        }
        Ok(())
    }

    fn put(
        &self,
        kind: &str,
        style: Style,
        mut is_struck: bool,
        line: &mut Line,
        column: usize,
    ) -> Result<(), Unreadable> {
        match kind {
            "s" => {
                let at = self.text.trim().parse::<usize>().ok();
                let shared = at.and_then(|at| self.book.strings.get(at));
                let (text, is_text_struck) = shared.ok_or_else(|| broken("a cell has a text that is not there"))?;
                line.set(column, text);
                is_struck = is_struck || *is_text_struck;
            }
            "str" | "inlineStr" | "d" => line.set(column, &self.text),
            "b" => line.set(column, if matches!(self.text.trim(), "0" | "false" | "FALSE") { "FALSE" } else { "TRUE" }),
            "e" => {
                line.set(column, &self.text);
                line.note(column, Oddity::Error);
            }
            "n" | "" => match self.text.trim().parse::<f64>().ok().filter(|number| number.is_finite()) {
                Some(number) => {
                    line.set(column, &number::text(number, style.kind, self.book.is_1904));
                    if number::is_cut(number) {
                        line.note(column, Oddity::CutNumber);
                    }
                }
                None if kind == "n" => return Err(broken("a number is none")),
                None => line.set(column, &self.text),
            },
            _ => return Err(broken("a cell has a type that there is not")),
        }
        if is_struck {
            line.note(column, Oddity::Struck);
        }
        Ok(())
    }
}
