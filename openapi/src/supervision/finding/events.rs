//! The events of a finding.

use chrono::NaiveDate;
use domain::{
    Error,
    kernel::{
        event::Basis,
        fault::Faults,
        id::{InspectionId, OrganisationId, PersonId},
        text,
    },
    supervision::finding::{
        Command,
        parts::{ReportMade, UnitStep},
    },
};
use macros::event;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{GuidanceKind, HandOverRole, LookBackOutcome, ReportMadeInput, VerificationMethod};
use crate::kernel::transition::BasisInput;

/// `guide`: record what the unit was advised; as often as it was.
#[event]
pub struct GuideFinding {
    /// How.
    pub guidance_kind: GuidanceKind,
    /// In words about the unit: no citizen or mobile number.
    pub text: String,
    /// By whom.
    pub person_id: Option<Uuid>,
}

/// `notify`: tell the unit, with a deadline; a serious or critical problem by a document.
#[event]
pub struct NotifyFinding {
    /// The last day for the unit's report; after the working days of its severity, unless said.
    pub due_on: Option<NaiveDate>,
    /// To whom harm of a minor was reported, and when.
    #[schema(max_items = 3)]
    pub reports_made: Option<Vec<ReportMadeInput>>,
}

/// A step by which the unit will put it right.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitStepInput {
    /// The step.
    pub step: String,
    /// Whose it is, by post or part of the unit.
    pub by: String,
    /// Until when.
    pub due_on: NaiveDate,
}

/// `accept_plan`: record how the unit will put it right.
#[event]
pub struct AcceptUnitPlan {
    /// The steps.
    #[schema(min_items = 1, max_items = 20)]
    pub unit_plan: Vec<UnitStepInput>,
}

/// `hand_over`: ask another unit to take it over; needs a document number.
#[event]
pub struct HandOverFinding {
    /// The unit.
    pub unit_id: Uuid,
    /// What it does.
    pub role: HandOverRole,
    /// Until when it answers; after the working days of the rule, unless said.
    pub due_on: Option<NaiveDate>,
}

/// `record_answer`: record what a unit that was asked answered.
#[event]
pub struct AnswerHandOver {
    /// The unit.
    pub unit_id: Uuid,
    /// What it answered, in words about units.
    pub answer: String,
}

/// `extend`: move the deadline; needs a reason.
#[event]
pub struct ExtendFinding {
    /// The new last day.
    pub due_on: NaiveDate,
}

/// `report`: record that the unit reports it put right.
#[event]
pub struct ReportFinding {
    /// What it reports, in words about the unit.
    pub statement: String,
    /// What it found when it looked for like problems; of a serious or critical problem it is needed.
    pub wider_check: Option<String>,
}

/// `return`: ask the unit to go on; needs a reason.
#[event]
pub struct ReturnFinding {
    /// The new last day.
    pub due_on: NaiveDate,
}

/// `verify`: record that it was found put right. What is light is closed with it.
#[event]
pub struct VerifyFinding {
    /// The day; that of the event, unless said.
    pub verified_on: Option<NaiveDate>,
    /// How.
    pub how: VerificationMethod,
    /// By whom: nobody who has to stay away from the object.
    pub verifier_id: Uuid,
}

/// `look_back`: record whether it still was put right.
#[event]
pub struct LookBackAtFinding {
    /// The inspection, of kind `look_back`.
    pub inspection_id: Uuid,
    /// What it found.
    pub outcome: LookBackOutcome,
    /// The new last day, after a relapse.
    pub due_on: Option<NaiveDate>,
}

/// `reopen`: take it up again; needs a reason.
#[event]
pub struct ReopenFinding {
    /// The new last day.
    pub due_on: NaiveDate,
}

/// `escalate`: open an interview that rests on the finding, since it was not put right.
#[event]
pub struct EscalateFinding {
    /// What is said to have happened, in words about the unit: no citizen or mobile number.
    pub facts: Option<String>,
}

transitions! {
    /// One event of a finding's lifecycle, with what it needs.
    TransitionFinding =>
    /// Record what the unit was advised.
    Guide = "guide" (GuideFinding),
    /// Tell the unit, with a deadline.
    Notify = "notify" (NotifyFinding),
    /// Record how the unit will put it right.
    AcceptPlan = "accept_plan" (AcceptUnitPlan),
    /// Ask another unit to take it over; needs a document number.
    HandOver = "hand_over" (HandOverFinding),
    /// Record what a unit that was asked answered.
    RecordAnswer = "record_answer" (AnswerHandOver),
    /// Move the deadline; needs a reason.
    Extend = "extend" (ExtendFinding),
    /// Record that the unit reports it put right.
    Report = "report" (ReportFinding),
    /// Ask the unit to go on; needs a reason.
    Return = "return" (ReturnFinding),
    /// Record that it was found put right.
    Verify = "verify" (VerifyFinding),
    /// Record whether it still was at a look-back.
    LookBack = "look_back" (LookBackAtFinding),
    /// Close it.
    Close = "close" (BasisInput),
    /// Take it up again; needs a reason.
    Reopen = "reopen" (ReopenFinding),
    /// Open an interview that rests on it.
    Escalate = "escalate" (EscalateFinding),
    /// Take it back; needs a reason.
    Withdraw = "withdraw" (BasisInput),
}

