//! Lines of runs: rows in and out.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use diesel::{dsl::not, prelude::*, sql_types::Bool};
use domain::{
    Area, Error, Instant, Reach,
    kernel::{
        event::SubjectKind,
        id::{OrganisationId, PersonId, StipendLineId, StipendRunId},
        page::{Page, PageRequest, Position},
        period::Month,
        text::PersonNumber,
    },
    money::{
        payee::TaxClass,
        stipend::{
            amounts::Component,
            entitlement::Source,
            line::{Line, LineKind, PayeeBasis, PaymentOutcome},
            run,
            settling::Granted,
        },
    },
};

use crate::kernel::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    row::{area, read},
    schema::{events, stipend_findings, stipend_grounds, stipend_lines, stipend_payments, stipend_runs},
    spelled::{Spelled, spelled},
    types::{DbInstant, DbJson, DbUuid},
};

const TABLE: &str = "stipend_lines";

/// A line as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = stipend_lines, treat_none_as_default_value = false)]
struct LineRow {
    id: DbUuid,
    run_id: DbUuid,
    area: String,
    month: String,
    person_id: DbUuid,
    person_number: String,
    component: String,
    kind: String,
    amount_fen: i64,
    granted_fen: Option<i64>,
    held: Option<DbJson>,
    hold_reason: Option<String>,
    payer_id: Option<DbUuid>,
    payee_id: Option<DbUuid>,
    payee_version: Option<i64>,
    tax_class: Option<String>,
    corrects_id: Option<DbUuid>,
    payment: Option<String>,
    is_void: bool,
    created_at: DbInstant,
    payee_basis: Option<String>,
}

filter! {
    /// Which lines of runs.
    LineFilter on stipend_lines sorts ["id"], {
        /// Area (GB/T 2260) of the run with all that lies under it.
        area: areas,
        /// Run.
        run_id: ids StipendRunId,
        /// Who is paid; what was paid to a record that was merged into theirs included.
        person_id: ids PersonId,
        /// For which month, as `2026-11`.
        month: months,
        /// Component.
        component: words Component,
        /// Kind.
        kind: words LineKind,
        /// What became of the payment.
        payment: words PaymentOutcome,
        /// `true` for the lines that keep a sent run from being reconciled: they have no result and need one; `false` for the
        /// others.
        unreported: flag,
    }
    besides {
        /// Only lines of decided runs: what finance sees.
        decided_only: bool,
    }
}

type Query<'a> = stipend_lines::BoxedQuery<'a, MultiBackend>;

/// The line of this id within reach, with the status of its run.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach.
pub fn find(db: &mut DbConnection, reach: &Reach, id: StipendLineId) -> Result<(Line, run::Status), Error> {
    let row: LineRow = stipend_lines::table.find(DbUuid(id.0)).select(LineRow::as_select()).first(db).stored()?;
    let status: String = stipend_runs::table
        .filter(stipend_runs::id.eq(row.run_id))
        .filter(stipend_runs::superseded_at.is_null())
        .select(stipend_runs::status)
        .first(db)
        .stored()?;
    let line = row.into_record()?;
    let status = read("stipend_runs", "status", run::Status::parse(&status))?;
    if reach.covers(&line.area) { Ok((line, status)) } else { Err(Error::NotFound) }
}

/// All lines of a run of those people of whom it has one of these lines.
///
/// # Errors
/// When the database fails.
pub fn beside(db: &mut DbConnection, run: StipendRunId, ids: &[StipendLineId]) -> Result<Vec<Line>, Error> {
    let of_run = stipend_lines::run_id.eq(DbUuid(run.0));
    let named = diesel::alias!(stipend_lines as named);
    let people = named
        .filter(named.field(stipend_lines::run_id).eq(DbUuid(run.0)))
        .filter(named.field(stipend_lines::id).eq_any(ids.iter().map(|id| DbUuid(id.0))))
        .select(named.field(stipend_lines::person_id));
    let theirs = stipend_lines::table.filter(of_run).filter(stipend_lines::person_id.eq_any(people));
    let rows: Vec<LineRow> = theirs.select(LineRow::as_select()).load(db).stored()?;
    rows.into_iter().map(LineRow::into_record).collect()
}

