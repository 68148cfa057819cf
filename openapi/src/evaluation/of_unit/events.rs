//! The events of an evaluation.

use chrono::NaiveDate;
use domain::{
    Error, Faults,
    evaluation::{
        of_unit::{
            Command,
            parts::{Actual, Corrections, FoundVeto, Rated},
        },
        score::Rating,
        system::parts::Hundredths,
    },
    kernel::{
        event::Basis,
        id::{OrganisationId, PersonId},
        text,
    },
    performance::assessment::rating::ItemScore,
};
use macros::event;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{EvaluationGrade, EvaluationRaterKind, EvaluationReviewOutcome};
use crate::{
    evaluation::hundredths::{hundredths, score},
    kernel::transition::BasisInput,
};

/// The score of an indicator.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IndicatorScoreInput {
    /// The indicator, by its code.
    pub code: String,
    /// The score, 0 to 100; hundredths of a point count.
    #[schema(minimum = 0, maximum = 100)]
    pub score: f64,
}

/// The value of an indicator that nobody rates.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IndicatorActualInput {
    /// The indicator, by its code.
    pub code: String,
    /// What was reached of a target, or how often something happened, which is a whole number.
    #[schema(minimum = 0, maximum = 40_000_000)]
    pub value: Option<f64>,
    /// Whether it is as it must be.
    pub passed: Option<bool>,
}

/// A veto that was found.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EvaluationVetoInput {
    /// The veto, by its code in the system.
    pub code: String,
    /// What proves it, in words about the unit: no citizen or mobile number.
    pub evidence: String,
}

/// A rating that takes the place of one by the same kind and name.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectedEvaluationRating {
    /// Of which kind the rater is.
    pub rater_kind: EvaluationRaterKind,
    /// Who rated.
    pub rater: String,
    /// A score for each indicator that the rater knows.
    #[schema(min_items = 1, max_items = 500)]
    pub scores: Vec<IndicatorScoreInput>,
}

/// `self_rate`: record what the unit says of itself.
#[event]
pub struct SelfRateEvaluation {
    /// A score for each indicator.
    #[schema(min_items = 1, max_items = 500)]
    pub scores: Vec<IndicatorScoreInput>,
}

/// `rate`: record what a rater says; nobody rates the own unit.
#[event]
pub struct RateEvaluation {
    /// Of which kind the rater is.
    pub rater_kind: EvaluationRaterKind,
    /// Who rated; who rates again rates anew.
    pub rater: String,
    /// The rater's unit, when the register has one.
    pub rater_unit_id: Option<Uuid>,
    /// The rater's record, when the register has one.
    pub rater_person_id: Option<Uuid>,
    /// A score for each indicator that the rater knows.
    #[schema(min_items = 1, max_items = 500)]
    pub scores: Vec<IndicatorScoreInput>,
}

/// `record_actuals`: record what was measured.
#[event]
pub struct RecordEvaluationActuals {
    /// The values.
    #[schema(min_items = 1, max_items = 500)]
    pub actuals: Vec<IndicatorActualInput>,
}

/// `propose`: compute the score.
#[event]
pub struct ProposeEvaluation {
    /// Vetoes that were found.
    #[schema(max_items = 50)]
    pub vetoes: Option<Vec<EvaluationVetoInput>>,
}

/// `notify`: tell the unit.
#[event]
pub struct NotifyEvaluation {
    /// The day; that of the event, unless said.
    pub notified_on: Option<NaiveDate>,
}

/// `request_review`: record that the unit asks for a review.
#[event]
pub struct RequestEvaluationReview {
    /// What it says, in words about the unit: no citizen or mobile number.
    pub statement: String,
}

/// `decide_review`: decide on the review; the result is never lowered.
#[event]
pub struct DecideEvaluationReview {
    /// What becomes of it.
    pub outcome: EvaluationReviewOutcome,
    /// Ratings that are corrected.
    #[schema(max_items = 100)]
    pub ratings: Option<Vec<CorrectedEvaluationRating>>,
    /// Values that are corrected.
    #[schema(max_items = 500)]
    pub actuals: Option<Vec<IndicatorActualInput>>,
}

/// `finalise`: make it final by a document.
#[event]
pub struct FinaliseEvaluation {
    /// Whether the unit waived a review; no, unless said.
    pub waived: Option<bool>,
}

/// `record_result`: record a higher authority's result as told, by a document.
#[event]
pub struct RecordEvaluationResult {
    /// The score, 0 to 100.
    #[schema(minimum = 0, maximum = 100)]
    pub score: Option<f64>,
    /// The grade; that of the score's band, unless said.
    pub grade: Option<EvaluationGrade>,
}

/// `correct`: correct what is final, by a document and for a reason.
#[event]
pub struct CorrectEvaluation {
    /// Ratings that are corrected.
    #[schema(max_items = 100)]
    pub ratings: Option<Vec<CorrectedEvaluationRating>>,
    /// Values that are corrected.
    #[schema(max_items = 500)]
    pub actuals: Option<Vec<IndicatorActualInput>>,
}

