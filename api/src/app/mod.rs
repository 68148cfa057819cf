//! The application: every request of every surface passes [`App::run`], and nowhere else can a
//! connection be had.

pub mod administration;
pub mod file;
pub mod kernel;
pub mod misconduct;
pub mod money;
pub mod people;
pub mod performance;
pub mod pools;
pub mod qualification;
pub mod service;
pub mod vacancies;

pub use crate::clock::Clock;
pub use kernel::caller::Caller;
pub use kernel::context::Ctx;
pub use kernel::door::{App, DailyJobs};
pub use kernel::kept::Kept;
pub use kernel::repeat::Repeat;
pub use kernel::use_case::{Job, Pace, UseCase};
pub use persistence::kernel::executor::QUEUE_WAIT_MAX;
