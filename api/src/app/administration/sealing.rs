//! Rotation of the keys that seal private values: a new key, every value sealed again, the old keys gone.

use domain::{Error, kernel::policy::Action};
use persistence::file::resealing::{self, PassedOver, StaleRow};

use crate::app::{Ctx, UseCase, kernel::own};

/// Count the records with a value that an older key sealed.
pub struct CountStaleSeals;

impl UseCase for CountStaleSeals {
    const ACTION: Action = own::FIND_STALE_SEALS;
    const SNAPSHOT: bool = true;
    type Output = i64;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<i64, Error> {
        resealing::stale(ctx.db, ctx.vault)
    }
}

/// Find some of them, without those that were passed over; none when all others are sealed with the newest key.
pub struct FindStaleSeals(pub PassedOver);

impl UseCase for FindStaleSeals {
    const ACTION: Action = own::FIND_STALE_SEALS;
    const SNAPSHOT: bool = true;
    type Output = Vec<StaleRow>;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Vec<StaleRow>, Error> {
        resealing::find(ctx.db, ctx.vault, self.0)
    }
}

/// Seal them again with the newest key, and tell of which a value does not open. No record says anything else than before, so
/// there is no fact.
pub struct SealAgain(pub Vec<StaleRow>);

impl UseCase for SealAgain {
    const ACTION: Action = own::SEAL_AGAIN;
    const BY_KEY: bool = true;
    type Output = Vec<StaleRow>;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Vec<StaleRow>, Error> {
        ctx.nothing_changed();
        Ok(resealing::seal_again(ctx.db, ctx.vault, &self.0)?.into_iter().cloned().collect())
    }
}
