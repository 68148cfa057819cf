//! Appointments of inspectors: part-time ones engaged by the supervision authority for a term, full-time ones
//! appointed by the government to an establishment post (domain notes d.3; 教育督导条例 art. 6).
//!
//! This file has the record. `lifecycle` has the needs and effects of each event, `consequences` the effects of events of other
//! records.

mod consequences;
mod lifecycle;
#[cfg(test)]
mod tests;

use crate::{
    Area, Day, FaultCode, Faults, Instant, Wording,
    kernel::{
        id::{AppointmentId, CohortId, OrganisationId, PersonId},
        lifecycle::StatusHistory,
        notice::Notice,
        rules::{self, Rule},
        time::{Moment, Term, day_before, following},
        word::words,
    },
    people::terms::ServedTerm,
    qualification::certification::Certification,
    service::organisation::Cohort,
};

words! {
    /// By which way somebody becomes an inspector.
    // R1.
    Route {
        /// Appointed by the government.
        FullTime = "full_time", // 专职督学.
        /// Engaged by the supervision authority.
        PartTime = "part_time", // 兼职督学.
    }
}

words! {
    /// Where an appointment stands.
    Status {
        /// Part-time: proposed for engagement.
        Nominated = "nominated",
        /// Full-time: proposed to the government.
        Proposed = "proposed",
        /// The nomination is reviewed.
        Reviewed = "reviewed",
        /// The name is published for objections.
        InPublicNotice = "in_public_notice",
        /// Decided; the term has not begun.
        Decided = "decided",
        /// Letter and credential are issued.
        LetterIssued = "letter_issued",
        /// In office.
        Active = "active",
        /// In office, but not to inspect for the time being.
        Suspended = "suspended",
        /// In office; whether a next term follows is looked at.
        RenewalReview = "renewal_review",
        /// The term is over.
        Completed = "completed", // 期满.
        /// The inspector left.
        Resigned = "resigned", // 辞聘.
        /// The engagement was ended by a case.
        Dismissed = "dismissed", // 解聘.
        /// The government removed the inspector.
        RemovedFromOffice = "removed_from_office", // 免职.
        /// Retired.
        Retired = "retired",
        /// Transferred.
        Transferred = "transferred",
        /// Died.
        Deceased = "deceased",
        /// Withdrawn.
        Cancelled = "cancelled",
    }
}

impl Status {
    /// Statuses before a decision: nothing but a plan.
    pub const PLANNED: &'static [Self] = &[Self::Nominated, Self::Proposed, Self::Reviewed, Self::InPublicNotice];
    /// Statuses of who is not in office yet.
    pub const NOT_BEGUN: &'static [Self] =
        &[Self::Nominated, Self::Proposed, Self::Reviewed, Self::InPublicNotice, Self::Decided, Self::LetterIssued];
    /// Statuses of who is in office.
    pub const IN_OFFICE: &'static [Self] = &[Self::Active, Self::Suspended, Self::RenewalReview];

    /// Whether it is in office, as far as the status says.
    pub fn is_in_office(self) -> bool {
        Self::IN_OFFICE.contains(&self)
    }

    /// Whether nothing follows.
    pub fn is_end(self) -> bool {
        !OPEN.contains(&self)
    }
}

words! {
    /// The events of the lifecycle.
    Event {
        /// Review the nomination.
        Review = "review",
        /// Publish the name.
        OpenNotice = "open_notice",
        /// Engage.
        Decide = "decide",
        /// Record the government's decision.
        RecordGovernmentDecision = "record_government_decision",
        /// Issue letter and credential.
        IssueLetter = "issue_letter",
        /// Take up duty.
        Start = "start",
        /// File with the higher authority.
        FileUpward = "file_upward",
        /// Publish the appointment.
        Publish = "publish",
        /// Not to inspect for the time being.
        Suspend = "suspend",
        /// End the suspension.
        Resume = "resume",
        /// Look at a next term.
        OpenRenewal = "open_renewal",
        /// Engage for the next term.
        Reappoint = "reappoint",
        /// The inspector leaves.
        Resign = "resign",
        /// Transferred.
        Transfer = "transfer",
        /// Retired.
        Retire = "retire",
        /// Died.
        RecordDeath = "record_death",
        /// Withdraw.
        Cancel = "cancel",
        /// The term is over.
        Complete = "complete",
    }
}

const OPEN: &[Status] = &[
    Status::Nominated,
    Status::Proposed,
    Status::Reviewed,
    Status::InPublicNotice,
    Status::Decided,
    Status::LetterIssued,
    Status::Active,
    Status::Suspended,
    Status::RenewalReview,
];

