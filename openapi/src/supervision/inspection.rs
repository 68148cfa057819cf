//! Inspections on the wire.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Error, FaultCode, Wording,
    kernel::{
        event::Basis,
        fault::Faults,
        id::{OrganisationId, PersonId, SchoolId, SupervisionPlanId, TeamId},
        text,
    },
    supervision::{
        inspection::{self, Command, INSPECTORS_MAX, InspectionEvent, MATTERS_MAX, SelfReport, Setup},
        matter,
        object::Object,
    },
};
use macros::{event, view};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{kernel::transition::BasisInput, performance::duty::VisitMode, service::team::SupervisionKind};

published! {
    InspectionStatus = domain::supervision::inspection::InspectionStatus,
    InspectionChannel = domain::supervision::inspection::Channel,
    InspectorRole = domain::supervision::inspection::InspectorRole,
    InspectionVoicesForm = domain::supervision::inspection::VoicesForm,
    InspectionLoopStage = domain::supervision::inspection::LoopStage,
}

/// An inspector at an inspection.
#[view(one: inspection::Inspector)]
pub struct InspectionInspector {
    /// The inspector.
    pub person_id: Uuid,
    /// As what.
    pub role: InspectorRole,
    /// How many hours.
    pub hours: u32,
    /// Whether the credential was shown.
    pub credential_shown: bool,
}

/// A report by which the unit evaluates itself.
#[view(one: inspection::SelfReport)]
pub struct InspectionSelfReport {
    /// When it came.
    pub received_on: NaiveDate,
    /// SHA-256 of the file, which lies elsewhere.
    pub digest: Option<String>,
}

/// How people were heard: a number, and no names.
#[view(one: inspection::Voices)]
pub struct InspectionVoices {
    /// In which form.
    pub form: InspectionVoicesForm,
    /// How many.
    pub participants: u32,
    /// Whether chance chose them.
    pub randomly_chosen: bool,
}

/// What the unit said to the preliminary opinion.
#[view(one: inspection::Defence)]
pub struct InspectionDefence {
    /// When.
    pub on: NaiveDate,
    /// What it said; null where it waived.
    pub statement: Option<String>,
}

/// A duty record of an inspection.
#[view(one: inspection::LinkedDuty)]
pub struct InspectionDuty {
    /// The duty record.
    #[from(one.id)]
    pub duty_record_id: Uuid,
    /// Whether it stood before.
    pub adopted: bool,
}

/// An inspection of a school or organisation.
#[view(one: inspection::Inspection, open_findings: u32)]
pub struct Inspection {
    /// Identifier.
    pub id: Uuid,
    /// Version, one more with every change; the ETag.
    pub version: i64,
    /// Area (GB/T 2260), that of the school or organisation.
    pub area: String,
    /// The school.
    #[within(one.object)]
    pub school_id: Option<Uuid>,
    /// The organisation.
    #[within(one.object)]
    pub organisation_id: Option<Uuid>,
    /// Its kind (code set `supervision_kinds`).
    #[within(one.setup)]
    pub kind: SupervisionKind,
    /// Whether it is planned with the unit.
    #[within(one.setup)]
    pub mode: VisitMode,
    /// By which way.
    #[within(one.setup)]
    pub channel: InspectionChannel,
    /// The plan of which it is a part.
    #[within(one.setup)]
    pub plan_id: Option<Uuid>,
    /// The drawn team.
    #[within(one.setup)]
    pub team_id: Option<Uuid>,
    /// What is looked at (code set `supervision_matters`), or local words that begin with `X_`.
    #[within(one.setup)]
    pub matters: Vec<String>,
    /// For which day it is planned.
    #[within(one.setup)]
    pub planned_on: NaiveDate,
    /// Who inspects.
    pub inspectors: Vec<InspectionInspector>,
    /// Experts who help, and do not count among the inspectors.
    pub expert_ids: Vec<Uuid>,
    /// The day on which it began.
    pub occurred_on: Option<NaiveDate>,
    /// The last day.
    #[within(one.course)]
    pub ended_on: Option<NaiveDate>,
    /// The day on which the unit was told.
    #[within(one.course)]
    pub notice_on: Option<NaiveDate>,
    /// Why the unit was not told, where it had to be.
    #[within(one.course)]
    pub unannounced: Option<String>,
    /// The unit's evaluation of itself.
    #[within(one.course)]
    pub self_report: Option<InspectionSelfReport>,
    /// How people were heard.
    #[within(one.course)]
    pub voices: Option<InspectionVoices>,
    /// The day on which the unit was told the preliminary opinion.
    #[within(one.course)]
    pub feedback_on: Option<NaiveDate>,
    /// The last day on which the unit may say something to it.
    #[within(one.course)]
    pub defence_until: Option<NaiveDate>,
    /// What it said.
    #[within(one.course)]
    pub defence: Option<InspectionDefence>,
    /// The number of the opinion letter.
    #[within(one.course)]
    pub opinion_number: Option<String>,
    /// The day on which the report was submitted.
    #[within(one.course)]
    pub report_submitted_on: Option<NaiveDate>,
    /// The day on which it was reported to the government and the authority above.
    #[within(one.course)]
    pub reported_up_on: Option<NaiveDate>,
    /// The duty records that came of it.
    #[within(one.course)]
    pub duty_records: Vec<InspectionDuty>,
    /// Where it stands in the loop of supervision.
    #[from(one.loop_stage(open_findings))]
    pub loop_stage: InspectionLoopStage,
    /// Where it stands.
    pub status: InspectionStatus,
    /// The reference under which the writing system knows it.
    pub external_reference: Option<String>,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
    /// When the register learned of this version.
    pub updated_at: DateTime<Utc>,
}

