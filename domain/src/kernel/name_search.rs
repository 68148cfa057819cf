//! Finding a person by name: Chinese characters, full pinyin or initials, with or without the middle dot of minority names.
//!
//! Each character is found by every reading that it has in mozillazg's `pinyin-data`, which the crate `pinyin` carries; a
//! surname is most likely read as [`SURNAME_READINGS`] says.

use std::collections::BTreeSet;

use pinyin::{Pinyin, ToPinyinMulti};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Most places in a name at which a search may begin.
const STARTS_MAX: usize = 12;

/// Most readings of a name from one of its places on: the likeliest, then those that differ from it in one character, then
/// in two, so that a name of ten characters with several readings each has no thousands of terms.
const READINGS_MAX: usize = 48;

/// Surnames that are read otherwise than `pinyin-data` reads their characters first. From the list of surnames of the npm
/// package `pinyin-pro` 3.29.4 (MIT), those that differ; the last line has what that list lacks, after 现代汉语词典.
const SURNAME_READINGS: &[(&str, &[&str])] = &[
    ("万俟", &["mo", "qi"]),
    ("尉迟", &["yu", "chi"]),
    ("澹台", &["tan", "tai"]),
    ("子车", &["zi", "ju"]),
    ("乐正", &["yue", "zheng"]),
    ("句龙", &["gou", "long"]),
    ("乐", &["yue"]),
    ("卜", &["bu"]),
    ("缪", &["miao"]),
    ("解", &["xie"]),
    ("单", &["shan"]),
    ("隗", &["wei"]),
    ("仇", &["qiu"]),
    ("薄", &["bo"]),
    ("能", &["nai"]),
    ("翟", &["zhai"]),
    ("都", &["du"]),
    ("阚", &["kan"]),
    ("曾", &["zeng"]),
    ("乜", &["nie"]),
    ("查", &["zha"]),
    ("盖", &["ge"]),
    ("区", &["ou"]),
    ("覃", &["qin"]),
    ("朴", &["piao"]),
    ("繁", &["po"]),
    ("员", &["yun"]),
    ("句", &["gou"]),
    ("折", &["she"]),
    ("召", &["shao"]),
    ("六", &["lu"]),
    ("单于", &["chan", "yu"]),
    ("吐谷浑", &["tu", "yu", "hun"]),
    ("牟", &["mu"]),
    ("黑", &["he"]),
    ("秘", &["bi"]),
    ("重", &["chong"]),
    ("种", &["chong"]),
    ("洗", &["xian"]),
    ("祭", &["zhai"]),
    ("郇", &["xun"]),
];

/// The terms under which a name is found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms {
    /// Its characters, and its likeliest reading in full and in initials.
    pub likely: BTreeSet<String>,
    /// Its other readings.
    pub other: BTreeSet<String>,
}

/// The terms under which a name is found: from each of its characters on, as characters, as full pinyin, and as initials.
/// `阿依·古丽` gives `阿依古丽`, `依古丽`, …, `ayiguli`, …, `aygl`, ….
pub fn terms(name: &str) -> Terms {
    let characters: Vec<char> = fold(name).chars().collect();
    let syllables = syllables(&characters);
    let mut terms = Terms::default();
    for start in 0..characters.len().min(STARTS_MAX) {
        terms.likely.insert(characters.iter().skip(start).collect());
        for (place, reading) in readings(syllables.get(start..).unwrap_or_default()).iter().enumerate() {
            let initials: String = reading.iter().filter_map(|syllable| syllable.chars().next()).collect();
            let of_rank = if place == 0 { &mut terms.likely } else { &mut terms.other };
            of_rank.extend([reading.concat(), initials]);
        }
    }
    terms.other.retain(|term| !terms.likely.contains(term));
    terms
}

/// What a searcher typed, in the form the terms have: one spelling, no blanks, no dots, no tones' marks, lower case, `ü` as
/// `v` where pinyin tells it from `u`.
pub fn fold(raw: &str) -> String {
    let mut folded = String::new();
    for c in crate::kernel::text::one_spelling(raw).nfd() {
        match c {
            '\u{308}' if folded.ends_with('u') => {
                folded.pop();
                folded.push('v');
            }
            c if is_combining_mark(c) => {}
            c if c.is_alphanumeric() => folded.extend(c.to_lowercase()),
            _ => {}
        }
    }
    let umlauts = ["jv", "qv", "xv", "yv"].into_iter().zip(["ju", "qu", "xu", "yu"]);
    umlauts.fold(folded.nfc().collect(), |text: String, (typed, plain)| text.replace(typed, plain))
}

/// As [`fold`], for a name: the digits of tones after a syllable are dropped, too.
pub fn fold_name(raw: &str) -> String {
    let mut name = String::new();
    for c in fold(raw).chars() {
        let ends_syllable = name.ends_with(|last: char| last.is_ascii_lowercase());
        if !(ends_syllable && matches!(c, '0'..='5')) {
            name.push(c);
        }
    }
    name
}

/// The readings of each character, the likeliest first.
fn syllables(characters: &[char]) -> Vec<Vec<String>> {
    let begins = |surname: &str| surname.chars().eq(characters.iter().copied().take(surname.chars().count()));
    let surname =
        SURNAME_READINGS.iter().filter(|(surname, _)| begins(surname)).max_by_key(|(surname, _)| surname.len());
    let surname = surname.map(|(_, readings)| *readings).unwrap_or_default();
    let of_surname = |at: usize| surname.get(at).map(|reading| (*reading).to_owned());
    characters.iter().enumerate().map(|(at, c)| distinct(of_surname(at).into_iter().chain(readings_of(*c)))).collect()
}

