//! The contract in Chinese. The code says it in English; `catalogue/contract.zh-CN.po` has the Chinese of each text.

use std::{collections::HashMap, sync::LazyLock};

use serde_json::Value;

use crate::kernel::{catalogue::Language, document, problem, word::ENUM_DESCRIPTIONS};

/// The Chinese of each English text.
static CHINESE: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let help = problem::ALL.iter().map(|code| (code.help(Language::English), code.help(Language::Chinese)));
    entries(include_str!("../../catalogue/contract.zh-CN.po")).chain(help).collect()
});

/// What GraphQL says of a field that leads from one record to others, after what it says of the field itself.
const ENDINGS: [(&str, &str); 3] = [
    (" Null out of reach.", "超出可及范围时为空。"),
    (" Those within reach.", "限可及范围内的。"),
    (" Those of this record.", "限本记录的。"),
];

/// A text in Chinese. What the catalogue lacks stays as it is; a test sees to it that nothing is lacking.
pub fn chinese(text: &str) -> String {
    translated(text, &mut |sentence| entry(sentence).1.unwrap_or_else(|| sentence.to_owned()))
}

/// The entries of the catalogue for a text, and whether each is there.
pub fn entries_for(text: &str) -> Vec<(String, bool)> {
    let mut asked_for = Vec::new();
    translated(text, &mut |sentence| {
        let (english, chinese) = entry(sentence);
        asked_for.push((english, chinese.is_some()));
        sentence.to_owned()
    });
    asked_for
}

/// The texts of the catalogue, in English and in Chinese.
pub fn catalogued() -> Vec<(String, String)> {
    entries(include_str!("../../catalogue/contract.zh-CN.po")).collect()
}

/// The OpenAPI document, completed and published in English, in Chinese.
pub fn document_in_chinese(mut english: Value) -> Value {
    translate(&mut english);
    if let Some(responses) = english.pointer_mut("/components/responses") {
        *responses = document::responses(Language::Chinese);
    }
    english
}

/// The texts of a document that are for people.
pub fn texts(document: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut copy = document.clone();
    each_text(&mut copy, &mut |text| found.push(text.clone()));
    found
}

fn translate(document: &mut Value) {
    each_text(document, &mut |text| *text = chinese(text));
}

/// Does something with every text of a document that is for people. Examples and values are none.
pub fn each_text(value: &mut Value, visit: &mut dyn FnMut(&mut String)) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match (name.as_str(), member) {
                    ("example" | "examples" | "default" | "enum" | "const", _) => {}
                    ("summary" | "description" | "title", Value::String(text)) => visit(text),
                    (ENUM_DESCRIPTIONS, Value::Array(texts)) => {
                        for text in texts {
                            if let Value::String(text) = text {
                                visit(text);
                            }
                        }
                    }
                    ("properties", Value::Object(fields)) => {
                        fields.values_mut().for_each(|field| each_text(field, visit));
                    }
                    (_, member) => each_text(member, visit),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| each_text(item, visit)),
        _ => {}
    }
}

