//! What columns, lists and the words in cells are called, in Chinese and in English.

use openapi::kernel::catalogue::Language;

/// Titles of fields, in the order in which columns stand.
const FIELDS: &str = include_str!("fields.tsv");
/// Titles of lists, by the end of their path.
const LISTS: &str = include_str!("lists.tsv");
/// Words of closed lists; one without a line is shown as it is.
const WORDS: &str = include_str!("words.tsv");

fn lines(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    table.lines().filter_map(|line| line.split_once('\t'))
}

fn found(table: &'static str, name: &str) -> Option<&'static str> {
    lines(table).find(|(known, _)| *known == name).map(|(_, title)| title)
}

/// The title of a field.
pub fn of_field(name: &str, language: Language) -> String {
    match (language, found(FIELDS, name)) {
        (Language::Chinese, Some(title)) => title.to_owned(),
        _ => {
            spelled(name.strip_suffix("_fen").map_or_else(|| name.to_owned(), |name| format!("{name} (yuan)")).as_str())
        }
    }
}

/// The place of a field's column among all; none for what is shown only where it is asked for.
pub fn place(name: &str) -> Option<usize> {
    lines(FIELDS).position(|(known, _)| known == name)
}

/// The title of the list of a path, in Chinese.
pub fn of_list(path: &str) -> Option<&'static str> {
    let ends = lines(LISTS).filter(|(end, _)| path.strip_suffix(end).is_some_and(|before| before.ends_with('/')));
    ends.max_by_key(|(end, _)| end.len()).map(|(_, title)| title)
}

/// The Chinese of a word of a closed list; the word itself, where it has none.
pub fn chinese_of_word(word: &'static str) -> &'static str {
    found(WORDS, word).unwrap_or(word)
}

/// A word of a closed list, with its code.
pub fn of_word(word: &str, language: Language) -> String {
    match (language, found(WORDS, word)) {
        (Language::Chinese, Some(title)) => title.to_owned(),
        (Language::Chinese, None) => word.to_owned(),
        (Language::English, _) => spelled(word),
    }
}

/// `starts_on` as `Starts on`.
fn spelled(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut letters = words.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_title_stands_once() {
        for table in [FIELDS, LISTS, WORDS] {
            assert_eq!(lines(table).count(), table.lines().count());
            assert_eq!(lines(table).map(|(name, _)| name).collect::<BTreeSet<_>>().len(), table.lines().count());
        }
    }

    #[test]
    fn titles_are_those_of_the_language() {
        let chinese = [of_field("starts_on", Language::Chinese), of_word("draft", Language::Chinese)];
        assert_eq!(chinese, ["开始日期", "草稿"]);
        let english = [of_field("amount_fen", Language::English), of_word("full_time", Language::English)];
        assert_eq!(english, ["Amount (yuan)", "Full time"]);
        assert_eq!(of_list("/v1/coverage/zones"), Some("责任督学覆盖情况"));
        assert_eq!(of_list("/v1/stipend-runs/{id}/transfers"), Some("津贴发放表"));
    }
}
