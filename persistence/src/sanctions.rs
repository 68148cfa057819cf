//! Sanctions: rows in and out, every version of them.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::{
    Area, Error, Instant, Reach,
    id::{PersonId, SanctionId},
    page::{Page, PageRequest, Position},
    sanction::{Kind, Sanction},
    time::Moment,
};

use crate::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    people::{area, read},
    schema::sanctions,
    types::{DbInstant, DbUuid},
};

/// A version of a sanction as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = sanctions, treat_none_as_default_value = false)]
struct SanctionRow {
    id: DbUuid,
    version: i64,
    area: String,
    person_id: DbUuid,
    kind: String,
    document_number: String,
    decided_on: NaiveDate,
    ends_on: NaiveDate,
    lifted_on: Option<NaiveDate>,
    lifted_reason: Option<String>,
    created_at: DbInstant,
    updated_at: DbInstant,
}

versioned!(sanctions: SanctionRow from Sanction);

/// Which sanctions a list holds. Repeated values mean "or".
#[derive(Debug, Clone, Default)]
pub struct SanctionFilter {
    /// Areas and what lies under them.
    pub areas: Vec<Area>,
    /// Who was sanctioned.
    pub person_ids: Vec<PersonId>,
    /// Kinds.
    pub kinds: Vec<Kind>,
    /// In effect on which day, and as known when.
    pub moment: Moment,
}

/// The sanction of this id within reach, as known at a moment.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach, was not known then, or has no effect on the day named.
pub fn find(db: &mut DbConnection, reach: &Reach, id: SanctionId, moment: Moment) -> Result<Sanction, Error> {
    let mut query = sanctions::table.into_boxed::<MultiBackend>().filter(sanctions::id.eq(DbUuid(id.0)));
    known_at!(query, sanctions, moment.known_at);
    let sanction = query.select(SanctionRow::as_select()).first(db).stored()?.into_record()?;
    let is_seen = reach.covers(&sanction.area) && moment.as_of.is_none_or(|day| sanction.blocks(day));
    if is_seen { Ok(sanction) } else { Err(Error::NotFound) }
}

fn filtered<'a>(reach: &Reach, filter: &SanctionFilter) -> sanctions::BoxedQuery<'a, MultiBackend> {
    let mut query = sanctions::table.into_boxed();
    narrow_to_areas!(query, sanctions::area, reach, filter.areas);
    known_at!(query, sanctions, filter.moment.known_at);
    as_of!(query, sanctions::decided_on, sanctions::ends_on, filter.moment.as_of);
    if let Some(day) = filter.moment.as_of {
        query = query.filter(sanctions::lifted_on.is_null().or(sanctions::lifted_on.gt(day)));
    }
    let people: Vec<DbUuid> = filter.person_ids.iter().map(|id| DbUuid(id.0)).collect();
    let kinds: Vec<&str> = filter.kinds.iter().map(|kind| kind.as_str()).collect();
    any_of!(query, sanctions::person_id => people; sanctions::kind => kinds;);
    query
}

/// A page of sanctions within reach, in the order in which they were recorded, or the reverse.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    reach: &Reach,
    filter: &SanctionFilter,
    descending: bool,
    page: &PageRequest,
) -> Result<Page<Sanction>, Error> {
    let mut query = filtered(reach, filter).limit(i64::from(page.size) + 1);
    if let Some(after) = &page.after {
        let id = DbUuid(after.id);
        query = if descending { query.filter(sanctions::id.lt(id)) } else { query.filter(sanctions::id.gt(id)) };
    }
    query = if descending { query.order(sanctions::id.desc()) } else { query.order(sanctions::id.asc()) };
    let rows = query.select(SanctionRow::as_select()).load(db).stored()?;
    let all: Result<Vec<Sanction>, Error> = rows.into_iter().map(SanctionRow::into_record).collect();
    let mut result = Page::cut(all?, page.size, |sanction| Position { value: None, id: sanction.id.0 });
    if page.count {
        result.total = Some(filtered(reach, filter).count().get_result(db).stored()?);
    }
    Ok(result)
}

impl From<&Sanction> for SanctionRow {
    fn from(sanction: &Sanction) -> Self {
        Self {
            id: DbUuid(sanction.id.0),
            version: sanction.version,
            area: sanction.area.as_str().to_owned(),
            person_id: DbUuid(sanction.person_id.0),
            kind: sanction.kind.as_str().to_owned(),
            document_number: sanction.document_number.clone(),
            decided_on: sanction.decided_on,
            ends_on: sanction.ends_on(),
            lifted_on: sanction.lifted_on,
            lifted_reason: sanction.lifted_reason.clone(),
            created_at: DbInstant(sanction.created_at),
            updated_at: DbInstant(sanction.updated_at),
        }
    }
}

impl SanctionRow {
    fn into_record(self) -> Result<Sanction, Error> {
        const TABLE: &str = "sanctions";
        Ok(Sanction {
            id: SanctionId(self.id.0),
            version: self.version,
            area: area(TABLE, &self.area)?,
            person_id: PersonId(self.person_id.0),
            kind: read(TABLE, "kind", Kind::parse(&self.kind))?,
            document_number: self.document_number,
            decided_on: self.decided_on,
            lifted_on: self.lifted_on,
            lifted_reason: self.lifted_reason,
            created_at: self.created_at.0,
            updated_at: self.updated_at.0,
        })
    }
}
