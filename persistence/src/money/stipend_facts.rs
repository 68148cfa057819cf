//! What stipends depend on, read for a set of people at once, as known now.

use std::collections::{BTreeSet, HashMap};

use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use domain::{
    Area, Day, Error, Instant, Reach,
    kernel::{
        code_set::IdentityClass,
        event::SubjectKind,
        id::{PersonId, StipendRunId},
        period::Month,
        text::PersonNumber,
    },
    money::{
        payee::TaxClass,
        stipend::{
            entitlement::{Dated, Paying, Source},
            history::{Assessed, History, Service},
            line::{FindingCode, LineKind, PaymentOutcome},
        },
    },
    performance::{
        assessment::{self, grade::Grade},
        duty::Kind,
        grade::Track,
    },
    pools::pool::{self, Pool},
    service::{
        appointment::{Route, Status},
        zone_assignment::ZoneRole,
    },
};

use crate::{
    kernel::{
        connection::DbConnection,
        error::Stored,
        row::{Steps, area, read},
        schema::{
            appointments, assessments, duty_records, grades, payees, people, pool_memberships, stipend_findings,
            stipend_lines, zone_assignments,
        },
        types::{DbInstant, DbJson, DbUuid},
    },
    misconduct::dismissals,
};

/// The first day without what has this last day.
fn end(last: Option<NaiveDate>) -> Day {
    last.and_then(|last| last.checked_add_days(Days::new(1))).unwrap_or(Day::MAX)
}

fn source(kind: SubjectKind, id: DbUuid, version: i64) -> Source {
    Source { kind, id: id.0, version }
}

/// Whoever may have been in office under an area on some day from a first to a last month, in order: those after a person, so
/// many at most.
///
/// # Errors
/// When the database fails.
pub fn in_office(
    db: &mut DbConnection,
    of: &Area,
    (first, last): (Month, Month),
    after: Option<PersonId>,
    most: usize,
) -> Result<Vec<PersonId>, Error> {
    let (low, high) = Reach::under(of).bounds();
    let ids: Vec<DbUuid> = appointments::table
        .filter(appointments::person_id.gt(DbUuid(after.map_or(uuid::Uuid::nil(), |person| person.0))))
        .filter(appointments::superseded_at.is_null())
        .filter(appointments::area.between(low, high))
        .filter(appointments::starts_on.le(last.last()))
        .filter(appointments::ends_on.is_null().or(appointments::ends_on.ge(first.first())))
        .filter(appointments::ended_on.is_null().or(appointments::ended_on.gt(first.first())))
        .select(appointments::person_id)
        .distinct()
        .order(appointments::person_id)
        .limit(i64::try_from(most).unwrap_or(i64::MAX))
        .load(db)
        .stored()?;
    Ok(ids.into_iter().map(|id| PersonId(id.0)).collect())
}

/// The people of a set, with what stipends rest on.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The public number.
    pub number: Option<PersonNumber>,
    /// The facts.
    pub history: History,
}

/// What is known of people for the months from a first to a last one.
///
/// # Errors
/// When the database fails.
pub fn of_people(
    db: &mut DbConnection,
    these: &[PersonId],
    (first, last): (Month, Month),
) -> Result<HashMap<PersonId, Known>, Error> {
    let ids: Vec<DbUuid> = these.iter().map(|id| DbUuid(id.0)).collect();
    let mut all: HashMap<PersonId, Known> = these.iter().map(|id| (*id, Known::default())).collect();
    numbers(db, &ids, &mut all)?;
    offices(db, &ids, &mut all)?;
    roles(db, &ids, &mut all)?;
    inspector_grades(db, &ids, &mut all)?;
    pools(db, &ids, &mut all)?;
    paid_how(db, &ids, &mut all)?;
    duty_days(db, &ids, (first, last), &mut all)?;
    kept_out(db, &ids, &mut all)?;
    assessed(db, &ids, &mut all)?;
    Ok(all)
}

type All = HashMap<PersonId, Known>;

/// The history of who a row is about.
fn of(all: &mut All, person: DbUuid) -> &mut History {
    &mut all.entry(PersonId(person.0)).or_default().history
}

fn numbers(db: &mut DbConnection, ids: &[DbUuid], all: &mut All) -> Result<(), Error> {
    let rows: Vec<(DbUuid, String)> =
        people::table.filter(people::id.eq_any(ids)).select((people::id, people::number)).load(db).stored()?;
    for (id, number) in rows {
        all.entry(PersonId(id.0)).or_default().number = Some(PersonNumber::from_stored(number));
    }
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = appointments)]
struct ServiceRow {
    id: DbUuid,
    version: i64,
    area: String,
    person_id: DbUuid,
    route: String,
    starts_on: Option<NaiveDate>,
    ends_on: Option<NaiveDate>,
    ended_on: Option<NaiveDate>,
    steps: DbJson,
}

