//! The container of old workbooks (OLE compound file, MS-CFB): a file system in a file, of which one stream is read.

use super::unreadable::{Unreadable, broken};

/// A sector number from which on numbers mean no sector.
const NO_SECTOR: u32 = 0xFFFF_FFFA;
/// Size of an entry of the directory, in bytes.
const ENTRY_BYTES: usize = 128;
/// Size of the header, in bytes.
const HEADER_BYTES: usize = 512;
/// Sectors of the table of sectors that the header names itself.
const NAMED_IN_HEADER: usize = 109;
/// Size of a small sector, in bytes.
const SMALL_SECTOR_BYTES: usize = 64;

/// A number of two bytes.
pub fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?)?.try_into().ok().map(u16::from_le_bytes)
}

/// A number of four bytes.
pub fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
}

/// A compound file. Nothing that is read of it is longer than the file.
pub struct Compound<'a> {
    bytes: &'a [u8],
    sector_bytes: usize,
    /// The sector that follows each.
    next: Vec<u32>,
    directory: Vec<u8>,
    /// Streams shorter than this are in small sectors.
    small_below: usize,
    small_next: Vec<u32>,
}

impl<'a> Compound<'a> {
    /// Reads the tables of the file.
    ///
    /// # Errors
    /// When they make no sense.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Unreadable> {
        Self::read(bytes).ok_or_else(|| broken("the container of the workbook makes no sense"))
    }

    fn read(bytes: &'a [u8]) -> Option<Self> {
        let shift = u16_at(bytes, 30).filter(|shift| matches!(shift, 9 | 12))?;
        let sector_bytes = 1_usize.checked_shl(shift.into())?;
        let small_below = usize::try_from(u32_at(bytes, 56)?).ok()?;
        let mut file =
            Self { bytes, sector_bytes, next: Vec::new(), directory: Vec::new(), small_below, small_next: Vec::new() };
        for sector in file.sectors_of_table()? {
            let numbers = file.sector(sector)?.chunks_exact(4).filter_map(|four| u32_at(four, 0));
            file.next.extend(numbers);
        }
        file.directory = file.chain(u32_at(bytes, 48)?, usize::MAX)?;
        let small = file.chain(u32_at(bytes, 60)?, usize::MAX).unwrap_or_default();
        file.small_next = small.chunks_exact(4).filter_map(|four| u32_at(four, 0)).collect();
        Some(file)
    }

    /// The sectors that the table of sectors is in: the header names the first, and chained sectors the others.
    fn sectors_of_table(&self) -> Option<Vec<u32>> {
        let in_header =
            (0..NAMED_IN_HEADER).filter_map(|at| u32_at(self.bytes, 76_usize.checked_add(at.checked_mul(4)?)?));
        let mut sectors: Vec<u32> = in_header.filter(|sector| *sector < NO_SECTOR).collect();
        let mut more = u32_at(self.bytes, 68)?;
        while more < NO_SECTOR && sectors.len() <= self.sectors_max() {
            let list = self.sector(more)?;
            let (named, next) = list.split_at_checked(self.sector_bytes.checked_sub(4)?)?;
            let named = named.chunks_exact(4).filter_map(|four| u32_at(four, 0));
            sectors.extend(named.filter(|sector| *sector < NO_SECTOR));
            more = u32_at(next, 0)?;
        }
        (sectors.len() <= self.sectors_max()).then_some(sectors)
    }

    /// As many sectors as the file has room for.
    fn sectors_max(&self) -> usize {
        self.bytes.len() / self.sector_bytes
    }

    /// A sector; the last of a file may be cut.
    fn sector(&self, number: u32) -> Option<&'a [u8]> {
        let start = usize::try_from(number)
            .ok()?
            .checked_mul(self.sector_bytes)?
            .checked_add(self.sector_bytes.max(HEADER_BYTES))?;
        let end = start.checked_add(self.sector_bytes)?.min(self.bytes.len());
        self.bytes.get(start..end)
    }

    /// The bytes of a chain of sectors, at most so many.
    fn chain(&self, first: u32, bytes_max: usize) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut sector = first;
        for _ in 0..=self.sectors_max() {
            if sector >= NO_SECTOR || bytes.len() >= bytes_max {
                bytes.truncate(bytes_max);
                return Some(bytes);
            }
            bytes.extend_from_slice(self.sector(sector)?);
            sector = *self.next.get(usize::try_from(sector).ok()?)?;
        }
        None
    }

    /// The entry of the directory with this name.
    fn entry(&self, name: &str) -> Option<&[u8]> {
        self.directory.chunks_exact(ENTRY_BYTES).find(|entry| {
            let length = u16_at(entry, 64).map_or(0, usize::from).saturating_sub(2).min(62);
            let units = entry.get(..length).unwrap_or_default().chunks_exact(2).filter_map(|two| u16_at(two, 0));
            String::from_utf16_lossy(&units.collect::<Vec<_>>()).eq_ignore_ascii_case(name)
        })
    }

    /// True if the file has a stream of this name.
    pub fn has(&self, name: &str) -> bool {
        self.entry(name).is_some()
    }

    /// The bytes of a stream; none where there is none.
    ///
    /// # Errors
    /// When its sectors are not there.
    pub fn stream(&self, name: &str) -> Result<Option<Vec<u8>>, Unreadable> {
        let Some(entry) = self.entry(name) else { return Ok(None) };
        self.content(entry).map(Some).ok_or_else(|| broken("the workbook is cut off"))
    }

    fn content(&self, entry: &[u8]) -> Option<Vec<u8>> {
        let (first, length) = (u32_at(entry, 116)?, usize::try_from(u32_at(entry, 120)?).ok()?);
        if length >= self.small_below {
            return self.chain(first, length);
        }
        let root = self.directory.get(..ENTRY_BYTES)?;
        let small = self.chain(u32_at(root, 116)?, usize::try_from(u32_at(root, 120)?).ok()?)?;
        let mut bytes = Vec::with_capacity(length.min(small.len()));
        let mut sector = first;
        while sector < NO_SECTOR && bytes.len() < length {
            let start = usize::try_from(sector).ok()?.checked_mul(SMALL_SECTOR_BYTES)?;
            bytes.extend_from_slice(small.get(start..start.checked_add(SMALL_SECTOR_BYTES)?.min(small.len()))?);
            sector = *self.small_next.get(usize::try_from(sector).ok()?)?;
        }
        bytes.truncate(length);
        Some(bytes)
    }
}
