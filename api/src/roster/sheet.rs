//! Turns the bytes of an uploaded roster into rows of text cells, knowing nothing of people.
//!
//! The bytes come from outside, so every step is bounded before it allocates: the file, what it
//! unzips to, the parts of a workbook that calamine keeps in memory, and the table that is handed on.

use std::borrow::Cow;
use std::collections::HashSet;
use std::io::{Cursor, Read};
use std::panic;

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use domain::{Wording, text::is_invisible, wording::number};
use encoding_rs::GB18030;
use zip::ZipArchive;
use zip::result::ZipError;

use super::depth::Depth;

/// The largest file that is looked at, in bytes (20 MiB).
pub const FILE_BYTES_MAX: usize = 20 * 1024 * 1024;
/// The most that all entries of a workbook may unzip to together, in bytes (200 MiB).
pub const UNZIPPED_BYTES_MAX: u64 = 200 * 1024 * 1024;
/// The most entries a workbook's archive may hold, in entries.
pub const ZIP_ENTRIES_MAX: usize = 1_000;
/// The most rows a table may have below its header, in rows.
pub const ROWS_MAX: u32 = 100_000;
/// The most columns a table may have, in columns.
pub const COLUMNS_MAX: usize = 200;
/// The longest text a cell may hold, in characters.
pub const CELL_CHARS_MAX: usize = 2_000;
/// The header stands within this many rows from the top, in rows.
pub const HEADER_ROWS_MAX: u32 = 20;
/// The most cells a table may have, in cells: each costs memory even when empty, so a wide table may have fewer rows.
pub const CELLS_MAX: u32 = 3_000_000;
/// The most that the parts of a workbook which are kept in memory while it is read may unzip to together, in bytes
/// (32 MiB): all parts but the sheets themselves, which are read cell by cell.
const KEPT_PARTS_BYTES_MAX: u64 = 32 * 1024 * 1024;
/// The longest stretch of a part without the beginning of an element, in bytes (4 MiB): one text or one element, which is
/// kept in memory whole.
const STRETCH_BYTES_MAX: u64 = 4 * 1024 * 1024;
/// The most names that a workbook defines, in elements.
const DEFINED_NAMES_MAX: u64 = 10_000;
/// The most text a table may hold, in bytes (40 MiB): one shared string can be repeated in millions of cells.
pub const TEXT_BYTES_MAX: usize = 40 * 1024 * 1024;
/// The most that is parsed while looking for the sheet with the header, in unzipped bytes (800 MiB).
pub const SCANNED_BYTES_MAX: u64 = 800 * 1024 * 1024;
/// The largest style part of a workbook, in bytes (8 MiB).
const STYLES_BYTES_MAX: usize = 8 * 1024 * 1024;
/// The most that the attributes of the style part may take once copied into the formats, in bytes (128 MiB).
const STYLE_COPIES_BYTES_MAX: usize = 128 * 1024 * 1024;
/// The most cell formats in a workbook, in elements; Excel itself stops at 65 490.
const FORMATS_MAX: u64 = 65_536;
/// The most sheets in a workbook, in elements.
const SHEETS_MAX: u64 = 1_000;
/// The most relationships in a workbook, in elements; Excel allows 65 530 links in a sheet.
const RELATIONSHIPS_MAX: u64 = 100_000;
/// The most shared strings in a workbook, in elements: each is kept in memory.
const SHARED_STRINGS_MAX: u64 = 1_000_000;
/// The longest line of a CSV file, in bytes: a file that is one line of commas would take forty times its size.
const LINE_BYTES_MAX: usize = 4 * COLUMNS_MAX * CELL_CHARS_MAX;
/// How much of an entry is unzipped at a time, in bytes.
const CHUNK_BYTES: usize = 64 * 1024;
/// The longest element name that is counted, in bytes.
const NAME_BYTES_MAX: usize = 12;

/// A table found in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The header cells without any blanks, in the order of the file; a column without a name is "".
    pub header: Vec<String>,
    /// The rows below the header that hold anything.
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The number a person sees beside the row, from 1: the sheet's row, or the line of a CSV file.
    pub number: u32,
    /// The texts of all cells, one behind another: a table may have millions of cells, most of them short.
    text: Box<str>,
    /// Where each cell's text ends; there are as many as the header has columns.
    ends: Box<[u32]>,
}

impl Row {
    /// A row of these cells.
    pub fn new(number: u32, cells: &[String]) -> Self {
        let mut end: usize = 0;
        let ends = cells.iter().map(|cell| {
            end = end.saturating_add(cell.len());
            u32::try_from(end).unwrap_or(u32::MAX)
        });
        Self { number, ends: ends.collect(), text: cells.concat().into() }
    }

    /// The text of a cell, "" where the sheet has nothing; none beyond the last column.
    pub fn cell(&self, column: usize) -> Option<&str> {
        let end = *self.ends.get(column)?;
        let start = column.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.text.get(usize::try_from(start).ok()?..usize::try_from(end).ok()?)
    }

    /// The texts of all cells, in the order of the header.
    pub fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).filter_map(|column| self.cell(column))
    }
}

/// Why no table could be read from a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// The file, or what it unpacks to, is larger than we look at.
    #[error("the file is larger than {limit_bytes} bytes, or unpacks to more than that")]
    TooLarge {
        /// The limit that was passed, in bytes.
        limit_bytes: u64,
    },
    /// The table has more rows than we take; the limit is lower for a very wide table.
    #[error("the table has more than {limit} rows")]
    TooManyRows {
        /// The limit that was passed, in rows.
        limit: u32,
    },
    /// The table is wider than `COLUMNS_MAX`.
    #[error("the table has more than {COLUMNS_MAX} columns")]
    TooManyColumns,
    /// The file is locked, or is of the kind Excel wrote before 2007; the two look the same from outside.
    #[error("the file is protected by a password or is an old binary .xls; save it as an unprotected .xlsx")]
    Encrypted,
    /// The file is damaged, or its table contradicts itself.
    #[error("the file cannot be read: {0}")]
    Broken(String),
    /// The text is neither UTF-8 nor GB18030.
    #[error("the text is neither UTF-8 nor GB18030")]
    UnknownEncoding,
    /// No row near the top holds all the columns that are needed.
    #[error("none of the first {HEADER_ROWS_MAX} rows holds the columns {}", expected.join("、"))]
    NoHeader {
        /// The columns that were looked for.
        expected: Vec<String>,
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
            Self::Broken(_) => Wording::FileBroken,
            Self::UnknownEncoding => Wording::FileEncoding,
            Self::NoHeader { expected } => {
                Wording::FileHeader { rows: number(HEADER_ROWS_MAX), columns: expected.join("、") }
            }
        })
    }
}

