//! Sealing again what older keys sealed, some rows at a time, while the register is in use.
//!
//! A sealed value begins with the id of its key, and ids grow: what sorts below the newest id was sealed by an older key.

use diesel::{
    dsl::{not, sql},
    prelude::*,
    sql_types::Text,
};
use domain::Error;
use serde_json::Value;

use crate::{
    complaints,
    connection::{DbConnection, MultiBackend},
    dismissals,
    error::Stored,
    events, idempotency, imports, payees, people, recusals,
    schema::{
        complaints as complaint_table, event_private_values, idempotent_requests, imports as import_table,
        payees as payee_table, people as people_table,
    },
    types::{DbJson, DbUuid},
    vault::{Place, Vault},
};

/// Rows sealed again in one transaction.
const AT_ONCE: i64 = 200;

type Number = Option<Vec<u8>>;

/// How many rows hold a value that an older key sealed.
///
/// # Errors
/// When the database fails.
pub fn stale(db: &mut DbConnection, vault: &Vault) -> Result<i64, Error> {
    let newest = vault.newest().to_vec();
    let people: i64 = stale_people(vault).count().get_result(db).stored()?;
    let files = import_table::table.filter(import_table::content.lt(&newest));
    let files: i64 = files.count().get_result(db).stored()?;
    let values = event_private_values::table.filter(event_private_values::value.lt(&newest));
    let values: i64 = values.count().get_result(db).stored()?;
    let answers = idempotent_requests::table
        .filter(idempotent_requests::answer.lt(&newest))
        .filter(idempotent_requests::part.ne(idempotency::MARK));
    let answers: i64 = answers.count().get_result(db).stored()?;
    let accounts: i64 = payee_table::table.filter(payee_table::account.lt(&newest)).count().get_result(db).stored()?;
    let complaints: i64 = stale_complaints(&newest).count().get_result(db).stored()?;
    let cases = dismissals::count_stale_words(db, vault)?;
    let recusals = recusals::count_stale_words(db, vault)?;
    Ok(people + files + values + answers + accounts + complaints + cases + recusals)
}

/// A row with a value that an older key sealed, as it was found.
#[derive(Debug, Clone)]
pub enum StaleRow {
    /// A person: id, version, citizen number, phone, number of another document, particulars.
    Person(DbUuid, i64, Number, Number, Number, Value),
    /// A version of a payee: id, version, account.
    Account(DbUuid, i64, Vec<u8>),
    /// A version of a complaint: id, version, what it says, who complains, what was found.
    Complaint(DbUuid, i64, Vec<u8>, Number, Number),
    /// What a version of a dismissal case says.
    Case(dismissals::Words),
    /// What a version of a recusal says.
    Recusal(recusals::Words),
    /// The file of an import.
    File(DbUuid, Number),
    /// A private value of a fact: which fact, which field.
    Value(DbUuid, String, Vec<u8>),
    /// An answer kept for a repeat.
    Answer((String, String, String), Vec<u8>),
}

