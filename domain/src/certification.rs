//! Qualification certification, from application to its end (domain notes d.2).
//!
//! It is the assessment that 教育督导条例 art. 7 asks for before anyone is appointed: internal, without a
//! fee, and no administrative licence (R10, 行政许可法 art. 17).

use crate::{
    Actor, Area, Day, Error, FaultCode, Faults, Instant, Wording,
    eligibility::{self, Condition, Finding},
    event::Basis,
    id::{CertificationId, PersonId},
    lifecycle::{Authority, Makers, NextEvent, Situation, Step, Trail, check_basis},
    notice::{self, Notice, Objection},
    rules::{self, Rules, refused},
    score::Score,
    status_list::StatusEntry,
    time::{self, Moment, Term},
    word::words,
};

words! {
    /// Where a certification stands.
    Status {
        /// Being written.
        Draft = "draft",
        /// Laid before the office.
        Submitted = "submitted",
        /// Sent back for completion.
        Returned = "returned",
        /// The office reads the materials.
        MaterialsReview = "materials_review",
        /// The candidate is trained before duty.
        InTraining = "in_training",
        /// The hours are done.
        TrainingCompleted = "training_completed",
        /// The day of the exam is set.
        ExamScheduled = "exam_scheduled",
        /// Not passed.
        ExamFailed = "exam_failed",
        /// Passed.
        ExamPassed = "exam_passed",
        /// Before the panel.
        PanelReview = "panel_review",
        /// The name is published for objections.
        InPublicNotice = "in_public_notice",
        /// Certified.
        Certified = "certified",
        /// The certificate rests for the time being.
        Suspended = "suspended",
        /// Not certified.
        Rejected = "rejected",
        /// The time is over; it can still be renewed.
        Expired = "expired",
        /// Taken away by decision.
        Revoked = "revoked",
        /// Given back.
        Surrendered = "surrendered",
    }
}

impl Status {
    /// Whether a person has at most one of it.
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Rejected | Self::Expired | Self::Revoked | Self::Surrendered)
    }
}

words! {
    /// The events of the lifecycle.
    Event {
        /// Lay the application before the office.
        Submit = "submit",
        /// Take it into review.
        Accept = "accept",
        /// Send it back.
        Return = "return",
        /// Reject it.
        Reject = "reject",
        /// The materials are in order.
        PassMaterials = "pass_materials",
        /// The hours are done.
        CompleteTraining = "complete_training",
        /// Set the day of the exam, or of the resit.
        ScheduleExam = "schedule_exam",
        /// Record the exam's result.
        RecordExam = "record_exam",
        /// The panel assesses.
        ConvenePanel = "convene_panel",
        /// Publish the name.
        OpenNotice = "open_notice",
        /// Someone objects.
        Object = "object",
        /// The objection is right.
        UpholdObjection = "uphold_objection",
        /// The objection is not right.
        DismissObjection = "dismiss_objection",
        /// Certify.
        Certify = "certify",
        /// Certify a serving inspector by a check of the record.
        CertifyByRecord = "certify_by_record",
        /// Certify for another period.
        Renew = "renew",
        /// Let it rest.
        Suspend = "suspend",
        /// End the rest.
        Resume = "resume",
        /// Take it away.
        Revoke = "revoke",
        /// Give it back.
        Surrender = "surrender",
        /// End by time.
        Expire = "expire",
    }
}

words! {
    /// By which way a person was certified.
    Route {
        /// Training, exam, panel, notice.
        Ordinary = "ordinary",
        /// By a check of the record, once, for who served already.
        Grandfathered = "grandfathered",
    }
}

use Authority::{AnotherApprover, Approver, Registrar, System};

