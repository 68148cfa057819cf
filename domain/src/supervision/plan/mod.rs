//! Supervision plans (R190 to R193): what is supervised in a month, a semester or a year, at which schools and units, by which
//! items; one plan for each school (一校一方案), one theme for each month (一月一主题).

mod lifecycle;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use lifecycle::{Command, Known};

use crate::{
    Area, Day, FaultCode, Faults, Instant, Wording,
    kernel::{
        fault::Flaw,
        id::{OrganisationId, SchoolId, SupervisionPlanId, ZoneId},
        period::{Month, days_of},
        word::words,
    },
};

words! {
    /// The kind of a supervision plan.
    PlanKind {
        /// What an office supervises in a year.
        Annual = "annual", // 年度计划.
        /// The theme of a month.
        MonthlyTheme = "monthly_theme", // 一月一主题, R190.
        /// Supervision of one or some matters.
        Special = "special", // 专项督导, R193.
        /// Supervision of all matters.
        Comprehensive = "comprehensive", // 综合督导.
        /// Schools that are drawn by lot.
        Random = "random", // 随机督导.
        /// The plan of one school.
        School = "school", // 一校一方案, R191.
        /// Supervision of governments and departments.
        Government = "government", // 督政.
        /// Publicity for supervision.
        Publicity = "publicity", // 教师节前后大宣传, R310.
    }
}

words! {
    /// How supervision goes about it.
    PlanApproach {
        /// It looks whether rules are kept.
        Compliance = "compliance",
        /// It goes along with what is done.
        Process = "process", // 过程式督导.
        /// It looks how far the school got on its own way.
        Developmental = "developmental", // 发展式督导.
    }
}

words! {
    /// From where an item of a plan comes.
    ItemOrigin {
        /// It is the same for all schools.
        Common = "common", // 共性.
        /// It is the school's own.
        Own = "own", // 个性.
    }
}

words! {
    /// The status of a supervision plan.
    PlanStatus {
        /// Being written.
        Draft = "draft",
        /// Laid before the office.
        Submitted = "submitted",
        /// Decided.
        Approved = "approved",
        /// Being carried out.
        Running = "running",
        /// Carried out and looked back upon.
        Evaluated = "evaluated",
        /// Over.
        Closed = "closed",
        /// Given up before it was carried out.
        Withdrawn = "withdrawn",
    }
}

impl PlanStatus {
    /// True from the decision on, unless it was given up.
    pub const fn is_decided(self) -> bool {
        matches!(self, Self::Approved | Self::Running | Self::Evaluated | Self::Closed)
    }
}

words! {
    /// An event of a supervision plan.
    PlanEvent {
        /// Lay it before the office.
        Submit = "submit",
        /// Send it back for completion; needs a reason.
        Return = "return",
        /// Decide it; needs a document number.
        Approve = "approve",
        /// Begin to carry it out, once its first day has come.
        Start = "start",
        /// Change its items or its scope; needs a document number.
        Amend = "amend",
        /// Leave out a school or unit that is not supervised after all; needs a reason.
        Excuse = "excuse",
        /// Say what came of it.
        Evaluate = "evaluate",
        /// End it.
        Close = "close",
        /// Give it up; needs a reason.
        Withdraw = "withdraw",
    }
}

/// Most items of a plan.
pub const ITEMS_MAX: usize = 100;
/// Most schools that a plan names one by one.
pub const SCHOOLS_MAX: usize = 500;
/// Most zones, organisations or units of a plan.
pub const UNITS_MAX: usize = 100;

/// One thing that is looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its code within the plan.
    pub code: String,
    /// What is looked at.
    pub title: String,
    /// The matter (code set `supervision_matters`).
    pub matter: Option<String>,
    /// From where it comes.
    pub origin: ItemOrigin,
    /// What is asked for.
    pub standard: Option<String>,
    /// By when.
    pub due_on: Option<Day>,
}

/// The days of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Days {
    /// The month, semester or year, where it is one, as written.
    pub period: Option<String>,
    /// First day.
    pub starts_on: Day,
    /// Last day.
    pub ends_on: Day,
}

impl Days {
    /// The days of a month (`2026-11`), semester (`2026-autumn`) or year (`2026`).
    ///
    /// # Errors
    /// The flaw of what is none of them.
    pub fn of_period(raw: &str) -> Result<Self, Flaw> {
        let (starts_on, ends_on) = days_of(raw)?;
        Ok(Self { period: Some(raw.to_owned()), starts_on, ends_on })
    }

    /// True if they have a day in common.
    pub fn overlap(&self, other: &Self) -> bool {
        self.starts_on <= other.ends_on && other.starts_on <= self.ends_on
    }
}

