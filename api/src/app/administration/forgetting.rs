//! Kept answers are forgotten.

use domain::{Error, kernel::policy::Action};
use persistence::kernel::idempotency;

use crate::app::{
    App, Caller, Ctx, UseCase,
    kernel::{own, repeat::KEPT_HOURS},
};

/// Forgets all answers that were kept long enough, so many at a time that no writer waits for it.
///
/// # Errors
/// As [`App::run`].
pub async fn forget_all(app: &App, caller: &Caller) -> Result<usize, Error> {
    let mut forgotten = 0;
    loop {
        let some = app.run(caller, ForgetAnswers).await?;
        forgotten += some;
        if i64::try_from(some).is_ok_and(|some| some < idempotency::FORGOTTEN_AT_ONCE_MAX) {
            return Ok(forgotten);
        }
    }
}

/// Forget answers that were kept long enough: a job of the system, safe to run at any time.
pub struct ForgetAnswers;

impl UseCase for ForgetAnswers {
    const ACTION: Action = own::FORGET_ANSWERS;
    type Output = usize;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<usize, Error> {
        ctx.nothing_changed();
        ctx.quotas.count_anew();
        let before = ctx.now() - chrono::TimeDelta::hours(KEPT_HOURS);
        idempotency::forget(ctx.db, before)
    }
}
