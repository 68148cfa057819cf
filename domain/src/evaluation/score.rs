//! From ratings, actual values and occurrences to a score, a grade and points of the comprehensive assessment, in whole hundredths.
//! Every division rounds half up, where it stands, and nowhere else.
//!
//! 1. A rated indicator: the average of each kind of rater; of these, by the weights of the kinds. The weight of a kind of which
//!    nobody rated moves to the first of third party, member unit, office and satisfaction of which somebody did: outside comes
//!    first (R242).
//! 2. A target: actual by target, at most 100. A deduction: 100 less a step for each occurrence, not below 0. Passed or not: 100
//!    or 0. A rate of the register: as it is.
//! 3. The score is the average of the indicators by their weights. Its band is the grade; a veto makes it the lowest and leaves
//!    the score.
//! 4. The points are the score's share of those that the system has in the comprehensive assessment (R247).

use serde::{Deserialize, Serialize};

use crate::{
    kernel::{score::Score, word::words},
    performance::assessment::rating::ItemScore,
};

/// What the weights of a system's indicators, and of its raters, add up to, in percent.
pub const WEIGHTS_SUM: u32 = 100;

words! {
    /// Who rates a unit.
    RaterKind {
        /// The supervision office.
        Office = "office",
        /// A member unit of the committee.
        MemberUnit = "member_unit",
        /// A third party that was commissioned.
        ThirdParty = "third_party",
        /// Those who were asked how satisfied they are.
        Satisfaction = "satisfaction",
    }
}

impl RaterKind {
    /// To whom the weight of a kind moves of which nobody rated, first come first.
    const HEIRS: [Self; 4] = [Self::ThirdParty, Self::MemberUnit, Self::Office, Self::Satisfaction];
}

words! {
    /// What a unit is graded as, best first.
    Grade {
        /// 优秀.
        Excellent = "excellent",
        /// 良好.
        Good = "good",
        /// 合格.
        Qualified = "qualified",
        /// 不合格.
        Unqualified = "unqualified",
    }
}

/// The weight of a kind of rater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RaterWeight {
    /// The kind.
    pub kind: RaterKind,
    /// Its weight, in percent.
    pub weight: u32,
}

/// What one rater says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// Of which kind the rater is.
    pub kind: RaterKind,
    /// A score for each indicator that the rater knows.
    pub scores: Vec<ItemScore>,
}

/// From which score on a grade is given, best first; the last band begins at 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Band {
    /// The grade.
    pub grade: Grade,
    /// Its lowest score.
    pub from: Score,
}

/// What an indicator that nobody rates says of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measured {
    /// What was reached of a target above nothing.
    Target {
        /// What was reached.
        actual: u64,
        /// What was to be reached.
        target: u64,
    },
    /// How often something happened that costs a step each time.
    Deduction {
        /// The step, in hundredths of a point.
        step: u32,
        /// How often.
        occurrences: u32,
    },
    /// Whether something is as it must be.
    Passed(bool),
    /// A rate that the register knows, in hundredths of a percent.
    Register(Score),
}

impl Measured {
    /// Its score.
    pub fn score(self) -> Score {
        match self {
            Self::Target { target: 0, .. } => Score(0),
            Self::Target { actual, target } => {
                Score(quotient(u128::from(actual.min(target)) * u128::from(Score::MAX), u128::from(target)))
            }
            Self::Deduction { step, occurrences } => Score(Score::MAX.saturating_sub(step.saturating_mul(occurrences))),
            Self::Passed(passed) => Score(if passed { Score::MAX } else { 0 }),
            Self::Register(rate) => rate.min(Score(Score::MAX)),
        }
    }
}

/// A division that rounds half up. What comes out is a score, which fits.
fn quotient(value: u128, divisor: u128) -> u32 {
    u32::try_from((2 * value + divisor) / (2 * divisor)).unwrap_or(u32::MAX)
}

