//! Exports end: their files are thrown away when their time is over, and their records later.

use chrono::TimeDelta;
use domain::{
    Error,
    consumers::export::{ExportStatus, RECORD_KEPT_DAYS},
    kernel::policy::Action,
};
use persistence::consumers::exports;

use crate::app::{App, Caller, Ctx, UseCase, kernel::own};

/// Most exports that are looked at in one transaction: more than all clients of a register have at once.
const LOOKED_AT_MAX: i64 = 10_000;

/// Ends the exports whose time is over and throws their files away, so much at a time that no writer waits for it.
///
/// # Errors
/// As [`App::run`].
pub async fn keep_all(app: &App, caller: &Caller) -> Result<usize, Error> {
    let mut pieces = 0;
    loop {
        match app.run(caller, KeepExports).await? {
            0 => return Ok(pieces),
            some => pieces += some,
        }
    }
}

/// End exports whose time is over: a job of the system, safe to run at any time.
struct KeepExports;

impl UseCase for KeepExports {
    const ACTION: Action = own::MAKE_EXPORTS;
    const BY_KEY: bool = true;
    type Output = usize;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<usize, Error> {
        ctx.nothing_changed();
        let now = ctx.now();
        for one in exports::first(ctx.db, &[ExportStatus::Done], LOOKED_AT_MAX)? {
            if one.status_at(now) == ExportStatus::Expired {
                exports::update(ctx.db, &one.expired(now))?;
            }
        }
        let thrown_away = exports::throw_away(ctx.db)?;
        if thrown_away == 0 {
            exports::forget(ctx.db, now - TimeDelta::days(RECORD_KEPT_DAYS))?;
        }
        Ok(thrown_away)
    }
}

/// End every export that has files or is made, because the key that sealed them goes: those that are made begin anew.
pub struct EndExports;

impl UseCase for EndExports {
    const ACTION: Action = own::SEAL_AGAIN;
    type Output = ();

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<(), Error> {
        ctx.nothing_changed();
        let now = ctx.now();
        exports::end_all(ctx.db, now)
    }
}
