//! Membership of the talent pools, from nomination to its end (domain notes d.1).
//!
//! A membership gives no inspector's powers, credential or stipend by itself: whoever takes part
//! in supervision does so under 教育督导条例 art. 16.

use crate::{
    Area, Day, Error, Instant, Wording,
    kernel::{
        code_set::{InvitedSource, SpecialistSource},
        fault::{FaultCode, Faults},
        id::{MembershipId, PersonId},
        lifecycle::{Authority, Firing, Lifecycle, Readiness, StatusHistory, Step, moved_to, usual_fields},
        notice::{Clock, Notice, Objection},
        rules::{self, Rules, refused},
        score::Score,
        time::{FIRST_DAY, Term, day_in_shanghai},
        word::words,
    },
};

words! {
    /// The two talent pools.
    Pool {
        /// Screened teachers with honours.
        Specialist = "specialist", // 专业督学人才库.
        /// Invited outside experts.
        Invited = "invited", // 特邀督学、专家库.
    }
}

words! {
    /// Where a membership stands.
    Status {
        /// Being written.
        Draft = "draft",
        /// Laid before the office.
        Submitted = "submitted",
        /// Sent back for completion.
        Returned = "returned",
        /// Before the review panel.
        UnderReview = "under_review",
        /// Chosen by the panel.
        Shortlisted = "shortlisted",
        /// The name is published for objections.
        InPublicNotice = "in_public_notice",
        /// An objection is looked into; the clock stands still.
        ObjectionUnderInvestigation = "objection_under_investigation",
        /// A member.
        Active = "active",
        /// Not deployed for the time being.
        Suspended = "suspended",
        /// Not admitted.
        Rejected = "rejected",
        /// Left by their own wish.
        Withdrawn = "withdrawn",
        /// The term is over; it can be renewed.
        Expired = "expired",
        /// Removed by decision.
        Removed = "removed",
        /// Died.
        Deceased = "deceased",
    }
}

impl Status {
    /// Whether the membership has not come to an end.
    pub fn is_open(self) -> bool {
        OPEN.contains(&self)
    }
}

const INVESTIGATED: &[Status] = &[Status::ObjectionUnderInvestigation];

const OPEN: &[Status] = &[
    Status::Draft,
    Status::Submitted,
    Status::Returned,
    Status::UnderReview,
    Status::Shortlisted,
    Status::InPublicNotice,
    Status::ObjectionUnderInvestigation,
    Status::Active,
    Status::Suspended,
];

words! {
    /// The events of the lifecycle.
    Event {
        /// Lay the draft before the office.
        Submit = "submit",
        /// Take it into review.
        Accept = "accept",
        /// Send it back.
        Return = "return",
        /// The panel chooses.
        Shortlist = "shortlist",
        /// The panel does not choose.
        Reject = "reject",
        /// Publish the name.
        OpenNotice = "open_notice",
        /// Someone objects.
        Object = "object",
        /// The objection is right.
        UpholdObjection = "uphold_objection",
        /// The objection is not right.
        DismissObjection = "dismiss_objection",
        /// Admit.
        Approve = "approve",
        /// Deploy no more for the time being.
        Suspend = "suspend",
        /// Deploy again.
        Resume = "resume",
        /// Another term.
        Renew = "renew",
        /// End by decision.
        Remove = "remove",
        /// End by the member's wish.
        Withdraw = "withdraw",
        /// End by death.
        RecordDeath = "record_death",
        /// End by time.
        Expire = "expire",
    }
}

/// Why a person belongs in a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// An honour that admits to the specialist pool.
    Specialist(SpecialistSource),
    /// A quality that admits to the invited pool.
    Invited(InvitedSource),
}

impl From<Source> for String {
    fn from(source: Source) -> Self {
        source.code().to_owned()
    }
}

impl Source {
    /// The source category of this code in this pool.
    pub fn parse(pool: Pool, code: &str) -> Option<Self> {
        match pool {
            Pool::Specialist => SpecialistSource::parse(code).map(Self::Specialist),
            Pool::Invited => InvitedSource::parse(code).map(Self::Invited),
        }
    }

