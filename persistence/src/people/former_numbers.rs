//! The citizen numbers of records that were merged into others: each leads to the record that stands for the person now.
//!
//! Only the blind index of a number is kept. Both databases refuse a number as anybody else's.

use std::collections::HashMap;

use diesel::prelude::*;
use domain::{Error, kernel::id::PersonId};

use crate::kernel::{
    connection::DbConnection,
    error::Stored,
    schema::{former_citizen_numbers as numbers, people},
    types::DbUuid,
};

/// Gives the numbers of a merged record to its survivor: those it had from others, and its own, unless the survivor has none
/// and takes it. To be called while the merged record still has its number.
///
/// # Errors
/// When the database fails.
pub fn inherit(db: &mut DbConnection, lost: PersonId, survivor: PersonId, keeps_own: bool) -> Result<(), Error> {
    let (lost, survivor) = (DbUuid(lost.0), DbUuid(survivor.0));
    let theirs = numbers::table.filter(numbers::person_id.eq(lost));
    diesel::update(theirs).set(numbers::person_id.eq(survivor)).execute(db).stored()?;
    if !keeps_own {
        return Ok(());
    }
    let own: Option<Vec<u8>> = people::table.find(lost).select(people::citizen_number_index).first(db).stored()?;
    own.map_or(Ok(()), |own| keep(db, own, survivor))
}

/// Keeps a number as that of a person.
pub(crate) fn keep(db: &mut DbConnection, index: Vec<u8>, person: DbUuid) -> Result<(), Error> {
    diesel::delete(numbers::table.find(&index)).execute(db).stored()?;
    let row = (numbers::citizen_number_index.eq(index), numbers::person_id.eq(person));
    diesel::insert_into(numbers::table).values(row).execute(db).stored().map(drop)
}

/// The survivor to whom each of these former numbers leads, by its blind index; a number that is not a former one is
/// left out.
pub(crate) fn holders(db: &mut DbConnection, indexes: &[Vec<u8>]) -> Result<HashMap<Vec<u8>, PersonId>, Error> {
    let named = numbers::table.filter(numbers::citizen_number_index.eq_any(indexes.to_vec()));
    let rows: Vec<(Vec<u8>, DbUuid)> =
        named.select((numbers::citizen_number_index, numbers::person_id)).load(db).stored()?;
    Ok(rows.into_iter().map(|(index, person)| (index, PersonId(person.0))).collect())
}

/// Forgets the numbers of people who are erased.
pub(crate) fn forget(db: &mut DbConnection, people: &[DbUuid]) -> Result<(), Error> {
    let theirs = numbers::table.filter(numbers::person_id.eq_any(people.to_vec()));
    diesel::delete(theirs).execute(db).stored().map(drop)
}
