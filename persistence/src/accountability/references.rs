//! References to results: rows in and out, every version of them.

use diesel::prelude::*;
use domain::{
    Day, Error, Instant, Reach,
    accountability::reference::{Question, ReferencePurpose, ReferenceStatus, ReferenceUse, ResultReference, Told},
    kernel::{
        id::{OrganisationId, ResultReferenceId, SchoolId},
        page::{Page, PageRequest, Position},
    },
    supervision::object::Object,
};

use crate::{
    evaluation::evaluations::Periods,
    kernel::{
        connection::{DbConnection, MultiBackend},
        error::Stored,
        row::{AreaCode, Id, Json, Maybe, Plain, Time, Worded},
        schema::result_references,
        types::{DbInstant, DbUuid},
    },
};

row! {
    /// A version of a reference as stored.
    ReferenceRow of ResultReference in result_references {
        id: Id<ResultReferenceId>,
        version: Plain<i64>,
        area: AreaCode,
        asked_by: Plain<String>,
        answer: Json<Vec<Told>>,
        signed: Plain<String>,
        status: Worded<ReferenceStatus>,
        used: Maybe<Worded<ReferenceUse>>,
        used_on: Maybe<Plain<Day>>,
        superseded_on: Maybe<Plain<Day>>,
        last_event_on: Maybe<Plain<Day>>,
        created_at: Time,
        updated_at: Time,
    }
    in object: Object { school_id: Maybe<Id<SchoolId>>, organisation_id: Maybe<Id<OrganisationId>> }
    in question: Question {
        period: Periods,
        purpose: Worded<ReferencePurpose>,
        decision_number: Plain<String>,
    }
    computed {
        superseded_at: Maybe<Time> = |_| None,
    }
}

filter! {
    /// Which references.
    ResultReferenceFilter on result_references sorts ["id"], {
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// The school.
        school_id: ids SchoolId,
        /// The organisation.
        organisation_id: ids OrganisationId,
        /// For what results were consulted.
        purpose: words ReferencePurpose,
        /// Status.
        status: words ReferenceStatus,
        /// As the register knew it at this instant (RFC 3339); as it knows it now unless said.
        known_at: known,
    }
    besides {
        /// Only what this client asked: what HR sees.
        asked_by: Option<String>,
    }
}

/// The reference of this id within reach, as it was known at a moment: now, unless said.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach and what was not known then.
pub fn find(
    db: &mut DbConnection,
    reach: &Reach,
    id: ResultReferenceId,
    known_at: Option<Instant>,
) -> Result<ResultReference, Error> {
    find!(db, reach, result_references: ReferenceRow, id, known_at)
}

fn filtered<'a>(reach: &Reach, filter: &ResultReferenceFilter) -> result_references::BoxedQuery<'a, MultiBackend> {
    let query = filter.narrow(result_references::table.into_boxed(), reach);
    match &filter.asked_by {
        Some(key) => query.filter(result_references::asked_by.eq(key.clone())),
        None => query,
    }
}

/// A page of references within reach, in the order in which they were answered, or the reverse.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    reach: &Reach,
    filter: &ResultReferenceFilter,
    descending: bool,
    page: &PageRequest,
) -> Result<Page<ResultReference>, Error> {
    page_of!(db, result_references: ReferenceRow, filtered(reach, filter), page, descending)
}

/// The references to an object that were told of no change yet.
///
/// # Errors
/// When the database fails.
pub fn standing(db: &mut DbConnection, object: Object) -> Result<Vec<ResultReference>, Error> {
    use result_references::{id, organisation_id, school_id, superseded_at, superseded_on, table};
    let mut query: result_references::BoxedQuery<'_, MultiBackend> =
        table.into_boxed().filter(superseded_at.is_null()).filter(superseded_on.is_null()).order(id);
    if let Some(school) = object.school_id {
        query = query.filter(school_id.eq(DbUuid(school.0)));
    }
    if let Some(unit) = object.organisation_id {
        query = query.filter(organisation_id.eq(DbUuid(unit.0)));
    }
    load_all!(db, ReferenceRow, query)
}

/// Stores a new reference.
///
/// # Errors
/// When the database fails.
pub fn insert(db: &mut DbConnection, new: &ResultReference) -> Result<(), Error> {
    diesel::insert_into(result_references::table).values(ReferenceRow::from(new)).execute(db).stored().map(drop)
}

/// Stores the next version of a reference: the one before it is closed and stays.
///
/// # Errors
/// [`Error::Changed`] when another writer was first.
pub fn update(db: &mut DbConnection, next: &ResultReference) -> Result<(), Error> {
    close_present!(db, result_references, next)?;
    insert(db, next)
}

/// Stores the next versions of references that a change is told to, in two statements: they are of one moment.
///
/// # Errors
/// When the database fails.
pub fn update_many(db: &mut DbConnection, next: &[ResultReference]) -> Result<(), Error> {
    use result_references::{id, superseded_at, table};
    let Some(now) = next.iter().map(|one| one.updated_at).max() else { return Ok(()) };
    let ids: Vec<DbUuid> = next.iter().map(|one| DbUuid(one.id.0)).collect();
    let present = table.filter(id.eq_any(ids)).filter(superseded_at.is_null());
    diesel::update(present).set(superseded_at.eq(DbInstant(now))).execute(db).stored()?;
    let rows: Vec<ReferenceRow> = next.iter().map(ReferenceRow::from).collect();
    insert_all!(db, table, rows)
}
