//! Sealing again what older keys sealed, some rows at a time, while the register is in use.
//!
//! A sealed value begins with the id of its key: what does not begin with the newest id was sealed by an older key, or is
//! damaged. What does not open is passed over, and told.

use diesel::{
    dsl::{not, sql},
    prelude::*,
    sql_types::Text,
};
use domain::Error;
use serde_json::Value;

use crate::{
    accountability::respondents,
    file::imports,
    kernel::{
        connection::{DbConnection, MultiBackend},
        error::Stored,
        events, idempotency,
        schema::{
            complaints as complaint_table, event_private_values, idempotent_requests, imports as import_table,
            payees as payee_table, people as people_table,
        },
        types::{DbJson, DbUuid},
        vault::{Place, Vault, is_unopened},
    },
    misconduct::{complaints, dismissals},
    money::payees,
    people,
    pools::objections,
    service::recusals,
};

/// Rows sealed again in one transaction.
const AT_ONCE: i64 = 200;

type Number = Option<Vec<u8>>;

/// Narrows to values that were not sealed with the newest key.
macro_rules! stale_bytes {
    ($column:expr, $vault:expr) => {
        $column.lt($vault.newest().to_vec()).or($column.ge($vault.after_newest().to_vec()))
    };
}

/// How many rows hold a value that an older key sealed.
///
/// # Errors
/// When the database fails.
pub fn stale(db: &mut DbConnection, vault: &Vault) -> Result<i64, Error> {
    let people: i64 = stale_people(vault).count().get_result(db).stored()?;
    let files = import_table::table.filter(stale_bytes!(import_table::content, vault));
    let files: i64 = files.count().get_result(db).stored()?;
    let values = event_private_values::table.filter(stale_bytes!(event_private_values::value, vault));
    let values: i64 = values.count().get_result(db).stored()?;
    let answers = idempotent_requests::table
        .filter(stale_bytes!(idempotent_requests::answer, vault))
        .filter(idempotent_requests::part.ne(idempotency::MARK));
    let answers: i64 = answers.count().get_result(db).stored()?;
    let accounts = payee_table::table.filter(stale_bytes!(payee_table::account, vault));
    let accounts: i64 = accounts.count().get_result(db).stored()?;
    let complaints: i64 = stale_complaints(vault).count().get_result(db).stored()?;
    let cases = dismissals::count_stale_words(db, vault)?;
    let recusals = recusals::count_stale_words(db, vault)?;
    let objections = objections::count_stale(db, vault)?;
    let respondents = respondents::count_stale(db, vault)?;
    Ok(people + files + values + answers + accounts + complaints + cases + recusals + objections + respondents)
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
    /// An objection to a nomination.
    MemberObjection(objections::Words),
    /// An objection to a version of a certification.
    CertificationObjection(objections::Words),
    /// The name of a respondent.
    Respondent(respondents::Name),
    /// The file of an import.
    File(DbUuid, Number),
    /// A private value of a fact: which fact, which field.
    Value(DbUuid, String, Vec<u8>),
    /// An answer kept for a repeat.
    Answer((String, String, String), Vec<u8>),
}

impl StaleRow {
    /// The record that holds the value, as a person would look for it.
    pub fn name(&self) -> String {
        match self {
            Self::Person(id, ..) => format!("people {}", id.0),
            Self::Account(id, version, _) => format!("payees {} (version {version})", id.0),
            Self::Complaint(id, version, ..) => format!("complaints {} (version {version})", id.0),
            Self::Case(words) => format!("dismissals {} (version {})", words.id.0, words.version),
            Self::Recusal(words) => format!("recusals {} (version {})", words.id.0, words.version),
            Self::MemberObjection(words) | Self::CertificationObjection(words) => words.name(),
            Self::Respondent(name) => name.record(),
            Self::File(id, _) => format!("imports {}", id.0),
            Self::Value(event, field, _) => format!("{field} of fact {}", event.0),
            Self::Answer((actor, key, _), _) => format!("answer kept for {actor} under {key}"),
        }
    }

    /// Which of the searches of [`find`] found it.
    const fn kind(&self) -> usize {
        match self {
            Self::Person(..) => 0,
            Self::Account(..) => 1,
            Self::Complaint(..) => 2,
            Self::Case(_) => 3,
            Self::Recusal(_) => 4,
            Self::File(..) => 5,
            Self::Value(..) => 6,
            Self::Answer(..) => 7,
            Self::MemberObjection(_) => 8,
            Self::CertificationObjection(_) => 9,
            Self::Respondent(_) => 10,
        }
    }
}

