//! References to results (R246, R300): a personnel decision asks what supervision says of a unit, gets a signed answer that it can
//! prove later, and reports the use. A reference shows when a result of its answer was reversed or corrected.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::measure::{AccountabilityMeasure, parts::Form};
use crate::{
    Area, Day, Error, FaultCode, Faults, Instant, Wording,
    evaluation::{
        of_unit::{Evaluation, parts::Period},
        score::Grade,
        system::parts,
    },
    kernel::{
        id::ResultReferenceId,
        lifecycle::{Authority::RegistrarOrHr, Firing, Lifecycle, Step, usual_fields},
        score::Score,
        time::following,
        word::words,
    },
    supervision::object::Object,
};

words! {
    /// For what a decision consults results.
    ReferencePurpose {
        /// The assessment of cadres.
        CadreAssessment = "cadre_assessment", // 干部考核.
        /// The appointment of cadres.
        CadreAppointment = "cadre_appointment", // 干部任用.
        /// Performance pay.
        PerformancePay = "performance_pay", // 绩效工资.
        /// Reward or punishment.
        RewardOrPunishment = "reward_or_punishment", // 奖惩.
        /// An award.
        Award = "award", // 评优评先.
        /// The comprehensive assessment.
        ComprehensiveAssessment = "comprehensive_assessment", // 综合目标考核.
    }
}

words! {
    /// The status of a reference.
    ReferenceStatus {
        /// Answered; what became of it was not reported.
        Answered = "answered",
        /// The decision used it.
        Used = "used",
        /// The decision did not use it.
        Unused = "unused",
    }
}

words! {
    /// An event of a reference.
    ReferenceEvent {
        /// Report the use.
        RecordUse = "record_use",
        /// Report that it was not used.
        RecordNoUse = "record_no_use",
    }
}

words! {
    /// How a decision used an answer.
    ReferenceUse {
        /// It was considered.
        Considered = "considered",
        /// It was decisive.
        Decisive = "decisive",
    }
}

words! {
    /// Which kind of record a result is.
    ResultSource {
        /// A final evaluation.
        Evaluation = "evaluation",
        /// An accountability measure in effect.
        AccountabilityMeasure = "accountability_measure",
    }
}

/// One result, as it was told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Which kind of record.
    pub kind: ResultSource,
    /// The record.
    pub id: Uuid,
    /// Its version.
    pub version: i64,
    /// For what an evaluation measures.
    pub purpose: Option<parts::Purpose>,
    /// What an evaluation is about.
    pub period: Option<String>,
    /// The score.
    pub score: Option<Score>,
    /// The grade.
    pub grade: Option<Grade>,
    /// The form of a measure.
    pub form: Option<Form>,
    /// Since when a measure is in effect.
    pub took_effect_on: Option<Day>,
    /// The document of the decision.
    pub document_number: Option<String>,
}

impl From<&Evaluation> for Told {
    fn from(one: &Evaluation) -> Self {
        Self {
            kind: ResultSource::Evaluation,
            id: one.id.0,
            version: one.version,
            purpose: Some(one.by.purpose),
            period: Some(one.opening.period.as_str().to_owned()),
            score: one.outcome.score,
            grade: one.outcome.grade,
            form: None,
            took_effect_on: None,
            document_number: one.document_number.clone(),
        }
    }
}

impl From<&AccountabilityMeasure> for Told {
    fn from(one: &AccountabilityMeasure) -> Self {
        Self {
            kind: ResultSource::AccountabilityMeasure,
            id: one.id.0,
            version: one.version,
            purpose: None,
            period: None,
            score: None,
            grade: None,
            form: one.form(),
            took_effect_on: one.took_effect_on,
            document_number: one.course.decision.as_ref().and_then(|decision| decision.document_number.clone()),
        }
    }
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The year, semester or month whose evaluations are asked about.
    pub period: Period,
    /// For what.
    pub purpose: ReferencePurpose,
    /// The decision that is prepared, by its number.
    pub decision_number: String,
}

/// A reference to results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultReference {
    /// Identifier.
    pub id: ResultReferenceId,
    /// Version, one more with every change.
    pub version: i64,
    /// Area, that of the object.
    pub area: Area,
    /// The object.
    pub object: Object,
    /// What was asked.
    pub question: Question,
    /// The key of the client that asked.
    pub asked_by: String,
    /// What was answered.
    pub answer: Vec<Told>,
    /// The answer, signed.
    pub signed: String,
    /// The status.
    pub status: ReferenceStatus,
    /// How the decision used it.
    pub used: Option<ReferenceUse>,
    /// When.
    pub used_on: Option<Day>,
    /// The day on which a result that it told of was reversed or corrected.
    pub superseded_on: Option<Day>,
    /// The day of the last event.
    pub last_event_on: Option<Day>,
    /// When it was answered.
    pub created_at: Instant,
    /// When the register learned of this version.
    pub updated_at: Instant,
}

impl ResultReference {
    /// Its next version, after a result changed; none if it did not tell of that, or was told of an earlier change.
    pub fn superseded(&self, changed: Uuid, day: Day, now: Instant) -> Option<Self> {
        let tells = self.superseded_on.is_none() && self.answer.iter().any(|told| told.id == changed);
        tells.then(|| Self {
            version: self.version + 1,
            superseded_on: Some(day),
            updated_at: following(self.updated_at, now),
            ..self.clone()
        })
    }
}

/// What became of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// The decision used it.
    RecordUse {
        /// How.
        used: ReferenceUse,
        /// When; on the day of the event unless said.
        on: Option<Day>,
    },
    /// The decision did not use it.
    RecordNoUse,
}

impl Command {
    /// The event it fires.
    pub const fn event(self) -> ReferenceEvent {
        match self {
            Self::RecordUse { .. } => ReferenceEvent::RecordUse,
            Self::RecordNoUse => ReferenceEvent::RecordNoUse,
        }
    }
}

impl Lifecycle for ResultReference {
    type Status = ReferenceStatus;
    type Event = ReferenceEvent;
    type Command = Command;
    type Known = ();
    type Effect = ();

    const STEPS: &'static [Step<ReferenceStatus, ReferenceEvent>] = {
        use {ReferenceEvent as E, ReferenceStatus as S};
        &[
            Step::new(E::RecordUse, &[S::Answered], S::Used, RegistrarOrHr).by_document(),
            Step::new(E::RecordNoUse, &[S::Answered], S::Unused, RegistrarOrHr).by_document(),
        ]
    };

    usual_fields!();

    fn take_in(&mut self, firing: &Firing<'_, Self>, faults: &mut Faults) {
        if matches!(firing.command, Command::RecordUse { on: Some(on), .. } if *on > firing.situation.today) {
            faults.add("/used_on", FaultCode::Date, Wording::DayInTheFuture);
        }
    }

    fn advance(&mut self, firing: &Firing<'_, Self>) -> Result<(), Error> {
        if let Command::RecordUse { used, on } = *firing.command {
            (self.used, self.used_on) = (Some(used), Some(on.unwrap_or(firing.day)));
        }
        Ok(())
    }
}
