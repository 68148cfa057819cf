//! Duty records: rows in and out, every version of them, and what is counted of them.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::{dsl::count_star, prelude::*};
use domain::{
    Area, Day, Error, Instant, Reach,
    kernel::{
        id::{DutyRecordId, InspectionId, PersonId, SchoolId},
        page::{Page, PageRequest, Position},
        period::{Month, Semester, Year},
    },
    performance::duty::{Counted, Counts, DutyRecord, Facts, Kind, Mode, Origin, Particulars, Visit},
};

use crate::kernel::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    row::{area, read},
    schema::{duty_records, schools},
    types::{DbInstant, DbUuid},
    versions,
};

const TABLE: &str = "duty_records";

/// A version of a duty record as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = duty_records, treat_none_as_default_value = false)]
struct DutyRecordRow {
    id: DbUuid,
    version: i64,
    area: String,
    person_id: DbUuid,
    kind: String,
    occurred_on: NaiveDate,
    counts_on: NaiveDate,
    period: Option<String>,
    school_id: Option<DbUuid>,
    mode: Option<String>,
    notice_on: Option<NaiveDate>,
    hours: Option<i64>,
    theme: Option<String>,
    credential_shown: Option<bool>,
    record_left: Option<bool>,
    feedback_left: Option<bool>,
    report_submitted_on: Option<NaiveDate>,
    annulled: bool,
    reason: Option<String>,
    source: String,
    external_reference: Option<String>,
    inspection_id: Option<DbUuid>,
    created_at: DbInstant,
    updated_at: DbInstant,
}

versioned!(duty_records: DutyRecordRow from DutyRecord);

filter! {
    /// Which duty records.
    DutyRecordFilter on duty_records sorts ["id"], {
        /// On this day or later.
        occurred_on_from: from => occurred_on,
        /// On this day or earlier.
        occurred_on_to: until => occurred_on,
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// Who did it.
        person_id: ids PersonId,
        /// The school.
        school_id: ids SchoolId,
        /// The inspection.
        inspection_id: ids InspectionId,
        /// Kind.
        kind: words Kind,
        /// Mode of a visit: `scheduled` or `random`.
        mode: words Mode,
        /// As the register knew it at this instant (RFC 3339); as it knows it now unless said.
        known_at: known,
    }
}

/// The duty record of this id within reach, as known at a moment.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach or was not known then.
pub fn find(
    db: &mut DbConnection,
    reach: &Reach,
    id: DutyRecordId,
    known_at: Option<Instant>,
) -> Result<DutyRecord, Error> {
    find!(db, reach, duty_records: DutyRecordRow, id, known_at)
}

/// A page of duty records within reach, in the order in which they were recorded, or the reverse.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    reach: &Reach,
    filter: &DutyRecordFilter,
    descending: bool,
    page: &PageRequest,
) -> Result<Page<DutyRecord>, Error> {
    let filtered = || filter.narrow(duty_records::table.into_boxed(), reach);
    page_of!(db, duty_records: DutyRecordRow, filtered(), page, descending)
}

/// Stores many new records.
///
/// # Errors
/// When the database fails.
pub fn insert_many(db: &mut DbConnection, new: &[DutyRecord]) -> Result<(), Error> {
    let rows: Vec<DutyRecordRow> = new.iter().map(DutyRecordRow::from).collect();
    insert_all!(db, duty_records::table, rows)
}

/// The records that a system knows under these references of its own, each with every version, the present one last.
///
/// # Errors
/// When the database fails.
pub fn by_references(
    db: &mut DbConnection,
    source: &str,
    references: &[String],
) -> Result<HashMap<String, Vec<DutyRecord>>, Error> {
    if references.is_empty() {
        return Ok(HashMap::new());
    }
    let query = duty_records::table
        .filter(duty_records::source.eq(source))
        .filter(duty_records::external_reference.eq_any(references))
        .order((duty_records::id, duty_records::version));
    let rows: Vec<DutyRecordRow> = query.select(DutyRecordRow::as_select()).load(db).stored()?;
    let mut by_reference: HashMap<String, Vec<DutyRecord>> = HashMap::new();
    for row in rows {
        let record = row.into_record()?;
        if let Some(reference) = record.origin.external_reference.clone() {
            by_reference.entry(reference).or_default().push(record);
        }
    }
    for all in by_reference.values_mut() {
        *all = versions::that_hold(all, |one, next| one.id == next.id, |one| one.annulled);
    }
    by_reference.retain(|_, held| !held.is_empty());
    Ok(by_reference)
}

/// What these people did of a kind on a day, as known now, that is of no inspection.
///
/// # Errors
/// When the database fails.
pub fn without_inspection(
    db: &mut DbConnection,
    people: &[PersonId],
    kind: Kind,
    day: Day,
) -> Result<Vec<DutyRecord>, Error> {
    let query = present_of!(duty_records, people)
        .filter(duty_records::annulled.eq(false))
        .filter(duty_records::inspection_id.is_null())
        .filter(duty_records::kind.eq(kind.as_str()))
        .filter(duty_records::counts_on.eq(day));
    load_all!(db, DutyRecordRow, query)
}

