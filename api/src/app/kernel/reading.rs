//! Reading one record, as of a moment.

use domain::{
    Error,
    kernel::{policy::Action, time::Moment},
};

use persistence::kernel::together::Lookup;
use uuid::Uuid;

use crate::app::{Ctx, UseCase};

/// A record on the wire that is read by its id: as it stood on a day, as it was known at an instant.
pub trait Readable: Sized + Send + 'static {
    /// By what it is found.
    type Id: Copy + Send + Into<Uuid> + 'static;

    /// Reading it, for the policy.
    const ACTION: Action;
    /// As [`UseCase::SNAPSHOT`].
    const SNAPSHOT: bool = false;

    /// The record as the caller sees it.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for what lies out of reach, was not known then, or was not there on the day.
    fn read(ctx: &mut Ctx<'_>, id: Self::Id, moment: Moment) -> Result<Self, Error>;
}

/// Read one record, as of a moment.
pub struct ReadAsOf<V: Readable> {
    /// Which.
    pub id: V::Id,
    /// When.
    pub moment: Moment,
}

impl<V: Readable> UseCase for ReadAsOf<V> {
    const ACTION: Action = V::ACTION;
    const SNAPSHOT: bool = V::SNAPSHOT;
    type Output = V;

    fn lookup(&self) -> Option<Lookup> {
        Some(Lookup { ids: vec![self.id.into()], known_at: self.moment.known_at })
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<V, Error> {
        V::read(ctx, self.id, self.moment)
    }
}
