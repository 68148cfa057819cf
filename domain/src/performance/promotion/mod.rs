//! The procedure that leads to a grade (domain notes d.6): from the check of eligibility over panel and public notice to the
//! day on which it takes effect, and the way down after an unqualified year.
//!
//! The inspector's own grade is decided here. A title is decided by the personnel authority (R120): the procedure follows
//! it and takes effect once that authority has recorded the title. Ranks are recorded only (R125).

mod decision;
pub mod eligibility;
pub mod standing;

use crate::{
    Area, Day, Error, FaultCode, Faults, Instant, Wording,
    kernel::{
        id::{GradeId, PersonId, PromotionId},
        lifecycle::{Authority, Firing, Lifecycle, Readiness, StatusHistory, Step, usual_fields},
        notice::Notice,
        rules::{self, Rules, refused},
        score::Score,
        time::{self, Moment},
        word::words,
    },
    performance::grade::Track,
};
use eligibility::{Finding, of_promotion};
use standing::Standing;

words! {
    /// Where a promotion stands.
    Status {
        /// Being written.
        Draft = "draft",
        /// The conditions were looked at.
        EligibilityChecked = "eligibility_checked",
        /// The unit recommends it.
        Recommended = "recommended",
        /// The evidence was verified.
        EvidenceVerified = "evidence_verified",
        /// The panel has assessed.
        PanelReviewed = "panel_reviewed",
        /// The name is published for objections.
        InPublicNotice = "in_public_notice",
        /// Decided, and not in effect yet.
        Approved = "approved",
        /// Put off.
        Deferred = "deferred",
        /// A step down is proposed.
        DemotionProposed = "demotion_proposed",
        /// In effect.
        Effective = "effective",
        /// Not approved.
        Rejected = "rejected",
        /// Given up.
        Withdrawn = "withdrawn",
    }
}

words! {
    /// The events of the lifecycle.
    Event {
        /// Look at the conditions.
        CheckEligibility = "check_eligibility",
        /// The unit recommends it.
        Recommend = "recommend",
        /// The evidence is in order.
        VerifyEvidence = "verify_evidence",
        /// The panel assesses.
        ReviewPanel = "review_panel",
        /// Publish the name.
        OpenNotice = "open_notice",
        /// Decide.
        Approve = "approve",
        /// Bring it into effect.
        TakeEffect = "take_effect",
        /// Put it off.
        Defer = "defer",
        /// Refuse it.
        Reject = "reject",
        /// Give it up.
        Withdraw = "withdraw",
        /// Propose a step down.
        ProposeDemotion = "propose_demotion",
        /// Decide on the step down.
        DecideDemotion = "decide_demotion",
    }
}

/// What was looked at and is not decided yet.
const UNDER_WAY: &[Status] = &[
    Status::EligibilityChecked,
    Status::Recommended,
    Status::EvidenceVerified,
    Status::PanelReviewed,
    Status::InPublicNotice,
];

/// What nobody has decided on: after that, only who decides ends it.
const UNDECIDED: &[Status] = &[
    Status::Draft,
    Status::EligibilityChecked,
    Status::Recommended,
    Status::EvidenceVerified,
    Status::PanelReviewed,
    Status::InPublicNotice,
    Status::Deferred,
    Status::DemotionProposed,
];

/// What has not ended.
pub(crate) const OPEN: &[Status] = &[
    Status::Draft,
    Status::EligibilityChecked,
    Status::Recommended,
    Status::EvidenceVerified,
    Status::PanelReviewed,
    Status::InPublicNotice,
    Status::Approved,
    Status::Deferred,
    Status::DemotionProposed,
];

