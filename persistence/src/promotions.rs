//! Promotions: rows in and out, every version of them.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::{
    Area, Day, Error, Instant, Reach,
    grade::Track,
    id::{GradeId, PersonId, PromotionId},
    page::{Page, PageRequest, Position},
    person::Person,
    promotion::{
        Promotion, Status,
        eligibility::{Condition, Finding},
    },
    score::Score,
};
use serde_json::{Value, json};

use crate::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    notices,
    people::{PersonRow, area, read, texts},
    schema::{people, promotions},
    steps,
    types::{DbInstant, DbJson, DbUuid},
    vault::Vault,
};

/// A version of a promotion as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = promotions, treat_none_as_default_value = false)]
struct PromotionRow {
    id: DbUuid,
    version: i64,
    superseded_at: Option<DbInstant>,
    area: String,
    person_id: DbUuid,
    track: String,
    from_grade: Option<String>,
    to_grade: String,
    is_demotion: bool,
    separate_line: bool,
    status: String,
    findings: DbJson,
    recommended_by: Option<String>,
    evidence: Option<String>,
    panel: DbJson,
    score: Option<i64>,
    notice_opened_on: Option<NaiveDate>,
    notice_counted_from: Option<NaiveDate>,
    notice_ends_on: Option<NaiveDate>,
    notice_days_left: Option<i64>,
    notice_elsewhere: Option<DbJson>,
    defence_heard_on: Option<NaiveDate>,
    decision_document_number: Option<String>,
    effective_on: Option<NaiveDate>,
    grade_id: Option<DbUuid>,
    steps: DbJson,
    last_event_on: Option<NaiveDate>,
    created_at: DbInstant,
    updated_at: DbInstant,
}

/// Which promotions a list holds. Repeated values mean "or".
#[derive(Debug, Clone, Default)]
pub struct PromotionFilter {
    /// Areas and what lies under them.
    pub areas: Vec<Area>,
    /// Whose.
    pub person_ids: Vec<PersonId>,
    /// Tracks.
    pub tracks: Vec<Track>,
    /// Statuses.
    pub statuses: Vec<Status>,
    /// The moment whose knowledge is asked for.
    pub known_at: Option<Instant>,
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
    let mut query = promotions::table.filter(promotions::id.eq(DbUuid(id.0))).into_boxed();
    known_at!(query, promotions, known_at);
    let promotion = query.select(PromotionRow::as_select()).first(db).stored()?.into_promotion()?;
    if reach.covers(&promotion.area) { Ok(promotion) } else { Err(Error::NotFound) }
}

fn filtered<'a>(reach: &Reach, filter: &PromotionFilter) -> promotions::BoxedQuery<'a, MultiBackend> {
    let mut query = promotions::table.into_boxed();
    known_at!(query, promotions, filter.known_at);
    narrow_to_areas!(query, promotions::area, reach, filter.areas);
    let ids: Vec<DbUuid> = filter.person_ids.iter().map(|id| DbUuid(id.0)).collect();
    let tracks: Vec<&str> = filter.tracks.iter().map(|track| track.as_str()).collect();
    let statuses: Vec<&str> = filter.statuses.iter().map(|status| status.as_str()).collect();
    any_of!(query, promotions::person_id => ids; promotions::track => tracks; promotions::status => statuses;);
    query
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
    let mut query = filtered(reach, filter).limit(i64::from(page.size) + 1);
    after_position!(query, promotions::id, page, descending);
    let rows = query.select(PromotionRow::as_select()).load(db).stored()?;
    let all: Vec<Promotion> = rows.into_iter().map(PromotionRow::into_promotion).collect::<Result<_, _>>()?;
    let mut result = Page::cut(all, page.size, |one| Position { value: None, id: one.id.0 });
    if page.count {
        result.total = Some(filtered(reach, filter).count().get_result(db).stored()?);
    }
    Ok(result)
}

in_notice!(promotions: PromotionRow, into_promotion, Promotion);

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
    let rows = query.select(PromotionRow::as_select()).load(db).stored()?;
    rows.into_iter().map(PromotionRow::into_promotion).collect()
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
    let theirs = promotions::table
        .filter(promotions::person_id.eq_any(people.iter().map(|id| DbUuid(id.0))))
        .filter(promotions::superseded_at.is_null())
        .order(promotions::id);
    let rows: Vec<PromotionRow> = theirs.select(PromotionRow::as_select()).load(db).stored()?;
    rows.into_iter().map(PromotionRow::into_promotion).collect()
}

