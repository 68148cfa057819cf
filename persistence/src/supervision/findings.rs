//! Findings: rows in and out, every version of them.

use std::collections::HashMap;

use diesel::{prelude::*, sql_types::Bool};
use domain::{
    Area, Day, Error, Instant, Reach,
    kernel::{
        id::{ComplaintId, FindingId, InspectionId, OrganisationId, PersonId, SchoolId, SupervisionPlanId, ZoneId},
        page::{Page, PageRequest, Position},
        time::begins,
    },
    supervision::{
        finding::{
            Deadline, Facts, Finding, FindingKind, FindingStatus, Severity, Source,
            parts::{Course, HandOver, LookBackOutcome},
        },
        matter::matter,
        object::Object,
    },
};

use crate::kernel::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    filter::Boxed,
    row::{AreaCode, Id, Json, Maybe, Number, Plain, Time, Worded},
    schema::{findings, schools},
    spelled::spelled,
    types::{DbInstant, DbUuid},
};

row! {
    /// A version of a finding as stored.
    FindingRow of Finding in findings {
        id: Id<FindingId>,
        version: Plain<i64>,
        area: AreaCode,
        status: Worded<FindingStatus>,
        closed_on: Maybe<Plain<Day>>,
        recurs_id: Maybe<Id<FindingId>>,
        course: Json<Course>,
        written_by: Plain<String>,
        external_reference: Maybe<Plain<String>>,
        last_event_on: Maybe<Plain<Day>>,
        created_at: Time,
        updated_at: Time,
    }
    in object: Object { school_id: Maybe<Id<SchoolId>>, organisation_id: Maybe<Id<OrganisationId>> }
    in source: Source {
        inspection_id: Maybe<Id<InspectionId>>,
        complaint_id: Maybe<Id<ComplaintId>>,
        plan_id: Maybe<Id<SupervisionPlanId>>,
    }
    in facts: Facts {
        kind: Worded<FindingKind>,
        matter: Plain<String>,
        problem_code: Maybe<Plain<String>>,
        severity: Maybe<Worded<Severity>>,
        statement: Plain<String>,
        person_id: Maybe<Id<PersonId>>,
        minor_harm: Plain<bool>,
        found_on: Plain<Day>,
    }
    in deadline: Deadline { notified_on: Maybe<Plain<Day>>, due_on: Maybe<Plain<Day>> }
    computed {
        reported_on: Maybe<Plain<Day>> = |one: &Finding| one.course.report.as_ref().map(|report| report.on),
        guidance_count: Number<u32> = |one: &Finding| counted(one.course.guidance.len()),
        look_backs_held: Number<u32> = |one: &Finding| counted(one.course.looked_back(LookBackOutcome::Held)),
        look_backs_relapsed: Number<u32> = |one: &Finding| counted(one.course.looked_back(LookBackOutcome::Relapsed)),
    }
}

/// Lists of a finding are far shorter.
fn counted(entries: usize) -> u32 {
    u32::try_from(entries).unwrap_or(u32::MAX)
}

versioned!(findings: FindingRow from Finding, in an area of its own);

filter! {
    /// Which findings.
    FindingFilter on findings sorts ["id"], {
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// The school.
        school_id: ids SchoolId,
        /// The organisation.
        organisation_id: ids OrganisationId,
        /// The zone to which the school belongs now.
        zone_id: ids ZoneId => _,
        /// The complaint from which it came.
        complaint_id: ids ComplaintId,
        /// The plan from which it came.
        plan_id: ids SupervisionPlanId,
        /// Who found it.
        person_id: ids PersonId,
        /// A problem or a strength.
        kind: words FindingKind,
        /// Matter (code set `supervision_matters`, or a local word).
        matter: values String = |raw| matter(raw).ok() => matter,
        /// The office's own code of the problem.
        problem_code: texts,
        /// Severity.
        severity: words Severity,
        /// Status.
        status: words FindingStatus,
        /// `true`: only those whose last day is over today without a report; `false`: only the others.
        overdue: flag => _,
        /// To be reported on this day or later.
        due_on_from: from => due_on,
        /// To be reported on this day or earlier.
        due_on_to: until => due_on,
        /// Found on this day or later.
        found_on_from: from => found_on,
        /// Found on this day or earlier.
        found_on_to: until => found_on,
        /// As the register knew it at this instant (RFC 3339); as it knows it now unless said.
        known_at: known,
    }
}