/// Some of the rows that [`stale`] counts. They are found outside of the transaction that seals them again: under
/// PostgreSQL's serialisable isolation a search through the whole table would be in conflict with every writer.
///
/// # Errors
/// When the database fails.
pub fn find(db: &mut DbConnection, vault: &Vault) -> Result<Vec<StaleRow>, Error> {
    let all =
        [find_people, find_accounts, find_complaints, find_cases, find_recusals, find_files, find_values, find_answers];
    for find in all {
        let found = find(db, vault)?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

/// Seals rows again with the newest key. A row that changed since it was found is left to the next search.
///
/// # Errors
/// When the database fails or a value does not open.
pub fn seal_again(db: &mut DbConnection, vault: &Vault, rows: &[StaleRow]) -> Result<(), Error> {
    for row in rows {
        match row {
            StaleRow::Person(id, version, citizen_number, phone, document_number, more) => {
                let place = |column| people::place(column, id.0, *version);
                let again = |column, sealed: &Number| again(vault, &place(column), sealed);
                let mut more = more.clone();
                let health = place(people::HEALTH);
                people::reseal_health(&mut more, |text| vault.seal_text(&health, &vault.unseal_text(&health, text)?))?;
                let set = (
                    people_table::particulars.eq(DbJson(more)),
                    people_table::citizen_number.eq(again(people::CITIZEN_NUMBER, citizen_number)?),
                    people_table::phone.eq(again(people::PHONE, phone)?),
                    people_table::identity_document_number.eq(again(people::DOCUMENT_NUMBER, document_number)?),
                );
                let target = people_table::table.find(*id).filter(people_table::version.eq(version));
                diesel::update(target).set(set).execute(db).stored()?;
            }
            StaleRow::Account(id, version, sealed) => {
                use payee_table::{account, table};
                let sealed = fresh_at(vault, &payees::place(id.0, *version), sealed)?;
                diesel::update(table.find((*id, *version))).set(account.eq(sealed)).execute(db).stored()?;
            }
            StaleRow::Complaint(id, version, statement, complainant, findings) => {
                let place = |field| complaints::place(field, id.0, *version);
                let set = (
                    complaint_table::statement.eq(fresh_at(vault, &place(complaints::STATEMENT), statement)?),
                    complaint_table::complainant.eq(again(vault, &place(complaints::COMPLAINANT), complainant)?),
                    complaint_table::findings.eq(again(vault, &place(complaints::FINDINGS), findings)?),
                );
                diesel::update(complaint_table::table.find((*id, *version))).set(set).execute(db).stored()?;
            }
            StaleRow::Case(before) => {
                let mut after = before.clone();
                after.seal_again(vault, before.version)?;
                dismissals::replace_words(db, before, &after)?;
            }
            StaleRow::Recusal(before) => {
                let mut after = before.clone();
                after.seal_again(vault, before.version)?;
                recusals::replace_words(db, before, &after)?;
            }
            StaleRow::File(id, content) => {
                let place = imports::place(id.0);
                let content = content.as_ref().map(|sealed| fresh(vault, &place, sealed)).transpose()?;
                let target = import_table::table.find(*id).filter(import_table::content.is_not_null());
                diesel::update(target).set(import_table::content.eq(content)).execute(db).stored()?;
            }
            StaleRow::Value(event, field, sealed) => {
                use event_private_values::{table, value};
                let sealed = fresh(vault, &events::place(event.0, field), sealed)?;
                diesel::update(table.find((*event, field))).set(value.eq(sealed)).execute(db).stored()?;
            }
            StaleRow::Answer((actor, key, part), sealed) => {
                use idempotent_requests::{answer, table};
                let sealed = fresh(vault, &idempotency::place(actor, key, part), sealed)?;
                diesel::update(table.find((actor, key, part))).set(answer.eq(sealed)).execute(db).stored()?;
            }
        }
    }
    Ok(())
}

/// The declaration on health lies among the particulars, which PostgreSQL writes with a space after a colon.
fn stale_people(vault: &Vault) -> people_table::BoxedQuery<'static, MultiBackend> {
    let (newest, (sealed, _)) = (vault.newest().to_vec(), vault.newest_texts());
    let more = || sql::<Text>("CAST(particulars AS TEXT)");
    let declared = |space: &str, how: &str| more().like(format!("%\"{}\":{space}\"{how}%", people::HEALTH));
    let is_declared = declared("", "").or(declared(" ", ""));
    let is_newest = declared("", &sealed).or(declared(" ", &sealed));
    let is_empty = declared("", "\"").or(declared(" ", "\""));
    let health = is_declared.and(not(is_newest.or(is_empty))).nullable();
    people_table::table.into_boxed().filter(
        people_table::citizen_number
            .lt(newest.clone())
            .or(people_table::phone.lt(newest.clone()))
            .or(people_table::identity_document_number.lt(newest))
            .or(health),
    )
}

fn find_people(db: &mut DbConnection, vault: &Vault) -> Result<Vec<StaleRow>, Error> {
    use people_table::{citizen_number, id, identity_document_number, particulars, phone, version};
    let rows: Vec<(DbUuid, i64, Number, Number, Number, DbJson)> = stale_people(vault)
        .limit(AT_ONCE)
        .select((id, version, citizen_number, phone, identity_document_number, particulars))
        .load(db)
        .stored()?;
    Ok(rows.into_iter().map(|(person, at, a, b, c, more)| StaleRow::Person(person, at, a, b, c, more.0)).collect())
}

fn find_cases(db: &mut DbConnection, vault: &Vault) -> Result<Vec<StaleRow>, Error> {
    Ok(dismissals::stale_words(db, vault, AT_ONCE)?.into_iter().map(StaleRow::Case).collect())
}

fn find_recusals(db: &mut DbConnection, vault: &Vault) -> Result<Vec<StaleRow>, Error> {
    Ok(recusals::stale_words(db, vault, AT_ONCE)?.into_iter().map(StaleRow::Recusal).collect())
}

/// Every version of a payee, also those that were superseded.
fn find_accounts(db: &mut DbConnection, vault: &Vault) -> Result<Vec<StaleRow>, Error> {
    use payee_table::{account, id, table, version};
    let rows: Vec<(DbUuid, i64, Vec<u8>)> = table
        .filter(account.lt(vault.newest().to_vec()))
        .limit(AT_ONCE)
        .select((id, version, account))
        .load(db)
        .stored()?;
    Ok(rows.into_iter().map(|(payee, at, sealed)| StaleRow::Account(payee, at, sealed)).collect())
}

fn stale_complaints(newest: &[u8]) -> complaint_table::BoxedQuery<'static, MultiBackend> {
    let newest = newest.to_vec();
    complaint_table::table.into_boxed().filter(
        complaint_table::statement
            .lt(newest.clone())
            .or(complaint_table::complainant.lt(newest.clone()))
            .or(complaint_table::findings.lt(newest)),
    )
}

