//! The rules as a locality has them.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{find, rule::Rule};
use crate::{Day, kernel::time};

/// The version of the rules as shipped, before any local change.
pub const SHIPPED_VERSION: i64 = 1;

/// All rules as they are in force.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    /// The version: one more with every confirmed change.
    pub version: i64,
    changed: BTreeMap<&'static str, Value>,
}

impl Rules {
    /// The rules as shipped.
    pub fn shipped() -> Self {
        Self { version: SHIPPED_VERSION, changed: BTreeMap::new() }
    }

    /// The shipped rules overlaid by confirmed changes `(version, key, value)`, oldest first.
    /// A key this release no longer knows is passed over.
    pub fn with_changes(changes: impl IntoIterator<Item = (i64, String, Value)>) -> Self {
        let mut rules = Self::shipped();
        for (version, key, value) in changes {
            rules.version = rules.version.max(version);
            if let Some(rule) = find(&key) {
                rules.changed.insert(rule.key, value);
            }
        }
        rules
    }

    /// The value in force.
    pub fn value(&self, rule: &Rule) -> Value {
        self.changed.get(rule.key).cloned().unwrap_or_else(|| rule.shipped())
    }

    /// The value in force of a counting rule.
    pub fn count(&self, rule: &Rule) -> u32 {
        self.value(rule).as_u64().and_then(|count| u32::try_from(count).ok()).unwrap_or(u32::MAX)
    }

    /// The value in force of a counting rule that may set no limit.
    pub fn limit(&self, rule: &Rule) -> Option<u32> {
        self.value(rule).as_u64().and_then(|count| u32::try_from(count).ok())
    }

    /// Whether a rule of yes or no says yes.
    pub fn demands(&self, rule: &Rule) -> bool {
        self.value(rule).as_bool().unwrap_or(true)
    }

    /// The word in force of a rule that chooses one.
    pub fn word(&self, rule: &Rule) -> Option<String> {
        self.value(rule).as_str().map(str::to_owned)
    }

    /// The percent in force of one name of a rule of weights.
    pub fn weight(&self, rule: &Rule, name: &str) -> u32 {
        let percent = self.value(rule).get(name).and_then(Value::as_u64);
        percent.and_then(|percent| u32::try_from(percent).ok()).unwrap_or_default()
    }

    /// The days in force of one name of a rule of days.
    pub fn days(&self, rule: &Rule, name: &str) -> u32 {
        self.weight(rule, name)
    }

    /// The day that a rule names.
    pub fn day(&self, rule: &Rule) -> Option<Day> {
        self.value(rule).as_str().and_then(|day| time::parse_day(day).ok())
    }

    /// Whether a rule of months lists this one.
    pub fn lists_month(&self, rule: &Rule, month: u32) -> bool {
        self.value(rule)
            .as_array()
            .is_some_and(|months| months.iter().any(|listed| listed.as_u64() == Some(month.into())))
    }

    /// Whether a list rule holds this code.
    pub fn lists(&self, rule: &Rule, code: &str) -> bool {
        self.value(rule).as_array().is_some_and(|codes| codes.iter().any(|listed| listed.as_str() == Some(code)))
    }
}
