//! What an indicator system is made of: indicators with their weights, raters, bands and vetoes.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::{
    Day, FaultCode, Faults, Wording,
    evaluation::score::{Band, Grade, RaterKind, RaterWeight, WEIGHTS_SUM},
    kernel::word::words,
    supervision::rates::Rates,
};

/// Years of which results may be.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2999;
/// Most indicators of a system.
pub const INDICATORS_MAX: usize = 500;
/// Most vetoes of a system.
pub const VETOES_MAX: usize = 50;
/// What the weights of all indicators add up to.
const WHOLE: Hundredths = Hundredths(WEIGHTS_SUM * 100);

/// A number with two decimals, in hundredths.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Hundredths(pub u32);

impl Hundredths {
    /// The greatest number: forty million.
    pub const MAX: Self = Self(4_000_000_000);
    /// A hundred.
    pub const HUNDRED: Self = Self(10_000);
}

impl From<Hundredths> for f64 {
    fn from(number: Hundredths) -> Self {
        Self::from(number.0) / 100.0
    }
}

impl From<Hundredths> for i64 {
    fn from(number: Hundredths) -> Self {
        number.0.into()
    }
}

impl TryFrom<i64> for Hundredths {
    type Error = std::num::TryFromIntError;

    fn try_from(number: i64) -> Result<Self, Self::Error> {
        u32::try_from(number).map(Self)
    }
}

words! {
    /// For what a system measures.
    Purpose {
        /// How a government or department does its duty for education.
        GovernmentDuty = "government_duty", // 履行教育职责评价; R240.
        /// How a school is run.
        School = "school",
        /// How a kindergarten is run.
        KindergartenConduct = "kindergarten_conduct", // 办园行为督导评估; R255.
        /// How far the burden of pupils is reduced.
        DoubleReduction = "double_reduction", // 双减.
        /// Safety of the campus.
        CampusSafety = "campus_safety",
        /// Balance between schools.
        Balance = "balance", // 义务教育均衡发展; R250.
        /// Satisfaction of those who are served.
        Satisfaction = "satisfaction",
        /// Something else.
        Other = "other",
    }
}

words! {
    /// What kind of object a system measures.
    ObjectKind {
        /// The government of a township.
        Township = "township",
        /// A department of a government.
        Department = "department",
        /// The government of a county.
        County = "county",
        /// A school.
        School = "school",
        /// A kindergarten.
        Kindergarten = "kindergarten",
    }
}

words! {
    /// How an indicator is measured.
    Measure {
        /// Raters give points.
        Rated = "rated",
        /// What was reached of a target.
        Target = "target",
        /// A step is lost for each occurrence.
        Deduction = "deduction",
        /// Passed or not.
        Passed = "passed",
        /// A rate that the register knows.
        Register = "register",
    }
}

words! {
    /// A rate of rectification that the register knows, of which more is better.
    Rate {
        /// Closed of all problems.
        Closure = "closure",
        /// Verified or closed of all problems.
        Mended = "mended",
        /// Reported of those that are due.
        Rectification = "rectification",
        /// Reported by the last day of those that are due.
        OnTime = "on_time",
        /// Held of the look-backs.
        Held = "held",
    }
}

impl Rate {
    /// It, in hundredths of a percent; none of nothing.
    pub fn of(self, rates: &Rates) -> Option<u32> {
        match self {
            Self::Closure => rates.closure,
            Self::Mended => rates.mended,
            Self::Rectification => rates.rectification,
            Self::OnTime => rates.on_time,
            Self::Held => rates.held,
        }
    }
}

words! {
    /// What is published of a result.
    Publish {
        /// The grade alone.
        Grade = "grade",
        /// The grade and the score.
        Score = "score",
        /// Nothing.
        Nothing = "nothing",
    }
}

/// An indicator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Indicator {
    /// By which scores name it.
    pub code: String,
    /// What it is.
    pub title: String,
    /// To which group it belongs.
    pub group: Option<String>,
    /// Its share of the hundred.
    pub weight: Hundredths,
    /// How it is measured.
    pub measure: Measure,
    /// What is to be reached.
    pub target: Option<Hundredths>,
    /// What an occurrence costs.
    pub step: Option<Hundredths>,
    /// Which rate of the register it is.
    pub rate: Option<Rate>,
    /// What proves it.
    pub evidence: Option<String>,
}

/// What makes the grade the lowest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Veto {
    /// By which an evaluation names it.
    pub code: String,
    /// What it is.
    pub title: String,
}

/// What a draft says, until it is submitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Details {
    /// By which a system and its successors are known in their area.
    pub code: String,
    /// Title.
    pub title: String,
    /// For what it measures.
    pub purpose: Purpose,
    /// What kind of object it measures.
    pub object_kind: ObjectKind,
    /// Of which year results are, where it is made for one.
    pub year: Option<i32>,
    /// The indicators.
    pub indicators: Vec<Indicator>,
    /// Who rates, and how much that weighs.
    pub raters: Vec<RaterWeight>,
    /// From which score on a grade is given.
    pub bands: Vec<Band>,
    /// What makes the grade the lowest.
    pub vetoes: Vec<Veto>,
    /// The points that a full score makes in the comprehensive assessment (R247).
    pub comprehensive_points: Option<Hundredths>,
    /// What is published of a result.
    pub publish: Publish,
    /// First day.
    pub effective_on: Day,
}