/// A promotion, or a demotion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promotion {
    /// Identifier.
    pub id: PromotionId,
    /// Version, one more with every change.
    pub version: i64,
    /// Area, inherited from the person.
    pub area: Area,
    /// Whose.
    pub person_id: PersonId,
    /// On which track.
    pub track: Track,
    /// The grade held when the conditions were looked at.
    pub from_grade: Option<String>,
    /// The grade it leads to.
    pub to_grade: String,
    /// Whether it leads down.
    pub is_demotion: bool,
    /// Whether it counts against the inspectors' own quota of titles (R121).
    pub separate_line: bool,
    /// Where it stands.
    pub status: Status,
    /// Every condition as it was found.
    pub findings: Vec<Finding>,
    /// Who recommends it.
    pub recommended_by: Option<String>,
    /// What proves it.
    pub evidence: Option<String>,
    /// The panel that assessed.
    pub panel: Vec<String>,
    /// The panel's score.
    pub score: Option<Score>,
    /// The public notice.
    pub notice: Option<Notice>,
    /// The day on which the person was heard before a demotion.
    pub defence_heard_on: Option<Day>,
    /// The document of the decision.
    pub decision_document_number: Option<String>,
    /// The day from which it has effect.
    pub effective_on: Option<Day>,
    /// The grade it led to.
    pub grade_id: Option<GradeId>,
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
    /// The evidence.
    VerifyEvidence {
        /// What proves it.
        evidence: String,
    },
    /// The panel, by name, with its score.
    ReviewPanel {
        /// The members.
        panel: Vec<String>,
        /// Their score.
        score: Score,
    },
    /// The decision.
    Approve {
        /// From when it has effect; the day of the decision unless said.
        effective_on: Option<Day>,
    },
    /// The decision on a step down, the person having been heard.
    DecideDemotion {
        /// The day of the hearing.
        defence_heard_on: Option<Day>,
        /// From when it has effect; the day of the decision unless said.
        effective_on: Option<Day>,
    },
    /// Any event that needs nothing more.
    Plain(Event),
}

impl Command {
    /// The event it fires.
    pub fn event(&self) -> Event {
        match self {
            Self::VerifyEvidence { .. } => Event::VerifyEvidence,
            Self::ReviewPanel { .. } => Event::ReviewPanel,
            Self::Approve { .. } => Event::Approve,
            Self::DecideDemotion { .. } => Event::DecideDemotion,
            Self::Plain(event) => *event,
        }
    }
}

/// What the register knows in addition to the promotion.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// About the person.
    pub standing: Standing,
    /// The grade of our own that it leads to, when it takes effect.
    pub grade_id: Option<GradeId>,
    /// The rules in force.
    pub rules: Rules,
}

impl Promotion {
    /// A draft.
    pub fn draft(
        id: PromotionId,
        (person_id, area): (PersonId, Area),
        (track, to_grade): (Track, String),
        separate_line: bool,
        now: Instant,
    ) -> Self {
        Self {
            id,
            version: 1,
            area,
            person_id,
            track,
            from_grade: None,
            to_grade,
            is_demotion: false,
            separate_line,
            status: Status::Draft,
            findings: Vec::new(),
            recommended_by: None,
            evidence: None,
            panel: Vec::new(),
            score: None,
            notice: None,
            defence_heard_on: None,
            decision_document_number: None,
            effective_on: None,
            grade_id: None,
            trail: StatusHistory::beginning(time::day_in_shanghai(now), Status::Draft),
            last_event_on: None,
            created_at: now,
            updated_at: now,
        }
    }

    /// Whether there may be such a procedure at all.
    ///
    /// # Errors
    /// [`Error::RuleRefused`] for ranks, which are recorded only (R125), for our own grades where no policy switched them on
    /// (Q23), and for a quota of its own that no policy gave (R121).
    pub fn check_track(&self, rules: &Rules) -> Result<(), Error> {
        match self.track {
            Track::JobRank => return refused(&rules::PROMOTION_RANK_RECORDED_ONLY, Wording::RankIsRecordedOnly),
            Track::InspectorGrade if !rules.demands(&rules::INSPECTOR_GRADE_ENABLED) => {
                return refused(&rules::INSPECTOR_GRADE_ENABLED, Wording::InspectorGradesAreOff);
            }
            _ => {}
        }
        if self.separate_line && !rules.demands(&rules::PROMOTION_SEPARATE_LINE) {
            return refused(&rules::PROMOTION_SEPARATE_LINE, Wording::NoSeparateLine);
        }
        Ok(())
    }

    /// Notes a grade that the track's ladder does not have.
    pub fn check(&self, faults: &mut Faults) {
        if !eligibility::ladder(self.track).contains(&self.to_grade.as_str()) {
            let set = self.track.code_set().name.to_owned();
            faults.add("/to_grade", FaultCode::Code, Wording::NotAValueOf { set });
        }
    }

    /// The promotion as it stood at a moment, without what later events brought; none when it was not there yet.
    pub fn at(self, moment: Moment, today: Day) -> Option<Self> {
        match moment.as_of.filter(|day| *day != today) {
            None => Some(self),
            Some(day) => self.on(day),
        }
    }

