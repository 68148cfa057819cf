//! Erasures: rows in and out, and what the ledger says of whoever is to be erased.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::{
    Error, Reach,
    file::erasure::{Erasure, Ground, InTheWay, Obstacle, Status, Stipends},
    kernel::id::{ErasureId, PersonId, StipendRunId},
    money::stipend::{line::PaymentOutcome, run},
    people::person::Person,
};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    kernel::{
        connection::DbConnection,
        error::Stored,
        row::read,
        schema::{erasures, payees, stipend_lines, stipend_runs, stipend_transfer_digests},
        types::{DbInstant, DbJson, DbUuid},
        vault::Vault,
    },
    people,
};

const TABLE: &str = "erasures";

/// An erasure as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = erasures, treat_none_as_null = true)]
struct ErasureRow {
    id: DbUuid,
    version: i64,
    person_id: DbUuid,
    status: String,
    ground: String,
    document_number: String,
    requested_on: NaiveDate,
    carried_out_on: Option<NaiveDate>,
    report: Option<DbJson>,
    created_at: DbInstant,
    updated_at: DbInstant,
}

/// The last erasure of a person, whatever became of it.
///
/// # Errors
/// When the database fails.
pub fn latest(db: &mut DbConnection, person: PersonId) -> Result<Option<Erasure>, Error> {
    // One that waits comes first, then what was touched last: a merge may have brought either to ones that were asked for later.
    let waits_first = erasures::status.eq(Status::Requested.as_str()).desc();
    let theirs = erasures::table.filter(erasures::person_id.eq(DbUuid(person.0)));
    let row = theirs
        .order((waits_first, erasures::updated_at.desc(), erasures::id.desc()))
        .select(ErasureRow::as_select())
        .first(db)
        .optional()
        .stored()?;
    row.map(ErasureRow::into_erasure).transpose()
}

/// Stores an erasure that was asked for.
///
/// # Errors
/// [`Error::Duplicate`] when one waits already.
pub fn insert(db: &mut DbConnection, new: &Erasure) -> Result<(), Error> {
    diesel::insert_into(erasures::table).values(ErasureRow::of(new)?).execute(db).stored().map(drop)
}

/// Stores a changed erasure over the version before it.
///
/// # Errors
/// [`Error::Changed`] when another writer was first.
pub fn update(db: &mut DbConnection, changed: &Erasure) -> Result<(), Error> {
    let row = ErasureRow::of(changed)?;
    let target = erasures::table.find(row.id).filter(erasures::version.eq(changed.version - 1));
    match diesel::update(target).set(&row).execute(db).stored()? {
        1 => Ok(()),
        _ => Err(Error::Changed),
    }
}

/// Gives what was asked for about a merged record to its survivor.
///
/// # Errors
/// [`Error::Duplicate`] when one waits for each.
pub fn move_to(db: &mut DbConnection, lost: PersonId, survivor: PersonId) -> Result<(), Error> {
    let theirs = erasures::table.filter(erasures::person_id.eq(DbUuid(lost.0)));
    diesel::update(theirs).set(erasures::person_id.eq(DbUuid(survivor.0))).execute(db).stored().map(drop)
}

impl ErasureRow {
    fn of(one: &Erasure) -> Result<Self, Error> {
        let report = one.report.as_ref().map(serde_json::to_value).transpose().map_err(Error::internal)?;
        Ok(Self {
            id: DbUuid(one.id.0),
            version: one.version,
            person_id: DbUuid(one.person_id.0),
            status: one.status.as_str().to_owned(),
            ground: one.ground.as_str().to_owned(),
            document_number: one.document_number.clone(),
            requested_on: one.requested_on,
            carried_out_on: one.carried_out_on,
            report: report.map(DbJson),
            created_at: DbInstant(one.created_at),
            updated_at: DbInstant(one.updated_at),
        })
    }

    fn into_erasure(self) -> Result<Erasure, Error> {
        let report = self.report.map(|report| serde_json::from_value(report.0)).transpose().map_err(Error::internal)?;
        Ok(Erasure {
            id: ErasureId(self.id.0),
            version: self.version,
            person_id: PersonId(self.person_id.0),
            status: read(TABLE, "status", Status::parse(&self.status))?,
            ground: read(TABLE, "ground", Ground::parse(&self.ground))?,
            document_number: self.document_number,
            requested_on: self.requested_on,
            carried_out_on: self.carried_out_on,
            report,
            created_at: self.created_at.0,
            updated_at: self.updated_at.0,
        })
    }
}

// -- What the ledger says -----------------------------------------------------------------------------------------------