/// How a rated indicator came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rated {
    /// The average of each kind of which somebody rated, with the weight that it has then.
    pub averages: Vec<(RaterWeight, Score)>,
    /// The score.
    pub score: Score,
}

/// The score of a rated indicator; none while nobody rated it whose weight counts.
pub fn rated(indicator: &str, raters: &[RaterWeight], ratings: &[Rating]) -> Option<Rated> {
    let average = |kind: RaterKind| {
        let scores = ratings.iter().filter(|rating| rating.kind == kind).flat_map(|rating| &rating.scores);
        let scores: Vec<u32> = scores.filter(|score| score.item == indicator).map(|score| score.score).collect();
        let count = u128::try_from(scores.len()).ok().filter(|count| *count > 0)?;
        Some(Score(quotient(scores.iter().map(|score| u128::from(*score)).sum(), count)))
    };
    let heir = RaterKind::HEIRS.into_iter().find(|kind| average(*kind).is_some())?;
    let missing: u32 = raters.iter().filter(|one| average(one.kind).is_none()).map(|one| one.weight).sum();
    let weight = |kind: RaterKind| {
        let own: u32 = raters.iter().filter(|one| one.kind == kind).map(|one| one.weight).sum();
        own + if kind == heir { missing } else { 0 }
    };
    let averages: Vec<(RaterWeight, Score)> = RaterKind::ALL
        .iter()
        .filter_map(|kind| Some((RaterWeight { kind: *kind, weight: weight(*kind) }, average(*kind)?)))
        .collect();
    Some(Rated { score: weighted(averages.iter().map(|(rater, score)| (rater.weight, *score)))?, averages })
}

/// The average of scores by their weights, half up; none where nothing weighs anything.
pub fn weighted(scores: impl Iterator<Item = (u32, Score)>) -> Option<Score> {
    let (sum, weights) = scores.fold((0, 0), |(sum, weights), (weight, score)| {
        (sum + u128::from(weight) * u128::from(score.0), weights + u128::from(weight))
    });
    (weights > 0).then(|| Score(quotient(sum, weights)))
}

/// The grade of a score: that of its band, the lowest after a veto.
pub fn grade(score: Score, bands: &[Band], is_vetoed: bool) -> Option<Grade> {
    let lowest = bands.iter().map(|band| band.grade).max();
    let of_band = || bands.iter().filter(|band| band.from <= score).max_by_key(|band| band.from).map(|band| band.grade);
    if is_vetoed { lowest } else { of_band().or(lowest) }
}

