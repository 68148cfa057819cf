//! Findings on the wire.

mod create;
mod events;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Wording,
    kernel::rules::Rule,
    supervision::finding::{self, due::Due, parts},
};
use macros::view;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{kernel::catalogue::Language, service::appointment::RuleWarning};
pub use create::{CreateFinding, CreateFindings, ReportMadeInput};
pub use events::{
    AcceptUnitPlan, AnswerHandOver, ExtendFinding, GuideFinding, HandOverFinding, LookBackAtFinding, NotifyFinding,
    ReopenFinding, ReportFinding, ReturnFinding, TransitionFinding, TransitionFindings, UnitStepInput, VerifyFinding,
};

published! {
    FindingKind = domain::supervision::finding::FindingKind,
    FindingSeverity = domain::supervision::finding::Severity,
    FindingStatus = domain::supervision::finding::FindingStatus,
    FindingDueWord = domain::supervision::finding::due::FindingDue,
    HarmReportedTo = domain::supervision::finding::parts::ReportedTo,
    GuidanceKind = domain::supervision::finding::parts::GuidanceKind,
    HandOverRole = domain::supervision::finding::parts::HandOverRole,
    VerificationMethod = domain::supervision::finding::parts::VerificationMethod,
    LookBackOutcome = domain::supervision::finding::parts::LookBackOutcome,
}

/// A report of harm to a minor.
#[view(one: parts::ReportMade)]
pub struct HarmReport {
    /// To whom.
    pub to: HarmReportedTo,
    /// When.
    pub at: DateTime<Utc>,
}

/// What a unit was advised.
#[view(one: parts::Guidance)]
pub struct FindingGuidance {
    /// How.
    pub kind: GuidanceKind,
    /// In words.
    pub text: String,
    /// By whom.
    pub person_id: Option<Uuid>,
    /// The day.
    pub on: NaiveDate,
}

/// A step by which a unit will put it right.
#[view(one: parts::UnitStep)]
pub struct FindingUnitStep {
    /// The step.
    pub step: String,
    /// Whose it is, by post or part of the unit.
    pub by: String,
    /// Until when.
    pub due_on: NaiveDate,
}

/// A unit that was asked to take a finding over.
#[view(one: parts::HandOver)]
pub struct FindingHandOver {
    /// The unit.
    pub unit_id: Uuid,
    /// What it does.
    pub role: HandOverRole,
    /// By which document.
    pub document_number: String,
    /// The day it was asked.
    pub on: NaiveDate,
    /// Until when it answers.
    pub due_on: NaiveDate,
    /// The day it answered.
    pub answered_on: Option<NaiveDate>,
    /// What it answered.
    pub answer: Option<String>,
}

/// A look-back.
#[view(one: parts::LookBack)]
pub struct FindingLookBack {
    /// The inspection.
    pub inspection_id: Uuid,
    /// What it found.
    pub outcome: LookBackOutcome,
    /// The day.
    pub on: NaiveDate,
}

/// What is due next of a finding.
#[view(one: Due)]
pub struct FindingDue {
    /// What.
    pub what: FindingDueWord,
    /// The last day for it; null where no rule names one, or the calendar of its year is missing.
    pub on: Option<NaiveDate>,
}

