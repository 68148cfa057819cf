//! What a ranking kept of the candidates for a vacancy.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::{
    Day, Error, Reach,
    kernel::{
        event::SubjectKind,
        id::{PersonId, VacancyId},
        page::{Page, PageRequest, Position},
    },
    vacancies::vacancy::ranking::{Component, Exclusion, Fact, Part, Ranked, Source},
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::kernel::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    row::{Column, area, read},
    schema::{people, vacancies, vacancy_candidates},
    types::{DbJson, DbUuid},
};

const TABLE: &str = "vacancy_candidates";

const fn column(name: &'static str) -> Column {
    Column { table: TABLE, name }
}

/// A candidate as ranked, as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = vacancy_candidates, treat_none_as_default_value = false)]
struct CandidateRow {
    vacancy_id: DbUuid,
    ranking: i64,
    place: i64,
    rank: Option<i64>,
    person_id: DbUuid,
    origin: String,
    origin_fact: DbJson,
    score: i64,
    parts: DbJson,
    excluded_by: DbJson,
}

/// A candidate as ranked, with the person's number and name as they are now, while the person is within reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// What the ranking kept.
    pub ranked: Ranked,
    /// The person's public number and name; none for who has left the caller's reach since.
    pub named: Option<(String, String)>,
}

domain::parameters! {
    /// Which candidates of a vacancy.
    CandidateFilter sorts ["id"], {
        /// From where.
        origin: words Source,
        /// `true` for those who were excluded, `false` for those with a rank; both unless said.
        excluded: flag,
        /// Of the ranking that the register knew at this instant (RFC 3339); of the last one unless said.
        known_at: known,
    }
}

/// Keeps what a ranking explains.
///
/// # Errors
/// When the database fails.
pub fn insert(db: &mut DbConnection, vacancy: VacancyId, ranking: i64, all: &[Ranked]) -> Result<(), Error> {
    let rows: Vec<CandidateRow> = all.iter().map(|one| CandidateRow::of(vacancy, ranking, one)).collect();
    insert_all!(db, vacancy_candidates::table, rows)
}

/// A page of the candidates of a ranking, in the order of their places.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    reach: &Reach,
    (vacancy, ranking): (VacancyId, i64),
    filter: &CandidateFilter,
    page: &PageRequest,
) -> Result<Page<Listed>, Error> {
    let filtered = || {
        let mut query = vacancy_candidates::table
            .inner_join(people::table)
            .filter(vacancy_candidates::vacancy_id.eq(DbUuid(vacancy.0)))
            .filter(vacancy_candidates::ranking.eq(ranking))
            .into_boxed::<MultiBackend>();
        let sources: Vec<&str> = filter.origin.iter().map(|source| source.as_str()).collect();
        any_of!(query, vacancy_candidates::origin => sources;);
        match filter.excluded {
            None => query,
            Some(true) => query.filter(vacancy_candidates::rank.is_null()),
            Some(false) => query.filter(vacancy_candidates::rank.is_not_null()),
        }
    };
    let mut query = filtered().order(vacancy_candidates::place.asc()).limit(i64::from(page.size) + 1);
    if let Some(after) = page.after.as_ref() {
        let place: i64 = after.value.as_deref().and_then(|raw| raw.parse().ok()).unwrap_or(i64::MAX);
        query = query.filter(vacancy_candidates::place.gt(place));
    }
    let columns = (CandidateRow::as_select(), people::area, (people::number, people::name));
    let rows: Vec<(CandidateRow, String, (String, String))> = query.select(columns).load(db).stored()?;
    let position = |(row, ..): &(CandidateRow, String, (String, String))| Position {
        value: Some(row.place.to_string()),
        id: row.person_id.0,
    };
    let mut result = Page::cut(rows, page.size, position).try_map(|(row, within, named)| {
        let is_within_reach = reach.covers(&area("people", &within)?);
        Ok::<_, Error>(Listed { ranked: row.into_ranked()?, named: is_within_reach.then_some(named) })
    })?;
    if page.count {
        result.total = Some(filtered().count().get_result(db).stored()?);
    }
    Ok(result)
}

/// The rank of somebody in a ranking: none in the inner place for who was excluded, none at all for who is not in it.
///
/// # Errors
/// When the database fails.
pub fn rank_of(
    db: &mut DbConnection,
    (vacancy, ranking): (VacancyId, i64),
    person: PersonId,
) -> Result<Option<Option<u32>>, Error> {
    let rank: Option<Option<i64>> = vacancy_candidates::table
        .filter(vacancy_candidates::vacancy_id.eq(DbUuid(vacancy.0)))
        .filter(vacancy_candidates::ranking.eq(ranking))
        .filter(vacancy_candidates::person_id.eq(DbUuid(person.0)))
        .order(vacancy_candidates::place)
        .select(vacancy_candidates::rank)
        .first(db)
        .optional()
        .stored()?;
    let small = |rank: i64| read(TABLE, "rank", u32::try_from(rank).ok());
    rank.map(|rank| rank.map(small).transpose()).transpose()
}

/// How somebody stood in a ranking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stood {
    /// For which vacancy.
    pub vacancy_id: VacancyId,
    /// The day of the ranking.
    pub ranked_on: Day,
    /// What it kept.
    pub ranked: Ranked,
}

