//! Yearly duty assessments on the wire. Scores of raters and of the record are points; the explanation counts in whole
//! hundredths of a point, so that it can be computed again.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Error, FaultCode, Wording,
    assessment::{
        self, Command, Decision, Event,
        formula::{self, Computation},
        outcome,
        rating::{self, ItemScore, RATINGS_MAX},
        targets::{self, ITEMS_MAX, Item},
    },
    event::Basis,
    fault::Faults,
    id::{OrganisationId, PersonId},
    score::Score,
    text,
    wording::number,
};
use macros::{event, view};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::{
    body,
    transition::{self, BasisInput},
};

published! {
    AssessmentStatus = domain::assessment::Status,
    AssessmentGrade = domain::assessment::grade::Grade,
    GradeScale = domain::assessment::grade::Scale,
    TargetDomain = domain::assessment::targets::Domain,
    TargetSource = domain::assessment::targets::Source,
    RaterKind = domain::assessment::rating::RaterKind,
    VetoCode = domain::assessment::outcome::VetoCode,
    ReviewOutcome = domain::assessment::outcome::ReviewOutcome,
    ConsequenceKind = domain::assessment::outcome::ConsequenceKind,
    WeightMoveCause = domain::assessment::formula::Cause,
}

/// An item of the signed targets.
#[view(item: Item)]
pub struct Target {
    /// By which ratings name it.
    pub code: String,
    /// What it is.
    pub title: String,
    /// To which of the managed things it belongs.
    pub domain: TargetDomain,
    /// Points of the hundred.
    pub weight: u32,
    /// When it is fully met.
    pub measure: String,
    /// What proves it.
    pub evidence: String,
    /// Where its value comes from.
    #[from(item.source)]
    pub value_from: TargetSource,
    /// The count that meets it fully; null of a rated item.
    pub target: Option<u32>,
}

/// The score that a rater gives an item.
#[view(one: ItemScore)]
pub struct TargetScore {
    /// The code of the item.
    pub item: String,
    /// The score, 0 to 100.
    #[from(points(one.score))]
    pub score: f64,
}

/// What one rater says.
#[view(rating: rating::Rating)]
pub struct Rating {
    /// Of which kind the rater is.
    #[from(rating.kind)]
    pub rater_kind: RaterKind,
    /// Who rated.
    pub rater: String,
    /// The rater's record.
    pub rater_person_id: Option<Uuid>,
    /// A score for each rated item.
    pub scores: Vec<TargetScore>,
}

/// A fact that makes the grade the lowest.
#[view(veto: outcome::Veto)]
pub struct Veto {
    /// Which.
    #[from(veto.code)]
    pub veto: VetoCode,
    /// What happened.
    pub fact: String,
    /// The document that found it.
    pub document_number: String,
}

/// The review that the person asked for.
#[view(review: outcome::Review)]
pub struct AssessmentReview {
    /// The day on which it was asked for.
    pub requested_on: NaiveDate,
    /// What the person says.
    pub statement: String,
    /// The day on which it was decided.
    pub decided_on: Option<NaiveDate>,
    /// What became of it.
    pub outcome: Option<ReviewOutcome>,
    /// Why.
    pub reason: Option<String>,
    /// The score before, 0 to 100.
    #[from(review.score_before.map(points))]
    pub score_before: Option<f64>,
    /// The grade before.
    pub grade_before: Option<AssessmentGrade>,
    /// Whether it decided on excellent, and that was forgone because no place was left.
    pub forgone: bool,
}

/// What a final grade brings about.
#[view(one: outcome::Consequence)]
pub struct AssessmentConsequence {
    /// Which.
    pub kind: ConsequenceKind,
    /// The last day for improvement.
    pub deadline: Option<NaiveDate>,
}

