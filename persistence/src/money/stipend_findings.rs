//! Whom runs list: rows in and out.

use diesel::prelude::*;
use domain::{
    Error,
    kernel::{
        id::{PersonId, StipendRunId},
        page::{Page, PageRequest, Position},
        period::Month,
    },
    money::stipend::{
        amounts::Component,
        line::{Finding, FindingCode},
    },
};

use crate::kernel::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    row::read,
    schema::{payees, stipend_findings},
    types::DbUuid,
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = stipend_findings, treat_none_as_default_value = false)]
struct FindingRow {
    run_id: DbUuid,
    ordinal: i64,
    person_id: DbUuid,
    month: String,
    component: Option<String>,
    code: String,
    amount_fen: Option<i64>,
}

/// Stores whom runs list, each at its ordinal.
///
/// # Errors
/// When the database fails.
pub fn insert<'a>(
    db: &mut DbConnection,
    new: impl Iterator<Item = (StipendRunId, i64, &'a Finding)>,
) -> Result<(), Error> {
    let row = |(run, ordinal, one): (StipendRunId, i64, &Finding)| FindingRow {
        run_id: DbUuid(run.0),
        ordinal,
        person_id: DbUuid(one.person_id.0),
        month: one.month.to_string(),
        component: one.component.map(|component| component.as_str().to_owned()),
        code: one.code.as_str().to_owned(),
        amount_fen: one.amount,
    };
    let rows: Vec<FindingRow> = new.map(row).collect();
    insert_all!(db, stipend_findings::table, rows)
}

/// The people about whom a caller reads that their account is shared with another person.
#[derive(Debug, Clone)]
pub enum SharedAccounts {
    /// Everybody.
    OfAll,
    /// Nobody.
    OfNobody,
    /// Everybody but those whose payee one of these actors entered or changed last: the actor would learn whether a guess
    /// was right.
    NotOf(Vec<String>),
}

/// A page of whom a run lists, in the order in which it found them.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    run: StipendRunId,
    codes: &[FindingCode],
    told: &SharedAccounts,
    page: &PageRequest,
) -> Result<Page<Finding>, Error> {
    let filtered = || {
        let mut query =
            stipend_findings::table.filter(stipend_findings::run_id.eq(DbUuid(run.0))).into_boxed::<MultiBackend>();
        let codes: Vec<&str> = codes.iter().map(|code| code.as_str()).collect();
        any_of!(query, stipend_findings::code => codes;);
        let is_other = stipend_findings::code.ne(FindingCode::AccountShared.as_str());
        match told {
            SharedAccounts::OfAll => query,
            SharedAccounts::OfNobody => query.filter(is_other),
            SharedAccounts::NotOf(actors) => {
                let entered = payees::entered_by.eq_any(actors.clone()).or(payees::changed_by.eq_any(actors.clone()));
                let theirs = payees::table.filter(payees::superseded_at.is_null()).filter(entered);
                let theirs = theirs.select(payees::person_id);
                query.filter(is_other.or(stipend_findings::person_id.ne_all(theirs)))
            }
        }
    };
    let mut query = filtered().order(stipend_findings::ordinal.asc()).limit(i64::from(page.size) + 1);
    if let Some(after) = page.after.as_ref() {
        let ordinal: i64 = after.value.as_deref().and_then(|raw| raw.parse().ok()).unwrap_or(i64::MAX);
        query = query.filter(stipend_findings::ordinal.gt(ordinal));
    }
    let rows: Vec<FindingRow> = query.select(FindingRow::as_select()).load(db).stored()?;
    let mut result =
        Page::cut(rows, page.size, |row| Position { value: Some(row.ordinal.to_string()), id: row.person_id.0 })
            .try_map(FindingRow::into_finding)?;
    if page.count {
        result.total = Some(filtered().count().get_result(db).stored()?);
    }
    Ok(result)
}

impl FindingRow {
    fn into_finding(self) -> Result<Finding, Error> {
        const TABLE: &str = "stipend_findings";
        let component = self.component.map(|word| read(TABLE, "component", Component::parse(&word))).transpose()?;
        Ok(Finding {
            person_id: PersonId(self.person_id.0),
            month: read(TABLE, "month", Month::parse(&self.month).ok())?,
            component,
            code: read(TABLE, "code", FindingCode::parse(&self.code))?,
            amount: self.amount_fen,
        })
    }
}
