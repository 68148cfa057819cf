//! Pool memberships on the wire.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Day, Error,
    kernel::{event::Basis, fault::Faults, id::PersonId, notice::Notice, text},
    pools::pool::{Command, Event, Membership, Review},
};
use macros::{event, patch, view};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::kernel::{
    body,
    transition::{self, BasisInput, OpenNotice, PublishedElsewhere, RaiseObjection},
    value::Patch,
};

published! {
    Pool = domain::pools::pool::Pool,
    PoolMembershipStatus = domain::pools::pool::Status,
}

/// A membership of a talent pool.
#[view(one: Membership, today: Day)]
pub struct PoolMembership {
    /// Identifier.
    pub id: Uuid,
    /// Version, one more with every change; the ETag.
    pub version: i64,
    /// Area (GB/T 2260), inherited from the person.
    pub area: String,
    /// The member.
    pub person_id: Uuid,
    /// Which pool.
    pub pool: Pool,
    /// Where it stands today.
    #[from(one.effective(today))]
    pub status: PoolMembershipStatus,
    /// Source category (code set `specialist_sources` or `invited_sources`).
    pub source: Option<String>,
    /// What proves the source category.
    pub evidence: Option<String>,
    /// When the person consented.
    pub consent_on: Option<NaiveDate>,
    /// The unit or person who nominated.
    pub nominated_by: Option<String>,
    /// The review panel.
    #[from(one.review.as_ref().map_or(Vec::new(), |review| review.panel.clone()))]
    pub panel: Vec<String>,
    /// The panel's score, 0 to 100.
    #[from(one.review.as_ref().map(|review| review.score))]
    pub score: Option<f64>,
    /// The day the name was published.
    #[from(one.notice.as_ref().map(|notice| notice.opened_on))]
    pub notice_opened_on: Option<NaiveDate>,
    /// Where the notice was published, if not by this register.
    #[from(one.notice.as_ref().and_then(|notice| notice.published_elsewhere.clone()))]
    pub published_elsewhere: Option<PublishedElsewhere>,
    /// Last day of the public notice; null while an objection stops its clock.
    #[from(one.notice.as_ref().and_then(Notice::ends_on))]
    pub notice_ends_on: Option<NaiveDate>,
    /// Working days the notice has still to run once the objection is dismissed.
    #[from(one.notice.as_ref().and_then(Notice::days_left))]
    pub notice_days_left: Option<u32>,
    /// Who objected last.
    #[from(one.objection.as_ref().map(|one| one.objector.clone()))]
    #[sealed]
    pub objector: Option<String>,
    /// What they said.
    #[from(one.objection.as_ref().map(|one| one.statement.clone()))]
    #[sealed]
    pub objection_statement: Option<String>,
    /// First day of the term.
    #[from(one.term.map(|term| term.from))]
    pub valid_from: Option<NaiveDate>,
    /// Last day of the term.
    #[from(one.term.map(|term| term.until))]
    pub valid_until: Option<NaiveDate>,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// A nomination.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct CreatePoolMembership {
    /// The person nominated.
    pub person_id: Uuid,
    /// Which pool.
    pub pool: Pool,
    /// Source category (code set `specialist_sources` or `invited_sources`).
    pub source: Option<String>,
    /// What proves the source category.
    pub evidence: Option<String>,
    /// When the person consented.
    pub consent_on: Option<NaiveDate>,
    /// The unit or person who nominates.
    #[validate(length(max = 200))]
    pub nominated_by: Option<String>,
}

/// Changes of a draft: a JSON merge patch, in which absent differs from null.
#[patch]
pub struct UpdatePoolMembership {
    /// Source category (code set `specialist_sources` or `invited_sources`).
    pub source: Patch<String>,
    /// What proves the source category.
    pub evidence: Patch<String>,
    /// When the person consented.
    pub consent_on: Patch<NaiveDate>,
    /// The unit or person who nominates.
    pub nominated_by: Patch<String>,
}

/// Sets or clears a text of a draft.
impl CreatePoolMembership {
    /// The person nominated.
    pub fn person(&self) -> PersonId {
        PersonId(self.person_id)
    }

    /// Completes a fresh draft with what was given.
    pub fn fill(self, draft: &mut Membership, today: Day, faults: &mut Faults) {
        body::validate(&self, faults);
        let update = UpdatePoolMembership {
            source: self.source.into(),
            evidence: self.evidence.into(),
            consent_on: self.consent_on.into(),
            nominated_by: self.nominated_by.into(),
        };
        update.apply(draft, today, faults);
    }
}

impl UpdatePoolMembership {
    /// Applies the patch to a draft.
    pub fn apply(self, draft: &mut Membership, today: Day, faults: &mut Faults) {
        let (evidence, nominated_by) = (draft.evidence.take(), draft.nominated_by.take());
        draft.evidence = self.evidence.read_over(evidence, "/evidence", faults, |raw| text::line(raw));
        draft.nominated_by = self.nominated_by.read_over(nominated_by, "/nominated_by", faults, |raw| text::line(raw));
        if self.source.is_null() {
            draft.source = None;
        }
        if self.consent_on.is_null() {
            draft.consent_on = None;
        }
        draft.complete(self.source.value().map(String::as_str), None, self.consent_on.value().copied(), today, faults);
    }
}