/// The lifecycle: lifecycles page, "Certification", row for row.
pub static LIFECYCLE: &[Step<Status, Event>] = &[
    Step::new(Event::Submit, &[Status::Draft, Status::Returned], Registrar),
    Step::new(Event::Accept, &[Status::Submitted], Registrar),
    Step::new(Event::Return, &[Status::MaterialsReview], Registrar).for_reason(),
    Step::new(Event::Reject, &[Status::MaterialsReview], Registrar).for_reason(),
    Step::new(Event::PassMaterials, &[Status::MaterialsReview], AnotherApprover),
    Step::new(Event::CompleteTraining, &[Status::InTraining], Registrar),
    Step::new(Event::ScheduleExam, &[Status::TrainingCompleted, Status::ExamFailed], Registrar),
    Step::new(Event::RecordExam, &[Status::ExamScheduled], Registrar),
    Step::new(Event::ConvenePanel, &[Status::ExamPassed], Registrar),
    Step::new(Event::OpenNotice, &[Status::PanelReview], Registrar),
    Step::new(Event::Object, &[Status::InPublicNotice], Registrar),
    Step::new(Event::UpholdObjection, &[Status::InPublicNotice], AnotherApprover).for_reason(),
    Step::new(Event::DismissObjection, &[Status::InPublicNotice], AnotherApprover).for_reason(),
    Step::new(Event::Certify, &[Status::InPublicNotice], AnotherApprover).by_document(),
    Step::new(Event::CertifyByRecord, &[Status::Draft], AnotherApprover).by_document(),
    Step::new(Event::Renew, &[Status::Certified, Status::Expired], AnotherApprover).by_document(),
    Step::new(Event::Suspend, &[Status::Certified], Approver).for_reason(),
    Step::new(Event::Resume, &[Status::Suspended], Approver).for_reason(),
    Step::new(Event::Revoke, &[Status::Certified, Status::Suspended], AnotherApprover).by_document().for_reason(),
    Step::new(Event::Surrender, &[Status::Certified, Status::Suspended], Registrar),
    Step::new(Event::Expire, &[Status::Certified], System),
];

/// The number of a certificate: area, year, and eight characters of chance, so that the next cannot be guessed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateNumber(String);

impl From<CertificateNumber> for String {
    fn from(value: CertificateNumber) -> Self {
        value.0
    }
}

impl CertificateNumber {
    /// Digits and letters that are not taken for each other: those of GB 32100.
    const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    /// Longest text that is looked up as a number, in characters.
    pub const CHARS_MAX: usize = 40;

    /// A number from chance. The database refuses the rare double, and the work is done again.
    pub fn from_chance(area: &Area, day: Day, random: u64) -> Self {
        let mut left = random;
        let tail: String = std::iter::repeat_with(|| {
            let at = usize::try_from(left % 31).unwrap_or_default();
            left /= 31;
            char::from(Self::ALPHABET.get(at).copied().unwrap_or(b'0'))
        })
        .take(8)
        .collect();
        Self(format!("{}-{}-{tail}", area.as_str(), day.format("%Y")))
    }

    /// A number as the database keeps it, or as it was typed.
    pub fn from_text(number: &str) -> Self {
        Self(number.trim().to_uppercase())
    }

    /// The list of its standing: its area and year.
    pub fn list(&self) -> &str {
        self.0.rsplit_once('-').map_or("", |(list, _)| list)
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The exam so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Exam {
    /// The day of the last attempt.
    pub on: Option<Day>,
    /// Attempts scheduled.
    pub attempts: u32,
    /// The score of the last attempt.
    pub score: Option<Score>,
}

/// A qualification certification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certification {
    /// Identifier.
    pub id: CertificationId,
    /// Version, one more with every change.
    pub version: i64,
    /// Area, inherited from the person.
    pub area: Area,
    /// The candidate, then holder.
    pub person_id: PersonId,
    /// Where it stands, as stored; see [`Certification::effective`].
    pub status: Status,
    /// By which way.
    pub route: Route,
    /// What proves the record, such as copies of diplomas.
    pub evidence: Option<String>,
    /// What the candidate declares.
    pub declarations: Vec<Condition>,
    /// The conditions as they were found when last looked at.
    pub findings: Vec<Finding>,
    /// The legal basis on which unmet conditions were passed over.
    pub legal_basis: Option<String>,
    /// The exam.
    pub exam: Exam,
    /// The panel that assessed.
    pub panel: Vec<String>,
    /// The public notice.
    pub notice: Option<Notice>,
    /// The last objection.
    pub objection: Option<Objection>,
    /// The certificate's number.
    pub number: Option<CertificateNumber>,
    /// Where its signed form looks up its standing.
    pub status_entry: Option<StatusEntry>,
    /// The time for which it is valid.
    pub term: Option<Term>,
    /// The day on which the holder was heard before a revocation.
    pub defence_heard_on: Option<Day>,
    /// Through which statuses it went, and when.
    pub trail: Trail<Status>,
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
        /// What proves the record.
        evidence: Option<String>,
        /// What the candidate declares.
        declarations: Option<Vec<Condition>>,
    },
    /// Pass the materials, over unmet conditions only on a legal basis.
    PassMaterials {
        /// The legal basis.
        legal_basis: Option<String>,
    },
    /// The day of the exam.
    ScheduleExam {
        /// The day.
        exam_on: Day,
    },
    /// The exam's result.
    RecordExam(Score),
    /// The panel, by name.
    ConvenePanel(Vec<String>),
    /// An objection.
    Object(Objection),
    /// Certify by record, over unmet conditions only on a legal basis.
    CertifyByRecord {
        /// The legal basis.
        legal_basis: Option<String>,
    },
    /// Take it away, the person having been heard.
    Revoke {
        /// The day of the hearing.
        defence_heard_on: Option<Day>,
    },
    /// Any event that needs nothing more.
    Plain(Event),
}

