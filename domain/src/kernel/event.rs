//! Facts: what happened to a record, who did it, on which basis. Append-only.

use crate::{
    Actor, Day, Instant, Role,
    kernel::{id::EventId, word::words},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

words! {
    /// The kind of record a fact is about. The words are those of GraphQL's types in snake_case.
    SubjectKind {
        /// A person.
        Person = "person",
        /// A pool membership.
        PoolMembership = "pool_membership",
        /// A qualification certification.
        Certification = "certification",
        /// A training.
        Training = "training",
        /// A record of duty.
        DutyRecord = "duty_record",
        /// An organisation.
        Organisation = "organisation",
        /// A cohort of an authority.
        Cohort = "cohort",
        /// A post of a committee or office.
        Post = "post",
        /// An appointment of an inspector.
        Appointment = "appointment",
        /// An assignment of an inspector to a zone.
        ZoneAssignment = "zone_assignment",
        /// A drawn team.
        Team = "team",
        /// An API client.
        Client = "client",
        /// An agreement with a client.
        Agreement = "agreement",
        /// A calendar of one year.
        Calendar = "calendar",
        /// A policy value.
        Policy = "policy",
        /// A code set.
        CodeSet = "code_set",
        /// A responsibility zone.
        Zone = "zone",
        /// A school.
        School = "school",
        /// A recusal.
        Recusal = "recusal",
        /// A sanction.
        Sanction = "sanction",
        /// A grade of a person.
        Grade = "grade",
        /// How a person is paid.
        Payee = "payee",
        /// The handing out of many private values at once.
        Disclosure = "disclosure",
        /// A procedure that leads to a grade.
        Promotion = "promotion",
        /// A yearly duty assessment.
        Assessment = "assessment",
        /// A stipend standard.
        StipendStandard = "stipend_standard",
        /// A month's run of stipends.
        StipendRun = "stipend_run",
        /// A line of a run.
        StipendLine = "stipend_line",
        /// A complaint about an inspector.
        Complaint = "complaint",
        /// A dismissal case.
        Dismissal = "dismissal",
        /// A place that is to be filled.
        Vacancy = "vacancy",
        /// A supervision plan.
        SupervisionPlan = "supervision_plan",
        /// An inspection.
        Inspection = "inspection",
        /// What was found in supervision.
        SupervisionFinding = "supervision_finding",
        /// By what units are measured.
        IndicatorSystem = "indicator_system",
        /// How a unit was measured.
        Evaluation = "evaluation",
        /// What follows for a unit or who leads it.
        AccountabilityMeasure = "accountability_measure",
        /// What was told for a personnel decision.
        ResultReference = "result_reference",
        /// A meeting.
        Meeting = "meeting",
        /// A document.
        Document = "document",
        /// An erasure of a person.
        Erasure = "erasure",
        /// An uploaded roster.
        Import = "import",
        /// Lists that are written to files for a client.
        Export = "export",
        /// A queue of changes.
        Queue = "queue",
        /// An address to which changes are sent.
        Webhook = "webhook",
    }
}

/// Where a name was published that this register did not publish itself, by whose word it stood there, and for how long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedElsewhere {
    /// Where: a notice board, a newspaper, a website.
    pub place: String,
    /// The document that was published there.
    pub document_number: String,
    /// First day.
    pub from: Day,
    /// Last day.
    pub until: Day,
}

/// On which basis something was done: the parts common to every event of every lifecycle.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Basis {
    /// Why.
    pub reason: Option<String>,
    /// The official document.
    pub document_number: Option<String>,
    /// The person, panel, school or organisation on whose behalf it was recorded.
    pub on_behalf_of: Option<String>,
    /// The day it happened; today unless said.
    pub occurred_on: Option<Day>,
    /// Where a notice was published that this register did not publish.
    pub published_elsewhere: Option<PublishedElsewhere>,
}

/// One recorded fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its identifier, in order of time.
    pub id: EventId,
    /// The kind of record.
    pub subject_kind: SubjectKind,
    /// The record.
    pub subject_id: Uuid,
    /// What happened, such as `created`, `corrected`, `submit`.
    pub name: String,
    /// The status before, for steps of a lifecycle.
    pub from_status: Option<String>,
    /// The status after, for steps of a lifecycle.
    pub to_status: Option<String>,
    /// Who did it, as [`Actor::key`].
    pub actor_key: String,
    /// The actor's name at that time.
    pub actor_name: String,
    /// The actor's role at that time.
    pub role: Role,
    /// On which basis.
    pub basis: Basis,
    /// The day it happened.
    pub occurred_on: Day,
    /// When the register learned of it.
    pub recorded_at: Instant,
    /// The version of the policy in force.
    pub policy_version: i64,
    /// Further particulars as JSON: for a correction the fields with their old values.
    pub detail: serde_json::Value,
}

impl Event {
    /// A fact stated by `actor` now.
    #[expect(clippy::too_many_arguments, reason = "a fact has this many parts, and each caller has them at hand")]
    pub fn new(
        id: EventId,
        subject: (SubjectKind, Uuid),
        name: &str,
        statuses: (Option<&str>, Option<&str>),
        actor: &Actor,
        basis: Basis,
        (today, now): (Day, Instant),
        policy_version: i64,
    ) -> Self {
        Self {
            id,
            subject_kind: subject.0,
            subject_id: subject.1,
            name: name.to_owned(),
            from_status: statuses.0.map(str::to_owned),
            to_status: statuses.1.map(str::to_owned),
            actor_key: actor.key(),
            actor_name: actor.name.clone(),
            role: actor.role,
            occurred_on: basis.occurred_on.unwrap_or(today),
            basis,
            recorded_at: now,
            policy_version,
            detail: serde_json::Value::Null,
        }
    }
}
