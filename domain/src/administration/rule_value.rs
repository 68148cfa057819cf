//! Which values a rule may take, and what is wrong with the others: the type, the range, an unknown word, one named twice.

use serde_json::{Map, Value};

use crate::{
    Wording,
    kernel::{
        code_set::EducationLevel,
        fault::{FaultCode, Flaw},
        rules::{Kind, Rule},
        time,
    },
    money::stipend::tax,
    performance::duty::Mode,
};

/// Most days that a rule of days gives for one thing.
const DAYS_MAX: i64 = 365;
/// The percents of a rule of weights together, and the most that a share may have.
const WHOLE_PERCENT: i64 = 100;

impl Rule {
    /// Checks that the rule may take this value.
    ///
    /// # Errors
    /// What is wrong with the value: its type, its range, an unknown word, a word named twice.
    pub fn check(&self, value: &Value) -> Result<(), Flaw> {
        self.kind.check(value)
    }
}

impl Kind {
    /// Checks a value.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn check(self, value: &Value) -> Result<(), Flaw> {
        match self {
            Self::OptionalCount { .. } if value.is_null() => Ok(()),
            Self::Count { min, max } | Self::OptionalCount { min, max } => count(value, (min.into(), max.into())),
            Self::Flag if value.is_boolean() => Ok(()),
            Self::Flag => Err(Flaw::new(FaultCode::Type, Wording::TrueOrFalse)),
            Self::OneOf(words) => word(value, words),
            Self::Weights(names) => {
                let wording = Wording::WeightsOf { names: names.join(", "), sum: WHOLE_PERCENT };
                let sum: i64 = counts(value, names, (0, WHOLE_PERCENT), &wording)?.iter().sum();
                if sum == WHOLE_PERCENT { Ok(()) } else { Err(Flaw::new(FaultCode::Range, wording)) }
            }
            Self::Shares(names) => {
                let wording = Wording::SharesOf { names: names.join(", "), max: WHOLE_PERCENT };
                counts(value, names, (0, WHOLE_PERCENT), &wording).map(drop)
            }
            Self::Days(names) => {
                let wording = Wording::DaysOf { names: names.join(", "), max: DAYS_MAX };
                counts(value, names, (1, DAYS_MAX), &wording).map(drop)
            }
            Self::LabourTables if tax::labour_tables(value).is_some() => Ok(()),
            Self::LabourTables if value.is_object() || value.is_array() => {
                Err(Flaw::new(FaultCode::Range, Wording::LabourTables))
            }
            Self::LabourTables => Err(Flaw::new(FaultCode::Type, Wording::LabourTables)),
            Self::Words(words) => {
                let wording = Wording::WordsOf { values: words.join(", ") };
                list(
                    value,
                    Value::is_string,
                    &wording,
                    |item| is_word(item, |word| words.contains(&word)),
                    FaultCode::Code,
                )
            }
            Self::Day => match value.as_str() {
                Some(day) => time::parse_day(day).map(drop),
                None => Err(Flaw::new(FaultCode::Type, Wording::NotADay)),
            },
            Self::Months => {
                let is_month = |item: &Value| item.as_i64().is_some_and(|month| (1..=12).contains(&month));
                list(value, is_whole, &Wording::Months, is_month, FaultCode::Range)
            }
            Self::VisitModes => {
                let is_mode = |item: &Value| is_word(item, |word| Mode::parse(word).is_some());
                list(value, Value::is_string, &Wording::VisitModes, is_mode, FaultCode::Code)
            }
            Self::EducationCodes => {
                let is_code = |item: &Value| is_word(item, |word| EducationLevel::parse(word).is_some());
                list(value, Value::is_string, &Wording::EducationCodes, is_code, FaultCode::Code)
            }
        }
    }
}

fn is_whole(value: &Value) -> bool {
    value.is_i64() || value.is_u64()
}

fn is_word(value: &Value, is_known: impl Fn(&str) -> bool) -> bool {
    value.as_str().is_some_and(is_known)
}

fn of_type(types: &str) -> Flaw {
    Flaw::new(FaultCode::Type, Wording::ShouldBe { types: types.to_owned() })
}

/// A whole number between two bounds.
fn count(value: &Value, (min, max): (i64, i64)) -> Result<(), Flaw> {
    if !is_whole(value) {
        return Err(of_type("integer"));
    }
    match value.as_i64() {
        Some(count) if (min..=max).contains(&count) => Ok(()),
        _ => Err(Flaw::new(FaultCode::Range, Wording::Between { min, max })),
    }
}

/// One of these words.
fn word(value: &Value, words: &[&str]) -> Result<(), Flaw> {
    match value.as_str() {
        Some(word) if words.contains(&word) => Ok(()),
        Some(_) => Err(Flaw::new(FaultCode::Code, Wording::OneOf { values: words.join(", ") })),
        None => Err(of_type("string")),
    }
}

