//! Yearly duty assessments on the wire. Scores of raters and of the record are points; the explanation counts in whole
//! hundredths of a point, so that it can be computed again.

mod explanation;
mod inputs;

use chrono::{DateTime, NaiveDate, Utc};
use domain::performance::assessment::{
    self, outcome,
    rating::{self, ItemScore},
    targets::Item,
};
use macros::view;
use uuid::Uuid;

pub use explanation::*;
pub use inputs::*;

published! {
    AssessmentStatus = domain::performance::assessment::Status,
    AssessmentGrade = domain::performance::assessment::grade::Grade,
    GradeScale = domain::performance::assessment::grade::Scale,
    TargetDomain = domain::performance::assessment::targets::Domain,
    TargetSource = domain::performance::assessment::targets::Source,
    RaterKind = domain::performance::assessment::rating::RaterKind,
    VetoCode = domain::performance::assessment::outcome::VetoCode,
    ReviewOutcome = domain::performance::assessment::outcome::ReviewOutcome,
    ConsequenceKind = domain::performance::assessment::outcome::ConsequenceKind,
    WeightMoveCause = domain::performance::assessment::formula::Cause,
}

/// An item of the signed targets.
#[view(item: Item)]
pub struct Target {
    /// By which ratings name it.
    pub code: String,
    /// What it is.
    pub title: String,
    /// To which of the managed things it belongs.
    pub domain: TargetDomain,
    /// Points of the hundred.
    pub weight: u32,
    /// When it is fully met.
    pub measure: String,
    /// What proves it.
    pub evidence: String,
    /// Where its value comes from.
    #[from(item.source)]
    pub value_from: TargetSource,
    /// The count that meets it fully; null of a rated item.
    pub target: Option<u32>,
}

/// The score that a rater gives an item.
#[view(one: ItemScore)]
pub struct TargetScore {
    /// The code of the item.
    pub item: String,
    /// The score, 0 to 100.
    #[from(points(one.score))]
    pub score: f64,
}

/// What one rater says.
#[view(rating: rating::Rating)]
pub struct Rating {
    /// Of which kind the rater is.
    #[from(rating.kind)]
    pub rater_kind: RaterKind,
    /// Who rated.
    pub rater: String,
    /// The rater's record.
    pub rater_person_id: Option<Uuid>,
    /// A score for each rated item.
    pub scores: Vec<TargetScore>,
}

/// A fact that makes the grade the lowest.
#[view(veto: outcome::Veto)]
pub struct Veto {
    /// Which.
    #[from(veto.code)]
    pub veto: VetoCode,
    /// What happened.
    pub fact: String,
    /// The document that found it.
    pub document_number: String,
}

/// The review that the person asked for.
#[view(review: outcome::Review)]
pub struct AssessmentReview {
    /// The day on which it was asked for.
    pub requested_on: NaiveDate,
    /// What the person says.
    pub statement: String,
    /// The day on which it was decided.
    pub decided_on: Option<NaiveDate>,
    /// What became of it.
    pub outcome: Option<ReviewOutcome>,
    /// Why.
    pub reason: Option<String>,
    /// The score before, 0 to 100.
    #[from(review.score_before.map(points))]
    pub score_before: Option<f64>,
    /// The grade before.
    pub grade_before: Option<AssessmentGrade>,
    /// Whether it decided on excellent, and that was forgone because no place was left.
    pub forgone: bool,
}

/// What a final grade brings about.
#[view(one: outcome::Consequence)]
pub struct AssessmentConsequence {
    /// Which.
    pub kind: ConsequenceKind,
    /// The last day for improvement.
    pub deadline: Option<NaiveDate>,
}

/// A yearly duty assessment.
#[view(one: assessment::Assessment)]
pub struct Assessment {
    /// Identifier.
    pub id: Uuid,
    /// Version, one more with every change; the ETag.
    pub version: i64,
    /// Area (GB/T 2260), inherited from the person.
    pub area: String,
    /// Who is assessed.
    pub person_id: Uuid,
    /// Which authority assesses.
    pub authority_id: Uuid,
    /// The year.
    pub year: i32,
    /// Where it stands.
    pub status: AssessmentStatus,
    /// The targets, whose weights sum to a hundred.
    pub targets: Vec<Target>,
    /// The day on which the inspector signed them.
    pub inspector_signed_on: Option<NaiveDate>,
    /// Who signed them for the office.
    pub office_signatory: Option<String>,
    /// What the person reports on duty.
    pub duty_report: Option<String>,
    /// The ratings; none for who may not see them.
    pub ratings: Vec<Rating>,
    /// The panel's members.
    pub panel: Vec<String>,
    /// Who of the public sits on it.
    pub public_seat: Option<String>,
    /// What makes the grade the lowest.
    pub vetoes: Vec<Veto>,
    /// The score, 0 to 100, once it is proposed.
    #[from(one.score().map(points))]
    pub score: Option<f64>,
    /// The scale of grades that was in force.
    #[from(one.computation.as_ref().map(|computation| computation.formula.scale))]
    pub scale: Option<GradeScale>,
    /// The grade, once it is proposed.
    pub grade: Option<AssessmentGrade>,
    /// The day of the written notice.
    pub notified_on: Option<NaiveDate>,
    /// The last day on which a review may be asked for: thirty days from the notice, or from the day on which the register
    /// learned of it, if that is later.
    pub review_until: Option<NaiveDate>,
    /// The review, once it was asked for.
    pub review: Option<AssessmentReview>,
    /// The day on which the person accepted the result in writing.
    pub accepted_on: Option<NaiveDate>,
    /// What the final grade brings about.
    pub consequence: Option<AssessmentConsequence>,
    /// The days served in the year, of who is exempt.
    pub days_served: Option<u32>,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// Hundredths as points.
fn points(hundredths: u32) -> f64 {
    f64::from(hundredths) / 100.0
}

impl Assessment {
    /// The result without how it came about, for who may see results only: no ratings, panel, vetoes, report or review.
    #[must_use]
    pub fn result_only(self) -> Self {
        Self {
            ratings: Vec::new(),
            duty_report: None,
            panel: Vec::new(),
            public_seat: None,
            vetoes: Vec::new(),
            review: None,
            ..self
        }
    }
}