/// An inspector to name.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InspectionInspectorInput {
    /// The inspector.
    pub person_id: Uuid,
    /// As what.
    pub role: InspectorRole,
    /// How many hours, 1 to 24.
    #[schema(minimum = 1, maximum = 24)]
    pub hours: u32,
    /// Whether the credential was shown; no, unless said.
    pub credential_shown: Option<bool>,
}

impl From<&InspectionInspectorInput> for inspection::Inspector {
    fn from(input: &InspectionInspectorInput) -> Self {
        Self {
            person_id: PersonId(input.person_id),
            role: input.role.into(),
            hours: input.hours,
            credential_shown: input.credential_shown.unwrap_or(false),
        }
    }
}

/// An inspection to plan; or a routine one that is over, with its day and the day of its report.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateInspection {
    /// The school; or the organisation.
    pub school_id: Option<Uuid>,
    /// The organisation; or the school.
    pub organisation_id: Option<Uuid>,
    /// Its kind (code set `supervision_kinds`).
    pub kind: SupervisionKind,
    /// Whether it is planned with the unit.
    pub mode: VisitMode,
    /// By which way; on site unless said.
    pub channel: Option<InspectionChannel>,
    /// The plan of which it is a part.
    pub plan_id: Option<Uuid>,
    /// The drawn team: its members inspect.
    pub team_id: Option<Uuid>,
    /// What is looked at (code set `supervision_matters`), or local words that begin with `X_`.
    #[schema(max_items = 20)]
    pub matters: Option<Vec<String>>,
    /// For which day it is planned; today unless said.
    pub planned_on: Option<NaiveDate>,
    /// Who inspects; members of the team, where there is one.
    #[schema(max_items = 30)]
    pub inspectors: Option<Vec<InspectionInspectorInput>>,
    /// Experts who help, and do not count among the inspectors.
    #[schema(max_items = 30)]
    pub expert_ids: Option<Vec<Uuid>>,
    /// The day of a routine inspection that is over.
    pub occurred_on: Option<NaiveDate>,
    /// The day on which the unit was told the opinion, of one that is over.
    pub feedback_on: Option<NaiveDate>,
    /// The day on which the report was submitted, of one that is over.
    pub report_submitted_on: Option<NaiveDate>,
    /// The writing system's own reference: the same one is answered with the inspection there is.
    pub external_reference: Option<String>,
}

