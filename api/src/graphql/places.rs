//! The pointer of a value in a GraphQL request, in REST's words: a field of the body, or a parameter.

use super::doubles::{Token, next_token};
use crate::graph::snake;

/// What a bracket opened, with the place in it that was reached.
enum Open {
    /// The arguments of a field or a directive, or an input object: the name before the last colon.
    Named(String),
    /// A list: how many of its values are over.
    List(usize),
    /// A selection.
    Selection,
}

/// The pointer that REST gives to the value of a variable, or to a part of it. None where the document does not use it.
pub fn of_variable(document: &str, name: &str, part: &str) -> Option<String> {
    let path = find(document, |last, token, _| last == Token::Sign('$') && token == Token::Name(name))?;
    Some(pointer(path, part))
}

/// The pointer that REST gives to the first text of a document for which something holds.
pub fn of_text(document: &str, holds: impl Fn(&str) -> bool) -> Option<String> {
    let path = find(document, |_, token, text| token == Token::Value && holds(text))?;
    Some(pointer(path, ""))
}

/// The steps that lead to a value, from the name of its argument on. One pass, without recursion.
fn find(document: &str, is_meant: impl Fn(Token<'_>, Token<'_>, &str) -> bool) -> Option<Vec<String>> {
    let (mut rest, mut open, mut last, mut before) = (document, Vec::new(), Token::Value, Token::Value);
    while let Some((token, after)) = next_token(rest) {
        let text = rest.get(..rest.len() - after.len()).unwrap_or_default();
        rest = after;
        let is_value = matches!(before, Token::Sign(':')) || matches!(open.last(), Some(Open::List(_)));
        if is_meant(last, token, text) && (is_value || matches!(last, Token::Sign(':'))) {
            return Some(steps(&open));
        }
        match token {
            Token::Sign('(') => open.push(Open::Named(String::new())),
            Token::Sign('[') => open.push(Open::List(0)),
            Token::Sign('{') => {
                let is_object = matches!(last, Token::Sign(':' | '=')) || matches!(open.last(), Some(Open::List(_)));
                open.push(if is_object { Open::Named(String::new()) } else { Open::Selection });
            }
            Token::Sign('}' | ']' | ')') => {
                open.pop();
                ends_a_value(&mut open);
            }
            Token::Sign(':') => {
                if let (Some(Open::Named(name)), Token::Name(said)) = (open.last_mut(), last) {
                    said.clone_into(name);
                }
            }
            Token::Name(_) | Token::Value => ends_a_value(&mut open),
            Token::Sign(_) => {}
        }
        (before, last) = (last, token);
    }
    None
}

fn ends_a_value(open: &mut [Open]) {
    if let Some(Open::List(over)) = open.last_mut() {
        *over += 1;
    }
}

fn steps(open: &[Open]) -> Vec<String> {
    let inside = open.iter().rposition(|one| matches!(one, Open::Selection)).map_or(0, |at| at + 1);
    let inside = open.get(inside..).unwrap_or_default();
    let step = |one: &Open| match one {
        Open::Named(name) => Some(snake(name)),
        Open::List(over) => Some(over.to_string()),
        Open::Selection => None,
    };
    inside.iter().filter_map(step).collect()
}

/// The body is what `input` says; every other argument is a parameter, whose values REST does not count.
fn pointer(steps: Vec<String>, part: &str) -> String {
    match steps.split_first() {
        Some((argument, fields)) if argument == "input" => {
            let part: Vec<String> = part.split('/').map(snake).collect();
            fields.iter().map(|field| format!("/{field}")).collect::<String>() + &part.join("/")
        }
        Some((argument, _)) => format!("/{argument}"),
        None => "/query".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variable_is_found_where_it_is_used() {
        for (document, part, pointer) in [
            ("mutation($v: T!) { a(input: $v) { b } }", "/workUnit", "/work_unit"),
            ("mutation($v: T!) { a(input: $v) { b } }", "/items/3/theme", "/items/3/theme"),
            ("mutation M($w: S, $v: S) { x: a(id: $w, input: { name: $w, workUnit: $v }) { b } }", "", "/work_unit"),
            ("mutation($v: S) { a(input: { items: [{ theme: \"x\" }, { theme: $v }] }) { b } }", "", "/items/1/theme"),
            ("mutation($v: S) { a(input: { names: [\"x\" RED, $v] }) { b } }", "", "/names/2"),
            ("query($v: [S!]) { people(speciality: $v) { b } }", "/7", "/speciality"),
            ("query($v: S) { people(first: 1, workUnit: [$v]) { b } }", "", "/work_unit"),
        ] {
            assert_eq!(of_variable(document, "v", part).as_deref(), Some(pointer), "{document}");
        }
        for document in ["query($v: S) { a }", "{ v: a { v } }", "", "((((", "{ a(b: \"$v\") }"] {
            assert_eq!(of_variable(document, "v", ""), None, "{document}");
        }
    }

    #[test]
    fn bad_text_is_located_by_its_pointer() {
        let meant = |text: &str| text.contains("bad");
        for (document, pointer) in [
            ("mutation { a(input: { name: \"bad\" }) { b } }", "/name"),
            ("mutation { a(id: \"bad\", input: {}) { b } }", "/id"),
            ("{ people(speciality: [\"w\" \"bad\"]) { b } }", "/speciality"),
            ("mutation { a(input: { names: [\"w\" \"\"\"bad\"\"\"] }) { b } }", "/names/1"),
        ] {
            assert_eq!(of_text(document, meant).as_deref(), Some(pointer), "{document}");
        }
        assert_eq!(of_text("{ a # bad\n }", meant), None);
    }
}