impl Command {
    /// The event it fires.
    pub fn event(&self) -> Event {
        match self {
            Self::Submit { .. } => Event::Submit,
            Self::PassMaterials { .. } => Event::PassMaterials,
            Self::ScheduleExam { .. } => Event::ScheduleExam,
            Self::RecordExam(_) => Event::RecordExam,
            Self::ConvenePanel(_) => Event::ConvenePanel,
            Self::Object(_) => Event::Object,
            Self::CertifyByRecord { .. } => Event::CertifyByRecord,
            Self::Revoke { .. } => Event::Revoke,
            Self::Plain(event) => *event,
        }
    }
}

/// What the register knows beside the certification, as far as the event asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The conditions, as they are found now.
    pub findings: Vec<Finding>,
    /// Hours of pre-duty training for the exam; of concentrated training in the last year for a renewal.
    pub hours: u32,
    /// Whether the person was certified by record before.
    pub was_grandfathered: bool,
    /// A fresh number for a certificate.
    pub number: CertificateNumber,
    /// A place by chance in the list of certificates of the area and year.
    pub status_index: u32,
}

impl Certification {
    /// A draft.
    pub fn apply_for(id: CertificationId, person_id: PersonId, area: Area, now: Instant) -> Self {
        Self {
            id,
            version: 1,
            area,
            person_id,
            status: Status::Draft,
            route: Route::Ordinary,
            evidence: None,
            declarations: Vec::new(),
            findings: Vec::new(),
            legal_basis: None,
            exam: Exam::default(),
            panel: Vec::new(),
            notice: None,
            objection: None,
            number: None,
            status_entry: None,
            term: None,
            defence_heard_on: None,
            trail: Trail::beginning(time::day_in_shanghai(now), Status::Draft),
            last_event_on: None,
            created_at: now,
            updated_at: now,
        }
    }

    /// The certification of somebody who serves already, by a check of the record under a document (rosters).
    ///
    /// # Errors
    /// [`Error::RuleRefused`] once the time of record checks is over, for a second one, and for unmet conditions.
    pub fn certified_by_document(
        self,
        day: Day,
        record: &Record,
        document: &str,
        rules: &Rules,
    ) -> Result<Self, Error> {
        let checked = Self {
            evidence: Some(document.to_owned()),
            findings: record.findings.clone(),
            last_event_on: Some(day),
            ..self
        };
        checked.check_record(day, record, rules)?;
        let certified = checked.certified(Route::Grandfathered, day, record, rules);
        Ok(Self { trail: Trail::beginning(day, Status::Certified), ..certified })
    }

    /// The certification as it stood at a moment; none when it was not there yet.
    pub fn at(self, moment: Moment, today: Day) -> Option<Self> {
        let Some(day) = moment.as_of.filter(|day| *day != today) else {
            return Some(Self { status: self.effective(today), ..self });
        };
        let stood = self.trail.on(day)?;
        let is_over = stood == Status::Certified && self.term.is_some_and(|term| term.until < day);
        Some(Self { status: if is_over { Status::Expired } else { stood }, ..self })
    }

    /// The status on a day: what has run out reads as expired even before the job has run.
    pub fn effective(&self, today: Day) -> Status {
        match (self.status, self.term) {
            (Status::Certified, Some(term)) if term.until < today => Status::Expired,
            (status, _) => status,
        }
    }

    /// Whether the holder is certified on a day.
    pub fn is_in_force(&self, day: Day) -> bool {
        self.status == Status::Certified && self.term.is_some_and(|term| term.covers(day))
    }

