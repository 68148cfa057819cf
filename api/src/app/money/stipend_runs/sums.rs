//! What a run came to when it was decided: a keyed digest of its totals and of every line. Who changes a sum in the database
//! by hand has no key to make another digest with, and the run is neither sent nor settled.

use aws_lc_rs::{constant_time, hmac};
use domain::{
    Error, Reach, Wording,
    kernel::{
        id::StipendRunId,
        page::PageRequest,
        policy::Action,
        rules::{self, refused},
    },
    money::stipend::{
        line::Line,
        run::{Run, Status},
    },
};
use persistence::money::{
    stipend_lines::{self, LineFilter},
    stipend_runs::{self, RunSeal},
};
use serde_json::{Value, json};

use crate::{
    app::{
        Ctx, UseCase,
        kernel::{
            own,
            pull::{ROWS_AT_ONCE, every},
        },
    },
    keys::Keys,
};

/// A digest that is being made.
struct Digest(hmac::Context);

impl Digest {
    /// That of the totals.
    fn of(keys: &Keys, run: &Run) -> Self {
        let mut digest = Self(keys.sums_digest());
        let totals = run.computation.as_ref().map(|computation| computation.totals).unwrap_or_default();
        digest.add(&json!([
            run.id.0,
            run.area.as_str(),
            run.month.to_string(),
            run.document_number,
            [totals.people, totals.lines, totals.held, totals.amount, totals.findings],
        ]));
        digest
    }

    fn line(&mut self, line: &Line) {
        self.add(&json!([
            line.id.0,
            line.person_id.0,
            line.month.to_string(),
            line.component.as_str(),
            line.kind.as_str(),
            line.amount,
            line.granted,
            line.payer_id.map(|id| id.0),
            line.payee.map(|payee| (payee.id, payee.version)),
            line.tax_class.map(|class| class.as_str()),
            line.corrects_id.map(|id| id.0),
        ]));
    }

    /// Adds a JSON array, which no other array continues.
    fn add(&mut self, part: &Value) {
        self.0.update(part.to_string().as_bytes());
    }

    fn end(self) -> Vec<u8> {
        self.0.sign().as_ref().to_vec()
    }
}

/// The seal of a run whose lines are at hand, in any order.
pub(crate) fn seal_of(keys: &Keys, run: &Run, lines: &[Line]) -> RunSeal {
    let mut ordered: Vec<&Line> = lines.iter().collect();
    ordered.sort_unstable_by_key(|line| line.id.0);
    let mut digest = Digest::of(keys, run);
    for line in ordered {
        digest.line(line);
    }
    RunSeal { run_id: run.id, totals: Digest::of(keys, run).end(), lines: digest.end() }
}

/// The seal of a run as it lies in the database.
fn seal(ctx: &mut Ctx<'_>, run: &Run) -> Result<RunSeal, Error> {
    let mut digest = Digest::of(ctx.keys, run);
    let filter = LineFilter { run_id: vec![run.id], ..LineFilter::default() };
    every(
        PageRequest::first(ROWS_AT_ONCE),
        |request| stipend_lines::list(ctx.db, &Reach::everything(), &filter, false, request),
        |line| {
            digest.line(&line);
            Ok(())
        },
    )?;
    Ok(RunSeal { run_id: run.id, totals: Digest::of(ctx.keys, run).end(), lines: digest.end() })
}

/// Keeps what a run comes to, now that it is decided.
///
/// # Errors
/// When the database fails.
pub(super) fn keep(ctx: &mut Ctx<'_>, run: &Run) -> Result<(), Error> {
    let seal = seal(ctx, run)?;
    stipend_runs::insert_seals(ctx.db, &[seal])
}

/// What was kept of a run. None where an earlier release decided it, and where nothing more is paid by it.
fn kept(ctx: &mut Ctx<'_>, run: &Run) -> Result<Option<RunSeal>, Error> {
    match stipend_runs::seal(ctx.db, run.id)? {
        None if ctx.vault.is_bound() && !Status::SETTLED.contains(&run.status) => changed(),
        kept => Ok(kept),
    }
}

fn changed<T>() -> Result<T, Error> {
    refused(&rules::STIPEND_ONCE, Wording::RunSumsChanged)
}

fn compare(kept: &[u8], found: &[u8]) -> Result<(), Error> {
    constant_time::verify_slices_are_equal(kept, found).or_else(|_| changed())
}

/// Compares every line of a run with what was decided.
///
/// # Errors
/// A refusal when something was changed beneath it.
pub(super) fn check(ctx: &mut Ctx<'_>, run: &Run) -> Result<(), Error> {
    let Some(kept) = kept(ctx, run)? else { return Ok(()) };
    let found = seal(ctx, run)?;
    compare(&kept.totals, &found.totals)?;
    compare(&kept.lines, &found.lines)
}

/// Compares the totals of a run with what was decided: what finance reports line by line looks through all lines only in the
/// end.
///
/// # Errors
/// A refusal when they were changed.
pub(super) fn check_totals(ctx: &mut Ctx<'_>, run: &Run) -> Result<(), Error> {
    let Some(kept) = kept(ctx, run)? else { return Ok(()) };
    compare(&kept.totals, &Digest::of(ctx.keys, run).end())
}

/// Find the runs that an earlier release decided and that are not settled.
pub struct FindRunsWithoutSeal;

impl UseCase for FindRunsWithoutSeal {
    const ACTION: Action = own::FIND_STALE_SEALS;
    type Output = Vec<StipendRunId>;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        stipend_runs::without_seal(ctx.db)
    }
}

/// Keep what a run comes to that an earlier release decided.
pub struct SealRun(pub StipendRunId);

impl UseCase for SealRun {
    const ACTION: Action = own::SEAL_AGAIN;
    type Output = ();

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<(), Error> {
        ctx.nothing_changed();
        let run = stipend_runs::find(ctx.db, &Reach::everything(), self.0, domain::kernel::time::Moment::default())?;
        match stipend_runs::seal(ctx.db, run.id)? {
            None => keep(ctx, &run),
            Some(_) => Ok(()),
        }
    }
}
