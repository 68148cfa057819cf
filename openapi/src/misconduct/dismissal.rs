//! Dismissal cases on the wire.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Error, FaultCode, Wording,
    kernel::{
        event::Basis,
        fault::Faults,
        id::{PersonId, ZoneId},
        rules::Rules,
        text,
    },
    misconduct::dismissal::{self, Command, Event, Opening, ground::Signal, remedy},
};
use macros::{event, view};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::kernel::{catalogue::Language, transition::BasisInput};

published! {
    DismissalStatus = domain::misconduct::dismissal::Status,
    DismissalSignal = domain::misconduct::dismissal::ground::Signal,
    DismissalGround = domain::misconduct::dismissal::ground::Ground,
    DismissalArticle = domain::misconduct::dismissal::ground::Article,
    DismissalMeasure = domain::misconduct::dismissal::ground::Measure,
    RemedyProfile = domain::misconduct::dismissal::remedy::Profile,
    RemedyKind = domain::misconduct::dismissal::remedy::Kind,
    RemedyOutcome = domain::misconduct::dismissal::remedy::Outcome,
    DismissalDue = domain::misconduct::dismissal::Due,
    DismissalEffectKind = domain::misconduct::dismissal::effect::Touched,
}

/// A record that a decision ended.
#[view(one: dismissal::effect::Effect)]
pub struct DismissalEffect {
    /// What it is.
    pub kind: DismissalEffectKind,
    /// Which.
    pub id: Uuid,
    /// Its status before.
    #[from(one.status)]
    pub status_before: String,
}

