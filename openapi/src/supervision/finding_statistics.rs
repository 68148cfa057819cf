//! Statistics of findings on the wire.

use chrono::NaiveDate;
use domain::{
    Day,
    supervision::rates::{Counts, FindingDimension},
};
use serde::Serialize;
use utoipa::ToSchema;

domain::parameters! {
    /// By what findings are told apart, of which area, notified when, as of which day.
    FindingStatisticsQuery sorts ["id"], {
        /// `matter`, `severity`, `status`, `school`, `zone` or `unit`; required.
        by: text,
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// Notified on this day or later.
        occurred_on_from: day,
        /// Notified on this day or earlier.
        occurred_on_to: day,
        /// The day as of which deadlines count; today unless said.
        as_of: day,
    }
}

/// What is counted of problems that were notified, and not withdrawn. Rates are percents with two decimals, and null where
/// there is nothing to compare with, or only counts are shown.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FindingFigures {
    /// Problems; null when it is suppressed.
    pub problems: Option<u32>,
    /// Those that are closed; null where only counts of all are shown.
    pub closed: Option<u32>,
    /// Closed of all.
    pub closure: Option<f64>,
    /// Verified or closed of all.
    pub mended: Option<f64>,
    /// Reported of those that are due.
    pub rectification: Option<f64>,
    /// Reported by the deadline of those that are due.
    pub on_time: Option<f64>,
    /// Not reported of those that are due.
    pub overdue: Option<f64>,
    /// Those that come again of all.
    pub recurrence: Option<f64>,
    /// Look-backs that held of all look-backs.
    pub look_back_held: Option<f64>,
    /// Entries of guidance for each problem.
    pub guidance_ratio: Option<f64>,
}

/// The problems of one group.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FindingGroup {
    /// The word, the code, or the id of the school, zone or organisation; null of findings that say none.
    pub key: Option<String>,
    /// Its figures.
    pub figures: FindingFigures,
    /// Whether the count is withheld, because it or another would tell of few.
    pub suppressed: bool,
}

/// How problems are put right.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FindingStatistics {
    /// By what they are told apart.
    pub by: String,
    /// The day as of which deadlines count.
    pub as_of: NaiveDate,
    /// All together.
    pub total: FindingFigures,
    /// The smallest count that is shown; null to who sees every count.
    pub smallest_shown: Option<u32>,
    /// The groups, in the order of their keys.
    pub items: Vec<FindingGroup>,
}

impl FindingFigures {
    /// With every rate.
    pub fn whole(counts: &Counts) -> Self {
        let rates = counts.rates();
        let shown = |hundredths: Option<u32>| hundredths.map(|value| f64::from(value) / 100.0);
        Self {
            problems: Some(counts.all),
            closed: Some(counts.closed),
            closure: shown(rates.closure),
            mended: shown(rates.mended),
            rectification: shown(rates.rectification),
            on_time: shown(rates.on_time),
            overdue: shown(rates.overdue),
            recurrence: shown(rates.recurrence),
            look_back_held: shown(rates.held),
            guidance_ratio: shown(rates.guidance),
        }
    }

    /// The count alone, where it is shown.
    pub fn count(problems: Option<u32>) -> Self {
        Self {
            problems,
            closed: None,
            closure: None,
            mended: None,
            rectification: None,
            on_time: None,
            overdue: None,
            recurrence: None,
            look_back_held: None,
            guidance_ratio: None,
        }
    }
}

impl FindingStatistics {
    /// The statistics of a day.
    pub fn new(by: FindingDimension, as_of: Day, total: FindingFigures, smallest_shown: Option<u32>) -> Self {
        Self { by: by.as_str().to_owned(), as_of, total, smallest_shown, items: Vec::new() }
    }
}
