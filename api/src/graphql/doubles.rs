//! Names that stand twice in an input object of a document: the library would keep the last value in silence (GraphQL
//! specification, Input Object Field Uniqueness). Names of arguments are checked by the library.

use std::collections::HashSet;

/// What a bracket opened.
enum Open<'a> {
    /// An input object, with the names that it has had.
    Object(HashSet<&'a str>),
    /// A list of values or a list type.
    List,
    /// A selection, arguments, or variables.
    Other,
}

/// The part of a document that matters here.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// A word.
    Name(&'a str),
    /// A sign.
    Sign(char),
    /// A text or a number.
    Value,
}

/// True if an input object of the document has a name twice. One pass, without recursion; what is no document is refused by
/// its parser afterwards.
pub fn has_double_fields(document: &str) -> bool {
    let (mut rest, mut open, mut last) = (document, Vec::new(), Token::Value);
    while let Some((token, after)) = next_token(rest) {
        rest = after;
        match token {
            Token::Sign('{') => {
                let is_value = matches!(last, Token::Sign(':' | '=')) || matches!(open.last(), Some(Open::List));
                open.push(if is_value { Open::Object(HashSet::new()) } else { Open::Other });
            }
            Token::Sign('[') => open.push(Open::List),
            Token::Sign('(') => open.push(Open::Other),
            Token::Sign('}' | ']' | ')') => drop(open.pop()),
            Token::Sign(':') => {
                if let (Some(Open::Object(names)), Token::Name(name)) = (open.last_mut(), last)
                    && !names.insert(name)
                {
                    return true;
                }
            }
            _ => {}
        }
        last = token;
    }
    false
}

/// The next token and what follows it; blanks, commas and comments are skipped.
pub(super) fn next_token(document: &str) -> Option<(Token<'_>, &str)> {
    let mut rest = document;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '\u{feff}'));
        match rest.strip_prefix('#') {
            Some(comment) => rest = comment.split_once(['\n', '\r']).map_or("", |(_, after)| after),
            None => break,
        }
    }
    if let Some(after) = rest.strip_prefix("\"\"\"") {
        return Some((Token::Value, after_block(after)));
    }
    if let Some(after) = rest.strip_prefix('"') {
        return Some((Token::Value, after_text(after)));
    }
    let first = rest.chars().next()?;
    let is_of_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if is_of_word(first) {
        let (word, after) = rest.split_at(rest.find(|c| !is_of_word(c)).unwrap_or(rest.len()));
        return Some((if first.is_ascii_digit() { Token::Value } else { Token::Name(word) }, after));
    }
    Some((Token::Sign(first), rest.get(first.len_utf8()..).unwrap_or_default()))
}

/// What follows a text whose beginning was read.
fn after_text(text: &str) -> &str {
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => {
                letters.next();
            }
            '"' | '\n' | '\r' => break,
            _ => {}
        }
    }
    letters.as_str()
}

/// What follows a block text whose beginning was read.
fn after_block(text: &str) -> &str {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\"\"\"") {
        if !before.ends_with('\\') {
            return after;
        }
        rest = after;
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_twice_in_an_input_object_is_found() {
        for document in [
            "{ a(b: { c: 1, c: 2 }) }",
            "{ a(b: { c: RED c: BLUE }) }",
            "{ a(b: [{ c: 1 }, { d: 1, e: { f: [], f: 1 } }]) }",
            "query($v: T = { c: 1 c: 1 }) { a }",
            "{ a @d(b: { c: \"x\", # c\n c: \"y\" }) }",
            "{ a(b: { c: \"\"\" } \"\"\", c: 1 }) }",
            "{ a(b: { c: \"\\\"}\", c: 1 }) }",
            "{ a(b: { c: $v, c: $w }) }",
        ] {
            assert!(has_double_fields(document), "{document}");
        }
    }

    #[test]
    fn name_may_repeat_in_separate_objects() {
        for document in [
            "{ a(b: { c: 1, d: 2 }) { e e e: f e: f } }",
            "{ a(b: [{ c: 1 }, { c: 1 }], d: { c: { c: { c: 1 } } }) }",
            "query($c: [T!] = [], $d: T) { a(c: $c) { c: d c: d } }",
            "{ a(b: { c: c, d: c }) }",
            "{ a(b: \"{ c: 1, c: 1 }\") }",
            "{ a(b: \"\"\"{ c: 1 \\\"\"\" c: 1 }\"\"\") }",
            "# { a(b: { c: 1, c: 1 }) }\n{ a }",
            "fragment f on T { c { c } c { c } }",
            "{ a(b: { c: 1.5e-3, d: -1 }) }",
            "",
            "}}}]])",
            "\"",
        ] {
            assert!(!has_double_fields(document), "{document}");
        }
    }

    #[test]
    fn deep_and_unfinished_documents_are_scanned_without_recursion() {
        for sign in ["{", "[", "(", "{a:", "[{a:", "\"\"\"", "#"] {
            assert!(!has_double_fields(&sign.repeat(50_000)), "{sign}");
        }
    }
}
