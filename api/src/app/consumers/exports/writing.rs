//! The files of an export as they are written: each piece is stored with the next version of the export.

use aws_lc_rs::digest::{Context, SHA256};
use domain::{
    Error,
    consumers::export::{Export, ExportFile, ExportFormat, Taken},
    kernel::policy::Action,
};
use persistence::consumers::exports;
use serde_json::Value;

use super::super::records::list_of;
use crate::{
    app::{App, Caller, Ctx, UseCase, kernel::own},
    forms::{Form, Layout, Rows},
};

/// Most bytes of an export's files: 20 GiB.
const BYTES_MAX: i64 = 20 * 1024 * 1024 * 1024;

/// The files of an export.
pub struct Files<'a> {
    app: &'a App,
    system: &'a Caller,
    /// The export in its present version.
    pub export: Export,
    open: Option<Open>,
    files: Vec<ExportFile>,
    bytes: i64,
}

/// The file that is being written.
struct Open {
    list: usize,
    rows: Box<dyn Rows<Value>>,
    written: Written,
}

/// What is written of a file.
struct Written {
    number: i64,
    digest: Context,
    rows: i64,
    bytes: i64,
}

impl<'a> Files<'a> {
    /// No file yet.
    pub fn new(app: &'a App, system: &'a Caller, export: Export) -> Self {
        Self { app, system, export, open: None, files: Vec::new(), bytes: 0 }
    }

    /// Notes the instant that was taken.
    ///
    /// # Errors
    /// As [`Self::add`].
    pub fn begin(&mut self, taken: Taken) -> Result<(), Error> {
        self.store(self.export.taken(taken, self.app.now()))
    }

    /// Adds records of the list of this number. The file of the list before it is ended.
    ///
    /// # Errors
    /// As [`App::run_now`]; [`Error::Changed`] when the export was cancelled, or another server makes it.
    pub fn add(&mut self, list: usize, records: &[Value]) -> Result<(), Error> {
        let mut open = match self.open.take() {
            Some(open) if open.list == list => open,
            other => {
                self.close(other)?;
                self.open(list)?
            }
        };
        for record in records {
            open.written.rows += 1;
            self.export.row_count += 1;
            if let Some(piece) = open.rows.add(record, None)? {
                self.put(&mut open.written, piece)?;
            }
        }
        self.open = Some(open);
        Ok(())
    }

    fn open(&self, list: usize) -> Result<Open, Error> {
        let resource = self.export.asked.resources.get(list).ok_or(Error::NotFound)?;
        let columns = list_of(resource).ok_or(Error::NotFound)?.columns.clone();
        let form = match self.export.format {
            ExportFormat::Ndjson => Form::Ndjson,
            ExportFormat::Csv => Form::Csv,
            ExportFormat::Xlsx => Form::Xlsx,
        };
        let layout = Layout { form, fields: form.is_table().then_some(columns), byte_order_mark: true };
        let number = i64::try_from(list).map_err(Error::internal)?;
        let written = Written { number, digest: Context::new(&SHA256), rows: 0, bytes: 0 };
        Ok(Open { list, rows: (layout.start::<Value>())()?, written })
    }

    fn put(&mut self, file: &mut Written, content: Vec<u8>) -> Result<(), Error> {
        let length = i64::try_from(content.len()).map_err(Error::internal)?;
        self.bytes += length;
        if self.bytes > BYTES_MAX {
            return Err(Error::TooLarge);
        }
        file.digest.update(&content);
        let export = self.export.progressed(self.export.row_count, self.app.now());
        let piece = StorePiece { export, file: file.number, first_byte: file.bytes, content };
        self.app.run_now(self.system, &piece)?;
        self.export = piece.export;
        file.bytes += length;
        Ok(())
    }

    fn close(&mut self, open: Option<Open>) -> Result<(), Error> {
        let Some(Open { list, rows, mut written }) = open else { return Ok(()) };
        rows.end(&mut |piece| self.put(&mut written, piece))?;
        let resource = self.export.asked.resources.get(list).ok_or(Error::NotFound)?;
        self.files.push(ExportFile {
            path: format!("{resource}.{}", self.export.format.as_str()),
            rows: written.rows,
            bytes: written.bytes,
            sha256: written.digest.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect(),
        });
        Ok(())
    }

    /// Stores how far it is.
    ///
    /// # Errors
    /// As [`Self::add`].
    pub fn note(&mut self) -> Result<(), Error> {
        self.store(self.export.progressed(self.export.row_count, self.app.now()))
    }

    /// Ends the last file, and with it the export.
    ///
    /// # Errors
    /// As [`Self::add`].
    pub fn end(&mut self) -> Result<(), Error> {
        let open = self.open.take();
        self.close(open)?;
        self.store(self.export.done(self.files.clone(), self.app.now()))
    }

    /// Gives up this attempt, for a reason that has a code.
    ///
    /// # Errors
    /// As [`Self::add`].
    pub fn break_off(&mut self, code: &str, is_refusal: bool) -> Result<(), Error> {
        self.store(self.export.broken_off(code, is_refusal, self.app.now()))
    }

    fn store(&mut self, next: Export) -> Result<(), Error> {
        let store = Store(next);
        self.app.run_now(self.system, &store)?;
        self.export = store.0;
        Ok(())
    }
}

/// Store an export in its next version.
struct Store(Export);

impl UseCase for Store {
    const ACTION: Action = own::MAKE_EXPORTS;
    const BY_KEY: bool = true;
    type Output = ();

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<(), Error> {
        ctx.nothing_changed();
        exports::update(ctx.db, &self.0)
    }
}

/// Store a piece of a file, and the export in its next version.
struct StorePiece {
    export: Export,
    file: i64,
    first_byte: i64,
    content: Vec<u8>,
}

impl UseCase for StorePiece {
    const ACTION: Action = own::MAKE_EXPORTS;
    const BY_KEY: bool = true;
    type Output = ();

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<(), Error> {
        ctx.nothing_changed();
        exports::update(ctx.db, &self.export)?;
        exports::insert_piece(ctx.db, ctx.vault, (self.export.id, self.file, self.first_byte), &self.content)
    }
}