/// All lines of records, by the order of their runs, each with the status of its run; those of cancelled runs are left out.
///
/// # Errors
/// When the database fails.
pub fn of_records(db: &mut DbConnection, records: &[PersonId]) -> Result<Vec<(Line, run::Status)>, Error> {
    let rows: Vec<(LineRow, String)> = stipend_lines::table
        .inner_join(stipend_runs::table.on(stipend_runs::id.eq(stipend_lines::run_id)))
        .filter(stipend_runs::superseded_at.is_null())
        .filter(stipend_lines::person_id.eq_any(records.iter().map(|id| DbUuid(id.0))))
        .filter(stipend_lines::is_void.eq(false))
        .order(stipend_lines::id)
        .select((LineRow::as_select(), stipend_runs::status))
        .load(db)
        .stored()?;
    let line = |(row, status): (LineRow, String)| {
        Ok((row.into_record()?, read("stipend_runs", "status", run::Status::parse(&status))?))
    };
    rows.into_iter().map(line).collect()
}

/// The lines of a run by which it corrects earlier months of these people.
///
/// # Errors
/// When the database fails.
pub fn corrections(db: &mut DbConnection, run: &run::Run, people: &[PersonId]) -> Result<Vec<Line>, Error> {
    let rows: Vec<LineRow> = stipend_lines::table
        .filter(stipend_lines::run_id.eq(DbUuid(run.id.0)))
        .filter(stipend_lines::month.lt(run.month.to_string()))
        .filter(stipend_lines::person_id.eq_any(people.iter().map(|id| DbUuid(id.0))))
        .select(LineRow::as_select())
        .load(db)
        .stored()?;
    rows.into_iter().map(LineRow::into_record).collect()
}

/// Those of an area of whose payments something was reported since an instant, after their run had been reconciled.
///
/// # Errors
/// When the database fails.
pub fn reported_late(db: &mut DbConnection, of: &Area, since: Instant) -> Result<BTreeSet<PersonId>, Error> {
    let ids: Vec<DbUuid> = stipend_payments::table
        .inner_join(stipend_lines::table.on(stipend_lines::id.eq(stipend_payments::line_id)))
        .filter(stipend_payments::is_late.eq(true))
        .filter(stipend_payments::created_at.ge(DbInstant(since)))
        .filter(stipend_lines::area.eq(of.as_str()))
        .select(stipend_lines::person_id)
        .distinct()
        .load(db)
        .stored()?;
    Ok(ids.into_iter().map(|id| PersonId(id.0)).collect())
}

/// The payments of an area for months before one of which something was reported after their run had been reconciled: whose, for
/// which month, and when it was reported.
///
/// # Errors
/// When the database fails.
pub fn reported_late_of_months(
    db: &mut DbConnection,
    of: &Area,
    before: Month,
) -> Result<Vec<(PersonId, Month, Instant)>, Error> {
    let rows: Vec<(DbUuid, String, DbInstant)> = stipend_payments::table
        .inner_join(stipend_lines::table.on(stipend_lines::id.eq(stipend_payments::line_id)))
        .filter(stipend_payments::is_late.eq(true))
        .filter(stipend_lines::area.eq(of.as_str()))
        .filter(stipend_lines::month.lt(before.to_string()))
        .select((stipend_lines::person_id, stipend_lines::month, stipend_payments::created_at))
        .load(db)
        .stored()?;
    let reported = |(person, month, at): (DbUuid, String, DbInstant)| {
        Ok((PersonId(person.0), read(TABLE, "month", Month::parse(&month).ok())?, at.0))
    };
    rows.into_iter().map(reported).collect()
}

/// True of a payable line of which neither a result is known nor none is needed, as `Payments::of` in `domain` counts them.
const IS_UNREPORTED: &str = "(stipend_lines.kind <> 'held' AND stipend_lines.amount_fen <> 0 AND NOT stipend_lines.is_void
    AND stipend_lines.payment IS NULL AND (
        SELECT COALESCE(SUM(mate.amount_fen), 0) <> 0 OR COUNT(mate.payment) > COUNT(CASE mate.payment WHEN 'paid' THEN 1 END)
        FROM stipend_lines AS mate
        WHERE mate.run_id = stipend_lines.run_id AND mate.person_id = stipend_lines.person_id
            AND mate.payer_id = stipend_lines.payer_id AND mate.kind <> 'held' AND NOT mate.is_void
    ))";

/// [`IS_UNREPORTED`] as an expression.
pub(crate) fn is_unreported() -> Spelled<Bool> {
    spelled(IS_UNREPORTED)
}