impl FindingFilter {
    /// Narrows to what the parameters name that are no columns, on a day.
    fn narrowed<'a, S, G>(
        &self,
        reach: &Reach,
        today: Day,
        query: Boxed<'a, S, findings::table, G>,
    ) -> Boxed<'a, S, findings::table, G> {
        let mut query = self.narrow(query, reach);
        if !self.zone_id.is_empty() {
            let zones: Vec<DbUuid> = self.zone_id.iter().map(|id| DbUuid(id.0)).collect();
            let theirs = schools::table.filter(schools::zone_id.eq_any(zones)).select(schools::id.nullable());
            query = query.filter(findings::school_id.eq_any(theirs));
        }
        let open = || FindingStatus::OPEN.iter().map(|status| status.as_str());
        match self.overdue {
            None => query,
            Some(true) => query.filter(findings::status.eq_any(open())).filter(findings::due_on.lt(today)),
            Some(false) => {
                let is_in_time = findings::due_on.is_null().or(findings::due_on.ge(today));
                query.filter(findings::status.ne_all(open()).nullable().or(is_in_time))
            }
        }
    }
}

/// The finding of this id within reach, as it was known at a moment: now, unless said.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach and what was not known then.
pub fn find(db: &mut DbConnection, reach: &Reach, id: FindingId, known_at: Option<Instant>) -> Result<Finding, Error> {
    find!(db, reach, findings: FindingRow, id, known_at)
}

/// The findings of these schools from a first to a last day, as known now, without those that were withdrawn.
///
/// # Errors
/// When the database fails.
pub fn of_schools(
    db: &mut DbConnection,
    schools: &[SchoolId],
    (first, last): (Day, Day),
) -> Result<Vec<Finding>, Error> {
    let query = findings::table
        .filter(findings::superseded_at.is_null())
        .filter(findings::school_id.eq_any(schools.iter().map(|id| DbUuid(id.0))))
        .filter(findings::status.ne(FindingStatus::Withdrawn.as_str()))
        .filter(findings::found_on.between(first, last))
        .order(findings::id);
    load_all!(db, FindingRow, query)
}

/// A page of findings within reach, in the order in which they were recorded, or the reverse.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    reach: &Reach,
    (filter, today): (&FindingFilter, Day),
    descending: bool,
    page: &PageRequest,
) -> Result<Page<Finding>, Error> {
    let filtered = || filter.narrowed(reach, today, findings::table.into_boxed());
    page_of!(db, findings: FindingRow, filtered(), page, descending)
}

/// The versions of the findings that a client wrote under these references, of each the first one first.
///
/// # Errors
/// When the database fails.
pub fn by_references(
    db: &mut DbConnection,
    written_by: &str,
    references: &[String],
) -> Result<HashMap<String, Vec<Finding>>, Error> {
    if references.is_empty() {
        return Ok(HashMap::new());
    }
    let query = findings::table
        .filter(findings::written_by.eq(written_by))
        .filter(findings::external_reference.eq_any(references))
        .order((findings::id, findings::version))
        .into_boxed::<MultiBackend>();
    let all: Result<Vec<Finding>, Error> = load_all!(db, FindingRow, query);
    let mut by_reference: HashMap<String, Vec<Finding>> = HashMap::new();
    for one in all? {
        if let Some(reference) = one.external_reference.clone() {
            by_reference.entry(reference).or_default().push(one);
        }
    }
    Ok(by_reference)
}

/// A problem with a code that was closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedProblem {
    /// The finding.
    pub id: FindingId,
    /// The object.
    pub object: Object,
    /// The matter.
    pub matter: String,
    /// The code.
    pub problem_code: String,
    /// When it was closed.
    pub closed_on: Day,
}

/// The school and the organisation of a row: one of them is none.
type ObjectIds = (Option<DbUuid>, Option<DbUuid>);

/// The problems with a code of these objects that were closed on a day or later (R228).
///
/// # Errors
/// When the database fails.
pub fn closed_problems(db: &mut DbConnection, objects: &[Object], since: Day) -> Result<Vec<ClosedProblem>, Error> {
    let schools: Vec<DbUuid> = objects.iter().filter_map(|one| one.school_id).map(|id| DbUuid(id.0)).collect();
    let units: Vec<DbUuid> = objects.iter().filter_map(|one| one.organisation_id).map(|id| DbUuid(id.0)).collect();
    let is_theirs = findings::school_id
        .eq_any(schools)
        .or(findings::organisation_id.eq_any(units).assume_not_null())
        .assume_not_null();
    let query = findings::table
        .filter(findings::superseded_at.is_null())
        .filter(findings::closed_on.ge(since))
        .filter(findings::problem_code.is_not_null())
        .filter(is_theirs);
    let columns = (
        findings::id,
        (findings::school_id, findings::organisation_id),
        findings::matter,
        findings::problem_code.assume_not_null(),
        findings::closed_on.assume_not_null(),
    );
    let rows: Vec<(DbUuid, ObjectIds, String, String, Day)> = query.select(columns).load(db).stored()?;
    let closed = |(id, (school, unit), matter, problem_code, closed_on): (DbUuid, ObjectIds, _, _, _)| {
        let (school_id, organisation_id) = (school.map(|id| SchoolId(id.0)), unit.map(|id| OrganisationId(id.0)));
        let object = Object { school_id, organisation_id };
        ClosedProblem { id: FindingId(id.0), object, matter, problem_code, closed_on }
    };
    Ok(rows.into_iter().map(closed).collect())
}

