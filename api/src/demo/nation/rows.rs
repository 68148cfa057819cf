//! What is made and not yet written, and how it is written: many rows in a statement.

use domain::{
    Actor, Day, Error, Instant, Role,
    kernel::event::{Basis, Event, SubjectKind},
    money::{
        payee::Payee,
        stipend::{line::Line, run::Run, standard::Standard},
    },
    people::person::Person,
    performance::{assessment::Assessment, duty::DutyRecord, grade::Grade},
    pools::pool::Membership,
    qualification::certification::Certification,
    service::{
        appointment::Appointment,
        organisation::{Cohort, Organisation},
        zone::{School, Zone},
        zone_assignment::ZoneAssignment,
    },
};
use persistence::{
    money::{
        payees, stipend_findings, stipend_grounds, stipend_lines,
        stipend_runs::{self, RunSeal},
        stipend_standards,
    },
    people,
    performance::{assessments, duty_records, grades},
    pools::pool_memberships,
    qualification::certifications,
    service::{appointments, organisations, zone_assignments, zones},
};
use uuid::Uuid;

use super::chance::Ids;
use crate::app::{
    Ctx,
    kernel::context::CREATED,
    money::stipend_runs::{computing::Made, sums},
};

/// Rows that are kept before they are written, facts apart: the bound of a demo's memory.
const ROWS_KEPT_MAX: usize = 20_000;

/// Who does what: two people, because who proposes does not decide.
#[derive(Debug)]
pub(super) struct Desk {
    pub(super) registrar: Actor,
    pub(super) approver: Actor,
    pub(super) system: Actor,
}

impl Desk {
    pub(super) fn new() -> Self {
        let named = |name: &str, role| Actor { name: name.to_owned(), ..Actor::own(role) };
        Self {
            registrar: named("演示登记员", Role::Registrar),
            approver: named("演示审批人", Role::Approver),
            system: Actor::own(Role::System),
        }
    }
}

/// What a fact says of a step: its name, the status before and that after.
pub(super) type Step<'a> = (&'a str, Option<&'a str>, Option<&'a str>);

/// That a record was made, with a status.
pub(super) fn created<'a>(status: Option<&'a str>) -> Step<'a> {
    (CREATED, None, status)
}

/// The morning of a day in Shanghai: when the register learnt of what was done on it.
pub(super) fn morning(day: Day) -> Instant {
    day.and_time(chrono::NaiveTime::MIN).and_utc() + chrono::TimeDelta::hours(1)
}

/// What is made and not yet written. Of what has a history, every version.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) organisations: Vec<Organisation>,
    pub(super) cohorts: Vec<Cohort>,
    pub(super) zones: Vec<Zone>,
    pub(super) schools: Vec<School>,
    pub(super) standards: Vec<Vec<Standard>>,
    pub(super) people: Vec<Person>,
    pub(super) memberships: Vec<Membership>,
    pub(super) certifications: Vec<Certification>,
    pub(super) appointments: Vec<Vec<Appointment>>,
    pub(super) assignments: Vec<Vec<ZoneAssignment>>,
    pub(super) grades: Vec<Grade>,
    pub(super) payees: Vec<Vec<Payee>>,
    pub(super) duty: Vec<DutyRecord>,
    pub(super) assessments: Vec<Assessment>,
    pub(super) runs: Vec<(Vec<Run>, Made)>,
    facts: Vec<Event>,
}

impl Rows {
    /// Keeps a fact about what stands in the rows.
    pub(super) fn state(
        &mut self,
        ids: &mut Ids,
        (kind, subject): (SubjectKind, Uuid),
        (name, from, to): Step<'_>,
        (actor, day): (&Actor, Day),
        basis: Basis,
        policy_version: i64,
    ) {
        let when = (day, morning(day));
        self.facts.push(Event::new(ids.next(), (kind, subject), name, (from, to), actor, basis, when, policy_version));
    }

    /// True if enough is buffered that it is time to write.
    pub(super) fn are_many(&self) -> bool {
        let lines: usize = self.runs.iter().map(|(_, made)| made.lines.len()).sum();
        self.duty.len() + self.people.len() * 10 + lines >= ROWS_KEPT_MAX
    }

    /// Writes what is kept, in the order in which one table refers to another, and gives how many records these were.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) fn write(&mut self, ctx: &mut Ctx<'_>) -> Result<usize, Error> {
        let rows = std::mem::take(self);
        for one in &rows.organisations {
            organisations::insert(ctx.db, one)?;
        }
        for one in &rows.cohorts {
            organisations::insert_cohort(ctx.db, one)?;
        }
        zones::insert_zones(ctx.db, &rows.zones)?;
        zones::insert_schools(ctx.db, &rows.schools)?;
        stipend_standards::insert_histories(ctx.db, &rows.standards)?;
        people::insert(ctx.db, ctx.vault, &rows.people)?;
        pool_memberships::insert(ctx.db, &rows.memberships)?;
        certifications::insert(ctx.db, &rows.certifications)?;
        appointments::insert_histories(ctx.db, &rows.appointments)?;
        zone_assignments::insert_histories(ctx.db, &rows.assignments)?;
        grades::insert(ctx.db, &rows.grades)?;
        payees::insert_histories(ctx.db, ctx.vault, &rows.payees)?;
        duty_records::insert_many(ctx.db, &rows.duty)?;
        assessments::insert_many(ctx.db, &rows.assessments)?;
        write_runs(ctx, &rows.runs)?;
        ctx.record_all(&rows.facts)?;
        Ok(rows.count())
    }

    fn count(&self) -> usize {
        let places = self.organisations.len() + self.cohorts.len() + self.zones.len() + self.schools.len();
        let people = self.people.len() + self.memberships.len() + self.certifications.len() + self.grades.len();
        let dated = self.standards.len() + self.appointments.len() + self.assignments.len() + self.payees.len();
        let lines: usize = self.runs.iter().map(|(_, made)| made.lines.len()).sum();
        places + people + dated + self.duty.len() + self.assessments.len() + self.runs.len() + lines
    }
}

/// Stores runs with all that they gave.
fn write_runs(ctx: &mut Ctx<'_>, paid: &[(Vec<Run>, Made)]) -> Result<(), Error> {
    let histories: Vec<Vec<Run>> = paid.iter().map(|(history, _)| history.clone()).collect();
    stipend_runs::insert_histories(ctx.db, &histories)?;
    let made = || paid.iter().filter_map(|(history, made)| Some((history.first()?.id, made)));
    let decided = paid.iter().filter_map(|(history, made)| Some((history.last()?, made)));
    let seals: Vec<RunSeal> = decided
        .filter(|(run, _)| run.status.is_decided())
        .map(|(run, made)| sums::seal_of(ctx.keys, run, &made.lines))
        .collect();
    stipend_runs::insert_seals(ctx.db, &seals)?;
    let lines: Vec<Line> = made().flat_map(|(_, made)| made.lines.iter().cloned()).collect();
    stipend_lines::insert(ctx.db, &lines)?;
    stipend_grounds::insert(ctx.db, made().flat_map(|(run, made)| made.grounds.iter().map(move |one| (run, one))))?;
    let findings = made().flat_map(|(run, made)| (0..).zip(&made.findings).map(move |(at, one)| (run, at, one)));
    stipend_findings::insert(ctx.db, findings)
}