    /// Fires an event.
    ///
    /// Errors in this order: the role never has it (403), the status has no such step (409), every
    /// fault of the input (422), four eyes (403), a rule that is not met (409).
    pub fn apply(
        &self,
        command: &Command,
        basis: &Basis,
        record: &Record,
        situation: &Situation<'_, Event>,
    ) -> Result<Self, Error> {
        let (event, today) = (command.event(), situation.today);
        let not_allowed = Error::TransitionNotAllowed { status: self.effective(today).as_str(), event: event.as_str() };
        let Some(step) = LIFECYCLE.iter().find(|step| step.event == event) else { return Err(not_allowed) };
        if !step.authority.held_by(situation.actor.role) {
            return Err(step.authority.refuses(situation.actor.role));
        }
        if !self.is_possible(step, today) {
            return Err(not_allowed);
        }
        let mut faults = Faults::new();
        let day = check_basis(step, basis, today, self.last_event_on, &mut faults);
        if event == Event::OpenNotice {
            notice::check_opening(basis, today, &mut faults);
        }
        let prepared = self.with_particulars(command, day, record, &mut faults);
        let prepared = faults.finish(Some(prepared))?;
        four_eyes(step, situation.makers, situation.actor)?;
        let moved = prepared.moved(event, (day, basis), record, situation)?;
        let trail = if moved.status == self.status { moved.trail } else { moved.trail.then(day, moved.status) };
        Ok(Self { version: self.version + 1, trail, last_event_on: Some(day), updated_at: situation.now, ..moved })
    }

    /// The certification, revoked by a case in which the holder was heard. None when it is not in force.
    pub fn ended_by_case(&self, day: Day, heard_on: Option<Day>, now: Instant) -> Option<Self> {
        if !matches!(self.effective(day), Status::Certified | Status::Suspended) {
            return None;
        }
        Some(Self {
            version: self.version + 1,
            status: Status::Revoked,
            defence_heard_on: heard_on.or(self.defence_heard_on),
            trail: self.trail.clone().then(day, Status::Revoked),
            last_event_on: self.last_event_on.max(Some(day)),
            updated_at: time::following(self.updated_at, now),
            ..self.clone()
        })
    }

    /// The certification of somebody who turned out to be another: what was published under the name is asked for again. None
    /// where nothing was.
    pub fn asked_again(&self, day: Day, now: Instant) -> Option<Self> {
        let again = || Self { notice: None, objection: None, ..self.ended_at(Status::PanelReview, day, now) };
        (self.status == Status::InPublicNotice).then(again)
    }

    /// The certification, ended by the holder's death: a certificate is given back, and an application rejected. None when
    /// it was over by then.
    pub fn ended_by_death(&self, day: Day, now: Instant) -> Option<Self> {
        let status = match self.effective(day) {
            Status::Certified | Status::Suspended => Status::Surrendered,
            status if status.is_open() => Status::Rejected,
            _ => return None,
        };
        Some(Self { last_event_on: Some(day), ..self.ended_at(status, day, now) })
    }

    fn ended_at(&self, status: Status, day: Day, now: Instant) -> Self {
        let day = if status.is_open() { self.last_event_on.map_or(day, |last| day.max(last)) } else { day };
        Self {
            version: self.version + 1,
            status,
            trail: self.trail.clone().then(day, status),
            last_event_on: self.last_event_on.max(Some(day)),
            updated_at: time::following(self.updated_at, now),
            ..self.clone()
        }
    }

    /// The certification as it was before a case revoked it (R117).
    #[must_use]
    pub fn restored(&self, before: &Self, day: Day, now: Instant) -> Self {
        Self {
            version: self.version + 1,
            status: before.status,
            defence_heard_on: before.defence_heard_on,
            trail: before.trail.clone(),
            last_event_on: self.last_event_on.max(Some(day)),
            updated_at: time::following(self.updated_at, now),
            ..self.clone()
        }
    }

    /// Whether the step begins here. Within a notice an objection is a flag: it can be decided while it is
    /// open, and another is heard when it is not.
    fn is_possible(&self, step: &Step<Status, Event>, today: Day) -> bool {
        let is_stopped = self.notice.as_ref().is_some_and(Notice::is_stopped);
        match step.event {
            Event::Expire => self.status == Status::Certified && self.effective(today) == Status::Expired,
            _ if !step.from.contains(&self.effective(today)) => false,
            Event::Object => !is_stopped,
            Event::UpholdObjection | Event::DismissObjection => is_stopped,
            _ => true,
        }
    }

