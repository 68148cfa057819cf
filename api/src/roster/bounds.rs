//! How much of a file is taken: its tables come from outside, and each cell costs memory.

/// The most rows that the tables of a file may have below their headers, in rows.
pub const ROWS_MAX: u32 = 100_000;
/// The most columns a table may have, in columns.
pub const COLUMNS_MAX: usize = 200;
/// The longest text a cell may hold, in characters.
pub const CELL_CHARS_MAX: usize = 2_000;
/// The header stands within this many rows from the top, in rows.
pub const HEADER_ROWS_MAX: u32 = 20;
/// The most cells that the tables of a file may have, in cells: each costs memory even when empty, so wide tables may have
/// fewer rows.
pub const CELLS_MAX: u32 = 3_000_000;
/// The most text that the tables of a file may hold, in bytes (40 MiB): one shared string can be repeated in millions of
/// cells.
pub const TEXT_BYTES_MAX: usize = 40 * 1024 * 1024;