/// Reads the first table that has all of `required_columns`.
///
/// The content tells the format, since a file's name is often wrong: a ZIP archive is taken for
/// XLSX, an OLE container is refused, and all else is CSV.
pub fn read(bytes: &[u8], required_columns: &[&str]) -> Result<Sheet, Unreadable> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(too_large(FILE_BYTES_MAX));
    }
    if bytes.starts_with(b"PK\x03\x04") {
        // calamine indexes and adds without checks, so a hostile file can make it panic; an upload
        // must not take a worker down. Nothing shared is touched inside, so unwinding leaves no mess.
        panic::catch_unwind(|| read_xlsx(bytes, required_columns))
            .unwrap_or_else(|_| Err(broken("the workbook makes no sense")))
    } else if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        Err(Unreadable::Encrypted)
    } else {
        read_csv(&decode(bytes)?, required_columns)
    }
}

/// Cells are taken one by one: `worksheet_range` would allocate the whole rectangle between the two
/// farthest cells, which two cells alone can stretch to 17 thousand million.
fn read_xlsx(bytes: &[u8], required_columns: &[&str]) -> Result<Sheet, Unreadable> {
    let unzipped_bytes = check_archive(bytes)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(broken_by)?;
    let names: Vec<String> = book
        .sheets_metadata()
        .iter()
        // A hidden sheet would bring in rows that the person who sent the file does not see.
        .filter(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    let mut scanned_bytes: u64 = 0;
    for name in names {
        // Many sheets may point to one huge part, which would be parsed again for each.
        scanned_bytes = scanned_bytes.saturating_add(unzipped_bytes);
        if scanned_bytes > SCANNED_BYTES_MAX {
            return Err(broken("too many large sheets stand before the table"));
        }
        if let Some(sheet) = read_worksheet(&mut book, &name, required_columns)? {
            return Ok(sheet);
        }
    }
    Err(no_header(required_columns))
}

/// Reads one worksheet; `None` when it has no header.
fn read_worksheet(
    book: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    required_columns: &[&str],
) -> Result<Option<Sheet>, Unreadable> {
    let mut cells = match book.worksheet_cells_reader(name) {
        Ok(cells) => cells,
        Err(XlsxError::NotAWorksheet(_)) => return Ok(None),
        Err(error) => return Err(broken_by(error)),
    };
    // A cell beside the table has an address of its own, so unlike in CSV it shifts nothing.
    let mut table = Table::new(required_columns, Surplus::Ignored);
    let mut line = Line::new(0, 0);
    while let Some(cell) = cells.next_cell().map_err(broken_by)? {
        let (row, column) = cell.get_position();
        let number = row.checked_add(1).ok_or_else(|| broken("a row has no number"))?;
        if number < line.number {
            return Err(broken("the rows are out of order"));
        }
        if number > line.number {
            let next = Line::new(number, table.header.len());
            if table.take(std::mem::replace(&mut line, next))? == Wanted::Nothing {
                return Ok(None);
            }
        }
        let column = usize::try_from(column).map_err(|_| Unreadable::TooManyColumns)?;
        put(&mut line, column, cell.get_value());
    }
    table.take(line)?;
    Ok(table.finish())
}

/// Puts a workbook's value into a line as the text a person would type for it.
fn put(line: &mut Line, column: usize, value: &DataRef<'_>) {
    match value {
        DataRef::Empty => {}
        DataRef::String(text) => line.set(column, text),
        DataRef::SharedString(text) => line.set(column, text),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => line.set(column, text),
        DataRef::Int(number) => line.set(column, &number.to_string()),
        DataRef::Float(number) => line.set(column, &number_text(*number)),
        DataRef::Bool(yes) => line.set(column, if *yes { "TRUE" } else { "FALSE" }),
        DataRef::DateTime(moment) => line.set(column, &moment_text(*moment)),
        DataRef::Error(error) => line.set(column, &error.to_string()),
    }
}

/// Rust writes a whole float without a point and never with an exponent, which is what we want; only -0 is odd.
fn number_text(number: f64) -> String {
    if number == 0.0 { "0".to_owned() } else { number.to_string() }
}

/// A date alone has no time; a span of time has no date, so it stays the number it is.
fn moment_text(moment: ExcelDateTime) -> String {
    if moment.is_duration() {
        return number_text(moment.as_f64());
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    if (hour, minute, second) == (0, 0, 0) {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
    }
}

/// Unzips everything once into nowhere and returns how much it was, since the sizes an archive
/// declares can lie, and counts what calamine would keep in memory without a bound of its own.
fn check_archive(bytes: &[u8]) -> Result<u64, Unreadable> {
    // Each entry of the directory begins with these bytes; the directory is read whole when an archive is opened.
    let directory = bytes.windows(4).filter(|four| *four == b"PK\x01\x02");
    if directory.take(ZIP_ENTRIES_MAX.saturating_add(1)).count() > ZIP_ENTRIES_MAX {
        return Err(broken("the archive has too many entries"));
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(zip_error)?;
    if archive.len() > ZIP_ENTRIES_MAX {
        return Err(broken("the archive has too many entries"));
    }
    let (mut total, mut kept): (u64, u64) = (0, 0);
    let mut tally = Tally::default();
    let mut chunk = vec![0_u8; CHUNK_BYTES];
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(zip_error)?;
        let name = entry.name().map_err(zip_error)?.to_lowercase();
        let is_styles = name.ends_with("styles.xml");
        let mut styles = Vec::new();
        let total_before = total;
        tally.start_entry();
        let mut depth = Depth::default();
        loop {
            let count = entry.read(&mut chunk).map_err(broken_by)?;
            let piece = chunk.get(..count).unwrap_or_default();
            if piece.is_empty() {
                break;
            }
            total = total.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
            if total > UNZIPPED_BYTES_MAX {
                return Err(Unreadable::TooLarge { limit_bytes: UNZIPPED_BYTES_MAX });
            }
            tally.count(piece)?;
            if !depth.follow(piece) {
                return Err(broken("the workbook has elements without an end"));
            }
            if is_styles {
                styles.extend_from_slice(piece);
            }
            if styles.len() > STYLES_BYTES_MAX {
                return Err(broken("the workbook has too many styles"));
            }
        }
        check_styles(&styles)?;
        if tally.is_kept {
            kept = kept.saturating_add(total.saturating_sub(total_before));
        }
        if kept > KEPT_PARTS_BYTES_MAX {
            return Err(Unreadable::TooLarge { limit_bytes: KEPT_PARTS_BYTES_MAX });
        }
    }
    Ok(total)
}

/// Refuses styles that grow when parsed: calamine copies a font's name into every cell format that uses
/// it, so a megabyte in one attribute becomes gigabytes. Every known writer quotes with `"`, so the text
/// between two of these bounds an attribute as long as none is quoted with `'`.
fn check_styles(styles: &[u8]) -> Result<(), Unreadable> {
    let parts = styles.split(|byte| *byte == b'"');
    let longest_bytes = parts.map(<[u8]>::len).max().unwrap_or(0);
    let formats = styles.windows(2).filter(|pair| pair == b"xf").count();
    let is_long = longest_bytes.saturating_mul(formats) > STYLE_COPIES_BYTES_MAX;
    // The declaration on top may be quoted either way.
    let body_start = styles.windows(2).position(|pair| pair == b"?>");
    let body = styles.get(body_start.unwrap_or(0)..).unwrap_or_default();
    let has_single_quotes =
        body.split(|byte| *byte == b'=').skip(1).any(|part| part.trim_ascii_start().starts_with(b"'"));
    if is_long || has_single_quotes {
        return Err(broken("the workbook's styles are not as Excel writes them"));
    }
    Ok(())
}

/// Counts the elements that calamine keeps in memory, at many bytes for one of a few letters, in a stream of XML.
///
/// It works on bytes and not on parsed XML: what is counted in a comment or an image does no harm,
/// while nothing that calamine would take for an element can hide from it.
#[derive(Default)]
struct Tally {
    /// The name of the element that is being read, without its prefix; `None` outside a name.
    name: Option<Vec<u8>>,
    /// How much of `uniqueCount` the last bytes spell.
    matched: usize,
    /// The number after `uniqueCount`, as far as it is read; `None` elsewhere.
    declared: Option<u64>,
    /// Whether the entry has elements of a part that is kept in memory whole.
    is_kept: bool,
    /// How many bytes came since the last beginning of an element.
    stretch: u64,
    names: u64,
    sheets: u64,
    relationships: u64,
    strings: u64,
    formats: u64,
}

impl Tally {
    /// Forgets a word cut off by the end of the entry before.
    fn start_entry(&mut self) {
        self.name = None;
        self.matched = 0;
        self.declared = None;
        self.is_kept = false;
        self.stretch = 0;
    }

    fn count(&mut self, bytes: &[u8]) -> Result<(), Unreadable> {
        self.follow_stretch(bytes)?;
        let mut rest = bytes;
        loop {
            // Most bytes are text that nothing waits for, so we leap to the next that can begin a word.
            if self.name.is_none() && self.matched == 0 && self.declared.is_none() {
                let start = rest.iter().position(|byte| matches!(byte, b'<' | b'u'));
                rest = start.and_then(|start| rest.get(start..)).unwrap_or_default();
            }
            let Some((byte, after)) = rest.split_first() else {
                return Ok(());
            };
            self.follow_name(*byte)?;
            self.follow_declared(*byte)?;
            rest = after;
        }
    }

    /// A text or an element without an end would be read into memory whole. A chunk is far shorter than the limit, so that
    /// only the stretch across chunks counts.
    fn follow_stretch(&mut self, chunk: &[u8]) -> Result<(), Unreadable> {
        let length = |bytes: usize| u64::try_from(bytes).unwrap_or(u64::MAX);
        match chunk.iter().rposition(|byte| *byte == b'<') {
            Some(last) => self.stretch = length(chunk.len().saturating_sub(last)),
            None => self.stretch = self.stretch.saturating_add(length(chunk.len())),
        }
        if self.stretch > STRETCH_BYTES_MAX {
            return Err(broken("the workbook has a text that is too long"));
        }
        Ok(())
    }

    fn follow_name(&mut self, byte: u8) -> Result<(), Unreadable> {
        if byte == b'<' {
            let mut name = self.name.take().unwrap_or_default();
            name.clear();
            self.name = Some(name);
            return Ok(());
        }
        let Some(name) = self.name.as_mut() else {
            return Ok(());
        };
        match byte {
            b':' => name.clear(),
            b' ' | b'\t' | b'\r' | b'\n' | b'/' | b'>' => return self.close_name(),
            _ if name.len() >= NAME_BYTES_MAX => {
                // It may still be a prefix, so only the letters are dropped.
                name.clear();
                name.extend_from_slice(&[0; NAME_BYTES_MAX]);
            }
            _ => name.push(byte),
        }
        Ok(())
    }

    fn close_name(&mut self) -> Result<(), Unreadable> {
        let name = self.name.take().unwrap_or_default();
        let (count, limit) = match name.as_slice() {
            b"sheet" => (&mut self.sheets, SHEETS_MAX),
            b"Relationship" => (&mut self.relationships, RELATIONSHIPS_MAX),
            b"si" => (&mut self.strings, SHARED_STRINGS_MAX),
            b"xf" => (&mut self.formats, FORMATS_MAX),
            b"definedName" => (&mut self.names, DEFINED_NAMES_MAX),
            _ => return Ok(()),
        };
        self.is_kept = true;
        *count = count.saturating_add(1);
        if *count > limit {
            return Err(broken("the workbook has too many parts"));
        }
        Ok(())
    }

    /// calamine reserves memory for as many strings as `uniqueCount` declares, and a reservation that
    /// fails ends the whole process, which no `catch_unwind` can stop.
    fn follow_declared(&mut self, byte: u8) -> Result<(), Unreadable> {
        const WORD: &[u8] = b"uniqueCount";
        if let Some(number) = self.declared {
            match byte {
                b'0'..=b'9' => {
                    let number = number.saturating_mul(10).saturating_add(u64::from(byte.saturating_sub(b'0')));
                    if number > SHARED_STRINGS_MAX {
                        return Err(broken("the workbook declares too many strings"));
                    }
                    self.declared = Some(number);
                }
                b' ' | b'\t' | b'\r' | b'\n' | b'\x0c' | b'=' | b'"' | b'\'' | b'+' => {}
                _ => self.declared = None,
            }
        }
        if WORD.get(self.matched) == Some(&byte) {
            self.matched = self.matched.saturating_add(1);
        } else {
            self.matched = usize::from(byte == b'u');
        }
        if self.matched == WORD.len() {
            self.matched = 0;
            self.declared = Some(0);
        }
        Ok(())
    }
}

/// UTF-8 goes first: nearly any UTF-8 text in Chinese is also valid GB18030, but hardly ever the reverse.
fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Unreadable> {
    // UTF-16 is full of zero bytes and may pass for GB18030 otherwise; no text has a zero in it.
    let is_utf16 = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    if is_utf16 || bytes.contains(&0) {
        return Err(Unreadable::UnknownEncoding);
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(_) => GB18030.decode_without_bom_handling_and_without_replacement(bytes).ok_or(Unreadable::UnknownEncoding),
    }
}

fn read_csv(text: &str, required_columns: &[&str]) -> Result<Sheet, Unreadable> {
    let mut raw_lines = text.split(['\r', '\n']);
    if raw_lines.any(|line| line.len() > LINE_BYTES_MAX) {
        return Err(broken("a line is too long"));
    }
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut table = Table::new(required_columns, Surplus::Refused);
    let mut lines = Lines::new(text);
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(broken_by)? {
        let start = record.position().map_or(0, csv::Position::byte);
        let start = usize::try_from(start).map_err(broken_by)?;
        let mut line = Line::new(lines.number_at(start), table.header.len());
        for (column, field) in record.iter().enumerate() {
            line.set(column, field);
        }
        if table.take(line)? == Wanted::Nothing {
            break;
        }
    }
    table.finish().ok_or_else(|| no_header(required_columns))
}

/// Counts the lines of a text. The csv crate counts too, but from the end of the record before, so
/// that a blank line or a CRLF makes its number fall behind what an editor shows.
struct Lines<'a> {
    rest: &'a [u8],
    offset: usize,
    number: u32,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        Self { rest: text.as_bytes(), offset: 0, number: 1 }
    }

    /// The line of the record that begins at `start` or after the line ends that stand there; records come in order.
    fn number_at(&mut self, start: usize) -> u32 {
        while let Some((first, rest)) = self.rest.split_first() {
            if self.offset >= start && !matches!(first, b'\r' | b'\n') {
                break;
            }
            // A lone CR ends a line as well; of a CRLF only the LF counts.
            if *first == b'\n' || (*first == b'\r' && rest.first() != Some(&b'\n')) {
                self.number = self.number.saturating_add(1);
            }
            self.rest = rest;
            self.offset = self.offset.saturating_add(1);
        }
        self.number
    }
}

