//! Appointments of inspectors: part-time ones engaged by the supervision authority for a term, full-time ones
//! appointed by the government to an establishment post (domain notes d.3; 教育督导条例 art. 6).

use crate::{
    Area, Day, Error, FaultCode, Faults, Instant, Wording,
    kernel::{
        id::{AppointmentId, CohortId, OrganisationId, PersonId},
        lifecycle::{Authority, Firing, Lifecycle, Readiness, StatusHistory, Step, usual_fields},
        notice::Notice,
        rules::{self, Rule, Rules, refused},
        time::{LAST_DAY, Moment, Term, day_after, day_before, following},
        word::words,
    },
    people::terms::{ServedTerm, row_of},
    qualification::certification::Certification,
    service::organisation::Cohort,
};

/// Most appointments that one request moves or makes.
pub const BULK_MAX: usize = 500;

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
    /// Where it stands, as stored; see [`Appointment::effective`].
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

/// What the register knows beside the appointment.
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

    /// The appointment of somebody who serves already, in force from a day under a document (rosters), looked at as a
    /// decision is.
    ///
    /// # Errors
    /// [`Error::RuleRefused`] by the rules that no document passes over.
    pub fn decided_by_document(
        self,
        term: (Day, Option<Day>),
        document: &str,
        record: &Record,
        rules: &Rules,
    ) -> Result<Self, Error> {
        let one = self.in_force_by_document(term, document);
        let term_number = one.check_eligible(record, rules)?;
        if one.route == Route::FullTime {
            check_posts(record)?;
        }
        Ok(Self { term_number, ..one })
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
        // What was withdrawn before it began is none; what was withdrawn afterwards was served all the same.
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

    /// Takes in what a decision says about the term, noting what is wrong with it.
    fn take_in_decision(&mut self, firing: &Firing<'_, Self>, faults: &mut Faults) {
        let Command::Decide { event, starts_on, ends_on, recusal_declared_on } = firing.command else { return };
        let (day, rules, cohort) = (firing.day, firing.situation.rules, firing.known.cohort.as_ref());
        self.decision_document_number.clone_from(&firing.basis.document_number);
        self.recusal_declared_on = recusal_declared_on.or(self.recusal_declared_on);
        let needed = *event == Event::Decide && rules.demands(&rules::RECUSAL_DECLARATION_REQUIRED);
        match self.recusal_declared_on {
            None if needed => {
                faults.add("/recusal_declared_on", FaultCode::Required, Wording::RecusalDeclarationNeeded);
            }
            Some(declared) if declared > day => {
                faults.add("/recusal_declared_on", FaultCode::Date, Wording::DayInTheFuture);
            }
            _ => {}
        }
        let earliest = cohort.map_or(day, |cohort| day.max(cohort.term.from));
        let starts_on = starts_on.or(self.starts_on).unwrap_or(earliest);
        self.starts_on = Some(starts_on);
        self.ends_on = self.last_day(starts_on, *ends_on, cohort, rules, faults);
        if self.ends_on.is_some_and(|last| starts_on <= last) {
            self.check_not_over(day, "/ends_on", faults);
        }
    }

    /// Takes in letter and credential, noting what is wrong with them.
    fn take_in_letter(&mut self, firing: &Firing<'_, Self>, faults: &mut Faults) {
        let Command::IssueLetter { letter_number, credential_number } = firing.command else { return };
        self.letter_number = letter_number.clone().or(self.letter_number.take());
        self.credential_number = credential_number.clone().or(self.credential_number.take());
        for (pointer, given) in
            [("/letter_number", self.letter_number.is_some()), ("/credential_number", self.credential_number.is_some())]
        {
            if !given {
                faults.add(pointer, FaultCode::Required, Wording::FieldNeeded);
            }
        }
        self.check_not_over(firing.day, "/occurred_on", faults);
        if firing.known.credential_is_taken {
            faults.add("/credential_number", FaultCode::Duplicate, Wording::CredentialOfAnother);
        }
    }

    fn take_in_start(&mut self, day: Day, faults: &mut Faults) {
        match self.starts_on {
            Some(first) if day < first => faults.add("/occurred_on", FaultCode::Date, Wording::TermNotBegun),
            _ => {
                self.starts_on = Some(day);
                self.check_not_over(day, "/occurred_on", faults);
            }
        }
    }

    /// Notes a cohort of the next term that is another authority's, or does not cover the term's first day.
    fn check_next_cohort(&self, cohort: Option<&Cohort>, faults: &mut Faults) {
        let first = self.ends_on.map(day_after);
        match cohort {
            Some(cohort) if cohort.authority_id == self.authority_id => {
                if first.is_some_and(|first| !cohort.term.covers(first)) {
                    faults.add("/cohort_id", FaultCode::Date, Wording::OutsideOfCohort);
                }
            }
            _ => faults.add("/cohort_id", FaultCode::Reference, Wording::NoSuchRecord),
        }
    }

    fn check_not_over(&self, day: Day, pointer: &str, faults: &mut Faults) {
        if let Some(last) = self.ends_on.filter(|last| *last < day) {
            faults.add(pointer, FaultCode::Date, Wording::TermOver { last: last.to_string() });
        }
    }

    /// The last day of a term that begins on a day: three years, less where a shorter end is given, and never after
    /// the cohort's own end (R30, R34, R35). A full-time appointment has none (R33).
    fn last_day(
        &self,
        starts_on: Day,
        said: Option<Day>,
        cohort: Option<&Cohort>,
        rules: &Rules,
        faults: &mut Faults,
    ) -> Option<Day> {
        if self.route == Route::FullTime {
            if said.is_some() {
                faults.add("/ends_on", FaultCode::Mismatch, Wording::FullTimeHasNoTerm);
            }
            return None;
        }
        if cohort.is_some_and(|cohort| !cohort.term.covers(starts_on)) {
            faults.add("/starts_on", FaultCode::Date, Wording::OutsideOfCohort);
        }
        let years = rules.count(&rules::PART_TIME_TERM_YEARS);
        let follows_from_the_start = said.is_none() && self.ends_on.is_none() && cohort.is_none();
        if follows_from_the_start && Term::within_calendar(starts_on, years).is_none() {
            let last = LAST_DAY.to_string();
            faults.add("/starts_on", FaultCode::Date, Wording::BeyondTheCalendar { last });
        }
        let longest = Term::of_years(starts_on, years).until;
        let latest = cohort.map_or(longest, |cohort| longest.min(cohort.term.until));
        let ends_on = said.or(self.ends_on).unwrap_or(latest);
        if ends_on < starts_on {
            faults.add("/ends_on", FaultCode::Date, Wording::EndsBeforeItStarts);
        }
        if ends_on > latest {
            faults.add("/ends_on", FaultCode::Range, Wording::TermTooLong { latest: latest.to_string() });
        }
        Some(ends_on)
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

    /// The appointment, ended by a case from a day on: an engagement is dismissed, a full-time inspector removed, and what
    /// had not begun by that day withdrawn (R101, R108). None when it was over by then.
    pub fn ended_by_case(&self, day: Day, now: Instant) -> Option<Self> {
        if self.status.is_end() || self.ends_on.is_some_and(|last| last < day) {
            return None;
        }
        let status = match self.route {
            _ if !self.was_in_office(day) => Status::Cancelled,
            Route::PartTime => Status::Dismissed,
            Route::FullTime => Status::RemovedFromOffice,
        };
        Some(self.clone().ended(status, day, now))
    }

    /// The appointment of somebody who turned out to be another: what was published or decided under the name, and has not
    /// begun, is asked for again; a next term is given up. None where nothing was.
    pub fn asked_again(&self, day: Day, now: Instant) -> Option<Self> {
        let day = self.last_event_on.map_or(day, |last| day.max(last));
        if self.renews_id.is_some() && self.status.is_in_office() && self.is_ahead(day) {
            return Some(self.clone().ended(Status::Cancelled, day, now));
        }
        let status = match (self.status, self.route) {
            (Status::InPublicNotice | Status::Decided | Status::LetterIssued, Route::PartTime) => Status::Reviewed,
            (Status::Decided, Route::FullTime) => Status::Proposed,
            _ => return None,
        };
        let again = Self {
            notice: None,
            term_number: None,
            decision_document_number: None,
            letter_number: None,
            credential_number: None,
            ..self.clone()
        };
        Some(again.at_status(status, day, now))
    }

    /// The appointment, ended by the person's death; what had not begun by that day is withdrawn. None when it was over by
    /// then.
    pub fn ended_by_death(&self, day: Day, now: Instant) -> Option<Self> {
        if self.status.is_end() || self.ends_on.is_some_and(|last| last < day) {
            return None;
        }
        let status = if self.was_in_office(day) { Status::Deceased } else { Status::Cancelled };
        Some(self.clone().ended(status, day, now))
    }

    /// The appointment as if it had not been suspended on these days, each from a first one to the first one after them: the
    /// case that kept the person from duty came to nothing. None where it was not.
    pub fn cleared_between(&self, spans: &[(Day, Day)], day: Day, now: Instant) -> Option<Self> {
        let mut trail = self.trail.clone();
        for (from, end) in spans {
            if trail.on(day_before(*from)) != Some(Status::Suspended) {
                trail = trail.without_between((*from, *end), |status| status == Status::Suspended);
            }
        }
        let day = self.last_event_on.map_or(day, |last| day.max(last));
        (trail != self.trail).then(|| Self { trail, ..self.clone() }.unmoved(day, now))
    }

    /// The appointment, suspended by a case; what lies ahead is suspended from its first day. None when nobody is in office.
    pub fn suspended_by_case(&self, day: Day, now: Instant) -> Option<Self> {
        let day = self.last_event_on.map_or(day, |last| day.max(last));
        match self.effective(day) {
            Status::Active | Status::RenewalReview => Some(self.clone().at_status(Status::Suspended, day, now)),
            _ if self.status.is_in_office() => self.follows(Event::Suspend, day, now),
            _ => None,
        }
    }

    /// The appointment in office again, that a case has suspended since a day. None when it was not the case.
    pub fn resumed_by_case(&self, since: Day, day: Day, now: Instant) -> Option<Self> {
        if self.status != Status::Suspended || self.trail.on(day_before(since)) == Some(Status::Suspended) {
            return None;
        }
        let day = self.last_event_on.map_or(day, |last| day.max(last));
        match self.effective(day) {
            Status::Suspended => Some(self.clone().at_status(Status::Active, day, now)),
            _ => self.follows(Event::Resume, day, now),
        }
    }

    /// The appointment as if a case had not suspended it since a day: its decision was revoked (R117). None when it was not
    /// the case.
    pub fn cleared_by_case(&self, since: Day, day: Day, now: Instant) -> Option<Self> {
        if self.status != Status::Suspended || self.trail.on(day_before(since)) == Some(Status::Suspended) {
            return None;
        }
        let trail = self.trail.clone().without(since, |status| status == Status::Suspended);
        match trail.steps().last() {
            Some((_, before)) if before.is_in_office() => {
                Some(Self { status: *before, trail, ..self.clone() }.unmoved(day, now))
            }
            // What lay ahead was suspended from its first day.
            _ => self.resumed_by_case(since, day, now),
        }
    }

    /// The appointment with its term as it was before a case ended it: it is in force on every day until its original end
    /// (R117). A suspension by the case, since a day, falls with it.
    #[must_use]
    pub fn restored(&self, before: &Self, suspended_on: Option<Day>, day: Day, now: Instant) -> Self {
        let (status, trail) = match suspended_on {
            Some(since) => {
                let status = if before.status == Status::Suspended { Status::Active } else { before.status };
                (status, before.trail.clone().without(since, |status| status == Status::Suspended))
            }
            None => (before.status, before.trail.clone()),
        };
        Self { status, trail, ended_on: before.ended_on, ..self.clone() }.unmoved(day, now)
    }

    /// True for an earlier version that a reversal takes back: what became known after the version to which it goes back, and a
    /// suspension by the case, since a day.
    pub fn is_taken_back(&self, known_after: Option<Instant>, suspended_on: Option<Day>) -> bool {
        let is_suspended = |since: Day| {
            let mut steps = self.trail.steps().iter();
            steps.any(|(day, status)| *day >= since && *status == Status::Suspended)
        };
        known_after.is_some_and(|at| self.updated_at > at) || suspended_on.is_some_and(is_suspended)
    }

    /// What happens to this appointment happens to the one for the next term, while that has not begun.
    #[must_use]
    pub fn follows(&self, event: Event, day: Day, now: Instant) -> Option<Self> {
        let first = self.starts_on.filter(|first| day < *first && !self.status.is_end())?;
        let moved = match event {
            Event::Suspend | Event::Resume => {
                let status = if event == Event::Suspend { Status::Suspended } else { Status::Active };
                let trail = self.trail.clone().then(day, Status::Decided).then(first, status);
                Self { status, trail, ..self.clone() }.unmoved(day, now)
            }
            Event::Resign | Event::Transfer | Event::Retire | Event::RecordDeath | Event::Cancel => {
                self.clone().ended(Status::Cancelled, day, now)
            }
            _ => return None,
        };
        Some(moved)
    }

    /// Refuses who is not certified on the first day (R7), who is under a sanction, and a fourth term in a row (R31);
    /// gives the number of a part-time term.
    fn check_eligible(&self, record: &Record, rules: &Rules) -> Result<Option<u32>, Error> {
        self.check_certified(record)?;
        check_sanction(record, rules)?;
        let Some((from, until)) = self.starts_on.zip(self.ends_on).filter(|_| self.route == Route::PartTime) else {
            return Ok(None);
        };
        let next = ServedTerm { term: Term { from, until }, cohort: record.cohort.as_ref().map(|cohort| cohort.term) };
        let row = row_of(&next, &record.served, rules);
        let max = rules.count(&rules::PART_TIME_MAX_CONSECUTIVE_TERMS);
        if row.length > max {
            return refused(&rules::PART_TIME_MAX_CONSECUTIVE_TERMS, Wording::TermsUsedUp { max: max.into() });
        }
        let rule = if row.number > 1 { &rules::MAX_AGE_RENEWAL } else { &rules::MAX_AGE_NEW };
        check_age(rule, record, record.cohort.as_ref().map_or(from, |cohort| cohort.term.from), rules)?;
        Ok(Some(row.number))
    }

    fn check_certified(&self, record: &Record) -> Result<(), Error> {
        let first = self.starts_on.unwrap_or(Day::MAX);
        if record.certification.as_ref().is_some_and(|one| one.is_in_force(first)) {
            return Ok(());
        }
        refused(&rules::REQUIRES_QUALIFICATION, Wording::NotCertifiedOn { day: first.to_string() })
    }

    /// A renewal is looked at ninety days ahead (ours), and not at all of a third term (R31).
    fn check_renewable(&self, day: Day, record: &Record, rules: &Rules) -> Result<(), Error> {
        if record.has_next_term {
            return Err(Error::Duplicate(Wording::NextTermExists));
        }
        let max = rules.count(&rules::PART_TIME_MAX_CONSECUTIVE_TERMS);
        if self.term_number >= Some(max) {
            return refused(&rules::PART_TIME_MAX_CONSECUTIVE_TERMS, Wording::TermsUsedUp { max: max.into() });
        }
        let days = rules.count(&rules::RENEWAL_REVIEW_DAYS);
        let opens = self.ends_on.and_then(|last| last.checked_sub_days(chrono::Days::new(days.into())));
        match opens {
            Some(opens) if day < opens => {
                refused(&rules::RENEWAL_REVIEW_DAYS, Wording::RenewalTooEarly { opens: opens.to_string() })
            }
            _ => Ok(()),
        }
    }

    /// The appointment for the next term, which follows this one.
    fn next_term(&self, firing: &Firing<'_, Self>) -> Result<Self, Error> {
        let Command::Reappoint { cohort_id, ends_on } = firing.command else {
            return Err(Error::internal("no reappointment"));
        };
        let (day, known, situation) = (firing.day, firing.known, firing.situation);
        let first = self.ends_on.map(day_after).ok_or_else(|| Error::internal("a term without end"))?;
        let mut faults = Faults::new();
        let plan = Self { ends_on: None, ..self.clone() };
        let last = plan.last_day(first, *ends_on, known.cohort.as_ref(), situation.rules, &mut faults);
        let last = faults.finish(last)?;
        if known.has_next_term {
            return Err(Error::Duplicate(Wording::NextTermExists));
        }
        let next = Self {
            id: known.next_id.ok_or_else(|| Error::internal("no id for the next term"))?,
            version: 1,
            cohort_id: *cohort_id,
            starts_on: Some(first),
            ends_on: Some(last),
            renews_id: Some(self.id),
            status: Status::Active,
            letter_number: None,
            filed_upward_on: None,
            published_on: None,
            notice: None,
            trail: StatusHistory::beginning(day, Status::Decided).then(first, Status::Active),
            last_event_on: Some(day),
            created_at: situation.now,
            updated_at: situation.now,
            ..self.clone()
        };
        let term_number = next.check_eligible(known, situation.rules)?;
        Ok(Self { term_number, ..next })
    }
}

use Authority::{AnotherApprover, AnotherApproverThan, Approver, Registrar, RegistrarOrSystem, System};

/// The lifecycle: lifecycles page, "Appointment", row for row. A term that is over ends a suspended appointment too.
///
/// Whoever nominated, completed or reviewed decides nothing. A renewal is proposed by whoever opened it: who nominated for the
/// present term, years ago, has no part in it.
impl Lifecycle for Appointment {
    type Status = Status;
    type Event = Event;
    type Command = Command;
    type Known = Record;
    /// The appointment for the next term.
    type Effect = Option<Self>;

    const STEPS: &'static [Step<Status, Event>] = {
        use {Event as E, Status as S};
        &[
            Step::new(E::Review, &[S::Nominated], S::Reviewed, Registrar),
            Step::new(E::OpenNotice, &[S::Reviewed], S::InPublicNotice, Registrar).opening_notice(),
            Step::new(E::Decide, &[S::InPublicNotice], S::Decided, AnotherApprover(&[E::Review])).by_document(),
            Step::new(E::RecordGovernmentDecision, &[S::Proposed], S::Decided, AnotherApprover(&[E::Review]))
                .by_document(),
            Step::within(E::IssueLetter, &[S::Decided], Registrar),
            Step::new(E::Start, &[S::LetterIssued, S::Decided], S::Active, RegistrarOrSystem),
            Step::within(E::FileUpward, &[S::Active], Registrar).by_document(),
            Step::within(E::Publish, &[S::Active], Registrar),
            Step::new(E::Suspend, &[S::Active], S::Suspended, Approver).for_reason(),
            Step::new(E::Resume, &[S::Suspended], S::Active, Approver).for_reason(),
            Step::new(E::OpenRenewal, &[S::Active], S::RenewalReview, RegistrarOrSystem),
            Step::new(E::Reappoint, &[S::RenewalReview], S::Active, AnotherApproverThan(&[E::OpenRenewal]))
                .by_document(),
            Step::new(E::Resign, OPEN, S::Resigned, Registrar),
            Step::new(E::Transfer, OPEN, S::Transferred, Registrar),
            Step::new(E::Retire, OPEN, S::Retired, Registrar),
            Step::new(E::RecordDeath, OPEN, S::Deceased, Registrar),
            Step::new(E::Cancel, OPEN, S::Cancelled, Registrar),
            Step::new(E::Complete, Status::IN_OFFICE, S::Completed, System),
        ]
    };

    usual_fields!(trail);

    fn status_on(&self, today: Day) -> Status {
        self.effective(today)
    }

    fn begins(&self, step: &Step<Status, Event>, today: Day) -> bool {
        let status = self.effective(today);
        match step.event {
            Event::Complete => self.status.is_in_office() && status == Status::Completed,
            // A next term begins by itself, and its letter may come later.
            Event::IssueLetter => {
                let awaits = self.renews_id.is_some() && self.letter_number.is_none() && status == Status::Active;
                self.route == Route::PartTime && (awaits || status == Status::Decided)
            }
            _ if !step.from.contains(&status) => false,
            // A full-time inspector gets no letter of engagement, and takes up duty upon the government's decision.
            Event::OpenRenewal => self.route == Route::PartTime,
            Event::Start => self.route == Route::FullTime || status == Status::LetterIssued,
            _ => true,
        }
    }

    fn take_in(&mut self, firing: &Firing<'_, Self>, faults: &mut Faults) {
        match firing.command {
            Command::Decide { .. } => self.take_in_decision(firing, faults),
            Command::IssueLetter { .. } => self.take_in_letter(firing, faults),
            Command::Plain(Event::Start) => self.take_in_start(firing.day, faults),
            Command::Reappoint { cohort_id: Some(_), .. } => {
                self.check_next_cohort(firing.known.cohort.as_ref(), faults);
            }
            Command::Reappoint { .. } | Command::Plain(_) => {}
        }
    }

    fn check_ready(&self, readiness: &Readiness<'_, Self>) -> Result<(), Error> {
        match readiness.event {
            Event::Decide => {
                let notice = self.notice.as_ref();
                notice.ok_or_else(|| Error::internal("a published name without a notice"))?.check_over(readiness.day)
            }
            _ => Ok(()),
        }
    }

    fn advance(&mut self, firing: &Firing<'_, Self>) -> Result<Option<Self>, Error> {
        let (day, known, rules) = (firing.day, firing.known, firing.situation.rules);
        match firing.command.event() {
            Event::OpenNotice => {
                let elsewhere = firing.basis.published_elsewhere.as_ref();
                self.notice = Some(Notice::opened(day, elsewhere, rules, firing.situation.working_days)?);
            }
            Event::Decide => self.term_number = self.check_eligible(known, rules)?,
            Event::RecordGovernmentDecision => {
                self.check_eligible(known, rules)?;
                check_posts(known)?;
            }
            // A next term that has begun by itself stays in office.
            Event::IssueLetter if !self.status.is_in_office() => self.status = Status::LetterIssued,
            Event::Start => {
                self.check_certified(known)?;
                check_sanction(known, rules)?;
                check_training(known, rules)?;
            }
            Event::FileUpward => self.filed_upward_on = Some(day),
            Event::Publish => self.published_on = Some(day),
            Event::OpenRenewal => self.check_renewable(day, known, rules)?,
            Event::Reappoint => return self.next_term(firing).map(Some),
            Event::Resign | Event::Transfer | Event::Retire | Event::RecordDeath | Event::Cancel | Event::Complete => {
                self.ended_on = Some(self.end(day))
            }
            Event::Review | Event::IssueLetter | Event::Suspend | Event::Resume => {}
        }
        Ok(None)
    }
}

