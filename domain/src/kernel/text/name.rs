//! The names of people, in one spelling.

use unicode_normalization::UnicodeNormalization;

use super::{PersonNumber, half_width, is_forbidden, is_invisible};
use crate::{
    Wording,
    kernel::{
        fault::{FaultCode, Flaw},
        wording::number,
    },
};

/// What people type for the middle dot `·` of a name: bullets, operators, and the word dots of other scripts. The full stop is
/// one, too, unless it ends a Latin word.
const MIDDLE_DOTS: [char; 19] = [
    '·',
    '\u{387}',
    '\u{2d9}',
    '\u{1427}',
    '\u{16eb}',
    '•',
    '\u{2024}',
    '‧',
    '∙',
    '⋅',
    '⦁',
    '●',
    '⸱',
    '⸳',
    '・',
    '･',
    '﹒',
    '\u{a78f}',
    '\u{10101}',
];
/// The Kangxi radicals, which texts copied out of PDF files hold in place of the characters that they look like.
const KANGXI_RADICALS: std::ops::RangeInclusive<char> = '\u{2f00}'..='\u{2fd5}';

/// A name in the one spelling that the register has for it: full-width forms, compatibility ideographs and radicals become
/// the characters that they stand for (NFC), every middle dot is `·` and single, apostrophes and hyphens are those of ASCII.
/// A full stop is a middle dot where a character that is not Latin stands on either side of it. Blanks inside a Chinese name
/// are layout; a name in Latin letters keeps one between its words.
pub fn one_spelling(raw: &str) -> String {
    let plain: String = half_width(raw)
        .chars()
        .flat_map(|c| if KANGXI_RADICALS.contains(&c) { c.nfkc().collect::<Vec<_>>() } else { vec![c] })
        .map(|c| match c {
            c if MIDDLE_DOTS.contains(&c) => '·',
            '’' | '‘' | 'ʼ' => '\'',
            '‐' | '‑' => '-',
            c => c,
        })
        .nfc()
        .collect();
    let has_latin = plain.chars().any(|c| c.is_ascii_alphabetic());
    let words: Vec<&str> = plain.split_whitespace().collect();
    let letters: Vec<char> = words.join(if has_latin { " " } else { "" }).chars().collect();
    let dotted: Vec<char> = (0..letters.len()).filter_map(|at| dotted(&letters, at)).collect();
    let mut name = String::with_capacity(raw.len());
    for (at, c) in dotted.iter().enumerate() {
        let beside = [at.checked_sub(1), at.checked_add(1)].map(|at| at.and_then(|at| dotted.get(at)));
        let is_superfluous = match c {
            '·' => name.ends_with('·'),
            ' ' => beside.contains(&Some(&'·')),
            _ => false,
        };
        if !is_superfluous {
            name.push(*c);
        }
    }
    name
}

/// The character at a place of a name, a full stop as the middle dot that it stands for.
fn dotted(letters: &[char], at: usize) -> Option<char> {
    let c = *letters.get(at)?;
    let is_other_script = |c: &&char| c.is_alphabetic() && !is_latin(**c);
    let before = letters.get(..at)?.iter().rev().find(|c| !matches!(c, ' ' | '.'));
    let after = letters.get(at..)?.iter().find(|c| !matches!(c, ' ' | '.'));
    let joins = [before, after].iter().flatten().any(is_other_script);
    Some(if c == '.' && joins { '·' } else { c })
}

/// True for a letter of the Latin script, with marks or without.
fn is_latin(c: char) -> bool {
    matches!(c, 'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

/// True for a character that a name may hold: a letter that has no plainer form, or a sign that joins names.
fn belongs_to_name(c: char) -> bool {
    let is_plain_letter = || c.is_alphabetic() && !is_invisible(c) && c.nfkc().eq([c]);
    matches!(c, '·' | ' ' | '\'' | '-' | '.') || is_plain_letter()
}

/// Longest name, in characters.
const NAME_CHARS_MAX: usize = 50;

/// A person's name in the one spelling that the register has for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonName(String);

impl PersonName {
    /// Parses a name of 1 to 50 characters, however it is spelled; see [`one_spelling`].
    pub fn parse(raw: &str) -> Result<Self, Flaw> {
        if raw.chars().any(is_forbidden) {
            return Err(Flaw::new(FaultCode::Format, Wording::ControlCharacters));
        }
        let name = one_spelling(raw);
        if name.is_empty() {
            return Err(Flaw::new(FaultCode::Required, Wording::NameNeeded));
        }
        if name.chars().count() > NAME_CHARS_MAX {
            return Err(Flaw::new(FaultCode::Length, Wording::TooManyCharacters { max: number(NAME_CHARS_MAX) }));
        }
        // A dot at an end has lost what it joined.
        let is_whole = !name.starts_with('·') && !name.ends_with('·');
        if !is_whole || !name.chars().all(belongs_to_name) || !name.chars().any(char::is_alphabetic) {
            return Err(Flaw::new(FaultCode::Format, Wording::NameIsLetters));
        }
        Ok(Self(name))
    }

    /// A name that was checked when it was stored. One that an earlier release stored in another spelling of itself is read in
    /// this one.
    pub fn from_stored(name: String) -> Self {
        if name.chars().all(|c| matches!(c, '\u{4e00}'..='\u{9fff}')) { Self(name) } else { Self(one_spelling(&name)) }
    }

    /// What stands for a name that was erased: the public number.
    pub fn replaced_by(number: &PersonNumber) -> Self {
        Self(number.as_str().to_owned())
    }

    /// The name as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_leave_a_chinese_name_and_dots_become_one_dot() {
        assert_eq!(PersonName::parse(" 赵\u{3000}子志 ").unwrap().as_str(), "赵子志");
        assert_eq!(PersonName::parse("阿卜杜拉•买买提").unwrap().as_str(), "阿卜杜拉·买买提");
        assert_eq!(PersonName::parse("Ada  Lovelace").unwrap().as_str(), "Ada Lovelace");
        for raw in ["", "   ", "张3", "<b>", "·", "·买买提", "阿卜杜拉·", "阿卜杜拉。买买提", "阿卜杜拉ㆍ买买提"]
        {
            assert!(PersonName::parse(raw).is_err(), "{raw}");
        }
    }

    #[test]
    fn every_spelling_of_a_name_becomes_one() {
        let spelled = |raw: &str| PersonName::parse(raw).unwrap().as_str().to_owned();
        for dot in MIDDLE_DOTS.into_iter().chain(['.', '．']) {
            assert_eq!(spelled(&format!("古丽{dot}买买提")), "古丽·买买提", "{dot}");
            assert_eq!(spelled(&format!("古丽 {dot}{dot} 买买提")), "古丽·买买提", "{dot}");
        }
        for (raw, one) in [
            ("\u{f9f4}\u{2f00}", "林一"),
            ("Jose\u{301}", "José"),
            ("Ｊｏｈｎ　Ｄ．Ｓｍｉｔｈ", "John D.Smith"),
            ("John D. Smith", "John D. Smith"),
            ("O’Neil", "O'Neil"),
            ("Mary ・ 李", "Mary·李"),
        ] {
            assert_eq!(spelled(raw), one);
            assert_eq!(PersonName::from_stored(raw.to_owned()).as_str(), one, "as an earlier release stored it");
        }
    }
}