/// What is supervised: these schools and organisations, every school of these zones, every school of these types in the area.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// Schools, one by one.
    pub school_ids: Vec<SchoolId>,
    /// Every school of these zones.
    pub zone_ids: Vec<ZoneId>,
    /// Every school of these types in the area (code set `school_types`).
    pub school_types: Vec<String>,
    /// Governments, departments, townships.
    pub organisation_ids: Vec<OrganisationId>,
}

impl Scope {
    /// True if it names nothing.
    pub fn is_empty(&self) -> bool {
        self.school_ids.is_empty()
            && self.zone_ids.is_empty()
            && self.school_types.is_empty()
            && self.organisation_ids.is_empty()
    }
}

/// A school or organisation that is not supervised after all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excused {
    /// The school.
    pub school_id: Option<SchoolId>,
    /// The organisation.
    pub organisation_id: Option<OrganisationId>,
    /// Why.
    pub reason: String,
}

/// What came of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// What was found, as a whole.
    pub conclusion: String,
    /// The grade; of special supervision.
    pub grade: Option<String>,
    /// What is done better next time.
    pub lessons: String,
    /// How many people were reached; of publicity.
    pub reach: Option<u32>,
}

/// What is said of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// What it is called.
    pub title: String,
    /// The theme (code set `supervision_themes`).
    pub theme: Option<String>,
    /// How supervision goes about it.
    pub approach: Option<PlanApproach>,
    /// The plan of which it is a part.
    pub parent_id: Option<SupervisionPlanId>,
    /// The unit that leads.
    pub lead_unit_id: Option<OrganisationId>,
    /// The units that take part.
    pub unit_ids: Vec<OrganisationId>,
    /// What is looked at.
    pub items: Vec<Item>,
}

/// A supervision plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupervisionPlan {
    /// Identifier.
    pub id: SupervisionPlanId,
    /// Version, one more with every change.
    pub version: i64,
    /// Area.
    pub area: Area,
    /// Its kind.
    pub kind: PlanKind,
    /// What is said of it.
    pub content: Content,
    /// Its days.
    pub days: Days,
    /// What is supervised.
    pub scope: Scope,
    /// Who is not supervised after all.
    pub excused: Vec<Excused>,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// Where it stands.
    pub status: PlanStatus,
    /// The day of the last event.
    pub last_event_on: Option<Day>,
    /// When it was recorded.
    pub created_at: Instant,
    /// When the register learned of this version.
    pub updated_at: Instant,
}

impl SupervisionPlan {
    /// Notes what does not fit together.
    pub fn check(&self, faults: &mut Faults) {
        let Self { days, scope, content: Content { items, .. }, .. } = self;
        if days.ends_on < days.starts_on {
            faults.add("/ends_on", FaultCode::Date, Wording::EndsBeforeItStarts);
        }
        if self.kind == PlanKind::MonthlyTheme {
            let is_month = days.period.as_deref().is_some_and(|period| Month::parse(period).is_ok());
            if !is_month {
                faults.add("/period", FaultCode::Date, Wording::NotAMonth);
            }
            if self.content.theme.is_none() {
                faults.add("/theme", FaultCode::Required, Wording::FieldNeeded);
            }
        }
        if self.kind == PlanKind::School && scope.school_ids.len() != 1 {
            faults.add("/school_ids", FaultCode::Mismatch, Wording::OneSchoolNeeded);
        }
        if self.content.parent_id == Some(self.id) {
            faults.add("/parent_id", FaultCode::Reference, Wording::PartOfItself);
        }
        for (at, item) in items.iter().enumerate() {
            if items.iter().take(at).any(|other| other.code == item.code) {
                faults.add(format!("/items/{at}/code"), FaultCode::Duplicate, Wording::NamedTwice);
            }
        }
    }

    /// True while its theme, or its place as the plan of a school, is taken.
    pub fn is_decided(&self) -> bool {
        self.status.is_decided()
    }

    /// R190, R191: true if the other one is decided and stands where this one would: the theme of the same month, or the plan of
    /// the same school for overlapping days.
    pub fn is_excluded_by(&self, other: &Self) -> bool {
        let is_alike = self.kind == other.kind && self.area == other.area && self.id != other.id && other.is_decided();
        let overlaps = self.days.overlap(&other.days);
        let same_school = self.scope.school_ids == other.scope.school_ids;
        is_alike
            && overlaps
            && match self.kind {
                PlanKind::MonthlyTheme => true,
                PlanKind::School => same_school,
                _ => false,
            }
    }

    /// True if a school or an organisation was excused.
    pub fn excuses(&self, school: Option<SchoolId>, organisation: Option<OrganisationId>) -> bool {
        self.excused.iter().any(|one| one.school_id == school && one.organisation_id == organisation)
    }
}
