//! Qualification certifications: rows in and out.

use diesel::prelude::*;
use domain::{
    Area, Day, Error, Instant, Reach,
    kernel::{
        id::{CertificationId, PersonId},
        notice::Objection,
        page::{Page, PageRequest, Position},
        status_list::StatusEntry,
        text::PersonName,
        time::Term,
    },
    qualification::{
        certification::{CertificateNumber, Certification, Exam, Route, Status},
        eligibility::{Condition, Finding},
    },
};
use serde_json::{Value, json};

use crate::{
    kernel::{
        connection::{DbConnection, MultiBackend},
        error::Stored,
        filter::each_once,
        row::{AreaCode, Entry, Id, List, Maybe, Number, Plain, Scored, Steps, Text, Texts, Time, Worded, Words},
        schema::{certifications, people},
        types::{DbInstant, DbUuid},
        vault::Vault,
    },
    people::PersonRow,
};

row! {
    /// A version of a certification as stored.
    pub(crate) CertificationRow of Certification in certifications {
        id: Id<CertificationId>,
        version: Plain<i64>,
        area: AreaCode,
        person_id: Id<PersonId>,
        status: Worded<Status>,
        route: Worded<Route>,
        evidence: Maybe<Plain<String>>,
        declarations: Words<Condition>,
        findings: List<Finding>,
        legal_basis: Maybe<Plain<String>>,
        panel: Texts,
        number: Maybe<Text<CertificateNumber>>,
        defence_heard_on: Maybe<Plain<Day>>,
        steps = trail: Steps<Status>,
        last_event_on: Maybe<Plain<Day>>,
        created_at: Time,
        updated_at: Time,
    }
    in exam: Exam {
        exam_on = on: Maybe<Plain<Day>>,
        exam_attempts = attempts: Number<u32>,
        exam_score = score: Maybe<Scored>,
    }
    maybe objection: Objection { objector: Plain<String>, objection_statement = statement: Plain<String> }
    maybe status_entry: StatusEntry { status_list = list: Plain<String>, status_index = index: Number<u32> }
    maybe term: Term { valid_from = from: Plain<Day>, valid_until = until: Plain<Day> }
    notice notice
    computed { superseded_at: Maybe<Time> = |_| None }
}

filter! {
    /// Which certifications.
    CertificationFilter on certifications sorts ["id"], {
        /// Certificates that end on this day or later.
        valid_until_from: from => valid_until,
        /// Certificates that end on this day or earlier.
        valid_until_to: until => valid_until,
        /// Certificates that were valid on this day, as they stood then.
        as_of: day = &["status"],
        /// As the register knew it at this moment (RFC 3339).
        known_at: known,
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// Status, as it is today; not together with `as_of`.
        status: words Status => _,
        /// Way of certification: `ordinary` or `grandfathered`.
        route: words Route,
        /// The candidate or holder.
        person_id: ids PersonId,
    }
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
    find!(db, reach, certifications: CertificationRow, id, known_at)
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
        Ok::<_, Error>((row.into_record()?, PersonName::from_stored(name).as_str().to_owned()))
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
    let all: Result<Vec<Certification>, Error> = load_all!(db, CertificationRow, present_of!(certifications, people));
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
    page_of!(db, certifications: CertificationRow, filtered(reach, filter, today), page, descending)
}

fn filtered<'a>(reach: &Reach, filter: &CertificationFilter, today: Day) -> Query<'a> {
    let mut query = filter.narrow(certifications::table.into_boxed(), reach);
    if let Some(day) = filter.as_of {
        query = valid_on(query, day);
    }
    match any_status(&filter.status, today) {
        Some(statuses) => query.filter(statuses),
        None => query,
    }
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

in_notice!(certifications: CertificationRow of Certification);

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
    load_all!(db, CertificationRow, query)
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
    take_back!(db, certifications: CertificationRow, DbUuid(id.0), is_taken_back)
}

/// Gives what is known now of a person's certifications another area and, after a merge, another person. Each becomes a next version.
///
/// # Errors
/// [`Error::Duplicate`] when two people who are merged both have an open one.
pub fn hand_over(
    db: &mut DbConnection,
    from: PersonId,
    (to, area): (PersonId, &Area),
    now: Instant,
) -> Result<(), Error> {
    hand_over!(db, certifications: CertificationRow, from, (to, area), now)
}

impl Entry for Finding {
    fn written(&self) -> Value {
        json!({ "condition": self.condition.as_str(), "met": self.met, "field": self.field, "value": self.value })
    }

    fn of_stored(stored: &Value) -> Option<Self> {
        Some(Self {
            condition: Condition::parse(stored.get("condition")?.as_str()?)?,
            met: stored.get("met")?.as_bool()?,
            field: stored.get("field")?.as_str()?.to_owned(),
            value: stored.get("value")?.as_str().map(str::to_owned),
        })
    }
}
