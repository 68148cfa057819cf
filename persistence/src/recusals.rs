//! Recusals: rows in and out, every version of them.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::{
    Area, Error, Reach,
    id::{PersonId, RecusalId, SchoolId},
    page::{Page, PageRequest, Position},
    recusal::{Ground, Recusal, Requester, Terms},
    time::Moment,
};

use crate::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    people::{area, read},
    schema::recusals,
    types::{DbInstant, DbUuid},
};

/// A version of a recusal as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = recusals)]
struct RecusalRow {
    id: DbUuid,
    version: i64,
    area: String,
    person_id: DbUuid,
    school_id: DbUuid,
    ground: String,
    statement: Option<String>,
    requested_by: String,
    left_on: Option<NaiveDate>,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    created_at: DbInstant,
    updated_at: DbInstant,
}

versioned!(recusals: RecusalRow from Recusal);

/// Which recusals a list holds. Repeated values mean "or".
#[derive(Debug, Clone, Default)]
pub struct RecusalFilter {
    /// Areas and what lies under them.
    pub areas: Vec<Area>,
    /// Who must stay away.
    pub person_ids: Vec<PersonId>,
    /// From which schools.
    pub school_ids: Vec<SchoolId>,
    /// Grounds.
    pub grounds: Vec<Ground>,
    /// On which day, and as known when.
    pub moment: Moment,
}

/// The recusal of this id within reach, as known at a moment.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach, was not known then, or does not hold on the day named.
pub fn find(db: &mut DbConnection, reach: &Reach, id: RecusalId, moment: Moment) -> Result<Recusal, Error> {
    let mut query = recusals::table.into_boxed::<MultiBackend>().filter(recusals::id.eq(DbUuid(id.0)));
    known_at!(query, recusals, moment.known_at);
    let recusal = query.select(RecusalRow::as_select()).first(db).stored()?.into_record()?;
    let terms = &recusal.terms;
    let is_seen = reach.covers(&recusal.area) && moment.covers(terms.starts_on, terms.ends_on);
    if is_seen { Ok(recusal) } else { Err(Error::NotFound) }
}

fn filtered<'a>(reach: &Reach, filter: &RecusalFilter) -> recusals::BoxedQuery<'a, MultiBackend> {
    let mut query = recusals::table.into_boxed();
    narrow_to_areas!(query, recusals::area, reach, filter.areas);
    known_at!(query, recusals, filter.moment.known_at);
    as_of!(query, recusals::starts_on, recusals::ends_on, filter.moment.as_of);
    let people: Vec<DbUuid> = filter.person_ids.iter().map(|id| DbUuid(id.0)).collect();
    let schools: Vec<DbUuid> = filter.school_ids.iter().map(|id| DbUuid(id.0)).collect();
    let grounds: Vec<&str> = filter.grounds.iter().map(|ground| ground.as_str()).collect();
    any_of!(query, recusals::person_id => people; recusals::school_id => schools; recusals::ground => grounds;);
    query
}

/// A page of recusals within reach, in the order in which they were recorded, or the reverse.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    reach: &Reach,
    filter: &RecusalFilter,
    descending: bool,
    page: &PageRequest,
) -> Result<Page<Recusal>, Error> {
    let mut query = filtered(reach, filter).limit(i64::from(page.size) + 1);
    if let Some(after) = &page.after {
        let id = DbUuid(after.id);
        query = if descending { query.filter(recusals::id.lt(id)) } else { query.filter(recusals::id.gt(id)) };
    }
    query = if descending { query.order(recusals::id.desc()) } else { query.order(recusals::id.asc()) };
    let rows = query.select(RecusalRow::as_select()).load(db).stored()?;
    let all: Result<Vec<Recusal>, Error> = rows.into_iter().map(RecusalRow::into_record).collect();
    let mut result = Page::cut(all?, page.size, |recusal| Position { value: None, id: recusal.id.0 });
    if page.count {
        result.total = Some(filtered(reach, filter).count().get_result(db).stored()?);
    }
    Ok(result)
}

impl From<&Recusal> for RecusalRow {
    fn from(recusal: &Recusal) -> Self {
        let terms = &recusal.terms;
        Self {
            id: DbUuid(recusal.id.0),
            version: recusal.version,
            area: recusal.area.as_str().to_owned(),
            person_id: DbUuid(recusal.person_id.0),
            school_id: DbUuid(recusal.school_id.0),
            ground: terms.ground.as_str().to_owned(),
            statement: terms.statement.clone(),
            requested_by: terms.requested_by.as_str().to_owned(),
            left_on: terms.left_on,
            starts_on: terms.starts_on,
            ends_on: terms.ends_on,
            created_at: DbInstant(recusal.created_at),
            updated_at: DbInstant(recusal.updated_at),
        }
    }
}

impl RecusalRow {
    fn into_record(self) -> Result<Recusal, Error> {
        const TABLE: &str = "recusals";
        Ok(Recusal {
            id: RecusalId(self.id.0),
            version: self.version,
            area: area(TABLE, &self.area)?,
            person_id: PersonId(self.person_id.0),
            school_id: SchoolId(self.school_id.0),
            terms: Terms {
                ground: read(TABLE, "ground", Ground::parse(&self.ground))?,
                statement: self.statement,
                requested_by: read(TABLE, "requested_by", Requester::parse(&self.requested_by))?,
                left_on: self.left_on,
                starts_on: self.starts_on,
                ends_on: self.ends_on,
            },
            created_at: self.created_at.0,
            updated_at: self.updated_at.0,
        })
    }
}