fn offices(db: &mut DbConnection, ids: &[DbUuid], all: &mut All) -> Result<(), Error> {
    const TABLE: &str = "appointments";
    let rows: Vec<ServiceRow> = appointments::table
        .filter(appointments::superseded_at.is_null())
        .filter(appointments::person_id.eq_any(ids))
        .select(ServiceRow::as_select())
        .load(db)
        .stored()?;
    for row in rows {
        let within = area(TABLE, &row.area)?;
        let service = Service {
            route: read(TABLE, "route", Route::parse(&row.route))?,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            ended_on: row.ended_on,
            trail: load!(appointments.steps: Steps<Status>, row.steps)?,
            source: source(SubjectKind::Appointment, row.id, row.version),
        };
        of(all, row.person_id).offices.extend(service.offices().into_iter().map(|office| (within.clone(), office)));
    }
    Ok(())
}

type RoleRow = (DbUuid, i64, DbUuid, String, NaiveDate, Option<NaiveDate>, Option<NaiveDate>);

fn roles(db: &mut DbConnection, ids: &[DbUuid], all: &mut All) -> Result<(), Error> {
    let rows: Vec<RoleRow> = zone_assignments::table
        .filter(zone_assignments::superseded_at.is_null())
        .filter(zone_assignments::person_id.eq_any(ids))
        .select((
            zone_assignments::id,
            zone_assignments::version,
            zone_assignments::person_id,
            zone_assignments::role,
            zone_assignments::starts_on,
            zone_assignments::ends_on,
            zone_assignments::ended_on,
        ))
        .load(db)
        .stored()?;
    for (id, version, person, role, from, last, ended_on) in rows {
        let value = read("zone_assignments", "role", ZoneRole::parse(&role))?;
        let end = ended_on.unwrap_or(Day::MAX).min(end(last));
        let source = source(SubjectKind::ZoneAssignment, id, version);
        of(all, person).roles.push(Dated { value, from, end, source });
    }
    Ok(())
}

fn inspector_grades(db: &mut DbConnection, ids: &[DbUuid], all: &mut All) -> Result<(), Error> {
    let rows: Vec<(DbUuid, i64, DbUuid, String, NaiveDate, Option<NaiveDate>)> = grades::table
        .filter(grades::superseded_at.is_null())
        .filter(grades::annulled_reason.is_null())
        .filter(grades::track.eq(Track::InspectorGrade.as_str()))
        .filter(grades::person_id.eq_any(ids))
        .select((grades::id, grades::version, grades::person_id, grades::grade, grades::starts_on, grades::ends_on))
        .load(db)
        .stored()?;
    for (id, version, person, value, from, last) in rows {
        let source = source(SubjectKind::Grade, id, version);
        of(all, person).grades.push(Dated { value, from, end: end(last), source });
    }
    Ok(())
}

type PoolRow = (DbUuid, i64, DbUuid, String, String, Option<NaiveDate>, Option<NaiveDate>, Option<NaiveDate>);

/// A membership ends with its term, or on the day on which it was given up or taken away.
fn pools(db: &mut DbConnection, ids: &[DbUuid], all: &mut All) -> Result<(), Error> {
    const TABLE: &str = "pool_memberships";
    let rows: Vec<PoolRow> = pool_memberships::table
        .filter(pool_memberships::superseded_at.is_null())
        .filter(pool_memberships::person_id.eq_any(ids))
        .filter(pool_memberships::valid_from.is_not_null())
        .select((
            pool_memberships::id,
            pool_memberships::version,
            pool_memberships::person_id,
            pool_memberships::pool,
            pool_memberships::status,
            pool_memberships::valid_from,
            pool_memberships::valid_until,
            pool_memberships::last_event_on,
        ))
        .load(db)
        .stored()?;
    for (id, version, person, word, status, from, last, event_on) in rows {
        let Some(from) = from else { continue };
        let value = read(TABLE, "pool", Pool::parse(&word))?;
        let status = read(TABLE, "status", pool::Status::parse(&status))?;
        let is_over = matches!(status, pool::Status::Withdrawn | pool::Status::Removed | pool::Status::Deceased);
        let ended_on = event_on.filter(|_| is_over).unwrap_or(Day::MAX);
        let source = source(SubjectKind::PoolMembership, id, version);
        of(all, person).pools.push(Dated { value, from, end: end(last).min(ended_on), source });
    }
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = payees)]
struct PayingRow {
    id: DbUuid,
    version: i64,
    person_id: DbUuid,
    identity_class: String,
    tax_class: Option<String>,
    payer_id: DbUuid,
    has_official_transport_allowance: bool,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    verified_on: Option<NaiveDate>,
}

