//! Writing anew what an earlier release wrote of people: a job of the system, safe to run at any time and on every server.

use domain::{Actor, Error, Role, kernel::policy::Action};
use persistence::people::indexing;

use crate::app::{App, Caller, Ctx, UseCase, kernel::own};

/// Write some people anew. No record says anything else than before, so there is no event.
pub struct IndexPeople;

impl UseCase for IndexPeople {
    const ACTION: Action = own::INDEX_PEOPLE;
    type Output = usize;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<usize, Error> {
        ctx.nothing_changed();
        indexing::index_some(ctx.db, ctx.vault)
    }
}

/// As [`index_all`], on this thread: for the command line.
///
/// # Errors
/// As [`index_all`].
pub fn index_all_now(app: &App) -> Result<usize, Error> {
    let caller = Caller::new(Actor::own(Role::System));
    let mut written = 0;
    loop {
        match app.run_now(&caller, &IndexPeople)? {
            0 => return Ok(written),
            some => written += some,
        }
    }
}

/// Writes all people anew that wait for it; tells how many.
///
/// # Errors
/// When the database fails. What was written stays.
pub async fn index_all(app: &App, caller: &Caller) -> Result<usize, Error> {
    let mut written = 0;
    loop {
        match app.run(caller, IndexPeople).await? {
            0 => return Ok(written),
            some => written += some,
        }
    }
}
