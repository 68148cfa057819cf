//! Everything that can go wrong, as one closed list. Its own words are for the log; a client gets the words of the
//! catalogue of wordings.

use crate::{Fault, FaultCode, Faults, Wording, kernel::rules::Rule};

/// The outcome of a request that was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The request cannot be understood: every fault of it (422).
    #[error("the request is not valid")]
    Invalid(Vec<Fault>),
    /// The body is not JSON at all (400).
    #[error("the body is not well-formed")]
    MalformedBody,
    /// The bearer token is not a token at all (400).
    #[error("the token is not well-formed")]
    MalformedToken,
    /// No token where one is needed (401).
    #[error("a token is needed")]
    MissingToken,
    /// A token that is not ours, was tampered with, or whose client was revoked (401).
    #[error("the token is not valid")]
    InvalidToken,
    /// A token past its end (401).
    #[error("the token has expired")]
    ExpiredToken,
    /// The client's id or secret is wrong (401, in the words of RFC 6749).
    #[error("the client credentials are not valid")]
    InvalidClient,
    /// A read or a write outside the caller's area, or of a part that the caller is not shown (403).
    #[error("this is out of the caller's area")]
    Forbidden,
    /// An action this role never has (403).
    #[error("`{}` may not do this", role.as_str())]
    NotForRole {
        /// The caller's role.
        role: crate::Role,
        /// The roles that have the action.
        allowed: &'static [crate::Role],
    },
    /// What the agreement of the caller does not name (403).
    #[error("no agreement names this")]
    NotAgreed,
    /// Who created, submitted or investigated a record may not decide on it (403).
    #[error("who created, submitted or investigated a record may not decide on it")]
    FourEyes,
    /// No such address (404).
    #[error("there is no such path")]
    NoSuchPath,
    /// No such record within the caller's reach (404).
    #[error("there is no such record")]
    NotFound,
    /// The path is known, the method is not (405).
    #[error("this method is not supported here")]
    MethodNotAllowed,
    /// The record was merged into another, which answers in its place (308).
    #[error("the record was merged into another")]
    Moved {
        /// The surviving record.
        to: uuid::Uuid,
    },
    /// The person's file is closed (410).
    #[error("the file is closed")]
    Closed {
        /// Since which day: that of the person's death, or of the erasure.
        since: crate::Day,
    },
    /// The position of the change feed is older than what is kept (410).
    #[error("the position is older than what is kept")]
    PositionTooOld,
    /// The lifecycle has no such step from the present status (409).
    #[error("`{event}` is not possible from `{status}`")]
    TransitionNotAllowed {
        /// The record's status.
        status: &'static str,
        /// The event asked for.
        event: &'static str,
    },
    /// The lifecycle has such a step, but something of the record is not ready for it (409).
    #[error("`{event}` is not possible from `{status}`: {}", wording.key())]
    NotReady {
        /// The record's status.
        status: &'static str,
        /// The event asked for.
        event: &'static str,
        /// What is not ready.
        wording: Wording,
    },
    /// The record exists already (409).
    #[error("the record exists already: {}", .0.key())]
    Duplicate(Wording),
    /// Understood and permitted, but a rule says no (409).
    #[error("{} refuses: {}", rule.key, wording.key())]
    RuleRefused {
        /// The rule that refuses.
        rule: &'static Rule,
        /// What is missing.
        wording: Wording,
    },
    /// The same request is being worked on (409).
    #[error("the same request is being worked on")]
    RequestInProgress,
    /// The idempotency key was used for another request (422).
    #[error("this idempotency key was used for another request")]
    IdempotencyMismatch,
    /// Someone else was first: the version given is not the present one (412).
    #[error("the record has changed since it was read")]
    Changed,
    /// A change without `If-Match` (428).
    #[error("a change needs the version it is based on, in If-Match")]
    PreconditionRequired,
    /// The body did not come in time (408).
    #[error("the request did not come in time")]
    TooSlow,
    /// Larger than the limit (413).
    #[error("the request is larger than allowed")]
    TooLarge,
    /// None of the forms of an answer is one that the request accepts (406).
    #[error("there is no such form of the answer")]
    NotAcceptable {
        /// The media types that there are.
        forms: Vec<String>,
    },
    /// A content type this path does not take (415).
    #[error("this content type is not supported here")]
    UnsupportedMediaType,
    /// Too many failed attempts (429).
    #[error("too many failed attempts")]
    RateLimited {
        /// Which limit they reached.
        limit: &'static crate::kernel::limit::Limit,
        /// Seconds until the next attempt is heard.
        retry_after_s: u32,
    },
    /// More answers are kept for repeats of this client's requests than it may have kept (429).
    #[error("too much is kept for repeats of this client's requests")]
    QuotaExceeded {
        /// Seconds after which some of them may have been forgotten.
        retry_after_s: u32,
    },
    /// Retry later (503).
    #[error("the register is busy")]
    Busy,
    /// Ours to mend; logged with its chain, never shown (500).
    #[error("an internal error")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// An internal error from any cause.
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(cause.into())
    }

    /// One fault in the input.
    pub fn invalid(fault: Fault) -> Self {
        Self::Invalid(vec![fault])
    }
}

impl Fault {
    /// Why one of many is refused, where the many are refused for it.
    ///
    /// # Errors
    /// An error that concerns the whole request.
    pub fn of_one(pointer: impl Into<String>, error: Error) -> Result<Vec<Self>, Error> {
        let pointer = pointer.into();
        let (code, wording, rule) = match error {
            Error::Invalid(faults) => {
                let behind = |fault: Self| Self { pointer: format!("{pointer}{}", fault.pointer), ..fault };
                return Ok(faults.into_iter().map(behind).collect());
            }
            Error::TransitionNotAllowed { status, event } => {
                let wording = Wording::NotPossibleFrom { status: status.to_owned(), event: event.to_owned() };
                (FaultCode::TransitionNotAllowed, wording, None)
            }
            Error::FourEyes => (FaultCode::FourEyes, Wording::MadeByTheSame, None),
            Error::RuleRefused { rule, wording } => (FaultCode::RuleRefused, wording, Some(rule)),
            Error::Duplicate(wording) => (FaultCode::Duplicate, wording, None),
            Error::NotFound => (FaultCode::Reference, Wording::NoSuchRecord, None),
            Error::Closed { since } => (FaultCode::Reference, Wording::FileIsClosed { since: since.to_string() }, None),
            other => return Err(other),
        };
        Ok(vec![Self { rule, ..Self::new(pointer, code, wording) }])
    }
}

impl Faults {
    /// The value when nothing was wrong, and every fault otherwise.
    pub fn finish<T>(self, value: Option<T>) -> Result<T, Error> {
        match value {
            Some(value) if self.is_empty() => Ok(value),
            _ => Err(Error::Invalid(self.into_vec())),
        }
    }
}
