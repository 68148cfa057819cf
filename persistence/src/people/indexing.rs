//! Writing anew what an earlier release wrote about people: the terms that find them, the spelling of their names, and the
//! numbers of records that were merged. No record says anything else than before.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use domain::{
    Error, Reach,
    kernel::{id::PersonId, text::PersonName},
};

use crate::{
    kernel::{
        connection::DbConnection,
        error::Stored,
        events,
        schema::{people as people_table, people_to_index as queue},
        types::DbUuid,
        vault::Vault,
    },
    people::{self, CITIZEN_NUMBER, former_numbers},
};

/// People written anew in one transaction.
pub const INDEXED_AT_ONCE: i64 = 200;

/// Writes some of the waiting people anew; tells how many.
///
/// # Errors
/// When the database fails.
pub fn index_some(db: &mut DbConnection, vault: &Vault) -> Result<usize, Error> {
    let waiting = queue::table.order(queue::person_id).limit(INDEXED_AT_ONCE).select(queue::person_id);
    let ids: Vec<DbUuid> = waiting.load(db).stored()?;
    if ids.is_empty() {
        return Ok(0);
    }
    let named: Vec<PersonId> = ids.iter().map(|id| PersonId(id.0)).collect();
    let mut all = people::find_many(db, vault, &Reach::everything(), &named)?;
    all.retain(|person| person.erased_at.is_none());
    people::search_terms::index_anew(db, &all)?;
    spell_anew(db, &ids)?;
    let merged: Vec<PersonId> = all.iter().filter(|one| one.merged_into.is_some()).map(|one| one.id).collect();
    if !merged.is_empty() {
        keep_numbers(db, vault, &merged)?;
    }
    diesel::delete(queue::table.filter(queue::person_id.eq_any(&ids))).execute(db).stored()?;
    Ok(ids.len())
}

/// Stores names that have another spelling than that in which they are read.
fn spell_anew(db: &mut DbConnection, ids: &[DbUuid]) -> Result<(), Error> {
    let stored = people_table::table.filter(people_table::id.eq_any(ids)).filter(people_table::erased_at.is_null());
    let rows: Vec<(DbUuid, String)> = stored.select((people_table::id, people_table::name)).load(db).stored()?;
    for (id, stored) in rows {
        let name = PersonName::from_stored(stored.clone());
        if name.as_str() != stored {
            diesel::update(people_table::table.find(id))
                .set(people_table::name.eq(name.as_str()))
                .execute(db)
                .stored()?;
        }
    }
    Ok(())
}

/// Keeps the numbers that merged records had, as their history tells them, unless somebody has the number now.
fn keep_numbers(db: &mut DbConnection, vault: &Vault, merged: &[PersonId]) -> Result<(), Error> {
    let survivors = people::merges::survivors(db, merged)?;
    let numbers: HashMap<PersonId, Vec<u8>> = events::numbers_before_merge(db, vault, merged)?
        .into_iter()
        .map(|(person, number)| (person, vault.index(CITIZEN_NUMBER, &number)))
        .collect();
    let indexes: Vec<Vec<u8>> = numbers.values().cloned().collect();
    let taken = people_table::table.filter(people_table::citizen_number_index.eq_any(indexes));
    let taken: Vec<Option<Vec<u8>>> = taken.select(people_table::citizen_number_index).load(db).stored()?;
    let taken: HashSet<Vec<u8>> = taken.into_iter().flatten().collect();
    for (person, index) in numbers {
        if let Some(survivor) = survivors.get(&person).filter(|_| !taken.contains(&index)) {
            former_numbers::keep(db, index, DbUuid(survivor.0))?;
        }
    }
    Ok(())
}
