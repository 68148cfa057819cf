//! Runs of stipends: rows in and out, every version of them.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::{
    Area, Error, Reach,
    kernel::{
        id::StipendRunId,
        money::Fen,
        page::{Page, PageRequest, Position},
        period::Month,
        time::Moment,
    },
    money::stipend::run::{Computation, Payments, Run, Status, Totals},
};
use serde::{Serialize, de::DeserializeOwned};

use crate::kernel::{
    connection::DbConnection,
    error::Stored,
    notices,
    row::{area, read},
    schema::{stipend_run_seals, stipend_runs},
    types::{DbInstant, DbJson, DbUuid},
};

const TABLE: &str = "stipend_runs";

/// A version of a run as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = stipend_runs, treat_none_as_default_value = false)]
struct RunRow {
    id: DbUuid,
    version: i64,
    superseded_at: Option<DbInstant>,
    area: String,
    month: String,
    status: String,
    computed_at: Option<DbInstant>,
    terms: Option<DbJson>,
    tax_terms: Option<DbJson>,
    standards: Option<DbJson>,
    decided_before: Option<DbJson>,
    yearly_cap_fen: Option<i64>,
    people_count: i64,
    line_count: i64,
    held_count: i64,
    total_fen: i64,
    finding_count: i64,
    notice_opened_on: Option<NaiveDate>,
    notice_counted_from: Option<NaiveDate>,
    notice_ends_on: Option<NaiveDate>,
    notice_days_left: Option<i64>,
    notice_elsewhere: Option<DbJson>,
    document_number: Option<String>,
    paid_count: i64,
    failed_count: i64,
    paid_fen: i64,
    last_event_on: Option<NaiveDate>,
    created_at: DbInstant,
    updated_at: DbInstant,
    sent_on: Option<NaiveDate>,
    offset_count: i64,
}

filter! {
    /// Which runs of stipends.
    RunFilter on stipend_runs sorts ["id"], {
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// Month, as `2026-11`.
        month: months,
        /// Status.
        status: words Status,
        /// As the register knew it at this instant (RFC 3339); as it knows it now unless said.
        known_at: known,
    }
}

/// The run of this id within reach, as known at a moment.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach or was not known then.
pub fn find(db: &mut DbConnection, reach: &Reach, id: StipendRunId, moment: Moment) -> Result<Run, Error> {
    find!(db, reach, stipend_runs: RunRow, id, moment.known_at)
}

/// A page of runs within reach, in the order in which they were begun, or the reverse.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    reach: &Reach,
    filter: &RunFilter,
    descending: bool,
    page: &PageRequest,
) -> Result<Page<Run>, Error> {
    let filtered = || filter.narrow(stipend_runs::table.into_boxed(), reach);
    page_of!(db, stipend_runs: RunRow, filtered(), page, descending)
}

/// The decided runs of just this area, by month.
///
/// # Errors
/// When the database fails.
pub fn decided(db: &mut DbConnection, of: &Area) -> Result<Vec<Run>, Error> {
    let rows: Vec<RunRow> = stipend_runs::table
        .filter(stipend_runs::superseded_at.is_null())
        .filter(stipend_runs::area.eq(of.as_str()))
        .filter(stipend_runs::status.eq_any(Status::DECIDED.map(Status::as_str)))
        .order(stipend_runs::month)
        .select(RunRow::as_select())
        .load(db)
        .stored()?;
    rows.into_iter().map(RunRow::into_record).collect()
}

/// Stores a new run.
///
/// # Errors
/// [`Error::Duplicate`] when the area has one of the month.
pub fn insert(db: &mut DbConnection, new: &Run) -> Result<(), Error> {
    let row = RunRow::of(new)?;
    diesel::insert_into(stipend_runs::table).values(row).execute(db).stored().map(drop)
}

/// Stores runs with all of their versions, oldest first.
///
/// # Errors
/// When the database fails.
pub fn insert_histories(db: &mut DbConnection, histories: &[Vec<Run>]) -> Result<(), Error> {
    insert_histories!(db, stipend_runs, histories, |version| RunRow::of(version)?)
}

/// Stores the next version of a run: the present one is closed and stays.
///
/// # Errors
/// [`Error::Changed`] when another writer was first.
pub fn update(db: &mut DbConnection, next: &Run) -> Result<(), Error> {
    close_present!(db, stipend_runs, next)?;
    insert(db, next)
}

/// What a run came to when it was decided, as keyed digests.
#[derive(Debug, Clone)]
pub struct RunSeal {
    /// Of which run.
    pub run_id: StipendRunId,
    /// That of the totals.
    pub totals: Vec<u8>,
    /// That of the totals and of every line.
    pub lines: Vec<u8>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = stipend_run_seals, treat_none_as_default_value = false)]
struct SealRow {
    run_id: DbUuid,
    totals: Vec<u8>,
    lines: Vec<u8>,
}

/// Stores seals of runs that were decided.
///
/// # Errors
/// When the database fails.
pub fn insert_seals(db: &mut DbConnection, new: &[RunSeal]) -> Result<(), Error> {
    let row = |seal: &RunSeal| SealRow {
        run_id: DbUuid(seal.run_id.0),
        totals: seal.totals.clone(),
        lines: seal.lines.clone(),
    };
    let rows: Vec<SealRow> = new.iter().map(row).collect();
    insert_all!(db, stipend_run_seals::table, rows)
}

