//! The score of an evaluation, with all that it was computed from, so that it can be computed again.

use super::parts::{Course, Outcome};
use crate::{
    evaluation::{
        score::{self, Grade, Measured, RaterWeight, Rating},
        system::parts::{Details, Hundredths, Indicator, Measure},
    },
    kernel::score::Score,
};

/// How one indicator came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The indicator.
    pub indicator: Indicator,
    /// The average of each kind of rater, with the weight that it has then.
    pub averages: Vec<(RaterWeight, Score)>,
    /// What was reached, or how often something happened.
    pub value: Option<Hundredths>,
    /// Whether it is as it must be.
    pub passed: Option<bool>,
    /// The score.
    pub score: Score,
}

/// How the score came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The indicators.
    pub lines: Vec<Line>,
    /// What came of it.
    pub outcome: Outcome,
}

/// Computes the score, or names the indicators of which nothing is known.
///
/// # Errors
/// The codes of those indicators.
pub fn explain(system: &Details, course: &Course) -> Result<Explanation, Vec<String>> {
    let ratings: Vec<Rating> = course.ratings.iter().map(|one| one.said.clone()).collect();
    let (mut lines, mut missing) = (Vec::new(), Vec::new());
    for indicator in &system.indicators {
        match line(indicator, &system.raters, &ratings, course) {
            Some(line) => lines.push(line),
            None => missing.push(indicator.code.clone()),
        }
    }
    if !missing.is_empty() {
        return Err(missing);
    }
    let score = score::weighted(lines.iter().map(|line| (line.indicator.weight.0, line.score)));
    let grade = score.and_then(|score| score::grade(score, &system.bands, !course.vetoes.is_empty()));
    let points = score.zip(system.comprehensive_points);
    let points = points.map(|(score, all)| Hundredths(score::points(score, all.0)));
    Ok(Explanation { lines, outcome: Outcome { score, grade, points } })
}

/// The grade and points of a score that a higher authority told.
pub fn as_told(system: &Details, told: (Option<Score>, Option<Grade>)) -> Outcome {
    let (score, grade) = told;
    let of_band = || score.and_then(|score| score::grade(score, &system.bands, false));
    let points = score.zip(system.comprehensive_points);
    let points = points.map(|(score, all)| Hundredths(score::points(score, all.0)));
    Outcome { score, grade: grade.or_else(of_band), points }
}

fn line(indicator: &Indicator, raters: &[RaterWeight], ratings: &[Rating], course: &Course) -> Option<Line> {
    let actual = course.actuals.iter().find(|one| one.code == indicator.code);
    let (value, passed) = (actual.and_then(|one| one.value), actual.and_then(|one| one.passed));
    let mut line =
        Line { indicator: indicator.clone(), averages: Vec::new(), value: None, passed: None, score: Score(0) };
    line.score = match indicator.measure {
        Measure::Rated => {
            let rated = score::rated(&indicator.code, raters, ratings)?;
            line.averages = rated.averages;
            rated.score
        }
        Measure::Target => {
            line.value = value;
            Measured::Target { actual: value?.0.into(), target: indicator.target?.0.into() }.score()
        }
        Measure::Deduction => {
            line.value = value;
            Measured::Deduction { step: indicator.step?.0, occurrences: value?.0 / 100 }.score()
        }
        Measure::Passed => {
            line.passed = passed;
            Measured::Passed(passed?).score()
        }
        Measure::Register => {
            let rate = indicator.rate?;
            let (_, known) = course.rates.iter().find(|(one, _)| *one == rate)?;
            Measured::Register(*known).score()
        }
    };
    Some(line)
}