/// What an inspection is asked for, parsed.
#[derive(Debug, Clone)]
pub struct Asked {
    /// What is inspected.
    pub object: Object,
    /// How.
    pub setup: Setup,
    /// Who inspects.
    pub inspectors: Vec<inspection::Inspector>,
    /// Who helps.
    pub expert_ids: Vec<PersonId>,
    /// The reference of the writing system.
    pub external_reference: Option<String>,
}

impl CreateInspection {
    /// What is asked for, noting what is wrong with it.
    pub fn parse(&self, today: NaiveDate, faults: &mut Faults) -> Asked {
        let matters = self.matters.as_deref().unwrap_or_default().iter().take(MATTERS_MAX).enumerate();
        let read = |(at, raw): (usize, &String)| faults.keep(&format!("/matters/{at}"), matter::matter(raw));
        let matters = matters.filter_map(read).collect();
        let reference = self.external_reference.as_ref();
        let inspectors = self.inspectors.as_deref().unwrap_or_default().iter().take(INSPECTORS_MAX);
        let experts = self.expert_ids.as_deref().unwrap_or_default().iter().take(INSPECTORS_MAX);
        Asked {
            object: Object {
                school_id: self.school_id.map(SchoolId),
                organisation_id: self.organisation_id.map(OrganisationId),
            },
            setup: Setup {
                kind: self.kind.into(),
                mode: self.mode.into(),
                channel: self.channel.map_or(inspection::Channel::OnSite, Into::into),
                plan_id: self.plan_id.map(SupervisionPlanId),
                team_id: self.team_id.map(TeamId),
                matters,
                planned_on: self.planned_on.or(self.occurred_on).unwrap_or(today),
            },
            inspectors: inspectors.map(Into::into).collect(),
            expert_ids: experts.map(|id| PersonId(*id)).collect(),
            external_reference: reference.and_then(|raw| faults.keep("/external_reference", text::line(raw))),
        }
    }
}

/// `notify`: tell the unit in writing.
#[event]
pub struct NotifyInspection {
    /// The day of the notice.
    pub notice_on: NaiveDate,
}

/// `receive_self_report`: the unit's evaluation of itself came.
#[event]
pub struct ReceiveSelfReport {
    /// When it came.
    pub received_on: NaiveDate,
    /// SHA-256 of the file: 64 hexadecimal digits.
    pub digest: Option<String>,
}

/// `start`, `start_unannounced`: begin it.
#[event]
pub struct StartInspection {
    /// Who inspects, where that changes.
    #[schema(max_items = 30)]
    pub inspectors: Option<Vec<InspectionInspectorInput>>,
}

/// `hear_voices`: people were heard.
#[event]
pub struct HearVoices {
    /// In which form.
    pub form: InspectionVoicesForm,
    /// How many; no names.
    #[schema(minimum = 1)]
    pub participants: u32,
    /// Whether chance chose them; no, unless said.
    pub randomly_chosen: Option<bool>,
}

/// `feed_back`: tell the unit the preliminary opinion.
#[event]
pub struct FeedBackInspection {
    /// The day.
    pub feedback_on: NaiveDate,
}

/// `defend`: the unit says something to it, or waives.
#[event]
pub struct DefendInspection {
    /// What it says.
    pub statement: Option<String>,
    /// Whether it waives.
    pub waived: Option<bool>,
}

/// `complete`: end it.
#[event]
pub struct CompleteInspection {
    /// The day on which the report was submitted.
    pub report_submitted_on: NaiveDate,
    /// The last day, where it is another than the first or that of the feedback.
    pub ended_on: Option<NaiveDate>,
}

