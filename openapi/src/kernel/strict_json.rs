//! JSON as it is read from outside: each name once in an object, no invisible characters, and no more values than a
//! request of any use has. A whole number is one however it is spelled (`4.0`, `4e0`), as JSON Schema says.

use std::fmt;

use domain::{
    Error, Fault, FaultCode, Wording,
    kernel::{fault::Faults, text::is_forbidden},
};
use serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// Most that the values of a body may weigh: each value weighs one, and an object [`OBJECT_WEIGHT`] more. A body of two
/// bytes for each value would otherwise take fifty times its size in memory.
pub const VALUES_WEIGHT_MAX: usize = 200_000;
/// What an object weighs more than any other value.
const OBJECT_WEIGHT: usize = 8;
/// The largest float up to which floats tell whole numbers apart: 2^53.
const WHOLE_MAX: f64 = 9_007_199_254_740_992.0;

/// Parses bytes, and gives with the value what is wrong with names and texts at any depth: a name that stands twice in an
/// object (of which the first value is kept), and texts and names with invisible characters. Nesting is bounded by the
/// parser, at 128 levels.
///
/// # Errors
/// [`Error::MalformedBody`] when the bytes are not JSON or nested too deeply, [`Error::TooLarge`] when there are too many
/// values.
pub fn parse(bytes: &[u8]) -> Result<(Value, Vec<Fault>), Error> {
    let mut reading = Reading { faults: Faults::new(), weight: 0 };
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = Place { reading: &mut reading, at: At::Root }.deserialize(&mut deserializer);
    let whole = value.and_then(|value| deserializer.end().map(|()| value));
    match whole {
        Ok(value) => Ok((value, reading.faults.into_vec())),
        Err(_) if reading.is_too_heavy() => Err(Error::TooLarge),
        Err(_) => Err(Error::MalformedBody),
    }
}

/// Finds the invisible characters that escapes of a GraphQL document stand for (`\\u202E`, `\\u{202E}`, `\\b`, `\\f`); those
/// that stand in it as they are were found with the body. An escape in a block string, where it is none, counts as well.
pub fn has_invisible_escapes(document: &str) -> bool {
    let mut rest = document;
    while let Some((_, after)) = rest.split_once('\\') {
        let mut letters = after.chars();
        rest = match letters.next() {
            Some('b' | 'f') => return true,
            Some('u') => {
                let digits = letters.as_str();
                let code = match digits.strip_prefix('{') {
                    Some(braced) => braced.split_once('}').map(|(code, _)| code),
                    None => digits.get(..4),
                };
                if code.is_some_and(is_invisible_code) || is_invisible_pair(digits) {
                    return true;
                }
                digits
            }
            // An escaped backslash begins no escape.
            _ => letters.as_str(),
        };
    }
    false
}

fn is_invisible_code(hexadecimal: &str) -> bool {
    u32::from_str_radix(hexadecimal, 16).ok().and_then(char::from_u32).is_some_and(is_forbidden)
}

/// Two escapes that stand for one character beyond `U+FFFF`.
fn is_invisible_pair(digits: &str) -> bool {
    let unit = |text: Option<&str>| text.and_then(|digits| u16::from_str_radix(digits, 16).ok());
    let second = digits.get(4..).and_then(|rest| rest.strip_prefix("\\u"));
    let (Some(high), Some(low)) = (unit(digits.get(..4)), unit(second.and_then(|rest| rest.get(..4)))) else {
        return false;
    };
    char::decode_utf16([high, low]).next().is_some_and(|decoded| decoded.is_ok_and(is_forbidden))
}

struct Reading {
    faults: Faults,
    weight: usize,
}

impl Reading {
    fn is_too_heavy(&self) -> bool {
        self.weight > VALUES_WEIGHT_MAX
    }

    fn weigh<E: serde::de::Error>(&mut self, weight: usize) -> Result<(), E> {
        self.weight = self.weight.saturating_add(weight);
        if self.is_too_heavy() { Err(E::custom("too many values")) } else { Ok(()) }
    }