/// A row on its way into a table, before it is known whether it belongs there.
struct Line {
    number: u32,
    cells: Vec<String>,
    /// The first column whose text passes `CELL_CHARS_MAX`; above the header such a text is no fault.
    overlong: Option<usize>,
    /// Whether something stands beyond `COLUMNS_MAX`.
    is_wide: bool,
}

impl Line {
    fn new(number: u32, width: usize) -> Self {
        Self { number, cells: Vec::with_capacity(width), overlong: None, is_wide: false }
    }

    fn set(&mut self, column: usize, text: &str) {
        if text.is_empty() {
            return;
        }
        if column >= COLUMNS_MAX {
            self.is_wide = self.is_wide || !is_blank(text);
            return;
        }
        if self.cells.len() <= column {
            self.cells.resize(column.saturating_add(1), String::new());
        }
        // The count stops early, for a text may be megabytes long and stand in a million cells.
        let is_overlong = text.chars().nth(CELL_CHARS_MAX).is_some();
        if is_overlong {
            self.overlong = Some(self.overlong.map_or(column, |first| first.min(column)));
        } else if let Some(cell) = self.cells.get_mut(column) {
            text.clone_into(cell);
        }
    }
}

/// What to do with a filled cell to the right of the header.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Surplus {
    /// In CSV a comma too many has moved the cells, so the row cannot be trusted.
    Refused,
    /// In a workbook it is a scribble beside the table.
    Ignored,
}

