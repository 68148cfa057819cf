//! People who may be in the register twice: the same name and birth date, and not two citizen numbers that tell them apart.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use diesel::{dsl::exists, prelude::*};
use domain::{
    Area, Error, Reach,
    kernel::{
        id::PersonId,
        page::{Page, PageRequest, Position},
    },
    people::person::Person,
};

use crate::kernel::{connection::DbConnection, error::Stored, row::area, schema::people, types::DbUuid};

/// Most candidates that are named for one person.
pub const CANDIDATES_MAX: usize = 20;

/// A person without a citizen number, and who within reach may be the same.
#[derive(Debug, Clone)]
pub struct Namesake {
    /// The person.
    pub id: PersonId,
    /// The public number.
    pub number: String,
    /// The area of the record.
    pub area: Area,
    /// The name that they share.
    pub name: String,
    /// The birth date that they share.
    pub birth_date: NaiveDate,
    /// The others.
    pub candidates: Vec<PersonId>,
}

/// Who within reach may be the same as this person.
///
/// # Errors
/// When the database fails.
pub fn of_person(db: &mut DbConnection, reach: &Reach, person: &Person) -> Result<Vec<PersonId>, Error> {
    let Some(birth_date) = person.details.birth_date else { return Ok(Vec::new()) };
    let (low, high) = reach.bounds();
    let mut query = people::table
        .into_boxed()
        .filter(people::name.eq(person.details.name.as_str()))
        .filter(people::birth_date.eq(birth_date))
        .filter(people::id.ne(DbUuid(person.id.0)))
        .filter(people::merged_into.is_null())
        .filter(people::erased_at.is_null())
        .filter(people::area.between(low, high));
    if person.has_citizen_number() {
        query = query.filter(people::citizen_number_index.is_null());
    }
    let limit = i64::try_from(CANDIDATES_MAX).unwrap_or(i64::MAX);
    let found: Vec<DbUuid> = query.order(people::id).limit(limit).select(people::id).load(db).stored()?;
    Ok(found.into_iter().map(|id| PersonId(id.0)).collect())
}

/// People within reach without a citizen number who may be one of these people, who all have one: by name and birth
/// date. At most [`CANDIDATES_MAX`] for each.
///
/// # Errors
/// When the database fails.
pub fn of_numbered(
    db: &mut DbConnection,
    reach: &Reach,
    all: &[&Person],
) -> Result<HashMap<(String, NaiveDate), Vec<PersonId>>, Error> {
    let (low, high) = reach.bounds();
    let mut found: HashMap<(String, NaiveDate), Vec<PersonId>> = HashMap::new();
    for some in all.chunks(crate::kernel::connection::ROWS_AT_ONCE) {
        let rows: Vec<(String, Option<NaiveDate>, DbUuid)> = people::table
            .filter(people::name.eq_any(some.iter().map(|person| person.details.name.as_str())))
            .filter(people::birth_date.is_not_null())
            .filter(people::citizen_number_index.is_null())
            .filter(people::merged_into.is_null())
            .filter(people::erased_at.is_null())
            .filter(people::area.between(&low, &high))
            .order(people::id)
            .select((people::name, people::birth_date, people::id))
            .load(db)
            .stored()?;
        for (name, born, id) in rows {
            let Some(born) = born else { continue };
            let candidates = found.entry((name, born)).or_default();
            if candidates.len() < CANDIDATES_MAX {
                candidates.push(PersonId(id.0));
            }
        }
    }
    Ok(found)
}

/// Which of these people are within reach and stand for themselves: neither merged nor erased.
///
/// # Errors
/// When the database fails.
pub fn standing(db: &mut DbConnection, reach: &Reach, ids: &[PersonId]) -> Result<HashSet<PersonId>, Error> {
    let (low, high) = reach.bounds();
    let found: Vec<DbUuid> = people::table
        .filter(people::id.eq_any(ids.iter().map(|id| DbUuid(id.0))))
        .filter(people::merged_into.is_null())
        .filter(people::erased_at.is_null())
        .filter(people::area.between(low, high))
        .select(people::id)
        .load(db)
        .stored()?;
    Ok(found.into_iter().map(|id| PersonId(id.0)).collect())
}

type Row = (DbUuid, String, String, String, Option<NaiveDate>);

/// A page of the people without a citizen number who have a namesake born on the same day, both within reach.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    reach: &Reach,
    areas: &[Area],
    descending: bool,
    page: &PageRequest,
) -> Result<Page<Namesake>, Error> {
    macro_rules! listed {
        () => {{
            let other = diesel::alias!(people as other);
            let (low, high) = reach.bounds();
            let namesakes = other
                .filter(other.field(people::name).eq(people::name))
                .filter(other.field(people::birth_date).eq(people::birth_date))
                .filter(other.field(people::id).ne(people::id))
                .filter(other.field(people::merged_into).is_null())
                .filter(other.field(people::erased_at).is_null())
                .filter(other.field(people::area).between(low, high));
            let mut query = people::table
                .into_boxed()
                .filter(people::citizen_number_index.is_null())
                .filter(people::merged_into.is_null())
                .filter(people::erased_at.is_null())
                .filter(people::birth_date.is_not_null())
                .filter(exists(namesakes));
            narrow_to_areas!(query, people::area, reach, areas);
            query
        }};
    }
    let mut query = listed!().limit(i64::from(page.size) + 1);
    if let Some(after) = &page.after {
        let id = DbUuid(after.id);
        query = if descending { query.filter(people::id.lt(id)) } else { query.filter(people::id.gt(id)) };
    }
    query = if descending { query.order(people::id.desc()) } else { query.order(people::id.asc()) };
    let columns = (people::id, people::number, people::area, people::name, people::birth_date);
    let rows: Vec<Row> = query.select(columns).load(db).stored()?;
    let mut found = Vec::with_capacity(rows.len());
    for (id, number, code, name, birth_date) in rows {
        let Some(birth_date) = birth_date else { continue };
        let (id, area) = (PersonId(id.0), area("people", &code)?);
        found.push(Namesake { id, number, area, name, birth_date, candidates: Vec::new() });
    }
    let mut result = Page::cut(found, page.size, |one| Position { value: None, id: one.id.0 });
    name_candidates(db, reach, &mut result.items)?;
    if page.count {
        result.total = Some(listed!().count().get_result(db).stored()?);
    }
    Ok(result)
}

/// Looks up who shares name and birth date with each of these.
fn name_candidates(db: &mut DbConnection, reach: &Reach, listed: &mut [Namesake]) -> Result<(), Error> {
    if listed.is_empty() {
        return Ok(());
    }
    let (low, high) = reach.bounds();
    let names: Vec<String> = listed.iter().map(|one| one.name.clone()).collect();
    let days: Vec<NaiveDate> = listed.iter().map(|one| one.birth_date).collect();
    let rows: Vec<(DbUuid, String, Option<NaiveDate>)> = people::table
        .filter(people::name.eq_any(names))
        .filter(people::birth_date.eq_any(days))
        .filter(people::merged_into.is_null())
        .filter(people::erased_at.is_null())
        .filter(people::area.between(low, high))
        .order(people::id)
        .select((people::id, people::name, people::birth_date))
        .load(db)
        .stored()?;
    for one in listed {
        let is_namesake = |(id, name, born): &&(DbUuid, String, Option<NaiveDate>)| {
            id.0 != one.id.0 && *name == one.name && *born == Some(one.birth_date)
        };
        one.candidates =
            rows.iter().filter(is_namesake).take(CANDIDATES_MAX).map(|(id, _, _)| PersonId(id.0)).collect();
    }
    Ok(())
}
