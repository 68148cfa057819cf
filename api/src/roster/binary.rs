//! Workbooks of Excel 97 to 2003 (XLS, BIFF8 of MS-XLS): a stream of records in a compound file.

use std::collections::{HashMap, HashSet};

use domain::file::import::IgnoredSheetReason;

use super::{
    archive::{KEPT_PARTS_BYTES_MAX, SCANNED_BYTES_MAX, SHARED_STRINGS_MAX, SHEETS_MAX},
    book::Style,
    columns::Column,
    compound::{Compound, u16_at, u32_at},
    line::{Line, Oddity},
    merges::{MERGES_MAX, Merge, Merges},
    number::{self, Kind},
    table::{Feed, Surplus, Table, Tables, Taken},
    unreadable::{Unreadable, broken},
};

/// Kinds of records, by their names in MS-XLS.
mod record {
    pub const FORMULA: u16 = 0x0006;
    pub const EOF: u16 = 0x000A;
    pub const DATE_1904: u16 = 0x0022;
    pub const FILE_PASS: u16 = 0x002F;
    pub const FONT: u16 = 0x0031;
    pub const CONTINUE: u16 = 0x003C;
    pub const BOUND_SHEET: u16 = 0x0085;
    pub const MUL_RK: u16 = 0x00BD;
    pub const RICH_STRING: u16 = 0x00D6;
    pub const XF: u16 = 0x00E0;
    pub const MERGE_CELLS: u16 = 0x00E5;
    pub const SST: u16 = 0x00FC;
    pub const LABEL_SST: u16 = 0x00FD;
    pub const NUMBER: u16 = 0x0203;
    pub const LABEL: u16 = 0x0204;
    pub const BOOL_ERR: u16 = 0x0205;
    pub const STRING: u16 = 0x0207;
    pub const ROW: u16 = 0x0208;
    pub const RK: u16 = 0x027E;
    pub const FORMAT: u16 = 0x041E;
    pub const BOF: u16 = 0x0809;
}

/// The version that the first record of a BIFF8 stream names.
const BIFF8: u16 = 0x0600;

/// Reads the tables of a workbook.
///
/// # Errors
/// Why there is none, or none that can be read.
pub fn read(bytes: &[u8], columns: &'static [Column]) -> Result<Tables, Unreadable> {
    let file = Compound::open(bytes)?;
    if file.has("EncryptedPackage") {
        return Err(Unreadable::Encrypted);
    }
    let Some(stream) = file.stream("Workbook")? else {
        // Documents of Word and messages of Outlook come in the same container.
        return Err(if file.has("Book") { Unreadable::TooOld } else { Unreadable::OtherForm });
    };
    let book = Book::read(&stream)?;
    let (mut tables, mut taken, mut scanned) = (Tables::default(), Taken::default(), 0);
    for sheet in &book.sheets {
        if sheet.is_hidden {
            tables.ignore(&sheet.name, IgnoredSheetReason::Hidden);
            continue;
        }
        let records = || sheet_records(&stream, sheet.start);
        let merges = merges(records())?;
        let mut table = Table::new(columns, Surplus::Ignored, Merges::new(merges), &mut taken);
        let scanned_here = read_sheet(records(), &book, &mut table)?;
        scanned = u64::try_from(scanned_here).unwrap_or(u64::MAX).saturating_add(scanned);
        if scanned > SCANNED_BYTES_MAX {
            return Err(broken("the workbook has too many large sheets"));
        }
        let found = table.finish(Some(&sheet.name))?;
        tables.add(Some(&sheet.name), found);
    }
    tables.finish(columns)
}

/// The records of a stream, one after another.
#[derive(Clone)]
struct Records<'a> {
    stream: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (kind, length) =
            (u16_at(self.stream, self.at)?, usize::from(u16_at(self.stream, self.at.checked_add(2)?)?));
        let start = self.at.checked_add(4)?;
        let end = start.checked_add(length)?;
        let data = self.stream.get(start..end)?;
        self.at = end;
        Some((kind, data))
    }
}

/// The records of a sheet, without those of charts in it.
fn sheet_records(stream: &[u8], start: usize) -> impl Iterator<Item = (usize, u16, &[u8])> {
    let mut records = Records { stream, at: start };
    let mut depth: u32 = 0;
    std::iter::from_fn(move || {
        loop {
            let (kind, data) = records.next()?;
            match kind {
                record::BOF => depth = depth.saturating_add(1),
                record::EOF if depth <= 1 => return None,
                record::EOF => depth = depth.saturating_sub(1),
                _ if depth == 1 => return Some((records.at.saturating_sub(start), kind, data)),
                _ => {}
            }
        }
    })
}