/// R108, S1 art. 6: a full-time inspector holds one of the authority's establishment posts.
fn check_posts(record: &Record) -> Result<(), Error> {
    if record.posts_taken < record.posts {
        return Ok(());
    }
    let wording = Wording::NoPostFree { posts: record.posts.into(), taken: record.posts_taken.into() };
    refused(&rules::ESTABLISHMENT_POSTS, wording)
}

/// R20: where a locality set an age limit, no part-time inspector is older on the cohort's first day. Nobody's age is
/// guessed. For full-time ones the cadre rules decide (R33).
fn check_age(rule: &'static Rule, record: &Record, reference: Day, rules: &Rules) -> Result<(), Error> {
    let Some(max) = rules.limit(rule) else { return Ok(()) };
    match record.birth_date {
        None => refused(rule, Wording::BirthDateNeeded),
        Some(born) if reference.years_since(born).is_some_and(|age| age > max) => {
            refused(rule, Wording::OlderThan { max: max.into(), day: reference.to_string() })
        }
        Some(_) => Ok(()),
    }
}

fn check_sanction(record: &Record, rules: &Rules) -> Result<(), Error> {
    match record.sanctioned_until.filter(|_| rules.demands(&rules::NO_SANCTION)) {
        None => Ok(()),
        Some(until) => refused(&rules::NO_SANCTION, Wording::UnderSanction { until: until.to_string() }),
    }
}

/// R70: newly appointed inspectors are trained before they take up duty. Who was certified by record serves already.
fn check_training(record: &Record, rules: &Rules) -> Result<(), Error> {
    let needed = rules.count(&rules::PRE_DUTY_HOURS);
    let serves_already = record
        .certification
        .as_ref()
        .is_some_and(|one| one.route == crate::qualification::certification::Route::Grandfathered);
    if !rules.demands(&rules::PRE_DUTY_TRAINING_REQUIRED) || serves_already || record.pre_duty_hours >= needed {
        return Ok(());
    }
    let counted = record.pre_duty_hours.into();
    refused(&rules::PRE_DUTY_TRAINING_REQUIRED, Wording::HoursMissing { needed: needed.into(), counted })
}

#[cfg(test)]
mod tests;
