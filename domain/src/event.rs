//! Facts: what happened to a record, who did it, on which basis. Append-only.

use crate::{Actor, Day, Instant, Role, id::EventId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The kind of record a fact is about. The words are those of GraphQL's types in snake_case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SubjectKind {
    /// A person.
    Person,
    /// A pool membership.
    PoolMembership,
    /// A qualification certification.
    Certification,
    /// A training.
    Training,
    /// A record of duty.
    DutyRecord,
    /// An organisation.
    Organisation,
    /// A cohort of an authority.
    Cohort,
    /// An appointment of an inspector.
    Appointment,
    /// An assignment of an inspector to a zone.
    ZoneAssignment,
    /// A drawn team.
    Team,
    /// An API client.
    Client,
    /// A calendar of one year.
    Calendar,
    /// A policy value.
    Policy,
    /// A code set.
    CodeSet,
    /// A responsibility zone.
    Zone,
    /// A school.
    School,
    /// A recusal.
    Recusal,
    /// A sanction.
    Sanction,
    /// A grade of a person.
    Grade,
    /// How a person is paid.
    Payee,
    /// The handing out of many private values at once.
    Disclosure,
    /// A procedure that leads to a grade.
    Promotion,
    /// A yearly duty assessment.
    Assessment,
    /// A stipend standard.
    StipendStandard,
    /// A month's run of stipends.
    StipendRun,
    /// A line of a run.
    StipendLine,
    /// A complaint about an inspector.
    Complaint,
    /// A dismissal case.
    Dismissal,
    /// A place that is to be filled.
    Vacancy,
    /// An erasure of a person.
    Erasure,
    /// An uploaded roster.
    Import,
}

impl SubjectKind {
    /// All kinds.
    pub const ALL: &[Self] = &[
        Self::Person,
        Self::PoolMembership,
        Self::Certification,
        Self::Training,
        Self::DutyRecord,
        Self::Organisation,
        Self::Cohort,
        Self::Appointment,
        Self::ZoneAssignment,
        Self::Team,
        Self::Client,
        Self::Calendar,
        Self::Policy,
        Self::CodeSet,
        Self::Zone,
        Self::School,
        Self::Recusal,
        Self::Sanction,
        Self::Grade,
        Self::Payee,
        Self::Disclosure,
        Self::Promotion,
        Self::Assessment,
        Self::StipendStandard,
        Self::StipendRun,
        Self::StipendLine,
        Self::Complaint,
        Self::Dismissal,
        Self::Vacancy,
        Self::Erasure,
        Self::Import,
    ];

    /// The kind with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == word)
    }

    /// The word kept in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::PoolMembership => "pool_membership",
            Self::Certification => "certification",
            Self::Training => "training",
            Self::DutyRecord => "duty_record",
            Self::Organisation => "organisation",
            Self::Cohort => "cohort",
            Self::Appointment => "appointment",
            Self::ZoneAssignment => "zone_assignment",
            Self::Team => "team",
            Self::Client => "client",
            Self::Calendar => "calendar",
            Self::Policy => "policy",
            Self::CodeSet => "code_set",
            Self::Zone => "zone",
            Self::School => "school",
            Self::Recusal => "recusal",
            Self::Sanction => "sanction",
            Self::Grade => "grade",
            Self::Payee => "payee",
            Self::Disclosure => "disclosure",
            Self::Promotion => "promotion",
            Self::Assessment => "assessment",
            Self::StipendStandard => "stipend_standard",
            Self::StipendRun => "stipend_run",
            Self::StipendLine => "stipend_line",
            Self::Complaint => "complaint",
            Self::Dismissal => "dismissal",
            Self::Vacancy => "vacancy",
            Self::Erasure => "erasure",
            Self::Import => "import",
        }
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
