//! What is wrong with one part of an input, and the collector that finds every fault at once.

use crate::{Wording, pool::words, rules::Rule};

words! {
    /// The kind of a fault: stable words that clients and roster clerks rely on.
    FaultCode {
        /// A value that must be given is missing.
        Required = "required",
        /// The value has the wrong JSON type.
        Type = "type",
        /// The field or parameter does not exist.
        Unknown = "unknown",
        /// Too long, too short, or (for a fixed-length number) not of that length.
        Length = "length",
        /// Outside the allowed range.
        Range = "range",
        /// Not a date that exists, or not a lawful one here.
        Date = "date",
        /// The check character does not fit.
        CheckDigit = "check_digit",
        /// The same value stands elsewhere.
        Duplicate = "duplicate",
        /// Two values contradict each other.
        Mismatch = "mismatch",
        /// Not a number.
        Number = "number",
        /// A condition of eligibility is not met.
        Eligibility = "eligibility",
        /// Not a code of its code set.
        Code = "code",
        /// The thing referred to does not exist.
        Reference = "reference",
        /// Not in the expected form.
        Format = "format",
        /// The value may not be changed this way.
        Immutable = "immutable",
        /// A value that must not stand in a URL.
        Sensitive = "sensitive",
        /// The cursor belongs to another list, filter, order or caller.
        Cursor = "cursor",
        /// The file cannot be read as a roster.
        File = "file",
        /// One of many is not in a status from which the event is possible.
        TransitionNotAllowed = "transition_not_allowed",
        /// One of many may not be decided by who made it.
        FourEyes = "four_eyes",
        /// One of many is refused by a rule.
        RuleRefused = "rule_refused",
    }
}

/// One fault: where (a JSON pointer), what kind, and what a person is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// JSON pointer to the faulty part, such as `/citizen_number`.
    pub pointer: String,
    /// The kind of fault.
    pub code: FaultCode,
    /// What a person is told.
    pub wording: Wording,
    /// The rule that refuses one of many.
    pub rule: Option<&'static Rule>,
}

impl Fault {
    /// A fault at `pointer`.
    pub fn new(pointer: impl Into<String>, code: FaultCode, wording: Wording) -> Self {
        Self { pointer: pointer.into(), code, wording, rule: None }
    }

    /// Why one of many is refused, where the many are refused for it.
    ///
    /// # Errors
    /// An error that concerns the whole request.
    pub fn of_one(pointer: impl Into<String>, error: crate::Error) -> Result<Vec<Self>, crate::Error> {
        use crate::Error;
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
            other => return Err(other),
        };
        Ok(vec![Self { rule, ..Self::new(pointer, code, wording) }])
    }
}

/// Why a text could not be parsed; becomes a [`Fault`] once its place is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// The kind of fault.
    pub code: FaultCode,
    /// What a person is told.
    pub wording: Wording,
}

impl Flaw {
    /// A flaw of this kind.
    pub fn new(code: FaultCode, wording: Wording) -> Self {
        Self { code, wording }
    }

    /// The same flaw, at a place.
    pub fn at(self, pointer: impl Into<String>) -> Fault {
        Fault::new(pointer, self.code, self.wording)
    }
}

/// Collects faults while parsing goes on, so that a caller is told all of them at once.
#[derive(Debug, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// An empty collection.
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes one fault.
    pub fn push(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    /// Notes a fault at `pointer`.
    pub fn add(&mut self, pointer: impl Into<String>, code: FaultCode, wording: Wording) {
        self.0.push(Fault::new(pointer, code, wording));
    }

    /// Keeps the value, or notes its flaw and goes on without it.
    pub fn keep<T>(&mut self, pointer: &str, parsed: Result<T, Flaw>) -> Option<T> {
        match parsed {
            Ok(value) => Some(value),
            Err(flaw) => {
                self.0.push(flaw.at(pointer));
                None
            }
        }
    }

    /// Whether nothing is wrong so far.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The faults noted so far.
    pub fn into_vec(self) -> Vec<Fault> {
        self.0
    }

    /// The value when nothing was wrong, and every fault otherwise.
    pub fn finish<T>(self, value: Option<T>) -> Result<T, crate::Error> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(crate::Error::Invalid(self.0)),
        }
    }
}
