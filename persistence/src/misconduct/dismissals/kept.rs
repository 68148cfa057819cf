//! What a case keeps as lists: remedies, clocks, effects and suspensions, to JSON and back.

use domain::{
    Day,
    misconduct::dismissal::{
        effect::{Effect, Suspension, Touched},
        remedy::{Clock, Decided, Kind, Outcome, Remedy},
    },
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::kernel::types::DbJson;

pub(super) fn kept_remedy(one: &Remedy) -> Value {
    let decided = one.decided.as_ref().map(|decided| {
        json!({
            "outcome": decided.outcome.as_str(), "on": decided.on, "document_number": decided.document_number,
            "restored_from": decided.restored_from
        })
    });
    json!({
        "kind": one.kind.as_str(), "statement": one.statement, "file_by": one.file_by, "filed_on": one.filed_on,
        "decide_by": one.decide_by, "decided": decided
    })
}

fn text(stored: &Value, name: &str) -> Option<String> {
    stored.get(name).and_then(Value::as_str).map(str::to_owned)
}

fn day(stored: &Value, name: &str) -> Option<Day> {
    stored.get(name)?.as_str()?.parse().ok()
}

pub(super) fn remedy(stored: &Value) -> Option<Remedy> {
    let decided = match stored.get("decided")? {
        Value::Null => None,
        decided => Some(Decided {
            outcome: Outcome::parse(decided.get("outcome")?.as_str()?)?,
            on: day(decided, "on")?,
            document_number: text(decided, "document_number"),
            restored_from: day(decided, "restored_from"),
        }),
    };
    Some(Remedy {
        kind: Kind::parse(stored.get("kind")?.as_str()?)?,
        statement: text(stored, "statement"),
        file_by: day(stored, "file_by")?,
        filed_on: day(stored, "filed_on")?,
        decide_by: day(stored, "decide_by")?,
        decided,
    })
}

pub(super) fn clock(stored: &Value) -> Option<Clock> {
    Some(Clock { kind: Kind::parse(stored.get("kind")?.as_str()?)?, file_by: day(stored, "file_by")? })
}

pub(super) fn effect(stored: &Value) -> Option<Effect> {
    Some(Effect {
        kind: Touched::parse(stored.get("kind")?.as_str()?)?,
        id: Uuid::try_parse(stored.get("id")?.as_str()?).ok()?,
        known_at: stored.get("known_at")?.as_str()?.parse().ok()?,
        status: text(stored, "status")?,
    })
}

/// The word of a suspension, which is kept beside the records that the case touched.
const SUSPENSION: &str = "suspension";

pub(super) fn suspension(stored: &Value) -> Option<Suspension> {
    let is_cleared = stored.get("is_cleared")?.as_bool()?;
    Some(Suspension { from: day(stored, "from")?, end: day(stored, "end")?, is_cleared })
}

pub(super) fn kept_suspension(one: &Suspension) -> Value {
    json!({ "kind": SUSPENSION, "from": one.from, "end": one.end, "is_cleared": one.is_cleared })
}

/// Of what a case did, the suspensions alone, or the rest.
pub(super) fn told_apart(effects: &DbJson, suspensions: bool) -> DbJson {
    let is_suspension = |one: &&Value| one.get("kind").is_some_and(|kind| kind == SUSPENSION);
    let kept = effects.0.as_array().map(Vec::as_slice).unwrap_or_default();
    DbJson(kept.iter().filter(|one| is_suspension(one) == suspensions).cloned().collect())
}
