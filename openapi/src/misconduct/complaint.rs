//! Complaints on the wire. Who complains is in no view but the one that unveils it, with a purpose that is kept.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Day, Error,
    kernel::{event::Basis, fault::Faults, id::PersonId, text},
    misconduct::complaint::{self, Checker, Command, Intake},
};
use macros::event;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::kernel::transition::BasisInput;

published! {
    ComplaintStatus = domain::misconduct::complaint::Status,
    ComplaintChannel = domain::misconduct::complaint::Channel,
    ComplaintSubject = domain::misconduct::complaint::Subject,
    ComplaintOutcome = domain::misconduct::complaint::Outcome,
    ComplaintHandling = domain::misconduct::complaint::Handling,
}

/// A complaint about an inspector.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Complaint {
    /// Identifier.
    pub id: Uuid,
    /// Version, one more with every change; the ETag.
    pub version: i64,
    /// Area (GB/T 2260), inherited from the person.
    pub area: String,
    /// About whom.
    pub person_id: Uuid,
    /// Where it stands.
    pub status: ComplaintStatus,
    /// By which way it came.
    pub channel: ComplaintChannel,
    /// What it is about (code set `complaint_subjects`).
    pub subject: ComplaintSubject,
    /// What it says; null in lists.
    pub statement: Option<String>,
    /// Whether nobody said who they are; who did is named by `POST /v1/complaints/{id}/reveal` only.
    pub is_anonymous: bool,
    /// The day it came.
    pub received_on: NaiveDate,
    /// Who checks.
    pub checker: Option<String>,
    /// The person who checks, where the register knows them.
    pub checker_person_id: Option<Uuid>,
    /// What the check found.
    pub outcome: Option<ComplaintOutcome>,
    /// What follows.
    pub handling: Option<ComplaintHandling>,
    /// What was found, in words; null in lists.
    pub findings: Option<String>,
    /// The day on which it was concluded.
    pub concluded_on: Option<NaiveDate>,
    /// Whether the authority above has to be told and was not.
    pub report_owed: bool,
    /// The day on which the authority above was told.
    pub reported_up_on: Option<NaiveDate>,
    /// By which document.
    pub report_document_number: Option<String>,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// Fields that are null because their stored value does not open: it was changed, or its key is gone.
    #[serde(default)]
    #[schema(required)]
    pub unreadable_fields: Vec<String>,
}

impl Complaint {
    /// The complaint, and whether a report upward is owed.
    pub fn new(one: complaint::Complaint, report_owed: bool) -> Self {
        let (checker, checker_person_id) = one.checker.map(|one| (one.name, one.person_id)).unzip();
        let is_read = |field: &str| !one.unreadable.contains(&field);
        let (reads_statement, reads_findings) = (is_read("statement"), is_read("findings"));
        let (outcome, handling, findings, concluded_on) = match one.conclusion {
            Some(one) => (Some(one.outcome), Some(one.handling), Some(one.findings), Some(one.on)),
            None => (None, None, None, None),
        };
        let (reported_up_on, report_document_number) = one.report.map(|one| (one.on, one.document_number)).unzip();
        Self {
            id: Uuid::from(one.id),
            version: one.version,
            area: one.area.as_str().to_owned(),
            person_id: Uuid::from(one.person_id),
            status: one.status.into(),
            channel: one.intake.channel.into(),
            subject: one.intake.subject.into(),
            statement: Some(one.intake.statement).filter(|_| reads_statement),
            is_anonymous: one.intake.complainant.is_none(),
            received_on: one.intake.received_on,
            checker,
            checker_person_id: checker_person_id.flatten().map(Uuid::from),
            outcome: outcome.map(Into::into),
            handling: handling.map(Into::into),
            findings: findings.filter(|_| reads_findings),
            concluded_on,
            report_owed,
            reported_up_on,
            report_document_number: report_document_number.flatten(),
            created_at: one.created_at,
            updated_at: one.updated_at,
            unreadable_fields: one.unreadable.into_iter().map(str::to_owned).collect(),
        }
    }

    /// The complaint without its words: as a list shows it.
    #[must_use]
    pub fn without_words(self) -> Self {
        Self { statement: None, findings: None, ..self }
    }
}

