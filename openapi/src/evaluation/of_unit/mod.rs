//! Evaluations on the wire. Scores are points; the explanation has all that the score was computed from.

mod events;
mod explanation;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Day, Faults,
    evaluation::of_unit::{
        self, Opening,
        parts::{self, Origin, Period},
    },
    kernel::{
        id::{IndicatorSystemId, OrganisationId, SchoolId},
        text,
    },
    performance::assessment::rating::ItemScore,
    supervision::object::Object,
};
use macros::view;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::indicator_system::{EvaluationGrade, EvaluationRaterKind, IndicatorSystemPurpose};
pub use events::*;
pub use explanation::*;

published! {
    EvaluationStatus = domain::evaluation::of_unit::EvaluationStatus,
    EvaluationOrigin = domain::evaluation::of_unit::parts::Origin,
    EvaluationReviewOutcome = domain::evaluation::of_unit::parts::ReviewOutcome,
}

/// The score of an indicator.
#[view(one: ItemScore)]
pub struct IndicatorScore {
    /// The indicator.
    #[from(one.item)]
    pub code: String,
    /// The score, 0 to 100.
    #[from(f64::from(one.score) / 100.0)]
    pub score: f64,
}

/// What one rater says of a unit.
#[view(one: parts::Rated)]
pub struct EvaluationRating {
    /// Of which kind the rater is.
    #[from(one.said.kind)]
    pub rater_kind: EvaluationRaterKind,
    /// Who rated.
    pub rater: String,
    /// The rater's unit.
    pub rater_unit_id: Option<Uuid>,
    /// The rater's record.
    pub rater_person_id: Option<Uuid>,
    /// A score for each indicator that the rater knows.
    #[within(one.said)]
    pub scores: Vec<IndicatorScore>,
}

/// The value of an indicator that nobody rates.
#[view(one: parts::Actual)]
pub struct IndicatorActual {
    /// The indicator.
    pub code: String,
    /// What was reached of a target, or how often something happened.
    pub value: Option<f64>,
    /// Whether it is as it must be.
    pub passed: Option<bool>,
}

/// A fact that makes the grade the lowest.
#[view(one: parts::FoundVeto)]
pub struct EvaluationVeto {
    /// The veto, by its code in the system.
    pub code: String,
    /// What proves it.
    pub evidence: String,
}

/// A review that the unit asked for.
#[view(one: parts::Review)]
pub struct EvaluationReview {
    /// The day on which it was asked for.
    pub requested_on: NaiveDate,
    /// What the unit says.
    pub statement: String,
    /// The day on which it was decided.
    pub decided_on: Option<NaiveDate>,
    /// What became of it.
    pub outcome: Option<EvaluationReviewOutcome>,
}

/// How a school, a department or a township was measured by an indicator system.
#[view(one: of_unit::Evaluation)]
pub struct Evaluation {
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
    /// The indicator system.
    #[within(one.by)]
    pub system_id: Uuid,
    /// The version of the system, which the evaluation keeps.
    #[within(one.by)]
    pub system_version: i64,
    /// For what it measures.
    #[within(one.by)]
    pub purpose: IndicatorSystemPurpose,
    /// What it is about: a year, a semester or a month.
    #[from(one.opening.period.as_str().to_owned())]
    pub period: String,
    /// Who evaluates.
    #[within(one.opening)]
    pub origin: EvaluationOrigin,
    /// The third party that was commissioned.
    #[within(one.opening)]
    pub evaluator_id: Option<Uuid>,
    /// The contract with it.
    #[within(one.opening)]
    pub contract_number: Option<String>,
    /// The day on which it declared to be independent of the unit.
    #[within(one.opening)]
    pub independence_declared_on: Option<NaiveDate>,
    /// Who answers for the unit, by post.
    #[within(one.opening)]
    pub accountable_post: Option<String>,
    /// The status.
    pub status: EvaluationStatus,
    /// What the unit says of itself; it does not count.
    #[within(one.course)]
    pub self_scores: Vec<IndicatorScore>,
    /// What raters say.
    #[within(one.course)]
    pub ratings: Vec<EvaluationRating>,
    /// What was measured.
    #[within(one.course)]
    pub actuals: Vec<IndicatorActual>,
    /// Vetoes that were found.
    #[within(one.course)]
    pub vetoes: Vec<EvaluationVeto>,
    /// The review that the unit asked for.
    #[within(one.course)]
    pub review: Option<EvaluationReview>,
    /// The score, 0 to 100; null until it is computed or told.
    #[within(one.outcome)]
    pub score: Option<f64>,
    /// The grade: that of the score's band, the lowest after a veto.
    #[within(one.outcome)]
    pub grade: Option<EvaluationGrade>,
    /// The points in the comprehensive assessment, with two decimals.
    #[within(one.outcome)]
    pub points: Option<f64>,
    /// The day on which the unit was told.
    pub notified_on: Option<NaiveDate>,
    /// The last day on which the unit may ask for a review.
    pub review_until: Option<NaiveDate>,
    /// The document by which it became final.
    pub document_number: Option<String>,
    /// When it was opened.
    pub created_at: DateTime<Utc>,
    /// When the register learned of this version.
    pub updated_at: DateTime<Utc>,
}

/// An evaluation to open: of a school or of an organisation, by an indicator system in effect.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateEvaluation {
    /// The school.
    pub school_id: Option<Uuid>,
    /// The organisation.
    pub organisation_id: Option<Uuid>,
    /// The indicator system, which is in effect.
    pub system_id: Uuid,
    /// What it is about: `2026`, `2026-autumn` or `2026-11`; in the year of the system, where that is made for one.
    pub period: String,
    /// Who evaluates; the office, with others, unless said.
    pub origin: Option<EvaluationOrigin>,
    /// The third party that was commissioned; needed where it evaluates alone.
    pub evaluator_id: Option<Uuid>,
    /// The contract with it.
    pub contract_number: Option<String>,
    /// The day on which it declared to be independent of the unit.
    pub independence_declared_on: Option<NaiveDate>,
    /// Who answers for the unit, by post.
    pub accountable_post: Option<String>,
}

impl CreateEvaluation {
    /// With what it is opened, noting what is wrong.
    pub fn opening(&self, today: Day, faults: &mut Faults) -> Option<Opening> {
        let mut line = |pointer: &str, raw: Option<&String>| raw.and_then(|raw| faults.keep(pointer, text::line(raw)));
        let contract_number = line("/contract_number", self.contract_number.as_ref());
        let accountable_post = line("/accountable_post", self.accountable_post.as_ref());
        let opening = Opening {
            period: faults.keep("/period", Period::parse(&self.period))?,
            origin: self.origin.map_or(Origin::Own, Into::into),
            evaluator_id: self.evaluator_id.map(OrganisationId),
            contract_number,
            independence_declared_on: self.independence_declared_on,
            accountable_post,
        };
        opening.check(today, faults);
        Some(opening)
    }

    /// The object.
    pub fn object(&self) -> Object {
        Object { school_id: self.school_id.map(SchoolId), organisation_id: self.organisation_id.map(OrganisationId) }
    }

    /// The indicator system.
    pub fn system(&self) -> IndicatorSystemId {
        IndicatorSystemId(self.system_id)
    }
}