    /// Takes in what the event brings, noting what it lacks.
    fn with_particulars(&self, command: &Command, day: Day, record: &Record, faults: &mut Faults) -> Self {
        let mut next = self.clone();
        match command {
            Command::Submit { evidence, declarations } => {
                next.evidence = evidence.clone().or(next.evidence);
                next.declarations = declarations.clone().unwrap_or(next.declarations);
                next.findings.clone_from(&record.findings);
                if next.evidence.is_none() {
                    faults.add("/evidence", FaultCode::Required, Wording::FieldNeeded);
                }
            }
            Command::PassMaterials { legal_basis } | Command::CertifyByRecord { legal_basis } => {
                next.legal_basis.clone_from(legal_basis);
                next.findings.clone_from(&record.findings);
            }
            Command::ScheduleExam { exam_on } => {
                if *exam_on < day {
                    faults.add("/exam_on", FaultCode::Date, Wording::DayBeforePreviousEvent);
                }
                next.exam = Exam { on: Some(*exam_on), attempts: self.exam.attempts + 1, score: None };
            }
            Command::RecordExam(score) => next.exam.score = Some(*score),
            Command::ConvenePanel(panel) => next.panel.clone_from(panel),
            Command::Object(objection) => next.objection = Some(objection.clone()),
            Command::Revoke { defence_heard_on } => {
                match defence_heard_on {
                    None => faults.add("/defence_heard_on", FaultCode::Required, Wording::DefenceNeeded),
                    Some(heard_on) if *heard_on > day => {
                        faults.add("/defence_heard_on", FaultCode::Date, Wording::DayInTheFuture);
                    }
                    Some(_) => {}
                }
                next.defence_heard_on = *defence_heard_on;
            }
            Command::Plain(_) => {}
        }
        next
    }

    /// The certification after the event, or the rule that refuses it.
    fn moved(
        self,
        event: Event,
        (day, basis): (Day, &Basis),
        record: &Record,
        situation: &Situation<'_, Event>,
    ) -> Result<Self, Error> {
        let (rules, working_days) = (situation.rules, situation.working_days);
        let status = match event {
            Event::Submit => Status::Submitted,
            Event::Accept => Status::MaterialsReview,
            Event::Return => Status::Returned,
            Event::Reject | Event::UpholdObjection => Status::Rejected,
            Event::PassMaterials => {
                self.check_conditions()?;
                Status::InTraining
            }
            Event::CompleteTraining => {
                check_hours(&rules::PRE_DUTY_HOURS, record.hours, rules)?;
                Status::TrainingCompleted
            }
            Event::ScheduleExam => self.check_attempts(rules)?,
            Event::RecordExam => self.examined(day, rules)?,
            Event::ConvenePanel => self.check_panel(rules)?,
            Event::OpenNotice => {
                let notice = Notice::opened(day, basis.published_elsewhere.as_ref(), rules, working_days)?;
                return Ok(Self { status: Status::InPublicNotice, notice: Some(notice), ..self });
            }
            Event::Object => return Ok(Self { notice: Some(self.notice()?.stopped(day, working_days)?), ..self }),
            Event::DismissObjection => {
                return Ok(Self { notice: Some(self.notice()?.resumed(day, working_days)?), ..self });
            }
            Event::Certify => {
                self.notice()?.check_over(day)?;
                return Ok(self.certified(Route::Ordinary, day, record, rules));
            }
            Event::CertifyByRecord => {
                self.check_record(day, record, rules)?;
                return Ok(self.certified(Route::Grandfathered, day, record, rules));
            }
            Event::Renew => {
                check_hours(&rules::TRAINING_MIN_HOURS_PER_YEAR, record.hours, rules)?;
                let term = Term::renewed(self.term, day, rules.count(&rules::QUALIFICATION_VALID_YEARS));
                return Ok(Self { status: Status::Certified, term: Some(term), ..self });
            }
            Event::Suspend => Status::Suspended,
            Event::Resume => Status::Certified,
            Event::Revoke => Status::Revoked,
            Event::Surrender => Status::Surrendered,
            Event::Expire => Status::Expired,
        };
        Ok(Self { status, ..self })
    }

    fn notice(&self) -> Result<Notice, Error> {
        self.notice.clone().ok_or_else(|| Error::internal("a published name without a notice"))
    }

    /// R2 to R8; R6: a locality that goes lower says by which law.
    fn check_conditions(&self) -> Result<(), Error> {
        if self.legal_basis.is_some() { Ok(()) } else { eligibility::check(&self.findings) }
    }

