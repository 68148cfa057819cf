//! Qualification certifications: rows in and out.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::{
    Area, Day, Error, Instant, Reach,
    certification::{CertificateNumber, Certification, Exam, Route, Status},
    eligibility::{Condition, Finding},
    id::{CertificationId, PersonId},
    notice::Objection,
    page::{Page, PageRequest, Position},
    score::Score,
    status_list::StatusEntry,
    text::PersonName,
    time::{Moment, Term},
};
use serde_json::{Value, json};

use crate::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    filter::each_once,
    notices,
    people::{PersonRow, area, read, texts},
    schema::{certifications, people},
    steps,
    types::{DbInstant, DbJson, DbUuid},
    vault::Vault,
};

/// A version of a certification as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = certifications, treat_none_as_default_value = false)]
pub(crate) struct CertificationRow {
    pub id: DbUuid,
    version: i64,
    superseded_at: Option<DbInstant>,
    area: String,
    person_id: DbUuid,
    status: String,
    route: String,
    evidence: Option<String>,
    declarations: DbJson,
    findings: DbJson,
    legal_basis: Option<String>,
    exam_on: Option<NaiveDate>,
    exam_attempts: i64,
    exam_score: Option<i64>,
    panel: DbJson,
    notice_opened_on: Option<NaiveDate>,
    notice_counted_from: Option<NaiveDate>,
    notice_ends_on: Option<NaiveDate>,
    notice_days_left: Option<i64>,
    notice_elsewhere: Option<DbJson>,
    objector: Option<String>,
    objection_statement: Option<String>,
    number: Option<String>,
    status_list: Option<String>,
    status_index: Option<i64>,
    valid_from: Option<NaiveDate>,
    valid_until: Option<NaiveDate>,
    defence_heard_on: Option<NaiveDate>,
    steps: DbJson,
    last_event_on: Option<NaiveDate>,
    created_at: DbInstant,
    updated_at: DbInstant,
}

/// Which certifications a list holds. Repeated values mean "or".
#[derive(Debug, Clone, Default)]
pub struct CertificationFilter {
    /// Areas and what lies under them.
    pub areas: Vec<Area>,
    /// Statuses, as they are on the day of the question.
    pub statuses: Vec<Status>,
    /// Ways of certification.
    pub routes: Vec<Route>,
    /// Candidates and holders.
    pub person_ids: Vec<PersonId>,
    /// Certificates that end on this day or later.
    pub valid_until_from: Option<Day>,
    /// Certificates that end on this day or earlier.
    pub valid_until_to: Option<Day>,
    /// A day on which they were valid, and the moment whose knowledge is asked for.
    pub moment: Moment,
}

/// The certification of this id within reach, as it was known at a moment: now, unless said.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach and what was not known then.
pub fn find(
    db: &mut DbConnection,
    reach: &Reach,
    id: CertificationId,
    known_at: Option<Instant>,
) -> Result<Certification, Error> {
    let mut query = certifications::table.filter(certifications::id.eq(DbUuid(id.0))).into_boxed();
    known_at!(query, certifications, known_at);
    let certification = query.select(CertificationRow::as_select()).first(db).stored()?.into_certification()?;
    if reach.covers(&certification.area) { Ok(certification) } else { Err(Error::NotFound) }
}

/// The certification of this number within reach, with its holder's name: one statement, hit or miss.
///
/// # Errors
/// When the database fails.
pub fn by_number(
    db: &mut DbConnection,
    reach: &Reach,
    number: &CertificateNumber,
) -> Result<Option<(Certification, String)>, Error> {
    let query = certifications::table
        .inner_join(people::table)
        .filter(certifications::superseded_at.is_null())
        .filter(certifications::number.eq(number.as_str()))
        .select((CertificationRow::as_select(), people::name));
    let found: Option<(CertificationRow, String)> = query.first(db).optional().stored()?;
    let read = |(row, name): (CertificationRow, String)| {
        Ok::<_, Error>((row.into_certification()?, PersonName::from_stored(name).as_str().to_owned()))
    };
    let found = found.map(read).transpose()?;
    Ok(found.filter(|(certification, _)| reach.covers(&certification.area)))
}

