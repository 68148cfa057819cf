//! The transfers of a run, as finance needs them: how much goes to whom, and the sums by payment result.

use std::collections::HashMap;

use diesel::{
    prelude::*,
    sql_types::{BigInt, Bool, Nullable},
};
use domain::{
    Error,
    kernel::{
        event::SubjectKind,
        id::{OrganisationId, PersonId, StipendLineId, StipendRunId},
        page::{Page, PageRequest, Position},
        text::PersonNumber,
    },
    money::stipend::{
        books::Ours,
        entitlement::Source,
        line::{LineKind, PaymentOutcome},
    },
};
use uuid::Uuid;

use crate::{
    kernel::{
        connection::{DbConnection, MultiBackend},
        error::Stored,
        row::read,
        schema::{stipend_lines, stipend_payments},
        spelled::spelled,
        types::DbUuid,
    },
    money::stipend_lines::is_unreported,
};

const TABLE: &str = "stipend_lines";
/// Sums of bigints have another type on each engine.
const SUM: &str = "CAST(SUM(amount_fen) AS BIGINT)";

/// What one payer transfers to one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// To whom.
    pub person_id: PersonId,
    /// Their public number.
    pub person_number: PersonNumber,
    /// Who pays.
    pub payer_id: OrganisationId,
    /// How the person is paid, in the version that the run read.
    pub payee: Source,
    /// The amount in fen, less what is recovered.
    pub amount: i64,
    /// Of how many lines.
    pub lines: i64,
}

/// Lines that somebody pays.
macro_rules! payable {
    ($run:expr) => {
        stipend_lines::table
            .filter(stipend_lines::run_id.eq(DbUuid($run.0)))
            .filter(stipend_lines::kind.ne(LineKind::Held.as_str()))
            .filter(stipend_lines::amount_fen.ne(0))
            .filter(stipend_lines::is_void.eq(false))
    };
}

/// A page of the transfers of a run, by person and payer; with `only_unpaid`, of those that have no result yet, failed
/// or came back. A transfer whose lines sum to zero, because everything is recovered, is not on it.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    run: StipendRunId,
    only_unpaid: bool,
    page: &PageRequest,
) -> Result<Page<Transfer>, Error> {
    let (person, payer) = (stipend_lines::person_id, stipend_lines::payer_id.assume_not_null());
    let mut query = payable!(run)
        .group_by((stipend_lines::person_id, stipend_lines::payer_id, stipend_lines::person_number))
        .having(spelled::<Bool>("SUM(amount_fen) <> 0"))
        .order((stipend_lines::person_id, stipend_lines::payer_id))
        .select((person, stipend_lines::person_number, payer, spelled::<BigInt>(SUM), spelled::<BigInt>("COUNT(*)")))
        .limit(i64::from(page.size) + 1)
        .into_boxed::<MultiBackend>();
    if only_unpaid {
        let is_unpaid = stipend_lines::payment.ne(PaymentOutcome::Paid.as_str());
        query = query.filter(is_unreported().nullable().or(is_unpaid));
    }
    if let Some(after) = &page.after {
        let last = after.value.as_deref().and_then(|raw| raw.parse().ok()).unwrap_or(Uuid::max());
        let same = person.eq(DbUuid(after.id)).and(payer.gt(DbUuid(last)));
        query = query.filter(person.gt(DbUuid(after.id)).or(same));
    }
    let rows: Vec<(DbUuid, String, DbUuid, i64, i64)> = query.load(db).stored()?;
    let place = |row: &(DbUuid, String, DbUuid, i64, i64)| Position { value: Some(row.2.0.to_string()), id: row.0.0 };
    let page = Page::cut(rows, page.size, place);
    let people: Vec<DbUuid> = page.items.iter().map(|row| row.0).collect();
    let payees = payees_of(db, run, &people)?;
    page.try_map(|(person, number, payer, amount, lines)| {
        let payee = read(TABLE, "payee_id", payees.get(&(person.0, payer.0)).copied())?;
        let person_number = PersonNumber::from_stored(number);
        let (person_id, payer_id) = (PersonId(person.0), OrganisationId(payer.0));
        Ok(Transfer { person_id, person_number, payer_id, payee, amount, lines })
    })
}

/// How each of these people is paid by each payer: as the line says that is for the latest month.
fn payees_of(
    db: &mut DbConnection,
    run: StipendRunId,
    people: &[DbUuid],
) -> Result<HashMap<(Uuid, Uuid), Source>, Error> {
    let columns = (
        stipend_lines::person_id,
        stipend_lines::payer_id.assume_not_null(),
        stipend_lines::payee_id.assume_not_null(),
        stipend_lines::payee_version.assume_not_null(),
    );
    // The last one stays.
    let rows: Vec<(DbUuid, DbUuid, DbUuid, i64)> = payable!(run)
        .filter(stipend_lines::person_id.eq_any(people.to_vec()))
        .order((stipend_lines::month, stipend_lines::payee_version, stipend_lines::id))
        .select(columns)
        .load(db)
        .stored()?;
    let source = |id: DbUuid, version| Source { kind: SubjectKind::Payee, id: id.0, version };
    Ok(rows.into_iter().map(|(person, payer, payee, version)| ((person.0, payer.0), source(payee, version))).collect())
}

