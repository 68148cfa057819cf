//! The parts of an evaluation that its events bring.

use serde::{Deserialize, Serialize};

use crate::{
    Day,
    evaluation::{
        score::{Grade, Rating},
        system::parts::{Hundredths, Rate},
    },
    kernel::{
        fault::Flaw,
        id::{OrganisationId, PersonId},
        period::days_of,
        score::Score,
        word::words,
    },
    performance::assessment::rating::ItemScore,
};

/// Most ratings of an evaluation.
pub const RATINGS_MAX: usize = 100;

words! {
    /// Who evaluates.
    Origin {
        /// The office, with others.
        Own = "own",
        /// A higher authority, whose result is recorded as told.
        HigherAuthority = "higher_authority", // R245.
        /// A third party alone.
        ThirdPartyOnly = "third_party_only",
    }
}

words! {
    /// What became of a review.
    ReviewOutcome {
        /// The result stays.
        Upheld = "upheld",
        /// The result is raised.
        Raised = "raised",
    }
}

/// The year, semester or month that an evaluation is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    text: String,
    days: (Day, Day),
}

impl Period {
    /// Parses `2026`, `2026-autumn` or `2026-11`, and nothing looser.
    ///
    /// # Errors
    /// The flaw.
    pub fn parse(raw: &str) -> Result<Self, Flaw> {
        let days = days_of(raw)?;
        Ok(Self { text: raw.to_owned(), days })
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Its first and last day.
    pub fn days(&self) -> (Day, Day) {
        self.days
    }

    /// The year in which it begins.
    pub fn year(&self) -> i32 {
        chrono::Datelike::year(&self.days.0)
    }
}

/// What one rater says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rated {
    /// Who rated, by name.
    pub rater: String,
    /// The rater's unit, when the register has one.
    pub rater_unit_id: Option<OrganisationId>,
    /// The rater's record, when the register has one.
    pub rater_person_id: Option<PersonId>,
    /// Of which kind the rater is, and the scores.
    pub said: Rating,
}

/// The value of an indicator that nobody rates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actual {
    /// The indicator.
    pub code: String,
    /// What was reached of a target, or how often something happened.
    pub value: Option<Hundredths>,
    /// Whether it is as it must be.
    pub passed: Option<bool>,
}

/// A fact that makes the grade the lowest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundVeto {
    /// The veto, by its code in the system.
    pub code: String,
    /// What proves it.
    pub evidence: String,
}

/// A review that the unit asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// The day on which it was asked for.
    pub requested_on: Day,
    /// What the unit says.
    pub statement: String,
    /// The day on which it was decided.
    pub decided_on: Option<Day>,
    /// What became of it.
    pub outcome: Option<ReviewOutcome>,
}

/// What came of an evaluation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The score.
    pub score: Option<Score>,
    /// The grade.
    pub grade: Option<Grade>,
    /// The points in the comprehensive assessment.
    pub points: Option<Hundredths>,
}

/// What was said and found so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course {
    /// What the unit says of itself; it does not count.
    pub self_scores: Vec<ItemScore>,
    /// What raters say.
    pub ratings: Vec<Rated>,
    /// What was measured.
    pub actuals: Vec<Actual>,
    /// The register's rates, as they were when the score was computed.
    pub rates: Vec<(Rate, Score)>,
    /// Vetoes that were found.
    pub vetoes: Vec<FoundVeto>,
    /// The review.
    pub review: Option<Review>,
}

/// Ratings and values that take the place of those with the same rater or code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Corrections {
    /// Ratings, by the rater's kind and name.
    pub ratings: Vec<Rated>,
    /// Values, by their indicator.
    pub actuals: Vec<Actual>,
}

impl Course {
    /// Takes in what a rater says; who rates again rates anew.
    pub fn rate(&mut self, new: Rated) {
        self.ratings.retain(|old| (old.said.kind, &old.rater) != (new.said.kind, &new.rater));
        self.ratings.push(new);
    }

    /// Takes in what was measured; what is measured again is measured anew.
    pub fn record(&mut self, all: Vec<Actual>) {
        self.actuals.retain(|old| all.iter().all(|new| new.code != old.code));
        self.actuals.extend(all);
    }

    /// Takes in corrections.
    pub fn correct(&mut self, by: Corrections) {
        by.ratings.into_iter().for_each(|new| self.rate(new));
        self.record(by.actuals);
    }
}