/// An appointment of a person at an authority, for one term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    /// Identifier.
    pub id: AppointmentId,
    /// Version, one more with every change.
    pub version: i64,
    /// Area, inherited from the person.
    pub area: Area,
    /// The person.
    pub person_id: PersonId,
    /// The appointing authority.
    pub authority_id: OrganisationId,
    /// The cohort of a part-time appointment.
    pub cohort_id: Option<CohortId>,
    /// The person's employer.
    pub employer_id: Option<OrganisationId>,
    /// By which way.
    pub route: Route,
    /// The stored status; see [`Appointment::effective`].
    pub status: Status,
    /// Who nominated.
    pub nominated_by: Option<String>,
    /// First day of the term; before a decision the day that is planned.
    pub starts_on: Option<Day>,
    /// Last day of the term; none for a full-time appointment.
    pub ends_on: Option<Day>,
    /// The first day on which it was no longer in force.
    pub ended_on: Option<Day>,
    /// Which term in a row it is, of a part-time appointment that was decided.
    pub term_number: Option<u32>,
    /// The appointment that it follows.
    pub renews_id: Option<AppointmentId>,
    /// The day on which the person declared from which units to stay away.
    pub recusal_declared_on: Option<Day>,
    /// The document by which it was decided: the authority's, or the government's.
    pub decision_document_number: Option<String>,
    /// Number of the letter of appointment (聘书).
    pub letter_number: Option<String>,
    /// Number of the inspector credential (督学证).
    pub credential_number: Option<String>,
    /// The day it was filed with the higher authority.
    pub filed_upward_on: Option<Day>,
    /// The day it was published.
    pub published_on: Option<Day>,
    /// The public notice.
    pub notice: Option<Notice>,
    /// Through which statuses it went, and when.
    pub trail: StatusHistory<Status>,
    /// The day of the last event.
    pub last_event_on: Option<Day>,
    /// When it was created.
    pub created_at: Instant,
    /// When it last changed: since then the register knows it so.
    pub updated_at: Instant,
}

/// What an event needs beyond its basis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Engage, or record the government's decision.
    Decide {
        /// Which of the two.
        event: Event,
        /// First day of the term.
        starts_on: Option<Day>,
        /// Last day of the term, where it is to be shorter.
        ends_on: Option<Day>,
        /// The day of the declaration of recusal.
        recusal_declared_on: Option<Day>,
    },
    /// Issue letter and credential.
    IssueLetter {
        /// Number of the letter.
        letter_number: Option<String>,
        /// Number of the credential.
        credential_number: Option<String>,
    },
    /// Engage for the next term.
    Reappoint {
        /// The cohort of the next term.
        cohort_id: Option<CohortId>,
        /// Last day of the next term, where it is to be shorter.
        ends_on: Option<Day>,
    },
    /// Any event that needs nothing more.
    Plain(Event),
}

impl Command {
    /// The event it fires.
    pub fn event(&self) -> Event {
        match self {
            Self::Decide { event, .. } => *event,
            Self::IssueLetter { .. } => Event::IssueLetter,
            Self::Reappoint { .. } => Event::Reappoint,
            Self::Plain(event) => *event,
        }
    }
}

/// What the register knows in addition to the appointment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// The person's certification, the newest.
    pub certification: Option<Certification>,
    /// The person's birth date, read where an age limit is set.
    pub birth_date: Option<Day>,
    /// The last day of a sanction that blocks today.
    pub sanctioned_until: Option<Day>,
    /// All part-time terms of the person at the authority, that of the appointment itself included.
    pub served: Vec<ServedTerm>,
    /// The cohort: the appointment's own, or that of the next term.
    pub cohort: Option<Cohort>,
    /// Establishment posts of the authority.
    pub posts: u32,
    /// How many of them are taken.
    pub posts_taken: u32,
    /// Whether there is an appointment for the next term already.
    pub has_next_term: bool,
    /// Hours of pre-duty training until the day of the event.
    pub pre_duty_hours: u32,
    /// Whether another person has the credential's number.
    pub credential_is_taken: bool,
    /// An id for the appointment of a next term.
    pub next_id: Option<AppointmentId>,
}

impl Appointment {
    /// Notes behind `at` what is wrong with a term that is planned.
    pub fn check_planned_term(&self, at: &str, faults: &mut Faults) {
        if let (Some(first), Some(last)) = (self.starts_on, self.ends_on)
            && last < first
        {
            faults.add(format!("{at}/ends_on"), FaultCode::Date, Wording::EndsBeforeItStarts);
        }
        if self.route == Route::FullTime && self.ends_on.is_some() {
            faults.add(format!("{at}/ends_on"), FaultCode::Mismatch, Wording::FullTimeHasNoTerm);
        }
    }

    /// A nomination or a proposal.
    pub fn nominate(
        id: AppointmentId,
        person_id: PersonId,
        area: Area,
        (route, authority_id): (Route, OrganisationId),
        (today, now): (Day, Instant),
    ) -> Self {
        let status = match route {
            Route::PartTime => Status::Nominated,
            Route::FullTime => Status::Proposed,
        };
        Self {
            id,
            version: 1,
            area,
            person_id,
            authority_id,
            cohort_id: None,
            employer_id: None,
            route,
            status,
            nominated_by: None,
            starts_on: None,
            ends_on: None,
            ended_on: None,
            term_number: None,
            renews_id: None,
            recusal_declared_on: None,
            decision_document_number: None,
            letter_number: None,
            credential_number: None,
            filed_upward_on: None,
            published_on: None,
            notice: None,
            trail: StatusHistory::beginning(today, status),
            last_event_on: None,
            created_at: now,
            updated_at: now,
        }
    }