/// What rankings kept of a person, at most `limit` of them, in the order of the vacancies and of their rankings.
///
/// # Errors
/// When the database fails.
pub fn of_person(db: &mut DbConnection, person: PersonId, limit: i64) -> Result<Vec<Stood>, Error> {
    let theirs = vacancy_candidates::table
        .filter(vacancy_candidates::person_id.eq(DbUuid(person.0)))
        .order((vacancy_candidates::vacancy_id, vacancy_candidates::ranking, vacancy_candidates::place))
        .limit(limit);
    let rows: Vec<CandidateRow> = theirs.select(CandidateRow::as_select()).load(db).stored()?;
    let named: HashSet<DbUuid> = rows.iter().map(|row| row.vacancy_id).collect();
    let named: Vec<DbUuid> = named.into_iter().collect();
    let mut days: HashMap<(DbUuid, Option<i64>), NaiveDate> = HashMap::new();
    for chunk in named.chunks(crate::kernel::connection::ROWS_AT_ONCE) {
        let query = vacancies::table
            .filter(vacancies::id.eq_any(chunk.to_vec()))
            .filter(vacancies::ranked_on.is_not_null())
            .select((vacancies::id, vacancies::ranking, vacancies::ranked_on.assume_not_null()));
        let known: Vec<(DbUuid, Option<i64>, NaiveDate)> = query.load(db).stored()?;
        days.extend(known.into_iter().map(|(id, ranking, day)| ((id, ranking), day)));
    }
    let stood = |row: CandidateRow| {
        let ranked_on = read(TABLE, "ranking", days.get(&(row.vacancy_id, Some(row.ranking))).copied())?;
        Ok(Stood { vacancy_id: VacancyId(row.vacancy_id.0), ranked_on, ranked: row.into_ranked()? })
    };
    rows.into_iter().map(stood).collect()
}

/// Gives what rankings kept of a merged record to its survivor.
pub(crate) fn move_to(db: &mut DbConnection, lost: PersonId, survivor: PersonId) -> Result<(), Error> {
    let theirs = vacancy_candidates::table.filter(vacancy_candidates::person_id.eq(DbUuid(lost.0)));
    diesel::update(theirs).set(vacancy_candidates::person_id.eq(DbUuid(survivor.0))).execute(db).stored().map(drop)
}

fn kept_fact(fact: &Fact) -> Value {
    json!([fact.kind.as_str(), fact.id, fact.version])
}

fn fact(stored: &Value) -> Option<Fact> {
    Some(Fact {
        kind: SubjectKind::parse(stored.get(0)?.as_str()?)?,
        id: Uuid::try_parse(stored.get(1)?.as_str()?).ok()?,
        version: stored.get(2)?.as_i64()?,
    })
}

fn part(stored: &Value) -> Option<Part> {
    let number = |name: &str| u32::try_from(stored.get(name)?.as_u64()?).ok();
    let facts = stored.get("facts")?.as_array()?;
    Some(Part {
        component: Component::parse(stored.get("component")?.as_str()?)?,
        merit: number("merit")?,
        weight: number("weight")?,
        found: stored.get("found")?.as_str().map(str::to_owned),
        facts: facts.iter().map(fact).collect::<Option<_>>()?,
    })
}

fn exclusion(stored: &Value) -> Option<(Exclusion, Fact)> {
    Some((Exclusion::parse(stored.get(0)?.as_str()?)?, fact(stored.get(1)?)?))
}

impl CandidateRow {
    fn of(vacancy: VacancyId, ranking: i64, one: &Ranked) -> Self {
        let part = |part: &Part| {
            let facts: Vec<Value> = part.facts.iter().map(kept_fact).collect();
            json!({
                "component": part.component.as_str(), "merit": part.merit, "weight": part.weight, "found": part.found,
                "facts": facts
            })
        };
        let exclusion = |(exclusion, fact): &(Exclusion, Fact)| json!([exclusion.as_str(), kept_fact(fact)]);
        Self {
            vacancy_id: DbUuid(vacancy.0),
            ranking,
            place: one.place.into(),
            rank: one.rank.map(i64::from),
            person_id: DbUuid(one.person_id.0),
            origin: one.source.0.as_str().to_owned(),
            origin_fact: DbJson(kept_fact(&one.source.1)),
            score: one.score.into(),
            parts: DbJson(one.parts.iter().map(part).collect()),
            excluded_by: DbJson(one.excluded_by.iter().map(exclusion).collect()),
        }
    }

    fn into_ranked(self) -> Result<Ranked, Error> {
        let small = |name, number: i64| read(TABLE, name, u32::try_from(number).ok());
        Ok(Ranked {
            place: small("place", self.place)?,
            rank: self.rank.map(|rank| small("rank", rank)).transpose()?,
            person_id: PersonId(self.person_id.0),
            source: (
                read(TABLE, "origin", Source::parse(&self.origin))?,
                read(TABLE, "origin_fact", fact(&self.origin_fact.0))?,
            ),
            score: small("score", self.score)?,
            parts: column("parts").each(&self.parts.0, part)?,
            excluded_by: column("excluded_by").each(&self.excluded_by.0, exclusion)?,
        })
    }
}