/// A dismissal case. HR reads those that ended somebody's service: ground, measure and days.
#[view(one: dismissal::Case, rules: &Rules, language: Language)]
pub struct Dismissal {
    /// Identifier.
    pub id: Uuid,
    /// Version, one more with every change; the ETag.
    pub version: i64,
    /// Area (GB/T 2260), inherited from the person.
    pub area: String,
    /// About whom.
    pub person_id: Uuid,
    /// Where it stands.
    pub status: DismissalStatus,
    /// What brought it about; null for HR.
    #[from(Some(one.signal))]
    pub signal: Option<DismissalSignal>,
    /// The record of the signal.
    pub signal_id: Option<Uuid>,
    /// The ground (code set `dismissal_grounds`).
    pub ground: DismissalGround,
    /// What is said to have happened; null for HR.
    #[from(Some(one.description.clone()))]
    #[sealed]
    pub description: Option<String>,
    /// Who investigates; null for HR.
    pub investigator: Option<String>,
    /// The facts as they were found; null for HR.
    #[from(one.intent.as_ref().map(|intent| intent.facts.clone()))]
    #[sealed]
    pub facts: Option<String>,
    /// The article (code set `dismissal_articles`): that of the notice of intent, then of the decision.
    pub article: Option<DismissalArticle>,
    /// The measure about which the person is heard.
    #[from(one.intent.as_ref().map(|intent| intent.measure))]
    pub proposed_measure: Option<DismissalMeasure>,
    /// The last day for the defence.
    #[from(one.intent.as_ref().map(|intent| intent.defence_until))]
    pub defence_until: Option<NaiveDate>,
    /// What the person says; null where the days passed, and for HR.
    #[from(one.defence.as_ref().and_then(|heard| heard.statement.clone()))]
    #[sealed]
    pub defence_statement: Option<String>,
    /// The day on which the person was heard, or the defence was waived.
    #[from(one.defence.as_ref().map(|heard| heard.on))]
    pub defence_on: Option<NaiveDate>,
    /// Since when the case keeps the person from duty.
    pub suspended_on: Option<NaiveDate>,
    /// The measure that was decided; after a remedy that changed it, the lighter one.
    #[from(one.decision.as_ref().map(|decision| decision.measure))]
    pub measure: Option<DismissalMeasure>,
    /// The day from which the decision has effect, and not before it is served.
    #[from(one.decision.as_ref().map(|decision| decision.effective_on))]
    pub effective_on: Option<NaiveDate>,
    /// The document of the decision.
    #[from(one.decision.as_ref().and_then(|decision| decision.document_number.clone()))]
    pub decision_document_number: Option<String>,
    /// The day on which the person got the decision.
    #[from(one.service.map(|service| service.on))]
    pub served_on: Option<NaiveDate>,
    /// By which procedure the person may defend themselves, by the identity class of that day.
    #[from(one.service.map(|service| service.profile))]
    pub remedy_profile: Option<RemedyProfile>,
    /// What the person is told about the remedies that are open, each with its last day.
    #[from(remedy_text(&one, language))]
    pub remedy_text: Option<String>,
    /// The day on which it took effect.
    pub took_effect_on: Option<NaiveDate>,
    /// The first day on which the case is in no ordinary list any more: that on which it was dropped or reversed, or else on
    /// which its measure is spent.
    #[from(one.spent_on(rules))]
    pub spent_on: Option<NaiveDate>,
    /// What is due next.
    #[from(one.due().map(|(due, _)| due))]
    pub due: Option<DismissalDue>,
    /// When that is due.
    #[from(one.due().map(|(_, day)| day))]
    pub due_on: Option<NaiveDate>,
    /// What the decision ended, until a reversal gave it back.
    #[from(one.effects)]
    pub ended: Vec<DismissalEffect>,
    /// When it was opened.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// What a person is told about the remedies that are open.
fn remedy_text(case: &dismissal::Case, language: Language) -> Option<String> {
    case.service.as_ref()?;
    if case.clocks.is_empty() {
        return None;
    }
    let one = |clock: &remedy::Clock| {
        let until = clock.file_by.to_string();
        language.say(&match clock.kind {
            remedy::Kind::Review => Wording::ReviewOpen { until },
            remedy::Kind::Appeal => Wording::AppealOpen { until },
            remedy::Kind::SecondAppeal => Wording::SecondAppealOpen { until },
        })
    };
    Some(case.clocks.iter().map(one).collect::<Vec<_>>().join(" "))
}

impl Dismissal {
    /// The outcome alone: what HR acts upon.
    #[must_use]
    pub fn outcome_only(self) -> Self {
        Self {
            signal: None,
            signal_id: None,
            description: None,
            investigator: None,
            facts: None,
            defence_statement: None,
            unreadable_fields: Vec::new(),
            ..self
        }
    }
}

/// A remedy against a decision: one that is open, or one that was filed.
#[view(one: remedy::Remedy)]
pub struct DismissalRemedy {
    /// Which.
    pub kind: RemedyKind,
    /// The last day to file it.
    pub file_by: NaiveDate,
    /// When it was filed; null while it is open.
    #[from(Some(one.filed_on))]
    pub filed_on: Option<NaiveDate>,
    /// What the person says.
    #[sealed]
    pub statement: Option<String>,
    /// The last day to decide it.
    #[from(Some(one.decide_by))]
    pub decide_by: Option<NaiveDate>,
    /// When it was decided.
    #[from(one.decided.as_ref().map(|decided| decided.on))]
    pub decided_on: Option<NaiveDate>,
    /// What became of it.
    #[from(one.decided.as_ref().map(|decided| decided.outcome))]
    pub outcome: Option<RemedyOutcome>,
    /// The document of the decision on it.
    #[from(one.decided.as_ref().and_then(|decided| decided.document_number.clone()))]
    pub document_number: Option<String>,
}

impl From<remedy::Clock> for DismissalRemedy {
    fn from(one: remedy::Clock) -> Self {
        Self {
            kind: one.kind.into(),
            file_by: one.file_by,
            filed_on: None,
            statement: None,
            decide_by: None,
            decided_on: None,
            outcome: None,
            document_number: None,
            unreadable_fields: Vec::new(),
        }
    }
}

/// The remedies against a decision with their clocks: first those that were filed, then those that are open.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DismissalRemedies {
    /// The remedies.
    pub items: Vec<DismissalRemedy>,
}