/// The points that a score makes of those that a system has in the comprehensive assessment, both in hundredths.
pub fn points(score: Score, comprehensive_points: u32) -> u32 {
    quotient(u128::from(score.0) * u128::from(comprehensive_points), u128::from(Score::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATERS: [RaterWeight; 4] = [
        RaterWeight { kind: RaterKind::Office, weight: 40 },
        RaterWeight { kind: RaterKind::MemberUnit, weight: 30 },
        RaterWeight { kind: RaterKind::ThirdParty, weight: 20 },
        RaterWeight { kind: RaterKind::Satisfaction, weight: 10 },
    ];
    const BANDS: [Band; 4] = [
        Band { grade: Grade::Excellent, from: Score(9_000) },
        Band { grade: Grade::Good, from: Score(8_000) },
        Band { grade: Grade::Qualified, from: Score(6_000) },
        Band { grade: Grade::Unqualified, from: Score(0) },
    ];

    fn said(kind: RaterKind, scores: &[(&str, u32)]) -> Rating {
        let score = |(item, score): &(&str, u32)| ItemScore { item: (*item).to_owned(), score: *score };
        Rating { kind, scores: scores.iter().map(score).collect() }
    }

    fn ratings() -> Vec<Rating> {
        vec![
            said(RaterKind::Office, &[("A", 8_400), ("C", 7_000)]),
            said(RaterKind::MemberUnit, &[("A", 8_800), ("C", 7_500)]),
            said(RaterKind::ThirdParty, &[("A", 8_000), ("C", 6_600)]),
            said(RaterKind::Satisfaction, &[("A", 9_000)]),
        ]
    }

    #[test]
    fn a_township_year_comes_to_its_score_grade_and_points() {
        let rated = |item| rated(item, &RATERS, &ratings()).unwrap().score;
        let scores = [
            (30, rated("A")),
            (25, Measured::Target { actual: 96, target: 100 }.score()),
            (20, rated("C")),
            (15, Score(7_857)),
            (10, Measured::Passed(true).score()),
        ];
        assert_eq!(scores.map(|(_, score)| score.0), [8_500, 9_600, 7_030, 7_857, 10_000]);
        let score = weighted(scores.into_iter()).unwrap();
        assert_eq!((score, grade(score, &BANDS, false)), (Score(8_535), Some(Grade::Good)));
        assert_eq!([400, 600].map(|comprehensive| points(score, comprehensive)), [341, 512]);
        assert_eq!(grade(score, &BANDS, true), Some(Grade::Unqualified));
    }

    #[test]
    fn the_weight_of_those_who_did_not_rate_goes_outside_first() {
        let weights = |ratings: &[Rating]| {
            let averages = rated("C", &RATERS, ratings).unwrap().averages;
            averages.iter().map(|(rater, _)| (rater.kind, rater.weight)).collect::<Vec<_>>()
        };
        let all = ratings();
        let expected = [(RaterKind::Office, 40), (RaterKind::MemberUnit, 30), (RaterKind::ThirdParty, 30)];
        assert_eq!(weights(&all), expected);
        assert_eq!(weights(&all[..2]), [(RaterKind::Office, 40), (RaterKind::MemberUnit, 60)]);
        assert_eq!(weights(&all[..1]), [(RaterKind::Office, 100)]);
        assert_eq!(rated("B", &RATERS, &all), None);
    }

    #[test]
    fn measured_scores_stay_between_nothing_and_a_hundred() {
        let scores = [
            Measured::Deduction { step: 500, occurrences: 3 },
            Measured::Deduction { step: 500, occurrences: u32::MAX },
            Measured::Target { actual: 200, target: 100 },
            Measured::Target { actual: 1, target: 3 },
            Measured::Target { actual: u64::MAX, target: u64::MAX },
            Measured::Target { actual: 1, target: 0 },
            Measured::Passed(false),
            Measured::Register(Score(20_000)),
        ];
        assert_eq!(scores.map(|one| one.score().0), [8_500, 0, 10_000, 3_333, 10_000, 0, 0, 10_000]);
    }

    #[test]
    fn a_score_is_between_its_parts_and_depends_on_no_order() {
        let mut state = 7_u32;
        let mut next = move || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state >> 8
        };
        for _ in 0..500 {
            let parts: Vec<(u32, Score)> =
                (0..1 + next() % 9).map(|_| (1 + next() % 50, Score(next() % 10_001))).collect();
            let score = weighted(parts.iter().copied()).unwrap();
            assert_eq!(weighted(parts.iter().rev().copied()), Some(score));
            let (low, high) =
                (parts.iter().map(|part| part.1).min().unwrap(), parts.iter().map(|part| part.1).max().unwrap());
            assert!(low <= score && score <= high, "{parts:?}");
            assert!(points(score, 500) <= 500 && grade(score, &BANDS, false).is_some());
        }
    }

    #[test]
    fn a_score_on_the_edge_of_a_band_belongs_to_it() {
        let grades = [10_000, 9_000, 8_999, 8_000, 7_999, 6_000, 5_999, 0]
            .map(|score| grade(Score(score), &BANDS, false).unwrap());
        use Grade::{Excellent, Good, Qualified, Unqualified};
        assert_eq!(grades, [Excellent, Excellent, Good, Good, Qualified, Qualified, Unqualified, Unqualified]);
    }
}
