//! What is common to all lifecycles on the wire.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Error, FaultCode, Wording,
    kernel::{
        event::{Basis, Event},
        fault::Faults,
        notice::{self, Objection},
        score::Score,
        text::{self, LIST_ITEMS_MAX},
    },
};
use macros::{event, view};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// One thing that happened to a record.
#[view(event: Event)]
pub struct Transition {
    /// Identifier of the fact.
    pub id: Uuid,
    /// The event.
    #[from(event.name)]
    pub event: String,
    /// The status before.
    #[from(event.from_status)]
    pub from: Option<String>,
    /// The status after.
    #[from(event.to_status)]
    pub to: Option<String>,
    /// The name of who did it, at that time.
    #[from(event.actor_name)]
    pub actor: String,
    /// The client that did it; null for the program's own actors: `operator`, `system`.
    #[from(actor_id(&event.actor_key))]
    pub actor_id: Option<Uuid>,
    /// In which role.
    pub role: String,
    /// The day it happened.
    pub occurred_on: NaiveDate,
    /// When the register learned of it.
    #[from(event.recorded_at)]
    pub time: DateTime<Utc>,
    /// On whose behalf.
    #[within(event.basis)]
    pub on_behalf_of: Option<String>,
    /// Why.
    #[within(event.basis)]
    pub reason: Option<String>,
    /// The official document.
    #[within(event.basis)]
    pub document_number: Option<String>,
    /// Of a notice that this register did not publish, where it was published.
    #[within(event.basis)]
    pub published_elsewhere: Option<PublishedElsewhere>,
    /// The version of the rules it was decided under.
    pub policy_version: i64,
}

/// The client with this key; none for one of the program's own actors.
pub fn actor_id(key: &str) -> Option<Uuid> {
    Uuid::try_parse(key).ok()
}

/// An event that is possible from the present status.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NextEvent {
    /// The event.
    pub event: String,
    /// Whether this caller may fire it now.
    pub allowed: bool,
    /// Why not, as an error code.
    pub code: Option<String>,
}

impl NextEvent {
    /// The event, and why this caller may not fire it.
    pub fn new(event: &str, refusal: Option<&Error>) -> Self {
        let code = refusal.map(|error| crate::kernel::problem::code_of(error).code.to_owned());
        Self { event: event.to_owned(), allowed: code.is_none(), code }
    }
}

/// What happened to a record, and what may happen next.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Transitions {
    /// What happened, oldest first.
    pub items: Vec<Transition>,
    /// Each event possible now.
    pub next: Vec<NextEvent>,
}

/// The basis of an event that needs nothing more.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BasisInput {
    /// Why.
    pub reason: Option<String>,
    /// The official document.
    pub document_number: Option<String>,
    /// The person, panel, school or organisation on whose behalf it is recorded.
    pub on_behalf_of: Option<String>,
    /// The day it happened; today unless said, never in the future, never before the previous event.
    pub occurred_on: Option<NaiveDate>,
    /// Where a notice was published that this register did not publish: only [`OpenNotice`] names it.
    #[serde(skip)]
    #[schema(ignore)]
    pub published_elsewhere: Option<notice::PublishedElsewhere>,
}

/// Where a name was published that this register did not publish itself.
#[view(one: notice::PublishedElsewhere)]
#[derive(PartialEq, Eq)]
pub struct PublishedElsewhere {
    /// Where: a notice board, a newspaper, a website.
    pub place: String,
    /// The document that was published there.
    pub document_number: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub until: NaiveDate,
}

impl PublishedElsewhere {
    /// Of a notice, unless this register published it.
    pub fn of(notice: Option<&notice::Notice>) -> Option<Self> {
        notice.and_then(|notice| notice.published_elsewhere.clone()).map(Into::into)
    }
}

