//! The application: every request of every surface passes [`App::run`], and nowhere else can a
//! connection be had.

pub mod accountability;
pub mod administration;
pub mod consumers;
pub mod evaluation;
pub mod file;
pub mod governance;
pub mod kernel;
pub mod misconduct;
pub mod money;
pub mod people;
pub mod performance;
pub mod pools;
pub mod qualification;
pub mod service;
pub mod supervision;
pub mod vacancies;

pub use crate::clock::Clock;
pub use kernel::{
    caller::Caller,
    context::Ctx,
    door::{App, DailyJobs},
    kept::Kept,
    repeat::Repeat,
    use_case::{Job, Pace, UseCase},
};
pub use persistence::kernel::executor::QUEUE_WAIT_MAX;
