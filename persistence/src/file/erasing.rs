//! The erasing itself: what was recorded about a person is removed from every version of every record, in place.

use std::collections::BTreeSet;

use diesel::prelude::*;
use domain::{
    Error,
    file::erasure::{Kind, Plan},
    kernel::id::PersonId,
    misconduct::dismissal::Status,
    people::person::Person,
};
use serde_json::Value;

use crate::{
    file::{
        erasures::keys,
        owned::{self, subjects_erased},
    },
    kernel::{
        connection::DbConnection,
        error::Stored,
        schema::{
            appointments, assessments, certifications, complaints as complaint_table, dismissals, event_private_values,
            events, payees as payee_table, person_search_terms, pool_memberships, promotions, recusals, roster_posts,
        },
        types::{DbJson, DbUuid},
        vault::Vault,
    },
    misconduct::complaints,
    money::payees,
    people::{self, former_numbers},
};

/// The placeholder in an event for the values that were known before.
const ERASED: &str = "erased";
/// Subjects whose facts are read in one statement.
const SUBJECTS_AT_ONCE: usize = 500;

/// The tables from which an erasure takes something besides those whose rows belong to the person.
const OTHER_TABLES: [&str; 4] = ["people", "events", "event_private_values", "idempotent_requests"];

/// The tables from which an erasure takes something.
pub(crate) fn tables() -> impl Iterator<Item = &'static str> {
    OTHER_TABLES.into_iter().chain(owned::tables_erased())
}

/// Erases the records of a person and of their doubles, with the terms that find them and where a roster put them.
///
/// # Errors
/// [`Error::Changed`] when another writer was first.
pub fn personal_data(db: &mut DbConnection, vault: &Vault, erased: &[Person]) -> Result<(), Error> {
    let ids: Vec<DbUuid> = erased.iter().map(|person| DbUuid(person.id.0)).collect();
    for person in erased {
        people::update(db, vault, person)?;
    }
    let terms = person_search_terms::table.filter(person_search_terms::person_id.eq_any(&ids));
    diesel::delete(terms).execute(db).stored()?;
    former_numbers::forget(db, &ids)?;
    diesel::delete(roster_posts::table.filter(roster_posts::person_id.eq_any(ids))).execute(db).stored().map(drop)
}

/// Erases what was said on the way to decisions, in every version; the decisions themselves stay.
///
/// # Errors
/// When the database fails.
pub fn working_texts(db: &mut DbConnection, ids: &[PersonId]) -> Result<(), Error> {
    let ids = keys(ids);
    macro_rules! blank {
        ($table:ident: $($column:ident),+) => {
            diesel::update($table::table.filter($table::person_id.eq_any(&ids)))
                .set(($($table::$column.eq(None::<String>),)+))
                .execute(db)
                .stored()?;
        };
    }
    blank!(pool_memberships: evidence, nominated_by, objector, objection_statement);
    blank!(certifications: evidence, objector, objection_statement);
    blank!(appointments: nominated_by);
    blank!(promotions: evidence, recommended_by);
    blank!(recusals: statement);
    blank!(assessments: duty_report);
    reviews(db, &ids)?;
    found_facts(db, &ids)?;
    case_texts(db, &ids, true)
}

/// The cases of these people with a decision that was not reversed: nothing of a reversed decision is kept (R117).
fn decided_cases(db: &mut DbConnection, ids: &[DbUuid]) -> Result<Vec<DbUuid>, Error> {
    let theirs = dismissals::table
        .filter(dismissals::superseded_at.is_null())
        .filter(dismissals::person_id.eq_any(ids))
        .filter(dismissals::measure.is_not_null())
        .filter(dismissals::status.ne(Status::Reversed.as_str()));
    theirs.select(dismissals::id).load(db).stored()
}

