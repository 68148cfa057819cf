//! The files of exports, handed out to their client piece by piece.

use domain::{
    Error,
    consumers::export::{Export, ExportStatus},
    kernel::{id::ExportId, policy::Action},
};
use persistence::consumers::exports;

use super::{
    super::{changes::FOLLOWERS, records::list_of},
    client,
};
use crate::app::{Ctx, UseCase};

/// A file of an export.
#[derive(Debug, Clone)]
pub struct FoundFile {
    /// Its number in the export.
    pub number: i64,
    /// How many bytes it has.
    pub bytes: i64,
    /// Its SHA-256 digest, in hexadecimal digits.
    pub sha256: String,
    /// What its address ends with.
    pub path: String,
}

/// An export of the caller that has its files.
fn with_files(ctx: &mut Ctx<'_>, id: ExportId) -> Result<Export, Error> {
    let export = exports::find(ctx.db, id)?;
    if export.client_id != client(ctx)? {
        return Err(Error::NotFound);
    }
    // What was agreed when the export was made may be over.
    for list in export.asked.resources.iter().filter_map(|resource| list_of(resource)) {
        list.action.reach(ctx.actor)?;
    }
    if export.status_at(ctx.now()) == ExportStatus::Done { Ok(export) } else { Err(Error::NotFound) }
}

/// Find a file of an export of the caller.
pub struct ReadExportFile {
    /// Which export.
    pub id: ExportId,
    /// What the address of the file ends with.
    pub path: String,
}

impl UseCase for ReadExportFile {
    const ACTION: Action = Action::read("read_export_file", FOLLOWERS);
    type Output = FoundFile;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<FoundFile, Error> {
        let export = with_files(ctx, self.id)?;
        let found = (0..).zip(export.files).find(|(_, file)| file.path == self.path);
        let (number, file) = found.ok_or(Error::NotFound)?;
        Ok(FoundFile { number, bytes: file.bytes, sha256: file.sha256, path: file.path })
    }
}

/// Read what a piece of such a file has from a byte on.
pub struct ReadExportPiece {
    /// Which export.
    pub id: ExportId,
    /// The number of the file.
    pub file: i64,
    /// From which byte of the file on.
    pub from: i64,
}

impl UseCase for ReadExportPiece {
    const ACTION: Action = ReadExportFile::ACTION;
    const SNAPSHOT: bool = true;
    type Output = Vec<u8>;

    fn is_bulk(&self) -> bool {
        true
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Vec<u8>, Error> {
        let export = with_files(ctx, self.id)?;
        let (first_byte, mut piece) = exports::piece_at(ctx.db, ctx.vault, (export.id, self.file, self.from))?;
        let before = usize::try_from(self.from - first_byte).map_err(Error::internal)?;
        if before >= piece.len() {
            return Err(Error::internal("a file of an export lacks a piece"));
        }
        Ok(piece.split_off(before))
    }
}
