//! Findings that are recorded.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Day, FaultCode, Wording,
    kernel::{
        fault::Faults,
        id::{ComplaintId, InspectionId, OrganisationId, PersonId, SchoolId, SupervisionPlanId},
        text,
    },
    supervision::{
        finding::{
            Facts, Source, Written,
            parts::{Course, ReportMade},
        },
        matter::matter,
        object::Object,
    },
};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{FindingKind, FindingSeverity, HarmReportedTo};
use crate::kernel::body::check_references;

/// A report of harm to a minor.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportMadeInput {
    /// To whom.
    pub to: HarmReportedTo,
    /// When.
    pub at: DateTime<Utc>,
}

impl From<&ReportMadeInput> for ReportMade {
    fn from(one: &ReportMadeInput) -> Self {
        Self { to: one.to.into(), at: one.at }
    }
}

/// A finding to record: of a school or of an organisation.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateFinding {
    /// The school.
    pub school_id: Option<Uuid>,
    /// The organisation.
    pub organisation_id: Option<Uuid>,
    /// The inspection from which it came.
    pub inspection_id: Option<Uuid>,
    /// The complaint from which it came.
    pub complaint_id: Option<Uuid>,
    /// The plan from which it came.
    pub plan_id: Option<Uuid>,
    /// The item of the plan, by its code.
    pub plan_item: Option<String>,
    /// A problem or a strength.
    pub kind: FindingKind,
    /// The matter (code set `supervision_matters`, or a local word that begins with `X_`).
    pub matter: String,
    /// The office's own code of the problem: by it a recurrence is known.
    pub problem_code: Option<String>,
    /// How grave a problem is; of a strength nothing.
    pub severity: Option<FindingSeverity>,
    /// What was found, in words about the unit: no citizen or mobile number.
    pub statement: String,
    /// What it offends.
    pub article: Option<String>,
    /// Who found it.
    pub person_id: Option<Uuid>,
    /// Whether a minor came to harm; no, unless said.
    pub minor_harm: Option<bool>,
    /// To whom that was reported, and when.
    #[schema(max_items = 3)]
    pub reports_made: Option<Vec<ReportMadeInput>>,
    /// The unit above the object, which answers for its rectification too.
    pub supervising_unit_id: Option<Uuid>,
    /// The day it was found; today unless said.
    pub found_on: Option<NaiveDate>,
    /// The writing system's own reference: the same one with the same content is answered with the finding there is.
    pub external_reference: Option<String>,
}

/// Findings to record by one request.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateFindings {
    /// The findings, 500 at most.
    #[schema(min_items = 1, max_items = 500)]
    pub items: Vec<CreateFinding>,
}

impl CreateFindings {
    /// Notes whether there are none, and which references are named twice.
    pub fn check(&self, faults: &mut Faults) {
        if self.items.is_empty() {
            faults.add("/items", FaultCode::Length, Wording::AtLeast { min: 1 });
        }
        check_references(self.items.iter().map(|one| one.external_reference.as_deref()), faults);
    }
}

impl CreateFinding {
    /// What is written of it, noting what is wrong.
    pub fn written(&self, today: Day, faults: &mut Faults) -> Option<Written> {
        let mut line = |pointer: &str, raw: Option<&String>| raw.and_then(|raw| faults.keep(pointer, text::line(raw)));
        let plan_item = line("/plan_item", self.plan_item.as_ref());
        let problem_code = line("/problem_code", self.problem_code.as_ref());
        let article = line("/article", self.article.as_ref());
        let external_reference = line("/external_reference", self.external_reference.as_ref());
        let matter = faults.keep("/matter", matter(&self.matter));
        let statement = faults.keep("/statement", text::impersonal_block(&self.statement));
        let (matter, statement) = matter.zip(statement)?;
        let facts = Facts {
            kind: self.kind.into(),
            matter,
            problem_code,
            severity: self.severity.map(Into::into),
            statement,
            person_id: self.person_id.map(PersonId),
            minor_harm: self.minor_harm.unwrap_or_default(),
            found_on: self.found_on.unwrap_or(today),
        };
        facts.check(today, faults);
        let source = Source {
            inspection_id: self.inspection_id.map(InspectionId),
            complaint_id: self.complaint_id.map(ComplaintId),
            plan_id: self.plan_id.map(SupervisionPlanId),
        };
        let course = Course {
            plan_item,
            article,
            supervising_unit_id: self.supervising_unit_id.map(OrganisationId),
            reports_made: self.reports_made.iter().flatten().map(ReportMade::from).collect(),
            ..Course::default()
        };
        Some(Written { object: self.object(), source, facts, course, external_reference })
    }

    /// The object.
    pub fn object(&self) -> Object {
        Object { school_id: self.school_id.map(SchoolId), organisation_id: self.organisation_id.map(OrganisationId) }
    }
}
