//! The parts of a finding that its events bring.

use serde::{Deserialize, Serialize};

use crate::{
    Day, Instant,
    kernel::{
        id::{AccountabilityMeasureId, InspectionId, OrganisationId, PersonId},
        word::words,
    },
};

words! {
    /// To whom harm of a minor is reported.
    ReportedTo {
        /// The police.
        Police = "police", // 公安机关.
        /// Civil affairs.
        CivilAffairs = "civil_affairs", // 民政部门.
        /// Education.
        Education = "education", // 教育行政部门.
    }
}

words! {
    /// How a unit is guided.
    GuidanceKind {
        /// Advice.
        Advice = "advice",
        /// Training.
        Training = "training",
        /// A demonstration.
        Demonstration = "demonstration",
        /// Support by experts.
        ExpertSupport = "expert_support",
        /// A visit that follows up.
        FollowUp = "follow_up",
        /// Something else.
        Other = "other",
    }
}

words! {
    /// What a unit that takes over does.
    HandOverRole {
        /// Leads.
        Lead = "lead",
        /// Supports.
        Support = "support",
    }
}

words! {
    /// How it is verified.
    VerificationMethod {
        /// On site.
        OnSite = "on_site",
        /// By papers.
        Desk = "desk",
    }
}

words! {
    /// What a look-back found.
    LookBackOutcome {
        /// It is still put right.
        Held = "held",
        /// It is no longer.
        Relapsed = "relapsed",
    }
}

/// A report of harm to a minor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportMade {
    /// To whom.
    pub to: ReportedTo,
    /// When.
    pub at: Instant,
}

/// What a unit was advised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guidance {
    /// How.
    pub kind: GuidanceKind,
    /// In words.
    pub text: String,
    /// By whom.
    pub person_id: Option<PersonId>,
    /// The day.
    pub on: Day,
}

/// A step by which the unit will put it right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitStep {
    /// The step.
    pub step: String,
    /// Whose it is, by post or part of the unit.
    pub by: String,
    /// Until when.
    pub due_on: Day,
}

/// A unit that was asked to take it over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOver {
    /// The unit.
    pub unit_id: OrganisationId,
    /// What it does.
    pub role: HandOverRole,
    /// By which document.
    pub document_number: String,
    /// The day it was asked.
    pub on: Day,
    /// Until when it answers.
    pub due_on: Day,
    /// The day it answered.
    pub answered_on: Option<Day>,
    /// What it answered.
    pub answer: Option<String>,
}

/// The unit's report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// In words.
    pub statement: String,
    /// The day.
    pub on: Day,
    /// What the unit found when it looked for like problems (R226).
    pub wider_check: Option<String>,
}

/// How it was found put right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    /// The day.
    pub on: Day,
    /// How.
    pub method: VerificationMethod,
    /// By whom.
    pub verifier_id: PersonId,
}

/// A look-back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookBack {
    /// The inspection.
    pub inspection_id: InspectionId,
    /// What it found.
    pub outcome: LookBackOutcome,
    /// The day.
    pub on: Day,
}

/// What is known of a finding beyond what lists look for, and what was done about it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Course {
    /// The item of the plan, by its code.
    pub plan_item: Option<String>,
    /// What it offends.
    pub article: Option<String>,
    /// The unit above the object, which answers for its rectification too (R231).
    pub supervising_unit_id: Option<OrganisationId>,
    /// To whom harm of a minor was reported.
    pub reports_made: Vec<ReportMade>,
    /// What the unit was advised.
    pub guidance: Vec<Guidance>,
    /// How often the deadline was moved.
    pub extensions: u32,
    /// Working days by which it was over when it was moved: they stay counted.
    pub days_over_before: u32,
    /// How the unit will put it right.
    pub unit_plan: Vec<UnitStep>,
    /// Units that were asked to take it over.
    pub hand_overs: Vec<HandOver>,
    /// The unit's report that stands.
    pub report: Option<Report>,
    /// How it was found put right.
    pub verification: Option<Verification>,
    /// Look-backs.
    pub look_backs: Vec<LookBack>,
    /// The day from which it is to be followed by accountability.
    pub escalated_on: Option<Day>,
    /// The measure that was opened then.
    #[serde(default)]
    pub escalated_to: Option<AccountabilityMeasureId>,
}

impl Course {
    /// How many look-backs found this.
    pub fn looked_back(&self, outcome: LookBackOutcome) -> usize {
        self.look_backs.iter().filter(|one| one.outcome == outcome).count()
    }
}