/// One event for many findings, all or none of them.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TransitionFindings {
    /// The findings, 500 at most.
    #[schema(min_items = 1, max_items = 500)]
    pub ids: Vec<Uuid>,
    /// The event, with what it needs.
    pub transition: TransitionFinding,
}

/// Words about units, noting what is wrong with them.
fn words(pointer: &str, raw: &str, faults: &mut Faults) -> Option<String> {
    faults.keep(pointer, text::impersonal_block(raw))
}

/// The steps of a unit's plan, noting what is wrong with them.
fn steps(all: &[UnitStepInput], faults: &mut Faults) -> Vec<UnitStep> {
    let step = |(at, one): (usize, &UnitStepInput)| {
        let step = faults.keep(&format!("/unit_plan/{at}/step"), text::line(&one.step));
        let by = faults.keep(&format!("/unit_plan/{at}/by"), text::line(&one.by));
        step.zip(by).map(|(step, by)| UnitStep { step, by, due_on: one.due_on })
    };
    all.iter().enumerate().filter_map(step).collect()
}

impl TransitionFinding {
    /// Parses the event.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every fault.
    pub fn parse(self) -> Result<(Command, Basis), Error> {
        let mut faults = Faults::new();
        let (command, basis): (_, BasisInput) = match self {
            Self::Guide(input) => {
                let text = words("/text", &input.text, &mut faults);
                let (kind, person_id) = (input.guidance_kind.into(), input.person_id.map(PersonId));
                (text.map(|text| Command::Guide { kind, text, person_id }), basis_of!(input))
            }
            Self::Notify(input) => {
                let reports_made = input.reports_made.iter().flatten().map(ReportMade::from).collect();
                (Some(Command::Notify { due_on: input.due_on, reports_made }), basis_of!(input))
            }
            Self::AcceptPlan(input) => {
                (Some(Command::AcceptPlan(steps(&input.unit_plan, &mut faults))), basis_of!(input))
            }
            Self::HandOver(input) => {
                let (unit_id, role) = (OrganisationId(input.unit_id), input.role.into());
                (Some(Command::HandOver { unit_id, role, due_on: input.due_on }), basis_of!(input))
            }
            Self::RecordAnswer(input) => {
                let unit_id = OrganisationId(input.unit_id);
                let answer = words("/answer", &input.answer, &mut faults);
                (answer.map(|answer| Command::RecordAnswer { unit_id, answer }), basis_of!(input))
            }
            Self::Extend(input) => (Some(Command::Extend(input.due_on)), basis_of!(input)),
            Self::Report(input) => {
                let statement = words("/statement", &input.statement, &mut faults);
                let wider_check = input.wider_check.as_ref().and_then(|raw| words("/wider_check", raw, &mut faults));
                (statement.map(|statement| Command::Report { statement, wider_check }), basis_of!(input))
            }
            Self::Return(input) => (Some(Command::Return(input.due_on)), basis_of!(input)),
            Self::Verify(input) => {
                let (method, verifier_id) = (input.how.into(), PersonId(input.verifier_id));
                (Some(Command::Verify { on: input.verified_on, method, verifier_id }), basis_of!(input))
            }
            Self::LookBack(input) => {
                let (inspection_id, outcome) = (InspectionId(input.inspection_id), input.outcome.into());
                (Some(Command::LookBack { inspection_id, outcome, due_on: input.due_on }), basis_of!(input))
            }
            Self::Close(input) => (Some(Command::Close), input),
            Self::Reopen(input) => (Some(Command::Reopen(input.due_on)), basis_of!(input)),
            Self::Escalate(input) => {
                let facts = input.facts.as_ref().and_then(|raw| words("/facts", raw, &mut faults));
                (Some(Command::Escalate { facts, to: None }), basis_of!(input))
            }
            Self::Withdraw(input) => (Some(Command::Withdraw), input),
        };
        let basis = basis.parse(&mut faults);
        faults.finish(command.map(|command| (command, basis)))
    }
}
