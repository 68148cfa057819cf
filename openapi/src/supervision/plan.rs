//! Supervision plans on the wire.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Area, Error, FaultCode, Instant, Wording,
    kernel::{
        code_set::SchoolType,
        event::Basis,
        fault::{Faults, Flaw},
        id::{OrganisationId, SchoolId, SupervisionPlanId},
        text,
        wording::number,
    },
    supervision::{
        matter,
        object::Object,
        plan::{self, Command, Content, Days, ITEMS_MAX, PlanEvent, SCHOOLS_MAX, Scope, UNITS_MAX},
    },
};
use macros::{event, view};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::kernel::transition::BasisInput;

published! {
    SupervisionPlanKind = domain::supervision::plan::PlanKind,
    SupervisionPlanStatus = domain::supervision::plan::PlanStatus,
    SupervisionPlanApproach = domain::supervision::plan::PlanApproach,
    SupervisionPlanItemOrigin = domain::supervision::plan::ItemOrigin,
}

/// One thing that is looked at.
#[view(one: plan::Item)]
pub struct SupervisionPlanItem {
    /// Its code within the plan.
    pub code: String,
    /// What is looked at.
    pub title: String,
    /// The matter (code set `supervision_matters`), or a local word that begins with `X_`.
    pub matter: Option<String>,
    /// From where it comes.
    pub origin: SupervisionPlanItemOrigin,
    /// What is asked for.
    pub standard: Option<String>,
    /// By when.
    pub due_on: Option<NaiveDate>,
}

/// A school or organisation that is not supervised after all.
#[view(one: plan::Excused)]
pub struct ExcusedFromPlan {
    /// The school.
    pub school_id: Option<Uuid>,
    /// The organisation.
    pub organisation_id: Option<Uuid>,
    /// Why.
    pub reason: String,
}

/// What came of a plan.
#[view(one: plan::Outcome)]
pub struct SupervisionPlanOutcome {
    /// What was found, as a whole.
    pub conclusion: String,
    /// The grade; of special supervision.
    pub grade: Option<String>,
    /// What is done better next time.
    pub lessons: String,
    /// How many people were reached; of publicity.
    pub reach: Option<u32>,
}

/// A supervision plan: what is supervised in a month, a semester or a year.
#[view(one: plan::SupervisionPlan)]
pub struct SupervisionPlan {
    /// Identifier.
    pub id: Uuid,
    /// Version, one more with every change; the ETag.
    pub version: i64,
    /// Area (GB/T 2260).
    pub area: String,
    /// Its kind.
    pub kind: SupervisionPlanKind,
    /// What it is called.
    #[within(one.content)]
    pub title: String,
    /// The month, semester or year, where it is one, as written.
    #[within(one.days)]
    pub period: Option<String>,
    /// First day.
    #[within(one.days)]
    pub starts_on: NaiveDate,
    /// Last day.
    #[within(one.days)]
    pub ends_on: NaiveDate,
    /// The theme (code set `supervision_themes`), or a local word that begins with `X_`.
    #[within(one.content)]
    pub theme: Option<String>,
    /// How supervision goes about it.
    #[within(one.content)]
    pub approach: Option<SupervisionPlanApproach>,
    /// The plan of which it is a part.
    #[within(one.content)]
    pub parent_id: Option<Uuid>,
    /// The unit that leads.
    #[within(one.content)]
    pub lead_unit_id: Option<Uuid>,
    /// The units that take part.
    #[within(one.content)]
    pub unit_ids: Vec<Uuid>,
    /// What is looked at.
    #[within(one.content)]
    pub items: Vec<SupervisionPlanItem>,
    /// Schools that are supervised, one by one.
    #[within(one.scope)]
    pub school_ids: Vec<Uuid>,
    /// Zones of which every school is supervised.
    #[within(one.scope)]
    pub zone_ids: Vec<Uuid>,
    /// School types (code set `school_types`) of which every school in the area is supervised.
    #[within(one.scope)]
    pub school_types: Vec<String>,
    /// Governments, departments and townships that are supervised.
    #[within(one.scope)]
    pub organisation_ids: Vec<Uuid>,
    /// Who is not supervised after all.
    pub excused: Vec<ExcusedFromPlan>,
    /// What came of it.
    pub outcome: Option<SupervisionPlanOutcome>,
    /// Where it stands.
    pub status: SupervisionPlanStatus,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
    /// When the register learned of this version.
    pub updated_at: DateTime<Utc>,
}

