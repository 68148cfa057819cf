//! What is said of an assessment: its targets, and the events with what each needs.

use chrono::NaiveDate;
use domain::{
    Error, FaultCode, Wording,
    kernel::{
        event::Basis,
        fault::Faults,
        id::{OrganisationId, PersonId},
        score::Score,
        text,
    },
    performance::assessment::{
        Command, Decision, Event, outcome,
        rating::{self, ItemScore},
        targets::{self, ITEMS_MAX, Item},
    },
};
use macros::event;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::{AssessmentGrade, RaterKind, ReviewOutcome, TargetDomain, TargetSource, VetoCode};
use crate::kernel::{
    body,
    transition::{self, BasisInput},
};

/// An item of the targets.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct TargetInput {
    /// By which ratings name it: its own within the sheet.
    pub code: String,
    /// What it is.
    pub title: String,
    /// To which of the managed things it belongs.
    pub domain: TargetDomain,
    /// Points of the hundred.
    #[schema(minimum = 1, maximum = 100)]
    #[validate(range(min = 1, max = 100))]
    pub weight: u32,
    /// When it is fully met.
    pub measure: String,
    /// What proves it.
    pub evidence: String,
    /// Where its value comes from.
    pub value_from: TargetSource,
    /// The count that meets it fully: of a counted item, and of no other.
    #[schema(minimum = 1, maximum = 10_000)]
    #[validate(range(min = 1, max = 10_000))]
    pub target: Option<u32>,
}

/// A sheet of targets to sign.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct CreateAssessment {
    /// Who is assessed.
    pub person_id: Uuid,
    /// Which authority assesses.
    pub authority_id: Uuid,
    /// The year.
    #[schema(minimum = 2000, maximum = 9999)]
    #[validate(range(min = 2000, max = 9999))]
    pub year: i32,
    /// The targets, whose weights sum to a hundred.
    #[schema(min_items = 1, max_items = 30)]
    #[validate(nested)]
    pub targets: Vec<TargetInput>,
}

/// Other targets for a draft.
#[derive(Debug, Clone, Default, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct UpdateAssessment {
    /// The targets, whose weights sum to a hundred; all of them.
    #[schema(min_items = 1, max_items = 30)]
    #[validate(nested)]
    pub targets: Option<Vec<TargetInput>>,
}

/// The items of a sheet, noting what is wrong with them.
fn parse_targets(inputs: &[TargetInput], faults: &mut Faults) -> Vec<Item> {
    let mut items = Vec::new();
    for (at, input) in inputs.iter().enumerate().take(ITEMS_MAX + 1) {
        let mut keep = |field: &str, parsed| faults.keep(&format!("/targets/{at}/{field}"), parsed);
        let code = keep("code", text::line(&input.code));
        let title = keep("title", text::line(&input.title));
        let measure = keep("measure", text::block(&input.measure));
        let evidence = keep("evidence", text::line(&input.evidence));
        // A flaw of a text stands beside; it does not hide what is wrong with the sheet.
        items.push(Item {
            code: code.unwrap_or_else(|| at.to_string()),
            title: title.unwrap_or_default(),
            domain: input.domain.into(),
            weight: input.weight,
            measure: measure.unwrap_or_default(),
            evidence: evidence.unwrap_or_default(),
            source: input.value_from.into(),
            target: input.target,
        });
    }
    targets::check(&items, faults);
    items
}

impl CreateAssessment {
    /// Who is assessed.
    pub fn person(&self) -> PersonId {
        PersonId(self.person_id)
    }

    /// Which authority assesses.
    pub fn authority(&self) -> OrganisationId {
        OrganisationId(self.authority_id)
    }

    /// The targets, noting what is wrong with the body.
    pub fn parse(&self, faults: &mut Faults) -> Vec<Item> {
        body::validate(self, faults);
        parse_targets(&self.targets, faults)
    }
}

impl UpdateAssessment {
    /// The targets, when they change, noting what is wrong with the body.
    pub fn parse(&self, faults: &mut Faults) -> Option<Vec<Item>> {
        body::validate(self, faults);
        self.targets.as_ref().map(|targets| parse_targets(targets, faults))
    }
}

/// The score of an item.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct TargetScoreInput {
    /// The code of the item.
    pub item: String,
    /// The score, 0 to 100; hundredths of a point count.
    #[schema(minimum = 0, maximum = 100)]
    #[validate(range(min = 0.0, max = 100.0))]
    pub score: f64,
}

/// A veto, with the fact it rests on.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VetoInput {
    /// Which.
    pub veto: VetoCode,
    /// What happened.
    pub fact: String,
    /// The document that found it.
    pub document_number: String,
}