transitions! {
    /// One event of an inspection, with what it needs.
    TransitionInspection =>
    /// Tell the unit in writing; special and comprehensive supervision needs a document number.
    Notify = "notify" (NotifyInspection),
    /// The unit's evaluation of itself came.
    ReceiveSelfReport = "receive_self_report" (ReceiveSelfReport),
    /// Begin it.
    Start = "start" (StartInspection),
    /// Begin it without notice; special and comprehensive supervision needs a reason.
    StartUnannounced = "start_unannounced" (StartInspection),
    /// The public, pupils, parents or teachers were heard.
    HearVoices = "hear_voices" (HearVoices),
    /// Tell the unit the preliminary opinion.
    FeedBack = "feed_back" (FeedBackInspection),
    /// The unit says something to it, or waives.
    Defend = "defend" (DefendInspection),
    /// Issue the opinion letter; needs a document number.
    IssueOpinion = "issue_opinion" (BasisInput),
    /// End it; writes the duty records.
    Complete = "complete" (CompleteInspection),
    /// Report it to the government and the authority above; needs a document number.
    ReportUp = "report_up" (BasisInput),
    /// Take it back with its duty records; needs a reason.
    Annul = "annul" (BasisInput),
    /// Give it up; needs a reason.
    Cancel = "cancel" (BasisInput),
}

/// Hexadecimal digits of a SHA-256.
const DIGEST_DIGITS: usize = 64;

fn self_report(input: &ReceiveSelfReport, faults: &mut Faults) -> SelfReport {
    let is_digest = |raw: &&String| raw.len() == DIGEST_DIGITS && raw.bytes().all(|byte| byte.is_ascii_hexdigit());
    if input.digest.is_some() && input.digest.as_ref().filter(is_digest).is_none() {
        faults.add("/digest", FaultCode::Format, Wording::NotADigest);
    }
    SelfReport { received_on: input.received_on, digest: input.digest.as_ref().map(|raw| raw.to_lowercase()) }
}

fn defence(input: &DefendInspection, faults: &mut Faults) -> Option<Command> {
    match (&input.statement, input.waived.unwrap_or(false)) {
        (None, true) => Some(Command::Defend(None)),
        (Some(raw), false) => {
            faults.keep("/statement", text::impersonal_block(raw)).map(|text| Command::Defend(Some(text)))
        }
        _ => {
            faults.add("/statement", FaultCode::Mismatch, Wording::StatementOrWaiver);
            None
        }
    }
}

fn start(input: &StartInspection, is_unannounced: bool) -> Command {
    let inspectors = input.inspectors.as_deref().map(|all| all.iter().take(INSPECTORS_MAX).map(Into::into).collect());
    Command::Start { inspectors, is_unannounced }
}

impl TransitionInspection {
    /// Parses the event.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every fault.
    pub fn parse(self) -> Result<(Command, Basis), Error> {
        let mut faults = Faults::new();
        let plain = |event: InspectionEvent| Some(Command::Plain(event));
        let (command, basis) = match self {
            Self::Notify(input) => (Some(Command::Notify(input.notice_on)), basis_of!(input)),
            Self::ReceiveSelfReport(input) => {
                (Some(Command::ReceiveSelfReport(self_report(&input, &mut faults))), basis_of!(input))
            }
            Self::Start(input) => (Some(start(&input, false)), basis_of!(input)),
            Self::StartUnannounced(input) => (Some(start(&input, true)), basis_of!(input)),
            Self::HearVoices(input) => {
                if input.participants == 0 {
                    faults.add("/participants", FaultCode::Range, Wording::AtLeast { min: 1 });
                }
                let voices = inspection::Voices {
                    form: input.form.into(),
                    participants: input.participants,
                    randomly_chosen: input.randomly_chosen.unwrap_or(false),
                };
                (Some(Command::HearVoices(voices)), basis_of!(input))
            }
            Self::FeedBack(input) => (Some(Command::FeedBack(input.feedback_on)), basis_of!(input)),
            Self::Defend(input) => (defence(&input, &mut faults), basis_of!(input)),
            Self::Complete(input) => {
                let (report_submitted_on, ended_on) = (input.report_submitted_on, input.ended_on);
                (Some(Command::Complete { report_submitted_on, ended_on }), basis_of!(input))
            }
            Self::IssueOpinion(input) => (plain(InspectionEvent::IssueOpinion), input),
            Self::ReportUp(input) => (plain(InspectionEvent::ReportUp), input),
            Self::Annul(input) => (plain(InspectionEvent::Annul), input),
            Self::Cancel(input) => (plain(InspectionEvent::Cancel), input),
        };
        let basis = basis.parse(&mut faults);
        faults.finish(command.map(|command| (command, basis)))
    }
}
