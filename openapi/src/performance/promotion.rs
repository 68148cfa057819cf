//! Promotions on the wire.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Error,
    kernel::{event::Basis, fault::Faults, id::PersonId, notice::Notice, text},
    performance::promotion::{self, Command, Event, eligibility::Finding},
};
use macros::{event, view};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::{
    kernel::{
        body,
        transition::{self, BasisInput, OpenNotice, PublishedElsewhere},
    },
    performance::grade::GradeTrack,
};

published! {
    PromotionStatus = domain::performance::promotion::Status,
    PromotionCondition = domain::performance::promotion::eligibility::Condition,
}

/// A condition, whether it is met, and the fact it rests on.
#[view(finding: Finding)]
pub struct PromotionFinding {
    /// The condition.
    pub condition: PromotionCondition,
    /// Whether it is met.
    pub met: bool,
    /// The policy key of the rule behind it.
    #[from(finding.rule)]
    pub rule: String,
    /// The article it comes from.
    #[from(finding.article)]
    pub article: String,
    /// The fact: a grade, a day, years; null when there is none.
    pub fact: Option<String>,
}

/// The procedure that leads to a grade, up or down.
#[view(one: promotion::Promotion)]
pub struct Promotion {
    /// Identifier.
    pub id: Uuid,
    /// Version, one more with every change; the ETag.
    pub version: i64,
    /// Area (GB/T 2260), inherited from the person.
    pub area: String,
    /// Whose.
    pub person_id: Uuid,
    /// On which track.
    pub track: GradeTrack,
    /// The grade held when the conditions were looked at; null when none was.
    pub from_grade: Option<String>,
    /// The grade it leads to.
    pub to_grade: String,
    /// Whether it leads down.
    #[from(one.is_demotion)]
    pub demotion: bool,
    /// Whether it counts against the inspectors' own quota of titles.
    pub separate_line: bool,
    /// Where it stands.
    pub status: PromotionStatus,
    /// Every condition as it was found.
    #[from(one.findings)]
    pub conditions: Vec<PromotionFinding>,
    /// Who recommends it.
    pub recommended_by: Option<String>,
    /// What proves it.
    pub evidence: Option<String>,
    /// The panel that assessed.
    pub panel: Vec<String>,
    /// The panel's score, 0 to 100.
    pub score: Option<f64>,
    /// The day the name was published.
    #[from(one.notice.as_ref().map(|notice| notice.opened_on))]
    pub notice_opened_on: Option<NaiveDate>,
    /// Where the notice was published, if not by this register.
    #[from(one.notice.as_ref().and_then(|notice| notice.published_elsewhere.clone()))]
    pub published_elsewhere: Option<PublishedElsewhere>,
    /// Last day of the public notice.
    #[from(one.notice.as_ref().and_then(Notice::ends_on))]
    pub notice_ends_on: Option<NaiveDate>,
    /// The day on which the person was heard before a demotion.
    pub defence_heard_on: Option<NaiveDate>,
    /// The document of the decision.
    pub decision_document_number: Option<String>,
    /// The day from which it has effect: as decided; once it is in effect, the first day on which nothing put it off.
    pub effective_on: Option<NaiveDate>,
    /// The grade it led to.
    pub grade_id: Option<Uuid>,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// A promotion to begin, or a demotion to propose.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreatePromotion {
    /// Whose.
    pub person_id: Uuid,
    /// `inspector_grade` where the policy switched it on, or `professional_title`; ranks are recorded only.
    pub track: GradeTrack,
    /// The grade it leads to: the next one up, or for a demotion down.
    pub to_grade: String,
    /// Whether it counts against the inspectors' own quota of titles, where there is one.
    pub separate_line: Option<bool>,
}

impl CreatePromotion {
    /// Whose.
    pub fn person(&self) -> PersonId {
        PersonId(self.person_id)
    }
}

/// `verify_evidence`: the evidence is in order.
#[event]
pub struct VerifyPromotionEvidence {
    /// What proves it.
    pub evidence: String,
}