/// `submit`: lay the draft before the office.
#[event]
#[derive(Default)]
pub struct SubmitPoolMembership {
    /// Source category; a specialist needs one, here or in the draft.
    pub source: Option<String>,
    /// What proves the source category; a specialist needs it, here or in the draft.
    pub evidence: Option<String>,
    /// When the person consented; an invited person must have, here or in the draft.
    pub consent_on: Option<NaiveDate>,
}

/// `shortlist`: the review panel chooses.
#[event]
#[derive(Validate)]
pub struct ShortlistPoolMembership {
    /// The names of the panel's members, three or more.
    #[schema(min_items = 3, max_items = 50)]
    #[validate(length(min = 3, max = 50))]
    pub panel: Vec<String>,
    /// The panel's score, 0 to 100.
    #[schema(minimum = 0, maximum = 100)]
    #[validate(range(min = 0.0, max = 100.0))]
    pub score: f64,
}

transitions! {
    /// One event of a membership's lifecycle, with what it needs.
    TransitionPoolMembership =>
    /// Lay the draft before the office.
    Submit = "submit" (SubmitPoolMembership),
    /// Take it into review.
    Accept = "accept" (BasisInput),
    /// Send it back for completion; needs a reason.
    Return = "return" (BasisInput),
    /// The review panel chooses.
    Shortlist = "shortlist" (ShortlistPoolMembership),
    /// The review panel does not choose; needs a reason.
    Reject = "reject" (BasisInput),
    /// Publish the name for objections.
    OpenNotice = "open_notice" (OpenNotice),
    /// Someone objects; the clock stops.
    Object = "object" (RaiseObjection),
    /// The objection is right; needs a reason.
    UpholdObjection = "uphold_objection" (BasisInput),
    /// The objection is not right; needs a reason; the clock goes on.
    DismissObjection = "dismiss_objection" (BasisInput),
    /// Admit, once the notice is over; needs a document number.
    Approve = "approve" (BasisInput),
    /// Deploy no more for the time being; needs a reason.
    Suspend = "suspend" (BasisInput),
    /// Deploy again; needs a reason.
    Resume = "resume" (BasisInput),
    /// Another term; needs a document number.
    Renew = "renew" (BasisInput),
    /// End by decision; needs a document number and a reason.
    Remove = "remove" (BasisInput),
    /// End by the member's wish.
    Withdraw = "withdraw" (BasisInput),
    /// End by death; needs the day.
    RecordDeath = "record_death" (BasisInput),
    /// End by time; only the system fires it.
    Expire = "expire" (BasisInput),
}

impl TransitionPoolMembership {
    /// Parses the event.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every fault.
    pub fn parse(self) -> Result<(Command, Basis), Error> {
        let mut faults = Faults::new();
        let (command, basis) = match self {
            Self::Submit(input) => {
                let evidence = input.evidence.and_then(|raw| faults.keep("/evidence", text::line(&raw)));
                let command = Command::Submit { source: input.source, evidence, consent_on: input.consent_on };
                (Some(command), basis_of!(input))
            }
            Self::Shortlist(input) => (review(&input, &mut faults).map(Command::Shortlist), basis_of!(input)),
            Self::Object(input) => {
                let (objection, basis) = input.parse(&mut faults);
                (objection.map(Command::Object), basis)
            }
            Self::Accept(input) => (Some(Command::Plain(Event::Accept)), input),
            Self::Return(input) => (Some(Command::Plain(Event::Return)), input),
            Self::Reject(input) => (Some(Command::Plain(Event::Reject)), input),
            Self::OpenNotice(input) => (Some(Command::Plain(Event::OpenNotice)), input.basis(&mut faults)),
            Self::UpholdObjection(input) => (Some(Command::Plain(Event::UpholdObjection)), input),
            Self::DismissObjection(input) => (Some(Command::Plain(Event::DismissObjection)), input),
            Self::Approve(input) => (Some(Command::Plain(Event::Approve)), input),
            Self::Suspend(input) => (Some(Command::Plain(Event::Suspend)), input),
            Self::Resume(input) => (Some(Command::Plain(Event::Resume)), input),
            Self::Renew(input) => (Some(Command::Plain(Event::Renew)), input),
            Self::Remove(input) => (Some(Command::Plain(Event::Remove)), input),
            Self::Withdraw(input) => (Some(Command::Plain(Event::Withdraw)), input),
            Self::RecordDeath(input) => (Some(Command::Plain(Event::RecordDeath)), input),
            Self::Expire(input) => (Some(Command::Plain(Event::Expire)), input),
        };
        let basis = basis.parse(&mut faults);
        faults.finish(command.map(|command| (command, basis)))
    }
}

fn review(input: &ShortlistPoolMembership, faults: &mut Faults) -> Option<Review> {
    body::validate(input, faults);
    let panel = transition::panel(&input.panel, faults);
    transition::score(input.score).map(|score| Review { panel, score })
}
