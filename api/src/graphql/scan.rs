//! What is counted before anything is parsed. The parsers behind call themselves for each bracket, so the brackets are
//! counted here first, byte by byte and without a call for any of them.

use domain::{Error, Fault, FaultCode, Wording, kernel::wording::number};

/// Deepest nesting of brackets, braces and parentheses in a document: selections, values and types together.
pub const NESTING_MAX: usize = 64;
/// Most words and signs of a document.
pub const TOKENS_MAX: usize = 10_000;
/// Longest name in a document, in bytes. A message about a document repeats its names.
pub const NAME_BYTES_MAX: usize = 100;
/// Deepest nesting of a request's JSON, its variables included.
pub const JSON_NESTING_MAX: usize = 32;
/// Most values in a request's JSON.
pub const JSON_VALUES_MAX: usize = 50_000;

/// Refuses a document that would take a parser too deep or too long.
///
/// # Errors
/// [`Error::Invalid`].
pub fn document(text: &str) -> Result<(), Error> {
    let mut scan = Scan { rest: text.as_bytes(), depth: 0, count: 0 };
    while let Some(byte) = scan.next() {
        match byte {
            b' ' | b',' | b'\t' | b'\n' | b'\r' => continue,
            b'#' => {
                scan.skip_while(|byte| !matches!(byte, b'\n' | b'\r'));
                continue;
            }
            b'"' => scan.skip_document_string(),
            // Outside of strings it is no sign of the language, and ends the work of a parser.
            b'\\' => break,
            b'.' => drop(scan.skip_while(|byte| byte == b'.')),
            _ if is_part_of_name(byte) => {
                if scan.skip_while(is_part_of_name) >= NAME_BYTES_MAX {
                    return refused("/query", Wording::GraphqlNameTooLong { max: number(NAME_BYTES_MAX) });
                }
            }
            _ => scan.note_bracket(byte),
        }
        scan.count += 1;
        if scan.depth > NESTING_MAX {
            return refused("/query", Wording::NestedTooDeep { max: number(NESTING_MAX) });
        }
        if scan.count > TOKENS_MAX {
            return refused("/query", Wording::TooManyTokens { max: number(TOKENS_MAX) });
        }
    }
    Ok(())
}

/// Refuses the JSON of a request that has too many values, or values too deep.
///
/// # Errors
/// [`Error::Invalid`].
pub fn json(bytes: &[u8]) -> Result<(), Error> {
    let mut scan = Scan { rest: bytes, depth: 0, count: 0 };
    while let Some(byte) = scan.next() {
        match byte {
            b'"' => scan.skip_string(|_| false),
            b'{' | b'[' | b',' => scan.count += 1,
            _ => {}
        }
        scan.note_bracket(byte);
        if scan.depth > JSON_NESTING_MAX {
            return refused("", Wording::NestedTooDeep { max: number(JSON_NESTING_MAX) });
        }
        if scan.count > JSON_VALUES_MAX {
            return refused("", Wording::TooManyEntries { max: number(JSON_VALUES_MAX) });
        }
    }
    Ok(())
}

fn refused(pointer: &str, wording: Wording) -> Result<(), Error> {
    Err(Error::invalid(Fault::new(pointer, FaultCode::Length, wording)))
}

fn is_part_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// A text that is read once from its beginning to its end.
struct Scan<'a> {
    rest: &'a [u8],
    depth: usize,
    count: usize,
}

impl Scan<'_> {
    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    /// A closing bracket of another kind ends the work of a parser, so the kinds need not be told apart.
    fn note_bracket(&mut self, byte: u8) {
        match byte {
            b'{' | b'[' | b'(' => self.depth += 1,
            b'}' | b']' | b')' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
    }

    /// Skips the bytes for which something holds, and says how many they were.
    fn skip_while(&mut self, holds: impl Fn(u8) -> bool) -> usize {
        let length = self.rest.iter().take_while(|byte| holds(**byte)).count();
        self.rest = self.rest.get(length..).unwrap_or_default();
        length
    }

    /// Skips a string of a document, whose opening quote was read. Like the parser it takes three quotes that nothing ends
    /// for an empty string and the beginning of another.
    fn skip_document_string(&mut self) {
        let block = self.rest.strip_prefix(b"\"\"").and_then(after_block);
        match block {
            Some(rest) => self.rest = rest,
            None => self.skip_string(|byte| matches!(byte, b'\n' | b'\r')),
        }
    }

    /// Skips a string whose opening quote was read, or the rest of the text if the string does not end: no parser goes on behind
    /// it, and the text is read once, however many quotes it has.
    fn skip_string(&mut self, breaks: impl Fn(u8) -> bool) {
        while let Some(byte) = self.next() {
            match byte {
                b'"' => return,
                b'\\' => drop(self.next()),
                _ if breaks(byte) => break,
                _ => {}
            }
        }
        self.rest = &[];
    }
}

