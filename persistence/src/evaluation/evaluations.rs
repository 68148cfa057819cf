//! Evaluations: rows in and out, every version of them.

use diesel::prelude::*;
use domain::{
    Day, Error, Instant, Reach,
    evaluation::{
        of_unit::{
            By, Evaluation, EvaluationStatus, Opening,
            parts::{Course, Origin, Outcome, Period},
        },
        score::Grade,
        system::parts::{Hundredths, Purpose},
    },
    kernel::{
        id::{EvaluationId, IndicatorSystemId, OrganisationId, SchoolId, ZoneId},
        page::{Page, PageRequest, Position},
    },
    supervision::object::Object,
};

use crate::kernel::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    row::{AreaCode, Codec, Column, Id, Json, Maybe, Number, Plain, Scored, Time, Worded},
    schema::{evaluations, schools},
    types::DbUuid,
};

row! {
    /// A version of an evaluation as stored.
    EvaluationRow of Evaluation in evaluations {
        id: Id<EvaluationId>,
        version: Plain<i64>,
        area: AreaCode,
        status: Worded<EvaluationStatus>,
        course: Json<Course>,
        notified_on: Maybe<Plain<Day>>,
        review_until: Maybe<Plain<Day>>,
        document_number: Maybe<Plain<String>>,
        last_event_on: Maybe<Plain<Day>>,
        created_at: Time,
        updated_at: Time,
    }
    in object: Object { school_id: Maybe<Id<SchoolId>>, organisation_id: Maybe<Id<OrganisationId>> }
    in by: By {
        system_id: Id<IndicatorSystemId>,
        system_version: Plain<i64>,
        purpose: Worded<Purpose>,
    }
    in opening: Opening {
        period: Periods,
        origin: Worded<Origin>,
        evaluator_id: Maybe<Id<OrganisationId>>,
        contract_number: Maybe<Plain<String>>,
        independence_declared_on: Maybe<Plain<Day>>,
        accountable_post: Maybe<Plain<String>>,
    }
    in outcome: Outcome {
        score: Maybe<Scored>,
        grade: Maybe<Worded<Grade>>,
        points: Maybe<Number<Hundredths>>,
    }
    computed {
        superseded_at: Maybe<Time> = |_| None,
        year: Number<i32> = |one: &Evaluation| one.opening.period.year(),
    }
}

/// The year, semester or month that an evaluation is about, as it is written.
pub(crate) struct Periods;

impl Codec for Periods {
    type Domain = Period;
    type Stored = String;

    fn store(period: &Period) -> String {
        period.as_str().to_owned()
    }

    fn load(stored: String, column: Column) -> Result<Period, Error> {
        column.read(Period::parse(&stored).ok())
    }
}

filter! {
    /// Which evaluations.
    EvaluationFilter on evaluations sorts ["id"], {
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// The school.
        school_id: ids SchoolId,
        /// The organisation.
        organisation_id: ids OrganisationId,
        /// The zone to which the school belongs now.
        zone_id: ids ZoneId => _,
        /// The indicator system.
        system_id: ids IndicatorSystemId,
        /// The third party that was commissioned.
        evaluator_id: ids OrganisationId,
        /// For what it measures.
        purpose: words Purpose,
        /// The year in which its period begins.
        year: values i32 = |raw| raw.parse().ok() => _,
        /// What it is about: `2026`, `2026-autumn` or `2026-11`.
        period: texts,
        /// Who evaluates.
        origin: words Origin,
        /// Status.
        status: words EvaluationStatus,
        /// Grade.
        grade: words Grade,
        /// As the register knew it at this instant (RFC 3339); as it knows it now unless said.
        known_at: known,
    }
    besides {
        /// Only what is final: what `hr` sees.
        final_only: bool,
    }
}

/// The evaluation of this id within reach, as it was known at a moment: now, unless said.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach and what was not known then.
pub fn find(
    db: &mut DbConnection,
    reach: &Reach,
    id: EvaluationId,
    known_at: Option<Instant>,
) -> Result<Evaluation, Error> {
    find!(db, reach, evaluations: EvaluationRow, id, known_at)
}

fn filtered<'a>(reach: &Reach, filter: &EvaluationFilter) -> evaluations::BoxedQuery<'a, MultiBackend> {
    let mut query = filter.narrow(evaluations::table.into_boxed(), reach);
    if !filter.year.is_empty() {
        query =
            query.filter(evaluations::year.eq_any(filter.year.iter().map(|year| i64::from(*year)).collect::<Vec<_>>()));
    }
    if !filter.zone_id.is_empty() {
        let zones: Vec<DbUuid> = filter.zone_id.iter().map(|id| DbUuid(id.0)).collect();
        let theirs = schools::table.filter(schools::zone_id.eq_any(zones)).select(schools::id.nullable());
        query = query.filter(evaluations::school_id.eq_any(theirs));
    }
    if filter.final_only {
        query = query.filter(evaluations::status.eq(EvaluationStatus::Final.as_str()));
    }
    query
}

/// A page of evaluations within reach, in the order in which they were opened, or the reverse.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    reach: &Reach,
    filter: &EvaluationFilter,
    descending: bool,
    page: &PageRequest,
) -> Result<Page<Evaluation>, Error> {
    page_of!(db, evaluations: EvaluationRow, filtered(reach, filter), page, descending)
}

/// The evaluations of these ids, as they are known now.
///
/// # Errors
/// When the database fails.
pub fn of_ids(db: &mut DbConnection, ids: &[EvaluationId]) -> Result<Vec<Evaluation>, Error> {
    let query = evaluations::table
        .filter(evaluations::superseded_at.is_null())
        .filter(evaluations::id.eq_any(ids.iter().map(|id| DbUuid(id.0))));
    load_all!(db, EvaluationRow, query)
}

/// Stores a new evaluation.
///
/// # Errors
/// [`Error::Duplicate`] when there is one of the object, system, period and origin.
pub fn insert(db: &mut DbConnection, new: &Evaluation) -> Result<(), Error> {
    diesel::insert_into(evaluations::table).values(EvaluationRow::from(new)).execute(db).stored().map(drop)
}

/// Stores the next version of an evaluation: the one before it is closed and stays.
///
/// # Errors
/// [`Error::Changed`] when another writer was first.
pub fn update(db: &mut DbConnection, next: &Evaluation) -> Result<(), Error> {
    close_present!(db, evaluations, next)?;
    insert(db, next)
}