/// Every version of a complaint, as of a payee.
fn find_complaints(db: &mut DbConnection, vault: &Vault) -> Result<Vec<StaleRow>, Error> {
    use complaint_table::{complainant, findings, id, statement, version};
    let rows: Vec<(DbUuid, i64, Vec<u8>, Number, Number)> = stale_complaints(&vault.newest())
        .limit(AT_ONCE)
        .select((id, version, statement, complainant, findings))
        .load(db)
        .stored()?;
    Ok(rows.into_iter().map(|(one, at, a, b, c)| StaleRow::Complaint(one, at, a, b, c)).collect())
}

fn find_files(db: &mut DbConnection, vault: &Vault) -> Result<Vec<StaleRow>, Error> {
    use import_table::{content, id, table};
    // Files are large: one at a time.
    let rows: Vec<(DbUuid, Number)> =
        table.filter(content.lt(vault.newest().to_vec())).limit(1).select((id, content)).load(db).stored()?;
    Ok(rows.into_iter().map(|(import, file)| StaleRow::File(import, file)).collect())
}

fn find_values(db: &mut DbConnection, vault: &Vault) -> Result<Vec<StaleRow>, Error> {
    use event_private_values::{event_id, field, table, value};
    let rows: Vec<(DbUuid, String, Vec<u8>)> = table
        .filter(value.lt(vault.newest().to_vec()))
        .limit(AT_ONCE)
        .select((event_id, field, value))
        .load(db)
        .stored()?;
    Ok(rows.into_iter().map(|(event, name, sealed)| StaleRow::Value(event, name, sealed)).collect())
}

fn find_answers(db: &mut DbConnection, vault: &Vault) -> Result<Vec<StaleRow>, Error> {
    use idempotent_requests::{actor_key, answer, idempotency_key, part, table};
    let stale = table.filter(answer.lt(vault.newest().to_vec())).filter(part.ne(idempotency::MARK)).limit(AT_ONCE);
    let rows: Vec<((String, String, String), Vec<u8>)> =
        stale.select(((actor_key, idempotency_key, part), answer)).load(db).stored()?;
    Ok(rows.into_iter().map(|(request, sealed)| StaleRow::Answer(request, sealed)).collect())
}

fn again(vault: &Vault, place: &Place, sealed: &Number) -> Result<Number, Error> {
    sealed.as_ref().map(|sealed| fresh_at(vault, place, sealed)).transpose()
}

fn fresh_at(vault: &Vault, place: &Place, sealed: &[u8]) -> Result<Vec<u8>, Error> {
    vault.seal_at(place, &vault.unseal_at(place, sealed)?)
}

fn fresh(vault: &Vault, place: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Error> {
    vault.seal(place, &vault.unseal(place, sealed)?)
}