    fn check_text(&mut self, at: &At<'_>, text: &str) {
        if text.chars().any(is_forbidden) {
            self.faults.add_at(|| at.pointer(), FaultCode::Format, Wording::ControlCharacters);
        }
    }
}

/// Where a value stands, as a chain towards the root: written out only for a fault.
enum At<'a> {
    Root,
    Field(&'a At<'a>, &'a str),
    Item(&'a At<'a>, usize),
}

impl At<'_> {
    fn pointer(&self) -> String {
        let mut steps = Vec::new();
        let mut at = self;
        loop {
            at = match at {
                Self::Root => break,
                Self::Field(above, name) => {
                    steps.push(name.replace('~', "~0").replace('/', "~1"));
                    above
                }
                Self::Item(above, number) => {
                    steps.push(number.to_string());
                    above
                }
            };
        }
        steps.iter().rev().map(|step| format!("/{step}")).collect()
    }
}

/// The whole number that a float is, where floats tell whole numbers apart.
fn whole(value: f64) -> Option<i64> {
    let is_whole = value.fract() == 0.0 && value.abs() <= WHOLE_MAX;
    // The zero makes minus nought nought.
    is_whole.then(|| format!("{:.0}", value + 0.0).parse().ok()).flatten()
}

struct Place<'r, 'a> {
    reading: &'r mut Reading,
    at: At<'a>,
}