impl From<dismissal::Case> for DismissalRemedies {
    fn from(case: dismissal::Case) -> Self {
        let filed = case.remedies.into_iter().map(DismissalRemedy::from);
        Self { items: filed.chain(case.clocks.into_iter().map(DismissalRemedy::from)).collect() }
    }
}

/// A case to open.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateDismissal {
    /// About whom: someone who holds an appointment or a membership.
    pub person_id: Uuid,
    /// What brings it about.
    pub signal: DismissalSignal,
    /// The assessment, the sanction or the verified complaint about the person that is the signal, needed for a complaint;
    /// other signals have none here.
    pub signal_id: Option<Uuid>,
    /// The ground (code set `dismissal_grounds`).
    pub ground: DismissalGround,
    /// What is said to have happened.
    pub description: String,
}

impl CreateDismissal {
    /// About whom.
    pub fn person(&self) -> PersonId {
        PersonId(self.person_id)
    }

    /// What it is opened with, noting every fault.
    pub fn parse(&self, faults: &mut Faults) -> Option<Opening> {
        // Who complained and what was found stand in the complaint: it is one that was checked, or none.
        if self.signal.0 == Signal::Complaint && self.signal_id.is_none() {
            faults.add("/signal_id", FaultCode::Required, Wording::FieldNeeded);
        }
        let description = faults.keep("/description", text::block(&self.description))?;
        let (signal, ground) = (self.signal.into(), self.ground.into());
        Some(Opening { signal, signal_id: self.signal_id, ground, description })
    }
}

/// `investigate`: name who investigates.
#[event]
pub struct InvestigateDismissal {
    /// Who investigates.
    pub investigator: String,
}

/// `serve_intent`: tell the person what is intended.
#[event]
pub struct ServeDismissalIntent {
    /// The facts as they were found.
    pub facts: String,
    /// The article on which it rests: one of those that name the ground.
    pub article: DismissalArticle,
    /// The measure about which the person is heard; nothing heavier is decided.
    pub proposed_measure: DismissalMeasure,
    /// The official document that proves the service.
    pub document_number: Option<String>,
    /// The day it happened; today unless said. The days for the defence count from an earlier day only with the document's
    /// number.
    pub occurred_on: Option<NaiveDate>,
}

/// `hear_defence`: record what the person says.
#[event]
pub struct HearDismissalDefence {
    /// What the person says.
    pub statement: String,
}

/// `decide`: decide, the person having been heard.
#[event]
pub struct DecideDismissal {
    /// The measure.
    pub measure: DismissalMeasure,
    /// The ground.
    pub ground: DismissalGround,
    /// The article: one of those that name the ground.
    pub article: DismissalArticle,
    /// The day from which it has effect: not before the decision, and in fact not before it is served.
    pub effective_on: NaiveDate,
}

/// `serve`: hand the decision to the person.
#[event]
#[derive(Default)]
pub struct ServeDismissal {
    /// The day on which the person got it; that of the event unless said.
    pub served_on: Option<NaiveDate>,
}

/// `file_remedy`: the person asks for a remedy.
#[event]
pub struct FileDismissalRemedy {
    /// Which.
    pub kind: RemedyKind,
    /// What the person says.
    pub statement: Option<String>,
}

/// `decide_remedy`: decide on the remedy.
#[event]
pub struct DecideDismissalRemedy {
    /// What becomes of it.
    pub outcome: RemedyOutcome,
    /// The lighter measure, where it is changed.
    pub measure: Option<DismissalMeasure>,
    /// An equal zone, where a reversal finds the person's place in the own one taken.
    pub zone_id: Option<Uuid>,
}