/// What the person a complaint was about is told of it, once it is concluded: never who complained, nor in which words.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ConcludedComplaint {
    /// Identifier.
    pub id: Uuid,
    /// What it was about (code set `complaint_subjects`).
    pub subject: ComplaintSubject,
    /// What the check found.
    pub outcome: Option<ComplaintOutcome>,
    /// What follows.
    pub handling: Option<ComplaintHandling>,
    /// The day on which it was concluded.
    pub concluded_on: Option<NaiveDate>,
}

impl From<Complaint> for ConcludedComplaint {
    fn from(one: Complaint) -> Self {
        let Complaint { id, subject, outcome, handling, concluded_on, .. } = one;
        Self { id, subject, outcome, handling, concluded_on }
    }
}

/// A complaint to take in.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateComplaint {
    /// About whom.
    pub person_id: Uuid,
    /// By which way it came.
    pub channel: ComplaintChannel,
    /// What it is about.
    pub subject: ComplaintSubject,
    /// What it says.
    pub statement: String,
    /// Who complains, with what leads to them; nothing for who stays unknown. It is kept sealed.
    pub complainant: Option<String>,
    /// The day it came; today unless said.
    pub received_on: Option<NaiveDate>,
}

impl CreateComplaint {
    /// About whom.
    pub fn person(&self) -> PersonId {
        PersonId(self.person_id)
    }

    /// Parses what is taken in, noting its faults.
    pub fn parse(&self, today: Day, faults: &mut Faults) -> Option<Intake> {
        let statement = faults.keep("/statement", text::block(&self.statement));
        let complainant = self.complainant.as_ref().map(|raw| faults.keep("/complainant", text::block(raw)));
        let received_on = self.received_on.unwrap_or(today);
        let (channel, subject) = (self.channel.into(), self.subject.into());
        let complainant = complainant.flatten();
        let intake = statement.map(|statement| Intake { channel, subject, statement, complainant, received_on })?;
        intake.check(today, faults);
        Some(intake)
    }
}

/// Why it is asked who complained.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RevealComplaint {
    /// The purpose; it is recorded.
    pub purpose: String,
}

/// Who complained.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RevealedComplaint {
    /// The complaint.
    pub id: Uuid,
    /// Who complained; null for who stayed unknown.
    pub complainant: Option<String>,
}

/// `check`: name who checks.
#[event]
pub struct CheckComplaint {
    /// The name, which is not that of whom the complaint is about.
    pub checker: String,
    /// The person, where the register knows them.
    pub checker_person_id: Option<Uuid>,
}

/// `conclude`: say what was found and what follows.
#[event]
pub struct ConcludeComplaint {
    /// What the check found.
    pub outcome: ComplaintOutcome,
    /// What follows; of what was not found true, nothing.
    pub handling: ComplaintHandling,
    /// What was found, in words.
    pub findings: String,
}

transitions! {
    /// One event of a complaint's lifecycle, with what it needs.
    TransitionComplaint =>
    /// Name who checks.
    Check = "check" (CheckComplaint),
    /// Say what was found and what follows.
    Conclude = "conclude" (ConcludeComplaint),
    /// Tell the authority above; needs a document number.
    ReportUp = "report_up" (BasisInput),
}

impl TransitionComplaint {
    /// Parses the event.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every fault.
    pub fn parse(self) -> Result<(Command, Basis), Error> {
        let mut faults = Faults::new();
        let (command, basis) = match self {
            Self::Check(input) => {
                let name = faults.keep("/checker", text::line(&input.checker));
                let person_id = input.checker_person_id.map(PersonId);
                (name.map(|name| Command::Check(Checker { name, person_id })), basis_of!(input))
            }
            Self::Conclude(input) => {
                let (outcome, handling) = (input.outcome.into(), input.handling.into());
                let findings = faults.keep("/findings", text::block(&input.findings));
                (findings.map(|findings| Command::Conclude { outcome, handling, findings }), basis_of!(input))
            }
            Self::ReportUp(input) => (Some(Command::ReportUp), input),
        };
        let basis = basis.parse(&mut faults);
        faults.finish(command.map(|command| (command, basis)))
    }
}
