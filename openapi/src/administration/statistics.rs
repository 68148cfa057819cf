//! Statistics of the team's structure on the wire.

use chrono::NaiveDate;
use domain::{
    Day,
    administration::statistics::{AssessmentGroup, Cell, Dimension, GrantedMonth, Shown, per_mille},
    kernel::{event::SubjectKind, id::OrganisationId, rules::Rules},
    performance::assessment::grade::Grade,
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::money::stipend_standard::StipendComponent;

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

/// What decided runs granted for a month and component.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StipendMonth {
    /// For which month, such as `2026-11`.
    pub month: String,
    /// For what.
    pub component: StipendComponent,
    /// Lines that are not held.
    pub lines: i64,
    /// Their sum, corrections by later runs included, in fen.
    pub amount_fen: i64,
    /// What is held, in fen.
    pub held_fen: i64,
}

/// What decided runs granted for the months of a year.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StipendStatistics {
    /// The year.
    pub year: i32,
    /// The sum of all, in fen.
    pub amount_fen: i64,
    /// The sum of what is held, in fen.
    pub held_fen: i64,
    /// Month by month, component by component.
    pub items: Vec<StipendMonth>,
}

impl StipendStatistics {
    /// The sums of a year.
    pub fn new(year: i32, granted: Vec<GrantedMonth>) -> Self {
        let item = |one: &GrantedMonth| StipendMonth {
            month: one.month.to_string(),
            component: one.component.into(),
            lines: one.lines,
            amount_fen: one.amount_fen,
            held_fen: one.held_fen,
        };
        Self {
            year,
            amount_fen: granted.iter().map(|one| one.amount_fen).sum(),
            held_fen: granted.iter().map(|one| one.held_fen).sum(),
            items: granted.iter().map(item).collect(),
        }
    }
}

/// How the assessments of a year came out at one authority.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AssessmentOutcomes {
    /// The authority that assesses.
    pub authority_id: Uuid,
    /// Its name.
    pub authority: String,
    /// All who are assessed and not exempt.
    pub group: u32,
    /// How many of them may be excellent, by the rule `assessment.excellent_max_ratio`.
    pub excellent_places: u32,
    /// Final and excellent.
    pub excellent: u32,
    /// Final and qualified.
    pub qualified: u32,
    /// Final and basically qualified.
    pub basically_qualified: u32,
    /// Final and unqualified.
    pub unqualified: u32,
    /// Not final yet.
    pub open: u32,
}

/// How the assessments of a year came out, by authority.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AssessmentStatistics {
    /// The year.
    pub year: i32,
    /// Authority by authority, by name.
    pub items: Vec<AssessmentOutcomes>,
}

impl AssessmentStatistics {
    /// The counts of a year.
    pub fn new(year: i32, groups: Vec<(OrganisationId, AssessmentGroup)>, rules: &Rules) -> Self {
        let item = |(authority, group): (OrganisationId, AssessmentGroup)| {
            let quota = group.quota(rules);
            AssessmentOutcomes {
                authority_id: authority.0,
                group: quota.group,
                excellent_places: quota.places,
                excellent: quota.taken,
                qualified: group.count(Grade::Qualified),
                basically_qualified: group.count(Grade::BasicallyQualified),
                unqualified: group.count(Grade::Unqualified),
                open: group.open,
                authority: group.authority,
            }
        };
        Self { year, items: groups.into_iter().map(item).collect() }
    }
}