transitions! {
    /// One event of a case's lifecycle, with what it needs.
    TransitionDismissal =>
    /// Name who investigates.
    Investigate = "investigate" (InvestigateDismissal),
    /// Keep the person from duty meanwhile; needs a reason.
    SuspendDuty = "suspend_duty" (BasisInput),
    /// Let the person inspect again; needs a reason.
    LiftSuspension = "lift_suspension" (BasisInput),
    /// End it without a decision; needs a reason.
    Drop = "drop" (BasisInput),
    /// Tell the person facts, article and the measure that is proposed; the days for the defence begin.
    ServeIntent = "serve_intent" (ServeDismissalIntent),
    /// Record what the person says.
    HearDefence = "hear_defence" (HearDismissalDefence),
    /// The days for the defence have passed.
    WaiveDefence = "waive_defence" (BasisInput),
    /// Decide; needs a document number.
    Decide = "decide" (DecideDismissal),
    /// Hand the decision to the person; the days of the remedies begin.
    Serve = "serve" (ServeDismissal),
    /// Bring it into effect, on its day or later: all that it ends, in one act.
    TakeEffect = "take_effect" (BasisInput),
    /// Record that the government removed a full-time inspector; needs its document number.
    RecordGovernmentDecision = "record_government_decision" (BasisInput),
    /// The person asks for a remedy, in time.
    FileRemedy = "file_remedy" (FileDismissalRemedy),
    /// Decide on the remedy; needs a document number. What was wrong is undone.
    DecideRemedy = "decide_remedy" (DecideDismissalRemedy),
    /// The remedies are over.
    Close = "close" (BasisInput),
}

impl TransitionDismissal {
    /// Parses the event.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every fault.
    pub fn parse(self) -> Result<(Command, Basis), Error> {
        let mut faults = Faults::new();
        let plain = |event, input| (Some(Command::Plain(event)), input);
        let (command, basis) = match self {
            Self::Investigate(input) => {
                let investigator = faults.keep("/investigator", text::line(&input.investigator));
                (investigator.map(|investigator| Command::Investigate { investigator }), basis_of!(input))
            }
            Self::ServeIntent(input) => {
                let facts = faults.keep("/facts", text::block(&input.facts));
                let (article, measure) = (input.article.into(), input.proposed_measure.into());
                (facts.map(|facts| Command::ServeIntent { facts, article, measure }), basis_of!(input))
            }
            Self::HearDefence(input) => {
                let statement = faults.keep("/statement", text::block(&input.statement));
                (statement.map(|statement| Command::HearDefence { statement }), basis_of!(input))
            }
            Self::Decide(input) => {
                let (measure, ground, article) = (input.measure.into(), input.ground.into(), input.article.into());
                let effective_on = input.effective_on;
                (Some(Command::Decide { measure, ground, article, effective_on }), basis_of!(input))
            }
            Self::Serve(input) => (Some(Command::Serve { served_on: input.served_on }), basis_of!(input)),
            Self::FileRemedy(input) => input.parts(&mut faults),
            Self::DecideRemedy(input) => {
                let (measure, zone_id) = (input.measure.map(Into::into), input.zone_id.map(ZoneId));
                let command = Command::DecideRemedy { outcome: input.outcome.into(), measure, zone_id };
                (Some(command), basis_of!(input))
            }
            Self::SuspendDuty(input) => plain(Event::SuspendDuty, input),
            Self::LiftSuspension(input) => plain(Event::LiftSuspension, input),
            Self::Drop(input) => plain(Event::Drop, input),
            Self::WaiveDefence(input) => plain(Event::WaiveDefence, input),
            Self::TakeEffect(input) => plain(Event::TakeEffect, input),
            Self::RecordGovernmentDecision(input) => plain(Event::RecordGovernmentDecision, input),
            Self::Close(input) => plain(Event::Close, input),
        };
        let basis = basis.parse(&mut faults);
        faults.finish(command.map(|command| (command, basis)))
    }
}

impl FileDismissalRemedy {
    fn parts(self, faults: &mut Faults) -> (Option<Command>, BasisInput) {
        let statement = self.statement.as_ref().and_then(|raw| faults.keep("/statement", text::block(raw)));
        (Some(Command::FileRemedy { kind: self.kind.into(), statement }), basis_of!(self))
    }
}
