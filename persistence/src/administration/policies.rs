//! Local changes of rules: proposed, confirmed, numbered.

use diesel::prelude::*;
use domain::{
    Error, Instant,
    administration::proposal::{Proposal, Status},
    kernel::{
        id::ProposalId,
        page::{Page, PageRequest, Position},
        rules::{self, Rules},
    },
};
use serde_json::Value;

use crate::kernel::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    row::{Id, Json, Maybe, Plain, Time, Worded},
    schema::{earlier_policy_proposals, policy_changes, policy_proposals},
    types::{DbInstant, DbJson, DbUuid},
};

/// One confirmed change of a rule.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = policy_changes)]
struct ChangeRow {
    version: i64,
    proposal_id: DbUuid,
    key: String,
    value: DbJson,
    document_number: String,
    recorded_at: DbInstant,
}

row! {
    /// A proposal as stored.
    #[derive(AsChangeset)]
    #[diesel(treat_none_as_null = true)]
    ProposalRow of Proposal in policy_proposals before earlier_policy_proposals {
        id: Id<ProposalId>,
        version: Plain<i64>,
        key: Plain<String>,
        value: Json<Value>,
        document_number: Plain<String>,
        reason: Maybe<Plain<String>>,
        status: Worded<Status>,
        proposed_by: Plain<String>,
        created_at: Time,
        updated_at: Time,
    }
}

/// A confirmed change: version, key, value, document number and time.
pub type Change = (i64, String, Value, String, Instant);

/// Every confirmed change, oldest first.
///
/// # Errors
/// When the database fails.
pub fn changes(db: &mut DbConnection) -> Result<Vec<Change>, Error> {
    let rows: Vec<ChangeRow> =
        policy_changes::table.order(policy_changes::version).select(ChangeRow::as_select()).load(db).stored()?;
    Ok(rows
        .into_iter()
        .map(|row| (row.version, row.key, row.value.0, row.document_number, row.recorded_at.0))
        .collect())
}

/// The rules in force.
///
/// # Errors
/// When the database fails.
pub fn rules(db: &mut DbConnection) -> Result<Rules, Error> {
    Ok(Rules::with_changes(changes(db)?.into_iter().map(|(version, key, value, _, _)| (version, key, value))))
}

/// Puts a confirmed proposal in force, and gives the new version of the rules.
///
/// # Errors
/// [`Error::Busy`] when another change was confirmed at the same moment.
pub fn put_in_force(db: &mut DbConnection, proposal: &Proposal, now: Instant) -> Result<i64, Error> {
    let latest: Option<i64> =
        policy_changes::table.select(diesel::dsl::max(policy_changes::version)).first(db).stored()?;
    let version = latest.unwrap_or(rules::SHIPPED_VERSION) + 1;
    let row = ChangeRow {
        version,
        proposal_id: DbUuid(proposal.id.0),
        key: proposal.key.clone(),
        value: DbJson(proposal.value.clone()),
        document_number: proposal.document_number.clone(),
        recorded_at: DbInstant(now),
    };
    diesel::insert_into(policy_changes::table).values(row).execute(db).stored()?;
    Ok(version)
}

domain::parameters! {
    /// Which proposals.
    ProposalFilter sorts ["id"], {
        /// As the register knew it at this instant (RFC 3339); as it knows it now unless said.
        known_at: kept,
    }
}

/// The proposal of this id, as it was known at a moment: now, unless said.
///
/// # Errors
/// [`Error::NotFound`], also for what was not known then.
pub fn find(db: &mut DbConnection, id: ProposalId, known_at: Option<Instant>) -> Result<Proposal, Error> {
    known_row!(db, policy_proposals before earlier_policy_proposals: ProposalRow, id, known_at).into_record()
}

/// A page of proposals, as made or the reverse.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    filter: &ProposalFilter,
    descending: bool,
    page: &PageRequest,
) -> Result<Page<Proposal>, Error> {
    page_kept!(
        db, policy_proposals before earlier_policy_proposals: ProposalRow,
        (
            policy_proposals::table.into_boxed::<MultiBackend>(),
            earlier_policy_proposals::table.into_boxed::<MultiBackend>()
        ),
        filter.known_at, page, descending
    )
}

/// Stores a new proposal.
///
/// # Errors
/// When the database fails.
pub fn insert(db: &mut DbConnection, proposal: &Proposal) -> Result<(), Error> {
    diesel::insert_into(policy_proposals::table).values(ProposalRow::from(proposal)).execute(db).stored().map(drop)
}

/// Stores a changed proposal over the version before it.
///
/// # Errors
/// [`Error::Changed`] when another writer was first.
pub fn update(db: &mut DbConnection, changed: &Proposal) -> Result<(), Error> {
    overwrite!(db, policy_proposals: ProposalRow, changed)
}