/// A yearly duty assessment.
#[view(one: assessment::Assessment)]
pub struct Assessment {
    /// Identifier.
    pub id: Uuid,
    /// Version, one more with every change; the ETag.
    pub version: i64,
    /// Area (GB/T 2260), inherited from the person.
    pub area: String,
    /// Who is assessed.
    pub person_id: Uuid,
    /// Which authority assesses.
    pub authority_id: Uuid,
    /// The year.
    pub year: i32,
    /// Where it stands.
    pub status: AssessmentStatus,
    /// The targets, whose weights sum to a hundred.
    pub targets: Vec<Target>,
    /// The day on which the inspector signed them.
    pub inspector_signed_on: Option<NaiveDate>,
    /// Who signed them for the office.
    pub office_signatory: Option<String>,
    /// What the person reports on duty.
    pub duty_report: Option<String>,
    /// The ratings; none for who may not see them.
    pub ratings: Vec<Rating>,
    /// The panel's members.
    pub panel: Vec<String>,
    /// Who of the public sits on it.
    pub public_seat: Option<String>,
    /// What makes the grade the lowest.
    pub vetoes: Vec<Veto>,
    /// The score, 0 to 100, once it is proposed.
    #[from(one.score().map(points))]
    pub score: Option<f64>,
    /// The scale of grades that was in force.
    #[from(one.computation.as_ref().map(|computation| computation.formula.scale))]
    pub scale: Option<GradeScale>,
    /// The grade, once it is proposed.
    pub grade: Option<AssessmentGrade>,
    /// The day of the written notice.
    pub notified_on: Option<NaiveDate>,
    /// The last day on which a review may be asked for: thirty days from the notice, or from the day on which the register
    /// learned of it, if that is later.
    pub review_until: Option<NaiveDate>,
    /// The review, once it was asked for.
    pub review: Option<AssessmentReview>,
    /// The day on which the person accepted the result in writing.
    pub accepted_on: Option<NaiveDate>,
    /// What the final grade brings about.
    pub consequence: Option<AssessmentConsequence>,
    /// The days served in the year, of who is exempt.
    pub days_served: Option<u32>,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// Hundredths as points.
fn points(hundredths: u32) -> f64 {
    f64::from(hundredths) / 100.0
}

impl Assessment {
    /// The result without how it came about, for who may see results only: no ratings, panel, vetoes, report or review.
    #[must_use]
    pub fn result_only(self) -> Self {
        Self {
            ratings: Vec::new(),
            duty_report: None,
            panel: Vec::new(),
            public_seat: None,
            vetoes: Vec::new(),
            review: None,
            ..self
        }
    }
}

/// The weight of a kind of rater, in percent.
#[view(one: formula::RaterWeight)]
pub struct RaterWeight {
    /// The kind.
    #[from(one.kind)]
    pub rater_kind: RaterKind,
    /// Its weight, in percent.
    pub weight: u32,
}

/// A weight that moved from one kind of rater to another.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WeightMove {
    /// From which.
    pub from: RaterKind,
    /// To which.
    pub to: RaterKind,
    /// How much, in percent.
    pub weight: u32,
    /// Why.
    pub cause: WeightMoveCause,
}

/// One score of one rater.
#[view(one: formula::NamedScore)]
pub struct SingleScore {
    /// Who rated; null of a school, whose ratings are anonymous.
    pub rater: Option<String>,
    /// The score, in hundredths of a point.
    #[from(one.score)]
    pub score_hundredths: u32,
}

/// The average of one kind of rater for one item.
#[view(one: formula::Average)]
pub struct RaterAverage {
    /// The kind.
    #[from(one.kind)]
    pub rater_kind: RaterKind,
    /// The weight applied, in percent.
    pub weight: u32,
    /// The average, in hundredths of a point.
    #[from(one.average)]
    pub average_hundredths: u32,
    /// The single scores.
    pub scores: Vec<SingleScore>,
}

/// What an item came to.
#[view(one: formula::ItemResult)]
pub struct ExplainedItem {
    /// The code.
    #[from(one.item.code)]
    pub code: String,
    /// What it is.
    #[from(one.item.title)]
    pub title: String,
    /// Points of the hundred.
    #[from(one.item.weight)]
    pub weight: u32,
    /// Where its value comes from.
    #[from(one.item.source)]
    pub value_from: TargetSource,
    /// The count that meets it fully; null of a rated item.
    #[from(one.item.target)]
    pub target: Option<u32>,
    /// What the register counted; null of a rated item.
    pub counted: Option<u32>,
    /// The averages by kind of rater; none of a counted item.
    pub averages: Vec<RaterAverage>,
    /// Its score, in hundredths of a point.
    #[from(one.score)]
    pub score_hundredths: u32,
}

/// One division of the computation, rounded half up.
#[view(step: formula::StepTaken)]
pub struct ArithmeticStep {
    /// What is computed: `item:CODE:KIND` the average of a kind of rater, `item:CODE` an item, `daily` and `annual` the parts,
    /// `score` the whole.
    pub name: String,
    /// The sum above the line, written out.
    pub operation: String,
    /// Above the line.
    pub numerator: u64,
    /// Below the line.
    pub denominator: u64,
    /// The quotient, in hundredths of a point, rounded half up.
    #[from(step.result)]
    pub result_hundredths: u32,
}

/// The scores from which grades are given, in whole points.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct GradeBands {
    /// From here on excellent.
    pub excellent: u32,
    /// From here on fully qualified, on scales of four.
    pub qualified: u32,
    /// Below, unqualified.
    pub pass: u32,
}

/// How many may be excellent.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ExcellentQuota {
    /// All whom the authority assessed for the year and who were not exempt.
    pub group: u32,
    /// The share, in percent.
    pub percent: u32,
    /// The places that makes, rounded down.
    pub places: u32,
    /// The places that others had taken.
    pub taken: u32,
}

