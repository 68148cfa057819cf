//! Appointments on the wire.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Error, FaultCode, Wording,
    kernel::{
        event::Basis,
        fault::Faults,
        id::{AppointmentId, CohortId, OrganisationId, PersonId},
        notice::Notice,
        rules::Rule,
        text,
    },
    service::appointment::{self, Command, Event},
};
use macros::{event, patch, view};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::kernel::{
    catalogue::Language,
    transition::{BasisInput, OpenNotice, PublishedElsewhere},
    value::Patch,
};

published! {
    AppointmentRoute = domain::service::appointment::Route,
    AppointmentStatus = domain::service::appointment::Status,
}

/// What falls short of a rule that warns and does not refuse.
#[view(warning: (&'static Rule, Wording), language: Language)]
pub struct RuleWarning {
    /// The rule's policy key.
    #[from(warning.0.key)]
    pub rule: String,
    /// The article it comes from.
    #[from(warning.0.article)]
    pub article: String,
    /// A sentence for a person.
    #[from(language.say(&warning.1))]
    pub detail: String,
}

/// An appointment of an inspector.
#[view(one: appointment::Appointment, language: Language)]
pub struct Appointment {
    /// Identifier.
    pub id: Uuid,
    /// Version, one more with every change; the ETag.
    pub version: i64,
    /// Area (GB/T 2260), inherited from the person.
    pub area: String,
    /// The person.
    pub person_id: Uuid,
    /// The appointing authority.
    pub authority_id: Uuid,
    /// The cohort of a part-time appointment.
    pub cohort_id: Option<Uuid>,
    /// The person's employer.
    pub employer_id: Option<Uuid>,
    /// By which way.
    pub route: AppointmentRoute,
    /// Where it stands on the day asked about.
    pub status: AppointmentStatus,
    /// Who nominated.
    pub nominated_by: Option<String>,
    /// First day of the term; before a decision the day that is planned.
    pub starts_on: Option<NaiveDate>,
    /// Last day of the term; null for a full-time appointment.
    pub ends_on: Option<NaiveDate>,
    /// The first day on which it was no longer in force.
    pub ended_on: Option<NaiveDate>,
    /// Which term in a row it is.
    pub term_number: Option<u32>,
    /// The appointment that it follows.
    pub renews_id: Option<Uuid>,
    /// The day on which the person declared from which units to stay away.
    pub recusal_declared_on: Option<NaiveDate>,
    /// The document by which it was decided.
    pub decision_document_number: Option<String>,
    /// Number of the letter of appointment.
    pub letter_number: Option<String>,
    /// Number of the inspector credential.
    pub credential_number: Option<String>,
    /// The day it was filed with the higher authority.
    pub filed_upward_on: Option<NaiveDate>,
    /// The day it was published.
    pub published_on: Option<NaiveDate>,
    /// The day the name was published for objections.
    #[from(one.notice.as_ref().map(|notice| notice.opened_on))]
    pub notice_opened_on: Option<NaiveDate>,
    /// Where the notice was published, if not by this register.
    #[from(one.notice.as_ref().and_then(|notice| notice.published_elsewhere.clone()))]
    pub published_elsewhere: Option<PublishedElsewhere>,
    /// Last day of the public notice.
    #[from(one.notice.as_ref().and_then(Notice::ends_on))]
    pub notice_ends_on: Option<NaiveDate>,
    /// What falls short of a rule that warns and does not refuse.
    #[from(one.warnings().into_iter().map(|warning| RuleWarning::new(warning, language)).collect::<Vec<_>>())]
    pub warnings: Vec<RuleWarning>,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When it last changed: since then the register knows it so.
    pub updated_at: DateTime<Utc>,
}

/// Several appointments, made or moved by one request.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Appointments {
    /// The appointments, in the order of the request.
    pub items: Vec<AppointmentItem>,
}

/// One of several appointments.
#[view(one: &appointment::Appointment, next_term: Option<AppointmentId>)]
pub struct AppointmentItem {
    /// Identifier.
    pub id: Uuid,
    /// Version, one more with every change.
    pub version: i64,
    /// The person.
    pub person_id: Uuid,
    /// Where it stands.
    pub status: AppointmentStatus,
    /// First day of the term.
    pub starts_on: Option<NaiveDate>,
    /// Last day of the term.
    pub ends_on: Option<NaiveDate>,
    /// Which term in a row it is.
    pub term_number: Option<u32>,
    /// The appointment for the next term, when the event made one.
    #[from(next_term)]
    pub next_term_id: Option<Uuid>,
}