/// The places in a status list whose certifications have one of these statuses.
///
/// # Errors
/// When the database fails.
pub fn places(db: &mut DbConnection, list: &str, statuses: &[Status]) -> Result<Vec<u32>, Error> {
    let words: Vec<&str> = statuses.iter().map(|status| status.as_str()).collect();
    let marked = certifications::table
        .filter(certifications::superseded_at.is_null())
        .filter(certifications::status_list.eq(list))
        .filter(certifications::status.eq_any(words))
        .select(certifications::status_index.assume_not_null());
    let places: Vec<i64> = marked.load(db).stored()?;
    Ok(places.into_iter().filter_map(|place| u32::try_from(place).ok()).collect())
}

/// All certifications of these people within reach, in order of application.
///
/// # Errors
/// When the database fails.
pub fn of_people(db: &mut DbConnection, reach: &Reach, people: &[PersonId]) -> Result<Vec<Certification>, Error> {
    let ids: Vec<DbUuid> = people.iter().map(|id| DbUuid(id.0)).collect();
    let query = certifications::table
        .filter(certifications::superseded_at.is_null())
        .filter(certifications::person_id.eq_any(ids))
        .order(certifications::id);
    let rows = query.select(CertificationRow::as_select()).load(db).stored()?;
    let all: Result<Vec<Certification>, Error> = rows.into_iter().map(CertificationRow::into_certification).collect();
    Ok(all?.into_iter().filter(|one| reach.covers(&one.area)).collect())
}

type Query<'a> = certifications::BoxedQuery<'a, MultiBackend>;

/// A page of certifications within reach, in order of application or the reverse.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    reach: &Reach,
    filter: &CertificationFilter,
    descending: bool,
    today: Day,
    page: &PageRequest,
) -> Result<Page<Certification>, Error> {
    let mut query = filtered(reach, filter, today).limit(i64::from(page.size) + 1);
    after_position!(query, certifications::id, page, descending);
    let rows = query.select(CertificationRow::as_select()).load(db).stored()?;
    let all: Result<Vec<Certification>, Error> = rows.into_iter().map(CertificationRow::into_certification).collect();
    let mut result = Page::cut(all?, page.size, |one| Position { value: None, id: one.id.0 });
    if page.count {
        result.total = Some(filtered(reach, filter, today).count().get_result(db).stored()?);
    }
    Ok(result)
}

fn filtered<'a>(reach: &Reach, filter: &CertificationFilter, today: Day) -> Query<'a> {
    let mut query = certifications::table.into_boxed();
    known_at!(query, certifications, filter.moment.known_at);
    narrow_to_areas!(query, certifications::area, reach, filter.areas);
    if let Some(day) = filter.moment.as_of {
        query = valid_on(query, day);
    }
    let ids: Vec<DbUuid> = filter.person_ids.iter().map(|id| DbUuid(id.0)).collect();
    let routes: Vec<&str> = filter.routes.iter().map(|route| route.as_str()).collect();
    any_of!(query, certifications::person_id => ids; certifications::route => routes;);
    if let Some(statuses) = any_status(&filter.statuses, today) {
        query = query.filter(statuses);
    }
    if let Some(day) = filter.valid_until_from {
        query = query.filter(certifications::valid_until.ge(day));
    }
    if let Some(day) = filter.valid_until_to {
        query = query.filter(certifications::valid_until.le(day));
    }
    query
}