/// What these people did from a first to a last day, as known now.
///
/// # Errors
/// When the database fails.
pub fn standing(
    db: &mut DbConnection,
    people: &[PersonId],
    (first, last): (Day, Day),
) -> Result<Vec<DutyRecord>, Error> {
    let query = present_of!(duty_records, people)
        .filter(duty_records::annulled.eq(false))
        .filter(duty_records::occurred_on.between(first, last));
    load_all!(db, DutyRecordRow, query)
}

/// What is counted of a record, as selected.
type CountedRow = (String, Option<String>, NaiveDate, Option<String>);

fn counted((kind, mode, occurred_on, period): CountedRow) -> Result<Counted, Error> {
    let mode = mode.map(|mode| read(TABLE, "mode", Mode::parse(&mode))).transpose()?;
    Ok(Counted { kind: read(TABLE, "kind", Kind::parse(&kind))?, mode, occurred_on, period })
}

/// The duty that a person did from a first to a last day: one statement. What was annulled does not count.
///
/// # Errors
/// When the database fails.
pub fn counts(db: &mut DbConnection, person: PersonId, from: Day, until: Day) -> Result<Counts, Error> {
    let query = duty_records::table
        .filter(duty_records::person_id.eq(DbUuid(person.0)))
        .filter(duty_records::superseded_at.is_null())
        .filter(duty_records::annulled.eq(false))
        .filter(duty_records::counts_on.between(from, until))
        .select((duty_records::kind, duty_records::mode, duty_records::occurred_on, duty_records::period));
    let rows: Vec<CountedRow> = query.load(db).stored()?;
    let all: Result<Vec<Counted>, Error> = rows.into_iter().map(counted).collect();
    Ok(Counts::of(&all?))
}

/// What the people of an area did from a first to a last day, and the reports about some periods, none of which begins
/// before `earliest`: one statement, whatever the size.
///
/// # Errors
/// When the database fails.
pub fn of_area(
    db: &mut DbConnection,
    reach: &Reach,
    areas: &[Area],
    (first, last): (Day, Day),
    (periods, earliest): (&[String], Day),
) -> Result<HashMap<PersonId, Vec<Counted>>, Error> {
    let is_done = duty_records::period.is_null().and(duty_records::occurred_on.ge(first));
    let mut query = duty_records::table
        .filter(duty_records::superseded_at.is_null())
        .filter(duty_records::annulled.eq(false))
        .filter(duty_records::counts_on.between(earliest, last))
        .filter(is_done.nullable().or(duty_records::period.eq_any(periods.to_vec())))
        .select((
            duty_records::person_id,
            (duty_records::kind, duty_records::mode, duty_records::occurred_on, duty_records::period),
        ))
        .into_boxed::<MultiBackend>();
    narrow_to_areas!(query, duty_records::area, reach, *areas);
    let rows: Vec<(DbUuid, CountedRow)> = query.load(db).stored()?;
    let mut all: HashMap<PersonId, Vec<Counted>> = HashMap::new();
    for (person, row) in rows {
        all.entry(PersonId(person.0)).or_default().push(counted(row)?);
    }
    Ok(all)
}

/// The schools of an area with their names, in the order of their ids.
///
/// # Errors
/// When the database fails.
pub fn schools_of_area(db: &mut DbConnection, reach: &Reach, areas: &[Area]) -> Result<Vec<(SchoolId, String)>, Error> {
    let mut query = schools::table.select((schools::id, schools::name)).into_boxed::<MultiBackend>();
    narrow_to_areas!(query, schools::area, reach, *areas);
    let rows: Vec<(DbUuid, String)> = query.order(schools::id).load(db).stored()?;
    Ok(rows.into_iter().map(|(id, name)| (SchoolId(id.0), name)).collect())
}

/// How many visits the schools of an area had on each day from a first to a last one, whoever made them: added up by the
/// database.
///
/// # Errors
/// When the database fails.
pub fn visits_by_day(
    db: &mut DbConnection,
    reach: &Reach,
    areas: &[Area],
    (first, last): (Day, Day),
) -> Result<Vec<(SchoolId, Day, u32)>, Error> {
    let mut query = duty_records::table
        .inner_join(schools::table)
        .filter(duty_records::superseded_at.is_null())
        .filter(duty_records::annulled.eq(false))
        .filter(duty_records::kind.eq(Kind::Visit.as_str()))
        // The day of a visit, and the one of the two that has an index.
        .filter(duty_records::counts_on.between(first, last))
        .group_by((duty_records::school_id, duty_records::occurred_on))
        .select((duty_records::school_id, duty_records::occurred_on, count_star()))
        .into_boxed::<MultiBackend>();
    narrow_to_areas!(query, schools::area, reach, *areas);
    let rows: Vec<(Option<DbUuid>, NaiveDate, i64)> = query.load(db).stored()?;
    let each = |(school, day, visits): (Option<DbUuid>, NaiveDate, i64)| {
        let school = read(TABLE, "school_id", school)?;
        Ok((SchoolId(school.0), day, read(TABLE, "count", u32::try_from(visits).ok())?))
    };
    rows.into_iter().map(each).collect()
}