/// Gives the promotions of a person the person's area: children inherit it. Each becomes a next version.
///
/// # Errors
/// When the database fails.
pub fn follow_area(db: &mut DbConnection, person: PersonId, area: &Area, now: Instant) -> Result<(), Error> {
    hand_over!(db, promotions: PromotionRow, person, (person, area), now)
}

/// Gives the promotions of a merged record to its survivor. Each becomes a next version; what was known before stays.
///
/// # Errors
/// [`Error::Duplicate`] when both have an open one on a track.
pub fn move_to(db: &mut DbConnection, lost: PersonId, survivor: &Person, now: Instant) -> Result<(), Error> {
    hand_over!(db, promotions: PromotionRow, lost, (survivor.id, &survivor.area), now)
}

fn findings(findings: &[Finding]) -> DbJson {
    let one = |finding: &Finding| json!({ "condition": finding.condition.as_str(), "met": finding.met, "rule": finding.rule, "fact": finding.fact });
    DbJson(findings.iter().map(one).collect())
}

fn finding(stored: &Value) -> Option<Finding> {
    let condition = Condition::parse(stored.get("condition")?.as_str()?)?;
    let fact = stored.get("fact")?.as_str().map(str::to_owned);
    Some(Finding::kept(condition, stored.get("met")?.as_bool()?, stored.get("rule")?.as_str()?, fact))
}

impl From<&Promotion> for PromotionRow {
    fn from(one: &Promotion) -> Self {
        let (opened_on, counted_from, ends_on, days_left, elsewhere) = notices::columns(one.notice.as_ref());
        Self {
            id: DbUuid(one.id.0),
            version: one.version,
            superseded_at: None,
            area: one.area.as_str().to_owned(),
            person_id: DbUuid(one.person_id.0),
            track: one.track.as_str().to_owned(),
            from_grade: one.from_grade.clone(),
            to_grade: one.to_grade.clone(),
            is_demotion: one.is_demotion,
            separate_line: one.separate_line,
            status: one.status.as_str().to_owned(),
            findings: findings(&one.findings),
            recommended_by: one.recommended_by.clone(),
            evidence: one.evidence.clone(),
            panel: DbJson(one.panel.clone().into()),
            score: one.score.map(|score| i64::from(score.0)),
            notice_opened_on: opened_on,
            notice_counted_from: counted_from,
            notice_ends_on: ends_on,
            notice_days_left: days_left,
            notice_elsewhere: elsewhere,
            defence_heard_on: one.defence_heard_on,
            decision_document_number: one.decision_document_number.clone(),
            effective_on: one.effective_on,
            grade_id: one.grade_id.map(|id| DbUuid(id.0)),
            steps: steps::kept(&one.trail, Status::as_str),
            last_event_on: one.last_event_on,
            created_at: DbInstant(one.created_at),
            updated_at: DbInstant(one.updated_at),
        }
    }
}

impl PromotionRow {
    fn into_promotion(self) -> Result<Promotion, Error> {
        const TABLE: &str = "promotions";
        let days = (self.notice_opened_on, self.notice_counted_from, self.notice_ends_on, self.notice_days_left);
        let columns = notices::with_elsewhere(days, self.notice_elsewhere);
        let found = self.findings.0.as_array().map(Vec::as_slice).unwrap_or_default();
        let found = found.iter().map(|stored| read(TABLE, "findings", finding(stored)));
        let score = self.score.map(|score| read(TABLE, "score", u32::try_from(score).ok())).transpose()?;
        Ok(Promotion {
            id: PromotionId(self.id.0),
            version: self.version,
            area: area(TABLE, &self.area)?,
            person_id: PersonId(self.person_id.0),
            track: read(TABLE, "track", Track::parse(&self.track))?,
            from_grade: self.from_grade,
            to_grade: self.to_grade,
            is_demotion: self.is_demotion,
            separate_line: self.separate_line,
            status: read(TABLE, "status", Status::parse(&self.status))?,
            findings: found.collect::<Result<_, _>>()?,
            recommended_by: self.recommended_by,
            evidence: self.evidence,
            panel: texts(Some(&self.panel.0)),
            score: score.map(Score),
            notice: notices::notice(TABLE, columns)?,
            defence_heard_on: self.defence_heard_on,
            decision_document_number: self.decision_document_number,
            effective_on: self.effective_on,
            grade_id: self.grade_id.map(|id| GradeId(id.0)),
            trail: steps::read(TABLE, &self.steps, Status::parse)?,
            last_event_on: self.last_event_on,
            created_at: self.created_at.0,
            updated_at: self.updated_at.0,
        })
    }
}