    fn on(self, day: Day) -> Option<Self> {
        let status = self.trail.on(day)?;
        let steps = self.trail.steps().iter();
        let reached: Vec<Status> = steps.filter(|(on, _)| *on <= day).map(|(_, status)| *status).collect();
        let had = |status: Status| reached.contains(&status);
        let is_demotion = had(Status::DemotionProposed);
        let was_found = had(Status::EligibilityChecked) || is_demotion;
        let was_decided = had(Status::Approved);
        let was_assessed = had(Status::PanelReviewed);
        Some(Self {
            status,
            is_demotion,
            from_grade: self.from_grade.filter(|_| was_found),
            findings: if was_found { self.findings } else { Vec::new() },
            recommended_by: self.recommended_by.filter(|_| had(Status::Recommended)),
            evidence: self.evidence.filter(|_| had(Status::EvidenceVerified)),
            panel: if was_assessed { self.panel } else { Vec::new() },
            score: self.score.filter(|_| was_assessed),
            notice: self.notice.filter(|_| had(Status::InPublicNotice)),
            defence_heard_on: self.defence_heard_on.filter(|_| was_decided),
            decision_document_number: self.decision_document_number.filter(|_| was_decided),
            effective_on: self.effective_on.filter(|_| was_decided),
            grade_id: self.grade_id.filter(|_| had(Status::Effective)),
            ..self
        })
    }

    /// The promotion after the person's identity changed: a notice or a decision that has no effect yet has to be
    /// repeated. None if there is none.
    pub fn asked_again(&self, day: Day, now: Instant) -> Option<Self> {
        let status = match (self.status, self.is_demotion) {
            (Status::InPublicNotice | Status::Approved, false) => Status::PanelReviewed,
            (Status::Approved, true) => Status::DemotionProposed,
            _ => return None,
        };
        let day = self.last_event_on.map_or(day, |last| day.max(last));
        let again = Self {
            notice: None,
            defence_heard_on: None,
            decision_document_number: None,
            effective_on: None,
            ..self.clone()
        };
        Some(again.at_status(status, day, now))
    }

    /// The promotion, given up at the person's death. None when it had effect by then, or was over.
    pub fn ended_by_death(&self, day: Day, now: Instant) -> Option<Self> {
        let has_effect = self.status == Status::Approved && self.effective_on.is_some_and(|from| from < day);
        (OPEN.contains(&self.status) && !has_effect).then(|| self.clone().at_status(Status::Withdrawn, day, now))
    }

    fn at_status(self, status: Status, day: Day, now: Instant) -> Self {
        let (trail, updated_at) = (self.trail.clone().then(day, status), time::following(self.updated_at, now));
        Self { version: self.version + 1, status, trail, last_event_on: Some(day), updated_at, ..self }
    }

    /// Keeps what was found, and the grade that is held.
    fn find(&mut self, findings: Vec<Finding>, standing: &Standing, today: Day) {
        self.findings = findings;
        self.from_grade = standing.on(today).held.map(|(code, _)| code);
    }

    fn check_panel(&self, rules: &Rules) -> Result<(), Error> {
        let needed = rules.count(&rules::PROMOTION_PANEL_MIN_MEMBERS);
        if u32::try_from(self.panel.len()).is_ok_and(|members| members < needed) {
            return refused(&rules::PROMOTION_PANEL_MIN_MEMBERS, Wording::PanelTooSmall { needed: needed.into() });
        }
        Ok(())
    }
}

use Authority::{AnotherApprover, Approver, Registrar, RegistrarOrSystem};

/// Whoever wrote the draft, recommended it, verified it or led the panel decides nothing about it.
const PREPARED: &[Event] =
    &[Event::CheckEligibility, Event::Recommend, Event::VerifyEvidence, Event::ReviewPanel, Event::ProposeDemotion];

/// The lifecycle: lifecycles page, "Promotion", event for event.
impl Lifecycle for Promotion {
    type Status = Status;
    type Event = Event;
    type Command = Command;
    type Known = Record;
    type Effect = ();

