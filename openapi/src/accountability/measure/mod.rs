//! Accountability measures on the wire. The name of the respondent stands in the single record only, and not for HR.

mod events;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Faults,
    accountability::measure::{
        self, Opening,
        parts::{self, Carriers, Respondent},
    },
    kernel::{
        id::{EvaluationId, FindingId, InspectionId, OrganisationId, PersonId, SchoolId},
        rules::Rules,
        text,
    },
    supervision::object::Object,
};
use macros::view;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::misconduct::dismissal::DismissalRemedy;
pub use events::*;

published! {
    AccountabilityRoute = domain::accountability::measure::parts::Route,
    AccountabilityStatus = domain::accountability::measure::Status,
    AccountabilityForm = domain::accountability::measure::parts::Form,
    AccountabilityGround = domain::accountability::measure::parts::Ground,
    AccountabilityArticle = domain::accountability::measure::parts::Article,
    AccountabilityAggravation = domain::accountability::measure::parts::Aggravation,
    AccountabilityOpenness = domain::accountability::measure::parts::Openness,
    AccountabilityDue = domain::accountability::measure::parts::Due,
}

/// What a unit has to do after an interview.
#[view(one: parts::Demand)]
pub struct InterviewDemand {
    /// What.
    pub text: String,
    /// The last day.
    pub due_on: NaiveDate,
    /// The day on which the unit reported that it was done.
    pub reported_on: Option<NaiveDate>,
}