/// Whether a table wants more lines.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    More,
    /// The header can no longer come.
    Nothing,
}

/// A table that grows line by line: first the header is looked for, then rows are kept.
struct Table {
    required: Vec<String>,
    surplus: Surplus,
    /// Empty until the header is found.
    header: Vec<String>,
    rows: Vec<Row>,
    /// Rows that are notes if no other row follows them.
    held: Vec<Row>,
    rows_limit: u32,
    text_bytes: usize,
}

impl Table {
    fn new(required_columns: &[&str], surplus: Surplus) -> Self {
        Self {
            required: required_columns.iter().map(|name| squeeze(name)).collect(),
            surplus,
            header: Vec::new(),
            rows: Vec::new(),
            held: Vec::new(),
            rows_limit: ROWS_MAX,
            text_bytes: 0,
        }
    }

    fn take(&mut self, line: Line) -> Result<Wanted, Unreadable> {
        if !self.header.is_empty() {
            self.add(line)?;
            return Ok(Wanted::More);
        }
        if line.number > HEADER_ROWS_MAX {
            return Ok(Wanted::Nothing);
        }
        let names: Vec<String> = line.cells.iter().map(|cell| squeeze(cell)).collect();
        let is_header =
            names.iter().any(|name| !name.is_empty()) && self.required.iter().all(|name| names.contains(name));
        if is_header {
            self.start(&line, names)?;
        }
        Ok(Wanted::More)
    }

