//! An answer as it is kept for a repeat of its request.

use domain::{Day, Error, Wording};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What the tag of an answer is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tag {
    /// The version alone: the answer holds nothing that changes without it.
    Version(i64),
    /// The version, and a digest of the answer: it shows what a day, another record or the reader's language changes.
    Shown(String),
}

impl From<String> for Tag {
    fn from(version: String) -> Self {
        Self::Shown(version)
    }
}

/// An answer as it is kept for a repeat of its request.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Given {
    /// The view as JSON, as it was written.
    pub body: String,
    /// The tag of a record.
    pub tag: Option<Tag>,
    /// What the address of a record ends with.
    pub key: Option<String>,
    /// True unless the record was there already.
    pub is_new: bool,
}

/// An answer as it is kept.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kept {
    /// What a use case answered.
    Answer(Value),
    /// What an operation answered.
    Given(Given),
    /// Why a rule refused it.
    Refusal {
        /// The rule's key.
        rule: String,
        /// What it said.
        wording: Wording,
    },
    /// It spoke of somebody who was erased.
    Erased {
        /// The day of the erasure.
        since: Day,
    },
}

impl Kept {
    /// The answer of an operation. One that was kept by an earlier version of the program has its view alone.
    ///
    /// # Errors
    /// When it is none.
    pub fn given(self) -> Result<Given, Error> {
        match self {
            Self::Given(given) => Ok(given),
            Self::Answer(mut body) => {
                // What another system reported was kept with whether it was new.
                let is_new = body.get("is_new").and_then(Value::as_bool);
                if let (Some(_), Some(record)) = (is_new, body.get_mut("record")) {
                    body = record.take();
                }
                let is_new = is_new.unwrap_or(true);
                let text =
                    |name: &str| body.get(name).map(|value| value.as_str().map_or(value.to_string(), str::to_owned));
                let (tag, key) = (text("version").map(Tag::Shown), text("id"));
                Ok(Given { body: body.to_string(), tag, key, is_new })
            }
            Self::Refusal { .. } | Self::Erased { .. } => Err(Error::internal("a refusal that is kept as an answer")),
        }
    }

    /// The view of an answer.
    fn view(self) -> Result<Option<Value>, Error> {
        match self {
            Self::Answer(view) => Ok(Some(view)),
            Self::Given(given) => serde_json::from_str(&given.body).map(Some).map_err(Error::internal),
            Self::Refusal { .. } | Self::Erased { .. } => Ok(None),
        }
    }
}

/// The field that only answers about an erasure have.
const OF_ERASURE: &str = "is_possible";

/// What replaces a kept answer that speaks of an erased person; none for an answer about others. An answer about the
/// erasure itself holds no value of the person, and stays.
///
/// # Errors
/// When the program does not understand what is kept.
pub fn erased_answer(kept: &[u8], ids: &[String], since: Day) -> Result<Option<Vec<u8>>, Error> {
    let kept: Kept = serde_json::from_slice(kept).map_err(Error::internal)?;
    let Some(answer) = kept.view()? else { return Ok(None) };
    let text = answer.to_string();
    if !ids.iter().any(|id| text.contains(id)) || answer.get(OF_ERASURE).is_some() {
        return Ok(None);
    }
    serde_json::to_vec(&Kept::Erased { since }).map(Some).map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn answer_kept_by_an_earlier_release_is_a_record() {
        let given = Kept::Answer(json!({ "id": "a", "version": 3, "kind": "warning" })).given().unwrap();
        assert_eq!(given.key.as_deref(), Some("a"));
        assert_eq!(given.tag, Some(Tag::Shown("3".to_owned())));
        assert!(given.is_new);
        assert_eq!(given.body, r#"{"id":"a","kind":"warning","version":3}"#);
    }

    #[test]
    fn report_kept_by_an_earlier_release_says_whether_it_was_new() {
        let kept = Kept::Answer(json!({ "is_new": false, "record": { "id": "a", "version": 1 } }));
        let given = kept.given().unwrap();
        assert!(!given.is_new);
        assert_eq!(given.body, r#"{"id":"a","version":1}"#);
    }

    #[test]
    fn kept_refusal_is_no_answer() {
        assert!(Kept::Erased { since: "2026-11-30".parse().unwrap() }.given().is_err());
    }
}
