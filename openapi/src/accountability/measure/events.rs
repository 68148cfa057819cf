//! The events of an accountability measure.

use chrono::NaiveDate;
use domain::{
    Error, Faults,
    accountability::measure::{Command, Event},
    kernel::{
        event::Basis,
        id::{OrganisationId, PostId},
        text,
    },
};
use macros::event;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{AccountabilityAggravation, AccountabilityArticle, AccountabilityForm, AccountabilityGround, respondent};
use crate::{
    kernel::transition::BasisInput,
    misconduct::dismissal::{RemedyKind, RemedyOutcome},
};

/// `investigate`: name who investigates.
#[event]
pub struct InvestigateMeasure {
    /// Who investigates: a group of two at least.
    #[schema(min_items = 2, max_items = 20)]
    pub investigators: Vec<String>,
}

/// `serve_intent`: tell the respondent in writing what is intended.
#[event]
pub struct ServeMeasureIntent {
    /// The facts as they were found, in words about the unit: no citizen or mobile number.
    pub facts: String,
    /// The article on which it rests: one of those that name the ground.
    pub article: AccountabilityArticle,
    /// The form about which the respondent is heard; nothing heavier is decided.
    pub proposed_form: AccountabilityForm,
}

/// `hear_defence`: record what the respondent says.
#[event]
pub struct HearMeasureDefence {
    /// What the respondent says: no citizen or mobile number.
    pub statement: String,
}

/// `decide`: decide, the respondent having been heard.
#[event]
pub struct DecideMeasure {
    /// The form: for units, or for persons.
    pub form: AccountabilityForm,
    /// The ground.
    pub ground: AccountabilityGround,
    /// The article: one of those that name the ground.
    pub article: AccountabilityArticle,
    /// The day from which it has effect: not before the decision, and in fact not before it is served.
    pub effective_on: NaiveDate,
    /// The post of the chair or vice-chair of the committee who approved it, held on the day of the decision.
    pub approved_by_post_id: Uuid,
    /// The units that were consulted.
    #[schema(min_items = 1, max_items = 50)]
    pub consulted_unit_ids: Vec<Uuid>,
    /// What weighs against the respondent; that it is the second within a year is counted.
    #[schema(max_items = 4)]
    pub aggravating: Option<Vec<AccountabilityAggravation>>,
}

/// `serve`: hand over the decision; the days of the remedies begin.
#[event]
pub struct ServeMeasure {
    /// The day on which the respondent got it; that of the event unless said.
    pub served_on: Option<NaiveDate>,
}

/// `record_outcome`: record what others did who carry the form out.
#[event]
pub struct RecordMeasureOutcome {
    /// Who carried it out.
    pub carried_out_by_id: Uuid,
    /// What they did: no citizen or mobile number.
    pub result: String,
}

/// `file_remedy`: the respondent asks for a remedy.
#[event]
pub struct FileMeasureRemedy {
    /// Which: a review or an appeal.
    pub kind: RemedyKind,
    /// What the respondent says: no citizen or mobile number.
    pub statement: Option<String>,
}

/// `decide_remedy`: decide on the remedy.
#[event]
pub struct DecideMeasureRemedy {
    /// What becomes of it.
    pub outcome: RemedyOutcome,
    /// The lighter form, where it is changed.
    pub form: Option<AccountabilityForm>,
}

/// `schedule`: plan the interview.
#[event]
pub struct ScheduleInterview {
    /// The day.
    pub planned_on: NaiveDate,
    /// The name of who is interviewed, unless it was said before. It is sealed.
    pub respondent_name: Option<String>,
    /// The post of who is interviewed.
    pub respondent_post: Option<String>,
    /// What it is about.
    #[schema(min_items = 1, max_items = 20)]
    pub matters: Vec<String>,
}

/// What is demanded in an interview.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InterviewDemandInput {
    /// What, in words about the unit: no citizen or mobile number.
    pub text: String,
    /// The last day.
    pub due_on: NaiveDate,
}

/// `hold`: record that the interview was held.
#[event]
pub struct HoldInterview {
    /// The day; that of the event unless said.
    pub held_on: Option<NaiveDate>,
    /// The signed minutes: no citizen or mobile number.
    pub minutes: String,
    /// What is demanded.
    #[schema(max_items = 50)]
    pub demands: Option<Vec<InterviewDemandInput>>,
}

/// `report_demand`: record that the unit reported what was demanded.
#[event]
pub struct ReportInterviewDemand {
    /// Which, in the order in which they were demanded, from 1.
    #[schema(minimum = 1, maximum = 50)]
    pub demand: u32,
    /// The day; that of the event unless said.
    pub reported_on: Option<NaiveDate>,
}

