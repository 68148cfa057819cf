//! What is wrong with one part of an input, and the collector that finds every fault at once.

use crate::{
    Wording,
    kernel::{rules::Rule, word::words, wording::number},
};

/// Most faults of one request that are kept and told; of more, their number is.
pub const FAULTS_MAX: usize = 1_000;
/// Longest pointer of a fault, in bytes: it may repeat names that a client chose.
pub const POINTER_BYTES_MAX: usize = 500;

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
        /// A citizen or mobile number in words that are about units, not people.
        PersonalNumber = "personal_number",
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

/// One fault: where (a JSON pointer), what kind, and the message for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// JSON pointer to the faulty part, such as `/citizen_number`.
    pub pointer: String,
    /// The kind of fault.
    pub code: FaultCode,
    /// The message for a person.
    pub wording: Wording,
    /// The rule that refuses one of many.
    pub rule: Option<&'static Rule>,
}

impl Fault {
    /// A fault at `pointer`.
    pub fn new(pointer: impl Into<String>, code: FaultCode, wording: Wording) -> Self {
        Self { pointer: shortened(pointer.into()), code, wording, rule: None }
    }
}

/// A pointer within [`POINTER_BYTES_MAX`], its end replaced by `…` where it is longer.
fn shortened(mut pointer: String) -> String {
    if pointer.len() > POINTER_BYTES_MAX {
        pointer.truncate(pointer.floor_char_boundary(POINTER_BYTES_MAX));
        pointer.push('…');
    }
    pointer
}

/// Why a text could not be parsed; becomes a [`Fault`] once its place is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// The kind of fault.
    pub code: FaultCode,
    /// The message for a person.
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

/// Collects faults while parsing goes on, so that a caller gets all of them at once: the first [`FAULTS_MAX`], and
/// their number if there are more.
#[derive(Debug, Default)]
pub struct Faults {
    kept: Vec<Fault>,
    count: usize,
}

impl Faults {
    /// An empty collection.
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes one fault.
    pub fn push(&mut self, fault: Fault) {
        self.count = self.count.saturating_add(1);
        if self.kept.len() < FAULTS_MAX {
            self.kept.push(fault);
        }
    }

    /// Notes a fault at `pointer`.
    pub fn add(&mut self, pointer: impl Into<String>, code: FaultCode, wording: Wording) {
        self.push(Fault::new(pointer, code, wording));
    }

    /// Notes a fault whose pointer is costly to write: it is written only if the fault is kept.
    pub fn add_at(&mut self, pointer: impl FnOnce() -> String, code: FaultCode, wording: Wording) {
        if self.kept.len() < FAULTS_MAX {
            self.add(pointer(), code, wording);
        } else {
            self.count = self.count.saturating_add(1);
        }
    }

    /// Keeps the value, or notes its flaw and goes on without it.
    pub fn keep<T>(&mut self, pointer: &str, parsed: Result<T, Flaw>) -> Option<T> {
        match parsed {
            Ok(value) => Some(value),
            Err(flaw) => {
                self.push(flaw.at(pointer));
                None
            }
        }
    }

    /// Whether nothing is wrong so far.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// The faults noted so far; where some were not kept, a last one tells how many there are.
    pub fn into_vec(self) -> Vec<Fault> {
        let Self { mut kept, count } = self;
        if count > kept.len() {
            let wording = Wording::MoreFaults { max: number(FAULTS_MAX), count: number(count) };
            kept.push(Fault::new("", FaultCode::Length, wording));
        }
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousandth_fault_is_the_last_kept_and_all_are_counted() {
        let mut faults = Faults::new();
        for number in 0..FAULTS_MAX {
            faults.add(format!("/{number}"), FaultCode::Type, Wording::Empty);
        }
        for _ in 0..7 {
            faults.add("/more", FaultCode::Type, Wording::Empty);
        }
        let all = faults.into_vec();
        assert_eq!(all.len(), FAULTS_MAX + 1);
        assert_eq!(all[FAULTS_MAX].wording, Wording::MoreFaults { max: 1_000, count: 1_007 });
        assert!(!all.iter().any(|fault| fault.pointer == "/more"));
    }

    #[test]
    fn pointer_of_a_fault_that_is_not_kept_is_not_written() {
        let (mut faults, mut written) = (Faults::new(), 0);
        for _ in 0..FAULTS_MAX + 7 {
            let pointer = || {
                written += 1;
                "/x".to_owned()
            };
            faults.add_at(pointer, FaultCode::Type, Wording::Empty);
        }
        assert_eq!(written, FAULTS_MAX);
        assert_eq!(faults.into_vec()[FAULTS_MAX].wording, Wording::MoreFaults { max: 1_000, count: 1_007 });
    }

    #[test]
    fn long_pointer_is_cut_at_a_character() {
        let fault = Fault::new(format!("/{}", "督".repeat(1_000)), FaultCode::Unknown, Wording::FieldUnknown);
        assert!(fault.pointer.len() <= POINTER_BYTES_MAX + '…'.len_utf8() && fault.pointer.ends_with('…'));
        let short = Fault::new("/督", FaultCode::Unknown, Wording::FieldUnknown);
        assert_eq!(short.pointer, "/督");
    }
}
