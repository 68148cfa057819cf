//! References to results on the wire.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Error, Faults,
    accountability::reference::{self, Command, Question, Told},
    evaluation::of_unit::parts::Period,
    kernel::{
        event::Basis,
        id::{OrganisationId, SchoolId},
        text,
    },
    supervision::object::Object,
};
use macros::{event, view};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::measure::AccountabilityForm;
use crate::{
    evaluation::indicator_system::{EvaluationGrade, IndicatorSystemPurpose},
    kernel::transition::BasisInput,
};

published! {
    ReferencePurpose = domain::accountability::reference::ReferencePurpose,
    ReferenceStatus = domain::accountability::reference::ReferenceStatus,
    ReferenceUse = domain::accountability::reference::ReferenceUse,
    ResultSource = domain::accountability::reference::ResultSource,
}

/// One result, as it was told.
#[view(one: Told)]
pub struct ReferencedResult {
    /// Which kind of record it is.
    pub kind: ResultSource,
    /// The record.
    pub id: Uuid,
    /// Its version.
    pub version: i64,
    /// For what an evaluation measures.
    pub purpose: Option<IndicatorSystemPurpose>,
    /// What an evaluation is about: a year, a semester or a month.
    pub period: Option<String>,
    /// The score of an evaluation, 0 to 100.
    pub score: Option<f64>,
    /// The grade of an evaluation.
    pub grade: Option<EvaluationGrade>,
    /// The form of a measure.
    pub form: Option<AccountabilityForm>,
    /// Since when a measure is in effect.
    pub took_effect_on: Option<NaiveDate>,
    /// The document of the decision.
    pub document_number: Option<String>,
}

/// What supervision says of a unit, as it was told for one personnel decision.
#[view(one: reference::ResultReference)]
pub struct ResultReference {
    /// Identifier.
    pub id: Uuid,
    /// Version, one more with every change; the ETag.
    pub version: i64,
    /// Area (GB/T 2260), that of the object.
    pub area: String,
    /// The school, if it is about one.
    #[within(one.object)]
    pub school_id: Option<Uuid>,
    /// The organisation, if it is about one.
    #[within(one.object)]
    pub organisation_id: Option<Uuid>,
    /// The year, semester or month whose evaluations were asked about.
    #[from(one.question.period.as_str().to_owned())]
    pub period: String,
    /// For what.
    #[within(one.question)]
    pub purpose: ReferencePurpose,
    /// The decision that is prepared, by its number.
    #[within(one.question)]
    pub decision_number: String,
    /// The client that asked.
    pub asked_by: String,
    /// What was told: final evaluations of the period, and measures in effect and not spent on that day.
    pub answer: Vec<ReferencedResult>,
    /// The answer, signed by the register (JWT): by this it is proved later what was told.
    pub signed: String,
    /// The status.
    pub status: ReferenceStatus,
    /// How the decision used it.
    #[from(one.used)]
    #[serde(rename = "use")]
    pub used: Option<ReferenceUse>,
    /// When.
    pub used_on: Option<NaiveDate>,
    /// The day on which a result that it tells of was reversed or corrected: ask again.
    pub superseded_on: Option<NaiveDate>,
    /// When it was answered.
    pub created_at: DateTime<Utc>,
    /// When the register learned of this version.
    pub updated_at: DateTime<Utc>,
}

/// What supervision says of a school or an organisation, exactly one, asked for one personnel decision.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateResultReference {
    /// The school.
    pub school_id: Option<Uuid>,
    /// The organisation.
    pub organisation_id: Option<Uuid>,
    /// The year, semester or month whose evaluations are asked about: `2026`, `2026-autumn` or `2026-11`.
    pub period: String,
    /// For what.
    pub purpose: ReferencePurpose,
    /// The decision that is prepared, by its number.
    pub decision_number: String,
}

impl CreateResultReference {
    /// What is asked, noting every fault.
    pub fn question(&self, faults: &mut Faults) -> Option<Question> {
        let period = faults.keep("/period", Period::parse(&self.period));
        let decision_number = faults.keep("/decision_number", text::line(&self.decision_number));
        Some(Question { period: period?, purpose: self.purpose.into(), decision_number: decision_number? })
    }

    /// The object.
    pub fn object(&self) -> Object {
        Object { school_id: self.school_id.map(SchoolId), organisation_id: self.organisation_id.map(OrganisationId) }
    }
}

/// `record_use`: report how the decision used it, by the number of the decision.
#[event]
pub struct RecordReferenceUse {
    /// How.
    #[serde(rename = "use")]
    pub used: ReferenceUse,
    /// When; on the day of the event unless said.
    pub used_on: Option<NaiveDate>,
}

transitions! {
    /// One event of a reference, with what it needs.
    TransitionResultReference =>
    /// Report the use; needs the number of the decision as its document number.
    RecordUse = "record_use" (RecordReferenceUse),
    /// Report that the decision did not use it; needs its number as the document number.
    RecordNoUse = "record_no_use" (BasisInput),
}

impl TransitionResultReference {
    /// Parses the event.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every fault.
    pub fn parse(self) -> Result<(Command, Basis), Error> {
        let mut faults = Faults::new();
        let (command, basis): (_, BasisInput) = match self {
            Self::RecordUse(input) => {
                (Command::RecordUse { used: input.used.into(), on: input.used_on }, basis_of!(input))
            }
            Self::RecordNoUse(input) => (Command::RecordNoUse, input),
        };
        let basis = basis.parse(&mut faults);
        faults.finish(Some((command, basis)))
    }
}
