//! The archive of a workbook: its parts, and the bounds on what they unzip to.

use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Cursor, Read},
};

use zip::{ZipArchive, result::ZipError};

use super::{
    depth::Depth,
    unreadable::{Unreadable, broken, broken_by},
};

/// The most that all entries of a workbook may unzip to together, in bytes (200 MiB).
pub const UNZIPPED_BYTES_MAX: u64 = 200 * 1024 * 1024;
/// The most entries a workbook's archive may hold, in entries.
pub const ZIP_ENTRIES_MAX: usize = 1_000;
/// The most that the parts of a workbook which are kept in memory while it is read may unzip to together, in bytes
/// (32 MiB): all parts but the sheets themselves, which are read cell by cell.
pub const KEPT_PARTS_BYTES_MAX: u64 = 32 * 1024 * 1024;
/// The longest stretch of a part without the beginning of an element, in bytes (4 MiB): one text or one element, which is
/// kept in memory whole.
const STRETCH_BYTES_MAX: u64 = 4 * 1024 * 1024;
/// The most that is parsed of all sheets, in unzipped bytes (800 MiB): many sheets may point to one huge part.
pub const SCANNED_BYTES_MAX: u64 = 800 * 1024 * 1024;
/// The most names that a workbook defines, in elements.
const DEFINED_NAMES_MAX: u64 = 10_000;
/// The most cell formats in a workbook, in elements; Excel itself stops at 65 490.
const FORMATS_MAX: u64 = 65_536;
/// The most fonts and number formats in a workbook, in elements each.
const FONTS_MAX: u64 = 65_536;
/// The most sheets in a workbook, in elements.
pub const SHEETS_MAX: u64 = 1_000;
/// The most relationships in a workbook, in elements; Excel allows 65 530 links in a sheet.
const RELATIONSHIPS_MAX: u64 = 100_000;
/// The most shared strings in a workbook, in elements: each is kept in memory.
pub const SHARED_STRINGS_MAX: u64 = 1_000_000;
/// How much of an entry is unzipped at a time, in bytes.
const CHUNK_BYTES: usize = 64 * 1024;
/// The longest element name that is counted, in bytes.
const NAME_BYTES_MAX: usize = 12;

/// An archive within its bounds.
pub struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// The entries by their names in small letters, as readers of workbooks look them up.
    entries: HashMap<String, Entry>,
    scanned_bytes: u64,
}

/// An entry of the archive.
#[derive(Clone, Copy)]
struct Entry {
    index: usize,
    unzipped_bytes: u64,
}

impl<'a> Archive<'a> {
    /// Unzips everything once into nowhere, since the sizes an archive declares can lie, and counts what would be kept in
    /// memory.
    ///
    /// # Errors
    /// When it passes a bound or is damaged.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Unreadable> {
        // Each entry of the directory begins with these bytes; the directory is read whole when an archive is opened.
        let directory = bytes.windows(4).filter(|four| *four == b"PK\x01\x02");
        if directory.take(ZIP_ENTRIES_MAX.saturating_add(1)).count() > ZIP_ENTRIES_MAX {
            return Err(broken("the archive has too many entries"));
        }
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(zip_error)?;
        if zip.len() > ZIP_ENTRIES_MAX {
            return Err(broken("the archive has too many entries"));
        }
        let (mut total, mut kept): (u64, u64) = (0, 0);
        let mut entries = HashMap::new();
        let mut tally = Tally::default();
        for index in 0..zip.len() {
            let mut entry = zip.by_index(index).map_err(zip_error)?;
            let name = part_name(&entry.name().map_err(zip_error)?);
            tally.start_entry();
            let unzipped_bytes = unzip(&mut entry, &mut tally, UNZIPPED_BYTES_MAX.saturating_sub(total))?;
            total = total.saturating_add(unzipped_bytes);
            if tally.is_kept {
                kept = kept.saturating_add(unzipped_bytes);
            }
            if kept > KEPT_PARTS_BYTES_MAX {
                return Err(Unreadable::TooLarge { limit_bytes: KEPT_PARTS_BYTES_MAX });
            }
            entries.insert(name, Entry { index, unzipped_bytes });
        }
        Ok(Self { zip, entries, scanned_bytes: 0 })
    }

    /// The part of this name; none where there is none.
    ///
    /// # Errors
    /// When all that was read so far passes `SCANNED_BYTES_MAX`.
    pub fn part(&mut self, name: &str) -> Result<Option<impl BufRead + '_>, Unreadable> {
        let Some(entry) = self.entries.get(&part_name(name)).copied() else { return Ok(None) };
        self.scanned_bytes = self.scanned_bytes.saturating_add(entry.unzipped_bytes);
        if self.scanned_bytes > SCANNED_BYTES_MAX {
            return Err(broken("the workbook has too many large sheets"));
        }
        self.zip.by_index(entry.index).map(BufReader::new).map(Some).map_err(zip_error)
    }
}

/// Unzips a part into nowhere and says how much it was.
fn unzip(part: &mut impl Read, tally: &mut Tally, bytes_max: u64) -> Result<u64, Unreadable> {
    let mut total: u64 = 0;
    let mut depth = Depth::default();
    let mut chunk = vec![0_u8; CHUNK_BYTES];
    loop {
        let count = part.read(&mut chunk).map_err(broken_by)?;
        let piece = chunk.get(..count).unwrap_or_default();
        if piece.is_empty() {
            return Ok(total);
        }
        total = total.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
        if total > bytes_max {
            return Err(Unreadable::TooLarge { limit_bytes: UNZIPPED_BYTES_MAX });
        }
        tally.count(piece)?;
        if !depth.follow(piece) {
            return Err(broken("the workbook has elements without an end"));
        }
    }
}

fn zip_error(error: ZipError) -> Unreadable {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Unreadable::Encrypted,
        other => broken_by(other),
    }
}

/// A name as it is compared: in small letters, with slashes one way and none before it.
fn part_name(name: &str) -> String {
    name.trim_start_matches('/').replace('\\', "/").to_lowercase()
}

/// Counts the elements that are kept in memory, at many bytes for one of a few letters, in a stream of XML.
///
/// It works on bytes and not on parsed XML: what is counted in a comment or an image does no harm,
/// while nothing that a reader would take for an element can hide from it.
#[derive(Default)]
struct Tally {
    /// The name of the element that is being read, without its prefix; `None` outside a name.
    name: Option<Vec<u8>>,
    /// Whether the entry has elements of a part that is kept in memory whole.
    is_kept: bool,
    /// How many bytes came since the last beginning of an element.
    stretch: u64,
    names: u64,
    sheets: u64,
    relationships: u64,
    strings: u64,
    formats: u64,
    fonts: u64,
    number_formats: u64,
}

impl Tally {
    /// Forgets a word cut off by the end of the entry before.
    fn start_entry(&mut self) {
        self.name = None;
        self.is_kept = false;
        self.stretch = 0;
    }

    fn count(&mut self, bytes: &[u8]) -> Result<(), Unreadable> {
        self.follow_stretch(bytes)?;
        let mut rest = bytes;
        loop {
            // Most bytes are text that nothing waits for, so we leap to the next that can begin a name.
            if self.name.is_none() {
                let start = rest.iter().position(|byte| *byte == b'<');
                rest = start.and_then(|start| rest.get(start..)).unwrap_or_default();
            }
            let Some((byte, after)) = rest.split_first() else {
                return Ok(());
            };
            self.follow_name(*byte)?;
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
            b"font" => (&mut self.fonts, FONTS_MAX),
            b"numFmt" => (&mut self.number_formats, FONTS_MAX),
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
}