/// What was found in supervision, and how a problem is put right.
#[view(one: finding::Finding, overdue: bool, working_days_overdue: Option<u32>, due: Option<Due>)]
pub struct SupervisionFinding {
    /// Identifier.
    pub id: Uuid,
    /// Version, one more with every change; the ETag.
    pub version: i64,
    /// Area (GB/T 2260), that of the object.
    pub area: String,
    /// The school, if it is about one.
    #[within(one.object)]
    pub school_id: Option<Uuid>,
    /// The organisation, if it is about one.
    #[within(one.object)]
    pub organisation_id: Option<Uuid>,
    /// The inspection from which it came.
    #[within(one.source)]
    pub inspection_id: Option<Uuid>,
    /// The complaint from which it came.
    #[within(one.source)]
    pub complaint_id: Option<Uuid>,
    /// The plan from which it came.
    #[within(one.source)]
    pub plan_id: Option<Uuid>,
    /// The item of the plan, by its code.
    #[within(one.course)]
    pub plan_item: Option<String>,
    /// A problem or a strength.
    #[within(one.facts)]
    pub kind: FindingKind,
    /// The matter (code set `supervision_matters`, or a local word that begins with `X_`).
    #[within(one.facts)]
    pub matter: String,
    /// The office's own code of the problem.
    #[within(one.facts)]
    pub problem_code: Option<String>,
    /// How grave a problem is.
    #[within(one.facts)]
    pub severity: Option<FindingSeverity>,
    /// What was found, in words; null in lists while a minor came to harm.
    #[from(Some(one.facts.statement.clone()))]
    pub statement: Option<String>,
    /// What it offends.
    #[within(one.course)]
    pub article: Option<String>,
    /// Who found it.
    #[within(one.facts)]
    pub person_id: Option<Uuid>,
    /// Whether a minor came to harm.
    #[within(one.facts)]
    pub minor_harm: bool,
    /// To whom that was reported, and when.
    #[within(one.course)]
    pub reports_made: Vec<HarmReport>,
    /// The day it was found.
    #[within(one.facts)]
    pub found_on: NaiveDate,
    /// The status.
    pub status: FindingStatus,
    /// What the unit was advised.
    #[within(one.course)]
    pub guidance: Vec<FindingGuidance>,
    /// The day the unit was told.
    #[within(one.deadline)]
    pub notified_on: Option<NaiveDate>,
    /// The last day for the unit's report.
    #[within(one.deadline)]
    pub due_on: Option<NaiveDate>,
    /// How often that day was moved.
    #[within(one.course)]
    pub extensions: u32,
    /// How the unit will put it right.
    #[within(one.course)]
    pub unit_plan: Vec<FindingUnitStep>,
    /// The unit above the object, which answers for its rectification too.
    #[within(one.course)]
    pub supervising_unit_id: Option<Uuid>,
    /// Units that were asked to take it over.
    #[within(one.course)]
    pub hand_overs: Vec<FindingHandOver>,
    /// What the unit reports; null until it does, and after it was asked to go on.
    #[from(one.course.report.as_ref().map(|report| report.statement.clone()))]
    pub report_statement: Option<String>,
    /// The day of that report.
    #[from(one.course.report.as_ref().map(|report| report.on))]
    pub reported_on: Option<NaiveDate>,
    /// What the unit found when it looked for like problems.
    #[from(one.course.report.as_ref().and_then(|report| report.wider_check.clone()))]
    pub wider_check: Option<String>,
    /// The day on which it was found put right.
    #[from(one.course.verification.map(|one| one.on))]
    pub verified_on: Option<NaiveDate>,
    /// How.
    #[from(one.course.verification.map(|one| one.method))]
    pub verification_method: Option<VerificationMethod>,
    /// By whom.
    #[from(one.course.verification.map(|one| one.verifier_id))]
    pub verifier_id: Option<Uuid>,
    /// Look-backs.
    #[within(one.course)]
    pub look_backs: Vec<FindingLookBack>,
    /// The day it was closed.
    pub closed_on: Option<NaiveDate>,
    /// The finding that comes again with it: of the same object, matter and code, closed not long before.
    pub recurs_id: Option<Uuid>,
    /// The day on which it led to an accountability measure.
    #[within(one.course)]
    pub escalated_on: Option<NaiveDate>,
    /// The measure that was opened then.
    #[within(one.course)]
    pub escalated_to: Option<Uuid>,
    /// What is due next; null of what is over.
    pub due: Option<FindingDue>,
    /// Whether the last day for the unit's report is over today without one.
    pub overdue: bool,
    /// By how many working days, with those before the day was moved; null where the calendar of a year is missing.
    pub working_days_overdue: Option<u32>,
    /// The reference under which the writing system knows it.
    pub external_reference: Option<String>,
    /// What falls short of a rule that warns and does not refuse; only in the answer to who writes it.
    #[later]
    pub warnings: Vec<RuleWarning>,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
    /// When the register learned of this version.
    pub updated_at: DateTime<Utc>,
}

/// Several findings.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SupervisionFindings {
    /// The findings, in the order of the request.
    pub items: Vec<SupervisionFinding>,
}

impl SupervisionFinding {
    /// The finding with what falls short.
    #[must_use]
    pub fn warning(self, of: Vec<(&'static Rule, Wording)>, language: Language) -> Self {
        Self { warnings: of.into_iter().map(|warning| RuleWarning::new(warning, language)).collect(), ..self }
    }

    /// The finding as lists show it: without its words while a minor came to harm.
    #[must_use]
    pub fn in_a_list(self) -> Self {
        let statement = self.statement.filter(|_| !self.minor_harm);
        Self { statement, ..self }
    }
}