    /// Its code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Specialist(source) => source.code(),
            Self::Invited(source) => source.code(),
        }
    }

    /// Its Chinese name.
    pub fn label(self) -> &'static str {
        match self {
            Self::Specialist(source) => source.label(),
            Self::Invited(source) => source.label(),
        }
    }
}

/// What the review panel said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// The members' names.
    pub panel: Vec<String>,
    /// Their score.
    pub score: Score,
}

/// A membership of a pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// Identifier.
    pub id: MembershipId,
    /// Version, one more with every change.
    pub version: i64,
    /// Area, inherited from the person.
    pub area: Area,
    /// The member.
    pub person_id: PersonId,
    /// Which pool.
    pub pool: Pool,
    /// The stored status; see [`Membership::effective`].
    pub status: Status,
    /// Why the person belongs there.
    pub source: Option<Source>,
    /// What proves the source.
    pub evidence: Option<String>,
    /// When the person consented.
    pub consent_on: Option<Day>,
    /// The unit or person who nominated.
    pub nominated_by: Option<String>,
    /// The panel's review.
    pub review: Option<Review>,
    /// The public notice.
    pub notice: Option<Notice>,
    /// The last objection.
    pub objection: Option<Objection>,
    /// The term of membership.
    pub term: Option<Term>,
    /// The statuses that it had, and since when.
    pub trail: StatusHistory<Status>,
    /// The day of the last event.
    pub last_event_on: Option<Day>,
    /// When it was created.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

/// What an event needs beyond its basis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Lay before the office, completing what the draft lacks.
    Submit {
        /// Code of the source category.
        source: Option<String>,
        /// What proves it.
        evidence: Option<String>,
        /// When the person consented.
        consent_on: Option<Day>,
    },
    /// The panel's choice.
    Shortlist(Review),
    /// An objection.
    Object(Objection),
    /// Any event that needs nothing more.
    Plain(Event),
}

impl Command {
    /// The event it fires.
    pub fn event(&self) -> Event {
        match self {
            Self::Submit { .. } => Event::Submit,
            Self::Shortlist(_) => Event::Shortlist,
            Self::Object(_) => Event::Object,
            Self::Plain(event) => *event,
        }
    }
}

impl Membership {
    /// A draft.
    pub fn nominate(id: MembershipId, person_id: PersonId, area: Area, pool: Pool, now: Instant) -> Self {
        Self {
            id,
            version: 1,
            area,
            person_id,
            pool,
            status: Status::Draft,
            source: None,
            evidence: None,
            consent_on: None,
            nominated_by: None,
            review: None,
            notice: None,
            objection: None,
            term: None,
            trail: StatusHistory::beginning(day_in_shanghai(now), Status::Draft),
            last_event_on: None,
            created_at: now,
            updated_at: now,
        }
    }

    /// A member by an official document that is older than the register (rosters).
    pub fn admitted_by_document(self, today: Day, rules: &Rules) -> Self {
        let term = Some(term_from(today, rules));
        let trail = self.trail.then(today, Status::Active);
        Self { status: Status::Active, term, trail, last_event_on: Some(today), ..self }
    }

    /// The membership as it stood on a day: with the status that its history tells of that day, and what else its last `version`
    /// whose event lies no later held. Of what was there before versions were kept, that is the first one kept. None before it began.
    pub fn stood_on(&self, version: Option<Self>, day: Day) -> Option<Self> {
        let status = self.trail.on(day)?;
        let Self { version: number, area, person_id, trail, updated_at, .. } = self.clone();
        let stood =
            Self { status, version: number, area, person_id, trail, updated_at, ..version.unwrap_or(self.clone()) };
        Some(Self { status: stood.effective(day), ..stood })
    }

    /// The status on a day. A membership past its term is reported as expired at once; the job only stores it.
    pub fn effective(&self, today: Day) -> Status {
        match (self.status, self.term) {
            (Status::Active, Some(term)) if term.until < today => Status::Expired,
            (status, _) => status,
        }
    }