/// How they are paid; the account stays sealed.
fn paid_how(db: &mut DbConnection, ids: &[DbUuid], all: &mut All) -> Result<(), Error> {
    const TABLE: &str = "payees";
    let has_account = payees::account_index.ne(Vec::new());
    let rows: Vec<(PayingRow, bool)> = payees::table
        .filter(payees::superseded_at.is_null())
        .filter(payees::person_id.eq_any(ids))
        .select((PayingRow::as_select(), has_account))
        .load(db)
        .stored()?;
    for (row, has_account) in rows {
        let tax_class = row.tax_class.map(|word| read(TABLE, "tax_class", TaxClass::parse(&word))).transpose()?;
        let value = Paying {
            identity_class: read(TABLE, "identity_class", IdentityClass::parse(&row.identity_class))?,
            tax_class,
            payer_id: row.payer_id.0,
            // An erased account is not verified any more, so that an amount that is still owed is held; the person's
            // identity class stays for the rules of pay.
            is_verified: row.verified_on.is_some() && has_account,
            has_official_transport_allowance: row.has_official_transport_allowance,
        };
        let source = source(SubjectKind::Payee, row.id, row.version);
        of(all, row.person_id).payees.push(Dated { value, from: row.starts_on, end: end(row.ends_on), source });
    }
    Ok(())
}

/// Kinds of duty of which a day is a day of duty.
const ON_DUTY: [&str; 4] = [
    Kind::Visit.as_str(),
    Kind::Rectification.as_str(),
    Kind::TeamSupervision.as_str(),
    Kind::OnlineSupervision.as_str(),
];

/// Days of duty by month; what was annulled does not count.
fn duty_days(db: &mut DbConnection, ids: &[DbUuid], (first, last): (Month, Month), all: &mut All) -> Result<(), Error> {
    let rows: Vec<(DbUuid, NaiveDate)> = duty_records::table
        .filter(duty_records::superseded_at.is_null())
        .filter(duty_records::annulled.eq(false))
        .filter(duty_records::kind.eq_any(ON_DUTY))
        .filter(duty_records::counts_on.between(first.first(), last.last()))
        .filter(duty_records::person_id.eq_any(ids))
        .select((duty_records::person_id, duty_records::occurred_on))
        .distinct()
        .load(db)
        .stored()?;
    for (person, day) in rows {
        of(all, person).duty_days.entry(Month::of(day)).or_default().insert(day);
    }
    Ok(())
}

/// Days of which a remedy said that they were taken from somebody wrongly.
fn kept_out(db: &mut DbConnection, ids: &[DbUuid], all: &mut All) -> Result<(), Error> {
    for one in dismissals::given_back(db, ids)? {
        let source = source(SubjectKind::Dismissal, DbUuid(one.case.0), one.version);
        let days = Dated { value: (), from: one.from, end: one.end, source };
        of(all, DbUuid(one.person_id.0)).kept_out.push(days);
    }
    Ok(())
}

fn assessed(db: &mut DbConnection, ids: &[DbUuid], all: &mut All) -> Result<(), Error> {
    const TABLE: &str = "assessments";
    let rows: Vec<(DbUuid, i64, DbUuid, i64, Option<String>, DbJson)> = assessments::table
        .filter(assessments::superseded_at.is_null())
        .filter(assessments::status.eq(assessment::Status::Final.as_str()))
        .filter(assessments::person_id.eq_any(ids))
        .select((
            assessments::id,
            assessments::version,
            assessments::person_id,
            assessments::year,
            assessments::grade,
            assessments::steps,
        ))
        .load(db)
        .stored()?;
    for (id, version, person, year, grade, trail) in rows {
        let trail = load!(assessments.steps: Steps<assessment::Status>, trail)?;
        let is_final = |step: &&(Day, assessment::Status)| step.1 == assessment::Status::Final;
        let Some((final_on, _)) = trail.steps().iter().find(is_final) else { continue };
        let Some(word) = grade else { continue };
        of(all, person).assessed.push(Assessed {
            year: read(TABLE, "year", i32::try_from(year).ok())?,
            final_on: *final_on,
            grade: read(TABLE, "grade", Grade::parse(&word))?,
            source: source(SubjectKind::Assessment, id, version),
        });
    }
    Ok(())
}

