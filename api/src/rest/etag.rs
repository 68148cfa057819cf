//! Entity tags (RFC 9110, section 8.8.3): a tag changes whenever the answer does.

use crate::{app::kernel::kept::Tag, keys::digest_of};

/// Bytes of a digest that a tag shows: enough that no two answers of one record meet.
const DIGEST_BYTES: usize = 16;

impl Tag {
    /// The tag of an answer with this body: `"3"`, or `"3-<digest>"`.
    pub fn of(self, body: &[u8]) -> String {
        match self {
            Self::Version(version) => format!("\"{version}\""),
            Self::Shown(version) => {
                let digest = digest_of(&[body]).into_iter().take(DIGEST_BYTES);
                let digits = digest.flat_map(|byte| [byte >> 4, byte & 0xf]);
                let digest: String = digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect();
                format!("\"{version}-{digest}\"")
            }
        }
    }
}

/// A tag without the mark of a weak one, which a proxy that compresses sets.
fn strong(tag: &str) -> &str {
    let tag = tag.trim();
    tag.strip_prefix("W/").unwrap_or(tag)
}

/// True if `If-None-Match` names the tag: the reader has the answer.
pub fn is_known(if_none_match: &str, tag: &str) -> bool {
    if_none_match.split(',').map(strong).any(|one| one == tag || one == "*")
}

/// The version that a tag in `If-Match` names: a write is refused for another version, not for another day.
pub fn version_of(if_match: &str) -> Option<i64> {
    let tag = strong(if_match).strip_prefix('"')?.strip_suffix('"')?;
    let (version, digest) = tag.split_once('-').unwrap_or((tag, "0"));
    let is_digest = !digest.is_empty() && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
    version.parse().ok().filter(|_| is_digest && version.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_changes_with_the_answer_and_names_its_version() {
        let (one, other) = (Tag::from("3".to_owned()).of(b"{}"), Tag::from("3".to_owned()).of(b"{ }"));
        assert_ne!(one, other);
        assert_eq!((version_of(&one), version_of(&other)), (Some(3), Some(3)));
        assert_eq!(Tag::Version(3).of(b"{}"), "\"3\"");
        assert!(is_known(&format!("\"1\", W/{one}"), &one) && is_known("*", &one) && !is_known("\"3\"", &one));
    }

    #[test]
    fn if_match_takes_a_strong_or_weakened_tag_of_ours() {
        let good = ["\"12\"", " W/\"12\" ", "\"12-0aF9\"", "W/\"12-00\""];
        assert!(good.iter().all(|tag| version_of(tag) == Some(12)));
        let bad = [
            "12",
            "\"x\"",
            "\"12-\"",
            "\"12-xy\"",
            "\"-12\"",
            "\"+12\"",
            "W/12",
            "w/\"12\"",
            "*",
            "",
            "\"",
            "\"1\", \"2\"",
        ];
        assert!(bad.iter().all(|tag| version_of(tag).is_none()));
    }
}