    /// Serving inspectors declared the rest when they were appointed; what a record proves is looked at again.
    fn check_record(&self, day: Day, record: &Record, rules: &Rules) -> Result<(), Error> {
        let until = rules.day(&rules::RECORD_CHECK_UNTIL);
        if let Some(until) = until.filter(|until| day > *until) {
            return refused(&rules::RECORD_CHECK_UNTIL, Wording::RecordCheckClosed { until: until.to_string() });
        }
        if record.was_grandfathered {
            return refused(&rules::RECORD_CHECK_UNTIL, Wording::RecordCheckOnce);
        }
        self.check_conditions()
    }

    fn check_attempts(&self, rules: &Rules) -> Result<Status, Error> {
        let max = rules.count(&rules::EXAM_MAX_RESITS);
        if self.exam.attempts > max.saturating_add(1) {
            return refused(&rules::EXAM_MAX_RESITS, Wording::NoResitLeft { max: max.into() });
        }
        Ok(Status::ExamScheduled)
    }

    fn examined(&self, day: Day, rules: &Rules) -> Result<Status, Error> {
        if let Some(exam_on) = self.exam.on.filter(|exam_on| day < *exam_on) {
            return refused(&rules::EXAM_PASS_SCORE, Wording::ExamNotHeldYet { exam_on: exam_on.to_string() });
        }
        let needed = Score::of_points(rules.count(&rules::EXAM_PASS_SCORE));
        Ok(if self.exam.score >= Some(needed) { Status::ExamPassed } else { Status::ExamFailed })
    }

    fn check_panel(&self, rules: &Rules) -> Result<Status, Error> {
        let needed = rules.count(&rules::QUALIFICATION_PANEL_MIN_MEMBERS);
        if u32::try_from(self.panel.len()).is_ok_and(|members| members < needed) {
            let wording = Wording::PanelTooSmall { needed: needed.into() };
            return refused(&rules::QUALIFICATION_PANEL_MIN_MEMBERS, wording);
        }
        Ok(Status::PanelReview)
    }

    fn certified(self, route: Route, day: Day, record: &Record, rules: &Rules) -> Self {
        let term = Term::of_years(day, rules.count(&rules::QUALIFICATION_VALID_YEARS));
        let status_entry = StatusEntry { list: record.number.list().to_owned(), index: record.status_index };
        Self {
            status: Status::Certified,
            route,
            number: Some(record.number.clone()),
            status_entry: Some(status_entry),
            term: Some(term),
            ..self
        }
    }

    /// The events possible now, and for each whether this caller may fire it.
    pub fn possible(&self, actor: &Actor, makers: &Makers<Event>, today: Day) -> Vec<NextEvent<Event>> {
        let steps = LIFECYCLE.iter().filter(|step| step.authority != System && self.is_possible(step, today));
        steps.map(|step| NextEvent { event: step.event, refusal: self.refusal(step, actor, makers, today) }).collect()
    }

    fn refusal(&self, step: &Step<Status, Event>, actor: &Actor, makers: &Makers<Event>, today: Day) -> Option<Error> {
        if !step.authority.held_by(actor.role) {
            return Some(step.authority.refuses(actor.role));
        }
        if let Err(refusal) = four_eyes(step, makers, actor) {
            return Some(refusal);
        }
        match step.event {
            Event::Certify => self.notice().and_then(|notice| notice.check_over(today)).err(),
            _ => None,
        }
    }
}

fn check_hours(rule: &'static rules::Rule, counted: u32, rules: &Rules) -> Result<(), Error> {
    let needed = rules.count(rule);
    if counted < needed {
        return refused(rule, Wording::HoursMissing { needed: needed.into(), counted: counted.into() });
    }
    Ok(())
}

/// Who applied, submitted, or took up an objection decides nothing about it; an objection is not decided by
/// who read or passed the materials either.
fn four_eyes(step: &Step<Status, Event>, makers: &Makers<Event>, actor: &Actor) -> Result<(), Error> {
    if step.authority != AnotherApprover {
        return Ok(());
    }
    let objection = matches!(step.event, Event::UpholdObjection | Event::DismissObjection);
    makers.exclude(actor, |event| match event {
        Event::Submit | Event::Object => true,
        Event::Accept | Event::PassMaterials => objection,
        _ => false,
    })
}
