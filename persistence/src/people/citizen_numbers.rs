//! Whose a citizen number is, by its blind index.

use std::collections::HashMap;

use diesel::prelude::*;
use domain::{
    Area, Error,
    kernel::{id::PersonId, text::CitizenNumber},
    people::person::Person,
};
use uuid::Uuid;

use super::{CITIZEN_NUMBER, PersonRow, former_numbers};
use crate::kernel::{connection::DbConnection, error::Stored, row::area, schema::people, types::DbUuid, vault::Vault};

/// Whose a citizen number is.
#[derive(Debug, Clone)]
pub struct Holder {
    /// The person.
    pub person: Person,
    /// True if the number is that of a record that was merged into the person's.
    pub by_former_number: bool,
}

/// The people with these citizen numbers, wherever they are: a double is a double beyond any area. The number of a record
/// that was merged leads to the one that stands for the person now.
///
/// # Errors
/// When the database fails.
pub fn by_citizen_numbers(
    db: &mut DbConnection,
    vault: &Vault,
    numbers: &[String],
) -> Result<HashMap<String, Holder>, Error> {
    let index_of = |number: &String| vault.index(CITIZEN_NUMBER, number);
    let indexes: Vec<Vec<u8>> = numbers.iter().map(index_of).collect();
    let former = former_numbers::holders(db, &indexes)?;
    let ids: Vec<DbUuid> = former.values().map(|id| DbUuid(id.0)).collect();
    let named = people::citizen_number_index.eq_any(indexes).or(people::id.eq_any(ids).nullable());
    let mut present: HashMap<Vec<u8>, Holder> = HashMap::new();
    for row in people::table.filter(named).select(PersonRow::as_select()).load(db).stored()? {
        let own = row.citizen_number_index.clone();
        let person = row.into_person(vault)?;
        for (index, _) in former.iter().filter(|(_, id)| **id == person.id) {
            present.entry(index.clone()).or_insert(Holder { person: person.clone(), by_former_number: true });
        }
        if let Some(index) = own {
            present.insert(index, Holder { person, by_former_number: false });
        }
    }
    Ok(numbers.iter().filter_map(|number| Some((number.clone(), present.get(&index_of(number))?.clone()))).collect())
}

/// Whose a citizen number is, wherever they are, with their area; that of a merged record is its survivor's. It takes the
/// same statements whether it is anybody's or not.
///
/// # Errors
/// When the database fails.
pub fn holder_of(
    db: &mut DbConnection,
    vault: &Vault,
    number: &CitizenNumber,
) -> Result<Option<(PersonId, Area)>, Error> {
    let index = vault.index(CITIZEN_NUMBER, number.reveal());
    let former = former_numbers::holders(db, std::slice::from_ref(&index))?.remove(&index);
    let former = DbUuid(former.map_or_else(Uuid::nil, |id| id.0));
    let named = people::citizen_number_index.eq(index).or(people::id.eq(former).nullable());
    let holder: Option<(DbUuid, String)> =
        people::table.filter(named).select((people::id, people::area)).first(db).optional().stored()?;
    holder.map(|(id, code)| Ok((PersonId(id.0), area("people", &code)?))).transpose()
}

/// Whom the citizen number of a merged record leads to.
///
/// # Errors
/// When the database fails.
pub fn former_holder(db: &mut DbConnection, vault: &Vault, number: &str) -> Result<Option<PersonId>, Error> {
    let index = vault.index(CITIZEN_NUMBER, number);
    Ok(former_numbers::holders(db, std::slice::from_ref(&index))?.remove(&index))
}
