//! Complaints: rows in and out, every version of them, what they say and who complains sealed.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::{
    Area, Error, Fault, FaultCode, Instant, Reach, Wording,
    kernel::{
        id::{ComplaintId, PersonId},
        page::{Page, PageRequest, Position},
        time,
    },
    misconduct::complaint::{
        Channel, Checker, Complaint, Conclusion, Handling, Intake, Outcome, Report, Status, Subject,
    },
    people::person::Person,
};
use uuid::Uuid;

use crate::kernel::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    row::{Codec, Steps, area, read},
    schema::complaints,
    types::{DbInstant, DbJson, DbUuid},
    vault::{Place, Vault, refused_if_unopened},
};

const TABLE: &str = "complaints";

/// Columns whose values are sealed.
pub(crate) const STATEMENT: &str = "statement";
pub(crate) const COMPLAINANT: &str = "complainant";
pub(crate) const FINDINGS: &str = "findings";

/// A version of a complaint as stored.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = complaints, treat_none_as_default_value = false)]
struct ComplaintRow {
    id: DbUuid,
    version: i64,
    superseded_at: Option<DbInstant>,
    area: String,
    person_id: DbUuid,
    status: String,
    channel: String,
    subject: String,
    statement: Vec<u8>,
    complainant: Option<Vec<u8>>,
    received_on: NaiveDate,
    checker: Option<String>,
    checker_person_id: Option<DbUuid>,
    outcome: Option<String>,
    handling: Option<String>,
    findings: Option<Vec<u8>>,
    concluded_on: Option<NaiveDate>,
    reported_up_on: Option<NaiveDate>,
    report_document_number: Option<String>,
    steps: DbJson,
    last_event_on: Option<NaiveDate>,
    created_at: DbInstant,
    updated_at: DbInstant,
}

filter! {
    /// Which complaints.
    ComplaintFilter on complaints sorts ["id"], {
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// About whom.
        person_id: ids PersonId,
        /// Status.
        status: words Status,
        /// What they are about (code set `complaint_subjects`).
        subject: words Subject,
        /// What the check found.
        outcome: words Outcome,
        /// As the register knew it at this instant (RFC 3339); as it knows it now unless said.
        known_at: known,
    }
}

/// The complaint of this id within reach, as it was known at a moment: now, unless said.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach and what was not known then.
pub fn find(
    db: &mut DbConnection,
    vault: &Vault,
    reach: &Reach,
    id: ComplaintId,
    known_at: Option<Instant>,
) -> Result<Complaint, Error> {
    let mut query = complaints::table.filter(complaints::id.eq(DbUuid(id.0))).into_boxed::<MultiBackend>();
    known_at!(query, complaints, known_at);
    let found = query.select(ComplaintRow::as_select()).first(db).stored()?.into_complaint(vault)?;
    if reach.covers(&found.area) { Ok(found) } else { Err(Error::NotFound) }
}

/// A page of complaints within reach, in the order in which they were recorded, or the reverse.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    vault: &Vault,
    reach: &Reach,
    filter: &ComplaintFilter,
    descending: bool,
    page: &PageRequest,
) -> Result<Page<Complaint>, Error> {
    let filtered = || filter.narrow(complaints::table.into_boxed(), reach);
    page_of!(db, complaints: ComplaintRow, filtered(), page, descending, |rows| read_all(vault, rows))
}

/// Stores a complaint, or the next version of one whose present version is closed.
///
/// # Errors
/// When the database fails.
pub fn insert(db: &mut DbConnection, vault: &Vault, new: &Complaint) -> Result<(), Error> {
    let row = ComplaintRow::sealed(vault, new)?;
    diesel::insert_into(complaints::table).values(row).execute(db).stored().map(drop)
}

/// Stores the next version of a complaint: the present one is closed and stays.
///
/// # Errors
/// [`Error::Changed`] when another writer was first.
pub fn update(db: &mut DbConnection, vault: &Vault, next: &Complaint) -> Result<(), Error> {
    close_present!(db, complaints, next)?;
    insert(db, vault, next)
}

/// What is known now of these people, wherever it was recorded.
///
/// # Errors
/// When the database fails.
pub fn of_people(db: &mut DbConnection, vault: &Vault, people: &[PersonId]) -> Result<Vec<Complaint>, Error> {
    read_all(vault, present_of!(complaints, people).select(ComplaintRow::as_select()).load(db).stored()?)
}

/// Gives the complaints about a merged record to its survivor, and those that the record was to check. Each becomes a next
/// version; what was known before stays.
///
/// # Errors
/// When the database fails.
pub fn move_to(
    db: &mut DbConnection,
    vault: &Vault,
    lost: PersonId,
    survivor: &Person,
    now: Instant,
) -> Result<(), Error> {
    hand_over(db, vault, lost, (survivor.id, &survivor.area), now)?;
    let checked = complaints::table
        .filter(complaints::checker_person_id.eq(DbUuid(lost.0)))
        .filter(complaints::superseded_at.is_null());
    let mut rows: Vec<ComplaintRow> = checked.select(ComplaintRow::as_select()).load(db).stored()?;
    for row in &mut rows {
        row.sealed_again(vault)?;
        row.version += 1;
        row.checker_person_id = Some(DbUuid(survivor.id.0));
        row.updated_at = DbInstant(time::following(row.updated_at.0, now));
    }
    follow_rows!(db, complaints: ComplaintRow, rows)
}

