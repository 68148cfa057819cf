//! One spelling for each JSON value, so that two texts that say the same can be compared.

use serde_json::Value;

/// The value without white space, with its members in the order of their names. Escapes and spellings of whole numbers
/// were resolved when it was read ([`crate::strict_json`]).
pub fn text(value: &Value) -> String {
    let mut out = String::new();
    write(value, &mut out);
    out
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Array(items) => {
            out.push('[');
            for item in items {
                write(item, out);
                out.push(',');
            }
            out.push(']');
        }
        Value::Object(members) => {
            let mut members: Vec<(&String, &Value)> = members.iter().collect();
            members.sort_unstable_by_key(|(name, _)| *name);
            out.push('{');
            for (name, member) in members {
                out.push_str(&Value::from(name.as_str()).to_string());
                out.push(':');
                write(member, out);
                out.push(',');
            }
            out.push('}');
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => out.push_str(&value.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strict_json;

    fn said(json: &str) -> String {
        text(&strict_json::parse(json.as_bytes()).unwrap().0)
    }

    #[test]
    fn texts_that_say_the_same_become_one() {
        let spellings: [&[&str]; 9] = [
            &[
                r#"{"a":1,"b":[true,null]}"#,
                "{ \"b\" : [ true,\tnull ],\r\n\"a\" : 1 }",
                r#"{"\u0061":1.0,"b":[true,null]}"#,
            ],
            &["1", "1.0", "1e0", "10e-1", "0.1E+1", "1.000"],
            &["0", "-0", "0.0", "-0.0", "0e5"],
            &["-12", "-12.0", "-1.2e1"],
            &["9007199254740992", "9007199254740992.0"],
            &["1e25", "10000000000000000000000000"],
            &["0.1", "1e-1", "0.10"],
            &[r#""督学\/""#, r#""\u7763\u5b66/""#, r#""督\u5B66/""#],
            &["\"\u{20000}\"", r#""\ud840\udc00""#],
        ];
        for same in spellings {
            for other in same {
                assert_eq!(said(other), said(same[0]), "{other}");
            }
        }
    }

    #[test]
    fn texts_that_differ_in_what_they_say_stay_apart() {
        let texts = [
            "1",
            "\"1\"",
            "[1]",
            "[[1]]",
            "{\"a\":1}",
            "{\"a\":null}",
            "{}",
            "[]",
            "null",
            "true",
            "\"true\"",
            "[1,2]",
            "[2,1]",
            "[12]",
            "\"\"",
            "\"a\\\"\"",
            "1.5",
            "15",
            "-1",
            "18446744073709551615",
            "9007199254740993",
            "9007199254740992",
            "{\"a\":{\"b\":1}}",
            "{\"a\":{},\"b\":1}",
            "{\"a:1,b\":1}",
        ];
        for (at, one) in texts.iter().enumerate() {
            for other in texts.iter().skip(at + 1) {
                assert_ne!(said(one), said(other), "{one} {other}");
            }
        }
    }
}
