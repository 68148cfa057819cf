//! Promotions: rows in and out, every version of them.

use diesel::prelude::*;
use domain::{
    Area, Day, Error, Instant, Reach,
    kernel::{
        id::{GradeId, PersonId, PromotionId},
        page::{Page, PageRequest, Position},
    },
    performance::{
        grade::Track,
        promotion::{
            Promotion, Status,
            eligibility::{Condition, Finding},
        },
    },
};
use serde_json::{Value, json};

use crate::{
    kernel::{
        connection::{DbConnection, MultiBackend},
        error::Stored,
        row::{AreaCode, Entry, Id, List, Maybe, Plain, Scored, Steps, Texts, Time, Worded},
        schema::{people, promotions},
        types::{DbInstant, DbUuid},
        vault::Vault,
    },
    people::PersonRow,
};

row! {
    /// A version of a promotion as stored.
    PromotionRow of Promotion in promotions {
        id: Id<PromotionId>,
        version: Plain<i64>,
        area: AreaCode,
        person_id: Id<PersonId>,
        track: Worded<Track>,
        from_grade: Maybe<Plain<String>>,
        to_grade: Plain<String>,
        is_demotion: Plain<bool>,
        separate_line: Plain<bool>,
        status: Worded<Status>,
        findings: List<Finding>,
        recommended_by: Maybe<Plain<String>>,
        evidence: Maybe<Plain<String>>,
        panel: Texts,
        score: Maybe<Scored>,
        defence_heard_on: Maybe<Plain<Day>>,
        decision_document_number: Maybe<Plain<String>>,
        effective_on: Maybe<Plain<Day>>,
        grade_id: Maybe<Id<GradeId>>,
        steps = trail: Steps<Status>,
        last_event_on: Maybe<Plain<Day>>,
        created_at: Time,
        updated_at: Time,
    }
    notice notice
    computed { superseded_at: Maybe<Time> = |_| None }
}

filter! {
    /// Which promotions.
    PromotionFilter on promotions sorts ["id"], {
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// Whose.
        person_id: ids PersonId,
        /// Track.
        track: words Track,
        /// Status.
        status: words Status,
        /// As the register knew it at this instant (RFC 3339); as it knows it now unless said.
        known_at: known,
    }
}

/// The promotion of this id within reach, as it was known at a moment: now, unless said.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach and what was not known then.
pub fn find(
    db: &mut DbConnection,
    reach: &Reach,
    id: PromotionId,
    known_at: Option<Instant>,
) -> Result<Promotion, Error> {
    find!(db, reach, promotions: PromotionRow, id, known_at)
}

/// A page of promotions within reach, in the order in which they were begun, or the reverse.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    reach: &Reach,
    filter: &PromotionFilter,
    descending: bool,
    page: &PageRequest,
) -> Result<Page<Promotion>, Error> {
    let filtered = || filter.narrow(promotions::table.into_boxed(), reach);
    page_of!(db, promotions: PromotionRow, filtered(), page, descending)
}

in_notice!(promotions: PromotionRow of Promotion);

/// What was decided and has its day of effect behind it or today, at most `limit`, in the order of their ids.
///
/// # Errors
/// When the database fails.
pub fn due(db: &mut DbConnection, today: Day, after: Option<PromotionId>, limit: i64) -> Result<Vec<Promotion>, Error> {
    let mut query = promotions::table
        .into_boxed::<MultiBackend>()
        .filter(promotions::superseded_at.is_null())
        .filter(promotions::status.eq(Status::Approved.as_str()))
        .filter(promotions::effective_on.le(today))
        .order(promotions::id)
        .limit(limit);
    if let Some(after) = after {
        query = query.filter(promotions::id.gt(DbUuid(after.0)));
    }
    load_all!(db, PromotionRow, query)
}

/// Stores a new promotion.
///
/// # Errors
/// [`Error::Duplicate`] when the person has an open one on the track.
pub fn insert(db: &mut DbConnection, new: &Promotion) -> Result<(), Error> {
    diesel::insert_into(promotions::table).values(PromotionRow::from(new)).execute(db).stored().map(drop)
}

/// Stores the next version of a promotion: the one before it is closed and stays.
///
/// # Errors
/// [`Error::Changed`] when another writer was first.
pub fn update(db: &mut DbConnection, changed: &Promotion) -> Result<(), Error> {
    follow_all!(db, promotions: PromotionRow, std::slice::from_ref(changed))
}

/// What is known now of these people, wherever it was recorded.
///
/// # Errors
/// When the database fails.
pub fn of_people(db: &mut DbConnection, people: &[PersonId]) -> Result<Vec<Promotion>, Error> {
    load_all!(db, PromotionRow, present_of!(promotions, people))
}

/// Gives what is known now of a person's promotions another area and, after a merge, another person. Each becomes a next version.
///
/// # Errors
/// [`Error::Duplicate`] when two people who are merged both have an open one on a track.
pub fn hand_over(
    db: &mut DbConnection,
    from: PersonId,
    (to, area): (PersonId, &Area),
    now: Instant,
) -> Result<(), Error> {
    hand_over!(db, promotions: PromotionRow, from, (to, area), now)
}

impl Entry for Finding {
    fn written(&self) -> Value {
        json!({ "condition": self.condition.as_str(), "met": self.met, "rule": self.rule, "fact": self.fact })
    }

    fn of_stored(stored: &Value) -> Option<Self> {
        let condition = Condition::parse(stored.get("condition")?.as_str()?)?;
        let fact = stored.get("fact")?.as_str().map(str::to_owned);
        Some(Self::kept(condition, stored.get("met")?.as_bool()?, stored.get("rule")?.as_str()?, fact))
    }
}