/// The readings of a character; one that is not Chinese is read as it is written.
fn readings_of(character: char) -> Vec<String> {
    match character.to_pinyin_multi() {
        Some(all) => all.into_iter().map(Pinyin::plain).flat_map(typed_as).collect(),
        None => vec![character.to_string()],
    }
}

/// How a syllable is typed: `ü` as `v`, as `u` or, as in passports, as `yu`.
fn typed_as(syllable: &str) -> Vec<String> {
    let plain: String = syllable.nfd().filter(|c| *c == '\u{308}' || !is_combining_mark(*c)).nfc().collect();
    match plain.contains('ü') {
        true => ["v", "u", "yu"].map(|vowel| plain.replace('ü', vowel)).to_vec(),
        false => vec![plain],
    }
}

fn distinct(all: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = Vec::new();
    for one in all {
        if !seen.contains(&one) {
            seen.push(one);
        }
    }
    seen
}

/// The readings of these characters together, the likeliest first, at most [`READINGS_MAX`].
fn readings(syllables: &[Vec<String>]) -> Vec<Vec<&str>> {
    // A choice names a reading of each character; its successors take the next reading of one that comes not before the one
    // that was changed last, so that no choice comes twice.
    let mut choices = vec![(vec![0_usize; syllables.len()], 0)];
    let mut next = 0;
    while let Some((choice, changed)) = choices.get(next).cloned()
        && choices.len() < READINGS_MAX
    {
        let has_another = |at: &usize| syllables.get(*at).map(Vec::len) > choice.get(*at).map(|chosen| chosen + 1);
        for at in (changed..syllables.len()).filter(has_another) {
            let mut successor = choice.clone();
            successor.get_mut(at).into_iter().for_each(|chosen| *chosen += 1);
            choices.push((successor, at));
        }
        next += 1;
    }
    choices.truncate(READINGS_MAX);
    let chosen = |choice: Vec<usize>| {
        syllables.iter().zip(choice).filter_map(|(all, at)| all.get(at).map(String::as_str)).collect()
    };
    choices.into_iter().map(|(choice, _)| chosen(choice)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_likely(name: &str, typed: &str) -> bool {
        let typed = fold_name(typed);
        terms(name).likely.iter().any(|term| term.starts_with(&typed))
    }

    fn found(name: &str, typed: &str) -> bool {
        let (terms, typed) = (terms(name), fold_name(typed));
        terms.likely.iter().chain(&terms.other).any(|term| term.starts_with(&typed))
    }

    #[test]
    fn a_name_is_found_by_characters_pinyin_and_initials() {
        for typed in ["赵强春", "赵", "强春", "zhaoqiangchun", "Zhao Qiang", "zqc", "ZQ", "qiangchun"] {
            assert!(is_likely("赵强春", typed), "{typed}");
        }
        for typed in ["赵春", "zc", "li"] {
            assert!(!found("赵强春", typed), "{typed}");
        }
    }

    #[test]
    fn the_middle_dot_is_optional() {
        for typed in ["阿依古丽·买买提", "阿依古丽买买提", "阿依古丽•买", "阿依古丽.买", "买买提", "aygl", "maimaiti"]
        {
            assert!(found("阿依古丽·买买提", typed), "{typed}");
        }
    }

    #[test]
    fn tones_are_optional() {
        for typed in ["zhāng lè", "zhang le", "ZHANG1LE4", "zhángyuè", "cháng"] {
            assert!(found("长乐", typed), "{typed}");
        }
        for typed in ["lǚ", "lü", "lv", "LYU", "lu", "lü3", "lǚ xù"] {
            assert!(found("吕旭", typed), "{typed}");
        }
        assert!(found("许虚", "xvxv") && found("余余", "yǘ") && found("José", "jose"));
    }

    #[test]
    fn compound_surnames_have_their_own_readings() {
        for (name, likeliest) in [
            ("尉迟恭", "yuchi"),
            ("万俟卨", "moqi"),
            ("单于明", "chanyu"),
            ("澹台明", "tantai"),
            ("长孙明", "zhangsun"),
            ("单雄", "shanxiong"),
        ] {
            assert!(is_likely(name, likeliest), "{name}");
        }
        assert!(found("尉迟恭", "weichi") && !is_likely("尉迟恭", "weichi"));
        assert!(is_likely("曾单", "zengdan"), "the second character is no surname");
    }

    #[test]
    fn readings_of_a_long_name_are_bounded() {
        let name = "乐长行重单朝曾盛降都";
        let all = terms(name);
        assert!(all.likely.len() + all.other.len() <= STARTS_MAX * (1 + 2 * READINGS_MAX), "{}", all.other.len());
        // Each character by each of its readings.
        for typed in [
            "yuezhang",
            "lezhang",
            "yuechang",
            "xingzhong",
            "hangzhong",
            "xingchong",
            "dan",
            "shan",
            "zhao",
            "chao",
            "ceng",
            "zeng",
        ] {
            assert!(found(name, typed), "{typed}");
        }
    }
}
