//! Local changes of rules: proposed, confirmed, numbered.

use diesel::prelude::*;
use domain::{
    Error, Instant,
    id::ProposalId,
    page::{Page, PageRequest, Position},
    proposal::{Proposal, Status},
    rules::{self, Rules},
};
use serde_json::Value;

use crate::{
    connection::DbConnection,
    error::Stored,
    people::read,
    schema::{policy_changes, policy_proposals},
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

#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = policy_proposals, treat_none_as_null = true)]
struct ProposalRow {
    id: DbUuid,
    version: i64,
    key: String,
    value: DbJson,
    document_number: String,
    reason: Option<String>,
    status: String,
    proposed_by: String,
    created_at: DbInstant,
    updated_at: DbInstant,
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

/// The proposal of this id.
///
/// # Errors
/// [`Error::NotFound`].
pub fn find(db: &mut DbConnection, id: ProposalId) -> Result<Proposal, Error> {
    let query = policy_proposals::table.find(DbUuid(id.0)).select(ProposalRow::as_select());
    query.first(db).stored()?.into_proposal()
}

/// A page of proposals, as made.
///
/// # Errors
/// When the database fails.
pub fn list(db: &mut DbConnection, page: &PageRequest) -> Result<Page<Proposal>, Error> {
    let mut query = policy_proposals::table.into_boxed();
    if let Some(after) = &page.after {
        query = query.filter(policy_proposals::id.gt(DbUuid(after.id)));
    }
    let query = query.order(policy_proposals::id).limit(i64::from(page.size) + 1);
    let rows: Vec<ProposalRow> = query.select(ProposalRow::as_select()).load(db).stored()?;
    let all: Result<Vec<Proposal>, Error> = rows.into_iter().map(ProposalRow::into_proposal).collect();
    let mut result = Page::cut(all?, page.size, |proposal| Position { value: None, id: proposal.id.0 });
    if page.count {
        result.total = Some(policy_proposals::table.count().get_result(db).stored()?);
    }
    Ok(result)
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
    let row = ProposalRow::from(changed);
    let target = policy_proposals::table.find(row.id).filter(policy_proposals::version.eq(changed.version - 1));
    match diesel::update(target).set(&row).execute(db).stored()? {
        1 => Ok(()),
        _ => Err(Error::Changed),
    }
}

impl From<&Proposal> for ProposalRow {
    fn from(proposal: &Proposal) -> Self {
        Self {
            id: DbUuid(proposal.id.0),
            version: proposal.version,
            key: proposal.key.clone(),
            value: DbJson(proposal.value.clone()),
            document_number: proposal.document_number.clone(),
            reason: proposal.reason.clone(),
            status: proposal.status.as_str().to_owned(),
            proposed_by: proposal.proposed_by.clone(),
            created_at: DbInstant(proposal.created_at),
            updated_at: DbInstant(proposal.updated_at),
        }
    }
}

impl ProposalRow {
    fn into_proposal(self) -> Result<Proposal, Error> {
        Ok(Proposal {
            id: ProposalId(self.id.0),
            version: self.version,
            key: self.key,
            value: self.value.0,
            document_number: self.document_number,
            reason: self.reason,
            status: read("policy_proposals", "status", Status::parse(&self.status))?,
            proposed_by: self.proposed_by,
            created_at: self.created_at.0,
            updated_at: self.updated_at.0,
        })
    }
}
