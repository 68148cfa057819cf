//! The column in which the statuses lie through which a record went: `[["2026-11-23", "active"], …]`.

use domain::{Day, Error, lifecycle::StatusHistory};
use serde_json::{Value, json};

use crate::{people, types::DbJson};

/// A trail as a column.
pub(crate) fn kept<S: Copy>(trail: &StatusHistory<S>, word: impl Fn(S) -> &'static str) -> DbJson {
    DbJson(trail.steps().iter().map(|(day, status)| json!([day.to_string(), word(*status)])).collect())
}

/// A column as a trail.
pub(crate) fn read<S: Copy>(
    table: &'static str,
    column: &DbJson,
    parse: impl Fn(&str) -> Option<S>,
) -> Result<StatusHistory<S>, Error> {
    let kept = column.0.as_array().map(Vec::as_slice).unwrap_or_default();
    let step = |stored: &Value| -> Option<(Day, S)> {
        Some((stored.get(0)?.as_str()?.parse().ok()?, parse(stored.get(1)?.as_str()?)?))
    };
    let steps = kept.iter().map(|stored| people::read(table, "steps", step(stored)));
    Ok(StatusHistory::of(steps.collect::<Result<_, _>>()?))
}
