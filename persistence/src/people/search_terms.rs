//! The terms under which people are found: readings and spellings of their names, former names, and specialities.

use std::collections::HashSet;

use diesel::prelude::*;
use domain::{
    Error,
    kernel::{id::PersonId, name_search},
    people::person::Person,
};

use crate::kernel::{connection::DbConnection, error::Stored, schema::person_search_terms, types::DbUuid};

/// Kinds of search terms: a name by its characters and its likeliest reading, a name by another reading, a speciality.
pub(crate) const NAME_TERM: &str = "name";
pub(crate) const OTHER_NAME_TERM: &str = "name_other";
pub(crate) const SPECIALITY_TERM: &str = "speciality";
/// The kinds under which a name is found.
pub(crate) const NAME_TERMS: [&str; 2] = [NAME_TERM, OTHER_NAME_TERM];

/// The terms of the person at hand that begin with this text. A range instead of `LIKE`, because
/// both engines then use the index and compare bytes.
macro_rules! terms_beginning {
    ($person:expr, $kinds:expr, $start:expr) => {{
        let start: String = $start;
        let end = format!("{start}{}", char::MAX);
        person_search_terms::table
            .filter(person_search_terms::person_id.eq($person))
            .filter(person_search_terms::kind.eq_any($kinds))
            .filter(person_search_terms::term.between(start, end))
    }};
}
pub(crate) use terms_beginning;

/// The terms of the person at hand that are one of these.
macro_rules! terms_among {
    ($person:expr, $kind:expr, $among:expr) => {
        person_search_terms::table
            .filter(person_search_terms::person_id.eq($person))
            .filter(person_search_terms::kind.eq($kind))
            .filter(
                person_search_terms::term.eq_any($among.iter().map(|term| name_search::fold(term)).collect::<Vec<_>>()),
            )
    };
}
pub(crate) use terms_among;

/// One term under which a person is found.
#[derive(Debug, Clone, Queryable, Insertable, PartialEq, Eq, PartialOrd, Ord)]
#[diesel(table_name = person_search_terms, treat_none_as_default_value = false)]
struct TermRow {
    person_id: DbUuid,
    kind: &'static str,
    term: String,
}

/// Stores the terms of new people.
pub(super) fn insert(db: &mut DbConnection, new: &[Person]) -> Result<(), Error> {
    insert_rows(db, new.iter().flat_map(terms_of).collect())
}

fn insert_rows(db: &mut DbConnection, mut terms: Vec<TermRow>) -> Result<(), Error> {
    terms.sort();
    terms.dedup();
    insert_all!(db, person_search_terms::table, terms)?;
    Ok(())
}

fn terms_of(person: &Person) -> Vec<TermRow> {
    let row = |kind, term| TermRow { person_id: DbUuid(person.id.0), kind, term };
    let names = name_search::terms(person.details.name.as_str());
    let specialities = person.details.specialities.iter().map(|speciality| name_search::fold(speciality));
    let others = names.other.into_iter().map(|term| row(OTHER_NAME_TERM, term));
    names
        .likely
        .into_iter()
        .map(|term| row(NAME_TERM, term))
        .chain(others)
        .chain(specialities.map(|term| row(SPECIALITY_TERM, term)))
        .collect()
}

/// Brings the terms of a person up to the present record. Former names go on finding the person.
pub(super) fn update(db: &mut DbConnection, changed: &Person) -> Result<(), Error> {
    let mine = person_search_terms::table.filter(person_search_terms::person_id.eq(DbUuid(changed.id.0)));
    diesel::delete(mine.filter(person_search_terms::kind.eq(SPECIALITY_TERM))).execute(db).stored()?;
    let known: Vec<(String, String)> =
        mine.select((person_search_terms::kind, person_search_terms::term)).load(db).stored()?;
    let new = |term: &TermRow| !known.iter().any(|(kind, known)| kind == term.kind && *known == term.term);
    insert_rows(db, terms_of(changed).into_iter().filter(new).collect())
}

/// Moves the terms of a merged record to its survivor, so that the lost name finds it.
///
/// # Errors
/// When the database fails.
pub fn inherit(db: &mut DbConnection, lost: PersonId, survivor: PersonId) -> Result<(), Error> {
    let known: HashSet<(String, String)> = name_terms(db, survivor)?.into_iter().collect();
    let new: Vec<(String, String)> = name_terms(db, lost)?.into_iter().filter(|term| !known.contains(term)).collect();
    let kind_of = |stored: &str| NAME_TERMS.into_iter().find(|kind| *kind == stored);
    let row =
        |(kind, term): (String, String)| Some(TermRow { person_id: DbUuid(survivor.0), kind: kind_of(&kind)?, term });
    insert_rows(db, new.into_iter().filter_map(row).collect())
}

/// Writes the terms under which these people are found anew. Former names go on being found; a term that turned out to be
/// another reading of the name ranks as one.
pub(crate) fn index_anew(db: &mut DbConnection, these: &[Person]) -> Result<(), Error> {
    let ids: Vec<DbUuid> = these.iter().map(|person| DbUuid(person.id.0)).collect();
    let stored = || person_search_terms::table.filter(person_search_terms::person_id.eq_any(&ids));
    let known: Vec<(DbUuid, String, String)> = stored().load(db).stored()?;
    let mut terms: Vec<TermRow> = these.iter().flat_map(terms_of).collect();
    let new: HashSet<(DbUuid, String)> = terms.iter().map(|row| (row.person_id, row.term.clone())).collect();
    let is_former = |(person, kind, term): &(DbUuid, String, String)| {
        NAME_TERMS.contains(&kind.as_str()) && !new.contains(&(*person, term.clone()))
    };
    let former: Vec<(DbUuid, String, String)> = known.into_iter().filter(is_former).collect();
    diesel::delete(stored()).execute(db).stored()?;
    let kind_of = |stored: &str| NAME_TERMS.into_iter().find(|kind| *kind == stored);
    let row =
        |(person_id, kind, term): (DbUuid, String, String)| Some(TermRow { person_id, kind: kind_of(&kind)?, term });
    terms.extend(former.into_iter().filter_map(row));
    insert_rows(db, terms)
}

/// The terms under which the name of a person is found, each after its kind.
fn name_terms(db: &mut DbConnection, person: PersonId) -> Result<Vec<(String, String)>, Error> {
    let theirs = person_search_terms::table
        .filter(person_search_terms::person_id.eq(DbUuid(person.0)))
        .filter(person_search_terms::kind.eq_any(NAME_TERMS));
    theirs.select((person_search_terms::kind, person_search_terms::term)).load(db).stored()
}