    fn finish(self) -> Option<Sheet> {
        (!self.header.is_empty()).then_some(Sheet { header: self.header, rows: self.rows })
    }

    fn start(&mut self, line: &Line, mut names: Vec<String>) -> Result<(), Unreadable> {
        if line.is_wide {
            return Err(Unreadable::TooManyColumns);
        }
        let width = names.iter().rposition(|name| !name.is_empty()).map_or(0, |last| last.saturating_add(1));
        check_length(line, width)?;
        names.truncate(width);
        let mut seen = HashSet::new();
        for name in names.iter().filter(|name| !name.is_empty()) {
            if !seen.insert(name) {
                return Err(broken(&format!("two columns are called {name}")));
            }
        }
        let columns = u32::try_from(width).unwrap_or(u32::MAX).max(1);
        self.rows_limit = ROWS_MAX.min(CELLS_MAX.checked_div(columns).unwrap_or(0));
        self.header = names;
        Ok(())
    }

    fn add(&mut self, mut line: Line) -> Result<(), Unreadable> {
        let number = line.number;
        let width = self.header.len();
        if line.is_wide {
            return Err(Unreadable::TooManyColumns);
        }
        check_length(&line, width)?;
        let mut surplus = line.cells.iter().skip(width);
        if self.surplus == Surplus::Refused && (surplus.any(|cell| !is_blank(cell)) || line.overlong.is_some()) {
            return Err(broken(&format!("row {number} has more cells than the header")));
        }
        line.cells.resize(width, String::new());
        if line.cells.iter().all(|cell| is_blank(cell)) {
            return Ok(());
        }
        if line.cells.iter().any(|cell| cell.contains('\0')) {
            return Err(broken(&format!("row {number} has a cell that is not text")));
        }
        let row = Row::new(number, &line.cells);
        match self.note_kind(&line.cells) {
            Note::Marked => Ok(()),
            Note::IfLast => self.charge(&row).map(|()| self.held.push(row)),
            Note::No => {
                self.charge(&row)?;
                self.rows.append(&mut self.held);
                self.rows.push(row);
                Ok(())
            }
        }
    }

    /// A remark below the table fills only the first cell. Unless a word marks it, we wait for what
    /// follows, so that a damaged row in the middle is reported and not dropped.
    fn note_kind(&self, cells: &[String]) -> Note {
        let first_named = self.header.iter().position(|name| !name.is_empty());
        let mut filled = cells.iter().enumerate().filter(|(_, cell)| !is_blank(cell));
        let (Some((column, text)), None) = (filled.next(), filled.next()) else {
            return Note::No;
        };
        if self.header.len() <= 2 || column > first_named.unwrap_or(0) {
            return Note::No;
        }
        let text = text.trim();
        if ["注", "说明", "备注"].iter().any(|word| text.starts_with(word)) {
            return Note::Marked;
        }
        let is_number = text.chars().all(|c| c.is_numeric() || "+-.".contains(c));
        if is_number || self.rows.is_empty() { Note::No } else { Note::IfLast }
    }

    /// Counts a row against the limits before it is kept.
    fn charge(&mut self, row: &Row) -> Result<(), Unreadable> {
        let kept = self.rows.len().saturating_add(self.held.len());
        if u32::try_from(kept).unwrap_or(u32::MAX) >= self.rows_limit {
            return Err(Unreadable::TooManyRows { limit: self.rows_limit });
        }
        self.text_bytes = self.text_bytes.saturating_add(row.text.len());
        if self.text_bytes > TEXT_BYTES_MAX {
            return Err(too_large(TEXT_BYTES_MAX));
        }
        Ok(())
    }
}

/// Whether a row is a remark and not data.
enum Note {
    No,
    /// It begins with a word that says so.
    Marked,
    /// It is one if no data follow.
    IfLast,
}

/// A text that was too long was never kept, so its row must be refused and not shortened in silence.
fn check_length(line: &Line, width: usize) -> Result<(), Unreadable> {
    match line.overlong {
        Some(column) if column < width => Err(broken(&format!(
            "row {}, column {}: the text is longer than {CELL_CHARS_MAX} characters",
            line.number,
            column.saturating_add(1)
        ))),
        _ => Ok(()),
    }
}

/// People space out short headings such as 姓　名, so no blank counts, the ideographic one (U+3000) included, and no invisible character.
fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !is_invisible(*c)).collect()
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

fn zip_error(error: ZipError) -> Unreadable {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Unreadable::Encrypted,
        other => broken_by(other),
    }
}

fn broken_by(error: impl std::fmt::Display) -> Unreadable {
    Unreadable::Broken(error.to_string())
}

fn broken(why: &str) -> Unreadable {
    Unreadable::Broken(why.to_owned())
}

fn too_large(limit: usize) -> Unreadable {
    Unreadable::TooLarge { limit_bytes: u64::try_from(limit).unwrap_or(u64::MAX) }
}

fn no_header(required_columns: &[&str]) -> Unreadable {
    Unreadable::NoHeader { expected: required_columns.iter().map(|&name| name.to_owned()).collect() }
}

#[cfg(test)]
mod tests {
    use std::error::Error;
    use std::fmt::Write as _;
    use std::io::Write as _;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    type Outcome = Result<(), Box<dyn Error>>;