/// One thing to look at.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SupervisionPlanItemInput {
    /// Its code within the plan.
    pub code: String,
    /// What is looked at.
    pub title: String,
    /// The matter (code set `supervision_matters`), or a local word that begins with `X_`.
    pub matter: Option<String>,
    /// From where it comes.
    pub origin: SupervisionPlanItemOrigin,
    /// What is asked for.
    pub standard: Option<String>,
    /// By when.
    pub due_on: Option<NaiveDate>,
}

/// A plan to record: of a period, or from a first to a last day.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateSupervisionPlan {
    /// Area (GB/T 2260); the client's or the register's unless said.
    pub area: Option<String>,
    /// Its kind.
    pub kind: SupervisionPlanKind,
    /// What it is called.
    pub title: String,
    /// A month (`2026-11`), a semester (`2026-autumn`) or a year (`2026`).
    pub period: Option<String>,
    /// First day, without a period.
    pub starts_on: Option<NaiveDate>,
    /// Last day, without a period.
    pub ends_on: Option<NaiveDate>,
    /// The theme (code set `supervision_themes`), or a local word that begins with `X_`.
    pub theme: Option<String>,
    /// How supervision goes about it.
    pub approach: Option<SupervisionPlanApproach>,
    /// The plan of which it is a part.
    pub parent_id: Option<Uuid>,
    /// The unit that leads.
    pub lead_unit_id: Option<Uuid>,
    /// The units that take part.
    #[schema(max_items = 100)]
    pub unit_ids: Option<Vec<Uuid>>,
    /// What is looked at.
    #[schema(max_items = 100)]
    pub items: Option<Vec<SupervisionPlanItemInput>>,
    /// Schools that are supervised, one by one.
    #[schema(max_items = 500)]
    pub school_ids: Option<Vec<Uuid>>,
    /// Zones of which every school is supervised.
    #[schema(max_items = 100)]
    pub zone_ids: Option<Vec<Uuid>>,
    /// School types (code set `school_types`) of which every school in the area is supervised.
    #[schema(max_items = 100)]
    pub school_types: Option<Vec<String>>,
    /// Governments, departments and townships that are supervised.
    #[schema(max_items = 100)]
    pub organisation_ids: Option<Vec<Uuid>>,
}

impl CreateSupervisionPlan {
    /// The area that is said, noting what is wrong with it.
    pub fn area(&self, faults: &mut Faults) -> Option<Area> {
        self.area.as_ref().and_then(|raw| faults.keep("/area", Area::parse(raw)))
    }

    /// The plan, noting what is wrong with it.
    pub fn plan(
        &self,
        id: SupervisionPlanId,
        area: Area,
        now: Instant,
        faults: &mut Faults,
    ) -> Option<plan::SupervisionPlan> {
        let title = faults.keep("/title", line(&self.title));
        let theme = self.theme.as_ref().and_then(|raw| faults.keep("/theme", matter::theme(raw)));
        let items = read_items(self.items.as_deref().unwrap_or_default(), faults);
        let scope = Scope {
            school_ids: each_once("/school_ids", self.school_ids.as_deref(), SCHOOLS_MAX, faults),
            zone_ids: each_once("/zone_ids", self.zone_ids.as_deref(), UNITS_MAX, faults),
            school_types: types(self.school_types.as_deref(), faults),
            organisation_ids: each_once("/organisation_ids", self.organisation_ids.as_deref(), UNITS_MAX, faults),
        };
        let unit_ids = each_once("/unit_ids", self.unit_ids.as_deref(), UNITS_MAX, faults);
        let days = self.days(faults);
        let plan = plan::SupervisionPlan {
            id,
            version: 1,
            area,
            kind: self.kind.into(),
            content: Content {
                title: title?,
                theme,
                approach: self.approach.map(Into::into),
                parent_id: self.parent_id.map(SupervisionPlanId),
                lead_unit_id: self.lead_unit_id.map(OrganisationId),
                unit_ids,
                items,
            },
            days: days?,
            scope,
            excused: Vec::new(),
            outcome: None,
            status: plan::PlanStatus::Draft,
            last_event_on: None,
            created_at: now,
            updated_at: now,
        };
        plan.check(faults);
        Some(plan)
    }

