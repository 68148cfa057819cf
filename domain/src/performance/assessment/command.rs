//! What an event of an assessment needs beyond its basis.

use super::{
    Event,
    grade::Grade,
    outcome::{ReviewOutcome, Veto},
    rating::{ItemScore, Rating},
};
use crate::Day;

/// What an event needs beyond its basis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Both sides sign.
    SignTargets {
        /// The day on which the inspector signed.
        inspector_signed_on: Day,
        /// Who signed for the office.
        office_signatory: String,
    },
    /// The person reports and rates.
    SelfRate {
        /// The report on duty.
        duty_report: Option<String>,
        /// A score for each rated item.
        scores: Vec<ItemScore>,
    },
    /// One rater rates.
    Rate(Rating),
    /// The panel looks at it.
    ReviewOffice {
        /// Its members.
        panel: Vec<String>,
        /// Who of the public sits on it.
        public_seat: Option<String>,
        /// What it found that makes the grade the lowest.
        vetoes: Vec<Veto>,
    },
    /// Compute score and grade.
    Propose {
        /// Give the grade below where no place for an excellent one is left.
        forgo_excellent: bool,
    },
    /// The person asks for a review.
    RequestReview {
        /// What the person says.
        statement: String,
    },
    /// Decide the review.
    DecideReview(Decision),
    /// The grade stands.
    Finalise {
        /// The day on which the person accepted the result in writing.
        accepted_on: Option<Day>,
    },
    /// Any event that needs nothing more.
    Plain(Event),
}

/// What a review decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Whether the result stands.
    pub outcome: ReviewOutcome,
    /// Ratings that take the place of those by the same raters.
    pub ratings: Vec<Rating>,
    /// The vetoes that remain; all, when nothing is said.
    pub vetoes: Option<Vec<Veto>>,
    /// The grade, where it is decided and not computed again.
    pub grade: Option<Grade>,
    /// Give the grade below where no place for an excellent one is left.
    pub forgo_excellent: bool,
}

impl Command {
    /// The event it fires.
    pub fn event(&self) -> Event {
        match self {
            Self::SignTargets { .. } => Event::SignTargets,
            Self::SelfRate { .. } => Event::SelfRate,
            Self::Rate(_) => Event::Rate,
            Self::ReviewOffice { .. } => Event::ReviewOffice,
            Self::Propose { .. } => Event::Propose,
            Self::RequestReview { .. } => Event::RequestReview,
            Self::DecideReview(_) => Event::DecideReview,
            Self::Finalise { .. } => Event::Finalise,
            Self::Plain(event) => *event,
        }
    }
}