fn filtered<'a>(reach: &Reach, filter: &LineFilter) -> Query<'a> {
    let query = filter.narrow(stipend_lines::table.into_boxed(), reach);
    let mut query = match filter.unreported {
        Some(true) => query.filter(is_unreported()),
        Some(false) => query.filter(not(is_unreported())),
        None => query,
    };
    if filter.decided_only {
        let decided = stipend_runs::table
            .filter(stipend_runs::superseded_at.is_null())
            .filter(stipend_runs::status.eq_any(run::Status::DECIDED.map(run::Status::as_str)))
            .select(stipend_runs::id);
        query = query.filter(stipend_lines::run_id.eq_any(decided));
    }
    query
}

/// A page of lines within reach, by id, or the reverse: the lines of a run stand together, in the same order each time.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    reach: &Reach,
    filter: &LineFilter,
    descending: bool,
    page: &PageRequest,
) -> Result<Page<Line>, Error> {
    page_of!(db, stipend_lines: LineRow, filtered(reach, filter), page, descending)
}

/// The lines of a person in a run.
///
/// # Errors
/// When the database fails.
pub fn of_person(db: &mut DbConnection, run: StipendRunId, person: PersonId) -> Result<Vec<Line>, Error> {
    let rows: Vec<LineRow> = stipend_lines::table
        .filter(stipend_lines::run_id.eq(DbUuid(run.0)))
        .filter(stipend_lines::person_id.eq(DbUuid(person.0)))
        .order(stipend_lines::id)
        .select(LineRow::as_select())
        .load(db)
        .stored()?;
    rows.into_iter().map(LineRow::into_record).collect()
}

/// What somebody holds of a run by hand, and why.
///
/// # Errors
/// When the database fails.
pub fn held_by_hand(
    db: &mut DbConnection,
    run: StipendRunId,
) -> Result<HashMap<PersonId, Vec<(Component, String)>>, Error> {
    let rows: Vec<(DbUuid, String, String)> = stipend_lines::table
        .filter(stipend_lines::run_id.eq(DbUuid(run.0)))
        .filter(stipend_lines::hold_reason.is_not_null())
        .select((stipend_lines::person_id, stipend_lines::component, stipend_lines::hold_reason.assume_not_null()))
        .load(db)
        .stored()?;
    let mut all: HashMap<PersonId, Vec<(Component, String)>> = HashMap::new();
    for (person, component, reason) in rows {
        let component = read(TABLE, "component", Component::parse(&component))?;
        all.entry(PersonId(person.0)).or_default().push((component, reason));
    }
    Ok(all)
}

/// People whose lines are read: a payment to a record that was merged into theirs was a payment to them.
pub struct Paid {
    /// Their records, and those merged into them.
    records: Vec<DbUuid>,
    survivors: HashMap<PersonId, PersonId>,
}

impl Paid {
    /// These people.
    ///
    /// # Errors
    /// When the database fails.
    pub fn of(db: &mut DbConnection, these: &[PersonId]) -> Result<Self, Error> {
        let survivors = crate::people::merges::merged_into(db, these)?;
        let records = these.iter().chain(survivors.keys()).map(|id| DbUuid(id.0)).collect();
        Ok(Self { records, survivors })
    }

    /// Whose a record is.
    fn whose(&self, record: PersonId) -> PersonId {
        self.survivors.get(&record).copied().unwrap_or(record)
    }
}

/// The components of a month that other runs than this one pay these people already.
///
/// # Errors
/// When the database fails.
pub fn paid_elsewhere(
    db: &mut DbConnection,
    people: &Paid,
    month: Month,
    run: StipendRunId,
) -> Result<HashMap<PersonId, Vec<Component>>, Error> {
    let ordinary = [LineKind::Normal, LineKind::Held].map(LineKind::as_str);
    let rows: Vec<(DbUuid, String)> = stipend_lines::table
        .filter(stipend_lines::person_id.eq_any(&people.records))
        .filter(stipend_lines::month.eq(month.to_string()))
        .filter(stipend_lines::kind.eq_any(ordinary))
        .filter(stipend_lines::is_void.eq(false))
        .filter(stipend_lines::run_id.ne(DbUuid(run.0)))
        .select((stipend_lines::person_id, stipend_lines::component))
        .load(db)
        .stored()?;
    let mut all: HashMap<PersonId, Vec<Component>> = HashMap::new();
    for (person, component) in rows {
        let component = read(TABLE, "component", Component::parse(&component))?;
        all.entry(people.whose(PersonId(person.0))).or_default().push(component);
    }
    Ok(all)
}

/// What decided runs granted people for a month and component, and by the run of which area.
pub type GrantedOf = HashMap<PersonId, GrantedMonths>;