/// What was decided last that a month and component are granted in all, and what they are.
#[derive(Default)]
struct Balance {
    decided: i64,
    granted: i64,
    last: Uuid,
}

/// The stipends of these records, which are one person. A line that was held, failed or came back keeps that result in
/// its own run. It is settled once a later run paid it. A payment reported late is settled once a later run recovered
/// it.
///
/// # Errors
/// When the database fails.
pub fn stipends(db: &mut DbConnection, people: &[PersonId]) -> Result<Stipends, Error> {
    let (mut found, mut months) = (Stipends::default(), BTreeMap::<_, Balance>::new());
    for (line, status) in crate::money::stipend_lines::of_records(db, people)? {
        found.lines += 1;
        found.paid_until = found.paid_until.max(Some(line.month.last()));
        let is_with_finance = !run::Status::SETTLED.contains(&status) && line.payment != Some(PaymentOutcome::Paid);
        let obstacle = match status.is_decided() {
            false => Some(Obstacle::UndecidedStipend),
            true => (line.is_payable() && is_with_finance).then_some(Obstacle::UnpaidStipend),
        };
        found.unsettled.extend(obstacle.map(|obstacle| InTheWay { obstacle, id: line.id.0 }));
        let balance = months.entry((line.month, line.component)).or_default();
        balance.decided = line.granted.unwrap_or(0) + line.amount;
        balance.granted += if line.is_granted(status) { line.amount } else { 0 };
        balance.last = line.id.0;
    }
    let open = months.into_values().filter(|balance| balance.decided != balance.granted);
    let open = open.map(|balance| InTheWay { obstacle: Obstacle::UnpaidStipend, id: balance.last });
    let open: Vec<InTheWay> = open.filter(|one| found.unsettled.iter().all(|known| known.id != one.id)).collect();
    found.unsettled.extend(open);
    Ok(found)
}

/// How many payees of these people hold an account.
///
/// # Errors
/// When the database fails.
pub fn accounts(db: &mut DbConnection, people: &[PersonId]) -> Result<i64, Error> {
    let theirs =
        payees::table.filter(payees::person_id.eq_any(keys(people))).filter(payees::account_index.ne(Vec::new()));
    let ids: Vec<DbUuid> = theirs.select(payees::id).distinct().load(db).stored()?;
    i64::try_from(ids.len()).map_err(Error::internal)
}

/// The decided runs that transfer to these people.
///
/// # Errors
/// When the database fails.
pub fn runs_of(db: &mut DbConnection, people: &[PersonId]) -> Result<Vec<StipendRunId>, Error> {
    let decided = run::Status::DECIDED.map(run::Status::as_str);
    let rows: Vec<DbUuid> = stipend_lines::table
        .inner_join(stipend_runs::table.on(stipend_runs::id.eq(stipend_lines::run_id)))
        .filter(stipend_runs::superseded_at.is_null())
        .filter(stipend_runs::status.eq_any(decided))
        .filter(stipend_lines::person_id.eq_any(keys(people)))
        .select(stipend_lines::run_id)
        .distinct()
        .load(db)
        .stored()?;
    Ok(rows.into_iter().map(|id| StipendRunId(id.0)).collect())
}

/// The digest of a run's transfers that was kept before an account of it was erased.
///
/// # Errors
/// When the database fails.
pub fn transfer_digest(db: &mut DbConnection, run: StipendRunId, accounts: &str) -> Result<Option<Value>, Error> {
    let row = stipend_transfer_digests::table.find((DbUuid(run.0), accounts)).select(stipend_transfer_digests::file);
    let file: Option<DbJson> = row.first(db).optional().stored()?;
    Ok(file.map(|file| file.0))
}

/// Keeps the digest of a run's transfers.
///
/// # Errors
/// When the database fails.
pub fn keep_transfer_digest(
    db: &mut DbConnection,
    run: StipendRunId,
    accounts: &str,
    file: Value,
) -> Result<(), Error> {
    use stipend_transfer_digests as kept;
    let row = (kept::run_id.eq(DbUuid(run.0)), kept::accounts.eq(accounts), kept::file.eq(DbJson(file)));
    diesel::insert_into(kept::table).values(row).execute(db).stored().map(drop)
}

/// The records of these people, wherever they are.
///
/// # Errors
/// When the database fails.
pub fn records(db: &mut DbConnection, vault: &Vault, ids: &[PersonId]) -> Result<Vec<Person>, Error> {
    people::find_many(db, vault, &Reach::everything(), ids)
}

pub(crate) fn keys(people: &[PersonId]) -> Vec<DbUuid> {
    people.iter().map(|id| DbUuid(id.0)).collect()
}