/// An interview with who leads a unit, or accountability of a unit or of who leads it.
#[view(one: measure::AccountabilityMeasure, rules: &Rules)]
pub struct AccountabilityMeasure {
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
    /// Which way it goes.
    pub route: AccountabilityRoute,
    /// The status.
    pub status: AccountabilityStatus,
    /// Who is interviewed or held to account: in the single record only, and null for HR.
    #[later]
    pub respondent_name: Option<String>,
    /// The post of who is interviewed or held to account; null where it is the unit.
    #[from(one.respondent.as_ref().map(|one| one.post_title.clone()))]
    pub respondent_post: Option<String>,
    /// The ground.
    pub ground: AccountabilityGround,
    /// The article on which it rests: that of the notice, then of the decision.
    pub article: Option<AccountabilityArticle>,
    /// What is said to have happened; null for HR.
    #[from(Some(one.facts.clone()))]
    pub facts: Option<String>,
    /// Findings upon which it rests.
    #[within(one.carriers)]
    pub finding_ids: Vec<Uuid>,
    /// Evaluations upon which it rests.
    #[within(one.carriers)]
    pub evaluation_ids: Vec<Uuid>,
    /// Inspections upon which it rests.
    #[within(one.carriers)]
    pub inspection_ids: Vec<Uuid>,
    /// Who investigates; empty for HR.
    #[from(one.course.investigators.clone())]
    pub investigators: Vec<String>,
    /// The facts of which the respondent was told; null for HR.
    #[from(one.course.intent.as_ref().map(|intent| intent.facts.clone()))]
    pub established_facts: Option<String>,
    /// The form that is proposed: nothing heavier is decided.
    #[from(one.course.intent.as_ref().map(|intent| intent.form))]
    pub proposed_form: Option<AccountabilityForm>,
    /// The last day for the defence.
    #[from(one.course.intent.as_ref().map(|intent| intent.defence_until))]
    pub defence_until: Option<NaiveDate>,
    /// What the respondent says; null where the days passed, and for HR.
    #[from(one.course.defence.as_ref().and_then(|heard| heard.statement.clone()))]
    pub defence_statement: Option<String>,
    /// The day on which the respondent was heard, or the defence was waived.
    #[from(one.course.defence.as_ref().map(|heard| heard.on))]
    pub defence_on: Option<NaiveDate>,
    /// The form that was decided; after a remedy that changed it, the lighter one.
    #[from(one.form())]
    pub form: Option<AccountabilityForm>,
    /// The day from which the decision has effect, and not before it is served.
    #[from(one.course.decision.as_ref().map(|decision| decision.effective_on))]
    pub effective_on: Option<NaiveDate>,
    /// The document of the decision.
    #[from(one.course.decision.as_ref().and_then(|decision| decision.document_number.clone()))]
    pub decision_document_number: Option<String>,
    /// The chair's or vice-chair's post that approved it.
    #[from(one.course.decision.as_ref().map(|decision| decision.approved_by_post_id))]
    pub approved_by_post_id: Option<Uuid>,
    /// The units that were consulted.
    #[from(one.course.decision.as_ref().map(|decision| decision.consulted_unit_ids.clone()).unwrap_or_default())]
    pub consulted_unit_ids: Vec<Uuid>,
    /// What weighed against the respondent.
    #[from(one.course.decision.as_ref().map(|decision| decision.aggravating.clone()).unwrap_or_default())]
    pub aggravating: Vec<AccountabilityAggravation>,
    /// How far the decision is made known.
    #[from(one.openness(rules))]
    pub openness: Option<AccountabilityOpenness>,
    /// The day on which the respondent got the decision.
    pub served_on: Option<NaiveDate>,
    /// The day on which it took effect.
    pub took_effect_on: Option<NaiveDate>,
    /// Who carried it out, where others do.
    #[from(one.course.carried_out.as_ref().map(|done| done.by_id))]
    pub carried_out_by_id: Option<Uuid>,
    /// What they did.
    #[from(one.course.carried_out.as_ref().map(|done| done.result.clone()))]
    pub outcome: Option<String>,
    /// The day for which an interview is planned.
    #[from(one.course.interview.as_ref().map(|one| one.planned_on))]
    pub planned_on: Option<NaiveDate>,
    /// What the interview is about.
    #[from(one.course.interview.as_ref().map(|one| one.matters.clone()).unwrap_or_default())]
    pub matters: Vec<String>,
    /// Whether the unit was told of the interview later than the rule asks for (`interview.notice_working_days`).
    #[from(one.course.interview.as_ref().is_some_and(|one| one.is_short_notice))]
    pub short_notice: bool,
    /// The day on which the interview was held.
    pub held_on: Option<NaiveDate>,
    /// The signed minutes of the interview; null for HR.
    #[from(one.course.interview.as_ref().and_then(|one| one.minutes.clone()))]
    pub minutes: Option<String>,
    /// What was demanded in the interview.
    #[from(one.course.interview.iter().flat_map(|one| one.demands.clone()).map(InterviewDemand::from).collect())]
    pub demands: Vec<InterviewDemand>,
    /// The first day on which it counts for nothing any more (`accountability.spent_months`).
    #[from(one.spent_on(rules))]
    pub spent_on: Option<NaiveDate>,
    /// What is due next.
    #[from(one.due(rules).map(|(due, _)| due))]
    pub due: Option<AccountabilityDue>,
    /// When that is due.
    #[from(one.due(rules).map(|(_, day)| day))]
    pub due_on: Option<NaiveDate>,
    /// When it was opened.
    pub created_at: DateTime<Utc>,
    /// When the register learned of this version.
    pub updated_at: DateTime<Utc>,
}

impl AccountabilityMeasure {
    /// With the name of who is meant.
    pub fn naming(self, respondent_name: Option<String>) -> Self {
        Self { respondent_name, ..self }
    }

    /// Without what was said and found: as HR sees it.
    pub fn in_outline(self) -> Self {
        Self {
            facts: None,
            investigators: Vec::new(),
            established_facts: None,
            defence_statement: None,
            minutes: None,
            ..self
        }
    }
}

/// The remedies against a measure with their clocks: first those that were filed, then those that are open.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AccountabilityRemedies {
    /// The remedies.
    pub items: Vec<DismissalRemedy>,
}

impl From<measure::AccountabilityMeasure> for AccountabilityRemedies {
    fn from(one: measure::AccountabilityMeasure) -> Self {
        let filed = one.course.remedies.into_iter().map(DismissalRemedy::from);
        Self { items: filed.chain(one.course.clocks.into_iter().map(DismissalRemedy::from)).collect() }
    }
}