    /// Completes a draft with what was given.
    pub fn complete(
        &mut self,
        source: Option<&str>,
        evidence: Option<String>,
        consent_on: Option<Day>,
        today: Day,
        faults: &mut Faults,
    ) {
        if let Some(code) = source {
            self.source = Source::parse(self.pool, code);
            if self.source.is_none() {
                faults.add("/source", FaultCode::Code, Wording::SourceOfAnotherPool);
            }
        }
        if consent_on.is_some_and(|day| day > today) {
            faults.add("/consent_on", FaultCode::Date, Wording::DayInTheFuture);
        }
        self.evidence = evidence.or_else(|| self.evidence.take());
        self.consent_on = consent_on.or(self.consent_on);
    }

    fn check_submission(&self, faults: &mut Faults) {
        match self.pool {
            Pool::Invited if self.consent_on.is_none() => {
                faults.add("/consent_on", FaultCode::Required, Wording::ConsentNeeded);
            }
            Pool::Specialist => {
                if self.source.is_none() {
                    faults.add("/source", FaultCode::Required, Wording::SourceNeeded);
                }
                if self.evidence.is_none() {
                    faults.add("/evidence", FaultCode::Required, Wording::EvidenceNeeded);
                }
            }
            Pool::Invited => {}
        }
    }

    /// The membership, ended by a case: a member is removed, and a nomination withdrawn. None when it is over.
    pub fn ended_by_case(&self, day: Day, now: Instant) -> Option<Self> {
        let status = match self.effective(day) {
            Status::Active | Status::Suspended => Status::Removed,
            status if OPEN.contains(&status) => Status::Withdrawn,
            _ => return None,
        };
        Some(moved_to(self, status, day, now))
    }

    /// The membership after the person's identity changed: the public notice has to be repeated. None if there is no
    /// such notice.
    pub fn asked_again(&self, day: Day, now: Instant) -> Option<Self> {
        matches!(self.status, Status::InPublicNotice | Status::ObjectionUnderInvestigation)
            .then(|| Self { notice: None, ..moved_to(self, Status::Shortlisted, day, now) })
    }

    /// The membership, ended by the person's death. None when it was over by then.
    pub fn ended_by_death(&self, day: Day, now: Instant) -> Option<Self> {
        let ended = || Self { last_event_on: Some(day), ..moved_to(self, Status::Deceased, day, now) };
        self.effective(day).is_open().then(ended)
    }

    /// The membership at the status that it had before a case ended it, as if it had never ended (R117). Nothing else follows
    /// upon such an end.
    #[must_use]
    pub fn restored(&self, status: Status, day: Day, now: Instant) -> Self {
        let is_end = |status| matches!(status, Status::Removed | Status::Withdrawn);
        let trail = self.trail.clone().without(FIRST_DAY, is_end);
        Self { trail, ..moved_to(self, status, day, now) }
    }

    fn check_panel(&self, rules: &Rules) -> Result<(), Error> {
        let needed = rules.count(&rules::POOL_PANEL_MIN_MEMBERS);
        let members = self.review.as_ref().map_or(0, |review| review.panel.len());
        if u32::try_from(members).is_ok_and(|members| members < needed) {
            return refused(&rules::POOL_PANEL_MIN_MEMBERS, Wording::PanelTooSmall { needed: needed.into() });
        }
        Ok(())
    }

    fn notice(&self) -> Result<Notice, Error> {
        self.notice.clone().ok_or_else(|| Error::internal("a published name without a notice"))
    }

    /// True if the name is in public notice on a day: while the clock runs, and not a day longer.
    pub fn is_published(&self, today: Day) -> bool {
        match (self.status, &self.notice) {
            (Status::InPublicNotice, Some(Notice { opened_on, clock: Clock::RunsUntil(ends_on), .. })) => {
                *opened_on <= today && today <= *ends_on
            }
            _ => false,
        }
    }
}

fn term_from(day: Day, rules: &Rules) -> Term {
    Term::of_years(day, rules.count(&rules::POOL_TERM_YEARS))
}

use Authority::{AnotherApprover, Registrar, System};

/// Whoever submitted a membership or took up an objection to it decides nothing about it; an objection is not decided by the
/// original reviewer either (domain notes d.1).
const SUBMITTED: &[Event] = &[Event::Submit, Event::Object];
const REVIEWED: &[Event] = &[Event::Submit, Event::Object, Event::Accept, Event::Shortlist];

/// The lifecycle: lifecycles page, "Pool membership", row for row.
impl Lifecycle for Membership {
    type Status = Status;
    type Event = Event;
    type Command = Command;
    type Known = ();
    type Effect = ();

