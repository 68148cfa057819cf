//! Rosters: what offices really have, read into the register with every fault told.
//!
//! [`file`] finds the tables in a file of any format, [`people`] and [`schools`] read their rows. The formats are
//! [`workbook`] (XLSX), [`binary`] (XLS) and [`text`]; each gives its lines to a [`table::Table`], which knows headers, and
//! whose columns are those of [`columns`].

mod archive;
mod binary;
mod book;
mod bounds;
mod cells;
mod columns;
mod compound;
mod depth;
mod fault_column;
pub mod file;
mod line;
mod merges;
mod number;
pub mod people;
pub mod records;
pub mod schools;
pub mod table;
pub mod template;
#[cfg(test)]
mod tests;
mod text;
mod unreadable;
mod words;
mod workbook;
mod worksheet;

pub use cells::{Place, SheetRow};
pub use columns::Column;
pub use file::{RosterFile, columns_of, turn};
