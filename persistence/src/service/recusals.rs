//! Recusals: rows in and out, every version of them, what they say of somebody sealed.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::{
    Area, Error, Instant, Reach,
    kernel::{
        id::{PersonId, RecusalId, SchoolId},
        page::{Page, PageRequest, Position},
        time::Moment,
    },
    service::recusal::{Ground, Recusal, Requester, Terms},
};
use uuid::Uuid;

use crate::kernel::{
    connection::DbConnection,
    error::Stored,
    row::{area, read},
    schema::recusals,
    types::{DbInstant, DbUuid},
    vault::{Place, Vault, refused_if_unopened},
};

/// A version of a recusal as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = recusals, treat_none_as_default_value = false)]
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

const TABLE: &str = "recusals";

/// What sealed words belong to.
fn place(recusal: Uuid, version: i64) -> Place {
    Place::new((TABLE, "statement"), recusal, version)
}

/// Stores the first version of a recusal.
///
/// # Errors
/// When the database fails.
pub fn insert(db: &mut DbConnection, vault: &Vault, new: &Recusal) -> Result<(), Error> {
    let row = RecusalRow::sealed(vault, new)?;
    diesel::insert_into(recusals::table).values(row).execute(db).stored().map(drop)
}

/// Stores the next version of a recusal: the present one is closed and stays.
///
/// # Errors
/// [`Error::Changed`] when another writer was first.
pub fn update(db: &mut DbConnection, vault: &Vault, next: &Recusal) -> Result<(), Error> {
    close_present!(db, recusals, next)?;
    insert(db, vault, next)
}

/// Gives what is known now of a person's recusals another area and, after a merge, another person. Each becomes a next version,
/// for which its words are sealed.
///
/// # Errors
/// When the database fails, or words do not open.
pub fn hand_over(
    db: &mut DbConnection,
    vault: &Vault,
    from: PersonId,
    (to, area): (PersonId, &Area),
    now: Instant,
) -> Result<(), Error> {
    hand_over_with_words!(db, vault, recusals: RecusalRow, from, (to, area), now)
}

/// What is known now of these people, wherever it was recorded.
///
/// # Errors
/// When the database fails.
pub fn of_people(db: &mut DbConnection, vault: &Vault, people: &[PersonId]) -> Result<Vec<Recusal>, Error> {
    read_all(vault, present_of!(recusals, people).select(RecusalRow::as_select()).load(db).stored()?)
}

/// What a recusal says, sealed for its version.
#[derive(Debug, Clone, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = recusals)]
pub struct Words {
    pub(crate) id: DbUuid,
    pub(crate) version: i64,
    statement: Option<String>,
}

impl Words {
    /// Seals them again with the newest key, for a version.
    ///
    /// # Errors
    /// When they do not open.
    pub(crate) fn seal_again(&mut self, vault: &Vault, version: i64) -> Result<(), Error> {
        if let Some(text) = &mut self.statement {
            *text = vault
                .seal_text(&place(self.id.0, version), &vault.unseal_text(&place(self.id.0, self.version), text)?)?;
        }
        self.version = version;
        Ok(())
    }
}

/// Words that were not sealed with the newest key; at most `limit`, after the first `offset`.
///
/// # Errors
/// When the database fails.
pub(crate) fn stale_words(db: &mut DbConnection, vault: &Vault, limit: i64, offset: i64) -> Result<Vec<Words>, Error> {
    let (low, high) = vault.newest_texts();
    recusals::table
        .filter(stale_text!(recusals::statement, low, high))
        .order((recusals::id, recusals::version))
        .limit(limit)
        .offset(offset)
        .select(Words::as_select())
        .load(db)
        .stored()
}

/// How many of them there are.
///
/// # Errors
/// When the database fails.
pub(crate) fn count_stale_words(db: &mut DbConnection, vault: &Vault) -> Result<i64, Error> {
    let (low, high) = vault.newest_texts();
    recusals::table.filter(stale_text!(recusals::statement, low, high)).count().get_result(db).stored()
}

/// Stores words that were sealed again, unless the version has got others meanwhile.
///
/// # Errors
/// When the database fails.
pub(crate) fn replace_words(db: &mut DbConnection, before: &Words, after: &Words) -> Result<(), Error> {
    let target =
        recusals::table.find((before.id, before.version)).filter(recusals::statement.eq(before.statement.clone()));
    diesel::update(target).set(after).execute(db).stored().map(drop)
}

filter! {
    /// Which recusals.
    RecusalFilter on recusals sorts ["id"], {
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// Who must stay away.
        person_id: ids PersonId,
        /// From which school.
        school_id: ids SchoolId,
        /// Ground.
        ground: words Ground,
        /// Only what holds on this day.
        as_of: day => starts_on ..= ends_on,
        /// As the register knew it at this instant (RFC 3339); as it knows it now unless said.
        known_at: known,
    }
}

/// The recusal of this id within reach, as known at a moment.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach, was not known then, or does not hold on the day named.
pub fn find(
    db: &mut DbConnection,
    vault: &Vault,
    reach: &Reach,
    id: RecusalId,
    moment: Moment,
) -> Result<Recusal, Error> {
    let recusal = row_of!(db, recusals: RecusalRow, id, moment.known_at)?.into_record(vault)?;
    let terms = &recusal.terms;
    let is_seen = reach.covers(&recusal.area) && moment.covers(terms.starts_on, terms.ends_on);
    if is_seen { Ok(recusal) } else { Err(Error::NotFound) }
}

/// A page of recusals within reach, in the order in which they were recorded, or the reverse.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    vault: &Vault,
    reach: &Reach,
    filter: &RecusalFilter,
    descending: bool,
    page: &PageRequest,
) -> Result<Page<Recusal>, Error> {
    let filtered = || filter.narrow(recusals::table.into_boxed(), reach);
    page_of!(db, recusals: RecusalRow, filtered(), page, descending, |rows| read_all(vault, rows))
}

fn read_all(vault: &Vault, rows: Vec<RecusalRow>) -> Result<Vec<Recusal>, Error> {
    rows.into_iter().map(|row| row.into_record(vault)).collect()
}

impl RecusalRow {
    fn sealed(vault: &Vault, recusal: &Recusal) -> Result<Self, Error> {
        let terms = &recusal.terms;
        let seal = |text: &String| vault.seal_text(&place(recusal.id.0, recusal.version), text);
        Ok(Self {
            id: DbUuid(recusal.id.0),
            version: recusal.version,
            area: recusal.area.as_str().to_owned(),
            person_id: DbUuid(recusal.person_id.0),
            school_id: DbUuid(recusal.school_id.0),
            ground: terms.ground.as_str().to_owned(),
            statement: terms.statement.as_ref().map(seal).transpose()?,
            requested_by: terms.requested_by.as_str().to_owned(),
            left_on: terms.left_on,
            starts_on: terms.starts_on,
            ends_on: terms.ends_on,
            created_at: DbInstant(recusal.created_at),
            updated_at: DbInstant(recusal.updated_at),
        })
    }

    fn into_record(self, vault: &Vault) -> Result<Recusal, Error> {
        let open = |text: &String| vault.readable_text(&place(self.id.0, self.version), text, TABLE);
        let statement = self.statement.as_ref().map(open).transpose()?;
        Ok(Recusal {
            id: RecusalId(self.id.0),
            version: self.version,
            area: area(TABLE, &self.area)?,
            person_id: PersonId(self.person_id.0),
            school_id: SchoolId(self.school_id.0),
            terms: Terms {
                ground: read(TABLE, "ground", Ground::parse(&self.ground))?,
                statement,
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
