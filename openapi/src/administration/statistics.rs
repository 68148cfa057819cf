//! Statistics of the team's structure on the wire.

use chrono::NaiveDate;
use domain::{
    Day,
    administration::statistics::{Cell, Dimension, Shown, per_mille},
    kernel::event::SubjectKind,
};
use serde::Serialize;
use utoipa::ToSchema;

/// The inspectors of one kind.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StructureCell {
    /// The code of the set, the zone's id, or `unknown` when the record does not say.
    pub code: String,
    /// What it is called in Chinese.
    pub label: String,
    /// What it is called in English; a zone has no English name.
    pub english: Option<String>,
    /// Inspectors; null when it is suppressed.
    pub count: Option<u32>,
    /// Share of the total in percent, with one decimal; null when it is suppressed and when there is nobody.
    pub share: Option<f64>,
    /// Whether the count is withheld, because it or another would tell of few.
    pub suppressed: bool,
}

/// How the inspectors in office on a day are made up.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TeamStructure {
    /// By what they are told apart.
    pub by: String,
    /// The day.
    pub as_of: NaiveDate,
    /// Inspectors in office, each counted once; null when everything is suppressed.
    pub total: Option<u32>,
    /// Whether everything is withheld, cells included.
    pub suppressed: bool,
    /// The smallest count that is shown; null to who sees every count.
    pub smallest_shown: Option<u32>,
    /// Whether somebody may count in several cells, so that they add up to more than the total.
    pub cells_may_overlap: bool,
    /// The cells, in the order of the set, ages ascending, zones by name; `unknown` last.
    pub cells: Vec<StructureCell>,
}

impl TeamStructure {
    /// The structure of a day, as far as it is shown.
    pub fn new(
        by: Dimension,
        as_of: Day,
        (total, cells): (u32, Vec<Cell>),
        shown: Shown,
        smallest_shown: Option<u32>,
    ) -> Self {
        let (total_shown, counts) = match shown {
            Shown::Nothing => (None, Vec::new()),
            Shown::Counts(counts) => (Some(total), counts),
        };
        let cell = |(cell, count): (Cell, Option<u32>)| StructureCell {
            code: cell.code,
            label: cell.label,
            english: cell.english,
            count,
            share: count.and_then(|count| per_mille(count, total)).map(|share| f64::from(share) / 10.0),
            suppressed: count.is_none(),
        };
        Self {
            by: by.as_str().to_owned(),
            as_of,
            total: total_shown,
            suppressed: total_shown.is_none(),
            smallest_shown,
            cells_may_overlap: by.may_overlap(),
            cells: cells.into_iter().zip(counts).map(cell).collect(),
        }
    }
}

/// How many notices of one kind began.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NoticeCount {
    /// Of what: `pool_membership`, `certification`, `appointment`, `promotion` or `stipend_run`.
    pub kind: String,
    /// Notices.
    pub notices: i64,
    /// Those that this register did not publish: they were recorded with where they were published.
    pub published_elsewhere: i64,
}

/// How many notices began, and how many of them this register did not publish.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NoticeStatistics {
    /// Those that began on this day or later; null when all are counted.
    pub opened_on_from: Option<NaiveDate>,
    /// Those that began on this day or earlier; null when all are counted.
    pub opened_on_to: Option<NaiveDate>,
    /// Notices.
    pub notices: i64,
    /// Those that this register did not publish.
    pub published_elsewhere: i64,
    /// Kind by kind.
    pub items: Vec<NoticeCount>,
}

impl NoticeStatistics {
    /// The counts of a time, by the kind of record.
    pub fn new((from, to): (Option<Day>, Option<Day>), counts: Vec<(SubjectKind, i64, i64)>) -> Self {
        let item = |(kind, notices, published_elsewhere): &(SubjectKind, i64, i64)| NoticeCount {
            kind: kind.as_str().to_owned(),
            notices: *notices,
            published_elsewhere: *published_elsewhere,
        };
        Self {
            opened_on_from: from,
            opened_on_to: to,
            notices: counts.iter().map(|(_, notices, _)| notices).sum(),
            published_elsewhere: counts.iter().map(|(.., elsewhere)| elsewhere).sum(),
            items: counts.iter().map(item).collect(),
        }
    }
}