/// What all sheets of a workbook share.
#[derive(Default)]
struct Book {
    sheets: Vec<BoundSheet>,
    strings: Vec<(Box<str>, bool)>,
    styles: Vec<Style>,
    is_1904: bool,
}

/// A sheet of the workbook.
struct BoundSheet {
    name: String,
    is_hidden: bool,
    start: usize,
}

impl Book {
    fn read(stream: &[u8]) -> Result<Self, Unreadable> {
        let mut records = Records { stream, at: 0 };
        match records.next() {
            Some((record::BOF, data)) if u16_at(data, 0) == Some(BIFF8) => {}
            Some((record::BOF, _)) => return Err(Unreadable::TooOld),
            _ => return Err(broken("the workbook has no beginning")),
        }
        let mut book = Self::default();
        let mut kinds: HashMap<u16, Kind> = HashMap::new();
        let mut struck: Vec<bool> = Vec::new();
        while let Some((kind, data)) = records.next() {
            match kind {
                record::FILE_PASS => return Err(Unreadable::Encrypted),
                record::EOF => break,
                record::DATE_1904 => book.is_1904 = u16_at(data, 0) == Some(1),
                record::FONT => struck.push(u16_at(data, 2).is_some_and(|options| options & 0x0008 != 0)),
                record::FORMAT => {
                    let format = data.get(2..).and_then(long_string).unwrap_or_default();
                    kinds.insert(u16_at(data, 0).unwrap_or_default(), Kind::of_format(&format));
                }
                record::XF => book.styles.push(style(data, &kinds, &struck)),
                record::BOUND_SHEET => book.add_sheet(data)?,
                record::SST => {
                    let mut pieces = vec![data];
                    let mut ahead = records.clone();
                    while let Some((record::CONTINUE, more)) = ahead.next() {
                        pieces.push(more);
                        records.at = ahead.at;
                    }
                    book.strings = shared_strings(&pieces, &struck)?;
                }
                _ => {}
            }
        }
        Ok(book)
    }

    fn add_sheet(&mut self, data: &[u8]) -> Result<(), Unreadable> {
        if u64::try_from(self.sheets.len()).unwrap_or(u64::MAX) >= SHEETS_MAX {
            return Err(broken("the workbook has too many sheets"));
        }
        let parts = || {
            let start = usize::try_from(u32_at(data, 0)?).ok()?;
            let (state, kind) = (*data.get(4)? & 0b11, *data.get(5)?);
            let length = usize::from(*data.get(6)?);
            let mut pieces = Pieces { pieces: &[data.get(7..)?], at: 0 };
            let is_wide = pieces.byte()? & 1 != 0;
            let mut name = String::new();
            pieces.characters(length, is_wide, &mut name)?;
            Some((kind, BoundSheet { name, is_hidden: state != 0, start }))
        };
        let (kind, sheet) = parts().ok_or_else(|| broken("a sheet has no name"))?;
        // Other kinds are charts and macros.
        if kind == 0 {
            self.sheets.push(sheet);
        }
        Ok(())
    }
}

/// A cell's format. There is no font number 4.
fn style(data: &[u8], kinds: &HashMap<u16, Kind>, struck: &[bool]) -> Style {
    let format = u16_at(data, 2).unwrap_or_default();
    Style {
        kind: kinds.get(&format).copied().unwrap_or_else(|| Kind::built_in(format.into())),
        is_struck: is_struck(u16_at(data, 0).unwrap_or_default(), struck),
    }
}

fn is_struck(font: u16, struck: &[bool]) -> bool {
    let at = if font > 4 { font - 1 } else { font };
    struck.get(usize::from(at)).copied().unwrap_or_default()
}

/// Bytes that go on in another record.
struct Pieces<'p, 'a> {
    pieces: &'p [&'a [u8]],
    at: usize,
}

impl Pieces<'_, '_> {
    /// Goes on to the next piece when this one is read; false at the end of all.
    fn has_more(&mut self) -> bool {
        while let Some((piece, rest)) = self.pieces.split_first() {
            if self.at < piece.len() {
                return true;
            }
            (self.pieces, self.at) = (rest, 0);
        }
        false
    }

    fn byte(&mut self) -> Option<u8> {
        self.has_more();
        let byte = *self.pieces.first()?.get(self.at)?;
        self.at = self.at.checked_add(1)?;
        Some(byte)
    }

    fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    fn skip(&mut self, count: usize) -> Option<()> {
        (0..count).try_for_each(|_| self.byte().map(drop))
    }

    /// Reads so many characters. Each piece says anew whether its characters are of two bytes.
    fn characters(&mut self, count: usize, mut is_wide: bool, text: &mut String) -> Option<()> {
        let mut units: Vec<u16> = Vec::with_capacity(count);
        while units.len() < count {
            if self.pieces.first().is_some_and(|piece| self.at >= piece.len()) {
                is_wide = self.byte()? & 1 != 0;
            }
            units.push(if is_wide { self.u16()? } else { self.byte()?.into() });
        }
        text.push_str(&String::from_utf16_lossy(&units));
        Some(())
    }
}

/// The texts that cells share, each with whether any of it is struck through.
fn shared_strings(pieces: &[&[u8]], struck: &[bool]) -> Result<Vec<(Box<str>, bool)>, Unreadable> {
    let mut pieces = Pieces { pieces, at: 8 };
    let mut strings = Vec::new();
    let mut kept: u64 = 0;
    while pieces.has_more() {
        let (text, is_struck) = rich_string(&mut pieces, struck).ok_or_else(|| broken("a text is cut off"))?;
        kept = kept.saturating_add(u64::try_from(text.len()).unwrap_or(u64::MAX));
        let count = u64::try_from(strings.len()).unwrap_or(u64::MAX);
        if kept > KEPT_PARTS_BYTES_MAX || count >= SHARED_STRINGS_MAX {
            return Err(Unreadable::TooLarge { limit_bytes: KEPT_PARTS_BYTES_MAX });
        }
        strings.push((text.into(), is_struck));
    }
    Ok(strings)
}

/// A text with what is said of its letters.
fn rich_string(pieces: &mut Pieces<'_, '_>, struck: &[bool]) -> Option<(String, bool)> {
    let length = usize::from(pieces.u16()?);
    let flags = pieces.byte()?;
    let runs = if flags & 0x08 != 0 { pieces.u16()? } else { 0 };
    let extra = match flags & 0x04 {
        0 => 0,
        _ => usize::from(pieces.u16()?).checked_add(usize::from(pieces.u16()?).checked_shl(16)?)?,
    };
    let mut text = String::new();
    pieces.characters(length, flags & 1 != 0, &mut text)?;
    let mut has_struck = false;
    for _ in 0..runs {
        pieces.u16()?;
        has_struck |= is_struck(pieces.u16()?, struck);
    }
    pieces.skip(extra)?;
    Some((text, has_struck))
}

/// A text in one record.
fn long_string(data: &[u8]) -> Option<String> {
    let mut pieces = Pieces { pieces: &[data], at: 0 };
    let (length, flags) = (usize::from(pieces.u16()?), pieces.byte()?);
    let mut text = String::new();
    pieces.characters(length, flags & 1 != 0, &mut text)?;
    Some(text)
}

fn merges<'a>(records: impl Iterator<Item = (usize, u16, &'a [u8])>) -> Result<Vec<Merge>, Unreadable> {
    let mut found = Vec::new();
    for (_, _, data) in records.filter(|(_, kind, _)| *kind == record::MERGE_CELLS) {
        for range in data.get(2..).unwrap_or_default().chunks_exact(8) {
            let number = |at| u16_at(range, at).unwrap_or_default();
            if found.len() == MERGES_MAX {
                return Err(broken("the sheet has too many merged cells"));
            }
            found.push(Merge {
                first_row: u32::from(number(0)).saturating_add(1),
                last_row: u32::from(number(2)).saturating_add(1),
                column: number(4).into(),
            });
        }
    }
    Ok(found)
}

