//! Uploaded rosters and what became of them.

use diesel::prelude::*;
use domain::{
    Error, Fault, FaultCode, Reach, Wording,
    file::import::{Import, ImportKind, Outcome, RowFault, RowWarning, Status},
    kernel::{
        id::ImportId,
        page::{Page, PageRequest, Position},
    },
};
use uuid::Uuid;

use crate::kernel::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    row::{area, read},
    schema::imports,
    types::{DbInstant, DbJson, DbUuid},
    vault::Vault,
};

#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = imports, treat_none_as_null = true)]
struct ImportRow {
    id: DbUuid,
    version: i64,
    area: String,
    kind: String,
    status: String,
    partial: bool,
    document_number: Option<String>,
    file_name: String,
    content: Option<Vec<u8>>,
    result: DbJson,
    created_by: String,
    created_at: DbInstant,
    updated_at: DbInstant,
    faults: DbJson,
    warnings: DbJson,
}

/// An import as a list shows it: neither its file nor its faults are read.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = imports)]
struct ListedRow {
    id: DbUuid,
    version: i64,
    area: String,
    kind: String,
    status: String,
    partial: bool,
    document_number: Option<String>,
    file_name: String,
    result: DbJson,
    created_by: String,
    created_at: DbInstant,
    updated_at: DbInstant,
}

/// The import of this id within reach, with its faults and warnings and without its file.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach.
pub fn find(db: &mut DbConnection, reach: &Reach, id: ImportId) -> Result<Import, Error> {
    let columns = (ListedRow::as_select(), imports::faults, imports::warnings);
    let (row, faults, warnings): (ListedRow, DbJson, DbJson) =
        imports::table.find(DbUuid(id.0)).select(columns).first(db).stored()?;
    let import = row.into_import()?;
    let stored: Vec<RowFault> = serde_json::from_value(faults.0).map_err(Error::internal)?;
    // An earlier release keeps them with what became of the rows.
    let faults = import.outcome.faults.filter(|faults| !faults.is_empty()).unwrap_or(stored);
    let warnings: Vec<RowWarning> = serde_json::from_value(warnings.0).map_err(Error::internal)?;
    let outcome = Outcome { faults: Some(faults), warnings: Some(warnings), ..import.outcome };
    let import = Import { outcome, ..import };
    if reach.covers(&import.area) { Ok(import) } else { Err(Error::NotFound) }
}

/// The file of an import, until it is decided.
///
/// # Errors
/// [`Error::Invalid`] when the stored file does not open.
pub fn content(db: &mut DbConnection, vault: &Vault, id: ImportId) -> Result<Option<Vec<u8>>, Error> {
    let sealed: Option<Vec<u8>> = imports::table.find(DbUuid(id.0)).select(imports::content).first(db).stored()?;
    let Some(sealed) = sealed else { return Ok(None) };
    match vault.opened(&place(id.0), &sealed, "imports.content")? {
        Some(content) => Ok(Some(content)),
        None => Err(Error::invalid(Fault::new("/file", FaultCode::File, Wording::SealBroken))),
    }
}

/// A page of imports within reach, as uploaded, without their files and faults.
///
/// # Errors
/// When the database fails.
pub fn list(db: &mut DbConnection, reach: &Reach, page: &PageRequest) -> Result<Page<Import>, Error> {
    let filtered = || {
        let mut query = imports::table.into_boxed::<MultiBackend>();
        narrow_to_areas!(query, imports::area, reach, Vec::<domain::Area>::new());
        query
    };
    let listed = |row: ListedRow| {
        let import = row.into_import()?;
        Ok(Import { outcome: Outcome { faults: None, warnings: None, ..import.outcome }, ..import })
    };
    page_of!(db, imports: ListedRow, filtered(), page, false, |rows| {
        rows.into_iter().map(listed).collect::<Result<Vec<_>, Error>>()
    })
}

/// Stores a new import.
///
/// # Errors
/// When the database fails.
pub fn insert(db: &mut DbConnection, vault: &Vault, import: &Import) -> Result<(), Error> {
    diesel::insert_into(imports::table).values(ImportRow::sealed(vault, import)?).execute(db).stored().map(drop)
}

/// Stores a changed import over the version before it.
///
/// # Errors
/// [`Error::Changed`] when another writer was first.
pub fn update(db: &mut DbConnection, vault: &Vault, changed: &Import) -> Result<(), Error> {
    let row = ImportRow::sealed(vault, changed)?;
    let target = imports::table.find(row.id).filter(imports::version.eq(changed.version - 1));
    match diesel::update(target).set(&row).execute(db).stored()? {
        1 => Ok(()),
        _ => Err(Error::Changed),
    }
}

/// What a sealed file belongs to.
pub(crate) fn place(import: Uuid) -> Vec<u8> {
    [b"imports\0content\0", &import.as_bytes()[..]].concat()
}

impl ImportRow {
    fn sealed(vault: &Vault, import: &Import) -> Result<Self, Error> {
        let seal = |content: &Vec<u8>| vault.seal(&place(import.id.0), content);
        let outcome = Outcome { faults: Some(Vec::new()), warnings: None, ..import.outcome.clone() };
        let warnings = import.outcome.warnings.as_deref().unwrap_or_default();
        let faults = import.outcome.faults.as_deref().unwrap_or_default();
        Ok(Self {
            id: DbUuid(import.id.0),
            version: import.version,
            area: import.area.as_str().to_owned(),
            kind: import.kind.as_str().to_owned(),
            status: import.status.as_str().to_owned(),
            partial: import.partial,
            document_number: import.document_number.clone(),
            file_name: import.file_name.clone(),
            content: import.content.as_ref().map(seal).transpose()?,
            result: DbJson(serde_json::to_value(&outcome).map_err(Error::internal)?),
            created_by: import.created_by.clone(),
            created_at: DbInstant(import.created_at),
            updated_at: DbInstant(import.updated_at),
            faults: DbJson(serde_json::to_value(faults).map_err(Error::internal)?),
            warnings: DbJson(serde_json::to_value(warnings).map_err(Error::internal)?),
        })
    }
}

impl ListedRow {
    /// The import without its file.
    fn into_import(self) -> Result<Import, Error> {
        Ok(Import {
            id: ImportId(self.id.0),
            version: self.version,
            area: area("imports", &self.area)?,
            kind: read("imports", "kind", ImportKind::parse(&self.kind))?,
            status: read("imports", "status", Status::parse(&self.status))?,
            partial: self.partial,
            document_number: self.document_number,
            file_name: self.file_name,
            content: None,
            outcome: serde_json::from_value(self.result.0).map_err(Error::internal)?,
            created_by: self.created_by,
            created_at: self.created_at.0,
            updated_at: self.updated_at.0,
        })
    }
}