/// Where a name was published that this register did not publish itself.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishedElsewhereInput {
    /// Where: a notice board, a newspaper, a website.
    #[schema(min_length = 1, max_length = 200)]
    pub place: String,
    /// The document that was published there.
    #[schema(min_length = 1, max_length = 200)]
    pub document_number: String,
    /// First day: that of the notice.
    pub from: NaiveDate,
    /// Last day.
    pub until: NaiveDate,
}

/// `open_notice`: publish a name for objections.
///
/// A notice begins today. One that began before was not published by this register, and names where it was.
#[event]
#[derive(Default, PartialEq, Eq)]
pub struct OpenNotice {
    /// Where it was published, if not by this register.
    pub published_elsewhere: Option<PublishedElsewhereInput>,
    /// The person, panel, school or organisation on whose behalf it is recorded.
    pub on_behalf_of: Option<String>,
    /// The day on which the notice began: the first day of the publication elsewhere, else today; an earlier one needs
    /// `published_elsewhere`.
    pub occurred_on: Option<NaiveDate>,
}

impl OpenNotice {
    /// The basis, with where the notice was published; notes the faults of that.
    pub fn basis(self, faults: &mut Faults) -> BasisInput {
        let elsewhere = self.published_elsewhere.and_then(|one| {
            let place = faults.keep("/published_elsewhere/place", text::line(&one.place));
            let document_number = faults.keep("/published_elsewhere/document_number", text::line(&one.document_number));
            let (place, document_number) = place.zip(document_number)?;
            Some(notice::PublishedElsewhere { place, document_number, from: one.from, until: one.until })
        });
        BasisInput {
            reason: self.reason,
            document_number: self.document_number,
            on_behalf_of: self.on_behalf_of,
            occurred_on: self.occurred_on.or(elsewhere.as_ref().map(|one| one.from)),
            published_elsewhere: elsewhere,
        }
    }
}

impl BasisInput {
    /// Parses the basis, noting its faults.
    pub fn parse(self, faults: &mut Faults) -> Basis {
        let mut line = |pointer: &str, text: Option<String>, parse: fn(&str) -> _| {
            text.and_then(|text| faults.keep(pointer, parse(&text)))
        };
        Basis {
            reason: line("/reason", self.reason, text::block),
            document_number: line("/document_number", self.document_number, text::line),
            on_behalf_of: line("/on_behalf_of", self.on_behalf_of, text::line),
            occurred_on: self.occurred_on,
            published_elsewhere: self.published_elsewhere,
        }
    }
}

/// `object`: someone objects to the proposed name.
#[event]
pub struct RaiseObjection {
    /// Who objects.
    pub objector: String,
    /// What they say.
    pub statement: String,
}

impl RaiseObjection {
    /// Parses the objection, noting its faults.
    pub fn parse(self, faults: &mut Faults) -> (Option<Objection>, BasisInput) {
        let objector = faults.keep("/objector", text::line(&self.objector));
        let statement = faults.keep("/statement", text::block(&self.statement));
        let objection = objector.zip(statement).map(|(objector, statement)| Objection { objector, statement });
        (objection, basis_of!(self))
    }
}

/// The members of a panel, told apart by name.
pub(crate) fn panel(names: &[String], faults: &mut Faults) -> Vec<String> {
    let mut panel: Vec<String> = Vec::new();
    for (at, name) in names.iter().enumerate().take(LIST_ITEMS_MAX) {
        match faults.keep(&format!("/panel/{at}"), text::line(name)) {
            Some(name) if panel.contains(&name) => {
                faults.add(format!("/panel/{at}"), FaultCode::Duplicate, Wording::NamedTwice)
            }
            Some(name) => panel.push(name),
            None => {}
        }
    }
    panel
}

/// Points as a score, rounded half away from zero; what is out of bounds is a fault of the shape already.
pub(crate) fn score(points: f64) -> Option<Score> {
    let scaled = (points * 100.0).round();
    // The text form avoids a lossy cast.
    let hundredths = format!("{scaled:.0}").parse().unwrap_or(u32::MAX);
    (hundredths <= Score::MAX).then_some(Score(hundredths))
}