/// A corrected rating.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct CorrectedRating {
    /// Of which kind the rater is.
    pub rater_kind: RaterKind,
    /// Whose rating it takes the place of.
    pub rater: String,
    /// A score for each rated item.
    #[validate(nested)]
    pub scores: Vec<TargetScoreInput>,
}

fn parse_scores(at: &str, inputs: &[TargetScoreInput], faults: &mut Faults) -> Vec<ItemScore> {
    let mut scores = Vec::new();
    for (number, input) in inputs.iter().enumerate().take(ITEMS_MAX) {
        let item = faults.keep(&format!("{at}/scores/{number}/item"), text::line(&input.item));
        // What is out of bounds is a fault of the shape already.
        let score = transition::score(input.score).unwrap_or(Score(0));
        scores.extend(item.map(|item| ItemScore { item, score: score.0 }));
    }
    scores
}

fn parse_vetoes(inputs: &[VetoInput], faults: &mut Faults) -> Vec<outcome::Veto> {
    let mut vetoes = Vec::new();
    for (at, input) in inputs.iter().enumerate() {
        let fact = faults.keep(&format!("/vetoes/{at}/fact"), text::block(&input.fact));
        let document = faults.keep(&format!("/vetoes/{at}/document_number"), text::line(&input.document_number));
        let code = input.veto.into();
        vetoes.extend(fact.zip(document).map(|(fact, document_number)| outcome::Veto { code, fact, document_number }));
    }
    vetoes
}

/// `sign_targets`: both sides sign.
#[event]
pub struct SignTargets {
    /// The day on which the inspector signed.
    pub inspector_signed_on: NaiveDate,
    /// Who signed for the office.
    pub office_signatory: String,
}

/// `self_rate`: the person reports on duty and rates.
#[event]
#[derive(Validate)]
pub struct SelfRate {
    /// The report on duty (述职).
    pub duty_report: Option<String>,
    /// A score for each rated item.
    #[serde(default)]
    #[validate(nested)]
    pub scores: Vec<TargetScoreInput>,
    /// The person, by name: it is recorded on the person's behalf.
    pub on_behalf_of: Option<String>,
}

/// `rate`: one rater rates.
#[event]
#[derive(Validate)]
pub struct Rate {
    /// Of which kind the rater is; the person rates by `self_rate`.
    pub rater_kind: RaterKind,
    /// Who rates: a school, or somebody by name.
    pub rater: String,
    /// The rater's record, when the register has one.
    pub rater_person_id: Option<Uuid>,
    /// A score for each rated item.
    #[serde(default)]
    #[validate(nested)]
    pub scores: Vec<TargetScoreInput>,
}

/// `review_office`: the panel looks at it.
#[event]
#[derive(Validate)]
pub struct ReviewOffice {
    /// The names of the panel's members.
    #[schema(min_items = 1, max_items = 50)]
    #[validate(length(min = 1, max = 50))]
    pub panel: Vec<String>,
    /// Who of the public sits on it.
    pub public_seat: Option<String>,
    /// What it found that makes the grade the lowest.
    #[serde(default)]
    pub vetoes: Vec<VetoInput>,
}

/// `propose`: compute score and grade.
#[event]
#[derive(Default)]
pub struct ProposeGrade {
    /// Give the grade below where no place for an excellent one is left; needs a reason.
    #[serde(default)]
    pub forgo_excellent: bool,
}

/// `request_review`: the person asks for a review.
#[event]
pub struct RequestReview {
    /// What the person says.
    pub statement: String,
}

/// `decide_review`: whether the result stands, and what is corrected.
#[event]
#[derive(Validate)]
pub struct DecideReview {
    /// Whether the result stands.
    pub outcome: ReviewOutcome,
    /// Ratings that take the place of those by the same raters.
    #[serde(default)]
    #[schema(max_items = 200)]
    #[validate(nested)]
    pub ratings: Vec<CorrectedRating>,
    /// The vetoes that remain; all of them, when nothing is said.
    pub vetoes: Option<Vec<VetoInput>>,
    /// The grade, where it is decided and not computed again.
    pub grade: Option<AssessmentGrade>,
    /// Give the grade below where no place for an excellent one is left.
    #[serde(default)]
    pub forgo_excellent: bool,
    /// Why; needed.
    pub reason: Option<String>,
}

/// `finalise`: the grade stands.
#[event]
#[derive(Default)]
pub struct FinaliseAssessment {
    /// The day on which the person accepted the result in writing; needed while a review can still be asked for.
    pub accepted_on: Option<NaiveDate>,
}

