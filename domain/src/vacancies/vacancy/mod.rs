//! Vacancies (domain notes d.8): a place that somebody left, the candidates for it in the order of their merits, the one
//! who is chosen, and the appointment that fills it.
//!
//! A vacancy is opened by the act of a dismissal, or by hand. [`ranking`] says by which formula candidates are ranked; the
//! chosen one goes the ordinary way of an appointment, and the place is filled on the day on which that begins.

pub mod eligibility;
pub mod ranking;

use crate::{
    Area, Day, Error, FaultCode, Faults, Instant, Wording,
    kernel::{
        event::Basis,
        id::{AppointmentId, CohortId, DismissalId, OrganisationId, PersonId, SchoolId, VacancyId, ZoneId},
        lifecycle::{Authority, Firing, Lifecycle, StatusHistory, Step, moved_to, usual_fields},
        rules::{self, refused},
        word::words,
    },
    service::appointment::Route,
};
use ranking::{Exclusion, Ranking, Wanted};

words! {
    /// Where a vacancy stands.
    Status {
        /// A place is free.
        Opened = "opened",
        /// The candidates are ranked.
        CandidatesRanked = "candidates_ranked",
        /// One of them is chosen; the appointment is on its way.
        Selected = "selected",
        /// The appointment has begun.
        Filled = "filled",
        /// Nobody is looked for.
        Frozen = "frozen",
    }
}

impl Status {
    /// What is neither filled nor frozen: a place that was left has one such vacancy at most.
    pub const OPEN: &'static [Self] = &[Self::Opened, Self::CandidatesRanked, Self::Selected];
}

words! {
    /// The events of the lifecycle.
    Event {
        /// Rank the candidates.
        Rank = "rank",
        /// Choose one of them.
        Select = "select",
        /// The appointment came to nothing: another may be chosen.
        Release = "release",
        /// The appointment has begun.
        Fill = "fill",
        /// Look for nobody.
        Freeze = "freeze",
        /// Look for somebody again.
        Unfreeze = "unfreeze",
    }
}

words! {
    /// Why nobody is looked for.
    Cause {
        /// The office decided so.
        Decision = "decision",
        /// Who left the place is back in it.
        Reversal = "reversal",
    }
}

/// The place that is free.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The authority that appoints.
    pub authority_id: OrganisationId,
    /// By which way.
    pub route: Route,
    /// The cohort with which the next appointment ends (R35).
    pub cohort_id: Option<CohortId>,
    /// The zone in which the place is.
    pub zone_id: Option<ZoneId>,
    /// The schools that were served from it; none named means every school of the zone.
    pub school_ids: Vec<SchoolId>,
    /// The appointment that left it.
    pub left_id: Option<AppointmentId>,
    /// The case that ended that appointment.
    pub dismissal_id: Option<DismissalId>,
    /// What is looked for in candidates.
    pub wanted: Wanted,
}

/// A vacancy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vacancy {
    /// Identifier.
    pub id: VacancyId,
    /// Version, one more with every change.
    pub version: i64,
    /// Area, that of the authority.
    pub area: Area,
    /// The place.
    pub place: Place,
    /// Where it stands.
    pub status: Status,
    /// The last ranking.
    pub ranking: Option<Ranking>,
    /// Who was chosen.
    pub candidate_id: Option<PersonId>,
    /// The appointment of who was chosen.
    pub appointment_id: Option<AppointmentId>,
    /// Why nobody is looked for.
    pub frozen_because: Option<Cause>,
    /// Through which statuses it went, and when.
    pub trail: StatusHistory<Status>,
    /// The day of the last event.
    pub last_event_on: Option<Day>,
    /// When it was opened.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

/// What an event needs beyond its basis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Choose one of the candidates.
    Select {
        /// Whom.
        person_id: PersonId,
    },
    /// Any event that needs nothing more.
    Plain(Event),
}

impl Command {
    /// The event it fires.
    pub fn event(&self) -> Event {
        match self {
            Self::Select { .. } => Event::Select,
            Self::Plain(event) => *event,
        }
    }
}

/// The candidate who is to be chosen, as ranked and as known today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// The rank in the last ranking; none for who was excluded then.
    pub rank: Option<u32>,
    /// What excludes the person today.
    pub excluded_by: Vec<Exclusion>,
}

impl Vacancy {
    /// Opens a vacancy.
    pub fn open(id: VacancyId, area: Area, place: Place, (day, now): (Day, Instant)) -> Self {
        Self {
            id,
            version: 1,
            area,
            place,
            status: Status::Opened,
            ranking: None,
            candidate_id: None,
            appointment_id: None,
            frozen_because: None,
            trail: StatusHistory::beginning(day, Status::Opened),
            last_event_on: Some(day),
            created_at: now,
            updated_at: now,
        }
    }

    /// Whether it was there on a day.
    pub fn was_there(&self, day: Day) -> bool {
        self.trail.on(day).is_some()
    }

