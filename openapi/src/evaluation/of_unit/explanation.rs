//! How a score came about, with all that it was computed from.

use domain::{
    evaluation::{
        of_unit::{
            Evaluation,
            computing::{Explanation, Line},
        },
        score::RaterWeight,
        system::parts::Details,
    },
    kernel::score::Score,
};
use macros::view;
use uuid::Uuid;

use super::EvaluationVeto;
use crate::evaluation::indicator_system::{
    EvaluationBand, EvaluationGrade, EvaluationRater, EvaluationRaterKind, IndicatorMeasure, RectificationRate,
};

/// The average of a kind of rater, with the weight that it has once nobody of another kind rated.
#[view(of: (RaterWeight, Score))]
pub struct EvaluationRaterAverage {
    /// The kind.
    #[from(of.0.kind)]
    pub kind: EvaluationRaterKind,
    /// Its weight, in percent: its own, and that of those who did not rate.
    #[from(of.0.weight)]
    pub weight: u32,
    /// The average, 0 to 100.
    #[from(of.1)]
    pub average: f64,
}

/// How one indicator came out.
#[view(one: Line)]
pub struct IndicatorOutcome {
    /// The indicator.
    #[within(one.indicator)]
    pub code: String,
    /// What it is.
    #[within(one.indicator)]
    pub title: String,
    /// Its share of the hundred.
    #[within(one.indicator)]
    pub weight: f64,
    /// How it is measured.
    #[within(one.indicator)]
    pub measure: IndicatorMeasure,
    /// What was to be reached.
    #[within(one.indicator)]
    pub target: Option<f64>,
    /// What an occurrence costs, in points.
    #[within(one.indicator)]
    pub step: Option<f64>,
    /// Which rate of the register it is.
    #[within(one.indicator)]
    pub rate: Option<RectificationRate>,
    /// The average of each kind of rater.
    pub averages: Vec<EvaluationRaterAverage>,
    /// What was reached, or how often something happened.
    pub value: Option<f64>,
    /// Whether it is as it must be.
    pub passed: Option<bool>,
    /// The score, 0 to 100.
    pub score: f64,
}

/// How a score came about: of the indicators' scores the average by weight, each division rounded half up to hundredths.
#[view(one: Evaluation, system: Details, how: Explanation)]
pub struct EvaluationExplanation {
    /// The evaluation.
    #[from(one.id)]
    pub evaluation_id: Uuid,
    /// The indicator system.
    #[from(one.by.system_id)]
    pub system_id: Uuid,
    /// The version of the system.
    #[from(one.by.system_version)]
    pub system_version: i64,
    /// Who rates, and how much that weighs.
    #[from(system.raters)]
    pub raters: Vec<EvaluationRater>,
    /// From which score on a grade is given.
    #[from(system.bands)]
    pub bands: Vec<EvaluationBand>,
    /// The points that a full score makes in the comprehensive assessment.
    #[from(system.comprehensive_points)]
    pub comprehensive_points: Option<f64>,
    /// The indicators.
    #[from(how.lines)]
    pub indicators: Vec<IndicatorOutcome>,
    /// Vetoes that were found: they make the grade the lowest and leave the score.
    #[from(one.course.vetoes.clone())]
    pub vetoes: Vec<EvaluationVeto>,
    /// The score, 0 to 100.
    #[from(how.outcome.score)]
    pub score: Option<f64>,
    /// The grade.
    #[from(how.outcome.grade)]
    pub grade: Option<EvaluationGrade>,
    /// The points in the comprehensive assessment.
    #[from(how.outcome.points)]
    pub points: Option<f64>,
}
