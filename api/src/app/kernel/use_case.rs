//! What the door lets through: use cases of the program's own and operations that were asked for.

use std::time::Duration;

use domain::{Error, kernel::policy::Action};
use persistence::kernel::together::Lookup;

use crate::app::{Ctx, Kept};

/// One thing the register can do.
///
/// `run` borrows the command, because a conflict between writers runs it again.
pub trait UseCase: Send + 'static {
    /// What it is, for the policy.
    const ACTION: Action;
    /// Whether a read sends several statements, which must then see one snapshot.
    const SNAPSHOT: bool = false;
    /// Whether a write names every row by its key and version, and rests on nothing else that it read.
    const BY_KEY: bool = false;
    /// Whether it hands its answer out piece by piece; then the client's pace bounds it, and the time of a read does not.
    const STREAMS: bool = false;
    /// True if its answer is kept for a repeat of the request: not where it holds a secret, and never for reads.
    const KEPT: bool = false;
    /// What it answers: the view, as this caller may see it.
    type Output: Send + 'static;

    /// True if it reads enough for the bulk lane, so that it never delays single reads.
    fn is_bulk(&self) -> bool {
        false
    }

    /// Whether it may take longer than a read may: then it takes its turn among the pulls, one for each client, and is
    /// waited for to its end.
    fn is_long(&self) -> bool {
        Self::STREAMS
    }

    /// Whether it writes so many rows, resting on so many, that it takes one snapshot for serialisability; what conflicts
    /// with it is then refused by versions and constraints.
    fn is_by_snapshot(&self) -> bool {
        false
    }

    /// What a read looks up by ids. Reads of one kind that wait at the same moment share a statement, unless they take a
    /// snapshot or are recorded.
    fn lookup(&self) -> Option<Lookup> {
        None
    }

    /// The citizen number that it gives somebody, as it was said: that it is taken may tell of who is out of reach.
    fn number_claimed(&self) -> Option<&str> {
        None
    }

    /// How long it waits for something new before it is done; none if it does not wait.
    fn patience(&self) -> Option<Patience> {
        None
    }

    /// Does it.
    ///
    /// # Errors
    /// What refuses it.
    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error>;
}

/// Whether there is something new by now.
pub type HasNews = Box<dyn Fn(&mut Ctx<'_>) -> Result<bool, Error> + Send + Sync>;

/// How long a piece of work waits before it is done, and for what.
pub struct Patience {
    /// How long at most.
    pub most: Duration,
    /// For the policy.
    pub action: Action,
    /// What it waits for.
    pub has_news: HasNews,
}

/// How a piece of work is done: which snapshot it takes, in which lane it waits.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pace {
    /// True if a read sends several statements, which must then see one snapshot.
    pub snapshot: bool,
    /// True if a write names every row by its key and version, and rests on nothing else that it read.
    pub by_key: bool,
    /// True if the answer is handed out piece by piece.
    pub streams: bool,
    /// As [`UseCase::is_bulk`].
    pub is_bulk: bool,
    /// As [`UseCase::is_long`].
    pub is_long: bool,
    /// As [`UseCase::is_by_snapshot`].
    pub is_by_snapshot: bool,
}

/// A piece of work as the door sees it: a use case of the program's own, or an operation that was asked for.
pub trait Job: Send + 'static {
    /// What it answers.
    type Output: Send + 'static;

    /// What it is, for the policy.
    fn action(&self) -> Action;

    /// How it is done.
    fn pace(&self) -> Pace;

    /// As [`UseCase::lookup`].
    fn lookup(&self) -> Option<Lookup> {
        None
    }

    /// As [`UseCase::number_claimed`].
    fn number_claimed(&self) -> Option<&str> {
        None
    }

    /// As [`UseCase::patience`].
    fn patience(&self) -> Option<Patience> {
        None
    }

    /// The answer as it is kept for a repeat of the request; none where it is not.
    ///
    /// # Errors
    /// When it cannot be written.
    fn keep(&self, output: &Self::Output) -> Result<Option<Kept>, Error>;

    /// A kept answer, as it was given.
    ///
    /// # Errors
    /// When it is not understood.
    fn recall(&self, kept: Kept) -> Result<Self::Output, Error>;

    /// Does it.
    ///
    /// # Errors
    /// What refuses it.
    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error>;
}

impl<U: UseCase> Job for U {
    type Output = U::Output;

    fn action(&self) -> Action {
        U::ACTION
    }

    fn pace(&self) -> Pace {
        Pace {
            snapshot: U::SNAPSHOT,
            by_key: U::BY_KEY,
            streams: U::STREAMS,
            is_bulk: self.is_bulk(),
            is_long: self.is_long(),
            is_by_snapshot: self.is_by_snapshot(),
        }
    }

    fn lookup(&self) -> Option<Lookup> {
        UseCase::lookup(self)
    }

    fn number_claimed(&self) -> Option<&str> {
        UseCase::number_claimed(self)
    }

    fn patience(&self) -> Option<Patience> {
        UseCase::patience(self)
    }

    fn keep(&self, _: &U::Output) -> Result<Option<Kept>, Error> {
        Ok(None)
    }

    fn recall(&self, _: Kept) -> Result<U::Output, Error> {
        Err(Error::internal("the program's own work is not repeated"))
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<U::Output, Error> {
        UseCase::run(self, ctx)
    }
}
