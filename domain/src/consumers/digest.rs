//! Digests of lists, by which a consumer and the register see that they hold the same.
//!
//! The digest of records is the sum, modulo 2^256, of two SHA-256 digests of each: of the line `id TAB version`, and of the
//! canonical JSON (RFC 8785) of the record. The order of the records is of no matter, and one record is taken out or put in
//! without the others.

use serde_json::{Number, Value};
use sha2::{Digest as _, Sha256};

/// Bytes of a digest.
const BYTES: usize = 32;
/// Whole numbers below this are the same as a float and as an integer.
const WHOLE_MAX: f64 = 9_007_199_254_740_992.0;

/// How many records there are, and the digest of all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Digest {
    /// How many.
    pub count: u64,
    sum: [u8; BYTES],
}

impl Digest {
    /// Takes in a record.
    pub fn add(&mut self, id: &str, version: i64, record: &Value) {
        self.count += 1;
        self.add_sum(Sha256::digest(format!("{id}\t{version}")).into());
        self.add_sum(Sha256::digest(canonical(record)).into());
    }

    fn add_sum(&mut self, other: [u8; BYTES]) {
        let mut carry = 0;
        for (byte, more) in self.sum.iter_mut().zip(other).rev() {
            let sum = u16::from(*byte) + u16::from(more) + carry;
            [_, *byte] = sum.to_be_bytes();
            carry = sum >> 8;
        }
    }

    /// The digest in hexadecimal digits.
    pub fn hex(&self) -> String {
        self.sum.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// A value as canonical JSON: members in the order of their names, no white space, one spelling for each number.
pub fn canonical(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            // The map is in the order of its names, which are ASCII.
            let members: Vec<String> = members
                .iter()
                .map(|(name, value)| format!("{}:{}", Value::from(name.as_str()), canonical(value)))
                .collect();
            format!("{{{}}}", members.join(","))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(",")),
        Value::Number(number) => canonical_number(number),
        other => other.to_string(),
    }
}

fn canonical_number(number: &Number) -> String {
    match number.as_f64() {
        Some(whole) if number.is_f64() && whole.fract() == 0.0 && whole.abs() < WHOLE_MAX => format!("{whole:.0}"),
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn digest(records: &[(&str, i64, Value)]) -> Digest {
        let mut digest = Digest::default();
        records.iter().for_each(|(id, version, record)| digest.add(id, *version, record));
        digest
    }

    #[test]
    fn digest_does_not_depend_on_the_order() {
        let [one, two] = [("a", 1, json!({ "name": "甲" })), ("b", 2, json!({ "name": "乙" }))];
        let both = digest(&[one.clone(), two.clone()]);
        assert_eq!(both, digest(&[two.clone(), one.clone()]));
        assert_eq!(both.count, 2);
        assert_ne!(both, digest(&[one, ("b", 3, json!({ "name": "乙" }))]));
    }

    #[test]
    fn canonical_json_has_one_spelling() {
        let value: Value =
            serde_json::from_str(r#"{ "b": [1.0, 2.5, -0.125], "a": { "z": null, "y": "甲\"\n" } }"#).unwrap();
        assert_eq!(canonical(&value), r#"{"a":{"y":"甲\"\n","z":null},"b":[1,2.5,-0.125]}"#);
    }

    /// The test vectors of `docs/consumers.md`.
    #[test]
    fn digests_are_those_of_the_document() {
        let vectors = include_str!("../../../docs/consumers.md");
        let none = digest(&[]).hex();
        let record = |id: &str, name: &str| json!({ "version": 1, "name": name, "id": id });
        let [first, second] = ["0193591c-2000-7000-8000-000000000001", "0193591c-2000-7000-8000-000000000002"];
        let one = digest(&[(first, 1, record(first, "第一责任区"))]).hex();
        let two = digest(&[(first, 1, record(first, "第一责任区")), (second, 1, record(second, "第二责任区"))]).hex();
        for vector in [none, one, two] {
            assert!(vectors.contains(&vector), "{vector} is not in the document");
        }
    }
}
