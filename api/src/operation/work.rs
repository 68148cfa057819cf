//! The work that a request asks of an operation: a use case, and how its output is presented.

use std::sync::Arc;

use domain::{
    Error,
    kernel::{agreed::Shown, policy::Action},
};
use persistence::kernel::together::Lookup;
use serde::Serialize;

use super::{Answer, Record, people::people_in};
use crate::app::{
    Ctx, Job, Kept, Pace, UseCase,
    consumers::received::shows_people,
    kernel::{list::Listed, reference::Reported, use_case::Patience},
};

/// A piece of work, its type forgotten.
pub trait Work: Send {
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

    /// Does it.
    ///
    /// # Errors
    /// What refuses it.
    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Answer, Error>;
}

/// The work of a request.
pub type Boxed = Box<dyn Work>;

struct Presented<U: UseCase> {
    use_case: U,
    present: fn(U::Output) -> Result<Answer, Error>,
}

impl<U: UseCase> Work for Presented<U> {
    fn action(&self) -> Action {
        U::ACTION
    }

    fn pace(&self) -> Pace {
        Job::pace(&self.use_case)
    }

    fn lookup(&self) -> Option<Lookup> {
        UseCase::lookup(&self.use_case)
    }

    fn number_claimed(&self) -> Option<&str> {
        UseCase::number_claimed(&self.use_case)
    }

    fn patience(&self) -> Option<Patience> {
        UseCase::patience(&self.use_case)
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Answer, Error> {
        let answer = (self.present)(UseCase::run(&self.use_case, ctx)?)?;
        if ctx.discloses() && answer.media.is_none() {
            ctx.note_people(people_in(&answer.body.tree()?, shows_people(U::ACTION)));
        }
        let answer = answer.limited(ctx.shown(U::ACTION));
        Ok(Answer { is_kept: U::KEPT, ..answer })
    }
}

/// Work that is asked for by some parameters: a client asks by none that its agreement hides.
pub struct AskedBy {
    parameters: Vec<String>,
    work: Boxed,
}

impl AskedBy {
    /// Work that is asked for by these parameters.
    pub fn these(parameters: Vec<String>, work: Boxed) -> Boxed {
        if parameters.is_empty() { work } else { Box::new(Self { parameters, work }) }
    }
}

impl Work for AskedBy {
    fn action(&self) -> Action {
        self.work.action()
    }

    fn pace(&self) -> Pace {
        self.work.pace()
    }

    fn lookup(&self) -> Option<Lookup> {
        self.work.lookup()
    }

    fn number_claimed(&self) -> Option<&str> {
        self.work.number_claimed()
    }

    fn patience(&self) -> Option<Patience> {
        self.work.patience()
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Answer, Error> {
        let is_hidden = |shown: &Arc<Shown>| self.parameters.iter().any(|name| !shown.lets_ask_by(name));
        if ctx.shown(self.action()).is_some_and(is_hidden) {
            return Err(Error::NotAgreed);
        }
        self.work.run(ctx)
    }
}

/// Work whose output is presented in a way of its own.
pub fn present<U: UseCase>(use_case: U, present: fn(U::Output) -> Result<Answer, Error>) -> Boxed {
    Box::new(Presented { use_case, present })
}

/// Work that answers a record.
pub fn record<U: UseCase<Output: Record>>(use_case: U) -> Boxed {
    present(use_case, |output| Ok(Answer::record(output)))
}

/// Work that answers a record of another system.
pub fn reported<R: Record, U: UseCase<Output = Reported<R>>>(use_case: U) -> Boxed {
    present(use_case, |output| Ok(Answer::reported(output)))
}

/// Work that answers what is no record of its own.
pub fn done<U: UseCase<Output: Serialize>>(use_case: U) -> Boxed {
    present(use_case, |output| Ok(Answer::done(output)))
}

/// Work that answers a page.
pub fn page<T: Serialize + Send + 'static, U: UseCase<Output = Listed<T>>>(use_case: U) -> Boxed {
    present(use_case, |output| Ok(Answer::page(output)))
}

/// The work of a request, as the door takes it.
pub struct Asking(pub Boxed);

impl Job for Asking {
    type Output = Answer;

    fn action(&self) -> Action {
        self.0.action()
    }

    fn pace(&self) -> Pace {
        self.0.pace()
    }

    fn lookup(&self) -> Option<Lookup> {
        self.0.lookup()
    }

    fn number_claimed(&self) -> Option<&str> {
        self.0.number_claimed()
    }

    fn patience(&self) -> Option<Patience> {
        self.0.patience()
    }

    fn keep(&self, answer: &Answer) -> Result<Option<Kept>, Error> {
        Ok(answer.kept()?.map(Kept::Given))
    }

    fn recall(&self, kept: Kept) -> Result<Answer, Error> {
        kept.given().map(Answer::from)
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Answer, Error> {
        self.0.run(ctx)
    }
}

/// The same operation asked several times at once: one way through the door and one snapshot for all of them.
pub struct Together {
    first: Boxed,
    others: Vec<Boxed>,
}

impl Together {
    /// All of these; none where there is nothing to ask.
    pub fn of(all: impl IntoIterator<Item = Boxed>) -> Option<Self> {
        let mut all = all.into_iter();
        let first = all.next()?;
        Some(Self { first, others: all.collect() })
    }
}

impl Job for Together {
    type Output = Vec<Answer>;

    fn action(&self) -> Action {
        self.first.action()
    }

    fn pace(&self) -> Pace {
        Pace { snapshot: true, is_bulk: !self.others.is_empty(), ..self.first.pace() }
    }

    fn keep(&self, _: &Self::Output) -> Result<Option<Kept>, Error> {
        Ok(None)
    }

    fn recall(&self, _: Kept) -> Result<Self::Output, Error> {
        Err(Error::internal("what is read together is not repeated"))
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        [&self.first].into_iter().chain(&self.others).map(|one| one.run(ctx)).collect()
    }
}