/// Gives what is known now of the complaints about a person another area and, after a merge, another person. Each becomes a
/// next version, for which its words are sealed.
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
    let present =
        complaints::table.filter(complaints::person_id.eq(DbUuid(from.0))).filter(complaints::superseded_at.is_null());
    let mut rows: Vec<ComplaintRow> = present.select(ComplaintRow::as_select()).load(db).stored()?;
    for row in &mut rows {
        row.sealed_again(vault)?;
        row.version += 1;
        row.person_id = DbUuid(to.0);
        row.area = area.as_str().to_owned();
        row.updated_at = DbInstant(time::following(row.updated_at.0, now));
    }
    follow_rows!(db, complaints: ComplaintRow, rows)
}

/// What a sealed value belongs to.
pub(crate) fn place(field: &str, complaint: Uuid, version: i64) -> Place {
    Place::new(("complaints", field), complaint, version)
}

fn read_all(vault: &Vault, rows: Vec<ComplaintRow>) -> Result<Vec<Complaint>, Error> {
    rows.into_iter().map(|row| row.into_complaint(vault)).collect()
}

impl ComplaintRow {
    /// Seals what was said for the version after this one, which is refused when it does not open.
    fn sealed_again(&mut self, vault: &Vault) -> Result<(), Error> {
        let (id, version) = (self.id.0, self.version);
        let again = |field, sealed: &Vec<u8>| {
            let opened = vault.unseal_at(&place(field, id, version), sealed).map_err(refused_if_unopened)?;
            vault.seal_at(&place(field, id, version + 1), &opened)
        };
        self.statement = again(STATEMENT, &self.statement)?;
        self.complainant = self.complainant.as_ref().map(|who| again(COMPLAINANT, who)).transpose()?;
        self.findings = self.findings.as_ref().map(|found| again(FINDINGS, found)).transpose()?;
        Ok(())
    }

    fn sealed(vault: &Vault, one: &Complaint) -> Result<Self, Error> {
        if let Some(field) = one.unreadable.first() {
            // A version without these words would bury those that may open again when their key comes back.
            return Err(Error::invalid(Fault::new(format!("/{field}"), FaultCode::Required, Wording::SealBroken)));
        }
        let seal = |field: &str, text: &str| vault.seal_at(&place(field, one.id.0, one.version), text.as_bytes());
        let (conclusion, report, checker) = (one.conclusion.as_ref(), one.report.as_ref(), one.checker.as_ref());
        Ok(Self {
            id: DbUuid(one.id.0),
            version: one.version,
            superseded_at: None,
            area: one.area.as_str().to_owned(),
            person_id: DbUuid(one.person_id.0),
            status: one.status.as_str().to_owned(),
            channel: one.intake.channel.as_str().to_owned(),
            subject: one.intake.subject.as_str().to_owned(),
            statement: seal(STATEMENT, &one.intake.statement)?,
            complainant: one.intake.complainant.as_ref().map(|who| seal(COMPLAINANT, who)).transpose()?,
            received_on: one.intake.received_on,
            checker: checker.map(|checker| checker.name.clone()),
            checker_person_id: checker.and_then(|checker| checker.person_id).map(|id| DbUuid(id.0)),
            outcome: conclusion.map(|conclusion| conclusion.outcome.as_str().to_owned()),
            handling: conclusion.map(|conclusion| conclusion.handling.as_str().to_owned()),
            findings: conclusion.map(|conclusion| seal(FINDINGS, &conclusion.findings)).transpose()?,
            concluded_on: conclusion.map(|conclusion| conclusion.on),
            reported_up_on: report.map(|report| report.on),
            report_document_number: report.and_then(|report| report.document_number.clone()),
            steps: Steps::store(&one.trail),
            last_event_on: one.last_event_on,
            created_at: DbInstant(one.created_at),
            updated_at: DbInstant(one.updated_at),
        })
    }

    fn into_complaint(self, vault: &Vault) -> Result<Complaint, Error> {
        let (id, version) = (self.id.0, self.version);
        let mut unreadable = Vec::new();
        let mut open = |field: &'static str, sealed: &[u8]| -> Result<String, Error> {
            let opened = vault.opened_text_at(&place(field, id, version), sealed, field)?;
            if opened.is_none() {
                unreadable.push(field);
            }
            Ok(opened.unwrap_or_default())
        };
        let conclusion = match (&self.outcome, &self.handling, &self.findings, self.concluded_on) {
            (Some(outcome), Some(handling), Some(findings), Some(on)) => Some(Conclusion {
                outcome: read(TABLE, "outcome", Outcome::parse(outcome))?,
                handling: read(TABLE, "handling", Handling::parse(handling))?,
                findings: open(FINDINGS, findings)?,
                on,
            }),
            _ => None,
        };
        let statement = open(STATEMENT, &self.statement)?;
        let complainant = self.complainant.as_ref().map(|sealed| open(COMPLAINANT, sealed)).transpose()?;
        let person_id = self.checker_person_id.map(|id| PersonId(id.0));
        Ok(Complaint {
            id: ComplaintId(self.id.0),
            version: self.version,
            area: area(TABLE, &self.area)?,
            person_id: PersonId(self.person_id.0),
            status: read(TABLE, "status", Status::parse(&self.status))?,
            intake: Intake {
                channel: read(TABLE, "channel", Channel::parse(&self.channel))?,
                subject: read(TABLE, "subject", Subject::parse(&self.subject))?,
                statement,
                complainant,
                received_on: self.received_on,
            },
            checker: self.checker.map(|name| Checker { name, person_id }),
            conclusion,
            report: self.reported_up_on.map(|on| Report { on, document_number: self.report_document_number }),
            trail: load!(complaints.steps: Steps<Status>, self.steps)?,
            last_event_on: self.last_event_on,
            created_at: self.created_at.0,
            updated_at: self.updated_at.0,
            unreadable,
        })
    }
}
