//! The list of administrative areas that an administrator uploads; each upload is kept.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::{
    Error, Instant,
    administration::area_list::{self, ListedArea},
};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use crate::kernel::{
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

/// The codes of the list that was read last, with the id of the list: an uploaded list is never changed.
static READ_LAST: Mutex<Option<(Uuid, Arc<area_list::AreaList>)>> = Mutex::new(None);

/// The codes of the list in force and of those before it, when one was uploaded.
///
/// # Errors
/// When the database fails.
pub fn codes(db: &mut DbConnection) -> Result<Option<Arc<area_list::AreaList>>, Error> {
    let newest = area_lists::table.order(area_lists::version.desc()).select(area_lists::id);
    let Some(DbUuid(id)) = newest.first(db).optional().stored()? else { return Ok(None) };
    let kept = READ_LAST.lock().unwrap_or_else(PoisonError::into_inner).clone();
    if let Some((_, list)) = kept.filter(|(known, _)| *known == id) {
        return Ok(Some(list));
    }
    let lists: Vec<DbJson> =
        area_lists::table.order(area_lists::version.desc()).select(area_lists::areas).load(db).stored()?;
    let parse = |DbJson(list)| serde_json::from_value::<Vec<StoredArea>>(list).map_err(Error::internal);
    let mut lists = lists.into_iter().map(parse).collect::<Result<Vec<_>, Error>>()?.into_iter();
    let in_force = lists.next().unwrap_or_default().into_iter().map(ListedArea::from);
    let list = Arc::new(area_list::AreaList::new(in_force, lists.flatten().map(|area| area.code)));
    *READ_LAST.lock().unwrap_or_else(PoisonError::into_inner) = Some((id, Arc::clone(&list)));
    Ok(Some(list))
}

/// What counts of an area as it was uploaded.
#[derive(Debug, Deserialize)]
struct StoredArea {
    code: String,
    valid_from: Option<NaiveDate>,
    valid_until: Option<NaiveDate>,
    #[serde(default)]
    successors: Vec<String>,
}

impl From<StoredArea> for ListedArea {
    fn from(area: StoredArea) -> Self {
        let StoredArea { code, valid_from, valid_until, successors } = area;
        Self { code, valid_from, valid_until, successors }
    }
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