/// A list of at least one entry, each of the right type, known, and named once.
fn list(
    value: &Value,
    is_typed: impl Fn(&Value) -> bool,
    wording: &Wording,
    is_known: impl Fn(&Value) -> bool,
    unknown: FaultCode,
) -> Result<(), Flaw> {
    let flaw = |code| Err(Flaw::new(code, wording.clone()));
    let Some(items) = value.as_array() else { return flaw(FaultCode::Type) };
    if items.is_empty() {
        return flaw(FaultCode::Length);
    }
    if !items.iter().all(is_typed) {
        return flaw(FaultCode::Type);
    }
    if !items.iter().all(is_known) {
        return flaw(unknown);
    }
    let is_named_before = |(at, item): (usize, &Value)| items.iter().take(at).any(|before| before == item);
    if items.iter().enumerate().any(is_named_before) {
        return Err(Flaw::new(FaultCode::Duplicate, Wording::NamedTwice));
    }
    Ok(())
}

/// Whole numbers between two bounds for exactly these names.
fn counts(value: &Value, names: &[&str], (min, max): (i64, i64), wording: &Wording) -> Result<Vec<i64>, Flaw> {
    let flaw = |code| Flaw::new(code, wording.clone());
    let given: &Map<String, Value> = value.as_object().ok_or_else(|| flaw(FaultCode::Type))?;
    if given.keys().any(|name| !names.contains(&name.as_str())) {
        return Err(flaw(FaultCode::Unknown));
    }
    let one = |name: &&str| {
        let count = given.get(*name).ok_or_else(|| flaw(FaultCode::Required))?;
        if !is_whole(count) {
            return Err(flaw(FaultCode::Type));
        }
        count.as_i64().filter(|count| (min..=max).contains(count)).ok_or_else(|| flaw(FaultCode::Range))
    };
    names.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::kernel::rules;

    fn code(rule: &rules::Rule, value: Value) -> &'static str {
        rule.check(&value).err().map_or("sound", |flaw| flaw.code.as_str())
    }

    #[test]
    fn a_list_names_each_entry_once() {
        let months = &rules::DUTY_ACTIVE_MONTHS;
        for (value, expected) in [
            (json!([3, 4]), "sound"),
            (json!([3, 3]), "duplicate"),
            (json!([]), "length"),
            (json!([0]), "range"),
            (json!([13]), "range"),
            (json!(["3"]), "type"),
            (json!([3.5]), "type"),
            (json!("3"), "type"),
            (json!(3), "type"),
            (json!(null), "type"),
        ] {
            assert_eq!(code(months, value.clone()), expected, "{value}");
        }
        for (value, expected) in [
            (json!(["random"]), "sound"),
            (json!(["random", "random"]), "duplicate"),
            (json!(["sudden"]), "code"),
            (json!([1]), "type"),
            (json!({}), "type"),
        ] {
            assert_eq!(code(&rules::VISIT_MODES, value.clone()), expected, "{value}");
        }
        assert_eq!(code(&rules::ACCEPTED_EDUCATION_CODES, json!(["11", "11"])), "duplicate");
        assert_eq!(code(&rules::REPLACEMENT_SOURCES, json!(["reserve_list", "reserve_list"])), "duplicate");
    }

    #[test]
    fn a_wrong_type_is_no_range() {
        for (rule, value, expected) in [
            (&rules::DUTY_MIN_DAYS_PER_MONTH, json!("4"), "type"),
            (&rules::DUTY_MIN_DAYS_PER_MONTH, json!(4.5), "type"),
            (&rules::DUTY_MIN_DAYS_PER_MONTH, json!(true), "type"),
            (&rules::DUTY_MIN_DAYS_PER_MONTH, json!(null), "type"),
            (&rules::DUTY_MIN_DAYS_PER_MONTH, json!(-1), "range"),
            (&rules::DUTY_MIN_DAYS_PER_MONTH, json!(32), "range"),
            (&rules::VISIT_MIN_HOURS, json!("1"), "type"),
            (&rules::VISIT_MIN_HOURS, json!(null), "sound"),
            (&rules::CREDENTIAL_SHOW_ON_VISIT, json!("true"), "type"),
            (&rules::CREDENTIAL_SHOW_ON_VISIT, json!(1), "type"),
            (&rules::ASSESSMENT_GRADE_SCALE, json!(3), "type"),
            (&rules::ASSESSMENT_GRADE_SCALE, json!("five"), "code"),
            (&rules::ASSESSMENT_PARTS, json!([40, 60]), "type"),
            (&rules::ASSESSMENT_PARTS, json!({ "daily": "40", "annual": 60 }), "type"),
            (&rules::ASSESSMENT_PARTS, json!({ "daily": 40 }), "required"),
            (&rules::ASSESSMENT_PARTS, json!({ "daily": 40, "annual": 60, "more": 0 }), "unknown"),
            (&rules::ASSESSMENT_PARTS, json!({ "daily": 40, "annual": 50 }), "range"),
            (&rules::ASSESSMENT_PARTS, json!({ "daily": 140, "annual": -40 }), "range"),
        ] {
            assert_eq!(code(rule, value.clone()), expected, "{} {value}", rule.key);
        }
    }

    #[test]
    fn no_rule_takes_a_value_of_another_type() {
        for rule in rules::all() {
            for value in [json!({ "a": 1 }), json!([[1]]), json!("x y"), json!(0.5), json!(true)] {
                let same_type = value.is_boolean() && rule.kind == Kind::Flag;
                assert!(same_type || rule.check(&value).is_err(), "{} {value}", rule.key);
            }
        }
    }
}