/// Erases what conditions of certifications and promotions found in the person's record; whether they were met stays.
fn found_facts(db: &mut DbConnection, ids: &[DbUuid]) -> Result<(), Error> {
    macro_rules! forget {
        ($table:ident: $field:literal) => {{
            use $table::{findings, id, person_id, table, version};
            let theirs = table.filter(person_id.eq_any(ids)).select((id, version, findings));
            let rows: Vec<(DbUuid, i64, DbJson)> = theirs.load(db).stored()?;
            for (of, at, mut found) in rows {
                if empty_each(&mut found.0, $field) {
                    diesel::update(table.find((of, at))).set(findings.eq(found)).execute(db).stored()?;
                }
            }
        }};
    }
    forget!(certifications: "value");
    forget!(promotions: "fact");
    Ok(())
}

/// Empties a text of each of a list; whether there was any.
fn empty_each(all: &mut Value, field: &str) -> bool {
    let texts = all.as_array_mut().into_iter().flatten().filter_map(|one| one.get_mut(field));
    let full = texts.filter(|text| text.as_str().is_some_and(|text| !text.is_empty()));
    full.map(|text| *text = Value::from("")).count() > 0
}

/// Erases what cases say: those in which nothing was decided, or all of them.
fn case_texts(db: &mut DbConnection, ids: &[DbUuid], only_undecided: bool) -> Result<(), Error> {
    let decided = if only_undecided { decided_cases(db, ids)? } else { Vec::new() };
    let theirs =
        || dismissals::table.filter(dismissals::person_id.eq_any(ids)).filter(dismissals::id.ne_all(decided.clone()));
    let words = (dismissals::description.eq(""), dismissals::defence_statement.eq(None::<String>));
    diesel::update(theirs()).set(words).execute(db).stored()?;
    let told = theirs().filter(dismissals::facts.is_not_null());
    diesel::update(told).set(dismissals::facts.eq("")).execute(db).stored()?;
    let all = theirs().select((dismissals::id, dismissals::version, dismissals::remedies));
    let rows: Vec<(DbUuid, i64, DbJson)> = all.load(db).stored()?;
    for (of, at, mut filed) in rows {
        if empty_each(&mut filed.0, "statement") {
            diesel::update(dismissals::table.find((of, at)))
                .set(dismissals::remedies.eq(filed))
                .execute(db)
                .stored()?;
        }
    }
    Ok(())
}

/// Erases what somebody said when they asked for a review of an assessment, and what they were answered.
fn reviews(db: &mut DbConnection, ids: &[DbUuid]) -> Result<(), Error> {
    use assessments::{id, person_id, review, table, version};
    let asked = table.filter(person_id.eq_any(ids)).filter(review.is_not_null());
    let rows: Vec<(DbUuid, i64, DbJson)> = asked.select((id, version, review.assume_not_null())).load(db).stored()?;
    for (of, at, mut said) in rows {
        for field in ["statement", "reason"] {
            if let Some(text) = said.0.get_mut(field).filter(|text| text.is_string()) {
                *text = Value::from("");
            }
        }
        diesel::update(table.find((of, at))).set(review.eq(said)).execute(db).stored()?;
    }
    Ok(())
}

/// Erases the texts of cases that were decided: their time in the archive is over.
///
/// # Errors
/// When the database fails.
pub fn decisions(db: &mut DbConnection, ids: &[PersonId]) -> Result<(), Error> {
    case_texts(db, &keys(ids), false)
}

/// Erases the accounts of payees, in every version.
///
/// # Errors
/// When the database fails.
pub fn payee_accounts(db: &mut DbConnection, vault: &Vault, ids: &[PersonId]) -> Result<(), Error> {
    use payee_table::{account, account_bank, account_index, id, person_id, table, version};
    let rows: Vec<(DbUuid, i64)> = table.filter(person_id.eq_any(keys(ids))).select((id, version)).load(db).stored()?;
    for (payee, at) in rows {
        let nothing = vault.seal_at(&payees::place(payee.0, at), b"")?;
        let change = (account.eq(nothing), account_index.eq(Vec::new()), account_bank.eq(""));
        diesel::update(table.find((payee, at))).set(change).execute(db).stored()?;
    }
    Ok(())
}