/// How many rows of each kind were passed over. Rows are looked at in the order of their keys, so these come first.
#[derive(Debug, Clone, Copy, Default)]
pub struct PassedOver([i64; 11]);

impl PassedOver {
    /// Passes over a row from now on.
    pub fn add(&mut self, row: &StaleRow) {
        if let Some(count) = self.0.get_mut(row.kind()) {
            *count += 1;
        }
    }
}

/// Some of the rows that [`stale`] counts, without those that were passed over. They are found outside of the transaction that
/// seals them again: under PostgreSQL's serialisable isolation a search through the whole table would be in conflict with
/// every writer.
///
/// # Errors
/// When the database fails.
pub fn find(db: &mut DbConnection, vault: &Vault, passed_over: PassedOver) -> Result<Vec<StaleRow>, Error> {
    let all = [
        find_people,
        find_accounts,
        find_complaints,
        find_cases,
        find_recusals,
        find_files,
        find_values,
        find_answers,
        find_member_objections,
        find_certification_objections,
        find_respondents,
    ];
    for (find, offset) in all.into_iter().zip(passed_over.0) {
        let found = find(db, vault, offset)?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

/// Seals rows again with the newest key, and gives those of which a value does not open: they stay as they are. A row that
/// changed since it was found is left to the next search.
///
/// # Errors
/// When the database fails.
pub fn seal_again<'r>(db: &mut DbConnection, vault: &Vault, rows: &'r [StaleRow]) -> Result<Vec<&'r StaleRow>, Error> {
    let mut unopened = Vec::new();
    for row in rows {
        match seal_row_again(db, vault, row) {
            Err(cause) if is_unopened(&cause) => unopened.push(row),
            sealed => sealed?,
        }
    }
    Ok(unopened)
}

fn seal_row_again(db: &mut DbConnection, vault: &Vault, row: &StaleRow) -> Result<(), Error> {
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
        StaleRow::Respondent(before) => respondents::seal_again(db, vault, before)?,
        StaleRow::MemberObjection(before) | StaleRow::CertificationObjection(before) => {
            objections::seal_again(db, vault, before)?;
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
    Ok(())
}

/// The declaration on health lies among the particulars, which PostgreSQL writes with a space after a colon.
fn stale_people(vault: &Vault) -> people_table::BoxedQuery<'static, MultiBackend> {
    let (sealed, _) = vault.newest_texts();
    let more = || sql::<Text>("CAST(particulars AS TEXT)");
    let declared = |space: &str, how: &str| more().like(format!("%\"{}\":{space}\"{how}%", people::HEALTH));
    let is_declared = declared("", "").or(declared(" ", ""));
    let is_newest = declared("", &sealed).or(declared(" ", &sealed));
    let is_empty = declared("", "\"").or(declared(" ", "\""));
    let health = is_declared.and(not(is_newest.or(is_empty))).nullable();
    people_table::table.into_boxed().filter(
        stale_bytes!(people_table::citizen_number, vault)
            .or(stale_bytes!(people_table::phone, vault))
            .or(stale_bytes!(people_table::identity_document_number, vault))
            .or(health),
    )
}

fn find_people(db: &mut DbConnection, vault: &Vault, offset: i64) -> Result<Vec<StaleRow>, Error> {
    use people_table::{citizen_number, id, identity_document_number, particulars, phone, version};
    let rows: Vec<(DbUuid, i64, Number, Number, Number, DbJson)> = stale_people(vault)
        .order(id)
        .limit(AT_ONCE)
        .offset(offset)
        .select((id, version, citizen_number, phone, identity_document_number, particulars))
        .load(db)
        .stored()?;
    Ok(rows.into_iter().map(|(person, at, a, b, c, more)| StaleRow::Person(person, at, a, b, c, more.0)).collect())
}

fn find_cases(db: &mut DbConnection, vault: &Vault, offset: i64) -> Result<Vec<StaleRow>, Error> {
    Ok(dismissals::stale_words(db, vault, AT_ONCE, offset)?.into_iter().map(StaleRow::Case).collect())
}