/// People about whom the register has learned something since an instant that stipends of months before one may depend
/// on.
///
/// # Errors
/// When the database fails.
pub fn changed_since(db: &mut DbConnection, since: Instant, before: Month) -> Result<BTreeSet<PersonId>, Error> {
    let at = DbInstant(since);
    let mut all: BTreeSet<PersonId> = BTreeSet::new();
    macro_rules! changed {
        ($($table:ident),+) => {$(
            let ids: Vec<DbUuid> =
                $table::table.filter($table::updated_at.ge(at)).select($table::person_id).distinct().load(db).stored()?;
            all.extend(ids.into_iter().map(|id| PersonId(id.0)));
        )+};
    }
    changed!(appointments, zone_assignments, grades, pool_memberships, payees, assessments);
    let late: Vec<DbUuid> = duty_records::table
        .filter(duty_records::updated_at.ge(at))
        .filter(duty_records::counts_on.lt(before.first()))
        .select(duty_records::person_id)
        .distinct()
        .load(db)
        .stored()?;
    let merged: Vec<Option<DbUuid>> = people::table
        .filter(people::updated_at.ge(at))
        .filter(people::merged_into.is_not_null())
        .select(people::merged_into)
        .load(db)
        .stored()?;
    all.extend(late.into_iter().chain(merged.into_iter().flatten()).map(|id| PersonId(id.0)));
    Ok(all)
}

/// What became of a payment that is still owed.
const UNPAID: [&str; 2] = [PaymentOutcome::Failed.as_str(), PaymentOutcome::Returned.as_str()];

/// Those of an area to whom something may still be owed for months from a first to before a last one: it was held, could not
/// be paid, or is to be taken back, as a run listed it.
///
/// # Errors
/// When the database fails.
pub fn unsettled(
    db: &mut DbConnection,
    of: &Area,
    (first, before): (Month, Month),
    run: StipendRunId,
) -> Result<BTreeSet<PersonId>, Error> {
    let held: Vec<DbUuid> = stipend_lines::table
        .filter(stipend_lines::area.eq(of.as_str()))
        .filter(stipend_lines::month.ge(first.to_string()))
        .filter(stipend_lines::month.lt(before.to_string()))
        .filter(stipend_lines::kind.eq(LineKind::Held.as_str()).or(stipend_lines::payment.eq_any(UNPAID)))
        .select(stipend_lines::person_id)
        .distinct()
        .load(db)
        .stored()?;
    let open = [FindingCode::RecoveryOutstanding, FindingCode::ArrearsHeld].map(FindingCode::as_str);
    let listed: Vec<DbUuid> = stipend_findings::table
        .filter(stipend_findings::run_id.eq(DbUuid(run.0)))
        .filter(stipend_findings::code.eq_any(open))
        .select(stipend_findings::person_id)
        .distinct()
        .load(db)
        .stored()?;
    Ok(held.into_iter().chain(listed).map(|id| PersonId(id.0)).collect())
}

/// Those of an area who are paid into an account into which somebody else is paid, too, on some day of a month.
///
/// # Errors
/// When the database fails.
pub fn sharing_accounts(db: &mut DbConnection, of: &Area, month: Month) -> Result<Vec<PersonId>, Error> {
    let (low, high) = Reach::under(of).bounds();
    let (theirs, others) = diesel::alias!(payees as theirs, payees as others);
    let shared = others
        .filter(others.field(payees::superseded_at).is_null())
        .filter(others.field(payees::account_index).eq(theirs.field(payees::account_index)))
        .filter(others.field(payees::person_id).ne(theirs.field(payees::person_id)))
        .filter(others.field(payees::starts_on).le(month.last()))
        .filter(others.field(payees::ends_on).is_null().or(others.field(payees::ends_on).ge(month.first())));
    let ids: Vec<DbUuid> = theirs
        .filter(theirs.field(payees::superseded_at).is_null())
        // An account that was erased is nobody's.
        .filter(theirs.field(payees::account_index).ne(Vec::new()))
        .filter(theirs.field(payees::area).between(low, high))
        .filter(theirs.field(payees::starts_on).le(month.last()))
        .filter(theirs.field(payees::ends_on).is_null().or(theirs.field(payees::ends_on).ge(month.first())))
        .filter(diesel::dsl::exists(shared))
        .select(theirs.field(payees::person_id))
        .distinct()
        .order(theirs.field(payees::person_id))
        .load(db)
        .stored()?;
    Ok(ids.into_iter().map(|id| PersonId(id.0)).collect())
}