/// Erases what complaints say, who complained and what was found in words, in every version.
///
/// # Errors
/// When the database fails.
pub fn complaint_words(db: &mut DbConnection, vault: &Vault, ids: &[PersonId]) -> Result<(), Error> {
    use complaint_table::{complainant, findings, id, person_id, statement, table, version};
    let rows: Vec<(DbUuid, i64, Option<Vec<u8>>)> =
        table.filter(person_id.eq_any(keys(ids))).select((id, version, findings)).load(db).stored()?;
    for (one, at, found) in rows {
        let nothing = |field| vault.seal_at(&complaints::place(field, one.0, at), b"");
        let said = statement.eq(nothing(complaints::STATEMENT)?);
        let found = findings.eq(found.map(|_| nothing(complaints::FINDINGS)).transpose()?);
        let change = (said, found, complainant.eq(None::<Vec<u8>>));
        diesel::update(table.find((one, at))).set(change).execute(db).stored()?;
    }
    Ok(())
}

/// Erases from the events about a person, and about the records of these kinds, their reasons, on whose behalf they
/// happened, and the values before them. The events stay: who did what, and when.
///
/// # Errors
/// When the database fails.
pub fn words_of_facts(db: &mut DbConnection, plan: &Plan, ids: &[PersonId]) -> Result<(), Error> {
    let subjects = subjects(db, plan, ids)?;
    empty_words(db, &subjects, false)?;
    if plan.erases(Kind::WorkingTexts) && !plan.erases(Kind::Decisions) {
        // The text of a decision that has a document stays with the decision; a text without a document was
        // preparatory.
        let decisions = subjects_erased(db, &keys(ids), Kind::Decisions)?;
        empty_words(db, &decisions, true)?;
    }
    Ok(())
}

fn empty_words(db: &mut DbConnection, subjects: &[DbUuid], only_undocumented: bool) -> Result<(), Error> {
    for subjects in subjects.chunks(SUBJECTS_AT_ONCE) {
        let mut query = events::table
            .filter(events::subject_id.eq_any(subjects))
            .select((events::id, events::reason, events::on_behalf_of, events::detail))
            .into_boxed();
        if only_undocumented {
            query = query.filter(events::document_number.is_null());
        }
        let rows: Vec<(DbUuid, Option<String>, Option<String>, DbJson)> = query.load(db).stored()?;
        let facts: Vec<DbUuid> = rows.iter().map(|(id, ..)| *id).collect();
        for (id, reason, on_behalf_of, mut detail) in rows {
            let before = detail.0.get_mut("before").filter(|before| before.as_str() != Some(ERASED));
            if reason.is_none() && on_behalf_of.is_none() && before.is_none() {
                continue;
            }
            if let Some(before) = before {
                *before = Value::from(ERASED);
            }
            let nothing = None::<String>;
            let words = (events::reason.eq(&nothing), events::on_behalf_of.eq(&nothing), events::detail.eq(detail));
            diesel::update(events::table.find(id)).set(words).execute(db).stored()?;
        }
        let private = event_private_values::table.filter(event_private_values::event_id.eq_any(facts));
        diesel::delete(private).execute(db).stored()?;
    }
    Ok(())
}

/// The records whose facts lose their words, with what the plan erases.
fn subjects(db: &mut DbConnection, plan: &Plan, ids: &[PersonId]) -> Result<Vec<DbUuid>, Error> {
    let people = keys(ids);
    let mut found: BTreeSet<DbUuid> = BTreeSet::new();
    if plan.erases(Kind::PersonalData) {
        found.extend(&people);
    }
    for kind in Kind::ALL.iter().filter(|kind| plan.erases(**kind)) {
        found.extend(subjects_erased(db, &people, *kind)?);
    }
    if plan.erases(Kind::WorkingTexts) {
        let decided = decided_cases(db, &people)?;
        let theirs = dismissals::table.filter(dismissals::person_id.eq_any(&people));
        let undecided = theirs.filter(dismissals::id.ne_all(decided)).select(dismissals::id).distinct();
        let undecided: Vec<DbUuid> = undecided.load(db).stored()?;
        found.extend(undecided);
    }
    Ok(found.into_iter().collect())
}