/// A nomination for engagement, or a proposal to the government.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateAppointment {
    /// The person.
    pub person_id: Uuid,
    /// By which way.
    pub route: AppointmentRoute,
    /// The appointing authority; that of the cohort unless said.
    pub authority_id: Option<Uuid>,
    /// The cohort of a part-time appointment.
    pub cohort_id: Option<Uuid>,
    /// The person's employer.
    pub employer_id: Option<Uuid>,
    /// Who nominates.
    pub nominated_by: Option<String>,
    /// First day of the term, as planned.
    pub starts_on: Option<NaiveDate>,
    /// Last day of the term, where it is to be shorter.
    pub ends_on: Option<NaiveDate>,
    /// The day on which the person declared from which units to stay away.
    pub recusal_declared_on: Option<NaiveDate>,
}

/// Nominations or proposals, all or none of them.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateAppointments {
    /// The nominations, 500 at most.
    #[schema(min_items = 1, max_items = 500)]
    pub items: Vec<CreateAppointment>,
}

/// Changes of a nomination: a JSON merge patch, in which absent differs from null.
#[patch]
pub struct UpdateAppointment {
    /// The cohort of a part-time appointment.
    pub cohort_id: Patch<Uuid>,
    /// The person's employer.
    pub employer_id: Patch<Uuid>,
    /// Who nominates.
    pub nominated_by: Patch<String>,
    /// First day of the term, as planned.
    pub starts_on: Patch<NaiveDate>,
    /// Last day of the term, where it is to be shorter.
    pub ends_on: Patch<NaiveDate>,
    /// The day on which the person declared from which units to stay away.
    pub recusal_declared_on: Patch<NaiveDate>,
}

impl CreateAppointment {
    /// The person.
    pub fn person(&self) -> PersonId {
        PersonId(self.person_id)
    }

    /// Fills a fresh nomination; faults are told behind `at`.
    pub fn fill(&self, draft: &mut appointment::Appointment, at: &str, faults: &mut Faults) {
        draft.employer_id = self.employer_id.map(OrganisationId);
        draft.starts_on = self.starts_on;
        draft.ends_on = self.ends_on;
        draft.recusal_declared_on = self.recusal_declared_on;
        let nominated_by = self.nominated_by.as_ref();
        draft.nominated_by = nominated_by.and_then(|raw| faults.keep(&format!("{at}/nominated_by"), text::line(raw)));
        draft.check_planned_term(at, faults);
    }
}

impl UpdateAppointment {
    /// Applies the patch to a nomination.
    pub fn apply(&self, draft: &mut appointment::Appointment, faults: &mut Faults) {
        draft.cohort_id = self.cohort_id.over(draft.cohort_id);
        draft.employer_id = self.employer_id.over(draft.employer_id);
        draft.starts_on = self.starts_on.over(draft.starts_on);
        draft.ends_on = self.ends_on.over(draft.ends_on);
        draft.recusal_declared_on = self.recusal_declared_on.over(draft.recusal_declared_on);
        let nominated_by = draft.nominated_by.take();
        draft.nominated_by = self.nominated_by.read_over(nominated_by, "/nominated_by", faults, |raw| text::line(raw));
        draft.check_planned_term("", faults);
    }
}

/// `decide`: engage, once the notice is over.
#[event]
#[derive(Default)]
pub struct DecideAppointment {
    /// First day of the term; the day of the decision, or the cohort's first, unless said.
    pub starts_on: Option<NaiveDate>,
    /// Last day of the term, where it is to be shorter.
    pub ends_on: Option<NaiveDate>,
    /// The day of the recusal declaration; needed here or in the nomination.
    pub recusal_declared_on: Option<NaiveDate>,
}

/// `record_government_decision`: the government appointed to a free establishment post.
#[event]
#[derive(Default)]
pub struct RecordGovernmentDecision {
    /// First day in office; the day of the decision unless said.
    pub starts_on: Option<NaiveDate>,
    /// The day of the recusal declaration.
    pub recusal_declared_on: Option<NaiveDate>,
    /// The government's document.
    pub document_number: Option<String>,
}

/// `issue_letter`: letter of appointment and inspector credential.
#[event]
#[derive(Default)]
pub struct IssueLetter {
    /// Number of the letter.
    pub letter_number: Option<String>,
    /// Number of the credential; one person's alone.
    pub credential_number: Option<String>,
}

/// `reappoint`: engage for the next term, which begins when the present one is over.
#[event]
#[derive(Default)]
pub struct Reappoint {
    /// The cohort of the next term.
    pub cohort_id: Option<Uuid>,
    /// Last day of the next term, where it is to be shorter.
    pub ends_on: Option<NaiveDate>,
}

