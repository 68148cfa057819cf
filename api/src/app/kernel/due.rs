//! What a day brings to records by itself: a term is over, a decision takes effect. A kind of record says which of its records
//! are due and what becomes of one; the job is the same for all of them.

use std::marker::PhantomData;

use domain::{Error, kernel::policy::Action};
use uuid::Uuid;

use super::lifecycle::{Fires, SYSTEM};
use crate::app::{App, Caller, Ctx, UseCase};

/// Most records that one transaction of the job looks at.
const DUE_AT_ONCE_MAX: i64 = 100;

/// A record that a day moves by itself.
pub trait Due: Fires {
    /// The records whose day has come, at most so many. Those that stay due when they were looked at come in the order of their
    /// identifiers, after the last one that was looked at.
    ///
    /// # Errors
    /// When the database fails.
    fn due(ctx: &mut Ctx<'_>, after: Option<Uuid>, max: i64) -> Result<Vec<Self>, Error>;

    /// Does what the day brings to one of them; true if it moved, false if something else holds it up.
    ///
    /// # Errors
    /// When the database fails.
    fn bring(self, ctx: &mut Ctx<'_>) -> Result<bool, Error>;
}

/// Do what a day brings to some records of a kind: a job of the system, safe to run at any time.
pub struct BringDue<L> {
    after: Option<Uuid>,
    kind: PhantomData<fn() -> L>,
}

impl<L> Default for BringDue<L> {
    fn default() -> Self {
        Self { after: None, kind: PhantomData }
    }
}

/// What one step of the job did.
pub struct Brought {
    /// How many records moved.
    pub count: usize,
    /// The last one that was looked at, when more may follow.
    pub next: Option<Uuid>,
}

impl<L: Due> UseCase for BringDue<L> {
    const ACTION: Action = L::TRANSITION;
    type Output = Brought;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Brought, Error> {
        ctx.nothing_changed();
        ctx.actor = &SYSTEM;
        let due = L::due(ctx, self.after, DUE_AT_ONCE_MAX)?;
        let is_last = i64::try_from(due.len()).unwrap_or_default() < DUE_AT_ONCE_MAX;
        let next = due.last().map(L::id).filter(|_| !is_last);
        let mut count = 0;
        for one in due {
            count += usize::from(one.bring(ctx)?);
        }
        Ok(Brought { count, next })
    }
}

/// Does all that the day brings to records of a kind; gives how many moved.
///
/// # Errors
/// When the database fails; what was done before stays done.
pub async fn bring_all<L: Due>(app: &App, caller: &Caller) -> Result<usize, Error> {
    let (mut count, mut after) = (0, None);
    loop {
        let brought = app.run(caller, BringDue::<L> { after, kind: PhantomData }).await?;
        count += brought.count;
        after = brought.next;
        if after.is_none() {
            return Ok(count);
        }
    }
}
