//! Rosters that are text: CSV as most programs write it, and the tables with tabs that Excel calls Unicode text.

use std::borrow::Cow;

use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};

use super::{
    bounds::{CELL_CHARS_MAX, COLUMNS_MAX},
    columns::Column,
    line::Line,
    merges::Merges,
    table::{Found, Surplus, Table, Tables, Taken, Wanted},
    unreadable::{Unreadable, broken, broken_by},
};

/// The longest line of a text file, in bytes: a file that is one line of commas would take forty times its size.
pub const LINE_BYTES_MAX: usize = 4 * COLUMNS_MAX * CELL_CHARS_MAX;
/// What may part the cells of a line. The first by which a header is found does.
const SEPARATORS: [u8; 3] = [b',', b'\t', b';'];

/// Reads the table of a text.
///
/// # Errors
/// Why there is none.
pub fn read(bytes: &[u8], columns: &'static [Column]) -> Result<Tables, Unreadable> {
    let text = decode(bytes)?;
    if text.split(['\r', '\n']).any(|line| line.len() > LINE_BYTES_MAX) {
        return Err(broken("a line is too long"));
    }
    let mut tables = Tables::default();
    for separator in SEPARATORS {
        if let found @ Found::Table(..) = read_separated(&text, separator, columns)? {
            tables.add(None, found);
            break;
        }
    }
    tables.finish(columns)
}

/// Of so many characters of a text in UTF-16, one at least is a digit, a separator or the end of a line.
const CHARS_OF_ONE_PLAIN: usize = 16;

/// UTF-8 goes first: nearly any UTF-8 text in Chinese is also valid GB18030, but hardly ever the reverse.
fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Unreadable> {
    let marks = [(&[0xFF, 0xFE], UTF_16LE), (&[0xFE, 0xFF], UTF_16BE)];
    if let Some((mark, encoding)) = marks.iter().find(|(mark, _)| bytes.starts_with(*mark)) {
        let text = bytes.get(mark.len()..).unwrap_or_default();
        return encoding.decode_without_bom_handling_and_without_replacement(text).ok_or(Unreadable::UnknownEncoding);
    }
    // No text has a zero in it, but UTF-16 has one in each plain character.
    if bytes.contains(&0) {
        return decode_unmarked(bytes).ok_or(Unreadable::UnknownEncoding);
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(_) => GB18030.decode_without_bom_handling_and_without_replacement(bytes).ok_or(Unreadable::UnknownEncoding),
    }
}

/// A text in UTF-16 without its mark: digits, separators and ends of lines have a zero as their higher byte, and so tell which
/// of two bytes that is. Other characters do not: 一 has a zero as its lower one.
fn decode_unmarked(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let is_plain = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'\t' | b'\n' | b'\r' | b',' | b';');
    let (mut higher_first, mut lower_first) = (0_usize, 0_usize);
    for two in bytes.chunks_exact(2) {
        match two {
            [0, lower] if is_plain(lower) => higher_first += 1,
            [lower, 0] if is_plain(lower) => lower_first += 1,
            _ => {}
        }
    }
    let encoding = if higher_first > lower_first { UTF_16BE } else { UTF_16LE };
    let is_likely = higher_first.max(lower_first).saturating_mul(CHARS_OF_ONE_PLAIN) >= bytes.len() / 2;
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes).filter(|_| is_likely)?;
    (!text.contains('\0')).then_some(text)
}

fn read_separated(text: &str, separator: u8, columns: &'static [Column]) -> Result<Found, Unreadable> {
    let mut reader = csv::ReaderBuilder::new();
    let reader = reader.has_headers(false).flexible(true).delimiter(separator);
    let mut reader = reader.from_reader(text.as_bytes());
    let mut taken = Taken::default();
    let mut table = Table::new(columns, Surplus::Refused, Merges::default(), &mut taken);
    let mut lines = Lines::new(text);
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(broken_by)? {
        let start = record.position().map_or(0, csv::Position::byte);
        let start = usize::try_from(start).map_err(broken_by)?;
        let mut line = Line::new(lines.number_at(start), table.width());
        for (column, field) in record.iter().enumerate() {
            line.set(column, field);
        }
        if table.take(line)? == Wanted::Nothing {
            break;
        }
    }
    table.finish(None)
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