    /// The appointment, in force from a day under a document.
    #[must_use]
    pub fn in_force_by_document(self, term: (Day, Option<Day>), document: &str) -> Self {
        let (day, ends_on) = term;
        Self {
            status: Status::Active,
            starts_on: Some(day),
            ends_on,
            term_number: (self.route == Route::PartTime).then_some(1),
            recusal_declared_on: Some(day),
            decision_document_number: Some(document.to_owned()),
            trail: StatusHistory::beginning(day, Status::Active),
            last_event_on: Some(day),
            ..self
        }
    }

    /// The status on a day that has come: a term that is over reads as completed before the job has run, and a next
    /// term that has not begun as decided.
    pub fn effective(&self, today: Day) -> Status {
        match self.status {
            status if status.is_in_office() && self.ends_on.is_some_and(|last| last < today) => Status::Completed,
            status if status.is_in_office() && self.is_ahead(today) => Status::Decided,
            status => status,
        }
    }

    /// Whether its first day has not come.
    fn is_ahead(&self, today: Day) -> bool {
        self.starts_on.is_some_and(|first| today < first)
    }

    /// Whether it was ever in office, as far as its days go that have come.
    fn was_in_office(&self, day: Day) -> bool {
        self.trail.steps().iter().any(|(on, status)| *on <= day && status.is_in_office())
    }

    /// From its first day to the first without it, of an appointment that was decided: what no other of the person at the
    /// authority may share. None where it takes no day.
    pub fn takes(&self) -> Option<(Day, Day)> {
        let from = self.starts_on.filter(|_| !Status::PLANNED.contains(&self.status))?;
        let end = self.ended_on.or(self.ends_on.and_then(|last| last.succ_opt())).unwrap_or(Day::MAX);
        (from < end).then_some((from, end))
    }

    /// Whether both take some day.
    pub fn overlaps(&self, other: &Self) -> bool {
        let both = self.takes().zip(other.takes());
        both.is_some_and(|((from, end), (other_from, other_end))| from < other_end && other_from < end)
    }

    /// The appointment as it stood at a moment; none when it was not there yet.
    pub fn at(self, moment: Moment, today: Day) -> Option<Self> {
        let Some(day) = moment.as_of.filter(|day| *day != today) else {
            return Some(Self { status: self.effective(today), ..self });
        };
        let stood = self.trail.on(day)?;
        let status =
            if stood.is_in_office() && self.ends_on.is_some_and(|last| last < day) { Status::Completed } else { stood };
        Some(Self { status, ..self })
    }

    /// Whether it is in force on a day.
    pub fn is_in_force(&self, day: Day) -> bool {
        self.trail.on(day).is_some_and(Status::is_in_office)
            && self.starts_on.is_some_and(|first| first <= day)
            && self.ends_on.is_none_or(|last| day <= last)
            && self.ended_on.is_none_or(|end| day < end)
    }

    /// The term it takes or took; none when it never was in office.
    pub fn served(&self, cohort: Option<Term>) -> Option<ServedTerm> {
        let from = self.starts_on?;
        let until = self.ended_on.map(day_before).or(self.ends_on)?;
        // An appointment that was withdrawn before it began is not a term; one that was withdrawn afterwards was
        // served.
        let decided = match self.status {
            Status::Cancelled => self.was_in_office(until),
            status => !Status::PLANNED.contains(&status),
        };
        (decided && self.route == Route::PartTime && from <= until)
            .then_some(ServedTerm { term: Term { from, until }, cohort })
    }

    /// What the office still owes to rules, which warn and do not refuse (R13, R14).
    pub fn warnings(&self) -> Vec<(&'static Rule, Wording)> {
        let mut warnings = Vec::new();
        if self.status.is_in_office() && self.filed_upward_on.is_none() {
            warnings.push((&rules::FILING_REQUIRED, Wording::NotFiledUpward));
        }
        if self.status.is_in_office() && self.published_on.is_none() {
            warnings.push((&rules::PUBLISH_REQUIRED, Wording::NotPublished));
        }
        warnings
    }

    /// The next version, at the same status.
    fn unmoved(self, day: Day, now: Instant) -> Self {
        let updated_at = following(self.updated_at, now);
        Self { version: self.version + 1, last_event_on: Some(day), updated_at, ..self }
    }

    fn at_status(self, status: Status, day: Day, now: Instant) -> Self {
        let trail = self.trail.clone().then(day, status);
        Self { status, trail, ..self }.unmoved(day, now)
    }

    /// The first day on which it is no longer in force when it ends on a day; one that had not begun never was in force.
    fn end(&self, day: Day) -> Day {
        if self.was_in_office(day) { day } else { self.starts_on.map_or(day, |first| first.min(day)) }
    }

    /// The appointment, ended on a day: from then on it is no longer in force.
    #[must_use]
    pub fn ended(self, status: Status, day: Day, now: Instant) -> Self {
        Self { ended_on: Some(self.end(day)), ..self }.at_status(status, day, now)
    }
}
