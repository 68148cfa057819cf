//! How score and grade of an assessment came about.

use domain::performance::assessment::{
    self,
    formula::{self, Computation},
    grade, outcome,
};
use macros::view;

use super::{AssessmentGrade, AssessmentReview, GradeScale, RaterKind, TargetSource, Veto, WeightMoveCause};

/// The weight of a kind of rater, in percent.
#[view(one: formula::RaterWeight)]
pub struct RaterWeight {
    /// The kind.
    #[from(one.kind)]
    pub rater_kind: RaterKind,
    /// Its weight, in percent.
    pub weight: u32,
}

/// A weight that moved from one kind of rater to another.
#[view(one: formula::Moved)]
pub struct WeightMove {
    /// From which.
    pub from: RaterKind,
    /// To which.
    pub to: RaterKind,
    /// How much, in percent.
    pub weight: u32,
    /// Why.
    pub cause: WeightMoveCause,
}

/// One score of one rater.
#[view(one: formula::NamedScore)]
pub struct SingleScore {
    /// Who rated; null of a school, whose ratings are anonymous.
    pub rater: Option<String>,
    /// The score, in hundredths of a point.
    #[from(one.score)]
    pub score_hundredths: u32,
}

/// The average of one kind of rater for one item.
#[view(one: formula::Average)]
pub struct RaterAverage {
    /// The kind.
    #[from(one.kind)]
    pub rater_kind: RaterKind,
    /// The weight applied, in percent.
    pub weight: u32,
    /// The average, in hundredths of a point.
    #[from(one.average)]
    pub average_hundredths: u32,
    /// The single scores.
    pub scores: Vec<SingleScore>,
}

/// What an item came to.
#[view(one: formula::ItemResult)]
pub struct ExplainedItem {
    /// The code.
    #[within(one.item)]
    pub code: String,
    /// What it is.
    #[within(one.item)]
    pub title: String,
    /// Points of the hundred.
    #[within(one.item)]
    pub weight: u32,
    /// Where its value comes from.
    #[from(one.item.source)]
    pub value_from: TargetSource,
    /// The count that meets it fully; null of a rated item.
    #[within(one.item)]
    pub target: Option<u32>,
    /// What the register counted; null of a rated item.
    pub counted: Option<u32>,
    /// The averages by kind of rater; none of a counted item.
    pub averages: Vec<RaterAverage>,
    /// Its score, in hundredths of a point.
    #[from(one.score)]
    pub score_hundredths: u32,
}

/// One division of the computation, rounded half up.
#[view(step: formula::StepTaken)]
pub struct ArithmeticStep {
    /// What is computed: `item:CODE:KIND` the average of a kind of rater, `item:CODE` an item, `daily` and `annual` the parts,
    /// `score` the whole.
    pub name: String,
    /// The sum above the line, written out.
    pub operation: String,
    /// Above the line.
    pub numerator: u64,
    /// Below the line.
    pub denominator: u64,
    /// The quotient, in hundredths of a point, rounded half up.
    #[from(step.result)]
    pub result_hundredths: u32,
}

/// The scores from which grades are given, in whole points.
#[view(bands: grade::Bands)]
pub struct GradeBands {
    /// From here on excellent.
    pub excellent: u32,
    /// From here on fully qualified, on scales of four.
    pub qualified: u32,
    /// Below, unqualified.
    pub pass: u32,
}

/// How many may be excellent.
#[view(quota: grade::Quota)]
pub struct ExcellentQuota {
    /// All whom the authority assessed for the year and who were not exempt.
    pub group: u32,
    /// The share, in percent.
    pub percent: u32,
    /// The places that makes, rounded down.
    pub places: u32,
    /// The places that others had taken.
    pub taken: u32,
}

/// How score and grade of an assessment came about.
#[view(one: Computation, decided: Option<grade::Grade>, review: Option<outcome::Review>)]
pub struct AssessmentExplanation {
    /// The version of the policy whose values the formula has.
    #[within(one.formula)]
    pub policy_version: i64,
    /// The share of the counted items, in percent, as the policy says.
    #[within(one.formula)]
    pub daily: u32,
    /// The share of the rated items, in percent, as the policy says.
    #[within(one.formula)]
    pub annual: u32,
    /// The share of the counted items as applied: a part without items gives its share to the other.
    #[from(one.daily_share)]
    pub daily_applied: u32,
    /// The share of the rated items as applied.
    #[from(one.annual_share)]
    pub annual_applied: u32,
    /// The weights of the kinds of raters, as the policy says.
    #[within(one.formula)]
    pub raters: Vec<RaterWeight>,
    /// Fewer ratings of schools than this do not count.
    #[within(one.formula)]
    pub min_schools: u32,
    /// The weights as applied; none where nothing is rated.
    #[from(one.applied)]
    pub raters_applied: Vec<RaterWeight>,
    /// Why they differ.
    pub moved: Vec<WeightMove>,
    /// The items.
    pub items: Vec<ExplainedItem>,
    /// Each step of the arithmetic, in order.
    pub steps: Vec<ArithmeticStep>,
    /// The score, in hundredths of a point.
    #[from(one.score)]
    pub score_hundredths: u32,
    /// The scale of grades.
    #[within(one.formula)]
    pub scale: GradeScale,
    /// Its bands.
    #[within(one.formula)]
    pub bands: GradeBands,
    /// The grade of the score's band.
    pub band: AssessmentGrade,
    /// What makes the grade the lowest.
    pub vetoes: Vec<Veto>,
    /// The quota of excellent grades as it was.
    pub quota: ExcellentQuota,
    /// Whether the band was excellent, no place was left, and the office gave the grade below.
    pub forgone: bool,
    /// The grade as computed.
    #[from(one.grade)]
    pub computed_grade: AssessmentGrade,
    /// The grade that holds; it differs from the computed one where a review decided so.
    #[from(decided.unwrap_or(one.grade))]
    pub grade: AssessmentGrade,
    /// The review.
    pub review: Option<AssessmentReview>,
}

impl AssessmentExplanation {
    /// The explanation of what was computed; none before anything was.
    pub fn of(one: assessment::Assessment) -> Option<Self> {
        Some(Self::new(one.computation?, one.grade, one.review))
    }
}