transitions! {
    /// One event of an evaluation's lifecycle, with what it needs.
    TransitionEvaluation =>
    /// Record what the unit says of itself.
    SelfRate = "self_rate" (SelfRateEvaluation),
    /// Record what a rater says.
    Rate = "rate" (RateEvaluation),
    /// Record what was measured.
    RecordActuals = "record_actuals" (RecordEvaluationActuals),
    /// Compute the score.
    Propose = "propose" (ProposeEvaluation),
    /// Tell the unit.
    Notify = "notify" (NotifyEvaluation),
    /// Record that the unit asks for a review.
    RequestReview = "request_review" (RequestEvaluationReview),
    /// Decide on the review.
    DecideReview = "decide_review" (DecideEvaluationReview),
    /// Make it final; needs a document number.
    Finalise = "finalise" (FinaliseEvaluation),
    /// Record a higher authority's result as told; needs a document number.
    RecordResult = "record_result" (RecordEvaluationResult),
    /// Correct what is final; needs a document number and a reason.
    Correct = "correct" (CorrectEvaluation),
    /// Give it up; needs a reason.
    Cancel = "cancel" (BasisInput),
}

fn scores(at: &str, all: &[IndicatorScoreInput], faults: &mut Faults) -> Vec<ItemScore> {
    let read = |(number, one): (usize, &IndicatorScoreInput)| {
        let item = faults.keep(&format!("{at}/scores/{number}/code"), text::line(&one.code))?;
        let score = score(&format!("{at}/scores/{number}/score"), one.score, faults)?;
        Some(ItemScore { item, score: score.0 })
    };
    all.iter().enumerate().filter_map(read).collect()
}

fn actuals(all: &[IndicatorActualInput], faults: &mut Faults) -> Vec<Actual> {
    let read = |(at, one): (usize, &IndicatorActualInput)| {
        let code = faults.keep(&format!("/actuals/{at}/code"), text::line(&one.code))?;
        let value = |raw| hundredths(&format!("/actuals/{at}/value"), raw, Hundredths::MAX, faults);
        Some(Actual { code, value: one.value.and_then(value), passed: one.passed })
    };
    all.iter().enumerate().filter_map(read).collect()
}

fn corrections(
    ratings: Option<&Vec<CorrectedEvaluationRating>>,
    values: Option<&Vec<IndicatorActualInput>>,
    faults: &mut Faults,
) -> Corrections {
    let mut corrections =
        Corrections { ratings: Vec::new(), actuals: actuals(values.map_or(&[], Vec::as_slice), faults) };
    for (at, one) in ratings.into_iter().flatten().enumerate() {
        let at = format!("/ratings/{at}");
        let rater = faults.keep(&format!("{at}/rater"), text::line(&one.rater));
        let said = Rating { kind: one.rater_kind.into(), scores: scores(&at, &one.scores, faults) };
        corrections.ratings.extend(rater.map(|rater| Rated {
            rater,
            rater_unit_id: None,
            rater_person_id: None,
            said,
        }));
    }
    corrections
}

fn vetoes(all: Option<&Vec<EvaluationVetoInput>>, faults: &mut Faults) -> Vec<FoundVeto> {
    let read = |(at, one): (usize, &EvaluationVetoInput)| {
        let code = faults.keep(&format!("/vetoes/{at}/code"), text::line(&one.code))?;
        let evidence = faults.keep(&format!("/vetoes/{at}/evidence"), text::impersonal_block(&one.evidence))?;
        Some(FoundVeto { code, evidence })
    };
    all.into_iter().flatten().enumerate().filter_map(read).collect()
}

fn rated(input: &RateEvaluation, faults: &mut Faults) -> Option<Rated> {
    let rater = faults.keep("/rater", text::line(&input.rater));
    let said = Rating { kind: input.rater_kind.into(), scores: scores("", &input.scores, faults) };
    let rater_unit_id = input.rater_unit_id.map(OrganisationId);
    let rater_person_id = input.rater_person_id.map(PersonId);
    Some(Rated { rater: rater?, rater_unit_id, rater_person_id, said })
}

impl TransitionEvaluation {
    /// Parses the event.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every fault.
    pub fn parse(self) -> Result<(Command, Basis), Error> {
        let mut faults = Faults::new();
        let (command, basis): (_, BasisInput) = match self {
            Self::SelfRate(input) => {
                (Some(Command::SelfRate(scores("", &input.scores, &mut faults))), basis_of!(input))
            }
            Self::Rate(input) => (rated(&input, &mut faults).map(Command::Rate), basis_of!(input)),
            Self::RecordActuals(input) => {
                (Some(Command::RecordActuals(actuals(&input.actuals, &mut faults))), basis_of!(input))
            }
            Self::Propose(input) => {
                (Some(Command::Propose(vetoes(input.vetoes.as_ref(), &mut faults))), basis_of!(input))
            }
            Self::Notify(input) => (Some(Command::Notify { on: input.notified_on }), basis_of!(input)),
            Self::RequestReview(input) => {
                let statement = faults.keep("/statement", text::impersonal_block(&input.statement));
                (statement.map(|statement| Command::RequestReview { statement }), basis_of!(input))
            }
            Self::DecideReview(input) => {
                let corrections = corrections(input.ratings.as_ref(), input.actuals.as_ref(), &mut faults);
                (Some(Command::DecideReview { outcome: input.outcome.into(), corrections }), basis_of!(input))
            }
            Self::Finalise(input) => {
                (Some(Command::Finalise { is_waived: input.waived.unwrap_or_default() }), basis_of!(input))
            }
            Self::RecordResult(input) => {
                let score = input.score.and_then(|points| score("/score", points, &mut faults));
                (Some(Command::RecordResult { score, grade: input.grade.map(Into::into) }), basis_of!(input))
            }
            Self::Correct(input) => {
                let corrections = corrections(input.ratings.as_ref(), input.actuals.as_ref(), &mut faults);
                (Some(Command::Correct(corrections)), basis_of!(input))
            }
            Self::Cancel(input) => (Some(Command::Cancel), input),
        };
        let basis = basis.parse(&mut faults);
        faults.finish(command.map(|command| (command, basis)))
    }
}