    fn days(&self, faults: &mut Faults) -> Option<Days> {
        match (&self.period, self.starts_on, self.ends_on) {
            (Some(period), None, None) => faults.keep("/period", Days::of_period(period)),
            (None, Some(starts_on), Some(ends_on)) => Some(Days { period: None, starts_on, ends_on }),
            _ => {
                faults.add("/period", FaultCode::Mismatch, Wording::PeriodOrDaysNeeded);
                None
            }
        }
    }
}

/// A line about units.
fn line(raw: &str) -> Result<String, Flaw> {
    text::impersonal_block(raw).and_then(|text| text::line(&text))
}

/// Identifiers, each once.
fn each_once<T: From<Uuid> + PartialEq>(
    pointer: &str,
    given: Option<&[Uuid]>,
    most: usize,
    faults: &mut Faults,
) -> Vec<T> {
    let given = given.unwrap_or_default();
    if given.len() > most {
        faults.add(pointer, FaultCode::Length, Wording::TooManyEntries { max: number(most) });
    }
    let mut all: Vec<T> = Vec::new();
    for (at, id) in given.iter().take(most).map(|id| T::from(*id)).enumerate() {
        if all.contains(&id) {
            faults.add(format!("{pointer}/{at}"), FaultCode::Duplicate, Wording::NamedTwice);
        } else {
            all.push(id);
        }
    }
    all
}

/// School types, each once.
fn types(given: Option<&[String]>, faults: &mut Faults) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for (at, raw) in given.unwrap_or_default().iter().enumerate().take(UNITS_MAX) {
        if SchoolType::parse(raw).is_none() {
            faults.add(format!("/school_types/{at}"), FaultCode::Code, Wording::NotACode);
        } else if all.contains(raw) {
            faults.add(format!("/school_types/{at}"), FaultCode::Duplicate, Wording::NamedTwice);
        } else {
            all.push(raw.clone());
        }
    }
    all
}

/// Items, noting what is wrong with each.
fn read_items(given: &[SupervisionPlanItemInput], faults: &mut Faults) -> Vec<plan::Item> {
    if given.len() > ITEMS_MAX {
        faults.add("/items", FaultCode::Length, Wording::TooManyEntries { max: number(ITEMS_MAX) });
    }
    let read = |(at, item): (usize, &SupervisionPlanItemInput)| {
        let place = |field: &str| format!("/items/{at}/{field}");
        let code = faults.keep(&place("code"), line(&item.code));
        let title = faults.keep(&place("title"), line(&item.title));
        let matter = item.matter.as_ref().and_then(|raw| faults.keep(&place("matter"), matter::matter(raw)));
        let standard =
            item.standard.as_ref().and_then(|raw| faults.keep(&place("standard"), text::impersonal_block(raw)));
        let (origin, due_on) = (item.origin.into(), item.due_on);
        Some(plan::Item { code: code?, title: title?, matter, origin, standard, due_on })
    };
    given.iter().take(ITEMS_MAX).enumerate().filter_map(read).collect()
}

/// `amend`: change what is looked at, or where.
#[event]
pub struct AmendSupervisionPlan {
    /// The items as they become; they stay unless said.
    #[schema(max_items = 100)]
    pub items: Option<Vec<SupervisionPlanItemInput>>,
    /// The schools as they become; they stay unless said.
    #[schema(max_items = 500)]
    pub school_ids: Option<Vec<Uuid>>,
}

