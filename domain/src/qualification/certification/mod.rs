//! Qualification certification, from application to its end (domain notes d.2).
//!
//! It is the assessment that 教育督导条例 art. 7 asks for before anyone is appointed: internal, without a
//! fee, and no administrative licence (R10, 行政许可法 art. 17).

mod number;

use crate::{
    Area, Day, Error, FaultCode, Faults, Instant, Wording,
    kernel::{
        id::{CertificationId, PersonId},
        lifecycle::{Authority, Firing, Lifecycle, Readiness, StatusHistory, Step, moved_to, usual_fields},
        notice::{Notice, Objection},
        rules::{self, Rules, refused},
        score::Score,
        status_list::StatusEntry,
        time::{self, Moment, Term},
        word::words,
    },
    qualification::eligibility::{self, Condition, Finding},
};

pub use number::CertificateNumber;

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
    /// The stored status; see [`Certification::effective`].
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

/// What the register knows in addition to the certification, as far as the event needs it.
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
            trail: StatusHistory::beginning(time::day_in_shanghai(now), Status::Draft),
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
        let mut one = Self {
            status: Status::Certified,
            evidence: Some(document.to_owned()),
            findings: record.findings.clone(),
            trail: StatusHistory::beginning(day, Status::Certified),
            last_event_on: Some(day),
            ..self
        };
        one.check_record(day, record, rules)?;
        one.certify(Route::Grandfathered, day, record, rules);
        Ok(one)
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

    /// The status on a day. A certification past its term is reported as expired at once; the job only stores it.
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

    /// The certification, revoked by a case in which the holder was heard. None when it is not in force.
    pub fn ended_by_case(&self, day: Day, heard_on: Option<Day>, now: Instant) -> Option<Self> {
        if !matches!(self.effective(day), Status::Certified | Status::Suspended) {
            return None;
        }
        let revoked = moved_to(self, Status::Revoked, day, now);
        Some(Self { defence_heard_on: heard_on.or(self.defence_heard_on), ..revoked })
    }

    /// The certification after the person's identity changed: the public notice has to be repeated. None if there is no
    /// such notice.
    pub fn asked_again(&self, day: Day, now: Instant) -> Option<Self> {
        let day = self.last_event_on.map_or(day, |last| day.max(last));
        let again = || Self { notice: None, objection: None, ..moved_to(self, Status::PanelReview, day, now) };
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
        Some(Self { last_event_on: Some(day), ..moved_to(self, status, day, now) })
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

    fn check_attempts(&self, rules: &Rules) -> Result<(), Error> {
        let max = rules.count(&rules::EXAM_MAX_RESITS);
        if self.exam.attempts > max.saturating_add(1) {
            return refused(&rules::EXAM_MAX_RESITS, Wording::NoResitLeft { max: max.into() });
        }
        Ok(())
    }

    fn examined(&self, day: Day, rules: &Rules) -> Result<Status, Error> {
        if let Some(exam_on) = self.exam.on.filter(|exam_on| day < *exam_on) {
            return refused(&rules::EXAM_PASS_SCORE, Wording::ExamNotHeldYet { exam_on: exam_on.to_string() });
        }
        let needed = Score::of_points(rules.count(&rules::EXAM_PASS_SCORE));
        Ok(if self.exam.score >= Some(needed) { Status::ExamPassed } else { Status::ExamFailed })
    }

    fn check_panel(&self, rules: &Rules) -> Result<(), Error> {
        let needed = rules.count(&rules::QUALIFICATION_PANEL_MIN_MEMBERS);
        if u32::try_from(self.panel.len()).is_ok_and(|members| members < needed) {
            let wording = Wording::PanelTooSmall { needed: needed.into() };
            return refused(&rules::QUALIFICATION_PANEL_MIN_MEMBERS, wording);
        }
        Ok(())
    }

    fn certify(&mut self, route: Route, day: Day, record: &Record, rules: &Rules) {
        let list = record.number.list().to_owned();
        self.route = route;
        self.number = Some(record.number.clone());
        self.status_entry = Some(StatusEntry { list, index: record.status_index });
        self.term = Some(Term::of_years(day, rules.count(&rules::QUALIFICATION_VALID_YEARS)));
    }

    fn hear_before_revocation(&mut self, heard_on: Option<Day>, day: Day, faults: &mut Faults) {
        match heard_on {
            None => faults.add("/defence_heard_on", FaultCode::Required, Wording::DefenceNeeded),
            Some(heard_on) if heard_on > day => {
                faults.add("/defence_heard_on", FaultCode::Date, Wording::DayInTheFuture);
            }
            Some(_) => {}
        }
        self.defence_heard_on = heard_on;
    }
}

