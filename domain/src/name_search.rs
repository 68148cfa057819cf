//! Finding a person by name: Chinese characters, full pinyin or initials, with or without the
//! middle dot of minority names.

use pinyin::ToPinyin;

/// Most places in a name at which a search may begin.
const STARTS_MAX: usize = 12;

/// Surnames that are read otherwise than the same character elsewhere.
const SURNAME_READINGS: [(char, &str); 24] = [
    ('单', "shan"),
    ('解', "xie"),
    ('仇', "qiu"),
    ('曾', "zeng"),
    ('查', "zha"),
    ('盖', "ge"),
    ('区', "ou"),
    ('朴', "piao"),
    ('任', "ren"),
    ('华', "hua"),
    ('尉', "yu"),
    ('翟', "zhai"),
    ('员', "yun"),
    ('折', "she"),
    ('黑', "he"),
    ('秘', "bi"),
    ('重', "chong"),
    ('冼', "xian"),
    ('缪', "miao"),
    ('宓', "mi"),
    ('召', "shao"),
    ('种', "chong"),
    ('乐', "yue"),
    ('洗', "xian"),
];

/// The terms under which a name is found: from each of its characters on, as characters, as full
/// pinyin, and as initials. `阿依·古丽` gives `阿依古丽`, `依古丽`, …, `ayiguli`, …, `aygl`, ….
pub fn terms(name: &str) -> Vec<String> {
    let characters: Vec<char> = fold(name).chars().collect();
    let syllables: Vec<String> = characters.iter().enumerate().map(|(at, c)| reading(*c, at == 0)).collect();
    let mut terms = Vec::new();
    for start in 0..characters.len().min(STARTS_MAX) {
        let characters: String = characters.iter().skip(start).collect();
        let pinyin: String = syllables.iter().skip(start).map(String::as_str).collect();
        let initials: String = syllables.iter().skip(start).filter_map(|s| s.chars().next()).collect();
        terms.extend([characters, pinyin, initials]);
    }
    terms.sort_unstable();
    terms.dedup();
    terms
}

/// What a searcher typed, in the form the terms have: no blanks, no dots, lower case, `ü` as `v`.
pub fn fold(raw: &str) -> String {
    crate::text::half_width(raw)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .map(|c| if c == 'ü' { 'v' } else { c })
        .collect()
}

fn reading(character: char, is_surname: bool) -> String {
    let surname = SURNAME_READINGS.iter().find(|(c, _)| is_surname && *c == character);
    match (surname, character.to_pinyin()) {
        (Some((_, reading)), _) => (*reading).to_owned(),
        (None, Some(pinyin)) => fold(pinyin.plain()),
        (None, None) => character.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, typed: &str) -> bool {
        let typed = fold(typed);
        terms(name).iter().any(|term| term.starts_with(&typed))
    }

    #[test]
    fn a_name_is_found_by_characters_pinyin_and_initials() {
        for typed in ["赵强春", "赵", "强春", "zhaoqiangchun", "Zhao Qiang", "zqc", "ZQ", "qiangchun"] {
            assert!(found("赵强春", typed), "{typed}");
        }
        for typed in ["赵春", "zc", "li"] {
            assert!(!found("赵强春", typed), "{typed}");
        }
    }

    #[test]
    fn the_middle_dot_is_optional() {
        for typed in ["阿依古丽·买买提", "阿依古丽买买提", "阿依古丽•买", "买买提", "aygl", "maimaiti"]
        {
            assert!(found("阿依古丽·买买提", typed), "{typed}");
        }
    }

    #[test]
    fn a_surname_has_its_own_reading() {
        assert!(found("曾单", "zengdan"));
        assert!(found("单雄", "shanxiong"));
        assert!(found("吕秀", "lvxiu"));
    }
}