impl<'de> DeserializeSeed<'de> for Place<'_, '_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.reading.weigh(1)?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Place<'_, '_> {
    type Value = Value;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        if let Some(whole) = whole(value) {
            return Ok(Value::from(whole));
        }
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("not a number"))
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Value, E> {
        self.visit_string(value.to_owned())
    }

    fn visit_string<E: serde::de::Error>(self, value: String) -> Result<Value, E> {
        self.reading.check_text(&self.at, &value);
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut all = Vec::new();
        loop {
            let at = At::Item(&self.at, all.len());
            match items.next_element_seed(Place { reading: &mut *self.reading, at })? {
                Some(item) => all.push(item),
                None => return Ok(Value::Array(all)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        self.reading.weigh(OBJECT_WEIGHT)?;
        let mut all = Map::new();
        while let Some(name) = fields.next_key::<String>()? {
            let at = At::Field(&self.at, &name);
            self.reading.check_text(&at, &name);
            let is_double = all.contains_key(&name);
            if is_double {
                self.reading.faults.add_at(|| at.pointer(), FaultCode::Duplicate, Wording::GivenMoreThanOnce);
            }
            let value = fields.next_value_seed(Place { reading: &mut *self.reading, at })?;
            if !is_double {
                all.insert(name, value);
            }
        }
        Ok(Value::Object(all))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(json: &str) -> Vec<(String, FaultCode)> {
        let (_, faults) = parse(json.as_bytes()).unwrap();
        faults.into_iter().map(|fault| (fault.pointer, fault.code)).collect()
    }

    #[test]
    fn json_is_read_as_serde_reads_it() {
        for json in [
            "null",
            "true",
            "-1",
            "18446744073709551615",
            "1.5",
            "1e30",
            "\"督学\\n\\u4e2d\"",
            "[]",
            "[1,[2,{\"a\":[]}]]",
            "{\"a\":{\"b\":null},\"c\":\"d\"}",
            " {} ",
        ] {
            let expected: Value = serde_json::from_str(json).unwrap();
            assert_eq!(parse(json.as_bytes()).unwrap(), (expected, Vec::new()), "{json}");
        }
        for json in ["", "{", "[1,]", "{\"a\"}", "1 2", "{} x", "nul", "\"\\ud800\"", "1e999", "\u{feff}{}"] {
            assert!(matches!(parse(json.as_bytes()), Err(Error::MalformedBody)), "{json}");
        }
    }

    #[test]
    fn whole_number_is_read_however_it_is_spelled() {
        for (json, number) in [("4.0", 4), ("1e3", 1_000), ("-0.0", 0), ("-0", 0), ("120e-1", 12), ("-7.00", -7)] {
            assert_eq!(parse(json.as_bytes()).unwrap().0, serde_json::json!(number), "{json}");
        }
        for json in ["4.5", "1e-1", "9007199254740994.0"] {
            assert!(parse(json.as_bytes()).unwrap().0.is_f64(), "{json}");
        }
    }

    #[test]
    fn repeated_name_is_found_at_any_depth() {
        let duplicate = |pointer: &str| vec![(pointer.to_owned(), FaultCode::Duplicate)];
        assert_eq!(faults(r#"{"a":1,"a":1}"#), duplicate("/a"));
        assert_eq!(faults(r#"{"a":1,"\u0061":2}"#), duplicate("/a"));
        assert_eq!(faults(r#"[0,{"b":[{"c":1,"d":2,"c":null}]}]"#), duplicate("/1/b/0/c"));
        assert_eq!(faults(r#"{"a/b~":{"":0,"":0}}"#), duplicate("/a~1b~0/"));
        assert_eq!(faults(r#"{"a":{"x":1},"b":{"x":1}}"#), []);
        assert_eq!(parse(br#"{"a":1,"a":2}"#).unwrap().0, serde_json::json!({ "a": 1 }));
    }

    #[test]
    fn invisible_characters_are_found_in_texts_and_names() {
        let format = |pointer: &str| vec![(pointer.to_owned(), FaultCode::Format)];
        assert_eq!(faults(r#"{"a":["\u202e"]}"#), format("/a/0"));
        assert_eq!(faults("{\"a\":\"b\u{200b}\"}"), format("/a"));
        assert_eq!(faults(r#"{"a":"\u0000"}"#), format("/a"));
        assert_eq!(faults(r#"{"a":"\udb40\udc41"}"#), format("/a"));
        assert_eq!(faults("{\"\u{feff}a\":1}"), format("/\u{feff}a"));
        assert_eq!(faults(r#"{"a":"一\n二\t三\r"}"#), []);
    }

    #[test]
    fn body_of_many_values_is_too_large() {
        let zeros = format!("[0{}]", ",0".repeat(VALUES_WEIGHT_MAX));
        let objects = format!("[{{}}{}]", ",{}".repeat(VALUES_WEIGHT_MAX / 8));
        for json in [zeros, objects] {
            assert!(matches!(parse(json.as_bytes()), Err(Error::TooLarge)));
        }
        let deep = format!("{}{}", "[".repeat(500_000), "]".repeat(500_000));
        assert!(matches!(parse(deep.as_bytes()), Err(Error::MalformedBody)));
        let deep = "{\"a\":".repeat(160_000);
        assert!(matches!(parse(deep.as_bytes()), Err(Error::MalformedBody)));
    }

    #[test]
    fn escapes_of_invisible_characters_are_found_in_a_document() {
        for document in [
            r#"{ a(b: "\u202e") }"#,
            r#"{ a(b: "\u{202E}") }"#,
            r#"{ a(b: "\u{00200B}") }"#,
            r#"{ a(b: "\\\u0000") }"#,
            r#"{ a(b: "\uDB40\uDC41") }"#,
            r#"{ a(b: "\b") }"#,
            r#"{ a(b: "\f") }"#,
        ] {
            assert!(has_invisible_escapes(document), "{document}");
        }
        for document in [
            r#"{ a(b: "\\u202e") }"#,
            r#"{ a(b: "\n\t\r\"\/督\u4e2d\u{20000}\uD842\uDFB7") }"#,
            r#"{ a(b: "\u20") }"#,
            r#"{ a(b: "\u{}\u{zz}\u") }"#,
            "{ a }\\",
        ] {
            assert!(!has_invisible_escapes(document), "{document}");
        }
    }
}