use Authority::{AnotherApprover, Approver, Registrar, System};

/// Whoever submitted an application or took up an objection decides nothing about it; an objection is not decided by whoever
/// read or passed the materials either.
const SUBMITTED: &[Event] = &[Event::Submit, Event::Object];
const REVIEWED: &[Event] = &[Event::Submit, Event::Object, Event::Accept, Event::PassMaterials];

/// The lifecycle: lifecycles page, "Certification", row for row.
impl Lifecycle for Certification {
    type Status = Status;
    type Event = Event;
    type Command = Command;
    type Known = Record;
    type Effect = ();

    const STEPS: &'static [Step<Status, Event>] = {
        use {Event as E, Status as S};
        const IN_FORCE: &[Status] = &[S::Certified, S::Suspended];
        &[
            Step::new(E::Submit, &[S::Draft, S::Returned], S::Submitted, Registrar),
            Step::new(E::Accept, &[S::Submitted], S::MaterialsReview, Registrar),
            Step::new(E::Return, &[S::MaterialsReview], S::Returned, Registrar).for_reason(),
            Step::new(E::Reject, &[S::MaterialsReview], S::Rejected, Registrar).for_reason(),
            Step::new(E::PassMaterials, &[S::MaterialsReview], S::InTraining, AnotherApprover(SUBMITTED)),
            Step::new(E::CompleteTraining, &[S::InTraining], S::TrainingCompleted, Registrar),
            Step::new(E::ScheduleExam, &[S::TrainingCompleted, S::ExamFailed], S::ExamScheduled, Registrar),
            Step::within(E::RecordExam, &[S::ExamScheduled], Registrar),
            Step::new(E::ConvenePanel, &[S::ExamPassed], S::PanelReview, Registrar),
            Step::new(E::OpenNotice, &[S::PanelReview], S::InPublicNotice, Registrar).opening_notice(),
            Step::within(E::Object, &[S::InPublicNotice], Registrar),
            Step::new(E::UpholdObjection, &[S::InPublicNotice], S::Rejected, AnotherApprover(REVIEWED)).for_reason(),
            Step::within(E::DismissObjection, &[S::InPublicNotice], AnotherApprover(REVIEWED)).for_reason(),
            Step::new(E::Certify, &[S::InPublicNotice], S::Certified, AnotherApprover(SUBMITTED)).by_document(),
            Step::new(E::CertifyByRecord, &[S::Draft], S::Certified, AnotherApprover(SUBMITTED)).by_document(),
            Step::new(E::Renew, &[S::Certified, S::Expired], S::Certified, AnotherApprover(SUBMITTED)).by_document(),
            Step::new(E::Suspend, &[S::Certified], S::Suspended, Approver).for_reason(),
            Step::new(E::Resume, &[S::Suspended], S::Certified, Approver).for_reason(),
            Step::new(E::Revoke, IN_FORCE, S::Revoked, AnotherApprover(SUBMITTED)).by_document().for_reason(),
            Step::new(E::Surrender, IN_FORCE, S::Surrendered, Registrar),
            Step::new(E::Expire, &[S::Certified], S::Expired, System),
        ]
    };

    usual_fields!(trail);

    fn status_on(&self, today: Day) -> Status {
        self.effective(today)
    }

    /// Within a notice an objection is a flag: it can be decided while it is open, and another is heard when it is not.
    fn begins(&self, step: &Step<Status, Event>, today: Day) -> bool {
        let is_stopped = self.notice.as_ref().is_some_and(Notice::is_stopped);
        match step.event {
            Event::Expire => self.status == Status::Certified && self.effective(today) == Status::Expired,
            _ if !step.from.contains(&self.effective(today)) => false,
            Event::Object => !is_stopped,
            Event::UpholdObjection | Event::DismissObjection => is_stopped,
            _ => true,
        }
    }

    fn take_in(&mut self, firing: &Firing<'_, Self>, faults: &mut Faults) {
        let (day, known) = (firing.day, firing.known);
        match firing.command {
            Command::Submit { evidence, declarations } => {
                self.evidence = evidence.clone().or(self.evidence.take());
                if let Some(declarations) = declarations {
                    self.declarations.clone_from(declarations);
                }
                self.findings.clone_from(&known.findings);
                if self.evidence.is_none() {
                    faults.add("/evidence", FaultCode::Required, Wording::FieldNeeded);
                }
            }
            Command::PassMaterials { legal_basis } | Command::CertifyByRecord { legal_basis } => {
                self.legal_basis.clone_from(legal_basis);
                self.findings.clone_from(&known.findings);
            }
            Command::ScheduleExam { exam_on } => {
                if *exam_on < day {
                    faults.add("/exam_on", FaultCode::Date, Wording::DayBeforePreviousEvent);
                }
                self.exam = Exam { on: Some(*exam_on), attempts: self.exam.attempts + 1, score: None };
            }
            Command::RecordExam(score) => self.exam.score = Some(*score),
            Command::ConvenePanel(panel) => self.panel.clone_from(panel),
            Command::Object(objection) => self.objection = Some(objection.clone()),
            Command::Revoke { defence_heard_on } => self.hear_before_revocation(*defence_heard_on, day, faults),
            Command::Plain(_) => {}
        }
    }

    fn check_ready(&self, readiness: &Readiness<'_, Self>) -> Result<(), Error> {
        match readiness.event {
            Event::Certify => self.notice()?.check_over(readiness.day),
            _ => Ok(()),
        }
    }

    fn advance(&mut self, firing: &Firing<'_, Self>) -> Result<(), Error> {
        let (day, known) = (firing.day, firing.known);
        let (rules, working_days) = (firing.situation.rules, firing.situation.working_days);
        match firing.command.event() {
            Event::PassMaterials => self.check_conditions()?,
            Event::CompleteTraining => check_hours(&rules::PRE_DUTY_HOURS, known.hours, rules)?,
            Event::ScheduleExam => self.check_attempts(rules)?,
            Event::RecordExam => self.status = self.examined(day, rules)?,
            Event::ConvenePanel => self.check_panel(rules)?,
            Event::OpenNotice => {
                let elsewhere = firing.basis.published_elsewhere.as_ref();
                self.notice = Some(Notice::opened(day, elsewhere, rules, working_days)?);
            }
            Event::Object => self.notice = Some(self.notice()?.stopped(day, working_days)?),
            Event::DismissObjection => self.notice = Some(self.notice()?.resumed(day, working_days)?),
            Event::Certify => self.certify(Route::Ordinary, day, known, rules),
            Event::CertifyByRecord => {
                self.check_record(day, known, rules)?;
                self.certify(Route::Grandfathered, day, known, rules);
            }
            Event::Renew => {
                check_hours(&rules::TRAINING_MIN_HOURS_PER_YEAR, known.hours, rules)?;
                self.term = Some(Term::renewed(self.term, day, rules.count(&rules::QUALIFICATION_VALID_YEARS)));
            }
            _ => {}
        }
        Ok(())
    }
}

fn check_hours(rule: &'static rules::Rule, counted: u32, rules: &Rules) -> Result<(), Error> {
    let needed = rules.count(rule);
    if counted < needed {
        return refused(rule, Wording::HoursMissing { needed: needed.into(), counted: counted.into() });
    }
    Ok(())
}