/// `excuse`: leave out a school or organisation, for a reason.
#[event]
pub struct ExcuseFromSupervisionPlan {
    /// The school.
    pub school_id: Option<Uuid>,
    /// The organisation.
    pub organisation_id: Option<Uuid>,
}

/// `evaluate`: say what came of it.
#[event]
pub struct EvaluateSupervisionPlan {
    /// What was found, as a whole.
    pub conclusion: String,
    /// The grade; of special supervision.
    pub grade: Option<String>,
    /// What is done better next time.
    pub lessons: String,
    /// How many people were reached; of publicity.
    pub reach: Option<u32>,
}

impl EvaluateSupervisionPlan {
    fn outcome(&self, faults: &mut Faults) -> Option<plan::Outcome> {
        let conclusion = faults.keep("/conclusion", text::impersonal_block(&self.conclusion));
        let lessons = faults.keep("/lessons", text::impersonal_block(&self.lessons));
        let grade = self.grade.as_ref().and_then(|raw| faults.keep("/grade", line(raw)));
        Some(plan::Outcome { conclusion: conclusion?, grade, lessons: lessons?, reach: self.reach })
    }
}

transitions! {
    /// One event of a supervision plan, with what it needs.
    TransitionSupervisionPlan =>
    /// Lay it before the office.
    Submit = "submit" (BasisInput),
    /// Send it back for completion; needs a reason.
    Return = "return" (BasisInput),
    /// Decide it; needs a document number.
    Approve = "approve" (BasisInput),
    /// Begin to carry it out, once its first day has come.
    Start = "start" (BasisInput),
    /// Change its items or its schools; needs a document number.
    Amend = "amend" (AmendSupervisionPlan),
    /// Leave out a school or unit that is not supervised after all; needs a reason.
    Excuse = "excuse" (ExcuseFromSupervisionPlan),
    /// Say what came of it.
    Evaluate = "evaluate" (EvaluateSupervisionPlan),
    /// End it; special supervision, once every school is inspected or excused and every problem closed.
    Close = "close" (BasisInput),
    /// Give it up; needs a reason.
    Withdraw = "withdraw" (BasisInput),
}

impl TransitionSupervisionPlan {
    /// Parses the event.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every fault.
    pub fn parse(self) -> Result<(Command, Basis), Error> {
        let mut faults = Faults::new();
        let plain = |event: PlanEvent, input: BasisInput| (Some(Command::Plain(event)), input);
        let (command, basis) = match self {
            Self::Submit(input) => plain(PlanEvent::Submit, input),
            Self::Return(input) => plain(PlanEvent::Return, input),
            Self::Approve(input) => plain(PlanEvent::Approve, input),
            Self::Start(input) => plain(PlanEvent::Start, input),
            Self::Close(input) => plain(PlanEvent::Close, input),
            Self::Withdraw(input) => plain(PlanEvent::Withdraw, input),
            Self::Amend(input) => {
                let items = input.items.as_deref().map(|items| read_items(items, &mut faults));
                let schools = input.school_ids.as_deref();
                let schools: Option<Vec<SchoolId>> =
                    schools.map(|ids| each_once("/school_ids", Some(ids), SCHOOLS_MAX, &mut faults));
                (Some(Command::Amend { items, schools }), basis_of!(input))
            }
            Self::Excuse(input) => {
                let school_id = input.school_id.map(SchoolId);
                let organisation_id = input.organisation_id.map(OrganisationId);
                (Some(Command::Excuse(Object { school_id, organisation_id })), basis_of!(input))
            }
            Self::Evaluate(input) => (input.outcome(&mut faults).map(Command::Evaluate), basis_of!(input)),
        };
        let reason = basis.reason.clone().filter(|_| matches!(command, Some(Command::Excuse(_))));
        let basis = basis.parse(&mut faults);
        if let Some(raw) = reason {
            faults.keep("/reason", text::impersonal_block(&raw));
        }
        faults.finish(command.map(|command| (command, basis)))
    }
}
