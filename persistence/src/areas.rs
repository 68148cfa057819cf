//! The list of administrative areas that an administrator uploads; each upload is kept.

use diesel::prelude::*;
use domain::{Error, Instant};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    connection::DbConnection,
    error::Stored,
    schema::area_lists,
    types::{DbInstant, DbJson, DbUuid},
};

/// An uploaded list of areas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaList {
    /// Identifier.
    pub id: Uuid,
    /// Version, one more with every upload.
    pub version: i64,
    /// What it is called, such as `2026-06`.
    pub title: String,
    /// The document it was taken from.
    pub document_number: Option<String>,
    /// The areas, as they were uploaded.
    pub areas: Value,
    /// When it was uploaded.
    pub created_at: Instant,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = area_lists)]
struct AreaListRow {
    id: DbUuid,
    version: i64,
    title: String,
    document_number: Option<String>,
    areas: DbJson,
    created_at: DbInstant,
}

/// The list in force, when one was uploaded.
///
/// # Errors
/// When the database fails.
pub fn latest(db: &mut DbConnection) -> Result<Option<AreaList>, Error> {
    let query = area_lists::table.order(area_lists::version.desc()).select(AreaListRow::as_select());
    Ok(query.first(db).optional().stored()?.map(AreaListRow::into_list))
}

/// Stores another list.
///
/// # Errors
/// When the database fails.
pub fn insert(db: &mut DbConnection, list: &AreaList) -> Result<(), Error> {
    let row = AreaListRow {
        id: DbUuid(list.id),
        version: list.version,
        title: list.title.clone(),
        document_number: list.document_number.clone(),
        areas: DbJson(list.areas.clone()),
        created_at: DbInstant(list.created_at),
    };
    diesel::insert_into(area_lists::table).values(row).execute(db).stored().map(drop)
}

impl AreaListRow {
    fn into_list(self) -> AreaList {
        AreaList {
            id: self.id.0,
            version: self.version,
            title: self.title,
            document_number: self.document_number,
            areas: self.areas.0,
            created_at: self.created_at.0,
        }
    }
}