/// Narrows to certificates that were valid on a day, resting ones included. What was taken away or given back has no
/// event after that.
fn valid_on(query: Query<'_>, day: Day) -> Query<'_> {
    let ended = [Status::Revoked, Status::Surrendered].map(Status::as_str);
    let lasts = certifications::status.ne_all(ended).nullable().or(certifications::last_event_on.gt(day));
    query.filter(certifications::valid_from.le(day)).filter(certifications::valid_until.ge(day)).filter(lasts)
}

type Clause = Box<
    dyn BoxableExpression<
            certifications::table,
            MultiBackend,
            SqlType = diesel::sql_types::Nullable<diesel::sql_types::Bool>,
        >,
>;

/// A status as it reads on the day: a certified one past its term is an expired one.
fn any_status(statuses: &[Status], today: Day) -> Option<Clause> {
    let one = |status: &Status| -> Clause {
        let stored = certifications::status.eq(status.as_str()).nullable();
        match status {
            Status::Certified => Box::new(stored.and(certifications::valid_until.ge(today))),
            Status::Expired => {
                let lapsed = certifications::status.eq(Status::Certified.as_str()).nullable();
                Box::new(stored.or(lapsed.and(certifications::valid_until.lt(today))))
            }
            _ => Box::new(stored),
        }
    };
    each_once(Status::ALL, statuses).fold(None, |all: Option<Clause>, status| {
        Some(match all {
            None => one(status),
            Some(all) => Box::new(all.or(one(status))),
        })
    })
}

in_notice!(certifications: CertificationRow, into_certification, Certification);

/// The certifications that time has ended but nobody has recorded, at most `limit`.
///
/// # Errors
/// When the database fails.
pub fn lapsed(db: &mut DbConnection, today: Day, limit: i64) -> Result<Vec<Certification>, Error> {
    let query = certifications::table
        .filter(certifications::superseded_at.is_null())
        .filter(certifications::status.eq(Status::Certified.as_str()))
        .filter(certifications::valid_until.lt(today))
        .order(certifications::id)
        .limit(limit);
    let rows = query.select(CertificationRow::as_select()).load(db).stored()?;
    rows.into_iter().map(CertificationRow::into_certification).collect()
}

/// Stores new certifications.
///
/// # Errors
/// [`Error::Duplicate`] when one of the people has an open one.
pub fn insert(db: &mut DbConnection, new: &[Certification]) -> Result<(), Error> {
    let rows: Vec<CertificationRow> = new.iter().map(CertificationRow::from).collect();
    insert_all!(db, certifications::table, rows)
}

/// Stores the next version of a certification: the one before it is closed and stays.
///
/// # Errors
/// [`Error::Changed`] when another writer was first.
pub fn update(db: &mut DbConnection, changed: &Certification) -> Result<(), Error> {
    follow_all!(db, certifications: CertificationRow, std::slice::from_ref(changed))
}

/// Marks those earlier versions of a certification that were taken back.
///
/// # Errors
/// When the database fails.
pub fn take_back(
    db: &mut DbConnection,
    id: CertificationId,
    is_taken_back: impl Fn(&Certification) -> bool,
) -> Result<(), Error> {
    take_back!(db, certifications: CertificationRow as into_certification, DbUuid(id.0), is_taken_back)
}

/// Gives the certifications of a person the person's area: children inherit it. Each becomes a next version.
///
/// # Errors
/// When the database fails.
pub fn follow_area(db: &mut DbConnection, person: PersonId, area: &Area, now: Instant) -> Result<(), Error> {
    hand_over!(db, certifications: CertificationRow, person, (person, area), now)
}

/// Gives the certifications of a merged record to its survivor. Each becomes a next version; what was known before stays.
///
/// # Errors
/// [`Error::Duplicate`] when both have an open one.
pub fn move_to(
    db: &mut DbConnection,
    lost: PersonId,
    survivor: &domain::person::Person,
    now: Instant,
) -> Result<(), Error> {
    hand_over!(db, certifications: CertificationRow, lost, (survivor.id, &survivor.area), now)
}

fn words<'a>(words: impl IntoIterator<Item = &'a str>) -> DbJson {
    DbJson(words.into_iter().collect::<Vec<_>>().into())
}

fn findings(findings: &[Finding]) -> DbJson {
    let one = |finding: &Finding| json!({ "condition": finding.condition.as_str(), "met": finding.met, "field": finding.field, "value": finding.value });
    DbJson(findings.iter().map(one).collect())
}

fn finding(stored: &Value) -> Option<Finding> {
    Some(Finding {
        condition: Condition::parse(stored.get("condition")?.as_str()?)?,
        met: stored.get("met")?.as_bool()?,
        field: stored.get("field")?.as_str()?.to_owned(),
        value: stored.get("value")?.as_str().map(str::to_owned),
    })
}

