//! The names of respondents, sealed for the measure that they are about.
//!
//! A measure carries the name sealed through all of its versions, so it is bound to table, column and record.

use diesel::prelude::*;
use domain::{Error, kernel::id::AccountabilityMeasureId};

use crate::kernel::{
    connection::DbConnection,
    error::Stored,
    schema::accountability_measures::{id, respondent_name, table, version},
    types::DbUuid,
    vault::{Place, Vault},
};

/// In place of a version: a name belongs to all of them.
const OF_ALL_VERSIONS: i64 = 0;
/// Rows that are looked at together.
const AT_ONCE: i64 = 200;

fn place(of: AccountabilityMeasureId) -> Place {
    Place::new(("accountability_measures", "respondent_name"), of.0, OF_ALL_VERSIONS)
}

/// A name as its measure carries it.
///
/// # Errors
/// As [`Vault::seal_text`].
pub fn sealed(vault: &Vault, of: AccountabilityMeasureId, name: &str) -> Result<String, Error> {
    vault.seal_text(&place(of), name)
}

/// A name as it is shown; [`domain::kernel::text::UNREADABLE_WORDS`] in place of what does not open.
///
/// # Errors
/// When the keys cannot be read.
pub fn opened(vault: &Vault, of: AccountabilityMeasureId, kept: &str) -> Result<String, Error> {
    vault.readable_text(&place(of), kept, "respondent_name")
}

/// The name in a row, as it was found.
#[derive(Debug, Clone)]
pub struct Name {
    of: AccountabilityMeasureId,
    at: i64,
    text: String,
}

impl Name {
    /// The record, as a person would look for it.
    pub(crate) fn record(&self) -> String {
        format!("accountability_measures {} (version {})", self.of.0, self.at)
    }
}

/// Some of the names that were not sealed with the newest key, after the first `offset`.
///
/// # Errors
/// When the database fails.
pub(crate) fn stale(db: &mut DbConnection, vault: &Vault, offset: i64) -> Result<Vec<Name>, Error> {
    let (low, high) = vault.newest_texts();
    let rows: Vec<(DbUuid, i64, Option<String>)> = table
        .filter(stale_text!(respondent_name, low, high))
        .order((id, version))
        .limit(AT_ONCE)
        .offset(offset)
        .select((id, version, respondent_name))
        .load(db)
        .stored()?;
    let name = |(of, at, text): (DbUuid, i64, Option<String>)| {
        Some(Name { of: AccountabilityMeasureId(of.0), at, text: text? })
    };
    Ok(rows.into_iter().filter_map(name).collect())
}

/// How many rows hold a name that was not sealed with the newest key.
///
/// # Errors
/// When the database fails.
pub(crate) fn count_stale(db: &mut DbConnection, vault: &Vault) -> Result<i64, Error> {
    let (low, high) = vault.newest_texts();
    table.filter(stale_text!(respondent_name, low, high)).count().get_result(db).stored()
}

/// Seals a name again with the newest key, unless the row has got another meanwhile.
///
/// # Errors
/// When it does not open.
pub(crate) fn seal_again(db: &mut DbConnection, vault: &Vault, before: &Name) -> Result<(), Error> {
    let place = place(before.of);
    let after = vault.seal_text(&place, &vault.unseal_text(&place, &before.text)?)?;
    let unchanged = table.find((DbUuid(before.of.0), before.at)).filter(respondent_name.eq(before.text.clone()));
    diesel::update(unchanged).set(respondent_name.eq(after)).execute(db).stored().map(drop)
}