transitions! {
    /// One event of an appointment's lifecycle, with what it needs.
    TransitionAppointment =>
    /// Review the nomination.
    Review = "review" (BasisInput),
    /// Publish the name for objections.
    OpenNotice = "open_notice" (OpenNotice),
    /// Engage, once the notice is over; needs a document number and a recusal declaration.
    Decide = "decide" (DecideAppointment),
    /// Record the government's decision; needs its document number.
    RecordGovernmentDecision = "record_government_decision" (RecordGovernmentDecision),
    /// Issue letter and credential.
    IssueLetter = "issue_letter" (IssueLetter),
    /// Take up duty.
    Start = "start" (BasisInput),
    /// File with the higher authority; needs a document number.
    FileUpward = "file_upward" (BasisInput),
    /// Publish the appointment.
    Publish = "publish" (BasisInput),
    /// Not to inspect for the time being; needs a reason.
    Suspend = "suspend" (BasisInput),
    /// End the suspension; needs a reason.
    Resume = "resume" (BasisInput),
    /// Look at a next term, ninety days ahead.
    OpenRenewal = "open_renewal" (BasisInput),
    /// Engage for the next term; needs a document number.
    Reappoint = "reappoint" (Reappoint),
    /// The inspector leaves.
    Resign = "resign" (BasisInput),
    /// Transferred.
    Transfer = "transfer" (BasisInput),
    /// Retired.
    Retire = "retire" (BasisInput),
    /// Died.
    RecordDeath = "record_death" (BasisInput),
    /// Withdraw.
    Cancel = "cancel" (BasisInput),
    /// The term is over; only the system fires it.
    Complete = "complete" (BasisInput),
}

/// One event for many appointments, all or none of them.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TransitionAppointments {
    /// The appointments, 500 at most.
    #[schema(min_items = 1, max_items = 500)]
    pub ids: Vec<Uuid>,
    /// The event, with what it needs.
    pub transition: TransitionAppointment,
}

impl TransitionAppointment {
    /// Parses the event.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every fault.
    pub fn parse(self) -> Result<(Command, Basis), Error> {
        let mut faults = Faults::new();
        let (command, basis) = match self {
            Self::Decide(input) => {
                let (starts_on, ends_on) = (input.starts_on, input.ends_on);
                let recusal_declared_on = input.recusal_declared_on;
                let command = Command::Decide { event: Event::Decide, starts_on, ends_on, recusal_declared_on };
                (command, basis_of!(input))
            }
            Self::RecordGovernmentDecision(input) => {
                let (starts_on, recusal_declared_on) = (input.starts_on, input.recusal_declared_on);
                let event = Event::RecordGovernmentDecision;
                (Command::Decide { event, starts_on, ends_on: None, recusal_declared_on }, basis_of!(input))
            }
            Self::IssueLetter(input) => {
                let mut line = |pointer: &str, raw: &Option<String>| {
                    raw.as_ref().and_then(|raw| faults.keep(pointer, text::line(raw)))
                };
                let command = Command::IssueLetter {
                    letter_number: line("/letter_number", &input.letter_number),
                    credential_number: line("/credential_number", &input.credential_number),
                };
                (command, basis_of!(input))
            }
            Self::Reappoint(input) => {
                let command = Command::Reappoint { cohort_id: input.cohort_id.map(CohortId), ends_on: input.ends_on };
                (command, basis_of!(input))
            }
            Self::Review(input) => (Command::Plain(Event::Review), input),
            Self::OpenNotice(input) => (Command::Plain(Event::OpenNotice), input.basis(&mut faults)),
            Self::Start(input) => (Command::Plain(Event::Start), input),
            Self::FileUpward(input) => (Command::Plain(Event::FileUpward), input),
            Self::Publish(input) => (Command::Plain(Event::Publish), input),
            Self::Suspend(input) => (Command::Plain(Event::Suspend), input),
            Self::Resume(input) => (Command::Plain(Event::Resume), input),
            Self::OpenRenewal(input) => (Command::Plain(Event::OpenRenewal), input),
            Self::Resign(input) => (Command::Plain(Event::Resign), input),
            Self::Transfer(input) => (Command::Plain(Event::Transfer), input),
            Self::Retire(input) => (Command::Plain(Event::Retire), input),
            Self::RecordDeath(input) => (Command::Plain(Event::RecordDeath), input),
            Self::Cancel(input) => (Command::Plain(Event::Cancel), input),
            Self::Complete(input) => (Command::Plain(Event::Complete), input),
        };
        let basis = basis.parse(&mut faults);
        faults.finish(Some((command, basis)))
    }
}

/// How many a request names, and each once.
///
/// # Errors
/// [`Error::Invalid`] with every fault.
pub fn check_many<T: PartialEq>(pointer: &str, all: &[T]) -> Result<(), Error> {
    let mut faults = Faults::new();
    if all.is_empty() {
        faults.add(pointer, FaultCode::Length, Wording::AtLeast { min: 1 });
    }
    for (at, one) in all.iter().enumerate() {
        if all.iter().take(at).any(|other| other == one) {
            faults.add(format!("{pointer}/{at}"), FaultCode::Duplicate, Wording::NamedTwice);
        }
    }
    faults.finish(Some(()))
}
