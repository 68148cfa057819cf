//! One spelling for each JSON value, so that two texts that say the same can be compared.

use domain::Error;
use serde_json::Value;

use crate::kernel::strict_json;

/// Most digits of a number that a float keeps, and the largest power of ten that it has exactly: both are read without loss.
const EXACT_DIGITS: usize = 15;
const EXACT_POWER: u64 = 22;
/// How the text begins that stands for any other number. No text that is taken has such a character.
const NUMBER_MARK: &str = "\\u0000";

/// What a JSON text says, without white space and with members in the order of their names. Escapes are resolved, and a number
/// is its value, of as many digits as it has: `1.0e25` is `1e25`, and 2^53 + 1 is not 2^53.
///
/// # Errors
/// As [`strict_json::parse`].
pub fn text(body: &[u8]) -> Result<String, Error> {
    let (value, _) = strict_json::parse(&with_numbers_by_value(body))?;
    let mut out = String::new();
    write(&value, &mut out);
    Ok(out)
}

/// The same text with one spelling for each number. What is no number stays, and is refused by the parser.
fn with_numbers_by_value(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some(first) = rest.first() {
        let length = match first {
            b'"' => text_length(rest),
            b'-' | b'0'..=b'9' => rest.iter().position(|byte| !is_of_number(*byte)).unwrap_or(rest.len()),
            _ => 1,
        };
        let (token, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        match number(token) {
            Some(number) => out.extend(number.into_bytes()),
            None => out.extend_from_slice(token),
        }
        rest = after;
    }
    out
}

/// How long the text is that begins here, with both of its quotation marks.
fn text_length(rest: &[u8]) -> usize {
    let mut is_escaped = false;
    let ends = |byte: &u8| {
        let is_end = *byte == b'"' && !is_escaped;
        is_escaped = *byte == b'\\' && !is_escaped;
        is_end
    };
    rest.iter().skip(1).position(ends).map_or(rest.len(), |at| at.saturating_add(2))
}

fn is_of_number(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E')
}

/// A number as its digits, without those that say nothing, and a power of ten; where a float would lose some, as a text. None
/// where it is no number of JSON.
fn number(token: &[u8]) -> Option<String> {
    let token = std::str::from_utf8(token).ok()?;
    let (sign, unsigned) = token.strip_prefix('-').map_or(("", token), |rest| ("-", rest));
    let (mantissa, power) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let has_leading_zero = whole.len() > 1 && whole.starts_with('0');
    let power_digits = power.strip_prefix(['+', '-']).unwrap_or(power);
    if has_leading_zero || ![whole, fraction, power_digits].into_iter().all(is_number) {
        return None;
    }
    let all = format!("{whole}{fraction}");
    let digits = all.trim_end_matches('0').trim_start_matches('0');
    if digits.is_empty() {
        return Some("0".to_owned());
    }
    let dropped = i64::try_from(all.len().checked_sub(all.trim_end_matches('0').len())?).ok()?;
    let power: i64 = power.parse().ok()?;
    let power = power.checked_add(dropped)?.checked_sub(i64::try_from(fraction.len()).ok()?)?;
    let is_exact = digits.len() <= EXACT_DIGITS && power.unsigned_abs() <= EXACT_POWER;
    let value = format!("{sign}{digits}e{power}");
    Some(if is_exact { value } else { format!("\"{NUMBER_MARK}{value}\"") })
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

    fn said(json: &str) -> String {
        text(json.as_bytes()).unwrap()
    }

    #[test]
    fn texts_that_say_the_same_become_one() {
        let spellings: [&[&str]; 14] = [
            &[
                r#"{"a":1,"b":[true,null]}"#,
                "{ \"b\" : [ true,\tnull ],\r\n\"a\" : 1 }",
                r#"{"\u0061":1.0,"b":[true,null]}"#,
            ],
            &["1", "1.0", "1e0", "10e-1", "0.1E+1", "1.000"],
            &["0", "-0", "0.0", "-0.0", "0e5"],
            &["-12", "-12.0", "-1.2e1"],
            &["9007199254740992", "9007199254740992.0"],
            &["1e25", "10000000000000000000000000", "1.0e25", "1E+25", "0.1e26", "100e23"],
            &["1E2", "100.0", "1e+2", "1000000000000000000000000e-22"],
            &["9007199254740993", "9007199254740993.0", "9.007199254740993e15", "90071992547409930e-1"],
            &["123456789012345678901234567890", "1.2345678901234567890123456789e29"],
            &["1e-30", "0.1e-29", "10E-31"],
            &["0.1234567890123456789", "1.234567890123456789e-1"],
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
            "9007199254740994",
            "123456789012345678901234567890",
            "123456789012345678901234567891",
            "1e25",
            "-1e25",
            "\"1e25\"",
            "1e26",
            "0.1234567890123456789",
            "0.1234567890123456788",
            "[\"1e2\",\"\\\"1e2\"]",
            "[1e2,\"\\\"1e2\"]",
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

    #[test]
    fn malformed_json_is_rejected() {
        for json in ["01", "1.", ".5", "+1", "1e", "1e+", "1e+-1", "--1", "1.2.3", "0x10", "1e5e5", "-", "[1,]", "\"1"]
        {
            assert!(text(json.as_bytes()).is_err(), "{json}");
        }
    }
}