    const ROSTER: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/rosters/roster.xlsx"));
    const DIRTY: &[u8] =
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/rosters/roster-dirty.xlsx"));
    const SCHOOLS: &[u8] =
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/rosters/schools.xlsx"));
    const ROSTER_CSV: &[u8] =
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/rosters/roster-gbk.csv"));
    const PEOPLE: &[&str] = &["姓名", "身份证号", "工作单位"];
    const AB: &[&str] = &["甲", "乙"];
    const STYLES: &str = "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"22\"/><xf numFmtId=\"46\"/></cellXfs></styleSheet>";

    fn column<'a>(sheet: &'a Sheet, name: &str) -> Vec<&'a str> {
        let position = sheet.header.iter().position(|heading| heading == name);
        sheet.rows.iter().filter_map(|row| row.cell(position?)).collect()
    }

    fn numbers(sheet: &Sheet) -> Vec<u32> {
        sheet.rows.iter().map(|row| row.number).collect()
    }

    fn code(bytes: &[u8], required: &[&str]) -> Option<&'static str> {
        read(bytes, required).err().map(|error| error.wording().map_or("too_large", |wording| wording.key()))
    }

    fn archive(parts: &[(&str, &[u8])]) -> Result<Vec<u8>, Box<dyn Error>> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            writer.start_file(*name, SimpleFileOptions::default())?;
            writer.write_all(content)?;
        }
        Ok(writer.finish()?.into_inner())
    }

    /// A workbook with a sheet for each content (all of the `worksheet` element), and further parts.
    fn workbook(sheets: &[&str], styles: &str, more: &[(&str, &[u8])]) -> Result<Vec<u8>, Box<dyn Error>> {
        const TYPE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let top = format!(
            "<Relationships><Relationship Id=\"r\" Type=\"{TYPE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        );
        let (mut list, mut links, mut names) = (String::new(), String::new(), Vec::new());
        for number in 1..=sheets.len() {
            write!(list, "<sheet name=\"S{number}\" sheetId=\"{number}\" r:id=\"r{number}\"/>")?;
            write!(
                links,
                "<Relationship Id=\"r{number}\" Type=\"{TYPE}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>"
            )?;
            names.push(format!("xl/worksheets/sheet{number}.xml"));
        }
        let list = format!("<workbook><sheets>{list}</sheets></workbook>");
        let links = format!("<Relationships>{links}</Relationships>");
        let mut parts: Vec<(&str, &[u8])> = vec![
            ("_rels/.rels", top.as_bytes()),
            ("xl/workbook.xml", list.as_bytes()),
            ("xl/_rels/workbook.xml.rels", links.as_bytes()),
            ("xl/styles.xml", styles.as_bytes()),
        ];
        let contents = sheets.iter().map(|sheet| sheet.as_bytes());
        parts.extend(names.iter().map(String::as_str).zip(contents));
        parts.extend_from_slice(more);
        archive(&parts)
    }

    fn worksheet(rows: &str) -> String {
        format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")
    }

    fn one_sheet(rows: &str) -> Result<Vec<u8>, Box<dyn Error>> {
        workbook(&[&worksheet(rows)], STYLES, &[])
    }

    fn text_row(number: u32, cells: &[&str]) -> String {
        let cells: String = cells
            .iter()
            .map(|cell| format!("<c t=\"inlineStr\"><is><t xml:space=\"preserve\">{cell}</t></is></c>"))
            .collect();
        format!("<row r=\"{number}\">{cells}</row>")
    }

    #[test]
    fn the_samples_are_read() -> Outcome {
        let book = read(ROSTER, PEOPLE)?;
        let list = read(ROSTER_CSV, PEOPLE)?;
        assert_eq!((book.rows.len(), list.rows.len()), (121, 121));
        assert_eq!(book.header.len(), 26);
        assert_eq!(numbers(&book), (3..=123).collect::<Vec<_>>());
        assert_eq!(numbers(&list), (2..=122).collect::<Vec<_>>());
        for name in &book.header {
            assert_eq!(column(&book, name), column(&list, name), "{name}");
        }
        assert!(column(&book, "身份证号").iter().all(|id| id.len() == 18));
        let dirty = read(DIRTY, PEOPLE)?;
        assert_eq!(numbers(&dirty), (3..=62).collect::<Vec<_>>());
        let schools = read(SCHOOLS, &["学校标识码", "学校名称"])?;
        assert_eq!(numbers(&schools), (2..=119).collect::<Vec<_>>());
        assert_eq!(column(&schools, "学生数").first(), Some(&"3118"));
        Ok(())
    }

    #[test]
    fn values_become_the_text_a_person_would_type() -> Outcome {
        let header = "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>甲</v></c><c r=\"B1\" t=\"str\"><v>乙</v></c></row>";
        let values = [
            ("<c r=\"B2\"><v>12</v></c>", "12"),
            ("<c r=\"B2\"><v>12.5</v></c>", "12.5"),
            ("<c r=\"B2\"><v>1E+17</v></c>", "100000000000000000"),
            ("<c r=\"B2\"><v>-0</v></c>", "0"),
            ("<c r=\"B2\" t=\"str\"><v>110101199003070000</v></c>", "110101199003070000"),
            ("<c r=\"B2\" s=\"1\"><v>44075</v></c>", "2020-09-01"),
            ("<c r=\"B2\" s=\"2\"><v>44075.5</v></c>", "2020-09-01 12:00:00"),
            ("<c r=\"B2\" s=\"3\"><v>1.5</v></c>", "1.5"),
            ("<c r=\"B2\" t=\"d\"><v>2020-09-01</v></c>", "2020-09-01"),
            ("<c r=\"B2\" t=\"b\"><v>1</v></c>", "TRUE"),
            ("<c r=\"B2\" t=\"e\"><v>#N/A</v></c>", "#N/A"),
            ("<c r=\"B2\" t=\"n\"><f>SUM(C1:C9)</f><v>7</v></c>", "7"),
            ("<c r=\"B2\" t=\"str\"><f>A1&amp;\"\"</f><v>丙</v></c>", "丙"),
            ("<c r=\"B2\" t=\"n\"><f>A1</f></c>", ""),
            ("<c r=\"B2\" t=\"inlineStr\"/>", ""),
        ];
        for (cell, expected) in values {
            let book = one_sheet(&format!("{header}<row r=\"2\"><c r=\"A2\"><v>1</v></c>{cell}</row>"))?;
            assert_eq!(column(&read(&book, AB)?, "乙"), [expected], "{cell}");
        }
        Ok(())
    }

    #[test]
    fn the_header_may_stand_anywhere_near_the_top_of_any_visible_sheet() -> Outcome {
        let other = worksheet(&text_row(1, &["目录"]));
        let table = worksheet(&format!(
            "{}{}{}{}",
            text_row(1, &["名册"]),
            text_row(4, &["丙", " 乙　", "甲 ", ""]),
            text_row(5, &["", " ", "　"]),
            text_row(7, &["3", "2", "1", "旁注"]),
        ));
        let sheet = read(&workbook(&[&other, &table], STYLES, &[])?, AB)?;
        assert_eq!(sheet.header, ["丙", "乙", "甲"]);
        let expected = Row::new(7, &["3", "2", "1"].map(str::to_owned));
        assert_eq!(sheet.rows, [expected]);
        let low = one_sheet(&text_row(21, &["甲", "乙"]))?;
        assert_eq!(code(&low, AB), Some("file_header"));
        let missing = read(SCHOOLS, PEOPLE);
        let expected = PEOPLE.iter().map(|&name| name.to_owned()).collect();
        assert_eq!(missing, Err(Unreadable::NoHeader { expected }));
        let twice = one_sheet(&text_row(1, &["甲", "乙", "甲"]))?;
        assert_eq!(code(&twice, AB), Some("file_broken"));
        Ok(())
    }

    #[test]
    fn notes_are_skipped_and_damaged_rows_are_not() -> Outcome {
        let text = "甲,乙,丙\n注：一\n第一,,\n1,2,3\n张三,,\n4,5,6\n7,,\n制表人：某,,\n";
        let sheet = read(text.as_bytes(), AB)?;
        assert_eq!(column(&sheet, "甲"), ["第一", "1", "张三", "4", "7"]);
        assert_eq!(numbers(&sheet), [3, 4, 5, 6, 7]);
        let narrow = read("甲,乙\n1,2\n说明,\n".as_bytes(), AB)?;
        assert_eq!(column(&narrow, "甲"), ["1", "说明"]);
        Ok(())
    }

    #[test]
    fn csv_lines_are_numbered_as_an_editor_shows_them() -> Outcome {
        let text = "\u{feff}名册,\r\n\r\n甲,乙\r\n\"一\r\n二\",\"说\"\"话\"\r\n\r\n3\r\n4,5,,\r\n";
        let sheet = read(text.as_bytes(), AB)?;
        assert_eq!(column(&sheet, "甲"), ["一\r\n二", "3", "4"]);
        assert_eq!(column(&sheet, "乙"), ["说\"话", "", "5"]);
        assert_eq!(numbers(&sheet), [4, 7, 8]);
        assert_eq!(numbers(&read("甲,乙\r1,2\r3,4".as_bytes(), AB)?), [2, 3]);
        assert_eq!(code("甲,乙\n1,2,3\n".as_bytes(), AB), Some("file_broken"));
        Ok(())
    }

    #[test]
    fn text_in_another_encoding_is_refused() {
        let utf16: Vec<u8> = "甲,乙\n1,2\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let with_bom = [&[0xFF, 0xFE][..], &utf16].concat();
        // A fixed sequence stands for random bytes.
        let random: Vec<u8> =
            (0..4_096_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).rotate_left(7).to_be_bytes()).collect();
        for bytes in [&utf16, &with_bom, &random, &b"a,\xFF\xFF".to_vec()] {
            assert_eq!(code(bytes, AB), Some("file_encoding"));
        }
        assert_eq!(code(b"", AB), Some("file_header"));
    }

    #[test]
    fn damaged_workbooks_are_refused() -> Outcome {
        assert_eq!(code(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", AB), Some("file_encrypted"));
        for length in [4, 100, ROSTER.len() / 2, ROSTER.len() - 1] {
            let cut = ROSTER.get(..length).unwrap_or_default();
            assert_eq!(code(cut, PEOPLE), Some("file_broken"), "{length} bytes");
        }
        assert_eq!(code(&archive(&[("a.txt", b"a")])?, AB), Some("file_broken"));
        for position in (0..ROSTER.len()).step_by(97) {
            let mut bytes = ROSTER.to_vec();
            if let Some(byte) = bytes.get_mut(position) {
                *byte ^= 0x55;
            }
            // Whatever comes out, it comes back.
            let _ = read(&bytes, PEOPLE);
        }
        let backwards = one_sheet(&format!("{}{}", text_row(5, &["甲", "乙"]), text_row(2, &["1"])))?;
        assert_eq!(code(&backwards, AB), Some("file_broken"));
        // calamine multiplies this row number beyond 32 bits: a panic in a debug build.
        let overflow = one_sheet("<row r=\"99999999999\"><c><v>1</v></c></row>")?;
        assert!(read(&overflow, AB).is_err());
        let zero = one_sheet(&format!("{}{}", text_row(1, &["甲", "乙"]), text_row(2, &["a_x0000_b"])))?;
        assert_eq!(code(&zero, AB), Some("file_broken"));
        Ok(())
    }

    #[test]
    fn a_bomb_is_refused_before_it_is_parsed() -> Outcome {
        // One entry is packed and then repeated, since packing is slow in a debug build.
        let spaces = archive(&[("0", &b"<a/>".repeat(5 * 256 * 1024))])?;
        let mut packed = ZipArchive::new(Cursor::new(spaces))?;
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for name in 0..41 {
            writer.raw_copy_file_rename(packed.by_index(0)?, name.to_string())?;
        }
        let bomb = writer.finish()?.into_inner();
        assert!(bomb.len() < 1024 * 1024);
        let limit_bytes = UNZIPPED_BYTES_MAX;
        assert_eq!(read(&bomb, AB), Err(Unreadable::TooLarge { limit_bytes }));
        let commas = vec![b','; LINE_BYTES_MAX + 1];
        assert_eq!(code(&commas, AB), Some("file_broken"));
        let names: Vec<String> = (0..=ZIP_ENTRIES_MAX).map(|n| n.to_string()).collect();
        let parts: Vec<(&str, &[u8])> = names.iter().map(|n| (n.as_str(), &b""[..])).collect();
        assert_eq!(code(&archive(&parts)?, AB), Some("file_broken"));
        assert_eq!(code(&vec![b'a'; FILE_BYTES_MAX + 1], AB), Some("too_large"));
        Ok(())
    }

    #[test]
    fn a_small_workbook_cannot_claim_much_memory() -> Outcome {
        let table = worksheet(&text_row(1, &["甲", "乙"]));
        for number in ["1000001", "9999999999", "99999999999999999999"] {
            let strings = format!("<sst count='1' uniqueCount = '{number}'><si><t>a</t></si></sst>");
            let parts = [("xl/sharedStrings.xml", strings.as_bytes())];
            assert_eq!(code(&workbook(&[&table], STYLES, &parts)?, AB), Some("file_broken"));
        }
        let strings = "<sst uniqueCount=\"1\"><si><t>a</t></si></sst>";
        let parts = [("xl/sharedStrings.xml", strings.as_bytes())];
        assert!(read(&workbook(&[&table], STYLES, &parts)?, AB).is_ok());
        let formats = "<!-- ' --><x:xf/>".repeat(65_537);
        assert_eq!(code(&workbook(&[&table], &formats, &[])?, AB), Some("file_broken"));
        let font =
            format!("<fonts><font><name val=\"{}\"/></font></fonts>{}", "a".repeat(100_000), "<xf/>".repeat(2_000));
        assert_eq!(code(&workbook(&[&table], &font, &[])?, AB), Some("file_broken"));
        let single = "<?xml version='1.0'?><font><name val= 'a'/></font>";
        assert_eq!(code(&workbook(&[&table], single, &[])?, AB), Some("file_broken"));
        Ok(())
    }

    #[test]
    fn parts_kept_in_memory_are_bounded_in_bytes() -> Outcome {
        let table = worksheet(&text_row(1, &["甲", "乙"]));
        let strings =
            |text: &str, count: usize| format!("<sst>{}</sst>", format!("<si><t>{text}</t></si>").repeat(count));
        let long = "a".repeat(1_000);
        let fits = strings(&long, 20_000);
        assert!(read(&workbook(&[&table], STYLES, &[("xl/sharedStrings.xml", fits.as_bytes())])?, AB).is_ok());
        let large = strings(&long, 40_000);
        assert_eq!(code(&workbook(&[&table], STYLES, &[("xl/any.bin", large.as_bytes())])?, AB), Some("too_large"));
        let endless = strings(&"a".repeat(5 * 1024 * 1024), 1);
        assert_eq!(code(&workbook(&[&table], STYLES, &[("xl/any.xml", endless.as_bytes())])?, AB), Some("file_broken"));
        let names = "<definedName name=\"a\">S1!A1</definedName>".repeat(10_001);
        assert_eq!(code(&workbook(&[&table], STYLES, &[("xl/any.xml", names.as_bytes())])?, AB), Some("file_broken"));
        Ok(())
    }

    #[test]
    fn a_huge_dimension_allocates_nothing() -> Outcome {
        let start = "<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData>";
        let header = text_row(1, &["甲", "乙"]);
        let low = "<row r=\"1048576\"><c r=\"B1048576\"><v>1</v></c></row></sheetData></worksheet>";
        let sheet = read(&workbook(&[&format!("{start}{header}{low}")], STYLES, &[])?, AB)?;
        assert_eq!(numbers(&sheet), [1_048_576]);
        let far = low.replace("B1048576", "XFD1048576");
        let far = workbook(&[&format!("{start}{header}{far}")], STYLES, &[])?;
        assert_eq!(read(&far, AB), Err(Unreadable::TooManyColumns));
        Ok(())
    }

    #[test]
    fn tables_stay_within_their_limits() {
        let rows = |count: usize| format!("甲,乙\n{}", "1,2\n".repeat(count));
        assert_eq!(read(rows(100_000).as_bytes(), AB).map(|sheet| sheet.rows.len()), Ok(100_000));
        let limit = ROWS_MAX;
        assert_eq!(read(rows(100_001).as_bytes(), AB), Err(Unreadable::TooManyRows { limit }));
        let names: String = (0..198).map(|n| format!(",c{n}")).collect();
        let wide = format!("甲,乙{names}\n{}", "1\n".repeat(15_001));
        let limit = 15_000;
        assert_eq!(read(wide.as_bytes(), AB), Err(Unreadable::TooManyRows { limit }));
        let wider = format!("甲,乙{names},x\n");
        assert_eq!(read(wider.as_bytes(), AB), Err(Unreadable::TooManyColumns));
        let long = |count: usize| format!("{}\n甲,乙\n1,{}\n", "题".repeat(3_000), "长".repeat(count));
        assert!(read(long(CELL_CHARS_MAX).as_bytes(), AB).is_ok());
        assert_eq!(code(long(CELL_CHARS_MAX + 1).as_bytes(), AB), Some("file_broken"));
    }

    #[test]
    fn a_repeated_string_cannot_fill_the_memory() -> Outcome {
        let text = "a".repeat(CELL_CHARS_MAX);
        let strings = format!("<sst><si><t>{text}</t></si></sst>");
        let mut rows = text_row(1, &["甲", "乙"]);
        rows.push_str(&"<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>0</v></c></row>".repeat(40_000));
        let parts = [("xl/sharedStrings.xml", strings.as_bytes())];
        let book = workbook(&[&worksheet(&rows)], STYLES, &parts)?;
        assert_eq!(code(&book, AB), Some("too_large"));
        Ok(())
    }
}