impl From<&DutyRecord> for DutyRecordRow {
    fn from(record: &DutyRecord) -> Self {
        let particulars = &record.facts.particulars;
        let visit = match particulars {
            Particulars::Visit(visit) => Some(visit),
            _ => None,
        };
        Self {
            id: DbUuid(record.id.0),
            version: record.version,
            area: record.area.as_str().to_owned(),
            person_id: DbUuid(record.person_id.0),
            kind: particulars.kind().as_str().to_owned(),
            occurred_on: record.facts.occurred_on,
            counts_on: record.facts.counts_on(),
            period: particulars.period(),
            school_id: particulars.school_id().map(|id| DbUuid(id.0)),
            mode: visit.map(|visit| visit.mode.as_str().to_owned()),
            notice_on: visit.and_then(|visit| visit.notice_on),
            hours: particulars.hours().map(i64::from),
            theme: visit.and_then(|visit| visit.theme.clone()),
            credential_shown: visit.map(|visit| visit.credential_shown),
            record_left: visit.map(|visit| visit.record_left),
            feedback_left: visit.map(|visit| visit.feedback_left),
            report_submitted_on: visit.and_then(|visit| visit.report_submitted_on),
            annulled: record.annulled,
            reason: record.reason.clone(),
            source: record.origin.source.clone(),
            external_reference: record.origin.external_reference.clone(),
            inspection_id: record.inspection_id.map(|id| DbUuid(id.0)),
            created_at: DbInstant(record.created_at),
            updated_at: DbInstant(record.updated_at),
        }
    }
}

impl DutyRecordRow {
    fn into_record(self) -> Result<DutyRecord, Error> {
        Ok(DutyRecord {
            id: DutyRecordId(self.id.0),
            version: self.version,
            area: area(TABLE, &self.area)?,
            person_id: PersonId(self.person_id.0),
            facts: Facts { occurred_on: self.occurred_on, particulars: self.particulars()? },
            inspection_id: self.inspection_id.map(|id| InspectionId(id.0)),
            annulled: self.annulled,
            reason: self.reason,
            origin: Origin { source: self.source, external_reference: self.external_reference },
            created_at: self.created_at.0,
            updated_at: self.updated_at.0,
        })
    }

    fn particulars(&self) -> Result<Particulars, Error> {
        let period = self.period.as_deref().unwrap_or_default();
        Ok(match read(TABLE, "kind", Kind::parse(&self.kind))? {
            Kind::Visit => Particulars::Visit(self.visit()?),
            Kind::Rectification => Particulars::Rectification(self.school()?),
            Kind::MonthlyReport => Particulars::MonthlyReport(read(TABLE, "period", Month::parse(period).ok())?),
            Kind::SemesterSummary => Particulars::SemesterSummary(read(TABLE, "period", Semester::parse(period).ok())?),
            Kind::DutyReport => Particulars::DutyReport(read(TABLE, "period", Year::parse(period).ok())?),
            Kind::TeamSupervision => Particulars::TeamSupervision {
                school_id: self.school_id.map(|id| SchoolId(id.0)),
                hours: self.hours()?,
            },
            Kind::OnlineSupervision => Particulars::OnlineSupervision {
                school_id: self.school_id.map(|id| SchoolId(id.0)),
                hours: self.hours()?,
            },
        })
    }

    fn school(&self) -> Result<SchoolId, Error> {
        read(TABLE, "school_id", self.school_id.map(|id| SchoolId(id.0)))
    }

    fn hours(&self) -> Result<u32, Error> {
        read(TABLE, "hours", self.hours.and_then(|hours| u32::try_from(hours).ok()))
    }

    fn visit(&self) -> Result<Visit, Error> {
        Ok(Visit {
            school_id: self.school()?,
            mode: read(TABLE, "mode", self.mode.as_deref().and_then(Mode::parse))?,
            notice_on: self.notice_on,
            hours: self.hours()?,
            theme: self.theme.clone(),
            credential_shown: read(TABLE, "credential_shown", self.credential_shown)?,
            record_left: read(TABLE, "record_left", self.record_left)?,
            feedback_left: read(TABLE, "feedback_left", self.feedback_left)?,
            report_submitted_on: self.report_submitted_on,
        })
    }
}