impl From<&Certification> for CertificationRow {
    fn from(one: &Certification) -> Self {
        let (opened_on, counted_from, ends_on, days_left, elsewhere) = notices::columns(one.notice.as_ref());
        Self {
            id: DbUuid(one.id.0),
            version: one.version,
            superseded_at: None,
            area: one.area.as_str().to_owned(),
            person_id: DbUuid(one.person_id.0),
            status: one.status.as_str().to_owned(),
            route: one.route.as_str().to_owned(),
            evidence: one.evidence.clone(),
            declarations: words(one.declarations.iter().map(|condition| condition.as_str())),
            findings: findings(&one.findings),
            legal_basis: one.legal_basis.clone(),
            exam_on: one.exam.on,
            exam_attempts: i64::from(one.exam.attempts),
            exam_score: one.exam.score.map(|score| i64::from(score.0)),
            panel: words(one.panel.iter().map(String::as_str)),
            notice_opened_on: opened_on,
            notice_counted_from: counted_from,
            notice_ends_on: ends_on,
            notice_days_left: days_left,
            notice_elsewhere: elsewhere,
            objector: one.objection.as_ref().map(|objection| objection.objector.clone()),
            objection_statement: one.objection.as_ref().map(|objection| objection.statement.clone()),
            number: one.number.as_ref().map(|number| number.as_str().to_owned()),
            status_list: one.status_entry.as_ref().map(|entry| entry.list.clone()),
            status_index: one.status_entry.as_ref().map(|entry| i64::from(entry.index)),
            valid_from: one.term.map(|term| term.from),
            valid_until: one.term.map(|term| term.until),
            defence_heard_on: one.defence_heard_on,
            steps: steps::kept(&one.trail, Status::as_str),
            last_event_on: one.last_event_on,
            created_at: DbInstant(one.created_at),
            updated_at: DbInstant(one.updated_at),
        }
    }
}

impl CertificationRow {
    pub(crate) fn into_certification(self) -> Result<Certification, Error> {
        const TABLE: &str = "certifications";
        let days = (self.notice_opened_on, self.notice_counted_from, self.notice_ends_on, self.notice_days_left);
        let columns = notices::with_elsewhere(days, self.notice_elsewhere);
        let declared = texts(Some(&self.declarations.0));
        let declared = declared.iter().map(|word| read(TABLE, "declarations", Condition::parse(word)));
        let found = self.findings.0.as_array().map(Vec::as_slice).unwrap_or_default();
        let found = found.iter().map(|stored| read(TABLE, "findings", finding(stored)));
        let score = self.exam_score.map(|score| read(TABLE, "exam_score", u32::try_from(score).ok())).transpose()?;
        Ok(Certification {
            id: CertificationId(self.id.0),
            version: self.version,
            area: area(TABLE, &self.area)?,
            person_id: PersonId(self.person_id.0),
            status: read(TABLE, "status", Status::parse(&self.status))?,
            route: read(TABLE, "route", Route::parse(&self.route))?,
            evidence: self.evidence,
            declarations: declared.collect::<Result<_, _>>()?,
            findings: found.collect::<Result<_, _>>()?,
            legal_basis: self.legal_basis,
            exam: Exam {
                on: self.exam_on,
                attempts: read(TABLE, "exam_attempts", u32::try_from(self.exam_attempts).ok())?,
                score: score.map(Score),
            },
            panel: texts(Some(&self.panel.0)),
            notice: notices::notice(TABLE, columns)?,
            objection: match (self.objector, self.objection_statement) {
                (Some(objector), Some(statement)) => Some(Objection { objector, statement }),
                _ => None,
            },
            number: self.number.as_deref().map(CertificateNumber::from_text),
            status_entry: match (self.status_list, self.status_index) {
                (Some(list), Some(index)) => {
                    Some(StatusEntry { list, index: read(TABLE, "status_index", u32::try_from(index).ok())? })
                }
                _ => None,
            },
            term: match (self.valid_from, self.valid_until) {
                (Some(from), Some(until)) => Some(Term { from, until }),
                _ => None,
            },
            defence_heard_on: self.defence_heard_on,
            trail: steps::read(TABLE, &self.steps, Status::parse)?,
            last_event_on: self.last_event_on,
            created_at: self.created_at.0,
            updated_at: self.updated_at.0,
        })
    }
}