    const STEPS: &'static [Step<Status, Event>] = {
        use {Event as E, Status as S};
        &[
            Step::new(E::Submit, &[S::Draft, S::Returned], S::Submitted, Registrar),
            Step::new(E::Accept, &[S::Submitted], S::UnderReview, Registrar),
            Step::new(E::Return, &[S::Submitted, S::UnderReview], S::Returned, Registrar).for_reason(),
            Step::new(E::Shortlist, &[S::UnderReview], S::Shortlisted, Registrar),
            Step::new(E::Reject, &[S::UnderReview], S::Rejected, Registrar).for_reason(),
            Step::new(E::OpenNotice, &[S::Shortlisted], S::InPublicNotice, Registrar).opening_notice(),
            Step::new(E::Object, &[S::InPublicNotice], S::ObjectionUnderInvestigation, Registrar),
            Step::new(E::UpholdObjection, INVESTIGATED, S::Rejected, AnotherApprover(REVIEWED)).for_reason(),
            Step::new(E::DismissObjection, INVESTIGATED, S::InPublicNotice, AnotherApprover(REVIEWED)).for_reason(),
            Step::new(E::Approve, &[S::InPublicNotice], S::Active, AnotherApprover(SUBMITTED)).by_document(),
            Step::new(E::Suspend, &[S::Active], S::Suspended, Registrar).for_reason(),
            Step::new(E::Resume, &[S::Suspended], S::Active, Registrar).for_reason(),
            Step::new(E::Renew, &[S::Active, S::Expired], S::Active, AnotherApprover(SUBMITTED)).by_document(),
            Step::new(E::Remove, &[S::Active, S::Suspended], S::Removed, AnotherApprover(SUBMITTED))
                .by_document()
                .for_reason(),
            Step::new(E::Withdraw, OPEN, S::Withdrawn, Registrar),
            Step::new(E::RecordDeath, OPEN, S::Deceased, Registrar),
            Step::new(E::Expire, &[S::Active], S::Expired, System),
        ]
    };

    usual_fields!(trail);

    fn status_on(&self, today: Day) -> Status {
        self.effective(today)
    }

    fn begins(&self, step: &Step<Status, Event>, today: Day) -> bool {
        match step.event {
            Event::Expire => self.status == Status::Active,
            _ => step.from.contains(&self.effective(today)),
        }
    }

    fn take_in(&mut self, firing: &Firing<'_, Self>, faults: &mut Faults) {
        match firing.command {
            Command::Submit { source, evidence, consent_on } => {
                self.complete(source.as_deref(), evidence.clone(), *consent_on, firing.situation.today, faults);
                self.check_submission(faults);
            }
            Command::Shortlist(review) => self.review = Some(review.clone()),
            Command::Object(objection) => self.objection = Some(objection.clone()),
            Command::Plain(Event::RecordDeath) if firing.basis.occurred_on.is_none() => {
                faults.add("/occurred_on", FaultCode::Required, Wording::DayOfDeathNeeded);
            }
            Command::Plain(_) => {}
        }
    }

    fn check_ready(&self, readiness: &Readiness<'_, Self>) -> Result<(), Error> {
        match readiness.event {
            Event::Approve => self.notice()?.check_over(readiness.day),
            _ => Ok(()),
        }
    }

    fn advance(&mut self, firing: &Firing<'_, Self>) -> Result<(), Error> {
        let (day, rules, working_days) = (firing.day, firing.situation.rules, firing.situation.working_days);
        match firing.command.event() {
            Event::Shortlist => self.check_panel(rules)?,
            Event::OpenNotice => {
                let elsewhere = firing.basis.published_elsewhere.as_ref();
                self.notice = Some(Notice::opened(day, elsewhere, rules, working_days)?);
            }
            Event::Object => self.notice = Some(self.notice()?.stopped(day, working_days)?),
            Event::DismissObjection => self.notice = Some(self.notice()?.resumed(day, working_days)?),
            Event::Approve => self.term = Some(term_from(day, rules)),
            Event::Renew => {
                self.term = Some(Term::renewed(self.term, day, rules.count(&rules::POOL_TERM_YEARS)));
            }
            _ => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