impl Details {
    /// Notes what is wrong with it.
    pub fn check(&self, faults: &mut Faults) {
        // A system of balance computes coefficients, and may have no indicators besides.
        if self.purpose != Purpose::Balance || !self.indicators.is_empty() {
            check_sum("/indicators", self.indicators.iter().map(|one| one.weight), faults);
        }
        check_codes("/indicators", self.indicators.iter().map(|one| &one.code), faults);
        for (at, one) in self.indicators.iter().enumerate() {
            one.check(&format!("/indicators/{at}"), faults);
        }
        if self.year.is_some_and(|year| !YEARS.contains(&year)) {
            let (min, max) = (i64::from(*YEARS.start()), i64::from(*YEARS.end()));
            faults.add("/year", FaultCode::Range, Wording::Between { min, max });
        }
        self.check_raters(faults);
        self.check_bands(faults);
        check_codes("/vetoes", self.vetoes.iter().map(|one| &one.code), faults);
    }

    /// Whoever rates weighs something, and all of them a hundred, wherever something is rated.
    fn check_raters(&self, faults: &mut Faults) {
        let mut kinds = HashSet::new();
        for (at, one) in self.raters.iter().enumerate() {
            if !kinds.insert(one.kind) {
                faults.add(format!("/raters/{at}/kind"), FaultCode::Duplicate, Wording::NamedTwice);
            }
            if one.weight == 0 {
                faults.add(format!("/raters/{at}/weight"), FaultCode::Range, Wording::AtLeast { min: 1 });
            }
        }
        let is_rated = self.indicators.iter().any(|one| one.measure == Measure::Rated);
        if is_rated || !self.raters.is_empty() {
            let weights = self.raters.iter().map(|one| Hundredths(one.weight.saturating_mul(100)));
            check_sum("/raters", weights, faults);
        }
    }

    /// Bands go down: the better grade begins at the higher score, and the last one at nothing.
    fn check_bands(&self, faults: &mut Faults) {
        if self.bands.last().is_none_or(|last| last.from.0 != 0) {
            faults.add("/bands", FaultCode::Mismatch, Wording::LastBandFromNothing);
        }
        for (at, (above, below)) in (1..).zip(self.bands.iter().zip(self.bands.iter().skip(1))) {
            if above.from <= below.from || above.grade >= below.grade {
                faults.add(format!("/bands/{at}"), FaultCode::Mismatch, Wording::BandsGoDown);
            }
        }
    }

    /// The weight of third parties, in percent (R257).
    pub fn third_party_weight(&self) -> u32 {
        self.raters.iter().filter(|one| one.kind == RaterKind::ThirdParty).map(|one| one.weight).sum()
    }

    /// The indicator of a code.
    pub fn indicator(&self, code: &str) -> Option<&Indicator> {
        self.indicators.iter().find(|one| one.code == code)
    }

    /// The lowest grade, which a veto gives.
    pub fn lowest_grade(&self) -> Option<Grade> {
        self.bands.last().map(|band| band.grade)
    }
}

impl Indicator {
    /// What is measured by something has it, and nothing else has.
    fn check(&self, at: &str, faults: &mut Faults) {
        if self.weight.0 == 0 {
            faults.add(format!("{at}/weight"), FaultCode::Range, Wording::MoreThanNothing);
        }
        let mut belongs = |field: &str, is_there: bool, to: Measure| match (self.measure == to, is_there) {
            (true, false) => faults.add(format!("{at}/{field}"), FaultCode::Required, Wording::FieldNeeded),
            (false, true) => faults.add(format!("{at}/{field}"), FaultCode::Mismatch, Wording::NotOfThisKind),
            _ => {}
        };
        belongs("target", self.target.is_some(), Measure::Target);
        belongs("step", self.step.is_some(), Measure::Deduction);
        belongs("rate", self.rate.is_some(), Measure::Register);
        for (field, number) in [("target", self.target), ("step", self.step)] {
            if number == Some(Hundredths(0)) {
                faults.add(format!("{at}/{field}"), FaultCode::Range, Wording::MoreThanNothing);
            }
        }
    }
}

/// Notes weights that do not add up to a hundred.
fn check_sum(pointer: &str, weights: impl Iterator<Item = Hundredths>, faults: &mut Faults) {
    let sum: u64 = weights.map(|weight| u64::from(weight.0)).sum();
    if sum != u64::from(WHOLE.0) {
        let sum = format!("{}.{:02}", sum / 100, sum % 100);
        faults.add(pointer, FaultCode::Mismatch, Wording::WeightsAddUp { sum });
    }
}

/// Notes codes that stand twice.
fn check_codes<'a>(pointer: &str, codes: impl Iterator<Item = &'a String>, faults: &mut Faults) {
    let mut seen = HashSet::new();
    for (at, code) in codes.enumerate() {
        if !seen.insert(code) {
            faults.add(format!("{pointer}/{at}/code"), FaultCode::Duplicate, Wording::NamedTwice);
        }
    }
}