/// What they granted a person, by month.
pub type GrantedMonths = BTreeMap<Month, (Area, BTreeMap<Component, Granted>)>;

/// What decided runs granted these people for the months from a first to before a last one. What could not be paid until its
/// run was settled was not granted.
///
/// # Errors
/// When the database fails.
pub fn granted(db: &mut DbConnection, people: &Paid, (first, before): (Month, Month)) -> Result<GrantedOf, Error> {
    let rows: Vec<(LineRow, String)> = stipend_lines::table
        .inner_join(stipend_runs::table.on(stipend_runs::id.eq(stipend_lines::run_id)))
        .filter(stipend_runs::superseded_at.is_null())
        .filter(stipend_runs::status.eq_any(run::Status::DECIDED.map(run::Status::as_str)))
        .filter(stipend_lines::person_id.eq_any(&people.records))
        .filter(stipend_lines::month.ge(first.to_string()))
        .filter(stipend_lines::month.lt(before.to_string()))
        .filter(stipend_lines::is_void.eq(false))
        .order(stipend_lines::id)
        .select((LineRow::as_select(), stipend_runs::status))
        .load(db)
        .stored()?;
    let mut all = GrantedOf::new();
    for (row, status) in rows {
        let line = row.into_record()?;
        let status = read("stipend_runs", "status", run::Status::parse(&status))?;
        grant(all.entry(people.whose(line.person_id)).or_default(), &line, status);
    }
    Ok(all)
}

/// Adds what a line of a run in a status grants. The area is that of the ordinary line, else of the first.
pub fn grant(months: &mut GrantedMonths, line: &Line, status: run::Status) {
    let (area, components) = months.entry(line.month).or_insert_with(|| (line.area.clone(), BTreeMap::new()));
    components.entry(line.component).or_insert_with(|| Granted::before(line)).add(line, status);
    if line.kind.is_ordinary() {
        *area = line.area.clone();
    }
}

/// Those who have lines of these months by decided runs of just this area.
///
/// # Errors
/// When the database fails.
pub fn people_of_months(db: &mut DbConnection, of: &Area, months: &[Month]) -> Result<Vec<PersonId>, Error> {
    if months.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<DbUuid> = stipend_lines::table
        .filter(stipend_lines::area.eq(of.as_str()))
        .filter(stipend_lines::month.eq_any(months.iter().map(Month::to_string)))
        .select(stipend_lines::person_id)
        .distinct()
        .load(db)
        .stored()?;
    Ok(ids.into_iter().map(|id| PersonId(id.0)).collect())
}

/// Forgets the lines of a run that was not decided, with what they rest on and what the run listed.
///
/// # Errors
/// When the database fails, or the run was decided.
pub fn clear(db: &mut DbConnection, run: StipendRunId) -> Result<(), Error> {
    let id = DbUuid(run.0);
    diesel::delete(stipend_findings::table.filter(stipend_findings::run_id.eq(id))).execute(db).stored()?;
    diesel::delete(stipend_grounds::table.filter(stipend_grounds::run_id.eq(id))).execute(db).stored()?;
    diesel::delete(stipend_lines::table.filter(stipend_lines::run_id.eq(id))).execute(db).stored().map(drop)
}

/// Stores new lines.
///
/// # Errors
/// When the database fails; a conflict when another run pays the same.
pub fn insert(db: &mut DbConnection, new: &[Line]) -> Result<(), Error> {
    let mut rows: Vec<LineRow> = new.iter().map(LineRow::from).collect();
    rows.sort_unstable_by_key(|row| row.id);
    insert_all!(db, stipend_lines::table, rows)
}

/// Changes what may change of lines: whether they are held by hand, and what became of their payment.
///
/// # Errors
/// When the database fails.
pub fn update(db: &mut DbConnection, line: &Line) -> Result<(), Error> {
    let row = LineRow::from(line);
    let change = (
        stipend_lines::kind.eq(row.kind),
        stipend_lines::hold_reason.eq(row.hold_reason),
        stipend_lines::payment.eq(row.payment),
    );
    diesel::update(stipend_lines::table.find(row.id)).set(change).execute(db).stored().map(drop)
}

