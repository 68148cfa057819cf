//! Scores of panels and exams.

use serde::{Deserialize, Serialize};

/// A score, in hundredths of a point, 0 to 100 points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Score(pub u32);

impl From<Score> for f64 {
    /// In points.
    fn from(score: Score) -> Self {
        Self::from(score.0) / 100.0
    }
}

impl Score {
    /// Highest score, in hundredths.
    pub const MAX: u32 = 10_000;

    /// A score of whole points.
    pub const fn of_points(points: u32) -> Self {
        Self(points.saturating_mul(100))
    }
}