/// The seal of a run.
///
/// # Errors
/// When the database fails.
pub fn seal(db: &mut DbConnection, run: StipendRunId) -> Result<Option<RunSeal>, Error> {
    let row: Option<SealRow> =
        stipend_run_seals::table.find(DbUuid(run.0)).select(SealRow::as_select()).first(db).optional().stored()?;
    Ok(row.map(|row| RunSeal { run_id: run, totals: row.totals, lines: row.lines }))
}

/// Decided runs that are not settled and have no seal.
///
/// # Errors
/// When the database fails.
pub fn without_seal(db: &mut DbConnection) -> Result<Vec<StipendRunId>, Error> {
    let unsettled = Status::DECIDED.into_iter().filter(|status| !Status::SETTLED.contains(status));
    let ids: Vec<DbUuid> = stipend_runs::table
        .filter(stipend_runs::superseded_at.is_null())
        .filter(stipend_runs::status.eq_any(unsettled.map(Status::as_str)))
        .filter(stipend_runs::id.ne_all(stipend_run_seals::table.select(stipend_run_seals::run_id)))
        .order(stipend_runs::id)
        .select(stipend_runs::id)
        .load(db)
        .stored()?;
    Ok(ids.into_iter().map(|id| StipendRunId(id.0)).collect())
}

fn kept<T: Serialize>(value: &T) -> Result<DbJson, Error> {
    serde_json::to_value(value).map(DbJson).map_err(Error::internal)
}

fn recalled<T: DeserializeOwned>(column: &'static str, value: Option<DbJson>) -> Result<T, Error> {
    read(TABLE, column, value.and_then(|value| serde_json::from_value(value.0).ok()))
}

impl RunRow {
    fn of(run: &Run) -> Result<Self, Error> {
        let (notice_opened_on, notice_counted_from, notice_ends_on, notice_days_left, notice_elsewhere) =
            notices::columns(run.notice.as_ref());
        let computed = run.computation.as_ref();
        let totals = computed.map(|computation| computation.totals).unwrap_or_default();
        Ok(Self {
            id: DbUuid(run.id.0),
            version: run.version,
            superseded_at: None,
            area: run.area.as_str().to_owned(),
            month: run.month.to_string(),
            status: run.status.as_str().to_owned(),
            computed_at: computed.map(|computation| DbInstant(computation.at)),
            terms: computed.map(|computation| kept(&computation.terms)).transpose()?,
            tax_terms: computed.map(|computation| kept(&computation.tax)).transpose()?,
            standards: computed.map(|computation| kept(&computation.standards)).transpose()?,
            decided_before: computed.map(|computation| kept(&computation.decided_before)).transpose()?,
            yearly_cap_fen: computed.and_then(|computation| computation.yearly_cap).map(Fen::fen),
            people_count: totals.people,
            line_count: totals.lines,
            held_count: totals.held,
            total_fen: totals.amount,
            finding_count: totals.findings,
            notice_opened_on,
            notice_counted_from,
            notice_ends_on,
            notice_days_left,
            notice_elsewhere,
            document_number: run.document_number.clone(),
            paid_count: run.payments.paid,
            failed_count: run.payments.failed,
            paid_fen: run.payments.amount,
            last_event_on: run.last_event_on,
            created_at: DbInstant(run.created_at),
            updated_at: DbInstant(run.updated_at),
            sent_on: run.sent_on,
            offset_count: run.payments.offset,
        })
    }

    fn into_record(self) -> Result<Run, Error> {
        let days = (self.notice_opened_on, self.notice_counted_from, self.notice_ends_on, self.notice_days_left);
        let notice = notices::with_elsewhere(days, self.notice_elsewhere);
        let yearly_cap =
            self.yearly_cap_fen.map(|fen| read(TABLE, "yearly_cap_fen", Fen::new(fen).ok())).transpose()?;
        let totals = Totals {
            people: self.people_count,
            lines: self.line_count,
            held: self.held_count,
            amount: self.total_fen,
            findings: self.finding_count,
        };
        let computation = match self.computed_at {
            None => None,
            Some(at) => Some(Computation {
                at: at.0,
                terms: recalled("terms", self.terms)?,
                tax: recalled("tax_terms", self.tax_terms)?,
                standards: recalled("standards", self.standards)?,
                decided_before: recalled("decided_before", self.decided_before)?,
                yearly_cap,
                totals,
            }),
        };
        Ok(Run {
            id: StipendRunId(self.id.0),
            version: self.version,
            area: area(TABLE, &self.area)?,
            month: read(TABLE, "month", Month::parse(&self.month).ok())?,
            status: read(TABLE, "status", Status::parse(&self.status))?,
            computation,
            notice: notices::notice(TABLE, notice)?,
            document_number: self.document_number,
            sent_on: self.sent_on,
            payments: Payments {
                paid: self.paid_count,
                failed: self.failed_count,
                amount: self.paid_fen,
                offset: self.offset_count,
            },
            last_event_on: self.last_event_on,
            created_at: self.created_at.0,
            updated_at: self.updated_at.0,
        })
    }
}