/// The number of lines of a run that need no transfer: the lines of a person and payer that sum to zero, because
/// everything is recovered.
///
/// # Errors
/// When the database fails.
pub fn count_offset(db: &mut DbConnection, run: StipendRunId) -> Result<i64, Error> {
    let of_each: Vec<i64> = payable!(run)
        .group_by((stipend_lines::person_id, stipend_lines::payer_id))
        .having(spelled::<Bool>("SUM(amount_fen) = 0"))
        .select(spelled::<BigInt>("COUNT(*)"))
        .load(db)
        .stored()?;
    Ok(of_each.into_iter().sum())
}

/// How many lines, and what they come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    /// Lines.
    pub lines: i64,
    /// Fen.
    pub amount: i64,
}

impl std::iter::Sum for Sum {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |one, other| Self {
            lines: one.lines + other.lines,
            amount: one.amount.saturating_add(other.amount),
        })
    }
}

/// What is payable of a run, by what became of the payment.
///
/// # Errors
/// When the database fails.
pub fn sums(db: &mut DbConnection, run: StipendRunId) -> Result<Vec<(Option<PaymentOutcome>, Sum)>, Error> {
    let rows: Vec<(Option<String>, i64, i64)> = payable!(run)
        .group_by(stipend_lines::payment)
        .select((stipend_lines::payment, spelled::<BigInt>("COUNT(*)"), spelled::<BigInt>(SUM)))
        .load(db)
        .stored()?;
    let sum = |(word, lines, amount): (Option<String>, i64, i64)| {
        let outcome = word.map(|word| read(TABLE, "payment", PaymentOutcome::parse(&word))).transpose()?;
        Ok((outcome, Sum { lines, amount }))
    };
    rows.into_iter().map(sum).collect()
}

/// What is payable of a run, has no result, and needs one.
///
/// # Errors
/// When the database fails.
pub fn unreported(db: &mut DbConnection, run: StipendRunId) -> Result<Sum, Error> {
    let of_run = payable!(run).filter(is_unreported());
    let (lines, amount): (i64, Option<i64>) =
        of_run.select((spelled::<BigInt>("COUNT(*)"), spelled::<Nullable<BigInt>>(SUM))).first(db).stored()?;
    Ok(Sum { lines, amount: amount.unwrap_or_default() })
}

/// A part of a run: the lines after one, through another.
pub type Part = (Option<StipendLineId>, Option<StipendLineId>);

/// The payable lines of a part of a run, in the order of their ids, so many at most.
///
/// # Errors
/// When the database fails.
pub fn payable(
    db: &mut DbConnection,
    run: StipendRunId,
    (after, through): Part,
    most: usize,
) -> Result<Vec<Ours>, Error> {
    let mut query = payable!(run).into_boxed::<MultiBackend>();
    if let Some(after) = after {
        query = query.filter(stipend_lines::id.gt(DbUuid(after.0)));
    }
    if let Some(through) = through {
        query = query.filter(stipend_lines::id.le(DbUuid(through.0)));
    }
    ours(query.order(stipend_lines::id).limit(i64::try_from(most).unwrap_or(i64::MAX)), db)
}

/// Those of these lines that are payable by a run.
///
/// # Errors
/// When the database fails.
pub fn payable_of(db: &mut DbConnection, run: StipendRunId, these: &[StipendLineId]) -> Result<Vec<Ours>, Error> {
    let ids: Vec<DbUuid> = these.iter().map(|id| DbUuid(id.0)).collect();
    ours(payable!(run).filter(stipend_lines::id.eq_any(ids)).into_boxed::<MultiBackend>(), db)
}

type Lines<'a> = stipend_lines::BoxedQuery<'a, MultiBackend>;

/// The lines of a query as they stand in the books, each with the number under which its payment was reported last.
fn ours(query: Lines<'_>, db: &mut DbConnection) -> Result<Vec<Ours>, Error> {
    let columns = (stipend_lines::id, stipend_lines::amount_fen, stipend_lines::payment, is_unreported());
    let rows: Vec<(DbUuid, i64, Option<String>, bool)> = query.select(columns).load(db).stored()?;
    let reported = rows.iter().filter(|row| row.2.is_some()).map(|row| row.0);
    // The last one stays.
    let references: Vec<(DbUuid, String)> = stipend_payments::table
        .filter(stipend_payments::line_id.eq_any(reported.collect::<Vec<_>>()))
        .order(stipend_payments::id)
        .select((stipend_payments::line_id, stipend_payments::reference))
        .load(db)
        .stored()?;
    let mut references: HashMap<Uuid, String> = references.into_iter().map(|(line, said)| (line.0, said)).collect();
    let line = |(id, amount, word, is_unreported): (DbUuid, i64, Option<String>, bool)| {
        let payment = word.map(|word| read(TABLE, "payment", PaymentOutcome::parse(&word))).transpose()?;
        let is_offset = payment.is_none() && !is_unreported;
        Ok(Ours { line_id: StipendLineId(id.0), amount, payment, is_offset, reference: references.remove(&id.0) })
    };
    rows.into_iter().map(line).collect()
}
