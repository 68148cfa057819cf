//! Who sits at the command line, and what is said to them.

use std::{io::Write as _, process::ExitCode};

use domain::{Actor, Error, Role};
use openapi::kernel::{catalogue::Language, problem};

use crate::app::Caller;

/// What a command failed of, in words.
#[derive(Debug)]
pub struct Failed(pub String);

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        let mut text = match &error {
            Error::Internal(cause) => cause.to_string(),
            Error::Busy => "the database is busy or cannot be reached".to_owned(),
            other => format!("{}: {}", problem::code_of(other).code, problem::detail_of(other, language())),
        };
        if let Error::Invalid(faults) = &error {
            for fault in faults {
                text =
                    format!("{text}\n  {} {}: {}", fault.pointer, fault.code.as_str(), language().say(&fault.wording));
            }
        }
        Self(text)
    }
}

impl From<std::io::Error> for Failed {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

/// Prints a text.
///
/// # Errors
/// When it cannot be written.
pub fn print(text: &str) -> Result<ExitCode, Failed> {
    match writeln!(std::io::stdout(), "{text}") {
        // A reader that has seen enough, such as `head`, is no failure.
        Err(cause) if cause.kind() == std::io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        outcome => Ok(outcome.map(|()| ExitCode::SUCCESS)?),
    }
}

/// Who sits at the command line.
pub fn operator() -> Caller {
    Caller { language: language(), ..Caller::new(Actor::own(Role::Operator)) }
}

/// The language of the operator's locale; English where none is set.
pub fn language() -> Language {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    set.and_then(|locale| Language::of_tag(&locale)).unwrap_or(Language::English)
}