    const STEPS: &'static [Step<Status, Event>] = {
        use {Event as E, Status as S};
        const CHECKED: &[Status] = &[S::Draft, S::EligibilityChecked, S::Deferred];
        &[
            Step::new(E::CheckEligibility, CHECKED, S::EligibilityChecked, Registrar),
            Step::new(E::Recommend, &[S::EligibilityChecked], S::Recommended, Registrar),
            Step::new(E::VerifyEvidence, &[S::Recommended], S::EvidenceVerified, Registrar),
            Step::new(E::ReviewPanel, &[S::EvidenceVerified], S::PanelReviewed, Registrar),
            Step::new(E::OpenNotice, &[S::PanelReviewed], S::InPublicNotice, Registrar).opening_notice(),
            Step::new(E::Approve, &[S::InPublicNotice], S::Approved, AnotherApprover(PREPARED)).by_document(),
            Step::new(E::TakeEffect, &[S::Approved], S::Effective, RegistrarOrSystem),
            Step::new(E::Defer, UNDER_WAY, S::Deferred, Registrar).for_reason(),
            Step::new(E::Reject, OPEN, S::Rejected, Approver).for_reason(),
            Step::new(E::Withdraw, UNDECIDED, S::Withdrawn, Registrar),
            Step::new(E::ProposeDemotion, &[S::Draft], S::DemotionProposed, Registrar).for_reason(),
            Step::new(E::DecideDemotion, &[S::DemotionProposed], S::Approved, AnotherApprover(PREPARED))
                .by_document()
                .for_reason(),
        ]
    };

    usual_fields!(trail);

    /// What was decided takes effect on its day, and a demotion is not put off.
    fn begins(&self, step: &Step<Status, Event>, today: Day) -> bool {
        step.from.contains(&self.status)
            && match step.event {
                Event::TakeEffect => self.effective_on.is_some_and(|day| day <= today),
                Event::Defer => !self.is_demotion,
                _ => true,
            }
    }

    fn take_in(&mut self, firing: &Firing<'_, Self>, faults: &mut Faults) {
        let (basis, day) = (firing.basis, firing.day);
        match firing.command {
            Command::VerifyEvidence { evidence } => self.evidence = Some(evidence.clone()),
            Command::ReviewPanel { panel, score } => {
                self.panel.clone_from(panel);
                self.score = Some(*score);
            }
            Command::Approve { effective_on } => self.decide(*effective_on, basis, day, faults),
            Command::DecideDemotion { defence_heard_on, effective_on } => {
                self.hear(*defence_heard_on, day, faults);
                self.decide(*effective_on, basis, day, faults);
            }
            Command::Plain(Event::Recommend) => {
                self.recommended_by.clone_from(&basis.on_behalf_of);
                if basis.on_behalf_of.is_none() {
                    faults.add("/on_behalf_of", FaultCode::Required, Wording::FieldNeeded);
                }
            }
            Command::Plain(_) => {}
        }
    }

    fn check_ready(&self, readiness: &Readiness<'_, Self>) -> Result<(), Error> {
        let Some(known) = readiness.known else { return Ok(()) };
        self.check_rules(readiness.event, (readiness.day, readiness.today), &known.standing, &known.rules)
    }

    fn advance(&mut self, firing: &Firing<'_, Self>) -> Result<(), Error> {
        let (today, rules, standing) = (firing.situation.today, firing.situation.rules, &firing.known.standing);
        match firing.command.event() {
            Event::CheckEligibility | Event::Recommend => {
                let findings = of_promotion(self.track, &self.to_grade, &standing.on(today), today, rules);
                self.find(findings, standing, today);
            }
            Event::ProposeDemotion => {
                self.find(self.grounds(today, standing), standing, today);
                self.is_demotion = true;
            }
            Event::ReviewPanel => self.check_panel(rules)?,
            Event::OpenNotice => {
                let (elsewhere, rule) =
                    (firing.basis.published_elsewhere.as_ref(), &rules::PROMOTION_PUBLIC_NOTICE_DAYS);
                let working_days = firing.situation.working_days;
                self.notice = Some(Notice::opened_by(rule, firing.day, elsewhere, rules, working_days)?);
            }
            Event::TakeEffect => self.take_effect(firing)?,
            _ => {}
        }
        Ok(())
    }

    /// What was put off took effect no earlier than the grade it led to.
    fn counts_from(&self, firing: &Firing<'_, Self>) -> Day {
        match firing.command.event() {
            Event::TakeEffect => self.effective_on.map_or(firing.day, |from| from.max(firing.day)),
            _ => firing.day,
        }
    }
}