/// A text put together of its translated sentences: paragraphs, and lines of lists in them.
fn translated(text: &str, say: &mut dyn FnMut(&str) -> String) -> String {
    let paragraphs = text.split("\n\n").map(|paragraph| {
        let lines = paragraph.replace("\n* ", "\u{0}* ").replace('\n', " ").replace('\u{0}', "\n");
        lines.lines().map(|line| translated_line(line, say)).collect::<Vec<_>>().join("\n")
    });
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

fn translated_line(line: &str, say: &mut dyn FnMut(&str) -> String) -> String {
    if let Some((word, meaning)) = line.strip_prefix("* ").and_then(|item| item.split_once("`: ")) {
        return format!("* {word}`：{}", sentence(meaning, say));
    }
    if let Some(roles) = line.strip_prefix("Roles: ") {
        return format!("角色：{}。", roles.trim_end_matches('.').replace(", ", "、"));
    }
    for (ending, chinese) in ENDINGS {
        if let Some(lead) = line.strip_suffix(ending) {
            return format!("{}{chinese}", sentence(lead, say));
        }
    }
    if let Some((lead, words)) = line.split_once(" Of: `") {
        return format!("{}可选：`{}。", sentence(lead, say), words.trim_end_matches('.').replace(", ", "、"));
    }
    let codes: Vec<&str> = line.split('`').skip(1).step_by(2).collect();
    let rest: String = line.split('`').step_by(2).collect();
    match (rest.trim_start_matches("One of ").trim_matches([' ', '.']), rest.starts_with("One of ")) {
        ("", is_choice) if !codes.is_empty() => {
            let codes: Vec<String> = codes.iter().map(|code| format!("`{code}`")).collect();
            format!("{}{}。", codes.join("、"), if is_choice { " 之一" } else { "" })
        }
        _ => sentence(line, say),
    }
}

/// A sentence of the catalogue. Chinese and names, which are the same in every language, are in none.
fn sentence(english: &str, say: &mut dyn FnMut(&str) -> String) -> String {
    let is_english = english.split('`').step_by(2).any(|part| part.contains(|c: char| c.is_ascii_lowercase()));
    match english.strip_suffix('.') {
        _ if is_english => say(english),
        Some(bare) => format!("{bare}。"),
        None => english.to_owned(),
    }
}

/// The catalogue's entry for a sentence, and its Chinese: the sentence itself, a title that GraphQL ends with a full stop, or
/// a sentence about some name in backticks, for which the entry has `{1}`.
fn entry(sentence: &str) -> (String, Option<String>) {
    let parts: Vec<&str> = sentence.splitn(3, '`').collect();
    let (about, name) = match parts.as_slice() {
        [before, name, after] => (format!("{before}`{{1}}`{after}"), *name),
        _ => (String::new(), ""),
    };
    let bare = sentence.strip_suffix('.').unwrap_or(sentence);
    if let Some(chinese) = CHINESE.get(sentence) {
        (sentence.to_owned(), Some(chinese.clone()))
    } else if let Some(chinese) = CHINESE.get(bare) {
        (bare.to_owned(), Some(format!("{chinese}。")))
    } else {
        let chinese = CHINESE.get(&about).map(|chinese| chinese.replace("{1}", name));
        (if chinese.is_some() { about } else { sentence.to_owned() }, chinese)
    }
}

/// The entries of a catalogue in gettext's form, each text on one line. The first one is its head. One whose Chinese is empty
/// waits for its translation.
fn entries(catalogue: &str) -> impl Iterator<Item = (String, String)> {
    let quoted = |line: &str, keyword: &str| {
        Some(unescaped(line.strip_prefix(keyword)?.strip_prefix(" \"")?.strip_suffix('"')?))
    };
    let mut english = None;
    catalogue.lines().filter_map(move |line| {
        english = quoted(line, "msgid").or_else(|| english.take());
        let chinese = quoted(line, "msgstr")?;
        english.take().filter(|english| !english.is_empty() && !chinese.is_empty()).map(|english| (english, chinese))
    })
}

fn unescaped(text: &str) -> String {
    text.replace("\\\"", "\"").replace("\\\\", "\\")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn texts_are_put_together_of_catalogued_lines() {
        assert_eq!(chinese("Person.\n\nRoles: `hr`, `auditor`."), "Person.\n\n角色：`hr`、`auditor`。");
        assert_eq!(chinese("One of `gone` `moved`. `busy`."), "`gone`、`moved`、`busy` 之一。");
        assert_eq!(chinese("`gone`, in GraphQL's form."), "`gone`，采用 GraphQL 的格式。");
        assert_eq!(chinese("List zones. Those of this record."), "查询责任区列表。限本记录的。");
        assert_eq!(chinese("The person. Null out of reach."), "人员。超出可及范围时为空。");
        assert_eq!(chinese("Retired. Of: `a`, `b`."), "已退休。可选：`a`、`b`。");
        assert_eq!(chinese("* `a`: Retired.\n* `b`: In\noffice."), "* `a`：已退休。\n* `b`：在任。");
        assert_eq!((chinese("Find experts"), chinese("Find experts.")), ("查找专家".into(), "查找专家。".into()));
        assert_eq!(chinese("部分属实."), "部分属实。");
    }

    #[test]
    fn names_and_examples_are_no_texts() {
        let mut document = json!({
            "properties": { "title": { "description": "Retired." }, "example": { "description": "Died." } },
            "example": { "title": "Retired." }, "title": "Retired.", "x-enum-descriptions": ["Died."]
        });
        translate(&mut document);
        let expected = json!({
            "properties": { "title": { "description": "已退休。" }, "example": { "description": "已去世。" } },
            "example": { "title": "Retired." }, "title": "已退休。", "x-enum-descriptions": ["已去世。"]
        });
        assert_eq!(document, expected);
    }

    #[test]
    fn catalogue_is_sorted_and_has_no_entry_twice() {
        let texts: Vec<String> = catalogued().into_iter().map(|(english, _)| english).collect();
        assert!(texts.len() > 2_000, "{}", texts.len());
        for pair in texts.windows(2) {
            assert!(matches!(pair, [one, next] if one < next), "{pair:?}");
        }
    }
}
