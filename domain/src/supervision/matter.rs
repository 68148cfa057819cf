//! The matters and themes of supervision: codes of a set, and words of the place that begin with `X_`.

use crate::{
    FaultCode, Wording,
    kernel::{
        code_set::{CodeSet, SUPERVISION_MATTERS, SUPERVISION_THEMES},
        fault::Flaw,
    },
};

/// How a word of the place begins.
const LOCAL: &str = "X_";
/// Longest word of the place, in characters.
const LOCAL_CHARS_MAX: usize = 40;

/// A code of a set, or a word of the place: `X_` and small letters, digits or `_`.
///
/// # Errors
/// A flaw that names the set.
fn code(set: &CodeSet, raw: &str) -> Result<String, Flaw> {
    let is_sign = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    let is_local = raw.strip_prefix(LOCAL).is_some_and(|word| !word.is_empty() && word.bytes().all(is_sign));
    if set.by_code(raw).is_some() || is_local && raw.len() <= LOCAL_CHARS_MAX {
        Ok(raw.to_owned())
    } else {
        Err(Flaw::new(FaultCode::Code, Wording::NotAValueOf { set: set.name.to_owned() }))
    }
}

/// A matter of supervision (code set `supervision_matters`).
///
/// # Errors
/// A flaw of what is none.
pub fn matter(raw: &str) -> Result<String, Flaw> {
    code(&SUPERVISION_MATTERS, raw)
}

/// A theme of supervision (code set `supervision_themes`).
///
/// # Errors
/// A flaw of what is none.
pub fn theme(raw: &str) -> Result<String, Flaw> {
    code(&SUPERVISION_THEMES, raw)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matter_is_a_code_of_the_set_or_a_local_word() {
        for raw in ["safety", "hot_issues", "other", "X_after_school_care", "X_2"] {
            assert_eq!(matter(raw).as_deref(), Ok(raw));
        }
        let long = format!("X_{}", "a".repeat(LOCAL_CHARS_MAX));
        for raw in ["", "Safety", "mental_health", "X_", "X_安全", "X_Care", "x_care", long.as_str()] {
            assert!(matter(raw).is_err(), "{raw}");
        }
        assert!(theme("mental_health").is_ok() && theme("canteen_and_hygiene").is_err());
    }
}
