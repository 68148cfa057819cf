//! Pool memberships on the wire.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Day, Error,
    event::Basis,
    fault::Faults,
    id::PersonId,
    notice::Clock,
    pool::{Command, Event, Membership, Review},
    text,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::{
    body,
    transition::{self, BasisInput, OpenNotice, PublishedElsewhere, RaiseObjection},
    unreadable::UnreadableFields,
    value::Patch,
};

published! {
    Pool = domain::pool::Pool,
    PoolMembershipStatus = domain::pool::Status,
}

/// A membership of a talent pool.
#[derive(Debug, Clone, Serialize, ToSchema)]
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
    pub panel: Vec<String>,
    /// The panel's score, 0 to 100.
    pub score: Option<f64>,
    /// The day the name was published.
    pub notice_opened_on: Option<NaiveDate>,
    /// Where the notice was published, if not by this register.
    pub published_elsewhere: Option<PublishedElsewhere>,
    /// Last day of the public notice; null while an objection stops its clock.
    pub notice_ends_on: Option<NaiveDate>,
    /// Working days the notice has still to run once the objection is dismissed.
    pub notice_days_left: Option<u32>,
    /// Who objected last.
    pub objector: Option<String>,
    /// What they said.
    pub objection_statement: Option<String>,
    /// First day of the term.
    pub valid_from: Option<NaiveDate>,
    /// Last day of the term.
    pub valid_until: Option<NaiveDate>,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// Fields that are null because their stored value does not open: it was changed, or its key is gone.
    #[serde(default)]
    #[schema(required)]
    pub unreadable_fields: Vec<String>,
}

impl PoolMembership {
    /// The membership as it stands on a day.
    pub fn new(membership: Membership, today: Day) -> Self {
        let status = membership.effective(today).into();
        let (ends_on, days_left) = match membership.notice.as_ref().map(|notice| notice.clock) {
            Some(Clock::RunsUntil(day)) => (Some(day), None),
            Some(Clock::Stopped { days_left }) => (None, Some(days_left)),
            None => (None, None),
        };
        let (panel, score) = membership.review.map_or((Vec::new(), None), |review| (review.panel, Some(review.score)));
        let (objector, objection_statement) =
            membership.objection.map(|objection| (objection.objector, objection.statement)).unzip();
        let mut unreadable = UnreadableFields::default();
        Self {
            id: Uuid::from(membership.id),
            version: membership.version,
            area: membership.area.as_str().to_owned(),
            person_id: Uuid::from(membership.person_id),
            pool: membership.pool.into(),
            status,
            source: membership.source.map(|source| source.code().to_owned()),
            evidence: membership.evidence,
            consent_on: membership.consent_on,
            nominated_by: membership.nominated_by,
            panel,
            score: score.map(|score| f64::from(score.0) / 100.0),
            notice_opened_on: membership.notice.as_ref().map(|notice| notice.opened_on),
            published_elsewhere: PublishedElsewhere::of(membership.notice.as_ref()),
            notice_ends_on: ends_on,
            notice_days_left: days_left,
            objector: unreadable.or_null("objector", objector),
            objection_statement: unreadable.or_null("objection_statement", objection_statement),
            valid_from: membership.term.map(|term| term.from),
            valid_until: membership.term.map(|term| term.until),
            created_at: membership.created_at,
            updated_at: membership.updated_at,
            unreadable_fields: unreadable.into_names(),
        }
    }
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
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct UpdatePoolMembership {
    /// Source category (code set `specialist_sources` or `invited_sources`).
    #[schema(value_type = Option<String>)]
    pub source: Patch<String>,
    /// What proves the source category.
    #[schema(value_type = Option<String>)]
    pub evidence: Patch<String>,
    /// When the person consented.
    #[schema(value_type = Option<NaiveDate>)]
    pub consent_on: Patch<NaiveDate>,
    /// The unit or person who nominates.
    #[schema(value_type = Option<String>)]
    pub nominated_by: Patch<String>,
}

/// Sets or clears a text of a draft.
fn amend(target: &mut Option<String>, change: Patch<String>, pointer: &str, faults: &mut Faults) {
    match change {
        Patch::Undefined => {}
        Patch::Null => *target = None,
        Patch::Value(raw) => *target = faults.keep(pointer, text::line(&raw)),
    }
}

impl CreatePoolMembership {
    /// The person nominated.
    pub fn person(&self) -> PersonId {
        PersonId(self.person_id)
    }

    /// Completes a fresh draft with what was given.
    pub fn fill(self, draft: &mut Membership, today: Day, faults: &mut Faults) {
        body::validate(&self, faults);
        let given = |text: Option<String>| text.map_or(Patch::Undefined, Patch::Value);
        let update = UpdatePoolMembership {
            source: given(self.source),
            evidence: given(self.evidence),
            consent_on: self.consent_on.map_or(Patch::Undefined, Patch::Value),
            nominated_by: given(self.nominated_by),
        };
        update.apply(draft, today, faults);
    }
}

impl UpdatePoolMembership {
    /// Applies the patch to a draft.
    pub fn apply(self, draft: &mut Membership, today: Day, faults: &mut Faults) {
        amend(&mut draft.evidence, self.evidence, "/evidence", faults);
        amend(&mut draft.nominated_by, self.nominated_by, "/nominated_by", faults);
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
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SubmitPoolMembership {
    /// Source category; a specialist needs one, here or in the draft.
    pub source: Option<String>,
    /// What proves the source category; a specialist needs it, here or in the draft.
    pub evidence: Option<String>,
    /// When the person consented; an invited person must have, here or in the draft.
    pub consent_on: Option<NaiveDate>,
    /// Why.
    pub reason: Option<String>,
    /// The official document.
    pub document_number: Option<String>,
    /// On whose behalf it is recorded.
    pub on_behalf_of: Option<String>,
    /// The day it happened; today unless said.
    pub occurred_on: Option<NaiveDate>,
}

/// `shortlist`: the review panel chooses.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ShortlistPoolMembership {
    /// The names of the panel's members, three or more.
    #[schema(min_items = 3, max_items = 50)]
    #[validate(length(min = 3, max = 50))]
    pub panel: Vec<String>,
    /// The panel's score, 0 to 100.
    #[schema(minimum = 0, maximum = 100)]
    #[validate(range(min = 0.0, max = 100.0))]
    pub score: f64,
    /// Why.
    pub reason: Option<String>,
    /// The official document.
    pub document_number: Option<String>,
    /// On whose behalf it is recorded.
    pub on_behalf_of: Option<String>,
    /// The day it happened; today unless said.
    pub occurred_on: Option<NaiveDate>,
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