/// What follows a block string, of which the opening quotes were read.
fn after_block(mut rest: &[u8]) -> Option<&[u8]> {
    loop {
        if let Some(after) = rest.strip_prefix(b"\\\"\"\"") {
            rest = after;
        } else if let Some(after) = rest.strip_prefix(b"\"\"\"") {
            return Some(after);
        } else {
            rest = rest.split_first()?.1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nested(open: &str, inside: &str, close: &str, levels: usize) -> String {
        format!("{}{inside}{}", open.repeat(levels), close.repeat(levels))
    }

    #[test]
    fn every_kind_of_bracket_counts_as_a_level() {
        for (open, close) in [("{a", "}"), ("[", "]"), ("a(b:", ")"), ("{a:[", "]}")] {
            let levels = NESTING_MAX / open.matches(['{', '[', '(']).count();
            assert!(document(&nested(open, "1", close, levels)).is_ok(), "{open}");
            assert!(document(&nested(open, "1", close, levels + 1)).is_err(), "{open}");
        }
    }

    #[test]
    fn brackets_in_strings_and_comments_do_not_count() {
        let brackets = "[".repeat(NESTING_MAX * 2);
        for text in [
            format!("{{a(b: \"{brackets}\")}}"),
            format!("{{a(b: \"\\\"{brackets}\")}}"),
            format!("{{a(b: \"\"\"{brackets}\n\\\"\"\"{brackets}\"\"\")}}"),
            format!("#{brackets}\n{{a}}"),
            format!("{{a}}#{brackets}"),
        ] {
            assert!(document(&text).is_ok(), "{text}");
        }
    }

    #[test]
    fn no_string_hides_brackets_that_a_parser_would_enter() {
        let deep = nested("[", "", "]", NESTING_MAX * 2);
        for before in ["\"\"", "\"\"\"\"\"\"", "\"\\\\\"", "\"a\" #\"\n", "#\"\n", "#\"\r", "\"\"\"\\\"\"\"\"\"\""] {
            assert!(document(&format!("{{a(b: [{before} {deep}])}}")).is_err(), "{before}");
        }
        // Three quotes that nothing ends are an empty string and the beginning of another.
        assert!(document(&format!("{{a(b: [\"\"\"x\" {deep}])}}")).is_err());
    }

    #[test]
    fn long_names_and_many_tokens_are_refused() {
        assert!(document(&format!("{{{}}}", "n".repeat(NAME_BYTES_MAX))).is_ok());
        assert!(document(&format!("{{{}}}", "n".repeat(NAME_BYTES_MAX + 1))).is_err());
        assert!(document(&"a ".repeat(TOKENS_MAX)).is_ok());
        assert!(document(&"a ".repeat(TOKENS_MAX + 1)).is_err());
        assert!(document(&"@".repeat(TOKENS_MAX + 1)).is_err());
    }

    #[test]
    fn deep_and_long_json_is_refused() {
        assert!(json(nested("[", "1", "]", JSON_NESTING_MAX).as_bytes()).is_ok());
        assert!(json(nested("{\"a\":[", "1", "]}", JSON_NESTING_MAX).as_bytes()).is_err());
        assert!(json(format!("[\"{}\"]", "[".repeat(100)).as_bytes()).is_ok());
        assert!(json(format!("[\"\\\\\",{}", "[".repeat(100)).as_bytes()).is_err());
        assert!(json(format!("[{}]", "0,".repeat(JSON_VALUES_MAX + 1)).as_bytes()).is_err());
    }
}