/// `review_panel`: the panel assesses.
#[event]
#[derive(Validate)]
pub struct ReviewPromotion {
    /// The names of the panel's members, three or more.
    #[schema(min_items = 3, max_items = 50)]
    #[validate(length(min = 3, max = 50))]
    pub panel: Vec<String>,
    /// The panel's score, 0 to 100.
    #[schema(minimum = 0, maximum = 100)]
    #[validate(range(min = 0.0, max = 100.0))]
    pub score: f64,
}

/// `approve`: decide, once the notice is over.
#[event]
#[derive(Default)]
pub struct ApprovePromotion {
    /// The day from which it has effect; the day of the decision unless said, and never before it.
    pub effective_on: Option<NaiveDate>,
}

/// `decide_demotion`: decide on a step down, the person having been heard.
#[event]
#[derive(Default)]
pub struct DecideDemotion {
    /// The day on which the person was heard: not before the proposal, nor after the decision.
    pub defence_heard_on: Option<NaiveDate>,
    /// The day from which it has effect; the day of the decision unless said, and never before it.
    pub effective_on: Option<NaiveDate>,
}

transitions! {
    /// One event of a promotion's lifecycle, with what it needs.
    TransitionPromotion =>
    /// Look at the conditions as they are known today; each is told in the record.
    CheckEligibility = "check_eligibility" (BasisInput),
    /// The unit recommends it; every condition is looked at again and must be met; needs `on_behalf_of`.
    Recommend = "recommend" (BasisInput),
    /// The evidence is in order.
    VerifyEvidence = "verify_evidence" (VerifyPromotionEvidence),
    /// The panel assesses.
    ReviewPanel = "review_panel" (ReviewPromotion),
    /// Publish the name.
    OpenNotice = "open_notice" (OpenNotice),
    /// Decide, once the notice is over; needs a document number.
    Approve = "approve" (ApprovePromotion),
    /// Bring it into effect, on its day or later; a sanction or a suspension puts it off until the day after.
    TakeEffect = "take_effect" (BasisInput),
    /// Put it off, before it is decided; needs a reason.
    Defer = "defer" (BasisInput),
    /// Refuse it; needs a reason.
    Reject = "reject" (BasisInput),
    /// Give it up, before it is decided.
    Withdraw = "withdraw" (BasisInput),
    /// Propose a step down after an unqualified year in which the grade was held; needs a reason.
    ProposeDemotion = "propose_demotion" (BasisInput),
    /// Decide on the step down; needs a document number, a reason and the day of the hearing.
    DecideDemotion = "decide_demotion" (DecideDemotion),
}

impl TransitionPromotion {
    /// Parses the event.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every fault.
    pub fn parse(self) -> Result<(Command, Basis), Error> {
        let mut faults = Faults::new();
        let plain = |event, input| (Some(Command::Plain(event)), input);
        let (command, basis) = match self {
            Self::VerifyEvidence(input) => {
                let evidence = faults.keep("/evidence", text::block(&input.evidence));
                (evidence.map(|evidence| Command::VerifyEvidence { evidence }), basis_of!(input))
            }
            Self::ReviewPanel(input) => {
                body::validate(&input, &mut faults);
                let panel = transition::panel(&input.panel, &mut faults);
                let score = transition::score(input.score);
                (score.map(|score| Command::ReviewPanel { panel, score }), basis_of!(input))
            }
            Self::Approve(input) => (Some(Command::Approve { effective_on: input.effective_on }), basis_of!(input)),
            Self::DecideDemotion(input) => {
                let (defence_heard_on, effective_on) = (input.defence_heard_on, input.effective_on);
                (Some(Command::DecideDemotion { defence_heard_on, effective_on }), basis_of!(input))
            }
            Self::CheckEligibility(input) => plain(Event::CheckEligibility, input),
            Self::Recommend(input) => plain(Event::Recommend, input),
            Self::OpenNotice(input) => plain(Event::OpenNotice, input.basis(&mut faults)),
            Self::TakeEffect(input) => plain(Event::TakeEffect, input),
            Self::Defer(input) => plain(Event::Defer, input),
            Self::Reject(input) => plain(Event::Reject, input),
            Self::Withdraw(input) => plain(Event::Withdraw, input),
            Self::ProposeDemotion(input) => plain(Event::ProposeDemotion, input),
        };
        let basis = basis.parse(&mut faults);
        faults.finish(command.map(|command| (command, basis)))
    }
}