    fn check_rules(&self, firing: &Firing<'_, Self>) -> Result<(), Error> {
        match firing.command.event() {
            Event::Rank | Event::Unfreeze if !firing.situation.rules.demands(&rules::REPLACEMENT_ENABLED) => {
                refused(&rules::REPLACEMENT_ENABLED, Wording::ReplacementIsOff)
            }
            // The former holder is back in the post: no replacement is needed.
            Event::Unfreeze if self.frozen_because == Some(Cause::Reversal) => {
                refused(&rules::REINSTATEMENT_EFFECTS, Wording::PersonIsBack)
            }
            Event::Select => match firing.known.as_ref().and_then(|chosen| chosen.excluded_by.first()) {
                Some(exclusion) => {
                    let why = exclusion.as_str().to_owned();
                    refused(exclusion.rule(), Wording::CandidateExcluded { why })
                }
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    fn forget_candidate(&mut self) {
        (self.candidate_id, self.appointment_id) = (None, None);
    }

    /// The day of an event that follows from another record: never before the last one.
    fn follows_on(&self, day: Day) -> Day {
        self.last_event_on.map_or(day, |last| day.max(last))
    }

    /// The vacancy once the selected person's appointment has begun. None if nobody is selected.
    pub fn filled(&self, day: Day, now: Instant) -> Option<Self> {
        (self.status == Status::Selected).then(|| moved_to(self, Status::Filled, self.follows_on(day), now))
    }

    /// The selected person's appointment failed: the ranking stays, and another candidate may be selected.
    #[must_use]
    pub fn released(&self, day: Day, now: Instant) -> Self {
        let mut released = moved_to(self, Status::CandidatesRanked, self.follows_on(day), now);
        released.forget_candidate();
        released
    }

    /// Nobody is looked for. Who was chosen is not any more; an appointment that is on its way is the office's to withdraw.
    #[must_use]
    pub fn frozen(&self, cause: Cause, day: Day, now: Instant) -> Self {
        let mut frozen = moved_to(self, Status::Frozen, self.follows_on(day), now);
        frozen.forget_candidate();
        Self { frozen_because: Some(cause), ..frozen }
    }
}

use Authority::{AnotherApprover, Approver, Registrar, System};

/// The lifecycle: lifecycles page, "Vacancy", row for row, and `release` for an appointment that came to nothing. Whoever
/// opened the vacancy or ranked the candidates chooses none of them.
impl Lifecycle for Vacancy {
    type Status = Status;
    type Event = Event;
    type Command = Command;
    /// The candidate who is to be chosen.
    type Known = Option<Chosen>;
    type Effect = ();

    const STEPS: &'static [Step<Status, Event>] = {
        use {Event as E, Status as S};
        const UNDECIDED: &[Status] = &[S::Opened, S::CandidatesRanked];
        &[
            Step::new(E::Rank, UNDECIDED, S::CandidatesRanked, Registrar),
            Step::new(E::Select, &[S::CandidatesRanked], S::Selected, AnotherApprover(&[E::Rank])),
            Step::new(E::Release, &[S::Selected], S::CandidatesRanked, System),
            Step::new(E::Fill, &[S::Selected], S::Filled, System),
            Step::new(E::Freeze, UNDECIDED, S::Frozen, Approver).for_reason(),
            Step::new(E::Unfreeze, &[S::Frozen], S::Opened, Approver),
        ]
    };

    usual_fields!(trail);

    fn take_in(&mut self, firing: &Firing<'_, Self>, faults: &mut Faults) {
        if firing.command.event() == Event::Select {
            check_chosen(firing.known.as_ref(), firing.basis, faults);
        }
    }

    fn advance(&mut self, firing: &Firing<'_, Self>) -> Result<(), Error> {
        self.check_rules(firing)?;
        match firing.command {
            Command::Select { person_id } => self.candidate_id = Some(*person_id),
            Command::Plain(Event::Release) => self.forget_candidate(),
            Command::Plain(Event::Freeze) => {
                self.forget_candidate();
                self.frozen_because = Some(Cause::Decision);
            }
            // What was ranked before is out of date.
            Command::Plain(Event::Unfreeze) => (self.frozen_because, self.ranking) = (None, None),
            Command::Plain(_) => {}
        }
        Ok(())
    }
}

/// Only a ranked candidate can be selected; selecting another than the first needs a reason.
fn check_chosen(chosen: Option<&Chosen>, basis: &Basis, faults: &mut Faults) {
    match chosen {
        None => faults.add("/person_id", FaultCode::Reference, Wording::NoSuchRecord),
        Some(chosen) if chosen.rank != Some(1) && basis.reason.is_none() => {
            faults.add("/reason", FaultCode::Required, Wording::ReasonNeeded);
        }
        Some(_) => {}
    }
}

#[cfg(test)]
mod tests;