/// Whether a run pays by a payee about which a fact of this name was stated since an instant.
///
/// # Errors
/// When the database fails.
pub fn pays_after_fact(db: &mut DbConnection, run: StipendRunId, name: &str, since: Instant) -> Result<bool, Error> {
    let paid = stipend_lines::table
        .filter(stipend_lines::run_id.eq(DbUuid(run.0)))
        .filter(stipend_lines::payee_id.is_not_null())
        .select(stipend_lines::payee_id.assume_not_null());
    let stated = events::table
        .filter(events::name.eq(name))
        .filter(events::recorded_at.ge(DbInstant(since)))
        .filter(events::subject_id.eq_any(paid));
    diesel::select(diesel::dsl::exists(stated)).get_result(db).stored()
}

/// Makes the lines of a cancelled run void: they are nobody's payment any more.
///
/// # Errors
/// When the database fails.
pub fn void(db: &mut DbConnection, run: StipendRunId) -> Result<(), Error> {
    let theirs = stipend_lines::table.filter(stipend_lines::run_id.eq(DbUuid(run.0)));
    diesel::update(theirs).set(stipend_lines::is_void.eq(true)).execute(db).stored().map(drop)
}

/// Says of lines what became of their payment: one statement for each outcome.
///
/// # Errors
/// When the database fails.
pub fn mark_paid(db: &mut DbConnection, outcome: PaymentOutcome, lines: &[StipendLineId]) -> Result<(), Error> {
    let ids: Vec<DbUuid> = lines.iter().map(|id| DbUuid(id.0)).collect();
    ids.chunks(crate::kernel::connection::ROWS_AT_ONCE).try_for_each(|chunk| {
        let these = stipend_lines::table.filter(stipend_lines::id.eq_any(chunk.to_vec()));
        diesel::update(these).set(stipend_lines::payment.eq(outcome.as_str())).execute(db).stored().map(drop)
    })
}

impl From<&Line> for LineRow {
    fn from(line: &Line) -> Self {
        let held = || DbJson(line.held.iter().map(|why| why.as_str()).collect());
        Self {
            id: DbUuid(line.id.0),
            run_id: DbUuid(line.run_id.0),
            area: line.area.as_str().to_owned(),
            month: line.month.to_string(),
            person_id: DbUuid(line.person_id.0),
            person_number: line.person_number.as_str().to_owned(),
            component: line.component.as_str().to_owned(),
            kind: line.kind.as_str().to_owned(),
            amount_fen: line.amount,
            granted_fen: line.granted,
            held: (!line.held.is_empty()).then(held),
            hold_reason: line.hold_reason.clone(),
            payer_id: line.payer_id.map(|id| DbUuid(id.0)),
            payee_id: line.payee.map(|payee| DbUuid(payee.id)),
            payee_version: line.payee.map(|payee| payee.version),
            tax_class: line.tax_class.map(|class| class.as_str().to_owned()),
            corrects_id: line.corrects_id.map(|id| DbUuid(id.0)),
            payment: line.payment.map(|outcome| outcome.as_str().to_owned()),
            is_void: false,
            created_at: DbInstant(line.created_at),
            payee_basis: line.payee_basis.map(|basis| basis.as_str().to_owned()),
        }
    }
}

impl LineRow {
    fn into_record(self) -> Result<Line, Error> {
        let held = self.held.map(|kept| serde_json::from_value(kept.0).ok()).unwrap_or_else(|| Some(Vec::new()));
        let payee = self.payee_id.zip(self.payee_version);
        Ok(Line {
            id: StipendLineId(self.id.0),
            run_id: StipendRunId(self.run_id.0),
            area: area(TABLE, &self.area)?,
            month: read(TABLE, "month", Month::parse(&self.month).ok())?,
            person_id: PersonId(self.person_id.0),
            person_number: PersonNumber::from_stored(self.person_number),
            component: read(TABLE, "component", Component::parse(&self.component))?,
            kind: read(TABLE, "kind", LineKind::parse(&self.kind))?,
            amount: self.amount_fen,
            granted: self.granted_fen,
            held: read(TABLE, "held", held)?,
            hold_reason: self.hold_reason,
            payer_id: self.payer_id.map(|id| OrganisationId(id.0)),
            payee: payee.map(|(id, version)| Source { kind: SubjectKind::Payee, id: id.0, version }),
            payee_basis: self
                .payee_basis
                .map(|word| read(TABLE, "payee_basis", PayeeBasis::parse(&word)))
                .transpose()?,
            tax_class: self.tax_class.map(|word| read(TABLE, "tax_class", TaxClass::parse(&word))).transpose()?,
            corrects_id: self.corrects_id.map(|id| StipendLineId(id.0)),
            payment: self.payment.map(|word| read(TABLE, "payment", PaymentOutcome::parse(&word))).transpose()?,
            created_at: self.created_at.0,
        })
    }
}
