//! What finance reported about lines of runs: rows in and out.

use std::collections::HashMap;

use diesel::prelude::*;
use domain::{
    Day, Error, Instant,
    kernel::{
        id::{StipendLineId, StipendPaymentId, StipendRunId},
        page::{Page, PageRequest, Position},
    },
    money::stipend::line::PaymentOutcome,
};

use crate::kernel::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    row::{Id, Maybe, Plain, Time, Worded},
    schema::stipend_payments,
    types::{DbInstant, DbUuid},
};

/// What finance reported about a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// Identifier.
    pub id: StipendPaymentId,
    /// The run.
    pub run_id: StipendRunId,
    /// The line.
    pub line_id: StipendLineId,
    /// What became of it.
    pub outcome: PaymentOutcome,
    /// How much, in fen: that of the line.
    pub amount: i64,
    /// Why it could not be paid, or came back.
    pub reason: Option<String>,
    /// The day.
    pub occurred_on: Day,
    /// Whether its run had been reconciled: the open month pays again or takes back.
    pub is_late: bool,
    /// The key of who reported it.
    pub source: String,
    /// Finance's own number of the report.
    pub reference: String,
    /// When the register learned of it.
    pub created_at: Instant,
}

row! {
    /// A report as stored.
    PaymentRow of Payment in stipend_payments {
        id: Id<StipendPaymentId>,
        run_id: Id<StipendRunId>,
        line_id: Id<StipendLineId>,
        outcome: Worded<PaymentOutcome>,
        amount_fen = amount: Plain<i64>,
        reason: Maybe<Plain<String>>,
        occurred_on: Plain<Day>,
        source: Plain<String>,
        reference: Plain<String>,
        created_at: Time,
        is_late: Plain<bool>,
    }
}

/// What this source reported under these references.
///
/// # Errors
/// When the database fails.
pub fn by_reference(db: &mut DbConnection, source: &str, references: &[&str]) -> Result<Vec<Payment>, Error> {
    let rows: Vec<PaymentRow> = stipend_payments::table
        .filter(stipend_payments::source.eq(source))
        .filter(stipend_payments::reference.eq_any(references))
        .select(PaymentRow::as_select())
        .load(db)
        .stored()?;
    rows.into_iter().map(PaymentRow::into_record).collect()
}

/// What was reported last of each of these lines, up to an instant.
///
/// # Errors
/// When the database fails.
pub fn last_of_lines(
    db: &mut DbConnection,
    lines: &[StipendLineId],
    until: Instant,
) -> Result<HashMap<StipendLineId, Payment>, Error> {
    let rows: Vec<PaymentRow> = stipend_payments::table
        .filter(stipend_payments::line_id.eq_any(lines.iter().map(|id| DbUuid(id.0))))
        .filter(stipend_payments::created_at.le(DbInstant(until)))
        .order(stipend_payments::id)
        .select(PaymentRow::as_select())
        .load(db)
        .stored()?;
    // The last one stays.
    let payments = rows.into_iter().map(PaymentRow::into_record);
    payments.map(|payment| payment.map(|payment| (payment.line_id, payment))).collect()
}

/// A page of what finance reported about a run, in the order in which it was recorded.
///
/// # Errors
/// When the database fails.
pub fn list(db: &mut DbConnection, run: StipendRunId, page: &PageRequest) -> Result<Page<Payment>, Error> {
    let filtered =
        || stipend_payments::table.filter(stipend_payments::run_id.eq(DbUuid(run.0))).into_boxed::<MultiBackend>();
    page_of!(db, stipend_payments: PaymentRow, filtered(), page, false)
}

/// Stores reports.
///
/// # Errors
/// When the database fails; a conflict when another writer used a reference first.
pub fn insert(db: &mut DbConnection, new: &[Payment]) -> Result<(), Error> {
    let rows: Vec<PaymentRow> = new.iter().map(PaymentRow::from).collect();
    insert_all!(db, stipend_payments::table, rows)
}