/// How score and grade of an assessment came about.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AssessmentExplanation {
    /// The version of the policy whose values the formula has.
    pub policy_version: i64,
    /// The share of the counted items, in percent, as the policy says.
    pub daily: u32,
    /// The share of the rated items, in percent, as the policy says.
    pub annual: u32,
    /// The share of the counted items as applied: a part without items gives its share to the other.
    pub daily_applied: u32,
    /// The share of the rated items as applied.
    pub annual_applied: u32,
    /// The weights of the kinds of raters, as the policy says.
    pub raters: Vec<RaterWeight>,
    /// Fewer ratings of schools than this do not count.
    pub min_schools: u32,
    /// The weights as applied; none where nothing is rated.
    pub raters_applied: Vec<RaterWeight>,
    /// Why they differ.
    pub moved: Vec<WeightMove>,
    /// The items.
    pub items: Vec<ExplainedItem>,
    /// Each step of the arithmetic, in order.
    pub steps: Vec<ArithmeticStep>,
    /// The score, in hundredths of a point.
    pub score_hundredths: u32,
    /// The scale of grades.
    pub scale: GradeScale,
    /// Its bands.
    pub bands: GradeBands,
    /// The grade of the score's band.
    pub band: AssessmentGrade,
    /// What makes the grade the lowest.
    pub vetoes: Vec<Veto>,
    /// The quota of excellent grades as it was.
    pub quota: ExcellentQuota,
    /// Whether the band was excellent, no place was left, and the office gave the grade below.
    pub forgone: bool,
    /// The grade as computed.
    pub computed_grade: AssessmentGrade,
    /// The grade that holds; it differs from the computed one where a review decided so.
    pub grade: AssessmentGrade,
    /// The review.
    pub review: Option<AssessmentReview>,
}

impl AssessmentExplanation {
    /// The explanation of what was computed; none before anything was.
    pub fn of(one: assessment::Assessment) -> Option<Self> {
        let computation: Computation = one.computation?;
        let (formula, quota) = (computation.formula, computation.quota);
        let moved = |one: formula::Moved| WeightMove {
            from: one.from.into(),
            to: one.to.into(),
            weight: one.weight,
            cause: one.cause.into(),
        };
        Some(Self {
            policy_version: formula.policy_version,
            daily: formula.daily,
            annual: formula.annual,
            daily_applied: computation.daily_share,
            annual_applied: computation.annual_share,
            raters: formula.raters.into_iter().map(RaterWeight::from).collect(),
            min_schools: formula.min_schools,
            raters_applied: computation.applied.into_iter().map(RaterWeight::from).collect(),
            moved: computation.moved.into_iter().map(moved).collect(),
            items: computation.items.into_iter().map(ExplainedItem::from).collect(),
            steps: computation.steps.into_iter().map(ArithmeticStep::from).collect(),
            score_hundredths: computation.score,
            scale: formula.scale.into(),
            bands: GradeBands {
                excellent: formula.bands.excellent,
                qualified: formula.bands.qualified,
                pass: formula.bands.pass,
            },
            band: computation.band.into(),
            vetoes: computation.vetoes.into_iter().map(Veto::from).collect(),
            quota: ExcellentQuota {
                group: quota.group,
                percent: quota.percent,
                places: quota.places,
                taken: quota.taken,
            },
            forgone: computation.forgone,
            computed_grade: computation.grade.into(),
            grade: one.grade.unwrap_or(computation.grade).into(),
            review: one.review.map(AssessmentReview::from),
        })
    }
}

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
    if inputs.len() > outcome::VETOES_MAX {
        let wording = Wording::TooManyEntries { max: number(outcome::VETOES_MAX) };
        faults.add("/vetoes", FaultCode::Length, wording);
    }
    let mut vetoes = Vec::new();
    for (at, input) in inputs.iter().enumerate().take(outcome::VETOES_MAX) {
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
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct SelfRate {
    /// The report on duty (述职).
    pub duty_report: Option<String>,
    /// A score for each rated item.
    #[serde(default)]
    #[validate(nested)]
    pub scores: Vec<TargetScoreInput>,
    /// Why.
    pub reason: Option<String>,
    /// The official document.
    pub document_number: Option<String>,
    /// The person, by name: it is recorded on the person's behalf.
    pub on_behalf_of: Option<String>,
    /// The day it happened; today unless said.
    pub occurred_on: Option<NaiveDate>,
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
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
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
    /// The official document.
    pub document_number: Option<String>,
    /// On whose behalf it is recorded.
    pub on_behalf_of: Option<String>,
    /// The day it happened; today unless said.
    pub occurred_on: Option<NaiveDate>,
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
        if self.ratings.len() > RATINGS_MAX {
            faults.add("/ratings", FaultCode::Length, Wording::TooManyEntries { max: number(RATINGS_MAX) });
        }
        let mut ratings = Vec::new();
        for (at, input) in self.ratings.iter().enumerate().take(RATINGS_MAX) {
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