transitions! {
    /// One event of a measure's lifecycle, with what it needs.
    TransitionAccountabilityMeasure =>
    /// Name who investigates.
    Investigate = "investigate" (InvestigateMeasure),
    /// Tell the respondent facts, article and the form that is proposed; the days for the defence begin.
    ServeIntent = "serve_intent" (ServeMeasureIntent),
    /// Record what the respondent says.
    HearDefence = "hear_defence" (HearMeasureDefence),
    /// The days for the defence have passed.
    WaiveDefence = "waive_defence" (BasisInput),
    /// Decide; needs a document number.
    Decide = "decide" (DecideMeasure),
    /// Hand over the decision; the days of the remedies begin.
    Serve = "serve" (ServeMeasure),
    /// Bring it into effect, on its day or later.
    TakeEffect = "take_effect" (BasisInput),
    /// Record what others did who carry it out; needs a document number.
    RecordOutcome = "record_outcome" (RecordMeasureOutcome),
    /// The respondent asks for a remedy, in time.
    FileRemedy = "file_remedy" (FileMeasureRemedy),
    /// Decide on the remedy; needs a document number.
    DecideRemedy = "decide_remedy" (DecideMeasureRemedy),
    /// Plan the interview.
    Schedule = "schedule" (ScheduleInterview),
    /// Record that it was held.
    Hold = "hold" (HoldInterview),
    /// Record that the unit reported what was demanded.
    ReportDemand = "report_demand" (ReportInterviewDemand),
    /// The remedies are over, or all that was demanded is reported.
    Close = "close" (BasisInput),
    /// End it without a decision or an interview; needs a reason.
    Drop = "drop" (BasisInput),
}

/// Lines, each with its place among the faults.
fn lines(at: &str, all: &[String], faults: &mut Faults) -> Vec<String> {
    let read = |(number, raw): (usize, &String)| faults.keep(&format!("{at}/{number}"), text::line(raw));
    all.iter().enumerate().filter_map(read).collect()
}

fn decided(input: &DecideMeasure) -> Command {
    Command::Decide {
        form: input.form.into(),
        ground: input.ground.into(),
        article: input.article.into(),
        effective_on: input.effective_on,
        approved_by_post_id: PostId(input.approved_by_post_id),
        consulted_unit_ids: input.consulted_unit_ids.iter().copied().map(OrganisationId).collect(),
        aggravating: input.aggravating.iter().flatten().copied().map(Into::into).collect(),
    }
}

fn scheduled(input: &ScheduleInterview, faults: &mut Faults) -> Command {
    let respondent = respondent(input.respondent_name.as_ref(), input.respondent_post.as_ref(), faults);
    Command::Schedule { planned_on: input.planned_on, respondent, matters: lines("/matters", &input.matters, faults) }
}

fn held(input: &HoldInterview, faults: &mut Faults) -> Option<Command> {
    let minutes = faults.keep("/minutes", text::impersonal_block(&input.minutes));
    let read = |(at, one): (usize, &InterviewDemandInput)| {
        let text = faults.keep(&format!("/demands/{at}/text"), text::impersonal_block(&one.text))?;
        Some((text, one.due_on))
    };
    let demands = input.demands.iter().flatten().enumerate().filter_map(read).collect();
    Some(Command::Hold { on: input.held_on, minutes: minutes?, demands })
}

impl FileMeasureRemedy {
    fn command(&self, faults: &mut Faults) -> Command {
        let statement = self.statement.as_ref().and_then(|raw| faults.keep("/statement", text::impersonal_block(raw)));
        Command::FileRemedy { kind: self.kind.into(), statement }
    }
}

impl TransitionAccountabilityMeasure {
    /// Parses the event.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every fault.
    pub fn parse(self) -> Result<(Command, Basis), Error> {
        let mut faults = Faults::new();
        let plain = |event, input| (Some(Command::Plain(event)), input);
        let (command, basis): (_, BasisInput) = match self {
            Self::Investigate(input) => {
                let investigators = lines("/investigators", &input.investigators, &mut faults);
                (Some(Command::Investigate(investigators)), basis_of!(input))
            }
            Self::ServeIntent(input) => {
                let facts = faults.keep("/facts", text::impersonal_block(&input.facts));
                let (article, form) = (input.article.into(), input.proposed_form.into());
                (facts.map(|facts| Command::ServeIntent { facts, article, form }), basis_of!(input))
            }
            Self::HearDefence(input) => {
                let statement = faults.keep("/statement", text::impersonal_block(&input.statement));
                (statement.map(Command::HearDefence), basis_of!(input))
            }
            Self::Decide(input) => (Some(decided(&input)), basis_of!(input)),
            Self::Serve(input) => (Some(Command::Serve { on: input.served_on }), basis_of!(input)),
            Self::RecordOutcome(input) => {
                let by_id = OrganisationId(input.carried_out_by_id);
                let result = faults.keep("/result", text::impersonal_block(&input.result));
                (result.map(|result| Command::RecordOutcome { by_id, result }), basis_of!(input))
            }
            Self::FileRemedy(input) => (Some(input.command(&mut faults)), basis_of!(input)),
            Self::DecideRemedy(input) => {
                let form = input.form.map(Into::into);
                (Some(Command::DecideRemedy { outcome: input.outcome.into(), form }), basis_of!(input))
            }
            Self::Schedule(input) => (Some(scheduled(&input, &mut faults)), basis_of!(input)),
            Self::Hold(input) => (held(&input, &mut faults), basis_of!(input)),
            Self::ReportDemand(input) => {
                (Some(Command::ReportDemand { demand: input.demand, on: input.reported_on }), basis_of!(input))
            }
            Self::WaiveDefence(input) => plain(Event::WaiveDefence, input),
            Self::TakeEffect(input) => plain(Event::TakeEffect, input),
            Self::Close(input) => plain(Event::Close, input),
            Self::Drop(input) => plain(Event::Drop, input),
        };
        let basis = basis.parse(&mut faults);
        faults.finish(command.map(|command| (command, basis)))
    }
}