/// A problem of which the public may be told that it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicProblem {
    /// The finding.
    pub id: FindingId,
    /// The inspection from which it came.
    pub inspection_id: Option<InspectionId>,
    /// How grave it is.
    pub severity: Severity,
}

/// Those of these findings and of those of these inspections that are problems of which the unit was told; without what harmed
/// a minor (R293).
///
/// # Errors
/// When the database fails.
pub fn public_problems(
    db: &mut DbConnection,
    named: &[FindingId],
    inspections: &[InspectionId],
) -> Result<Vec<PublicProblem>, Error> {
    if named.is_empty() && inspections.is_empty() {
        return Ok(Vec::new());
    }
    let is_named = findings::id.eq_any(named.iter().map(|id| DbUuid(id.0)));
    let is_theirs = findings::inspection_id.eq_any(inspections.iter().map(|id| DbUuid(id.0)).collect::<Vec<_>>());
    let told = FindingStatus::TOLD.iter().map(|status| status.as_str());
    let query = findings::table
        .filter(findings::superseded_at.is_null())
        .filter(is_named.nullable().or(is_theirs))
        .filter(findings::minor_harm.eq(false))
        .filter(findings::kind.eq(FindingKind::Problem.as_str()))
        .filter(findings::status.eq_any(told));
    let rows: Vec<(DbUuid, Option<DbUuid>, Option<String>)> =
        query.select((findings::id, findings::inspection_id, findings::severity)).load(db).stored()?;
    let problem = |(id, inspection, severity): (DbUuid, Option<DbUuid>, Option<String>)| {
        let severity = severity.as_deref().and_then(Severity::parse)?;
        let inspection_id = inspection.map(|id| InspectionId(id.0));
        Some(PublicProblem { id: FindingId(id.0), inspection_id, severity })
    };
    Ok(rows.into_iter().filter_map(problem).collect())
}

/// Stores many new findings.
///
/// # Errors
/// When the database fails.
pub fn insert_many(db: &mut DbConnection, new: &[Finding]) -> Result<(), Error> {
    let rows: Vec<FindingRow> = new.iter().map(FindingRow::from).collect();
    insert_all!(db, findings::table, rows)
}

/// How many problems of a plan are open: neither closed nor withdrawn.
///
/// # Errors
/// When the database fails.
pub fn open_of_plan(db: &mut DbConnection, plan: SupervisionPlanId) -> Result<u32, Error> {
    let over = [FindingStatus::Closed, FindingStatus::Withdrawn, FindingStatus::Noted].map(FindingStatus::as_str);
    let query = findings::table
        .filter(findings::superseded_at.is_null())
        .filter(findings::plan_id.eq(DbUuid(plan.0)))
        .filter(findings::status.ne_all(over));
    let open: i64 = query.count().get_result(db).stored()?;
    Ok(u32::try_from(open).unwrap_or(u32::MAX))
}

/// What the text of a course has with a unit in its list. PostgreSQL writes a space that SQLite does not; a quotation mark in a
/// statement is escaped, and is not taken for it.
const HANDED_OVER: &str = r#"(CAST(findings.course AS TEXT) LIKE '%"hand_overs": [{%' OR CAST(findings.course AS TEXT) LIKE '%"hand_overs":[{%')"#;

/// The units to which findings within reach and these areas were handed over, of those findings that changed on this day or later:
/// a finding changes when it is handed over.
///
/// # Errors
/// When the database fails.
pub fn handed_over_since(
    db: &mut DbConnection,
    reach: &Reach,
    areas: &[Area],
    first: Day,
) -> Result<Vec<HandOver>, Error> {
    let query = findings::table
        .filter(findings::superseded_at.is_null())
        .filter(findings::updated_at.ge(DbInstant(begins(first))))
        .filter(spelled::<Bool>(HANDED_OVER))
        .order(findings::id);
    let mut query: findings::BoxedQuery<'_, MultiBackend> = query.into_boxed();
    narrow_to_areas!(query, findings::area, reach, *areas);
    let all: Result<Vec<Finding>, Error> = load_all!(db, FindingRow, query);
    Ok(all?.into_iter().flat_map(|one| one.course.hand_overs).collect())
}
