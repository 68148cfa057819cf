//! What people are told, in their language. The sentences stand in `openapi/catalogue`, one Fluent file for each
//! language; keys and arguments come from [`domain::Wording`] and the error codes.

use std::sync::LazyLock;

use domain::{
    Wording,
    kernel::wording::Argument::{Number, Word},
};
use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

/// A language that the register speaks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Language {
    /// Chinese, unless something else is asked for.
    #[default]
    Chinese,
    /// English.
    English,
}

impl Language {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Chinese, Self::English];

    /// The tag of the language (BCP 47).
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }

    /// The language whose tag this is, in any of its varieties.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_', '.']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| language.tag().split('-').next() == Some(&primary.to_ascii_lowercase()))
    }

    /// The sentence of a wording.
    pub fn say(self, wording: &Wording) -> String {
        let mut arguments = FluentArgs::new();
        for (name, argument) in wording.arguments() {
            match argument {
                Number(number) => arguments.set(name, number),
                Word(word) => arguments.set(name, word),
            }
        }
        self.look_up(wording.key(), None, &arguments)
    }

    /// A sentence of the catalogue: a message, or an attribute of it. What is missing says its key; a test sees to it
    /// that nothing is.
    pub(crate) fn look_up(self, key: &str, attribute: Option<&str>, arguments: &FluentArgs<'_>) -> String {
        static CHINESE: LazyLock<Catalogue> =
            LazyLock::new(|| catalogue(Language::Chinese, include_str!("../../catalogue/zh-CN.ftl")));
        static ENGLISH: LazyLock<Catalogue> =
            LazyLock::new(|| catalogue(Language::English, include_str!("../../catalogue/en.ftl")));
        let catalogue = match self {
            Self::Chinese => &*CHINESE,
            Self::English => &*ENGLISH,
        };
        let pattern = catalogue.get_message(key).and_then(|message| match attribute {
            Some(name) => message.get_attribute(name).map(|attribute| attribute.value()),
            None => message.value(),
        });
        let say = |pattern| catalogue.format_pattern(pattern, Some(arguments), &mut Vec::new()).into_owned();
        pattern.map_or_else(|| key.to_owned(), say)
    }
}

type Catalogue = FluentBundle<FluentResource>;

fn catalogue(language: Language, text: &str) -> Catalogue {
    let tag: LanguageIdentifier = language.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // The marks around arguments are for texts of mixed writing directions; here they would only stand in the way.
    bundle.set_use_isolating(false);
    let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(readable, _)| readable);
    bundle.add_resource_overriding(resource);
    bundle
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::kernel::problem;

    /// The entries of a language's file: each message or attribute with the arguments it names.
    fn entries(text: &str) -> BTreeMap<String, BTreeSet<String>> {
        let (mut entries, mut message) = (BTreeMap::new(), String::new());
        for line in text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
            let (name, sentence) = line.split_once(" = ").expect("a line is a comment, a message or an attribute");
            let key = match name.strip_prefix("    .") {
                Some(attribute) => format!("{message}.{attribute}"),
                None => {
                    name.clone_into(&mut message);
                    message.clone()
                }
            };
            let named = sentence.split("{ $").skip(1).filter_map(|rest| rest.split_once(" }"));
            let double = entries.insert(key.clone(), named.map(|(name, _)| name.to_owned()).collect());
            assert!(double.is_none(), "{key} stands twice");
        }
        entries
    }

    /// The entries that the code asks for.
    fn asked_for() -> BTreeMap<String, BTreeSet<String>> {
        let wordings = Wording::ALL.iter().map(|(key, arguments)| ((*key).to_owned(), words(arguments)));
        let problems = problem::ALL.iter().flat_map(|code| {
            let key = format!("problem_{}", code.code);
            let arguments = match code.code {
                "transition_not_allowed" => words(&["event", "status"]),
                "gone" => words(&["since"]),
                "not_acceptable" => words(&["forms"]),
                _ => words(&[]),
            };
            let of_roles = (code.code == "forbidden").then(|| {
                [
                    (format!("{key}.for_roles"), words(&["role", "roles"])),
                    (format!("{key}.for_no_role"), words(&["role"])),
                    (format!("{key}.not_agreed"), words(&[])),
                ]
            });
            let said = [
                (key.clone(), words(&[])),
                (format!("{key}.detail"), arguments),
                (format!("{key}.cause"), words(&[])),
                (format!("{key}.help"), words(&[])),
            ];
            said.into_iter().chain(of_roles.into_iter().flatten())
        });
        wordings.chain(problems).collect()
    }

    fn words(words: &[&str]) -> BTreeSet<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn catalogues_contain_exactly_the_required_entries() {
        assert_eq!(entries(include_str!("../../catalogue/zh-CN.ftl")), asked_for());
        assert_eq!(entries(include_str!("../../catalogue/en.ftl")), asked_for());
    }

    #[test]
    fn every_sentence_of_both_files_is_read() {
        for language in Language::ALL {
            for key in asked_for().keys() {
                let (message, attribute) = key.split_once('.').map_or((key.as_str(), None), |(m, a)| (m, Some(a)));
                let said = language.look_up(message, attribute, &FluentArgs::new());
                assert!(said != message && !said.is_empty(), "{key} in {}", language.tag());
                let chinese = said.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
                assert_eq!(chinese, language == Language::Chinese, "{key} in {}: {said}", language.tag());
            }
        }
    }

    #[test]
    fn sentence_contains_numbers_and_words_unchanged() {
        let bounds = Wording::Between { min: 2_000, max: 2_100 };
        assert_eq!(Language::Chinese.say(&bounds), "应在 2000 至 2100 之间。");
        assert_eq!(
            Language::English.say(&Wording::NoticeRuns { ends_on: "2026-11-23".to_owned() }),
            "The public notice runs until 2026-11-23."
        );
    }
}