/// Why the name of a respondent is asked for.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RevealRespondent {
    /// The purpose; it is recorded.
    pub purpose: String,
}

/// Who is interviewed or held to account.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RevealedRespondent {
    /// The measure.
    pub id: Uuid,
    /// The name; null where it is the unit.
    pub respondent_name: Option<String>,
}

/// A measure to open: of a school or of an organisation, exactly one.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateAccountabilityMeasure {
    /// Which way it goes.
    pub route: AccountabilityRoute,
    /// The school.
    pub school_id: Option<Uuid>,
    /// The organisation.
    pub organisation_id: Option<Uuid>,
    /// The name of who is interviewed or held to account, together with the post; none where it is the unit. It is sealed.
    pub respondent_name: Option<String>,
    /// The post of who is interviewed or held to account.
    pub respondent_post: Option<String>,
    /// The record of the respondent, if the register has one: it is asked whether the person inspects, and not kept. An
    /// inspector is met by a dismissal case (`/v1/dismissals`).
    pub respondent_person_id: Option<Uuid>,
    /// The ground.
    pub ground: AccountabilityGround,
    /// What is said to have happened, in words about the unit: no citizen or mobile number.
    pub facts: String,
    /// Findings upon which it rests; at least one finding, evaluation or inspection is needed.
    #[schema(max_items = 100)]
    pub finding_ids: Option<Vec<Uuid>>,
    /// Evaluations upon which it rests.
    #[schema(max_items = 100)]
    pub evaluation_ids: Option<Vec<Uuid>>,
    /// Inspections upon which it rests.
    #[schema(max_items = 100)]
    pub inspection_ids: Option<Vec<Uuid>>,
}

impl CreateAccountabilityMeasure {
    /// With what it is opened, noting every fault.
    pub fn opening(&self, faults: &mut Faults) -> Option<Opening> {
        let respondent = respondent(self.respondent_name.as_ref(), self.respondent_post.as_ref(), faults);
        let facts = faults.keep("/facts", text::impersonal_block(&self.facts));
        let ids = |ids: &Option<Vec<Uuid>>| ids.clone().unwrap_or_default();
        let carriers = Carriers {
            finding_ids: ids(&self.finding_ids).into_iter().map(FindingId).collect(),
            evaluation_ids: ids(&self.evaluation_ids).into_iter().map(EvaluationId).collect(),
            inspection_ids: ids(&self.inspection_ids).into_iter().map(InspectionId).collect(),
        };
        let (route, ground) = (self.route.into(), self.ground.into());
        let opening = Opening { route, respondent, ground, facts: facts?, carriers };
        opening.check(faults);
        Some(opening)
    }

    /// The object.
    pub fn object(&self) -> Object {
        Object { school_id: self.school_id.map(SchoolId), organisation_id: self.organisation_id.map(OrganisationId) }
    }

    /// The record of the respondent.
    pub fn person(&self) -> Option<PersonId> {
        self.respondent_person_id.map(PersonId)
    }
}

/// The name and the post of a respondent: both, or none.
fn respondent(name: Option<&String>, post: Option<&String>, faults: &mut Faults) -> Option<Respondent> {
    let mut line = |pointer: &str, raw: &String| faults.keep(pointer, text::line(raw));
    match (name, post) {
        (Some(name), Some(post)) => {
            let (name, post_title) = (line("/respondent_name", name), line("/respondent_post", post));
            Some(Respondent { name: name?, post_title: post_title? })
        }
        (Some(_), None) => {
            missing("/respondent_post", faults);
            None
        }
        (None, Some(_)) => {
            missing("/respondent_name", faults);
            None
        }
        (None, None) => None,
    }
}

fn missing(pointer: &str, faults: &mut Faults) {
    faults.add(pointer, domain::FaultCode::Required, domain::Wording::FieldNeeded);
}
