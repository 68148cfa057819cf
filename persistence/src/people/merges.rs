//! Records that were merged into others, and who stands for them now.

use std::collections::HashMap;

use diesel::prelude::*;
use domain::{Error, Reach, kernel::id::PersonId};

use crate::kernel::{connection::DbConnection, error::Stored, row::area, schema::people, types::DbUuid};

/// These people and the records that were merged into them.
///
/// # Errors
/// When the database fails.
pub fn with_merged(db: &mut DbConnection, ids: &[PersonId]) -> Result<Vec<PersonId>, Error> {
    Ok(ids.iter().copied().chain(merged_into(db, ids)?.into_keys()).collect())
}

/// Most merges in a row that are followed.
pub const MERGES_MAX: usize = 16;

/// The records that were merged into these, and which of these each is now, however many merges lie between. One statement,
/// and one more for each merge in a row.
///
/// # Errors
/// When the database fails.
pub fn merged_into(db: &mut DbConnection, ids: &[PersonId]) -> Result<HashMap<PersonId, PersonId>, Error> {
    let (mut survivors, mut asked): (HashMap<PersonId, PersonId>, Vec<PersonId>) = (HashMap::new(), ids.to_vec());
    for _ in 0..MERGES_MAX {
        let rows: Vec<(DbUuid, Option<DbUuid>)> = people::table
            .filter(people::merged_into.eq_any(asked.iter().map(|id| DbUuid(id.0))))
            .select((people::id, people::merged_into))
            .load(db)
            .stored()?;
        asked.clear();
        for (lost, into) in rows {
            let (lost, Some(into)) = (PersonId(lost.0), into.map(|into| PersonId(into.0))) else { continue };
            asked.push(lost);
            survivors.insert(lost, survivors.get(&into).copied().unwrap_or(into));
        }
        if asked.is_empty() {
            break;
        }
    }
    Ok(survivors)
}

/// The survivor of each of these records: itself, or the record into which it was merged in the end. One statement for
/// each merge in a row; unknown records are left out.
///
/// # Errors
/// When the database fails.
pub fn survivors(db: &mut DbConnection, ids: &[PersonId]) -> Result<HashMap<PersonId, PersonId>, Error> {
    let (mut links, mut asked) = (HashMap::new(), ids.to_vec());
    for _ in 0..MERGES_MAX {
        if asked.is_empty() {
            break;
        }
        let found = merges(db, &asked)?;
        asked = found.values().flatten().copied().filter(|into| !links.contains_key(into)).collect();
        links.extend(found);
    }
    let last = |id: &PersonId| std::iter::successors(Some(*id), |at| links.get(at).copied().flatten()).last();
    Ok(ids.iter().filter(|id| links.contains_key(id)).filter_map(|id| Some((*id, last(id)?))).collect())
}

/// Into which record each of these was merged, if it was; those that are unknown are left out. Wherever they are.
///
/// # Errors
/// When the database fails.
pub fn merges(db: &mut DbConnection, ids: &[PersonId]) -> Result<HashMap<PersonId, Option<PersonId>>, Error> {
    let ids: Vec<DbUuid> = ids.iter().map(|id| DbUuid(id.0)).collect();
    let query = people::table.filter(people::id.eq_any(ids)).select((people::id, people::merged_into));
    let rows: Vec<(DbUuid, Option<DbUuid>)> = query.load(db).stored()?;
    Ok(rows.into_iter().map(|(id, into)| (PersonId(id.0), into.map(|into| PersonId(into.0)))).collect())
}

/// Who a person is now: the record into which theirs was merged, however many merges lie between, or their own.
///
/// # Errors
/// When the database fails.
pub fn merged_into_of(db: &mut DbConnection, id: PersonId) -> Result<PersonId, Error> {
    let mut now = id;
    for _ in 0..MERGES_MAX {
        match merges(db, &[now])?.remove(&now).flatten() {
            Some(next) => now = next,
            None => break,
        }
    }
    Ok(now)
}

/// The merged records with these public numbers within reach.
///
/// # Errors
/// When the database fails.
pub fn merged_of_numbers(
    db: &mut DbConnection,
    reach: &Reach,
    numbers: &[String],
) -> Result<Vec<(String, PersonId)>, Error> {
    let merged = people::table.filter(people::number.eq_any(numbers)).filter(people::merged_into.is_not_null());
    let rows: Vec<(String, DbUuid, String)> =
        merged.select((people::number, people::id, people::area)).load(db).stored()?;
    let mut found = Vec::new();
    for (number, id, code) in rows {
        if reach.covers(&area("people", &code)?) {
            found.push((number, PersonId(id.0)));
        }
    }
    Ok(found)
}