fn find_recusals(db: &mut DbConnection, vault: &Vault, offset: i64) -> Result<Vec<StaleRow>, Error> {
    Ok(recusals::stale_words(db, vault, AT_ONCE, offset)?.into_iter().map(StaleRow::Recusal).collect())
}

fn find_member_objections(db: &mut DbConnection, vault: &Vault, offset: i64) -> Result<Vec<StaleRow>, Error> {
    let found = objections::stale_of_members(db, vault, offset)?;
    Ok(found.into_iter().map(StaleRow::MemberObjection).collect())
}

fn find_certification_objections(db: &mut DbConnection, vault: &Vault, offset: i64) -> Result<Vec<StaleRow>, Error> {
    let found = objections::stale_of_certifications(db, vault, offset)?;
    Ok(found.into_iter().map(StaleRow::CertificationObjection).collect())
}

fn find_respondents(db: &mut DbConnection, vault: &Vault, offset: i64) -> Result<Vec<StaleRow>, Error> {
    let found = respondents::stale(db, vault, offset)?;
    Ok(found.into_iter().map(StaleRow::Respondent).collect())
}

/// Every version of a payee, also those that were superseded.
fn find_accounts(db: &mut DbConnection, vault: &Vault, offset: i64) -> Result<Vec<StaleRow>, Error> {
    use payee_table::{account, id, table, version};
    let rows: Vec<(DbUuid, i64, Vec<u8>)> = table
        .filter(stale_bytes!(account, vault))
        .order((id, version))
        .limit(AT_ONCE)
        .offset(offset)
        .select((id, version, account))
        .load(db)
        .stored()?;
    Ok(rows.into_iter().map(|(payee, at, sealed)| StaleRow::Account(payee, at, sealed)).collect())
}

fn stale_complaints(vault: &Vault) -> complaint_table::BoxedQuery<'static, MultiBackend> {
    complaint_table::table.into_boxed().filter(
        stale_bytes!(complaint_table::statement, vault)
            .or(stale_bytes!(complaint_table::complainant, vault))
            .or(stale_bytes!(complaint_table::findings, vault)),
    )
}

/// Every version of a complaint, as of a payee.
fn find_complaints(db: &mut DbConnection, vault: &Vault, offset: i64) -> Result<Vec<StaleRow>, Error> {
    use complaint_table::{complainant, findings, id, statement, version};
    let rows: Vec<(DbUuid, i64, Vec<u8>, Number, Number)> = stale_complaints(vault)
        .order((id, version))
        .limit(AT_ONCE)
        .offset(offset)
        .select((id, version, statement, complainant, findings))
        .load(db)
        .stored()?;
    Ok(rows.into_iter().map(|(one, at, a, b, c)| StaleRow::Complaint(one, at, a, b, c)).collect())
}

fn find_files(db: &mut DbConnection, vault: &Vault, offset: i64) -> Result<Vec<StaleRow>, Error> {
    use import_table::{content, id, table};
    // Files are large: one at a time.
    let stale = table.filter(stale_bytes!(content, vault)).order(id).limit(1).offset(offset);
    let rows: Vec<(DbUuid, Number)> = stale.select((id, content)).load(db).stored()?;
    Ok(rows.into_iter().map(|(import, file)| StaleRow::File(import, file)).collect())
}

fn find_values(db: &mut DbConnection, vault: &Vault, offset: i64) -> Result<Vec<StaleRow>, Error> {
    use event_private_values::{event_id, field, table, value};
    let rows: Vec<(DbUuid, String, Vec<u8>)> = table
        .filter(stale_bytes!(value, vault))
        .order((event_id, field))
        .limit(AT_ONCE)
        .offset(offset)
        .select((event_id, field, value))
        .load(db)
        .stored()?;
    Ok(rows.into_iter().map(|(event, name, sealed)| StaleRow::Value(event, name, sealed)).collect())
}

fn find_answers(db: &mut DbConnection, vault: &Vault, offset: i64) -> Result<Vec<StaleRow>, Error> {
    use idempotent_requests::{actor_key, answer, idempotency_key, part, table};
    let stale = table.filter(stale_bytes!(answer, vault)).filter(part.ne(idempotency::MARK));
    let rows: Vec<((String, String, String), Vec<u8>)> = stale
        .order((actor_key, idempotency_key, part))
        .limit(AT_ONCE)
        .offset(offset)
        .select(((actor_key, idempotency_key, part), answer))
        .load(db)
        .stored()?;
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
