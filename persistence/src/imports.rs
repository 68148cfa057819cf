//! Uploaded rosters and what became of them.

use diesel::prelude::*;
use domain::{
    Error, Reach,
    id::ImportId,
    import::{Import, ImportKind, Status},
    page::{Page, PageRequest, Position},
};
use uuid::Uuid;

use crate::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    people::{area, read},
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
}

/// The import of this id within reach, with its file.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach.
pub fn find(db: &mut DbConnection, vault: &Vault, reach: &Reach, id: ImportId) -> Result<Import, Error> {
    let row: ImportRow = imports::table.find(DbUuid(id.0)).select(ImportRow::as_select()).first(db).stored()?;
    let content = row.content.as_ref().map(|sealed| vault.unseal(&place(id.0), sealed)).transpose()?;
    let import = Import { content, ..row.into_import()? };
    if reach.covers(&import.area) { Ok(import) } else { Err(Error::NotFound) }
}

/// A page of imports within reach, as uploaded, without their files.
///
/// # Errors
/// When the database fails.
pub fn list(db: &mut DbConnection, reach: &Reach, page: &PageRequest) -> Result<Page<Import>, Error> {
    let filtered = || {
        let mut query = imports::table.into_boxed::<MultiBackend>();
        narrow_to_areas!(query, imports::area, reach, Vec::<domain::Area>::new());
        query
    };
    let mut query = filtered();
    if let Some(after) = &page.after {
        query = query.filter(imports::id.gt(DbUuid(after.id)));
    }
    let rows: Vec<ImportRow> =
        query.order(imports::id).limit(i64::from(page.size) + 1).select(ImportRow::as_select()).load(db).stored()?;
    let all: Result<Vec<Import>, Error> = rows.into_iter().map(ImportRow::into_import).collect();
    let mut result = Page::cut(all?, page.size, |import| Position { value: None, id: import.id.0 });
    if page.count {
        result.total = Some(filtered().count().get_result(db).stored()?);
    }
    Ok(result)
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
            result: DbJson(serde_json::to_value(&import.outcome).map_err(Error::internal)?),
            created_by: import.created_by.clone(),
            created_at: DbInstant(import.created_at),
            updated_at: DbInstant(import.updated_at),
        })
    }

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