/// Reads the cells of a sheet into a table, and says how many bytes of the stream they took.
fn read_sheet<'a>(
    records: impl Iterator<Item = (usize, u16, &'a [u8])>,
    book: &Book,
    table: &mut Table<'_>,
) -> Result<usize, Unreadable> {
    let mut feed = Feed::of(table);
    let mut hidden: HashSet<u16> = HashSet::new();
    let mut formula: Option<(u16, u16, Style)> = None;
    let mut scanned = 0;
    for (end, kind, data) in records {
        scanned = end;
        let (Some(row), Some(column)) = (u16_at(data, 0), u16_at(data, 2)) else { continue };
        if kind == record::ROW {
            if u16_at(data, 12).is_some_and(|options| options & 0x0020 != 0) {
                hidden.insert(row);
            }
            continue;
        }
        // The text of a formula follows in a record of its own.
        let (row, column, style) = match (kind, formula) {
            (record::STRING, Some(place)) => place,
            _ => (
                row,
                column,
                book.styles.get(usize::from(u16_at(data, 4).unwrap_or_default())).copied().unwrap_or_default(),
            ),
        };
        let is_cell = matches!(
            kind,
            record::FORMULA
                | record::MUL_RK
                | record::RICH_STRING
                | record::LABEL_SST
                | record::NUMBER
                | record::LABEL
                | record::BOOL_ERR
                | record::STRING
                | record::RK
        );
        if !is_cell {
            continue;
        }
        if kind == record::FORMULA {
            formula = Some((row, column, style));
        }
        let number = u32::from(row).saturating_add(1);
        let Some(line) = feed.line(number, hidden.contains(&row))? else { return Ok(scanned) };
        Cell { book, style, column: column.into() }.put(kind, data, line).ok_or_else(|| broken("a cell is cut off"))?;
    }
    feed.finish().map(|()| scanned)
}

/// A cell that is being read.
struct Cell<'b> {
    book: &'b Book,
    style: Style,
    column: usize,
}

impl Cell<'_> {
    /// Puts what a record says into the line.
    fn put(&self, kind: u16, data: &[u8], line: &mut Line) -> Option<()> {
        match kind {
            record::NUMBER => self.number(f64::from_bits(u64_at(data, 6)?), self.style, self.column, line),
            record::RK => self.number(rk(u32_at(data, 6)?), self.style, self.column, line),
            record::MUL_RK => self.numbers(data, line)?,
            record::LABEL_SST => {
                let (text, is_struck) = self.book.strings.get(usize::try_from(u32_at(data, 6)?).ok()?)?;
                self.text(text, *is_struck, line);
            }
            record::LABEL | record::RICH_STRING => self.text(&long_string(data.get(6..)?)?, false, line),
            record::STRING => self.text(&long_string(data)?, false, line),
            record::BOOL_ERR => self.truth_or_error(*data.get(6)?, *data.get(7)? != 0, line),
            record::FORMULA => match (u16_at(data, 12)?, *data.get(6)?) {
                (0xFFFF, 1) => self.truth_or_error(*data.get(8)?, false, line),
                (0xFFFF, 2) => self.truth_or_error(*data.get(8)?, true, line),
                // A text, which follows, or an empty one.
                (0xFFFF, _) => {}
                _ => self.number(f64::from_bits(u64_at(data, 6)?), self.style, self.column, line),
            },
            _ => {}
        }
        Some(())
    }

    fn numbers(&self, data: &[u8], line: &mut Line) -> Option<()> {
        let cells = data.get(4..data.len().checked_sub(2)?)?.chunks_exact(6);
        for (column, cell) in (self.column..).zip(cells) {
            let style = self.book.styles.get(usize::from(u16_at(cell, 0)?)).copied().unwrap_or_default();
            self.number(rk(u32_at(cell, 2)?), style, column, line);
        }
        Some(())
    }

    fn number(&self, value: f64, style: Style, column: usize, line: &mut Line) {
        line.set(column, &number::text(value, style.kind, self.book.is_1904));
        if number::is_cut(value) {
            line.note(column, Oddity::CutNumber);
        }
        if style.is_struck {
            line.note(column, Oddity::Struck);
        }
    }

    fn text(&self, text: &str, is_struck: bool, line: &mut Line) {
        line.set(self.column, text);
        if (is_struck || self.style.is_struck) && !text.is_empty() {
            line.note(self.column, Oddity::Struck);
        }
    }

    fn truth_or_error(&self, value: u8, is_error: bool, line: &mut Line) {
        match (is_error, value) {
            (true, _) => {
                line.set(self.column, "#N/A");
                line.note(self.column, Oddity::Error);
            }
            (false, 0) => self.text("FALSE", false, line),
            (false, _) => self.text("TRUE", false, line),
        }
    }
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..at.checked_add(8)?)?.try_into().ok().map(u64::from_le_bytes)
}

/// A number in four bytes (MS-XLS 2.5.198.120): a whole one or the upper half of a float, perhaps of a hundred times it.
fn rk(packed: u32) -> f64 {
    let whole = i32::from_le_bytes(packed.to_le_bytes()) >> 2;
    let value = if packed & 2 != 0 { f64::from(whole) } else { f64::from_bits(u64::from(packed & !3) << 32) };
    if packed & 1 != 0 { value / 100.0 } else { value }
}