transitions! {
    /// One event of an assessment's lifecycle, with what it needs.
    TransitionAssessment =>
    /// Both sides sign the targets.
    SignTargets = "sign_targets" (SignTargets),
    /// The year runs.
    Start = "start" (BasisInput),
    /// The person reports on duty and rates; recorded on the person's behalf.
    SelfRate = "self_rate" (SelfRate),
    /// One rater rates.
    Rate = "rate" (Rate),
    /// Nobody rates any more.
    CloseRatings = "close_ratings" (BasisInput),
    /// The panel looks at it.
    ReviewOffice = "review_office" (ReviewOffice),
    /// Compute score and grade.
    Propose = "propose" (ProposeGrade),
    /// Tell the person in writing.
    Notify = "notify" (BasisInput),
    /// The person asks for a review, within thirty days of the notice.
    RequestReview = "request_review" (RequestReview),
    /// Decide the review; needs a reason, and makes nothing heavier.
    DecideReview = "decide_review" (DecideReview),
    /// The grade stands.
    Finalise = "finalise" (FinaliseAssessment),
    /// No assessment for this year: less than half of it was served.
    Exempt = "exempt" (BasisInput),
}

impl Rate {
    fn parse(&self, faults: &mut Faults) -> Option<Command> {
        body::validate(self, faults);
        if self.rater_kind.0 == rating::RaterKind::Own {
            faults.add("/rater_kind", FaultCode::Code, Wording::NotAllowedValue);
        }
        let rater = faults.keep("/rater", text::line(&self.rater));
        let scores = parse_scores("", &self.scores, faults);
        let (kind, rater) = (self.rater_kind.into(), rater?);
        Some(Command::Rate(rating::Rating { kind, rater, rater_person_id: self.rater_person_id, scores }))
    }
}

impl ReviewOffice {
    fn parse(&self, faults: &mut Faults) -> Command {
        body::validate(self, faults);
        let panel = transition::panel(&self.panel, faults);
        let seat = self.public_seat.as_ref();
        let public_seat = seat.and_then(|raw| faults.keep("/public_seat", text::line(raw)));
        Command::ReviewOffice { panel, public_seat, vetoes: parse_vetoes(&self.vetoes, faults) }
    }
}

impl DecideReview {
    fn parse(&self, faults: &mut Faults) -> Command {
        body::validate(self, faults);
        let mut ratings = Vec::new();
        for (at, input) in self.ratings.iter().enumerate() {
            let pointer = format!("/ratings/{at}");
            let rater = faults.keep(&format!("{pointer}/rater"), text::line(&input.rater));
            let scores = parse_scores(&pointer, &input.scores, faults);
            let kind = input.rater_kind.into();
            ratings.extend(rater.map(|rater| rating::Rating { kind, rater, rater_person_id: None, scores }));
        }
        Command::DecideReview(Decision {
            outcome: self.outcome.into(),
            ratings,
            vetoes: self.vetoes.as_ref().map(|vetoes| parse_vetoes(vetoes, faults)),
            grade: self.grade.map(Into::into),
            forgo_excellent: self.forgo_excellent,
        })
    }
}

impl TransitionAssessment {
    /// Parses the event.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every fault.
    pub fn parse(self) -> Result<(Command, Basis), Error> {
        let mut faults = Faults::new();
        let (command, basis) = match self {
            Self::SignTargets(input) => {
                let signatory = faults.keep("/office_signatory", text::line(&input.office_signatory));
                let inspector_signed_on = input.inspector_signed_on;
                let command =
                    signatory.map(|office_signatory| Command::SignTargets { inspector_signed_on, office_signatory });
                (command, basis_of!(input))
            }
            Self::SelfRate(input) => {
                body::validate(&input, &mut faults);
                let report = input.duty_report.as_ref();
                let duty_report = report.and_then(|raw| faults.keep("/duty_report", text::block(raw)));
                let scores = parse_scores("", &input.scores, &mut faults);
                (Some(Command::SelfRate { duty_report, scores }), basis_of!(input))
            }
            Self::Rate(input) => (input.parse(&mut faults), basis_of!(input)),
            Self::ReviewOffice(input) => (Some(input.parse(&mut faults)), basis_of!(input)),
            Self::Propose(input) => {
                (Some(Command::Propose { forgo_excellent: input.forgo_excellent }), basis_of!(input))
            }
            Self::RequestReview(input) => {
                let statement = faults.keep("/statement", text::block(&input.statement));
                (statement.map(|statement| Command::RequestReview { statement }), basis_of!(input))
            }
            Self::DecideReview(input) => (Some(input.parse(&mut faults)), basis_of!(input)),
            Self::Finalise(input) => (Some(Command::Finalise { accepted_on: input.accepted_on }), basis_of!(input)),
            Self::Start(input) => (Some(Command::Plain(Event::Start)), input),
            Self::CloseRatings(input) => (Some(Command::Plain(Event::CloseRatings)), input),
            Self::Notify(input) => (Some(Command::Plain(Event::Notify)), input),
            Self::Exempt(input) => (Some(Command::Plain(Event::Exempt)), input),
        };
        let basis = basis.parse(&mut faults);
        faults.finish(command.map(|command| (command, basis)))
    }
}
