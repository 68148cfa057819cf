//! Who is in office, and in which zone: terms in a row, some that begin in the middle of a month, some suspended, some ended
//! early.

use domain::{
    Actor, Day, Error,
    kernel::{
        calendar::WorkingDays,
        event::{Basis, SubjectKind},
        id::AppointmentId,
        lifecycle::{Contributors, Situation, fire},
        time::add_years,
    },
    service::{
        appointment::{Appointment, Command, Event, Record, Route, Status},
        organisation::Cohort,
        zone_assignment::{EndReason, ZoneAssignment, ZoneRole},
    },
};

use super::{
    maker::Maker,
    places::County,
    residents::{Resident, document},
    rows::{created, morning},
};

/// How many in a thousand are full-time.
const FULL_TIME: u32 = 140;
/// How many in a thousand begin within the months, and not with a cohort.
const LATER: u32 = 150;
/// How many terms in a thousand are suspended, are ended early, and are followed by a next one.
const SUSPENDED: u32 = 25;
const ENDED_EARLY: u32 = 60;
const RENEWED: u32 = 850;
/// The longest of these suspensions, in days.
const SUSPENSION_DAYS_MAX: u32 = 80;
/// Terms in a row (R31).
const TERMS_MAX: u32 = 3;

impl Maker<'_> {
    /// The offices of somebody, one after another: from the first day to the last term's end. Gives when each was in force.
    pub(super) fn serve(&mut self, who: &mut Resident, county: &County) -> Result<Vec<Appointment>, Error> {
        let route = if who.chance.in_thousand(FULL_TIME) { Route::FullTime } else { Route::PartTime };
        let begins = county.cohorts.first().map_or(self.first.first(), |cohort| cohort.term.from);
        let is_later = who.chance.in_thousand(LATER);
        let mut from = if is_later { who.chance.day(self.first.first(), self.today) } else { begins };
        self.certify(who, county, from)?;
        let mut served: Vec<Appointment> = Vec::new();
        let terms = u32::try_from(county.cohorts.len()).unwrap_or(TERMS_MAX).min(TERMS_MAX);
        for _ in 0..terms {
            let Some(cohort) = county.cohorts.iter().find(|cohort| cohort.term.covers(from)) else { break };
            let before = served.last().map(|one| (one.id, one.term_number.unwrap_or(1)));
            let last = self.term(who, county, (route, cohort), from, before)?;
            let next = last.ended_on.filter(|_| last.status == Status::Completed);
            served.push(last);
            match next.filter(|_| who.chance.in_thousand(RENEWED)) {
                Some(day) => from = day,
                None => break,
            }
        }
        Ok(served)
    }

    /// One term, with all of its versions, and the assignment that rests on it.
    fn term(
        &mut self,
        who: &mut Resident,
        county: &County,
        (route, cohort): (Route, &Cohort),
        from: Day,
        before: Option<(AppointmentId, u32)>,
    ) -> Result<Appointment, Error> {
        let is_part_time = route == Route::PartTime;
        let way = (route, county.authority);
        let nominated =
            Appointment::nominate(self.ids.next(), who.person.id, county.area.clone(), way, (from, morning(from)));
        let proposed = nominated.status.as_str();
        let decision = document(&county.area, from, 8);
        let term = (from, is_part_time.then_some(cohort.term.until));
        let first = Appointment {
            cohort_id: is_part_time.then_some(cohort.id),
            term_number: is_part_time.then_some(before.map_or(1, |(_, number)| number + 1)),
            renews_id: before.map(|(id, _)| id),
            nominated_by: Some(format!("演示{}教育局", county.area)),
            credential_number: Some(format!("演示督{}{:04}", county.area, who.place)),
            filed_upward_on: Some(from),
            published_on: Some(from),
            ..nominated.in_force_by_document(term, &decision)
        };
        let subject = (SubjectKind::Appointment, first.id.0);
        self.note(subject, created(Some(proposed)), from);
        self.note_by(subject, ("appoint_by_document", Some(proposed), Some(first.status.as_str())), from, decision);
        let end = first.ends_on.and_then(|last| last.succ_opt());
        let mut history = vec![first];
        for (event, day) in self.course(who, from, end) {
            self.fire(&mut history, event, day)?;
        }
        let last = history.last().cloned().ok_or_else(|| Error::internal("an appointment without a version"))?;
        self.rows.appointments.push(history);
        self.assign(who, county, &last);
        Ok(last)
    }

    /// What happens in a term from a first day to before an end, in order.
    fn course(&self, who: &mut Resident, from: Day, end: Option<Day>) -> Vec<(Event, Day)> {
        let over = end.filter(|day| *day <= self.today);
        let until = over.unwrap_or(self.today);
        let begin = from.max(self.first.first());
        let mut course = Vec::new();
        let mut runs_from = begin;
        if who.chance.in_thousand(SUSPENDED) {
            let suspended = who.chance.day(begin, until);
            let resumed = suspended + chrono::Days::new(u64::from(1 + who.chance.below(SUSPENSION_DAYS_MAX)));
            course.push((Event::Suspend, suspended));
            if resumed < until {
                course.push((Event::Resume, resumed));
            }
            runs_from = resumed;
        }
        if who.chance.in_thousand(ENDED_EARLY) && runs_from < until {
            let event =
                who.chance.pick(Event::Resign, &[Event::Transfer, Event::Retire, Event::Retire, Event::RecordDeath]);
            course.push((event, who.chance.day(runs_from, until)));
        } else {
            course.extend(over.map(|day| (Event::Complete, day)));
        }
        course
    }

    /// Moves an appointment on a day, as the office or the system would have done then.
    fn fire(&mut self, history: &mut Vec<Appointment>, event: Event, today: Day) -> Result<(), Error> {
        let Some(stands) = history.last().cloned() else { return Ok(()) };
        let (actor, reason): (&Actor, _) = match event {
            Event::Suspend | Event::Resume => (&self.desk.approver, Some("演示".to_owned())),
            Event::Complete => (&self.desk.system, None),
            _ => (&self.desk.registrar, None),
        };
        let basis = Basis { reason, ..Basis::default() };
        let (contributors, working_days, rules) = (Contributors::default(), WorkingDays::default(), self.rules);
        let situation = Situation {
            actor,
            contributors: &contributors,
            today,
            now: morning(today),
            rules,
            working_days: &working_days,
        };
        let next = fire(&stands, &Command::Plain(event), &basis, &Record::default(), &situation)?.record;
        let step = (event.as_str(), Some(stands.status.as_str()), Some(next.status.as_str()));
        let subject = (SubjectKind::Appointment, next.id.0);
        self.rows.state(&mut self.ids, subject, step, (actor, today), basis, rules.version);
        history.push(next);
        Ok(())
    }

    /// Gives an inspector a zone for the term, of which the first of a zone is the lead.
    fn assign(&mut self, who: &Resident, county: &County, one: &Appointment) {
        let zones = u32::try_from(county.zones.len()).unwrap_or(1).max(1);
        let at = usize::try_from(who.place % zones).unwrap_or_default();
        let (Some((zone_id, schools)), Some(from)) = (county.zones.get(at), one.starts_on) else { return };
        let role = match who.place / zones {
            0 => ZoneRole::Lead,
            1 => ZoneRole::Deputy,
            _ => ZoneRole::Member,
        };
        let first = ZoneAssignment {
            id: self.ids.next(),
            version: 1,
            area: county.area.clone(),
            zone_id: *zone_id,
            appointment_id: one.id,
            person_id: one.person_id,
            role,
            school_ids: schools.iter().filter(|_| who.place % 4 == 3).take(3).copied().collect(),
            starts_on: from,
            ends_on: one.ends_on,
            ended_on: None,
            end_reason: None,
            created_at: morning(from),
            updated_at: morning(from),
        };
        let subject = (SubjectKind::ZoneAssignment, first.id.0);
        self.note(subject, created(None), from);
        let ended = one.ended_on.filter(|_| one.status != Status::Completed);
        let ended = ended.and_then(|day| {
            first.ended(day, EndReason::AppointmentEnded, day, morning(day)).ok().map(|version| (day, version))
        });
        let mut history = vec![first];
        if let Some((day, version)) = ended {
            self.note(subject, ("ended", None, None), day);
            history.push(version);
        }
        self.rows.assignments.push(history);
    }
}

/// The days from which on somebody is in office, to the first day without.
pub(super) fn days_in_office(one: &Appointment, today: Day) -> Option<(Day, Day)> {
    let from = one.starts_on?;
    let planned = one.ends_on.and_then(|last| last.succ_opt()).unwrap_or_else(|| add_years(today, 1));
    Some((from, one.ended_on.unwrap_or(planned).min(today)))
}
