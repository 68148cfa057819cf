//! What a month would come to by a standard that is not in effect, on the wire.

use domain::{
    kernel::{id::ZoneId, period::Month},
    money::stipend::{
        amounts::Component,
        comparison::{Budget, Compared, Comparison, OfPerson, OfZone},
        standard::Standard,
    },
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::money::stipend_standard::StipendComponent;

/// Zones that are told apart, those of the greatest differences; the others are summed up.
pub const ZONES_MAX: usize = 200;

/// What a component comes to by the standards in effect, and by the draft.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ComponentDifference {
    /// For what.
    pub component: StipendComponent,
    /// By the standards in effect, in fen.
    pub present_fen: i64,
    /// By the draft, in fen.
    pub draft_fen: i64,
    /// How much more the draft pays, in fen; less, where it is negative.
    pub difference_fen: i64,
}

impl From<(&Component, &Compared)> for ComponentDifference {
    fn from((component, compared): (&Component, &Compared)) -> Self {
        Self {
            component: (*component).into(),
            present_fen: compared.present,
            draft_fen: compared.draft,
            difference_fen: compared.difference(),
        }
    }
}

/// What those who serve a zone come to by the standards in effect, and by the draft.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ZoneDifference {
    /// The zone; null for those who serve none.
    pub zone_id: Option<Uuid>,
    /// Its name.
    pub zone_name: Option<String>,
    /// How many people they are.
    pub people_count: i64,
    /// By the standards in effect, in fen.
    pub present_fen: i64,
    /// By the draft, in fen.
    pub draft_fen: i64,
    /// How much more the draft pays, in fen.
    pub difference_fen: i64,
}

impl ZoneDifference {
    fn of(zone: Option<ZoneId>, one: &OfZone) -> Self {
        Self {
            zone_id: zone.map(Uuid::from),
            zone_name: one.name.clone(),
            people_count: one.people,
            present_fen: one.sum.present,
            draft_fen: one.sum.draft,
            difference_fen: one.sum.difference(),
        }
    }
}

/// What the year would come to, beside the most that is paid in it: every further month as the one compared, also those in which
/// no duty is done and that cost less.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BudgetDifference {
    /// The year.
    pub year: i32,
    /// The most that is paid in it: the draft's, else that of the standard in effect.
    pub yearly_cap_fen: Option<i64>,
    /// What its decided runs come to, in fen.
    pub decided_fen: i64,
    /// The months without a decided run, from the one compared to the end of the year, that the draft pays.
    pub months_by_draft: u32,
    /// Those that are over before the draft begins.
    pub months_by_present: u32,
    /// What the year comes to, in fen.
    pub projected_fen: i64,
    /// How much of the cap is left then, in fen; negative when it is passed.
    pub left_fen: Option<i64>,
}

/// What a month would come to by a standard, beside what it comes to by those in effect. Nothing is changed by the question.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StipendWhatIf {
    /// The standard in question.
    pub standard_id: Uuid,
    /// Its version.
    pub standard_version: i64,
    /// Its area (GB/T 2260).
    pub area: String,
    /// The month.
    pub month: String,
    /// Of how many people something is owed either way.
    pub people_count: i64,
    /// How many of them the draft pays more.
    pub gaining_count: i64,
    /// How many of them the draft pays less.
    pub losing_count: i64,
    /// By the standards in effect, in fen; what is held is owed, too.
    pub present_fen: i64,
    /// By the draft, in fen.
    pub draft_fen: i64,
    /// How much more the draft pays, in fen; less, where it is negative.
    pub difference_fen: i64,
    /// By component.
    pub components: Vec<ComponentDifference>,
    /// By zone, the greatest difference first.
    pub zones: Vec<ZoneDifference>,
    /// How many zones are left out, beyond the 200 with the greatest differences.
    pub zones_left_out: i64,
    /// What the year would come to.
    pub budget: BudgetDifference,
}

impl StipendWhatIf {
    /// As it is told.
    pub fn of(standard: &Standard, month: Month, found: &Comparison, budget: &Budget) -> Self {
        let total = found.total();
        let mut zones: Vec<ZoneDifference> =
            found.zones.iter().map(|(zone, one)| ZoneDifference::of(*zone, one)).collect();
        zones.sort_by_key(|zone| std::cmp::Reverse(zone.difference_fen.unsigned_abs()));
        let left_out = zones.len().saturating_sub(ZONES_MAX);
        zones.truncate(ZONES_MAX);
        Self {
            standard_id: standard.id.into(),
            standard_version: standard.version,
            area: standard.area.as_str().to_owned(),
            month: month.to_string(),
            people_count: found.people,
            gaining_count: found.gaining,
            losing_count: found.losing,
            present_fen: total.present,
            draft_fen: total.draft,
            difference_fen: total.difference(),
            components: found.components.iter().map(ComponentDifference::from).collect(),
            zones,
            zones_left_out: i64::try_from(left_out).unwrap_or(i64::MAX),
            budget: BudgetDifference {
                year: month.year(),
                yearly_cap_fen: budget.yearly_cap.map(|cap| cap.fen()),
                decided_fen: budget.decided,
                months_by_draft: budget.months_by_draft,
                months_by_present: budget.months_by_present,
                projected_fen: budget.projected(total),
                left_fen: budget.left(total),
            },
        }
    }
}

/// What a person's month would come to by a standard, beside what it comes to by those in effect.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PersonDifference {
    /// Who.
    pub person_id: Uuid,
    /// Their public number.
    pub person_number: String,
    /// The zone that they serve in the month; the last one of several.
    pub zone_id: Option<Uuid>,
    /// By the standards in effect, in fen; what is held is owed, too.
    pub present_fen: i64,
    /// By the draft, in fen.
    pub draft_fen: i64,
    /// How much more the draft pays, in fen; less, where it is negative.
    pub difference_fen: i64,
    /// By component.
    pub components: Vec<ComponentDifference>,
}

impl From<OfPerson> for PersonDifference {
    fn from(one: OfPerson) -> Self {
        let total = one.total();
        Self {
            person_id: one.person_id.into(),
            person_number: one.person_number.as_str().to_owned(),
            zone_id: one.zone.map(|zone| zone.id.into()),
            present_fen: total.present,
            draft_fen: total.draft,
            difference_fen: total.difference(),
            components: one.components.iter().map(ComponentDifference::from).collect(),
        }
    }
}
